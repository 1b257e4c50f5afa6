// SPDX-License-Identifier: MIT
// Questions to the server, and what their answers do.
#include "net/glasslock/client_parts.h"

#include <stdlib.h>

uint32_t gc_ask(struct gc *g, enum gc_asking kind, const struct gc_room *room)
{
    if (g->n_asks == GC_MOST_ASKS) {
        client_tell(g->c, EVENT_ERROR, "the server does not answer; try again later");
        return 0;
    }
    if (!++g->next_id)
        g->next_id = 1;
    struct gc_ask *ask = &g->asks[g->n_asks++];
    *ask = (struct gc_ask){.id = g->next_id, .kind = kind, .in_room = room != NULL};
    if (room)
        memcpy(ask->room, room->id, sizeof ask->room);
    return ask->id;
}

struct gc_ask *gc_last_ask(struct gc *g)
{
    return &g->asks[g->n_asks - 1];
}

bool gc_asking(const struct gc *g, enum gc_asking kind, const uint8_t *room)
{
    for (size_t i = 0; i < g->n_asks; i++)
        if (g->asks[i].kind == kind &&
            (!room || (g->asks[i].in_room && memcmp(g->asks[i].room, room, TALK_ROOM_BYTES) == 0)))
            return true;
    return false;
}

void gc_asks_clear(struct gc *g)
{
    for (size_t i = 0; i < g->n_asks; i++)
        free(g->asks[i].line);
    g->n_asks = 0;
}

// Take the question out of the list; false: nothing was asked under that number.
static bool answered(struct gc *g, uint32_t id, struct gc_ask *ask)
{
    for (size_t i = 0; i < g->n_asks && id; i++) {
        if (g->asks[i].id != id)
            continue;
        *ask = g->asks[i];
        g->n_asks--;
        memmove(&g->asks[i], &g->asks[i + 1], (g->n_asks - i) * sizeof *g->asks);
        return true;
    }
    return false;
}

// The cards have come, or there are none.
static void cards_answer(struct gc *g, struct gc_ask *ask, struct gc_room *room)
{
    gc_cards_came(g, ask->id);
    if (ask->line)
        gc_run_again(g, ask->line);
    if (room && room->cards && --room->cards == 0) {
        gc_judge(g, room);
        gc_settle(g, room);
    }
}

// What was said to them waits for another pair, where one may come.
static void pair_refused(struct gc *g, const char *name, struct gc_room *room, uint16_t code,
                         const char *text)
{
    struct gc_peer *p = gc_peer(g, name, false);
    gc_pair_over(g, room);
    if (code == GLE_ALREADY) { // the other one was quicker, and theirs is on its way
        gc_await_pair(g, name);
    } else if (code == GLE_CARD && p && !p->card_refused) { // theirs has changed since we saw it
        p->card_refused = true;
        gc_ask_cards(g, (const char *[]){name}, 1, NULL, NULL);
    } else if (!gc_forget_to(g, name, text)) {
        client_tell(g->c, EVENT_ERROR, "no conversation with %s: %s", name, text);
    }
}

static void refused(struct gc *g, struct gc_ask *ask, struct gc_room *room, uint16_t code, const char *text)
{
    switch (ask->kind) {
    case ASK_ENTER:
        gc_enter_refused(g, code, text);
        return;
    case ASK_SAY:
        gc_say_answer(g, ask, code, text, 0);
        return;
    case ASK_EPOCH:
        if (room)
            gc_epoch_answer(g, room, false);
        if (code != GLE_EPOCH && code != GLE_STALE)
            gc_tell(g, EVENT_ERROR, room, "no new key: %s", text);
        return;
    case ASK_CARDS:
        cards_answer(g, ask, room);
        return;
    case ASK_OPEN:
    case ASK_INVITE:
        if (!room)
            return; // it is gone: the other one's pair took its place
        if (room->pair) {
            pair_refused(g, ask->name, room, code, text);
            return;
        }
        if (code == GLE_CARD && ask->kind == ASK_INVITE)
            gc_ask_cards(g, (const char *[]){ask->name}, 1, NULL,
                         NULL); // and the user is told that it changed
        if (ask->kind == ASK_OPEN) {
            gc_room_drop(g, room);
            room = NULL;
        }
        break;
    case ASK_SYNC:
        if (room)
            room->syncing = room->answered = false;
        break;
    default:
        break;
    }
    gc_tell(g, EVENT_ERROR, room, "%s", *text ? text : "the server refuses that");
}

