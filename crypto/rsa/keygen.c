// SPDX-License-Identifier: MIT
// RSA key generation: FIPS 186-4, B.3.3 (random probable primes) and B.3.1 (criteria for the exponents).
//
// B.3.3 draws each candidate anew. Here a random number begins an interval, a sieve crosses out the multiples
// of small primes in it, and the first prime among what remains is taken: hundreds of candidates for one
// draw, and nine in ten of them gone without an exponentiation. It favours primes after long gaps, a little:
// by less than two bits of the hundreds that a prime's choice has. The two numbers that come next are tested
// together.
#include "crypto/rsa/prime.h"
#include "crypto/rsa/prime_interval.h"
#include "crypto/rsa/rsa.h"
#include "crypto/trace/ti.h"

struct search {
    unsigned half; // bits of each prime
    mpz_t lowest;  // ceil(sqrt(2) 2^(half - 1)): the product of two such primes has all its bits
    mpz_srcptr e;
    mpz_srcptr other; // the first prime while the second is looked for, else NULL
    const struct gl_random *random;
    const struct rsa_progress *progress;
    struct prime_interval *interval;
};

#define MAX_INTERVALS 1000 // an honest source needs a few: two draws in five begin below s->lowest

// Is the candidate in range, coprime to e in p - 1, and far enough from the other prime (B.3.3, steps 4 and
// 5)?
static bool suitable(const struct search *s, const mpz_t candidate)
{
    mpz_t x;
    mpz_init(x);
    bool fits = mpz_cmp(candidate, s->lowest) >= 0 && mpz_sizeinbase(candidate, 2) == s->half;
    if (fits && s->other) { // |p - q| > 2^(half - 100)
        mpz_sub(x, candidate, s->other);
        fits = mpz_sizeinbase(x, 2) > s->half - 99;
    }
    if (fits) {
        mpz_sub_ui(x, candidate, 1);
        mpz_gcd(x, x, s->e);
        fits = mpz_cmp_ui(x, 1) == 0;
    }
    ti_wipe_mpz(x);
    return fits;
}

// The next candidate of the interval from the *i-th number on, and *i behind it; false where there is none.
static bool next_candidate(const struct search *s, const mpz_t start, unsigned *i, mpz_t out)
{
    for (;;) {
        *i = prime_interval_next(s->interval, *i);
        if (*i == PRIME_INTERVAL_ODDS)
            return false;
        mpz_add_ui(out, start, 2ul * (*i)++);
        if (suitable(s, out))
            return true;
    }
}

// The first prime of the interval: a round of Miller and Rabin's test for two candidates at once, and the
// other rounds for one that passes.
static enum gl_error search_interval(const struct search *s, const mpz_t start, int stage, mpz_t out,
                                     bool *found)
{
    enum gl_error error = GL_OK;
    unsigned tried = 0, i = 0;
    mpz_t w[2];
    mpz_inits(w[0], w[1], NULL);
    while (!error && !*found && next_candidate(s, start, &i, w[0])) {
        bool pass[2] = {false, false};
        if (s->progress && s->progress->tell && !s->progress->tell(s->progress->context, stage, tried)) {
            error = GL_ERR_CANCELLED;
            break;
        }
        if (!next_candidate(s, start, &i, w[1]))
            mpz_set(w[1], w[0]);
        error = prime_miller_rabin_two(w[0], w[1], s->random, pass);
        for (unsigned j = 0; j < 2 && !error && !*found; j++)
            if (pass[j]) {
                error = prime_miller_rabin(w[j], prime_rounds(s->half) - 1, s->random, found);
                mpz_set(out, w[j]);
            }
        tried += 2;
    }
    ti_wipe_mpz(w[0]);
    ti_wipe_mpz(w[1]);
    return error;
}

static enum gl_error find_prime(const struct search *s, mpz_t out, int stage)
{
    enum gl_error error = GL_OK;
    bool found = false;
    mpz_t start;
    mpz_init(start);
    for (unsigned i = 0; !error && !found && i < MAX_INTERVALS; i++) {
        error = random_bits(start, s->half, s->random);
        mpz_setbit(start, s->half - 1);
        mpz_setbit(start, 0);
        if (error || mpz_cmp(start, s->lowest) < 0)
            continue;
        prime_interval_sieve(s->interval, start);
        error = search_interval(s, start, stage, out, &found);
    }
    ti_wipe_mpz(start);
    return error || found ? error : GL_ERR_RANDOM; // practically impossible with an honest source
}

// d = e^-1 mod lcm(p - 1, q - 1), which must exceed 2^(bits / 2); then the CRT values.
static enum gl_error derive(struct rsa_private *key, unsigned bits)
{
    mpz_t p1, q1, lambda;
    mpz_inits(p1, q1, lambda, NULL);
    if (mpz_cmp(key->p, key->q) < 0)
        mpz_swap(key->p, key->q);
    mpz_mul(key->public.n, key->p, key->q);
    mpz_sub_ui(p1, key->p, 1);
    mpz_sub_ui(q1, key->q, 1);
    mpz_lcm(lambda, p1, q1);
    bool right = mpz_invert(key->d, key->public.e, lambda) && mpz_sizeinbase(key->d, 2) > bits / 2;
    ti_wipe_mpz(p1);
    ti_wipe_mpz(q1);
    ti_wipe_mpz(lambda);
    return right ? rsa_private_complete(key) : GL_ERR_KEY;
}

enum gl_error rsa_generate(struct rsa_private *key, unsigned bits, unsigned long e,
                           const struct gl_random *random, const struct rsa_progress *progress)
{
    enum gl_error error;
    if (bits < RSA_MIN_BITS || bits > RSA_MAX_BITS || bits % 2 || e < 3 || e % 2 == 0)
        return GL_ERR_RANGE;
    struct prime_interval interval;
    struct search s = {.half = bits / 2, .random = random, .progress = progress, .interval = &interval};
    prime_interval_init(&interval);
    mpz_init_set_ui(s.lowest, 1);
    mpz_mul_2exp(s.lowest, s.lowest, bits - 1);
    mpz_sqrt(s.lowest, s.lowest);
    mpz_add_ui(s.lowest, s.lowest, 1);
    mpz_set_ui(key->public.e, e);
    s.e = key->public.e;
    do { // B.3.1: a d that is too small (probability 2^-(bits / 2)) starts anew
        s.other = NULL;
        error = find_prime(&s, key->p, 1);
        s.other = key->p;
        if (!error)
            error = find_prime(&s, key->q, 2);
        if (!error)
            error = derive(key, bits);
    } while (error == GL_ERR_KEY);
    mpz_clear(s.lowest);
    prime_interval_wipe(&interval);
    if (!error && progress && progress->tell)
        progress->tell(progress->context, 3, 0);
    return error;
}
