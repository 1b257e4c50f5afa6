// SPDX-License-Identifier: MIT
// RSASSA-PSS and RSASSA-PKCS1-v1_5 narrated: RFC 8017, 8.1, 8.2, 9.1 and 9.2.
#include "crypto/rsa/narrate.h"
#include "crypto/rsa/pkcs1.h"

#include <string.h>

#define PSS_ENCODE "RFC 8017, 9.1.1"
#define PSS_VERIFY "RFC 8017, 9.1.2"
#define PKCS1      "RFC 8017, 9.2"

static struct tb message_hash(struct trace *t, const char *cite, const struct hash_alg *hash,
                              const uint8_t *message, size_t bytes)
{
    struct tb M = tb_input(t, SAY("M", 0, cite), message, bytes);
    return tb_hash(t, SAY("mHash", 0, cite), hash, M);
}

static struct tb salted_hash(struct trace *t, const char *cite, const struct hash_alg *hash, struct tb mHash,
                             struct tb salt)
{
    struct tb zeros = tb_fill(t, SAY("eight zero bytes", 0, cite), 0, 8);
    struct tb M2 = tb_concatenate(t, SAY("M'", 0, cite), 3, (struct tb[]){zeros, mHash, salt});
    return tb_hash(t, SAY("H", 0, cite), hash, M2);
}

// The surplus bits on the left become zero: they are cut off, and the width is filled up again.
static struct tb clear_left(struct trace *t, const char *label, const char *cite, struct tb a, size_t emBits)
{
    uint32_t surplus = (uint32_t)((8 - emBits % 8) % 8);
    uint8_t kept[RSA_MAX_BYTES];
    if (trace_error(t))
        return (struct tb){0};
    memcpy(kept, a.data, a.n);
    kept[0] &= (uint8_t)(0xff >> surplus);
    trace_ref cut =
        trace_emit(t, SAY("the bits to keep", 0, cite), TRACE_SLICE,
                   &(struct trace_use){.in = {a.ref}, .n_in = 1, .params = {surplus}, .n_params = 1},
                   TRACE_BITS, kept, a.n * 8 - surplus);
    return tb_of(t, trace_emit(t, SAY(label, 0, cite), TRACE_CONVERT,
                               &(struct trace_use){.in = {cut}, .n_in = 1}, TRACE_BYTES, kept, a.n * 8));
}

static struct tb pss_encode(struct trace *t, const struct rsa_pss *pss, size_t emBits, struct tb mHash,
                            const uint8_t *salt_bytes)
{
    static const uint8_t one = 0x01, bc = 0xbc;
    size_t emLen = (emBits + 7) / 8, hLen = pss->hash->digest_bytes;
    trace_open(t, TRACE_PHASE, "EMSA-PSS encoding", 0);
    struct tb salt = tb_input(t, SAY("salt", 0, PSS_ENCODE), salt_bytes, pss->salt_bytes);
    struct tb H = salted_hash(t, PSS_ENCODE, pss->hash, mHash, salt);
    struct tb PS = tb_fill(t, SAY("PS", 0, PSS_ENCODE), 0, emLen - pss->salt_bytes - hLen - 2);
    struct tb mark = tb_constant(t, SAY("01", 0, PSS_ENCODE), &one, 1);
    struct tb DB = tb_concatenate(t, SAY("DB", 0, PSS_ENCODE), 3, (struct tb[]){PS, mark, salt});
    struct tb dbMask = tb_mgf1(t, SAY("dbMask", 0, PSS_ENCODE), pss->mgf_hash, H, DB.n);
    struct tb masked = tb_xor(t, SAY("DB xor dbMask", 0, PSS_ENCODE), DB, dbMask);
    masked = clear_left(t, "maskedDB", PSS_ENCODE, masked, emBits);
    struct tb end = tb_constant(t, SAY("bc", 0, PSS_ENCODE), &bc, 1);
    struct tb EM = tb_concatenate(t, SAY("EM", 0, PSS_ENCODE), 3, (struct tb[]){masked, H, end});
    trace_close(t);
    return EM;
}

