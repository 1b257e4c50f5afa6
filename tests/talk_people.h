// SPDX-License-Identifier: MIT
// People with keys and cards, for tests of what they say to each other: made at the first call, and shared.
#ifndef GLASSLOCK_TESTS_TALK_PEOPLE_H
#define GLASSLOCK_TESTS_TALK_PEOPLE_H

#include "net/talk/talk.h"

struct talk_person {
    struct talk_keys keys;
    struct talk_card card;
    struct wire_writer encoded; // the card
};
#define TALK_PEOPLE 3 // "alice", "bob", "mallory"
const struct talk_person *talk_person(int i);

#endif
