// SPDX-License-Identifier: MIT
// The secure channel of the default protocol: what a frame passes through between two processes.
//
//     client                                             server
//     CLIENT_HELLO   version, random, eC         ->
//                                               <-       SERVER_HELLO  version, random, session, eS,
//                                                                      identity, signature, MAC
//     CLIENT_FINISHED  MAC                       ->
//     RECORD ...                                <->      RECORD ...
//
// eC and eS are ephemeral P-256 points; the identity is the server's ECDSA P-256 key, which signs the hash of
// the transcript so far. The ECDH secret goes through HKDF-SHA-256 with the transcript's hash as salt into
// four keys for each direction's records and two for the Finished MACs. Each record is AES-256-CBC under a
// fresh random IV, then HMAC-SHA-256 over sequence number, frame header, IV and ciphertext
// (encrypt-then-MAC). The sequence number never starts again; after each CHANNEL_REKEY_RECORDS records of a
// direction its keys are replaced by HKDF-Expand of the old secret, on both sides at the same number and
// without a message. The exact bytes are in net/README.md.
//
// Pure functions of bytes: no socket, no lock, no clock; one channel is used by one thread at a time for
// sealing and by one for opening (the two directions share no state after the handshake). CT: with
// constant-time engines nothing secret is told by time; every refusal of a record is GL_ERR_DECRYPT.
#ifndef GLASSLOCK_NET_CHANNEL_CHANNEL_H
#define GLASSLOCK_NET_CHANNEL_CHANNEL_H

#include "crypto/common/random.h"
#include "crypto/ec/ec.h"
#include "net/wire/frame.h"

#define CHANNEL_VERSION       1
#define CHANNEL_RANDOM_BYTES  32
#define CHANNEL_SESSION_BYTES 16
#define CHANNEL_POINT_BYTES   65 // uncompressed P-256
#define CHANNEL_MAC_BYTES     32
#define CHANNEL_IV_BYTES      16
#define CHANNEL_REKEY_RECORDS (UINT64_C(1) << 20)
// The most that one record carries: with IV, padding and MAC it fills a frame.
#define CHANNEL_MAX_PLAIN 65471
// What a record is longer than its content: header, IV, at least one byte of padding, MAC.
#define CHANNEL_MAX_OVERHEAD (FRAME_HEADER_BYTES + CHANNEL_IV_BYTES + 16 + CHANNEL_MAC_BYTES)

// Types of frames on the socket.
enum channel_frame {
    CHANNEL_CLIENT_HELLO = 0x01,
    CHANNEL_SERVER_HELLO = 0x02,
    CHANNEL_CLIENT_FINISHED = 0x03,
    CHANNEL_RECORD = 0x10,
    CHANNEL_ALERT = 0x1f // one byte: enum channel_alert; then the sender closes
};
enum channel_alert {
    CHANNEL_ALERT_FRAME = 1,     // a frame that is malformed, too long, or out of its turn
    CHANNEL_ALERT_VERSION = 2,   // a version that this side does not speak
    CHANNEL_ALERT_HANDSHAKE = 3, // a handshake that does not verify
    CHANNEL_ALERT_RECORD = 4,    // a record that does not verify
    CHANNEL_ALERT_BUSY = 5       // too many connections or handshakes
};
const char *channel_alert_text(uint8_t alert); // a phrase; "unknown alert" for others
// What to tell the other side when one of the functions below has refused what it sent.
enum channel_alert channel_alert_for(enum gl_error error);

// The keys of one direction: 128 bytes, no expanded schedules, so that a thousand connections stay small.
struct channel_direction {
    uint8_t secret[32];
    uint8_t aes_key[32];
    uint8_t mac_key[32];
    uint64_t sequence; // of the next record
    uint64_t rekey_at; // the sequence number before which the keys are next replaced
    uint64_t rekey_records;
    bool over; // a record was refused: nothing more is opened
};

