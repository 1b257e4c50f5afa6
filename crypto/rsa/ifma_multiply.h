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
    __m512i T[IFMA_MAX_VECTORS],
        O[IFMA_MAX_VECTORS]; // the sum T + 2^52 O; before and after: b, the product in T
    __m512i q, b;            // the last q1 and limb of b: their high halves are due
    const uint64_t *next_b;
    const struct ifma_modulus *modulus;
};

// What a limb of b is multiplied by: vector `from`, the one above it, and the others above; none below. In
// memory: registers are for what changes.
struct ifma_operand {
    int from;
    const uint64_t *own, *next, *above;
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

IFMA_INLINE __m512i ifma_load(const uint64_t *limbs, int k)
{
    return _mm512_load_si512(limbs + IFMA_LANES * k);
}

// Vector k >= a->from of an operand.
IFMA_INLINE __m512i ifma_part(const struct ifma_operand *a, int k)
{
    return ifma_load(k == a->from ? a->own : k == a->from + 1 ? a->next : a->above, k);
}

// Have the compiler load it anew.
IFMA_INLINE void ifma_forget(struct ifma_operand *a)
{
    __asm__("" : "+r"(a->own));
    __asm__("" : "+r"(a->next));
    __asm__("" : "+r"(a->above));
}

// Rows 0 and 1. b is in the registers T and in memory.
IFMA_INLINE void ifma_start(int Z, struct ifma_stream *s, const uint64_t *b, const __m512i *a)
{
    const __m512i zero = _mm512_setzero_si512();
    __m512i b0 = ifma_first(s->T[0]), b1 = ifma_first(_mm512_bsrli_epi128(s->T[0], 8));
    IFMA_EACH(k, Z)
    {
        s->T[k] = ifma_low(zero, a[k], b0);
        s->O[k] = ifma_low(ifma_high(zero, a[k], b0), a[k], b1);
    }
    s->q = zero;
    s->b = b1;
    s->next_b = b + 2;
}

// T = T >> 2 lanes + O >> 1 lane + add, and the carry out of the lanes that are gone.
IFMA_INLINE void ifma_down(int Z, struct ifma_stream *s, int k, __m512i add, __m512i carry)
{
    const __m512i zero = _mm512_setzero_si512();
    __m512i T = _mm512_alignr_epi64(k + 1 < Z ? s->T[k + 1] : zero, s->T[k], 2);
    __m512i O = _mm512_alignr_epi64(k + 1 < Z ? s->O[k + 1] : zero, s->O[k], 1);
    T = _mm512_add_epi64(_mm512_add_epi64(T, O), add);
    s->T[k] = k ? T : _mm512_add_epi64(T, carry);
}

// Two rows: reduce by two limbs, move down, add the next two limbs of b times a. The high half of the limb
// before them is due, times the operand of that limb.
IFMA_INLINE void ifma_step(int Z, struct ifma_stream *s, struct ifma_operand before, struct ifma_operand a)
{
    const __m512i zero = _mm512_setzero_si512();
    __m512i b1 = s->b, b2 = ifma_all(s->next_b[0]), b3 = ifma_all(s->next_b[1]);
    __m512i second = ifma_second(s->T[0], s->O[0]);
    __m512i q0 = ifma_first(s->T[0]), q1 = ifma_first(second);
    __m512i carry = _mm512_maskz_srli_epi64(1, second, 52);
    const uint64_t *high = s->modulus->high.limb;
    __asm__("" : "+r"(high));
    ifma_forget(&before);
    ifma_forget(&a);
    IFMA_EACH(k, Z)
    {
        __m512i N = ifma_load(high, k), T = zero, O = zero;
        if (k >= before.from)
            T = ifma_high(T, ifma_part(&before, k), b1);
        T = ifma_high(T, N, s->q);
        if (k >= a.from) {
            __m512i x = ifma_part(&a, k);
            T = ifma_low(T, x, b2);
            O = ifma_low(ifma_high(O, x, b2), x, b3);
        }
        T = ifma_low(T, N, q0);
        O = ifma_low(ifma_high(O, N, q0), N, q1);
        ifma_down(Z, s, k, T, carry);
        s->O[k] = O;
    }
    s->q = q1;
    s->b = b3;
    s->next_b += 2;
}

// The last two rows, with n itself: q0 + 2^52 q1 = (T + 2^52 O) k mod 2^104. Nothing of b follows, and all
// goes into T.
IFMA_INLINE void ifma_last(int Z, struct ifma_stream *s, struct ifma_operand a)
{
    const __m512i zero = _mm512_setzero_si512();
    __m512i k0 = ifma_all(s->modulus->k[0]), k1 = ifma_all(s->modulus->k[1]);
    __m512i second = ifma_second(s->T[0], s->O[0]);
    __m512i upper = ifma_high(ifma_low(zero, s->T[0], k1), s->T[0], k0);
    __m512i q0 = ifma_first(ifma_low(zero, s->T[0], k0)), q1 = ifma_first(ifma_low(upper, second, k0));
    IFMA_EACH(k, Z)
    {
        __m512i n = ifma_load(s->modulus->n.limb, k);
        s->T[k] = ifma_low(s->T[k], n, q0);
        s->O[k] = ifma_high(s->O[k], n, q0);
    }
    second = ifma_low(ifma_second(s->T[0], s->O[0]), ifma_load(s->modulus->n.limb, 0), q1);
    __m512i carry = _mm512_maskz_srli_epi64(1, second, 52);
    IFMA_EACH(k, Z)
    s->O[k] = ifma_low(s->O[k], ifma_load(s->modulus->n.limb, k), q1);
    IFMA_EACH(k, Z)
    {
        __m512i T = zero;
        if (k >= a.from)
            T = ifma_high(T, ifma_part(&a, k), s->b);
        T = ifma_high(T, ifma_load(s->modulus->high.limb, k), s->q);
        ifma_down(Z, s, k, ifma_high(T, ifma_load(s->modulus->n.limb, k), q1), carry);
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

// ---- whole multiplications, of one stream or two side by side ----

IFMA_INLINE void ifma_end(int Z, int streams, struct ifma_stream *s, const struct ifma_operand *a)
{
    struct ifma_bits over[2], full[2];
    IFMA_EACH(i, streams)
    ifma_last(Z, &s[i], a[i]);
    IFMA_EACH(i, streams)
    ifma_carry_once(Z, &s[i], &over[i], &full[i]);
    IFMA_EACH(i, streams)
    ifma_carry_rest(Z, &s[i], over[i], full[i]);
}

IFMA_INLINE void ifma_store(int Z, struct ifma_number *number, const __m512i *x)
{
    IFMA_EACH(k, Z)
    _mm512_store_si512(number->limb + IFMA_LANES * k, x[k]);
}

// Where b goes, and what squaring makes of it.
struct ifma_space {
    struct ifma_number b, twice, next;
};

// T = T times a, which is in memory.
IFMA_INLINE void ifma_multiply(int Z, int streams, struct ifma_stream *s, const struct ifma_number *a,
                               struct ifma_space *space)
{
    struct ifma_operand operand[2];
    IFMA_EACH(i, streams)
    {
        __m512i x[IFMA_MAX_VECTORS];
        IFMA_EACH(k, Z)
        x[k] = ifma_load(a[i].limb, k);
        operand[i] = (struct ifma_operand){0, a[i].limb, a[i].limb, a[i].limb};
        ifma_store(Z, &space[i].b, s[i].T);
        ifma_start(Z, &s[i], space[i].b.limb, x);
    }
    for (int steps = s->modulus->limbs / 2 - 1; steps > 0; steps--) {
        IFMA_EACH(i, streams)
        ifma_step(Z, &s[i], operand[i], operand[i]);
    }
    ifma_end(Z, streams, s, operand);
}

// A square has every product of two different limbs twice. By whole vectors: a limb of vector F of b is
// multiplied by vector F as it is, by those above doubled, and not at all by those below. The doubled ones
// are a number of their own, shifted by a bit: into F + 1 (`next`) nothing comes in from below.
IFMA_INLINE void ifma_begin_square(int Z, struct ifma_stream *s, struct ifma_space *space)
{
    const __m512i zero = _mm512_setzero_si512(), one = ifma_all(1);
    __m512i x[IFMA_MAX_VECTORS], below = zero;
    ifma_store(Z, &space->b, s->T);
    x[0] = s->T[0];
    IFMA_EACH(k, Z)
    {
        if (k == 0)
            continue;
        __m512i top = _mm512_srli_epi64(s->T[k], IFMA_LIMB_BITS - 1), shifted = _mm512_slli_epi64(s->T[k], 1);
        __m512i in = _mm512_alignr_epi64(top, zero, 7), in_too = _mm512_alignr_epi64(top, below, 7);
        __m512i next = _mm512_ternarylogic_epi64(shifted, in, one, 0xf8); // shifted | (in & one)
        __m512i twice = _mm512_ternarylogic_epi64(shifted, in_too, one, 0xf8);
        _mm512_store_si512(space->next.limb + IFMA_LANES * k, next);
        _mm512_store_si512(space->twice.limb + IFMA_LANES * k, twice);
        x[k] = k == 1 ? next : twice;
        below = top;
    }
    ifma_start(Z, s, space->b.limb, x);
}

// T = T squared.
IFMA_INLINE void ifma_square(int Z, int streams, struct ifma_stream *s, struct ifma_space *space)
{
    struct ifma_operand a[2] = {{0}}, before[2];
    IFMA_EACH(i, streams)
    ifma_begin_square(Z, &s[i], &space[i]);
    IFMA_EACH(F, Z)
    {
        int limbs = s->modulus->limbs - IFMA_LANES * F, steps = (limbs < IFMA_LANES ? limbs : IFMA_LANES) / 2;
        IFMA_EACH(i, streams)
        {
            before[i] = a[i];
            a[i] = (struct ifma_operand){F, space[i].b.limb, space[i].next.limb, space[i].twice.limb};
            if (F > 0)
                ifma_step(Z, &s[i], before[i], a[i]);
        }
        for (; steps > 1; steps--) {
            IFMA_EACH(i, streams)
            ifma_step(Z, &s[i], a[i], a[i]);
        }
    }
    ifma_end(Z, streams, s, a);
}

#endif
