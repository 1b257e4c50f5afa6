// SPDX-License-Identifier: MIT
// The view's state: what events do to it.
#include "app/chat/view.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

bool view_init(struct chat_view *v, struct chat_client *client, const struct chat_engine *engine)
{
    *v = (struct chat_view){.client = client, .engine = engine, .n_rolls = 1, .drawer = true};
    v->wire = calloc(VIEW_WIRES, sizeof *v->wire);
    roll_init(&v->rolls[0], "");
    return v->wire && edit_init(&v->input) && edit_init(&v->search);
}

void view_free(struct chat_view *v)
{
    for (size_t i = 0; i < v->n_rolls; i++)
        roll_free(&v->rolls[i]);
    for (unsigned i = 0; i < VIEW_WIRES && v->wire; i++)
        free(v->wire[i].meaning);
    for (unsigned i = 0; i < v->warnings; i++)
        free(v->warning[i]);
    view_forget_candidates(v);
    free(v->wire);
    edit_free(&v->input);
    edit_free(&v->search);
}

static struct roll *least_used(struct chat_view *v)
{
    struct roll *least = &v->rolls[v->current ? 0 : 1];
    for (size_t i = 0; i < v->n_rolls; i++)
        if (i != v->current && v->rolls[i].used < least->used)
            least = &v->rolls[i];
    return least;
}

struct roll *view_roll(struct chat_view *v, const char *room)
{
    if (!room)
        return view_current(v);
    for (size_t i = 0; i < v->n_rolls; i++)
        if (v->rolls[i].title && strcmp(v->rolls[i].title, room) == 0) {
            v->rolls[i].used = ++v->uses;
            return &v->rolls[i];
        }
    struct roll *r = v->n_rolls < VIEW_ROLLS ? &v->rolls[v->n_rolls] : least_used(v);
    bool again = r < v->rolls + v->n_rolls;
    if (again)
        roll_free(r);
    roll_init(r, room);
    r->used = ++v->uses;
    v->n_rolls += !again;
    return r;
}

void view_say(struct chat_view *v, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(v->message, sizeof v->message, format, arguments);
    va_end(arguments);
}

void view_note(struct chat_view *v, enum client_event_kind kind, const char *text)
{
    roll_add(view_current(v), &(struct client_event){.kind = kind}, text, v->wall);
}

static void add_message(struct chat_view *v, const struct client_event *event)
{
    struct roll *r = view_roll(v, event->room);
    struct client_event said = *event;
    said.to = event->room ? NULL : event->to; // in a room of two everything is private: no word of it
    const struct note *note = roll_add(r, &said, event->text ? event->text : "", v->wall);
    if (!note || event->own || event->old)
        return;
    bool here = r == view_current(v);
    if ((!here || r->bottom) && !r->new_from)
        r->new_from = note->id;
    v->unseen |= here;
}

// Other notes are the lines of plain mode, without the mark that stands before them there: the screen has a
// column for that. What is only text stands as it is.
static void add_line(struct chat_view *v, const struct client_event *event)
{
    enum client_event_kind kind = event->kind;
    bool plain = kind == EVENT_INFO || kind == EVENT_ERROR || kind == EVENT_NOTICE || kind == EVENT_WARNING ||
                 kind == EVENT_STATE;
    char *line = plain ? strdup(event->text ? event->text : "") : v->engine->line(event, false);
    if (!line)
        return;
    // What asks for an answer stands where the user looks.
    bool here = kind == EVENT_WARNING || kind == EVENT_INVITED || kind == EVENT_FRIEND || kind == EVENT_READY;
    struct roll *r = view_roll(v, here ? NULL : event->room);
    roll_add(r, event, strncmp(line, "* ", 2) == 0 && !plain ? line + 2 : line, v->wall);
    free(line);
}

static void add_warning(struct chat_view *v, const struct client_event *event)
{
    add_line(v, event);
    char *text = NULL;
    if (asprintf(&text, "%s%s%s", event->room ? event->room : "", event->room ? ": " : "",
                 event->text ? event->text : "") < 0)
        text = NULL;
    const char *last = v->warnings ? v->warning[v->warnings - 1] : NULL;
    if (text && last && strcmp(text, last) == 0) { // once more the same, such as at each try to connect
        free(text);
        return;
    }
    if (v->warnings < VIEW_WARNINGS)
        v->warning[v->warnings++] = text;
    else
        v->warnings_lost++, free(text);
}

