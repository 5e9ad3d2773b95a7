#include "masks.h"

kmsaudit_step kmsaudit_make_step(const uint8_t *literal, uint32_t length, int is_object) {
  kmsaudit_step step = {{0}, {0}, length, (uint16_t)((length + 7) / 8), (uint16_t)is_object};
  memcpy(step.bytes, literal, length);
  memset(step.mask, 0xFF, length);
  return step;
}

// Whole words under a mask: no loop over bytes and no call.
INLINE int begins_with(const uint8_t *text, const kmsaudit_step *step) {
  uint64_t differ = 0;
  for (uint16_t i = 0; i < step->words; i++) {
    uint64_t word;
    memcpy(&word, text + 8 * i, 8);
    differ |= (word ^ step->bytes[i]) & step->mask[i];
  }
  return differ == 0;
}

INLINE int read_form(
    const uint8_t *text, const kmsaudit_block *blocks, size_t open, size_t end,
    uint32_t limit, const kmsaudit_step *steps, size_t count, kmsaudit_span *values) {
  size_t at = open;
  for (size_t i = 0; i < count; i++) {
    if (!begins_with(text + at, &steps[i])) return 0;
    size_t start = at + steps[i].length;
    int too_deep = 0;
    if (!steps[i].is_object)
      at = quote_from(blocks, start, end);
    else if (text[start] == '{')
      at = close_with(blocks, start, 0, end, limit, &too_deep) + 1;
    else
      return 0;
    if (at >= end || too_deep) return 0;
    values[i] = (kmsaudit_span){(int32_t)start, (int32_t)(at - start)};
  }
  return 1;
}

#if defined(__x86_64__)
// Every machine with AVX2 has popcnt and bmi.
__attribute__((target("popcnt,bmi"))) static int form_popcnt(
    const uint8_t *text, const kmsaudit_block *blocks, size_t open, size_t end,
    uint32_t limit, const kmsaudit_step *steps, size_t count, kmsaudit_span *values) {
  return read_form(text, blocks, open, end, limit, steps, count, values);
}
#endif

int kmsaudit_form(
    kmsaudit_kernel kernel, const uint8_t *text, const kmsaudit_block *blocks, size_t open,
    size_t end, uint32_t limit, const kmsaudit_step *steps, size_t count, kmsaudit_span *values) {
#if defined(__x86_64__)
  if (kernel >= KMSAUDIT_AVX2) return form_popcnt(text, blocks, open, end, limit, steps, count, values);
#endif
  return read_form(text, blocks, open, end, limit, steps, count, values);
}
