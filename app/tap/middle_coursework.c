// SPDX-License-Identifier: MIT
// The man in the middle of the coursework chat: its keys are vouched for by nobody, so each side gets his own
// and never knows. He reads everything, and may write anything.
#include "app/tap/protocol.h"

#include "crypto/common/bytes.h"
#include "net/old/coursework_stream.h"

#include <stdlib.h>
#include <string.h>

struct middle {
    const struct tap_keys *keys;
    struct rsa_public theirs[2]; // the client's, the server's
    bool known[2];
};

static void *make(const struct tap_keys *keys)
{
    struct middle *m = calloc(1, sizeof *m);
    if (m)
        m->keys = keys;
    return m;
}

static void free_middle(void *state)
{
    struct middle *m = state;
    for (int way = 0; way < 2; way++)
        if (m->known[way])
            rsa_public_clear(&m->theirs[way]);
    free(m);
}

static bool take_key(struct middle *m, const struct tap_unit *unit, const struct tap_stage *stage)
{
    size_t used;
    if (coursework_next_key((const char *)unit->data, unit->bytes, &m->theirs[unit->way], &used) || !used)
        return false;
    m->known[unit->way] = true;
    char *pem = coursework_key_pem(&m->keys->rsa.public);
    if (!pem)
        return false;
    stage->say(stage->context, unit->way, "swaps the public key for her own");
    stage->send(stage->context, unit->way, (const uint8_t *)pem, strlen(pem));
    free(pem);
    return true;
}

static bool take(void *state, const struct tap_unit *unit, const struct tap_stage *stage)
{
    struct middle *m = state;
    char text[COURSEWORK_MAX_KEY_BYTES];
    size_t from, used, bytes;
    if (unit->number == 1)
        return take_key(m, unit, stage);
    if (!m->known[0] || !m->known[1] ||
        coursework_next_frame((const char *)unit->data, unit->bytes, &from, &used) || !used ||
        coursework_frame_decode(&m->keys->rsa, NULL, text, &bytes, unit->data + from, used - from))
        return false;
    stage->inside(stage->context, unit->way, (const uint8_t *)text, bytes);
    gl_wipe(text, sizeof text);
    return true;
}

static void put(void *state, enum tap_way way, const uint8_t *data, size_t bytes,
                const struct tap_stage *stage)
{
    struct middle *m = state;
    uint8_t frame[COURSEWORK_MAX_FRAME];
    size_t frame_bytes;
    if (!coursework_frame_encode(&m->theirs[!way], NULL, frame, &frame_bytes, data, bytes))
        stage->send(stage->context, way, frame, frame_bytes);
}

static void meaning(const struct tap_unit *inside, FILE *out)
{
    fprintf(out, "\"%.*s\"", (int)inside->bytes, (const char *)inside->data);
}

static void alter(const struct tap_unit *inside, uint8_t *data, FILE *said)
{
    if (inside->bytes == 0)
        return;
    data[inside->bytes - 1] = data[inside->bytes - 1] == '!' ? '?' : '!';
    fputs("the last letter", said);
}

const struct tap_middle tap_coursework_middle = {.first = {3, 1},
                                                 .make = make,
                                                 .free = free_middle,
                                                 .take = take,
                                                 .put = put,
                                                 .meaning = meaning,
                                                 .alter = alter};
