// SPDX-License-Identifier: MIT
#include "crypto/hash/finish.h"

#include "crypto/common/bytes.h"

// The message's length in bits, at the end of the last block.
static void store_length(const struct hash_alg *alg, uint64_t bytes, uint8_t *end)
{
    if (alg->little_endian) {
        gl_store32_le(end - 8, (uint32_t)(bytes << 3));
        gl_store32_le(end - 4, (uint32_t)(bytes >> 29));
        return;
    }
    gl_store64_be(end - 8, bytes << 3);
    if (alg->length_bytes == 16)
        gl_store64_be(end - 16, bytes >> 61);
}

size_t hash_pad(const struct hash_alg *alg, const uint8_t *rest, size_t bytes, uint64_t total,
                uint8_t blocks[2 * HASH_MAX_BLOCK_BYTES])
{
    size_t n_blocks = bytes + 1 > alg->block_bytes - alg->length_bytes ? 2 : 1;
    size_t padded = n_blocks * alg->block_bytes;
    if (bytes)
        memcpy(blocks, rest, bytes);
    blocks[bytes] = 0x80;
    memset(blocks + bytes + 1, 0, padded - bytes - 1);
    store_length(alg, total, blocks + padded);
    return n_blocks;
}

// All words of the state as bytes.
static void store_state(const struct hash_alg *alg, const void *state, size_t stride, uint8_t *out)
{
    size_t words = alg->state_bytes / alg->word_bytes;
    if (alg->word_bytes == 8)
        for (size_t i = 0; i < words; i++)
            gl_store64_be(out + 8 * i, ((const uint64_t *)state)[i * stride]);
    else if (alg->little_endian)
        for (size_t i = 0; i < words; i++)
            gl_store32_le(out + 4 * i, ((const uint32_t *)state)[i * stride]);
    else
        for (size_t i = 0; i < words; i++)
            gl_store32_be(out + 4 * i, ((const uint32_t *)state)[i * stride]);
}

void hash_store_digest(const struct hash_alg *alg, const void *state, size_t stride, uint8_t *digest)
{
    if (alg->digest_bytes == alg->state_bytes) {
        store_state(alg, state, stride, digest);
        return;
    }
    uint8_t bytes[HASH_MAX_STATE_BYTES];
    store_state(alg, state, stride, bytes);
    memcpy(digest, bytes, alg->digest_bytes);
    gl_wipe(bytes, sizeof bytes);
}

// Through compress alone.
static void finish_plainly(const struct hash_alg *alg, const struct hash_engine *engine, const void *from,
                           uint64_t before, const uint8_t *data, size_t bytes, uint8_t *digest)
{
    _Alignas(64) uint8_t state[HASH_MAX_STATE_BYTES];
    uint8_t last[2 * HASH_MAX_BLOCK_BYTES];
    size_t rest = bytes & (alg->block_bytes - 1);
    memcpy(state, from, alg->state_bytes);
    if (bytes > rest)
        engine->compress(state, data, (bytes - rest) / alg->block_bytes);
    size_t n_blocks = hash_pad(alg, rest ? data + (bytes - rest) : NULL, rest, before + bytes, last);
    engine->compress(state, last, n_blocks);
    hash_store_digest(alg, state, 1, digest);
    gl_wipe(last, n_blocks * alg->block_bytes);
    gl_wipe(state, sizeof state);
}

void hash_finish(const struct hash_alg *alg, const struct hash_engine *engine, const void *state,
                 uint64_t before, const uint8_t *data, size_t bytes, uint8_t *digest)
{
    uint8_t whole[HASH_MAX_STATE_BYTES];
    if (!engine->finish) {
        finish_plainly(alg, engine, state, before, data, bytes, digest);
    } else if (alg->digest_bytes == alg->state_bytes) {
        engine->finish(state, before, data, bytes, digest);
    } else { // a truncated hash
        engine->finish(state, before, data, bytes, whole);
        memcpy(digest, whole, alg->digest_bytes);
        gl_wipe(whole, sizeof whole);
    }
}
