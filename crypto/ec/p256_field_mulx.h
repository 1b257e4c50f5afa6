// SPDX-License-Identifier: MIT
// Arithmetic mod p of P-256 with the instructions that were made for it (BMI2, ADX), for the templates of
// p256.h. Read p256_field_portable.h first: this is the same computation.
//
// MULX multiplies without touching the flags, and ADCX and ADOX carry in one flag each, so that the low and
// the high halves of a row of products are added in two carry chains that do not wait for each other. The
// compiler does not keep two carries in two flags (it moves them to registers and back, at more than twice
// the time), so the chains are written by hand. Five words turn in a circle: what was t0 is 0 after a step,
// and becomes t4. The look-up keeps a point in two AVX2 registers.
#ifndef GLASSLOCK_EC_P256_FIELD_MULX_H
#define GLASSLOCK_EC_P256_FIELD_MULX_H

#include "crypto/ec/p256_limbs.h"

#include <immintrin.h>

// The four words of *p as an operand in memory.
#define FOUR(p)       (*(uint64_t(*)[4])(p))
#define FOUR_CONST(p) (*(const uint64_t(*)[4])(p))

// (t0 .. t4) += a b_i
#define ADD_ROW(i, t0, t1, t2, t3, t4)                                                                       \
    "movq " i "(%[b]), %%rdx\n\t"                                                                            \
    "xorl %k[u], %k[u]\n\t" /* and both carries 0 */                                                         \
    "mulx (%[a]), %[lo], %[hi]\n\t"                                                                          \
    "adcx %[lo], %[" t0 "]\n\t"                                                                              \
    "adox %[hi], %[" t1 "]\n\t"                                                                              \
    "mulx 8(%[a]), %[lo], %[hi]\n\t"                                                                         \
    "adcx %[lo], %[" t1 "]\n\t"                                                                              \
    "adox %[hi], %[" t2 "]\n\t"                                                                              \
    "mulx 16(%[a]), %[lo], %[hi]\n\t"                                                                        \
    "adcx %[lo], %[" t2 "]\n\t"                                                                              \
    "adox %[hi], %[" t3 "]\n\t"                                                                              \
    "mulx 24(%[a]), %[lo], %[hi]\n\t"                                                                        \
    "adcx %[lo], %[" t3 "]\n\t"                                                                              \
    "adox %[hi], %[" t4 "]\n\t"                                                                              \
    "adcx %[u], %[" t4 "]\n\t"

// (hi, lo) = t0 (2^64 - 2^32 + 1), (t0, rdx) = t0 2^32
#define TIMES_P(t0)                                                                                          \
    "movq %[" t0 "], %%rdx\n\t"                                                                              \
    "movq %[" t0 "], %[lo]\n\t"                                                                              \
    "movq %[" t0 "], %[hi]\n\t"                                                                              \
    "shlq $32, %%rdx\n\t"                                                                                    \
    "shrq $32, %[" t0 "]\n\t"                                                                                \
    "subq %%rdx, %[lo]\n\t"                                                                                  \
    "sbbq %[" t0 "], %[hi]\n\t"

// (t0 .. t4) + t0 p, whose lowest word is 0; t0 = the carry out
#define CLEAR_LOWEST(t0, t1, t2, t3, t4)                                                                     \
    TIMES_P(t0)                                                                                              \
    "addq %%rdx, %[" t1 "]\n\t"                                                                              \
    "adcq %[" t0 "], %[" t2 "]\n\t"                                                                          \
    "adcq %[lo], %[" t3 "]\n\t"                                                                              \
    "adcq %[hi], %[" t4 "]\n\t"                                                                              \
    "movl $0, %k[" t0 "]\n\t"                                                                                \
    "adcq $0, %[" t0 "]\n\t"

// The same where nothing is above t3 yet: the four words become t1, t2, t3, t0.
#define CLEAR_LOWEST_OF_FOUR(t0, t1, t2, t3)                                                                 \
    TIMES_P(t0)                                                                                              \
    "addq %%rdx, %[" t1 "]\n\t"                                                                              \
    "adcq %[" t0 "], %[" t2 "]\n\t"                                                                          \
    "adcq %[lo], %[" t3 "]\n\t"                                                                              \
    "movq %[hi], %[" t0 "]\n\t"                                                                              \
    "adcq $0, %[" t0 "]\n\t"

