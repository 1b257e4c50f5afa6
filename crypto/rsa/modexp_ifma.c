// SPDX-License-Identifier: MIT
// Modular exponentiation by AVX-512 IFMA: the engine's outside. Numbers come as GMP's limbs of 64 bits, are
// cut into limbs of 52, exponentiated (ifma_power.c), and joined again. How the multiplication works, and
// where its speed comes from, is told in ifma_multiply.h: begin there.
#include "crypto/common/bytes.h"
#include "crypto/common/cpu.h"
#include "crypto/rsa/ifma.h"
#include "crypto/rsa/limbs.h"
#include "crypto/rsa/modexp.h"

#include <string.h>

#if defined(__x86_64__)

#define LIMBS64_MAX (IFMA_MAX_LIMBS * IFMA_LIMB_BITS / GMP_NUMB_BITS) // of a number of IFMA_MAX_LIMBS
#define LIMB_MASK   ((UINT64_C(1) << IFMA_LIMB_BITS) - 1)

__extension__ typedef unsigned __int128 wide;

_Static_assert(GMP_NUMB_BITS == 64, "exponents are read in limbs of 64 bits");

// Bits `from` and up of the n limbs at `in`, n <= LIMBS64_MAX + 2.
static void cut(struct ifma_number *out, const mp_limb_t *in, size_t n, size_t from)
{
    mp_limb_t padded[LIMBS64_MAX + 4] = {0}; // so that no limb asks where the number ends
    memcpy(padded, in, n * sizeof *in);
    for (size_t i = 0; i < IFMA_MAX_LIMBS; i++, from += IFMA_LIMB_BITS) {
        size_t at = from / 64, shift = from % 64;
        out->limb[i] = (padded[at] >> shift | padded[at + 1] << 1 << (63 - shift)) & LIMB_MASK;
    }
    gl_wipe(padded, sizeof padded);
}

static void join(mp_limb_t *out, size_t n, const struct ifma_number *in)
{
    mp_limb_t padded[LIMBS64_MAX + 1] = {0};
    for (size_t i = 0; i < IFMA_MAX_LIMBS; i++) {
        size_t at = IFMA_LIMB_BITS * i / 64, shift = IFMA_LIMB_BITS * i % 64;
        uint64_t limb = in->limb[i] & LIMB_MASK;
        padded[at] |= limb << shift;
        padded[at + 1] |= limb >> 1 >> (63 - shift);
    }
    memcpy(out, padded, n * sizeof *out);
    gl_wipe(padded, sizeof padded);
}

// The modulus' own length in limbs of 52 bits: even, with three bits to spare.
static int limbs_for(const mpz_t n)
{
    size_t limbs = (mpz_sizeinbase(n, 2) + 3 + IFMA_LIMB_BITS - 1) / IFMA_LIMB_BITS;
    return (int)(limbs + limbs % 2);
}

static size_t limbs64(const struct ifma_modulus *m)
{
    return ((size_t)m->limbs * IFMA_LIMB_BITS + 63) / 64;
}

// k = -1/n mod 2^104, by Newton's iteration: if x = 1/n mod 2^j, then x (2 - n x) = 1/n mod 2^2j.
static void set_k(mp_limb_t k[2], const mp_limb_t n[2])
{
    wide number = (wide)n[1] << 64 | n[0], x = (3 * number) ^ 2; // 5 bits are right
    for (int bits = 5; bits < 2 * IFMA_LIMB_BITS; bits *= 2)
        x *= 2 - number * x;
    k[0] = (mp_limb_t)(0 - x);
    k[1] = (mp_limb_t)((0 - x) >> 64) & ((UINT64_C(1) << (2 * IFMA_LIMB_BITS - 64)) - 1);
}

static void set_modulus(struct ifma_modulus *m, const mpz_t n, int limbs)
{
    mp_limb_t padded[LIMBS64_MAX], product[LIMBS64_MAX + 2], k[2], space[2 * LIMBS64_MAX];
    m->limbs = limbs;
    m->vectors = (limbs + IFMA_LANES - 1) / IFMA_LANES;
    size_t size = limbs64(m);
    limbs_load(padded, size, n);
    cut(&m->n, padded, size, 0);
    set_k(k, padded);
    m->k[0] = k[0] & LIMB_MASK;
    m->k[1] = (k[0] >> IFMA_LIMB_BITS | k[1] << (64 - IFMA_LIMB_BITS)) & LIMB_MASK;
    mpn_mul(product, padded, (mp_size_t)size, k, 2);
    mpn_sec_add_1(product, product, (mp_size_t)size + 2, 1, space);
    cut(&m->high, product, size + 2, 2 * IFMA_LIMB_BITS);
    gl_wipe(padded, sizeof padded);
    gl_wipe(product, sizeof product);
    gl_wipe(space, sizeof space);
    gl_wipe(k, sizeof k);
}

