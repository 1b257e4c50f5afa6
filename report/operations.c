// SPDX-License-Identifier: MIT
#include "report/operations.h"

#include <ctype.h>
#include <string.h>

const char *operation_unit(const json_t *operation)
{
    const char *unit = report_string(operation, "unit");
    return strcmp(unit, "bytes") == 0        ? "MB/s"
           : strcmp(unit, "iterations") == 0 ? "iterations/s"
                                             : "operations/s";
}

double operation_speed(const json_t *operation, const json_t *row)
{
    double rate = report_number(row, "rate");
    return strcmp(report_string(operation, "unit"), "bytes") == 0 ? rate / 1e6 : rate;
}

void operation_stem(const json_t *operation, char stem[KIND_ROOM])
{
    snprintf(stem, KIND_ROOM, "%s", report_string(operation, "name"));
    stem[strcspn(stem, ",")] = '\0';
}

void operation_kind(const json_t *operation, char kind[KIND_ROOM])
{
    char stem[KIND_ROOM];
    operation_stem(operation, stem);
    int n = snprintf(kind, KIND_ROOM, "%.40s ", report_string(operation, "family"));
    size_t at = n < 0 ? 0 : (size_t)n;
    for (const char *from = stem; *from && at + 1 < KIND_ROOM; from++)
        if (!isdigit((unsigned char)*from))
            kind[at++] = *from;
    kind[at] = '\0';
}

bool operation_is_many(const json_t *operation)
{
    const char *name = report_string(operation, "name");
    return strstr(name, " x ") || strstr(name, "together") || strstr(name, "passwords");
}

static double size_of(const json_t *operation)
{
    return strcmp(report_string(operation, "unit"), "bytes") == 0
               ? report_number(json_array_get(report_array(operation, "rows"), 0), "work")
               : 0;
}

static bool has_textbook(const json_t *operation)
{
    json_t *row;
    size_t i;
    json_array_foreach(report_array(operation, "rows"), i,
                       row) if (strcmp(report_string(row, "name"), "textbook") == 0) return true;
    return false;
}

// The whole ladder before a longer message.
static bool shows_more(const json_t *a, const json_t *b)
{
    if (has_textbook(a) != has_textbook(b))
        return has_textbook(a);
    return size_of(a) > size_of(b);
}

bool operation_stands_for_its_kind(const json_t *bench, size_t index)
{
    const json_t *best = NULL, *this = json_array_get(report_array(bench, "operations"), index), *other;
    char kind[KIND_ROOM], stem[KIND_ROOM] = "", text[KIND_ROOM];
    size_t i;
    operation_kind(this, kind);
    json_array_foreach(report_array(bench, "operations"), i, other)
    {
        operation_kind(other, text);
        if (strcmp(text, kind) != 0 || operation_is_many(other))
            continue;
        operation_stem(other, text);
        if (!best)
            memcpy(stem, text, sizeof stem);
        if (!best || (strcmp(text, stem) == 0 && shows_more(other, best)))
            best = other;
    }
    return best == this;
}
