// SPDX-License-Identifier: MIT
// What all clients read and write, turn by turn.
#include "app/chatbench/load.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define EVENTS     256
#define READ_BYTES (256 * 1024)

uint64_t load_now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * LOAD_SECOND_NS + (uint64_t)now.tv_nsec;
}

// ---- writing ----

static bool watch(struct load_client *c, bool out)
{
    struct epoll_event event = {.events = EPOLLIN | (out ? EPOLLOUT : 0), .data.ptr = c};
    c->wants_out = out;
    return epoll_ctl(c->load->epoll, EPOLL_CTL_MOD, c->fd, &event) == 0 ||
           load_fail(c->load, "epoll: %s", strerror(errno));
}

// What is said within one turn goes out in one piece at its end.
bool load_send(struct load_client *c, const void *data, size_t bytes)
{
    wire_put_raw(&c->out, data, bytes);
    return !c->out.failed || load_fail(c->load, "out of memory");
}

bool load_write(struct load_client *c)
{
    if (!c->out.bytes)
        return true;
    ssize_t n = send(c->fd, c->out.data, c->out.bytes, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n < 0 && errno != EAGAIN && errno != EINTR)
        return load_fail(c->load, "client %u cannot write: %s", c->index, strerror(errno));
    wire_drop(&c->out, n > 0 ? (size_t)n : 0);
    bool out = c->out.bytes > 0;
    return out == c->wants_out || watch(c, out);
}

// ---- reading ----

static bool read_in(struct load_client *c)
{
    static uint8_t buffer[READ_BYTES]; // one thread drives all clients
    const struct chatbench_wire *wire = c->load->options->wire;
    size_t used = 0, before = c->in.bytes;
    if (before > sizeof buffer / 2)
        return load_fail(c->load, "client %u: a frame is too long", c->index);
    if (before)
        memcpy(buffer, c->in.data, before);
    ssize_t n = recv(c->fd, buffer + before, sizeof buffer - before, MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return true;
    if (n <= 0)
        return load_fail(c->load, "the server closed the connection of client %u%s%s", c->index,
                         n ? ": " : "", n ? strerror(errno) : "");
    c->load->now = load_now_ns();
    if (!wire->input(c, buffer, before + (size_t)n, &used))
        return false;
    wire_empty(&c->in);
    wire_put_raw(&c->in, buffer + used, before + (size_t)n - used);
    return !c->in.failed || load_fail(c->load, "out of memory");
}

bool load_turn(struct load *l, int ms, bool *came)
{
    struct epoll_event events[EVENTS];
    int n = epoll_wait(l->epoll, events, EVENTS, ms);
    *came = false;
    for (int i = 0; i < n; i++) {
        struct load_client *c = events[i].data.ptr;
        uint64_t rings;
        if (!c) {
            (void)!read(l->timer, &rings, sizeof rings);
            continue;
        }
        *came = true;
        if ((events[i].events & ~(uint32_t)EPOLLOUT && !read_in(c)) || !load_write(c))
            return false;
    }
    return true;
}
