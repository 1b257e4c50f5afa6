// SPDX-License-Identifier: MIT
// The default protocol's client, as the engine sees it.
#include "net/glasslock/client_parts.h"

#include "crypto/common/bytes.h"
#include "net/engines.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

// ---- the folder ----

// NULL: errno says why.
static char *default_folder(void)
{
    char *path = NULL;
    const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
    if (data && *data == '/') {
        if (asprintf(&path, "%s/glasslock", data) < 0)
            return NULL;
    } else if (!home) {
        errno = ENOENT;
    } else if (asprintf(&path, "%s/.local/share/glasslock", home) < 0) {
        return NULL;
    }
    return path;
}

// Every folder on the way that is not there is made, for us alone.
static bool make_folders(char *path)
{
    for (char *at = path + 1; *at; at++)
        if (*at == '/') {
            *at = '\0';
            bool made = mkdir(path, 0700) == 0 || errno == EEXIST;
            *at = '/';
            if (!made)
                return false;
        }
    return mkdir(path, 0700) == 0 || errno == EEXIST;
}

static bool prepare_folder(struct gc *g, char *error, size_t room)
{
    const struct client_config *config = client_config(g->c);
    if (config->ephemeral)
        return true;
    g->folder = config->data ? strdup(config->data) : default_folder();
    if (g->folder && make_folders(g->folder))
        return true;
    if (!g->folder && errno == ENOMEM)
        snprintf(error, room, "no memory for a client");
    else
        snprintf(error, room, "%s: %s; name a folder for keys and history",
                 g->folder ? g->folder : "no home folder", strerror(errno));
    return false;
}

// ---- life ----

static void init(struct gc *g, struct chat_client *c)
{
    g->c = c;
    channel_init(&g->channel, 0);
    ec_key_init(&g->server_key);
    talk_keys_init(&g->keys);
    talk_keys_init(&g->next_keys);
    talk_card_init(&g->card);
    talk_card_init(&g->next_card);
    g->recipe = TALK_STRONG;
    g->signature = TALK_PSS;
    g->receipts = !client_config(c)->no_receipts;
}

// The rooms first: entering the next one, when the current one goes, must find nothing to show.
void gc_forget(struct gc *g)
{
    client_store_close(g->store);
    g->store = NULL;
    g->have_keys = false;
    size_t n = g->n_rooms;
    g->n_rooms = 0;
    for (size_t i = 0; i < n; i++) {
        client_room_gone(g->c, g->rooms[i]->title);
        gc_room_free(g->rooms[i]);
    }
    for (size_t i = 0; i < g->n_peers; i++)
        gc_peer_free(g->peers[i]);
    for (size_t i = 0; i < g->n_unsent; i++)
        gc_unsent_free(g->unsent[i]);
    g->n_peers = g->n_unsent = 0;
    client_people_clear(g->c);
}

static void close_client(struct chat_client *c)
{
    struct gc *g = gc_of(c);
    gc_forget(g);
    gc_asks_clear(g);
    gc_as(g, GC_NOBODY, NULL, NULL);
    channel_wipe(&g->channel);
    wire_free(&g->frame);
    ec_key_clear(&g->server_key);
    talk_keys_clear(&g->keys);
    talk_keys_clear(&g->next_keys);
    talk_card_clear(&g->card);
    talk_card_clear(&g->next_card);
    wire_free(&g->card_bytes);
    wire_free(&g->next_bytes);
    free(g->peers);
    free(g->rooms);
    free(g->unsent);
    free(g->asks);
    free(g->folder);
}

static bool open_client(struct chat_client *c, char *error, size_t room)
{
    struct gc *g = gc_of(c);
    const struct client_config *config = client_config(c);
    const char *family = NULL;
    init(g, c);
    g->rooms = calloc(GC_MOST_ROOMS, sizeof(struct gc_room *));
    g->unsent = calloc(GC_MOST_UNSENT, sizeof(struct gc_unsent *));
    g->asks = calloc(GC_MOST_ASKS, sizeof *g->asks);
    bool good = g->rooms && g->unsent && g->asks;
    if (!good)
        snprintf(error, room, "no memory for a client");
    else if (net_engines_check(&family)) {
        snprintf(error, room, "the engine in force for %s is not constant-time: the chat does not use it",
                 family ? family : "a cipher");
        good = false;
    } else {
        good = prepare_folder(g, error, room);
    }
    if (good && config->user &&
        !gc_as(g,
               config->guest            ? GC_GUEST
               : config->register_first ? GC_REGISTER
                                        : GC_LOGIN,
               config->user, config->password)) {
        snprintf(error, room, "no memory for a client");
        good = false;
    }
    if (!good)
        close_client(c);
    return good;
}

