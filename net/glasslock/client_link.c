// SPDX-License-Identifier: MIT
// The client's end of the channel: the handshake, the pinned identity, records, and the frames inside.
#include "net/glasslock/client_parts.h"

#include "crypto/common/bytes.h"
#include "net/glasslock/known_hosts.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void gc_tell(struct gc *g, enum client_event_kind kind, const struct gc_room *room, const char *format, ...)
{
    va_list arguments;
    char *text = NULL;
    va_start(arguments, format);
    if (vasprintf(&text, format, arguments) < 0)
        text = NULL;
    va_end(arguments);
    client_emit(g->c, &(struct client_event){.kind = kind,
                                             .room = room ? room->title : NULL,
                                             .text = text ? text : "no memory for a message"});
    free(text);
}

// ---- the handshake ----

bool gc_connected(struct chat_client *c)
{
    struct gc *g = gc_of(c);
    struct wire_writer hello = {0};
    channel_wipe(&g->channel);
    channel_init(&g->channel, client_config(c)->rekey_records);
    enum gl_error error = channel_client_start(&g->channel, NULL, &hello);
    if (error)
        client_tell(c, EVENT_ERROR, "no secure channel: %s", gl_error_string(error));
    else
        client_send(c, hello.data, hello.bytes);
    client_show_wire(c, true, hello.data, hello.bytes, "CLIENT_HELLO: a fresh key to agree on");
    wire_free(&hello);
    return !error;
}

static void refuse_identity(struct gc *g, const char *path, unsigned line, const char *fingerprint)
{
    const struct client_config *config = client_config(g->c);
    client_tell(
        g->c, EVENT_WARNING,
        "THE SERVER'S IDENTITY HAS CHANGED. Somebody may be in the middle and read your password; or the "
        "server has new keys. %s port %u now shows the fingerprint %s. Nothing was sent. Ask whoever "
        "runs the server; only if they say the same fingerprint, remove line %u of %s, which pins the "
        "old identity, and connect again",
        config->host, config->port, fingerprint, line, path);
    client_give_up(g->c);
}

// Without a folder the first identity of this process is the one.
static enum known_host check_pin(struct gc *g, const char *path, const uint8_t identity[CHANNEL_POINT_BYTES],
                                 unsigned *line, char *error, size_t room)
{
    const struct client_config *config = client_config(g->c);
    if (path)
        return known_host_check(path, config->host, config->port, identity, line, error, room);
    if (!g->met)
        return HOST_NEW;
    return gl_equal_ct(g->identity, identity, CHANNEL_POINT_BYTES) ? HOST_KNOWN : HOST_CHANGED;
}

// Is this the server that we know? The first time it is pinned.
static bool meet(struct gc *g, const uint8_t identity[CHANNEL_POINT_BYTES])
{
    const struct client_config *config = client_config(g->c);
    char fingerprint[CHANNEL_FINGERPRINT_CHARS + 1], error[512], *path = NULL;
    unsigned line = 0;
    if (g->folder && asprintf(&path, "%s/known_hosts", g->folder) < 0)
        return false;
    channel_fingerprint(fingerprint, identity);
    enum known_host known = check_pin(g, path, identity, &line, error, sizeof error);
    if (known == HOST_NEW && path &&
        !known_host_add(path, config->host, config->port, identity, error, sizeof error))
        known = HOST_FAILED;
    if (known == HOST_CHANGED)
        refuse_identity(g, path ? path : "(memory)", line, fingerprint);
    if (known == HOST_FAILED) {
        client_tell(g->c, EVENT_ERROR, "%s; without it the server's identity cannot be checked", error);
        client_give_up(g->c);
    }
    free(path);
    if (known != HOST_NEW && known != HOST_KNOWN)
        return false;
    memcpy(g->identity, identity, CHANNEL_POINT_BYTES);
    const bool first = known == HOST_NEW;
    if (first || !g->met)
        client_emit(g->c, &(struct client_event){.kind = EVENT_IDENTITY, .text = fingerprint, .flag = first});
    g->met = true;
    return true;
}

static bool load_server_key(struct gc *g)
{
    struct ec_point point;
    ec_point_init(&point);
    enum gl_error error = ec_point_decode(ec_group(&ec_p256), &point, g->identity, sizeof g->identity);
    if (!error)
        error = ec_key_set_public(&g->server_key, &ec_p256, &point);
    ec_point_clear(&point);
    return !error;
}

