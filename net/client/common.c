// SPDX-License-Identifier: MIT
// The commands that all protocols share.
#include "net/client/engine.h"

#include "crypto/common/text.h"

#include <stdio.h>
#include <stdlib.h>

static void do_help(struct chat_client *c, const char *rest);
static void do_who(struct chat_client *c, const char *rest);
static void do_msg(struct chat_client *c, const char *rest);
static void do_me(struct chat_client *c, const char *rest);
static void do_emote(struct chat_client *c, const char *rest);
static void do_room(struct chat_client *c, const char *rest);
static void do_wire(struct chat_client *c, const char *rest);
static void do_reconnect(struct chat_client *c, const char *rest);
static void do_quit(struct chat_client *c, const char *rest);

static const struct {
    struct client_command_help help;
    void (*run)(struct chat_client *c, const char *rest);
} common[] = {
    {{"help", "[COMMAND]", "what can be typed"}, do_help},
    {{"who", "", "who is online"}, do_who},
    {{"msg", "NAME TEXT", "say something to one person alone; private:NAME:TEXT does the same"}, do_msg},
    {{"me", "TEXT", "say what you do: '* alice waves'"}, do_me},
    {{"emote", "[CODE]", "show the emotes, or say one; :CODE: stands for it in any text"}, do_emote},
    {{"room", "[NAME]", "show the rooms, or go to one"}, do_room},
    {{"wire", "on|off", "show what crosses the wire beside what it means"}, do_wire},
    {{"reconnect", "", "connect again, now"}, do_reconnect},
    {{"quit", "", "leave; #exit does the same"}, do_quit},
};
#define COMMON (sizeof common / sizeof common[0])

static const struct client_command_help none[] = {{0}};

static const struct client_command_help *find(const struct client_command_help *list, const char *name)
{
    for (; list->name; list++)
        if (strcmp(list->name, name) == 0)
            return list;
    return NULL;
}

// The common ones that the protocol does not do itself, then its own.
struct client_command_help *engine_commands(const struct client_protocol *protocol)
{
    const struct client_command_help *own = protocol->commands ? protocol->commands : none;
    size_t n = 0;
    while (own[n].name)
        n++;
    struct client_command_help *all = calloc(COMMON + n + 1, sizeof *all);
    if (!all)
        return NULL;
    size_t at = 0;
    for (size_t i = 0; i < COMMON; i++)
        if (!find(own, common[i].help.name))
            all[at++] = common[i].help;
    memcpy(all + at, own, n * sizeof *own);
    return all;
}

const struct client_command_help *client_commands(const struct chat_client *c)
{
    return c->commands;
}

// ---- the common commands ----

static void do_help(struct chat_client *c, const char *rest)
{
    char *text = NULL;
    size_t bytes;
    FILE *out = gl_text_open(&text, &bytes);
    if (!out) {
        client_not_done(c);
        return;
    }
    const struct client_command_help *one = find(c->commands, *rest == '/' ? rest + 1 : rest);
    for (const struct client_command_help *h = one ? one : c->commands; h->name; h++) {
        int width = fprintf(out, "%s/%s %s", h == c->commands || one ? "" : "\n", h->name, h->arguments);
        fprintf(out, "%*s %s", width < 30 ? 30 - width : 0, "", h->help);
        if (one)
            break;
    }
    if (fclose(out) == 0)
        client_tell(c, EVENT_INFO, "%s", text);
    else
        client_not_done(c);
    free(text);
}

static void do_who(struct chat_client *c, const char *rest)
{
    (void)rest;
    if (c->protocol->people_due && c->protocol->people_due(c)) {
        client_tell(c, EVENT_INFO, "the server has not said yet who is online");
        return;
    }
    char *text = NULL;
    size_t bytes, n = 0;
    FILE *out = gl_text_open(&text, &bytes);
    if (!out) {
        client_not_done(c);
        return;
    }
    for (size_t i = 0; i < c->n_people; i++) {
        const struct client_person *p = &c->people[i];
        if (!p->online)
            continue;
        fprintf(out, "%s%s%s%s%s%s", n++ ? ", " : "", p->name, p->self ? " (you)" : "",
                p->guest ? " (guest)" : "", p->friend_of_ours ? " (friend)" : "",
                p->verified ? " (verified)" : "");
    }
    if (fclose(out) == 0)
        client_tell(c, EVENT_INFO, n ? "online (%zu): %s" : "nobody is known to be online", n, text);
    else
        client_not_done(c);
    free(text);
}

