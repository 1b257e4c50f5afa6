// SPDX-License-Identifier: MIT
// ChatLock's server: registers names, forwards broadcasts to everybody else and private lists to one,
// unchanged, and prints what it thinks of their signatures. It has one room, and no secret: the DES key is
// printed in the program.
//
// A client that goes without a word is told to the others by the broadcast of !DISCONNECT in its name, which
// is how clients of the original say it themselves: anybody can say it in anybody's name.
#include "net/core/server.h"
#include "net/old/chatlock_message.h"
#include "net/old/old.h"

#include <stdlib.h>
#include <string.h>

struct session {
    struct chatlock_point point; // set before the name is claimed, and not changed after that
    bool may_ask;                // it has just registered: a line feed now asks for the list
    bool said_goodbye;           // the others know
};

struct state {
    struct room *room;
    struct room *watchers; // who has asked for the list
};

static bool start(struct server *s, void **state, char *error, size_t room)
{
    struct state *mine = calloc(1, sizeof *mine);
    if (mine)
        mine->room = room_new(s);
    if (mine && mine->room)
        mine->watchers = room_new(s);
    if (!mine || !mine->watchers) {
        if (mine && mine->room)
            room_release(mine->room);
        free(mine);
        snprintf(error, room, "chatlock: no memory");
        return false;
    }
    *state = mine;
    return true;
}

static void stop(struct server *s)
{
    struct state *mine = server_state(s);
    room_release(mine->room);
    room_release(mine->watchers);
    free(mine);
}

static void broadcast(struct conn *c, const char *json, size_t bytes)
{
    struct state *mine = server_state(conn_server(c));
    room_say(mine->room, &(struct room_saying){.data = json, .bytes = bytes, .except = c});
}

static void trace(struct conn *c, const char *text)
{
    const struct server_config *config = server_config(conn_server(c));
    if (config->trace)
        config->trace(config->log_context, text);
}

// The server can read and write for everybody; here it says goodbye for one who could not.
static void say_goodbye(struct conn *c)
{
    struct session *session = conn_state(c);
    struct chatlock_message *message = calloc(1, sizeof *message);
    struct wire_writer out = {0};
    if (message && !session->said_goodbye) {
        message->kind = CHATLOCK_TO_ALL;
        snprintf(message->user, sizeof message->user, "%s", conn_name(c));
        snprintf(message->text, sizeof message->text, "%s", CHATLOCK_WORD_LEAVING);
        if (!chatlock_write(&out, message, 0, NULL, NULL))
            broadcast(c, (const char *)out.data, out.bytes);
        session->said_goodbye = true;
    }
    wire_free(&out);
    free(message);
}

// As the client itself has registered.
static void put_registration(struct wire_writer *out, struct conn *c)
{
    const struct session *session = conn_state(c);
    struct chatlock_message *message = calloc(1, sizeof *message);
    if (!message) {
        out->failed = true;
        return;
    }
    message->kind = CHATLOCK_REGISTER;
    message->point = session->point;
    snprintf(message->user, sizeof message->user, "%s", conn_name(c));
    if (chatlock_write(out, message, 0, NULL, NULL))
        out->failed = true;
    free(message);
}

static void register_name(struct conn *c, const struct chatlock_message *message)
{
    struct server *s = conn_server(c);
    struct session *session = conn_state(c);
    struct state *mine = server_state(s);
    struct wire_writer out = {0};
    if (conn_name(c)[0]) {
        server_log(s, "%s (%s) registers again, as %s: refused", conn_name(c), conn_address(c),
                   message->user);
        return;
    }
    session->point = message->point;
    if (!message->user[0] || !server_claim(s, c, message->user)) {
        conn_say(c, CHATLOCK_WORD_TAKEN, strlen(CHATLOCK_WORD_TAKEN));
        server_log(s, "%s asks for the name %s, which is taken", conn_address(c), message->user);
        return;
    }
    if (!room_join(mine->room, c)) {
        conn_end(c, "the room is full");
        return;
    }
    conn_joined(c);
    if (message->point.none)
        server_log(s, "%s joined from %s, without a public key", conn_name(c), conn_address(c));
    else
        server_log(s, "%s joined from %s, public key (%u, %u)", conn_name(c), conn_address(c),
                   message->point.x, message->point.y);
    session->may_ask = true;
    put_registration(&out, c);
    if (!out.failed)
        room_say(mine->watchers, &(struct room_saying){.data = out.data, .bytes = out.bytes, .except = c});
    wire_free(&out);
}

static void tell_list(struct conn *c)
{
    const struct state *mine = server_state(conn_server(c));
    struct wire_writer out = {0};
    size_t n;
    room_join(mine->watchers, c); // first, so that nobody is missed in between
    struct conn **online = server_online(conn_server(c), &n);
    for (size_t i = 0; i < n; i++) {
        if (online[i] != c)
            put_registration(&out, online[i]);
        conn_release(online[i]);
    }
    free(online);
    if (!out.failed && out.bytes)
        conn_say(c, out.data, out.bytes);
    wire_free(&out);
}

