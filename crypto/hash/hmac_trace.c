// SPDX-License-Identifier: MIT
// HMAC narrated: FIPS 198-1, section 4, table 1, with every step of the hashes inside.
#include "crypto/common/bytes.h"
#include "crypto/hash/hmac.h"

#include <stdlib.h>

#define CITE "FIPS 198-1, 4"

struct value {
    const uint8_t *data;
    size_t bytes;
    trace_ref ref;
};

// A key longer than a block is hashed first; then zeros are appended up to a block.
static enum gl_error make_K0(struct trace *t, const struct hash_alg *alg, struct value key, uint8_t *K0,
                             trace_ref *ref)
{
    trace_ref used = key.ref;
    size_t bytes = key.bytes;
    memset(K0, 0, alg->block_bytes);
    if (bytes > alg->block_bytes) {
        enum gl_error error = hash_trace(t, alg, key.data, bytes, key.ref, K0, &used);
        if (error)
            return error;
        bytes = alg->digest_bytes;
    } else if (bytes) {
        memcpy(K0, key.data, bytes);
    }
    size_t zeros = alg->block_bytes - bytes;
    trace_ref fill =
        trace_emit(t, SAY("zeros", 0, CITE ", steps 1 to 3"), TRACE_FILL,
                   &(struct trace_use){.params = {0}, .n_params = 1}, TRACE_BYTES, K0 + bytes, zeros * 8);
    *ref =
        trace_emit(t, SAY("K0", 0, CITE ", steps 1 to 3"), TRACE_CONCATENATE,
                   &(struct trace_use){.in = {used, fill}, .n_in = 2}, TRACE_BYTES, K0, alg->block_bytes * 8);
    return GL_OK;
}

// digest = H((K0 xor pad) || tail)
static enum gl_error keyed_hash(struct trace *t, const struct hash_alg *alg, const char *title,
                                const char *const say[3], uint8_t pad, const uint8_t *K0, trace_ref K0_ref,
                                struct value tail, uint8_t *digest, trace_ref *digest_ref)
{
    size_t block = alg->block_bytes;
    size_t bytes = block + tail.bytes;
    uint8_t *text = malloc(bytes);
    if (!text)
        return GL_ERR_MEMORY;
    trace_open(t, TRACE_PHASE, title, 0);
    memset(text, pad, block);
    trace_ref pad_ref =
        trace_emit(t, SAY(say[0], 0, CITE), TRACE_FILL, &(struct trace_use){.params = {pad}, .n_params = 1},
                   TRACE_BYTES, text, block * 8);
    for (size_t i = 0; i < block; i++)
        text[i] ^= K0[i];
    trace_ref keyed =
        trace_emit(t, SAY(say[1], 0, CITE), TRACE_XOR,
                   &(struct trace_use){.in = {K0_ref, pad_ref}, .n_in = 2}, TRACE_BYTES, text, block * 8);
    if (tail.bytes)
        memcpy(text + block, tail.data, tail.bytes);
    trace_ref whole =
        trace_emit(t, SAY(say[2], 0, CITE), TRACE_CONCATENATE,
                   &(struct trace_use){.in = {keyed, tail.ref}, .n_in = 2}, TRACE_BYTES, text, bytes * 8);
    enum gl_error error = hash_trace(t, alg, text, bytes, whole, digest, digest_ref);
    trace_close(t);
    gl_wipe_free(text, bytes);
    return error;
}

enum gl_error hmac_trace(struct trace *t, const struct hash_alg *alg, const uint8_t *key, size_t key_bytes,
                         trace_ref key_ref, const uint8_t *data, size_t bytes, trace_ref data_ref,
                         uint8_t *mac, trace_ref *mac_ref)
{
    static const char *const inner_says[3] = {"ipad", "K0 xor ipad", "(K0 xor ipad) || text"};
    static const char *const outer_says[3] = {"opad", "K0 xor opad", "(K0 xor opad) || inner digest"};
    uint8_t K0[HASH_MAX_BLOCK_BYTES], digest[HASH_MAX_DIGEST_BYTES];
    trace_ref K0_ref = 0, inner_ref = 0, outer_ref = 0;
    trace_open(t, TRACE_PHASE, "HMAC", 0);
    if (!key_ref)
        key_ref = trace_input_bytes(t, SAY("key", 0, CITE), key, key_bytes);
    if (!data_ref)
        data_ref = trace_input_bytes(t, SAY("text", 0, CITE), data, bytes);
    enum gl_error error = make_K0(t, alg, (struct value){key, key_bytes, key_ref}, K0, &K0_ref);
    if (!error)
        error = keyed_hash(t, alg, "Inner hash", inner_says, 0x36, K0, K0_ref,
                           (struct value){data, bytes, data_ref}, digest, &inner_ref);
    if (!error)
        error = keyed_hash(t, alg, "Outer hash", outer_says, 0x5c, K0, K0_ref,
                           (struct value){digest, alg->digest_bytes, inner_ref}, mac, &outer_ref);
    outer_ref = trace_emit(t, SAY("MAC", 0, CITE ", step 9"), TRACE_COPY,
                           &(struct trace_use){.in = {outer_ref}, .n_in = 1}, TRACE_BYTES, mac,
                           alg->digest_bytes * 8);
    if (mac_ref)
        *mac_ref = outer_ref;
    trace_close(t);
    gl_wipe(K0, sizeof K0);
    gl_wipe(digest, sizeof digest);
    return error;
}
