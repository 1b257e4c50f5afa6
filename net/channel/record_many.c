// SPDX-License-Identifier: MIT
// Many records at once: the path of a broadcast, sixteen channels side by side.
//
// Encryption is one call for all lanes. The HMACs are two calls of a hash: the inner hashes, then the outer
// ones. A hash of many wants each message in one piece, so a record is built behind room for what comes
// before it in the inner hash, and moves to its place when its MAC stands:
//
//     writer:  ... | K xor ipad, sequence | header, IV, ciphertext, MAC |
#include "net/channel/parts.h"

#include "crypto/common/bytes.h"

#include <stdlib.h>

#define LANES        16
#define KEY_BLOCK    64 // of SHA-256: a key, filled up with zeros, xor ipad or opad
#define PREFIX_BYTES (KEY_BLOCK + 8)
#define IPAD         0x36
#define OPAD         0x5c

struct lane {
    uint8_t *prefix, *record, *mac; // in the job's writer
    uint8_t outer[KEY_BLOCK + CHANNEL_MAC_BYTES];
    struct cipher_ctx cipher;
};

// Up to sixteen jobs that have passed their checks. On the heap (130 KB): a server has many threads, and what
// a stack has once touched it keeps.
struct band {
    size_t n;
    struct channel_job *jobs[LANES];
    struct lane lanes[LANES];
};

static void key_block(uint8_t block[KEY_BLOCK], const uint8_t key[CHANNEL_SECRET_BYTES], uint8_t pad)
{
    memset(block, pad, KEY_BLOCK);
    for (size_t i = 0; i < CHANNEL_SECRET_BYTES; i++)
        block[i] ^= key[i];
}

// Lay the record out and take what it needs from the channel, which then stands at the next one.
static enum gl_error prepare(struct lane *lane, struct channel_job *job, const uint8_t iv[CHANNEL_IV_BYTES])
{
    struct channel_direction *direction = &job->channel->out;
    lane->prefix = wire_put_space(job->out, PREFIX_BYTES + channel_record_bytes(job->bytes));
    if (!lane->prefix)
        return GL_ERR_MEMORY;
    channel_direction_ready(direction);
    lane->record = lane->prefix + PREFIX_BYTES;
    lane->mac = channel_record_lay(lane->record, iv, job->content, job->bytes);
    key_block(lane->prefix, direction->mac_key, IPAD);
    key_block(lane->outer, direction->mac_key, OPAD);
    gl_store64_be(lane->prefix + KEY_BLOCK, direction->sequence++);
    return cipher_init(&lane->cipher, &cipher_aes256, CIPHER_CBC, CIPHER_ENCRYPT, direction->aes_key,
                       sizeof direction->aes_key, iv);
}

static void prepare_all(struct band *band, const struct gl_random *random)
{
    uint8_t ivs[LANES][CHANNEL_IV_BYTES];
    enum gl_error error = gl_random_bytes(random, ivs, band->n * sizeof *ivs);
    size_t kept = 0;
    for (size_t i = 0; i < band->n; i++) {
        struct channel_job *job = band->jobs[i];
        job->error = error ? error : prepare(&band->lanes[kept], job, ivs[i]);
        if (!job->error)
            band->jobs[kept++] = job;
    }
    band->n = kept;
}

static void encrypt(struct band *band)
{
    struct cipher_job jobs[LANES];
    for (size_t i = 0; i < band->n; i++) {
        struct lane *lane = &band->lanes[i];
        uint8_t *text = lane->record + FRAME_HEADER_BYTES + CHANNEL_IV_BYTES;
        jobs[i] = (struct cipher_job){&lane->cipher, text, text, (size_t)(lane->mac - text)};
    }
    (void)cipher_encrypt_many(jobs, band->n);
    for (size_t i = 0; i < band->n; i++)
        cipher_wipe(&band->lanes[i].cipher);
}

static void authenticate(struct band *band)
{
    struct hash_message inner[LANES], outer[LANES];
    for (size_t i = 0; i < band->n; i++) {
        struct lane *lane = &band->lanes[i];
        inner[i] =
            (struct hash_message){lane->prefix, (size_t)(lane->mac - lane->prefix), lane->outer + KEY_BLOCK};
        outer[i] = (struct hash_message){lane->outer, sizeof lane->outer, lane->mac};
    }
    hash_digest_many(&hash_sha256, inner, band->n);
    hash_digest_many(&hash_sha256, outer, band->n);
}

static void deliver(struct lane *lane, struct wire_writer *out)
{
    size_t bytes = (size_t)(lane->mac - lane->record) + CHANNEL_MAC_BYTES;
    // The record is longer than the prefix's secret part, and covers it.
    memmove(lane->prefix, lane->record, bytes);
    out->bytes -= PREFIX_BYTES;
    gl_wipe(lane->outer, sizeof lane->outer);
}

static void seal_band(struct band *band, const struct gl_random *random)
{
    prepare_all(band, random);
    encrypt(band);
    authenticate(band);
    for (size_t i = 0; i < band->n; i++)
        deliver(&band->lanes[i], band->jobs[i]->out);
    band->n = 0;
}

static enum gl_error check(const struct channel_job *job)
{
    if (!job->channel->open)
        return GL_ERR_ARGUMENT;
    return job->bytes < 1 || job->bytes > CHANNEL_MAX_PLAIN ? GL_ERR_LENGTH : GL_OK;
}

void channel_seal_many(struct channel_job *jobs, size_t n, const struct gl_random *random)
{
    struct band *band = n > 1 ? malloc(sizeof *band) : NULL;
    if (!band) { // nobody to share with, or no memory: each on its own
        for (size_t i = 0; i < n; i++)
            jobs[i].error =
                channel_seal(jobs[i].channel, random, jobs[i].content, jobs[i].bytes, jobs[i].out);
        return;
    }
    band->n = 0;
    for (size_t i = 0; i < n; i++) {
        jobs[i].error = check(&jobs[i]);
        if (!jobs[i].error)
            band->jobs[band->n++] = &jobs[i];
        if (band->n == LANES || i + 1 == n)
            seal_band(band, random);
    }
    free(band); // every secret in it was wiped on the way
}
