// SPDX-License-Identifier: MIT
// The load generator: one epoll thread that drives all clients, and checks what each of them hears.
#ifndef GLASSLOCK_APP_CHATBENCH_LOAD_H
#define GLASSLOCK_APP_CHATBENCH_LOAD_H

#include "app/chatbench/chatbench.h"
#include "app/chatbench/histogram.h"
#include "net/core/protocol.h"
#include "net/wire/frame.h"

struct load;

struct load_client {
    struct load *load;
    unsigned index;
    int fd;
    bool joined, wants_out;
    struct wire_writer in;  // the beginning of a frame whose rest has not come
    struct wire_writer out; // said, and not taken by the socket
    uint64_t heard;         // of this run
    void *state;            // wire->state_bytes
};

// How a protocol is spoken. Members that may be NULL are not wanted. What returns false has called
// load_fail().
struct chatbench_wire {
    const char *name;
    const char *note; // what a reader of the figures must know; may be NULL
    const struct server_protocol *protocol;
    size_t state_bytes;
    bool (*open)(struct load *l);         // before anybody connects: load->shared; may be NULL
    bool (*begin)(struct load_client *c); // the socket stands: say the first bytes
    // Bytes came: handle whole frames, *used bytes of them; load_joined(), load_heard().
    bool (*input)(struct load_client *c, uint8_t *data, size_t bytes, size_t *used);
    bool (*ready)(struct load *l);               // all have joined; may be NULL
    uint32_t most;                               // messages in one run; 0: any
    bool (*prepare)(struct load *l, uint32_t n); // the next n messages, before the clock starts; may be NULL
    // Say the message of this number, with `bytes` of text.
    bool (*say)(struct load_client *c, uint32_t number, size_t bytes);
    bool (*check)(struct load *l);      // what was heard, after the clock has stopped; may be NULL
    void (*end)(struct load_client *c); // may be NULL
    void (*close)(struct load *l);      // may be NULL
};
extern const struct chatbench_wire chatbench_raw, chatbench_glasslock;
const struct chatbench_wire *chatbench_wire_find(const char *name); // NULL: unknown

struct load_message {
    uint64_t due_ns;
    uint32_t left;       // clients that have still to hear it
    uint32_t heard_here; // the number of the one that all hear in this place
};

struct load {
    const struct chatbench_options *options;
    struct load_client *clients;
    unsigned n, joined;
    int epoll, timer;
    void *shared;                  // the wire's
    uint32_t base;                 // messages of the runs before
    uint64_t now;                  // ns, when the last bytes came
    struct load_message *messages; // of this run, by number
    uint32_t said, ordered, done, most, room;
    uint64_t deliveries;
    struct histogram latency;
    char error[256]; // what went wrong, the first time; "": nothing
};

// Connect all and wait until they have joined. Every function here says in load->error what went wrong.
bool load_open(struct load *l, const struct chatbench_options *options, const struct chatbench_server *server,
               unsigned n);
bool load_run(struct load *l, uint64_t rate, struct chatbench_figures *out);
void load_close(struct load *l);

// ---- for the files of this folder ----

#define LOAD_SECOND_NS UINT64_C(1000000000)
#define LOAD_STALL_NS  (10 * LOAD_SECOND_NS) // nothing has come for so long: something is lost

uint64_t load_now_ns(void);
// Wait for what comes, at most `ms`, and handle it. *came: something did.
bool load_turn(struct load *l, int ms, bool *came);
// Until it is done; fails where nothing comes any more.
bool load_wait(struct load *l, bool (*done)(const struct load *l));
bool load_write(struct load_client *c); // what it has said, as far as the socket takes it

// ---- for the wires ----

void load_joined(struct load_client *c);
bool load_heard(struct load_client *c, uint32_t number);
bool load_send(struct load_client *c, const void *data, size_t bytes);
__attribute__((format(printf, 2, 3))) bool load_fail(struct load *l, const char *format, ...); // false

#endif
