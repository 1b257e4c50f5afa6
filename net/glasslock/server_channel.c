// SPDX-License-Identifier: MIT
// A connection from its first byte: the handshake, then records, and the frames in them.
#include "net/glasslock/server_parts.h"

#include "crypto/common/bytes.h"
#include "crypto/common/hex.h"

#include <stdlib.h>

#define READ_BYTES   2048  // at once; what is longer is read in parts
#define KEEP_BYTES   16384 // a buffer that has grown beyond is given back
#define SHOWN_BYTES  24    // of a record, on the shown wire
#define SEAL_AT_ONCE 64

// ---- frames on the socket ----

struct reader {
    struct conn *conn;
    struct wire_writer in;
    size_t used; // of `in`, by the frame handed out last
};

// The next whole frame, its payload in the buffer. WHOLE, BAD, or MORE: the connection is over.
static enum frame_status next_frame(struct reader *r, struct frame *f)
{
    size_t most = server_config(conn_server(r->conn))->limits.frame_bytes, used = 0;
    wire_drop(&r->in, r->used);
    r->used = 0;
    if (!r->in.bytes && r->in.room > KEEP_BYTES)
        wire_free(&r->in);
    for (;;) {
        enum frame_status status = frame_next(r->in.data, r->in.bytes, most, f, &used);
        if (status != FRAME_MORE) {
            r->used = status == FRAME_WHOLE ? used : 0;
            return status;
        }
        size_t before = r->in.bytes, wanted = used - before;
        size_t room = wanted > READ_BYTES ? wanted : READ_BYTES;
        uint8_t *space = wire_put_space(&r->in, room);
        size_t n = space ? conn_read(r->conn, space, room) : 0;
        if (!n)
            return FRAME_MORE;
        r->in.bytes = before + n;
    }
}

// One alert, and the end.
static void alert(struct conn *c, enum channel_alert reason)
{
    struct wire_writer w = {0};
    const uint8_t byte = (uint8_t)reason;
    frame_put(&w, CHANNEL_ALERT, &byte, 1);
    if (!w.failed)
        conn_say_plain(c, w.data, w.bytes);
    wire_free(&w);
    conn_end(c, channel_alert_text(byte));
}

// ---- the handshake ----

static bool expect(struct reader *r, struct frame *f, uint8_t type)
{
    enum frame_status status = next_frame(r, f);
    if (status == FRAME_WHOLE && f->type == type)
        return true;
    if (status == FRAME_WHOLE && f->type == CHANNEL_ALERT)
        conn_end(r->conn, "the client refuses the handshake");
    else if (status != FRAME_MORE)
        alert(r->conn, CHANNEL_ALERT_FRAME);
    return false;
}

static bool handshake(struct reader *r)
{
    struct conn *c = r->conn;
    struct gls_state *s = gls_state(c);
    struct gls_session *me = gls_session(c);
    struct wire_writer answer = {0};
    struct frame f;
    if (!expect(r, &f, CHANNEL_CLIENT_HELLO))
        return false;
    enum gl_error error = channel_server_answer(&me->channel, &s->identity, server_session(s->server), NULL,
                                                f.payload, f.bytes, &answer);
    bool said = !error && conn_say_plain(c, answer.data, answer.bytes);
    wire_free(&answer);
    if (error)
        alert(c, channel_alert_for(error));
    if (!said || !expect(r, &f, CHANNEL_CLIENT_FINISHED))
        return false;
    error = channel_server_finish(&me->channel, f.payload, f.bytes);
    if (error)
        alert(c, channel_alert_for(error));
    else
        atomic_store(&me->standing, true);
    return !error;
}

// ---- records ----

