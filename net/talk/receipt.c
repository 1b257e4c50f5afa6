// SPDX-License-Identifier: MIT
// Receipts: MACs under a key that is expanded from the epoch's.
#include "crypto/common/bytes.h"
#include "crypto/hash/hkdf.h"
#include "crypto/hash/hmac.h"
#include "net/talk/fields.h"
#include "net/talk/talk.h"

void talk_receipt_make(uint8_t mac[TALK_HASH_BYTES], const struct talk_epoch *epoch, enum talk_receipt kind,
                       const char *reader, const char *author, uint64_t counter,
                       const uint8_t hash[TALK_HASH_BYTES])
{
    static const char info[] = "glasslock receipt v1";
    uint8_t key[TALK_HASH_BYTES];
    struct hmac_ctx ctx;
    // One block of output: this length is never refused.
    (void)hkdf_expand(&hash_sha256, epoch->key, sizeof epoch->key, info, sizeof info - 1, key, sizeof key);
    hmac_init(&ctx, &hash_sha256, key, sizeof key);
    talk_put_raw(&ctx.running, epoch->room, TALK_ROOM_BYTES);
    talk_put_u32(&ctx.running, epoch->epoch);
    talk_put_u8(&ctx.running, (uint8_t)kind);
    talk_put_text(&ctx.running, reader);
    talk_put_text(&ctx.running, author);
    talk_put_u64(&ctx.running, counter);
    talk_put_raw(&ctx.running, hash, TALK_HASH_BYTES);
    hmac_final(&ctx, mac);
    hmac_wipe(&ctx);
    gl_wipe(key, sizeof key);
}
