// SPDX-License-Identifier: MIT
#include "app/chat/roll.h"

#include <stdlib.h>
#include <string.h>

void roll_init(struct roll *r, const char *title)
{
    *r = (struct roll){.title = strdup(title), .next_id = 1};
}

static void clear_note(struct note *note)
{
    free(note->who);
    free(note->to);
    free(note->text);
}

void roll_free(struct roll *r)
{
    for (size_t i = 0; i < r->n; i++)
        clear_note(&r->notes[i]);
    for (size_t i = 0; i < r->n_readers; i++)
        free(r->readers[i].name);
    free(r->notes);
    free(r->title);
    *r = (struct roll){0};
}

static size_t note_bytes(const struct note *note)
{
    return note->text ? strlen(note->text) : 0;
}

// The oldest half goes at once, so that a busy room does not move all its notes for each new one.
static void forget_oldest(struct roll *r)
{
    size_t gone = (r->n + 1) / 2;
    for (size_t i = 0; i < gone; i++) {
        r->bytes -= note_bytes(&r->notes[i]);
        clear_note(&r->notes[i]);
    }
    r->n -= gone;
    memmove(r->notes, r->notes + gone, r->n * sizeof r->notes[0]);
}

static bool make_room(struct roll *r)
{
    if (r->n == ROLL_NOTES || (r->n > 1 && r->bytes > ROLL_BYTES))
        forget_oldest(r);
    if (r->n < r->room)
        return true;
    size_t room = r->room ? 2 * r->room : 64;
    struct note *notes = realloc(r->notes, room * sizeof *notes);
    if (!notes)
        return false;
    r->notes = notes;
    r->room = room;
    return true;
}

// Where a message belongs by its sequence: behind the last one that is not younger. SIZE_MAX: it is there.
static size_t place_of(const struct roll *r, uint64_t sequence)
{
    size_t place = r->n;
    for (size_t i = r->n; sequence && i > 0; i--) {
        const struct note *note = &r->notes[i - 1];
        if (note->sequence == sequence)
            return SIZE_MAX;
        if (note->sequence > sequence)
            place = i - 1;
        else if (note->sequence)
            break;
    }
    return place;
}

static char *copy(const char *text)
{
    return text ? strdup(text) : NULL;
}

struct note *roll_add(struct roll *r, const struct client_event *event, const char *text, uint64_t now)
{
    if (!make_room(r))
        return NULL;
    size_t place = place_of(r, event->kind == EVENT_MESSAGE ? event->sequence : 0);
    if (place == SIZE_MAX)
        return NULL;
    struct note note = {
        .id = place < r->n ? r->notes[place].id : r->next_id,
        .kind = event->kind,
        .who = copy(event->who),
        .to = copy(event->to),
        .text = copy(text),
        .time = event->time ? event->time : now,
        .sequence = event->sequence,
        .counter = event->counter,
        .local = event->local,
        .own = event->own,
        .emote = event->emote,
        .old = event->old,
        .sent = event->sequence != 0,
    };
    memmove(r->notes + place + 1, r->notes + place, (r->n - place) * sizeof note);
    r->notes[place] = note;
    r->n++;
    r->bytes += note_bytes(&note);
    for (size_t i = place + 1; i < r->n; i++)
        r->notes[i].id++;
    // The marks stay with the notes that they were on.
    r->bottom += place + 1 < r->n && r->bottom >= note.id;
    r->new_from += place + 1 < r->n && r->new_from > note.id;
    r->next_id++;
    return &r->notes[place];
}

void roll_sent(struct roll *r, uint64_t local, uint64_t sequence, uint64_t counter)
{
    for (size_t i = r->n; local && i > 0; i--)
        if (r->notes[i - 1].own && r->notes[i - 1].local == local) {
            r->notes[i - 1].sent = true;
            r->notes[i - 1].sequence = sequence;
            r->notes[i - 1].counter = counter;
            return;
        }
}

void roll_receipt(struct roll *r, const char *who, uint64_t counter, bool read)
{
    struct roll_reader *reader = NULL;
    for (size_t i = 0; i < r->n_readers; i++)
        if (strcmp(r->readers[i].name, who) == 0)
            reader = &r->readers[i];
    if (!reader) {
        char *name = r->n_readers < ROLL_READERS ? strdup(who) : NULL;
        if (!name)
            return;
        reader = &r->readers[r->n_readers++];
        *reader = (struct roll_reader){.name = name};
    }
    if (counter >= reader->received)
        reader->received = counter + 1;
    if (read && counter >= reader->read)
        reader->read = counter + 1;
}

void roll_receivers(const struct roll *r, const struct note *note, unsigned *received, unsigned *read)
{
    *received = *read = 0;
    for (size_t i = 0; note->sent && i < r->n_readers; i++) {
        *received += r->readers[i].received > note->counter;
        *read += r->readers[i].read > note->counter;
    }
}

size_t roll_index(const struct roll *r, uint64_t id)
{
    size_t low = 0, high = r->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (r->notes[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
