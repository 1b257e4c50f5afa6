// SPDX-License-Identifier: MIT
// Keys from DER, strictly, each checked before it is returned: which kind it is, and what is around it.
#include "crypto/encoding/key_inside.h"
#include "crypto/encoding/oids.h"

#include <string.h>

// AlgorithmIdentifier: which kind of key follows, with its curve or parameters.
static enum gl_error algorithm_from(struct key *key, struct der_reader *r, const struct ec_curve **curve)
{
    struct der_reader inside;
    char oid[KEY_OID_ROOM];
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
        error = key_read_curve(&inside, curve);
    } else if (strcmp(oid, OID_DSA) == 0) {
        key_init(key, KEY_DSA);
        error = key_read_dsa_params(key, &inside);
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
        error = key_read_rsa_private(key, &wrapped);
    else if (key->kind == KEY_EC)
        error = key_read_ec_private(key, &wrapped, curve);
    else
        error = key_read_dsa_x(key, &wrapped);
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
        return key_read_point(key, curve, data, bytes);
    if (key->kind == KEY_RSA)
        error = key_read_rsa_public(key, &wrapped);
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
        return key_read_ec_private(key, r, NULL);
    }
    while (der_next_is(&inside, DER_INTEGER) && der_bytes(&inside, DER_INTEGER, &data, &bytes) == GL_OK)
        count++;
    if (count == 5) {
        key_init(key, KEY_DSA);
        return key_read_dsa_private(key, r);
    }
    key_init(key, KEY_RSA);
    return key_read_rsa_private(key, r);
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
        error = key_read_rsa_public(&made, &r);
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
