// SPDX-License-Identifier: MIT
// Who is online, friends, and waiting for one.
#include "net/glasslock/client_parts.h"

#include "crypto/common/text.h"

#include <stdio.h>
#include <stdlib.h>

#define MANY 20 // who comes in a crowd is not announced one by one

static void everybody_gone(struct gc *g)
{
    for (size_t i = 0; i < g->n_peers; i++) {
        g->peers[i]->online = false;
        gc_show_peer(g, g->peers[i]);
    }
}

static bool read_names(struct gc *g, struct wire_reader *r, bool online, bool tell)
{
    uint16_t n = wire_u16(r);
    for (uint16_t i = 0; i < n && !r->failed; i++) {
        char name[TALK_NAME_ROOM];
        if (!wire_text(r, name, sizeof name))
            return false;
        struct gc_peer *p = gc_peer(g, name, online);
        if (!p || p->online == online)
            continue;
        p->online = online;
        if (online)
            p->absent = false;
        else
            p->opens = false;
        gc_show_peer(g, p);
        if (tell && n <= MANY && strcmp(name, client_name(g->c)) != 0)
            client_emit(g->c, &(struct client_event){.kind = online ? EVENT_JOIN : EVENT_LEAVE, .who = name});
    }
    return !r->failed;
}

bool gc_on_presence(struct gc *g, struct wire_reader *r)
{
    bool everybody = wire_u8(r);
    if (r->failed)
        return false;
    if (everybody)
        everybody_gone(g);
    g->told_people = g->told_people || everybody; // news may come before the list
    if (!read_names(g, r, true, !everybody) || !read_names(g, r, false, !everybody) || !wire_done(r))
        return false;
    client_emit(g->c, &(struct client_event){.kind = EVENT_PRESENCE});
    return true;
}

// ---- friends ----

bool gc_on_friend(struct gc *g, struct wire_reader *r)
{
    static const char *const news[] = {
        [GLS_NONE] = "is not your friend any more",
        [GLS_ASKED] = "is asked to be your friend",
        [GLS_ASKS] = "asks to be your friend",
        [GLS_FRIENDS] = "is your friend",
    };
    char name[TALK_NAME_ROOM];
    wire_text(r, name, sizeof name);
    uint8_t state = wire_u8(r);
    wire_u8(r); // online: PRESENCE says so
    if (!wire_done(r))
        return false;
    struct gc_peer *p = state <= GLS_FRIENDS ? gc_peer(g, name, true) : NULL;
    if (!p || p->friendship == state)
        return true;
    uint8_t before = p->friendship;
    p->friendship = state;
    gc_show_peer(g, p);
    char text[2 * TALK_NAME_ROOM + 80];
    snprintf(text, sizeof text, "%s",
             state == GLS_NONE && before != GLS_FRIENDS ? "has declined, or has taken the request back"
                                                        : news[state]);
    if (state == GLS_ASKS)
        snprintf(text, sizeof text, "%s: /friend accept %s or /friend decline %s", news[state], p->name,
                 p->name);
    client_emit(g->c, &(struct client_event){.kind = EVENT_FRIEND, .who = p->name, .text = text});
    client_emit(g->c, &(struct client_event){.kind = EVENT_PRESENCE});
    return true;
}

void gc_friend(struct gc *g, const char *rest)
{
    static const char *const actions[] = {
        [GLA_ASK] = "ask", [GLA_ACCEPT] = "accept", [GLA_DECLINE] = "decline", [GLA_REMOVE] = "remove"};
    char first[TALK_NAME_ROOM], second[TALK_NAME_ROOM] = "";
    uint8_t action = GLA_ASK;
    if (!gc_word(&rest, first, sizeof first) || (*rest && !gc_word(&rest, second, sizeof second))) {
        client_tell(g->c, EVENT_ERROR,
                    "/friend NAME, /friend accept NAME, /friend decline NAME or /friend remove NAME");
        return;
    }
    const char *name = first;
    for (uint8_t a = GLA_ASK; *second && a <= GLA_REMOVE; a++) {
        if (strcmp(first, actions[a]) == 0) {
            action = a;
            name = second;
            break;
        }
        if (strcmp(second, actions[a]) == 0)
            action = a;
    }
    uint32_t id = gc_ask(g, ASK_FRIEND, NULL);
    if (!id)
        return;
    gc_last_ask(g)->number = action;
    struct wire_writer *w = gc_begin(g, GLF_FRIEND);
    wire_put_u32(w, id);
    wire_put_text(w, name);
    wire_put_u8(w, action);
    gc_end(g);
}

