// SPDX-License-Identifier: MIT
// Opening conversations, inviting to them, accepting, declining, leaving.
#include "net/glasslock/client_parts.h"

#include <stdio.h>
#include <stdlib.h>

static void put_invitation(struct gc *g, const struct gc_room *r, const uint8_t *guest, struct wire_writer *w)
{
    struct wire_writer invitation = {0};
    if (talk_invite_make(&g->keys, r->id, g->card.hash, guest, &invitation))
        w->failed = true;
    wire_put_field(w, invitation.data, invitation.bytes);
    wire_free(&invitation);
}

// A room with an id that names us as its founder.
static struct gc_room *found(struct gc *g, const char *title, enum talk_recipe recipe, bool pair)
{
    uint8_t salt[16], id[TALK_ROOM_BYTES];
    if (gl_random_bytes(NULL, salt, sizeof salt))
        return NULL;
    talk_room_id(id, recipe, g->card.hash, salt);
    struct gc_room *r = gc_room_make(g, id, title);
    uint32_t ask = r ? gc_ask(g, ASK_OPEN, r) : 0;
    if (!ask)
        return NULL;
    snprintf(gc_last_ask(g)->name, TALK_NAME_ROOM, "%.32s", title);
    r->recipe = r->agreed = (uint8_t)recipe;
    r->pair = pair;
    r->late = false;
    r->members = calloc(1, sizeof *r->members); // ourselves, so that everybody else is news
    if (r->members) {
        snprintf(r->members[0].name, sizeof r->members[0].name, "%s", g->card.name);
        memcpy(r->members[0].hash, g->card.hash, TALK_HASH_BYTES);
        r->members[0].flags = GLM_FOUNDER | GLM_ONLINE;
        r->n_members = 1;
    } else {
        client_no_memory(g->c);
    }
    struct wire_writer *w = gc_begin(g, GLF_OPEN);
    wire_put_u32(w, ask);
    wire_put_raw(w, r->id, sizeof r->id);
    wire_put_raw(w, salt, sizeof salt);
    wire_put_u8(w, (uint8_t)recipe);
    wire_put_u8(w, pair);
    wire_put_text(w, title);
    put_invitation(g, r, g->card.hash, w);
    gc_end(g);
    return r;
}

static void invite_one(struct gc *g, struct gc_room *r, const struct gc_peer *p)
{
    uint32_t ask = gc_ask(g, ASK_INVITE, r);
    if (!ask)
        return;
    memcpy(gc_last_ask(g)->name, p->name, sizeof p->name);
    struct wire_writer *w = gc_begin(g, GLF_INVITE);
    wire_put_u32(w, ask);
    wire_put_raw(w, r->id, sizeof r->id);
    wire_put_text(w, p->name);
    put_invitation(g, r, p->card.hash, w);
    gc_end(g);
}

void gc_open_pair(struct gc *g, const char *name, enum talk_recipe recipe)
{
    struct gc_peer *p = gc_peer(g, name, true);
    if (!p || gc_pair_with(g, name))
        return;
    if (!p->pinned || p->changed) {
        char line[64];
        snprintf(line, sizeof line, "pair %s %s", name, talk_recipe_name(recipe));
        if (!p->absent && !p->changed)
            gc_ask_cards(g, (const char *[]){name}, 1, NULL, line);
        return;
    }
    for (size_t i = g->n_rooms; i--;)
        if (strcmp(g->rooms[i]->by, name) == 0 && gc_pair_dead(g, g->rooms[i]))
            gc_pair_over(g, g->rooms[i]);
    struct gc_room *r = found(g, name, recipe, true);
    if (r)
        invite_one(g, r, p);
}

// The words of `rest`, at most `most`, and whose cards are not there. false: the user was told what is wrong.
static bool people_of(struct gc *g, const char *rest, struct gc_peer **people, size_t *n, size_t most,
                      const char *line)
{
    const char *missing[64];
    size_t n_missing = 0;
    char name[TALK_NAME_ROOM];
    *n = 0;
    while (*rest) {
        if (*n == most || *n == 64 || !gc_word(&rest, name, sizeof name) || talk_name_problem(name)) {
            client_tell(g->c, EVENT_ERROR, "these are not names, or too many at once");
            return false;
        }
        struct gc_peer *p = gc_peer(g, name, true);
        if (!p || p->absent || strcmp(name, client_name(g->c)) == 0) {
            if (p || !client_lacks_memory(g->c))
                client_tell(g->c, EVENT_ERROR, p && !p->absent ? "%s: that is you" : "there is no user %s",
                            name);
            if (p)
                p->absent = false; // next time we ask again
            return false;
        }
        if (p->changed) {
            client_tell(g->c, EVENT_ERROR, "the keys of %s have changed: /verify %s accept first", name,
                        name);
            return false;
        }
        people[(*n)++] = p;
        if (!p->pinned)
            missing[n_missing++] = p->name;
    }
    if (!n_missing)
        return true;
    gc_ask_cards(g, missing, n_missing, NULL, line);
    return false;
}

