// SPDX-License-Identifier: MIT
// AES, DES and triple DES: every engine, in pieces of any length at any alignment and in place, gives what
// OpenSSL gives (the textbook engine is one of them); and many messages side by side give the same as one
// after the other.
#include "crypto/cipher/cipher.h"
#include "tests/fuzz/engines.h"
#include "tests/fuzz/fuzz.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#define MOST  2048 // bytes of a message
#define SPARE 64   // to be unaligned in
#define JOBS  20

static const EVP_CIPHER *theirs(const struct cipher_alg *alg, enum cipher_mode mode)
{
    if (alg == &cipher_aes128)
        return mode == CIPHER_ECB ? EVP_aes_128_ecb() : EVP_aes_128_cbc();
    if (alg == &cipher_aes192)
        return mode == CIPHER_ECB ? EVP_aes_192_ecb() : EVP_aes_192_cbc();
    if (alg == &cipher_aes256)
        return mode == CIPHER_ECB ? EVP_aes_256_ecb() : EVP_aes_256_cbc();
    return mode == CIPHER_ECB ? EVP_des_ede3_ecb() : EVP_des_ede3_cbc();
}

// DES is triple DES under one key three times.
static void reference(const struct cipher_alg *alg, enum cipher_mode mode, bool encrypt, const uint8_t *key,
                      const uint8_t *iv, const uint8_t *in, uint8_t *out, size_t bytes)
{
    uint8_t wide[32];
    int n = 0;
    for (size_t i = 0; i < 32; i++)
        wide[i] = alg == &cipher_des ? key[i % 8] : i < alg->key_bytes ? key[i] : 0;
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    FUZZ_REQUIRE(ctx && EVP_CipherInit_ex(ctx, theirs(alg, mode), NULL, wide, iv, encrypt) == 1);
    EVP_CIPHER_CTX_set_padding(ctx, 0);
    FUZZ_REQUIRE(EVP_CipherUpdate(ctx, out, &n, in, (int)bytes) == 1 && n == (int)bytes);
    EVP_CIPHER_CTX_free(ctx);
}

struct message {
    const struct cipher_alg *alg;
    enum cipher_mode mode;
    enum cipher_direction direction;
    uint8_t key[32], iv[16], data[MOST];
    size_t bytes;
};

static void in_pieces(const struct message *m, const uint8_t *expected, struct fuzz_in in)
{
    static _Alignas(64) uint8_t buffers[2][MOST + SPARE];
    struct cipher_ctx ctx;
    uint8_t shape = fuzz_u8(&in);
    uint8_t *from = buffers[0] + shape % SPARE, *to = shape & 64 ? from : buffers[1] + (shape >> 2) % SPARE;
    memcpy(from, m->data, m->bytes);
    FUZZ_REQUIRE(!cipher_init(&ctx, m->alg, m->mode, m->direction, m->key, m->alg->key_bytes, m->iv));
    for (size_t at = 0, n; at < m->bytes; at += n) {
        n = (size_t)(fuzz_u8(&in) % 40 + 1) * m->alg->block_bytes;
        n = !in.left || n > m->bytes - at ? m->bytes - at : n;
        FUZZ_REQUIRE(!cipher_blocks(&ctx, to + at, from + at, n));
    }
    FUZZ_REQUIRE(!memcmp(to, expected, m->bytes));
    cipher_wipe(&ctx);
}

// Prefixes of the message, each of its own length.
static void many(const struct message *m, const uint8_t *expected, struct fuzz_in in)
{
    static struct cipher_ctx ctx[JOBS];
    static uint8_t out[JOBS][MOST];
    struct cipher_job jobs[JOBS];
    size_t n = fuzz_u8(&in) % (JOBS + 1), blocks = m->bytes / m->alg->block_bytes;
    for (size_t i = 0; i < n; i++) {
        jobs[i] =
            (struct cipher_job){&ctx[i], out[i], m->data, fuzz_u8(&in) % (blocks + 1) * m->alg->block_bytes};
        FUZZ_REQUIRE(!cipher_init(&ctx[i], m->alg, m->mode, m->direction, m->key, m->alg->key_bytes, m->iv));
    }
    FUZZ_REQUIRE(!cipher_encrypt_many(jobs, n));
    for (size_t i = 0; i < n; i++)
        FUZZ_REQUIRE(!memcmp(out[i], expected, jobs[i].bytes));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct cipher_alg *const algs[] = {&cipher_des, &cipher_des3, &cipher_aes128, &cipher_aes192,
                                                    &cipher_aes256};
    static struct message m;
    static uint8_t expected[MOST];
    struct fuzz_in in = fuzz_in(data, size);
    uint8_t how = fuzz_u8(&in);
    m.alg = algs[how % 5];
    m.mode = how & 32 ? CIPHER_CBC : CIPHER_ECB;
    m.direction = how & 64 ? CIPHER_DECRYPT : CIPHER_ENCRYPT;
    m.bytes = fuzz_u16(&in) % (MOST + 1) / m.alg->block_bytes * m.alg->block_bytes;
    fuzz_fill(&in, m.key, sizeof m.key);
    fuzz_fill(&in, m.iv, sizeof m.iv);
    struct fuzz_in shapes = in;
    uint64_t state;
    struct gl_random random = fuzz_random(&state, fuzz_u16(&in));
    FUZZ_REQUIRE(!gl_random_bytes(&random, m.data, m.bytes));
    reference(m.alg, m.mode, m.direction == CIPHER_ENCRYPT, m.key, m.iv, m.data, expected, m.bytes);
    for (struct engine_walk w = walk(m.alg->family); walk_next(&w);) {
        in_pieces(&m, expected, shapes);
        if (m.direction == CIPHER_ENCRYPT)
            many(&m, expected, shapes);
    }
    return 0;
}
