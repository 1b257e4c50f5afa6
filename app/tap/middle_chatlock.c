// SPDX-License-Identifier: MIT
// The man in the middle of ChatLock: the public point in the register list becomes his own, and he signs each
// private message anew. The server says AUTHENTICATED. (The texts need no swapping: all share one key.)
#include "app/tap/protocol.h"

#include "net/old/chatlock_message.h"

#include <stdlib.h>

struct middle {
    unsigned scalar;
    struct chatlock_message message;
};

static void *make(const struct tap_keys *keys)
{
    struct middle *m = calloc(1, sizeof *m);
    if (m)
        m->scalar = keys->scalar;
    return m;
}

static bool take(void *state, const struct tap_unit *unit, const struct tap_stage *stage)
{
    struct middle *m = state;
    struct wire_writer out = {0};
    size_t from, used;
    const char *data = (const char *)unit->data;
    if (unit->way != TAP_UP || chatlock_next(data, unit->bytes, &from, &used) != CHATLOCK_LIST ||
        chatlock_read(&m->message, data + from, used - from) || m->message.kind == CHATLOCK_TO_ALL)
        return false;
    bool registers = m->message.kind == CHATLOCK_REGISTER;
    bool swapped = registers ? !chatlock_public(&m->message.point, m->scalar) : true;
    swapped = swapped && !chatlock_write(&out, &m->message, registers ? 0 : m->scalar, NULL, NULL);
    if (swapped) {
        stage->say(stage->context, TAP_UP, "%s",
                   registers ? "swaps the public point for her own" : "signs it anew, with her own key");
        stage->send(stage->context, TAP_UP, out.data, out.bytes);
    }
    wire_free(&out);
    return swapped;
}

static void put(void *state, enum tap_way way, const uint8_t *data, size_t bytes,
                const struct tap_stage *stage)
{
    (void)state;
    stage->send(stage->context, way, data, bytes);
}

static void meaning(const struct tap_unit *inside, FILE *out)
{
    fprintf(out, "%zu bytes", inside->bytes);
}

static void alter(const struct tap_unit *inside, uint8_t *data, FILE *said)
{
    data[inside->bytes - 1] ^= 1;
    fputs("the last bit", said);
}

const struct tap_middle tap_chatlock_middle = {.first = {1, 1},
                                               .make = make,
                                               .free = free,
                                               .take = take,
                                               .put = put,
                                               .meaning = meaning,
                                               .alter = alter};
