// SPDX-License-Identifier: MIT
// libipsec-mb: many independent messages at once, through its synchronous burst calls, unchecked as its
// fastest callers use them. One message is a burst of one; the plain hash has a call of its own.
#include "bench/peers/peer.h"

extern const struct peer peer_ipsec_mb;

#if __has_include(<intel-ipsec-mb.h>) && !defined WITHOUT_IPSEC_MB
#include <intel-ipsec-mb.h>

#define MOST_JOBS 16

struct state {
    _Alignas(64) uint8_t encrypt_keys[16 * 15], decrypt_keys[16 * 15];
    IMB_MGR *manager;
    IMB_JOB jobs[MOST_JOBS];
    uint8_t iv[16];
    const struct task *task;
    size_t digest_bytes;
    uint8_t *out, digests[MOST_JOBS * 64];
};

static const char *version(void)
{
    return imb_get_version_str();
}

static void finish(void *state)
{
    struct state *s = state;
    if (s->manager)
        free_mb_mgr(s->manager);
    free(s);
}

// The best code for this CPU.
static struct state *start(const struct task *task)
{
    struct state *s = task->count <= MOST_JOBS ? peer_memory(sizeof *s) : NULL;
    if (!s)
        return NULL;
    s->task = task;
    s->out = task->out ? task->out : s->digests;
    s->manager = alloc_mb_mgr(0);
    if (s->manager)
        init_mb_mgr_auto(s->manager, NULL);
    if (s->manager && imb_get_errno(s->manager) == 0)
        return s;
    finish(s);
    return NULL;
}

static void answer(void *state, uint8_t *out)
{
    struct state *s = state;
    memcpy(out, s->out, s->task->answer_bytes);
}

// ---- AES-CBC ----

static void *open_cipher(const struct task *task)
{
    struct state *s = task_is_aes(task) ? start(task) : NULL;
    if (!s)
        return NULL;
    if (task->key_bytes == 16)
        IMB_AES_KEYEXP_128(s->manager, task->key, s->encrypt_keys, s->decrypt_keys);
    else
        IMB_AES_KEYEXP_256(s->manager, task->key, s->encrypt_keys, s->decrypt_keys);
    memcpy(s->iv, task->iv, 16);
    for (size_t i = 0; i < task->count; i++) {
        IMB_JOB *job = &s->jobs[i];
        job->enc_keys = s->encrypt_keys;
        job->dec_keys = s->decrypt_keys;
        job->key_len_in_bytes = task->key_bytes;
        job->src = task->in + i * task->bytes;
        job->dst = s->out + i * task->bytes;
        job->msg_len_to_cipher_in_bytes = task->bytes;
        job->iv = s->iv;
        job->iv_len_in_bytes = 16;
    }
    return s;
}

static bool run_cipher(void *state)
{
    struct state *s = state;
    uint32_t n = (uint32_t)s->task->count;
    return IMB_SUBMIT_CIPHER_BURST_NOCHECK(
               s->manager, s->jobs, n, IMB_CIPHER_CBC, s->task->decrypt ? IMB_DIR_DECRYPT : IMB_DIR_ENCRYPT,
               s->task->key_bytes == 16 ? IMB_KEY_128_BYTES : IMB_KEY_256_BYTES) == n;
}

static const struct way cipher = {open_cipher, run_cipher, answer, finish};

// ---- hashes ----

static void *open_hash(const struct task *task)
{
    struct state *s = start(task);
    if (s)
        s->digest_bytes = task_is(task, "sha512") ? 64 : 32;
    return s;
}

static bool run_hash(void *state)
{
    struct state *s = state;
    if (s->digest_bytes == 64)
        IMB_SHA512(s->manager, s->task->in, s->task->bytes, s->out);
    else
        IMB_SHA256(s->manager, s->task->in, s->task->bytes, s->out);
    return true;
}

// The hash burst of this release knows only HMAC: plain hashes go through the general burst of jobs.
static bool run_hash_many(void *state)
{
    struct state *s = state;
    IMB_JOB *jobs[MOST_JOBS];
    uint32_t n = (uint32_t)s->task->count;
    if (IMB_GET_NEXT_BURST(s->manager, n, jobs) != n)
        return false;
    for (uint32_t i = 0; i < n; i++) {
        jobs[i]->cipher_mode = IMB_CIPHER_NULL;
        jobs[i]->cipher_direction = IMB_DIR_ENCRYPT;
        jobs[i]->chain_order = IMB_ORDER_HASH_CIPHER;
        jobs[i]->hash_alg = IMB_AUTH_SHA_256;
        jobs[i]->src = s->task->in + i * s->task->bytes;
        jobs[i]->hash_start_src_offset_in_bytes = 0;
        jobs[i]->msg_len_to_hash_in_bytes = s->task->bytes;
        jobs[i]->auth_tag_output = s->out + i * 32;
        jobs[i]->auth_tag_output_len_in_bytes = 32;
    }
    uint32_t done = IMB_SUBMIT_BURST_NOCHECK(s->manager, n, jobs);
    while (done < n) {
        uint32_t more = IMB_FLUSH_BURST(s->manager, n - done, jobs);
        if (more == 0)
            return false;
        done += more;
    }
    return true;
}

static const struct way hash = {open_hash, run_hash, answer, finish},
                        hash_many = {open_hash, run_hash_many, answer, finish};

const struct peer peer_ipsec_mb = {
    .name = "libipsec-mb",
    .brief = "ipsec",
    .package = "libipsec-mb-dev",
    .version = version,
    .ways = {[TASK_CIPHER] = &cipher,
             [TASK_CIPHER_MANY] = &cipher,
             [TASK_HASH] = &hash,
             [TASK_HASH_MANY] = &hash_many},
};
#else
const struct peer peer_ipsec_mb = {.name = "libipsec-mb", .package = "libipsec-mb-dev"};
#endif
