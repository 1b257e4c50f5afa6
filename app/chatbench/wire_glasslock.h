// SPDX-License-Identifier: MIT
// The default protocol under load. The channel of each client is its own; the end-to-end keys are shared by
// all, because making a thousand RSA keys would take minutes and change nothing for the server.
#ifndef GLASSLOCK_APP_CHATBENCH_WIRE_GLASSLOCK_H
#define GLASSLOCK_APP_CHATBENCH_WIRE_GLASSLOCK_H

#include "app/chatbench/load.h"
#include "net/channel/channel.h"
#include "net/talk/talk.h"

// Of a client.
struct bench_talker {
    struct channel channel;
    char name[TALK_NAME_ROOM];
    uint8_t card[TALK_HASH_BYTES];
    struct talk_chain said, checked; // of its messages: as they are made, as they are verified
    bool synced;
};

// Of all.
struct bench_talk {
    struct talk_keys keys;
    struct talk_card card; // the keys' public halves; name and hash are set before each use
    struct talk_epoch epoch;
    unsigned synced;
    bool epoch_stands;
    // Messages made before the clock starts: number i is made[at[i] .. at[i + 1]).
    struct wire_writer made;
    size_t *at;
    uint32_t made_n, first; // `first`: the number, over all runs, of made[0]
    // What client 0 has heard, to be verified after the clock has stopped: u32 number, field message.
    struct wire_writer kept;
};

bool bench_talk_open(struct load *l);
void bench_talk_close(struct load *l);
bool bench_talk_name(struct load_client *c, struct wire_writer *card); // its name and card
bool bench_talk_epoch(struct load *l);                                 // make one, say it as client 0
bool bench_talk_make(struct load *l, uint32_t n);                      // messages, from load->base on
bool bench_talk_check(struct load *l);                                 // verify what was kept

// Say one inner frame.
bool bench_talk_send(struct load_client *c, const struct wire_writer *frame);
static inline struct bench_talker *bench_talker(const struct load_client *c)
{
    return c->state;
}

#endif
