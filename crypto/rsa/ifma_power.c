// SPDX-License-Identifier: MIT
// Exponentiation with IFMA: windows of five bits from the highest down, five squarings and one multiplication
// each, by a power of the base out of a table of 32. The whole table is read for each window, and masks keep
// the one entry that is wanted, so no address tells which. Every function is written once for Z vectors, and
// compiled once for each Z.
//
// Two at once. A multiplication is a chain: its carries wait for its last rows, the next multiplication waits
// for its carries. While one exponentiation waits, the other one works, half a multiplication behind:
// `overlap` sprinkles the ends of one among the rows of the other, in program order, for the CPU looks only
// some hundred instructions ahead.
#include "crypto/rsa/ifma.h"

#if defined(__AVX512IFMA__)

#include "crypto/common/bytes.h"
#include "crypto/rsa/ifma_multiply.h"

#define WINDOW_BITS    5
#define TABLE_ENTRIES  (1 << WINDOW_BITS)
#define OPS_PER_WINDOW (WINDOW_BITS + 1)
#define OVERLAP_STEPS  4 // steps of the other stream while one ends a multiplication and begins the next

typedef __m512i table[TABLE_ENTRIES * IFMA_MAX_VECTORS]; // entry t is at t * Z

// One exponentiation: the multiplication under way, and where its operands come from.
struct run {
    struct ifma_stream s;
    struct ifma_number *value;
    __m512i *powers;
    const struct ifma_power *job;
};

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

IFMA_INLINE void load(int Z, __m512i *x, const struct ifma_number *number)
{
    IFMA_EACH(k, Z)
    x[k] = _mm512_load_si512(number->limb + IFMA_LANES * k);
}

IFMA_INLINE void store(int Z, struct ifma_number *number, const __m512i *x)
{
    IFMA_EACH(k, Z)
    _mm512_store_si512(number->limb + IFMA_LANES * k, x[k]);
}

// x = the entry `index` of the table; all of it is read.
IFMA_INLINE void look_up(int Z, __m512i *x, const __m512i *powers, uint64_t index)
{
    const __m512i wanted = ifma_all(index), one = ifma_all(1);
    __m512i entry = _mm512_setzero_si512();
    for (int t = 0; t < TABLE_ENTRIES; t++) {
        __mmask8 is_it = _mm512_cmpeq_epi64_mask(entry, wanted);
        IFMA_EACH(k, Z)
        x[k] = _mm512_mask_mov_epi64(x[k], is_it, powers[t * Z + k]);
        entry = _mm512_add_epi64(entry, one);
    }
}

// ---- a multiplication, in pieces ----

// The product is ready: it becomes the value, and operation `op` begins with it: five squarings and a
// multiplication by turns, and at the very end a multiplication by 1, which leaves Montgomery form.
IFMA_INLINE void begin(int Z, struct run *r, size_t op, size_t ops)
{
    store(Z, r->value, r->s.T);
    if (op + 1 == ops) {
        IFMA_EACH(k, Z)
        r->s.a[k] = _mm512_maskz_set1_epi64(k == 0, 1);
    } else if (op % OPS_PER_WINDOW == WINDOW_BITS) {
        look_up(Z, r->s.a, r->powers, window_of(r->job, window_count(r->job) - 2 - op / OPS_PER_WINDOW));
    } else {
        IFMA_EACH(k, Z)
        r->s.a[k] = r->s.T[k];
    }
    ifma_start(Z, &r->s, r->value->limb);
}

IFMA_INLINE void carry(int Z, struct ifma_stream *s)
{
    struct ifma_bits over, full;
    ifma_carry_once(Z, s, &over, &full);
    ifma_carry_rest(Z, s, over, full);
}

IFMA_INLINE void end(int Z, struct ifma_stream *s)
{
    ifma_last_low(Z, s);
    ifma_last_high(Z, s);
    carry(Z, s);
}

// `ending` ends its multiplication and begins operation `op`; `other` goes OVERLAP_STEPS on.
IFMA_INLINE void overlap(int Z, struct run *ending, struct run *other, size_t op, size_t ops)
{
    struct ifma_bits over, full;
    ifma_last_low(Z, &ending->s);
    ifma_step(Z, &other->s);
    ifma_last_high(Z, &ending->s);
    ifma_step(Z, &other->s);
    ifma_carry_once(Z, &ending->s, &over, &full);
    ifma_step(Z, &other->s);
    ifma_carry_rest(Z, &ending->s, over, full);
    ifma_step(Z, &other->s);
    begin(Z, ending, op, ops);
}

IFMA_INLINE void steps(int Z, struct ifma_stream *s, int count)
{
    for (; count > 0; count--)
        ifma_step(Z, s);
}

IFMA_INLINE void steps_of_both(int Z, struct run *a, struct run *b, int count)
{
    for (; count > 0; count--) {
        ifma_step(Z, &a->s);
        ifma_step(Z, &b->s);
    }
}

