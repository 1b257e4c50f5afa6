// SPDX-License-Identifier: MIT
// RSA key generation narrated (RFC 8017, 3.2; FIPS 186-4, B.3): from given primes, or with the search for
// them.
#include "crypto/rsa/narrate.h"
#include "crypto/rsa/prime.h"

#define KEYS   "RFC 8017, 3.2"
#define SEARCH "FIPS 186-4, B.3.3"

static bool is_prime(struct trace *t, const char *label, const struct ti *a, bool truth)
{
    trace_emit_word(t, SAY(label, 0, "FIPS 186-4, C.3"), TRACE_IS_PRIME,
                    &(struct trace_use){.in = {a->ref}, .n_in = 1}, TRACE_FLAG, truth, 1);
    return truth;
}

struct numbers {
    struct ti p, q, e, n, one, p1, q1, lambda, gcd, d, x;
};
#define NUMBERS (sizeof(struct numbers) / sizeof(struct ti))

// n, lambda, d and the CRT values from p, q, e, which are recorded.
static enum gl_error derive(struct trace *t, struct numbers *v, struct rsa_private *key)
{
    trace_open(t, TRACE_PHASE, "Modulus and exponents", 0);
    ti_product(t, SAY("n = p q", 0, KEYS), &v->n, &v->p, &v->q);
    ti_constant(t, SAY("1", 0, KEYS), &v->one, 1, 1);
    ti_difference(t, SAY("p - 1", 0, KEYS), &v->p1, &v->p, &v->one);
    ti_difference(t, SAY("q - 1", 0, KEYS), &v->q1, &v->q, &v->one);
    ti_lcm(t, SAY("lambda(n) = lcm(p - 1, q - 1)", 0, KEYS), &v->lambda, &v->p1, &v->q1);
    ti_gcd(t, SAY("gcd(e, lambda(n))", 0, KEYS), &v->gcd, &v->e, &v->lambda);
    bool coprime = ti_equal(t, SAY("is it 1?", 0, KEYS), &v->gcd, &v->one);
    enum gl_error error =
        coprime && ti_invert(t, SAY("d = e^-1 mod lambda(n)", 0, KEYS), &v->d, &v->e, &v->lambda)
            ? GL_OK
            : GL_ERR_KEY;
    if (!error) {
        ti_multiply_mod(t, SAY("e d mod lambda(n)", 0, KEYS), &v->x, &v->e, &v->d, &v->lambda);
        ti_equal(t, SAY("is it 1?", 0, KEYS), &v->x, &v->one);
    }
    trace_close(t);
    if (error)
        return error;
    mpz_set(key->public.n, v->n.z);
    mpz_set(key->public.e, v->e.z);
    mpz_set(key->d, v->d.z);
    mpz_set(key->p, v->p.z);
    mpz_set(key->q, v->q.z);
    trace_open(t, TRACE_PHASE, "CRT values", 0);
    ti_reduce(t, SAY("dP = d mod (p - 1)", 0, KEYS), &v->x, &v->d, &v->p1);
    mpz_set(key->dp, v->x.z);
    ti_reduce(t, SAY("dQ = d mod (q - 1)", 0, KEYS), &v->x, &v->d, &v->q1);
    mpz_set(key->dq, v->x.z);
    ti_invert(t, SAY("qInv = q^-1 mod p", 0, KEYS), &v->x, &v->q, &v->p); // of two primes there is one
    mpz_set(key->qinv, v->x.z);
    trace_close(t);
    return GL_OK;
}

static void init_all(struct numbers *v)
{
    for (size_t i = 0; i < NUMBERS; i++)
        ti_init((struct ti *)v + i);
}

static void clear_all(struct numbers *v)
{
    for (size_t i = 0; i < NUMBERS; i++)
        ti_clear((struct ti *)v + i);
}

enum gl_error rsa_trace_keygen(struct trace *t, const mpz_t p, const mpz_t q, const mpz_t e,
                               struct rsa_private *key)
{
    struct numbers v;
    bool prime_p = mpz_probab_prime_p(p, 40) > 0, prime_q = mpz_probab_prime_p(q, 40) > 0;
    if (mpz_cmp_ui(p, 2) <= 0 || mpz_cmp_ui(q, 2) <= 0 || mpz_sgn(e) <= 0 || mpz_cmp(p, q) == 0)
        return GL_ERR_RANGE;
    init_all(&v);
    trace_open(t, TRACE_PHASE, "Primes and public exponent", 0);
    ti_input(t, SAY("p", 0, KEYS), &v.p, p, ti_bits(p));
    ti_input(t, SAY("q", 0, KEYS), &v.q, q, ti_bits(q));
    ti_input(t, SAY("e", 0, KEYS), &v.e, e, ti_bits(e));
    bool primes = is_prime(t, "is p prime?", &v.p, prime_p) & is_prime(t, "is q prime?", &v.q, prime_q);
    trace_close(t);
    enum gl_error error = primes ? derive(t, &v, key) : GL_ERR_KEY;
    clear_all(&v);
    return error ? error : trace_error(t);
}

