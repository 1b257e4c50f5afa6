// SPDX-License-Identifier: MIT
// The sealed part of a message: one const struct a recipe, one file a recipe.
//
// The plain text inside is u8 kind, u16 length, text, and zero bytes up to a multiple of TALK_BUCKET_BYTES,
// so that its length tells the bucket and no more. What opens has the one form that talk_plain_write() gives.
#ifndef GLASSLOCK_NET_TALK_SEAL_H
#define GLASSLOCK_NET_TALK_SEAL_H

#include "net/talk/talk.h"

#define TALK_PLAIN_HEADER 3
#define TALK_MAX_PLAIN_BYTES                                                                                 \
    ((TALK_PLAIN_HEADER + TALK_MAX_TEXT_BYTES + TALK_BUCKET_BYTES - 1) / TALK_BUCKET_BYTES *                 \
     TALK_BUCKET_BYTES)
#define TALK_MAX_SEALED_BYTES 5644 // the longest Fernet token

// plain: TALK_MAX_PLAIN_BYTES of room; returns its length. The text is at most TALK_MAX_TEXT_BYTES.
size_t talk_plain_write(uint8_t *plain, enum talk_kind kind, const char *text, size_t bytes);
bool talk_plain_read(const uint8_t *plain, size_t bytes, struct talk_message *out);

// Where a message stands: what seals bind beside its content.
struct talk_place {
    const char *sender;
    uint64_t counter;
};

struct talk_seal {
    // The sealed form of `bytes` bytes of plain text goes to `sealed` (TALK_MAX_SEALED_BYTES + 1 of room).
    enum gl_error (*seal)(const struct talk_epoch *epoch, const struct talk_place *place, uint64_t now,
                          const struct gl_random *random, const uint8_t *plain, size_t bytes, uint8_t *sealed,
                          size_t *sealed_bytes);
    // plain: TALK_MAX_SEALED_BYTES of room; sealed_bytes is at most that. GL_ERR_DECRYPT, whatever is wrong
    // with it; GL_ERR_MEMORY.
    enum gl_error (*open)(const struct talk_epoch *epoch, const struct talk_place *place,
                          const uint8_t *sealed, size_t sealed_bytes, uint8_t *plain, size_t *bytes);
};
extern const struct talk_seal talk_seal_strong, talk_seal_securechat, talk_seal_fernet;
const struct talk_seal *talk_seal_of(enum talk_recipe recipe); // NULL: no such recipe

// AES-256-CBC of whole blocks: out = IV || ciphertext, with a fresh IV; and back from such bytes.
#define TALK_IV_BYTES 16
enum gl_error talk_cbc_encrypt(const uint8_t key[32], const struct gl_random *random, const uint8_t *plain,
                               size_t bytes, uint8_t *out);
enum gl_error talk_cbc_decrypt(const uint8_t key[32], const uint8_t *in, size_t in_bytes, uint8_t *plain,
                               size_t *bytes);

#endif