static bool on_hello(struct gc *g, const struct frame *f)
{
    uint8_t identity[CHANNEL_POINT_BYTES];
    struct wire_writer finished = {0};
    enum gl_error error = channel_client_check(&g->channel, f->payload, f->bytes, identity);
    if (error) {
        client_tell(g->c, EVENT_WARNING,
                    "the server's greeting does not verify (%s): the connection is closed",
                    gl_error_string(error));
        return false;
    }
    client_show_wire(g->c, false, f->payload, f->bytes, "SERVER_HELLO: identity, fresh key, signature, MAC");
    if (!meet(g, identity) || !load_server_key(g))
        return false;
    error = channel_client_finish(&g->channel, &finished);
    if (!error)
        client_send(g->c, finished.data, finished.bytes);
    client_show_wire(g->c, true, finished.data, finished.bytes, "CLIENT_FINISHED: MAC over the handshake");
    wire_free(&finished);
    if (error)
        return false;
    client_set_state(g->c, CLIENT_CONNECTED);
    return gc_enter(g);
}

// ---- frames ----

static bool on_notice(struct gc *g, struct wire_reader *r)
{
    char text[1024];
    wire_text(r, text, sizeof text);
    if (wire_done(r))
        client_tell(g->c, EVENT_NOTICE, "%s", text);
    return wire_done(r);
}

static bool on_goodbye(struct gc *g, struct wire_reader *r)
{
    char text[1024];
    wire_text(r, text, sizeof text);
    if (wire_done(r))
        client_tell(g->c, EVENT_NOTICE, "the server says goodbye: %s", text);
    return wire_done(r);
}

static bool on_ping(struct gc *g, struct wire_reader *r)
{
    const uint8_t *echo = wire_raw(r, 8);
    if (!wire_done(r))
        return false;
    wire_put_raw(gc_begin(g, GLF_PONG), echo, 8);
    return gc_end(g);
}

static bool on_pong(struct gc *g, struct wire_reader *r)
{
    (void)g;
    wire_raw(r, 8);
    return wire_done(r);
}

static const struct {
    uint8_t type;
    const char *name;
    bool (*take)(struct gc *g, struct wire_reader *r); // NULL: ours to send
} frames[] = {
    {GLF_REGISTER, "REGISTER (name, password, card)", NULL},
    {GLF_LOGIN, "LOGIN (name, password)", NULL},
    {GLF_GUEST, "GUEST (name, card)", NULL},
    {GLF_PUBLISH, "PUBLISH (our new card)", NULL},
    {GLF_WHO, "WHO", NULL},
    {GLF_CARDS, "CARDS (whose public keys we want)", NULL},
    {GLF_OPEN, "OPEN (a new conversation)", NULL},
    {GLF_INVITE, "INVITE (signed by us)", NULL},
    {GLF_ACCEPT, "ACCEPT (signed by us)", NULL},
    {GLF_DECLINE, "DECLINE", NULL},
    {GLF_LEAVE, "LEAVE", NULL},
    {GLF_EPOCH, "EPOCH (a new key, wrapped for each member)", NULL},
    {GLF_SAY, "SAY (a message, sealed and signed end to end)", NULL},
    {GLF_RECEIPT, "RECEIPT (received or read, with a MAC)", NULL},
    {GLF_SYNC, "SYNC (what have we missed?)", NULL},
    {GLF_FRIEND, "FRIEND", NULL},
    {GLF_FRIENDS, "FRIENDS", NULL},
    {GLF_WAIT, "WAIT (until a friend is ready)", NULL},
    {GLF_RECIPE, "RECIPE (another one for a conversation)", NULL},
    {GLF_PING, "PING", on_ping},
    {GLF_PONG, "PONG", on_pong},
    {GLF_BYE, "BYE", NULL},
    {GLF_OK, "OK", gc_on_ok},
    {GLF_ERROR, "ERROR", gc_on_error},
    {GLF_WELCOME, "WELCOME (our card and rooms)", gc_on_welcome},
    {GLF_PRESENCE, "PRESENCE (who comes and goes)", gc_on_presence},
    {GLF_CARD, "CARD (somebody's public keys)", gc_on_card},
    {GLF_INVITED, "INVITED", gc_on_invited},
    {GLF_MEMBERS, "MEMBERS (of a conversation)", gc_on_members},
    {GLF_KEY, "KEY (an epoch's, wrapped for us)", gc_on_key},
    {GLF_MESSAGE, "MESSAGE (sealed and signed end to end)", gc_on_message},
    {GLF_RECEIVED, "RECEIVED (a receipt)", gc_on_received},
    {GLF_FRIEND_IS, "FRIEND_IS", gc_on_friend},
    {GLF_READY, "READY", gc_on_ready},
    {GLF_NOTICE, "NOTICE", on_notice},
    {GLF_GOODBYE, "GOODBYE", on_goodbye},
    {GLF_LEFT, "LEFT", gc_on_left},
    {GLF_MAKE_KEY, "MAKE_KEY", gc_on_make_key},
};
#define FRAMES (sizeof frames / sizeof frames[0])

