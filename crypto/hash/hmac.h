// SPDX-License-Identifier: MIT
// HMAC (FIPS 198-1, RFC 2104) over any hash of hash.h.
//
// A struct hmac_ctx holds the two keyed contexts, so a key is absorbed once and hmac_restart() serves many
// messages: PBKDF2 and records of the chat rely on it. CT: as the hash; keys of any length.
#ifndef GLASSLOCK_HASH_HMAC_H
#define GLASSLOCK_HASH_HMAC_H

#include "crypto/hash/hash.h"

struct hmac_ctx {
    struct hash_ctx inner, outer; // both after their first, keyed block
    struct hash_ctx running;      // the message so far
};

void hmac_init(struct hmac_ctx *ctx, const struct hash_alg *alg, const void *key, size_t key_bytes);
void hmac_init_engine(struct hmac_ctx *ctx, const struct hash_alg *alg, const struct hash_engine *engine,
                      const void *key, size_t key_bytes);
void hmac_restart(struct hmac_ctx *ctx); // a new message under the same key
void hmac_update(struct hmac_ctx *ctx, const void *data, size_t bytes);
void hmac_final(struct hmac_ctx *ctx,
                uint8_t *mac); // alg->digest_bytes; the key stays, see hmac_restart, hmac_wipe
void hmac_wipe(struct hmac_ctx *ctx);

// hmac_restart, hmac_update and hmac_final of one whole message, under the key that ctx was made with, in one
// call and quicker; what the context was in the middle of stays as it is. `mac` may overlap `data`.
void hmac_message(const struct hmac_ctx *ctx, const void *data, size_t bytes, uint8_t *mac);

void hmac_digest(const struct hash_alg *alg, const void *key, size_t key_bytes, const void *data,
                 size_t bytes, uint8_t *mac);

// GL_ERR_VERIFY unless the first mac_bytes bytes of the MAC are `mac`; 1 <= mac_bytes <= alg->digest_bytes,
// else GL_ERR_LENGTH. CT.
enum gl_error hmac_verify(const struct hash_alg *alg, const void *key, size_t key_bytes, const void *data,
                          size_t bytes, const uint8_t *mac, size_t mac_bytes);

// Narrated: K0, K0 xor ipad, inner hash, K0 xor opad, outer hash, with every step of the hashes.
// Refs of 0 are recorded as inputs.
enum gl_error hmac_trace(struct trace *t, const struct hash_alg *alg, const uint8_t *key, size_t key_bytes,
                         trace_ref key_ref, const uint8_t *data, size_t bytes, trace_ref data_ref,
                         uint8_t *mac, trace_ref *mac_ref);

#endif
