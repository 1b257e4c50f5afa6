// SPDX-License-Identifier: MIT
// Many messages at once give what each gives alone: every engine, all mixtures of modes, keys and lengths.
#include "tests/run.h"

#include "crypto/aes/aes.h"
#include "crypto/des/des.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_JOBS  40
#define MAX_BYTES 1200

static uint32_t seed;

static uint32_t any(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (uint32_t)(((uint64_t)seed * below) >> 32);
}

static void fill(uint8_t *data, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        data[i] = (uint8_t)any(256);
}

struct messages {
    struct cipher_ctx together[MAX_JOBS], alone[MAX_JOBS];
    struct cipher_job jobs[MAX_JOBS];
    uint8_t in[MAX_JOBS][MAX_BYTES + 1], out[MAX_JOBS][MAX_BYTES + 1], expected[MAX_JOBS][MAX_BYTES];
};

// What the mixture is made of.
struct mixture {
    const struct cipher_engine *engine;
    const struct cipher_alg *algs[3];
    uint32_t n_algs;
    bool modes, keys, lengths, in_place; // do these differ from job to job?
};

static void add_job(struct messages *m, size_t i, const struct mixture *mix)
{
    uint8_t key[CIPHER_MAX_KEY_BYTES], iv[CIPHER_MAX_BLOCK_BYTES];
    fill(key, sizeof key);
    fill(iv, sizeof iv);
    const struct cipher_alg *alg = mix->algs[mix->keys ? any(mix->n_algs) : mix->n_algs - 1];
    enum cipher_mode mode = mix->modes && any(3) == 0 ? CIPHER_ECB : CIPHER_CBC;
    CU_ASSERT_EQUAL(
        cipher_init_engine(&m->together[i], alg, mix->engine, mode, CIPHER_ENCRYPT, key, alg->key_bytes, iv),
        GL_OK);
    m->alone[i] = m->together[i];
    size_t bytes = (mix->lengths ? any(18) * any(5) : 17) * alg->block_bytes;
    uint8_t *in = m->in[i] + any(2); // half of them misaligned
    uint8_t *out = mix->in_place && any(2) ? in : m->out[i] + any(2);
    fill(in, bytes);
    CU_ASSERT_EQUAL(cipher_blocks(&m->alone[i], m->expected[i], in, bytes), GL_OK);
    m->jobs[i] = (struct cipher_job){&m->together[i], out, in, bytes};
}

static void compare(struct messages *m, const struct mixture *mix, size_t n)
{
    for (size_t i = 0; i < n; i++)
        add_job(m, i, mix);
    CU_ASSERT_EQUAL(cipher_encrypt_many(m->jobs, n), GL_OK);
    size_t wrong = 0;
    for (size_t i = 0; i < n; i++)
        wrong += memcmp(m->jobs[i].out, m->expected[i], m->jobs[i].bytes) != 0 ||
                 memcmp(m->together[i].iv, m->alone[i].iv, m->together[i].alg->block_bytes) != 0;
    CU_ASSERT_EQUAL(wrong, 0);
    if (wrong)
        printf("%s: %zu of %zu messages differ\n", mix->engine->engine.name, wrong, n);
}

static void every_mixture(struct messages *m, struct mixture mix)
{
    static const size_t counts[] = {0, 1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 31, 32, 33, 40};
    for (size_t c = 0; c < sizeof counts / sizeof counts[0]; c++) {
        for (unsigned bits = 0; bits < 16; bits++) {
            mix.modes = bits & 1;
            mix.keys = bits & 2;
            mix.lengths = bits & 4;
            mix.in_place = bits & 8;
            compare(m, &mix, counts[c]);
        }
    }
}

static void many_equal_one_by_one(void)
{
    struct messages *m = malloc(sizeof *m);
    seed = 1;
    for (const struct gl_engine *const *e = aes_family.engines; *e; e++)
        if (gl_engine_available(*e))
            every_mixture(m, (struct mixture){.engine = (const struct cipher_engine *)*e,
                                              .algs = {&cipher_aes192, &cipher_aes128, &cipher_aes256},
                                              .n_algs = 3});
    for (const struct gl_engine *const *e = des_family.engines; *e; e++)
        if (gl_engine_available(*e))
            every_mixture(m, (struct mixture){.engine = (const struct cipher_engine *)*e,
                                              .algs = {&cipher_des3, &cipher_des},
                                              .n_algs = 2});
    free(m);
}

static void wrong_jobs_are_refused(void)
{
    static const uint8_t key[16] = {1}, iv[16] = {2}, in[64] = {3};
    static struct cipher_ctx aes[3], des, decrypting;
    uint8_t out[3][64] = {0}, untouched[64] = {0};
    for (int i = 0; i < 3; i++)
        cipher_init(&aes[i], &cipher_aes128, CIPHER_CBC, CIPHER_ENCRYPT, key, 16, iv);
    cipher_init(&decrypting, &cipher_aes128, CIPHER_CBC, CIPHER_DECRYPT, key, 16, iv);
    cipher_init(&des, &cipher_des, CIPHER_CBC, CIPHER_ENCRYPT, key, 8, iv);
    struct cipher_job jobs[3] = {
        {&aes[0], out[0], in, 64}, {&aes[1], out[1], in, 64}, {&aes[2], out[2], in, 63}};
    CU_ASSERT_EQUAL(cipher_encrypt_many(jobs, 3), GL_ERR_LENGTH);
    jobs[2] = (struct cipher_job){&decrypting, out[2], in, 64};
    CU_ASSERT_EQUAL(cipher_encrypt_many(jobs, 3), GL_ERR_ARGUMENT);
    jobs[2] = (struct cipher_job){&des, out[2], in, 64};
    CU_ASSERT_EQUAL(cipher_encrypt_many(jobs, 3), GL_ERR_ARGUMENT);
    for (int i = 0; i < 3; i++)
        CU_ASSERT_EQUAL(memcmp(out[i], untouched, 64), 0);
    CU_ASSERT_EQUAL(memcmp(aes[0].iv, iv, 16), 0);
    CU_ASSERT_EQUAL(cipher_encrypt_many(NULL, 0), GL_OK);
}

void suite_cipher_many(void)
{
    add_suite("cipher_many", (const struct test_case[]){
                                 {"many messages equal one by one", many_equal_one_by_one},
                                 {"wrong jobs are refused, and nothing is written", wrong_jobs_are_refused},
                                 {0},
                             });
}
