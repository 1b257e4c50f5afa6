// SPDX-License-Identifier: MIT
// The server's side of the handshake.
#include "net/channel/parts.h"

#include "crypto/common/bytes.h"
#include "crypto/encoding/signature.h"

// The nonce is RFC 6979's: no weak moment of the random source can give the identity key away.
static enum gl_error sign(const struct channel_handshake *hs, const struct ec_key *identity,
                          uint8_t signature[CHANNEL_SIGNATURE_BYTES])
{
    static const struct ecdsa_nonce nonce = {.nonce_hash = &hash_sha256};
    struct ecdsa_signature sig;
    uint8_t digest[CHANNEL_SECRET_BYTES];
    ecdsa_signature_init(&sig);
    channel_signed_digest(hs, digest);
    enum gl_error error = ecdsa_sign(identity, &nonce, &sig, digest, sizeof digest);
    if (!error)
        error = signature_to_p1363(&sig, CHANNEL_SIGNATURE_BYTES / 2, signature);
    ecdsa_signature_clear(&sig);
    return error;
}

// From the two hellos (ours without signature and MAC) to the whole answer.
static enum gl_error complete(struct channel *ch, const struct ec_key *identity,
                              const struct channel_client_hello *theirs, struct channel_server_hello *ours)
{
    struct channel_handshake *hs = ch->handshake;
    uint8_t finished[2][CHANNEL_SECRET_BYTES];
    channel_transcript_add(hs, theirs, sizeof *theirs);
    channel_transcript_add(hs, ours, offsetof(struct channel_server_hello, signature)); // T1
    enum gl_error error = channel_agree(ch, true, theirs->point, finished);
    if (!error)
        error = sign(hs, identity, ours->signature);
    if (!error) {
        channel_transcript_add(hs, ours->signature, sizeof ours->signature); // T2
        channel_finished_mac(hs, finished[0], ours->mac);
        channel_transcript_add(hs, ours->mac, sizeof ours->mac); // T3
        channel_finished_mac(hs, finished[1], hs->finished);
    }
    gl_wipe(finished, sizeof finished);
    return error;
}

static enum gl_error answer(struct channel *ch, const struct ec_key *identity,
                            const uint8_t session[CHANNEL_SESSION_BYTES], const struct gl_random *random,
                            const struct channel_client_hello *theirs, struct wire_writer *out)
{
    struct channel_server_hello ours = {.version = CHANNEL_VERSION};
    if (identity->curve != &ec_p256)
        return GL_ERR_KEY;
    enum gl_error error = channel_handshake_begin(ch, random);
    if (!error)
        error = gl_random_bytes(random, ours.random, sizeof ours.random);
    if (error)
        return error;
    channel_header(ours.header, CHANNEL_SERVER_HELLO, sizeof ours);
    memcpy(ours.session, session, sizeof ours.session);
    memcpy(ch->session, session, sizeof ch->session);
    channel_write_point(&ch->handshake->ours, ours.point);
    channel_write_point(identity, ours.identity);
    error = complete(ch, identity, theirs, &ours);
    if (error)
        return error;
    ch->handshake->turn = CHANNEL_AWAITS_FINISHED;
    wire_put_raw(out, &ours, sizeof ours);
    return out->failed ? GL_ERR_MEMORY : GL_OK;
}

enum gl_error channel_server_answer(struct channel *ch, const struct ec_key *identity,
                                    const uint8_t session[CHANNEL_SESSION_BYTES],
                                    const struct gl_random *random, const uint8_t *payload, size_t bytes,
                                    struct wire_writer *out)
{
    struct channel_client_hello theirs;
    enum gl_error error =
        channel_frame_read(&theirs, sizeof theirs, CHANNEL_CLIENT_HELLO, true, payload, bytes);
    if (!error)
        error = answer(ch, identity, session, random, &theirs, out);
    if (error)
        channel_wipe(ch);
    return error;
}

enum gl_error channel_server_finish(struct channel *ch, const uint8_t *payload, size_t bytes)
{
    struct channel_finished finished;
    enum gl_error error = channel_handshake_awaits(ch, CHANNEL_AWAITS_FINISHED) ? GL_OK : GL_ERR_ARGUMENT;
    if (!error)
        error =
            channel_frame_read(&finished, sizeof finished, CHANNEL_CLIENT_FINISHED, false, payload, bytes);
    if (!error && !gl_equal_ct(ch->handshake->finished, finished.mac, CHANNEL_MAC_BYTES))
        error = GL_ERR_VERIFY;
    if (error) {
        channel_wipe(ch);
        return error;
    }
    channel_handshake_end(ch);
    ch->open = true;
    return GL_OK;
}