void gc_friends(struct gc *g)
{
    static const char *const states[] = {
        [GLS_ASKED] = "asked by you", [GLS_ASKS] = "asks you", [GLS_FRIENDS] = "friend"};
    char *text = NULL;
    size_t bytes, n = 0;
    FILE *out = gl_text_open(&text, &bytes);
    if (!out) {
        client_not_done(g->c);
        return;
    }
    for (size_t i = 0; i < g->n_peers; i++) {
        const struct gc_peer *p = g->peers[i];
        if (p->friendship != GLS_NONE)
            fprintf(out, "%s%s: %s%s", n++ ? "\n" : "", p->name, states[p->friendship],
                    p->online ? ", online" : ", offline");
    }
    if (fclose(out) == 0)
        client_tell(g->c, EVENT_INFO, "%s", n ? text : "no friends yet: /friend NAME asks somebody");
    else
        client_not_done(g->c);
    free(text);
}

// ---- waiting ----

static void ask_wait(struct gc *g, const char *name, enum talk_recipe recipe, bool on)
{
    uint32_t id = gc_ask(g, ASK_WAIT, NULL);
    if (!id)
        return;
    struct gc_ask *ask = gc_last_ask(g);
    snprintf(ask->name, sizeof ask->name, "%s", name);
    ask->number = on;
    struct gc_peer *p = gc_peer(g, name, true);
    if (p)
        p->waiting = on ? (uint8_t)recipe : 0;
    struct wire_writer *w = gc_begin(g, GLF_WAIT);
    wire_put_u32(w, id);
    wire_put_text(w, name);
    wire_put_u8(w, (uint8_t)recipe);
    wire_put_u8(w, on);
    gc_end(g);
}

void gc_wait(struct gc *g, const char *rest)
{
    char name[TALK_NAME_ROOM], word[16] = "";
    enum talk_recipe recipe = g->recipe;
    if (!gc_word(&rest, name, sizeof name) || (*rest && !gc_word(&rest, word, sizeof word)) ||
        (*word && strcmp(word, "off") != 0 && !talk_recipe_find(word, &recipe))) {
        client_tell(g->c, EVENT_ERROR, "/wait NAME [strong|securechat|fernet] or /wait NAME off");
        return;
    }
    struct gc_room *pair = gc_pair_with(g, name);
    if (!*word && pair && talk_recipe_name(pair->agreed))
        recipe = pair->agreed;
    ask_wait(g, name, recipe, strcmp(word, "off") != 0);
}

// The pair takes the recipe that its lower name waits with. Who waits with that one too says RECIPE before
// anything else, so that nothing is said in between under the old one.
static void bring_to(struct gc *g, struct gc_room *pair, enum talk_recipe recipe, enum talk_recipe ours)
{
    if (recipe == ours) {
        pair->agreed = (uint8_t)recipe; // as the user said to /wait
        if (pair->recipe != recipe)
            gc_recipe_set(g, pair, recipe);
    }
    client_room_enter(g->c, pair->title);
}

// Both wait for each other. The lower name opens the pair, with the recipe that its own user chose, whatever
// the server says here.
bool gc_on_ready(struct gc *g, struct wire_reader *r)
{
    char name[TALK_NAME_ROOM];
    wire_text(r, name, sizeof name);
    uint8_t recipe = wire_u8(r);
    if (!wire_done(r))
        return false;
    struct gc_peer *p = gc_peer(g, name, false);
    if (!p || !p->waiting || !talk_recipe_name(recipe))
        return true;
    client_emit(g->c, &(struct client_event){.kind = EVENT_READY, .who = name});
    const enum talk_recipe ours = p->waiting;
    const bool lower = strcmp(client_name(g->c), name) < 0;
    struct gc_room *pair = gc_pair_with(g, name);
    p->waiting = 0;
    p->opens = !pair && !lower;
    if (pair)
        bring_to(g, pair, lower ? ours : recipe, ours);
    else if (lower)
        gc_open_pair(g, name, ours);
    return true;
}