static void show_wire(struct conn *c, bool in, const void *record, size_t bytes, const void *content,
                      size_t content_bytes)
{
    char hex[2 * SHOWN_BYTES + 1], meaning[200] = "";
    size_t shown = bytes < SHOWN_BYTES ? bytes : SHOWN_BYTES, at = 0, used, written = 0;
    struct frame f;
    gl_hex_encode(hex, record, shown);
    while (frame_next((const uint8_t *)content + at, content_bytes - at, FRAME_MAX_BYTES, &f, &used) ==
           FRAME_WHOLE) {
        int n = snprintf(meaning + written, sizeof meaning - written, " %s(%zu)", gls_frame_name(f.type),
                         f.bytes);
        if (n < 0 || (size_t)n >= sizeof meaning - written)
            break;
        written += (size_t)n;
        at += used;
    }
    server_log(conn_server(c), "wire %s %s %s: %zu bytes %s%s =%s", in ? "from" : "to",
               *conn_name(c) ? conn_name(c) : "?", conn_address(c), bytes, hex, shown < bytes ? "..." : "",
               meaning);
}

static bool handle_content(struct conn *c, const uint8_t *content, size_t bytes)
{
    const struct gls_session *me = gls_session(c);
    struct frame f;
    for (size_t at = 0, used; at < bytes && !me->leaving; at += used)
        if (frame_next(content + at, bytes - at, FRAME_MAX_BYTES, &f, &used) != FRAME_WHOLE ||
            !gls_frame(c, &f))
            return false;
    return true;
}

// false: the connection ends.
static bool handle_record(struct reader *r, const struct frame *f)
{
    struct conn *c = r->conn;
    struct gls_session *me = gls_session(c);
    uint8_t *content;
    size_t bytes;
    // Decrypted in place, in the reader's own memory.
    uint8_t *payload = r->in.data + (f->payload - r->in.data);
    if (channel_open(&me->channel, payload, f->bytes, &content, &bytes)) {
        alert(c, CHANNEL_ALERT_RECORD);
        return false;
    }
    if (server_wire(conn_server(c)))
        show_wire(c, true, f->payload, f->bytes, content, bytes);
    bool good = handle_content(c, content, bytes);
    gl_wipe(content, bytes);
    if (!good) {
        gls_error(c, 0, GLE_BAD_FRAME, "a malformed frame, or one out of its turn");
        conn_end(c, "a malformed frame, or one out of its turn");
    }
    return good && !me->leaving;
}

void gls_serve(struct conn *c)
{
    struct reader r = {.conn = c};
    struct frame f;
    enum frame_status status;
    channel_init(&gls_session(c)->channel, server_config(conn_server(c))->rekey_records);
    gls_pending_add(c);
    if (handshake(&r)) {
        while ((status = next_frame(&r, &f)) == FRAME_WHOLE && f.type == CHANNEL_RECORD)
            if (!handle_record(&r, &f))
                break;
        if (status == FRAME_BAD ||
            (status == FRAME_WHOLE && f.type != CHANNEL_RECORD && f.type != CHANNEL_ALERT))
            alert(c, CHANNEL_ALERT_FRAME);
    }
    gls_pending_drop(c);
    wire_free(&r.in);
}

// ---- outwards ----

void gls_seal(struct seal_job *jobs, size_t n)
{
    struct channel_job channel_jobs[SEAL_AT_ONCE];
    struct wire_writer outs[SEAL_AT_ONCE] = {{0}};
    size_t at[SEAL_AT_ONCE], ready = 0;
    for (size_t i = 0; i < n && i < SEAL_AT_ONCE; i++) {
        struct gls_session *to = gls_session(jobs[i].conn);
        if (!atomic_load(&to->standing))
            continue;
        channel_jobs[ready] = (struct channel_job){
            .channel = &to->channel, .content = jobs[i].data, .bytes = jobs[i].bytes, .out = &outs[ready]};
        at[ready++] = i;
    }
    channel_seal_many(channel_jobs, ready, NULL);
    for (size_t i = 0; i < ready; i++) {
        struct seal_job *job = &jobs[at[i]];
        if (channel_jobs[i].error || outs[i].failed) {
            wire_free(&outs[i]);
            continue;
        }
        job->out = outs[i].data;
        job->out_bytes = outs[i].bytes;
        if (server_wire(conn_server(job->conn)))
            show_wire(job->conn, false, job->out, job->out_bytes, job->data, job->bytes);
    }
}
