// SPDX-License-Identifier: MIT
// Writing: straight to the socket, without blocking; what it does not take waits in a bounded outbox.
#include "net/core/internal.h"

#include "crypto/common/bytes.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define LATER_BYTES 8192

void core_why(struct conn *c, const char *why)
{
    if (!c->ending)
        c->why = strdup(why);
    c->ending = true;
}

void core_break(struct conn *c, const char *why)
{
    core_why(c, why);
    c->broken = true;
    atomic_store(&c->over, true);
    free(c->outbox.data);
    c->outbox = (struct outbox){0};
    if (c->fd >= 0)
        shutdown(c->fd, SHUT_RDWR);
}

// How much of it the socket takes now; a failure breaks the connection.
static size_t write_some(struct conn *c, const uint8_t *data, size_t bytes)
{
    ssize_t n;
    do
        n = send(c->fd, data, bytes, MSG_NOSIGNAL | MSG_DONTWAIT);
    while (n < 0 && errno == EINTR);
    if (n >= 0)
        return (size_t)n;
    if (errno != EAGAIN && errno != EWOULDBLOCK && errno != ENOBUFS && errno != ENOMEM)
        core_break(c,
                   errno == EPIPE || errno == ECONNRESET ? "closed by the client" : "the connection broke");
    return 0;
}

static bool append(struct outbox *o, const uint8_t *data, size_t bytes)
{
    if (o->head && o->head + o->bytes + bytes > o->room) {
        memmove(o->data, o->data + o->head, o->bytes);
        o->head = 0;
    }
    if (o->bytes + bytes > o->room) {
        size_t room = o->room ? o->room : 1024;
        while (room < o->bytes + bytes)
            room *= 2;
        uint8_t *grown = realloc(o->data, room);
        if (!grown)
            return false;
        o->data = grown;
        o->room = room;
    }
    memcpy(o->data + o->head + o->bytes, data, bytes);
    o->bytes += bytes;
    return true;
}

bool core_ready(struct conn *c, size_t bytes, bool *full)
{
    size_t most = c->server->config.limits.outbox_bytes;
    *full = false;
    if (c->ending)
        return false;
    if (c->dropping)
        return c->outbox.bytes + bytes <= most + CORE_GRACE_BYTES;
    // What is longer than an outbox may still be said to a reader who keeps up.
    *full = c->outbox.bytes && c->outbox.bytes + bytes > most;
    return !*full;
}

bool core_put(struct conn *c, const void *data, size_t bytes)
{
    const uint8_t *from = data;
    size_t sent = c->outbox.bytes ? 0 : write_some(c, from, bytes);
    if (c->broken)
        return false;
    atomic_fetch_add_explicit(&c->server->counters.bytes_out, bytes, memory_order_relaxed);
    if (sent == bytes)
        return true;
    if (!append(&c->outbox, from + sent, bytes - sent) || !core_watch(c)) {
        core_break(c, "no memory"); // a piece is missing: nothing after it would make sense
        return false;
    }
    return true;
}

void core_flush(struct conn *c)
{
    struct outbox *o = &c->outbox;
    size_t sent = o->bytes && !c->broken ? write_some(c, o->data + o->head, o->bytes) : 0;
    if (c->broken)
        return;
    o->head += sent;
    o->bytes -= sent;
    if (!o->bytes) {
        free(o->data);
        *o = (struct outbox){0};
    }
}

// c->write is held, and it is ready.
static bool seal_and_put(struct conn *c, const void *data, size_t bytes)
{
    struct seal_job job = {.conn = c, .data = data, .bytes = bytes};
    if (!c->server->protocol->seal)
        return core_put(c, data, bytes);
    c->server->protocol->seal(&job, 1);
    bool said = job.out_bytes && core_put(c, job.out, job.out_bytes);
    if (!job.out_bytes)
        core_break(c, "no memory");
    free(job.out);
    return said;
}

static bool say(struct conn *c, const void *data, size_t bytes, bool sealed)
{
    bool full, said = false;
    pthread_mutex_lock(&c->write);
    if (core_ready(c, bytes, &full))
        said = sealed ? seal_and_put(c, data, bytes) : core_put(c, data, bytes);
    pthread_mutex_unlock(&c->write);
    if (full)
        core_drop(c);
    return said;
}

bool conn_say(struct conn *c, const void *data, size_t bytes)
{
    return say(c, data, bytes, true);
}

bool conn_say_plain(struct conn *c, const void *data, size_t bytes)
{
    return say(c, data, bytes, false);
}

// ---- what is put off ----

void core_say_later(struct conn *c)
{
    struct outbox later = c->later;
    bool full;
    c->later = (struct outbox){0};
    if (later.bytes && core_ready(c, later.bytes, &full))
        seal_and_put(c, later.data, later.bytes);
    gl_wipe_free(later.data, later.bytes);
}

void core_later_end(struct conn *c)
{
    pthread_mutex_lock(&c->write);
    core_say_later(c);
    pthread_mutex_unlock(&c->write);
}

bool conn_say_later(struct conn *c, const void *data, size_t bytes)
{
    size_t most = c->server->protocol->seal_most;
    most = most && most < LATER_BYTES ? most : LATER_BYTES;
    pthread_mutex_lock(&c->write);
    if (c->later.bytes + bytes > most)
        core_say_later(c);
    bool good = !c->ending && append(&c->later, data, bytes);
    pthread_mutex_unlock(&c->write);
    return good;
}

// ---- slow readers ----

void core_drop(struct conn *c)
{
    struct server *s = c->server;
    pthread_mutex_lock(&c->write);
    bool first = !c->dropping && !c->ending;
    c->dropping = true;
    size_t waits = c->outbox.bytes;
    pthread_mutex_unlock(&c->write);
    if (!first)
        return;
    atomic_fetch_add(&s->counters.dropped, 1);
    server_log(s, "%s %s is dropped: it reads too slowly, %zu bytes wait; the notice may not reach it",
               conn_name(c), c->address, waits);
    core_goodbye(c, "you read too slowly and are disconnected; connect again", false);
    conn_end(c, "too slow a reader");
}

bool conn_drain(struct conn *c)
{
    size_t most = c->server->config.limits.outbox_bytes / 2;
    for (;;) {
        pthread_mutex_lock(&c->write);
        bool over = c->ending, drained = c->outbox.bytes <= most;
        struct pollfd wait = {.fd = c->fd, .events = POLLOUT};
        pthread_mutex_unlock(&c->write);
        if (over || drained)
            return !over;
        (void)poll(&wait, 1, CORE_TICK_MS);
    }
}
