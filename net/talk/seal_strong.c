// SPDX-License-Identifier: MIT
// strong: AES-256-CBC under the key's first half, then HMAC-SHA-256 under its second half over the place of
// the message, IV and ciphertext.
#include "crypto/common/bytes.h"
#include "crypto/common/declassify.h"
#include "crypto/hash/hmac.h"
#include "net/talk/fields.h"
#include "net/talk/seal.h"

#define MAC_BYTES 32

static void seal_mac(const struct talk_epoch *epoch, const struct talk_place *place, const uint8_t *data,
                     size_t bytes, uint8_t mac[MAC_BYTES])
{
    static const char label[] = "glasslock seal v1";
    struct hmac_ctx ctx;
    hmac_init(&ctx, &hash_sha256, epoch->key + 32, 32);
    talk_put_raw(&ctx.running, label, sizeof label - 1);
    talk_put_raw(&ctx.running, epoch->room, TALK_ROOM_BYTES);
    talk_put_u32(&ctx.running, epoch->epoch);
    talk_put_text(&ctx.running, place->sender);
    talk_put_u64(&ctx.running, place->counter);
    talk_put_raw(&ctx.running, data, bytes);
    hmac_final(&ctx, mac);
    hmac_wipe(&ctx);
}

static enum gl_error strong_seal(const struct talk_epoch *epoch, const struct talk_place *place, uint64_t now,
                                 const struct gl_random *random, const uint8_t *plain, size_t bytes,
                                 uint8_t *sealed, size_t *sealed_bytes)
{
    (void)now;
    size_t covered = TALK_IV_BYTES + bytes;
    enum gl_error error = talk_cbc_encrypt(epoch->key, random, plain, bytes, sealed);
    if (!error)
        seal_mac(epoch, place, sealed, covered, sealed + covered);
    *sealed_bytes = covered + MAC_BYTES;
    return error;
}

static enum gl_error strong_open(const struct talk_epoch *epoch, const struct talk_place *place,
                                 const uint8_t *sealed, size_t sealed_bytes, uint8_t *plain, size_t *bytes)
{
    uint8_t mac[MAC_BYTES];
    if (sealed_bytes < MAC_BYTES)
        return GL_ERR_DECRYPT;
    size_t covered = sealed_bytes - MAC_BYTES;
    seal_mac(epoch, place, sealed, covered, mac);
    bool equal = gl_equal_ct(mac, sealed + covered, MAC_BYTES);
    gl_declassify(&equal, sizeof equal); // the verdict is public; where the two differ is not
    if (!equal)
        return GL_ERR_DECRYPT;
    return talk_cbc_decrypt(epoch->key, sealed, covered, plain, bytes);
}

const struct talk_seal talk_seal_strong = {strong_seal, strong_open};
