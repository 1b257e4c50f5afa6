// SPDX-License-Identifier: MIT
// RSAES-OAEP narrated: RFC 8017, 7.1.1 and 7.1.2.
#include "crypto/rsa/narrate.h"

#include <string.h>

#define ENCODE "RFC 8017, 7.1.1, step 2"
#define DECODE "RFC 8017, 7.1.2, step 3"

static struct tb label_hash(struct trace *t, const struct rsa_oaep *oaep, const char *cite)
{
    struct tb L = tb_input(t, SAY("L", 0, cite), oaep->label, oaep->label_bytes);
    return tb_hash(t, SAY("lHash", 0, cite), oaep->hash, L);
}

static struct tb encode(struct trace *t, const struct rsa_oaep *oaep, size_t k, const uint8_t *seed_bytes,
                        struct tb M)
{
    static const uint8_t one = 0x01, zero = 0x00;
    size_t hLen = oaep->hash->digest_bytes;
    trace_open(t, TRACE_PHASE, "EME-OAEP encoding", 0);
    struct tb lHash = label_hash(t, oaep, ENCODE);
    struct tb PS = tb_fill(t, SAY("PS", 0, ENCODE), 0, k - M.n - 2 * hLen - 2);
    struct tb mark = tb_constant(t, SAY("01", 0, ENCODE), &one, 1);
    struct tb DB = tb_concatenate(t, SAY("DB", 0, ENCODE), 4, (struct tb[]){lHash, PS, mark, M});
    struct tb seed = tb_input(t, SAY("seed", 0, ENCODE), seed_bytes, hLen);
    struct tb dbMask = tb_mgf1(t, SAY("dbMask", 0, ENCODE), oaep->mgf_hash, seed, k - hLen - 1);
    struct tb maskedDB = tb_xor(t, SAY("maskedDB", 0, ENCODE), DB, dbMask);
    struct tb seedMask = tb_mgf1(t, SAY("seedMask", 0, ENCODE), oaep->mgf_hash, maskedDB, hLen);
    struct tb maskedSeed = tb_xor(t, SAY("maskedSeed", 0, ENCODE), seed, seedMask);
    struct tb body =
        tb_concatenate(t, SAY("maskedSeed || maskedDB", 0, ENCODE), 2, (struct tb[]){maskedSeed, maskedDB});
    struct tb Y = tb_constant(t, SAY("00", 0, ENCODE), &zero, 1);
    struct tb EM = tb_concatenate(t, SAY("EM", 0, ENCODE), 2, (struct tb[]){Y, body});
    trace_close(t);
    return EM;
}

enum gl_error rsa_trace_oaep_encrypt(struct trace *t, const struct rsa_public *key,
                                     const struct rsa_oaep *oaep, const uint8_t *seed, uint8_t *out,
                                     const uint8_t *message, size_t bytes)
{
    bool fits = false;
    size_t k = rsa_modulus_bytes(key), longest = rsa_oaep_max_bytes(key, oaep, &fits);
    struct tb C = {0};
    if (!fits || bytes > longest)
        return GL_ERR_LENGTH;
    struct tb M = tb_input(t, SAY("M", 0, "RFC 8017, 7.1.1"), message, bytes);
    struct tb EM = encode(t, oaep, k, seed, M);
    enum gl_error error = trace_error(t);
    if (!error)
        error = narrate_public_bytes(t, key, EM, "C", &C);
    if (!error)
        memcpy(out, C.data, k);
    return error;
}

// The verdicts are all recorded before one is acted on.
static bool decode(struct trace *t, const struct rsa_oaep *oaep, struct tb EM, struct tb *M)
{
    size_t hLen = oaep->hash->digest_bytes, DB_bytes = EM.n - hLen - 1;
    trace_open(t, TRACE_PHASE, "EME-OAEP decoding", 0);
    struct tb lHash = label_hash(t, oaep, DECODE);
    struct tb Y = tb_slice(t, SAY("Y", 0, DECODE), EM, 0, 1);
    struct tb maskedSeed = tb_slice(t, SAY("maskedSeed", 0, DECODE), EM, 1, hLen);
    struct tb maskedDB = tb_slice(t, SAY("maskedDB", 0, DECODE), EM, 1 + hLen, DB_bytes);
    struct tb seedMask = tb_mgf1(t, SAY("seedMask", 0, DECODE), oaep->mgf_hash, maskedDB, hLen);
    struct tb seed = tb_xor(t, SAY("seed", 0, DECODE), maskedSeed, seedMask);
    struct tb dbMask = tb_mgf1(t, SAY("dbMask", 0, DECODE), oaep->mgf_hash, seed, DB_bytes);
    struct tb DB = tb_xor(t, SAY("DB", 0, DECODE), maskedDB, dbMask);
    size_t at = hLen;
    while (!trace_error(t) && at < DB_bytes - 1 && DB.data[at] == 0)
        at++;
    struct tb lHash2 = tb_slice(t, SAY("lHash'", 0, DECODE), DB, 0, hLen);
    struct tb PS = tb_slice(t, SAY("PS", 0, DECODE), DB, hLen, at - hLen);
    struct tb mark = tb_slice(t, SAY("the byte after PS", 0, DECODE), DB, at, 1);
    *M = tb_slice(t, SAY("M", 0, DECODE), DB, at + 1, DB_bytes - at - 1);
    (void)PS;
    bool right = tb_equal(t, SAY("is lHash' = lHash?", 0, DECODE), lHash2, lHash);
    right &= tb_equal(t, SAY("is the byte after PS 01?", 0, DECODE), mark,
                      tb_fill(t, SAY("01", 0, DECODE), 0x01, 1));
    right &= tb_equal(t, SAY("is Y 00?", 0, DECODE), Y, tb_fill(t, SAY("00", 0, DECODE), 0x00, 1));
    trace_close(t);
    return right;
}

enum gl_error rsa_trace_oaep_decrypt(struct trace *t, const struct rsa_private *key,
                                     const struct rsa_oaep *oaep, uint8_t *out, size_t *out_bytes,
                                     const uint8_t *ciphertext, size_t bytes)
{
    bool fits = false;
    struct tb EM = {0}, M = {0};
    rsa_oaep_max_bytes(&key->public, oaep, &fits);
    *out_bytes = 0;
    if (!fits || bytes != rsa_modulus_bytes(&key->public))
        return GL_ERR_DECRYPT;
    struct tb C = tb_input(t, SAY("C", 0, "RFC 8017, 7.1.2"), ciphertext, bytes);
    enum gl_error error = narrate_private_bytes(t, key, C, "EM", &EM);
    if (error == GL_ERR_RANGE)
        return GL_ERR_DECRYPT;
    bool right = !error && decode(t, oaep, EM, &M);
    error = error ? error : trace_error(t);
    if (error || !right)
        return error ? error : GL_ERR_DECRYPT;
    if (M.n)
        memcpy(out, M.data, M.n);
    *out_bytes = M.n;
    return GL_OK;
}
