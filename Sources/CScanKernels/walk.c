#include "masks.h"

#if defined(__x86_64__)
// Every machine with AVX2 has popcnt and bmi; bmi2 is asked for.
__attribute__((target("popcnt,bmi,bmi2"))) static size_t close_popcnt(
    const kmsaudit_block *blocks, size_t from, uint32_t depth, size_t end, uint32_t limit,
    int *too_deep) {
  return close_with(blocks, from, depth, end, limit, too_deep);
}

#endif

size_t kmsaudit_close(
    kmsaudit_kernel kernel, const kmsaudit_block *blocks, size_t from, uint32_t depth, size_t end,
    uint32_t limit, int *too_deep) {
#if defined(__x86_64__)
  if (kernel >= KMSAUDIT_AVX2) return close_popcnt(blocks, from, depth, end, limit, too_deep);
#endif
  return close_with(blocks, from, depth, end, limit, too_deep);
}

size_t kmsaudit_quote(const kmsaudit_block *blocks, size_t from, size_t end) {
  return quote_from(blocks, from, end);
}

// Past the value at `at`, or `close` + 1 when it does not end before the container does.
INLINE size_t value_end(
    kmsaudit_kernel kernel, const uint8_t *text, const kmsaudit_block *blocks, size_t at, size_t close) {
  uint8_t first = text[at];
  if (first == '"') return kmsaudit_quote(blocks, at + 1, close) + 1;
  if (first == '{' || first == '[') {
    int too_deep = 0;
    return kmsaudit_close(kernel, blocks, at, 0, close, UINT_MAX, &too_deep) + 1;
  }
  while (at < close && is_scalar(text[at])) at++;
  return at;
}

int64_t kmsaudit_members(
    kmsaudit_kernel kernel, const uint8_t *text, const kmsaudit_block *blocks, size_t open, size_t close,
    kmsaudit_member *members, size_t capacity) {
  const int is_object = text[open] == '{';
  if (text[close] != (is_object ? '}' : ']')) return -1 - (int64_t)close;
  size_t at = skip_space(text, open + 1), count = 0;
  if (at == close) return 0;
  for (;;) {
    kmsaudit_member member = {0, 0, 0, 0};
    if (is_object) {
      if (text[at] != '"') return -1 - (int64_t)at;
      size_t key_end = kmsaudit_quote(blocks, at + 1, close);
      if (key_end >= close) return -1 - (int64_t)at;
      member.key = (uint32_t)at + 1;
      member.key_length = (uint32_t)(key_end - at - 1);
      at = skip_space(text, key_end + 1);
      if (text[at] != ':') return -1 - (int64_t)at;
      at = skip_space(text, at + 1);
    }
    size_t end = value_end(kernel, text, blocks, at, close);
    if (end == at || end > close) return -1 - (int64_t)at;
    if (count == capacity) return INT64_MIN;
    member.value = (uint32_t)at;
    member.value_length = (uint32_t)(end - at);
    members[count++] = member;
    at = skip_space(text, end);
    if (at == close) return (int64_t)count;
    if (text[at] != ',') return -1 - (int64_t)at;
    at = skip_space(text, at + 1);
    if (at >= close) return -1 - (int64_t)at;
  }
}
