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
    struct chatlock_point point;
    bool said_goodbye; // the others know
};

struct state {
    struct room *room;
};

static bool start(struct server *s, void **state, char *error, size_t room)
{
    struct state *mine = calloc(1, sizeof *mine);
    if (mine)
        mine->room = room_new(s);
    if (!mine || !mine->room) {
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

static void register_name(struct conn *c, const struct chatlock_message *message)
{
    struct server *s = conn_server(c);
    struct session *session = conn_state(c);
    struct state *mine = server_state(s);
    if (conn_name(c)[0]) {
        server_log(s, "%s (%s) registers again, as %s: refused", conn_name(c), conn_address(c),
                   message->user);
        return;
    }
    if (!message->user[0] || !server_claim(s, c, message->user)) {
        conn_say(c, CHATLOCK_WORD_TAKEN, strlen(CHATLOCK_WORD_TAKEN));
        server_log(s, "%s asks for the name %s, which is taken", conn_address(c), message->user);
        return;
    }
    session->point = message->point;
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

static void serve(struct conn *c)
{
    struct chatlock_message *message = malloc(sizeof *message);
    struct old_buffer in = {0};
    while (message && old_fill(c, &in, CHATLOCK_MAX_MESSAGE + 16)) {
        size_t from, used;
        enum chatlock_item item;
        while ((item = chatlock_next(in.data, in.bytes, &from, &used)) != CHATLOCK_MORE) {
            if (!handle(c, item, message, in.data + from, used - from)) {
                in.over = true;
                break;
            }
            old_drop(&in, used);
        }
        if (!in.over)
            old_drop(&in, used); // white space
    }
    old_free(&in);
    free(message);
}

static void ended(struct conn *c)
{
    struct state *mine = server_state(conn_server(c));
    if (!conn_name(c)[0])
        return;
    room_leave(mine->room, c);
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

static const struct protocol_promise promises[] = {
    {"Nobody but those in the room reads a message", false,
     "Everything is under one DES key that is printed in every copy of the program.",
     "glasslock tap --protocol chatlock"},
    {"Equal texts look different on the wire", false,
     "DES-ECB: equal blocks of eight bytes give equal ciphertext, so that a listener learns words by heart.",
     "glasslock attack ecb-codebook"},
    {"A private message comes from whom it says", false,
     "The private key is one of 28 numbers, found from the public key at once.",
     "glasslock attack chatlock-key"},
    {"A forged signature is refused", false,
     "r = 0 verifies under every key, and a number out of range counts as authenticated.",
     "glasslock attack chatlock-forge"},
    {"A signature covers the whole message", false,
     "Only the first block is signed; the others can be replaced.", "glasslock attack chatlock-splice"},
    {"A broadcast comes from whom it says", false,
     "Broadcasts carry no signature at all, the goodbye included.", NULL},
    {"An altered message is noticed", false, "There is no MAC; a changed block decrypts to other text.",
     "glasslock tap --protocol chatlock --alter"},
    {"An old message is not taken for a new one", false, "Nothing counts or dates messages.",
     "glasslock tap --protocol chatlock --replay"},
    {0}};

const struct server_protocol server_chatlock = {
    .name = "chatlock",
    .summary = "JSON lists under DES-ECB, signatures on a curve of 29 points (weak on purpose)",
    .port = CHATLOCK_PORT,
    .promises = promises,
    .weak = true,
    .session_bytes = sizeof(struct session),
    .start = start,
    .stop = stop,
    .serve = serve,
    .ended = ended,
    .notice = notice,
};
