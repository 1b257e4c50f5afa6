// SPDX-License-Identifier: MIT
// ChatLock's client. The server never says that a name was accepted, only that it is taken; so we are in as
// soon as the name is sent, and out again when the word comes. Nor does it say who is there: people are known
// from what they say. A fresh key on the classroom curve is drawn at each start.
#include "net/old/chatlock_message.h"
#include "net/old/clients.h"
#include "net/talk/talk.h"

#include <stdio.h>
#include <string.h>

#define ENTER "choose a name first, /name NAME"

struct chatlock {
    unsigned d; // our private key
    struct chatlock_point Q;
    char name[CHATLOCK_NAME_ROOM]; // the one to register; "" until it is chosen, or when it was taken
    bool trace;
    struct chatlock_message message; // the one that is read or written; large
};

// ---- names ----

// Names are encrypted in every message: what the format cannot carry would be another name there.
static const char *name_problem(const char *name)
{
    struct chatlock_list list;
    size_t replaced = 0;
    const char *problem = talk_name_problem(name);
    if (!problem && (chatlock_encrypt(&list, name, &replaced) || replaced))
        problem = "a name of this protocol has only characters of Latin-1";
    return problem;
}

static bool chatlock_open(struct chat_client *c, char *error, size_t room)
{
    struct chatlock *s = client_state_of(c);
    const char *user = client_config(c)->user, *problem = user ? name_problem(user) : NULL;
    enum gl_error failed = problem ? GL_OK : chatlock_random_scalar(&s->d, NULL);
    if (!problem && !failed)
        failed = chatlock_public(&s->Q, s->d);
    if (problem || failed) {
        snprintf(error, room, "chatlock: %s", problem ? problem : gl_error_string(failed));
        return false;
    }
    s->trace = client_config(c)->trace;
    snprintf(s->name, sizeof s->name, "%s", user ? user : "");
    return true;
}

// ---- saying ----

static void show(struct chat_client *c, bool outwards, const void *data, size_t bytes)
{
    const struct chatlock_message *m = &((struct chatlock *)client_state_of(c))->message;
    char meaning[CHATLOCK_TEXT_ROOM + 128];
    if (!client_wire(c))
        return;
    if (m->kind == CHATLOCK_REGISTER && m->point.none)
        snprintf(meaning, sizeof meaning, "the name %s, without a public key", m->user);
    else if (m->kind == CHATLOCK_REGISTER)
        snprintf(meaning, sizeof meaning, "the name %s, public key (%u, %u)", m->user, m->point.x,
                 m->point.y);
    else
        snprintf(meaning, sizeof meaning, "DES: %s to %s%s: %s", m->user, m->to,
                 m->kind == CHATLOCK_TO_ONE ? ", first block signed" : "", m->text);
    client_show_wire(c, outwards, data, bytes, meaning);
}

static void show_trace(struct chat_client *c, bool outwards, const char *text)
{
    const struct chatlock *s = client_state_of(c);
    if (s->trace)
        client_emit(c, &(struct client_event){.kind = EVENT_TRACE, .text = text, .flag = outwards});
}

// Write s->message and send it. false: it cannot be written, and the user was told.
static bool send_message(struct chat_client *c)
{
    struct chatlock *s = client_state_of(c);
    struct wire_writer out = {0};
    size_t replaced = 0;
    enum gl_error error = chatlock_write(&out, &s->message, s->d, NULL, &replaced);
    if (error == GL_OK) {
        show(c, true, out.data, out.bytes);
        client_send(c, out.data, out.bytes);
    } else if (error == GL_ERR_LENGTH) {
        client_tell(c, EVENT_ERROR, "nothing was said: a text has at most %d characters here",
                    CHATLOCK_MAX_CHARS);
    } else {
        client_tell(c, EVENT_ERROR, "nothing was said: %s", gl_error_string(error));
    }
    if (replaced && !error)
        client_tell(c, EVENT_INFO, "%zu characters that this protocol cannot carry were sent as '?'",
                    replaced);
    wire_free(&out);
    return !error;
}

static bool register_name(struct chat_client *c)
{
    struct chatlock *s = client_state_of(c);
    if (!s->name[0]) {
        client_set_state(c, CLIENT_CONNECTED);
        client_tell(c, EVENT_INFO, "choose a name: /name NAME");
        return true;
    }
    s->message.kind = CHATLOCK_REGISTER;
    s->message.point = s->Q;
    snprintf(s->message.user, sizeof s->message.user, "%s", s->name);
    if (!send_message(c))
        return false;
    client_send(c, "\n",
                1); // our server's clients ask so for the list of who is here; the original's ignores it
    client_set_name(c, s->name);
    client_set_state(c, CLIENT_ONLINE);
    client_emit(c, &(struct client_event){.kind = EVENT_WELCOME, .who = s->name});
    old_came(c, s->name, false);
    return true;
}

static bool say_to(struct chat_client *c, const char *to, const char *text)
{
    struct chatlock *s = client_state_of(c);
    struct chatlock_message *m = &s->message;
    if (!old_may_say(c, ENTER))
        return true;
    if (strcmp(text, CHATLOCK_WORD_LEAVING) == 0) {
        client_tell(c, EVENT_ERROR, "nothing was said: that word means that you leave; /quit does it");
        return true;
    }
    if (strlen(text) >= sizeof m->text || (to && strlen(to) >= sizeof m->to)) {
        client_tell(c, EVENT_ERROR, "nothing was said: the %s is too long", to ? "name or text" : "text");
        return true;
    }
    m->kind = to ? CHATLOCK_TO_ONE : CHATLOCK_TO_ALL;
    snprintf(m->user, sizeof m->user, "%s", s->name);
    snprintf(m->to, sizeof m->to, "%s", to ? to : "All");
    snprintf(m->text, sizeof m->text, "%s", text);
    if (!send_message(c))
        return true;
    show_trace(c, true, text);
    client_emit(c, &(struct client_event){
                       .kind = EVENT_MESSAGE, .own = true, .who = s->name, .to = to, .text = text});
    return true;
}

