// SPDX-License-Identifier: MIT
// Coming in: register, log in, or be a guest; our own keys and card.
#include "net/glasslock/client_parts.h"

#include "crypto/common/bytes.h"

#include <stdlib.h>

// false: no memory.
static bool set_secret(char **secret, const char *text)
{
    char *copy = text ? strdup(text) : NULL;
    gl_wipe_free(*secret, *secret ? strlen(*secret) : 0);
    *secret = copy;
    return copy || !text;
}

bool gc_as(struct gc *g, enum gc_way way, const char *name, const char *password)
{
    g->way = way;
    const bool named = set_secret(&g->name, name), whole = set_secret(&g->password, password) && named;
    if (!whole)
        gc_as(g, GC_NOBODY, NULL, NULL);
    return whole;
}

// ---- keys ----

static enum gl_error make_card(struct talk_keys *keys, const char *name, struct talk_card *card,
                               struct wire_writer *bytes)
{
    wire_empty(bytes);
    enum gl_error error = talk_card_make(keys, name, bytes);
    return error ? error : talk_card_read(card, bytes->data, bytes->bytes);
}

static bool make_keys(struct gc *g, struct talk_keys *keys, const char *name, struct talk_card *card,
                      struct wire_writer *bytes)
{
    enum gl_error error = talk_keys_generate(keys, NULL, NULL);
    if (!error)
        error = make_card(keys, name, card, bytes);
    if (error == GL_ERR_MEMORY) {
        client_no_memory(g->c);
    } else if (error) {
        client_tell(g->c, EVENT_ERROR, "no keys could be made: %s", gl_error_string(error));
    }
    return !error;
}

// The keys that we publish: those of the store, or new ones.
static bool own_keys(struct gc *g)
{
    if (g->have_keys && strcmp(g->card.name, g->name) == 0)
        return true;
    g->have_keys = make_keys(g, &g->keys, g->name, &g->card, &g->card_bytes);
    return g->have_keys;
}

// Our own card stands among the others', so that what names it is found in one place.
static void pin_self(struct gc *g)
{
    struct gc_peer *self = gc_peer(g, g->card.name, true);
    if (self && self->pinned && !gc_had_card(self, g->card.hash)) // a guest's new one
        gc_change_card(g, self, &g->card_bytes);
    gc_pin(g, g->card.name, g->card_bytes.data, g->card_bytes.bytes, g->guest);
}

static void publish(struct gc *g)
{
    if (gc_asking(g, ASK_PUBLISH, NULL) ||
        !make_keys(g, &g->next_keys, client_name(g->c), &g->next_card, &g->next_bytes))
        return;
    uint32_t id = gc_ask(g, ASK_PUBLISH, NULL);
    if (!id)
        return;
    struct wire_writer *w = gc_begin(g, GLF_PUBLISH);
    wire_put_u32(w, id);
    wire_put_field(w, g->next_bytes.data, g->next_bytes.bytes);
    gc_end(g);
}

void gc_rekey(struct gc *g)
{
    if (!g->in) {
        client_tell(g->c, EVENT_ERROR, "you are not in: /login or /register first");
        return;
    }
    if (g->guest)
        client_tell(g->c, EVENT_ERROR, "a guest has new keys each time; /register for an account");
    else
        publish(g);
}

// The server has our new card: from here on the new keys are ours.
void gc_published(struct gc *g)
{
    struct talk_keys keys = g->keys;
    struct talk_card card = g->card;
    struct wire_writer bytes = g->card_bytes;
    g->keys = g->next_keys;
    g->card = g->next_card;
    g->card_bytes = g->next_bytes;
    g->next_keys = keys;
    g->next_card = card;
    g->next_bytes = bytes;
    talk_keys_clear(&g->next_keys);
    talk_keys_init(&g->next_keys);
    g->have_keys = true;
    struct gc_peer *self = gc_peer(g, g->card.name, true);
    if (self)
        gc_change_card(g, self, &g->card_bytes);
    for (size_t i = 0; i < g->n_unsent; i++)
        wire_empty(&g->unsent[i]->sealed); // sealed under the old keys
    gc_keep_keys(g);
    char fingerprint[TALK_FINGERPRINT_CHARS + 1];
    talk_fingerprint(fingerprint, g->card.hash);
    client_tell(
        g->c, EVENT_INFO,
        "you have new keys: %s. Others are warned that your card has changed, and compare it with you anew",
        fingerprint);
    for (size_t i = 0; i < g->n_rooms; i++)
        if (g->rooms[i]->member)
            gc_sync(g, g->rooms[i]);
}

