// SPDX-License-Identifier: MIT
#include "crypto/rsa/mgf1.h"

#include "crypto/common/bytes.h"

void mgf1_xor(const struct hash_alg *hash, const uint8_t *seed, size_t seed_bytes, uint8_t *data,
              size_t bytes)
{
    uint8_t mask[HASH_MAX_DIGEST_BYTES], counter[4];
    for (uint32_t i = 0; bytes > 0; i++) {
        struct hash_ctx ctx;
        gl_store32_be(counter, i);
        hash_init(&ctx, hash);
        hash_update(&ctx, seed, seed_bytes);
        hash_update(&ctx, counter, 4);
        hash_final(&ctx, mask);
        size_t taken = bytes < hash->digest_bytes ? bytes : hash->digest_bytes;
        for (size_t j = 0; j < taken; j++)
            data[j] ^= mask[j];
        data += taken;
        bytes -= taken;
    }
    gl_wipe(mask, sizeof mask);
}