// 2^s R mod n, with s as small as halving 52 limbs makes it: the only division, of a few words more than n
// has.
static void set_seed(struct ifma_modulus *m, const mpz_t n)
{
    mpz_t space;
    size_t bits = (size_t)m->limbs * IFMA_LIMB_BITS, s = bits, n_size = mpz_size(n);
    for (m->doublings = 0; s % 2 == 0; m->doublings++)
        s /= 2;
    size_t size = (bits + s) / 64 + 1;
    size_t itch = (size_t)mpn_sec_div_r_itch((mp_size_t)size, (mp_size_t)n_size);
    mp_limb_t *x = limbs_scratch(space, size + itch);
    memset(x, 0, size * sizeof *x);
    x[(bits + s) / 64] = (mp_limb_t)1 << (bits + s) % 64;
    mpn_sec_div_r(x, (mp_size_t)size, mpz_limbs_read(n), (mp_size_t)n_size, x + size);
    cut(&m->seed, x, n_size, 0);
    ti_wipe_mpz(space);
}

// out = value mod n, for value < 3n.
static void store_result(mpz_t out, const struct ifma_modulus *m, const mpz_t n,
                         const struct ifma_number *value)
{
    mp_limb_t x[LIMBS64_MAX], modulus[LIMBS64_MAX];
    size_t size = limbs64(m);
    join(x, size, value);
    limbs_load(modulus, size, n);
    for (int times = 0; times < 2; times++) {
        mp_limb_t borrow = mpn_sub_n(x, x, modulus, (mp_size_t)size);
        mpn_cnd_add_n(borrow, x, x, modulus, (mp_size_t)size);
    }
    limbs_store(out, x, mpz_size(n));
    gl_wipe(x, sizeof x);
    gl_wipe(modulus, sizeof modulus);
}

// Everything that one exponentiation works on.
struct work {
    struct ifma_modulus modulus;
    struct ifma_number value;
    struct ifma_power power;
};

static void prepare(struct work *w, const struct modexp_job *job, int limbs)
{
    set_modulus(&w->modulus, job->modulus, limbs);
    set_seed(&w->modulus, job->modulus);
    cut(&w->value, mpz_limbs_read(job->base), mpz_size(job->base), 0);
    w->power = (struct ifma_power){.modulus = &w->modulus,
                                   .exponent = mpz_limbs_read(job->exponent),
                                   .exponent_limbs = mpz_size(job->exponent),
                                   .value = &w->value};
}

static void power(const struct modexp_job *job)
{
    struct work w;
    if (mpz_sizeinbase(job->modulus, 2) > IFMA_MAX_BITS) {
        modexp_gmp.modexp(job);
        return;
    }
    prepare(&w, job, limbs_for(job->modulus));
    ifma_power_one(&w.power);
    store_result(job->out, &w.modulus, job->modulus, &w.value);
    gl_wipe(&w, sizeof w);
}

static void power_public(const struct modexp_job *job)
{
    struct work w;
    if (mpz_sizeinbase(job->modulus, 2) > IFMA_MAX_BITS) {
        modexp_gmp.modexp_public(job);
        return;
    }
    prepare(&w, job, limbs_for(job->modulus));
    ifma_power_public(&w.power);
    store_result(job->out, &w.modulus, job->modulus, &w.value);
    gl_wipe(&w, sizeof w);
}

// Both as long as the longer.
static void power_two(const struct modexp_job jobs[2])
{
    int limbs[2] = {limbs_for(jobs[0].modulus), limbs_for(jobs[1].modulus)};
    int longer = limbs[0] > limbs[1] ? limbs[0] : limbs[1];
    if (longer < IFMA_TWO_MIN_LIMBS || longer > IFMA_TWO_MAX_VECTORS * IFMA_LANES) {
        power(&jobs[0]);
        power(&jobs[1]);
        return;
    }
    struct work w[2];
    mpz_t exponents;
    size_t size[2] = {mpz_size(jobs[0].exponent), mpz_size(jobs[1].exponent)};
    size_t most = size[0] > size[1] ? size[0] : size[1];
    mp_limb_t *padded = limbs_scratch(exponents, 2 * most);
    for (size_t i = 0; i < 2; i++) {
        prepare(&w[i], &jobs[i], longer);
        limbs_load(padded + i * most, most, jobs[i].exponent);
        w[i].power.exponent = padded + i * most;
        w[i].power.exponent_limbs = most;
    }
    ifma_power_two((const struct ifma_power[2]){w[0].power, w[1].power});
    for (size_t i = 0; i < 2; i++)
        store_result(jobs[i].out, &w[i].modulus, jobs[i].modulus, &w[i].value);
    ti_wipe_mpz(exponents);
    gl_wipe(w, sizeof w);
}

static bool has_ifma(void)
{
    return gl_cpu_has(GL_CPU_IFMA);
}

#else

static bool has_ifma(void)
{
    return false;
}

#define power        NULL
#define power_public NULL
#define power_two    NULL

#endif

const struct modexp_engine modexp_ifma = {
    .engine = {.name = "ifma",
               .technique = "AVX-512 IFMA: 52-bit limbs, eight products an instruction",
               .available = has_ifma,
               .constant_time = true},
    .modexp = power,
    .modexp_public = power_public,
    .modexp_two = power_two,
};
