// SPDX-License-Identifier: MIT
// A client of the default protocol, as the guest alice, in the test's own thread, and a server made by hand,
// whose parts of the conversation come one by one.
#ifndef GLASSLOCK_TESTS_HAND_SERVER_H
#define GLASSLOCK_TESTS_HAND_SERVER_H

#include "net/channel/channel.h"
#include "net/client/client.h"
#include "net/glasslock/frames.h"
#include "net/wire/frame.h"

struct hand {
    int listener, fd;
    struct ec_key identity;
    struct channel channel;
    struct wire_writer in;
    size_t used;
    struct chat_client *client;
    char told[16384]; // lines of events, as plain mode shows them
};

void hand_begin(struct hand *s);
void hand_end(struct hand *s);
// The handshake, and the welcome, in which there is the lobby (or no room at all); nobody is said to be
// online.
void hand_welcome(struct hand *s, bool lobby);
// Say one frame; the payload is freed.
void hand_say(struct hand *s, uint8_t type, struct wire_writer *payload);
// The payload of the next frame of this type that the client says; others are passed over. It is valid until
// the next call. Ten seconds at most, then the test ends.
struct wire_reader hand_hear(struct hand *s, uint8_t type);
// Was the user told a line with these words, within PATIENCE_MS (run.h)? Then what was told is forgotten.
bool hand_told(struct hand *s, const char *words);

#endif
