// SPDX-License-Identifier: MIT
// The coursework's server: RSA keys exchanged in the clear, then every text under RSA-OAEP for one receiver
// at a time; accounts in a text file; the conversation kept, and saved encrypted under two constants when the
// server stops.
//
// Where the original let anybody listen who had sent a key, this one speaks only to those who have logged in;
// and a text that outgrows 190 bytes once it is stamped goes out in two frames instead of throwing out its
// readers.
#include "crypto/common/bytes.h"
#include "crypto/common/hex.h"
#include "net/old/coursework_conversation.h"
#include "net/old/coursework_parts.h"
#include "net/old/coursework_stream.h"
#include "net/old/coursework_users.h"
#include "net/old/old.h"
#include "net/wire/bytes.h"

#include <stdio.h>
#include <stdlib.h>

// ---- what comes ----

static bool come_in(struct conn *c, const char *name)
{
    struct server *s = conn_server(c);
    struct coursework_state *mine = server_state(s);
    struct coursework_session *session = conn_state(c);
    char text[COURSEWORK_NAME_ROOM + 32];
    if (conn_name(c)[0] ? strcmp(conn_name(c), name) != 0 : !server_claim(s, c, name))
        return false; // is here already
    session->stage = IN_ROOM;
    coursework_say_to(c, "1");
    if (!room_join(mine->room, c)) {
        conn_end(c, "the room is full");
        return true;
    }
    conn_joined(c);
    if (session->signed_up_just_now)
        return true; // the others know
    server_log(s, "%s joined from %s", name, conn_address(c));
    snprintf(text, sizeof text, "%.32s has joined", name);
    coursework_say_to_room(c, text);
    return true;
}

// `user hash`. false: too many wrong ones.
static bool credentials(struct conn *c, char *text)
{
    struct server *s = conn_server(c);
    struct coursework_state *mine = server_state(s);
    struct coursework_session *session = conn_state(c);
    bool new_user = session->stage == AWAITS_SIGN_UP;
    char *space = strchr(text, ' ');
    enum coursework_account result = COURSEWORK_REFUSED;
    session->stage = AWAITS_ENTRY;
    if (space) {
        *space = '\0';
        result = new_user ? coursework_sign_up(mine->users, text, space + 1)
                          : coursework_log_in(mine->users, text, space + 1);
    }
    if (result == COURSEWORK_NOT_STORED)
        server_log(s, "cannot store a new account; is the disk full?");
    if (result == COURSEWORK_DONE && come_in(c, text)) {
        session->signed_up_just_now = new_user;
        return true;
    }
    server_log(s, "%s: %s refused", conn_address(c), new_user ? "sign-up" : "log-in");
    coursework_say_to(c, "0");
    if (++session->tries < server_config(s)->limits.login_tries)
        return true;
    conn_end(c, "too many wrong passwords");
    return false;
}

static void tell_users(struct conn *c)
{
    size_t n;
    struct conn **online = server_online(conn_server(c), &n);
    struct wire_writer out = {0};
    wire_put_raw(&out, "People entered the chatroom: ", 29);
    for (size_t i = 0; i < n; i++) {
        if (i)
            wire_put_raw(&out, ", ", 2);
        wire_put_raw(&out, conn_name(online[i]), strlen(conn_name(online[i])));
        conn_release(online[i]);
    }
    wire_put_u8(&out, 0);
    if (!out.failed)
        coursework_say_to(c, (const char *)out.data);
    wire_free(&out);
    free(online);
}

// false: the client leaves.
static bool said(struct conn *c, const char *text)
{
    struct coursework_session *session = conn_state(c);
    bool just_now = session->signed_up_just_now;
    session->signed_up_just_now = false;
    if (just_now && !strcmp(text, "LOGIN")) {
        session->signed_up_just_now = true;
        session->stage = AWAITS_LOG_IN;
    } else if (!strcmp(text, "GET_USERS")) {
        tell_users(c);
    } else if (!strcmp(text, "#exit")) {
        return false;
    } else {
        char stamp[COURSEWORK_STAMP_CHARS + 1],
            line[COURSEWORK_STAMP_CHARS + COURSEWORK_NAME_ROOM + COURSEWORK_MAX_KEY_BYTES + 4];
        coursework_stamp(stamp, time(NULL));
        snprintf(line, sizeof line, "%s%s: %s", stamp, conn_name(c), text);
        coursework_say_to_room(c, line);
        gl_wipe(line, sizeof line);
    }
    return true;
}

static bool entry(struct conn *c, const char *text)
{
    struct coursework_session *session = conn_state(c);
    if (!strcmp(text, "SIGNUP"))
        session->stage = AWAITS_SIGN_UP;
    else if (!strcmp(text, "LOGIN"))
        session->stage = AWAITS_LOG_IN;
    else
        return strcmp(text, "#exit") != 0; // anything else before the log-in is for nobody
    return true;
}

