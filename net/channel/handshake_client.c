// SPDX-License-Identifier: MIT
// The client's side of the handshake.
#include "net/channel/parts.h"

#include "crypto/common/bytes.h"
#include "crypto/encoding/signature.h"

static enum gl_error start(struct channel *ch, const struct gl_random *random, struct wire_writer *out)
{
    struct channel_client_hello hello = {.version = CHANNEL_VERSION};
    enum gl_error error = channel_handshake_begin(ch, random);
    if (!error)
        error = gl_random_bytes(random, hello.random, sizeof hello.random);
    if (error)
        return error;
    channel_header(hello.header, CHANNEL_CLIENT_HELLO, sizeof hello);
    channel_write_point(&ch->handshake->ours, hello.point);
    channel_transcript_add(ch->handshake, &hello, sizeof hello);
    ch->handshake->turn = CHANNEL_AWAITS_SERVER_HELLO;
    wire_put_raw(out, &hello, sizeof hello);
    return out->failed ? GL_ERR_MEMORY : GL_OK;
}

enum gl_error channel_client_start(struct channel *ch, const struct gl_random *random,
                                   struct wire_writer *out)
{
    enum gl_error error = start(ch, random, out);
    if (error)
        channel_wipe(ch);
    return error;
}

static enum gl_error verify_signature(const struct channel_handshake *hs,
                                      const struct channel_server_hello *hello)
{
    struct ec_key identity;
    struct ecdsa_signature sig;
    uint8_t digest[CHANNEL_SECRET_BYTES];
    ec_key_init(&identity);
    ecdsa_signature_init(&sig);
    channel_signed_digest(hs, digest);
    enum gl_error error = channel_read_point(&identity, hello->identity);
    if (!error &&
        (signature_from_p1363(&sig, CHANNEL_SIGNATURE_BYTES / 2, hello->signature, CHANNEL_SIGNATURE_BYTES) ||
         ecdsa_verify(&identity, &sig, digest, sizeof digest)))
        error = GL_ERR_VERIFY;
    ecdsa_signature_clear(&sig);
    ec_key_clear(&identity);
    return error;
}

static enum gl_error check(struct channel *ch, const struct channel_server_hello *hello)
{
    struct channel_handshake *hs = ch->handshake;
    uint8_t finished[2][CHANNEL_SECRET_BYTES], mac[CHANNEL_MAC_BYTES];
    channel_transcript_add(hs, hello, offsetof(struct channel_server_hello, signature)); // T1
    enum gl_error error = verify_signature(hs, hello);
    if (!error)
        error = channel_agree(ch, false, hello->point, finished);
    if (error)
        return error;
    channel_transcript_add(hs, hello->signature, sizeof hello->signature); // T2
    channel_finished_mac(hs, finished[0], mac);
    if (!gl_equal_ct(mac, hello->mac, sizeof mac))
        error = GL_ERR_VERIFY;
    channel_transcript_add(hs, hello->mac, sizeof hello->mac); // T3
    channel_finished_mac(hs, finished[1], hs->finished);
    gl_wipe(finished, sizeof finished);
    gl_wipe(mac, sizeof mac);
    return error;
}

enum gl_error channel_client_check(struct channel *ch, const uint8_t *payload, size_t bytes,
                                   uint8_t identity[CHANNEL_POINT_BYTES])
{
    struct channel_server_hello hello;
    enum gl_error error = channel_handshake_awaits(ch, CHANNEL_AWAITS_SERVER_HELLO) ? GL_OK : GL_ERR_ARGUMENT;
    if (!error)
        error = channel_frame_read(&hello, sizeof hello, CHANNEL_SERVER_HELLO, true, payload, bytes);
    if (!error)
        error = check(ch, &hello);
    if (error) {
        channel_wipe(ch);
        return error;
    }
    memcpy(ch->session, hello.session, sizeof ch->session);
    memcpy(identity, hello.identity, CHANNEL_POINT_BYTES);
    ch->handshake->turn = CHANNEL_HAS_CHECKED;
    return GL_OK;
}

enum gl_error channel_client_finish(struct channel *ch, struct wire_writer *out)
{
    enum gl_error error = channel_handshake_awaits(ch, CHANNEL_HAS_CHECKED) ? GL_OK : GL_ERR_ARGUMENT;
    if (!error) {
        frame_put(out, CHANNEL_CLIENT_FINISHED, ch->handshake->finished, CHANNEL_MAC_BYTES);
        error = out->failed ? GL_ERR_MEMORY : GL_OK;
    }
    if (error) {
        channel_wipe(ch);
        return error;
    }
    channel_handshake_end(ch);
    ch->open = true;
    return GL_OK;
}
