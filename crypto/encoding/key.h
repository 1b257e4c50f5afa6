// SPDX-License-Identifier: MIT
// Keys of every kind as files: PKCS#1 (RFC 8017, A.1), PKCS#8 (RFC 5208), SubjectPublicKeyInfo (RFC 5280, RFC
// 3279, RFC 5480), SEC 1 (RFC 5915), OpenSSL's traditional DSA form. What openssl writes is read, and the
// other way round.
//
// Every key read is checked (rsa_*_check, ec_key_set_*, dsa_key_check) before it is returned: GL_ERR_KEY.
// GL_ERR_UNSUPPORTED: encrypted keys, explicit curve parameters, unknown curves and algorithms.
#ifndef GLASSLOCK_ENCODING_KEY_H
#define GLASSLOCK_ENCODING_KEY_H

#include "crypto/dsa/dsa.h"
#include "crypto/ec/ec.h"
#include "crypto/rsa/rsa.h"

enum key_kind { KEY_NONE, KEY_RSA, KEY_EC, KEY_DSA };

struct key {
    enum key_kind kind;
    bool is_private;
    union {
        struct rsa_private rsa; // a public key: only rsa.public is set
        struct ec_key ec;
        struct dsa_key dsa;
    };
};
void key_init(struct key *key, enum key_kind kind);
void key_clear(struct key *key); // wipes; a key cleared or zeroed may be cleared again

enum key_format {
    KEY_PKCS8,       // "PRIVATE KEY"
    KEY_SPKI,        // "PUBLIC KEY"
    KEY_TRADITIONAL, // "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY"
    KEY_RSA_PUBLIC   // "RSA PUBLIC KEY" (PKCS#1)
};

// der and pem are malloc'd; wipe and free them (gl_wipe_free). GL_ERR_ARGUMENT: a format that does not suit
// the key. GL_ERR_UNSUPPORTED: the classroom curve, which has no object identifier.
enum gl_error key_to_der(const struct key *key, enum key_format format, uint8_t **der, size_t *bytes);
enum gl_error key_to_pem(const struct key *key, enum key_format format, char **pem);

// `key` is initialised by the call, on success only.
enum gl_error key_from_der(struct key *key, enum key_format format, const uint8_t *der, size_t bytes);
enum gl_error key_from_pem(struct key *key, const char *pem, size_t chars); // the label says which format

#endif
