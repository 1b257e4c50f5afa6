// SPDX-License-Identifier: MIT
#include "crypto/rsa/prime.h"

#include "crypto/common/bytes.h"
#include "crypto/common/declassify.h"
#include "crypto/rsa/limbs.h"
#include "crypto/rsa/octets.h"
#include "crypto/rsa/rsa.h"
#include "crypto/trace/ti.h"

static const uint16_t small_primes[PRIME_SMALL_COUNT] = {
    2,    3,    5,    7,    11,   13,   17,   19,   23,   29,   31,   37,   41,   43,   47,   53,   59,
    61,   67,   71,   73,   79,   83,   89,   97,   101,  103,  107,  109,  113,  127,  131,  137,  139,
    149,  151,  157,  163,  167,  173,  179,  181,  191,  193,  197,  199,  211,  223,  227,  229,  233,
    239,  241,  251,  257,  263,  269,  271,  277,  281,  283,  293,  307,  311,  313,  317,  331,  337,
    347,  349,  353,  359,  367,  373,  379,  383,  389,  397,  401,  409,  419,  421,  431,  433,  439,
    443,  449,  457,  461,  463,  467,  479,  487,  491,  499,  503,  509,  521,  523,  541,  547,  557,
    563,  569,  571,  577,  587,  593,  599,  601,  607,  613,  617,  619,  631,  641,  643,  647,  653,
    659,  661,  673,  677,  683,  691,  701,  709,  719,  727,  733,  739,  743,  751,  757,  761,  769,
    773,  787,  797,  809,  811,  821,  823,  827,  829,  839,  853,  857,  859,  863,  877,  881,  883,
    887,  907,  911,  919,  929,  937,  941,  947,  953,  967,  971,  977,  983,  991,  997,  1009, 1013,
    1019, 1021, 1031, 1033, 1039, 1049, 1051, 1061, 1063, 1069, 1087, 1091, 1093, 1097, 1103, 1109, 1117,
    1123, 1129, 1151, 1153, 1163, 1171, 1181, 1187, 1193, 1201, 1213, 1217, 1223, 1229, 1231, 1237, 1249,
    1259, 1277, 1279, 1283, 1289, 1291, 1297, 1301, 1303, 1307, 1319, 1321, 1327, 1361, 1367, 1373, 1381,
    1399, 1409, 1423, 1427, 1429, 1433, 1439, 1447, 1451, 1453, 1459, 1471, 1481, 1483, 1487, 1489, 1493,
    1499, 1511, 1523, 1531, 1543, 1549, 1553, 1559, 1567, 1571, 1579, 1583, 1597, 1601, 1607, 1609, 1613,
    1619, 1621, 1627, 1637, 1657, 1663, 1667, 1669, 1693, 1697, 1699, 1709, 1721, 1723, 1733, 1741, 1747,
    1753, 1759, 1777, 1783, 1787, 1789, 1801, 1811, 1823, 1831, 1847, 1861, 1867, 1871, 1873, 1877, 1879,
    1889, 1901, 1907, 1913, 1931, 1933, 1949, 1951, 1973, 1979, 1987, 1993, 1997, 1999,
};

unsigned long prime_small(unsigned i)
{
    return small_primes[i];
}

bool prime_has_small_factor(const mpz_t w)
{
    for (unsigned i = 0; i < PRIME_SMALL_COUNT; i++)
        if (mpz_divisible_ui_p(w, small_primes[i]))
            return mpz_cmp_ui(w, small_primes[i]) != 0;
    return false;
}

enum gl_error random_bits(mpz_t out, size_t bits, const struct gl_random *random)
{
    uint8_t buffer[RSA_MAX_BYTES + 1];
    size_t bytes = (bits + 7) / 8;
    if (bytes > sizeof buffer)
        return GL_ERR_TOO_LARGE;
    enum gl_error error = gl_random_bytes(random, buffer, bytes);
    if (!error) {
        if (bytes)
            buffer[0] &= (uint8_t)(0xff >> (8 * bytes - bits));
        os2ip(out, buffer, bytes);
    }
    gl_wipe(buffer, sizeof buffer);
    return error;
}

enum gl_error random_below(mpz_t out, const mpz_t bound, const struct gl_random *random)
{
    enum gl_error error = mpz_sgn(bound) > 0 ? GL_OK : GL_ERR_RANGE;
    bool below = false;
    while (!error && !below) {
        error = random_bits(out, mpz_sizeinbase(bound, 2), random);
        below = limbs_less(out, bound);
        gl_declassify(&below, sizeof below); // what is refused is thrown away, and says nothing of the next
    }
    return error;
}