#define STORE(t0, t1, t2, t3)                                                                                \
    "movq %[" t0 "], (%[r])\n\t"                                                                             \
    "movq %[" t1 "], 8(%[r])\n\t"                                                                            \
    "movq %[" t2 "], 16(%[r])\n\t"                                                                           \
    "movq %[" t3 "], 24(%[r])\n\t"

// r = (t0 .. t3) + carry 2^256, less p where that is not negative; s0 .. s2 are to spare
#define STORE_REDUCED(t0, t1, t2, t3, carry, s0, s1, s2)                                                     \
    "movq %[" t0 "], %[" s0 "]\n\t"                                                                          \
    "movq %[" t1 "], %[" s1 "]\n\t"                                                                          \
    "movq %[" t2 "], %[" s2 "]\n\t"                                                                          \
    "movq %[" t3 "], %%rdx\n\t"                                                                              \
    "subq $-1, %[" s0 "]\n\t"                                                                                \
    "sbbq %[p1], %[" s1 "]\n\t"                                                                              \
    "sbbq $0, %[" s2 "]\n\t"                                                                                 \
    "sbbq %[p3], %%rdx\n\t"                                                                                  \
    "sbbq $0, %[" carry "]\n\t"                                                                              \
    "cmovncq %[" s0 "], %[" t0 "]\n\t"                                                                       \
    "cmovncq %[" s1 "], %[" t1 "]\n\t"                                                                       \
    "cmovncq %[" s2 "], %[" t2 "]\n\t"                                                                       \
    "cmovncq %%rdx, %[" t3 "]\n\t" STORE(t0, t1, t2, t3)

// The first row, and the others with a word cleared after each
#define FIRST_ROW                                                                                            \
    "movq (%[b]), %%rdx\n\t"                                                                                 \
    "mulx (%[a]), %[t0], %[t1]\n\t"                                                                          \
    "mulx 8(%[a]), %[lo], %[t2]\n\t"                                                                         \
    "mulx 16(%[a]), %[hi], %[t3]\n\t"                                                                        \
    "mulx 24(%[a]), %[u], %[t4]\n\t"                                                                         \
    "addq %[lo], %[t1]\n\t"                                                                                  \
    "adcq %[hi], %[t2]\n\t"                                                                                  \
    "adcq %[u], %[t3]\n\t"                                                                                   \
    "adcq $0, %[t4]\n\t"
#define MULTIPLY_AND_REDUCE                                                                                  \
    FIRST_ROW                                                                                                \
    CLEAR_LOWEST("t0", "t1", "t2", "t3", "t4")                                                               \
    ADD_ROW("8", "t1", "t2", "t3", "t4", "t0")                                                               \
    CLEAR_LOWEST("t1", "t2", "t3", "t4", "t0")                                                               \
    ADD_ROW("16", "t2", "t3", "t4", "t0", "t1")                                                              \
    CLEAR_LOWEST("t2", "t3", "t4", "t0", "t1")                                                               \
    ADD_ROW("24", "t3", "t4", "t0", "t1", "t2")                                                              \
    CLEAR_LOWEST("t3", "t4", "t0", "t1", "t2")                                                               \
    STORE_REDUCED("t4", "t0", "t1", "t2", "t3", "lo", "hi", "u")

// r = a b / R mod p. r may be a or b, here and below.
static inline void fe_mul(struct p256_int *r, const struct p256_int *a, const struct p256_int *b)
{
    uint64_t t0, t1, t2, t3, t4, lo, hi, u;
    __asm__(MULTIPLY_AND_REDUCE
            : [t0] "=&r"(t0), [t1] "=&r"(t1), [t2] "=&r"(t2), [t3] "=&r"(t3), [t4] "=&r"(t4), [lo] "=&r"(lo),
              [hi] "=&r"(hi), [u] "=&r"(u), "=m"(FOUR(r))
            : [a] "r"(a), [b] "r"(b), [r] "r"(r), [p1] "m"(p256_p.v[1]), [p3] "m"(p256_p.v[3]),
              "m"(FOUR_CONST(a)), "m"(FOUR_CONST(b))
            : "rdx", "cc");
}

