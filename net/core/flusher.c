// SPDX-License-Identifier: MIT
// The flusher: one thread that empties outboxes, closes connections in peace, and keeps time.
#include "net/core/internal.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define EVENTS 128

bool core_watch(struct conn *c)
{
    struct epoll_event event = {.events = EPOLLOUT, .data.ptr = c};
    if (c->watched)
        return true;
    if (epoll_ctl(c->server->epoll, EPOLL_CTL_ADD, c->fd, &event) != 0)
        return false;
    c->watched = true;
    conn_hold(c);
    return true;
}

static void flush(struct conn *c)
{
    pthread_mutex_lock(&c->write);
    core_flush(c);
    bool empty = !c->outbox.bytes;
    if (empty) {
        (void)epoll_ctl(c->server->epoll, EPOLL_CTL_DEL, c->fd, NULL);
        c->watched = false;
    }
    pthread_mutex_unlock(&c->write);
    if (empty)
        conn_release(c);
}

// ---- closing ----

// Has the peer said its end, too? To close before would throw away what it has not yet read.
static bool peer_ended(int fd)
{
    struct tcp_info info;
    socklen_t bytes = sizeof info;
    uint8_t rest[4096];
    for (int i = 0; i < 16 && recv(fd, rest, sizeof rest, MSG_DONTWAIT) > 0; i++)
        continue;
    if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &bytes) != 0)
        return true;
    return info.tcpi_state != TCP_ESTABLISHED && info.tcpi_state != TCP_FIN_WAIT1 &&
           info.tcpi_state != TCP_FIN_WAIT2;
}

// One step towards the end; true: it is closed.
static bool close_step(struct conn *c, uint64_t now)
{
    pthread_mutex_lock(&c->write);
    bool late = now >= c->close_by_ms;
    if (late)
        core_break(c, "too slow"); // what waits will not be taken any more
    bool flushed = !c->outbox.bytes;
    if (flushed && !c->broken && !c->finished) {
        c->finished = true;
        shutdown(c->fd, SHUT_WR);
    }
    // While it is watched, the flusher's set holds it: flush() comes first.
    bool done = flushed && !c->watched && (c->broken || c->peer_closed || peer_ended(c->fd));
    if (done) {
        close(c->fd);
        c->fd = -1;
    }
    pthread_mutex_unlock(&c->write);
    return done;
}

void core_close(struct conn *c)
{
    c->close_by_ms = server_now_ms() + CORE_LINGER_MS;
    if (close_step(c, 0)) {
        core_registry_remove(c);
        conn_release(c);
        return;
    }
    atomic_store(&c->closing, true);
}

// ---- time ----

// What its silence asks for; on the flusher's thread, without a lock. It may be younger than `now`.
static void check_time(struct conn *c, uint64_t now)
{
    struct server *s = c->server;
    const struct server_limits *limits = &s->config.limits;
    uint64_t heard = atomic_load(&c->heard_ms), idle = limits->idle_s * UINT64_C(1000);
    char why[80];
    if (!atomic_load(&c->joined)) {
        if (now < c->since_ms + limits->handshake_s * UINT64_C(1000))
            return;
        snprintf(why, sizeof why, "did not join within %u seconds", (unsigned)limits->handshake_s);
        conn_end(c, why);
    } else if (s->protocol->ping && now > heard + 2 * idle) {
        snprintf(why, sizeof why, "silent for %u seconds", 2 * (unsigned)limits->idle_s);
        conn_end(c, why);
    } else if (s->protocol->ping && now > heard + idle && atomic_load(&c->pinged_ms) <= heard) {
        atomic_store(&c->pinged_ms, now);
        s->protocol->ping(c);
    }
}

static void check_all(struct server *s, uint64_t now)
{
    size_t n;
    struct conn **all = core_all(s, &n);
    for (size_t i = 0; i < n; i++) {
        struct conn *c = all[i];
        if (!atomic_load(&c->closing)) {
            if (!atomic_load(&c->over))
                check_time(c, now);
        } else if (close_step(c, now)) {
            core_registry_remove(c);
            conn_release(c); // what its thread held
        }
        conn_release(c);
    }
    free(all);
}

static void *flusher_main(void *server)
{
    struct server *s = server;
    struct epoll_event events[EVENTS];
    uint64_t next = server_now_ms() + CORE_TICK_MS;
    while (!atomic_load(&s->flusher_stop)) {
        uint64_t now = server_now_ms();
        int n = epoll_wait(s->epoll, events, EVENTS, now < next ? (int)(next - now) : 0);
        for (int i = 0; i < n; i++)
            flush(events[i].data.ptr);
        now = server_now_ms();
        if (now < next)
            continue;
        next = now + CORE_TICK_MS;
        if (s->protocol->tick)
            s->protocol->tick(s);
        check_all(s, now);
    }
    return NULL;
}

bool core_flusher_start(struct server *s)
{
    s->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (s->epoll < 0)
        return false;
    if (pthread_create(&s->flusher, NULL, flusher_main, s) == 0)
        return true;
    close(s->epoll);
    s->epoll = -1;
    return false;
}

void core_flusher_end(struct server *s)
{
    atomic_store(&s->flusher_stop, true);
    pthread_join(s->flusher, NULL);
    close(s->epoll);
    s->epoll = -1;
}
