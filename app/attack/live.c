// SPDX-License-Identifier: MIT
#include "app/attack/live.h"

#include "app/chat/target.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define READ_BYTES 4096

static bool wait_for(int fd, short events, double deadline)
{
    struct pollfd polled = {.fd = fd, .events = events};
    double left = deadline - attack_clock();
    int ready;
    do
        ready = poll(&polled, 1, left > 0 ? (int)(left * 1000) + 1 : 0);
    while (ready < 0 && errno == EINTR && (left = deadline - attack_clock()) > 0);
    return ready > 0;
}

static bool connect_to(int fd, const struct addrinfo *address, double deadline)
{
    int error = 0;
    socklen_t size = sizeof error;
    if (connect(fd, address->ai_addr, address->ai_addrlen) == 0)
        return true;
    return errno == EINPROGRESS && wait_for(fd, POLLOUT, deadline) &&
           getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0;
}

int live_connect(struct live *l, const struct attack_run *run, const char *where)
{
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    struct addrinfo *addresses = NULL;
    struct target target;
    char port[8];
    *l = (struct live){.fd = -1};
    if (!target_parse(&target, where) || target.port == 0)
        return app_usage(run->name, "--connect: '%s' is not HOST:PORT", where);
    snprintf(port, sizeof port, "%u", (unsigned)target.port);
    int failure = getaddrinfo(target.host, port, &hints, &addresses);
    if (failure)
        return app_fail(run->name, "--connect: no address '%s': %s", target.host, gai_strerror(failure));
    double deadline = attack_clock() + LIVE_SECONDS;
    for (const struct addrinfo *at = addresses; at && l->fd < 0; at = at->ai_next) {
        int fd = socket(at->ai_family, at->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, at->ai_protocol);
        if (fd >= 0 && connect_to(fd, at, deadline))
            l->fd = fd;
        else if (fd >= 0)
            close(fd);
    }
    freeaddrinfo(addresses);
    return l->fd >= 0 ? APP_OK : app_fail(run->name, "--connect: no server answers at %s", where);
}

void live_close(struct live *l)
{
    if (l->fd >= 0)
        close(l->fd);
    l->fd = -1;
    wire_free(&l->in);
}

bool live_send(struct live *l, const void *data, size_t bytes)
{
    const char *at = data;
    double deadline = attack_clock() + LIVE_SECONDS;
    while (bytes > 0) {
        ssize_t n = send(l->fd, at, bytes, MSG_NOSIGNAL);
        if (n > 0) {
            at += n;
            bytes -= (size_t)n;
        } else if (n == 0 || (errno != EAGAIN && errno != EINTR) || !wait_for(l->fd, POLLOUT, deadline)) {
            return false;
        }
    }
    return true;
}

bool live_more(struct live *l, double deadline)
{
    char data[READ_BYTES];
    if (l->in.bytes >= LIVE_MAX_BYTES || !wait_for(l->fd, POLLIN, deadline))
        return false;
    ssize_t n;
    do
        n = recv(l->fd, data, sizeof data, 0);
    while (n < 0 && errno == EINTR);
    if (n > 0)
        wire_put_raw(&l->in, data, (size_t)n);
    l->gone = l->gone || n == 0 || (n < 0 && errno != EAGAIN);
    return n > 0 && !l->in.failed;
}
