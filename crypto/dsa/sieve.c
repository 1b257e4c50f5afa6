// SPDX-License-Identifier: MIT
#include "crypto/dsa/sieve.h"

#include "crypto/rsa/prime.h"

void sieve_init(struct sieve *sieve)
{
    mpz_init(sieve->product);
    mpz_primorial_ui(sieve->product, SIEVE_BOUND);
}

void sieve_clear(struct sieve *sieve)
{
    mpz_clear(sieve->product);
}

bool sieve_rejects(const struct sieve *sieve, const mpz_t w)
{
    mpz_t x;
    if (prime_has_small_factor(w)) // most have, and this is cheaper
        return true;
    mpz_init(x);
    mpz_mod(x, sieve->product, w);
    mpz_gcd(x, x, w);
    bool rejected = mpz_cmp_ui(x, 1) != 0;
    mpz_clear(x);
    return rejected;
}