enum gl_error random_positive(mpz_t out, const mpz_t n, const struct gl_random *random)
{
    mpz_t less_one, one;
    mpz_init(less_one);
    mpz_init_set_ui(one, 1);
    mpz_sub_ui(less_one, n, 1);
    enum gl_error error = random_below(out, less_one, random);
    if (!error)
        limbs_add_mod(out, out, one, n); // never n itself
    mpz_clears(less_one, one, NULL);
    return error;
}

// One round: w - 1 = 2^a m with m odd, a random base, and z = base^m mod w.
struct round {
    mpz_srcptr w;
    mpz_t less_one, m, base, z;
    mp_bitcnt_t a;
};

static void round_init(struct round *r, const mpz_t w)
{
    r->w = w;
    mpz_inits(r->less_one, r->m, r->base, r->z, NULL);
    mpz_sub_ui(r->less_one, w, 1);
    r->a = mpz_scan1(r->less_one, 0);
    mpz_fdiv_q_2exp(r->m, r->less_one, r->a);
}

static void round_clear(struct round *r)
{
    ti_wipe_mpz(r->less_one);
    ti_wipe_mpz(r->m);
    ti_wipe_mpz(r->base);
    ti_wipe_mpz(r->z);
}

// 2 <= base <= w - 2
static enum gl_error draw_base(struct round *r, const struct gl_random *random)
{
    mpz_sub_ui(r->z, r->w, 3);
    enum gl_error error = random_below(r->base, r->z, random);
    mpz_add_ui(r->base, r->base, 2);
    return error;
}

// Is one of z, z^2, z^4, ... what it would be for a prime? Else the base is a witness.
static bool may_be_prime(struct round *r)
{
    bool may_be = mpz_cmp_ui(r->z, 1) == 0 || mpz_cmp(r->z, r->less_one) == 0;
    for (mp_bitcnt_t j = 1; !may_be && j < r->a; j++) {
        mpz_mul(r->z, r->z, r->z);
        mpz_mod(r->z, r->z, r->w);
        may_be = mpz_cmp(r->z, r->less_one) == 0;
    }
    return may_be;
}

static enum gl_error one_round(struct round *r, const struct gl_random *random, bool *prime)
{
    enum gl_error error = draw_base(r, random);
    if (!error) {
        modexp(r->z, r->base, r->m, r->w);
        *prime = may_be_prime(r);
    }
    return error;
}

static enum gl_error two_rounds(struct round r[2], const struct gl_random *random, bool prime[2])
{
    enum gl_error error = draw_base(&r[0], random);
    if (!error)
        error = draw_base(&r[1], random);
    if (error)
        return error;
    modexp_two((const struct modexp_job[2]){{r[0].z, r[0].base, r[0].m, r[0].w},
                                            {r[1].z, r[1].base, r[1].m, r[1].w}});
    prime[0] = may_be_prime(&r[0]);
    prime[1] = may_be_prime(&r[1]);
    return GL_OK;
}

enum gl_error prime_miller_rabin_two(const mpz_t v, const mpz_t w, const struct gl_random *random,
                                     bool prime[2])
{
    struct round r[2];
    prime[0] = prime[1] = false;
    round_init(&r[0], v);
    round_init(&r[1], w);
    enum gl_error error = two_rounds(r, random, prime);
    round_clear(&r[0]);
    round_clear(&r[1]);
    return error;
}

// The first round by itself, for most composites end there; the others, which are for numbers that are almost
// certainly prime, by twos.
enum gl_error prime_miller_rabin(const mpz_t w, unsigned rounds, const struct gl_random *random, bool *prime)
{
    enum gl_error error = GL_OK;
    *prime = mpz_cmp_ui(w, 2) == 0 || mpz_cmp_ui(w, 3) == 0;
    if (*prime || mpz_cmp_ui(w, 2) < 0 || mpz_even_p(w))
        return GL_OK;
    struct round r[2];
    round_init(&r[0], w);
    round_init(&r[1], w);
    *prime = true;
    for (unsigned i = 0; i < rounds && *prime && !error;) {
        bool both[2] = {false, true};
        bool two = i > 0 && rounds - i > 1;
        error = two ? two_rounds(r, random, both) : one_round(&r[0], random, &both[0]);
        *prime = both[0] && both[1];
        i += two ? 2 : 1;
    }
    round_clear(&r[0]);
    round_clear(&r[1]);
    return error;
}

unsigned prime_rounds(size_t bits)
{
    if (bits >= 1536)
        return 4;
    if (bits >= 1024)
        return 5;
    return bits >= 512 ? 7 : 40;
}

enum gl_error prime_test(const mpz_t w, const struct gl_random *random, bool *prime)
{
    *prime = false;
    if (prime_has_small_factor(w))
        return GL_OK;
    return prime_miller_rabin(w, prime_rounds(mpz_sizeinbase(w, 2)), random, prime);
}
