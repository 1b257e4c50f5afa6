// SPDX-License-Identifier: MIT
#include "tests/talk_people.h"

#include <stdio.h>
#include <stdlib.h>

static struct talk_person people[TALK_PEOPLE];
static bool made;

static void forget(void)
{
    for (int i = 0; i < TALK_PEOPLE; i++) {
        talk_keys_clear(&people[i].keys);
        talk_card_clear(&people[i].card);
        wire_free(&people[i].encoded);
    }
}

static void make(struct talk_person *p, const char *name)
{
    talk_keys_init(&p->keys);
    talk_card_init(&p->card);
    if (talk_keys_generate(&p->keys, NULL, NULL) || talk_card_make(&p->keys, name, &p->encoded) ||
        talk_card_read(&p->card, p->encoded.data, p->encoded.bytes)) {
        fprintf(stderr, "no keys for %s\n", name);
        abort();
    }
}

const struct talk_person *talk_person(int i)
{
    static const char *const names[TALK_PEOPLE] = {"alice", "bob", "mallory"};
    if (!made) { // and only read afterwards: then threads may ask, too
        for (int j = 0; j < TALK_PEOPLE; j++)
            make(&people[j], names[j]);
        atexit(forget);
        made = true;
    }
    return &people[i];
}