struct channel_handshake; // lives from the hello to Finished, malloc'd
struct channel {
    struct channel_direction out, in;
    struct channel_handshake *handshake; // NULL once open, or before the start
    uint8_t session[CHANNEL_SESSION_BYTES];
    bool open;
};

// The rekey interval is CHANNEL_REKEY_RECORDS, or `rekey_records` where that is not 0 (tests).
void channel_init(struct channel *ch, uint64_t rekey_records);
void channel_wipe(struct channel *ch); // forgets everything; for a channel in any state

// Each step takes the payload of the frame that has come and appends the answer, as a whole frame, to `out`.
// An error ends the connection: the channel is wiped, nothing was appended. GL_ERR_ENCODING: malformed;
// GL_ERR_UNSUPPORTED: another version; GL_ERR_POINT: a bad point; GL_ERR_VERIFY: signature or MAC;
// GL_ERR_ARGUMENT: out of its turn; GL_ERR_UNAVAILABLE: an engine in force is not constant-time
// (net/engines.h). The type of the frame has been compared by the caller.
// random: NULL for the kernel's; the ephemeral key is drawn first, then the hello's random bytes.
enum gl_error channel_client_start(struct channel *ch, const struct gl_random *random,
                                   struct wire_writer *out);
enum gl_error channel_server_answer(struct channel *ch, const struct ec_key *identity,
                                    const uint8_t session[CHANNEL_SESSION_BYTES],
                                    const struct gl_random *random, const uint8_t *payload, size_t bytes,
                                    struct wire_writer *out);
// The client checks the server's answer and learns its identity, which the caller compares with the pinned
// one before it goes on to channel_client_finish().
enum gl_error channel_client_check(struct channel *ch, const uint8_t *payload, size_t bytes,
                                   uint8_t identity[CHANNEL_POINT_BYTES]);
enum gl_error channel_client_finish(struct channel *ch, struct wire_writer *out); // then it is open
enum gl_error channel_server_finish(struct channel *ch, const uint8_t *payload,
                                    size_t bytes); // then it is open

// Append a RECORD frame with `bytes` (1 to CHANNEL_MAX_PLAIN, else GL_ERR_LENGTH) of content. A refusal
// leaves the channel as it is: GL_ERR_ARGUMENT for one that is not open, GL_ERR_RANDOM, GL_ERR_MEMORY.
enum gl_error channel_seal(struct channel *ch, const struct gl_random *random, const void *content,
                           size_t bytes, struct wire_writer *out);
// The same for n channels at once, sixteen lanes wide where the engines have them: the path of a broadcast.
// Each job succeeds or fails on its own (`error`). A channel may come more than once, and its records follow
// each other as the jobs do; each job has a writer of its own. IVs are drawn in the order of the jobs. Takes
// 130 KB of scratch from malloc for the time of the call; without it the jobs are sealed one by one.
struct channel_job {
    struct channel *channel;
    const void *content; // may be shared between jobs
    size_t bytes;
    struct wire_writer *out;
    enum gl_error error;
};
void channel_seal_many(struct channel_job *jobs, size_t n, const struct gl_random *random);
// Verify and decrypt the payload of a RECORD frame in place: *content points into it. GL_ERR_DECRYPT for
// anything that is not the next record; the keys of this direction are wiped then, and nothing more is
// opened. (The other direction stays, for the alert that says so.) Before the handshake's end the channel is
// wiped.
enum gl_error channel_open(struct channel *ch, uint8_t *payload, size_t bytes, uint8_t **content,
                           size_t *content_bytes);

// An identity's fingerprint: SHA-256 of the 65 bytes of the point, as sixteen groups of four hex digits.
#define CHANNEL_FINGERPRINT_CHARS 79
void channel_fingerprint(char text[CHANNEL_FINGERPRINT_CHARS + 1],
                         const uint8_t identity[CHANNEL_POINT_BYTES]);

#endif
