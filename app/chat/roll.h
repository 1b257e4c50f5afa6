// SPDX-License-Identifier: MIT
// What was said in one room, as the screen keeps it: notes in order, receipts, what is new, and which part is
// looked at. Bounded: the oldest notes go.
#ifndef GLASSLOCK_APP_CHAT_ROLL_H
#define GLASSLOCK_APP_CHAT_ROLL_H

#include "net/client/event.h"

#define ROLL_NOTES   5000 // kept in one room, of at most ROLL_BYTES
#define ROLL_BYTES   (2 << 20)
#define ROLL_READERS 64 // whose receipts are kept in one room

struct note {
    uint64_t id; // in order of the screen: 1, 2, ... (a message that comes late takes the next one's place)
    enum client_event_kind kind;
    char *who, *to, *text; // to: NULL unless private
    uint64_t time;         // ms since 1970
    uint64_t sequence, counter, local;
    bool own, emote, old, sent;
};

struct roll_reader {
    char *name;
    uint64_t received, read; // how many of ours, in the order of their counters (the first is 0)
};

struct roll {
    char *title;   // NULL without memory
    uint64_t used; // the view's: when last
    struct note *notes;
    size_t n, room, bytes; // bytes: of the texts
    uint64_t next_id;
    uint64_t new_from; // the first note that was not seen, by id; 0: none
    // The last row on the screen belongs to this note, with `below` of its rows hidden; 0: follow what comes.
    uint64_t bottom;
    int below;
    struct roll_reader readers[ROLL_READERS];
    size_t n_readers;
};

void roll_init(struct roll *r, const char *title);
void roll_free(struct roll *r);

// Copies. A message that is there already (by its sequence) is not added twice; one that is older than others
// by its sequence goes before them. NULL: not added.
struct note *roll_add(struct roll *r, const struct client_event *event, const char *text, uint64_t now);
// EVENT_SENT: our message `local` has its numbers.
void roll_sent(struct roll *r, uint64_t local, uint64_t sequence, uint64_t counter);
// EVENT_RECEIPT.
void roll_receipt(struct roll *r, const char *who, uint64_t counter, bool read);
// How many others have received, and read, this note of ours.
void roll_receivers(const struct roll *r, const struct note *note, unsigned *received, unsigned *read);

// Where a note stands, by id: the first whose id is at least that; n where there is none.
size_t roll_index(const struct roll *r, uint64_t id);

#endif
