// SPDX-License-Identifier: MIT
// Keys to DER. The writer goes from the end to the front: read each function from its last line up.
#include "crypto/common/bytes.h"
#include "crypto/encoding/der.h"
#include "crypto/encoding/key.h"
#include "crypto/encoding/oids.h"
#include "crypto/rsa/octets.h"

#include <stdlib.h>
#include <string.h>

static void put_small(struct der_writer *w, unsigned long value)
{
    mpz_t z;
    mpz_init_set_ui(z, value);
    der_put_integer(w, z);
    mpz_clear(z);
}

// RSAPublicKey (RFC 8017, A.1.1)
static void rsa_public_der(struct der_writer *w, const struct rsa_public *key)
{
    size_t mark = der_mark(w);
    der_put_integer(w, key->e);
    der_put_integer(w, key->n);
    der_wrap(w, DER_SEQUENCE, mark);
}

// RSAPrivateKey (RFC 8017, A.1.2)
static void rsa_private_der(struct der_writer *w, const struct rsa_private *key)
{
    size_t mark = der_mark(w);
    mpz_srcptr fields[] = {key->qinv, key->dq, key->dp, key->q, key->p, key->d, key->public.e, key->public.n};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        der_put_integer(w, fields[i]);
    put_small(w, 0);
    der_wrap(w, DER_SEQUENCE, mark);
}

static size_t point_bytes(const struct ec_key *key, uint8_t out[1 + 2 * EC_MAX_BYTES])
{
    struct ec_group g;
    ec_group_init(&g, key->curve);
    size_t bytes = ec_point_encode(&g, &key->Q, false, out);
    ec_group_clear(&g);
    return bytes;
}

// ECPrivateKey (SEC 1, C.4; RFC 5915); inside PKCS#8 the curve is named outside.
static void ec_private_der(struct der_writer *w, const struct ec_key *key, bool name_curve)
{
    uint8_t point[1 + 2 * EC_MAX_BYTES], d[EC_MAX_BYTES + 8];
    size_t order_bytes = ec_order_bytes(key->curve);
    size_t mark = der_mark(w);
    der_put_bit_string(w, point, point_bytes(key, point));
    der_wrap(w, DER_CONTEXT_1, mark);
    if (name_curve) {
        size_t inner = der_mark(w);
        der_put_oid(w, key->curve->oid);
        der_wrap(w, DER_CONTEXT_0, inner);
    }
    i2osp(d, order_bytes, key->d);
    der_put_bytes(w, DER_OCTET_STRING, d, order_bytes);
    gl_wipe(d, sizeof d);
    put_small(w, 1);
    der_wrap(w, DER_SEQUENCE, mark);
}

static void dsa_params_der(struct der_writer *w, const struct dsa_params *params)
{
    size_t mark = der_mark(w);
    der_put_integer(w, params->g);
    der_put_integer(w, params->q);
    der_put_integer(w, params->p);
    der_wrap(w, DER_SEQUENCE, mark);
}

// OpenSSL's traditional form: SEQUENCE { 0, p, q, g, y, x }
static void dsa_private_der(struct der_writer *w, const struct dsa_key *key)
{
    size_t mark = der_mark(w);
    mpz_srcptr fields[] = {key->x, key->y, key->params.g, key->params.q, key->params.p};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        der_put_integer(w, fields[i]);
    put_small(w, 0);
    der_wrap(w, DER_SEQUENCE, mark);
}

// AlgorithmIdentifier (RFC 3279, RFC 5480)
static void algorithm_der(struct der_writer *w, const struct key *key)
{
    size_t mark = der_mark(w);
    if (key->kind == KEY_RSA) {
        der_put_null(w);
        der_put_oid(w, OID_RSA);
    } else if (key->kind == KEY_EC) {
        der_put_oid(w, key->ec.curve->oid);
        der_put_oid(w, OID_EC);
    } else {
        dsa_params_der(w, &key->dsa.params);
        der_put_oid(w, OID_DSA);
    }
    der_wrap(w, DER_SEQUENCE, mark);
}

static void private_der(struct der_writer *w, const struct key *key, bool inside_pkcs8)
{
    if (key->kind == KEY_RSA)
        rsa_private_der(w, &key->rsa);
    else if (key->kind == KEY_EC)
        ec_private_der(w, &key->ec, !inside_pkcs8);
    else if (inside_pkcs8)
        der_put_integer(w, key->dsa.x);
    else
        dsa_private_der(w, &key->dsa);
}

// PrivateKeyInfo (RFC 5208, section 5)
static void pkcs8_der(struct der_writer *w, const struct key *key)
{
    size_t mark = der_mark(w);
    private_der(w, key, true);
    der_wrap(w, DER_OCTET_STRING, mark);
    algorithm_der(w, key);
    put_small(w, 0);
    der_wrap(w, DER_SEQUENCE, mark);
}

// SubjectPublicKeyInfo (RFC 5280, 4.1.2.7): a BIT STRING around the public key, whose first byte counts
// unused bits.
static void spki_der(struct der_writer *w, const struct key *key)
{
    static const uint8_t no_unused_bits = 0;
    size_t mark = der_mark(w);
    if (key->kind == KEY_EC) {
        uint8_t point[1 + 2 * EC_MAX_BYTES];
        der_put_bit_string(w, point, point_bytes(&key->ec, point));
    } else {
        if (key->kind == KEY_RSA)
            rsa_public_der(w, &key->rsa.public);
        else
            der_put_integer(w, key->dsa.y);
        der_put_raw(w, &no_unused_bits, 1);
        der_wrap(w, DER_BIT_STRING, mark);
    }
    algorithm_der(w, key);
    der_wrap(w, DER_SEQUENCE, mark);
}

static enum gl_error suits(const struct key *key, enum key_format format)
{
    bool wants_private = format == KEY_PKCS8 || format == KEY_TRADITIONAL;
    if (key->kind == KEY_NONE || (key->kind == KEY_EC && !key->ec.curve))
        return GL_ERR_ARGUMENT;
    if (key->kind == KEY_EC && !key->ec.curve->oid)
        return GL_ERR_UNSUPPORTED; // the classroom curve has no name in files
    if ((wants_private && !key->is_private) || (format == KEY_RSA_PUBLIC && key->kind != KEY_RSA))
        return GL_ERR_ARGUMENT;
    return GL_OK;
}

enum gl_error key_to_der(const struct key *key, enum key_format format, uint8_t **der, size_t *bytes)
{
    size_t room = 8 * RSA_MAX_BYTES;
    struct der_writer w;
    enum gl_error error = suits(key, format);
    if (error)
        return error;
    uint8_t *buffer = malloc(room);
    if (!buffer)
        return GL_ERR_MEMORY;
    der_writer_init(&w, buffer, room);
    if (format == KEY_PKCS8)
        pkcs8_der(&w, key);
    else if (format == KEY_SPKI)
        spki_der(&w, key);
    else if (format == KEY_RSA_PUBLIC)
        rsa_public_der(&w, &key->rsa.public);
    else
        private_der(&w, key, false);
    const uint8_t *written = der_written(&w, bytes);
    *der = written ? malloc(*bytes) : NULL;
    if (*der)
        memcpy(*der, written, *bytes);
    gl_wipe_free(buffer, room);
    return *der ? GL_OK : GL_ERR_MEMORY;
}
