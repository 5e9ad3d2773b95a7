#include "scan_kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define INLINE static inline __attribute__((always_inline))

typedef struct {
  uint64_t quote, backslash, open, close;
} masks;

typedef struct {
  uint64_t in_string;  // all ones while inside a string
  uint64_t escape;     // 1 when the last byte of the block before escapes the first of this one
} carry;

// '[' and '{', ']' and '}' differ in one bit only: with it set, one comparison finds both.
enum { BRACKET_BIT = 0x20, OPEN = '{', CLOSE = '}' };

// Bytes that a backslash escapes, as in simdjson's json_escape_scanner: in a run of backslashes
// every other one escapes.
INLINE uint64_t escaped(uint64_t backslash, uint64_t *escape) {
  if (backslash == 0) {
    uint64_t first = *escape;
    *escape = 0;
    return first;
  }
  backslash &= ~*escape;
  uint64_t follows = backslash << 1 | *escape;
  const uint64_t even = 0x5555555555555555ULL;
  uint64_t odd_starts = backslash & ~even & ~follows;
  uint64_t on_even;
  *escape = __builtin_add_overflow(odd_starts, backslash, &on_even);
  return (even ^ on_even << 1) & follows;
}

// Bit i becomes the parity of bits 0...i: set from each opening quote up to before its closing one.
INLINE uint64_t prefix_xor(uint64_t bits) {
  bits ^= bits << 1;
  bits ^= bits << 2;
  bits ^= bits << 4;
  bits ^= bits << 8;
  bits ^= bits << 16;
  bits ^= bits << 32;
  return bits;
}

INLINE kmsaudit_block finish(masks m, uint64_t parity, uint64_t quote, carry *c) {
  uint64_t string = parity ^ c->in_string;
  c->in_string = (uint64_t)((int64_t)string >> 63);
  return (kmsaudit_block){quote, m.open & ~string, m.close & ~string};
}

INLINE masks portable_masks(const uint8_t *text) {
  masks m = {0, 0, 0, 0};
  for (int i = 0; i < KMSAUDIT_BLOCK; i++) {
    uint8_t byte = text[i], bracket = byte | BRACKET_BIT;
    m.quote |= (uint64_t)(byte == '"') << i;
    m.backslash |= (uint64_t)(byte == '\\') << i;
    m.open |= (uint64_t)(bracket == OPEN) << i;
    m.close |= (uint64_t)(bracket == CLOSE) << i;
  }
  return m;
}

static void index_portable(const uint8_t *text, size_t count, kmsaudit_block *blocks) {
  carry c = {0, 0};
  for (size_t i = 0; i < count; i++) {
    masks m = portable_masks(text + i * KMSAUDIT_BLOCK);
    uint64_t quote = m.quote & ~escaped(m.backslash, &c.escape);
    blocks[i] = finish(m, prefix_xor(quote), quote, &c);
  }
}

#if defined(__x86_64__)

INLINE uint64_t sse2_equal(const uint8_t *text, uint8_t byte, uint8_t set) {
  uint64_t mask = 0;
  for (int i = 0; i < 4; i++) {
    __m128i bytes = _mm_loadu_si128((const __m128i *)(text + 16 * i));
    bytes = _mm_or_si128(bytes, _mm_set1_epi8((char)set));
    uint64_t part = (uint16_t)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8((char)byte)));
    mask |= part << 16 * i;
  }
  return mask;
}

static void index_sse2(const uint8_t *text, size_t count, kmsaudit_block *blocks) {
  carry c = {0, 0};
  for (size_t i = 0; i < count; i++, text += KMSAUDIT_BLOCK) {
    masks m = {
        sse2_equal(text, '"', 0), sse2_equal(text, '\\', 0),
        sse2_equal(text, OPEN, BRACKET_BIT), sse2_equal(text, CLOSE, BRACKET_BIT)};
    uint64_t quote = m.quote & ~escaped(m.backslash, &c.escape);
    blocks[i] = finish(m, prefix_xor(quote), quote, &c);
  }
}

