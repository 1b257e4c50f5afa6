// SPDX-License-Identifier: MIT
#include "tests/class.h"

#include "tests/run.h"
#include "tests/shell.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The word behind `label` in a line of the announcement.
static void announced(struct process *p, const char *label, char *out, size_t room)
{
    const char *line = process_await(p, label), *at = strstr(line, label);
    snprintf(out, room, "%s", at ? at + strlen(label) : "");
}

struct class_server class_serve(const char *name, unsigned port, const char *options)
{
    struct class_server s = {.port = port};
    char text[32];
    snprintf(s.name, sizeof s.name, "%s", name);
    shell_directory();
    const char *under = getenv("GLASSLOCK_SERVE_UNDER"); // valgrind, in `make check-valgrind`
    s.process =
        process_start("%s $G serve --port %u --data \"$T/%s\" %s", under ? under : "", port, name, options);
    announced(s.process, "  port      ", text, sizeof text);
    announced(s.process, "  identity  ", s.fingerprint, sizeof s.fingerprint);
    process_await(s.process, "  admin     ");
    s.port = (unsigned)strtoul(text, NULL, 10);
    CU_ASSERT_TRUE_FATAL(s.port > 0);
    return s;
}

void class_kill(struct class_server *s)
{
    process_kill(s->process);
    s->process = NULL;
}

void class_stop(struct class_server *s)
{
    process_signal(s->process, SIGINT);
    process_await(s->process, "The server has stopped");
    CU_ASSERT_EQUAL(process_end(s->process), 0);
    s->process = NULL;
    shell_expect(0, "test ! -e \"$T/%s/admin.sock\" && ls \"$T/%s\" | grep -q '^log-.*fernet$'", s->name,
                 s->name);
}

void class_await(struct class_server *s, const char *words)
{
    process_await(s->process, words);
}

const char *class_admin(const struct class_server *s, const char *words)
{
    static char answer[65536];
    struct shell run = shell_run("$G admin --socket \"$T/%s/admin.sock\" %s", s->name, words);
    CU_ASSERT_EQUAL(run.status, 0);
    snprintf(answer, sizeof answer, "%s", run.out);
    shell_free(&run);
    return answer;
}

const char *class_password(const char *name)
{
    static char password[64];
    snprintf(password, sizeof password, "Secret-1-%s!", name);
    return password;
}

struct process *class_come_under(const char *under, const struct class_server *s, const char *name,
                                 const char *how)
{
    return process_start("env PASSWORD='%s' %s $G chat 127.0.0.1:%u --plain --user %s --password "
                         "env:PASSWORD --data \"$T/%s-%s\" %s",
                         class_password(name), under, s->port, name, s->name, name, how);
}

struct process *class_come(const struct class_server *s, const char *name, const char *how)
{
    return class_come_under("", s, name, how);
}

struct process *class_join(const struct class_server *s, const char *name, const char *how)
{
    struct process *p = class_come(s, name, how);
    char words[80];
    snprintf(words, sizeof words, "* you are %s", name);
    process_await(p, words);
    return p;
}
