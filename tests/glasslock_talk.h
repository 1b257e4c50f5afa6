// SPDX-License-Identifier: MIT
// Conversations for tests of the server: what a client does between SYNC and a text on the screen.
#ifndef GLASSLOCK_TESTS_GLASSLOCK_TALK_H
#define GLASSLOCK_TESTS_GLASSLOCK_TALK_H

#include "tests/glasslock_client.h"

extern const uint8_t glk_lobby[TALK_ROOM_BYTES];

// One member's view of one room.
struct glk_room {
    uint8_t id[TALK_ROOM_BYTES], salt[16];
    struct talk_epoch epoch; // whose key is known
    struct talk_chain chain; // our own
    struct wire_writer last; // the message said last
    uint64_t number;         // which it got
    // As the last MEMBERS said:
    uint8_t recipe, roster[TALK_HASH_BYTES];
    uint32_t latest;
    bool stale;
    size_t n;
    struct {
        char name[TALK_NAME_ROOM];
        uint8_t card[TALK_HASH_BYTES], flags;
        size_t invitation; // bytes
    } members[40];
};
void glk_room_free(struct glk_room *room);

int glk_sync(struct glk *c, struct glk_room *room, uint64_t after, uint64_t *last); // the answer's code
bool glk_members(struct glk *c, struct glk_room *room); // the next whole MEMBERS; what it says is in `room`
char *glk_names(const struct glk_room *room); // "alice^ bob? carol-": founder, pending, gone; static
// The next KEY (of `maker`, NULL: the server): unwrapped into room->epoch.
bool glk_key(struct glk *c, struct glk_room *room, const struct talk_card *maker);
// Ask for members and cards, wrap a key for each, say EPOCH: the answer's code.
int glk_epoch(struct glk *c, struct glk_room *room);
// The same from what room->members says, with the first `skip` of them left out of the list, as epoch
// `number`.
int glk_epoch_of(struct glk *c, struct glk_room *room, uint32_t number, size_t skip);
int glk_say(struct glk *c, struct glk_room *room,
            const char *text);                           // sealed in room->epoch; the answer's code
int glk_say_again(struct glk *c, struct glk_room *room); // the same bytes
// The next MESSAGE, verified and opened: its text, static; or what is wrong with it. *number may be NULL.
const char *glk_hear(struct glk *c, struct glk_room *room, const struct talk_card *sender,
                     struct talk_chain *chain, uint64_t *number);

// Group and pair; the answer's code.
// The answer is not waited for.
void glk_open_begin(struct glk *c, struct glk_room *room, enum talk_recipe recipe, bool pair,
                    const char *title);
int glk_open(struct glk *c, struct glk_room *room, enum talk_recipe recipe, bool pair, const char *title);
int glk_invite(struct glk *c, struct glk_room *room, const struct glk *guest);
int glk_accept(struct glk *c, struct glk_room *room);
int glk_room_request(struct glk *c, uint8_t type, const uint8_t *room); // DECLINE, LEAVE

#endif
