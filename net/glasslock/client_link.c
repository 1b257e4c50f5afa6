// SPDX-License-Identifier: MIT
// The client's end of the channel: the handshake, the pinned identity, records.
#include "net/glasslock/client_parts.h"

#include "crypto/common/bytes.h"
#include "net/glasslock/known_hosts.h"

#include <stdio.h>
#include <stdlib.h>

// ---- the handshake ----

bool gc_connected(struct chat_client *c)
{
    struct gc *g = gc_of(c);
    struct wire_writer hello = {0};
    if (!gc_store_mend(g))
        return false;
    channel_wipe(&g->channel);
    channel_init(&g->channel, client_config(c)->rekey_records);
    enum gl_error error = channel_client_start(&g->channel, NULL, &hello);
    if (error == GL_ERR_MEMORY)
        client_no_memory(c);
    else if (error)
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
    if (g->folder && asprintf(&path, "%s/known_hosts", g->folder) < 0) {
        client_no_memory(g->c);
        return false;
    }
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
    if (error == GL_ERR_MEMORY)
        client_no_memory(g->c);
    if (error)
        return false;
    client_set_state(g->c, CLIENT_CONNECTED);
    return gc_enter(g);
}

// ---- records ----

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
        gc_show_record(g, false, shown.data, shown.bytes, f.type, used);
        good = gc_take_frame(g, &f) && gc_store_good(g) && !gc_halted(g);
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