// A frame's body. false: the connection is over.
static bool frame(struct conn *c, const char *body, size_t bytes)
{
    const struct coursework_state *mine = server_state(conn_server(c));
    struct coursework_session *session = conn_state(c);
    char text[COURSEWORK_MAX_KEY_BYTES];
    size_t chars;
    if (coursework_frame_decode(&mine->key, NULL, text, &chars, (const uint8_t *)body, bytes) ||
        !wire_text_valid(text, chars, true)) {
        conn_end(c, "a frame that does not decrypt to a text");
        return false;
    }
    bool on = session->stage == AWAITS_ENTRY ? entry(c, text)
              : session->stage == IN_ROOM    ? said(c, text)
                                             : credentials(c, text);
    gl_wipe(text, sizeof text);
    return on;
}

// Everything whole that is in the buffer. false: the connection is over.
static bool handle(struct conn *c, struct old_buffer *in)
{
    struct coursework_session *session = conn_state(c);
    for (;;) {
        size_t from = 0, used = 0;
        enum gl_error error = session->stage == AWAITS_KEY
                                  ? coursework_next_key(in->data, in->bytes, &session->key, &used)
                                  : coursework_next_frame(in->data, in->bytes, &from, &used);
        if (error) {
            conn_end(c, session->stage == AWAITS_KEY ? "no public key that can be used" : "no frame");
            return false;
        }
        if (!used)
            return true;
        if (session->stage == AWAITS_KEY) {
            session->has_key = true;
            session->stage = AWAITS_ENTRY;
        } else if (!frame(c, in->data + from, used - from)) {
            return false;
        }
        old_drop(in, used);
    }
}

static void serve(struct conn *c)
{
    const struct coursework_state *mine = server_state(conn_server(c));
    struct old_buffer in = {0};
    conn_say_plain(c, mine->pem, strlen(mine->pem));
    while (old_fill(c, &in, COURSEWORK_MAX_STREAM))
        in.over = !handle(c, &in);
    old_free(&in);
}

static void ended(struct conn *c)
{
    struct server *s = conn_server(c);
    struct coursework_state *mine = server_state(s);
    room_leave(mine->room, c);
    if (conn_name(c)[0]) {
        char text[COURSEWORK_NAME_ROOM + 32];
        snprintf(text, sizeof text, "%.32s has left", conn_name(c));
        coursework_say_to_room(c, text);
    }
}

static void released(struct conn *c)
{
    struct coursework_session *session = conn_state(c);
    if (session->has_key)
        rsa_public_clear(&session->key);
}

// ---- start and stop ----

static void free_state(struct coursework_state *mine)
{
    if (mine->room)
        room_release(mine->room);
    coursework_users_close(mine->users);
    coursework_log_free(mine->log);
    rsa_private_clear(&mine->key);
    free(mine->pem);
    free(mine);
}

static bool start(struct server *s, void **state, char *error, size_t room)
{
    char path[4096];
    struct coursework_state *mine = calloc(1, sizeof *mine);
    if (!mine) {
        snprintf(error, room, "coursework: no memory");
        return false;
    }
    rsa_private_init(&mine->key);
    mine->room = room_new(s);
    mine->log = coursework_log_new();
    enum gl_error failed = rsa_generate(&mine->key, COURSEWORK_RSA_BITS, 65537, NULL, NULL);
    mine->pem = failed ? NULL : coursework_key_pem(&mine->key.public);
    snprintf(path, sizeof path, "%s/users.txt", server_config(s)->data);
    if (mine->room && mine->log && mine->pem)
        mine->users = coursework_users_open(path, error, room);
    else
        snprintf(error, room, "coursework: %s", gl_error_string(failed ? failed : GL_ERR_MEMORY));
    if (!mine->users) {
        free_state(mine);
        return false;
    }
    *state = mine;
    return true;
}

static void stop(struct server *s)
{
    struct coursework_state *mine = server_state(s);
    char path[4096], session[33], error[NET_ERROR_CHARS];
    gl_hex_encode(session, server_session(s), 16);
    snprintf(path, sizeof path, "%s/encrypted_conversation_%s.txt", server_config(s)->data, session);
    if (coursework_log_save(mine->log, path, error, sizeof error)) {
        server_log(s, "the conversation is saved in %s; read it with: glasslock log decrypt %s", path, path);
    } else {
        server_log(s, "the conversation is not saved: %s", error);
        server_unsaved(s);
    }
    free_state(mine);
}

const struct server_protocol server_coursework = {
    .name = "coursework",
    .summary = "PEM keys, texts under RSA-OAEP, an encrypted log (weak on purpose)",
    .port = COURSEWORK_PORT,
    .promises = old_coursework_promises,
    .weak = true,
    .session_bytes = sizeof(struct coursework_session),
    .start = start,
    .stop = stop,
    .serve = serve,
    .ended = ended,
    .released = released,
    .seal = coursework_seal,
    .notice = coursework_say_to,
};
