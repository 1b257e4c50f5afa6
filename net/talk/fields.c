// SPDX-License-Identifier: MIT
#include "net/talk/fields.h"

#include "crypto/common/bytes.h"

void talk_hash_begin(struct hash_ctx *h, const char *label)
{
    hash_init(h, &hash_sha256);
    talk_put_raw(h, label, strlen(label));
}

void talk_put_u8(struct hash_ctx *h, uint8_t x)
{
    hash_update(h, &x, 1);
}

void talk_put_u32(struct hash_ctx *h, uint32_t x)
{
    uint8_t be[4];
    gl_store32_be(be, x);
    hash_update(h, be, sizeof be);
}

void talk_put_u64(struct hash_ctx *h, uint64_t x)
{
    uint8_t be[8];
    gl_store64_be(be, x);
    hash_update(h, be, sizeof be);
}

void talk_put_raw(struct hash_ctx *h, const void *data, size_t bytes)
{
    hash_update(h, data, bytes);
}

void talk_put_field(struct hash_ctx *h, const void *data, size_t bytes)
{
    hash_update(h, (uint8_t[]){(uint8_t)(bytes >> 8), (uint8_t)bytes}, 2);
    hash_update(h, data, bytes);
}

void talk_put_text(struct hash_ctx *h, const char *text)
{
    talk_put_field(h, text, strlen(text));
}
