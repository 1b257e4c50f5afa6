// SPDX-License-Identifier: MIT
// CAVP's response files and the RFCs' in their form: "[L = 32]", "KEY = 00ff", "# comment". A record ends at
// a blank line or where a key repeats; a section may be followed directly by a record; carriage returns are
// dropped.
#include "vectors/vector.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct reading {
    struct vector_file *file;
    struct vector_block *block;  // the record that is being filled, or NULL
    struct vector_fields around; // title, then parameter
    struct vector_field *title, *parameter;
    bool record_since; // the parameter
    size_t section;
    unsigned line;
};

// Cut blanks at both ends, in place.
static char *trim(char *text)
{
    size_t length = strlen(text);
    while (length && isspace((unsigned char)text[length - 1]))
        text[--length] = 0;
    return text + strspn(text, " \t");
}

// "B.4.2 Key Pair Generation" heads several sections; "P-256,SHA-256" is one.
static bool is_title(const char *text)
{
    return isupper((unsigned char)text[0]) && text[1] == '.' && isdigit((unsigned char)text[2]);
}

// ECDSA's KeyPair files have the title below its parameter ("[P-192]", "[B.4.2 ...]"), DSA's above several.
static bool set_around(struct reading *r)
{
    r->around.count = 0;
    return (!r->title || vector_fields_add(&r->around, r->title)) &&
           (!r->parameter || vector_fields_add(&r->around, r->parameter));
}

static bool read_section(struct reading *r, char *text)
{
    char *end = strrchr(text, ']');
    if (!end || end[1])
        return vector_file_error(r->file, r->line, "a section that does not end with ']'");
    *end = 0;
    text = trim(text + 1);
    r->block = NULL;
    r->section++;
    if (is_title(text)) {
        r->title = vector_field_new(r->file, FIELD_TITLE, text, r->line);
        if (r->record_since)
            r->parameter = NULL;
        return r->title && set_around(r);
    }
    char *equals = strchr(text, '=');
    const char *name = FIELD_SECTION;
    if (equals) {
        *equals = 0;
        name = trim(text);
        text = trim(equals + 1);
    }
    r->parameter = vector_field_new(r->file, name, text, r->line);
    r->record_since = false;
    return r->parameter && set_around(r);
}

static bool in_block(const struct vector_block *block, const char *name)
{
    for (size_t i = 0; i < block->own.count; i++)
        if (strcmp(block->own.at[i]->name, name) == 0)
            return true;
    return false;
}

static bool read_field(struct reading *r, char *text)
{
    char *equals = strchr(text, '=');
    if (!equals)
        return vector_file_error(r->file, r->line, "neither a field (NAME = VALUE), a section nor a comment");
    *equals = 0;
    const char *name = trim(text);
    if (!*name)
        return vector_file_error(r->file, r->line, "a field without a name");
    if (r->block && in_block(r->block, name))
        r->block = NULL;
    r->record_since = true;
    if (!r->block)
        r->block = vector_block_new(r->file, r->line, r->section, &r->around);
    struct vector_field *field = vector_field_new(r->file, name, trim(equals + 1), r->line);
    return r->block && vector_fields_add(&r->block->own, field);
}

static bool read_line(struct reading *r, char *text)
{
    text = trim(text);
    if (!*text) {
        r->block = NULL;
        return true;
    }
    // SigVer15EMTest.txt has lines of "!!" where its printer cut an overlong record.
    if (strcmp(text, "!!") == 0)
        return true;
    if (*text == '#') {
        vector_file_comment(r->file, text + 1);
        return true;
    }
    return *text == '[' ? read_section(r, text) : read_field(r, text);
}

bool vector_read_cavp(struct vector_file *file)
{
    struct reading r = {.file = file};
    bool ok = true;
    for (char *at = file->text; ok && at;) {
        char *end = strchr(at, '\n');
        if (end)
            *end = 0;
        r.line++;
        ok = read_line(&r, at);
        at = end ? end + 1 : NULL;
    }
    free(r.around.at);
    if (!ok)
        vector_file_error(file, r.line, "out of memory");
    return ok;
}
