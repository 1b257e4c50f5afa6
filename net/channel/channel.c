// SPDX-License-Identifier: MIT
// A channel's beginning and end, and what is said about it to people.
#include "net/channel/parts.h"

#include "crypto/common/bytes.h"
#include "crypto/common/hex.h"

void channel_init(struct channel *ch, uint64_t rekey_records)
{
    *ch = (struct channel){0};
    ch->out.rekey_records = ch->in.rekey_records = rekey_records ? rekey_records : CHANNEL_REKEY_RECORDS;
}

void channel_wipe(struct channel *ch)
{
    channel_handshake_end(ch);
    gl_wipe(ch, sizeof *ch);
}

const char *channel_alert_text(uint8_t alert)
{
    static const char *const texts[] = {
        [CHANNEL_ALERT_FRAME] = "a frame that is malformed, too long or out of its turn",
        [CHANNEL_ALERT_VERSION] = "a version of the protocol that the other side does not speak",
        [CHANNEL_ALERT_HANDSHAKE] = "a handshake that does not verify",
        [CHANNEL_ALERT_RECORD] = "a record that does not verify",
        [CHANNEL_ALERT_BUSY] = "too many connections or handshakes",
    };
    return alert >= 1 && alert < sizeof texts / sizeof *texts ? texts[alert] : "unknown alert";
}

enum channel_alert channel_alert_for(enum gl_error error)
{
    switch (error) {
    case GL_ERR_UNSUPPORTED:
        return CHANNEL_ALERT_VERSION;
    case GL_ERR_POINT:
    case GL_ERR_VERIFY:
        return CHANNEL_ALERT_HANDSHAKE;
    case GL_ERR_DECRYPT:
        return CHANNEL_ALERT_RECORD;
    case GL_ERR_MEMORY:
    case GL_ERR_RANDOM:
        return CHANNEL_ALERT_BUSY;
    default:
        return CHANNEL_ALERT_FRAME;
    }
}

void channel_fingerprint(char text[CHANNEL_FINGERPRINT_CHARS + 1],
                         const uint8_t identity[CHANNEL_POINT_BYTES])
{
    uint8_t hash[32];
    hash_digest(&hash_sha256, identity, CHANNEL_POINT_BYTES, hash);
    gl_hex_groups(text, hash, sizeof hash);
}
