// What the walks over the masks share.
#pragma once
#include <limits.h>
#include <string.h>

#include "scan_kernels.h"

#define INLINE static inline __attribute__((always_inline))

INLINE uint64_t from_bit(size_t offset) { return ~0ULL << (offset % KMSAUDIT_BLOCK); }

INLINE uint64_t below(int bit) { return (1ULL << bit) - 1; }

INLINE int is_space(uint8_t byte) {
  return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

INLINE size_t skip_space(const uint8_t *text, size_t at) {
  while (text[at] <= ' ' && is_space(text[at])) at++;
  return at;
}

// true, false, null and numbers by their alphabet; whoever reads one checks its form.
INLINE int is_scalar(uint8_t byte) {
  return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || byte == '-' ||
         byte == '+' || byte == '.' || byte == 'E';
}

INLINE uint64_t load8(const uint8_t *at) {
  uint64_t word;
  memcpy(&word, at, 8);
  return word;
}

INLINE uint32_t load4(const uint8_t *at) {
  uint32_t word;
  memcpy(&word, at, 4);
  return word;
}

// Loads that may overlap cover up to 32 bytes: nearly all names, and no call.
INLINE int is_equal(const uint8_t *left, const uint8_t *right, uint32_t length) {
  if (length > 32) return memcmp(left, right, length) == 0;
  if (length > 16)
    return load8(left) == load8(right) && load8(left + 8) == load8(right + 8) &&
           load8(left + length - 16) == load8(right + length - 16) &&
           load8(left + length - 8) == load8(right + length - 8);
  if (length >= 8)
    return load8(left) == load8(right) && load8(left + length - 8) == load8(right + length - 8);
  if (length >= 4)
    return load4(left) == load4(right) && load4(left + length - 4) == load4(right + length - 4);
  for (uint32_t i = 0; i < length; i++)
    if (left[i] != right[i]) return 0;
  return 1;
}

// Quotes at the 64 bytes from `at` on: of its block and the next.
INLINE uint64_t quotes_at(const kmsaudit_block *blocks, size_t at) {
  const kmsaudit_block *block = blocks + at / KMSAUDIT_BLOCK;
  size_t shift = at % KMSAUDIT_BLOCK;
  return block[0].quote >> shift | block[1].quote << 1 << (KMSAUDIT_BLOCK - 1 - shift);
}

// By 64 bytes from the place itself, not block by block: most texts are shorter, and in which block
// one ends is a branch that nobody can predict.
INLINE size_t quote_from(const kmsaudit_block *blocks, size_t from, size_t end) {
  for (size_t at = from; at < end; at += KMSAUDIT_BLOCK) {
    uint64_t quotes = quotes_at(blocks, at);
    if (quotes == 0) continue;
    size_t place = at + (size_t)__builtin_ctzll(quotes);
    return place < end ? place : end;
  }
  return end;
}

// The deepest level inside one block, exactly.
static inline uint32_t deepest(uint64_t opens, uint64_t closes, uint32_t depth) {
  uint32_t most = depth;
  for (uint64_t all = opens | closes; all != 0; all &= all - 1) {
    if (opens & all & -all) {
      if (++depth > most) most = depth;
    } else if (depth > 0) {
      depth--;
    }
  }
  return most;
}

// A block with fewer closing brackets than open levels cannot end the container: two popcounts
// and it is done. Only where it may end are the closing brackets looked at one by one.
INLINE size_t close_with(
    const kmsaudit_block *blocks, size_t from, uint32_t depth, size_t end, uint32_t limit,
    int *too_deep) {
  size_t count = (end + KMSAUDIT_BLOCK - 1) / KMSAUDIT_BLOCK;
  uint64_t mask = from_bit(from);
  for (size_t i = from / KMSAUDIT_BLOCK; i < count; i++, mask = ~0ULL) {
    uint64_t opens = blocks[i].open & mask, closes = blocks[i].close & mask;
    uint32_t opened = (uint32_t)__builtin_popcountll(opens);
    uint32_t closed = (uint32_t)__builtin_popcountll(closes);
    const int may_be_deep = depth + opened > limit;
    if (depth > closed) {
      if (may_be_deep && deepest(opens, closes, depth) > limit) *too_deep = 1;
      depth += opened - closed;
      continue;
    }
    uint32_t before = 0;
    for (uint64_t rest = closes; rest != 0; rest &= rest - 1) {
      int bit = __builtin_ctzll(rest);
      uint32_t level = depth + (uint32_t)__builtin_popcountll(opens & below(bit)) - before;
      if (level == 1) {
        uint64_t inside = below(bit);
        if (may_be_deep && deepest(opens & inside, closes & inside, depth) > limit) *too_deep = 1;
        size_t place = i * KMSAUDIT_BLOCK + (size_t)bit;
        return place < end ? place : end;
      }
      before++;
    }
    if (may_be_deep && deepest(opens, closes, depth) > limit) *too_deep = 1;
    depth += opened - closed;
  }
  return end;
}
