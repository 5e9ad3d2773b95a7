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

// The quotes from some place on, one after the other.
typedef struct {
  const kmsaudit_block *blocks;
  size_t block;
  uint64_t bits;
} quotes;

INLINE void seek(quotes *quotes, size_t at) {
  quotes->block = at / KMSAUDIT_BLOCK;
  quotes->bits = quotes->blocks[quotes->block].quote & from_bit(at);
}

INLINE size_t next(quotes *quotes, size_t end) {
  while (quotes->bits == 0) {
    quotes->block++;
    if (quotes->block * KMSAUDIT_BLOCK >= end) return end;
    quotes->bits = quotes->blocks[quotes->block].quote;
  }
  size_t place = quotes->block * KMSAUDIT_BLOCK + (size_t)__builtin_ctzll(quotes->bits);
  quotes->bits &= quotes->bits - 1;
  return place < end ? place : end;
}

INLINE int64_t read_with(
    const uint8_t *text, const kmsaudit_block *blocks, size_t open, size_t close,
    size_t after, const kmsaudit_outline *outline, kmsaudit_span *fields) {
  uint8_t outer[KMSAUDIT_OUTLINE_DEPTH], object = 0;
  int depth = 0;
  size_t at = skip_space(text, after ? after : open + 1);
  quotes quotes = {blocks, 0, 0};
  seek(&quotes, at);
  int is_empty = after || text[at] == '}';
  for (;;) {
    if (!is_empty) {
      if (text[at] != '"') return -1 - (int64_t)at;
      next(&quotes, close);
      size_t name = at + 1, name_end = next(&quotes, close);
      at = skip_space(text, name_end + 1);
      if (name_end >= close || text[at] != ':') return -1 - (int64_t)at;
      at = skip_space(text, at + 1);
      const kmsaudit_wanted *wanted =
          look_up(outline, object, text + name, (uint32_t)(name_end - name));
      size_t start = at, end;
      uint8_t first = text[at];
      if (first == '"') {
        next(&quotes, close);
        end = next(&quotes, close);
        start++;
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
        seek(&quotes, at);
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
// Every machine with AVX2 has popcnt and bmi.
__attribute__((target("popcnt,bmi"))) static int64_t read_popcnt(
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
