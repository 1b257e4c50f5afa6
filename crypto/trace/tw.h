// SPDX-License-Identifier: MIT
// Traced words: the language in which the textbook engines of DES and the hashes are written.
//
// A `struct tw` is a word of 1 to 64 bits that remembers which step of the trace produced it. Each function
// computes one operation of the vocabulary and, when t is not NULL, records it: one line of an engine is one
// step of its trace. With a NULL trace they are plain arithmetic. Plain, not constant-time.
#ifndef GLASSLOCK_TRACE_TW_H
#define GLASSLOCK_TRACE_TW_H

#include "crypto/trace/trace.h"

// Always inlined: where an engine passes NULL for t, all of the recording folds away.
#define TW_INLINE static inline __attribute__((always_inline))

struct tw {
    uint64_t v;
    unsigned bits;
    trace_ref ref;
};

TW_INLINE uint64_t tw_mask(unsigned bits)
{
    return bits == 64 ? UINT64_MAX : (UINT64_C(1) << bits) - 1;
}

// Words print as WORD when their width is a multiple of 8 and say.group is 0, else as BITS in groups.
trace_ref tw_record(struct trace *t, struct trace_say say, enum trace_op op, const struct trace_use *use,
                    uint64_t v, unsigned bits);

// Roots.
TW_INLINE struct tw tw_input(struct trace *t, struct trace_say say, uint64_t v, unsigned bits)
{
    return (struct tw){v, bits, t ? tw_record(t, say, TRACE_INPUT, NULL, v, bits) : 0};
}

// A constant of a table whose array the engine holds itself: v = cell `index`.
TW_INLINE struct tw tw_cell(struct trace *t, struct trace_say say, const struct trace_table *table,
                            uint32_t index, uint64_t v, unsigned bits)
{
    struct tw out = {v, bits, 0};
    if (t)
        out.ref = tw_record(t, say, TRACE_CONSTANT,
                            &(struct trace_use){.params = {index}, .n_params = 1, .table = table}, v, bits);
    return out;
}

struct tw tw_constant(struct trace *t, struct trace_say say, const struct trace_table *table, size_t index);

// table: PERMUTE or SELECT, bits as units.
struct tw tw_permute(struct trace *t, struct trace_say say, struct tw a, const struct trace_table *table);
struct tw tw_select(struct trace *t, struct trace_say say, struct tw a, const struct trace_table *table);

// One unit of the table's width looked up.
struct tw tw_substitute(struct trace *t, struct trace_say say, struct tw a, const struct trace_table *table);

// `count` bits of a from position `from`, counted from the left.
struct tw tw_slice(struct trace *t, struct trace_say say, struct tw a, unsigned from, unsigned count);

// n words, 64 bits together at most (n <= TRACE_MAX_INPUTS).
struct tw tw_concatenate(struct trace *t, struct trace_say say, size_t n, const struct tw *words);

struct tw tw_copy(struct trace *t, struct trace_say say, struct tw a);
// Bit i of the output is the parity of byte i.
struct tw tw_parity(struct trace *t, struct trace_say say, struct tw a);
struct tw tw_reverse_bytes(struct trace *t, struct trace_say say, struct tw a);

// Two or three operands; the recording is out of line so that the arithmetic stays short.
trace_ref tw_record_n(struct trace *t, struct trace_say say, enum trace_op op, size_t n, const struct tw *in,
                      const uint32_t params[3], uint8_t n_params, uint64_t v, unsigned bits);

TW_INLINE struct tw tw_of(struct trace *t, struct trace_say say, enum trace_op op, size_t n,
                          const struct tw *in, uint64_t v)
{
    v &= tw_mask(in[0].bits);
    return (struct tw){v, in[0].bits, t ? tw_record_n(t, say, op, n, in, NULL, 0, v, in[0].bits) : 0};
}

TW_INLINE struct tw tw_xor(struct trace *t, struct trace_say say, struct tw a, struct tw b)
{
    return tw_of(t, say, TRACE_XOR, 2, (struct tw[]){a, b}, a.v ^ b.v);
}

