// SPDX-License-Identifier: MIT
#include "app/chatbench/wire_glasslock.h"

#include "net/glasslock/frames.h"
#include "net/glasslock/server.h"

#include <stdio.h>
#include <string.h>

enum { ID_GUEST = 1, ID_SYNC = 2, ID_EPOCH = 3, ID_SAY = 4 };

static const uint8_t lobby[TALK_ROOM_BYTES];

// ---- outwards ----

bool bench_talk_send(struct load_client *c, const struct wire_writer *frame)
{
    enum gl_error error =
        frame->failed ? GL_ERR_MEMORY
                      : channel_seal(&bench_talker(c)->channel, NULL, frame->data, frame->bytes, &c->out);
    return !error || load_fail(c->load, "client %u cannot seal: %s", c->index, gl_error_string(error));
}

static bool begin(struct load_client *c)
{
    struct bench_talker *me = bench_talker(c);
    channel_init(&me->channel, 0);
    enum gl_error error = channel_client_start(&me->channel, NULL, &c->out);
    return !error || load_fail(c->load, "client %u cannot say hello: %s", c->index, gl_error_string(error));
}

// The channel stands: come in as a guest.
static bool come_in(struct load_client *c)
{
    struct wire_writer w = {0}, card = {0};
    bool good = bench_talk_name(c, &card);
    size_t mark = frame_begin(&w, GLF_GUEST);
    wire_put_u32(&w, ID_GUEST);
    wire_put_text(&w, bench_talker(c)->name);
    wire_put_field(&w, card.data, card.bytes);
    frame_end(&w, mark);
    good = good && bench_talk_send(c, &w);
    wire_free(&w);
    wire_free(&card);
    return good;
}

static bool sync_room(struct load_client *c)
{
    struct wire_writer w = {0};
    size_t mark = frame_begin(&w, GLF_SYNC);
    wire_put_u32(&w, ID_SYNC);
    wire_put_raw(&w, lobby, sizeof lobby);
    wire_put_u64(&w, 0);
    frame_end(&w, mark);
    bool sent = bench_talk_send(c, &w);
    wire_free(&w);
    return sent;
}

static bool say(struct load_client *c, uint32_t number, size_t bytes)
{
    const struct bench_talk *t = c->load->shared;
    struct wire_writer w = {0};
    (void)bytes; // the message is made already
    size_t mark = frame_begin(&w, GLF_SAY);
    wire_put_u32(&w, ID_SAY);
    wire_put_raw(&w, lobby, sizeof lobby);
    wire_put_u32(&w, t->epoch.epoch);
    wire_put_field(&w, t->made.data + t->at[number], t->at[number + 1] - t->at[number]);
    frame_end(&w, mark);
    bool sent = bench_talk_send(c, &w);
    wire_free(&w);
    return sent;
}

// ---- inwards ----

static bool heard(struct load_client *c, struct wire_reader *r)
{
    struct load *l = c->load;
    struct bench_talk *t = l->shared;
    char sender[TALK_NAME_ROOM];
    uint32_t epoch, index = 0;
    uint64_t counter;
    size_t bytes;
    wire_raw(r, TALK_ROOM_BYTES);
    wire_u64(r); // sequence
    wire_u64(r); // time
    wire_text(r, sender, sizeof sender);
    const uint8_t *message = wire_field(r, &bytes);
    const char *dash = strchr(sender, '-');
    if (!wire_done(r) || !dash || sscanf(dash + 1, "%u", &index) != 1 || index >= l->n ||
        talk_message_peek(message, bytes, &epoch, &counter))
        return load_fail(l, "client %u heard something that nobody has said", c->index);
    uint32_t number = (uint32_t)counter * l->n + index - l->base;
    if (c->index == 0) {
        wire_put_u32(&t->kept, number);
        wire_put_field(&t->kept, message, bytes);
    }
    return load_heard(c, number);
}

static bool answered(struct load_client *c, uint32_t id)
{
    struct bench_talk *t = c->load->shared;
    if (id == ID_SYNC && !bench_talker(c)->synced) {
        bench_talker(c)->synced = true;
        t->synced++;
    }
    t->epoch_stands = t->epoch_stands || id == ID_EPOCH;
    return true;
}

static bool pong(struct load_client *c, const struct frame *f)
{
    struct wire_writer w = {0};
    frame_put(&w, GLF_PONG, f->payload, f->bytes);
    bool sent = bench_talk_send(c, &w);
    wire_free(&w);
    return sent;
}

