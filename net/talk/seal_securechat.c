// SPDX-License-Identifier: MIT
// securechat: AES-256-CBC alone. That a ciphertext was not altered is the signature's to say, which is
// checked before anything is decrypted; so there is no padding oracle.
#include "net/talk/seal.h"

static enum gl_error securechat_seal(const struct talk_epoch *epoch, const struct talk_place *place,
                                     uint64_t now, const struct gl_random *random, const uint8_t *plain,
                                     size_t bytes, uint8_t *sealed, size_t *sealed_bytes)
{
    (void)place, (void)now;
    *sealed_bytes = TALK_IV_BYTES + bytes;
    return talk_cbc_encrypt(epoch->key, random, plain, bytes, sealed);
}

static enum gl_error securechat_open(const struct talk_epoch *epoch, const struct talk_place *place,
                                     const uint8_t *sealed, size_t sealed_bytes, uint8_t *plain,
                                     size_t *bytes)
{
    (void)place;
    return talk_cbc_decrypt(epoch->key, sealed, sealed_bytes, plain, bytes);
}

const struct talk_seal talk_seal_securechat = {securechat_seal, securechat_open};