// ---- exponentiations ----

// s->T = value, times s->a.
IFMA_INLINE void multiply(int Z, struct ifma_stream *s, const struct ifma_number *value)
{
    ifma_start(Z, s, value->limb);
    steps(Z, s, s->modulus->limbs / 2 - 1);
    end(Z, s);
}

// The table: 1, x, x^2, ..., x^31. Afterwards T is the entry for the exponent's highest window.
IFMA_INLINE void prepare(int Z, struct run *r, const struct ifma_power *job, __m512i *powers)
{
    r->s.modulus = job->modulus;
    r->value = job->value;
    r->powers = powers;
    r->job = job;
    load(Z, powers, job->one);
    load(Z, r->s.a, job->value);
    load(Z, r->s.T, job->value);
    IFMA_EACH(k, Z)
    powers[Z + k] = r->s.T[k];
    for (int t = 2; t < TABLE_ENTRIES; t++) {
        multiply(Z, &r->s, (const struct ifma_number *)(powers + (t - 1) * Z));
        IFMA_EACH(k, Z)
        powers[t * Z + k] = r->s.T[k];
    }
    look_up(Z, r->s.T, powers, window_of(job, window_count(job) - 1));
}

IFMA_INLINE size_t op_count(const struct ifma_power *job)
{
    return (window_count(job) - 1) * OPS_PER_WINDOW + 1;
}

IFMA_INLINE void power_one(int Z, const struct ifma_power *job)
{
    table powers;
    struct run r;
    size_t ops = op_count(job);
    prepare(Z, &r, job, powers);
    for (size_t op = 0; op < ops; op++) {
        begin(Z, &r, op, ops);
        steps(Z, &r.s, job->modulus->limbs / 2 - 1);
        end(Z, &r.s);
    }
    store(Z, job->value, r.s.T);
    gl_wipe(powers, sizeof powers);
}

IFMA_INLINE void power_two(int Z, const struct ifma_power jobs[2])
{
    table powers[2];
    struct run a, b;
    size_t ops = op_count(jobs);
    int together = jobs[0].modulus->limbs / 2 - 1 - OVERLAP_STEPS, first = together / 2;
    prepare(Z, &a, &jobs[0], powers[0]);
    prepare(Z, &b, &jobs[1], powers[1]);
    begin(Z, &a, 0, ops);
    begin(Z, &b, 0, ops);
    steps_of_both(Z, &a, &b, first);
    steps(Z, &b.s, together - first + OVERLAP_STEPS);
    for (size_t op = 1; op < ops;
         op++) { // here b has all steps of the operation before behind it, and a `first`
        overlap(Z, &b, &a, op, ops);
        steps_of_both(Z, &a, &b, together - first);
        overlap(Z, &a, &b, op, ops);
        steps_of_both(Z, &a, &b, first);
    }
    steps(Z, &a.s, together - first + OVERLAP_STEPS);
    end(Z, &a.s);
    end(Z, &b.s);
    store(Z, jobs[0].value, a.s.T);
    store(Z, jobs[1].value, b.s.T);
    gl_wipe(powers, sizeof powers);
}

IFMA_INLINE void power_public(int Z, const struct ifma_power *job)
{
    struct ifma_stream s = {.modulus = job->modulus};
    struct ifma_number base = *job->value, now = base;
    const mp_limb_t *e = job->exponent;
    load(Z, s.T, &now);
    for (size_t bit = mpn_sizeinbase(e, (mp_size_t)job->exponent_limbs, 2) - 1; bit-- > 0;) {
        load(Z, s.a, &now);
        multiply(Z, &s, &now);
        store(Z, &now, s.T);
        if (e[bit / GMP_NUMB_BITS] >> bit % GMP_NUMB_BITS & 1) {
            load(Z, s.a, &base);
            multiply(Z, &s, &now);
            store(Z, &now, s.T);
        }
    }
    IFMA_EACH(k, Z)
    s.a[k] = _mm512_maskz_set1_epi64(k == 0, 1);
    multiply(Z, &s, &now);
    store(Z, job->value, s.T);
    gl_wipe(&base, sizeof base);
    gl_wipe(&now, sizeof now);
}

// ---- a copy for each length ----

#define ONE(Z)                                                                                               \
    static void one_##Z(const struct ifma_power *job)                                                        \
    {                                                                                                        \
        power_one(Z, job);                                                                                   \
    }                                                                                                        \
    static void public_##Z(const struct ifma_power *job)                                                     \
    {                                                                                                        \
        power_public(Z, job);                                                                                \
    }
#define TWO(Z)                                                                                               \
    static void two_##Z(const struct ifma_power jobs[2])                                                     \
    {                                                                                                        \
        power_two(Z, jobs);                                                                                  \
    }
ONE(1)
ONE(2) ONE(3) ONE(4) ONE(5) ONE(6) ONE(7) ONE(8) ONE(9) ONE(10) TWO(2) TWO(3) TWO(4) TWO(5)

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
