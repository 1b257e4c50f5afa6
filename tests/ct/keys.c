// SPDX-License-Identifier: MIT
#include "tests/ct/keys.h"

#include "tests/ct/ct.h"

#define SIZES 3

static const unsigned sizes[SIZES] = {512, 1024, 2048};

static gmp_randstate_t *randomness(void)
{
    static gmp_randstate_t state;
    static bool made;
    if (!made)
        gmp_randinit_default(state); // seeded with a constant
    made = true;
    return &state;
}

#define LOWEST_LIMB  0x9e3779b97f4a7c15u
#define HIGHEST_LIMB 0xf39cc0605cedc834u

static void set_end_limbs(mpz_t z)
{
    mp_limb_t *limbs = mpz_limbs_modify(z, (mp_size_t)mpz_size(z));
    limbs[0] = LOWEST_LIMB;
    limbs[mpz_size(z) - 1] = HIGHEST_LIMB;
}

void keys_modulus(mpz_t out, unsigned bits)
{
    ct_secret_bits(out, bits);
    ct_public_integer(out);
    set_end_limbs(out);
}

void keys_hide_modulus(const mpz_t z)
{
    ct_hide(mpz_limbs_read(z) + 1, (mpz_size(z) - 2) * sizeof(mp_limb_t));
}

// A prime of exactly `bits` bits with the end limbs that all have.
static void prime(mpz_t out, unsigned bits)
{
    mpz_urandomb(out, *randomness(), bits);
    mpz_setbit(out, bits - 1);
    set_end_limbs(out);
    mpz_t step;
    mpz_init_set_ui(step, 1);
    mpz_mul_2exp(step, step, GMP_NUMB_BITS);
    while (!mpz_probab_prime_p(out, 20))
        mpz_add(out, out, step);
    mpz_clear(step);
}

static void make_rsa(struct rsa_private *key, unsigned bits)
{
    mpz_t p1, q1;
    bool right = false;
    mpz_inits(p1, q1, NULL);
    rsa_private_init(key);
    mpz_set_ui(key->public.e, 65537);
    while (!right) {
        prime(key->p, bits / 2);
        prime(key->q, bits / 2);
        if (mpz_cmp(key->p, key->q) < 0)
            mpz_swap(key->p, key->q);
        mpz_mul(key->public.n, key->p, key->q);
        mpz_sub_ui(p1, key->p, 1);
        mpz_sub_ui(q1, key->q, 1);
        mpz_mul(key->d, p1, q1);
        right = mpz_invert(key->d, key->public.e, key->d) && mpz_invert(key->qinv, key->q, key->p);
        mpz_mod(key->dp, key->d, p1);
        mpz_mod(key->dq, key->d, q1);
        // numbers with as many limbs as can be: sizes are public, and must not differ
        right = right && mpz_size(key->d) == mpz_size(key->public.n) &&
                mpz_size(key->dp) == mpz_size(key->p) && mpz_size(key->dq) == mpz_size(key->q) &&
                mpz_size(key->qinv) == mpz_size(key->p);
    }
    mpz_clears(p1, q1, NULL);
}

static struct rsa_private rsa[SIZES][CT_SECRETS], rsa_now[SIZES];
static unsigned rsa_in_use;

static void copy_rsa(struct rsa_private *to, const struct rsa_private *from)
{
    mpz_set(to->public.n, from->public.n);
    mpz_set(to->public.e, from->public.e);
    mpz_set(to->d, from->d);
    mpz_set(to->p, from->p);
    mpz_set(to->q, from->q);
    mpz_set(to->dp, from->dp);
    mpz_set(to->dq, from->dq);
    mpz_set(to->qinv, from->qinv);
}

const struct rsa_private *keys_rsa(unsigned bits)
{
    rsa_in_use = 0;
    while (rsa_in_use < SIZES - 1 && sizes[rsa_in_use] != bits)
        rsa_in_use++;
    struct rsa_private *key = &rsa_now[rsa_in_use];
    copy_rsa(key, &rsa[rsa_in_use][ct_which()]);
    ct_hide_integer(key->d);
    ct_hide_integer(key->dp);
    ct_hide_integer(key->dq);
    ct_hide_integer(key->qinv);
    keys_hide_modulus(key->p);
    keys_hide_modulus(key->q);
    return key;
}

void keys_rsa_done(void)
{
    struct rsa_private *key = &rsa_now[rsa_in_use];
    ct_public_integer(key->d);
    ct_public_integer(key->dp);
    ct_public_integer(key->dq);
    ct_public_integer(key->qinv);
    ct_public_integer(key->p);
    ct_public_integer(key->q);
}

// q divides p - 1, and g has order q. q begins with 64 ones, so that a random number of 160 bits is below it:
// how often one is drawn again is public, but must not differ between the runs.
static const char *const dsa_hex[3] = {
    "98b83e0311395a8298d61bc20e28091ec4888ca1daf87d110c6cd9e4e692ba170d2a60a8"
    "d00aad9d73bbb4e11c7d3c3c57b3d1e9282548bf73892dfbb6bc4ce679e7145eaacb95a9"
    "415c3120f586e69cb7389119613f06c6f8eac07bdeb9393ae515344ea9b29f86b5f0e103"
    "7a14f71ddcdab6982f04a90e5722031c00b5fcfb",
    "ffffffffffffffff4787f93bca44eb860726e25d",
    "36436ae1d89c63b5c9d26311873311cc11387e0eba24f5a1dac64fd30dcfd27276b27d3e"
    "b3ea7f86d6c7f3871f5983d3f2a8c4002a7245a27bf31f1a49620738ccacca7fc17a4f04"
    "ea463dc0e39d45a876f5dd724e5dbdc964d7701bc1d1abf2e4502a21de07f0f42b6ae58a"
    "98c1e5413c93155a8ee49052c1f4d8baf436bf55",
};
static struct dsa_key dsa;

static void make_dsa(void)
{
    dsa_key_init(&dsa);
    mpz_set_str(dsa.params.p, dsa_hex[0], 16);
    mpz_set_str(dsa.params.q, dsa_hex[1], 16);
    mpz_set_str(dsa.params.g, dsa_hex[2], 16);
}

void keys_prepare(bool all)
{
    make_dsa();
    for (unsigned size = 0; size < SIZES; size++) {
        rsa_private_init(&rsa_now[size]);
        for (int i = 0; i < (all ? CT_SECRETS : 1); i++)
            make_rsa(&rsa[size][i], sizes[size]);
    }
}

const struct dsa_key *keys_dsa(void)
{
    ct_secret_below(dsa.x, dsa.params.q);
    return &dsa;
}

void keys_dsa_done(void)
{
    ct_public_integer(dsa.x);
}
