// SPDX-License-Identifier: MIT
// The protocol's own admin commands: look-ups in the store, who is not in yet, bans by name.
#include "net/glasslock/server_parts.h"

#include "crypto/common/hex.h"

#include <inttypes.h>
#include <stdlib.h>

const char gls_admin_help[] = "users               accounts and guests\n"
                              "user   NAME         one of them: card, rooms, friends\n"
                              "pending             connections that are not in yet\n"
                              "rooms               conversations: members, messages, epoch\n"
                              "ban    NAME         an account comes in no more\n"
                              "unban  NAME         it may again\n";

// ---- connections that are not in yet ----

void gls_pending_add(struct conn *c)
{
    struct gls_state *s = gls_state(c);
    pthread_mutex_lock(&s->pending_lock);
    if (s->pending_n == s->pending_room) {
        size_t room = s->pending_room ? 2 * s->pending_room : 16;
        struct conn **grown = realloc(s->pending, room * sizeof(struct conn *));
        if (grown) {
            s->pending = grown;
            s->pending_room = room;
        }
    }
    if (s->pending_n < s->pending_room)
        s->pending[s->pending_n++] = conn_hold(c);
    pthread_mutex_unlock(&s->pending_lock);
}

void gls_pending_drop(struct conn *c)
{
    struct gls_state *s = gls_state(c);
    bool there = false;
    pthread_mutex_lock(&s->pending_lock);
    for (size_t i = 0; i < s->pending_n && !there; i++) {
        there = s->pending[i] == c;
        if (there)
            s->pending[i] = s->pending[--s->pending_n];
    }
    pthread_mutex_unlock(&s->pending_lock);
    if (there)
        conn_release(c);
}

static bool pending(struct gls_state *s, const char *rest, FILE *out)
{
    (void)rest;
    pthread_mutex_lock(&s->pending_lock);
    for (size_t i = 0; i < s->pending_n; i++)
        fprintf(out, "%-24s %s\n", conn_address(s->pending[i]),
                atomic_load(&gls_session(s->pending[i])->standing) ? "channel open, not logged in"
                                                                   : "handshake");
    fprintf(out, "%zu pending\n", s->pending_n);
    pthread_mutex_unlock(&s->pending_lock);
    return true;
}

// ---- users ----

struct counted {
    struct gls_state *server;
    FILE *out;
    size_t n;
};

static void print_person(void *context, const struct store_person *p, uint64_t rooms)
{
    struct counted *k = context;
    bool online = gls_is_online(k->server, p->name);
    if (p->guest && !online)
        return; // only its card is kept
    fprintf(k->out, "%-32s %-7s %-7s %" PRIu64 " conversations%s\n", p->name, p->guest ? "guest" : "account",
            online ? "online" : "offline", rooms, p->banned ? ", banned" : "");
    k->n++;
}

static bool users(struct gls_state *s, const char *rest, FILE *out)
{
    struct counted k = {s, out, 0};
    (void)rest;
    store_people(s->store, print_person, &k);
    fprintf(out, "%zu users\n", k.n);
    return true;
}

static void print_room_of(void *context, const struct store_room *room)
{
    fprintf(context, "  in '%s' (%s)\n", room->title, talk_recipe_name((enum talk_recipe)room->recipe));
}

static void print_friend(void *context, const char *other, uint8_t state)
{
    static const char *const words[] = {"", "has asked", "is asked by", "friend of"};
    fprintf(context, "  %s %s\n", words[state & 3], other);
}

static bool user(struct gls_state *s, const char *rest, FILE *out)
{
    struct store_person p;
    char print[TALK_FINGERPRINT_CHARS + 1];
    if (store_person_find(s->store, rest, &p) != STORE_OK) {
        fprintf(out, "no user '%.32s'\n", rest);
        return false;
    }
    talk_fingerprint(print, p.card);
    fprintf(out, "%s: %s, %s%s\n  card %s\n", p.name, p.guest ? "guest" : "account",
            gls_is_online(s, p.name) ? "online" : "offline", p.banned ? ", banned" : "", print);
    store_rooms_of(s->store, p.name, STORE_ACTIVE, print_room_of, out);
    store_friends(s->store, p.name, print_friend, out);
    return true;
}

// ---- rooms ----

struct people_in {
    size_t active, invited;
};

static void count_member(void *context, const struct store_member *member)
{
    struct people_in *in = context;
    in->active += member->state == STORE_ACTIVE;
    in->invited += member->state == STORE_INVITED;
}

static bool rooms(struct gls_state *s, const char *rest, FILE *out)
{
    struct wire_writer all = {0};
    (void)rest;
    struct store_room room;
    store_rooms(s->store, gls_collect_room, &all);
    for (size_t i = 0; gls_room_at(&all, i, &room); i++) {
        struct people_in in = {0};
        char id[9];
        gl_hex_encode(id, room.id, 4);
        store_members(s->store, room.id, count_member, &in);
        fprintf(
            out, "%s %-24s %-5s %-10s %zu members, %zu invited, %" PRIu64 " messages, epoch %" PRIu32 "\n",
            id, room.title,
            gls_is_lobby(room.id) ? "lobby"
            : room.pair           ? "pair"
                                  : "group",
            talk_recipe_name((enum talk_recipe)room.recipe), in.active, in.invited, room.last, room.epoch);
    }
    wire_free(&all);
    return true;
}

// ---- bans by name ----

static bool set_ban(struct gls_state *s, const char *name, bool banned, FILE *out)
{
    if (store_ban(s->store, name, banned) != STORE_OK) {
        fprintf(out, "no account '%.32s'\n", name);
        return false;
    }
    struct conn *c = banned ? server_find(s->server, name) : NULL;
    if (c) {
        gls_error(c, 0, GLE_BANNED, "you are banned from this server");
        gls_text(c, GLF_GOODBYE, "you are banned from this server");
        conn_end(c, "banned");
        conn_release(c);
    }
    fprintf(out, "%s %s\n", name, banned ? "is banned" : "may come again");
    return true;
}

static bool ban(struct gls_state *s, const char *rest, FILE *out)
{
    return set_ban(s, rest, true, out);
}

static bool unban(struct gls_state *s, const char *rest, FILE *out)
{
    return set_ban(s, rest, false, out);
}

static const struct command {
    const char *name;
    bool (*run)(struct gls_state *s, const char *rest, FILE *out);
} commands[] = {
    {"users", users}, {"user", user}, {"pending", pending}, {"rooms", rooms}, {"ban", ban}, {"unban", unban},
};

bool gls_admin(struct server *server, const char *line, FILE *out)
{
    char words[256];
    snprintf(words, sizeof words, "%s", line + strspn(line, " \t"));
    words[strcspn(words, "\r\n")] = '\0';
    size_t n = strcspn(words, " \t");
    char *rest = words + n + strspn(words + n, " \t");
    words[n] = '\0';
    for (char *end = rest + strlen(rest); end > rest && (end[-1] == ' ' || end[-1] == '\t');)
        *--end = '\0';
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strcmp(words, commands[i].name) == 0)
            return commands[i].run(server_state(server), rest, out);
    return false;
}
