// SPDX-License-Identifier: MIT
// A protocol as a listener sees it: where frames end, what can be told of them without keys, and where its
// keys cross the wire, if they do.
#ifndef GLASSLOCK_APP_TAP_PROTOCOL_H
#define GLASSLOCK_APP_TAP_PROTOCOL_H

#include "app/tap/tap.h"
#include "crypto/ec/ec.h"
#include "crypto/rsa/rsa.h"
#include "net/wire/bytes.h"

struct tap_unit {
    enum tap_way way;
    uint64_t number; // 1, 2, ... in its way of its connection
    const uint8_t *data;
    size_t bytes;
    const char *meaning; // what is told of it; NULL before anybody has looked
};

// Mallory's own keys, the same in all connections: made at start where keys are to be swapped.
struct tap_keys {
    struct ec_key identity; // P-256
    struct rsa_private rsa; // 2048 bits
    unsigned scalar;        // of the classroom curve
};

// What a man in the middle can do with the others' help: put things on the wire, read what is inside, tell.
struct tap_stage {
    void *context;
    // These bytes go on in this direction.
    void (*send)(void *context, enum tap_way way, const uint8_t *data, size_t bytes);
    // A message was read. It is shown, perhaps tampered with, and comes back through put().
    void (*inside)(void *context, enum tap_way way, const uint8_t *data, size_t bytes);
    __attribute__((format(printf, 3, 4))) void (*say)(void *context, enum tap_way way, const char *format,
                                                      ...);
    // There is no memory for what is to go on: the connection ends, so that neither side misses a part.
    void (*give_up)(void *context);
};

// The man in the middle with keys of his own; one struct a protocol.
struct tap_middle {
    uint64_t first[2];                          // the number of the first message inside
    void *(*make)(const struct tap_keys *keys); // the state of one connection; NULL: no memory
    void (*free)(void *state);
    // A frame has come. What becomes of it is said through the stage; false: pass it on as it is.
    bool (*take)(void *state, const struct tap_unit *unit, const struct tap_stage *stage);
    void (*put)(void *state, enum tap_way way, const uint8_t *data, size_t bytes,
                const struct tap_stage *stage);
    // Nothing more comes this way; NULL: nothing to say of it.
    void (*ended)(void *state, enum tap_way way, const struct tap_stage *stage);
    void (*meaning)(const struct tap_unit *inside, FILE *out);
    void (*alter)(const struct tap_unit *inside, uint8_t *data, FILE *said);
};

enum tap_cut { TAP_WHOLE, TAP_MORE, TAP_FOREIGN };

struct tap_protocol {
    const char *name;
    uint64_t first[2]; // in each way, the number of the first frame that carries a message
    // The first frame of data. WHOLE: *used of the bytes; FOREIGN: this cannot be the protocol.
    enum tap_cut (*cut)(const struct tap_unit *next, size_t *used);
    // What a listener can tell, in one line. memory: the connection's own, empty at first.
    void (*meaning)(struct wire_writer *memory, const struct tap_unit *unit, FILE *out);
    // Change something small so that the form stays; say what.
    void (*alter)(const struct tap_unit *unit, uint8_t *data, FILE *said);
    const struct tap_middle *middle; // NULL: no keys cross the wire
};

extern const struct tap_protocol tap_glasslock, tap_chatlock, tap_socketchat, tap_coursework, tap_raw;
extern const struct tap_middle tap_glasslock_middle, tap_chatlock_middle, tap_coursework_middle;

// What the frames inside the default protocol's channel say (glasslock_inside.c).
void tap_glasslock_inside(const struct tap_unit *inside, FILE *out);

// By the first bytes that anybody said; NULL: too few.
const struct tap_protocol *tap_guess(const uint8_t *data, size_t bytes);

// A few bytes in hex, with "..." where there are more.
void tap_put_hex(FILE *out, const uint8_t *data, size_t bytes, size_t most);

#endif
