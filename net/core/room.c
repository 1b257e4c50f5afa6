// SPDX-License-Identifier: MIT
// Rooms: who is in one, and the queue of what is to be said there.
#include "net/core/room.h"

#include <stdlib.h>
#include <string.h>

struct room *room_new(struct server *s)
{
    struct room *r = calloc(1, sizeof *r);
    if (!r)
        return NULL;
    r->server = s;
    atomic_init(&r->references, 1);
    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->turn, NULL);
    pthread_cond_init(&r->space, NULL);
    atomic_fetch_add(&s->counters.rooms, 1);
    return r;
}

struct room *room_hold(struct room *r)
{
    atomic_fetch_add_explicit(&r->references, 1, memory_order_relaxed);
    return r;
}

static void free_batch(struct batch *b)
{
    gl_wipe_free(b->data, b->room);
    free(b->said);
}

void room_release(struct room *r)
{
    if (atomic_fetch_sub_explicit(&r->references, 1, memory_order_acq_rel) != 1)
        return;
    core_room_forget(r);
    for (size_t i = 0; i < r->n; i++)
        conn_release(r->members[i]);
    free(r->members);
    free(r->audience);
    free_batch(&r->queue);
    free_batch(&r->work);
    pthread_mutex_destroy(&r->lock);
    pthread_cond_destroy(&r->turn);
    pthread_cond_destroy(&r->space);
    atomic_fetch_sub(&r->server->counters.rooms, 1);
    free(r);
}

// ---- members, in ascending order of their ids ----

// Where the id is, or would be.
static size_t place_of(const struct room *r, uint64_t id)
{
    size_t low = 0, high = r->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (r->members[middle]->id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool make_space(struct room *r)
{
    if (r->n >= r->server->config.limits.room_members)
        return false;
    if (r->n < r->members_room)
        return true;
    size_t room = r->members_room ? 2 * r->members_room : 4;
    struct conn **grown = realloc(r->members, room * sizeof *grown);
    if (!grown)
        return false;
    r->members = grown;
    r->members_room = room;
    return true;
}

bool room_join(struct room *r, struct conn *c)
{
    pthread_mutex_lock(&r->lock);
    size_t at = place_of(r, c->id);
    bool in = at < r->n && r->members[at] == c;
    if (!in && make_space(r)) {
        memmove(r->members + at + 1, r->members + at, (r->n - at) * sizeof *r->members);
        r->members[at] = conn_hold(c);
        r->n++;
        r->changed = true;
        in = true;
    }
    pthread_mutex_unlock(&r->lock);
    return in;
}

void room_leave(struct room *r, struct conn *c)
{
    pthread_mutex_lock(&r->lock);
    size_t at = place_of(r, c->id);
    bool in = at < r->n && r->members[at] == c;
    if (in) {
        memmove(r->members + at, r->members + at + 1, (--r->n - at) * sizeof *r->members);
        r->changed = true;
        if (!r->delivering)
            core_room_forget(r);
    }
    pthread_mutex_unlock(&r->lock);
    if (in)
        conn_release(c);
}

size_t room_size(struct room *r)
{
    pthread_mutex_lock(&r->lock);
    size_t n = r->n;
    pthread_mutex_unlock(&r->lock);
    return n;
}

// ---- the queue ----

static bool batch_space(struct batch *b, size_t bytes)
{
    if (b->n == b->said_room) {
        size_t room = b->said_room ? 2 * b->said_room : 4;
        struct said *grown = realloc(b->said, room * sizeof *grown);
        if (!grown)
            return false;
        b->said = grown;
        b->said_room = room;
    }
    if (b->bytes + bytes <= b->room)
        return true;
    size_t room = b->room ? b->room : 512;
    while (room < b->bytes + bytes)
        room *= 2;
    uint8_t *grown = malloc(room);
    if (!grown)
        return false;
    if (b->bytes)
        memcpy(grown, b->data, b->bytes);
    gl_wipe_free(b->data, b->bytes);
    b->data = grown;
    b->room = room;
    return true;
}

static bool enqueue(struct batch *b, const struct room_saying *saying)
{
    if (!batch_space(b, saying->bytes))
        return false;
    memcpy(b->data + b->bytes, saying->data, saying->bytes);
    b->said[b->n++] = (struct said){.at = b->bytes,
                                    .bytes = saying->bytes,
                                    .except = saying->except ? saying->except->id : 0,
                                    .author = saying->author ? conn_hold(saying->author) : NULL,
                                    .before = saying->before,
                                    .after = saying->after,
                                    .context = saying->context};
    b->bytes += saying->bytes;
    return true;
}

static bool long_queue(const struct room *r)
{
    return r->queue.bytes >= CORE_QUEUE_BYTES || r->queue.n >= CORE_QUEUE_SAID;
}

bool room_say(struct room *r, const struct room_saying *saying)
{
    struct conn *author = saying->author;
    if (author && author->due && author->due != r)
        core_room_due(author);
    pthread_mutex_lock(&r->lock);
    while (r->delivering && long_queue(r))
        pthread_cond_wait(&r->space, &r->lock);
    bool queued = enqueue(&r->queue, saying);
    if (!queued || !author || long_queue(r))
        core_room_turn(r);
    else if (!author->due)
        author->due = room_hold(r);
    pthread_mutex_unlock(&r->lock);
    return queued;
}

void core_room_due(struct conn *c)
{
    struct room *r = c->due;
    if (!r)
        return;
    c->due = NULL;
    pthread_mutex_lock(&r->lock);
    core_room_turn(r);
    pthread_mutex_unlock(&r->lock);
    room_release(r);
}
