// SPDX-License-Identifier: MIT
// Montgomery multiplication with AVX-512 IFMA, as inline functions: ifma_power.c makes one copy for each
// length.
//
// The instruction. VPMADD52LUQ multiplies eight pairs of 52-bit numbers and adds the low 52 bits of the
// products to eight 64-bit accumulators; VPMADD52HUQ adds the high 52. With 12 bits to spare, an accumulator
// takes thousands of products before a carry has to move: all carrying is left to the end. This is where the
// speed comes from: eight products an instruction, two instructions a cycle, no carry chain.
//
// The product. a sits in registers, eight limbs to each; a limb of b is copied to all eight lanes, and one
// pair of instructions a register adds a b[i]. Then the sum moves down by a lane, and b[i + 1] is next. The
// high halves belong one lane up: they are added after the move.
//
// The reduction. In between, Montgomery's method adds a multiple q n that makes the lowest limb zero, so that
// moving down loses nothing. q is the lowest limb times -1/n mod 2^52: a multiplication that every row would
// wait for. We do without: instead of n we add multiples of N = n k, where k makes N = -1 mod 2^104 (Orup's
// quotient determination, 1995). Then q is the lowest limb itself, as it stands, and two rows go in one step,
// for with sum = T + 2^52 O (T for what has its place in the even lanes of a step, O for what belongs one up)
//
//     q0 = T[0] mod 2^52,   q1 = T[1] + O[0] + (T[0] >> 52) mod 2^52,
//     (sum + (q0 + 2^52 q1) N) / 2^104 = (sum >> 104) + (q0 + 2^52 q1) (N + 1) / 2^104.
//
// (N + 1) / 2^104 has as many limbs as n. But N is 104 bits longer, and so would the result be: the last two
// rows of a multiplication are plain Montgomery rows with n itself.
//
// How large is the result? Below a b / R + 2n with R = 2^(52 limbs), and so below 4n if a and b are and
// 8n <= R. Numbers stay below 4n throughout, and are reduced further only when all is done.
//
// CT: no branch and no address depends on anything but lengths.
#ifndef GLASSLOCK_RSA_IFMA_MULTIPLY_H
#define GLASSLOCK_RSA_IFMA_MULTIPLY_H

#include "crypto/rsa/ifma.h"

#include <immintrin.h>

#define IFMA_INLINE static inline __attribute__((always_inline))

// A loop that the compiler unrolls, so that arrays of vectors live in registers.
#define IFMA_EACH(k, count) _Pragma("GCC unroll 16") for (int k = 0; k < (count); k++)

// One multiplication a b / R mod n under way. Z is the number of vectors, a constant wherever it appears.
struct ifma_stream {
    __m512i a[IFMA_MAX_VECTORS];
    __m512i T[IFMA_MAX_VECTORS], O[IFMA_MAX_VECTORS]; // the sum T + 2^52 O; afterwards the product is in T
    __m512i q, b;                                     // the last q1 and limb of b: their high halves are due
    const uint64_t *next_b;
    const struct ifma_modulus *modulus;
};

IFMA_INLINE __m512i ifma_low(__m512i sum, __m512i x, __m512i y)
{
    return _mm512_madd52lo_epu64(sum, x, y);
}

IFMA_INLINE __m512i ifma_high(__m512i sum, __m512i x, __m512i y)
{
    return _mm512_madd52hi_epu64(sum, x, y);
}

IFMA_INLINE __m512i ifma_all(uint64_t x)
{
    return _mm512_set1_epi64((long long)x);
}

// Lane 0, in every lane.
IFMA_INLINE __m512i ifma_first(__m512i x)
{
    return _mm512_broadcastq_epi64(_mm512_castsi512_si128(x));
}

// In lane 0: T[1] + O[0] + (T[0] >> 52). (Shifts and sums in other lanes mean nothing.)
IFMA_INLINE __m512i ifma_second(__m512i T, __m512i O)
{
    return _mm512_add_epi64(_mm512_add_epi64(_mm512_bsrli_epi128(T, 8), O), _mm512_srli_epi64(T, 52));
}

// Begin value times s->a: rows 0 and 1. b is the value, in the registers T and in memory.
IFMA_INLINE void ifma_start(int Z, struct ifma_stream *s, const uint64_t *b)
{
    const __m512i zero = _mm512_setzero_si512();
    __m512i b0 = ifma_first(s->T[0]), b1 = ifma_first(_mm512_bsrli_epi128(s->T[0], 8));
    IFMA_EACH(k, Z)
    {
        s->T[k] = ifma_low(zero, s->a[k], b0);
        s->O[k] = ifma_low(ifma_high(zero, s->a[k], b0), s->a[k], b1);
    }
    s->q = zero;
    s->b = b1;
    s->next_b = b + 2;
}

// Move the sum down by two lanes, the carry out of them added: T = T >> 2 lanes + O >> 1 lane.
IFMA_INLINE __m512i ifma_down(int Z, const struct ifma_stream *s, int k, __m512i carry)
{
    const __m512i zero = _mm512_setzero_si512();
    __m512i T = _mm512_alignr_epi64(k + 1 < Z ? s->T[k + 1] : zero, s->T[k], 2);
    __m512i O = _mm512_alignr_epi64(k + 1 < Z ? s->O[k + 1] : zero, s->O[k], 1);
    __m512i sum = _mm512_add_epi64(T, O);
    return k ? sum : _mm512_add_epi64(sum, carry);
}

