// SPDX-License-Identifier: MIT
// What the tap says: lines for people, and objects for programs. Meanings have been cleaned before (flow.c).
#include "app/tap/parts.h"

#include "crypto/common/hex.h"

#include <ctype.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <time.h>

static const char *const ways[] = {"up", "down"};
static const char *const arrows[] = {"client -> server", "server -> client"};

static void put_object(const struct tap *tap, json_t *object)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    FILE *file = tap->config->json;
    json_object_set_new(object, "time", json_real((double)now.tv_sec + (double)now.tv_nsec / 1e9));
    json_dumpf(object, file, JSON_COMPACT | JSON_REAL_PRECISION(16));
    putc('\n', file);
    fflush(file);
    json_decref(object);
}

static json_t *hex_string(const uint8_t *data, size_t bytes)
{
    char *hex = malloc(2 * bytes + 1);
    if (!hex)
        return json_null();
    gl_hex_encode(hex, data, bytes);
    json_t *string = json_string(hex);
    free(hex);
    return string;
}

void tap_show_start(const struct tap *tap, uint16_t port)
{
    const struct tap_config *config = tap->config;
    const char *listen = config->listen ? config->listen : "127.0.0.1";
    if (config->text)
        fprintf(config->text, "tap: listening on %s, port %u; what comes goes on to %s, port %s\n", listen,
                (unsigned)port, config->host, config->host_port);
    if (config->json)
        put_object(tap, json_pack("{s:s, s:s, s:i, s:s, s:s}", "event", "listen", "address", listen, "port",
                                  (int)port, "to", config->host, "to_port", config->host_port));
    if (config->text)
        fflush(config->text);
}

void tap_show_event(const struct tap_connection *c, const char *event, const char *text)
{
    const struct tap_config *config = c->tap->config;
    if (config->text) {
        fprintf(config->text, "%" PRIu64 "  %s: %s\n", c->id, event, text);
        fflush(config->text);
    }
    if (config->json)
        put_object(c->tap, json_pack("{s:s, s:I, s:s, s:s}", "event", event, "connection", (json_int_t)c->id,
                                     "client", c->address, "text", text));
}

static void put_dump(FILE *out, const uint8_t *data, size_t bytes, size_t most)
{
    for (size_t at = 0; at < bytes && at < most; at += 16) {
        size_t n = bytes - at < 16 ? bytes - at : 16;
        fprintf(out, "      %04zx ", at);
        for (size_t i = 0; i < 16; i++)
            i < n ? fprintf(out, " %02x", data[at + i]) : fputs("   ", out);
        fputs("  ", out);
        for (size_t i = 0; i < n; i++)
            putc(data[at + i] >= ' ' && data[at + i] < 0x7f ? data[at + i] : '.', out);
        putc('\n', out);
    }
    if (bytes > most && most)
        fprintf(out, "      ... %zu bytes in all\n", bytes);
}

static void print_unit(const struct tap_connection *c, const struct tap_unit *unit, bool inside,
                       const struct tap_seen *again)
{
    FILE *out = c->tap->config->text;
    fprintf(out, "%" PRIu64 "  %s  %s%" PRIu64 ", %zu bytes: %s\n", c->id, arrows[unit->way],
            inside ? "inside " : "#", unit->number, unit->bytes, unit->meaning);
    if (again)
        fprintf(out, "      the same bytes as %s #%" PRIu64 "\n", arrows[again->way], again->number);
    put_dump(out, unit->data, unit->bytes, c->tap->config->hex);
    fflush(out);
}

void tap_show_unit(const struct tap_connection *c, const struct tap_unit *unit, bool inside,
                   const struct tap_seen *again)
{
    const struct tap_config *config = c->tap->config;
    if (config->text)
        print_unit(c, unit, inside, again);
    if (config->json) {
        json_t *object = json_pack(
            "{s:s, s:I, s:s, s:s, s:b, s:I, s:I, s:o, s:s}", "event", "frame", "connection",
            (json_int_t)c->id, "protocol", c->flows[unit->way].protocol->name, "way", ways[unit->way],
            "inside", inside, "number", (json_int_t)unit->number, "bytes", (json_int_t)unit->bytes, "hex",
            hex_string(unit->data, unit->bytes), "meaning", unit->meaning);
        if (again)
            json_object_set_new(
                object, "again",
                json_pack("{s:s, s:I}", "way", ways[again->way], "number", (json_int_t)again->number));
        put_object(c->tap, object);
    }
}

void tap_show_deed(const struct tap_connection *c, const struct tap_unit *unit, bool inside, const char *text,
                   const uint8_t *changed)
{
    const struct tap_config *config = c->tap->config;
    if (config->text) {
        fprintf(config->text, "%" PRIu64 "  * Mallory, %s %s%" PRIu64 ": %s\n", c->id, arrows[unit->way],
                inside ? "inside " : "#", unit->number, text);
        if (changed)
            put_dump(config->text, changed, unit->bytes, config->hex);
        fflush(config->text);
    }
    if (config->json) {
        json_t *object = json_pack("{s:s, s:I, s:s, s:b, s:I, s:s}", "event", "mallory", "connection",
                                   (json_int_t)c->id, "way", ways[unit->way], "inside", inside, "number",
                                   (json_int_t)unit->number, "text", text);
        if (changed)
            json_object_set_new(object, "hex", hex_string(changed, unit->bytes));
        put_object(c->tap, object);
    }
}

void tap_show_end(const struct tap *tap)
{
    if (tap->config->text)
        fprintf(tap->config->text, "tap: %" PRIu64 " connection%s, %" PRIu64 " frames\n", tap->opened,
                tap->opened == 1 ? "" : "s", tap->frames);
    if (tap->config->json)
        put_object(tap, json_pack("{s:s, s:I, s:I}", "event", "end", "connections", (json_int_t)tap->opened,
                                  "frames", (json_int_t)tap->frames));
}
