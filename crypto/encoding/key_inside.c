// SPDX-License-Identifier: MIT
// What a key itself consists of, kind by kind: numbers, points and curves, each checked.
#include "crypto/encoding/key_inside.h"

#include "crypto/rsa/octets.h"
#include "crypto/trace/ti.h"

static enum gl_error integers(struct der_reader *r, size_t n, mpz_ptr const out[])
{
    enum gl_error error = GL_OK;
    for (size_t i = 0; i < n && !error; i++)
        error = der_integer(r, out[i]);
    return error ? error : der_end(r);
}

enum gl_error key_read_rsa_public(struct key *key, struct der_reader *r)
{
    struct der_reader inside;
    struct rsa_public *k = &key->rsa.public;
    enum gl_error error = der_enter(r, DER_SEQUENCE, &inside);
    if (!error)
        error = integers(&inside, 2, (mpz_ptr[]){k->n, k->e});
    return error ? error : rsa_public_check(k);
}

enum gl_error key_read_rsa_private(struct key *key, struct der_reader *r)
{
    struct der_reader inside;
    struct rsa_private *k = &key->rsa;
    unsigned version = 0;
    enum gl_error error = der_enter(r, DER_SEQUENCE, &inside);
    if (!error)
        error = der_small(&inside, &version);
    if (!error && version != 0)
        return GL_ERR_UNSUPPORTED; // multi-prime
    if (!error)
        error = integers(&inside, 8,
                         (mpz_ptr[]){k->public.n, k->public.e, k->d, k->p, k->q, k->dp, k->dq, k->qinv});
    key->is_private = true;
    return error ? error : mpz_sgn(k->p) ? rsa_private_check(k) : GL_ERR_KEY;
}

enum gl_error key_read_point(struct key *key, const struct ec_curve *curve, const uint8_t *data, size_t bytes)
{
    struct ec_group g;
    struct ec_point Q;
    ec_group_init(&g, curve);
    ec_point_init(&Q);
    enum gl_error error = ec_point_decode(&g, &Q, data, bytes);
    if (!error)
        error = ec_key_set_public(&key->ec, curve, &Q);
    ec_point_clear(&Q);
    ec_group_clear(&g);
    return error;
}

enum gl_error key_read_curve(struct der_reader *r, const struct ec_curve **curve)
{
    char oid[KEY_OID_ROOM];
    if (der_next_is(r, DER_SEQUENCE))
        return GL_ERR_UNSUPPORTED; // explicit parameters: a curve of the key's own choice
    enum gl_error error = der_oid(r, oid, sizeof oid);
    if (error)
        return error;
    *curve = ec_find_oid(oid);
    return *curve ? GL_OK : GL_ERR_UNSUPPORTED;
}

// The public key in the file, where there is one, must be the private key's own.
static enum gl_error public_matches(const struct ec_key *key, struct der_reader *r)
{
    struct key other;
    struct der_reader inside;
    const uint8_t *data = NULL;
    size_t bytes = 0;
    if (der_end(r) == GL_OK)
        return GL_OK;
    if (der_enter(r, DER_CONTEXT_1, &inside) || der_bit_string(&inside, &data, &bytes) || der_end(&inside) ||
        der_end(r))
        return GL_ERR_ENCODING;
    key_init(&other, KEY_EC);
    enum gl_error error = key_read_point(&other, key->curve, data, bytes);
    if (!error && !ec_point_equal(&other.ec.Q, &key->Q))
        error = GL_ERR_KEY;
    key_clear(&other);
    return error;
}

enum gl_error key_read_ec_private(struct key *key, struct der_reader *r, const struct ec_curve *curve)
{
    struct der_reader inside, tagged;
    unsigned version = 0;
    const uint8_t *d = NULL;
    size_t bytes = 0;
    enum gl_error error = der_enter(r, DER_SEQUENCE, &inside);
    if (!error)
        error = der_small(&inside, &version);
    if (!error)
        error = version == 1 ? der_bytes(&inside, DER_OCTET_STRING, &d, &bytes) : GL_ERR_ENCODING;
    if (!error && der_next_is(&inside, DER_CONTEXT_0)) {
        const struct ec_curve *named = NULL;
        error = der_enter(&inside, DER_CONTEXT_0, &tagged);
        if (!error)
            error = key_read_curve(&tagged, &named);
        if (!error)
            error = der_end(&tagged);
        if (!error && curve && curve != named)
            error = GL_ERR_KEY;
        curve = named;
    }
    if (error)
        return error;
    if (!curve || bytes != ec_order_bytes(curve))
        return GL_ERR_KEY;
    mpz_t number;
    mpz_init(number);
    os2ip(number, d, bytes);
    error = ec_key_set_private(&key->ec, curve, number);
    ti_wipe_mpz(number);
    key->is_private = true;
    return error ? GL_ERR_KEY : public_matches(&key->ec, &inside);
}

enum gl_error key_read_dsa_params(struct key *key, struct der_reader *r)
{
    struct der_reader inside;
    struct dsa_params *p = &key->dsa.params;
    enum gl_error error = der_enter(r, DER_SEQUENCE, &inside);
    return error ? error : integers(&inside, 3, (mpz_ptr[]){p->p, p->q, p->g});
}

enum gl_error key_read_dsa_private(struct key *key, struct der_reader *r)
{
    struct der_reader inside;
    struct dsa_key *k = &key->dsa;
    unsigned version = 0;
    enum gl_error error = der_enter(r, DER_SEQUENCE, &inside);
    if (!error)
        error = der_small(&inside, &version);
    if (!error)
        error = version == 0
                    ? integers(&inside, 5, (mpz_ptr[]){k->params.p, k->params.q, k->params.g, k->y, k->x})
                    : GL_ERR_UNSUPPORTED;
    key->is_private = true;
    return error ? error : mpz_sgn(k->x) ? dsa_key_check(k) : GL_ERR_KEY;
}

// The parameters are checked first, with g itself as a public key of order q.
enum gl_error key_read_dsa_x(struct key *key, struct der_reader *r)
{
    struct dsa_key *k = &key->dsa;
    mpz_set(k->y, k->params.g);
    enum gl_error error = dsa_key_check(k);
    if (!error)
        error = der_integer(r, k->x);
    if (!error && (mpz_sgn(k->x) == 0 || mpz_cmp(k->x, k->params.q) >= 0))
        error = GL_ERR_KEY; // before it becomes an exponent: a file may hold a number of any size
    if (!error) {
        modexp(k->y, k->params.g, k->x, k->params.p);
        key->is_private = true;
        error = dsa_key_check(k);
    }
    return error;
}
