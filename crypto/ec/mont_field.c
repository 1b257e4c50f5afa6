// SPDX-License-Identifier: MIT
// Numbers mod m in Montgomery form, for any odd m of 2 to 9 limbs.
//
// P. Montgomery's product (Mathematics of Computation 44, 1985): instead of taking multiples of m away from
// the top, add multiples of m that make the lowest words 0, and drop them: a b + (...) m = (a b / R mod m) R.
// The multiple comes from the lowest word alone, t0 (-1/m) mod 2^64. Rows of a b and of m alternate, so that
// the running sum never has more than limbs + 1 words.
//
// The functions that do the work take the number of limbs as an argument; written out for the sizes of the
// standard curves, the compiler unrolls them and keeps the sum in registers.
#include "crypto/ec/mont.h"

#if defined(__SIZEOF_INT128__) && GMP_LIMB_BITS == 64 // else the engine is not there
#include "crypto/common/bytes.h"

__extension__ typedef unsigned __int128 wide;

#define INLINE static inline __attribute__((always_inline))

INLINE uint64_t adc(uint64_t a, uint64_t b, uint64_t *carry)
{
    wide t = (wide)a + b + *carry;
    *carry = (uint64_t)(t >> 64);
    return (uint64_t)t;
}

INLINE uint64_t sbb(uint64_t a, uint64_t b, uint64_t *borrow)
{
    wide t = (wide)a - b - *borrow;
    *borrow = (uint64_t)(t >> 64) & 1;
    return (uint64_t)t;
}

INLINE uint64_t mac(uint64_t t, uint64_t a, uint64_t b, uint64_t *carry)
{
    wide w = (wide)a * b + t + *carry;
    *carry = (uint64_t)(w >> 64);
    return (uint64_t)w;
}

INLINE uint64_t opaque(uint64_t mask) // so that no select becomes a branch
{
    __asm__("" : "+r"(mask));
    return mask;
}

// r = t + carry R, less m where that is not negative
INLINE void reduce_limbs(const struct mont_modulus *m, uint64_t *r, const uint64_t *t, uint64_t carry,
                         unsigned limbs)
{
    uint64_t less[MONT_MAX_LIMBS], borrow = 0;
    for (unsigned i = 0; i < limbs; i++)
        less[i] = sbb(t[i], m->m.v[i], &borrow);
    uint64_t keep = opaque(0 - (borrow & (carry ^ 1)));
    for (unsigned i = 0; i < limbs; i++)
        r[i] = (t[i] & keep) | (less[i] & ~keep);
}

// (t0 .. t_limbs) + (a multiple of m) makes t0 0: that multiple's words are added, and t0 dropped, so that
// the sum moves one word down. The carry beyond t_limbs comes back.
INLINE uint64_t clear_lowest(const struct mont_modulus *m, uint64_t *t, unsigned limbs)
{
    uint64_t factor = t[0] * m->factor, carry = 0, high = 0;
    mac(t[0], factor, m->m.v[0], &carry);
    for (unsigned j = 1; j < limbs; j++)
        t[j - 1] = mac(t[j], factor, m->m.v[j], &carry);
    t[limbs - 1] = adc(t[limbs], carry, &high);
    return high;
}

INLINE void mul_limbs(const struct mont_modulus *m, uint64_t *r, const uint64_t *a, const uint64_t *b,
                      unsigned limbs)
{
    uint64_t t[MONT_MAX_LIMBS + 1] = {0}, top = 0; // below 2 m between two rows
    for (unsigned i = 0; i < limbs; i++) {
        uint64_t carry = 0, high = 0;
        for (unsigned j = 0; j < limbs; j++)
            t[j] = mac(t[j], a[j], b[i], &carry);
        t[limbs] = adc(top, carry, &high);
        top = high + clear_lowest(m, t, limbs);
    }
    reduce_limbs(m, r, t, top, limbs);
}

