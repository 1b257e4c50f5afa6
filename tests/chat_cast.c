// SPDX-License-Identifier: MIT
#include "tests/chat_cast.h"

#include "tests/run.h"
#include "tests/shell.h"

#include "net/client/protocol.h"
#include "net/glasslock/client_parts.h"
#include "net/glasslock/server.h"

#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define CALM 150 // ms

// ---- the server ----

void cast_start_server(struct cast *s)
{
    snprintf(s->data, sizeof s->data, "%s/server", s->folder);
    core_begin(&s->server, &(struct server_config){.protocol = &server_glasslock,
                                                   .data = s->data,
                                                   .open = s->open,
                                                   .port = s->port,
                                                   .password_hash = "bcrypt",
                                                   .password_cost = 4});
    s->running = true;
    s->port = server_port(s->server.server);
}

void cast_begin(struct cast *s, bool open)
{
    static unsigned number;
    *s = (struct cast){0};
    snprintf(s->folder, sizeof s->folder, "%s/cast-%u", shell_directory(), ++number);
    CU_ASSERT_FATAL(mkdir(s->folder, 0700) == 0);
    s->open = open;
    cast_start_server(s);
}

void cast_stop_server(struct cast *s, bool politely)
{
    if (s->running)
        core_end(&s->server, politely);
    s->running = false;
}

void cast_end(struct cast *s)
{
    for (size_t i = 0; i < s->n; i++) {
        cast_drop(&s->actors[i]);
        free(s->actors[i].told);
        free(s->actors[i].warned);
    }
    cast_stop_server(s, false);
}

// ---- clients ----

static void add_line(char **text, size_t *bytes, const char *line)
{
    size_t n = strlen(line);
    char *grown = realloc(*text, *bytes + n + 2);
    CU_ASSERT_PTR_NOT_NULL_FATAL(grown);
    snprintf(grown + *bytes, n + 2, "%s\n", line);
    *text = grown;
    *bytes += n + 1;
}

static void sink(void *context, const struct client_event *event)
{
    struct actor *a = context;
    char *line = client_event_line(event, false);
    if (line)
        add_line(&a->told, &a->told_bytes, line);
    if (line && event->kind == EVENT_WARNING)
        add_line(&a->warned, &a->warned_bytes, line);
    free(line);
    a->sent += event->kind == EVENT_SENT;
    a->warnings += event->kind == EVENT_WARNING;
    a->receipts_read += event->kind == EVENT_RECEIPT && event->flag;
    a->receipts_delivered += event->kind == EVENT_RECEIPT && !event->flag;
    a->unsent_shown += event->kind == EVENT_MESSAGE && event->flag && event->local;
    a->quit |= event->kind == EVENT_QUIT;
}

