// SPDX-License-Identifier: MIT
// The three lists: read from JSON, and written as Python writes them.
#include "net/old/chatlock_message.h"

#include <ctype.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// ---- reading ----

// Whoever prints a text must not be steered by it.
static void clean(char *text)
{
    for (char *p = text; *p; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7f)
            *p = '?';
        else if ((unsigned char)p[0] == 0xc2 && (unsigned char)p[1] >= 0x80 && (unsigned char)p[1] < 0xa0)
            p[0] = p[1] = '?'; // U+0080 to U+009F
}

static enum gl_error read_text(char *text, size_t room, char first[CHATLOCK_HEX_CHARS + 1],
                               const json_t *list)
{
    size_t blocks = json_array_size(list);
    if (!json_is_array(list))
        return GL_ERR_ENCODING;
    if (blocks > CHATLOCK_MAX_BLOCKS)
        return GL_ERR_LENGTH;
    const char *hex[CHATLOCK_MAX_BLOCKS];
    for (size_t i = 0; i < blocks; i++) {
        hex[i] = json_string_value(json_array_get(list, i));
        if (!hex[i])
            return GL_ERR_ENCODING;
    }
    enum gl_error error = chatlock_decrypt(text, room, hex, blocks);
    if (error)
        return error;
    clean(text);
    if (first)
        snprintf(first, CHATLOCK_HEX_CHARS + 1, "%s", blocks ? hex[0] : "");
    return GL_OK;
}

// Names are shown, compared and logged: short, and without what would end a line.
static enum gl_error read_name(char name[CHATLOCK_NAME_ROOM], const json_t *list)
{
    return read_text(name, CHATLOCK_NAME_ROOM, NULL, list);
}

static enum gl_error read_register(struct chatlock_message *m, const json_t *list)
{
    const char *name = json_string_value(json_array_get(list, 1));
    const json_t *point = json_array_get(list, 2);
    if (!name || json_array_size(list) != 3)
        return GL_ERR_ENCODING;
    if (strlen(name) >= CHATLOCK_NAME_ROOM)
        return GL_ERR_LENGTH;
    m->kind = CHATLOCK_REGISTER;
    snprintf(m->user, sizeof m->user, "%s", name);
    clean(m->user);
    m->point = (struct chatlock_point){.none = true};
    if (json_is_integer(point))
        return GL_OK; // "or 0"
    const json_t *x = json_array_get(point, 0), *y = json_array_get(point, 1);
    if (json_array_size(point) != 2 || !json_is_integer(x) || !json_is_integer(y))
        return GL_ERR_ENCODING;
    json_int_t px = json_integer_value(x), py = json_integer_value(y);
    if (px >= 0 && px < CHATLOCK_FIELD && py >= 0 && py < CHATLOCK_FIELD)
        m->point = (struct chatlock_point){(unsigned)px, (unsigned)py, false};
    return GL_OK;
}

static enum gl_error read_said(struct chatlock_message *m, const json_t *list, bool to_one)
{
    if (json_array_size(list) != (to_one ? 5 : 4))
        return GL_ERR_ENCODING;
    m->kind = to_one ? CHATLOCK_TO_ONE : CHATLOCK_TO_ALL;
    enum gl_error error = read_name(m->user, json_array_get(list, 1));
    if (!error)
        error = read_name(m->to, json_array_get(list, 2));
    if (!error)
        error = read_text(m->text, sizeof m->text, m->first_block, json_array_get(list, 3));
    if (error || !to_one)
        return error;
    const json_t *pair = json_array_get(list, 4);
    const json_t *r = json_array_get(pair, 0), *s = json_array_get(pair, 1);
    if (json_array_size(pair) != 2 || !json_is_integer(r) || !json_is_integer(s))
        return GL_ERR_ENCODING;
    m->signature = (struct chatlock_signature){json_integer_value(r), json_integer_value(s)};
    return GL_OK;
}

