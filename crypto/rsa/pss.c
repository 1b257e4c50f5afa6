// SPDX-License-Identifier: MIT
// RSASSA-PSS: RFC 8017, 8.1 and 9.1. EM = maskedDB || H || bc, H = Hash(00 x 8 || mHash || salt),
// DB = 00...00 || 01 || salt. EM has one bit less than the modulus, and so perhaps one byte less.
#include "crypto/common/bytes.h"
#include "crypto/common/declassify.h"
#include "crypto/rsa/mgf1.h"
#include "crypto/rsa/octets.h"
#include "crypto/rsa/rsa.h"
#include "crypto/trace/ti.h"

static void hash_of_salted(const struct hash_alg *hash, const uint8_t *mHash, const uint8_t *salt,
                           size_t salt_bytes, uint8_t *H)
{
    static const uint8_t eight_zeros[8];
    struct hash_ctx ctx;
    hash_init(&ctx, hash);
    hash_update(&ctx, eight_zeros, sizeof eight_zeros);
    hash_update(&ctx, mHash, hash->digest_bytes);
    hash_update(&ctx, salt, salt_bytes);
    hash_final(&ctx, H);
}

// The bits of EM's first byte that must be zero: 8 emLen - emBits of them.
static uint8_t first_byte_mask(size_t emBits)
{
    return (uint8_t)(0xff >> ((8 - emBits % 8) % 8));
}

enum gl_error rsa_pss_sign(const struct rsa_private *key, const struct rsa_pss *pss,
                           const struct gl_random *random, uint8_t *signature, const uint8_t *digest)
{
    uint8_t EM[RSA_MAX_BYTES] = {0};
    size_t k = rsa_modulus_bytes(&key->public), hLen = pss->hash->digest_bytes;
    size_t emBits = mpz_sizeinbase(key->public.n, 2) - 1, emLen = (emBits + 7) / 8;
    if (k > RSA_MAX_BYTES || pss->salt_bytes > emLen || emLen < hLen + pss->salt_bytes + 2)
        return GL_ERR_LENGTH;
    size_t DB_bytes = emLen - hLen - 1;
    uint8_t *salt = EM + DB_bytes - pss->salt_bytes, *H = EM + DB_bytes;
    enum gl_error error = gl_random_bytes(random, salt, pss->salt_bytes);
    if (error)
        return error;
    salt[-1] = 0x01;
    hash_of_salted(pss->hash, digest, salt, pss->salt_bytes, H);
    mgf1_xor(pss->mgf_hash, H, hLen, EM, DB_bytes);
    EM[0] &= first_byte_mask(emBits);
    EM[emLen - 1] = 0xbc;
    mpz_t m;
    mpz_init(m);
    gl_declassify(EM, emLen); // every verifier sees it: it is the signature to the power of e
    os2ip(m, EM, emLen);
    error = rsa_private_apply(key, random, m, m);
    if (!error)
        error = i2osp(signature, k, m);
    ti_wipe_mpz(m);
    gl_wipe(EM, sizeof EM);
    return error;
}

// EMSA-PSS-VERIFY (9.1.2), steps 3 to 14; all is public here.
static bool consistent(const struct rsa_pss *pss, uint8_t *EM, size_t emBits, const uint8_t *digest)
{
    uint8_t expected[HASH_MAX_DIGEST_BYTES];
    size_t emLen = (emBits + 7) / 8, hLen = pss->hash->digest_bytes;
    size_t least = pss->salt_bytes == RSA_PSS_SALT_ANY ? 0 : pss->salt_bytes;
    if (least > emLen || emLen < hLen + least + 2 || EM[emLen - 1] != 0xbc ||
        EM[0] & ~first_byte_mask(emBits))
        return false;
    size_t DB_bytes = emLen - hLen - 1, at = 0;
    const uint8_t *H = EM + DB_bytes;
    mgf1_xor(pss->mgf_hash, H, hLen, EM, DB_bytes);
    EM[0] &= first_byte_mask(emBits);
    while (at < DB_bytes && EM[at] == 0)
        at++;
    if (at == DB_bytes || EM[at] != 0x01)
        return false;
    size_t salt_bytes = DB_bytes - at - 1;
    if (pss->salt_bytes != RSA_PSS_SALT_ANY && salt_bytes != pss->salt_bytes)
        return false;
    hash_of_salted(pss->hash, digest, EM + at + 1, salt_bytes, expected);
    return gl_equal_ct(expected, H, hLen);
}

enum gl_error rsa_pss_verify(const struct rsa_public *key, const struct rsa_pss *pss,
                             const uint8_t *signature, size_t bytes, const uint8_t *digest)
{
    uint8_t EM[RSA_MAX_BYTES];
    size_t emBits = mpz_sizeinbase(key->n, 2) - 1;
    if (bytes != rsa_modulus_bytes(key) || bytes > RSA_MAX_BYTES)
        return GL_ERR_VERIFY;
    mpz_t s;
    mpz_init(s);
    os2ip(s, signature, bytes);
    bool valid = rsa_public_apply(key, s, s) == GL_OK && i2osp(EM, (emBits + 7) / 8, s) == GL_OK &&
                 consistent(pss, EM, emBits, digest);
    mpz_clear(s);
    return valid ? GL_OK : GL_ERR_VERIFY;
}
