// The byte loops that Swift's SIMD cannot express well (it has no movemask): structural masks over
// 64-byte blocks, the walk over them, and substring search. Each is chosen once at run time for the
// machine (AVX-512, AVX2, else SSE2 or plain C) and tested against the plain C one.
//
// Every `text` must be readable for 64 bytes past its last block, and every `blocks` for one block
// past those of the text; what stands there does not matter.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { KMSAUDIT_BLOCK = 64 };

// Bit i stands for byte i of the block. Brackets are { } [ ] outside strings; quotes are the
// unescaped ones, so they come in pairs: a string's first and last byte.
typedef struct {
  uint64_t quote;
  uint64_t open;
  uint64_t close;
} kmsaudit_block;

// A member of an object or an element of an array (then key_length is 0). Offsets from `text`; the
// key stands without its quotes, the value with its quotes or brackets.
typedef struct {
  uint32_t key;
  uint32_t key_length;
  uint32_t value;
  uint32_t value_length;
} kmsaudit_member;

typedef enum {
  KMSAUDIT_PORTABLE = 0,
  KMSAUDIT_SSE2 = 1,
  KMSAUDIT_AVX2 = 2,
  KMSAUDIT_AVX512 = 3,
} kmsaudit_kernel;

// The best kernel this machine runs.
kmsaudit_kernel kmsaudit_best_kernel(void);

// Fills `blocks` for `count` blocks of text that starts outside a string.
void kmsaudit_index(
    kmsaudit_kernel kernel, const uint8_t *text, size_t count, kmsaudit_block *blocks);

// What is searched for: 2 to 64 bytes, and the places of two of them that are rare in the text.
typedef struct {
  const uint8_t *bytes;
  uint32_t length;
  uint32_t first;
  uint32_t second;
} kmsaudit_needle;

// Offset of the first `needle` in text[from..<end]; `end` when there is none.
size_t kmsaudit_find(
    kmsaudit_kernel kernel, const uint8_t *text, size_t from, size_t end, kmsaudit_needle needle);

// Offset of the last `needle` in text[from..<end]; `end` when there is none.
size_t kmsaudit_find_last(
    kmsaudit_kernel kernel, const uint8_t *text, size_t from, size_t end, kmsaudit_needle needle);

// Offset of the bracket that closes the container that is open at `from`, `depth` levels deep; `end`
// when it does not lie before `end`. Depth 0: the container opens at `from`.
// `too_deep` is set when it nests more than `limit` levels, itself included.
size_t kmsaudit_close(
    kmsaudit_kernel kernel, const kmsaudit_block *blocks, size_t from, uint32_t depth, size_t end,
    uint32_t limit, int *too_deep);

// Offset of the first unescaped quote at or after `from`; `end` when there is none before `end`.
size_t kmsaudit_quote(const kmsaudit_block *blocks, size_t from, size_t end);

// Lists what stands between the brackets at `open` and `close`. Returns the count, at most
// `capacity`; -1 - offset of the first byte that is not JSON; or INT64_MIN when there are more.
int64_t kmsaudit_members(
    kmsaudit_kernel kernel, const uint8_t *text, const kmsaudit_block *blocks, size_t open,
    size_t close, kmsaudit_member *members, size_t capacity);

// A member that is wanted of a record: in which object it stands, and what its value is for.
typedef struct {
  const uint8_t *name;
  uint32_t length;
  uint8_t object;   // the object it stands in; 0 is the record
  uint8_t enters;   // the object that its value is, when its members are wanted too; else 0
  int16_t field;    // where its value goes; -1: nowhere
} kmsaudit_wanted;

enum { KMSAUDIT_OUTLINE_SLOTS = 256, KMSAUDIT_OUTLINE_DEPTH = 8 };

// Everything that is wanted of a record, by object and name. Starts as all zeroes.
typedef struct {
  // Of the names in the slots, 0 in a free one: most members are told from a wanted one by it.
  uint8_t lengths[KMSAUDIT_OUTLINE_SLOTS];
  kmsaudit_wanted slots[KMSAUDIT_OUTLINE_SLOTS];
} kmsaudit_outline;

// Adds a member; the bytes of its name must outlive the outline.
void kmsaudit_want(kmsaudit_outline *outline, kmsaudit_wanted wanted);

// The slot of the member of that name, which is copied to `wanted`; -1 for one that is not wanted.
int32_t kmsaudit_look_up(
    const kmsaudit_outline *outline, uint8_t object, const uint8_t *name, size_t length,
    kmsaudit_wanted *wanted);

// A run of bytes of the text.
typedef struct {
  int32_t start;
  int32_t length;
} kmsaudit_span;

// Reads the object between two braces: each wanted value goes to its field, a string without its
// quotes, anything else as it stands, a null not at all. What is not wanted is stepped over.
// `after`: 0, or the byte behind a member's value, to read only what follows it.
// Returns 0, or -1 - offset of the first byte that is not JSON.
int64_t kmsaudit_read(
    kmsaudit_kernel kernel, const uint8_t *text, const kmsaudit_block *blocks, size_t open,
    size_t close, size_t after, const kmsaudit_outline *outline, kmsaudit_span *fields);

enum { KMSAUDIT_STEP_BYTES = 64 };

// A member as its writer always writes it: the bytes up to its value, and how that begins; the
// opening quote of a text is the last of the bytes.
typedef struct {
  uint8_t bytes[KMSAUDIT_STEP_BYTES];
  uint64_t mask;    // of the bytes that count
  uint64_t quotes;  // of the quotes among them
  uint32_t length;
  uint8_t opens;  // the bracket that the value begins with; 0 for a text
  uint8_t has_gap;
} kmsaudit_step;

// `length` is less than KMSAUDIT_STEP_BYTES. Zeroes in a literal are gaps: the inside of a text of
// that length.
kmsaudit_step kmsaudit_make_step(const uint8_t *literal, uint32_t length, uint8_t opens);

// Reads the members with which the object at `open` begins: for each step the place of its value, a
// text without its quotes. Returns 0 when one is not as the steps say, does not lie before `end`, or
// nests more than `limit` levels.
int kmsaudit_form(
    kmsaudit_kernel kernel, const uint8_t *text, const kmsaudit_block *blocks, size_t open,
    size_t end, uint32_t limit, const kmsaudit_step *steps, size_t count, kmsaudit_span *values);

#ifdef __cplusplus
}
#endif
