// SPDX-License-Identifier: MIT
// What Mallory does to one frame.
#include "app/tap/parts.h"

#include "crypto/common/bytes.h"

#include <stdlib.h>
#include <string.h>

static void put(struct tap_connection *c, enum tap_way way, const uint8_t *data, size_t bytes, bool inside)
{
    struct tap_stage stage = tap_stage_of(c);
    if (inside)
        c->middle->put(c->middle_state, way, data, bytes, &stage);
    else
        stage.send(c, way, data, bytes);
}

static void put_altered(struct tap_connection *c, const struct tap_unit *unit, bool inside)
{
    const struct tap_protocol *protocol = c->flows[unit->way].protocol;
    uint8_t *copy = malloc(unit->bytes + 1);
    char text[200] = "changes ";
    FILE *said = fmemopen(text + strlen(text), sizeof text - strlen(text) - 1, "w");
    if (copy && said) {
        memcpy(copy, unit->data, unit->bytes);
        inside ? c->middle->alter(unit, copy, said) : protocol->alter(unit, copy, said);
        fclose(said);
        said = NULL;
        tap_show_deed(c, unit, inside, text, copy);
        put(c, unit->way, copy, unit->bytes, inside);
    } else {
        tap_show_deed(c, unit, inside, "has no memory to change it", NULL);
        put(c, unit->way, unit->data, unit->bytes, inside);
    }
    if (said)
        fclose(said);
    gl_wipe_free(copy, unit->bytes);
}

static void do_deed(struct tap_connection *c, const struct tap_unit *unit, bool inside)
{
    struct tap_flow *flow = &c->flows[unit->way];
    c->tap->done = true;
    switch (c->tap->config->deed) {
    case TAP_REPLAY:
        tap_show_deed(c, unit, inside, "says it twice", NULL);
        put(c, unit->way, unit->data, unit->bytes, inside);
        put(c, unit->way, unit->data, unit->bytes, inside);
        break;
    case TAP_DROP:
        tap_show_deed(c, unit, inside, "lets it fall", NULL);
        break;
    case TAP_ALTER:
        put_altered(c, unit, inside);
        break;
    default:
        wire_put_raw(&flow->held, unit->data, unit->bytes);
        if (flow->held.failed) {
            tap_show_deed(c, unit, inside, "has no memory to hold it back", NULL);
            put(c, unit->way, unit->data, unit->bytes, inside);
            wire_empty(&flow->held);
            break;
        }
        tap_show_deed(c, unit, inside, "holds it back until the next one has passed", NULL);
        flow->held_inside = inside;
    }
}

void tap_release_held(struct tap_connection *c, enum tap_way way)
{
    struct tap_flow *flow = &c->flows[way];
    const struct tap_stage stage = tap_stage_of(c);
    if (!flow->held.bytes)
        return;
    stage.say(c, way, "lets go what was held back");
    put(c, way, flow->held.data, flow->held.bytes, flow->held_inside);
    wire_free(&flow->held);
}

static bool is_due(struct tap_connection *c, const struct tap_unit *unit, bool inside)
{
    const struct tap_config *config = c->tap->config;
    const struct tap_protocol *protocol = c->flows[unit->way].protocol;
    if (config->deed == TAP_WATCH || unit->way != config->way || (c->tap->done && !config->every))
        return false;
    // Where the man in the middle reads, the deed is done to what he reads.
    if (!inside && c->middle)
        return false;
    if (config->match)
        return strstr(unit->meaning, config->match) &&
               ++c->flows[unit->way].matching == (config->nth ? config->nth : 1);
    uint64_t first = inside ? c->middle->first[unit->way] : protocol->first[unit->way];
    return unit->number == (config->nth ? config->nth : first);
}

void tap_pass(struct tap_connection *c, const struct tap_unit *unit, bool inside)
{
    if (is_due(c, unit, inside)) {
        do_deed(c, unit, inside);
        return;
    }
    put(c, unit->way, unit->data, unit->bytes, inside);
    tap_release_held(c, unit->way);
}