bool gc_on_error(struct gc *g, struct wire_reader *r)
{
    char text[512];
    uint32_t id = wire_u32(r);
    uint16_t code = wire_u16(r);
    wire_text(r, text, sizeof text);
    if (!wire_done(r))
        return false;
    struct gc_ask ask;
    if (answered(g, id, &ask)) {
        refused(g, &ask, ask.in_room ? gc_room(g, ask.room) : NULL, code, text);
        free(ask.line);
        return true;
    }
    client_tell(g->c, EVENT_ERROR, "%s", text);
    if (code == GLE_ALREADY || code == GLE_BANNED)
        client_give_up(g->c);
    return true;
}

// What an OK does to a room.
static void room_done(struct gc *g, const struct gc_ask *ask, struct gc_room *room)
{
    switch (ask->kind) {
    case ASK_OPEN:
        room->member = true;
        gc_show_room(g, room);
        if (!room->pair) {
            client_room_enter(g->c, room->title);
            gc_sync(g, room);
        }
        return;
    case ASK_INVITE:
        if (room->pair)
            gc_sync(g, room);
        else
            gc_await_guest(g, room, ask->name);
        return;
    case ASK_ACCEPT:
        room->invited = false;
        room->member = true;
        gc_keep_room(g, room);
        gc_show_room(g, room);
        gc_sync(g, room);
        client_room_enter(g->c, room->title);
        return;
    case ASK_DECLINE:
    case ASK_LEAVE:
        gc_tell(g, EVENT_INFO, NULL, ask->kind == ASK_LEAVE ? "you have left %s" : "you have declined %s",
                room->title);
        gc_room_drop(g, room);
        return;
    case ASK_RECIPE:
        room->agreed = room->recipe = (uint8_t)ask->number;
        room->stale = true;
        room->stuck_told = false;
        gc_keep_room(g, room);
        gc_tell(g, EVENT_INFO, room, "%s uses %s from the next message on: %s", room->title,
                talk_recipe_name(room->agreed), talk_recipe_summary(room->agreed));
        gc_sync(g, room);
        return;
    default:
        return;
    }
}

static void done(struct gc *g, struct gc_ask *ask, uint64_t number)
{
    struct gc_room *room = ask->in_room ? gc_room(g, ask->room) : NULL;
    switch (ask->kind) {
    case ASK_PUBLISH:
        gc_published(g);
        break;
    case ASK_CARDS:
        cards_answer(g, ask, room);
        break;
    case ASK_SAY:
        gc_say_answer(g, ask, 0, "", number);
        break;
    case ASK_EPOCH:
        if (room)
            gc_epoch_answer(g, room, true);
        break;
    case ASK_SYNC:
        if (room)
            gc_sync_answer(g, room, number);
        break;
    case ASK_WAIT:
        if (ask->number)
            client_tell(g->c, EVENT_INFO, "you wait for %s; /wait off ends it", ask->name);
        break;
    default:
        if (room)
            room_done(g, ask, room);
        break;
    }
}

bool gc_on_ok(struct gc *g, struct wire_reader *r)
{
    struct gc_ask ask;
    uint32_t id = wire_u32(r);
    uint64_t number = wire_u64(r);
    if (!wire_done(r))
        return false;
    if (!answered(g, id, &ask))
        return true;
    done(g, &ask, number);
    free(ask.line);
    return true;
}
