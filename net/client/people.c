// SPDX-License-Identifier: MIT
// Who is there, sorted by name.
#include "net/client/engine.h"

#include <stdlib.h>

// Where `name` stands, or would.
static size_t place(const struct chat_client *c, const char *name, bool *there)
{
    size_t low = 0, high = c->n_people;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(c->people[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *there = low < c->n_people && strcmp(c->people[low].name, name) == 0;
    return low;
}

static bool grow(struct chat_client *c)
{
    if (c->n_people < c->people_room)
        return true;
    size_t room = c->people_room ? 2 * c->people_room : 16;
    if (room > ENGINE_MOST_PEOPLE)
        return false;
    struct client_person *people = realloc(c->people, room * sizeof *people);
    if (!people)
        return false;
    c->people = people;
    c->people_room = room;
    return true;
}

void client_person_set(struct chat_client *c, const struct client_person *person)
{
    bool there;
    size_t i = place(c, person->name, &there);
    if (there) {
        const char *name = c->people[i].name;
        c->people[i] = *person;
        c->people[i].name = name;
        return;
    }
    char *name = grow(c) ? strdup(person->name) : NULL;
    if (!name)
        return; // a list for the screen: who does not fit is not shown
    memmove(c->people + i + 1, c->people + i, (c->n_people - i) * sizeof *c->people);
    c->people[i] = *person;
    c->people[i].name = name;
    c->n_people++;
}

void client_person_gone(struct chat_client *c, const char *name)
{
    bool there;
    size_t i = place(c, name, &there);
    if (!there)
        return;
    free((char *)c->people[i].name);
    c->n_people--;
    memmove(c->people + i, c->people + i + 1, (c->n_people - i) * sizeof *c->people);
}

void client_people_clear(struct chat_client *c)
{
    for (size_t i = 0; i < c->n_people; i++)
        free((char *)c->people[i].name);
    c->n_people = 0;
}

size_t client_people(const struct chat_client *c, const struct client_person **people)
{
    *people = c->people;
    return c->n_people;
}
