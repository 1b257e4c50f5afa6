// SPDX-License-Identifier: MIT
// Hash functions and what is built from them: messages, keys and passwords are secret, their lengths are not.
#include "tests/ct/ct.h"

#include "crypto/hash/hash.h"
#include "crypto/hash/hkdf.h"
#include "crypto/hash/hmac.h"
#include "crypto/hash/pbkdf2.h"

#define MOST_BYTES 700
#define MANY       19

static uint8_t secret[MOST_BYTES], digest[HASH_MAX_DIGEST_BYTES];

// The first function of the family stands for all: they share the engine's code, with other initial values.
static const struct hash_alg *of(const struct gl_family *family)
{
    const struct hash_alg *const *alg = hash_algs;
    while ((*alg)->family != family)
        alg++;
    return *alg;
}

static void hash(const struct gl_family *family, const struct gl_engine *engine)
{
    static const size_t lengths[] = {0, 55, 64, 200, MOST_BYTES};
    const struct hash_alg *alg = of(family);
    struct hash_ctx ctx;
    for (size_t i = 0; i < (ct_short() ? 3 : sizeof lengths / sizeof lengths[0]); i++) {
        ct_secret(secret, sizeof secret);
        ct_begin();
        hash_init_engine(&ctx, alg, (const struct hash_engine *)engine);
        hash_update(&ctx, secret, lengths[i] / 3);
        hash_update(&ctx, secret + lengths[i] / 3, lengths[i] - lengths[i] / 3);
        hash_final(&ctx, digest);
        ct_end();
        ct_public(digest, sizeof digest);
    }
}

static void hash_many(const struct gl_family *family, const struct gl_engine *engine)
{
    static uint8_t digests[MANY][HASH_MAX_DIGEST_BYTES];
    struct hash_message messages[MANY];
    size_t n = ct_short() ? 3 : MANY;
    gl_engine_set(family, engine);
    ct_secret(secret, sizeof secret);
    for (size_t i = 0; i < n; i++)
        messages[i] = (struct hash_message){secret + i, 31 * (i % 8), digests[i]};
    ct_begin();
    hash_digest_many(of(family), messages, n);
    ct_end();
    ct_public(digests, sizeof digests);
    gl_engine_set(family, NULL);
}

static void hmac(const struct gl_family *family, const struct gl_engine *engine)
{
    static const size_t key_lengths[] = {16, 150}; // as it is, and hashed first
    const struct hash_alg *alg = of(family);
    struct hmac_ctx ctx;
    gl_engine_set(family, engine);
    for (int i = 0; i < 2; i++) {
        ct_secret(secret, sizeof secret);
        ct_begin();
        hmac_init(&ctx, alg, secret, key_lengths[i]);
        hmac_update(&ctx, secret + 200, 77);
        hmac_final(&ctx, digest);
        hmac_restart(&ctx);
        hmac_update(&ctx, secret + 300, 13);
        hmac_final(&ctx, digest);
        hmac_wipe(&ctx);
        ct_end();
        ct_public(digest, sizeof digest);
    }
    gl_engine_set(family, NULL);
}

static void hkdf_whole(const struct gl_family *family, const struct gl_engine *engine)
{
    static uint8_t out[100];
    const struct hash_alg *alg = of(family);
    gl_engine_set(family, engine);
    ct_secret(secret, sizeof secret);
    ct_begin();
    hkdf(alg, secret, 16, secret + 16, 32, secret + 48, 9, out, sizeof out);
    ct_end();
    ct_public(out, sizeof out);
    gl_engine_set(family, NULL);
}

static void pbkdf2_one(const struct gl_family *family, const struct gl_engine *engine)
{
    static uint8_t out[70];
    gl_engine_set(family, engine);
    ct_secret(secret, sizeof secret);
    ct_begin();
    pbkdf2(of(family), secret, 20, secret + 20, 16, 3, out, sizeof out);
    ct_end();
    ct_public(out, sizeof out);
    gl_engine_set(family, NULL);
}

static void pbkdf2_side_by_side(const struct gl_family *family, const struct gl_engine *engine)
{
    static uint8_t out[MANY][40];
    struct pbkdf2_job jobs[MANY];
    size_t n = ct_short() ? 2 : MANY;
    gl_engine_set(family, engine);
    ct_secret(secret, sizeof secret);
    for (size_t i = 0; i < n; i++)
        jobs[i] = (struct pbkdf2_job){secret + i, 5 + i, secret + 100 + i, 16, out[i]};
    ct_begin();
    pbkdf2_many(of(family), jobs, n, 2, sizeof out[0]);
    ct_end();
    ct_public(out, sizeof out);
    gl_engine_set(family, NULL);
}

const struct ct_operation ct_hash[] = {
    {.name = "hash", .run = hash},
    {.name = "hash, many messages", .run = hash_many},
    {.name = "HMAC", .run = hmac},
    {.name = "HKDF", .run = hkdf_whole},
    {.name = "PBKDF2", .run = pbkdf2_one},
    {.name = "PBKDF2, many passwords", .run = pbkdf2_side_by_side},
    {0},
};