static bool chatlock_say(struct chat_client *c, const char *room, const char *text, bool emote)
{
    (void)room;
    if (!emote)
        return say_to(c, NULL, text);
    char line[CHATLOCK_TEXT_ROOM + 64];
    snprintf(line, sizeof line, "* %s %s", client_name(c), text);
    return say_to(c, NULL, line);
}

static bool chatlock_say_private(struct chat_client *c, const char *name, const char *text)
{
    return say_to(c, name, text);
}

// ---- what comes ----

static void heard(struct chat_client *c, const struct chatlock_message *m)
{
    switch (m->kind) {
    case CHATLOCK_REGISTER:
        old_came(c, m->user, true);
        return;
    case CHATLOCK_TO_ALL:
        if (strcmp(m->text, CHATLOCK_WORD_LEAVING) == 0) {
            old_went(c, m->user);
            return;
        }
        break;
    case CHATLOCK_TO_ONE:
        break;
    }
    old_came(c, m->user, false);
    show_trace(c, false, m->text);
    client_emit(c, &(struct client_event){.kind = EVENT_MESSAGE,
                                          .who = m->user[0] ? m->user : "?",
                                          .to = m->kind == CHATLOCK_TO_ONE ? m->to : NULL,
                                          .text = m->text});
}

static void taken(struct chat_client *c)
{
    struct chatlock *s = client_state_of(c);
    client_show_wire(c, false, CHATLOCK_WORD_TAKEN, strlen(CHATLOCK_WORD_TAKEN), "the name is taken");
    client_set_state(c, CLIENT_CONNECTED);
    client_set_name(c, "");
    client_people_clear(c);
    client_tell(c, EVENT_ERROR, "the name '%s' is taken; choose another: /name NAME", s->name);
    s->name[0] = '\0';
}

static bool chatlock_input(struct chat_client *c, uint8_t *data, size_t bytes, size_t *used)
{
    struct chatlock *s = client_state_of(c);
    const char *stream = (const char *)data;
    size_t from;
    switch (chatlock_next(stream, bytes, &from, used)) {
    case CHATLOCK_MORE:
        return true;
    case CHATLOCK_LIST:
        if (chatlock_read(&s->message, stream + from, *used - from)) {
            client_tell(c, EVENT_WARNING, "the server sent a list that is no message; it is left out");
            return true;
        }
        show(c, false, stream + from, *used - from);
        heard(c, &s->message);
        return true;
    case CHATLOCK_TAKEN:
        taken(c);
        return true;
    case CHATLOCK_LEAVING: // said by the original's server when it ends
        client_tell(c, EVENT_NOTICE, "the server says goodbye");
        return false;
    case CHATLOCK_BAD:
        break;
    }
    client_tell(c, EVENT_ERROR, "what the server sends is not ChatLock's protocol");
    return false;
}

// ---- the rest ----

static bool chatlock_command(struct chat_client *c, const char *name, const char *rest)
{
    struct chatlock *s = client_state_of(c);
    if (strcmp(name, "trace") == 0) {
        bool on = strcmp(rest, "on") == 0;
        if (!on && strcmp(rest, "off") != 0) {
            client_tell(c, EVENT_ERROR, "DES is %s: /trace on or /trace off",
                        s->trace ? "traced" : "not traced");
            return true;
        }
        s->trace = on;
        client_tell(c, EVENT_INFO, "DES is %s", on ? "traced" : "not traced any more");
        return true;
    }
    if (strcmp(name, "name") != 0)
        return false;
    const char *problem = name_problem(rest);
    if (client_state(c) == CLIENT_ONLINE)
        client_tell(c, EVENT_ERROR, "you are %s until you leave", s->name);
    else if (problem)
        client_tell(c, EVENT_ERROR, "/name NAME: %s", problem);
    else
        snprintf(s->name, sizeof s->name, "%s", rest);
    if (!problem && client_state(c) == CLIENT_CONNECTED)
        register_name(c);
    return true;
}

static void chatlock_lost(struct chat_client *c)
{
    client_people_clear(c);
}

static void chatlock_leave(struct chat_client *c)
{
    client_show_wire(c, true, CHATLOCK_WORD_LEAVING, strlen(CHATLOCK_WORD_LEAVING), "goodbye");
    client_send(c, CHATLOCK_WORD_LEAVING, strlen(CHATLOCK_WORD_LEAVING));
}

static const struct client_command_help commands[] = {
    {"name", "NAME", "the name to chat under, where none is chosen or it was taken"},
    {"trace", "on|off", "show every step of DES on each text sent and received"},
    {0}};

const struct client_protocol client_chatlock = {
    .name = "chatlock",
    .summary = "JSON lists under DES-ECB, signatures on a curve of 29 points (weak on purpose)",
    .port = CHATLOCK_PORT,
    .commands = commands,
    .state_bytes = sizeof(struct chatlock),
    .open = chatlock_open,
    .connected = register_name,
    .input = chatlock_input,
    .input_most = CHATLOCK_MAX_MESSAGE + 16,
    .lost = chatlock_lost,
    .say = chatlock_say,
    .say_private = chatlock_say_private,
    .command = chatlock_command,
    .leave = chatlock_leave,
};
