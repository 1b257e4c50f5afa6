// SPDX-License-Identifier: MIT
// Hashes, HMAC and PBKDF2: every engine, in pieces of any length at any alignment, gives what OpenSSL gives
// (the textbook engine is one of them); and many messages side by side give the same as one after the other.
#include "crypto/hash/hmac.h"
#include "crypto/hash/pbkdf2.h"
#include "tests/fuzz/engines.h"
#include "tests/fuzz/fuzz.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>
#include <string.h>

#define MOST  1024
#define SPARE 64
#define MANY  20

static const EVP_MD *theirs(const struct hash_alg *alg)
{
    static const struct {
        const struct hash_alg *ours;
        const EVP_MD *(*theirs)(void);
    } pairs[] = {{&hash_md5, EVP_md5},
                 {&hash_sha1, EVP_sha1},
                 {&hash_sha224, EVP_sha224},
                 {&hash_sha256, EVP_sha256},
                 {&hash_sha384, EVP_sha384},
                 {&hash_sha512, EVP_sha512},
                 {&hash_sha512_224, EVP_sha512_224}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (pairs[i].ours == alg)
            return pairs[i].theirs();
    return EVP_sha512_256();
}

struct message {
    const struct hash_alg *alg;
    uint8_t key[200];
    size_t key_bytes;
    const uint8_t *data;
    size_t bytes;
};

static void check_hash(const struct message *m, struct fuzz_in shapes)
{
    uint8_t expected[HASH_MAX_DIGEST_BYTES], digest[HASH_MAX_DIGEST_BYTES];
    struct hash_ctx ctx;
    FUZZ_REQUIRE(EVP_Digest(m->data, m->bytes, expected, NULL, theirs(m->alg), NULL) == 1);
    for (struct engine_walk w = walk(m->alg->family); walk_next(&w);) {
        struct fuzz_in in = shapes;
        hash_init(&ctx, m->alg);
        for (size_t at = 0, n; at < m->bytes; at += n) {
            n = fuzz_u8(&in) % 200;
            n = !in.left || n > m->bytes - at ? m->bytes - at : n;
            hash_update(&ctx, m->data + at, n);
        }
        hash_final(&ctx, digest);
        FUZZ_REQUIRE(!memcmp(digest, expected, m->alg->digest_bytes));
        hash_digest(m->alg, m->data, m->bytes, digest);
        FUZZ_REQUIRE(!memcmp(digest, expected, m->alg->digest_bytes));
    }
}

static void check_many(const struct message *m, struct fuzz_in in)
{
    uint8_t digests[MANY][HASH_MAX_DIGEST_BYTES] = {{0}}, expected[HASH_MAX_DIGEST_BYTES];
    struct hash_message messages[MANY];
    size_t n = fuzz_u8(&in) % (MANY + 1);
    for (size_t i = 0; i < n; i++)
        messages[i] = (struct hash_message){m->data, fuzz_u16(&in) % (m->bytes + 1), digests[i]};
    for (struct engine_walk w = walk(m->alg->family); walk_next(&w);) {
        hash_digest_many(m->alg, messages, n);
        for (size_t i = 0; i < n; i++) {
            FUZZ_REQUIRE(EVP_Digest(m->data, messages[i].bytes, expected, NULL, theirs(m->alg), NULL) == 1);
            FUZZ_REQUIRE(!memcmp(digests[i], expected, m->alg->digest_bytes));
        }
    }
}

static void check_hmac(const struct message *m)
{
    uint8_t expected[HASH_MAX_DIGEST_BYTES], mac[HASH_MAX_DIGEST_BYTES];
    struct hmac_ctx ctx;
    FUZZ_REQUIRE(HMAC(theirs(m->alg), m->key, (int)m->key_bytes, m->data, m->bytes, expected, NULL));
    for (struct engine_walk w = walk(m->alg->family); walk_next(&w);) {
        hmac_init(&ctx, m->alg, m->key, m->key_bytes);
        hmac_message(&ctx, m->data, m->bytes, mac);
        FUZZ_REQUIRE(!memcmp(mac, expected, m->alg->digest_bytes));
        hmac_update(&ctx, m->data, m->bytes / 3);
        hmac_update(&ctx, m->data + m->bytes / 3, m->bytes - m->bytes / 3);
        hmac_final(&ctx, mac);
        hmac_wipe(&ctx);
        FUZZ_REQUIRE(!memcmp(mac, expected, m->alg->digest_bytes));
        FUZZ_REQUIRE(
            !hmac_verify(m->alg, m->key, m->key_bytes, m->data, m->bytes, expected, m->alg->digest_bytes));
        mac[0] ^= 1;
        FUZZ_REQUIRE(hmac_verify(m->alg, m->key, m->key_bytes, m->data, m->bytes, mac, m->alg->digest_bytes));
    }
}

static void check_pbkdf2(const struct message *m, struct fuzz_in in)
{
    uint8_t expected[300], out[MANY][300];
    struct pbkdf2_job jobs[MANY];
    size_t n = fuzz_u8(&in) % MANY + 1, out_bytes = fuzz_u16(&in) % sizeof expected + 1;
    uint64_t times = fuzz_u8(&in) % 12 + 1;
    size_t salt = m->bytes < 100 ? m->bytes : 100;
    for (size_t i = 0; i < n; i++)
        jobs[i] = (struct pbkdf2_job){m->key, m->key_bytes / (i + 1), m->data, salt, out[i]};
    for (struct engine_walk w = walk(m->alg->family); walk_next(&w);) {
        FUZZ_REQUIRE(!pbkdf2_many(m->alg, jobs, n, times, out_bytes));
        for (size_t i = 0; i < n; i++) {
            FUZZ_REQUIRE(PKCS5_PBKDF2_HMAC((const char *)m->key, (int)jobs[i].password_bytes, m->data,
                                           (int)salt, (int)times, theirs(m->alg), (int)out_bytes,
                                           expected) == 1);
            FUZZ_REQUIRE(!memcmp(out[i], expected, out_bytes));
        }
        FUZZ_REQUIRE(!pbkdf2(m->alg, m->key, m->key_bytes, m->data, salt, times, out[0], out_bytes));
        FUZZ_REQUIRE(n > 1 || !memcmp(out[0], expected, out_bytes));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static _Alignas(64) uint8_t buffer[MOST + SPARE];
    struct fuzz_in in = fuzz_in(data, size);
    uint8_t how = fuzz_u8(&in), place = fuzz_u8(&in) % SPARE;
    struct message m = {
        .alg = hash_algs[how % 8], .data = buffer + place, .bytes = fuzz_u16(&in) % (MOST + 1)};
    m.key_bytes = fuzz_u8(&in) % (sizeof m.key + 1);
    uint64_t state;
    struct gl_random random = fuzz_random(&state, fuzz_u16(&in));
    FUZZ_REQUIRE(!gl_random_bytes(&random, m.key, m.key_bytes));
    FUZZ_REQUIRE(!gl_random_bytes(&random, buffer + place, m.bytes));
    check_hash(&m, in);
    check_many(&m, in);
    check_hmac(&m);
    if (how & 128)
        check_pbkdf2(&m, in);
    return 0;
}