// Why a candidate falls: a small prime divides it, or 2^(w - 1) mod w is not 1 (Fermat).
static void show_composite(struct trace *t, const struct ti *w)
{
    struct ti x, y;
    unsigned i = 0;
    ti_init(&x);
    ti_init(&y);
    while (i < PRIME_SMALL_COUNT && !mpz_divisible_ui_p(w->z, prime_small(i)))
        i++;
    if (i < PRIME_SMALL_COUNT) {
        ti_constant(t, SAY("a small prime", 0, SEARCH), &x, prime_small(i), 11);
        ti_quotient(t, SAY("candidate / small prime", 0, SEARCH), &y, w, &x);
        ti_product(t, SAY("small prime times quotient", 0, SEARCH), &y, &x, &y);
        ti_equal(t, SAY("is that the candidate?", 0, SEARCH), &y, w);
    } else {
        ti_constant(t, SAY("1", 0, SEARCH), &y, 1, 1);
        ti_difference(t, SAY("candidate - 1", 0, SEARCH), &y, w, &y);
        ti_constant(t, SAY("base 2", 0, SEARCH), &x, 2, 2);
        struct ti result;
        ti_init(&result);
        modexp(result.z, x.z, y.z, w->z);
        ti_modexp_result(t, SAY("2^(candidate - 1) mod candidate", 0, SEARCH), &y, &x, &y, w, &result);
        ti_clear(&result);
    }
    ti_clear(&x);
    ti_clear(&y);
}

// Random odd candidates of `bits` bits with the two highest set, until one is prime, coprime to e in p - 1,
// and not `other`.
static enum gl_error find_prime(struct trace *t, const char *title, unsigned bits, const struct ti *e,
                                const mpz_t other, const struct gl_random *random, struct ti *out)
{
    enum gl_error error = GL_OK;
    bool found = false;
    struct ti one, less_one, gcd;
    ti_init(&one);
    ti_init(&less_one);
    ti_init(&gcd);
    trace_open(t, TRACE_PHASE, title, 0);
    for (unsigned i = 1; !found && !error && i <= 100 * bits; i++) {
        error = random_bits(out->z, bits, random);
        mpz_setbit(out->z, bits - 1);
        mpz_setbit(out->z, bits - 2);
        mpz_setbit(out->z, 0);
        if (error || mpz_cmp(out->z, other) == 0)
            continue;
        trace_open(t, TRACE_ROUND, "Candidate %u", i);
        ti_input(t, SAY("candidate", 0, SEARCH), out, out->z, bits);
        bool prime = is_prime(t, "is it prime?", out, mpz_probab_prime_p(out->z, 40) > 0);
        if (prime) {
            ti_constant(t, SAY("1", 0, SEARCH), &one, 1, 1);
            ti_difference(t, SAY("candidate - 1", 0, SEARCH), &less_one, out, &one);
            ti_gcd(t, SAY("gcd(candidate - 1, e)", 0, SEARCH), &gcd, &less_one, e);
            found = ti_equal(t, SAY("is it 1?", 0, SEARCH), &gcd, &one);
        } else {
            show_composite(t, out);
        }
        trace_close(t);
        error = error ? error : trace_error(t);
    }
    trace_close(t);
    ti_clear(&one);
    ti_clear(&less_one);
    ti_clear(&gcd);
    return error ? error : found ? GL_OK : GL_ERR_RANGE;
}

enum gl_error rsa_trace_generate(struct trace *t, unsigned bits, unsigned long e,
                                 const struct gl_random *random, struct rsa_private *key)
{
    struct numbers v;
    mpz_t none, value;
    if (bits < 10 || bits % 2 || bits > RSA_MAX_BITS || e < 3 || e % 2 == 0)
        return GL_ERR_RANGE;
    init_all(&v);
    mpz_init(none);
    mpz_init_set_ui(value, e);
    ti_input(t, SAY("e", 0, KEYS), &v.e, value, ti_bits(value));
    enum gl_error error = find_prime(t, "Search for p", bits / 2, &v.e, none, random, &v.p);
    if (!error)
        error = find_prime(t, "Search for q", bits / 2, &v.e, v.p.z, random, &v.q);
    if (!error) {
        ti_copy(t, SAY("p", 0, SEARCH), &v.p, &v.p);
        ti_copy(t, SAY("q", 0, SEARCH), &v.q, &v.q);
        error = derive(t, &v, key);
    }
    mpz_clears(none, value, NULL);
    clear_all(&v);
    return error ? error : trace_error(t);
}
