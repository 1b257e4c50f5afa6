// SPDX-License-Identifier: MIT
// DSA narrated: FIPS 186-4, 4.6 (signing) and 4.7 (verification), each exponentiation square by square.
#include "crypto/dsa/dsa.h"
#include "crypto/ec/nonce_trace.h"
#include "crypto/rsa/modexp.h"

#define SIGN   "FIPS 186-4, 4.6"
#define VERIFY "FIPS 186-4, 4.7"

struct params {
    struct ti p, q, g;
};

static void input(struct trace *t, const char *label, const char *cite, struct ti *out, const mpz_t z,
                  size_t bits)
{
    ti_init(out);
    ti_input(t, SAY(label, 0, cite), out, z, bits);
}

static void params_init(struct trace *t, struct params *v, const struct dsa_params *params)
{
    trace_open(t, TRACE_PHASE, "Domain parameters", 0);
    input(t, "p", "FIPS 186-4, 4.1", &v->p, params->p, ti_bits(params->p));
    input(t, "q", "FIPS 186-4, 4.1", &v->q, params->q, ti_bits(params->q));
    input(t, "g", "FIPS 186-4, 4.1", &v->g, params->g, ti_bits(params->p));
    trace_close(t);
}

static void params_clear(struct params *v)
{
    ti_clear(&v->p);
    ti_clear(&v->q);
    ti_clear(&v->g);
}

static void sign_with(struct trace *t, const struct params *v, const struct ti *k, const struct ti *z,
                      const struct ti *x, struct ecdsa_signature *sig)
{
    struct ti r, s, inverse;
    ti_init(&r);
    ti_init(&s);
    ti_init(&inverse);
    modexp_narrate(t, "g^k mod p", &r, &v->g, k, &v->p);
    trace_open(t, TRACE_PHASE, "Signature", 0);
    ti_reduce(t, SAY("r = (g^k mod p) mod q", 0, SIGN), &r, &r, &v->q);
    ti_multiply_mod(t, SAY("x r mod q", 0, SIGN), &s, x, &r, &v->q);
    ti_add_mod(t, SAY("z + x r mod q", 0, SIGN), &s, z, &s, &v->q);
    ti_invert(t, SAY("k^-1 mod q", 0, SIGN), &inverse, k, &v->q);
    ti_multiply_mod(t, SAY("s = k^-1 (z + x r) mod q", 0, SIGN), &s, &inverse, &s, &v->q);
    trace_close(t);
    mpz_set(sig->r, r.z);
    mpz_set(sig->s, s.z);
    ti_clear(&r);
    ti_clear(&s);
    ti_clear(&inverse);
}

enum gl_error dsa_trace_sign(struct trace *t, const struct dsa_key *key, const struct hash_alg *hash,
                             const struct ecdsa_nonce *nonce, struct ecdsa_signature *sig,
                             const uint8_t *message, size_t bytes)
{
    struct params v;
    struct ti x, z, k;
    enum gl_error error = GL_OK;
    if (mpz_sgn(key->x) == 0)
        return GL_ERR_KEY;
    params_init(t, &v, &key->params);
    input(t, "x", SIGN, &x, key->x, ti_bits(key->params.q));
    ti_init(&z);
    ti_init(&k);
    struct tb digest = narrate_digest(t, hash, message, bytes, (unsigned)ti_bits(key->params.q), &z);
    bool done = false;
    for (unsigned attempt = 0; !error && !done && !trace_error(t); attempt++) {
        error = narrate_nonce(t, nonce, &v.q, &x, digest, attempt, &k);
        if (!error)
            sign_with(t, &v, &k, &z, &x, sig);
        done = mpz_sgn(sig->r) && mpz_sgn(sig->s);
    }
    params_clear(&v);
    ti_clear(&x);
    ti_clear(&z);
    ti_clear(&k);
    return error ? error : trace_error(t);
}

// v = ((g^u1 y^u2) mod p) mod q; is it r?
static bool compare(struct trace *t, const struct params *params, const struct ti *y, const struct ti *z,
                    const struct ti *r, const struct ti *s)
{
    struct ti w, u1, u2, a, b;
    struct ti *all[] = {&w, &u1, &u2, &a, &b};
    for (size_t i = 0; i < 5; i++)
        ti_init(all[i]);
    bool valid = ti_invert(t, SAY("w = s^-1 mod q", 0, VERIFY), &w, s, &params->q);
    if (valid) {
        ti_multiply_mod(t, SAY("u1 = z w mod q", 0, VERIFY), &u1, z, &w, &params->q);
        ti_multiply_mod(t, SAY("u2 = r w mod q", 0, VERIFY), &u2, r, &w, &params->q);
        modexp_narrate(t, "g^u1 mod p", &a, &params->g, &u1, &params->p);
        modexp_narrate(t, "y^u2 mod p", &b, y, &u2, &params->p);
        ti_multiply_mod(t, SAY("g^u1 y^u2 mod p", 0, VERIFY), &a, &a, &b, &params->p);
        ti_reduce(t, SAY("v = (g^u1 y^u2 mod p) mod q", 0, VERIFY), &a, &a, &params->q);
        valid = ti_equal(t, SAY("is v = r?", 0, VERIFY), &a, r);
    }
    for (size_t i = 0; i < 5; i++)
        ti_clear(all[i]);
    return valid;
}

static size_t wider(const mpz_t a, const mpz_t b)
{
    return ti_bits(a) > ti_bits(b) ? ti_bits(a) : ti_bits(b);
}

enum gl_error dsa_trace_verify(struct trace *t, const struct dsa_key *key, const struct hash_alg *hash,
                               const struct ecdsa_signature *sig, const uint8_t *message, size_t bytes)
{
    struct params v = {0};
    struct ti r, s, q, y, z;
    if (mpz_sgn(sig->r) < 0 || mpz_sgn(sig->s) < 0)
        return GL_ERR_VERIFY;
    bool in_range = ecdsa_in_range(sig->r, key->params.q) && ecdsa_in_range(sig->s, key->params.q);
    if (in_range)
        params_init(t, &v, &key->params);
    else
        input(t, "q", "FIPS 186-4, 4.1", &q, key->params.q,
              ti_bits(key->params.q)); // all that is needed to refuse
    input(t, "r", VERIFY, &r, sig->r, wider(sig->r, key->params.q));
    input(t, "s", VERIFY, &s, sig->s, wider(sig->s, key->params.q));
    bool valid = ti_in_range(t, "Is r in [1, q - 1]?", VERIFY, &r, in_range ? &v.q : &q);
    valid &= ti_in_range(t, "Is s in [1, q - 1]?", VERIFY, &s, in_range ? &v.q : &q);
    if (valid) {
        input(t, "y", VERIFY, &y, key->y, ti_bits(key->params.p));
        ti_init(&z);
        narrate_digest(t, hash, message, bytes, (unsigned)ti_bits(key->params.q), &z);
        valid = compare(t, &v, &y, &z, &r, &s);
        ti_clear(&y);
        ti_clear(&z);
    }
    if (in_range)
        params_clear(&v);
    else
        ti_clear(&q);
    ti_clear(&r);
    ti_clear(&s);
    return trace_error(t) ? trace_error(t) : valid ? GL_OK : GL_ERR_VERIFY;
}