void cast_again(struct cast *s, struct actor *a, const struct client_config *more)
{
    char error[256] = "", data[320], password[64];
    struct client_config config = more ? *more : (struct client_config){0};
    snprintf(data, sizeof data, "%s/%s", s->folder, a->name);
    snprintf(password, sizeof password, "secret-1%s", a->name);
    config.protocol = client_protocol_find("glasslock");
    config.host = "127.0.0.1";
    config.port = s->port;
    config.data = data;
    config.kdf_iterations = 10;
    if (config.user && !config.password)
        config.password = password;
    a->c = client_new(&config, sink, a, error, sizeof error);
    if (!a->c)
        fprintf(stderr, "%s: %s\n", a->name, error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(a->c);
    client_start(a->c);
}

struct actor *cast_client(struct cast *s, const char *name, const struct client_config *more)
{
    CU_ASSERT_FATAL(s->n < CAST);
    struct actor *a = &s->actors[s->n++];
    snprintf(a->name, sizeof a->name, "%s", name);
    cast_again(s, a, more);
    return a;
}

struct actor *cast_join(struct cast *s, const char *name)
{
    struct actor *a = cast_client(s, name, &(struct client_config){.user = name, .register_first = true});
    char words[80];
    snprintf(words, sizeof words, "* you are %s\n", name);
    CU_ASSERT(cast_wait(s, a, words));
    return a;
}

void cast_drop(struct actor *a)
{
    client_free(a->c);
    a->c = NULL;
}

void cast_say(struct actor *a, const char *format, ...)
{
    char line[8192];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    client_command(a->c, line);
}

// ---- time ----

// One poll for all; true: something happened.
static bool turn(struct cast *s, int ms)
{
    struct pollfd p[CAST];
    for (size_t i = 0; i < s->n; i++) {
        struct chat_client *c = s->actors[i].c;
        p[i] = (struct pollfd){
            .fd = c && !s->actors[i].held ? client_fd(c) : -1,
        };
        if (c && !s->actors[i].held)
            p[i].events = client_wants(c);
        int wait = c && !s->actors[i].held ? client_timeout(c) : -1;
        ms = wait >= 0 && wait < ms ? wait : ms;
    }
    int ready = poll(p, s->n, ms);
    for (size_t i = 0; i < s->n; i++) {
        if (ready <= 0)
            p[i].revents = 0;
        if (s->actors[i].c && !s->actors[i].held)
            client_turn(s->actors[i].c, p[i].revents);
    }
    return ready > 0;
}

bool cast_told(const struct actor *a, const char *words)
{
    return a->told && strstr(a->told, words);
}

void cast_forget(struct actor *a)
{
    a->told_bytes = 0;
    if (a->told)
        a->told[0] = '\0';
}

// Serve everybody until `there` says so; what was seen, where that is too late.
static bool wait_until(struct cast *s, struct actor *a,
                       bool (*there)(const struct actor *a, const void *what), const void *what,
                       const char *words)
{
    uint64_t late = client_now_ms() + PATIENCE_MS;
    while (!there(a, what)) {
        turn(s, 50);
        if (client_now_ms() < late)
            continue;
        fprintf(stderr, "%s waited for '%s'\n", a->name, words);
        for (size_t i = 0; i < s->n; i++)
            fprintf(stderr, "--- %s was told:\n%s", s->actors[i].name,
                    s->actors[i].told ? s->actors[i].told : "");
        if (s->running) {
            pthread_mutex_lock(&s->server.lock);
            fprintf(stderr, "--- the server:\n%s\n", s->server.log ? s->server.log : "");
            pthread_mutex_unlock(&s->server.lock);
        }
        return false;
    }
    return true;
}

static bool was_told(const struct actor *a, const void *words)
{
    return cast_told(a, words);
}

bool cast_wait(struct cast *s, struct actor *a, const char *words)
{
    if (!wait_until(s, a, was_told, words, words))
        return false;
    char *end = strstr(a->told, words) + strlen(words);
    a->told_bytes -= (size_t)(end - a->told);
    memmove(a->told, end, a->told_bytes + 1);
    return true;
}

static bool was_warned(const struct actor *a, const void *words)
{
    return a->warned && strstr(a->warned, words);
}

bool cast_warned(struct cast *s, struct actor *a, const char *words)
{
    return wait_until(s, a, was_warned, words, words);
}

static bool has_sent(const struct actor *a, const void *messages)
{
    return a->sent >= *(const unsigned *)messages;
}

bool cast_sent(struct cast *s, struct actor *a, unsigned messages)
{
    return wait_until(s, a, has_sent, &messages, "what was said to be sent");
}

static bool has_people(const struct actor *a, const void *online)
{
    const struct client_person *people;
    size_t n = client_people(a->c, &people), there = 0;
    for (size_t i = 0; i < n; i++)
        there += people[i].online;
    return there == *(const size_t *)online;
}

bool cast_people(struct cast *s, struct actor *a, size_t online)
{
    return wait_until(s, a, has_people, &online, "who is online");
}

static bool asks(const struct cast *s)
{
    for (size_t i = 0; i < s->n; i++) {
        const struct actor *a = &s->actors[i];
        if (a->c && !a->held && gc_of(a->c)->n_asks)
            return true;
    }
    return false;
}

void cast_calm(struct cast *s)
{
    uint64_t late = client_now_ms() + PATIENCE_MS, calm = client_now_ms() + CALM;
    while (client_now_ms() < calm && client_now_ms() < late)
        if (turn(s, 20) || asks(s))
            calm = client_now_ms() + CALM;
}
