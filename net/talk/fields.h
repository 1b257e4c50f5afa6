// SPDX-License-Identifier: MIT
// What is hashed and MACed: a label that names the purpose, then fields in the form of net/wire/bytes.h, fed
// straight into the hash. No label is the beginning of another. A MAC's fields go into `running` of its
// context.
#ifndef GLASSLOCK_NET_TALK_FIELDS_H
#define GLASSLOCK_NET_TALK_FIELDS_H

#include "crypto/hash/hash.h"

void talk_hash_begin(struct hash_ctx *h, const char *label); // SHA-256
void talk_put_u8(struct hash_ctx *h, uint8_t x);
void talk_put_u32(struct hash_ctx *h, uint32_t x);
void talk_put_u64(struct hash_ctx *h, uint64_t x);
void talk_put_raw(struct hash_ctx *h, const void *data, size_t bytes);
void talk_put_field(struct hash_ctx *h, const void *data, size_t bytes); // at most 65535
void talk_put_text(struct hash_ctx *h, const char *text);

#endif
