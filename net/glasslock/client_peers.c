// SPDX-License-Identifier: MIT
// Others: their cards, pinned at first use; changes.
#include "net/glasslock/client_parts.h"

#include <stdio.h>
#include <stdlib.h>

// ---- the list, by name ----

static size_t place(const struct gc *g, const char *name, bool *there)
{
    size_t low = 0, high = g->n_peers;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(g->peers[middle]->name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *there = low < g->n_peers && strcmp(g->peers[low]->name, name) == 0;
    return low;
}

static bool grow(struct gc *g)
{
    if (g->n_peers < g->peers_room)
        return true;
    size_t room = g->peers_room ? 2 * g->peers_room : 32;
    struct gc_peer **peers = realloc(g->peers, room * sizeof(struct gc_peer *));
    if (!peers)
        return false;
    g->peers = peers;
    g->peers_room = room;
    return true;
}

struct gc_peer *gc_peer(struct gc *g, const char *name, bool make)
{
    bool there;
    size_t i = place(g, name, &there);
    if (there || !make)
        return there ? g->peers[i] : NULL;
    if (talk_name_problem(name) || g->n_peers == GC_MOST_PEERS)
        return NULL;
    struct gc_peer *p = grow(g) ? calloc(1, sizeof *p) : NULL;
    if (!p) {
        client_no_memory(g->c);
        return NULL;
    }
    snprintf(p->name, sizeof p->name, "%s", name);
    talk_card_init(&p->card);
    for (size_t k = 0; k < GC_EARLIER; k++)
        talk_card_init(&p->earlier[k]);
    memmove(g->peers + i + 1, g->peers + i, (g->n_peers - i) * sizeof(struct gc_peer *));
    g->peers[i] = p;
    g->n_peers++;
    return p;
}

void gc_peer_free(struct gc_peer *p)
{
    talk_card_clear(&p->card);
    wire_free(&p->encoded);
    wire_free(&p->offered);
    for (size_t k = 0; k < GC_EARLIER; k++) {
        talk_card_clear(&p->earlier[k]);
        wire_free(&p->earlier_encoded[k]);
    }
    free(p);
}

void gc_show_peer(struct gc *g, const struct gc_peer *p)
{
    const bool self = strcmp(p->name, client_name(g->c)) == 0;
    if (!p->online && p->friendship != GLS_FRIENDS) {
        client_person_gone(g->c, p->name);
        return;
    }
    client_person_set(g->c, &(struct client_person){.name = p->name,
                                                    .online = p->online,
                                                    .self = self,
                                                    .friend_of_ours = p->friendship == GLS_FRIENDS,
                                                    .verified = p->verified && !p->changed,
                                                    .guest = p->guest});
}

// ---- cards ----

bool gc_had_card(const struct gc_peer *p, const uint8_t *hash)
{
    if (p->pinned && memcmp(p->card.hash, hash, TALK_HASH_BYTES) == 0)
        return true;
    for (size_t k = 0; k < p->n_earlier; k++)
        if (memcmp(p->earlier[k].hash, hash, TALK_HASH_BYTES) == 0)
            return true;
    return false;
}

const struct talk_card *gc_card_of_hash(struct gc *g, const uint8_t *hash)
{
    for (size_t i = 0; i < g->n_peers; i++) {
        const struct gc_peer *p = g->peers[i];
        if (p->pinned && memcmp(p->card.hash, hash, TALK_HASH_BYTES) == 0)
            return &p->card;
        for (size_t k = 0; k < p->n_earlier; k++)
            if (memcmp(p->earlier[k].hash, hash, TALK_HASH_BYTES) == 0)
                return &p->earlier[k];
    }
    return NULL;
}

// Put a copy in the place of what was there. false: no memory, and all is as it was.
static bool replace(struct gc *g, struct wire_writer *w, const uint8_t *data, size_t bytes)
{
    struct wire_writer copy = {0};
    wire_put_raw(&copy, data, bytes);
    if (copy.failed) {
        client_no_memory(g->c);
        return false;
    }
    wire_free(w);
    *w = copy;
    return true;
}

// Takes over what is in `encoded`.
static bool set_card(struct gc_peer *p, struct wire_writer *encoded)
{
    p->pinned = !talk_card_read(&p->card, encoded->data, encoded->bytes);
    if (p->pinned) {
        wire_free(&p->encoded);
        p->encoded = *encoded;
        *encoded = (struct wire_writer){0};
    }
    p->changed = false;
    p->absent = false;
    wire_empty(&p->offered);
    return p->pinned;
}

// The pinned card becomes an earlier one, so that what was signed with it still counts.
void gc_change_card(struct gc *g, struct gc_peer *p, const struct wire_writer *encoded)
{
    struct wire_writer copy = {0};
    if (!replace(g, &copy, encoded->data, encoded->bytes))
        return;
    if (p->pinned) {
        struct talk_card last = p->earlier[GC_EARLIER - 1];
        struct wire_writer last_encoded = p->earlier_encoded[GC_EARLIER - 1];
        memmove(p->earlier + 1, p->earlier, (GC_EARLIER - 1) * sizeof p->earlier[0]);
        memmove(p->earlier_encoded + 1, p->earlier_encoded, (GC_EARLIER - 1) * sizeof p->earlier_encoded[0]);
        p->earlier[0] = p->card;
        p->earlier_encoded[0] = p->encoded;
        p->card = last; // to be written over
        p->encoded = last_encoded;
        if (p->n_earlier < GC_EARLIER)
            p->n_earlier++;
    }
    p->verified = p->card_refused = false;
    set_card(p, &copy);
    wire_free(&copy);
    gc_keep_peer(g, p);
    gc_show_peer(g, p);
}

static void warn(struct gc *g, const struct gc_peer *p, const char *text)
{
    client_emit(g->c, &(struct client_event){.kind = EVENT_WARNING, .who = p->name, .text = text});
}

// Another card than the pinned one: kept beside it, and nothing is sent until the user accepts it.
static void offered(struct gc *g, struct gc_peer *p, const uint8_t *data, size_t bytes)
{
    if (p->changed && p->offered.bytes == bytes && memcmp(p->offered.data, data, bytes) == 0)
        return;
    const bool was = p->verified;
    if (!replace(g, &p->offered, data, bytes))
        return;
    p->changed = true;
    p->verified = false;
    gc_keep_peer(g, p);
    gc_show_peer(g, p);
    client_emit(g->c, &(struct client_event){.kind = EVENT_PRESENCE}); // the tick is gone
    char text[512];
    snprintf(text, sizeof text,
             "THE KEYS OF %s HAVE CHANGED%s. %s may have a new computer, or somebody takes their place. "
             "Nothing is "
             "sent to %s until you say /verify %s accept; compare the fingerprints first (/verify %s)",
             p->name, was ? ", WHOM YOU HAD VERIFIED" : "", p->name, p->name, p->name, p->name);
    warn(g, p, text);
}

// A guest comes with new keys each time, and the name may be somebody else's today.
static void other_guest(struct gc *g, struct gc_peer *p, const uint8_t *data, size_t bytes)
{
    struct wire_writer encoded = {0};
    if (p->verified)
        warn(g, p, "this guest has other keys than the one whom you had verified");
    if (replace(g, &encoded, data, bytes))
        gc_change_card(g, p, &encoded);
    wire_free(&encoded);
}

static void pin_first(struct gc *g, struct gc_peer *p, const uint8_t *data, size_t bytes)
{
    struct wire_writer encoded = {0};
    if (replace(g, &encoded, data, bytes) && set_card(p, &encoded))
        gc_keep_peer(g, p);
    wire_free(&encoded);
}

void gc_pin(struct gc *g, const char *name, const uint8_t *data, size_t bytes, bool guest)
{
    struct talk_card card;
    struct gc_peer *p = gc_peer(g, name, true);
    if (!p)
        return;
    talk_card_init(&card);
    enum gl_error error = talk_card_read(&card, data, bytes);
    if (error || strcmp(card.name, name) != 0)
        warn(g, p, "the server shows a card under this name that is not valid; it is not used");
    else if (strcmp(name, g->card.name) == 0 && g->have_keys) {
        if (memcmp(card.hash, g->card.hash, TALK_HASH_BYTES) == 0 && !p->pinned)
            pin_first(g, p, data, bytes);
    } else if (!p->pinned) {
        p->guest = guest;
        pin_first(g, p, data, bytes);
    } else if (memcmp(card.hash, p->card.hash, TALK_HASH_BYTES) == 0) {
        p->changed = false;
        wire_empty(&p->offered);
    } else if (guest && p->guest) {
        other_guest(g, p, data, bytes);
    } else {
        offered(g, p, data, bytes);
    }
    talk_card_clear(&card);
}

bool gc_on_card(struct gc *g, struct wire_reader *r)
{
    char name[TALK_NAME_ROOM];
    size_t bytes;
    wire_text(r, name, sizeof name);
    const uint8_t *card = wire_field(r, &bytes);
    uint8_t flags = wire_u8(r);
    if (!wire_done(r))
        return false;
    gc_pin(g, name, card, bytes, flags & 2);
    return true;
}

bool gc_ask_cards(struct gc *g, const char *const *names, size_t n, struct gc_room *room, const char *line)
{
    for (size_t at = 0; at < n; at += GC_CARDS_PART) {
        size_t part = n - at < GC_CARDS_PART ? n - at : GC_CARDS_PART;
        uint32_t id = g->in ? gc_ask(g, ASK_CARDS, room) : 0;
        if (!id)
            return false;
        if (line && at + part == n && !(gc_last_ask(g)->line = strdup(line)))
            client_no_memory(g->c);
        struct wire_writer *w = gc_begin(g, GLF_CARDS);
        wire_put_u32(w, id);
        wire_put_u16(w, (uint16_t)part);
        for (size_t i = 0; i < part; i++) {
            struct gc_peer *p = gc_peer(g, names[at + i], true);
            if (p && !p->asked)
                p->asked = id; // the first answer decides
            wire_put_text(w, names[at + i]);
        }
        if (!gc_end(g))
            return false;
        if (room)
            room->cards++;
    }
    return n > 0;
}

void gc_cards_came(struct gc *g, uint32_t id)
{
    for (size_t i = 0; i < g->n_peers; i++)
        if (g->peers[i]->asked == id) {
            g->peers[i]->asked = 0;
            g->peers[i]->absent = !g->peers[i]->pinned;
        }
}
