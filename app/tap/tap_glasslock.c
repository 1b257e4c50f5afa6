// SPDX-License-Identifier: MIT
// The default protocol, from outside of its channel: hellos in the clear, then records.
#include "app/tap/protocol.h"

#include "crypto/common/bytes.h"
#include "crypto/encoding/signature.h"
#include "net/channel/parts.h"

#include <string.h>

static enum tap_cut cut(const struct tap_unit *next, size_t *used)
{
    struct frame frame;
    switch (frame_next(next->data, next->bytes, FRAME_MAX_BYTES, &frame, used)) {
    case FRAME_WHOLE:
        return TAP_WHOLE;
    case FRAME_MORE:
        return TAP_MORE;
    default:
        return TAP_FOREIGN;
    }
}

static void mean_client_hello(struct wire_writer *memory, const struct tap_unit *unit, FILE *out)
{
    struct channel_client_hello hello;
    if (unit->bytes != sizeof hello) {
        fputs("CLIENT_HELLO of a wrong length", out);
        return;
    }
    memcpy(&hello, unit->data, sizeof hello);
    fprintf(out, "CLIENT_HELLO: version %u, random ", hello.version);
    tap_put_hex(out, hello.random, sizeof hello.random, 8);
    fputs(", ephemeral point eC ", out);
    tap_put_hex(out, hello.point, sizeof hello.point, 9);
    wire_empty(memory);
    wire_put_raw(memory, &hello, sizeof hello);
}

// Everything under the signature is public: a listener can check it as well as the client.
static bool signature_holds(const struct wire_writer *memory, const struct channel_server_hello *hello)
{
    struct channel_handshake hs;
    struct ec_key identity;
    struct ecdsa_signature sig;
    uint8_t digest[CHANNEL_SECRET_BYTES];
    hash_init(&hs.transcript, &hash_sha256);
    channel_transcript_add(&hs, memory->data, memory->bytes);
    channel_transcript_add(&hs, hello, offsetof(struct channel_server_hello, signature));
    channel_signed_digest(&hs, digest);
    ec_key_init(&identity);
    ecdsa_signature_init(&sig);
    bool holds =
        !channel_read_point(&identity, hello->identity) &&
        !signature_from_p1363(&sig, CHANNEL_SIGNATURE_BYTES / 2, hello->signature, CHANNEL_SIGNATURE_BYTES) &&
        !ecdsa_verify(&identity, &sig, digest, sizeof digest);
    ecdsa_signature_clear(&sig);
    ec_key_clear(&identity);
    return holds;
}

static void mean_server_hello(struct wire_writer *memory, const struct tap_unit *unit, FILE *out)
{
    struct channel_server_hello hello;
    char fingerprint[CHANNEL_FINGERPRINT_CHARS + 1];
    if (unit->bytes != sizeof hello) {
        fputs("SERVER_HELLO of a wrong length", out);
        return;
    }
    memcpy(&hello, unit->data, sizeof hello);
    fprintf(out, "SERVER_HELLO: version %u, random ", hello.version);
    tap_put_hex(out, hello.random, sizeof hello.random, 8);
    fputs(", session ", out);
    tap_put_hex(out, hello.session, sizeof hello.session, 16);
    fputs(", ephemeral point eS ", out);
    tap_put_hex(out, hello.point, sizeof hello.point, 9);
    channel_fingerprint(fingerprint, hello.identity);
    fprintf(out, ", identity %s, signature %s, MAC", fingerprint,
            !memory->bytes ? "not checked (it covers a CLIENT_HELLO that was not seen here)"
            : signature_holds(memory, &hello) ? "holds"
                                              : "DOES NOT HOLD");
}

static void mean_record(const struct tap_unit *unit, FILE *out)
{
    size_t around = FRAME_HEADER_BYTES + CHANNEL_IV_BYTES + CHANNEL_MAC_BYTES;
    size_t sealed = unit->bytes > around ? unit->bytes - around : 0;
    if (sealed == 0 || sealed % 16) {
        fputs("RECORD of an impossible length", out);
        return;
    }
    fprintf(out, "RECORD: IV ");
    tap_put_hex(out, unit->data + FRAME_HEADER_BYTES, CHANNEL_IV_BYTES, CHANNEL_IV_BYTES);
    fprintf(out, ", %zu bytes sealed (content of %zu to %zu), MAC", sealed, sealed == 16 ? 1 : sealed - 16,
            sealed - 1);
}

static void meaning(struct wire_writer *memory, const struct tap_unit *unit, FILE *out)
{
    switch (unit->data[4]) {
    case CHANNEL_CLIENT_HELLO:
        mean_client_hello(memory, unit, out);
        break;
    case CHANNEL_SERVER_HELLO:
        mean_server_hello(memory, unit, out);
        break;
    case CHANNEL_CLIENT_FINISHED:
        fputs("CLIENT_FINISHED: MAC", out);
        break;
    case CHANNEL_RECORD:
        mean_record(unit, out);
        break;
    case CHANNEL_ALERT:
        fprintf(out, "ALERT: %s",
                channel_alert_text(unit->bytes > FRAME_HEADER_BYTES ? unit->data[FRAME_HEADER_BYTES] : 0));
        break;
    default:
        fprintf(out, "a frame of unknown type 0x%02x", unit->data[4]);
    }
}

// A record: in the first block of its ciphertext. Others: in their last byte, which is part of a MAC.
static void alter(const struct tap_unit *unit, uint8_t *data, FILE *said)
{
    size_t at = unit->bytes - 1, text = FRAME_HEADER_BYTES + CHANNEL_IV_BYTES;
    if (data[4] == CHANNEL_RECORD && unit->bytes > text)
        at = text;
    data[at] ^= 1;
    fprintf(said, "the last bit of byte %zu, in the %s", at,
            at == text                                                              ? "ciphertext"
            : data[4] == CHANNEL_CLIENT_HELLO                                       ? "ephemeral point"
            : data[4] == CHANNEL_SERVER_HELLO || data[4] == CHANNEL_CLIENT_FINISHED ? "MAC"
                                                                                    : "payload");
}

const struct tap_protocol tap_glasslock = {.name = "glasslock",
                                           .first = {3, 2},
                                           .cut = cut,
                                           .meaning = meaning,
                                           .alter = alter,
                                           .middle = &tap_glasslock_middle};
