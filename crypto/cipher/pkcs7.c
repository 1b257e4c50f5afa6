// SPDX-License-Identifier: MIT
// PKCS#7 padding (RFC 5652, 6.3): n bytes of value n, 1 <= n <= block. And whole padded messages over it.
#include "crypto/cipher/cipher.h"

#include "crypto/common/bytes.h"
#include "crypto/common/declassify.h"

size_t pkcs7_padded_bytes(size_t bytes, size_t block_bytes)
{
    return bytes + block_bytes - bytes % block_bytes;
}

void pkcs7_pad(uint8_t *data, size_t bytes, size_t block_bytes)
{
    size_t padding = block_bytes - bytes % block_bytes;
    memset(data + bytes, (int)padding, padding);
}

// All ones where a < b, else zero; both below 2^31.
static uint32_t mask_less(uint32_t a, uint32_t b)
{
    return 0 - ((a - b) >> 31);
}

// Every byte of the last block is looked at, whatever the padding says.
enum gl_error pkcs7_unpad(const uint8_t *data, size_t *bytes, size_t block_bytes)
{
    if (*bytes == 0 || *bytes % block_bytes)
        return GL_ERR_DECRYPT;
    const volatile uint8_t *last = data + *bytes - block_bytes;
    uint32_t block = (uint32_t)block_bytes;
    uint32_t padding = last[block - 1];
    uint32_t wrong = mask_less(padding, 1) | mask_less(block, padding);
    for (uint32_t i = 0; i < block; i++) { // i counts from the end
        uint32_t inside = mask_less(i, padding);
        wrong |= inside & (last[block - 1 - i] ^ padding);
    }
    gl_declassify(&wrong, sizeof wrong); // the verdict is public: the caller acts on it
    if (wrong)
        return GL_ERR_DECRYPT;
    gl_declassify(&padding, sizeof padding); // and so is the length of what was accepted
    *bytes -= padding;
    return GL_OK;
}

enum gl_error cipher_seal(const struct cipher_alg *alg, enum cipher_mode mode, const uint8_t *key,
                          size_t key_bytes, const uint8_t *iv, uint8_t *out, const uint8_t *in, size_t bytes)
{
    struct cipher_ctx ctx;
    enum gl_error error = cipher_init(&ctx, alg, mode, CIPHER_ENCRYPT, key, key_bytes, iv);
    if (error)
        return error;
    if (bytes)
        memmove(out, in, bytes);
    pkcs7_pad(out, bytes, alg->block_bytes);
    error = cipher_blocks(&ctx, out, out, pkcs7_padded_bytes(bytes, alg->block_bytes));
    cipher_wipe(&ctx);
    return error;
}

enum gl_error cipher_open(const struct cipher_alg *alg, enum cipher_mode mode, const uint8_t *key,
                          size_t key_bytes, const uint8_t *iv, uint8_t *out, size_t *out_bytes,
                          const uint8_t *in, size_t bytes)
{
    struct cipher_ctx ctx;
    enum gl_error error = cipher_init(&ctx, alg, mode, CIPHER_DECRYPT, key, key_bytes, iv);
    if (error)
        return error;
    *out_bytes = bytes;
    if (cipher_blocks(&ctx, out, in, bytes) || pkcs7_unpad(out, out_bytes, alg->block_bytes)) {
        gl_wipe(out, bytes);
        *out_bytes = 0;
        error = GL_ERR_DECRYPT;
    }
    cipher_wipe(&ctx);
    return error;
}