static void add_wire(struct chat_view *v, const struct client_event *event)
{
    struct view_wire *wire = &v->wire[v->wire_next];
    free(wire->meaning);
    *wire = (struct view_wire){
        .outwards = event->flag,
        .bytes = event->bytes,
        .meaning = strdup(event->text ? event->text : ""),
        .time = event->time ? event->time : v->wall,
    };
    size_t kept = event->bytes < VIEW_WIRE_BYTES ? event->bytes : VIEW_WIRE_BYTES;
    if (kept)
        memcpy(wire->data, event->data, kept);
    v->wire_next = (v->wire_next + 1) % VIEW_WIRES;
    v->wires += v->wires < VIEW_WIRES;
}

// The top line shows every state; a note is made where the connection is lost, once until it stands again.
static void set_state(struct chat_view *v, const struct client_event *event)
{
    bool lost = event->state == CLIENT_WAITING || event->state == CLIENT_OFFLINE;
    if (lost && !v->lost && event->text)
        add_line(v, event);
    if (event->state == CLIENT_ONLINE && v->lost)
        view_note(v, EVENT_STATE, "the connection stands again");
    v->lost = event->state != CLIENT_ONLINE && (lost || v->lost);
    if (event->state == CLIENT_WAITING)
        v->retry_at = v->clock + 1000 * (uint64_t)event->seconds;
    else if (event->state == CLIENT_ONLINE || event->state == CLIENT_CONNECTED)
        v->retry_at = 0;
    v->state = event->state;
}

void view_event(struct chat_view *v, const struct client_event *event)
{
    switch (event->kind) {
    case EVENT_MESSAGE:
        add_message(v, event);
        return;
    case EVENT_SENT:
        for (size_t i = 0; i < v->n_rolls; i++)
            if (!event->room || (v->rolls[i].title && strcmp(v->rolls[i].title, event->room) == 0))
                roll_sent(&v->rolls[i], event->local, event->sequence, event->counter);
        return;
    case EVENT_RECEIPT:
        if (event->who)
            roll_receipt(view_roll(v, event->room), event->who, event->counter, event->flag);
        return;
    case EVENT_STATE:
        set_state(v, event);
        return;
    case EVENT_WARNING:
        add_warning(v, event);
        return;
    case EVENT_WIRE:
        add_wire(v, event);
        return;
    case EVENT_QUIT:
        v->quit = true;
        return;
    default:
        add_line(v, event);
        return;
    }
}

const struct client_room *view_room(const struct chat_view *v)
{
    const struct client_room *rooms = NULL;
    size_t n = v->engine->rooms(v->client, &rooms);
    for (size_t i = 0; i < n; i++)
        if (rooms[i].current)
            return &rooms[i];
    return NULL;
}

// What stood on the screen before the first room stays there: the first roll takes that room's title.
static void follow_room(struct chat_view *v)
{
    const char *title = v->engine->current_room(v->client);
    const char *here = view_current(v)->title;
    if (!title || !*title || (here && strcmp(here, title) == 0))
        return;
    struct roll *first = &v->rolls[0];
    char *name = first->title && !*first->title && v->n_rolls == 1 ? strdup(title) : NULL;
    if (name) {
        free(first->title);
        first->title = name;
        return;
    }
    view_current(v)->new_from = 0;
    v->current = (size_t)(view_roll(v, title) - v->rolls);
    v->unseen = true;
}

void view_settle(struct chat_view *v)
{
    follow_room(v);
    const struct client_room *room = view_room(v);
    if (room && !view_current(v)->bottom && (v->unseen || room->unread)) {
        v->unseen = false;
        v->engine->seen(v->client, room->title);
    }
}

int view_timeout(const struct chat_view *v)
{
    if (v->state == CLIENT_WAITING && v->retry_at > v->clock)
        return (int)((v->retry_at - v->clock - 1) % 1000) + 1; // the count-down's next second
    return -1;
}
