// SPDX-License-Identifier: MIT
// RSASSA-PKCS1-v1_5: RFC 8017, 8.2 and 9.2. Verification encodes the digest itself and compares: a parser is
// where Bleichenbacher's forgery of 2006 got in.
#include "crypto/rsa/pkcs1.h"

#include "crypto/common/bytes.h"
#include "crypto/rsa/octets.h"
#include "crypto/rsa/rsa.h"
#include "crypto/trace/ti.h"

// SEQUENCE { SEQUENCE { OID, NULL }, OCTET STRING }; the OIDs' bytes from RFC 8017, B.1.
size_t pkcs1_prefix(const struct hash_alg *hash, uint8_t prefix[PKCS1_MAX_PREFIX_BYTES])
{
    static const struct {
        const struct hash_alg *hash;
        uint8_t bytes;
        uint8_t oid[9];
    } oids[] = {
        {&hash_md5, 8, {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, 0x05}},
        {&hash_sha1, 5, {0x2b, 0x0e, 0x03, 0x02, 0x1a}},
        {&hash_sha256, 9, {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01}},
        {&hash_sha384, 9, {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02}},
        {&hash_sha512, 9, {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03}},
        {&hash_sha224, 9, {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x04}},
        {&hash_sha512_224, 9, {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x05}},
        {&hash_sha512_256, 9, {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x06}},
    };
    for (size_t i = 0; i < sizeof oids / sizeof oids[0]; i++) {
        if (oids[i].hash != hash)
            continue;
        uint8_t n = oids[i].bytes, h = (uint8_t)hash->digest_bytes;
        uint8_t head[6] = {0x30, (uint8_t)(n + h + 8), 0x30, (uint8_t)(n + 4), 0x06, n};
        uint8_t tail[4] = {0x05, 0x00, 0x04, h};
        memcpy(prefix, head, 6);
        memcpy(prefix + 6, oids[i].oid, n);
        memcpy(prefix + 6 + n, tail, 4);
        return (size_t)n + 10;
    }
    return 0;
}

enum gl_error pkcs1_encode(const struct hash_alg *hash, const uint8_t *digest, uint8_t *EM, size_t k)
{
    uint8_t prefix[PKCS1_MAX_PREFIX_BYTES];
    size_t prefix_bytes = pkcs1_prefix(hash, prefix);
    size_t T_bytes = prefix_bytes + hash->digest_bytes;
    if (!prefix_bytes)
        return GL_ERR_UNSUPPORTED;
    if (k > RSA_MAX_BYTES || k < T_bytes + 11)
        return GL_ERR_LENGTH;
    EM[0] = 0x00;
    EM[1] = 0x01;
    memset(EM + 2, 0xff, k - T_bytes - 3);
    EM[k - T_bytes - 1] = 0x00;
    memcpy(EM + k - T_bytes, prefix, prefix_bytes);
    memcpy(EM + k - hash->digest_bytes, digest, hash->digest_bytes);
    return GL_OK;
}

enum gl_error rsa_pkcs1_sign(const struct rsa_private *key, const struct hash_alg *hash,
                             const struct gl_random *random, uint8_t *signature, const uint8_t *digest)
{
    uint8_t EM[RSA_MAX_BYTES];
    size_t k = rsa_modulus_bytes(&key->public);
    enum gl_error error = pkcs1_encode(hash, digest, EM, k);
    if (error)
        return error;
    mpz_t m;
    mpz_init(m);
    os2ip(m, EM, k);
    error = rsa_private_apply(key, random, m, m);
    if (!error)
        error = i2osp(signature, k, m);
    ti_wipe_mpz(m);
    gl_wipe(EM, sizeof EM);
    return error;
}

enum gl_error rsa_pkcs1_verify(const struct rsa_public *key, const struct hash_alg *hash,
                               const uint8_t *signature, size_t bytes, const uint8_t *digest)
{
    uint8_t EM[RSA_MAX_BYTES], expected[RSA_MAX_BYTES];
    size_t k = rsa_modulus_bytes(key);
    if (bytes != k || pkcs1_encode(hash, digest, expected, k))
        return GL_ERR_VERIFY;
    mpz_t s;
    mpz_init(s);
    os2ip(s, signature, k);
    bool valid =
        rsa_public_apply(key, s, s) == GL_OK && i2osp(EM, k, s) == GL_OK && gl_equal_ct(EM, expected, k);
    mpz_clear(s);
    return valid ? GL_OK : GL_ERR_VERIFY;
}
