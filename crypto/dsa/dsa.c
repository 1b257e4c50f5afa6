// SPDX-License-Identifier: MIT
// DSA keys and signatures: FIPS 186-4, 4.4 to 4.7. The nonce's inverse is taken blinded, as in ECDSA.
#include "crypto/dsa/dsa.h"

#include "crypto/dsa/power.h"
#include "crypto/rsa/limbs.h"
#include "crypto/rsa/prime.h"
#include "crypto/rsa/rsa.h"
#include "crypto/trace/ti.h"

#define MAX_TRIES 100

void dsa_key_init(struct dsa_key *key)
{
    mpz_inits(key->params.p, key->params.q, key->params.g, key->y, key->x, NULL);
}

void dsa_key_clear(struct dsa_key *key)
{
    mpz_clears(key->params.p, key->params.q, key->params.g, key->y, NULL);
    ti_wipe_mpz(key->x);
}

// Is z in [2, p - 1] with z^q = 1 mod p?
static bool has_order_q(const struct dsa_params *params, const mpz_t z)
{
    mpz_t x;
    if (mpz_cmp_ui(z, 1) <= 0 || mpz_cmp(z, params->p) >= 0)
        return false;
    mpz_init(x);
    dsa_power(x, z, params->q, params->p);
    bool right = mpz_cmp_ui(x, 1) == 0;
    mpz_clear(x);
    return right;
}

bool dsa_sizes_allowed(size_t L, size_t N)
{
    return (L == 1024 && N == 160) || (L == 2048 && (N == 224 || N == 256)) || (L == 3072 && N == 256);
}

// Sizes, q | p - 1, g of order q: the cheap conditions, which every read of a key asks for.
static enum gl_error check_params(const struct dsa_params *params)
{
    mpz_t x;
    if (mpz_sgn(params->p) <= 0 || mpz_sgn(params->q) <= 0 || mpz_even_p(params->p) || mpz_even_p(params->q))
        return GL_ERR_KEY;
    if (!dsa_sizes_allowed(mpz_sizeinbase(params->p, 2), mpz_sizeinbase(params->q, 2)))
        return GL_ERR_KEY;
    mpz_init(x);
    mpz_sub_ui(x, params->p, 1);
    bool divides = mpz_divisible_p(x, params->q);
    mpz_clear(x);
    return divides && has_order_q(params, params->g) ? GL_OK : GL_ERR_KEY;
}

enum gl_error dsa_key_check(const struct dsa_key *key)
{
    enum gl_error error = check_params(&key->params);
    if (error)
        return error;
    if (!has_order_q(&key->params, key->y))
        return GL_ERR_KEY;
    if (mpz_sgn(key->x) == 0)
        return GL_OK; // a public key
    if (!ecdsa_in_range(key->x, key->params.q))
        return GL_ERR_KEY;
    mpz_t y;
    mpz_init(y);
    modexp(y, key->params.g, key->x, key->params.p);
    error = mpz_cmp(y, key->y) == 0 ? GL_OK : GL_ERR_KEY;
    mpz_clear(y);
    return error;
}

enum gl_error dsa_generate_key(struct dsa_key *key, const struct gl_random *random)
{
    enum gl_error error = random_positive(key->x, key->params.q, random); // B.1.2
    if (!error)
        modexp(key->y, key->params.g, key->x, key->params.p);
    return error;
}

enum gl_error dsa_sign(const struct dsa_key *key, const struct ecdsa_nonce *nonce,
                       struct ecdsa_signature *sig, const uint8_t *digest, size_t bytes)
{
    const struct dsa_params *params = &key->params;
    mpz_t k, z;
    enum gl_error error = GL_OK;
    if (mpz_sgn(key->x) == 0)
        return GL_ERR_KEY;
    mpz_inits(k, z, NULL);
    mpz_set_ui(sig->s, 0);
    ecdsa_digest_to_integer(z, digest, bytes, (unsigned)mpz_sizeinbase(params->q, 2));
    for (unsigned attempt = 0; !error && mpz_sgn(sig->s) == 0; attempt++) {
        error = attempt < MAX_TRIES ? ecdsa_draw_nonce(k, nonce, params->q, key->x, digest, bytes, attempt)
                                    : GL_ERR_RANGE;
        if (error)
            break;
        modexp(sig->r, params->g, k, params->p);
        limbs_mod(sig->r, sig->r, params->q);
        if (mpz_sgn(sig->r))
            error = ecdsa_make_s(sig->s, k, z, key->x, sig->r, params->q, NULL);
    }
    ti_wipe_mpz(k);
    mpz_clear(z);
    return error;
}

enum gl_error dsa_verify(const struct dsa_key *key, const struct ecdsa_signature *sig, const uint8_t *digest,
                         size_t bytes)
{
    const struct dsa_params *params = &key->params;
    if (!ecdsa_in_range(sig->r, params->q) || !ecdsa_in_range(sig->s, params->q))
        return GL_ERR_VERIFY;
    mpz_t w, u1, v;
    mpz_inits(w, u1, v, NULL);
    bool valid = mpz_invert(w, sig->s, params->q);
    if (valid) {
        ecdsa_digest_to_integer(u1, digest, bytes, (unsigned)mpz_sizeinbase(params->q, 2));
        mpz_mul(u1, u1, w);
        mpz_mod(u1, u1, params->q);
        mpz_mul(w, w, sig->r); // u2
        mpz_mod(w, w, params->q);
        modexp(u1, params->g, u1, params->p);
        modexp(w, key->y, w, params->p);
        mpz_mul(v, u1, w);
        mpz_mod(v, v, params->p);
        mpz_mod(v, v, params->q);
        valid = mpz_cmp(v, sig->r) == 0;
    }
    mpz_clears(w, u1, v, NULL);
    return valid ? GL_OK : GL_ERR_VERIFY;
}
