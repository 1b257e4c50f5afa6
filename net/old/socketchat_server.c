// SPDX-License-Identifier: MIT
// Encrypted SocketChat's server: whoever knows the password is in. Each line is AES-256-ECB in base64; the
// server opens it, and relays it with a carriage return before it, so that it stands where the others are
// typing.
//
// The original could not tell a wrong password from a damaged line, and neither can this: what does not
// decrypt ends its connection. Unlike the original's, the announcement of a newcomer goes to the newcomer
// too, whose client learns from it at once whether the password is right.
#include "crypto/common/bytes.h"
#include "net/old/old.h"
#include "net/old/socketchat_wire.h"
#include "net/wire/bytes.h"

#include <stdlib.h>

struct state {
    struct room *room;
    uint8_t key[SOCKETCHAT_KEY_BYTES];
};

static bool start(struct server *s, void **state, char *error, size_t room)
{
    const char *password = server_config(s)->password;
    if (!password || !*password) {
        snprintf(error, room,
                 "socketchat wants the password that its users share; give --password-file FILE");
        return false;
    }
    struct state *mine = calloc(1, sizeof *mine);
    if (mine)
        mine->room = room_new(s);
    if (!mine || !mine->room) {
        free(mine);
        snprintf(error, room, "socketchat: no memory");
        return false;
    }
    socketchat_key(mine->key, password, strlen(password));
    *state = mine;
    return true;
}

static void stop(struct server *s)
{
    struct state *mine = server_state(s);
    room_release(mine->room);
    gl_wipe_free(mine, sizeof *mine);
}

// Encrypted once: without an IV it is the same for everybody.
static char *line_of(struct server *s, const char *text, size_t bytes)
{
    const struct state *mine = server_state(s);
    char *line = malloc(SOCKETCHAT_MAX_CHARS + 1);
    if (line && socketchat_encrypt(mine->key, line, text, bytes)) {
        free(line);
        line = NULL;
    }
    return line;
}

static void announce(struct conn *c, struct conn *except, const char *text, size_t bytes)
{
    struct server *s = conn_server(c);
    const struct state *mine = server_state(s);
    char *line = line_of(s, text, bytes);
    if (line)
        room_say(mine->room, &(struct room_saying){.data = line, .bytes = strlen(line), .except = except});
    free(line);
}

// The address and the port apart, as the announcements print them.
static void split_address(const struct conn *c, char ip[NET_ADDRESS_CHARS], char port[8])
{
    const char *address = conn_address(c), *colon = strrchr(address, ':');
    size_t chars = colon ? (size_t)(colon - address) : strlen(address);
    snprintf(ip, NET_ADDRESS_CHARS, "%.*s", (int)chars, address);
    snprintf(port, 8, "%.7s", colon ? colon + 1 : "");
}

// One line that has come. false: the connection is over.
static bool relay(struct conn *c, const char *line, size_t chars)
{
    struct server *s = conn_server(c);
    const struct state *mine = server_state(s);
    size_t bytes;
    char *text = malloc(SOCKETCHAT_MAX_CHARS + 2);
    if (!text)
        return false;
    text[0] = '\r'; // so that the line stands over what the reader is typing
    bool good = !socketchat_decrypt(mine->key, text + 1, &bytes, line, chars) && bytes &&
                wire_text_valid(text + 1, bytes, true);
    if (good) {
        server_log(s, "%.*s", (int)chars, line); // "each ciphertext as it passes"
        announce(c, c, text, bytes + 1 <= SOCKETCHAT_MAX_BYTES ? bytes + 1 : SOCKETCHAT_MAX_BYTES);
    } else {
        conn_end(c, "wrong password, or a damaged line");
    }
    gl_wipe_free(text, SOCKETCHAT_MAX_CHARS + 2);
    return good;
}

static bool relay_all(struct conn *c, struct old_buffer *in)
{
    const struct state *mine = server_state(conn_server(c));
    for (;;) {
        size_t line;
        if (socketchat_next(mine->key, in->data, in->bytes, &line)) {
            conn_end(c, "wrong password, or a damaged line");
            return false;
        }
        if (!line)
            return true;
        if (!relay(c, in->data, line))
            return false;
        old_drop(in, line);
    }
}

static void serve(struct conn *c)
{
    struct server *s = conn_server(c);
    const struct state *mine = server_state(s);
    struct old_buffer in = {0};
    char ip[NET_ADDRESS_CHARS], port[8], text[NET_ADDRESS_CHARS + 64];
    split_address(c, ip, port);
    if (!room_join(mine->room, c)) {
        conn_end(c, "the room is full");
        return;
    }
    conn_joined(c);
    server_log(s, "[info] user (%s, %s) connected", ip, port);
    int n = snprintf(text, sizeof text, "[%s:%s] entered our chatting room\n", ip, port);
    announce(c, NULL, text, (size_t)n);
    while (old_fill(c, &in, SOCKETCHAT_MAX_CHARS))
        in.over = !relay_all(c, &in);
    old_free(&in);
}

static void ended(struct conn *c)
{
    struct server *s = conn_server(c);
    const struct state *mine = server_state(s);
    char ip[NET_ADDRESS_CHARS], port[8], text[NET_ADDRESS_CHARS + 64];
    split_address(c, ip, port);
    room_leave(mine->room, c);
    server_log(s, "[info] user (%s, %s) disconnected", ip, port);
    int n = snprintf(text, sizeof text, "[info] user (%s, %s) is offline\n", ip, port);
    announce(c, c, text, (size_t)n);
    if (!room_size(mine->room))
        server_log(s, "[info] the room is empty");
}

static void notice(struct conn *c, const char *text)
{
    char shown[NET_ERROR_CHARS + 16];
    int n = snprintf(shown, sizeof shown, "[info] %.*s\n", NET_ERROR_CHARS, text);
    char *line = line_of(conn_server(c), shown, (size_t)n);
    if (line)
        conn_say(c, line, strlen(line));
    free(line);
}

const struct server_protocol server_socketchat = {
    .name = "socketchat",
    .summary = "base64 lines under AES-256-ECB and one shared password (weak on purpose)",
    .port = SOCKETCHAT_PORT,
    .promises = old_socketchat_promises,
    .weak = true,
    .start = start,
    .stop = stop,
    .serve = serve,
    .ended = ended,
    .notice = notice,
};
