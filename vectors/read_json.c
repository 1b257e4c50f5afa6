// SPDX-License-Identifier: MIT
// JSON files of vectors. Wycheproof's: {..., "testGroups": [{..., "tests": [{...}]}]}; Fernet's: [{...}].
// Nested objects become fields with dots ("publicKey.modulus"); arrays of strings or numbers become lists
// with commas.
//
// Jansson does not say where a value stands in the file, so a scan lists the lines of all keys first: the
// tree is walked in the file's order (Jansson keeps it), and each key takes the next line.
#include "vectors/vector.h"

#include "crypto/common/no_memory.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_DEPTH      8
#define MAX_NAME_CHARS 200

struct reading {
    struct vector_file *file;
    unsigned *lines; // of the keys, in the file's order
    size_t n_lines, next;
    struct vector_fields top, group;
    size_t section;
};

// Past the string that starts at `at`, which Jansson has already found well-formed.
static const char *skip_string(const char *at)
{
    for (at++; *at && *at != '"'; at++)
        if (*at == '\\' && at[1])
            at++;
    return *at ? at + 1 : at;
}

static bool scan_lines(struct reading *r)
{
    unsigned line = 1;
    size_t room = 0;
    for (const char *at = r->file->text; *at;) {
        if (*at == '\n')
            line++;
        if (*at != '"') {
            at++;
            continue;
        }
        at = skip_string(at);
        if (at[strspn(at, " \t\r\n")] != ':')
            continue;
        if (r->n_lines == room) {
            room = room ? 2 * room : 256;
            r->lines = gl_need(realloc(r->lines, room * sizeof *r->lines));
        }
        r->lines[r->n_lines++] = line;
    }
    return true;
}

static unsigned next_line(struct reading *r)
{
    return r->next < r->n_lines ? r->lines[r->next++] : 0;
}

static bool add(struct reading *r, struct vector_fields *fields, const char *name, const char *value,
                unsigned line)
{
    return vector_fields_add(fields, vector_field_new(r->file, name, value, line));
}

