// SPDX-License-Identifier: MIT
// A raw client of the default protocol: the channel and its frames by hand, so that tests can also say what
// no honest client says. Every wait ends after PATIENCE_MS (run.h), and then fails the test.
#ifndef GLASSLOCK_TESTS_GLASSLOCK_CLIENT_H
#define GLASSLOCK_TESTS_GLASSLOCK_CLIENT_H

#include "net/channel/channel.h"
#include "net/glasslock/frames.h"
#include "net/glasslock/server.h"
#include "tests/core_server.h"
#include "tests/talk_people.h"

#define GLK_PASSWORD "correct horse 1!"

struct glk_frame {
    uint8_t type;
    uint8_t *payload;
    size_t bytes;
};

struct glk {
    struct core_client wire;
    struct channel channel;
    uint8_t identity[CHANNEL_POINT_BYTES];
    const struct talk_keys *keys;
    char name[TALK_NAME_ROOM];
    struct wire_writer card; // encoded
    struct talk_card own;
    uint32_t id;            // of the request said last
    struct wire_writer out; // the frame being written
    size_t mark;
    struct glk_frame *frames; // that have come and were not yet asked for
    size_t n;
    uint8_t *taken; // the payload handed out last, valid until the next
    bool over;
};

// A server with a data folder below $T, guests welcome, and cheap password hashes.
void glk_serve(struct core_server *t, const char *folder, const struct server_config *config);
const char *glk_folder(const char *folder);

// Connect, and make the handshake; the card is that of keys of tests/talk_people, under this name.
struct glk glk_over(struct core_client wire, uint64_t rekey_records, const char *name, int person);
struct glk glk_connect(const struct core_server *t, const char *name, int person);
void glk_hang_up(struct glk *c);

// Write a frame with the wire_put_* functions into the returned writer, then send it (in a record).
struct wire_writer *glk_begin(struct glk *c, uint8_t type);
struct wire_writer *glk_request(struct glk *c, uint8_t type); // with the next id as first field
void glk_send(struct glk *c);
void glk_send_content(struct glk *c, const void *content, size_t bytes); // a record of these bytes

// Wait for the next frame of this type, those of other types kept for later; what `r` reads is valid until
// the next frame is asked for. false: the connection ended.
bool glk_wait(struct glk *c, uint8_t type, struct wire_reader *r);
// What is there of this type already (after a glk_barrier()): false where nothing is.
bool glk_have(struct glk *c, uint8_t type, struct wire_reader *r);
void glk_barrier(struct glk *c); // PING, PONG: all that was said before has come
void glk_forget(struct glk *c);  // frames kept
bool glk_ended(struct glk *c);   // wait for the end; true
// The answer to the last request: 0 for OK (*number may be NULL), else enum glasslock_error.
int glk_answer(struct glk *c, uint64_t *number);

// Whole requests; the answer's code.
int glk_register(struct glk *c, const char *password);
int glk_login(struct glk *c, const char *password);
void glk_login_begin(struct glk *c, const char *password); // the answer is not waited for
int glk_guest(struct glk *c);
void glk_guest_begin(struct glk *c);
struct glk glk_account(const struct core_server *t, const char *name, int person); // connected, registered

#endif
