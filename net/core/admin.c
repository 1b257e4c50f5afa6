// SPDX-License-Identifier: MIT
// Administration: the core's own commands. What it does not know goes to the protocol.
#include "net/core/internal.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct command {
    const char *name, *arguments, *help;
    bool (*run)(struct server *s, char *rest, FILE *out); // rest: without spaces around it
};

static bool refuse(FILE *out, const char *what)
{
    fprintf(out, "%s\n", what);
    return false;
}

// The first word of *rest, which then goes on behind it.
static char *word(char **rest)
{
    char *first = *rest;
    *rest += strcspn(first, " \t");
    if (**rest)
        *(*rest)++ = '\0';
    *rest += strspn(*rest, " \t");
    return first;
}

static void say_notice(struct conn *c, const char *text)
{
    if (c->server->protocol->notice && atomic_load(&c->joined))
        c->server->protocol->notice(c, text);
}

static bool online(struct server *s, char *rest, FILE *out)
{
    size_t n, connections, joined;
    (void)rest;
    struct conn **all = server_online(s, &n);
    server_count(s, &connections, &joined);
    for (size_t i = 0; i < n; i++) {
        fprintf(out, "%-32s %-24s for %" PRIu64 " s\n", conn_name(all[i]), all[i]->address,
                (server_now_ms() - all[i]->since_ms) / 1000);
        conn_release(all[i]);
    }
    free(all);
    fprintf(out, "%zu online; %zu connections, %zu of them not yet joined\n", n, connections,
            connections - joined);
    return true;
}

static bool kick(struct server *s, char *rest, FILE *out)
{
    char text[256];
    const char *name = word(&rest);
    struct conn *c = server_find(s, name);
    if (!c)
        return refuse(out, *name ? "nobody of that name is online" : "usage: kick NAME [WHY]");
    snprintf(text, sizeof text, "you are removed from the chat%s%s", *rest ? ": " : "", rest);
    if (atomic_load(&c->joined))
        core_goodbye(c, text, true);
    conn_end(c, "kicked");
    conn_release(c);
    fprintf(out, "%s is removed\n", name);
    return true;
}

static bool ban(struct server *s, char *rest, FILE *out)
{
    char host[CORE_HOST_CHARS];
    size_t n, ended = 0;
    if (!core_is_address(rest, host))
        return refuse(out, "usage: ban ADDRESS");
    if (!core_ban(s, host))
        return refuse(out, "too many bans");
    struct conn **all = core_all(s, &n);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(all[i]->host, host) == 0 && !atomic_load(&all[i]->over)) {
            if (atomic_load(&all[i]->joined))
                core_goodbye(all[i], "your address is banned", true);
            conn_end(all[i], "its address is banned");
            ended++;
        }
        conn_release(all[i]);
    }
    free(all);
    fprintf(out, "%s is banned until the server ends; %zu connections ended\n", host, ended);
    return true;
}

static bool unban(struct server *s, char *rest, FILE *out)
{
    char host[CORE_HOST_CHARS];
    if (!core_is_address(rest, host) || !core_unban(s, host))
        return refuse(out, "no such address is banned");
    fprintf(out, "%s may come again\n", host);
    return true;
}

static bool notice(struct server *s, char *rest, FILE *out)
{
    size_t n;
    if (!*rest)
        return refuse(out, "usage: notice TEXT");
    struct conn **all = core_all(s, &n);
    for (size_t i = 0; i < n; i++) {
        say_notice(all[i], rest);
        conn_release(all[i]);
    }
    free(all);
    fprintf(out, "said\n");
    return true;
}

static bool wire(struct server *s, char *rest, FILE *out)
{
    bool on = strcmp(rest, "on") == 0;
    if (!on && strcmp(rest, "off") != 0)
        return refuse(out, "usage: wire on|off");
    server_set_wire(s, on);
    fprintf(out, "the wire is %s\n", on ? "shown" : "not shown");
    return true;
}

static bool stats(struct server *s, char *rest, FILE *out)
{
    struct server_stats n;
    (void)rest;
    server_stats(s, &n);
    fprintf(out,
            "up %" PRIu64 " s, %zu connections (%zu joined), %zu rooms\n"
            "%" PRIu64 " accepted, %" PRIu64 " refused, %" PRIu64 " dropped\n"
            "%" PRIu64 " deliveries; %" PRIu64 " reads, %" PRIu64 " bytes in, %" PRIu64 " bytes out\n",
            (server_now_ms() - n.started_ms) / 1000, n.connections, n.joined, n.rooms, n.accepted, n.refused,
            n.dropped, n.deliveries, n.reads, n.bytes_in, n.bytes_out);
    return true;
}

static bool limits(struct server *s, char *rest, FILE *out)
{
    (void)rest;
    for (const struct server_limit *l = server_limit_table; l->name; l++) {
        uint32_t value;
        memcpy(&value, (const char *)&s->config.limits + l->offset, sizeof value);
        fprintf(out, "%-12s %10" PRIu32 "  %s\n", l->name, value, l->help);
    }
    return true;
}

static bool stop(struct server *s, char *rest, FILE *out)
{
    bool now = strcmp(rest, "now") == 0;
    if (*rest && !now)
        return refuse(out, "usage: stop [now]");
    fprintf(out, "the server stops\n");
    server_stop(s, !now);
    return true;
}

static bool help(struct server *s, char *rest, FILE *out);

static const struct command commands[] = {
    {"online", "", "who is online, and from where", online},
    {"kick", "NAME [WHY]", "end somebody's connection", kick},
    {"ban", "ADDRESS", "let nobody in from an address", ban},
    {"unban", "ADDRESS", "let them in again", unban},
    {"notice", "TEXT", "say something to everybody", notice},
    {"wire", "on|off", "show what crosses the wire", wire},
    {"stats", "", "counters since the start", stats},
    {"limits", "", "the limits in force", limits},
    {"stop", "[now]", "tell everybody, flush, save and end; now: without telling", stop},
    {"help", "", "this list", help},
};

static bool help(struct server *s, char *rest, FILE *out)
{
    (void)rest;
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        fprintf(out, "%-6s %-12s %s\n", commands[i].name, commands[i].arguments, commands[i].help);
    if (s->protocol->admin_help)
        fputs(s->protocol->admin_help, out);
    return true;
}

bool server_admin(struct server *s, const char *line, FILE *out)
{
    char host[CORE_HOST_CHARS];
    char *copy = strdup(line + strspn(line, " \t")), *rest = copy;
    if (!copy)
        return refuse(out, "out of memory");
    for (size_t n = strlen(copy); n && strchr(" \t\r\n", copy[n - 1]); n--)
        copy[n - 1] = '\0';
    const char *name = word(&rest);
    const struct command *found = NULL;
    for (size_t i = 0; i < sizeof commands / sizeof *commands && !found; i++)
        if (strcmp(commands[i].name, name) == 0)
            found = commands + i;
    // A ban of a name is the protocol's, one of an address ours.
    if (found && (found->run == ban || found->run == unban) && s->protocol->admin &&
        !core_is_address(rest, host))
        found = NULL;
    bool done = found ? found->run(s, rest, out) : s->protocol->admin && s->protocol->admin(s, line, out);
    if (!found && !done)
        fprintf(out, "no command '%.40s'; `help` lists them\n", name);
    free(copy);
    return done;
}
