// SPDX-License-Identifier: MIT
// Start, stop, and the beginning and end of a session.
#include "net/glasslock/server.h"

#include "crypto/common/bytes.h"
#include "net/engines.h"
#include "net/glasslock/server_parts.h"

#include <stdlib.h>
#include <unistd.h>

static const uint8_t lobby_id[TALK_ROOM_BYTES];

// ---- start and stop ----

static void free_state(struct gls_state *s)
{
    if (s->lobby)
        gls_room_put(s, s->lobby);
    if (s->everybody)
        room_release(s->everybody);
    store_close(s->store);
    gls_gate_free(s->gate);
    ec_key_clear(&s->identity);
    if (s->lock_file >= 0)
        close(s->lock_file);
    free(s->online.names);
    free(s->joined.names);
    free(s->left.names);
    free(s->waits);
    free(s->pending);
    wire_free(&s->journal);
    pthread_mutex_t *locks[] = {&s->opening_lock, &s->rooms_lock,   &s->presence_lock,
                                &s->waits_lock,   &s->pending_lock, &s->journal_lock};
    for (size_t i = 0; i < sizeof locks / sizeof *locks; i++)
        pthread_mutex_destroy(locks[i]);
    gl_wipe_free(s, sizeof *s);
}

static bool open_all(struct gls_state *s, char *error, size_t room)
{
    const struct server_config *config = server_config(s->server);
    const char *family = NULL;
    if (!config->data) {
        snprintf(error, room, "the default protocol keeps accounts: give it a folder with --data");
        return false;
    }
    if (net_engines_check(&family)) {
        snprintf(error, room, "the engine in force for %s is not constant-time: unset GLASSLOCK_ENGINE",
                 family);
        return false;
    }
    if (!gls_lock_folder(s, error, room) || !gls_load_identity(s, error, room) ||
        !gls_load_log_key(s, error, room) || !gls_open_store(s, error, room))
        return false;
    s->gate = gls_gate_new(config->password_hash, config->password_cost, error, room);
    if (!s->gate)
        return false;
    s->lobby = gls_room_get(s, lobby_id);
    s->everybody = room_new(s->server);
    if (!s->lobby || !s->everybody)
        snprintf(error, room, "no memory");
    else
        *error = '\0'; // a file that was missing has been made
    return s->lobby && s->everybody;
}

static bool start(struct server *server, void **state, char *error, size_t room)
{
    struct gls_state *s = calloc(1, sizeof *s);
    if (!s) {
        snprintf(error, room, "no memory");
        return false;
    }
    s->server = server;
    s->lock_file = -1;
    ec_key_init(&s->identity);
    pthread_mutex_t *locks[] = {&s->opening_lock, &s->rooms_lock,   &s->presence_lock,
                                &s->waits_lock,   &s->pending_lock, &s->journal_lock};
    for (size_t i = 0; i < sizeof locks / sizeof *locks; i++)
        pthread_mutex_init(locks[i], NULL);
    if (!open_all(s, error, room)) {
        free_state(s);
        return false;
    }
    *state = s;
    gls_journal(s, "the session begins");
    return true;
}

static void stop(struct server *server)
{
    struct gls_state *s = server_state(server);
    char error[NET_ERROR_CHARS];
    gls_journal(s, "the session ends");
    if (!gls_journal_save(s, error, sizeof error)) {
        server_log(server, "the session's log is not saved: %s", error);
        server_unsaved(server);
    }
    free_state(s);
}

void server_glasslock_fingerprint(struct server *server, char text[CHANNEL_FINGERPRINT_CHARS + 1])
{
    const struct gls_state *s = server_state(server);
    uint8_t identity[CHANNEL_POINT_BYTES];
    ec_point_encode(ec_group(&ec_p256), &s->identity.Q, false, identity);
    channel_fingerprint(text, identity);
}

// ---- a session's end ----

static void ended(struct conn *c)
{
    struct gls_state *s = gls_state(c);
    struct gls_session *me = gls_session(c);
    if (me->in) {
        room_leave(s->everybody, c);
        gls_waits_drop(s, me->name);
        if (me->guest)
            gls_guest_leaves(c);
        gls_entries_drop(c);
        gls_presence_out(c);
        gls_journal(s, "%s left", me->name);
    }
    wire_free(&me->parts.wraps);
    free(me->rooms);
    me->rooms = NULL;
}

// Until now another thread may have been sealing for it.
static void released(struct conn *c)
{
    channel_wipe(&gls_session(c)->channel);
}

// Before the channel stands there is no way to say anything.
static void notice(struct conn *c, const char *text)
{
    if (atomic_load(&gls_session(c)->standing))
        gls_text(c, GLF_NOTICE, text);
}

static void goodbye(struct conn *c, const char *why, bool for_good)
{
    if (!atomic_load(&gls_session(c)->standing))
        return;
    if (for_good)
        gls_error(c, 0, GLE_BANNED, "%s", why);
    gls_text(c, GLF_GOODBYE, why);
}

static void ping(struct conn *c)
{
    uint8_t token[8] = {0};
    struct gls_out out = {.conn = c};
    frame_put(&out.w, GLF_PING, token, sizeof token);
    gls_say(&out);
}

static const struct protocol_promise promises[] = {
    {"Nobody between client and server reads or changes anything", true,
     "Ephemeral ECDH, signed by the server's identity, which clients pin; AES-256-CBC and HMAC-SHA-256.",
     NULL},
    {"The server cannot read what is said", true,
     "strong and fernet: keys are made by members and wrapped for members. securechat gives this up: there "
     "the "
     "server makes the keys.",
     NULL},
    {"Nobody can speak in another's name", true,
     "Every message is signed with a key that its author alone has.", NULL},
    {"Nothing is replayed, reordered or left out unnoticed", true,
     "Messages are numbered, and each carries the hash of its author's message before.", NULL},
    {"A stolen database tells no password and no text", true,
     "Passwords are stored through yescrypt or bcrypt, messages as ciphertext.", NULL},
    {"A key stolen later opens nothing said before", false,
     "Epoch keys are wrapped under long-lived RSA keys: who steals a user's private key opens the wraps that "
     "the "
     "server still keeps. The channel itself has forward secrecy.",
     NULL},
    {"The server does not know who talks with whom", false,
     "It sees names, times, rooms, and lengths up to 64 bytes.", NULL},
    {0},
};

// A client that is one too many hears this instead of the handshake's answer.
static const uint8_t busy[] = {0, 0, 0, 2, CHANNEL_ALERT, CHANNEL_ALERT_BUSY};

static uint64_t batch_begin(struct server *s)
{
    return store_batch_begin(((struct gls_state *)server_state(s))->store);
}

static bool batch_end(struct server *s, uint64_t token)
{
    return store_batch_end(((struct gls_state *)server_state(s))->store, token);
}

const struct server_protocol server_glasslock = {
    .name = "glasslock",
    .summary = "the default: end-to-end encrypted rooms over an authenticated channel",
    .port = GLASSLOCK_PORT,
    .promises = promises,
    .session_bytes = sizeof(struct gls_session),
    .busy = busy,
    .busy_bytes = sizeof busy,
    .start = start,
    .stop = stop,
    .serve = gls_serve,
    .ended = ended,
    .seal = gls_seal,
    .seal_most = CHANNEL_MAX_PLAIN,
    .batch_begin = batch_begin,
    .batch_end = batch_end,
    .notice = notice,
    .goodbye = goodbye,
    .released = released,
    .ping = ping,
    .tick = gls_tick,
    .admin = gls_admin,
    .admin_help = gls_admin_help,
};