static bool handle(struct load_client *c, const struct frame *f)
{
    struct wire_reader r = wire_read(f->payload, f->bytes);
    char text[256] = "";
    switch (f->type) {
    case GLF_MESSAGE:
        return heard(c, &r);
    case GLF_OK:
        return answered(c, wire_u32(&r));
    case GLF_WELCOME:
        load_joined(c);
        return true;
    case GLF_PING:
        return pong(c, f);
    case GLF_ERROR:
        wire_u32(&r);
        wire_u16(&r);
        wire_text(&r, text, sizeof text);
        return load_fail(c->load, "the server refuses: %s", text);
    case GLF_NOTICE:
    case GLF_GOODBYE:
        wire_text(&r, text, sizeof text);
        return load_fail(c->load, "the server says: %s", text);
    default:
        return true; // presence, members, keys: for clients that have a screen
    }
}

static bool handle_record(struct load_client *c, const struct frame *f)
{
    uint8_t *content;
    size_t bytes;
    struct frame inner;
    // In place, in the reader's own buffer.
    if (channel_open(&bench_talker(c)->channel, (uint8_t *)f->payload, f->bytes, &content, &bytes))
        return load_fail(c->load, "client %u cannot open a record", c->index);
    for (size_t at = 0, used; at < bytes; at += used) {
        if (frame_next(content + at, bytes - at, FRAME_MAX_BYTES, &inner, &used) != FRAME_WHOLE)
            return load_fail(c->load, "client %u got a malformed frame", c->index);
        if (!handle(c, &inner))
            return false;
    }
    return true;
}

static bool handle_hello(struct load_client *c, const struct frame *f)
{
    struct bench_talker *me = bench_talker(c);
    uint8_t identity[CHANNEL_POINT_BYTES];
    enum gl_error error = channel_client_check(&me->channel, f->payload, f->bytes, identity);
    if (!error)
        error = channel_client_finish(&me->channel, &c->out);
    return error
               ? load_fail(c->load, "the handshake of client %u fails: %s", c->index, gl_error_string(error))
               : come_in(c);
}

static bool input(struct load_client *c, uint8_t *data, size_t bytes, size_t *used)
{
    struct frame f;
    size_t n;
    enum frame_status status;
    *used = 0;
    while ((status = frame_next(data + *used, bytes - *used, FRAME_MAX_BYTES, &f, &n)) == FRAME_WHOLE) {
        bool good = f.type == CHANNEL_RECORD ? handle_record(c, &f)
                    : f.type == CHANNEL_SERVER_HELLO
                        ? handle_hello(c, &f)
                        : load_fail(c->load, "the server sends an alert: %s",
                                    channel_alert_text(f.bytes ? *f.payload : 0));
        if (!good)
            return false;
        *used += n;
    }
    return status != FRAME_BAD || load_fail(c->load, "client %u got a malformed frame", c->index);
}

// ---- a room ----

static bool all_synced(const struct load *l)
{
    const struct bench_talk *t = l->shared;
    return t->synced == l->n;
}

static bool epoch_stands(const struct load *l)
{
    const struct bench_talk *t = l->shared;
    return t->epoch_stands;
}

static bool ready(struct load *l)
{
    for (unsigned i = 0; i < l->n; i++)
        if (!sync_room(l->clients + i) || !load_write(l->clients + i))
            return false;
    return load_wait(l, all_synced) && bench_talk_epoch(l) && load_write(l->clients) &&
           load_wait(l, epoch_stands);
}

static void end(struct load_client *c)
{
    channel_wipe(&bench_talker(c)->channel);
}

const struct chatbench_wire chatbench_glasslock = {
    .name = "glasslock",
    .note =
        "Messages are made before the clock starts. All clients share one set of end-to-end keys; one of\n"
        "them keeps every message, and verifies signature, seal and chain of all when the clock has\n"
        "stopped; the others open their records and check authors, counters and order.",
    .protocol = &server_glasslock,
    .state_bytes = sizeof(struct bench_talker),
    .open = bench_talk_open,
    .begin = begin,
    .input = input,
    .ready = ready,
    .most = 30000,
    .prepare = bench_talk_make,
    .say = say,
    .check = bench_talk_check,
    .end = end,
    .close = bench_talk_close,
};
