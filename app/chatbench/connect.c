// SPDX-License-Identifier: MIT
// The clients come, and go.
#include "app/chatbench/load.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

// A connection that was interrupted while it was made goes on by itself: wait for it.
static bool connect_whole(int fd, const struct addrinfo *address)
{
    struct pollfd made = {.fd = fd, .events = POLLOUT};
    int error = 0, ready;
    socklen_t bytes = sizeof error;
    if (connect(fd, address->ai_addr, address->ai_addrlen) == 0)
        return true;
    if (errno != EINTR)
        return false;
    do
        ready = poll(&made, 1, -1);
    while (ready < 0 && errno == EINTR);
    if (ready > 0 && getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &bytes) == 0)
        errno = error;
    return errno == 0;
}

static int connect_one(struct load *l, const struct addrinfo *address)
{
    int on = 1;
    int fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect_whole(fd, address)) {
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        return fd;
    }
    load_fail(l, "client %u cannot connect: %s%s", l->n, strerror(errno),
              errno == EMFILE ? "; allow more files: `ulimit -n 4096` before the start" : "");
    if (fd >= 0)
        close(fd);
    return -1;
}

static bool add_client(struct load *l, const struct addrinfo *address)
{
    struct load_client *c = l->clients + l->n;
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
    *c = (struct load_client){.load = l, .index = l->n};
    c->state = calloc(1, l->options->wire->state_bytes + 1);
    c->fd = c->state ? connect_one(l, address) : -1;
    if (c->fd < 0) {
        free(c->state);
        return load_fail(l, "out of memory");
    }
    l->n++;
    return (epoll_ctl(l->epoll, EPOLL_CTL_ADD, c->fd, &event) == 0 ||
            load_fail(l, "epoll: %s", strerror(errno))) &&
           l->options->wire->begin(c) && load_write(c);
}

bool load_wait(struct load *l, bool (*done)(const struct load *l))
{
    uint64_t heard = load_now_ns();
    bool came;
    while (!done(l)) {
        if (!load_turn(l, 1000, &came))
            return false;
        if (came)
            heard = load_now_ns();
        else if (load_now_ns() - heard > LOAD_STALL_NS)
            return load_fail(l, "%u of %u clients are in, and nothing comes any more", l->joined, l->n);
    }
    return true;
}

// No more than this many at a time on their way in.
#define ON_THEIR_WAY 64

static bool few_on_their_way(const struct load *l)
{
    return l->n - l->joined < ON_THEIR_WAY;
}

static bool all_joined(const struct load *l)
{
    return l->joined == l->n;
}

static bool connect_all(struct load *l, const struct addrinfo *address, unsigned n)
{
    while (l->n < n)
        if (!add_client(l, address) || !load_wait(l, few_on_their_way))
            return false;
    return load_wait(l, all_joined);
}

bool load_open(struct load *l, const struct chatbench_options *options, const struct chatbench_server *server,
               unsigned n)
{
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    struct addrinfo *address = NULL;
    struct epoll_event event = {.events = EPOLLIN};
    memset(l, 0, sizeof *l);
    l->options = options;
    l->epoll = epoll_create1(EPOLL_CLOEXEC);
    l->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    l->clients = calloc(n, sizeof *l->clients);
    if (l->epoll < 0 || l->timer < 0 || !l->clients ||
        epoll_ctl(l->epoll, EPOLL_CTL_ADD, l->timer, &event) != 0)
        return load_fail(l, "no memory or descriptors");
    if (options->wire->open && !options->wire->open(l))
        return false;
    int failure = getaddrinfo(server->host, server->port, &hints, &address);
    if (failure)
        return load_fail(l, "no address '%.100s': %s", server->host, gai_strerror(failure));
    bool done = connect_all(l, address, n);
    freeaddrinfo(address);
    return done && (!options->wire->ready || options->wire->ready(l));
}

void load_close(struct load *l)
{
    for (unsigned i = 0; i < l->n; i++) {
        struct load_client *c = l->clients + i;
        if (l->options->wire->end)
            l->options->wire->end(c);
        close(c->fd);
        wire_free(&c->in);
        wire_free(&c->out);
        free(c->state);
    }
    if (l->options->wire->close)
        l->options->wire->close(l);
    close(l->epoll);
    close(l->timer);
    free(l->clients);
    free(l->messages);
}