// A guest who comes back is a newcomer: the server has forgotten the old one, tells nothing of what was said
// meanwhile, and cannot say whether the last message arrived. So there are new keys, and new chains.
static void new_guest(struct gc *g)
{
    for (size_t i = g->n_unsent; i--;) {
        g->unsent[i]->line = 0;
        if (g->unsent[i]->sealed.bytes)
            gc_unsure(g, g->unsent[i]);
    }
    client_store_close(g->store);
    g->store = NULL;
    talk_keys_clear(&g->keys);
    talk_keys_init(&g->keys);
    g->have_keys = false;
    for (size_t i = 0; i < g->n_rooms; i++) {
        g->rooms[i]->last = 0;
        g->rooms[i]->first_line = 0;
        g->rooms[i]->late = true;
    }
}

static void lost(struct chat_client *c)
{
    struct gc *g = gc_of(c);
    channel_wipe(&g->channel);
    if (g->guest && g->in)
        new_guest(g);
    gc_asks_clear(g);
    g->in = g->asked_in = g->told_people = false;
    for (size_t i = 0; i < g->n_peers; i++) {
        g->peers[i]->asked = 0;
        g->peers[i]->absent = g->peers[i]->online = g->peers[i]->opens = false;
        g->peers[i]->waiting = 0; // the server has forgotten it
        gc_show_peer(g, g->peers[i]);
    }
    for (size_t i = 0; i < g->n_rooms; i++) {
        struct gc_room *r = g->rooms[i];
        r->member = r->listed = r->syncing = r->synced = r->answered = r->made = r->key_asked = false;
        r->cards = 0;
        gc_held_free(r);
        gc_members_free(r->coming, r->n_coming);
        r->coming = NULL;
        r->n_coming = 0;
    }
    for (size_t i = 0; i < g->n_unsent; i++) {
        g->unsent[i]->known = g->unsent[i]->sealed.bytes > 0;
        g->unsent[i]->id = 0;
        g->unsent[i]->refused = false;
    }
    client_emit(c, &(struct client_event){.kind = EVENT_PRESENCE});
}

// ---- what the engine asks ----

static bool say(struct chat_client *c, const char *title, const char *text, bool emote)
{
    struct gc *g = gc_of(c);
    struct gc_room *r = gc_room_titled(g, title);
    if (!r || r->invited)
        client_tell(c, EVENT_ERROR,
                    g->in ? "not sent: you are in no such room"
                          : "not sent: you are not in; /login, /register or /guest first");
    else
        gc_say(g, gc_pair_dead(g, r) ? NULL : r, r->pair ? r->by : NULL, text, emote);
    return true;
}

static bool say_private(struct chat_client *c, const char *name, const char *text)
{
    struct gc *g = gc_of(c);
    const char *problem = talk_name_problem(name);
    if (problem)
        client_tell(c, EVENT_ERROR, "not sent: %s", problem);
    else if (strcmp(name, client_name(c)) == 0)
        client_tell(c, EVENT_ERROR, "not sent: that is you");
    else
        gc_say(g, gc_pair_with(g, name), name, text, false);
    return true;
}

static void leave(struct chat_client *c)
{
    struct gc *g = gc_of(c);
    if (!g->channel.open)
        return;
    gc_begin(g, GLF_BYE);
    gc_end(g);
}

static int timeout(const struct chat_client *c)
{
    const struct gc *g = gc_of((struct chat_client *)c);
    int ms = -1;
    uint64_t now = client_now_ms();
    if (g->store && client_store_broken(g->store))
        return 0; // tick() ends the connection
    for (size_t i = 0; i < g->n_rooms; i++) {
        uint64_t at = g->rooms[i]->try_after;
        if (!at || !g->in)
            continue;
        int left = at <= now ? 0 : (int)(at - now);
        ms = ms < 0 || left < ms ? left : ms;
    }
    return ms;
}

static bool tick(struct chat_client *c)
{
    struct gc *g = gc_of(c);
    for (size_t i = 0; i < g->n_rooms; i++)
        if (g->rooms[i]->try_after <= client_now_ms())
            g->rooms[i]->try_after = 0;
    gc_pump(g);
    return gc_store_good(g);
}

static bool pending(const struct chat_client *c)
{
    return gc_of((struct chat_client *)c)->n_unsent > 0;
}

static bool people_due(const struct chat_client *c)
{
    return !gc_of((struct chat_client *)c)->told_people;
}

const struct client_protocol client_glasslock = {
    .name = "glasslock",
    .summary = "the default: accounts, groups, end-to-end encryption and signatures",
    .port = GLASSLOCK_PORT,
    .commands = gc_commands,
    .state_bytes = sizeof(struct gc),
    .open = open_client,
    .close = close_client,
    .connected = gc_connected,
    .input = gc_input,
    .input_most = 4 + FRAME_MAX_BYTES,
    .lost = lost,
    .say = say,
    .say_private = say_private,
    .command = gc_command,
    .seen = gc_seen,
    .leave = leave,
    .timeout = timeout,
    .tick = tick,
    .entered = gc_entered,
    .pending = pending,
    .people_due = people_due,
};
