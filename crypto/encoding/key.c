// SPDX-License-Identifier: MIT
// Keys: life, and the way between PEM and DER.
#include "crypto/encoding/key.h"

#include "crypto/common/bytes.h"
#include "crypto/encoding/pem.h"

#include <stdlib.h>
#include <string.h>

void key_init(struct key *key, enum key_kind kind)
{
    *key = (struct key){.kind = kind};
    if (kind == KEY_RSA)
        rsa_private_init(&key->rsa);
    else if (kind == KEY_EC)
        ec_key_init(&key->ec);
    else if (kind == KEY_DSA)
        dsa_key_init(&key->dsa);
}

void key_clear(struct key *key)
{
    if (key->kind == KEY_RSA)
        rsa_private_clear(&key->rsa);
    else if (key->kind == KEY_EC)
        ec_key_clear(&key->ec);
    else if (key->kind == KEY_DSA)
        dsa_key_clear(&key->dsa);
    key->kind = KEY_NONE;
}

// What the PEM label says: the format, and for traditional ones the kind.
static const struct label {
    const char *text;
    enum key_format format;
    enum key_kind kind;
} labels[] = {
    {"PRIVATE KEY", KEY_PKCS8, KEY_NONE},          {"PUBLIC KEY", KEY_SPKI, KEY_NONE},
    {"RSA PRIVATE KEY", KEY_TRADITIONAL, KEY_RSA}, {"EC PRIVATE KEY", KEY_TRADITIONAL, KEY_EC},
    {"DSA PRIVATE KEY", KEY_TRADITIONAL, KEY_DSA}, {"RSA PUBLIC KEY", KEY_RSA_PUBLIC, KEY_RSA},
};
#define LABELS (sizeof labels / sizeof labels[0])

enum gl_error key_to_pem(const struct key *key, enum key_format format, char **pem)
{
    uint8_t *der = NULL;
    size_t bytes = 0;
    enum gl_error error = key_to_der(key, format, &der, &bytes);
    for (size_t i = 0; !error && i < LABELS; i++) {
        if (labels[i].format != format || (labels[i].kind != KEY_NONE && labels[i].kind != key->kind))
            continue;
        *pem = pem_encode(labels[i].text, der, bytes);
        error = *pem ? GL_OK : GL_ERR_MEMORY;
        break;
    }
    gl_wipe_free(der, bytes);
    return error;
}

// `openssl ecparam -genkey` and `openssl dsaparam -genkey` write the parameters once more, before the key.
static void skip_parameters(const char **pem, size_t *chars)
{
    static const char *const ends[] = {"-----END EC PARAMETERS-----", "-----END DSA PARAMETERS-----"};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        const char *end = memmem(*pem, *chars, ends[i], strlen(ends[i]));
        if (end) {
            end += strlen(ends[i]);
            *chars -= (size_t)(end - *pem);
            *pem = end;
        }
    }
}

enum gl_error key_from_pem(struct key *key, const char *pem, size_t chars)
{
    char label[PEM_MAX_LABEL_CHARS + 1];
    uint8_t *der = NULL;
    size_t bytes = 0;
    skip_parameters(&pem, &chars);
    enum gl_error error = pem_decode(pem, chars, label, &der, &bytes);
    if (error)
        return error;
    error = GL_ERR_UNSUPPORTED;
    for (size_t i = 0; i < LABELS; i++) {
        if (strcmp(labels[i].text, label) != 0)
            continue;
        error = key_from_der(key, labels[i].format, der, bytes);
        if (!error && labels[i].kind != KEY_NONE && labels[i].kind != key->kind) {
            key_clear(key);
            error = GL_ERR_ENCODING;
        }
    }
    gl_wipe_free(der, bytes);
    return error;
}