enum gl_error rsa_trace_pss_sign(struct trace *t, const struct rsa_private *key, const struct rsa_pss *pss,
                                 const uint8_t *salt, uint8_t *signature, const uint8_t *message,
                                 size_t bytes)
{
    size_t emBits = mpz_sizeinbase(key->public.n, 2) - 1, emLen = (emBits + 7) / 8;
    if (emLen > RSA_MAX_BYTES || pss->salt_bytes > emLen ||
        emLen < pss->hash->digest_bytes + pss->salt_bytes + 2)
        return GL_ERR_LENGTH;
    struct tb mHash = message_hash(t, PSS_ENCODE, pss->hash, message, bytes), S = {0};
    struct tb EM = pss_encode(t, pss, emBits, mHash, salt);
    enum gl_error error = trace_error(t);
    if (!error)
        error = narrate_private_bytes(t, key, EM, "S", &S);
    if (!error)
        memcpy(signature, S.data, S.n);
    return error;
}

// All verdicts are steps; the trace ends at the first that says no where the rest would make no sense.
static bool pss_consistent(struct trace *t, const struct rsa_pss *pss, size_t emBits, struct tb EM,
                           struct tb mHash)
{
    size_t hLen = pss->hash->digest_bytes, DB_bytes = EM.n - hLen - 1, at = 0;
    struct tb masked = tb_slice(t, SAY("maskedDB", 0, PSS_VERIFY), EM, 0, DB_bytes);
    struct tb H = tb_slice(t, SAY("H", 0, PSS_VERIFY), EM, DB_bytes, hLen);
    struct tb end = tb_slice(t, SAY("the last byte", 0, PSS_VERIFY), EM, EM.n - 1, 1);
    struct tb cleared = clear_left(t, "maskedDB, left bits cleared", PSS_VERIFY, masked, emBits);
    bool right = tb_equal(t, SAY("is the last byte bc?", 0, PSS_VERIFY), end,
                          tb_fill(t, SAY("bc", 0, PSS_VERIFY), 0xbc, 1));
    right &= tb_equal(t, SAY("were the left bits zero?", 0, PSS_VERIFY), masked, cleared);
    struct tb dbMask = tb_mgf1(t, SAY("dbMask", 0, PSS_VERIFY), pss->mgf_hash, H, DB_bytes);
    struct tb DB = clear_left(t, "DB", PSS_VERIFY,
                              tb_xor(t, SAY("maskedDB xor dbMask", 0, PSS_VERIFY), cleared, dbMask), emBits);
    if (trace_error(t) || !DB.data)
        return false;
    while (at < DB_bytes - 1 && DB.data[at] == 0)
        at++;
    struct tb mark = tb_slice(t, SAY("the byte after PS", 0, PSS_VERIFY), DB, at, 1);
    struct tb salt = tb_slice(t, SAY("salt", 0, PSS_VERIFY), DB, at + 1, DB_bytes - at - 1);
    right &= tb_equal(t, SAY("is the byte after PS 01?", 0, PSS_VERIFY), mark,
                      tb_fill(t, SAY("01", 0, PSS_VERIFY), 0x01, 1));
    right &= pss->salt_bytes == RSA_PSS_SALT_ANY || salt.n == pss->salt_bytes;
    struct tb H2 = salted_hash(t, PSS_VERIFY, pss->hash, mHash, salt);
    return right & tb_equal(t, SAY("is H' = H?", 0, PSS_VERIFY), H2, H);
}

enum gl_error rsa_trace_pss_verify(struct trace *t, const struct rsa_public *key, const struct rsa_pss *pss,
                                   const uint8_t *signature, size_t signature_bytes, const uint8_t *message,
                                   size_t bytes)
{
    size_t emBits = mpz_sizeinbase(key->n, 2) - 1, emLen = (emBits + 7) / 8;
    struct tb whole = {0};
    if (signature_bytes != rsa_modulus_bytes(key) || emLen > RSA_MAX_BYTES ||
        emLen < pss->hash->digest_bytes + 2)
        return GL_ERR_VERIFY;
    struct tb mHash = message_hash(t, PSS_VERIFY, pss->hash, message, bytes);
    struct tb S = tb_input(t, SAY("S", 0, "RFC 8017, 8.1.2"), signature, signature_bytes);
    enum gl_error error = narrate_public_bytes(t, key, S, "EM, as long as the modulus", &whole);
    if (error)
        return error == GL_ERR_RANGE ? GL_ERR_VERIFY : error;
    trace_open(t, TRACE_PHASE, "EMSA-PSS verification", 0);
    struct tb EM = tb_slice(t, SAY("EM", 0, PSS_VERIFY), whole, whole.n - emLen, emLen);
    bool right = whole.n == emLen || whole.data[0] == 0;
    right &= pss_consistent(t, pss, emBits, EM, mHash);
    trace_close(t);
    error = trace_error(t);
    return error ? error : right ? GL_OK : GL_ERR_VERIFY;
}