void gc_open(struct gc *g, const char *rest, const char *line)
{
    char title[65];
    struct gc_peer *people[64];
    size_t n;
    if (!gc_word(&rest, title, sizeof title) || *title == '/' || gc_room_titled(g, title)) {
        client_tell(g->c, EVENT_ERROR,
                    *title && gc_room_titled(g, title)
                        ? "there is a room of that title already: /invite NAME.. %s"
                        : "/open TITLE NAME..: the title is one word of at most 64 bytes",
                    title);
        return;
    }
    if (!people_of(g, rest, people, &n, 64, line))
        return;
    struct gc_room *r = found(g, title, g->recipe, false);
    for (size_t i = 0; r && i < n; i++)
        invite_one(g, r, people[i]);
}

void gc_invite(struct gc *g, const char *rest, const char *line)
{
    struct gc_peer *people[64];
    size_t n, bytes = strlen(rest);
    const char *last = strrchr(rest, ' ');
    struct gc_room *r = last ? gc_room_titled(g, last + 1) : NULL;
    if (r && !r->pair && !r->lobby)
        bytes = (size_t)(last - rest);
    else
        r = gc_room_titled(g, NULL);
    if (!*rest || !r || r->pair || r->lobby || !r->member) {
        client_tell(g->c, EVENT_ERROR, "/invite NAME.. [ROOM]: into a group; /open TITLE NAME.. makes one");
        return;
    }
    char *names = strndup(rest, bytes);
    if (!names)
        client_not_done(g->c);
    if (names && people_of(g, names, people, &n, 64, line))
        for (size_t i = 0; i < n; i++)
            invite_one(g, r, people[i]);
    free(names);
}

// ---- answers to invitations ----

static struct gc_room *the_invitation(struct gc *g, const char *rest)
{
    struct gc_room *r = *rest ? gc_room_titled(g, rest) : NULL;
    for (size_t i = 0; i < g->n_rooms && !*rest; i++)
        if (g->rooms[i]->invited)
            r = g->rooms[i];
    if (r && r->invited)
        return r;
    client_tell(g->c, EVENT_ERROR, "you are not invited%s%s; /room shows the rooms", *rest ? " to " : "",
                rest);
    return NULL;
}

uint32_t gc_about(struct gc *g, uint8_t type, enum gc_asking kind, const struct gc_room *r)
{
    uint32_t id = gc_ask(g, kind, r);
    struct wire_writer *w = gc_begin(g, type);
    wire_put_u32(w, id);
    wire_put_raw(w, r->id, sizeof r->id);
    return id;
}

// It is for the card that we had before /rekey.
static bool names_older_keys(const struct gc *g, const struct gc_room *r)
{
    uint8_t inviter[TALK_HASH_BYTES], guest[TALK_HASH_BYTES];
    return !talk_invite_names(r->invitation.data, r->invitation.bytes, inviter, guest) &&
           memcmp(guest, g->card.hash, sizeof guest) != 0;
}

void gc_accept(struct gc *g, const char *rest)
{
    struct gc_room *r = the_invitation(g, rest);
    if (!r)
        return;
    if (names_older_keys(g, r)) {
        gc_tell(
            g, EVENT_ERROR, r,
            "the invitation to %s names other keys than you have now: /decline %s, and ask %s for another",
            r->title, r->title, r->by);
        return;
    }
    struct gc_peer *by = gc_peer(g, r->by, false);
    if (!by || !by->pinned || by->changed ||
        talk_invite_check(r->invitation.data, r->invitation.bytes, r->id, &by->card, g->card.hash)) {
        gc_tell(g, EVENT_WARNING, r,
                "the invitation to %s does not bear the signature of %s%s: it is not accepted", r->title,
                r->by, by && by->changed ? ", whose keys have changed (/verify NAME accept)" : "");
        return;
    }
    r->agreed = r->recipe; // as it was shown with the invitation
    if (!gc_about(g, GLF_ACCEPT, ASK_ACCEPT, r))
        return;
    put_invitation(g, r, g->card.hash, &g->frame);
    gc_end(g);
}

void gc_decline(struct gc *g, const char *rest)
{
    struct gc_room *r = the_invitation(g, rest);
    if (r && gc_about(g, GLF_DECLINE, ASK_DECLINE, r))
        gc_end(g);
}

void gc_leave(struct gc *g, const char *rest)
{
    struct gc_room *r = gc_room_titled(g, *rest ? rest : NULL);
    if (!r || r->lobby || r->invited || !r->member)
        client_tell(g->c, EVENT_ERROR,
                    r && r->lobby ? "the lobby is not left; /quit leaves the server"
                                  : "you are not in such a room; /room shows them");
    else if (gc_about(g, GLF_LEAVE, ASK_LEAVE, r))
        gc_end(g);
}
