// SPDX-License-Identifier: MIT
// Events as lines of text. What comes from others cannot pass for a line of its own: a text's further lines
// are indented.
#include "net/client/event.h"

#include "crypto/common/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

const char *client_event_name(enum client_event_kind kind)
{
    static const char *const names[] = {
        [EVENT_STATE] = "state",     [EVENT_IDENTITY] = "identity", [EVENT_WELCOME] = "welcome",
        [EVENT_MESSAGE] = "message", [EVENT_SENT] = "sent",         [EVENT_RECEIPT] = "receipt",
        [EVENT_JOIN] = "join",       [EVENT_LEAVE] = "leave",       [EVENT_PRESENCE] = "presence",
        [EVENT_ROOM] = "room",       [EVENT_INVITED] = "invited",   [EVENT_FRIEND] = "friend",
        [EVENT_READY] = "ready",     [EVENT_NOTICE] = "notice",     [EVENT_INFO] = "info",
        [EVENT_ERROR] = "error",     [EVENT_WARNING] = "warning",   [EVENT_WIRE] = "wire",
        [EVENT_TRACE] = "trace",     [EVENT_QUIT] = "quit",
    };
    return (size_t)kind < sizeof names / sizeof names[0] ? names[kind] : "unknown";
}

const char *client_state_name(enum client_state state)
{
    static const char *const names[] = {
        [CLIENT_OFFLINE] = "offline",     [CLIENT_CONNECTING] = "connecting",
        [CLIENT_HANDSHAKE] = "handshake", [CLIENT_CONNECTED] = "connected",
        [CLIENT_ONLINE] = "online",       [CLIENT_WAITING] = "waiting",
    };
    return (size_t)state < sizeof names / sizeof names[0] ? names[state] : "unknown";
}

static void put_text(FILE *out, const char *text)
{
    for (; text && *text; text++)
        if (*text == '\n')
            fputs("\n    ", out);
        else
            fputc(*text, out);
}

// Without rooms as the first of the old programs has it: "ME to all : text", "bob to me (private): text".
static void put_message(FILE *out, const struct client_event *e)
{
    const char *who = e->who ? e->who : "?";
    if (e->room && e->emote)
        fprintf(out, "[%s] * %s ", e->room, who);
    else if (e->room)
        fprintf(out, "[%s] %s: ", e->room, e->own ? "me" : who);
    else if (e->own)
        fprintf(out, e->to ? "ME to %s (private) : " : "ME to all : ", e->to);
    else
        fprintf(out, e->to ? "%s to me (private): " : "%s to all: ", who);
    put_text(out, e->text);
}

static void put_wire(FILE *out, const struct client_event *e)
{
    fprintf(out, "%s %zu bytes: ", e->flag ? "wire ->" : "wire <-", e->bytes);
    put_text(out, e->text);
    fputs(e->bytes ? "\n    " : "", out);
    for (size_t i = 0; i < e->bytes; i++)
        fprintf(out, "%02x", e->data[i]);
}

static void put_line(FILE *out, const struct client_event *e)
{
    const char *who = e->who ? e->who : "somebody", *room = e->room;
    switch (e->kind) {
    case EVENT_SENT:
    case EVENT_PRESENCE:
    case EVENT_ROOM:
    case EVENT_QUIT:
        return;
    case EVENT_MESSAGE:
        put_message(out, e);
        return;
    case EVENT_WIRE:
        put_wire(out, e);
        return;
    case EVENT_IDENTITY:
        fprintf(out, "* the server's fingerprint is %s%s", e->text,
                e->flag ? " (seen for the first time, and remembered)" : "");
        return;
    case EVENT_WELCOME:
        fprintf(out, "* you are %s%s", who, e->flag ? ", a guest" : "");
        return;
    case EVENT_RECEIPT:
        fprintf(out, "* %s has %s what you said%s%s, up to number %" PRIu64, who,
                e->flag ? "read" : "received", room ? " in " : "", room ? room : "", e->counter);
        return;
    case EVENT_JOIN:
        fprintf(out, room ? "* %s has joined %s" : "* %s has joined", who, room);
        return;
    case EVENT_LEAVE:
        fprintf(out, room ? "* %s has left %s" : "* %s has left", who, room);
        return;
    case EVENT_INVITED:
        fprintf(out, "* %s invites you to %s: /accept %s or /decline %s", who, e->text, e->text, e->text);
        return;
    case EVENT_FRIEND:
        fprintf(out, "* %s ", who);
        break;
    case EVENT_READY:
        fprintf(out, "* %s is ready: the conversation opens", who);
        return;
    case EVENT_NOTICE:
        fputs("* notice: ", out);
        break;
    case EVENT_ERROR:
        fputs("! ", out);
        break;
    case EVENT_WARNING:
        fputs("!! WARNING: ", out);
        break;
    case EVENT_STATE:
    case EVENT_INFO:
        fputs("* ", out);
        break;
    case EVENT_TRACE:
        break;
    }
    put_text(out, e->text);
}

bool client_event_has_line(enum client_event_kind kind)
{
    return kind != EVENT_SENT && kind != EVENT_PRESENCE && kind != EVENT_ROOM && kind != EVENT_QUIT;
}

char *client_event_line(const struct client_event *event, bool time_too)
{
    char *line = NULL;
    size_t bytes;
    if (!client_event_has_line(event->kind))
        return NULL;
    FILE *out = gl_text_open(&line, &bytes);
    if (!out)
        return NULL;
    if (time_too) {
        time_t seconds = event->time ? (time_t)(event->time / 1000) : time(NULL);
        struct tm at;
        if (localtime_r(&seconds, &at))
            fprintf(out, "[%02d:%02d] ", at.tm_hour, at.tm_min);
    }
    put_line(out, event);
    return fclose(out) == 0 ? line : NULL;
}
