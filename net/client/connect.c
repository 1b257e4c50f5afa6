// SPDX-License-Identifier: MIT
// The socket: connecting without blocking, to one address after the other; buffers; back-off with jitter.
#include "net/client/engine.h"

#include "crypto/common/no_memory.h"
#include "crypto/common/random.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#define CONNECT_MS   10000 // for one address
#define FIRST_WAIT   500   // ms before the first new try; then twice as long each time,
#define LONGEST_WAIT 30000 // up to this
#define READ_BYTES   16384
#define NO_MEMORY    GL_NO_MEMORY ": the connection is closed, and what was done last may be lost"
#define READS        16 // in one turn, so that a busy server does not starve the keyboard

// ---- states ----

void engine_state(struct chat_client *c, enum client_state state, unsigned seconds, const char *text)
{
    c->shown = state;
    if (state == CLIENT_ONLINE)
        c->tries = 0;
    client_emit(
        c, &(struct client_event){.kind = EVENT_STATE, .state = state, .seconds = seconds, .text = text});
}

void client_set_state(struct chat_client *c, enum client_state state)
{
    if (state != c->shown)
        engine_state(c, state, 0, client_state_name(state));
}

// ---- the end of a connection ----

void engine_close(struct chat_client *c)
{
    if (c->fd >= 0)
        close(c->fd);
    c->fd = -1;
    c->connecting = false;
    if (c->addresses)
        freeaddrinfo(c->addresses);
    c->addresses = c->address = NULL;
    c->no_memory = false;
    wire_empty(&c->in);
    wire_empty(&c->out);
}

// Half of the wait is fixed and half is drawn, so that a class does not come back in one instant.
static uint64_t back_off(unsigned tries)
{
    uint64_t most = tries < 6 ? (uint64_t)FIRST_WAIT << tries : LONGEST_WAIT;
    if (most > LONGEST_WAIT)
        most = LONGEST_WAIT;
    uint32_t draw = 0;
    if (gl_random_bytes(NULL, &draw, sizeof draw))
        draw = 0;
    return most / 2 + draw % (most / 2);
}

static void wait_or_stop(struct chat_client *c, const char *why)
{
    char text[512];
    if (c->stopped || c->config.no_reconnect) {
        snprintf(text, sizeof text, "offline%s%s%s", why ? ": " : "", why ? why : "",
                 c->quitting ? "" : "; /reconnect tries again");
        engine_state(c, CLIENT_OFFLINE, 0, text);
        return;
    }
    uint64_t ms = back_off(c->tries++);
    unsigned seconds = (unsigned)((ms + 999) / 1000);
    c->deadline = client_now_ms() + ms;
    snprintf(text, sizeof text, "%s; next try in %u s, /reconnect tries now", why ? why : "not connected",
             seconds);
    engine_state(c, CLIENT_WAITING, seconds, text);
}

void engine_lost(struct chat_client *c, const char *why)
{
    bool was = c->fd >= 0 && !c->connecting;
    if (c->no_memory)
        why = NO_MEMORY;
    engine_close(c);
    if (was && c->protocol->lost)
        c->protocol->lost(c);
    wait_or_stop(c, why);
}

void engine_no_memory(struct chat_client *c)
{
    if (c->fd >= 0)
        engine_lost(c, NULL);
    else
        client_tell(c, EVENT_ERROR, GL_NO_MEMORY ": what was done last may be lost");
    c->no_memory = false;
}

// ---- connecting ----

