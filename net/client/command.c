// SPDX-License-Identifier: MIT
// Lines as they are typed: commands and texts.
#include "net/client/engine.h"

#include <stdio.h>
#include <stdlib.h>

void engine_say(struct chat_client *c, const char *room, const char *text, bool emote)
{
    char *replaced = engine_emotes(text);
    if (!replaced)
        client_not_done(c);
    else if (!c->protocol->say(c, room, replaced, emote) && c->fd >= 0)
        engine_lost(c, NULL);
    free(replaced);
}

void engine_say_private(struct chat_client *c, const char *name, const char *text)
{
    char *replaced = engine_emotes(text);
    if (!replaced)
        client_not_done(c);
    else if (!c->protocol->say_private(c, name, replaced) && c->fd >= 0)
        engine_lost(c, NULL);
    free(replaced);
}

static void command(struct chat_client *c, const char *line)
{
    char name[32];
    size_t n = strcspn(line, " ");
    const char *rest = line + n + strspn(line + n, " ");
    snprintf(name, sizeof name, "%.*s", (int)(n < sizeof name ? n : 0), line);
    if (engine_common(c, name, rest))
        return;
    if (!c->protocol->command || !c->protocol->command(c, name, rest))
        client_tell(c, EVENT_ERROR,
                    "no command '/%.*s'; /help lists them (a text that begins with / is "
                    "typed with two)",
                    n < 32 ? (int)n : 31, line);
}

// private:NAME:text. Without its second colon it is refused: it may be a secret, and must not go to all.
static void private_line(struct chat_client *c, const char *line)
{
    const char *colon = strchr(line, ':');
    if (!colon || colon == line || !colon[1]) {
        client_tell(c, EVENT_ERROR, "nothing was said: private:NAME:TEXT");
        return;
    }
    char *name = strndup(line, (size_t)(colon - line));
    if (name)
        engine_say_private(c, name, colon + 1);
    else
        client_not_done(c);
    free(name);
}

static void run_line(struct chat_client *c, const char *line)
{
    if (strcmp(line, "#exit") == 0)
        engine_quit(c);
    else if (line[0] == '/' && line[1] != '/')
        command(c, line + 1);
    else if (strncmp(line, "private:", 8) == 0)
        private_line(c, line + 8);
    else
        engine_say(c, client_current_room(c), line[0] == '/' ? line + 1 : line, false);
}

void client_command(struct chat_client *c, const char *line)
{
    size_t bytes = strlen(line);
    while (bytes && strchr(" \t\r\n", line[bytes - 1]))
        bytes--;
    if (!bytes || c->quitting)
        return;
    if (bytes > ENGINE_MOST_LINE || !wire_text_valid(line, bytes, true)) {
        client_tell(c, EVENT_ERROR,
                    bytes > ENGINE_MOST_LINE ? "the line is too long; nothing was said"
                                             : "the line is not plain UTF-8 text; nothing was said");
        return;
    }
    char *trimmed = strndup(line, bytes);
    if (!trimmed) {
        client_not_done(c);
        return;
    }
    run_line(c, trimmed);
    explicit_bzero(trimmed, bytes); // it may be a password
    free(trimmed);
    engine_settle(c);
}

void client_say(struct chat_client *c, const char *room, const char *text)
{
    if (c->quitting || !*text)
        return;
    const struct client_room *r = engine_room(c, room);
    if (room && !r)
        client_tell(c, EVENT_ERROR, "no room '%s'; nothing was said", room);
    else if (strlen(text) > ENGINE_MOST_LINE || !wire_text_valid(text, strlen(text), true))
        client_tell(c, EVENT_ERROR, "the text is too long or not plain UTF-8; nothing was said");
    else
        engine_say(c, r ? r->title : NULL, text, false);
    engine_settle(c);
}
