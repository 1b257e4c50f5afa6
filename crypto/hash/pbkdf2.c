// SPDX-License-Identifier: MIT
// PBKDF2 without layers. All its time goes into U_j = HMAC(P, U_(j-1)), where both messages of the HMAC, a
// digest behind a keyed block, fit into one block each: two compressions from two fixed states, and no byte
// is copied that is not a digest. An engine's iterate does that in registers; iterate_plainly() does it with
// compress alone. Where the engine has lanes, a lane takes one T_i of one password.
#include "crypto/hash/pbkdf2.h"

#include "crypto/common/bytes.h"
#include "crypto/hash/finish.h"
#include "crypto/hash/hmac.h"

#define MAX_BLOCKS UINT32_MAX

// One T_i in the making; the states and digests as words, and as bytes where the hash is truncated.
struct chain {
    _Alignas(64) uint8_t inner[HASH_MAX_STATE_BYTES], outer[HASH_MAX_STATE_BYTES];
    _Alignas(64) uint8_t U[HASH_MAX_STATE_BYTES], T[HASH_MAX_STATE_BYTES];
};

struct work {
    struct hmac_ctx key; // the password of the job at hand
    const struct hash_alg *alg;
    const struct hash_engine *engine;
    const struct pbkdf2_job *jobs;
    uint64_t iterations;
    size_t out_bytes;
    size_t keyed; // which job the key is of
};

// U_1 = HMAC(P, S || INT(i)), and T_i begins as U_1.
static void first_U(struct chain *c, const struct work *w, const struct pbkdf2_job *job, uint32_t i)
{
    uint8_t block[2 * HASH_MAX_BLOCK_BYTES], index[4];
    const struct hash_alg *alg = w->alg;
    struct hash_ctx running = w->key.inner;
    gl_store32_be(index, i);
    hash_update(&running, job->salt, job->salt_bytes);
    hash_update(&running, index, 4);
    uint8_t digest[HASH_MAX_DIGEST_BYTES];
    hash_final(&running, digest);
    hash_pad(alg, digest, alg->digest_bytes, alg->block_bytes + alg->digest_bytes, block);
    memcpy(c->inner, w->key.inner.state, alg->state_bytes);
    memcpy(c->outer, w->key.outer.state, alg->state_bytes);
    memcpy(c->U, c->outer, alg->state_bytes);
    w->engine->compress(c->U, block, 1);
    memcpy(c->T, c->U, alg->state_bytes);
    gl_wipe(digest, sizeof digest);
    gl_wipe(block, sizeof block);
}

// U_2 to U_c: block holds the message of both hashes, a digest and the padding, which never changes.
static void iterate_plainly(struct chain *c, const struct work *w, uint64_t times)
{
    const struct hash_alg *alg = w->alg;
    uint8_t block[2 * HASH_MAX_BLOCK_BYTES] = {0};
    hash_pad(alg, c->U, alg->digest_bytes, alg->block_bytes + alg->digest_bytes, block);
    for (; times; times--) {
        hash_store_digest(alg, c->U, 1, block);
        memcpy(c->U, c->inner, alg->state_bytes);
        w->engine->compress(c->U, block, 1);
        hash_store_digest(alg, c->U, 1, block);
        memcpy(c->U, c->outer, alg->state_bytes);
        w->engine->compress(c->U, block, 1);
        for (size_t k = 0; k < alg->state_bytes; k++)
            c->T[k] ^= c->U[k];
    }
    gl_wipe(block, sizeof block);
}

static void iterate_alone(struct chain *c, const struct work *w, uint64_t times)
{
    if (w->engine->iterate && w->alg->digest_bytes == w->alg->state_bytes)
        w->engine->iterate(c->inner, c->outer, c->U, c->T, times);
    else
        iterate_plainly(c, w, times);
}

// The same of every lane, word by word; `at` is the offset of the member in struct chain.
static void interleave(uint8_t *lanes, size_t width, const struct chain *chains, size_t n, size_t at,
                       const struct hash_alg *alg)
{
    size_t word = alg->word_bytes;
    for (size_t j = 0; j < width; j++)
        for (size_t i = 0; i < alg->state_bytes; i += word)
            memcpy(lanes + i * width + j * word, (const uint8_t *)&chains[j < n ? j : 0] + at + i, word);
}