static bool connected(struct chat_client *c)
{
    c->connecting = false;
    int on = 1;
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(c->fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    freeaddrinfo(c->addresses);
    c->addresses = c->address = NULL;
    client_set_state(c, CLIENT_HANDSHAKE);
    if (c->protocol->connected(c))
        return true;
    engine_lost(c, NULL);
    return false;
}

static void refused(struct chat_client *c, int number)
{
    char text[300];
    snprintf(text, sizeof text, "cannot connect to %s port %u: %s", c->config.host, c->config.port,
             strerror(number));
    engine_lost(c, text);
}

// Begin with the address that is next; when all have failed, say how the last one did.
static void try_addresses(struct chat_client *c, int number)
{
    for (; c->address; c->address = c->address->ai_next) {
        const struct addrinfo *a = c->address;
        if (c->fd >= 0)
            close(c->fd);
        c->fd = socket(a->ai_family, a->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, a->ai_protocol);
        if (c->fd >= 0 && connect(c->fd, a->ai_addr, a->ai_addrlen) == 0) {
            connected(c);
            return;
        }
        if (c->fd >= 0 && errno == EINPROGRESS) {
            c->connecting = true;
            c->deadline = client_now_ms() + CONNECT_MS;
            return;
        }
        number = errno;
    }
    refused(c, number);
}

void engine_connect(struct chat_client *c)
{
    char port[8], text[300];
    snprintf(port, sizeof port, "%u", c->config.port);
    snprintf(text, sizeof text, "connecting to %s port %s", c->config.host, port);
    engine_state(c, CLIENT_CONNECTING, 0, text);
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_family = AF_UNSPEC};
    int failure = getaddrinfo(c->config.host, port, &hints, &c->addresses);
    if (failure) {
        c->addresses = NULL;
        snprintf(text, sizeof text, "cannot find %s: %s", c->config.host, gai_strerror(failure));
        engine_lost(c, text);
        return;
    }
    c->address = c->addresses;
    c->connecting = true;
    try_addresses(c, ECONNREFUSED);
}

static void answered(struct chat_client *c, short revents)
{
    int number = ETIMEDOUT;
    socklen_t bytes = sizeof number;
    if (revents && getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &number, &bytes) != 0)
        number = errno;
    if (!revents && client_now_ms() < c->deadline)
        return;
    if (number == 0) {
        connected(c);
        return;
    }
    c->address = c->address->ai_next;
    try_addresses(c, number);
}

// ---- bytes ----

void client_send(struct chat_client *c, const void *data, size_t bytes)
{
    if (c->fd >= 0 && !c->connecting)
        wire_put_raw(&c->out, data, bytes);
}

void engine_flush(struct chat_client *c)
{
    if (c->fd < 0 || c->connecting)
        return;
    size_t sent = 0;
    while (sent < c->out.bytes) {
        ssize_t n = send(c->fd, c->out.data + sent, c->out.bytes - sent, MSG_NOSIGNAL);
        if (n > 0)
            sent += (size_t)n;
        else if (n < 0 && errno == EINTR)
            continue;
        else
            break; // full, or broken: then reading says so, after what the server still had to tell
    }
    wire_drop(&c->out, sent);
    if (c->out.failed)
        client_no_memory(c);
    if (c->out.failed || c->out.bytes > ENGINE_MOST_OUT)
        engine_lost(c, "the server takes nothing any more");
}

// Hand over what there is until nothing more is used. false: the connection is over.
static bool feed(struct chat_client *c)
{
    while (c->in.bytes) {
        size_t used = 0;
        if (!c->protocol->input(c, c->in.data, c->in.bytes, &used) || c->no_memory) {
            engine_flush(c);
            if (c->fd >= 0)
                engine_lost(c, NULL);
            return false;
        }
        wire_drop(&c->in, used);
        if (!used)
            break;
    }
    if (c->in.bytes <= c->protocol->input_most)
        return true;
    engine_lost(c, "the server sends more than the protocol allows");
    return false;
}

static void receive(struct chat_client *c)
{
    for (int i = 0; i < READS; i++) {
        uint8_t *space = wire_put_space(&c->in, READ_BYTES);
        if (!space) {
            client_no_memory(c);
            engine_lost(c, NULL);
            return;
        }
        ssize_t n = recv(c->fd, space, READ_BYTES, 0);
        int number = errno;
        c->in.bytes -= READ_BYTES - (n > 0 ? (size_t)n : 0);
        if (n > 0) {
            if (!feed(c))
                return;
        } else if (n == 0) {
            engine_lost(c, "the server has closed the connection");
            return;
        } else if (number != EINTR) {
            if (number != EAGAIN && number != EWOULDBLOCK)
                engine_lost(c, strerror(number));
            return;
        }
    }
}

void engine_socket(struct chat_client *c, short revents)
{
    if (c->connecting)
        answered(c, revents);
    else if (revents & (POLLIN | POLLHUP | POLLERR))
        receive(c);
}
