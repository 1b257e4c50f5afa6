// SPDX-License-Identifier: MIT
// Exponentiation with IFMA: windows of five bits from the highest down, five squarings and one multiplication
// each, by a power of the base out of a table of 32. The whole table is read for each window, and masks keep
// the one entry that is wanted, so no address tells which.
//
// Two at once, step by step: a multiplication is a chain, its carries wait for its last rows, the next one
// waits for its carries, and while one exponentiation waits the other works. Every function is written once,
// for Z vectors and one or two streams, and compiled once for each of them.
#include "crypto/rsa/ifma.h"

#if defined(__AVX512IFMA__)

#include "crypto/common/bytes.h"
#include "crypto/rsa/ifma_multiply.h"

#include <stdbool.h>

#define WINDOW_BITS   5
#define TABLE_ENTRIES (1 << WINDOW_BITS)

static size_t window_count(const struct ifma_power *job)
{
    return (job->exponent_limbs * GMP_NUMB_BITS + WINDOW_BITS - 1) / WINDOW_BITS;
}

// The i-th five bits of the exponent, from the right.
static uint64_t window_of(const struct ifma_power *job, size_t i)
{
    size_t bit = WINDOW_BITS * i, limb = bit / GMP_NUMB_BITS, shift = bit % GMP_NUMB_BITS;
    uint64_t bits = job->exponent[limb] >> shift;
    if (shift > GMP_NUMB_BITS - WINDOW_BITS && limb + 1 < job->exponent_limbs)
        bits |= job->exponent[limb + 1] << (GMP_NUMB_BITS - shift);
    return bits % TABLE_ENTRIES;
}

// ---- one copy of the multiplication and of the squaring for each length ----

// A call is nothing beside a multiplication, and a copy in every place that multiplies would take the
// compiler minutes.
#define ONE_STREAM(X)  X(1, 1) X(2, 1) X(3, 1) X(4, 1) X(5, 1) X(6, 1) X(7, 1) X(8, 1) X(9, 1) X(10, 1)
#define TWO_STREAMS(X) X(2, 2) X(3, 2) X(4, 2) X(5, 2)

#define COPY(Z, STREAMS)                                                                                     \
    static __attribute__((noinline)) void multiply_##Z##_##STREAMS(                                          \
        struct ifma_stream *s, const struct ifma_number *a, struct ifma_space *space)                        \
    {                                                                                                        \
        ifma_multiply(Z, STREAMS, s, a, space);                                                              \
    }                                                                                                        \
    static __attribute__((noinline)) void square_##Z##_##STREAMS(struct ifma_stream *s,                      \
                                                                 struct ifma_space *space)                   \
    {                                                                                                        \
        ifma_square(Z, STREAMS, s, space);                                                                   \
    }
ONE_STREAM(COPY)
TWO_STREAMS(COPY)

// Z and streams are constants wherever these two are used, and so each is one call.
IFMA_INLINE void multiply(int Z, int streams, struct ifma_stream *s, const struct ifma_number *a,
                          struct ifma_space *space)
{
#define CALL(LENGTH, STREAMS)                                                                                \
    if (Z == LENGTH && streams == STREAMS)                                                                   \
        multiply_##LENGTH##_##STREAMS(s, a, space);
    ONE_STREAM(CALL)
    TWO_STREAMS(CALL)
#undef CALL
}

IFMA_INLINE void square(int Z, int streams, struct ifma_stream *s, struct ifma_space *space)
{
#define CALL(LENGTH, STREAMS)                                                                                \
    if (Z == LENGTH && streams == STREAMS)                                                                   \
        square_##LENGTH##_##STREAMS(s, space);
    ONE_STREAM(CALL)
    TWO_STREAMS(CALL)
#undef CALL
}

IFMA_INLINE void load(int Z, __m512i *x, const struct ifma_number *number)
{
    IFMA_EACH(k, Z)
    x[k] = _mm512_load_si512(number->limb + IFMA_LANES * k);
}

// The powers of the base, 1, x, x^2, ..., x^31; entry t is at t * Z.
struct table {
    __m512i power[TABLE_ENTRIES * IFMA_MAX_VECTORS];
};

