// SPDX-License-Identifier: MIT
// One connection: its life, its thread, what is read from it.
#include "net/core/internal.h"

#include "crypto/common/bytes.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct conn *core_conn_new(struct server *s, int fd, const char *host, uint16_t port, bool loopback)
{
    struct conn *c = calloc(1, sizeof *c + s->protocol->session_bytes);
    if (!c)
        return NULL;
    c->server = s;
    c->fd = fd;
    c->loopback = loopback;
    c->since_ms = server_now_ms();
    atomic_init(&c->references, 1);
    atomic_init(&c->heard_ms, c->since_ms);
    atomic_init(&c->name, "");
    pthread_mutex_init(&c->write, NULL);
    snprintf(c->host, sizeof c->host, "%s", host);
    snprintf(c->address, sizeof c->address, strchr(host, ':') ? "[%s]:%u" : "%s:%u", host, (unsigned)port);
    return c;
}

struct conn *conn_hold(struct conn *c)
{
    atomic_fetch_add_explicit(&c->references, 1, memory_order_relaxed);
    return c;
}

void conn_release(struct conn *c)
{
    if (atomic_fetch_sub_explicit(&c->references, 1, memory_order_acq_rel) != 1)
        return;
    if (c->server->protocol->released)
        c->server->protocol->released(c);
    for (struct core_name *name = c->names, *next; name; name = next) {
        next = name->next;
        free(name);
    }
    pthread_mutex_destroy(&c->write);
    free(c->outbox.data);
    gl_wipe_free(c->later.data, c->later.room);
    free(c->why);
    gl_wipe_free(c, sizeof *c + c->server->protocol->session_bytes);
}

// ---- its thread ----

static void log_end(struct conn *c)
{
    const char *name = conn_name(c);
    pthread_mutex_lock(&c->write);
    char *why = c->why;
    c->why = NULL;
    pthread_mutex_unlock(&c->write);
    server_log(c->server, "%s%s%s left: %s", name, *name ? " " : "", c->address, why ? why : "no memory");
    free(why);
}

void *core_conn_main(void *conn)
{
    struct conn *c = conn;
    struct server *s = c->server;
    core_stack_begin(c);
    server_log(s, "%s connected", c->address);
    s->protocol->serve(c);
    core_room_due(c);
    conn_end(c, c->peer_closed ? "closed by the client" : "done");
    if (s->protocol->ended)
        s->protocol->ended(c);
    core_room_due(c);
    log_end(c);
    server_unclaim(s, c);
    core_close(c);
    core_thread_ended(s);
    return NULL;
}

// ---- the end ----

void core_goodbye(struct conn *c, const char *why, bool for_good)
{
    const struct server_protocol *p = c->server->protocol;
    if (p->goodbye)
        p->goodbye(c, why, for_good);
    else if (p->notice)
        p->notice(c, why);
}

static void end(struct conn *c, const char *why, bool flush)
{
    atomic_store(&c->over, true);
    pthread_mutex_lock(&c->write);
    core_why(c, why);
    if (c->fd >= 0)
        shutdown(c->fd, SHUT_RD); // wakes its thread
    if (!flush)
        core_break(c, why);
    pthread_mutex_unlock(&c->write);
}

void conn_end(struct conn *c, const char *why)
{
    end(c, why, true);
}

bool conn_hung_up(struct conn *c)
{
    pthread_mutex_lock(&c->write); // the socket stays open
    struct pollfd p = {.fd = c->fd, .events = POLLRDHUP};
    bool gone = c->fd < 0 || (poll(&p, 1, 0) == 1 && p.revents & (POLLRDHUP | POLLHUP | POLLERR));
    pthread_mutex_unlock(&c->write);
    return gone;
}

void core_conn_abort(struct conn *c)
{
    end(c, "the server stops", false);
}

// ---- reading ----

size_t conn_read(struct conn *c, void *out, size_t room)
{
    core_room_due(c);
    while (!atomic_load_explicit(&c->over, memory_order_relaxed)) {
        ssize_t n = recv(c->fd, out, room, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && errno == EAGAIN && c->stack_used) {
            core_stack_trim(c);
            continue;
        }
        if (atomic_load(&c->over))
            return 0;
        if (n <= 0) {
            c->peer_closed = true;
            return 0;
        }
        struct core_counters *counters = &c->server->counters;
        core_stack_used(c);
        atomic_store_explicit(&c->heard_ms, server_now_ms(), memory_order_relaxed);
        atomic_fetch_add_explicit(&counters->reads, 1, memory_order_relaxed);
        atomic_fetch_add_explicit(&counters->bytes_in, (uint64_t)n, memory_order_relaxed);
        return (size_t)n;
    }
    return 0;
}

bool conn_read_all(struct conn *c, void *out, size_t bytes)
{
    for (size_t have = 0, n; have < bytes; have += n) {
        n = conn_read(c, (unsigned char *)out + have, bytes - have);
        if (!n)
            return false;
    }
    return true;
}

struct server *conn_server(struct conn *c)
{
    return c->server;
}

void *conn_state(struct conn *c)
{
    return c->state;
}

const char *conn_address(const struct conn *c)
{
    return c->address;
}

uint64_t conn_id(const struct conn *c)
{
    return c->id;
}
