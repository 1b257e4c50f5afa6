// SPDX-License-Identifier: MIT
// Delivery: what is queued in a room goes out to its members, one thread at a time. What has queued up
// meanwhile is sealed and written as one piece, for a group of members at once.
#include "net/core/room.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>

// From this size on the other senders are let run first: what they say then goes out in the same piece, and a
// large room is gone through once instead of twice.
#define YIELD_FROM 8

void core_room_forget(struct room *r)
{
    for (size_t i = 0; i < r->audience_n; i++)
        conn_release(r->audience[i]);
    r->audience_n = 0;
    r->changed = true;
}

// The members as they are now. Without memory the former audience serves once more.
static void take_audience(struct room *r)
{
    if (!r->changed)
        return;
    if (r->n > r->audience_room) {
        struct conn **grown = realloc(r->audience, r->members_room * sizeof *grown);
        if (!grown)
            return;
        r->audience = grown;
        r->audience_room = r->members_room;
    }
    core_room_forget(r);
    for (size_t i = 0; i < r->n; i++)
        r->audience[i] = conn_hold(r->members[i]);
    r->audience_n = r->n;
    r->changed = false;
}

// Ask each saying's own function; those that are not said after all are taken out. What all of them keep is
// one transaction.
static void run_before(struct server *s, struct batch *b)
{
    const struct server_protocol *p = s->protocol;
    uint64_t token = p->batch_begin ? p->batch_begin(s) : 0;
    size_t kept = 0, bytes = 0;
    for (size_t i = 0; i < b->n; i++) {
        struct said said = b->said[i];
        if (said.before && !said.before(said.context, b->data + said.at, said.bytes)) {
            if (said.author)
                conn_release(said.author);
            continue;
        }
        if (said.at != bytes)
            memmove(b->data + bytes, b->data + said.at, said.bytes);
        said.at = bytes;
        bytes += said.bytes;
        b->said[kept++] = said;
    }
    b->n = kept;
    bool good = !p->batch_end || p->batch_end(s, token);
    for (size_t i = 0; i < kept; i++)
        if (b->said[i].after)
            b->said[i].after(b->said[i].context, good);
    b->lost = !good;
}

// What the authors were told meanwhile, and did not get with a piece.
static void end_later(struct batch *b)
{
    for (size_t i = 0; i < b->n; i++) {
        if (!b->said[i].author)
            continue;
        core_later_end(b->said[i].author);
        conn_release(b->said[i].author);
    }
}

// A run of sayings that goes out as one piece.
struct piece {
    const struct batch *batch;
    size_t first, end;
    const uint8_t *data;
    size_t bytes;
    bool excepts; // somebody does not hear all of it
};

static struct piece next_piece(const struct batch *b, size_t first, size_t most)
{
    struct piece p = {b, first, first, b->data + b->said[first].at, 0, false};
    while (p.end < b->n && (p.end == first || !most || p.bytes + b->said[p.end].bytes <= most)) {
        p.bytes += b->said[p.end].bytes;
        p.excepts = p.excepts || b->said[p.end].except;
        p.end++;
    }
    return p;
}

// What this member hears of it: the piece as it is, or a copy without its own sayings (*own, to be freed).
static bool piece_for(const struct piece *p, const struct conn *c, struct seal_job *job, uint8_t **own,
                      size_t *heard)
{
    size_t mine = 0, bytes = 0;
    *own = NULL;
    *job = (struct seal_job){.data = p->data, .bytes = p->bytes};
    *heard = p->end - p->first;
    for (size_t i = p->first; p->excepts && i < p->end; i++)
        mine += p->batch->said[i].except == c->id;
    if (!mine)
        return true;
    *heard -= mine;
    *own = *heard ? malloc(p->bytes) : NULL;
    if (!*own)
        return false;
    for (size_t i = p->first; i < p->end; i++) {
        const struct said *said = p->batch->said + i;
        if (said->except == c->id)
            continue;
        memcpy(*own + bytes, p->batch->data + said->at, said->bytes);
        bytes += said->bytes;
    }
    job->data = *own;
    job->bytes = bytes;
    return true;
}

