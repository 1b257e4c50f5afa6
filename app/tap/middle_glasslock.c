// SPDX-License-Identifier: MIT
// The man in the middle of the default protocol: a channel to the client under an identity of his own, and
// one to the server. A client that knows the server's identity ends it here. One that meets the server for
// the first time, and compares no fingerprint, lets him read what the server reads: not the messages, which
// are sealed and signed from member to member.
#include "app/tap/protocol.h"

#include "crypto/common/bytes.h"
#include "net/channel/channel.h"

#include <stdlib.h>
#include <string.h>

struct middle {
    const struct tap_keys *keys;
    struct channel client, server; // the one towards each
    struct wire_writer hello;      // the client's, until the server's session is known
    bool lost;                     // no longer in the middle: frames pass as they are
};

static void *make(const struct tap_keys *keys)
{
    struct middle *m = calloc(1, sizeof *m);
    if (m) {
        m->keys = keys;
        channel_init(&m->client, 0);
        channel_init(&m->server, 0);
    }
    return m;
}

static void free_middle(void *state)
{
    struct middle *m = state;
    channel_wipe(&m->client);
    channel_wipe(&m->server);
    wire_free(&m->hello);
    free(m);
}

// Is the frame done with? Without memory it is: nothing goes on after it.
static bool settle(enum gl_error error, const struct tap_stage *stage)
{
    if (error == GL_ERR_MEMORY)
        stage->give_up(stage->context);
    return !error || error == GL_ERR_MEMORY;
}

// A hello of ours goes to the server instead of the client's.
static bool take_client_hello(struct middle *m, const struct tap_unit *unit, const struct tap_stage *stage)
{
    struct wire_writer out = {0};
    wire_put_raw(&m->hello, unit->data, unit->bytes);
    enum gl_error error = m->hello.failed ? GL_ERR_MEMORY : channel_client_start(&m->server, NULL, &out);
    if (!error) {
        stage->say(stage->context, TAP_UP, "swaps the client's ephemeral point for her own");
        stage->send(stage->context, TAP_UP, out.data, out.bytes);
    }
    wire_free(&out);
    return settle(error, stage);
}

// The server's answer is for us; the client gets one with the same session, and our identity.
static bool take_server_hello(struct middle *m, const struct tap_unit *unit, const struct tap_stage *stage)
{
    struct wire_writer up = {0}, down = {0};
    uint8_t theirs[CHANNEL_POINT_BYTES], ours[CHANNEL_POINT_BYTES];
    char fingerprint[CHANNEL_FINGERPRINT_CHARS + 1];
    enum gl_error error = channel_client_check(&m->server, unit->data + FRAME_HEADER_BYTES,
                                               unit->bytes - FRAME_HEADER_BYTES, theirs);
    if (!error)
        error = channel_client_finish(&m->server, &up);
    if (!error)
        error = channel_server_answer(&m->client, &m->keys->identity, m->server.session, NULL,
                                      m->hello.data + FRAME_HEADER_BYTES, m->hello.bytes - FRAME_HEADER_BYTES,
                                      &down);
    if (!error) {
        ec_point_encode(ec_group(&ec_p256), &m->keys->identity.Q, false, ours);
        channel_fingerprint(fingerprint, ours);
        stage->say(stage->context, TAP_DOWN, "swaps point and identity for her own, %s, and signs with it",
                   fingerprint);
        stage->send(stage->context, TAP_UP, up.data, up.bytes);
        stage->send(stage->context, TAP_DOWN, down.data, down.bytes);
    }
    wire_free(&up);
    wire_free(&down);
    return settle(error, stage);
}

static bool take_finished(struct middle *m, const struct tap_unit *unit, const struct tap_stage *stage)
{
    if (channel_server_finish(&m->client, unit->data + FRAME_HEADER_BYTES, unit->bytes - FRAME_HEADER_BYTES))
        return false;
    stage->say(stage->context, TAP_UP, "is taken for the server: the client did not know its identity");
    return true;
}

static bool take_record(struct middle *m, const struct tap_unit *unit, const struct tap_stage *stage)
{
    struct channel *from = unit->way == TAP_UP ? &m->client : &m->server;
    uint8_t *copy = malloc(unit->bytes), *content = NULL;
    size_t left = 0, used;
    struct frame frame;
    if (!copy)
        return settle(GL_ERR_MEMORY, stage);
    memcpy(copy, unit->data, unit->bytes);
    bool read =
        !channel_open(from, copy + FRAME_HEADER_BYTES, unit->bytes - FRAME_HEADER_BYTES, &content, &left);
    while (read && left && frame_next(content, left, FRAME_MAX_BYTES, &frame, &used) == FRAME_WHOLE) {
        stage->inside(stage->context, unit->way, content, used);
        content += used;
        left -= used;
    }
    gl_wipe_free(copy, unit->bytes);
    return read;
}

static bool take(void *state, const struct tap_unit *unit, const struct tap_stage *stage)
{
    struct middle *m = state;
    bool taken = false;
    if (m->lost)
        return false;
    switch (unit->data[4]) {
    case CHANNEL_CLIENT_HELLO:
        taken = unit->way == TAP_UP && take_client_hello(m, unit, stage);
        break;
    case CHANNEL_SERVER_HELLO:
        taken = unit->way == TAP_DOWN && take_server_hello(m, unit, stage);
        break;
    case CHANNEL_CLIENT_FINISHED:
        taken = unit->way == TAP_UP && take_finished(m, unit, stage);
        break;
    case CHANNEL_RECORD:
        taken = take_record(m, unit, stage);
        break;
    case CHANNEL_ALERT:
        return false;
    default:
        break;
    }
    if (!taken) {
        m->lost = true;
        stage->say(stage->context, unit->way, "can make nothing of this, and only passes on from here");
    }
    return taken;
}

static void ended(void *state, enum tap_way way, const struct tap_stage *stage)
{
    const struct middle *m = state;
    if (way == TAP_UP && m->server.open && !m->client.open)
        stage->say(stage->context, TAP_UP,
                   "is not taken for the server: the client has gone at the sight of her key");
}

static void put(void *state, enum tap_way way, const uint8_t *data, size_t bytes,
                const struct tap_stage *stage)
{
    struct middle *m = state;
    struct wire_writer out = {0};
    enum gl_error error = channel_seal(way == TAP_UP ? &m->server : &m->client, NULL, data, bytes, &out);
    settle(error, stage);
    if (!error)
        stage->send(stage->context, way, out.data, out.bytes);
    wire_free(&out);
}

// In the middle: of what is said in it, for these frames end with it.
static void alter(const struct tap_unit *inside, uint8_t *data, FILE *said)
{
    size_t at = inside->bytes > FRAME_HEADER_BYTES + 1 ? inside->bytes / 2 : inside->bytes - 1;
    data[at < FRAME_HEADER_BYTES ? FRAME_HEADER_BYTES : at] ^= 1;
    fprintf(said, "the last bit of byte %zu", at);
}

const struct tap_middle tap_glasslock_middle = {.first = {1, 1},
                                                .make = make,
                                                .free = free_middle,
                                                .take = take,
                                                .put = put,
                                                .ended = ended,
                                                .meaning = tap_glasslock_inside,
                                                .alter = alter};
