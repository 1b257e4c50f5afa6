// SPDX-License-Identifier: MIT
// HKDF narrated: RFC 5869, 2.2 (extract) and 2.3 (expand), with every step of each HMAC inside.
#include "crypto/common/bytes.h"
#include "crypto/hash/hkdf.h"
#include "crypto/hash/hmac.h"

#include <stdlib.h>

#define EXTRACT "RFC 5869, 2.2"
#define EXPAND  "RFC 5869, 2.3"

struct expansion {
    const struct hash_alg *alg;
    const uint8_t *prk, *info;
    size_t info_bytes;
    trace_ref prk_ref, info_ref;
    uint8_t T[HASH_MAX_DIGEST_BYTES];
    trace_ref T_ref; // 0 before T(1)
};

// T(i) = HMAC(PRK, T(i-1) || info || i), where T(0) is empty
static enum gl_error next_T(struct trace *t, struct expansion *x, uint8_t i)
{
    size_t digest = x->alg->digest_bytes;
    size_t before = x->T_ref ? digest : 0;
    size_t bytes = before + x->info_bytes + 1;
    uint8_t *text = malloc(bytes);
    if (!text)
        return GL_ERR_MEMORY;
    if (before)
        memcpy(text, x->T, before);
    if (x->info_bytes)
        memcpy(text + before, x->info, x->info_bytes);
    text[bytes - 1] = i;
    trace_open(t, TRACE_ROUND, "T(%u)", i);
    trace_ref counter = trace_emit(t, SAY("i", 0, EXPAND), TRACE_CONSTANT, NULL, TRACE_BYTES, &i, 8);
    struct trace_use use = {.in = {x->info_ref, counter}, .n_in = 2};
    if (before)
        use = (struct trace_use){.in = {x->T_ref, x->info_ref, counter}, .n_in = 3};
    trace_ref whole = trace_emit(t, SAY(before ? "T(i-1) || info || i" : "info || i", 0, EXPAND),
                                 TRACE_CONCATENATE, &use, TRACE_BYTES, text, bytes * 8);
    enum gl_error error =
        hmac_trace(t, x->alg, x->prk, digest, x->prk_ref, text, bytes, whole, x->T, &x->T_ref);
    trace_close(t);
    gl_wipe_free(text, bytes);
    return error;
}

enum gl_error hkdf_trace(struct trace *t, const struct hash_alg *alg, const uint8_t *salt, size_t salt_bytes,
                         const uint8_t *ikm, size_t ikm_bytes, const uint8_t *info, size_t info_bytes,
                         uint8_t *out, size_t out_bytes)
{
    uint8_t prk[HASH_MAX_DIGEST_BYTES];
    struct trace_use parts = {.n_in = 0};
    size_t done = 0;
    if (out_bytes == 0 || out_bytes > TRACE_MAX_INPUTS * alg->digest_bytes)
        return GL_ERR_LENGTH;
    struct expansion x = {.alg = alg, .prk = prk, .info = info, .info_bytes = info_bytes};
    trace_open(t, TRACE_PHASE, "Extract", 0);
    trace_ref salt_ref = trace_input_bytes(t, SAY("salt", 0, EXTRACT), salt, salt_bytes);
    trace_ref ikm_ref = trace_input_bytes(t, SAY("IKM", 0, EXTRACT), ikm, ikm_bytes);
    enum gl_error error =
        hmac_trace(t, alg, salt, salt_bytes, salt_ref, ikm, ikm_bytes, ikm_ref, prk, &x.prk_ref);
    trace_close(t);
    trace_open(t, TRACE_PHASE, "Expand", 0);
    x.info_ref = trace_input_bytes(t, SAY("info", 0, EXPAND), info, info_bytes);
    for (uint8_t i = 1; !error && done < out_bytes; i++) {
        error = next_T(t, &x, i);
        size_t taken = out_bytes - done < alg->digest_bytes ? out_bytes - done : alg->digest_bytes;
        trace_ref ref = x.T_ref;
        if (taken < alg->digest_bytes)
            ref = trace_emit(t, SAY("as much of T(%u) as is asked for", i, EXPAND), TRACE_SLICE,
                             &(struct trace_use){.in = {ref}, .n_in = 1, .params = {0}, .n_params = 1},
                             TRACE_BYTES, x.T, taken * 8);
        parts.in[parts.n_in++] = ref;
        memcpy(out + done, x.T, taken);
        done += taken;
    }
    trace_emit(t, SAY("OKM", 0, EXPAND), TRACE_CONCATENATE, &parts, TRACE_BYTES, out, out_bytes * 8);
    trace_close(t);
    gl_wipe(prk, sizeof prk);
    gl_wipe(&x, sizeof x);
    return error;
}