// Two rows: reduce by two limbs, move down, add the next two limbs of b.
IFMA_INLINE void ifma_step(int Z, struct ifma_stream *s)
{
    const __m512i zero = _mm512_setzero_si512();
    __m512i b1 = s->b, b2 = ifma_all(s->next_b[0]), b3 = ifma_all(s->next_b[1]);
    __m512i second = ifma_second(s->T[0], s->O[0]);
    __m512i q0 = ifma_first(s->T[0]), q1 = ifma_first(second);
    __m512i carry = _mm512_maskz_srli_epi64(1, second, 52);
    const uint64_t *high = s->modulus->high.limb;
    __asm__("" : "+r"(high)); // leave these in memory: registers are for what changes
    IFMA_EACH(k, Z)
    {
        __m512i N = _mm512_load_si512(high + IFMA_LANES * k);
        __m512i T = ifma_low(ifma_high(ifma_high(zero, s->a[k], b1), N, s->q), s->a[k], b2);
        __m512i O = ifma_low(ifma_high(zero, s->a[k], b2), s->a[k], b3);
        T = ifma_low(T, N, q0);
        O = ifma_low(ifma_high(O, N, q0), N, q1);
        s->T[k] = _mm512_add_epi64(T, ifma_down(Z, s, k, carry));
        s->O[k] = O;
    }
    s->q = q1;
    s->b = b3;
    s->next_b += 2;
}

// The last two rows, with n itself: first the lower, ...
IFMA_INLINE void ifma_last_low(int Z, struct ifma_stream *s)
{
    __m512i q0 = ifma_low(_mm512_setzero_si512(), ifma_first(s->T[0]), ifma_all(s->modulus->k0));
    IFMA_EACH(k, Z)
    {
        __m512i n = _mm512_load_si512(s->modulus->n.limb + IFMA_LANES * k);
        s->T[k] = ifma_low(s->T[k], n, q0);
        s->O[k] = ifma_high(s->O[k], n, q0);
    }
}

// ... then the upper, and all into T.
IFMA_INLINE void ifma_last_high(int Z, struct ifma_stream *s)
{
    const __m512i zero = _mm512_setzero_si512();
    __m512i second = ifma_second(s->T[0], s->O[0]);
    __m512i q1 = ifma_low(zero, ifma_first(second), ifma_all(s->modulus->k0));
    __m512i n0 = _mm512_load_si512(s->modulus->n.limb);
    __m512i carry = _mm512_maskz_srli_epi64(1, ifma_low(second, n0, q1), 52);
    IFMA_EACH(k, Z)
    {
        __m512i n = _mm512_load_si512(s->modulus->n.limb + IFMA_LANES * k);
        s->O[k] = ifma_low(s->O[k], n, q1);
    }
    IFMA_EACH(k, Z)
    {
        __m512i n = _mm512_load_si512(s->modulus->n.limb + IFMA_LANES * k);
        __m512i N = _mm512_load_si512(s->modulus->high.limb + IFMA_LANES * k);
        __m512i T = ifma_high(ifma_high(ifma_high(zero, s->a[k], s->b), N, s->q), n, q1);
        s->T[k] = _mm512_add_epi64(T, ifma_down(Z, s, k, carry));
    }
}

// A bit for each limb, lowest first.
struct ifma_bits {
    uint64_t word[2];
};

// Carry. First every limb hands what is above its 52 bits to the next, all at once. Then hardly any limb is
// 2^52 or more (`over`), but it may stand below others that are 2^52 - 1 (`full`), through which its carry
// runs.
IFMA_INLINE void ifma_carry_once(int Z, struct ifma_stream *s, struct ifma_bits *over, struct ifma_bits *full)
{
    const __m512i mask = ifma_all((UINT64_C(1) << IFMA_LIMB_BITS) - 1);
    __m512i carry = _mm512_setzero_si512();
    *over = *full = (struct ifma_bits){{0, 0}};
    IFMA_EACH(k, Z)
    {
        __m512i above = _mm512_srli_epi64(s->T[k], IFMA_LIMB_BITS);
        s->T[k] = _mm512_add_epi64(_mm512_and_si512(s->T[k], mask), _mm512_alignr_epi64(above, carry, 7));
        carry = above;
        int word = k / 8, shift = k % 8 * IFMA_LANES;
        over->word[word] |= (uint64_t)_cvtmask8_u32(_mm512_cmpgt_epu64_mask(s->T[k], mask)) << shift;
        full->word[word] |= (uint64_t)_cvtmask8_u32(_mm512_cmpeq_epu64_mask(s->T[k], mask)) << shift;
    }
}

// A carry that runs through full limbs is what an addition does with the bits of a word: add `over`, one
// place up, to `full`. The sum differs from `full` exactly where a carry comes in. (Bits above the 52 are
// left: IFMA does not look at them.)
IFMA_INLINE void ifma_carry_rest(int Z, struct ifma_stream *s, struct ifma_bits over, struct ifma_bits full)
{
    uint64_t up[2] = {over.word[0] << 1, over.word[1] << 1 | over.word[0] >> 63};
    uint64_t sum = full.word[0] + up[0];
    uint64_t in[2] = {sum ^ full.word[0], (full.word[1] + up[1] + (sum < up[0])) ^ full.word[1]};
    IFMA_EACH(k, Z)
    {
        __mmask8 one_more = _cvtu32_mask8((uint32_t)(in[k / 8] >> k % 8 * IFMA_LANES) & 0xff);
        s->T[k] = _mm512_mask_sub_epi64(s->T[k], one_more, s->T[k], ifma_all(UINT64_MAX));
    }
}

#endif
