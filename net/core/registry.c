// SPDX-License-Identifier: MIT
// The registry: who is connected, and whose name is whose. Nothing is written to a socket under its lock.
#include "net/core/internal.h"

#include <stdlib.h>
#include <string.h>

// ---- connections ----

void core_registry_add(struct server *s, struct conn *c)
{
    pthread_mutex_lock(&s->registry);
    c->id = ++s->next_id;
    c->previous = s->last;
    *(s->last ? &s->last->next : &s->first) = c;
    s->last = c;
    s->connections++;
    s->threads++;
    pthread_mutex_unlock(&s->registry);
}

void core_registry_remove(struct conn *c)
{
    struct server *s = c->server;
    pthread_mutex_lock(&s->registry);
    *(c->previous ? &c->previous->next : &s->first) = c->next;
    *(c->next ? &c->next->previous : &s->last) = c->previous;
    s->connections--;
    if (atomic_load(&c->joined))
        s->joined--;
    pthread_cond_broadcast(&s->ended);
    if (s->accept_waits)
        core_wake(s);
    pthread_mutex_unlock(&s->registry);
}

void core_registry_undo(struct conn *c)
{
    pthread_mutex_lock(&c->server->registry);
    c->server->threads--;
    pthread_mutex_unlock(&c->server->registry);
    core_registry_remove(c);
}

// Each thread that ends joins the one that ended before it: none is detached, and at most one waits.
void core_thread_ended(struct server *s)
{
    pthread_mutex_lock(&s->registry);
    bool there = s->zombie_there;
    pthread_t before = s->zombie;
    s->zombie = pthread_self();
    s->zombie_there = true;
    s->threads--;
    pthread_cond_broadcast(&s->ended);
    pthread_mutex_unlock(&s->registry);
    if (there)
        pthread_join(before, NULL);
}

void core_zombie_join(struct server *s)
{
    pthread_mutex_lock(&s->registry);
    bool there = s->zombie_there;
    pthread_t last = s->zombie;
    s->zombie_there = false;
    pthread_mutex_unlock(&s->registry);
    if (there)
        pthread_join(last, NULL);
}

struct conn **core_all(struct server *s, size_t *n)
{
    pthread_mutex_lock(&s->registry);
    struct conn **all = s->connections ? malloc(s->connections * sizeof *all) : NULL;
    *n = 0;
    for (struct conn *c = s->first; all && c; c = c->next)
        all[(*n)++] = conn_hold(c);
    pthread_mutex_unlock(&s->registry);
    return all;
}

size_t core_handshakes(struct server *s)
{
    return s->connections - s->joined;
}

size_t core_from(struct server *s, const char *host)
{
    size_t n = 0;
    for (const struct conn *c = s->first; c; c = c->next)
        n += strcmp(c->host, host) == 0;
    return n;
}

void conn_joined(struct conn *c)
{
    struct server *s = c->server;
    pthread_mutex_lock(&s->registry);
    if (!atomic_exchange(&c->joined, true)) {
        s->joined++;
        if (s->accept_waits)
            core_wake(s);
    }
    pthread_mutex_unlock(&s->registry);
}

void server_count(struct server *s, size_t *connections, size_t *joined)
{
    pthread_mutex_lock(&s->registry);
    *connections = s->connections;
    *joined = s->joined;
    pthread_mutex_unlock(&s->registry);
}

// ---- names ----

// FNV-1a. Names that collide on purpose cost a walk along as many strings as there are connections.
static struct conn **slot_of(struct server *s, const char *name)
{
    uint32_t hash = 2166136261u;
    for (; *name; name++)
        hash = (hash ^ (unsigned char)*name) * 16777619u;
    return &s->slots[hash % CORE_NAME_SLOTS];
}

static struct conn *find(struct server *s, const char *name)
{
    struct conn *c = *slot_of(s, name);
    while (c && strcmp(atomic_load(&c->name), name) != 0)
        c = c->slot_next;
    return c;
}

bool server_claim(struct server *s, struct conn *c, const char *name)
{
    struct core_name *mine = strlen(name) <= NET_NAME_BYTES && *name ? calloc(1, sizeof *mine) : NULL;
    if (!mine)
        return false;
    snprintf(mine->text, sizeof mine->text, "%s", name);
    pthread_mutex_lock(&s->registry);
    bool free_name = !c->claimed && !find(s, name);
    if (free_name) {
        struct conn **slot = slot_of(s, name);
        mine->next = c->names;
        c->names = mine;
        atomic_store(&c->name, mine->text);
        c->claimed = true;
        c->slot_next = *slot;
        *slot = c;
        c->online_next = NULL;
        c->online_previous = s->online_last;
        *(s->online_last ? &s->online_last->online_next : &s->online_first) = c;
        s->online_last = c;
        s->online++;
    }
    pthread_mutex_unlock(&s->registry);
    if (!free_name)
        free(mine);
    return free_name;
}

void server_unclaim(struct server *s, struct conn *c)
{
    pthread_mutex_lock(&s->registry);
    if (c->claimed) {
        struct conn **at = slot_of(s, atomic_load(&c->name));
        while (*at != c)
            at = &(*at)->slot_next;
        *at = c->slot_next;
        *(c->online_previous ? &c->online_previous->online_next : &s->online_first) = c->online_next;
        *(c->online_next ? &c->online_next->online_previous : &s->online_last) = c->online_previous;
        s->online--;
        c->claimed = false;
        atomic_store(&c->name, "");
    }
    pthread_mutex_unlock(&s->registry);
}

const char *conn_name(const struct conn *c)
{
    return atomic_load(&c->name);
}

struct conn *server_find(struct server *s, const char *name)
{
    pthread_mutex_lock(&s->registry);
    struct conn *c = *name ? find(s, name) : NULL;
    if (c)
        conn_hold(c);
    pthread_mutex_unlock(&s->registry);
    return c;
}

struct conn **server_online(struct server *s, size_t *n)
{
    pthread_mutex_lock(&s->registry);
    struct conn **all = s->online ? malloc(s->online * sizeof *all) : NULL;
    *n = 0;
    for (struct conn *c = s->online_first; all && c; c = c->online_next)
        all[(*n)++] = conn_hold(c);
    pthread_mutex_unlock(&s->registry);
    return all;
}
