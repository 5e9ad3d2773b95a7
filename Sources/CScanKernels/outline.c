#include "masks.h"

INLINE uint32_t slot_of(uint8_t object, const uint8_t *name, uint32_t length) {
  uint32_t mixed = object * 37u + length * 11u + name[0] * 3u + name[length - 1];
  return mixed % KMSAUDIT_OUTLINE_SLOTS;
}

void kmsaudit_want(kmsaudit_outline *outline, kmsaudit_wanted wanted) {
  uint32_t slot = slot_of(wanted.object, wanted.name, wanted.length);
  while (outline->lengths[slot] != 0) slot = (slot + 1) % KMSAUDIT_OUTLINE_SLOTS;
  outline->lengths[slot] = (uint8_t)wanted.length;
  outline->slots[slot] = wanted;
}

INLINE const kmsaudit_wanted *look_up(
    const kmsaudit_outline *outline, uint8_t object, const uint8_t *name, uint32_t length) {
  if (length == 0) return NULL;
  uint32_t slot = slot_of(object, name, length);
  for (;; slot = (slot + 1) % KMSAUDIT_OUTLINE_SLOTS) {
    if (outline->lengths[slot] == 0) return NULL;
    const kmsaudit_wanted *wanted = &outline->slots[slot];
    if (outline->lengths[slot] == length && wanted->object == object &&
        is_equal(wanted->name, name, length))
      return wanted;
  }
}

int32_t kmsaudit_look_up(
    const kmsaudit_outline *outline, uint8_t object, const uint8_t *name, size_t length,
    kmsaudit_wanted *wanted) {
  if (length > UINT8_MAX) return -1;
  const kmsaudit_wanted *found = look_up(outline, object, name, (uint32_t)length);
  if (!found) return -1;
  *wanted = *found;
  return (int32_t)(found - outline->slots);
}

INLINE int64_t read_with(
    const uint8_t *text, const kmsaudit_block *blocks, size_t open, size_t close,
    size_t after, const kmsaudit_outline *outline, kmsaudit_span *fields) {
  uint8_t outer[KMSAUDIT_OUTLINE_DEPTH], object = 0;
  int depth = 0;
  size_t at = skip_space(text, after ? after : open + 1);
  int is_empty = after || text[at] == '}';
  for (;;) {
    if (!is_empty) {
      if (text[at] != '"') return -1 - (int64_t)at;
      size_t name = at + 1, name_end = quote_from(blocks, name, close);
      at = skip_space(text, name_end + 1);
      if (name_end >= close || text[at] != ':') return -1 - (int64_t)at;
      at = skip_space(text, at + 1);
      const kmsaudit_wanted *wanted =
          look_up(outline, object, text + name, (uint32_t)(name_end - name));
      size_t start = at, end;
      uint8_t first = text[at];
      if (first == '"') {
        end = quote_from(blocks, ++start, close);
        at = end + 1;
      } else if (first == '{' && wanted && wanted->enters && depth < KMSAUDIT_OUTLINE_DEPTH) {
        outer[depth++] = object;
        object = wanted->enters;
        at = skip_space(text, at + 1);
        is_empty = text[at] == '}';
        continue;
      } else if (first == '{' || first == '[') {
        int too_deep = 0;
        at = end = close_with(blocks, at, 0, close, UINT_MAX, &too_deep) + 1;
      } else {
        while (at < close && is_scalar(text[at])) at++;
        end = at;
        if (end == start) return -1 - (int64_t)at;
      }
      if (at > close) return -1 - (int64_t)start;
      if (wanted && wanted->field >= 0 && first != 'n')
        fields[wanted->field] = (kmsaudit_span){(int32_t)start, (int32_t)(end - start)};
      at = skip_space(text, at);
    }
    for (is_empty = 0; text[at] == '}'; at = skip_space(text, at + 1)) {
      if (depth == 0) return at == close ? 0 : -1 - (int64_t)at;
      object = outer[--depth];
    }
    if (text[at] != ',' || at >= close) return -1 - (int64_t)at;
    at = skip_space(text, at + 1);
  }
}

#if defined(__x86_64__)
// Every machine with AVX2 has popcnt and bmi; bmi2 is asked for.
__attribute__((target("popcnt,bmi,bmi2"))) static int64_t read_popcnt(
    const uint8_t *text, const kmsaudit_block *blocks, size_t open, size_t close,
    size_t after, const kmsaudit_outline *outline, kmsaudit_span *fields) {
  return read_with(text, blocks, open, close, after, outline, fields);
}
#endif

int64_t kmsaudit_read(
    kmsaudit_kernel kernel, const uint8_t *text, const kmsaudit_block *blocks, size_t open,
    size_t close, size_t after, const kmsaudit_outline *outline, kmsaudit_span *fields) {
#if defined(__x86_64__)
  if (kernel >= KMSAUDIT_AVX2) return read_popcnt(text, blocks, open, close, after, outline, fields);
#endif
  return read_with(text, blocks, open, close, after, outline, fields);
}
