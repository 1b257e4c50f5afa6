// SPDX-License-Identifier: MIT
// The hash functions as data, and the part that they share: collecting blocks. (Padding: finish.c.)
#include "crypto/hash/hash.h"

#include "crypto/common/bytes.h"
#include "crypto/hash/families.h"
#include "crypto/hash/finish.h"
#include "crypto/hash/tables.h"
#include "crypto/hash/textbook.h"

#include <ctype.h>

#define SHA256_LIKE                                                                                          \
    .block_bytes = 64, .length_bytes = 8, .word_bytes = 4, .state_bytes = 32, .family = &sha256_family,      \
    .narrate_block = sha256_narrate_block
#define SHA512_LIKE                                                                                          \
    .block_bytes = 128, .length_bytes = 16, .word_bytes = 8, .state_bytes = 64, .family = &sha512_family,    \
    .narrate_block = sha512_narrate_block

const struct hash_alg hash_md5 = {
    .name = "MD5",
    .digest_bytes = 16,
    .block_bytes = 64,
    .length_bytes = 8,
    .word_bytes = 4,
    .little_endian = true,
    .state_bytes = 16,
    .initial = md5_initial,
    .initial_table = &md5_initial_table,
    .family = &md5_family,
    .narrate_block = md5_narrate_block,
};
const struct hash_alg hash_sha1 = {
    .name = "SHA-1",
    .digest_bytes = 20,
    .block_bytes = 64,
    .length_bytes = 8,
    .word_bytes = 4,
    .state_bytes = 20,
    .initial = sha1_initial,
    .initial_table = &sha1_initial_table,
    .family = &sha1_family,
    .narrate_block = sha1_narrate_block,
};
const struct hash_alg hash_sha224 = {.name = "SHA-224",
                                     .digest_bytes = 28,
                                     .initial = sha224_initial,
                                     .initial_table = &sha224_initial_table,
                                     SHA256_LIKE};
const struct hash_alg hash_sha256 = {.name = "SHA-256",
                                     .digest_bytes = 32,
                                     .initial = sha256_initial,
                                     .initial_table = &sha256_initial_table,
                                     SHA256_LIKE};
const struct hash_alg hash_sha384 = {.name = "SHA-384",
                                     .digest_bytes = 48,
                                     .initial = sha384_initial,
                                     .initial_table = &sha384_initial_table,
                                     SHA512_LIKE};
const struct hash_alg hash_sha512 = {.name = "SHA-512",
                                     .digest_bytes = 64,
                                     .initial = sha512_initial,
                                     .initial_table = &sha512_initial_table,
                                     SHA512_LIKE};
const struct hash_alg hash_sha512_224 = {.name = "SHA-512/224",
                                         .digest_bytes = 28,
                                         .initial = sha512_224_initial,
                                         .initial_table = &sha512_224_initial_table,
                                         SHA512_LIKE};
const struct hash_alg hash_sha512_256 = {.name = "SHA-512/256",
                                         .digest_bytes = 32,
                                         .initial = sha512_256_initial,
                                         .initial_table = &sha512_256_initial_table,
                                         SHA512_LIKE};

const struct hash_alg *const hash_algs[] = {
    &hash_md5,    &hash_sha1,       &hash_sha224,     &hash_sha256, &hash_sha384,
    &hash_sha512, &hash_sha512_224, &hash_sha512_256, NULL,
};

// The next letter or digit of a name, in lower case; 0 at its end. Dashes, slashes and underscores do not
// count.
static int next_letter(const char **name)
{
    while (**name == '-' || **name == '/' || **name == '_')
        (*name)++;
    return **name ? tolower((unsigned char)*(*name)++) : 0;
}

static bool same_name(const char *x, const char *y)
{
    int letter;
    do {
        letter = next_letter(&x);
        if (letter != next_letter(&y))
            return false;
    } while (letter);
    return true;
}

const struct hash_alg *hash_find(const char *name)
{
    for (const struct hash_alg *const *alg = hash_algs; *alg; alg++)
        if (same_name((*alg)->name, name))
            return *alg;
    return NULL;
}

void hash_init_engine(struct hash_ctx *ctx, const struct hash_alg *alg, const struct hash_engine *engine)
{
    ctx->alg = alg;
    ctx->engine = engine;
    ctx->total = 0;
    memcpy(ctx->state, alg->initial, alg->state_bytes);
}

void hash_init(struct hash_ctx *ctx, const struct hash_alg *alg)
{
    hash_init_engine(ctx, alg, (const struct hash_engine *)gl_engine_chosen(alg->family));
}

void hash_update(struct hash_ctx *ctx, const void *data, size_t bytes)
{
    size_t block_bytes = ctx->alg->block_bytes;
    size_t held = (size_t)ctx->total & (block_bytes - 1);
    const uint8_t *in = data;
    ctx->total += bytes;
    if (held) {
        size_t wanted = block_bytes - held;
        size_t taken = bytes < wanted ? bytes : wanted;
        if (taken)
            memcpy(ctx->block + held, in, taken);
        if (taken < wanted)
            return;
        ctx->engine->compress(ctx->state, ctx->block, 1);
        in += taken;
        bytes -= taken;
    }
    size_t rest = bytes & (block_bytes - 1);
    if (bytes > rest)
        ctx->engine->compress(ctx->state, in, (bytes - rest) / block_bytes);
    if (rest)
        memcpy(ctx->block, in + (bytes - rest), rest);
}

void hash_final(struct hash_ctx *ctx, uint8_t *digest)
{
    size_t held = (size_t)ctx->total & (ctx->alg->block_bytes - 1);
    hash_finish(ctx->alg, ctx->engine, ctx->state, ctx->total - held, ctx->block, held, digest);
    gl_wipe(ctx, sizeof *ctx);
}

void hash_digest(const struct hash_alg *alg, const void *data, size_t bytes, uint8_t *digest)
{
    const struct hash_engine *engine = (const struct hash_engine *)gl_engine_chosen(alg->family);
    hash_finish(alg, engine, alg->initial, 0, data, bytes, digest);
}
