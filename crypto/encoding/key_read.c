// SPDX-License-Identifier: MIT
// Keys from DER, strictly, each checked before it is returned.
#include "crypto/encoding/der.h"
#include "crypto/encoding/key.h"
#include "crypto/encoding/oids.h"
#include "crypto/rsa/octets.h"
#include "crypto/trace/ti.h"

#include <string.h>

#define OID_ROOM 64

static enum gl_error integers(struct der_reader *r, size_t n, mpz_ptr const out[])
{
    enum gl_error error = GL_OK;
    for (size_t i = 0; i < n && !error; i++)
        error = der_integer(r, out[i]);
    return error ? error : der_end(r);
}

static enum gl_error rsa_public_from(struct key *key, struct der_reader *r)
{
    struct der_reader inside;
    struct rsa_public *k = &key->rsa.public;
    enum gl_error error = der_enter(r, DER_SEQUENCE, &inside);
    if (!error)
        error = integers(&inside, 2, (mpz_ptr[]){k->n, k->e});
    return error ? error : rsa_public_check(k);
}

static enum gl_error rsa_private_from(struct key *key, struct der_reader *r)
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

static enum gl_error point_from(struct key *key, const struct ec_curve *curve, const uint8_t *data,
                                size_t bytes)
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

static enum gl_error curve_from(struct der_reader *r, const struct ec_curve **curve)
{
    char oid[OID_ROOM];
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
    enum gl_error error = point_from(&other, key->curve, data, bytes);
    if (!error && !ec_point_equal(&other.ec.Q, &key->Q))
        error = GL_ERR_KEY;
    key_clear(&other);
    return error;
}

// `curve`: what PKCS#8 said outside, or NULL.
static enum gl_error ec_private_from(struct key *key, struct der_reader *r, const struct ec_curve *curve)
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
            error = curve_from(&tagged, &named);
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

static enum gl_error dsa_params_from(struct key *key, struct der_reader *r)
{
    struct der_reader inside;
    struct dsa_params *p = &key->dsa.params;
    enum gl_error error = der_enter(r, DER_SEQUENCE, &inside);
    return error ? error : integers(&inside, 3, (mpz_ptr[]){p->p, p->q, p->g});
}

static enum gl_error dsa_private_from(struct key *key, struct der_reader *r)
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

// PKCS#8 holds x alone: y = g^x. The parameters are checked first, with g itself as a public key of order q.
static enum gl_error dsa_x_from(struct key *key, struct der_reader *r)
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

// AlgorithmIdentifier: which kind of key follows, with its curve or parameters.
static enum gl_error algorithm_from(struct key *key, struct der_reader *r, const struct ec_curve **curve)
{
    struct der_reader inside;
    char oid[OID_ROOM];
    enum gl_error error = der_enter(r, DER_SEQUENCE, &inside);
    if (!error)
        error = der_oid(&inside, oid, sizeof oid);
    if (error)
        return error;
    if (strcmp(oid, OID_RSA) == 0) {
        key_init(key, KEY_RSA);
        error = der_null(&inside);
    } else if (strcmp(oid, OID_EC) == 0) {
        key_init(key, KEY_EC);
        error = curve_from(&inside, curve);
    } else if (strcmp(oid, OID_DSA) == 0) {
        key_init(key, KEY_DSA);
        error = dsa_params_from(key, &inside);
    } else {
        return GL_ERR_UNSUPPORTED;
    }
    return error ? error : der_end(&inside);
}

static enum gl_error pkcs8_from(struct key *key, struct der_reader *r)
{
    struct der_reader inside, wrapped;
    const struct ec_curve *curve = NULL;
    unsigned version = 0;
    enum gl_error error = der_enter(r, DER_SEQUENCE, &inside);
    if (!error)
        error = der_small(&inside, &version);
    if (!error && version != 0)
        return GL_ERR_UNSUPPORTED;
    if (!error)
        error = algorithm_from(key, &inside, &curve);
    if (!error)
        error = der_enter(&inside, DER_OCTET_STRING, &wrapped);
    if (!error && der_next_is(&inside, DER_CONTEXT_0)) // attributes, which openssl may add: skipped
        error = der_enter(&inside, DER_CONTEXT_0, &(struct der_reader){0});
    if (!error)
        error = der_end(&inside);
    if (error)
        return error;
    if (key->kind == KEY_RSA)
        error = rsa_private_from(key, &wrapped);
    else if (key->kind == KEY_EC)
        error = ec_private_from(key, &wrapped, curve);
    else
        error = dsa_x_from(key, &wrapped);
    return error ? error : der_end(&wrapped);
}

static enum gl_error spki_from(struct key *key, struct der_reader *r)
{
    struct der_reader inside;
    const struct ec_curve *curve = NULL;
    const uint8_t *data = NULL;
    size_t bytes = 0;
    enum gl_error error = der_enter(r, DER_SEQUENCE, &inside);
    if (!error)
        error = algorithm_from(key, &inside, &curve);
    if (!error)
        error = der_bit_string(&inside, &data, &bytes);
    if (!error)
        error = der_end(&inside);
    if (error)
        return error;
    struct der_reader wrapped = {data, bytes};
    if (key->kind == KEY_EC)
        return point_from(key, curve, data, bytes);
    if (key->kind == KEY_RSA)
        error = rsa_public_from(key, &wrapped);
    else
        error = der_integer(&wrapped, key->dsa.y) ? GL_ERR_ENCODING : dsa_key_check(&key->dsa);
    return error ? error : der_end(&wrapped);
}

// The traditional forms differ in shape: RSA is 0 and 8 integers, DSA 0 and 5, EC 1 and an OCTET STRING.
static enum gl_error traditional_from(struct key *key, struct der_reader *r)
{
    struct der_reader copy = *r, inside;
    unsigned version = 0, count = 0;
    const uint8_t *data = NULL;
    size_t bytes = 0;
    if (der_enter(&copy, DER_SEQUENCE, &inside) || der_small(&inside, &version))
        return GL_ERR_ENCODING;
    if (der_next_is(&inside, DER_OCTET_STRING)) {
        key_init(key, KEY_EC);
        return ec_private_from(key, r, NULL);
    }
    while (der_next_is(&inside, DER_INTEGER) && der_bytes(&inside, DER_INTEGER, &data, &bytes) == GL_OK)
        count++;
    if (count == 5) {
        key_init(key, KEY_DSA);
        return dsa_private_from(key, r);
    }
    key_init(key, KEY_RSA);
    return rsa_private_from(key, r);
}

enum gl_error key_from_der(struct key *key, enum key_format format, const uint8_t *der, size_t bytes)
{
    struct der_reader r = {der, bytes};
    struct key made = {.kind = KEY_NONE};
    enum gl_error error;
    if (format == KEY_PKCS8) {
        error = pkcs8_from(&made, &r);
    } else if (format == KEY_SPKI) {
        error = spki_from(&made, &r);
    } else if (format == KEY_RSA_PUBLIC) {
        key_init(&made, KEY_RSA);
        error = rsa_public_from(&made, &r);
    } else {
        error = traditional_from(&made, &r);
    }
    if (!error)
        error = der_end(&r);
    if (error == GL_ERR_RANGE || error == GL_ERR_POINT)
        error = GL_ERR_KEY;
    if (error)
        key_clear(&made);
    else
        *key = made;
    return error;
}
