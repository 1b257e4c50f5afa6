// SPDX-License-Identifier: MIT
// RSAES-OAEP: RFC 8017, 7.1. EM = 00 || maskedSeed || maskedDB, DB = lHash || 00...00 || 01 || message.
#include "crypto/common/bytes.h"
#include "crypto/common/declassify.h"
#include "crypto/rsa/mgf1.h"
#include "crypto/rsa/octets.h"
#include "crypto/rsa/rsa.h"
#include "crypto/trace/ti.h"

size_t rsa_oaep_max_bytes(const struct rsa_public *key, const struct rsa_oaep *oaep, bool *fits)
{
    size_t k = rsa_modulus_bytes(key);
    size_t overhead = 2 * oaep->hash->digest_bytes + 2;
    *fits = k >= overhead && k <= RSA_MAX_BYTES;
    return *fits ? k - overhead : 0;
}

enum gl_error rsa_oaep_encrypt(const struct rsa_public *key, const struct rsa_oaep *oaep,
                               const struct gl_random *random, uint8_t *out, const uint8_t *message,
                               size_t bytes)
{
    uint8_t EM[RSA_MAX_BYTES] = {0};
    bool fits = false;
    size_t k = rsa_modulus_bytes(key), hLen = oaep->hash->digest_bytes;
    size_t longest = rsa_oaep_max_bytes(key, oaep, &fits);
    if (!fits || bytes > longest)
        return GL_ERR_LENGTH;
    uint8_t *seed = EM + 1, *DB = EM + 1 + hLen;
    size_t DB_bytes = k - hLen - 1;
    hash_digest(oaep->hash, oaep->label, oaep->label_bytes, DB);
    DB[DB_bytes - bytes - 1] = 0x01;
    if (bytes)
        memcpy(DB + DB_bytes - bytes, message, bytes);
    enum gl_error error = gl_random_bytes(random, seed, hLen);
    if (!error) {
        mpz_t m;
        mpz_init(m);
        mgf1_xor(oaep->mgf_hash, seed, hLen, DB, DB_bytes);
        mgf1_xor(oaep->mgf_hash, DB, DB_bytes, seed, hLen);
        os2ip(m, EM, k);
        error = rsa_public_apply(key, m, m);
        if (!error)
            error = i2osp(out, k, m);
        ti_wipe_mpz(m);
    }
    gl_wipe(EM, sizeof EM);
    return error;
}

// All ones where x is 0, else zero.
static uint32_t mask_zero(uint32_t x)
{
    return 0 - (1 & ((x - 1) & ~x) >> 31);
}

// Unmask EM in place and find the message. Every byte is looked at; the place of the 01 is gathered with
// masks.
static enum gl_error decode(const struct rsa_oaep *oaep, uint8_t *EM, size_t k, const uint8_t **message,
                            size_t *bytes)
{
    uint8_t lHash[HASH_MAX_DIGEST_BYTES];
    size_t hLen = oaep->hash->digest_bytes, DB_bytes = k - hLen - 1;
    uint8_t *seed = EM + 1, *DB = EM + 1 + hLen;
    mgf1_xor(oaep->mgf_hash, DB, DB_bytes, seed, hLen);
    mgf1_xor(oaep->mgf_hash, seed, hLen, DB, DB_bytes);
    hash_digest(oaep->hash, oaep->label, oaep->label_bytes, lHash);
    uint32_t wrong = EM[0];
    for (size_t i = 0; i < hLen; i++)
        wrong |= DB[i] ^ lHash[i];
    uint32_t looking = UINT32_MAX, index = 0;
    for (uint32_t i = (uint32_t)hLen; i < DB_bytes; i++) {
        uint32_t one = mask_zero(DB[i] ^ 0x01u), zero = mask_zero(DB[i]);
        index |= looking & one & i;
        wrong |= looking & ~one & ~zero;
        looking &= ~one;
    }
    wrong |= looking;                    // no 01 at all
    gl_declassify(&wrong, sizeof wrong); // one public verdict for all that can be wrong
    if (wrong)
        return GL_ERR_DECRYPT;
    gl_declassify(&index, sizeof index); // the length of what was accepted is public
    *message = DB + index + 1;
    *bytes = DB_bytes - index - 1;
    return GL_OK;
}

enum gl_error rsa_oaep_decrypt(const struct rsa_private *key, const struct rsa_oaep *oaep,
                               const struct gl_random *random, uint8_t *out, size_t *out_bytes,
                               const uint8_t *ciphertext, size_t bytes)
{
    uint8_t EM[RSA_MAX_BYTES];
    bool fits = false;
    size_t k = rsa_modulus_bytes(&key->public);
    const uint8_t *message = NULL;
    *out_bytes = 0;
    rsa_oaep_max_bytes(&key->public, oaep, &fits);
    if (!fits || bytes != k) {
        gl_wipe(out, k);
        return GL_ERR_DECRYPT;
    }
    mpz_t m;
    mpz_init(m);
    os2ip(m, ciphertext, k);
    enum gl_error error = rsa_private_apply(key, random, m, m);
    if (error == GL_ERR_RANGE)
        error = GL_ERR_DECRYPT; // a ciphertext that is no number below n
    if (!error)
        error = i2osp(EM, k, m);
    if (!error)
        error = decode(oaep, EM, k, &message, out_bytes);
    if (!error && *out_bytes)
        memcpy(out, message, *out_bytes);
    if (error)
        gl_wipe(out, k);
    ti_wipe_mpz(m);
    gl_wipe(EM, sizeof EM);
    return error;
}
