// SPDX-License-Identifier: MIT
#include "net/talk/sign.h"

#include "crypto/encoding/signature.h"

static const struct rsa_pss pss = {&hash_sha256, &hash_sha256, TALK_HASH_BYTES};
static const struct ecdsa_nonce deterministic = {.nonce_hash = &hash_sha256};

enum gl_error talk_sign_ecdsa(const struct ec_key *key, const uint8_t digest[TALK_HASH_BYTES],
                              uint8_t signature[TALK_PAIR_BYTES])
{
    struct ecdsa_signature sig;
    ecdsa_signature_init(&sig);
    enum gl_error error = ecdsa_sign(key, &deterministic, &sig, digest, TALK_HASH_BYTES);
    if (!error)
        error = signature_to_p1363(&sig, TALK_SCALAR_BYTES, signature);
    ecdsa_signature_clear(&sig);
    return error;
}

enum gl_error talk_verify_ecdsa(const struct ec_key *key, const uint8_t digest[TALK_HASH_BYTES],
                                const uint8_t *signature, size_t bytes)
{
    struct ecdsa_signature sig;
    ecdsa_signature_init(&sig);
    enum gl_error error = signature_from_p1363(&sig, TALK_SCALAR_BYTES, signature, bytes);
    if (!error)
        error = ecdsa_verify(key, &sig, digest, TALK_HASH_BYTES);
    ecdsa_signature_clear(&sig);
    return error ? GL_ERR_VERIFY : GL_OK;
}

static enum gl_error sign_dsa(const struct dsa_key *key, const uint8_t *digest, uint8_t *signature)
{
    struct ecdsa_signature sig;
    ecdsa_signature_init(&sig);
    enum gl_error error = dsa_sign(key, &deterministic, &sig, digest, TALK_HASH_BYTES);
    if (!error)
        error = signature_to_p1363(&sig, TALK_SCALAR_BYTES, signature);
    ecdsa_signature_clear(&sig);
    return error;
}

static enum gl_error verify_dsa(const struct dsa_key *key, const uint8_t *digest, const uint8_t *signature,
                                size_t bytes)
{
    struct ecdsa_signature sig;
    ecdsa_signature_init(&sig);
    enum gl_error error = signature_from_p1363(&sig, TALK_SCALAR_BYTES, signature, bytes);
    if (!error)
        error = dsa_verify(key, &sig, digest, TALK_HASH_BYTES);
    ecdsa_signature_clear(&sig);
    return error;
}

size_t talk_signature_bytes(enum talk_signature kind)
{
    switch (kind) {
    case TALK_ECDSA:
    case TALK_DSA:
        return TALK_PAIR_BYTES;
    case TALK_PSS:
        return TALK_MODULUS_BYTES;
    }
    return 0;
}

enum gl_error talk_sign(const struct talk_keys *keys, enum talk_signature kind,
                        const struct gl_random *random, const uint8_t digest[TALK_HASH_BYTES],
                        uint8_t signature[TALK_MAX_SIGNATURE_BYTES])
{
    switch (kind) {
    case TALK_ECDSA:
        return talk_sign_ecdsa(&keys->sign, digest, signature);
    case TALK_PSS:
        return rsa_pss_sign(&keys->wrap, &pss, random, signature, digest);
    case TALK_DSA:
        return sign_dsa(&keys->dsa, digest, signature);
    }
    return GL_ERR_ARGUMENT;
}

enum gl_error talk_verify(const struct talk_card *card, enum talk_signature kind,
                          const uint8_t digest[TALK_HASH_BYTES], const uint8_t *signature, size_t bytes)
{
    enum gl_error error = GL_ERR_VERIFY;
    switch (kind) {
    case TALK_ECDSA:
        error = talk_verify_ecdsa(&card->sign, digest, signature, bytes);
        break;
    case TALK_PSS:
        error = rsa_pss_verify(&card->wrap, &pss, signature, bytes, digest);
        break;
    case TALK_DSA:
        error = verify_dsa(&card->dsa, digest, signature, bytes);
        break;
    }
    return error ? GL_ERR_VERIFY : GL_OK;
}