// x = the entry `index`; all of the table is read, by two strands, for each choice waits for the one before.
IFMA_INLINE void look_up(int Z, __m512i *x, const struct table *table, uint64_t index)
{
    const __m512i wanted = ifma_all(index), one = ifma_all(1), half = ifma_all(TABLE_ENTRIES / 2);
    __m512i entry = _mm512_setzero_si512(), other[IFMA_MAX_VECTORS];
    IFMA_EACH(k, Z)
    x[k] = other[k] = entry;
    for (int t = 0; t < TABLE_ENTRIES / 2; t++) {
        const __m512i *low = table->power + t * Z, *high = low + TABLE_ENTRIES / 2 * Z;
        __mmask8 is_low = _mm512_cmpeq_epi64_mask(entry, wanted);
        __mmask8 is_high = _mm512_cmpeq_epi64_mask(_mm512_add_epi64(entry, half), wanted);
        IFMA_EACH(k, Z)
        {
            x[k] = _mm512_mask_mov_epi64(x[k], is_low, low[k]);
            other[k] = _mm512_mask_mov_epi64(other[k], is_high, high[k]);
        }
        entry = _mm512_add_epi64(entry, one);
    }
    IFMA_EACH(k, Z)
    x[k] = _mm512_or_si512(x[k], other[k]);
}

// Into Montgomery form goes a number by x R^2 / R, and R^2 mod n, without a long division, from 2^s R, for
// the square of 2^s in Montgomery form is 2^2s. Afterwards a is R^2, and T the base.
IFMA_INLINE void enter(int Z, int streams, struct ifma_stream *s, struct ifma_number *a,
                       struct ifma_space *space, const struct ifma_power *jobs)
{
    IFMA_EACH(i, streams)
    {
        s[i].modulus = jobs[i].modulus;
        load(Z, s[i].T, &jobs[i].modulus->seed);
    }
    for (int j = 0; j < jobs->modulus->doublings; j++)
        square(Z, streams, s, space);
    IFMA_EACH(i, streams)
    {
        ifma_store(Z, &a[i], s[i].T);
        load(Z, s[i].T, jobs[i].value);
    }
    multiply(Z, streams, s, a, space);
}

IFMA_INLINE void set_to_1(int Z, __m512i *x)
{
    IFMA_EACH(k, Z)
    x[k] = _mm512_maskz_set1_epi64(k == 0, 1);
}

// The table of each stream; 1 in Montgomery form is R^2 / R. Afterwards a is the base.
IFMA_INLINE void fill(int Z, int streams, struct ifma_stream *s, struct table *tables, struct ifma_number *a,
                      struct ifma_space *space, const struct ifma_power *jobs)
{
    enter(Z, streams, s, a, space, jobs);
    IFMA_EACH(i, streams)
    {
        IFMA_EACH(k, Z)
        tables[i].power[Z + k] = s[i].T[k];
        set_to_1(Z, s[i].T);
    }
    multiply(Z, streams, s, a, space);
    IFMA_EACH(i, streams)
    {
        IFMA_EACH(k, Z)
        {
            tables[i].power[k] = s[i].T[k];
            s[i].T[k] = tables[i].power[Z + k];
        }
        ifma_store(Z, &a[i], s[i].T);
    }
    for (int t = 2; t < TABLE_ENTRIES; t++) {
        multiply(Z, streams, s, a, space);
        IFMA_EACH(i, streams)
        {
            IFMA_EACH(k, Z)
            tables[i].power[t * Z + k] = s[i].T[k];
        }
    }
}

// Leave Montgomery form: times 1.
IFMA_INLINE void leave(int Z, int streams, struct ifma_stream *s, struct ifma_number *a,
                       struct ifma_space *space, const struct ifma_power *jobs)
{
    IFMA_EACH(i, streams)
    {
        __m512i x[IFMA_MAX_VECTORS];
        set_to_1(Z, x);
        ifma_store(Z, &a[i], x);
    }
    multiply(Z, streams, s, a, space);
    IFMA_EACH(i, streams)
    ifma_store(Z, jobs[i].value, s[i].T);
}

