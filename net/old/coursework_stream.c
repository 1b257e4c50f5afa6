// SPDX-License-Identifier: MIT
#include "net/old/coursework_stream.h"

#include "crypto/encoding/key.h"

#include <string.h>

#define PEM_BEGIN "-----BEGIN "
#define PEM_END   "-----END PUBLIC KEY-----"

enum gl_error coursework_next_key(const char *data, size_t bytes, struct rsa_public *key, size_t *used)
{
    *used = 0;
    size_t begun = bytes < strlen(PEM_BEGIN) ? bytes : strlen(PEM_BEGIN);
    if (memcmp(data, PEM_BEGIN, begun) != 0)
        return GL_ERR_ENCODING;
    const char *end = memmem(data, bytes, PEM_END, strlen(PEM_END));
    if (!end)
        return bytes >= COURSEWORK_MAX_PEM ? GL_ERR_ENCODING : GL_OK;
    size_t chars = (size_t)(end - data) + strlen(PEM_END);
    struct key read;
    enum gl_error error = chars > COURSEWORK_MAX_PEM ? GL_ERR_ENCODING : key_from_pem(&read, data, chars);
    if (error)
        return error;
    if (read.kind != KEY_RSA || read.is_private ||
        rsa_modulus_bytes(&read.rsa.public) > COURSEWORK_MAX_KEY_BYTES) {
        error = GL_ERR_KEY;
    } else {
        rsa_public_init(key);
        mpz_set(key->n, read.rsa.public.n);
        mpz_set(key->e, read.rsa.public.e);
        *used = chars;
    }
    key_clear(&read);
    return error;
}

enum gl_error coursework_next_frame(const char *data, size_t bytes, size_t *from, size_t *used)
{
    *from = *used = 0;
    // A frame's first byte is 0: its length has less than 24 bits.
    size_t at = 0;
    while (at < bytes && at < 2 && (data[at] == '\r' || data[at] == '\n'))
        at++;
    if (bytes - at < COURSEWORK_HEADER_BYTES)
        return GL_OK;
    size_t body;
    enum gl_error error = coursework_body_bytes((const uint8_t *)data + at, &body);
    if (error || bytes - at - COURSEWORK_HEADER_BYTES < body)
        return error;
    *from = at + COURSEWORK_HEADER_BYTES;
    *used = *from + body;
    return GL_OK;
}

char *coursework_key_pem(const struct rsa_public *key)
{
    struct key spki;
    char *pem = NULL;
    key_init(&spki, KEY_RSA);
    mpz_set(spki.rsa.public.n, key->n);
    mpz_set(spki.rsa.public.e, key->e);
    if (key_to_pem(&spki, KEY_SPKI, &pem))
        pem = NULL;
    key_clear(&spki);
    return pem;
}