enum gl_error chatlock_read(struct chatlock_message *message, const char *json, size_t bytes)
{
    memset(message, 0, sizeof *message);
    json_t *list = json_loadb(json, bytes, JSON_REJECT_DUPLICATES, NULL);
    if (!list)
        return GL_ERR_ENCODING;
    const json_t *first = json_array_get(list, 0);
    const char *text = json_string_value(first);
    enum gl_error error = GL_ERR_ENCODING;
    if (text && !strcmp(text, "username"))
        error = read_register(message, list);
    else if (json_is_integer(first) && (json_integer_value(first) == 0 || json_integer_value(first) == 1))
        error = read_said(message, list, !json_integer_value(first));
    json_decref(list);
    return error;
}

// ---- writing ----

static void put(struct wire_writer *out, const char *text)
{
    wire_put_raw(out, text, strlen(text));
}

static void put_list(struct wire_writer *out, const struct chatlock_list *list)
{
    put(out, ", [");
    for (size_t i = 0; i < list->blocks; i++) {
        put(out, i ? ", \"" : "\"");
        put(out, list->hex[i]);
        put(out, "\"");
    }
    put(out, "]");
}

static enum gl_error put_encrypted(struct wire_writer *out, const char *text,
                                   char first[CHATLOCK_HEX_CHARS + 1], size_t *replaced)
{
    struct chatlock_list *list = malloc(sizeof *list);
    if (!list)
        return GL_ERR_MEMORY;
    enum gl_error error = chatlock_encrypt(list, text, replaced);
    if (!error) {
        put_list(out, list);
        if (first)
            snprintf(first, CHATLOCK_HEX_CHARS + 1, "%s", list->blocks ? list->hex[0] : "");
    }
    free(list);
    return error;
}

// Jansson writes \u00E9 where Python writes \u00e9.
static void lower_escapes(char *quoted)
{
    for (char *p = quoted; *p; p++) {
        if (*p != '\\')
            continue;
        if (*++p == 'u')
            for (int i = 0; i < 4; i++, p++)
                p[1] = (char)tolower((unsigned char)p[1]);
    }
}

static enum gl_error write_register(struct wire_writer *out, const struct chatlock_message *m)
{
    json_t *name = json_string(m->user);
    char *quoted = name ? json_dumps(name, JSON_ENCODE_ANY | JSON_ENSURE_ASCII) : NULL;
    json_decref(name);
    if (!quoted)
        return GL_ERR_ENCODING;
    lower_escapes(quoted);
    char point[32];
    snprintf(point, sizeof point, m->point.none ? ", 0]" : ", [%u, %u]]", m->point.x, m->point.y);
    put(out, "[\"username\", ");
    put(out, quoted);
    put(out, point);
    free(quoted);
    return out->failed ? GL_ERR_MEMORY : GL_OK;
}

enum gl_error chatlock_write(struct wire_writer *out, struct chatlock_message *message, unsigned d,
                             const struct gl_random *random, size_t *replaced)
{
    if (message->kind == CHATLOCK_REGISTER)
        return write_register(out, message);
    bool to_one = message->kind == CHATLOCK_TO_ONE;
    put(out, to_one ? "[0" : "[1");
    enum gl_error error = put_encrypted(out, message->user, NULL, NULL);
    if (!error)
        error = put_encrypted(out, to_one ? message->to : "All", NULL, NULL);
    if (!error)
        error = put_encrypted(out, message->text, message->first_block, replaced);
    if (!error && to_one && d)
        error = chatlock_sign(&message->signature, d, message->first_block, random);
    if (error)
        return error;
    if (to_one) {
        char pair[64];
        snprintf(pair, sizeof pair, ", [%" PRId64 ", %" PRId64 "]", message->signature.r,
                 message->signature.s);
        put(out, pair);
    }
    put(out, "]");
    return out->failed ? GL_ERR_MEMORY : GL_OK;
}
