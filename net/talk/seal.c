// SPDX-License-Identifier: MIT
#include "net/talk/seal.h"

#include "crypto/cipher/cipher.h"
#include "crypto/common/bytes.h"

static size_t plain_bytes(size_t text_bytes)
{
    size_t bytes = TALK_PLAIN_HEADER + text_bytes;
    return (bytes + TALK_BUCKET_BYTES - 1) / TALK_BUCKET_BYTES * TALK_BUCKET_BYTES;
}

size_t talk_plain_write(uint8_t *plain, enum talk_kind kind, const char *text, size_t bytes)
{
    size_t all = plain_bytes(bytes);
    memset(plain, 0, all);
    plain[0] = (uint8_t)kind;
    plain[1] = (uint8_t)(bytes >> 8);
    plain[2] = (uint8_t)bytes;
    memcpy(plain + TALK_PLAIN_HEADER, text, bytes);
    return all;
}

bool talk_plain_read(const uint8_t *plain, size_t bytes, struct talk_message *out)
{
    struct wire_reader r = wire_read(plain, bytes);
    size_t text_bytes;
    uint8_t kind = wire_u8(&r), padding = 0;
    const uint8_t *text = wire_field(&r, &text_bytes);
    if (r.failed || (kind != TALK_TEXT && kind != TALK_EMOTE) || text_bytes > TALK_MAX_TEXT_BYTES ||
        bytes != plain_bytes(text_bytes) || !wire_text_valid((const char *)text, text_bytes, true))
        return false;
    while (r.left)
        padding |= wire_u8(&r);
    if (padding)
        return false;
    out->kind = kind;
    memcpy(out->text, text, text_bytes);
    out->text[text_bytes] = '\0';
    return true;
}

const struct talk_seal *talk_seal_of(enum talk_recipe recipe)
{
    switch (recipe) {
    case TALK_STRONG:
        return &talk_seal_strong;
    case TALK_SECURECHAT:
        return &talk_seal_securechat;
    case TALK_FERNET:
        return &talk_seal_fernet;
    }
    return NULL;
}

static enum gl_error cbc(enum cipher_direction direction, const uint8_t *key, const uint8_t *iv, uint8_t *out,
                         const uint8_t *in, size_t bytes)
{
    struct cipher_ctx ctx;
    enum gl_error error = cipher_init(&ctx, &cipher_aes256, CIPHER_CBC, direction, key, 32, iv);
    if (!error)
        error = cipher_blocks(&ctx, out, in, bytes);
    cipher_wipe(&ctx);
    return error;
}

enum gl_error talk_cbc_encrypt(const uint8_t key[32], const struct gl_random *random, const uint8_t *plain,
                               size_t bytes, uint8_t *out)
{
    enum gl_error error = gl_random_bytes(random, out, TALK_IV_BYTES);
    return error ? error : cbc(CIPHER_ENCRYPT, key, out, out + TALK_IV_BYTES, plain, bytes);
}

enum gl_error talk_cbc_decrypt(const uint8_t key[32], const uint8_t *in, size_t in_bytes, uint8_t *plain,
                               size_t *bytes)
{
    if (in_bytes < TALK_IV_BYTES)
        return GL_ERR_DECRYPT;
    *bytes = in_bytes - TALK_IV_BYTES;
    return cbc(CIPHER_DECRYPT, key, in, plain, in + TALK_IV_BYTES, *bytes) ? GL_ERR_DECRYPT : GL_OK;
}
