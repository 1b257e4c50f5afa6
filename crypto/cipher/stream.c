// SPDX-License-Identifier: MIT
// A padded message in pieces of any size. Encrypting, what does not fill a block waits; decrypting, the last
// whole block waits as well, for only the end of the stream says whether it is the one with the padding.
#include "crypto/cipher/cipher.h"

#include "crypto/common/bytes.h"

enum gl_error cipher_stream_init(struct cipher_stream *s, const struct cipher_alg *alg, enum cipher_mode mode,
                                 enum cipher_direction direction, const uint8_t *key, size_t key_bytes,
                                 const uint8_t *iv)
{
    s->n_held = 0;
    return cipher_init(&s->ctx, alg, mode, direction, key, key_bytes, iv);
}

// Process the full held block, and forget it.
static void flush(struct cipher_stream *s, uint8_t *out, size_t *out_bytes)
{
    cipher_blocks(&s->ctx, out + *out_bytes, s->held, s->n_held);
    *out_bytes += s->n_held;
    s->n_held = 0;
}

void cipher_stream_update(struct cipher_stream *s, uint8_t *out, size_t *out_bytes, const uint8_t *in,
                          size_t bytes)
{
    size_t block = s->ctx.alg->block_bytes;
    size_t keep =
        s->ctx.direction == CIPHER_DECRYPT ? 1 : 0; // at least this many bytes must stay behind a whole block
    *out_bytes = 0;
    if (bytes == 0)
        return;
    if (s->n_held) {
        size_t taken = block - s->n_held < bytes ? block - s->n_held : bytes;
        memcpy(s->held + s->n_held, in, taken);
        s->n_held += taken;
        in += taken;
        bytes -= taken;
        if (s->n_held < block || bytes < keep)
            return;
        flush(s, out, out_bytes);
    }
    size_t whole = bytes < keep ? 0 : (bytes - keep) / block * block;
    cipher_blocks(&s->ctx, out + *out_bytes, in, whole);
    *out_bytes += whole;
    s->n_held = bytes - whole;
    if (s->n_held)
        memcpy(s->held, in + whole, s->n_held);
}

enum gl_error cipher_stream_final(struct cipher_stream *s, uint8_t *out, size_t *out_bytes)
{
    size_t block = s->ctx.alg->block_bytes;
    enum gl_error error = GL_OK;
    *out_bytes = 0;
    if (s->ctx.direction == CIPHER_ENCRYPT) {
        pkcs7_pad(s->held, s->n_held, block);
        s->n_held = block;
        flush(s, out, out_bytes);
    } else if (s->n_held != block) {
        error = GL_ERR_DECRYPT;
    } else {
        flush(s, out, out_bytes);
        error = pkcs7_unpad(out, out_bytes, block);
        if (error) {
            gl_wipe(out, block);
            *out_bytes = 0;
        }
    }
    cipher_wipe(&s->ctx);
    gl_wipe(s->held, sizeof s->held);
    s->n_held = 0;
    return error;
}
