// SPDX-License-Identifier: MIT
// Narration of the modes: the key schedule once, then each block with its chaining, by the textbook engine.
#include "crypto/cipher/cipher.h"

#include "crypto/common/bytes.h"

#define MODE "SP 800-38A, 6.2"

struct chain {
    uint8_t value[CIPHER_MAX_BLOCK_BYTES]; // the ciphertext block before, at first the IV
    trace_ref ref;
};

static trace_ref slice(struct trace *t, struct trace_say say, trace_ref from, size_t offset,
                       const uint8_t *value, size_t bytes)
{
    struct trace_use use = {.in = {from}, .n_in = 1, .params = {(uint32_t)(offset * 8)}, .n_params = 1};
    return trace_emit(t, say, TRACE_SLICE, &use, bytes == 16 ? TRACE_STATE : TRACE_BYTES, value, bytes * 8);
}

// block = block xor chain
static trace_ref chain_in(struct trace *t, const char *label, const struct chain *chain, uint8_t *block,
                          trace_ref ref, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        block[i] ^= chain->value[i];
    return trace_emit(t, SAY(label, 0, MODE), TRACE_XOR,
                      &(struct trace_use){.in = {ref, chain->ref}, .n_in = 2},
                      bytes == 16 ? TRACE_STATE : TRACE_BYTES, block, bytes * 8);
}

// One block in its scope; `chain` is NULL for ECB.
static trace_ref one_block(struct trace *t, const struct cipher_alg *alg, const void *schedule,
                           enum cipher_direction direction, struct chain *chain, size_t index,
                           const uint8_t *in, trace_ref in_ref, uint8_t *out)
{
    size_t bytes = alg->block_bytes;
    uint8_t block[CIPHER_MAX_BLOCK_BYTES], taken[CIPHER_MAX_BLOCK_BYTES];
    trace_open(t, TRACE_BLOCK, "Block %u", (uint32_t)index + 1);
    trace_ref ref = slice(t, SAY("input block %u", (uint32_t)index + 1, MODE), in_ref, index * bytes,
                          in + index * bytes, bytes);
    trace_ref taken_ref = ref;
    memcpy(block, in + index * bytes, bytes);
    memcpy(taken, block, bytes);
    if (chain && direction == CIPHER_ENCRYPT)
        ref = chain_in(t, "plaintext xor chaining value", chain, block, ref, bytes);
    ref = alg->narrate_block(t, schedule, direction, block, block, ref);
    if (chain && direction == CIPHER_DECRYPT)
        ref = chain_in(t, "deciphered block xor chaining value", chain, block, ref, bytes);
    trace_close(t);
    if (chain) {
        memcpy(chain->value, direction == CIPHER_ENCRYPT ? block : taken, bytes);
        chain->ref = direction == CIPHER_ENCRYPT ? ref : taken_ref;
    }
    memcpy(out + index * bytes, block, bytes);
    return ref;
}

// Join the blocks' outputs, TRACE_MAX_INPUTS at a time.
static trace_ref join(struct trace *t, trace_ref joined, trace_ref *refs, size_t *n, const uint8_t *out,
                      size_t bytes)
{
    struct trace_use use = {.n_in = 0};
    if (joined)
        use.in[use.n_in++] = joined;
    for (size_t i = 0; i < *n; i++)
        use.in[use.n_in++] = refs[i];
    *n = 0;
    return trace_emit(t, SAY("output", 0, MODE), TRACE_CONCATENATE, &use, TRACE_BYTES, out, bytes * 8);
}

enum gl_error cipher_trace(struct trace *t, const struct cipher_alg *alg, enum cipher_mode mode,
                           enum cipher_direction direction, const uint8_t *key, size_t key_bytes,
                           const uint8_t *iv, const uint8_t *in, size_t bytes, trace_ref in_ref, uint8_t *out,
                           trace_ref *out_ref)
{
    _Alignas(64) uint8_t schedule[CIPHER_MAX_SCHEDULE_BYTES];
    struct chain chain = {.ref = 0};
    trace_ref refs[TRACE_MAX_INPUTS - 1], joined = 0;
    size_t n_refs = 0, block = alg->block_bytes;
    if (!cipher_key_fits(alg, key_bytes) || bytes % block || bytes == 0)
        return GL_ERR_LENGTH;
    if (bytes > UINT32_MAX / 8)
        return GL_ERR_TOO_LARGE; // positions in a trace are 32-bit numbers of bits
    trace_open(t, TRACE_PHASE, alg->title, 0);
    alg->narrate_expand(t, schedule, key, key_bytes);
    if (!in_ref)
        in_ref = trace_input_bytes(t, SAY(direction == CIPHER_ENCRYPT ? "plaintext" : "ciphertext", 0, MODE),
                                   in, bytes);
    if (mode == CIPHER_CBC) {
        memcpy(chain.value, iv, block);
        chain.ref = trace_input_bytes(t, SAY("IV", 0, MODE), iv, block);
    }
    for (size_t i = 0; i < bytes / block; i++) {
        refs[n_refs++] =
            one_block(t, alg, schedule, direction, mode == CIPHER_CBC ? &chain : NULL, i, in, in_ref, out);
        if (n_refs == sizeof refs / sizeof refs[0] || (i + 1) * block == bytes)
            joined = join(t, joined, refs, &n_refs, out, (i + 1) * block);
    }
    if (out_ref)
        *out_ref = joined;
    trace_close(t);
    gl_wipe(schedule, sizeof schedule);
    return t ? trace_error(t) : GL_OK;
}
