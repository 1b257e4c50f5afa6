// SPDX-License-Identifier: MIT
// One connection: two sockets that never block, and what waits between them. A slow reader stops its sender.
#include "app/tap/parts.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define READ_BYTES   16384
#define MOST_WAITING ((size_t)1 << 20) // for a slow reader, before its sender is read no further

// ---- a connection's beginning and end ----

static void address_text(char text[TAP_ADDRESS_CHARS], const struct sockaddr *address, socklen_t bytes)
{
    char host[48] = "?", port[8] = "?";
    (void)getnameinfo(address, bytes, host, sizeof host, port, sizeof port, NI_NUMERICHOST | NI_NUMERICSERV);
    snprintf(text, TAP_ADDRESS_CHARS, "%s port %s", host, port);
}

void tap_connection_free(struct tap_connection *c)
{
    for (int way = 0; way < 2; way++) {
        if (c->legs[way].fd >= 0)
            close(c->legs[way].fd);
        wire_free(&c->legs[way].in);
        wire_free(&c->legs[way].out);
        wire_free(&c->flows[way].held);
    }
    if (c->middle)
        c->middle->free(c->middle_state);
    wire_free(&c->memory);
    free(c);
}

// To the server's next address from `a` on.
static void connect_on(struct tap_connection *c, const struct addrinfo *a)
{
    int *fd = &c->legs[TAP_DOWN].fd, on = 1;
    c->connecting = false;
    for (; a; a = a->ai_next) {
        if (*fd >= 0)
            close(*fd);
        *fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, a->ai_protocol);
        if (*fd < 0)
            continue;
        (void)setsockopt(*fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        c->trying = a;
        c->connecting = connect(*fd, a->ai_addr, a->ai_addrlen) != 0;
        if (!c->connecting || errno == EINPROGRESS)
            return;
    }
    tap_show_event(c, "refused", "the server is not there");
    c->failed = true;
}

void tap_accept(struct tap *tap)
{
    struct sockaddr_storage from;
    socklen_t bytes = sizeof from;
    int on = 1, fd = accept4(tap->listener, (struct sockaddr *)&from, &bytes, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0)
        return;
    struct tap_connection *c = calloc(1, sizeof *c);
    if (!c) {
        close(fd);
        return;
    }
    c->tap = tap;
    c->id = ++tap->opened;
    c->legs[TAP_UP].fd = fd;
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    address_text(c->address, (struct sockaddr *)&from, bytes);
    tap_pcap_open(tap->config->pcap, &c->pcap, (struct sockaddr *)&from, tap->server->ai_addr);
    tap->connections[tap->n_connections++] = c;
    tap_show_event(c, "opened", c->address);
    c->legs[TAP_DOWN].fd = -1;
    connect_on(c, tap->server);
}

// ---- reading and writing ----

static void read_from(struct tap_connection *c, enum tap_way way)
{
    struct tap_leg *leg = &c->legs[way];
    uint8_t *space = wire_put_space(&leg->in, READ_BYTES);
    if (!space) {
        c->failed = c->no_memory = true;
        return;
    }
    ssize_t got = read(leg->fd, space, READ_BYTES);
    leg->in.bytes -= READ_BYTES - (size_t)(got > 0 ? got : 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got > 0) {
        tap_flow_run(c, way);
        return;
    }
    c->broken = c->broken || got < 0;
    leg->ended = true;
    tap_flow_end(c, way);
}

// This side takes nothing more. What it has said before (why, perhaps) still goes to the other.
static void break_off(struct tap_connection *c, enum tap_way leg_at)
{
    c->broken = true;
    wire_empty(&c->legs[leg_at].out);
    c->legs[leg_at].shut = true;
    c->legs[!leg_at].ended = true;
}

static void write_to(struct tap_connection *c, enum tap_way leg_at)
{
    struct tap_leg *leg = &c->legs[leg_at];
    if (leg->out.bytes) {
        ssize_t put = send(leg->fd, leg->out.data, leg->out.bytes, MSG_NOSIGNAL);
        if (put > 0)
            wire_drop(&leg->out, (size_t)put);
        else if (errno != EAGAIN && errno != EINTR)
            break_off(c, leg_at);
    }
    if (!leg->out.bytes && c->legs[!leg_at].ended && !leg->shut) {
        leg->shut = true;
        (void)shutdown(leg->fd, SHUT_WR);
    }
}

static void finish_connecting(struct tap_connection *c)
{
    int error = 0;
    socklen_t bytes = sizeof error;
    c->connecting = false;
    (void)getsockopt(c->legs[TAP_DOWN].fd, SOL_SOCKET, SO_ERROR, &error, &bytes);
    if (error)
        connect_on(c, c->trying->ai_next);
}

short tap_wanted(const struct tap_connection *c, enum tap_way leg_at)
{
    const struct tap_leg *leg = &c->legs[leg_at], *other = &c->legs[!leg_at];
    if (c->connecting)
        return leg_at == TAP_DOWN ? POLLOUT : 0;
    bool write = leg->out.bytes || (other->ended && !leg->shut);
    bool read = !leg->ended && other->out.bytes < MOST_WAITING;
    return (short)((read ? POLLIN : 0) | (write ? POLLOUT : 0));
}

void tap_turn(struct tap_connection *c, const struct pollfd polled[2])
{
    if (c->connecting) {
        if (polled[TAP_DOWN].revents)
            finish_connecting(c);
        return;
    }
    for (int leg = 0; leg < 2 && !c->failed; leg++) {
        if (polled[leg].revents & (POLLIN | POLLHUP | POLLERR) && !c->legs[leg].ended &&
            (polled[leg].events & POLLIN || polled[leg].revents & POLLERR))
            read_from(c, (enum tap_way)leg);
    }
    for (int leg = 0; leg < 2 && !c->failed; leg++)
        if (tap_wanted(c, (enum tap_way)leg) & POLLOUT)
            write_to(c, (enum tap_way)leg);
}

bool tap_is_over(const struct tap_connection *c)
{
    return c->failed || (c->legs[0].ended && c->legs[1].ended && c->legs[0].shut && c->legs[1].shut);
}
