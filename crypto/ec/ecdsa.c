// SPDX-License-Identifier: MIT
// ECDSA: FIPS 186-4, 6.4; SEC 1, 4.1.3 and 4.1.4.
#include "crypto/ec/ecdsa.h"

#include "crypto/common/declassify.h"
#include "crypto/rsa/limbs.h"
#include "crypto/rsa/octets.h"
#include "crypto/rsa/prime.h"
#include "crypto/trace/ti.h"

#define MAX_TRIES 100 // r or s is 0 with probability 1/n: only the classroom curve ever needs a second nonce

void ecdsa_signature_init(struct ecdsa_signature *sig)
{
    mpz_inits(sig->r, sig->s, NULL);
}

void ecdsa_signature_clear(struct ecdsa_signature *sig)
{
    mpz_clears(sig->r, sig->s, NULL);
}

void ecdsa_digest_to_integer(mpz_t e, const uint8_t *digest, size_t bytes, unsigned order_bits)
{
    size_t taken = bytes * 8 < order_bits ? bytes : (order_bits + 7) / 8;
    os2ip(e, digest, taken);
    if (taken * 8 > order_bits)
        limbs_shift_right(e, (unsigned)(taken * 8) - order_bits);
}

enum gl_error ecdsa_draw_nonce(mpz_t k, const struct ecdsa_nonce *nonce, const mpz_t q, const mpz_t x,
                               const uint8_t *digest, size_t bytes, unsigned attempt)
{
    if (nonce->k) { // given: there is no second one
        mpz_set(k, nonce->k);
        return attempt == 0 && mpz_sgn(k) > 0 && mpz_cmp(k, q) < 0 ? GL_OK : GL_ERR_RANGE;
    }
    if (nonce->nonce_hash)
        return rfc6979_nonce(k, q, x, nonce->nonce_hash, digest, bytes, attempt);
    return random_positive(k, q, nonce->random);
}

enum gl_error ecdsa_make_s(mpz_t s, const mpz_t k, const mpz_t e, const mpz_t d, const mpz_t r, const mpz_t n,
                           const struct gl_random *random)
{
    mpz_t blind, x;
    enum gl_error error;
    mpz_inits(blind, x, NULL);
    mpz_realloc2(blind, (mpz_size(n) + 2) * GMP_NUMB_BITS); // so that the inversion need not move it
    error = random_positive(blind, n, random);
    if (!error) {
        limbs_mod(x, e, n);
        limbs_mul_mod(s, d, r, n);
        limbs_add_mod(x, x, s, n);
        limbs_mul_mod(x, x, blind, n);
        limbs_mul_mod(blind, blind, k, n);
        // uniform, whatever k is: its inverse may take its time
        gl_declassify(mpz_limbs_read(blind), mpz_size(blind) * sizeof(mp_limb_t));
        gl_public_begin();
        mpz_invert(blind, blind, n);
        gl_public_end();
        limbs_mul_mod(s, x, blind, n);
    }
    ti_wipe_mpz(blind);
    ti_wipe_mpz(x);
    return error;
}

// r and s for one nonce; s = 0 where another one is needed.
static enum gl_error sign_once(const struct ec_group *g, const struct ec_key *key,
                               const struct ecdsa_nonce *nonce, struct ecdsa_signature *sig, const mpz_t k,
                               const mpz_t e)
{
    const struct ec_engine *engine = ec_engine_for(g->curve);
    enum gl_error error = GL_OK;
    if (engine->sign) {
        engine->sign(g, sig->r, sig->s, k, e, key->d);
    } else {
        struct ec_point R;
        ec_point_init(&R);
        ec_multiply_base(g, &R, k);
        limbs_mod(sig->r, R.x, g->n);
        error = ecdsa_make_s(sig->s, k, e, key->d, sig->r, g->n,
                             nonce->k || nonce->nonce_hash ? NULL : nonce->random);
        ec_point_clear(&R);
    }
    if (mpz_sgn(sig->r) == 0)
        mpz_set_ui(sig->s, 0);
    return error;
}

enum gl_error ecdsa_sign(const struct ec_key *key, const struct ecdsa_nonce *nonce,
                         struct ecdsa_signature *sig, const uint8_t *digest, size_t bytes)
{
    mpz_t k, e;
    enum gl_error error = GL_OK;
    if (mpz_sgn(key->d) == 0)
        return GL_ERR_KEY;
    const struct ec_group *g = ec_group(key->curve);
    mpz_inits(k, e, NULL);
    mpz_set_ui(sig->s, 0);
    ecdsa_digest_to_integer(e, digest, bytes, g->curve->order_bits);
    for (unsigned attempt = 0; !error && mpz_sgn(sig->s) == 0; attempt++) {
        error = attempt < MAX_TRIES ? ecdsa_draw_nonce(k, nonce, g->n, key->d, digest, bytes, attempt)
                                    : GL_ERR_RANGE;
        if (!error)
            error = sign_once(g, key, nonce, sig, k, e);
    }
    ti_wipe_mpz(k);
    mpz_clear(e);
    return error;
}

bool ecdsa_in_range(const mpz_t z, const mpz_t n)
{
    return mpz_sgn(z) > 0 && mpz_cmp(z, n) < 0;
}

// FIPS 186-4, 6.4: is x(u1 G + u2 Q) = r mod n, with u1 = e s^-1 and u2 = r s^-1?
static bool equation_holds(const struct ec_group *g, const struct ecdsa_signature *sig, const mpz_t e,
                           const struct ec_point *Q)
{
    const struct ec_engine *engine = ec_engine_for(g->curve);
    if (engine->verify)
        return engine->verify(g, sig->r, sig->s, e, Q);
    struct ec_point R;
    mpz_t w, u;
    ec_point_init(&R);
    mpz_inits(w, u, NULL);
    mpz_invert(w, sig->s, g->n);
    mpz_mul(u, e, w);
    mpz_mod(u, u, g->n);
    mpz_mul(w, w, sig->r);
    mpz_mod(w, w, g->n);
    ec_multiply_two(g, &R, u, w, Q);
    mpz_mod(u, R.x, g->n);
    bool holds = !R.infinity && mpz_cmp(u, sig->r) == 0;
    mpz_clears(w, u, NULL);
    ec_point_clear(&R);
    return holds;
}

enum gl_error ecdsa_verify(const struct ec_key *key, const struct ecdsa_signature *sig, const uint8_t *digest,
                           size_t bytes)
{
    const struct ec_group *g = ec_group(key->curve);
    mpz_t e;
    if (!ecdsa_in_range(sig->r, g->n) || !ecdsa_in_range(sig->s, g->n) || key->Q.infinity)
        return GL_ERR_VERIFY;
    mpz_init(e);
    ecdsa_digest_to_integer(e, digest, bytes, g->curve->order_bits);
    bool holds = equation_holds(g, sig, e, &key->Q);
    mpz_clear(e);
    return holds ? GL_OK : GL_ERR_VERIFY;
}