// What was put off for this connection goes before the piece. Its lock is held.
static void put_later_before(struct conn *c, struct seal_job *job, uint8_t **own)
{
    size_t bytes = c->later.bytes + job->bytes, most = c->server->protocol->seal_most;
    uint8_t *both = most && bytes > most ? NULL : malloc(bytes);
    if (!both) {
        core_say_later(c);
        return;
    }
    memcpy(both, c->later.data + c->later.head, c->later.bytes);
    memcpy(both + c->later.bytes, job->data, job->bytes);
    gl_wipe_free(c->later.data, c->later.room);
    c->later = (struct outbox){0};
    gl_wipe_free(*own, *own ? job->bytes : 0);
    *own = both;
    job->data = both;
    job->bytes = bytes;
}

// Their locks are taken in ascending order of ids, so that two threads never wait for each other.
static void deliver_group(struct room *r, const struct piece *p, struct conn *const *to, size_t n)
{
    struct seal_job jobs[CORE_GROUP];
    uint8_t *own[CORE_GROUP];
    struct conn *slow[CORE_GROUP];
    size_t ready = 0, slow_n = 0, heard, deliveries = 0;
    void (*seal)(struct seal_job *, size_t) = r->server->protocol->seal;
    for (size_t i = 0; i < n; i++) {
        bool full = false;
        if (!piece_for(p, to[i], jobs + ready, own + ready, &heard))
            continue;
        pthread_mutex_lock(&to[i]->write);
        if (core_ready(to[i], jobs[ready].bytes, &full)) {
            if (to[i]->later.bytes)
                put_later_before(to[i], jobs + ready, own + ready);
            jobs[ready++].conn = to[i];
            deliveries += heard;
            continue;
        }
        pthread_mutex_unlock(&to[i]->write);
        free(own[ready]);
        if (full)
            slow[slow_n++] = to[i];
    }
    atomic_fetch_add_explicit(&r->server->counters.deliveries, deliveries, memory_order_relaxed);
    if (seal && ready)
        seal(jobs, ready);
    for (size_t i = 0; i < ready; i++) {
        struct conn *c = jobs[i].conn;
        if (!seal)
            core_put(c, jobs[i].data, jobs[i].bytes);
        else if (jobs[i].out_bytes)
            core_put(c, jobs[i].out, jobs[i].out_bytes);
        else
            core_break(c, "no memory");
        pthread_mutex_unlock(&c->write);
        free(jobs[i].out);
        gl_wipe_free(own[i], own[i] ? jobs[i].bytes : 0);
    }
    for (size_t i = 0; i < slow_n; i++)
        core_drop(slow[i]);
}

static void deliver_work(struct room *r)
{
    struct piece p;
    run_before(r->server, &r->work);
    for (size_t first = 0; first < r->work.n && !r->work.lost; first = p.end) {
        p = next_piece(&r->work, first, r->server->protocol->seal_most);
        for (size_t i = 0; i < r->audience_n; i += CORE_GROUP) {
            size_t left = r->audience_n - i;
            deliver_group(r, &p, r->audience + i, left < CORE_GROUP ? left : CORE_GROUP);
        }
    }
    end_later(&r->work);
    gl_wipe(r->work.data, r->work.bytes);
    r->work.n = r->work.bytes = 0;
}

// Deliver what is queued, until it is nothing or another thread waits to take over. r->lock is held, save
// while it delivers.
static void deliver(struct room *r)
{
    r->delivering = true;
    while (r->queue.n && !r->heir) {
        if (r->n >= YIELD_FROM) {
            pthread_mutex_unlock(&r->lock);
            sched_yield();
            pthread_mutex_lock(&r->lock);
        }
        struct batch empty = r->work;
        r->work = r->queue;
        r->queue = empty;
        take_audience(r);
        pthread_cond_broadcast(&r->space);
        pthread_mutex_unlock(&r->lock);
        deliver_work(r);
        pthread_mutex_lock(&r->lock);
    }
    r->delivering = false;
    if (r->changed)
        core_room_forget(r);
    pthread_cond_broadcast(&r->space);
    pthread_cond_signal(&r->turn);
}

void core_room_turn(struct room *r)
{
    if (r->delivering) {
        if (r->heir)
            return;
        r->heir = true;
        while (r->delivering)
            pthread_cond_wait(&r->turn, &r->lock);
        r->heir = false;
    }
    if (r->queue.n)
        deliver(r);
}