IFMA_INLINE void power(int Z, int streams, const struct ifma_power *jobs)
{
    struct ifma_stream s[2];
    struct ifma_number a[2];
    struct ifma_space space[2];
    struct table tables[2];
    size_t window = window_count(jobs) - 1;
    fill(Z, streams, s, tables, a, space, jobs);
    IFMA_EACH(i, streams)
    look_up(Z, s[i].T, &tables[i], window_of(&jobs[i], window));
    while (window-- > 0) {
        for (int bit = 0; bit < WINDOW_BITS; bit++)
            square(Z, streams, s, space);
        IFMA_EACH(i, streams)
        {
            __m512i x[IFMA_MAX_VECTORS];
            look_up(Z, x, &tables[i], window_of(&jobs[i], window));
            ifma_store(Z, &a[i], x);
        }
        multiply(Z, streams, s, a, space);
    }
    leave(Z, streams, s, a, space, jobs);
    gl_wipe(tables, sizeof tables);
    gl_wipe(space, sizeof space);
    gl_wipe(a, sizeof a);
}

// The base itself, not in Montgomery form, as the factor of the last bit leads out of it at once: every e of
// RSA is odd.
IFMA_INLINE void power_public(int Z, const struct ifma_power *job)
{
    struct ifma_stream s;
    struct ifma_number a;
    struct ifma_space space;
    const mp_limb_t *e = job->exponent;
    size_t bits = mpn_sizeinbase(e, (mp_size_t)job->exponent_limbs, 2);
    bool leaves = bits > 1 && (e[0] & 1);
    enter(Z, 1, &s, &a, &space, job);
    ifma_store(Z, &a, s.T);
    for (size_t bit = bits - 1; bit-- > 0;) {
        square(Z, 1, &s, &space);
        if (e[bit / GMP_NUMB_BITS] >> bit % GMP_NUMB_BITS & 1)
            multiply(Z, 1, &s, leaves && bit == 0 ? job->value : &a, &space);
    }
    if (leaves)
        ifma_store(Z, job->value, s.T);
    else
        leave(Z, 1, &s, &a, &space, job);
    gl_wipe(&space, sizeof space);
    gl_wipe(&a, sizeof a);
}

// ---- a copy for each length ----

#define ONE(Z, STREAMS)                                                                                      \
    static void one_##Z(const struct ifma_power *job)                                                        \
    {                                                                                                        \
        power(Z, STREAMS, job);                                                                              \
    }                                                                                                        \
    static void public_##Z(const struct ifma_power *job)                                                     \
    {                                                                                                        \
        power_public(Z, job);                                                                                \
    }
#define TWO(Z, STREAMS)                                                                                      \
    static void two_##Z(const struct ifma_power jobs[2])                                                     \
    {                                                                                                        \
        power(Z, STREAMS, jobs);                                                                             \
    }
ONE_STREAM(ONE)
TWO_STREAMS(TWO)

typedef void power_function(const struct ifma_power *);

static power_function *const ones[] = {NULL,  one_1, one_2, one_3, one_4, one_5,
                                       one_6, one_7, one_8, one_9, one_10};
static power_function *const twos[] = {NULL, NULL, two_2, two_3, two_4, two_5};
static power_function *const publics[] = {NULL,     public_1, public_2, public_3, public_4, public_5,
                                          public_6, public_7, public_8, public_9, public_10};

void ifma_power_one(const struct ifma_power *job)
{
    ones[job->modulus->vectors](job);
}

void ifma_power_two(const struct ifma_power jobs[2])
{
    twos[jobs[0].modulus->vectors](jobs);
}

void ifma_power_public(const struct ifma_power *job)
{
    publics[job->modulus->vectors](job);
}

#else // a compiler without IFMA: the engine says 'unavailable', and nothing comes here

void ifma_power_one(const struct ifma_power *job)
{
    (void)job;
}

void ifma_power_two(const struct ifma_power jobs[2])
{
    (void)jobs;
}

void ifma_power_public(const struct ifma_power *job)
{
    (void)job;
}

#endif
