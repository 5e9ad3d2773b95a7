#include "masks.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

kmsaudit_step kmsaudit_make_step(const uint8_t *literal, uint32_t length, uint8_t opens) {
  kmsaudit_step step = {{0}, 0, 0, length, opens, memchr(literal, 0, length) != NULL};
  memcpy(step.bytes, literal, length);
  for (uint32_t i = 0; i < length; i++) {
    if (literal[i] != 0) step.mask |= 1ULL << i;
    if (literal[i] == '"') step.quotes |= 1ULL << i;
  }
  return step;
}

// Whether a text begins as a step does: one comparison of all that may count, under a mask.
typedef int begins(const uint8_t *text, const kmsaudit_step *step);

INLINE int read_form(
    const uint8_t *text, const kmsaudit_block *blocks, size_t open, size_t end, uint32_t limit,
    const kmsaudit_step *steps, size_t count, kmsaudit_span *values, begins *begins) {
  size_t at = open;
  for (size_t i = 0; i < count; i++) {
    if (!begins(text + at, &steps[i])) return 0;
    // Where the quotes are those of the literal, a gap holds none: it is the inside of a text.
    uint64_t quotes = steps[i].has_gap ? quotes_at(blocks, at) & below((int)steps[i].length) : 0;
    if (steps[i].has_gap && quotes != steps[i].quotes) return 0;
    size_t start = at + steps[i].length;
    int too_deep = 0;
    if (steps[i].opens == 0)
      at = quote_from(blocks, start, end);
    else if (text[start] == steps[i].opens)
      at = close_with(blocks, start, 0, end, limit, &too_deep) + 1;
    else
      return 0;
    if (at >= end || too_deep) return 0;
    values[i] = (kmsaudit_span){(int32_t)start, (int32_t)(at - start)};
  }
  return 1;
}

INLINE int begins_portable(const uint8_t *text, const kmsaudit_step *step) {
  for (uint32_t i = 0; i < step->length; i++)
    if (step->bytes[i] != 0 && text[i] != step->bytes[i]) return 0;
  return 1;
}

static int form_portable(
    const uint8_t *text, const kmsaudit_block *blocks, size_t open, size_t end, uint32_t limit,
    const kmsaudit_step *steps, size_t count, kmsaudit_span *values) {
  return read_form(text, blocks, open, end, limit, steps, count, values, begins_portable);
}

#if defined(__x86_64__)

// Every machine with AVX2 has popcnt and bmi; bmi2 is asked for.
__attribute__((target("avx2,popcnt,bmi,bmi2"))) INLINE int begins_avx2(
    const uint8_t *text, const kmsaudit_step *step) {
  __m256i low = _mm256_cmpeq_epi8(
      _mm256_loadu_si256((const __m256i *)text), _mm256_loadu_si256((const __m256i *)step->bytes));
  __m256i high = _mm256_cmpeq_epi8(
      _mm256_loadu_si256((const __m256i *)(text + 32)),
      _mm256_loadu_si256((const __m256i *)(step->bytes + 32)));
  uint64_t equal = (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32 |
                   (uint32_t)_mm256_movemask_epi8(low);
  return (~equal & step->mask) == 0;
}

__attribute__((target("avx2,popcnt,bmi,bmi2"))) static int form_avx2(
    const uint8_t *text, const kmsaudit_block *blocks, size_t open, size_t end, uint32_t limit,
    const kmsaudit_step *steps, size_t count, kmsaudit_span *values) {
  return read_form(text, blocks, open, end, limit, steps, count, values, begins_avx2);
}

__attribute__((target("avx512f,avx512bw,avx2,popcnt,bmi,bmi2"))) INLINE int begins_avx512(
    const uint8_t *text, const kmsaudit_step *step) {
  return _mm512_mask_cmpneq_epi8_mask(
             step->mask, _mm512_loadu_si512(text), _mm512_loadu_si512(step->bytes)) == 0;
}

__attribute__((target("avx512f,avx512bw,avx2,popcnt,bmi,bmi2"))) static int form_avx512(
    const uint8_t *text, const kmsaudit_block *blocks, size_t open, size_t end, uint32_t limit,
    const kmsaudit_step *steps, size_t count, kmsaudit_span *values) {
  return read_form(text, blocks, open, end, limit, steps, count, values, begins_avx512);
}

#endif

int kmsaudit_form(
    kmsaudit_kernel kernel, const uint8_t *text, const kmsaudit_block *blocks, size_t open,
    size_t end, uint32_t limit, const kmsaudit_step *steps, size_t count, kmsaudit_span *values) {
#if defined(__x86_64__)
  if (kernel >= KMSAUDIT_AVX512)
    return form_avx512(text, blocks, open, end, limit, steps, count, values);
  if (kernel >= KMSAUDIT_AVX2)
    return form_avx2(text, blocks, open, end, limit, steps, count, values);
#endif
  return form_portable(text, blocks, open, end, limit, steps, count, values);
}
