// SPDX-License-Identifier: MIT
#include "app/attack/seeded.h"

#include "crypto/common/bytes.h"
#include "crypto/hash/hash.h"

static enum gl_error fill(void *context, void *out, size_t bytes)
{
    struct seeded *s = context;
    uint8_t *at = out;
    while (bytes > 0) {
        uint8_t block[16], digest[HASH_MAX_DIGEST_BYTES];
        gl_store64_be(block, s->seed);
        gl_store64_be(block + 8, s->counter++);
        hash_digest(&hash_sha256, block, sizeof block, digest);
        size_t taken = bytes < hash_sha256.digest_bytes ? bytes : hash_sha256.digest_bytes;
        memcpy(at, digest, taken);
        at += taken;
        bytes -= taken;
    }
    return GL_OK;
}

void seeded_init(struct seeded *s, uint64_t seed)
{
    *s = (struct seeded){.seed = seed, .random = {fill, s}};
}

void seeded_bytes(struct seeded *s, void *out, size_t bytes)
{
    fill(s, out, bytes);
}

uint32_t seeded_below(struct seeded *s, uint32_t bound)
{
    uint8_t bytes[8];
    fill(s, bytes, sizeof bytes);
    return (uint32_t)(gl_load64_be(bytes) % bound);
}
