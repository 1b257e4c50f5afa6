// SPDX-License-Identifier: MIT
// The files that came with PKCS #1: "# Label:" above lines of hex, after an introduction in prose. "# Example
// 1: ..." begins a key, "# OAEP Example 1.1" a case; below "# Private key" the label Exponent means d.
#include "vectors/vector.h"

#include "crypto/common/hex.h"
#include "crypto/common/no_memory.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct reading {
    struct vector_file *file;
    struct vector_block *block;
    struct vector_field *value; // the field whose hex lines are being read, or NULL
    size_t section, value_chars;
    unsigned line;
    bool begun, private_key;
};

static void cut_end(char *text)
{
    size_t length = strlen(text);
    while (length && isspace((unsigned char)text[length - 1]))
        text[--length] = 0;
}

static bool new_block(struct reading *r)
{
    static const struct vector_fields nothing = {0};
    r->block = vector_block_new(r->file, r->line, r->section, &nothing);
    return r->block != NULL;
}

static bool add_field(struct reading *r, const char *name, const char *value)
{
    struct vector_field *field = vector_field_new(r->file, name, value, r->line);
    return field && vector_fields_add(&r->block->own, field);
}

// "Example 1.1 alg=sha224 mgf1=sha1", after the scheme's name.
static bool begin_case(struct reading *r, char *text)
{
    char *save = NULL;
    char *word = strtok_r(text, " ", &save);
    bool ok = word && new_block(r) && add_field(r, FIELD_EXAMPLE, word);
    while (ok && (word = strtok_r(NULL, " ", &save))) {
        char *equals = strchr(word, '=');
        if (!equals || equals == word)
            return vector_file_error(r->file, r->line, "'%s' after the example's number", word);
        *equals = 0;
        ok = add_field(r, word, equals + 1);
    }
    return ok;
}

static bool begin_value(struct reading *r, const char *label)
{
    char name[64];
    if (strlen(label) > 40)
        return true; // a sentence that ends in a colon
    bool is_private = r->private_key && (strcmp(label, "Modulus") == 0 || strcmp(label, "Exponent") == 0);
    strcat(strcpy(name, is_private ? "Private " : ""), label);
    if (!r->block && !new_block(r))
        return false;
    for (size_t i = 0; i < r->block->own.count; i++)
        if (strcmp(r->block->own.at[i]->name, name) == 0)
            return vector_file_error(r->file, r->line, "%s stands twice in one example", name);
    r->value = vector_field_new(r->file, name, "", r->line);
    r->value_chars = 0;
    return r->value && vector_fields_add(&r->block->own, r->value);
}

static bool read_comment(struct reading *r, char *text)
{
    r->value = NULL;
    text += strspn(text, "# ");
    size_t length = strlen(text);
    char *example = strstr(text, "Example ");
    vector_file_comment(r->file, text);
    if (example == text || strcmp(text, "Example") == 0) {
        r->begun = true;
        r->section++;
        r->private_key = false;
        return new_block(r);
    }
    if (example && r->begun && text[length - 1] != ':')
        return begin_case(r, example + strlen("Example "));
    if (!r->begun)
        return true;
    if (strcmp(text, "Private key") == 0)
        r->private_key = true;
    if (length && text[length - 1] == ':') {
        if (length == 1)
            return vector_file_error(r->file, r->line, "a label without a name");
        text[length - 1] = 0;
        return begin_value(r, text);
    }
    return true;
}

// Spaced hex digits join the value.
static bool read_hex(struct reading *r, const char *text)
{
    if (!r->begun)
        return true;
    if (!r->value)
        return vector_file_error(r->file, r->line, "a line that belongs to no label");
    char *grown = gl_need(realloc(r->value->value, r->value_chars + strlen(text) + 1));
    r->value->value = grown;
    for (; *text; text++) {
        if (isspace((unsigned char)*text))
            continue;
        if (gl_hex_digit(*text) < 0)
            return vector_file_error(r->file, r->line, "%s is not hex: '%c'", r->value->name,
                                     isprint((unsigned char)*text) ? *text : '?');
        grown[r->value_chars++] = *text;
    }
    grown[r->value_chars] = 0;
    return true;
}

bool vector_read_pkcs1(struct vector_file *file)
{
    struct reading r = {.file = file};
    bool ok = true;
    for (char *at = file->text; ok && at;) {
        char *end = strchr(at, '\n');
        if (end)
            *end = 0;
        r.line++;
        cut_end(at);
        if (*at)
            ok = *at == '#' ? read_comment(&r, at) : read_hex(&r, at);
        at = end ? end + 1 : NULL;
    }
    if (!ok)
        vector_file_error(file, r.line, "out of memory");
    return ok;
}
