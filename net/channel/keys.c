// SPDX-License-Identifier: MIT
// The key schedule: from one point to the keys of both directions, and their renewal.
#include "net/channel/parts.h"

#include "crypto/common/bytes.h"
#include "crypto/ec/ecdh.h"
#include "crypto/hash/hkdf.h"
#include "crypto/hash/hmac.h"

// HKDF-Expand(key, label, 32), which cannot fail for this length. out may be key.
static void expand(const uint8_t key[CHANNEL_SECRET_BYTES], const char *label,
                   uint8_t out[CHANNEL_SECRET_BYTES])
{
    (void)hkdf_expand(&hash_sha256, key, CHANNEL_SECRET_BYTES, label, strlen(label), out,
                      CHANNEL_SECRET_BYTES);
}

static void derive(struct channel_direction *direction)
{
    expand(direction->secret, "aes", direction->aes_key);
    expand(direction->secret, "mac", direction->mac_key);
    direction->rekey_at = direction->sequence + direction->rekey_records;
}

void channel_direction_ready(struct channel_direction *direction)
{
    if (direction->sequence != direction->rekey_at)
        return;
    expand(direction->secret, "rekey", direction->secret);
    derive(direction);
}

enum gl_error channel_agree(struct channel *ch, bool server, const uint8_t theirs[CHANNEL_POINT_BYTES],
                            uint8_t finished[2][CHANNEL_SECRET_BYTES])
{
    uint8_t Z[CHANNEL_SECRET_BYTES], T1[CHANNEL_SECRET_BYTES], PRK[CHANNEL_SECRET_BYTES];
    struct ec_key other;
    ec_key_init(&other);
    enum gl_error error = channel_read_point(&other, theirs);
    if (!error)
        error = ecdh(&ch->handshake->ours, &other, Z);
    ec_key_clear(&other);
    if (error)
        return error;
    channel_transcript_hash(ch->handshake, T1);
    hkdf_extract(&hash_sha256, T1, sizeof T1, Z, sizeof Z, PRK);
    expand(PRK, "glasslock c2s", server ? ch->in.secret : ch->out.secret);
    expand(PRK, "glasslock s2c", server ? ch->out.secret : ch->in.secret);
    expand(PRK, "glasslock server finished", finished[0]);
    expand(PRK, "glasslock client finished", finished[1]);
    gl_wipe(Z, sizeof Z);
    gl_wipe(PRK, sizeof PRK);
    derive(&ch->in);
    derive(&ch->out);
    return GL_OK;
}

void channel_finished_mac(const struct channel_handshake *hs, const uint8_t key[CHANNEL_SECRET_BYTES],
                          uint8_t mac[CHANNEL_MAC_BYTES])
{
    uint8_t transcript[CHANNEL_SECRET_BYTES];
    channel_transcript_hash(hs, transcript);
    hmac_digest(&hash_sha256, key, CHANNEL_SECRET_BYTES, transcript, sizeof transcript, mac);
}
