// SPDX-License-Identifier: MIT
#include "net/client/event_json.h"

#include "crypto/common/hex.h"

#include <stdlib.h>

static void put_text(json_t *object, const char *key, const char *text)
{
    if (text)
        json_object_set_new(object, key, json_string(text));
}

static void put_number(json_t *object, const char *key, uint64_t number)
{
    if (number)
        json_object_set_new(object, key, json_integer((json_int_t)number));
}

static void put_true(json_t *object, const char *key, bool truth)
{
    if (truth)
        json_object_set_new(object, key, json_true());
}

static void put_hex(json_t *object, const uint8_t *data, size_t bytes)
{
    char *hex = data ? malloc(2 * bytes + 1) : NULL;
    if (!hex)
        return;
    gl_hex_encode(hex, data, bytes);
    put_text(object, "hex", hex);
    free(hex);
}

json_t *client_event_json(const struct client_event *event)
{
    json_t *object = json_object();
    if (!object)
        return NULL;
    put_text(object, "event", client_event_name(event->kind));
    if (event->kind == EVENT_STATE)
        put_text(object, "state", client_state_name(event->state));
    put_number(object, "time", event->time);
    put_text(object, "room", event->room);
    put_text(object, "who", event->who);
    put_text(object, "to", event->to);
    put_text(object, "text", event->text);
    put_hex(object, event->data, event->bytes);
    put_number(object, "sequence", event->sequence);
    if (event->kind == EVENT_MESSAGE || event->kind == EVENT_SENT || event->kind == EVENT_RECEIPT) // from 0
        json_object_set_new(object, "counter", json_integer((json_int_t)event->counter));
    put_number(object, "local", event->local);
    put_number(object, "seconds", event->seconds);
    put_true(object, "flag", event->flag);
    put_true(object, "own", event->own);
    put_true(object, "emote", event->emote);
    put_true(object, "old", event->old);
    return object;
}