// ---- coming in ----

static bool ask_in(struct gc *g)
{
    static const uint8_t types[] = {
        [GC_LOGIN] = GLF_LOGIN, [GC_REGISTER] = GLF_REGISTER, [GC_GUEST] = GLF_GUEST};
    uint32_t id = gc_ask(g, ASK_ENTER, NULL);
    if (!id)
        return false;
    struct wire_writer *w = gc_begin(g, types[g->way]);
    wire_put_u32(w, id);
    wire_put_text(w, g->name);
    if (g->way != GC_GUEST)
        wire_put_text(w, g->password);
    if (g->way != GC_LOGIN)
        wire_put_field(w, g->card_bytes.data, g->card_bytes.bytes);
    g->asked_in = gc_end(g);
    return g->asked_in;
}

static const char *problem(struct gc *g)
{
    const char *name = talk_name_problem(g->name);
    if (name)
        return name;
    if (g->way != GC_GUEST && (!g->password || !*g->password))
        return "no password: /login NAME PASSWORD or /register NAME PASSWORD";
    if (g->way != GC_GUEST && strlen(g->password) > 1024)
        return "the password is too long";
    return NULL;
}

// true: whatever is wrong with what the user said, the connection stays for another try.
bool gc_enter(struct gc *g)
{
    if (g->way == GC_NOBODY) {
        client_tell(g->c, EVENT_INFO,
                    "say who you are: /register NAME PASSWORD, /login NAME PASSWORD or /guest NAME");
        return true;
    }
    if (!g->channel.open || g->asked_in || g->in)
        return true;
    const char *wrong = problem(g);
    if (wrong) {
        client_tell(g->c, EVENT_ERROR, "%s", wrong);
        gc_as(g, GC_NOBODY, NULL, NULL);
        return true;
    }
    // A store that is there is opened first: with a wrong passphrase nothing is asked. A new one is made when
    // the server has said that we are welcome.
    bool opened =
        g->store || (g->way != GC_GUEST && !gc_store_exists(g)) || gc_store_open(g, g->way == GC_GUEST);
    const bool can = opened && (g->way == GC_LOGIN || own_keys(g));
    if (gc_halted(g)) // it may go better at the next connection
        return false;
    if (!can) {
        gc_as(g, GC_NOBODY, NULL, NULL);
        return true;
    }
    ask_in(g);
    return true;
}

// A guest comes back, and its last connection may still have the name: the server has yet to miss that one.
static bool was_ours(const struct gc *g)
{
    return g->way == GC_GUEST && g->guest && strcmp(g->name, client_name(g->c)) == 0;
}

void gc_enter_refused(struct gc *g, uint16_t code, const char *text)
{
    g->asked_in = false;
    if (code == GLE_NAME_TAKEN && was_ours(g)) {
        client_tell(g->c, EVENT_ERROR,
                    "%s, perhaps by your last connection: /reconnect tries again, /guest NAME takes another",
                    text);
        return;
    }
    client_tell(g->c, EVENT_ERROR, "%s",
                code == GLE_LOGIN
                    ? "wrong name or password: /login NAME PASSWORD tries again, /register NAME "
                      "PASSWORD makes an account"
                    : text);
    if (code == GLE_ALREADY || code == GLE_INTERNAL)
        return; // it may go better at the next connection
    if (code == GLE_BANNED)
        client_give_up(g->c);
    gc_forget(g); // another name has another store
    gc_as(g, GC_NOBODY, NULL, NULL);
}