// (t0 .. t7) = a^2: the products a_i a_j with i < j, doubled, and the squares
#define WIDE_SQUARE                                                                                          \
    "movq (%[a]), %%rdx\n\t"                                                                                 \
    "mulx 8(%[a]), %[t1], %[t2]\n\t"                                                                         \
    "mulx 16(%[a]), %[lo], %[t3]\n\t"                                                                        \
    "mulx 24(%[a]), %[hi], %[t4]\n\t"                                                                        \
    "addq %[lo], %[t2]\n\t"                                                                                  \
    "adcq %[hi], %[t3]\n\t"                                                                                  \
    "adcq $0, %[t4]\n\t"                                                                                     \
    "movq 8(%[a]), %%rdx\n\t"                                                                                \
    "xorl %k[t5], %k[t5]\n\t"                                                                                \
    "mulx 16(%[a]), %[lo], %[hi]\n\t"                                                                        \
    "adcx %[lo], %[t3]\n\t"                                                                                  \
    "adox %[hi], %[t4]\n\t"                                                                                  \
    "mulx 24(%[a]), %[lo], %[hi]\n\t"                                                                        \
    "adcx %[lo], %[t4]\n\t"                                                                                  \
    "adox %[hi], %[t5]\n\t"                                                                                  \
    "movq 16(%[a]), %%rdx\n\t"                                                                               \
    "mulx 24(%[a]), %[lo], %[t6]\n\t"                                                                        \
    "movl $0, %k[t7]\n\t"                                                                                    \
    "adcx %[lo], %[t5]\n\t"                                                                                  \
    "adox %[t7], %[t6]\n\t"                                                                                  \
    "adcx %[t7], %[t6]\n\t"                                                                                  \
    "xorl %k[t7], %k[t7]\n\t"                                                                                \
    "movq (%[a]), %%rdx\n\t"                                                                                 \
    "mulx %%rdx, %[t0], %[hi]\n\t"                                                                           \
    "adcx %[t1], %[t1]\n\t"                                                                                  \
    "adox %[hi], %[t1]\n\t" ADD_SQUARE("8", "t2", "t3") ADD_SQUARE("16", "t4", "t5")                         \
        ADD_SQUARE("24", "t6", "t7")
#define ADD_SQUARE(i, low, high)                                                                             \
    "movq " i "(%[a]), %%rdx\n\t"                                                                            \
    "mulx %%rdx, %[lo], %[hi]\n\t"                                                                           \
    "adcx %[" low "], %[" low "]\n\t"                                                                        \
    "adox %[lo], %[" low "]\n\t"                                                                             \
    "adcx %[" high "], %[" high "]\n\t"                                                                      \
    "adox %[hi], %[" high "]\n\t"

// The low half reduced to four words, and the high half added
#define REDUCE_SQUARE                                                                                        \
    CLEAR_LOWEST_OF_FOUR("t0", "t1", "t2", "t3")                                                             \
    CLEAR_LOWEST_OF_FOUR("t1", "t2", "t3", "t0")                                                             \
    CLEAR_LOWEST_OF_FOUR("t2", "t3", "t0", "t1")                                                             \
    CLEAR_LOWEST_OF_FOUR("t3", "t0", "t1", "t2")                                                             \
    "addq %[t4], %[t0]\n\t"                                                                                  \
    "adcq %[t5], %[t1]\n\t"                                                                                  \
    "adcq %[t6], %[t2]\n\t"                                                                                  \
    "adcq %[t7], %[t3]\n\t"                                                                                  \
    "movl $0, %k[t4]\n\t"                                                                                    \
    "adcq $0, %[t4]\n\t" STORE_REDUCED("t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7")

// r = a^2 / R mod p. It takes 13 registers, all that a sanitizer leaves.
static inline void fe_sqr(struct p256_int *r, const struct p256_int *a)
{
    uint64_t t0, t1, t2, t3, t4, t5, t6, t7, lo, hi;
    __asm__(WIDE_SQUARE REDUCE_SQUARE
            : [t0] "=&r"(t0), [t1] "=&r"(t1), [t2] "=&r"(t2), [t3] "=&r"(t3), [t4] "=&r"(t4), [t5] "=&r"(t5),
              [t6] "=&r"(t6), [t7] "=&r"(t7), [lo] "=&r"(lo), [hi] "=&r"(hi), "=m"(FOUR(r))
            : [a] "r"(a), [r] "r"(r), [p1] "m"(p256_p.v[1]), [p3] "m"(p256_p.v[3]), "m"(FOUR_CONST(a))
            : "rdx", "cc");
}

