// SPDX-License-Identifier: MIT
// How the coursework's server says something: RSA-OAEP for each receiver, in pieces that fit.
#include "net/old/coursework_conversation.h"
#include "net/old/coursework_parts.h"
#include "net/wire/bytes.h"

#include <string.h>

static void put_pieces(struct wire_writer *out, const char *text)
{
    size_t left = strlen(text);
    while (left) {
        size_t bytes = left < COURSEWORK_MAX_TEXT ? left : COURSEWORK_MAX_TEXT;
        while (bytes < left && bytes > 1 && ((uint8_t)text[bytes] & 0xc0) == 0x80)
            bytes--; // no character is cut in two
        wire_put_field(out, text, bytes);
        text += bytes;
        left -= bytes;
    }
}

static void seal_one(struct seal_job *job)
{
    const struct coursework_session *session = conn_state(job->conn);
    struct wire_reader r = wire_read(job->data, job->bytes);
    struct wire_writer out = {0};
    while (r.left && !r.failed) {
        size_t bytes, frame_bytes;
        const uint8_t *text = wire_field(&r, &bytes);
        uint8_t frame[COURSEWORK_MAX_FRAME];
        if (!text || coursework_frame_encode(&session->key, NULL, frame, &frame_bytes, text, bytes))
            out.failed = true;
        else
            wire_put_raw(&out, frame, frame_bytes);
    }
    if (out.failed || r.failed) {
        wire_free(&out);
        return;
    }
    job->out = out.data;
    job->out_bytes = out.bytes;
}

void coursework_seal(struct seal_job *jobs, size_t n)
{
    for (size_t i = 0; i < n; i++)
        seal_one(&jobs[i]);
}

void coursework_say_to(struct conn *c, const char *text)
{
    const struct coursework_session *session = conn_state(c);
    struct wire_writer out = {0};
    if (!session->has_key)
        return; // it could not read it
    put_pieces(&out, text);
    if (!out.failed)
        conn_say(c, out.data, out.bytes);
    wire_free(&out);
}

void coursework_say_to_room(struct conn *c, const char *text)
{
    struct coursework_state *mine = server_state(conn_server(c));
    struct wire_writer out = {0};
    coursework_log_add(mine->log, text);
    put_pieces(&out, text);
    if (!out.failed)
        room_say(mine->room, &(struct room_saying){.data = out.data, .bytes = out.bytes, .except = c});
    wire_free(&out);
}