TW_INLINE struct tw tw_xor3(struct trace *t, struct trace_say say, struct tw a, struct tw b, struct tw c)
{
    return tw_of(t, say, TRACE_XOR, 3, (struct tw[]){a, b, c}, a.v ^ b.v ^ c.v);
}

TW_INLINE struct tw tw_or(struct trace *t, struct trace_say say, struct tw a, struct tw b)
{
    return tw_of(t, say, TRACE_OR, 2, (struct tw[]){a, b}, a.v | b.v);
}

TW_INLINE struct tw tw_and(struct trace *t, struct trace_say say, struct tw a, struct tw b)
{
    return tw_of(t, say, TRACE_AND, 2, (struct tw[]){a, b}, a.v & b.v);
}

TW_INLINE struct tw tw_not(struct trace *t, struct trace_say say, struct tw a)
{
    return tw_of(t, say, TRACE_NOT, 1, &a, ~a.v);
}

TW_INLINE struct tw tw_choose(struct trace *t, struct trace_say say, struct tw x, struct tw y, struct tw z)
{
    return tw_of(t, say, TRACE_CHOOSE, 3, (struct tw[]){x, y, z}, (x.v & y.v) ^ (~x.v & z.v));
}

TW_INLINE struct tw tw_majority(struct trace *t, struct trace_say say, struct tw x, struct tw y, struct tw z)
{
    return tw_of(t, say, TRACE_MAJORITY, 3, (struct tw[]){x, y, z}, (x.v & y.v) ^ (x.v & z.v) ^ (y.v & z.v));
}

// Sum of n words modulo 2^bits.
TW_INLINE struct tw tw_add(struct trace *t, struct trace_say say, size_t n, const struct tw *in)
{
    uint64_t sum = 0;
#pragma GCC unroll 8 // so that the operands stay in registers
    for (size_t i = 0; i < n; i++)
        sum += in[i].v;
    return tw_of(t, say, TRACE_ADD, n, in, sum);
}

TW_INLINE uint64_t tw_rotr(uint64_t v, unsigned bits, unsigned n)
{
    return n == 0 ? v : ((v >> n) | (v << (bits - n))) & tw_mask(bits);
}

TW_INLINE struct tw tw_with(struct trace *t, struct trace_say say, enum trace_op op, struct tw a,
                            uint8_t n_params, const uint32_t params[3], uint64_t v)
{
    v &= tw_mask(a.bits);
    return (struct tw){v, a.bits, t ? tw_record_n(t, say, op, 1, &a, params, n_params, v, a.bits) : 0};
}

TW_INLINE struct tw tw_rotate_left(struct trace *t, struct trace_say say, struct tw a, unsigned n)
{
    return tw_with(t, say, TRACE_ROTATE_LEFT, a, 1, (uint32_t[3]){n},
                   tw_rotr(a.v, a.bits, (a.bits - n) % a.bits));
}

TW_INLINE struct tw tw_sigma(struct trace *t, struct trace_say say, struct tw a, unsigned r0, unsigned r1,
                             unsigned r2)
{
    uint64_t v = tw_rotr(a.v, a.bits, r0) ^ tw_rotr(a.v, a.bits, r1) ^ tw_rotr(a.v, a.bits, r2);
    return tw_with(t, say, TRACE_SIGMA, a, 3, (uint32_t[3]){r0, r1, r2}, v);
}

TW_INLINE struct tw tw_sigma_shift(struct trace *t, struct trace_say say, struct tw a, unsigned r0,
                                   unsigned r1, unsigned shift)
{
    uint64_t v = tw_rotr(a.v, a.bits, r0) ^ tw_rotr(a.v, a.bits, r1) ^ a.v >> shift;
    return tw_with(t, say, TRACE_SIGMA_SHIFT, a, 3, (uint32_t[3]){r0, r1, shift}, v);
}

#endif
