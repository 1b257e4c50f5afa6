// SPDX-License-Identifier: MIT
// What both sides of the handshake do: frames, transcript, points.
#include "net/channel/parts.h"

#include "crypto/common/bytes.h"
#include "net/engines.h"

#include <stdlib.h>

void channel_header(uint8_t header[FRAME_HEADER_BYTES], enum channel_frame type, size_t bytes)
{
    gl_store32_be(header, (uint32_t)(bytes - 4));
    header[4] = (uint8_t)type;
}

enum gl_error channel_frame_read(void *frame, size_t frame_bytes, enum channel_frame type, bool versioned,
                                 const uint8_t *payload, size_t bytes)
{
    // The version comes first: other versions may be longer or shorter.
    if (versioned && bytes > 0 && payload[0] != CHANNEL_VERSION)
        return GL_ERR_UNSUPPORTED;
    if (bytes != frame_bytes - FRAME_HEADER_BYTES)
        return GL_ERR_ENCODING;
    channel_header(frame, type, frame_bytes);
    memcpy((uint8_t *)frame + FRAME_HEADER_BYTES, payload, bytes);
    return GL_OK;
}

enum gl_error channel_handshake_begin(struct channel *ch, const struct gl_random *random)
{
    enum gl_error error = net_engines_check(NULL);
    if (!error && (ch->open || ch->handshake))
        error = GL_ERR_ARGUMENT;
    if (error)
        return error;
    struct channel_handshake *hs = calloc(1, sizeof *hs);
    if (!hs)
        return GL_ERR_MEMORY;
    ec_key_init(&hs->ours);
    hash_init(&hs->transcript, &hash_sha256);
    ch->handshake = hs;
    return ec_key_generate(&hs->ours, &ec_p256, random);
}

void channel_handshake_end(struct channel *ch)
{
    if (!ch->handshake)
        return;
    ec_key_clear(&ch->handshake->ours);
    gl_wipe_free(ch->handshake, sizeof *ch->handshake);
    ch->handshake = NULL;
}

bool channel_handshake_awaits(const struct channel *ch, enum channel_turn turn)
{
    return ch->handshake && ch->handshake->turn == turn;
}

void channel_transcript_add(struct channel_handshake *hs, const void *data, size_t bytes)
{
    hash_update(&hs->transcript, data, bytes);
}

void channel_transcript_hash(const struct channel_handshake *hs, uint8_t hash[CHANNEL_SECRET_BYTES])
{
    struct hash_ctx fork = hs->transcript; // the transcript itself goes on
    hash_final(&fork, hash);
}

void channel_signed_digest(const struct channel_handshake *hs, uint8_t digest[CHANNEL_SECRET_BYTES])
{
    static const char label[] = "glasslock channel v1 server";
    struct hash_ctx hash;
    channel_transcript_hash(hs, digest);
    hash_init(&hash, &hash_sha256);
    hash_update(&hash, label, sizeof label - 1);
    hash_update(&hash, digest, CHANNEL_SECRET_BYTES);
    hash_final(&hash, digest);
}

enum gl_error channel_read_point(struct ec_key *key, const uint8_t point[CHANNEL_POINT_BYTES])
{
    struct ec_point Q;
    ec_point_init(&Q);
    bool sound = !ec_point_decode(ec_group(&ec_p256), &Q, point, CHANNEL_POINT_BYTES) &&
                 !ec_key_set_public(key, &ec_p256, &Q);
    ec_point_clear(&Q);
    return sound ? GL_OK : GL_ERR_POINT;
}

void channel_write_point(const struct ec_key *key, uint8_t point[CHANNEL_POINT_BYTES])
{
    ec_point_encode(ec_group(&ec_p256), &key->Q, false, point);
}
