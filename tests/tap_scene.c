// SPDX-License-Identifier: MIT
#include "tests/tap_scene.h"

#include "tests/run.h"
#include "tests/shell.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

static unsigned scenes; // each has a folder of its own

static int port_after(const char *line, const char *words)
{
    const char *at = strstr(line, words);
    int port = at ? atoi(at + strlen(words)) : 0;
    CU_ASSERT_TRUE_FATAL(port > 0);
    return port;
}

void scene_open(struct scene *s, const char *options)
{
    *s = (struct scene){.number = ++scenes};
    shell_expect(0, "mkdir \"$T/tap%u\"", s->number);
    s->server = process_start(
        "$G serve --port 0 --data \"$T/tap%u/server\" --admin-socket none %s </dev/null", s->number, options);
    s->server_port = port_after(process_await(s->server, "port "), "port ");
}

void scene_tap(struct scene *s, int port, const char *options)
{
    s->tap = process_start("$G tap --listen %d --to 127.0.0.1:%d %s", port, s->server_port, options);
    s->tap_port = port_after(process_await(s->tap, "listening on"), "port ");
}

struct process *scene_enter(const struct scene *s, const char *name, int port)
{
    struct process *p =
        process_start("$G chat 127.0.0.1:%d --plain --user %s --register --password 'Secret-1%s' "
                      "--data \"$T/tap%u/%s\"",
                      port, name, name, s->number, name);
    process_await(p, "you are ");
    return p;
}

struct process *scene_enter_old(const struct scene *s, const char *protocol, const char *name, int port,
                                const char *options)
{
    struct process *p =
        process_start("$G chat 127.0.0.1:%d --protocol %s --plain --user %s --password 'Secret-1!' "
                      "--data \"$T/tap%u/%s\" %s",
                      port, protocol, name, s->number, name, options);
    process_await(p, "you are "); // perhaps before the server has read the name:
    process_await(s->server, strcmp(protocol, "socketchat") == 0 ? ") connected" : "joined from");
    return p;
}

static void leave(struct process *p)
{
    if (p)
        process_kill(p);
}

void scene_close(struct scene *s)
{
    leave(s->alice);
    leave(s->bob);
    if (s->tap) {
        process_signal(s->tap, SIGTERM);
        CU_ASSERT_EQUAL(process_end(s->tap), 0);
    }
    process_signal(s->server, SIGTERM);
    CU_ASSERT_EQUAL(process_end(s->server), 0);
}
