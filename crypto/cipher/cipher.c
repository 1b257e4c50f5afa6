// SPDX-License-Identifier: MIT
// The block ciphers as data, and their contexts.
#include "crypto/cipher/cipher.h"

#include "crypto/aes/aes.h"
#include "crypto/cipher/cbc.h"
#include "crypto/common/bytes.h"
#include "crypto/des/des.h"

#include <strings.h>

#define DES_LIKE                                                                                             \
    .block_bytes = DES_BLOCK_BYTES, .family = &des_family, .narrate_expand = des_narrate_expand,             \
    .narrate_block = des_narrate_block
#define AES_LIKE                                                                                             \
    .block_bytes = AES_BLOCK_BYTES, .family = &aes_family, .narrate_expand = aes_narrate_expand,             \
    .narrate_block = aes_narrate_block

const struct cipher_alg cipher_des = {.name = "des", .title = "DES", .key_bytes = 8, DES_LIKE};
const struct cipher_alg cipher_des3 = {.name = "des3", .title = "Triple DES", .key_bytes = 24, DES_LIKE};
const struct cipher_alg cipher_aes128 = {.name = "aes-128", .title = "AES-128", .key_bytes = 16, AES_LIKE};
const struct cipher_alg cipher_aes192 = {.name = "aes-192", .title = "AES-192", .key_bytes = 24, AES_LIKE};
const struct cipher_alg cipher_aes256 = {.name = "aes-256", .title = "AES-256", .key_bytes = 32, AES_LIKE};

const struct cipher_alg *const cipher_algs[] = {
    &cipher_des, &cipher_des3, &cipher_aes128, &cipher_aes192, &cipher_aes256, NULL,
};

const struct cipher_alg *cipher_find(const char *name)
{
    for (const struct cipher_alg *const *alg = cipher_algs; *alg; alg++)
        if (strcasecmp((*alg)->name, name) == 0)
            return *alg;
    return NULL;
}

bool cipher_key_fits(const struct cipher_alg *alg, size_t key_bytes)
{
    return key_bytes == alg->key_bytes || (alg == &cipher_des3 && key_bytes == 2 * DES_KEY_BYTES);
}

enum gl_error cipher_init_engine(struct cipher_ctx *ctx, const struct cipher_alg *alg,
                                 const struct cipher_engine *engine, enum cipher_mode mode,
                                 enum cipher_direction direction, const uint8_t *key, size_t key_bytes,
                                 const uint8_t *iv)
{
    ctx->engine = NULL; // nothing to wipe yet
    if (!cipher_key_fits(alg, key_bytes))
        return GL_ERR_LENGTH;
    if (mode == CIPHER_CBC && !iv)
        return GL_ERR_ARGUMENT;
    ctx->alg = alg;
    ctx->engine = engine;
    ctx->mode = mode;
    ctx->direction = direction;
    engine->expand(ctx->schedule, key, key_bytes, direction);
    if (mode == CIPHER_CBC)
        cipher_set_iv(ctx, iv);
    return GL_OK;
}

enum gl_error cipher_init(struct cipher_ctx *ctx, const struct cipher_alg *alg, enum cipher_mode mode,
                          enum cipher_direction direction, const uint8_t *key, size_t key_bytes,
                          const uint8_t *iv)
{
    const struct gl_engine *engine = gl_engine_chosen(alg->family);
    return cipher_init_engine(ctx, alg, (const struct cipher_engine *)engine, mode, direction, key, key_bytes,
                              iv);
}

void cipher_set_iv(struct cipher_ctx *ctx, const uint8_t *iv)
{
    if (ctx->alg->block_bytes == AES_BLOCK_BYTES) // sizes that the compiler knows: no call to memcpy()
        memcpy(ctx->iv, iv, AES_BLOCK_BYTES);
    else
        memcpy(ctx->iv, iv, DES_BLOCK_BYTES);
}

enum gl_error cipher_blocks(struct cipher_ctx *ctx, uint8_t *out, const uint8_t *in, size_t bytes)
{
    // Blocks are of 8 or 16 bytes, and a division would cost as much as a block.
    size_t block = ctx->alg->block_bytes, n_blocks = bytes >> (block == AES_BLOCK_BYTES ? 4 : 3);
    if (bytes & (block - 1))
        return GL_ERR_LENGTH;
    if (ctx->mode == CIPHER_ECB)
        ctx->engine->ecb(ctx->schedule, ctx->direction, out, in, n_blocks);
    else if (ctx->engine->cbc)
        ctx->engine->cbc(ctx->schedule, ctx->direction, ctx->iv, out, in, n_blocks);
    else
        cipher_generic_cbc(ctx, out, in, n_blocks);
    return GL_OK;
}

void cipher_wipe(struct cipher_ctx *ctx)
{
    if (ctx->engine)
        gl_wipe(ctx->schedule, ctx->engine->schedule_bytes);
    gl_wipe(ctx, offsetof(struct cipher_ctx, schedule));
}