// false: it was a goodbye.
static bool to_all(struct conn *c, const struct chatlock_message *message, const char *json, size_t bytes)
{
    struct session *session = conn_state(c);
    trace(c, message->text);
    broadcast(c, json, bytes);
    if (strcmp(message->text, CHATLOCK_WORD_LEAVING) != 0)
        return true;
    session->said_goodbye = true;
    conn_end(c, "said goodbye");
    return false;
}

// The receiver may be anybody; the signature is judged as the original does, and the list goes out whatever
// it says.
static void to_one(struct conn *c, const struct chatlock_message *message, const char *json, size_t bytes)
{
    struct server *s = conn_server(c);
    const struct session *session = conn_state(c);
    enum chatlock_verdict verdict =
        chatlock_verify(&session->point, &message->signature, message->first_block);
    server_log(s, "%s to %s: %s%s", message->user, message->to,
               chatlock_accepts(verdict) ? "AUTHENTICATED" : "NOT AUTHENTICATED",
               verdict == CHATLOCK_OUT_OF_RANGE ? " (a number out of range counts as true)" : "");
    trace(c, message->text);
    struct conn *receiver = server_find(s, message->to);
    if (!receiver) {
        server_log(s, "%s to %s: nobody of that name is here", message->user, message->to);
        return;
    }
    conn_say(receiver, json, bytes);
    conn_release(receiver);
}

static bool handle_list(struct conn *c, struct chatlock_message *message, const char *json, size_t bytes)
{
    struct server *s = conn_server(c);
    enum gl_error error = chatlock_read(message, json, bytes);
    if (error)
        server_log(s, "%s (%s): a list that is no message: %s", conn_name(c), conn_address(c),
                   gl_error_string(error));
    else if (message->kind == CHATLOCK_REGISTER)
        register_name(c, message);
    else if (!conn_name(c)[0])
        server_log(s, "%s speaks before it has a name: ignored", conn_address(c));
    else if (message->kind == CHATLOCK_TO_ALL)
        return to_all(c, message, json, bytes);
    else
        to_one(c, message, json, bytes);
    return true;
}

// One item of the stream. false: the connection is over.
static bool handle(struct conn *c, enum chatlock_item item, struct chatlock_message *message,
                   const char *json, size_t bytes)
{
    switch (item) {
    case CHATLOCK_LIST:
        return handle_list(c, message, json, bytes);
    case CHATLOCK_LEAVING:
        conn_end(c, "said goodbye");
        return false;
    default:
        server_log(conn_server(c), "%s (%s) sends what is neither a list nor a word: closed", conn_name(c),
                   conn_address(c));
        return false;
    }
}

// Every item that is whole. false: the connection is over.
static bool handle_all(struct conn *c, struct old_buffer *in, struct chatlock_message *message)
{
    struct session *session = conn_state(c);
    for (;;) {
        size_t from, used;
        if (session->may_ask && in->bytes) {
            session->may_ask = false;
            if (in->data[0] == '\n')
                tell_list(c);
        }
        enum chatlock_item item = chatlock_next(in->data, in->bytes, &from, &used);
        bool on = item == CHATLOCK_MORE || handle(c, item, message, in->data + from, used - from);
        old_drop(in, used); // with CHATLOCK_MORE, white space
        if (!on || item == CHATLOCK_MORE)
            return on;
    }
}

static void serve(struct conn *c)
{
    struct chatlock_message *message = malloc(sizeof *message);
    struct old_buffer in = {0};
    while (message && old_fill(c, &in, CHATLOCK_MAX_MESSAGE + 16))
        in.over = !handle_all(c, &in, message);
    old_free(&in);
    free(message);
}

static void ended(struct conn *c)
{
    struct state *mine = server_state(conn_server(c));
    if (!conn_name(c)[0])
        return;
    room_leave(mine->room, c);
    room_leave(mine->watchers, c);
    say_goodbye(c);
}

static void notice(struct conn *c, const char *text)
{
    struct chatlock_message *message = calloc(1, sizeof *message);
    struct wire_writer out = {0};
    if (!message)
        return;
    message->kind = CHATLOCK_TO_ALL;
    snprintf(message->user, sizeof message->user, "server");
    snprintf(message->text, sizeof message->text, "%s", text);
    if (!chatlock_write(&out, message, 0, NULL, NULL))
        conn_say(c, out.data, out.bytes);
    wire_free(&out);
    free(message);
}

const struct server_protocol server_chatlock = {
    .name = "chatlock",
    .summary = "JSON lists under DES-ECB, signatures on a curve of 29 points (weak on purpose)",
    .port = CHATLOCK_PORT,
    .promises = old_chatlock_promises,
    .weak = true,
    .session_bytes = sizeof(struct session),
    .start = start,
    .stop = stop,
    .serve = serve,
    .ended = ended,
    .notice = notice,
};