static void iterate_together(struct chain *chains, size_t n, const struct work *w, uint64_t times)
{
    _Alignas(64) uint8_t lanes[4][HASH_MAX_LANES * HASH_MAX_STATE_BYTES];
    const struct hash_lanes *engine = w->engine->lanes;
    size_t word = w->alg->word_bytes;
    interleave(lanes[0], engine->width, chains, n, offsetof(struct chain, inner), w->alg);
    interleave(lanes[1], engine->width, chains, n, offsetof(struct chain, outer), w->alg);
    interleave(lanes[2], engine->width, chains, n, offsetof(struct chain, U), w->alg);
    interleave(lanes[3], engine->width, chains, n, offsetof(struct chain, T), w->alg);
    engine->iterate(lanes[0], lanes[1], lanes[2], lanes[3], times);
    for (size_t j = 0; j < n; j++)
        for (size_t i = 0; i < w->alg->state_bytes; i += word)
            memcpy(chains[j].T + i, lanes[3] + i * engine->width + j * word, word);
    gl_wipe(lanes, sizeof lanes);
}

// T_i of a job, for n of them from number `first` on; they are numbered through all jobs.
static void derive(struct work *w, uint64_t first, size_t n)
{
    struct chain chains[HASH_MAX_LANES];
    size_t digest_bytes = w->alg->digest_bytes;
    uint64_t blocks = (w->out_bytes - 1) / digest_bytes + 1;
    for (size_t j = 0; j < n; j++) {
        size_t which = (size_t)((first + j) / blocks);
        const struct pbkdf2_job *job = &w->jobs[which];
        if (w->keyed != which)
            hmac_init_engine(&w->key, w->alg, w->engine, job->password, job->password_bytes);
        w->keyed = which;
        first_U(&chains[j], w, job, (uint32_t)((first + j) % blocks + 1));
    }
    if (n == 1)
        iterate_alone(&chains[0], w, w->iterations - 1);
    else
        iterate_together(chains, n, w, w->iterations - 1);
    for (size_t j = 0; j < n; j++) {
        uint8_t T[HASH_MAX_DIGEST_BYTES];
        size_t offset = (size_t)((first + j) % blocks) * digest_bytes, left = w->out_bytes - offset;
        hash_store_digest(w->alg, chains[j].T, 1, T);
        memcpy(w->jobs[(first + j) / blocks].out + offset, T, left < digest_bytes ? left : digest_bytes);
        gl_wipe(T, sizeof T);
    }
    gl_wipe(chains, n * sizeof chains[0]);
}

enum gl_error pbkdf2_many(const struct hash_alg *alg, const struct pbkdf2_job *jobs, size_t n,
                          uint64_t iterations, size_t out_bytes)
{
    if (iterations < 1)
        return GL_ERR_RANGE;
    if (out_bytes < 1 || (out_bytes - 1) / alg->digest_bytes >= MAX_BLOCKS)
        return GL_ERR_LENGTH;
    struct work w = {
        .alg = alg, .jobs = jobs, .iterations = iterations, .out_bytes = out_bytes, .keyed = SIZE_MAX};
    w.engine = (const struct hash_engine *)gl_engine_chosen(alg->family);
    const struct hash_lanes *lanes = alg->digest_bytes == alg->state_bytes ? w.engine->lanes : NULL;
    uint64_t total = n * ((out_bytes - 1) / alg->digest_bytes + 1);
    for (uint64_t first = 0; first < total;) {
        size_t together = lanes && total - first >= lanes->worth ? lanes->width : 1;
        together = total - first < together ? (size_t)(total - first) : together;
        derive(&w, first, together);
        first += together;
    }
    gl_wipe(&w.key, sizeof w.key);
    return GL_OK;
}

enum gl_error pbkdf2(const struct hash_alg *alg, const void *password, size_t password_bytes,
                     const void *salt, size_t salt_bytes, uint64_t iterations, uint8_t *out, size_t out_bytes)
{
    struct pbkdf2_job job = {password, password_bytes, salt, salt_bytes, out};
    return pbkdf2_many(alg, &job, 1, iterations, out_bytes);
}
