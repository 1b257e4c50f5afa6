// SPDX-License-Identifier: MIT
#include "crypto/hash/hmac.h"

#include "crypto/common/bytes.h"
#include "crypto/common/declassify.h"
#include "crypto/hash/finish.h"

#define IPAD 0x36
#define OPAD 0x5c

// Absorb K0 xor pad, the first block of the inner or the outer hash (FIPS 198-1, section 4, steps 4 and 7).
static void absorb_pad(struct hash_ctx *ctx, const struct hash_alg *alg, const struct hash_engine *engine,
                       const uint8_t *K0, uint8_t pad)
{
    uint8_t block[HASH_MAX_BLOCK_BYTES];
    for (size_t i = 0; i < alg->block_bytes; i++)
        block[i] = K0[i] ^ pad;
    hash_init_engine(ctx, alg, engine);
    hash_update(ctx, block, alg->block_bytes);
    gl_wipe(block, sizeof block);
}

void hmac_init_engine(struct hmac_ctx *ctx, const struct hash_alg *alg, const struct hash_engine *engine,
                      const void *key, size_t key_bytes)
{
    uint8_t K0[HASH_MAX_BLOCK_BYTES] = {0};
    if (key_bytes > alg->block_bytes) {
        hash_init_engine(&ctx->running, alg, engine);
        hash_update(&ctx->running, key, key_bytes);
        hash_final(&ctx->running, K0);
    } else if (key_bytes) {
        memcpy(K0, key, key_bytes);
    }
    absorb_pad(&ctx->inner, alg, engine, K0, IPAD);
    absorb_pad(&ctx->outer, alg, engine, K0, OPAD);
    gl_wipe(K0, sizeof K0);
    hmac_restart(ctx);
}

void hmac_init(struct hmac_ctx *ctx, const struct hash_alg *alg, const void *key, size_t key_bytes)
{
    hmac_init_engine(ctx, alg, (const struct hash_engine *)gl_engine_chosen(alg->family), key, key_bytes);
}

// The state alone: the keyed block is absorbed, so nothing of it waits in the context's buffer.
void hmac_restart(struct hmac_ctx *ctx)
{
    ctx->running.alg = ctx->inner.alg;
    ctx->running.engine = ctx->inner.engine;
    ctx->running.total = ctx->inner.total;
    memcpy(ctx->running.state, ctx->inner.state, sizeof ctx->inner.state);
}

void hmac_update(struct hmac_ctx *ctx, const void *data, size_t bytes)
{
    hash_update(&ctx->running, data, bytes);
}

// The end of the inner hash, from a state that has absorbed `before` bytes, and the whole outer hash.
static void finish_both(const struct hash_ctx *outer, const void *state, uint64_t before, const uint8_t *data,
                        size_t bytes, uint8_t *mac)
{
    const struct hash_alg *alg = outer->alg;
    const struct hash_engine *engine = outer->engine;
    if (engine->finish_hmac && alg->digest_bytes == alg->state_bytes) {
        engine->finish_hmac(state, before, data, bytes, outer->state, mac);
        return;
    }
    uint8_t inner[HASH_MAX_DIGEST_BYTES];
    hash_finish(alg, engine, state, before, data, bytes, inner);
    hash_finish(alg, engine, outer->state, alg->block_bytes, inner, alg->digest_bytes, mac);
    gl_wipe(inner, sizeof inner);
}

void hmac_final(struct hmac_ctx *ctx, uint8_t *mac)
{
    struct hash_ctx *running = &ctx->running;
    size_t held = (size_t)running->total & (running->alg->block_bytes - 1);
    finish_both(&ctx->outer, running->state, running->total - held, running->block, held, mac);
    gl_wipe(running, sizeof *running);
}

void hmac_message(const struct hmac_ctx *ctx, const void *data, size_t bytes, uint8_t *mac)
{
    finish_both(&ctx->outer, ctx->inner.state, ctx->inner.total, data, bytes, mac);
}

void hmac_wipe(struct hmac_ctx *ctx)
{
    gl_wipe(ctx, sizeof *ctx);
}

void hmac_digest(const struct hash_alg *alg, const void *key, size_t key_bytes, const void *data,
                 size_t bytes, uint8_t *mac)
{
    struct hmac_ctx ctx;
    hmac_init(&ctx, alg, key, key_bytes);
    hmac_message(&ctx, data, bytes, mac);
    hmac_wipe(&ctx);
}

enum gl_error hmac_verify(const struct hash_alg *alg, const void *key, size_t key_bytes, const void *data,
                          size_t bytes, const uint8_t *mac, size_t mac_bytes)
{
    uint8_t expected[HASH_MAX_DIGEST_BYTES];
    if (mac_bytes < 1 || mac_bytes > alg->digest_bytes)
        return GL_ERR_LENGTH;
    hmac_digest(alg, key, key_bytes, data, bytes, expected);
    bool equal = gl_equal_ct(expected, mac, mac_bytes);
    gl_wipe(expected, sizeof expected);
    gl_declassify(&equal, sizeof equal); // the verdict is public; where the two differ is not
    return equal ? GL_OK : GL_ERR_VERIFY;
}
