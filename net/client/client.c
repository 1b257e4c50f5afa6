// SPDX-License-Identifier: MIT
// The client's life: made, started, served, ended.
#include "net/client/engine.h"

#include "crypto/common/bytes.h"
#include "net/wire/clock.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

#define QUIT_MS 5000 // how long /quit waits for what is still to be sent

uint64_t client_now_ms(void)
{
    return clock_steady_ms();
}

uint64_t client_wall_ms(void)
{
    return clock_wall_ms();
}

// ---- making and ending ----

static bool copy_string(const char **string)
{
    if (*string)
        *string = strdup(*string);
    else
        return true;
    return *string != NULL;
}

static bool copy_config(struct chat_client *c, const struct client_config *config)
{
    c->config = *config;
    struct client_config *own = &c->config;
    bool copied = copy_string(&own->host);
    copied = copy_string(&own->user) && copied;
    copied = copy_string(&own->password) && copied;
    copied = copy_string(&own->passphrase) && copied;
    copied = copy_string(&own->data) && copied;
    if (!own->port)
        own->port = config->protocol->port;
    c->wire = own->wire;
    return copied;
}

static void free_secret(const char *text)
{
    gl_wipe_free((char *)text, text ? strlen(text) : 0);
}

static void free_all(struct chat_client *c)
{
    engine_close(c);
    wire_free(&c->in);
    wire_free(&c->out);
    client_people_clear(c);
    engine_rooms_free(c);
    free(c->people);
    free(c->commands);
    gl_wipe_free(c->state, c->protocol->state_bytes);
    free_secret(c->config.password);
    free_secret(c->config.passphrase);
    free((char *)c->config.host);
    free((char *)c->config.user);
    free((char *)c->config.data);
    free(c);
}

struct chat_client *client_new(const struct client_config *config, client_sink *sink, void *context,
                               char *error, size_t room)
{
    const struct client_protocol *protocol = config->protocol;
    struct chat_client *c = calloc(1, sizeof *c);
    if (!c) {
        snprintf(error, room, "no memory for a client");
        return NULL;
    }
    *c = (struct chat_client){.protocol = protocol, .sink = sink, .context = context, .fd = -1};
    c->state = calloc(1, protocol->state_bytes ? protocol->state_bytes : 1);
    c->commands = engine_commands(protocol);
    bool copied = copy_config(c, config);
    if (!copied || !c->state || !c->commands)
        snprintf(error, room, "no memory for a client");
    else if (!c->config.host || !*c->config.host)
        snprintf(error, room, "no host is named");
    else if (!protocol->open || protocol->open(c, error, room))
        return c;
    free_all(c);
    return NULL;
}

void client_free(struct chat_client *c)
{
    if (!c)
        return;
    if (c->protocol->close)
        c->protocol->close(c);
    free_all(c);
}

void client_start(struct chat_client *c)
{
    c->stopped = false;
    c->tries = 0;
    if (c->fd < 0)
        engine_connect(c);
    engine_settle(c);
}

// ---- serving ----

int client_fd(const struct chat_client *c)
{
    return c->fd;
}

short client_wants(const struct chat_client *c)
{
    if (c->fd < 0)
        return 0;
    if (c->connecting)
        return POLLOUT;
    return (short)(POLLIN | (c->out.bytes ? POLLOUT : 0));
}

static int until(uint64_t when)
{
    uint64_t now = client_now_ms();
    return when <= now ? 0 : when - now > 60000 ? 60000 : (int)(when - now);
}

int client_timeout(const struct chat_client *c)
{
    int ms = -1;
    if (c->connecting || c->shown == CLIENT_WAITING)
        ms = until(c->deadline);
    else if (c->fd >= 0 && c->protocol->timeout)
        ms = c->protocol->timeout(c);
    if (c->quitting && !c->quit)
        ms = clock_sooner(ms, until(c->quit_by));
    return ms;
}

void client_turn(struct chat_client *c, short revents)
{
    if (c->fd >= 0) {
        engine_socket(c, revents);
        bool due = c->fd >= 0 && !c->connecting && c->protocol->timeout && c->protocol->timeout(c) == 0;
        if (due && c->protocol->tick && !c->protocol->tick(c))
            engine_lost(c, NULL);
    } else if (c->shown == CLIENT_WAITING && until(c->deadline) == 0) {
        engine_connect(c);
    }
    engine_settle(c);
}

void client_serve(struct chat_client *c, int ms)
{
    uint64_t end = client_now_ms() + (uint64_t)(ms < 0 ? 0 : ms);
    do {
        int wait = clock_sooner(until(end), client_timeout(c));
        struct pollfd p = {.fd = client_fd(c), .events = client_wants(c)};
        int ready = poll(&p, 1, wait);
        if (ready <= 0)
            p.revents = 0;
        client_turn(c, p.revents);
    } while (client_now_ms() < end && !c->quit);
}

// ---- the end ----

void engine_quit(struct chat_client *c)
{
    c->stopped = true;
    c->quitting = true;
    c->quit_by = client_now_ms() + QUIT_MS;
}

void engine_settle(struct chat_client *c)
{
    engine_flush(c);
    if (c->no_memory)
        engine_no_memory(c);
    if (!c->quitting || c->quit)
        return;
    bool late = client_now_ms() >= c->quit_by;
    bool waits = c->out.bytes || (c->protocol->pending && c->protocol->pending(c));
    if (c->fd >= 0 && waits && !late)
        return;
    c->quit = true;
    if (c->fd >= 0 && !c->connecting && c->protocol->leave) {
        c->protocol->leave(c);
        engine_flush(c);
    }
    if (c->fd >= 0)
        engine_lost(c, NULL);
    client_emit(c, &(struct client_event){.kind = EVENT_QUIT});
}
