// SPDX-License-Identifier: MIT
// Block ciphers: key expansion and both modes, both directions, with keys, IVs and data all secret.
#include "tests/ct/ct.h"

#include "crypto/cipher/cipher.h"

#include <string.h>

// A round of the widest engine, and a rest of every width. The engines of DES work on up to 512 blocks at
// once, those of AES on 32. A chain is a chain, and needs a few blocks only.
#define MOST_BLOCKS  549
#define AES_BLOCKS   37
#define SHORT_BLOCKS 5
#define CHAIN_BLOCKS 3
#define MANY         19

static uint8_t key[CIPHER_MAX_KEY_BYTES], iv[CIPHER_MAX_BLOCK_BYTES];
static uint8_t data[MOST_BLOCKS * CIPHER_MAX_BLOCK_BYTES];
static struct cipher_ctx ctx;

static size_t blocks(const struct cipher_alg *alg, enum cipher_mode mode, enum cipher_direction direction)
{
    if (mode == CIPHER_CBC && direction == CIPHER_ENCRYPT)
        return CHAIN_BLOCKS;
    if (ct_short())
        return SHORT_BLOCKS;
    return alg->family == cipher_des.family ? MOST_BLOCKS : AES_BLOCKS;
}

static void one(const struct cipher_alg *alg, const struct cipher_engine *engine, enum cipher_mode mode,
                enum cipher_direction direction)
{
    size_t bytes = blocks(alg, mode, direction) * alg->block_bytes;
    ct_secret(key, sizeof key);
    ct_secret(iv, sizeof iv);
    ct_secret(data, bytes);
    ct_begin();
    cipher_init_engine(&ctx, alg, engine, mode, direction, key, alg->key_bytes, iv);
    cipher_blocks(&ctx, data, data, bytes);
    cipher_wipe(&ctx);
    ct_end();
    ct_public(data, sizeof data);
    ct_public(&ctx, sizeof ctx);
}

static void all(const struct gl_family *family, const struct gl_engine *engine, enum cipher_mode mode,
                enum cipher_direction direction)
{
    for (const struct cipher_alg *const *alg = cipher_algs; *alg; alg++) {
        if (ct_stepping() && *alg == &cipher_des3 && direction == CIPHER_DECRYPT)
            continue; // the same steps as of DES, three times
        if ((*alg)->family == family)
            one(*alg, (const struct cipher_engine *)engine, mode, direction);
    }
}

static void ecb_encrypt(const struct gl_family *family, const struct gl_engine *engine)
{
    all(family, engine, CIPHER_ECB, CIPHER_ENCRYPT);
}

static void ecb_decrypt(const struct gl_family *family, const struct gl_engine *engine)
{
    all(family, engine, CIPHER_ECB, CIPHER_DECRYPT);
}

static void cbc_encrypt(const struct gl_family *family, const struct gl_engine *engine)
{
    all(family, engine, CIPHER_CBC, CIPHER_ENCRYPT);
}

static void cbc_decrypt(const struct gl_family *family, const struct gl_engine *engine)
{
    all(family, engine, CIPHER_CBC, CIPHER_DECRYPT);
}

// Messages of mixed lengths and key sizes, side by side.
static void cbc_encrypt_many(const struct gl_family *family, const struct gl_engine *engine)
{
    static struct cipher_ctx contexts[MANY];
    static uint8_t messages[MANY][7 * CIPHER_MAX_BLOCK_BYTES];
    const struct cipher_alg *fitting[8] = {&cipher_aes128};
    struct cipher_job jobs[MANY];
    bool side_by_side = ((const struct cipher_engine *)engine)->cbc_encrypt_many != NULL;
    size_t n_fitting = 0, n = !side_by_side ? 2 : ct_short() ? 5 : MANY;
    for (const struct cipher_alg *const *alg = cipher_algs; *alg; alg++)
        if ((*alg)->family == family)
            fitting[n_fitting++] = *alg;
    for (size_t i = 0; i < n && n_fitting; i++) {
        const struct cipher_alg *alg = fitting[i % n_fitting];
        ct_secret(key, sizeof key);
        ct_secret(iv, sizeof iv);
        cipher_init_engine(&contexts[i], alg, (const struct cipher_engine *)engine, CIPHER_CBC,
                           CIPHER_ENCRYPT, key, alg->key_bytes, iv);
        ct_secret(messages[i], sizeof messages[i]);
        jobs[i] = (struct cipher_job){&contexts[i], messages[i], messages[i], (1 + i % 7) * alg->block_bytes};
    }
    ct_begin();
    cipher_encrypt_many(jobs, n);
    ct_end();
    ct_public(messages, sizeof messages);
    ct_public(contexts, sizeof contexts);
}

const struct ct_operation ct_cipher[] = {
    {.name = "ECB encryption", .run = ecb_encrypt},          {.name = "ECB decryption", .run = ecb_decrypt},
    {.name = "CBC encryption", .run = cbc_encrypt},          {.name = "CBC decryption", .run = cbc_decrypt},
    {.name = "CBC, many messages", .run = cbc_encrypt_many}, {0},
};
