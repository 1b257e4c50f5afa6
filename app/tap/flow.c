// SPDX-License-Identifier: MIT
// From bytes to frames, past Mallory, and on.
#include "app/tap/parts.h"

#include "crypto/common/bytes.h"
#include "crypto/hash/hash.h"
#include "crypto/common/text.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define MOST_UNCUT  ((size_t)256 << 10) // a frame that does not end: the rest passes as bytes
#define LEAST_EQUAL 16                  // shorter frames are equal by chance

static void give_up(void *context)
{
    struct tap_connection *c = context;
    c->failed = c->no_memory = true;
}

static void put_on_wire(void *context, enum tap_way way, const uint8_t *data, size_t bytes)
{
    struct tap_connection *c = context;
    struct tap_leg *to = &c->legs[!way];
    wire_put_raw(&to->out, data, bytes);
    if (to->out.failed) {
        give_up(c);
        return;
    }
    tap_pcap_data(c->tap->config->pcap, &c->pcap, way, data, bytes);
}

static void take_inside(void *context, enum tap_way way, const uint8_t *data, size_t bytes);

__attribute__((format(printf, 3, 4))) static void say(void *context, enum tap_way way, const char *format,
                                                      ...)
{
    struct tap_connection *c = context;
    const struct tap_unit unit = {.way = way, .number = c->flows[way].number};
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    tap_show_deed(c, &unit, false, text, NULL);
}

struct tap_stage tap_stage_of(struct tap_connection *c)
{
    return (struct tap_stage){c, put_on_wire, take_inside, say, give_up};
}

// What comes from the wire is cleaned before a terminal sees it.
static void clean(char *text)
{
    if (wire_text_valid(text, strlen(text), false))
        return;
    for (; *text; text++)
        if ((unsigned char)*text < ' ' || (unsigned char)*text >= 0x7f)
            *text = '?';
}

// Malloc'd, or NULL without memory.
static char *meaning_of(struct tap_connection *c, const struct tap_unit *unit, bool inside)
{
    char *text = NULL;
    size_t chars;
    FILE *out = gl_text_open(&text, &chars);
    if (!out)
        return NULL;
    if (inside)
        c->middle->meaning(unit, out);
    else
        c->flows[unit->way].protocol->meaning(&c->memory, unit, out);
    fclose(out);
    if (text)
        clean(text);
    return text;
}

static void take_inside(void *context, enum tap_way way, const uint8_t *data, size_t bytes)
{
    struct tap_connection *c = context;
    struct tap_unit unit = {way, ++c->flows[way].inside, data, bytes, NULL};
    char *meaning = meaning_of(c, &unit, true);
    unit.meaning = meaning ? meaning : "out of memory";
    tap_show_unit(c, &unit, true, NULL);
    tap_pass(c, &unit, true);
    free(meaning);
}

// ---- frames ----

// An equal frame before this one, or NULL; this one is remembered.
static const struct tap_seen *seen_before(struct tap_connection *c, const struct tap_unit *unit)
{
    uint8_t digest[32];
    const struct tap_seen *again = NULL;
    if (unit->bytes < LEAST_EQUAL)
        return NULL;
    hash_digest(&hash_sha256, unit->data, unit->bytes, digest);
    struct tap_seen now = {gl_load64_be(digest), unit->number, unit->way};
    for (size_t i = 0; i < c->n_seen && i < TAP_REMEMBERED && !again; i++)
        if (c->seen[i].hash == now.hash)
            again = &c->seen[i];
    if (!again)
        c->seen[c->n_seen++ % TAP_REMEMBERED] = now;
    return again;
}

static void begin_middle(struct tap_connection *c, const struct tap_unit *unit)
{
    const struct tap_protocol *protocol = c->flows[unit->way].protocol;
    c->asked_middle = true;
    if (!c->tap->config->swap_keys)
        return;
    if (!protocol->middle)
        say(c, unit->way, "finds no keys to swap: none cross the wire in %s", protocol->name);
    else if (!(c->middle_state = protocol->middle->make(&c->tap->keys)))
        say(c, unit->way, "has no memory to sit in the middle");
    else
        c->middle = protocol->middle;
}

static void take(struct tap_connection *c, struct tap_unit *unit)
{
    struct tap_stage stage = tap_stage_of(c);
    char *meaning = meaning_of(c, unit, false);
    unit->meaning = meaning ? meaning : "out of memory";
    c->flows[unit->way].number = unit->number;
    c->tap->frames++;
    tap_show_unit(c, unit, false, seen_before(c, unit));
    if (!c->asked_middle)
        begin_middle(c, unit);
    if (!c->middle || !c->middle->take(c->middle_state, unit, &stage))
        tap_pass(c, unit, false);
    else
        wire_empty(&c->memory); // the other side did not see this one
    free(meaning);
}

static const struct tap_protocol *protocol_of(struct tap_connection *c, enum tap_way way)
{
    struct tap_flow *flow = &c->flows[way];
    if (!flow->protocol) // what one side speaks the other speaks too
        flow->protocol = c->flows[!way].protocol ? c->flows[!way].protocol : c->tap->config->protocol;
    if (!flow->protocol)
        flow->protocol = tap_guess(c->legs[way].in.data, c->legs[way].in.bytes);
    return flow->protocol;
}

void tap_flow_run(struct tap_connection *c, enum tap_way way)
{
    struct wire_writer *in = &c->legs[way].in;
    while (in->bytes && !c->failed && protocol_of(c, way)) {
        struct tap_unit unit = {way, c->flows[way].number + 1, in->data, in->bytes, NULL};
        size_t used = 0;
        enum tap_cut cut = c->flows[way].protocol->cut(&unit, &used);
        if (cut == TAP_MORE && in->bytes <= MOST_UNCUT)
            return;
        if (cut != TAP_WHOLE) {
            tap_show_event(c, "lost",
                           way == TAP_UP ? "from the client comes something else; shown as bytes"
                                         : "from the server comes something else; shown as bytes");
            c->flows[way].protocol = &tap_raw;
            continue;
        }
        unit.bytes = used;
        take(c, &unit);
        wire_drop(in, used);
    }
}

void tap_flow_end(struct tap_connection *c, enum tap_way way)
{
    struct wire_writer *in = &c->legs[way].in;
    struct tap_stage stage = tap_stage_of(c);
    if (c->middle && c->middle->ended)
        c->middle->ended(c->middle_state, way, &stage);
    tap_release_held(c, way);
    if (in->bytes) // half a frame
        put_on_wire(c, way, in->data, in->bytes);
    wire_free(in);
}
