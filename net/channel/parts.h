// SPDX-License-Identifier: MIT
// What the files of this folder share. The bytes are in net/README.md, "The channel".
#ifndef GLASSLOCK_NET_CHANNEL_PARTS_H
#define GLASSLOCK_NET_CHANNEL_PARTS_H

#include "crypto/cipher/cipher.h"
#include "crypto/hash/hash.h"
#include "net/channel/channel.h"

#define CHANNEL_SECRET_BYTES    32 // of HKDF-SHA-256, and of every key below
#define CHANNEL_SIGNATURE_BYTES 64

// ---- frames of the handshake, headers included: bytes only, so that no compiler pads them ----

struct channel_client_hello {
    uint8_t header[FRAME_HEADER_BYTES];
    uint8_t version;
    uint8_t random[CHANNEL_RANDOM_BYTES];
    uint8_t point[CHANNEL_POINT_BYTES]; // eC
};
struct channel_server_hello {
    uint8_t header[FRAME_HEADER_BYTES];
    uint8_t version;
    uint8_t random[CHANNEL_RANDOM_BYTES];
    uint8_t session[CHANNEL_SESSION_BYTES];
    uint8_t point[CHANNEL_POINT_BYTES]; // eS
    uint8_t identity[CHANNEL_POINT_BYTES];
    uint8_t signature[CHANNEL_SIGNATURE_BYTES];
    uint8_t mac[CHANNEL_MAC_BYTES];
};
struct channel_finished {
    uint8_t header[FRAME_HEADER_BYTES];
    uint8_t mac[CHANNEL_MAC_BYTES];
};
_Static_assert(sizeof(struct channel_client_hello) == 103, "CLIENT_HELLO");
_Static_assert(sizeof(struct channel_server_hello) == 280, "SERVER_HELLO");
_Static_assert(sizeof(struct channel_finished) == 37, "CLIENT_FINISHED");

// The header of a whole frame of `bytes` bytes.
void channel_header(uint8_t header[FRAME_HEADER_BYTES], enum channel_frame type, size_t bytes);
// A payload that has come, as a whole frame of `frame_bytes` bytes. GL_ERR_UNSUPPORTED where it begins with
// another version (and `versioned`), GL_ERR_ENCODING where its length is wrong.
enum gl_error channel_frame_read(void *frame, size_t frame_bytes, enum channel_frame type, bool versioned,
                                 const uint8_t *payload, size_t bytes);

// ---- the handshake in progress ----

enum channel_turn {
    CHANNEL_AWAITS_SERVER_HELLO = 1, // client
    CHANNEL_HAS_CHECKED,             // client: the identity is being compared with the pinned one
    CHANNEL_AWAITS_FINISHED          // server
};
struct channel_handshake {
    enum channel_turn turn;
    struct ec_key ours;                  // the ephemeral key; secret
    struct hash_ctx transcript;          // of all that was said so far
    uint8_t finished[CHANNEL_MAC_BYTES]; // the client's Finished MAC: to be sent, or to be expected
};

// Begin: engines are constant-time, the channel is fresh, the ephemeral key is drawn.
enum gl_error channel_handshake_begin(struct channel *ch, const struct gl_random *random);
void channel_handshake_end(struct channel *ch); // wipes and frees it
// Is it there, and is it that one's turn?
bool channel_handshake_awaits(const struct channel *ch, enum channel_turn turn);
void channel_transcript_add(struct channel_handshake *hs, const void *data, size_t bytes);
void channel_transcript_hash(const struct channel_handshake *hs, uint8_t hash[CHANNEL_SECRET_BYTES]);
// The digest that the identity signs.
void channel_signed_digest(const struct channel_handshake *hs, uint8_t digest[CHANNEL_SECRET_BYTES]);
// Any encoding of anything but a point of P-256 is GL_ERR_POINT.
enum gl_error channel_read_point(struct ec_key *key, const uint8_t point[CHANNEL_POINT_BYTES]);
void channel_write_point(const struct ec_key *key, uint8_t point[CHANNEL_POINT_BYTES]);

// ---- keys ----

// The secrets that come from the ephemeral keys and the transcript so far (T1). The directions' go into the
// channel; the two for Finished come back in `finished`: the server's, the client's.
enum gl_error channel_agree(struct channel *ch, bool server, const uint8_t theirs[CHANNEL_POINT_BYTES],
                            uint8_t finished[2][CHANNEL_SECRET_BYTES]);
// HMAC under one of them over the transcript so far (T2, T3).
void channel_finished_mac(const struct channel_handshake *hs, const uint8_t key[CHANNEL_SECRET_BYTES],
                          uint8_t mac[CHANNEL_MAC_BYTES]);
// Before the next record: new keys where they are due.
void channel_direction_ready(struct channel_direction *direction);

// ---- records ----

// A whole frame with `bytes` of content.
size_t channel_record_bytes(size_t bytes);
// Fill in everything but encryption and MAC; returns where the MAC goes.
uint8_t *channel_record_lay(uint8_t *record, const uint8_t iv[CHANNEL_IV_BYTES], const void *content,
                            size_t bytes);

#endif