static bool add_scalar(struct reading *r, struct vector_fields *fields, const char *name, const json_t *value,
                       unsigned line)
{
    char number[32];
    if (json_is_string(value)) {
        if (strlen(json_string_value(value)) != json_string_length(value))
            return vector_file_error(r->file, line, "%s holds a NUL", name);
        return add(r, fields, name, json_string_value(value), line);
    }
    if (json_is_integer(value)) {
        snprintf(number, sizeof number, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        return add(r, fields, name, number, line);
    }
    return add(r, fields, name, json_is_true(value) ? "true" : json_is_false(value) ? "false" : "null", line);
}

static bool add_array(struct reading *r, struct vector_fields *fields, const char *name, const json_t *value,
                      unsigned line)
{
    size_t i = 0, room = 1, chars = 0;
    json_t *element = NULL;
    json_array_foreach(value, i, element) room +=
        json_is_string(element) ? json_string_length(element) + 1 : 24;
    char *list = gl_need(calloc(1, room));
    bool ok = true;
    json_array_foreach(value, i, element)
    {
        if (!ok)
            break;
        const char *comma = i ? "," : "";
        int used = 0;
        if (json_is_string(element))
            used = snprintf(list + chars, room - chars, "%s%s", comma, json_string_value(element));
        else if (json_is_integer(element))
            used = snprintf(list + chars, room - chars, "%s%" JSON_INTEGER_FORMAT, comma,
                            json_integer_value(element));
        else
            ok = vector_file_error(r->file, line, "%s holds something else than strings and integers", name);
        chars += (size_t)used;
    }
    ok = ok && add(r, fields, name, list, line);
    free(list);
    return ok;
}

static bool add_object(struct reading *r, struct vector_fields *fields, const char *prefix, json_t *object,
                       unsigned depth);

static bool add_value(struct reading *r, struct vector_fields *fields, const char *name, json_t *value,
                      unsigned line, unsigned depth)
{
    if (json_is_object(value))
        return add_object(r, fields, name, value, depth + 1);
    if (json_is_array(value))
        return add_array(r, fields, name, value, line);
    return add_scalar(r, fields, name, value, line);
}

static bool read_tests(struct reading *r, json_t *tests);
static bool read_groups(struct reading *r, json_t *groups);

static bool add_object(struct reading *r, struct vector_fields *fields, const char *prefix, json_t *object,
                       unsigned depth)
{
    const char *key = NULL;
    json_t *value = NULL;
    bool ok = depth < MAX_DEPTH;
    json_object_foreach(object, key, value)
    {
        char name[MAX_NAME_CHARS];
        unsigned line = next_line(r);
        int used = snprintf(name, sizeof name, "%s%s%s", prefix, *prefix ? "." : "", key);
        ok = ok && used > 0 && (size_t)used < sizeof name;
        if (ok && depth == 0 && fields == &r->top && strcmp(key, "testGroups") == 0)
            ok = read_groups(r, value);
        else if (ok && depth == 0 && fields == &r->group && strcmp(key, "tests") == 0)
            ok = read_tests(r, value);
        else
            ok = ok && add_value(r, fields, name, value, line, depth);
        if (!ok)
            return vector_file_error(r->file, line, "cannot take the field %.40s", key);
    }
    return ok;
}

static bool read_test(struct reading *r, json_t *test)
{
    if (!json_is_object(test))
        return vector_file_error(r->file, 0, "a test that is not an object");
    unsigned line = r->next < r->n_lines ? r->lines[r->next] : 0;
    struct vector_case *c = vector_case_new(r->file, line, r->section);
    return c && add_object(r, &c->fields, "", test, 0);
}

static bool read_tests(struct reading *r, json_t *tests)
{
    size_t i = 0;
    json_t *test = NULL;
    if (!json_is_array(tests))
        return vector_file_error(r->file, 0, "tests is not an array");
    json_array_foreach(tests, i, test) if (!read_test(r, test)) return false;
    return true;
}

// The shared fields are known when the group has ended: some stand below its tests.
static bool share(struct reading *r, const struct vector_fields *fields, size_t from)
{
    for (size_t i = from; i < r->file->n_cases; i++)
        for (size_t j = 0; j < fields->count; j++)
            if (!vector_fields_add(&r->file->cases[i].fields, fields->at[j]))
                return false;
    return true;
}

static bool read_groups(struct reading *r, json_t *groups)
{
    size_t i = 0;
    json_t *group = NULL;
    if (!json_is_array(groups))
        return vector_file_error(r->file, 0, "testGroups is not an array");
    json_array_foreach(groups, i, group)
    {
        size_t from = r->file->n_cases;
        r->section++;
        r->group.count = 0;
        if (!json_is_object(group))
            return vector_file_error(r->file, 0, "a group that is not an object");
        if (!add_object(r, &r->group, "", group, 0) || !share(r, &r->group, from))
            return false;
    }
    return true;
}

bool vector_read_json(struct vector_file *file)
{
    struct reading r = {.file = file};
    json_error_t error;
    json_t *root = json_loads(file->text, JSON_REJECT_DUPLICATES, &error);
    if (!root)
        return vector_file_error(file, (unsigned)error.line, "not JSON: %s", error.text);
    bool ok = scan_lines(&r);
    if (ok && json_is_array(root))
        ok = read_tests(&r, root);
    else if (ok)
        ok = add_object(&r, &r.top, "", root, 0) && share(&r, &r.top, 0);
    if (ok && file->n_cases == 0)
        vector_file_error(file, 0, "no test in it");
    else if (!ok)
        vector_file_error(file, 0, "out of memory");
    json_decref(root);
    free(r.lines);
    free(r.top.at);
    free(r.group.at);
    return ok && !file->why[0];
}
