// SPDX-License-Identifier: MIT
// Facts: a line for people, and a value under its key for programs.
#include "app/attack/story_parts.h"

#include "app/attack/story_format.h"
#include "crypto/common/hex.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void fact(struct story *s, const char *key, const char *label, json_t *value, const char *text)
{
    char line[STORY_TEXT + 200];
    story_clear_progress(s);
    json_object_set_new(s->facts, key, value);
    snprintf(line, sizeof line, "%s: %s", label, text);
    story_remember(s, line);
    if (!s->json)
        format_fact(label, text, s->columns, story_style(s, "\033[33m"), story_style(s, "\033[0m"));
}

void story_fact(struct story *s, const char *key, const char *label, const char *format, ...)
{
    char text[STORY_TEXT];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    format_clean(text);
    fact(s, key, label, json_string(text), text);
}

void story_hex(struct story *s, const char *key, const char *label, const void *data, size_t bytes)
{
    char text[STORY_TEXT];
    size_t shown = bytes < sizeof text / 2 - 1 ? bytes : sizeof text / 2 - 1;
    gl_hex_encode(text, data, shown);
    fact(s, key, label, json_string(text), text);
}

void story_count(struct story *s, const char *key, const char *label, uint64_t count, const char *unit)
{
    char text[100];
    snprintf(text, sizeof text, "%llu%s%s", (unsigned long long)count, strchr(",;:", *unit) ? "" : " ", unit);
    fact(s, key, label, json_integer((json_int_t)count), text);
}

void story_rate(struct story *s, const char *key, const char *label, double rate, const char *unit)
{
    char text[100];
    format_rate(text, sizeof text, rate, unit);
    fact(s, key, label, json_real(rate), text);
}

void story_time(struct story *s, const char *key, const char *label, double seconds)
{
    char text[32];
    story_duration(text, seconds);
    fact(s, key, label, json_real(seconds), text);
}

void story_note(struct story *s, const char *key, double number)
{
    json_object_set_new(s->facts, key, json_real(number));
}