// ---- welcome ----

static bool read_rooms(struct gc *g, struct wire_reader *r)
{
    uint16_t n = wire_u16(r);
    for (size_t i = 0; i < g->n_rooms; i++)
        g->rooms[i]->member = false;
    for (uint16_t i = 0; i < n && !r->failed; i++) {
        char title[GC_TITLE_ROOM];
        const uint8_t *id = wire_raw(r, TALK_ROOM_BYTES);
        uint8_t recipe = wire_u8(r), flags = wire_u8(r);
        wire_text(r, title, 65);
        wire_u64(r);
        if (r->failed || (flags & GLR_INVITED)) // INVITED says more
            continue;
        struct gc_room *room = gc_room(g, id);
        if (!room) {
            room = gc_room_make(g, id, title);
            if (room) // a pair that was opened while we were away has nothing older
                room->late = !(flags & GLR_PAIR) || !g->have_keys;
        }
        if (!room)
            continue;
        room->pair = flags & GLR_PAIR && !room->lobby;
        room->member = true;
        room->invited = false;
        room->recipe = recipe;
    }
    for (size_t i = g->n_rooms; i-- && !r->failed;)
        if (!g->rooms[i]->member && !g->rooms[i]->lobby)
            gc_room_drop(g, g->rooms[i]);
    return !r->failed;
}

static void check_own_card(struct gc *g, const uint8_t *card, size_t bytes)
{
    if (!g->have_keys) {
        client_tell(
            g->c, EVENT_WARNING,
            "this computer has no keys of %s: new ones are made, and the others are warned that your card "
            "has changed. What was said before cannot be read here",
            client_name(g->c));
        publish(g);
    } else if (bytes != g->card_bytes.bytes || memcmp(card, g->card_bytes.data, bytes) != 0) {
        client_tell(
            g->c, EVENT_WARNING,
            "the server shows other keys under your name than this computer has: you used another computer "
            "since, or somebody takes your place. /rekey publishes new keys from here");
    }
}

bool gc_on_welcome(struct gc *g, struct wire_reader *r)
{
    char name[TALK_NAME_ROOM];
    size_t bytes;
    uint32_t id = wire_u32(r);
    wire_text(r, name, sizeof name);
    bool guest = wire_u8(r);
    const uint8_t *card = wire_field(r, &bytes);
    if (r->failed || !g->asked_in || g->in || talk_name_problem(name))
        return false;
    for (size_t i = 0; i < g->n_asks; i++)
        if (g->asks[i].id == id && g->asks[i].kind == ASK_ENTER)
            gc_asks_clear(g);
    if (g->way == GC_REGISTER)
        g->way = GC_LOGIN; // at the next connection
    if (!g->store && !gc_store_open(g, false) && (gc_halted(g) || !gc_store_open(g, true)))
        return false;
    g->guest = guest;
    g->in = true;
    g->asked_in = false;
    client_set_name(g->c, name);
    if (!read_rooms(g, r) || !wire_done(r) || gc_halted(g))
        return false;
    if (g->have_keys) {
        gc_keep_keys(g);
        pin_self(g);
    }
    client_set_state(g->c, CLIENT_ONLINE);
    client_emit(g->c, &(struct client_event){.kind = EVENT_WELCOME, .who = client_name(g->c), .flag = guest});
    if (gc_halted(g))
        return false;
    check_own_card(g, card, bytes);
    for (size_t i = 0; i < g->n_rooms; i++)
        if (g->rooms[i]->lobby) // the first to be shown is where one begins
            gc_show_room(g, g->rooms[i]);
    for (size_t i = 0; i < g->n_rooms; i++) {
        gc_show_room(g, g->rooms[i]);
        if (g->rooms[i]->member)
            gc_sync(g, g->rooms[i]);
    }
    const char *current = client_current_room(g->c);
    if (current)
        gc_entered(g->c, current);
    return true;
}
