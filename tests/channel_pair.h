// SPDX-License-Identifier: MIT
// Two ends of a secure channel in one process, over a random stream that is the same in every run.
#ifndef GLASSLOCK_TESTS_CHANNEL_PAIR_H
#define GLASSLOCK_TESTS_CHANNEL_PAIR_H

#include "net/channel/channel.h"

// Bytes from a counter, mixed (splitmix64): no test depends on luck.
struct seeded {
    uint64_t counter;
};
struct gl_random seeded_random(struct seeded *seed, uint64_t from);

struct channel_pair {
    struct channel client, server;
    struct ec_key identity;
    struct seeded seed;
    struct gl_random random;
    struct wire_writer hello, answer, finished; // the frames of the handshake, whole
    uint8_t seen[CHANNEL_POINT_BYTES];          // the identity that the client was shown
};
// A fresh pair with an identity, before the first frame.
void pair_init(struct channel_pair *p, uint64_t rekey_records);
// The steps of the handshake as far as `steps` (1: hello, 2: answer, 3: check, 4: finish, 5: open), without a
// failure.
void pair_shake(struct channel_pair *p, int steps);
void pair_free(struct channel_pair *p);

// Does the channel hold nothing any more?
bool channel_is_blank(const struct channel *ch);
// No key is left to open a record with, and none will be opened.
bool channel_is_deaf(const struct channel *ch);

// One step with the payload of a whole frame.
enum gl_error pair_answer(struct channel_pair *p, const struct wire_writer *frame);
enum gl_error pair_check(struct channel_pair *p, const struct wire_writer *frame);
enum gl_error pair_accept(struct channel_pair *p, const struct wire_writer *frame);

#endif
