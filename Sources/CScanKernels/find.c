#include "masks.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

static size_t find_portable(
    const uint8_t *text, size_t from, size_t end, kmsaudit_needle needle) {
  while (from + needle.length <= end) {
    const uint8_t *place = text + from + needle.first;
    place = memchr(place, needle.bytes[needle.first], end - from - needle.length + 1);
    if (place == NULL) return end;
    from = (size_t)(place - text) - needle.first;
    if (memcmp(text + from, needle.bytes, needle.length) == 0) return from;
    from++;
  }
  return end;
}

static size_t find_last_portable(
    const uint8_t *text, size_t from, size_t end, kmsaudit_needle needle) {
  for (size_t next = end; next >= from + needle.length; next--)
    if (memcmp(text + next - needle.length, needle.bytes, needle.length) == 0)
      return next - needle.length;
  return end;
}

#if defined(__x86_64__)

// Compares two bytes of the needle at 32 places at once; all of it only where both fit.
__attribute__((target("avx2,bmi"))) static size_t find_avx2(
    const uint8_t *text, size_t from, size_t end, kmsaudit_needle needle) {
  const __m256i first = _mm256_set1_epi8((char)needle.bytes[needle.first]);
  const __m256i second = _mm256_set1_epi8((char)needle.bytes[needle.second]);
  for (; from + needle.length <= end; from += 32) {
    const uint8_t *at = text + from;
    __m256i one = _mm256_loadu_si256((const __m256i *)(at + needle.first));
    __m256i two = _mm256_loadu_si256((const __m256i *)(at + needle.second));
    uint32_t places = (uint32_t)_mm256_movemask_epi8(
        _mm256_and_si256(_mm256_cmpeq_epi8(one, first), _mm256_cmpeq_epi8(two, second)));
    for (; places != 0; places &= places - 1) {
      size_t place = from + (size_t)__builtin_ctz(places);
      if (place + needle.length > end) return end;
      if (is_equal(text + place, needle.bytes, needle.length)) return place;
    }
  }
  return end;
}

// The same from the end on.
__attribute__((target("avx2,lzcnt"))) static size_t find_last_avx2(
    const uint8_t *text, size_t from, size_t end, kmsaudit_needle needle) {
  const __m256i first = _mm256_set1_epi8((char)needle.bytes[needle.first]);
  const __m256i second = _mm256_set1_epi8((char)needle.bytes[needle.second]);
  if (from + needle.length > end) return end;
  size_t last = end - needle.length;
  for (;;) {
    // 32 places, of which the last is `last`; the places past it count for nothing.
    size_t start = last - from >= 31 ? last - 31 : from;
    const uint8_t *at = text + start;
    __m256i one = _mm256_loadu_si256((const __m256i *)(at + needle.first));
    __m256i two = _mm256_loadu_si256((const __m256i *)(at + needle.second));
    uint32_t places = (uint32_t)_mm256_movemask_epi8(
        _mm256_and_si256(_mm256_cmpeq_epi8(one, first), _mm256_cmpeq_epi8(two, second)));
    while (places != 0) {
      uint32_t bit = 31 - (uint32_t)__builtin_clz(places);
      size_t place = start + bit;
      if (place <= last && is_equal(text + place, needle.bytes, needle.length)) return place;
      places ^= 1u << bit;
    }
    if (start == from) return end;
    last = start - 1;
  }
}

// The same at 64 places.
__attribute__((target("avx512f,avx512bw,bmi"))) static size_t find_avx512(
    const uint8_t *text, size_t from, size_t end, kmsaudit_needle needle) {
  const __m512i first = _mm512_set1_epi8((char)needle.bytes[needle.first]);
  const __m512i second = _mm512_set1_epi8((char)needle.bytes[needle.second]);
  for (; from + needle.length <= end; from += 64) {
    const uint8_t *at = text + from;
    uint64_t places =
        _mm512_cmpeq_epi8_mask(_mm512_loadu_si512(at + needle.first), first) &
        _mm512_cmpeq_epi8_mask(_mm512_loadu_si512(at + needle.second), second);
    for (; places != 0; places &= places - 1) {
      size_t place = from + (size_t)__builtin_ctzll(places);
      if (place + needle.length > end) return end;
      if (is_equal(text + place, needle.bytes, needle.length)) return place;
    }
  }
  return end;
}

__attribute__((target("avx512f,avx512bw,lzcnt"))) static size_t find_last_avx512(
    const uint8_t *text, size_t from, size_t end, kmsaudit_needle needle) {
  const __m512i first = _mm512_set1_epi8((char)needle.bytes[needle.first]);
  const __m512i second = _mm512_set1_epi8((char)needle.bytes[needle.second]);
  if (from + needle.length > end) return end;
  size_t last = end - needle.length;
  for (;;) {
    size_t start = last - from >= 63 ? last - 63 : from;
    const uint8_t *at = text + start;
    uint64_t places =
        _mm512_cmpeq_epi8_mask(_mm512_loadu_si512(at + needle.first), first) &
        _mm512_cmpeq_epi8_mask(_mm512_loadu_si512(at + needle.second), second);
    while (places != 0) {
      uint32_t bit = 63 - (uint32_t)__builtin_clzll(places);
      size_t place = start + bit;
      if (place <= last && is_equal(text + place, needle.bytes, needle.length)) return place;
      places ^= 1ULL << bit;
    }
    if (start == from) return end;
    last = start - 1;
  }
}

#endif

size_t kmsaudit_find(
    kmsaudit_kernel kernel, const uint8_t *text, size_t from, size_t end, kmsaudit_needle needle) {
#if defined(__x86_64__)
  if (kernel >= KMSAUDIT_AVX512) return find_avx512(text, from, end, needle);
  if (kernel >= KMSAUDIT_AVX2) return find_avx2(text, from, end, needle);
#endif
  return find_portable(text, from, end, needle);
}

size_t kmsaudit_find_last(
    kmsaudit_kernel kernel, const uint8_t *text, size_t from, size_t end, kmsaudit_needle needle) {
#if defined(__x86_64__)
  if (kernel >= KMSAUDIT_AVX512) return find_last_avx512(text, from, end, needle);
  if (kernel >= KMSAUDIT_AVX2) return find_last_avx2(text, from, end, needle);
#endif
  return find_last_portable(text, from, end, needle);
}
