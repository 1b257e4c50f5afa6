// SPDX-License-Identifier: MIT
// fernet: a Fernet token under the first 32 bytes of the epoch's key. Its age is not limited, because
// messages wait for those who are away.
#include "crypto/common/bytes.h"
#include "crypto/token/fernet.h"
#include "net/talk/seal.h"

static enum gl_error fernet_seal(const struct talk_epoch *epoch, const struct talk_place *place, uint64_t now,
                                 const struct gl_random *random, const uint8_t *plain, size_t bytes,
                                 uint8_t *sealed, size_t *sealed_bytes)
{
    (void)place;
    uint8_t iv[TALK_IV_BYTES];
    enum gl_error error = gl_random_bytes(random, iv, sizeof iv);
    *sealed_bytes = fernet_token_chars(bytes);
    return error ? error : fernet_encrypt(epoch->key, now, iv, (char *)sealed, plain, bytes);
}

static enum gl_error fernet_open(const struct talk_epoch *epoch, const struct talk_place *place,
                                 const uint8_t *sealed, size_t sealed_bytes, uint8_t *plain, size_t *bytes)
{
    (void)place;
    char token[TALK_MAX_SEALED_BYTES + 1];
    memcpy(token, sealed, sealed_bytes);
    token[sealed_bytes] = '\0';
    if (strlen(token) != sealed_bytes)
        return GL_ERR_DECRYPT;
    enum gl_error error = fernet_decrypt(epoch->key, 0, 0, plain, bytes, token);
    return error && error != GL_ERR_MEMORY ? GL_ERR_DECRYPT : error;
}

const struct talk_seal talk_seal_fernet = {fernet_seal, fernet_open};