// Carry-less multiplication by all ones is the prefix XOR in one instruction.
__attribute__((target("pclmul,sse2"))) INLINE uint64_t clmul_prefix_xor(uint64_t bits) {
  __m128i product = _mm_clmulepi64_si128(
      _mm_set_epi64x(0, (long long)bits), _mm_set1_epi8((char)0xFF), 0);
  return (uint64_t)_mm_cvtsi128_si64(product);
}

__attribute__((target("avx2"))) INLINE uint64_t avx2_equal(__m256i low, __m256i high, char byte) {
  __m256i wanted = _mm256_set1_epi8(byte);
  uint32_t a = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, wanted));
  uint32_t b = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, wanted));
  return (uint64_t)b << 32 | a;
}

__attribute__((target("avx2,pclmul,bmi,bmi2,popcnt"))) static void index_avx2(
    const uint8_t *text, size_t count, kmsaudit_block *blocks) {
  carry c = {0, 0};
  const __m256i bracket = _mm256_set1_epi8(BRACKET_BIT);
  for (size_t i = 0; i < count; i++, text += KMSAUDIT_BLOCK) {
    __m256i low = _mm256_loadu_si256((const __m256i *)text);
    __m256i high = _mm256_loadu_si256((const __m256i *)(text + 32));
    masks m = {avx2_equal(low, high, '"'), avx2_equal(low, high, '\\'), 0, 0};
    low = _mm256_or_si256(low, bracket);
    high = _mm256_or_si256(high, bracket);
    m.open = avx2_equal(low, high, OPEN);
    m.close = avx2_equal(low, high, CLOSE);
    uint64_t quote = m.quote & ~escaped(m.backslash, &c.escape);
    blocks[i] = finish(m, clmul_prefix_xor(quote), quote, &c);
  }
}

__attribute__((target("avx512f,avx512bw,avx2,pclmul,bmi,bmi2,popcnt"))) static void index_avx512(
    const uint8_t *text, size_t count, kmsaudit_block *blocks) {
  carry c = {0, 0};
  const __m512i bracket = _mm512_set1_epi8(BRACKET_BIT);
  for (size_t i = 0; i < count; i++, text += KMSAUDIT_BLOCK) {
    __m512i bytes = _mm512_loadu_si512(text);
    __m512i folded = _mm512_or_si512(bytes, bracket);
    masks m = {
        _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('"')),
        _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\\')),
        _mm512_cmpeq_epi8_mask(folded, _mm512_set1_epi8(OPEN)),
        _mm512_cmpeq_epi8_mask(folded, _mm512_set1_epi8(CLOSE))};
    uint64_t quote = m.quote & ~escaped(m.backslash, &c.escape);
    blocks[i] = finish(m, clmul_prefix_xor(quote), quote, &c);
  }
}

#endif

kmsaudit_kernel kmsaudit_best_kernel(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("pclmul") ||
      !__builtin_cpu_supports("bmi2"))
    return KMSAUDIT_SSE2;
  return __builtin_cpu_supports("avx512bw") ? KMSAUDIT_AVX512 : KMSAUDIT_AVX2;
#else
  return KMSAUDIT_PORTABLE;
#endif
}

void kmsaudit_index(
    kmsaudit_kernel kernel, const uint8_t *text, size_t count, kmsaudit_block *blocks) {
#if defined(__x86_64__)
  switch (kernel) {
    case KMSAUDIT_AVX512: index_avx512(text, count, blocks); return;
    case KMSAUDIT_AVX2: index_avx2(text, count, blocks); return;
    case KMSAUDIT_SSE2: index_sse2(text, count, blocks); return;
    case KMSAUDIT_PORTABLE: break;
  }
#endif
  index_portable(text, count, blocks);
}
