// SPDX-License-Identifier: MIT
// Invitations and the ids of rooms.
#include "crypto/common/bytes.h"
#include "net/talk/fields.h"
#include "net/talk/sign.h"

#define INVITE_VERSION 1
#define ROOM_SALT      16

static void invite_digest(uint8_t digest[TALK_HASH_BYTES], const uint8_t *room, const uint8_t *inviter,
                          const uint8_t *guest)
{
    struct hash_ctx h;
    talk_hash_begin(&h, "glasslock invitation v1");
    talk_put_raw(&h, room, TALK_ROOM_BYTES);
    talk_put_raw(&h, inviter, TALK_HASH_BYTES);
    talk_put_raw(&h, guest, TALK_HASH_BYTES);
    hash_final(&h, digest);
}

enum gl_error talk_invite_make(const struct talk_keys *keys, const uint8_t room[TALK_ROOM_BYTES],
                               const uint8_t inviter[TALK_HASH_BYTES], const uint8_t guest[TALK_HASH_BYTES],
                               struct wire_writer *out)
{
    uint8_t digest[TALK_HASH_BYTES], signature[TALK_PAIR_BYTES];
    invite_digest(digest, room, inviter, guest);
    enum gl_error error = talk_sign_ecdsa(&keys->sign, digest, signature);
    if (error)
        return error;
    wire_put_u8(out, INVITE_VERSION);
    wire_put_raw(out, inviter, TALK_HASH_BYTES);
    wire_put_raw(out, guest, TALK_HASH_BYTES);
    wire_put_raw(out, signature, sizeof signature);
    return out->failed ? GL_ERR_MEMORY : GL_OK;
}

struct invite {
    const uint8_t *inviter, *guest, *signature;
};

static enum gl_error invite_read(struct invite *invite, const uint8_t *data, size_t bytes)
{
    struct wire_reader r = wire_read(data, bytes);
    bool known = wire_u8(&r) == INVITE_VERSION;
    invite->inviter = wire_raw(&r, TALK_HASH_BYTES);
    invite->guest = wire_raw(&r, TALK_HASH_BYTES);
    invite->signature = wire_raw(&r, TALK_PAIR_BYTES);
    return known && wire_done(&r) ? GL_OK : GL_ERR_ENCODING;
}

enum gl_error talk_invite_check(const uint8_t *data, size_t bytes, const uint8_t room[TALK_ROOM_BYTES],
                                const struct talk_card *inviter, const uint8_t *guest)
{
    struct invite invite;
    uint8_t digest[TALK_HASH_BYTES];
    enum gl_error error = invite_read(&invite, data, bytes);
    if (error)
        return error;
    if (memcmp(invite.inviter, inviter->hash, TALK_HASH_BYTES) != 0 ||
        (guest && memcmp(invite.guest, guest, TALK_HASH_BYTES) != 0))
        return GL_ERR_VERIFY;
    invite_digest(digest, room, invite.inviter, invite.guest);
    return talk_verify_ecdsa(&inviter->sign, digest, invite.signature, TALK_PAIR_BYTES);
}

enum gl_error talk_invite_names(const uint8_t *data, size_t bytes, uint8_t inviter[TALK_HASH_BYTES],
                                uint8_t guest[TALK_HASH_BYTES])
{
    struct invite invite;
    enum gl_error error = invite_read(&invite, data, bytes);
    if (error)
        return error;
    memcpy(inviter, invite.inviter, TALK_HASH_BYTES);
    memcpy(guest, invite.guest, TALK_HASH_BYTES);
    return GL_OK;
}

void talk_room_id(uint8_t room[TALK_ROOM_BYTES], enum talk_recipe recipe,
                  const uint8_t founder[TALK_HASH_BYTES], const uint8_t salt[16])
{
    uint8_t digest[TALK_HASH_BYTES];
    struct hash_ctx h;
    talk_hash_begin(&h, "glasslock room v1");
    talk_put_u8(&h, (uint8_t)recipe);
    talk_put_raw(&h, founder, TALK_HASH_BYTES);
    talk_put_raw(&h, salt, ROOM_SALT);
    hash_final(&h, digest);
    memcpy(room, digest, TALK_ROOM_BYTES);
}
