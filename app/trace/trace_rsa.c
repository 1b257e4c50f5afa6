// SPDX-License-Identifier: MIT
// `glasslock trace` for RSA itself: toy numbers by default, for that is what class wants, or the key of a PEM
// file.
#include "app/trace/trace_args.h"

#include "crypto/common/bytes.h"
#include "crypto/rsa/rsa_trace.h"

// The toy key: p = 61, q = 53, e = 17, or the numbers given. Its derivation goes into t where `narrated`.
static enum gl_error toy_key(struct trace_args *a, struct trace *t, struct rsa_private *key)
{
    mpz_t p, q, e;
    mpz_inits(p, q, e, NULL);
    enum gl_error error = arg_number(a, OPT_P, "61", p);
    if (!error)
        error = arg_number(a, OPT_Q, "53", q);
    if (!error)
        error = arg_number(a, OPT_E, "17", e);
    if (!error) {
        error = rsa_trace_keygen(t, p, q, e, key);
        if (error == GL_ERR_KEY)
            error = arg_wrong(a, "p and q must be prime, and e coprime to lcm(p - 1, q - 1)");
        else if (error == GL_ERR_RANGE)
            error = arg_wrong(a, "p and q must be above 2 and not the same, and e positive");
    }
    mpz_clears(p, q, e, NULL);
    return error;
}

enum gl_error trace_run_rsa_keygen(struct trace_args *a, struct trace *t, const char *name)
{
    (void)name;
    struct rsa_private key;
    mpz_t e;
    enum gl_error error;
    rsa_private_init(&key);
    mpz_init(e);
    if (a->value[OPT_BITS]) {
        unsigned bits = 0;
        error = arg_unsigned(a, OPT_BITS, 512, 10, 4096, &bits);
        if (!error)
            error = arg_number(a, OPT_E, "65537", e);
        if (!error && (bits % 2 || !mpz_fits_ulong_p(e) || mpz_cmp_ui(e, 3) < 0 || mpz_even_p(e)))
            error = arg_wrong(a, "--bits must be even, and -e odd and at least 3");
        if (!error)
            error = rsa_trace_generate(t, bits, mpz_get_ui(e), NULL, &key);
        if (error == GL_ERR_RANGE)
            error = arg_wrong(a, "no two primes of half of --bits suit this -e");
    } else {
        error = toy_key(a, t, &key);
    }
    if (!error) { // e d = 1 modulo p - 1 and q - 1, and the CRT values fit: what a checked key has
        mpz_t x;
        mpz_init(x);
        mpz_mul(x, key.qinv, key.q);
        mpz_mod(x, x, key.p);
        a->compared = true;
        a->agrees = mpz_cmp_ui(x, 1) == 0;
        mpz_clear(x);
    }
    mpz_clear(e);
    rsa_private_clear(&key);
    return error;
}

// The key of --key-file, or the toy one (derived in a trace of its own, that is thrown away).
static enum gl_error any_key(struct trace_args *a, bool need_private, struct key *key)
{
    bool given = false;
    enum gl_error error = arg_pem(a, KEY_RSA, need_private, key, &given);
    if (error || given)
        return error;
    struct trace *aside = trace_new("RSA key");
    if (!aside)
        return GL_ERR_MEMORY;
    key_init(key, KEY_RSA);
    key->is_private = true;
    error = toy_key(a, aside, &key->rsa);
    trace_free(aside);
    if (error)
        key_clear(key);
    return error;
}

enum gl_error trace_run_rsa(struct trace_args *a, struct trace *t, const char *name)
{
    (void)name;
    struct key key;
    mpz_t in, out, expected;
    bool decrypt = arg_decrypt(a);
    a->used_crt = true;
    if (a->crt && !decrypt)
        return arg_wrong(a, "--crt goes with --decrypt");
    enum gl_error error = any_key(a, decrypt, &key);
    if (error)
        return error;
    mpz_inits(in, out, expected, NULL);
    error = arg_number(a, OPT_IN, decrypt ? "2790" : "65", in);
    if (!error && mpz_cmp(in, key.rsa.public.n) >= 0)
        error = arg_wrong(a, "--in: the number is not below the modulus");
    if (!error)
        error = decrypt ? rsa_trace_private(t, &key.rsa, a->crt, out, in)
                        : rsa_trace_public(t, &key.rsa.public, out, in);
    if (!error) { // GMP's own exponentiation, for toy moduli are too small for the real functions
        mpz_powm(expected, in, decrypt ? key.rsa.d : key.rsa.public.e, key.rsa.public.n);
        a->compared = true;
        a->agrees = mpz_cmp(out, expected) == 0;
    }
    mpz_clears(in, out, expected, NULL);
    key_clear(&key);
    return error;
}
