// SPDX-License-Identifier: MIT
#include "crypto/rsa/prime_interval.h"

#include "crypto/common/bytes.h"

#include <limits.h>
#include <string.h>

// Eratosthenes on the odd numbers below the bound.
void prime_interval_init(struct prime_interval *interval)
{
    uint8_t crossed[PRIME_INTERVAL_BOUND / 2] = {0}; // the i-th is 2 i + 1
    unsigned found = 0;
    for (unsigned i = 1; i < PRIME_INTERVAL_BOUND / 2; i++) {
        if (crossed[i])
            continue;
        unsigned p = 2 * i + 1;
        interval->primes[found++] = (uint16_t)p;
        for (unsigned j = p < 256 ? p * p / 2 : PRIME_INTERVAL_BOUND; j < PRIME_INTERVAL_BOUND / 2; j += p)
            crossed[j] = 1;
    }
}

// start + 2 i = 0 mod p: i = -start / 2, and the half of an odd number is that of it plus p.
static void cross_out(struct prime_interval *interval, unsigned p, unsigned start_mod_p)
{
    unsigned minus = start_mod_p ? p - start_mod_p : 0;
    for (unsigned i = (minus + (minus % 2 ? p : 0)) / 2; i < PRIME_INTERVAL_ODDS; i += p)
        interval->composite[i] = 1;
}

// As many primes at once as have a product that fits a word: the long division is by the product.
void prime_interval_sieve(struct prime_interval *interval, const mpz_t start)
{
    memset(interval->composite, 0, sizeof interval->composite);
    for (unsigned i = 0, end = 0; i < PRIME_INTERVAL_PRIMES; i = end) {
        unsigned long product = 1;
        while (end < PRIME_INTERVAL_PRIMES && product <= ULONG_MAX / interval->primes[end])
            product *= interval->primes[end++];
        unsigned long remainder = mpz_fdiv_ui(start, product);
        for (unsigned j = i; j < end; j++)
            cross_out(interval, interval->primes[j], (unsigned)(remainder % interval->primes[j]));
    }
}

unsigned prime_interval_next(const struct prime_interval *interval, unsigned i)
{
    while (i < PRIME_INTERVAL_ODDS && interval->composite[i])
        i++;
    return i;
}

void prime_interval_wipe(struct prime_interval *interval)
{
    gl_wipe(interval, sizeof *interval);
}
