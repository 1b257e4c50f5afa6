// SPDX-License-Identifier: MIT
#include "app/web/bridge.h"

#include "app/web/kept.h"
#include "app/web/present.h"
#include "app/web/requests.h"
#include "net/client/event_json.h"
#include "net/client/protocol.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define TURN_MS 1000 // at least one turn a second

struct bridge {
    struct browsers *pages;
    struct chat_client *client; // the engine thread's
    char *server;
    const char *protocol;
    pthread_t thread;
    int wake, ended; // eventfds
    atomic_bool stopping, quit;
    bool lists_changed; // the engine thread's
    struct requests requests;
    struct kept kept;
};

// ---- to the pages ----

static void tell_event(void *context, const struct client_event *event)
{
    struct bridge *b = context;
    json_t *object = client_event_json(event);
    if (!object)
        return;
    if (event->kind == EVENT_QUIT)
        b->quit = true;
    b->lists_changed = true;
    if (!event->time)
        json_object_set_new(object, "time", json_integer((json_int_t)client_wall_ms()));
    kept_event(&b->kept, object);
}

static void tell_present(struct bridge *b)
{
    b->lists_changed = false;
    kept_snapshot(&b->kept, KEPT_STATUS, present_status(b->client));
    kept_snapshot(&b->kept, KEPT_PEOPLE, present_people(b->client));
    kept_snapshot(&b->kept, KEPT_ROOMS, present_rooms(b->client));
}

void bridge_welcome(struct bridge *b, struct browser *page, unsigned long after)
{
    kept_welcome(&b->kept, page, after);
}

// ---- from the pages ----

bool bridge_request(struct bridge *b, struct browser *page, const char *json, size_t bytes)
{
    if (!requests_put(&b->requests, page, json, bytes))
        return false;
    eventfd_write(b->wake, 1);
    return true;
}

static const char *text_of(const struct request *r, const char *key)
{
    return json_string_value(json_object_get(r->json, key));
}

static void complete(struct bridge *b, const struct request *r)
{
    const char *line = text_of(r, "line");
    json_int_t cursor = json_integer_value(json_object_get(r->json, "cursor"));
    if (!line || cursor < 0 || (size_t)cursor > strlen(line))
        return;
    size_t n, from;
    char **words = client_complete(b->client, line, (size_t)cursor, &n, &from);
    json_t *array = json_array();
    for (size_t i = 0; words && i < n; i++) {
        json_array_append_new(array, json_string(words[i]));
        free(words[i]);
    }
    free(words);
    char *text = kept_dump(json_pack("{sssIsIso}", "event", "completion", "id",
                                     json_integer_value(json_object_get(r->json, "id")), "from",
                                     (json_int_t)from, "words", array));
    if (text)
        browsers_tell(b->pages, r->page, text);
    free(text);
}

static void serve(struct bridge *b, const struct request *r)
{
    const char *what = text_of(r, "do"), *room = text_of(r, "room");
    if (!what)
        return;
    if (!strcmp(what, "command") && text_of(r, "line"))
        client_command(b->client, text_of(r, "line"));
    else if (!strcmp(what, "say") && text_of(r, "text"))
        client_say(b->client, room, text_of(r, "text"));
    else if (!strcmp(what, "seen") && room)
        client_seen(b->client, room);
    else if (!strcmp(what, "complete"))
        complete(b, r);
    b->lists_changed = true;
}

static void serve_requests(struct bridge *b)
{
    struct request *request;
    while ((request = requests_take(&b->requests))) {
        serve(b, request);
        request_free(request);
    }
}

// ---- the engine's thread ----

static void turn(struct bridge *b)
{
    struct pollfd fds[2] = {{.fd = b->wake, .events = POLLIN},
                            {.fd = client_fd(b->client), .events = client_wants(b->client)}};
    int timeout = client_timeout(b->client);
    if (timeout < 0 || timeout > TURN_MS)
        timeout = TURN_MS;
    if (poll(fds, 2, timeout) < 0 && errno != EINTR)
        return;
    eventfd_t count;
    if (fds[0].revents)
        eventfd_read(b->wake, &count);
    client_turn(b->client, fds[1].revents);
    serve_requests(b);
    if (b->lists_changed)
        tell_present(b);
}

static void *run(void *bridge)
{
    struct bridge *b = bridge;
    kept_snapshot(&b->kept, KEPT_HELLO, present_hello(b->client, b->protocol, b->server));
    client_start(b->client);
    tell_present(b);
    while (!b->stopping && !b->quit)
        turn(b);
    client_free(b->client); // says goodbye, saves, wipes; its last events come here too
    b->client = NULL;
    b->quit = true;
    eventfd_write(b->ended, 1);
    return NULL;
}

static void free_bridge(struct bridge *b)
{
    requests_end(&b->requests);
    kept_clear(&b->kept);
    free(b->server);
    if (b->wake >= 0)
        close(b->wake);
    if (b->ended >= 0)
        close(b->ended);
    free(b);
}

struct bridge *bridge_start(const struct client_config *config, struct browsers *pages, char *error,
                            size_t room)
{
    struct bridge *b = calloc(1, sizeof *b);
    if (!b) {
        snprintf(error, room, "no memory");
        return NULL;
    }
    b->pages = pages;
    requests_begin(&b->requests);
    b->protocol = config->protocol->name;
    kept_init(&b->kept, pages);
    b->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    b->ended = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (asprintf(&b->server, "%s:%u", config->host,
                 (unsigned)(config->port ? config->port : config->protocol->port)) < 0)
        b->server = NULL;
    snprintf(error, room, "no memory, or no file descriptor is left");
    if (b->server && b->wake >= 0 && b->ended >= 0)
        b->client = client_new(config, tell_event, b, error, room);
    if (!b->client) {
        free_bridge(b);
        return NULL;
    }
    if (pthread_create(&b->thread, NULL, run, b)) {
        snprintf(error, room, "cannot start a thread");
        client_free(b->client);
        free_bridge(b);
        return NULL;
    }
    return b;
}

void bridge_stop(struct bridge *b)
{
    b->stopping = true;
    eventfd_write(b->wake, 1);
    pthread_join(b->thread, NULL);
    free_bridge(b);
}

bool bridge_quit(struct bridge *b)
{
    return b->quit;
}

int bridge_quit_fd(const struct bridge *b)
{
    return b->ended;
}
