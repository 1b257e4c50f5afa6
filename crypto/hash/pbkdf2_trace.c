// SPDX-License-Identifier: MIT
// PBKDF2 narrated: RFC 8018, 5.2, every U_j of every block with the HMAC inside. One iteration shows all
// there is.
#include "crypto/common/bytes.h"
#include "crypto/hash/hmac.h"
#include "crypto/hash/pbkdf2.h"

#include <stdlib.h>

#define CITE           "RFC 8018, 5.2"
#define MAX_ITERATIONS 64

struct pbkdf2 {
    const struct hash_alg *alg;
    const uint8_t *password;
    size_t password_bytes;
    trace_ref password_ref;
    uint64_t iterations;
};

// U_1 = PRF(P, S || INT(i))
static enum gl_error first_U(struct trace *t, const struct pbkdf2 *p, const uint8_t *salt, size_t salt_bytes,
                             trace_ref salt_ref, uint32_t i, uint8_t *U, trace_ref *U_ref)
{
    uint8_t *text = malloc(salt_bytes + 4);
    if (!text)
        return GL_ERR_MEMORY;
    if (salt_bytes)
        memcpy(text, salt, salt_bytes);
    gl_store32_be(text + salt_bytes, i);
    trace_ref index =
        trace_emit(t, SAY("INT(%u)", i, CITE), TRACE_CONSTANT, NULL, TRACE_BYTES, text + salt_bytes, 32);
    trace_ref whole = trace_emit(t, SAY("S || INT(%u)", i, CITE), TRACE_CONCATENATE,
                                 &(struct trace_use){.in = {salt_ref, index}, .n_in = 2}, TRACE_BYTES, text,
                                 (salt_bytes + 4) * 8);
    enum gl_error error = hmac_trace(t, p->alg, p->password, p->password_bytes, p->password_ref, text,
                                     salt_bytes + 4, whole, U, U_ref);
    free(text);
    return error;
}

// T_i = U_1 xor ... xor U_c
static enum gl_error F(struct trace *t, const struct pbkdf2 *p, const uint8_t *salt, size_t salt_bytes,
                       trace_ref salt_ref, uint32_t i, uint8_t *T, trace_ref *T_ref)
{
    size_t digest = p->alg->digest_bytes;
    uint8_t U[HASH_MAX_DIGEST_BYTES];
    trace_ref U_ref = 0;
    trace_open(t, TRACE_ROUND, "U_%u", 1);
    enum gl_error error = first_U(t, p, salt, salt_bytes, salt_ref, i, U, &U_ref);
    trace_close(t);
    *T_ref = U_ref;
    memcpy(T, U, digest);
    for (uint32_t j = 2; !error && j <= p->iterations; j++) {
        trace_open(t, TRACE_ROUND, "U_%u", j);
        error = hmac_trace(t, p->alg, p->password, p->password_bytes, p->password_ref, U, digest, U_ref, U,
                           &U_ref);
        for (size_t k = 0; k < digest; k++)
            T[k] ^= U[k];
        *T_ref =
            trace_emit(t, SAY("U_1 xor ... xor U_%u", j, CITE), TRACE_XOR,
                       &(struct trace_use){.in = {*T_ref, U_ref}, .n_in = 2}, TRACE_BYTES, T, digest * 8);
        trace_close(t);
    }
    gl_wipe(U, sizeof U);
    return error;
}

enum gl_error pbkdf2_trace(struct trace *t, const struct hash_alg *alg, const uint8_t *password,
                           size_t password_bytes, const uint8_t *salt, size_t salt_bytes, uint64_t iterations,
                           uint8_t *out, size_t out_bytes)
{
    uint8_t T[HASH_MAX_DIGEST_BYTES];
    struct trace_use parts = {.n_in = 0};
    enum gl_error error = GL_OK;
    size_t done = 0;
    if (iterations < 1)
        return GL_ERR_RANGE;
    if (out_bytes < 1)
        return GL_ERR_LENGTH;
    if (iterations > MAX_ITERATIONS || out_bytes > TRACE_MAX_INPUTS * alg->digest_bytes)
        return GL_ERR_TOO_LARGE;
    struct pbkdf2 p = {alg, password, password_bytes, 0, iterations};
    p.password_ref = trace_input_bytes(t, SAY("P", 0, CITE), password, password_bytes);
    trace_ref salt_ref = trace_input_bytes(t, SAY("S", 0, CITE), salt, salt_bytes);
    for (uint32_t i = 1; !error && done < out_bytes; i++) {
        trace_ref ref = 0;
        trace_open(t, TRACE_BLOCK, "T_%u", i);
        error = F(t, &p, salt, salt_bytes, salt_ref, i, T, &ref);
        size_t taken = out_bytes - done < alg->digest_bytes ? out_bytes - done : alg->digest_bytes;
        if (taken < alg->digest_bytes)
            ref = trace_emit(t, SAY("as much of T_%u as is asked for", i, CITE), TRACE_SLICE,
                             &(struct trace_use){.in = {ref}, .n_in = 1, .params = {0}, .n_params = 1},
                             TRACE_BYTES, T, taken * 8);
        parts.in[parts.n_in++] = ref;
        trace_close(t);
        memcpy(out + done, T, taken);
        done += taken;
    }
    trace_emit(t, SAY("DK", 0, CITE), TRACE_CONCATENATE, &parts, TRACE_BYTES, out, out_bytes * 8);
    gl_wipe(T, sizeof T);
    return error;
}