static inline void fe_add(struct p256_int *r, const struct p256_int *a, const struct p256_int *b)
{
    uint64_t t0 = a->v[0], t1 = a->v[1], t2 = a->v[2], t3 = a->v[3], carry = 0, lo, hi, u;
    __asm__("addq (%[b]), %[t0]\n\t"
            "adcq 8(%[b]), %[t1]\n\t"
            "adcq 16(%[b]), %[t2]\n\t"
            "adcq 24(%[b]), %[t3]\n\t"
            "adcq $0, %[carry]\n\t" STORE_REDUCED("t0", "t1", "t2", "t3", "carry", "lo", "hi", "u")
            : [t0] "+&r"(t0), [t1] "+&r"(t1), [t2] "+&r"(t2), [t3] "+&r"(t3), [carry] "+&r"(carry),
              [lo] "=&r"(lo), [hi] "=&r"(hi), [u] "=&r"(u), "=m"(FOUR(r))
            : [b] "r"(b), [r] "r"(r), [p1] "m"(p256_p.v[1]), [p3] "m"(p256_p.v[3]), "m"(FOUR_CONST(b))
            : "rdx", "cc");
}

static inline void fe_sub(struct p256_int *r, const struct p256_int *a, const struct p256_int *b)
{
    uint64_t t0 = a->v[0], t1 = a->v[1], t2 = a->v[2], t3 = a->v[3], m, m1, m3;
    __asm__("subq (%[b]), %[t0]\n\t"
            "sbbq 8(%[b]), %[t1]\n\t"
            "sbbq 16(%[b]), %[t2]\n\t"
            "sbbq 24(%[b]), %[t3]\n\t"
            "sbbq %[m], %[m]\n\t" // all ones where it went below 0: then p is added
            "movl %k[m], %k[m1]\n\t"
            "movq %[p3], %[m3]\n\t"
            "andq %[m], %[m3]\n\t"
            "addq %[m], %[t0]\n\t"
            "adcq %[m1], %[t1]\n\t"
            "adcq $0, %[t2]\n\t"
            "adcq %[m3], %[t3]\n\t" STORE("t0", "t1", "t2", "t3")
            : [t0] "+&r"(t0), [t1] "+&r"(t1), [t2] "+&r"(t2), [t3] "+&r"(t3), [m] "=&r"(m), [m1] "=&r"(m1),
              [m3] "=&r"(m3), "=m"(FOUR(r))
            : [b] "r"(b), [r] "r"(r), [p3] "m"(p256_p.v[3]), "m"(FOUR_CONST(b))
            : "cc");
}

// r = a / 2: a, or a + p where a is odd, shifted through the carry
static inline void fe_halve(struct p256_int *r, const struct p256_int *a)
{
    uint64_t t0 = a->v[0], t1 = a->v[1], t2 = a->v[2], t3 = a->v[3], m = t0 & 1, m1, m3;
    __asm__("negq %[m]\n\t"
            "movl %k[m], %k[m1]\n\t"
            "movq %[m], %[m3]\n\t"
            "andq %[p3], %[m3]\n\t"
            "addq %[m], %[t0]\n\t"
            "adcq %[m1], %[t1]\n\t"
            "adcq $0, %[t2]\n\t"
            "adcq %[m3], %[t3]\n\t"
            "rcrq %[t3]\n\t"
            "rcrq %[t2]\n\t"
            "rcrq %[t1]\n\t"
            "rcrq %[t0]\n\t" STORE("t0", "t1", "t2", "t3")
            : [t0] "+&r"(t0), [t1] "+&r"(t1), [t2] "+&r"(t2), [t3] "+&r"(t3), [m] "+&r"(m), [m1] "=&r"(m1),
              [m3] "=&r"(m3), "=m"(FOUR(r))
            : [r] "r"(r), [p3] "m"(p256_p.v[3])
            : "cc");
}

// out = the entry 0 <= index < n of a table of entries of `width` (at most 5) numbers each: every one is
// read, one is kept.
static inline void fe_look_up(struct p256_int *out, const struct p256_int *table, unsigned width, unsigned n,
                              uint64_t index)
{
    __m256i kept[5] = {_mm256_setzero_si256()}, at = _mm256_setzero_si256();
    const __m256i wanted = _mm256_set1_epi64x((long long)index), one = _mm256_set1_epi64x(1);
    for (unsigned j = 1; j < width; j++)
        kept[j] = kept[0];
    for (unsigned i = 0; i < n; i++) {
        __m256i mask = _mm256_cmpeq_epi64(at, wanted);
        for (unsigned j = 0; j < width; j++) {
            __m256i entry = _mm256_loadu_si256((const __m256i *)&table[i * width + j]);
            kept[j] = _mm256_or_si256(kept[j], _mm256_and_si256(mask, entry));
        }
        at = _mm256_add_epi64(at, one);
    }
    for (unsigned j = 0; j < width; j++)
        _mm256_storeu_si256((__m256i *)&out[j], kept[j]);
}

#endif