static void do_msg(struct chat_client *c, const char *rest)
{
    size_t n = strcspn(rest, " ");
    const char *text = rest + n + strspn(rest + n, " ");
    if (!n || !*text) {
        client_tell(c, EVENT_ERROR, "nothing was said: /msg NAME TEXT");
        return;
    }
    char *name = strndup(rest, n);
    if (name)
        engine_say_private(c, name, text);
    else
        client_not_done(c);
    free(name);
}

static void do_me(struct chat_client *c, const char *rest)
{
    if (*rest)
        engine_say(c, client_current_room(c), rest, true);
    else
        client_tell(c, EVENT_ERROR, "nothing was said: /me TEXT");
}

static void show_emotes(struct chat_client *c)
{
    char *text = NULL;
    size_t bytes;
    FILE *out = gl_text_open(&text, &bytes);
    if (!out) {
        client_not_done(c);
        return;
    }
    for (size_t i = 0; client_emotes[i].code; i++)
        fprintf(out, "%s%s %-14s",
                i == 0  ? ""
                : i % 4 ? "  "
                        : "\n",
                client_emotes[i].utf8, client_emotes[i].code);
    if (fclose(out) == 0)
        client_tell(c, EVENT_INFO, "%s", text);
    else
        client_not_done(c);
    free(text);
}

static void do_emote(struct chat_client *c, const char *rest)
{
    if (!*rest) {
        show_emotes(c);
        return;
    }
    size_t n = strlen(rest);
    for (const struct client_emote *e = client_emotes; e->code; e++) {
        bool bare = strlen(e->code) == n + 2 && strncmp(e->code + 1, rest, n) == 0;
        if (bare || strcmp(e->code, rest) == 0) {
            engine_say(c, client_current_room(c), e->utf8, false);
            return;
        }
    }
    client_tell(c, EVENT_ERROR, "no emote '%s'; /emote shows them", rest);
}

static void show_rooms(struct chat_client *c)
{
    char *text = NULL;
    size_t bytes;
    FILE *out = gl_text_open(&text, &bytes);
    if (!out) {
        client_not_done(c);
        return;
    }
    for (size_t i = 0; i < c->n_rooms; i++) {
        const struct client_room *r = &c->rooms[i];
        fprintf(out, "%s%c %s", i ? "\n" : "", r->current ? '>' : ' ', r->title);
        if (r->recipe)
            fprintf(out, "  [%s]", r->recipe);
        if (r->members)
            fprintf(out, "  %u members", r->members);
        if (r->unread)
            fprintf(out, "  %u unread", r->unread);
        if (r->invited)
            fprintf(out, "  you are invited: /accept %s or /decline %s", r->title, r->title);
    }
    if (fclose(out) == 0)
        client_tell(c, EVENT_INFO, "%s", c->n_rooms ? text : "there are no rooms");
    else
        client_not_done(c);
    free(text);
}

static void do_room(struct chat_client *c, const char *rest)
{
    if (!*rest) {
        show_rooms(c);
        return;
    }
    const struct client_room *room = engine_room_like(c, rest);
    if (!room)
        client_tell(c, EVENT_ERROR, "no room '%s'; /room shows them", rest);
    else if (room->invited)
        client_tell(c, EVENT_ERROR, "you are only invited to %s: /accept %s first", room->title, room->title);
    else
        client_room_enter(c, room->title);
}

static void do_wire(struct chat_client *c, const char *rest)
{
    if (strcmp(rest, "on") != 0 && strcmp(rest, "off") != 0) {
        client_tell(c, EVENT_ERROR, "the wire is %s: /wire on or /wire off", c->wire ? "shown" : "not shown");
        return;
    }
    client_wire_set(c, strcmp(rest, "on") == 0);
    client_tell(c, EVENT_INFO, "the wire is %s", c->wire ? "shown" : "not shown any more");
}

static void do_reconnect(struct chat_client *c, const char *rest)
{
    (void)rest;
    c->stopped = true; // no waiting state in between
    if (c->fd >= 0)
        engine_lost(c, "on request");
    c->stopped = false;
    c->tries = 0;
    engine_connect(c);
}

static void do_quit(struct chat_client *c, const char *rest)
{
    (void)rest;
    engine_quit(c);
}

bool engine_common(struct chat_client *c, const char *name, const char *rest)
{
    if (c->protocol->commands && find(c->protocol->commands, name))
        return false;
    for (size_t i = 0; i < COMMON; i++)
        if (strcmp(common[i].help.name, name) == 0) {
            common[i].run(c, rest);
            return true;
        }
    return false;
}
