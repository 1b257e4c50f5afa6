// SPDX-License-Identifier: MIT
// The tap: it cuts any stream, tells what it means and alters it, for each protocol, and guesses which one it
// is.
#include "app/tap/protocol.h"
#include "tests/fuzz/fuzz.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static const struct tap_protocol *const protocols[] = {&tap_glasslock, &tap_chatlock, &tap_socketchat,
                                                       &tap_coursework, &tap_raw};
#define PROTOCOLS (sizeof protocols / sizeof *protocols)

static void flow(const struct tap_protocol *p, const uint8_t *data, size_t bytes, uint8_t ways, FILE *out)
{
    struct wire_writer memory = {0};
    struct tap_unit unit = {.number = 0};
    for (size_t at = 0, used = 0; at < bytes; at += used) {
        unit.way = ways >> (unit.number & 7) & 1 ? TAP_UP : TAP_DOWN;
        unit.number++;
        unit.data = data + at;
        unit.bytes = bytes - at;
        if (p->cut(&unit, &used) != TAP_WHOLE)
            break;
        FUZZ_REQUIRE(used && used <= bytes - at);
        unit.bytes = used;
        p->meaning(&memory, &unit, out);
        uint8_t *altered = fuzz_copy(unit.data, used);
        p->alter(&unit, altered, out);
        free(altered);
    }
    wire_free(&memory);
}

static void frames(const uint8_t *data, size_t bytes, FILE *out)
{
    struct frame f;
    for (size_t at = 0, used;
         at < bytes && frame_next(data + at, bytes - at, FRAME_MAX_BYTES, &f, &used) == FRAME_WHOLE;
         at += used)
        tap_glasslock_inside(&(struct tap_unit){.number = 1, .data = data + at, .bytes = used}, out);
}

// ---- the man in the middle ----

struct scene {
    const struct tap_middle *middle;
    void *state;
    FILE *out;
    struct tap_stage stage;
};

static void passes(void *context, enum tap_way way, const uint8_t *data, size_t bytes)
{
    (void)context;
    (void)way;
    free(fuzz_copy(data, bytes));
}

static void is_read(void *context, enum tap_way way, const uint8_t *data, size_t bytes)
{
    struct scene *s = context;
    const struct tap_unit unit = {.way = way, .number = 1, .data = data, .bytes = bytes};
    s->middle->meaning(&unit, s->out);
    uint8_t *altered = fuzz_copy(data, bytes);
    s->middle->alter(&unit, altered, s->out);
    s->middle->put(s->state, way, altered, bytes, &s->stage);
    free(altered);
}

__attribute__((format(printf, 3, 4))) static void is_said(void *context, enum tap_way way, const char *format,
                                                          ...)
{
    struct scene *s = context;
    va_list arguments;
    (void)way;
    va_start(arguments, format);
    vfprintf(s->out, format, arguments);
    va_end(arguments);
}

// Memory is never short here.
static void gives_up(void *context)
{
    (void)context;
    FUZZ_REQUIRE(false);
}

static void middle(const struct tap_protocol *p, const uint8_t *data, size_t bytes, uint8_t ways, FILE *out)
{
    static struct tap_keys keys;
    struct scene s = {.middle = p->middle, .out = out};
    if (!s.middle)
        return;
    keys = (struct tap_keys){fuzz_person(0)->keys.sign, fuzz_person(0)->keys.wrap, 7};
    s.state = s.middle->make(&keys);
    s.stage = (struct tap_stage){&s, passes, is_read, is_said, gives_up};
    FUZZ_REQUIRE(s.state);
    struct tap_unit unit = {.number = 0};
    for (size_t at = 0, used = 0; at < bytes; at += used) {
        unit.way = ways >> (unit.number & 7) & 1 ? TAP_UP : TAP_DOWN;
        unit.number++;
        unit.data = data + at;
        unit.bytes = bytes - at;
        if (p->cut(&unit, &used) != TAP_WHOLE)
            break;
        unit.bytes = used;
        uint8_t *exact = fuzz_copy(unit.data, used);
        unit.data = exact;
        (void)s.middle->take(s.state, &unit, &s.stage);
        free(exact);
    }
    for (int way = 0; way < 2 && s.middle->ended; way++)
        s.middle->ended(s.state, (enum tap_way)way, &s.stage);
    s.middle->free(s.state);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_in in = fuzz_in(data, size);
    uint8_t which = fuzz_u8(&in), ways = fuzz_u8(&in);
    uint8_t *copy = fuzz_copy(in.at, in.left);
    char *text = NULL;
    size_t chars;
    FILE *out = open_memstream(&text, &chars);
    (void)tap_guess(copy, in.left);
    flow(protocols[which % PROTOCOLS], copy, in.left, ways, out);
    frames(copy, in.left, out);
    middle(protocols[which % PROTOCOLS], copy, in.left, ways, out);
    tap_put_hex(out, copy, in.left, which);
    fclose(out);
    free(text);
    free(copy);
    return 0;
}