// t = a^2, t being 0 before: the products a_i a_j with i < j, doubled, and the squares
INLINE void wide_square(uint64_t *t, const uint64_t *a, unsigned limbs)
{
    uint64_t carry = 0, above = 0;
    for (unsigned i = 0; i + 1 < limbs; i++) {
        uint64_t row = 0;
        for (unsigned j = i + 1; j < limbs; j++)
            t[i + j] = mac(t[i + j], a[i], a[j], &row);
        t[i + limbs] = row;
    }
    for (unsigned i = 0; i < limbs; i++) {
        uint64_t high = 0, low = mac(0, a[i], a[i], &high), word = t[2 * i];
        t[2 * i] = adc(word << 1 | above, low, &carry);
        above = word >> 63;
        word = t[2 * i + 1];
        t[2 * i + 1] = adc(word << 1 | above, high, &carry);
        above = word >> 63;
    }
}

// a^2: the low half is cleared word by word, the high half added at the end
INLINE void sqr_limbs(const struct mont_modulus *m, uint64_t *r, const uint64_t *a, const uint64_t *same,
                      unsigned limbs)
{
    (void)same; // so that FOR_SIZE serves it too
    uint64_t t[2 * MONT_MAX_LIMBS] = {0}, u[MONT_MAX_LIMBS + 1], carry = 0;
    wide_square(t, a, limbs);
    for (unsigned i = 0; i < limbs; i++)
        u[i] = t[i];
    for (unsigned i = 0; i < limbs; i++) {
        u[limbs] = 0;
        clear_lowest(m, u, limbs);
    }
    for (unsigned i = 0; i < limbs; i++)
        u[i] = adc(u[i], t[limbs + i], &carry);
    reduce_limbs(m, r, u, carry, limbs);
}

INLINE void add_limbs(const struct mont_modulus *m, uint64_t *r, const uint64_t *a, const uint64_t *b,
                      unsigned limbs)
{
    uint64_t t[MONT_MAX_LIMBS], carry = 0;
    for (unsigned i = 0; i < limbs; i++)
        t[i] = adc(a[i], b[i], &carry);
    reduce_limbs(m, r, t, carry, limbs);
}

INLINE void sub_limbs(const struct mont_modulus *m, uint64_t *r, const uint64_t *a, const uint64_t *b,
                      unsigned limbs)
{
    uint64_t t[MONT_MAX_LIMBS], borrow = 0, carry = 0;
    for (unsigned i = 0; i < limbs; i++)
        t[i] = sbb(a[i], b[i], &borrow);
    uint64_t mask = opaque(0 - borrow); // m is added where it went below 0
    for (unsigned i = 0; i < limbs; i++)
        r[i] = adc(t[i], m->m.v[i] & mask, &carry);
}

// One case for each size of the standard curves.
#define FOR_SIZE(f, m, r, a, b)                                                                              \
    switch ((m)->limbs) {                                                                                    \
    case 3:                                                                                                  \
        f(m, (r)->v, (a)->v, (b)->v, 3);                                                                     \
        break;                                                                                               \
    case 4:                                                                                                  \
        f(m, (r)->v, (a)->v, (b)->v, 4);                                                                     \
        break;                                                                                               \
    case 6:                                                                                                  \
        f(m, (r)->v, (a)->v, (b)->v, 6);                                                                     \
        break;                                                                                               \
    case 9:                                                                                                  \
        f(m, (r)->v, (a)->v, (b)->v, 9);                                                                     \
        break;                                                                                               \
    default:                                                                                                 \
        f(m, (r)->v, (a)->v, (b)->v, (m)->limbs);                                                            \
    }

void mont_mul(const struct mont_modulus *m, struct mont_int *r, const struct mont_int *a,
              const struct mont_int *b)
{
    FOR_SIZE(mul_limbs, m, r, a, b)
}

void mont_sqr(const struct mont_modulus *m, struct mont_int *r, const struct mont_int *a)
{
    FOR_SIZE(sqr_limbs, m, r, a, a)
}

void mont_add(const struct mont_modulus *m, struct mont_int *r, const struct mont_int *a,
              const struct mont_int *b)
{
    FOR_SIZE(add_limbs, m, r, a, b)
}

void mont_sub(const struct mont_modulus *m, struct mont_int *r, const struct mont_int *a,
              const struct mont_int *b)
{
    FOR_SIZE(sub_limbs, m, r, a, b)
}