static struct tb pkcs1_narrated(struct trace *t, const struct hash_alg *hash, struct tb mHash, size_t k)
{
    static const uint8_t start[2] = {0x00, 0x01}, zero = 0x00;
    uint8_t prefix[PKCS1_MAX_PREFIX_BYTES];
    size_t prefix_bytes = pkcs1_prefix(hash, prefix);
    trace_open(t, TRACE_PHASE, "EMSA-PKCS1-v1_5 encoding", 0);
    struct tb info = tb_constant(t, SAY("DigestInfo up to the digest", 0, PKCS1), prefix, prefix_bytes);
    struct tb T = tb_concatenate(t, SAY("T", 0, PKCS1), 2, (struct tb[]){info, mHash});
    struct tb head = tb_constant(t, SAY("00 01", 0, PKCS1), start, 2);
    struct tb PS = tb_fill(t, SAY("PS", 0, PKCS1), 0xff, k - prefix_bytes - hash->digest_bytes - 3);
    struct tb mark = tb_constant(t, SAY("00", 0, PKCS1), &zero, 1);
    struct tb EM = tb_concatenate(t, SAY("EM", 0, PKCS1), 4, (struct tb[]){head, PS, mark, T});
    trace_close(t);
    return EM;
}

static bool pkcs1_fits(const struct hash_alg *hash, size_t k)
{
    uint8_t prefix[PKCS1_MAX_PREFIX_BYTES];
    return k <= RSA_MAX_BYTES && k >= pkcs1_prefix(hash, prefix) + hash->digest_bytes + 11;
}

enum gl_error rsa_trace_pkcs1_sign(struct trace *t, const struct rsa_private *key,
                                   const struct hash_alg *hash, uint8_t *signature, const uint8_t *message,
                                   size_t bytes)
{
    size_t k = rsa_modulus_bytes(&key->public);
    struct tb S = {0};
    if (!pkcs1_fits(hash, k))
        return GL_ERR_LENGTH;
    struct tb EM = pkcs1_narrated(t, hash, message_hash(t, PKCS1, hash, message, bytes), k);
    enum gl_error error = trace_error(t);
    if (!error)
        error = narrate_private_bytes(t, key, EM, "S", &S);
    if (!error)
        memcpy(signature, S.data, k);
    return error;
}

enum gl_error rsa_trace_pkcs1_verify(struct trace *t, const struct rsa_public *key,
                                     const struct hash_alg *hash, const uint8_t *signature,
                                     size_t signature_bytes, const uint8_t *message, size_t bytes)
{
    size_t k = rsa_modulus_bytes(key);
    struct tb EM = {0};
    if (signature_bytes != k || !pkcs1_fits(hash, k))
        return GL_ERR_VERIFY;
    struct tb S = tb_input(t, SAY("S", 0, "RFC 8017, 8.2.2"), signature, signature_bytes);
    enum gl_error error = narrate_public_bytes(t, key, S, "EM", &EM);
    if (error)
        return error == GL_ERR_RANGE ? GL_ERR_VERIFY : error;
    struct tb EM2 = pkcs1_narrated(t, hash, message_hash(t, PKCS1, hash, message, bytes), k);
    bool right = tb_equal(t, SAY("is EM' = EM?", 0, "RFC 8017, 8.2.2"), EM2, EM);
    error = trace_error(t);
    return error ? error : right ? GL_OK : GL_ERR_VERIFY;
}