const char *gc_frame_name(uint8_t type)
{
    for (size_t i = 0; i < FRAMES; i++)
        if (frames[i].type == type)
            return frames[i].name;
    return "unknown";
}

static bool take(struct gc *g, const struct frame *f)
{
    for (size_t i = 0; i < FRAMES; i++) {
        if (frames[i].type != f->type || !frames[i].take)
            continue;
        struct wire_reader r = wire_read(f->payload, f->bytes);
        if (frames[i].take(g, &r))
            return true;
        if (!wire_done(&r))
            break;
        return false; // it was well-formed, and told why
    }
    client_tell(g->c, EVENT_WARNING,
                "the server sends what is not in the protocol (%s): the connection is closed",
                gc_frame_name(f->type));
    return false;
}

// ---- records ----

static void show_record(struct gc *g, bool outwards, const void *data, size_t bytes, uint8_t type,
                        size_t inner)
{
    char text[160];
    if (!client_wire(g->c))
        return;
    snprintf(text, sizeof text, "a record; inside it, %zu bytes: %s", inner, gc_frame_name(type));
    client_show_wire(g->c, outwards, data, bytes, text);
}

static bool on_record(struct gc *g, uint8_t *payload, size_t bytes)
{
    uint8_t *content;
    size_t left;
    struct wire_writer shown = {0}; // as it came, for it is opened in place
    if (client_wire(g->c))
        wire_put_raw(&shown, payload, bytes);
    if (channel_open(&g->channel, payload, bytes, &content, &left)) {
        client_tell(
            g->c, EVENT_WARNING,
            "a record from the server does not verify: it was altered, repeated, or one was left out on "
            "the way. The connection is closed");
        wire_free(&shown);
        return false;
    }
    bool good = true;
    while (left && good) {
        struct frame f;
        size_t used;
        good = frame_next(content, left, FRAME_MAX_BYTES, &f, &used) == FRAME_WHOLE;
        if (!good) {
            client_tell(g->c, EVENT_WARNING,
                        "the server sends frames that are cut: the connection is closed");
            break;
        }
        show_record(g, false, shown.data, shown.bytes, f.type, used);
        good = take(g, &f);
        content += used;
        left -= used;
    }
    wire_free(&shown);
    if (good && g->in)
        gc_pump(g);
    return good;
}

bool gc_input(struct chat_client *c, uint8_t *data, size_t bytes, size_t *used)
{
    struct gc *g = gc_of(c);
    struct frame f;
    enum frame_status status = frame_next(data, bytes, FRAME_MAX_BYTES, &f, used);
    if (status == FRAME_MORE) {
        *used = 0;
        return true;
    }
    if (status == FRAME_WHOLE && f.type == CHANNEL_ALERT && f.bytes == 1) {
        client_tell(c, EVENT_ERROR, "the server ends the connection: %s", channel_alert_text(f.payload[0]));
        return false;
    }
    if (status == FRAME_WHOLE && f.type == CHANNEL_SERVER_HELLO && g->channel.handshake)
        return on_hello(g, &f);
    if (status == FRAME_WHOLE && f.type == CHANNEL_RECORD && g->channel.open)
        return on_record(g, data + FRAME_HEADER_BYTES, f.bytes);
    client_tell(c, EVENT_ERROR, "%s port %u is no glasslock server, or speaks out of its turn",
                client_config(c)->host, client_config(c)->port);
    return false;
}

struct wire_writer *gc_begin(struct gc *g, uint8_t type)
{
    wire_empty(&g->frame);
    g->mark = frame_begin(&g->frame, type);
    return &g->frame;
}

bool gc_end(struct gc *g)
{
    struct wire_writer record = {0};
    frame_end(&g->frame, g->mark);
    enum gl_error error = g->frame.failed || g->frame.bytes > CHANNEL_MAX_PLAIN ? GL_ERR_TOO_LARGE : GL_OK;
    if (!error && g->channel.open)
        error = channel_seal(&g->channel, NULL, g->frame.data, g->frame.bytes, &record);
    if (error)
        client_tell(g->c, EVENT_ERROR, "it cannot be sent: %s", gl_error_string(error));
    else if (record.bytes) {
        client_send(g->c, record.data, record.bytes);
        show_record(g, true, record.data, record.bytes, g->frame.data[4], g->frame.bytes);
    }
    wire_free(&record);
    wire_empty(&g->frame);
    return !error;
}