void mont_halve(const struct mont_modulus *m, struct mont_int *r, const struct mont_int *a)
{
    uint64_t odd = opaque(0 - (a->v[0] & 1)), carry = 0;
    for (unsigned i = 0; i < m->limbs; i++)
        r->v[i] = adc(a->v[i], m->m.v[i] & odd, &carry);
    for (unsigned i = 0; i + 1 < m->limbs; i++)
        r->v[i] = r->v[i] >> 1 | r->v[i + 1] << 63;
    r->v[m->limbs - 1] = r->v[m->limbs - 1] >> 1 | carry << 63;
}

void mont_reduce(const struct mont_modulus *m, struct mont_int *r, const struct mont_int *a)
{
    struct mont_int t = *a;
    reduce_limbs(m, r->v, t.v, 0, m->limbs);
    gl_wipe(&t, sizeof t);
}

uint64_t mont_is_zero(const struct mont_modulus *m, const struct mont_int *a)
{
    uint64_t any = 0;
    for (unsigned i = 0; i < m->limbs; i++)
        any |= a->v[i];
    return opaque(((any | (0 - any)) >> 63) - 1);
}

uint64_t mont_less(const struct mont_modulus *m, const struct mont_int *a, const struct mont_int *b)
{
    uint64_t borrow = 0;
    for (unsigned i = 0; i < m->limbs; i++)
        sbb(a->v[i], b->v[i], &borrow);
    return opaque(0 - borrow);
}

void mont_move(const struct mont_modulus *m, struct mont_int *r, uint64_t mask, const struct mont_int *a)
{
    for (unsigned i = 0; i < m->limbs; i++)
        r->v[i] ^= mask & (r->v[i] ^ a->v[i]);
}

// (a R)^-1 R^3 / R = a^-1 R
void mont_invert(const struct mont_modulus *m, struct mont_int *r, const struct mont_int *a)
{
    invert(r->v, a->v, &m->inverse);
    mont_mul(m, r, r, &m->r3);
}

void mont_invert_public(const struct mont_modulus *m, struct mont_int *r, const struct mont_int *a)
{
    invert_public(r->v, a->v, &m->inverse);
    mont_mul(m, r, r, &m->r3);
}

void mont_load(const struct mont_modulus *m, struct mont_int *r, const mpz_t z)
{
    for (unsigned i = 0; i < m->limbs; i++)
        r->v[i] = mpz_getlimbn(z, i);
}

void mont_store(const struct mont_modulus *m, mpz_t z, const struct mont_int *a)
{
    mp_limb_t *limbs = mpz_limbs_write(z, (mp_size_t)m->limbs);
    for (unsigned i = 0; i < m->limbs; i++)
        limbs[i] = a->v[i];
    mpz_limbs_finish(z, (mp_size_t)m->limbs);
}

void mont_from_mpz(const struct mont_modulus *m, struct mont_int *r, const mpz_t z)
{
    mont_load(m, r, z);
    mont_mul(m, r, r, &m->r2);
}

void mont_to_plain(const struct mont_modulus *m, struct mont_int *r, const struct mont_int *a)
{
    mont_mul(m, r, a, &(struct mont_int){{1}});
}

void mont_modulus_init(struct mont_modulus *m, const mpz_t modulus)
{
    mpz_t power;
    *m = (struct mont_modulus){.limbs = (unsigned)mpz_size(modulus), .factor = 1};
    mont_load(m, &m->m, modulus);
    for (int i = 0; i < 6; i++) // one bit of 1/m is right, and every step doubles them
        m->factor *= 2 - m->m.v[0] * m->factor;
    m->factor = 0 - m->factor;
    mpz_init(power);
    struct mont_int *const powers[3] = {&m->one, &m->r2, &m->r3};
    for (unsigned i = 0; i < 3; i++) {
        mpz_set_ui(power, 0);
        mpz_setbit(power, 64ul * m->limbs * (i + 1));
        mpz_mod(power, power, modulus);
        mont_load(m, powers[i], power);
    }
    mpz_clear(power);
    invert_modulus_init(&m->inverse, m->m.v, m->limbs, (unsigned)mpz_sizeinbase(modulus, 2));
}

#endif
