// SPDX-License-Identifier: MIT
// Fields, records and cases: how readers make them, how header records are told from cases, and finding a
// field.
#include "vectors/vector.h"

#include "crypto/common/no_memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool vector_fields_add(struct vector_fields *fields, struct vector_field *field)
{
    if (!field)
        return false;
    if (fields->count == fields->room) {
        size_t room = fields->room ? 2 * fields->room : 8;
        fields->at = gl_need(realloc(fields->at, room * sizeof(struct vector_field *)));
        fields->room = room;
    }
    fields->at[fields->count++] = field;
    return true;
}

struct vector_field *vector_field_new(struct vector_file *file, const char *name, const char *value,
                                      unsigned line)
{
    struct vector_field *field = gl_need(calloc(1, sizeof *field));
    field->name = gl_need(strdup(name));
    field->value = gl_need(strdup(value));
    field->line = line;
    vector_fields_add(&file->all, field);
    return field;
}

static void add_all(struct vector_fields *fields, const struct vector_fields *more)
{
    for (size_t i = 0; i < more->count; i++)
        vector_fields_add(fields, more->at[i]);
}

void vector_file_comment(struct vector_file *file, const char *text)
{
    size_t length = strlen(text);
    memcpy(file->comments + file->comments_chars, text, length);
    file->comments[file->comments_chars + length] = '\n';
    file->comments_chars += length + 1;
}

struct vector_block *vector_block_new(struct vector_file *file, unsigned line, size_t section,
                                      const struct vector_fields *around)
{
    if (file->n_blocks == file->blocks_room) {
        size_t room = file->blocks_room ? 2 * file->blocks_room : 64;
        file->blocks = gl_need(realloc(file->blocks, room * sizeof *file->blocks));
        file->blocks_room = room;
    }
    struct vector_block *block = &file->blocks[file->n_blocks++];
    *block = (struct vector_block){.line = line, .section = section};
    add_all(&block->around, around);
    return block;
}

struct vector_case *vector_case_new(struct vector_file *file, unsigned line, size_t section)
{
    if (file->n_cases == file->cases_room) {
        size_t room = file->cases_room ? 2 * file->cases_room : 64;
        file->cases = gl_need(realloc(file->cases, room * sizeof *file->cases));
        file->cases_room = room;
    }
    struct vector_case *c = &file->cases[file->n_cases];
    *c = (struct vector_case){.file = file, .line = line, .section = section, .ordinal = file->n_cases};
    file->n_cases++;
    return c;
}

void vector_cases_link(struct vector_file *file)
{
    for (size_t i = 1; i < file->n_cases; i++) {
        if (file->cases[i].section != file->cases[i - 1].section)
            continue;
        file->cases[i].previous = &file->cases[i - 1];
        file->cases[i - 1].next = &file->cases[i];
    }
}

static struct vector_field *named(const struct vector_fields *fields, const char *name)
{
    for (size_t i = 0; i < fields->count; i++)
        if (strcmp(fields->at[i]->name, name) == 0)
            return fields->at[i];
    return NULL;
}

static bool is_sticky(const char *sticky, const char *name)
{
    size_t length = strlen(name); // of nothing, which stands at the end too, there is no next place
    for (const char *at = sticky; length && (at = strstr(at, name)); at++)
        if (at > sticky && at[-1] == ' ' && at[length] == ' ')
            return true;
    return false;
}

// A header's field replaces the one of its name.
static void put(struct vector_fields *fields, struct vector_field *field)
{
    for (size_t i = 0; i < fields->count; i++) {
        if (strcmp(fields->at[i]->name, field->name) == 0) {
            fields->at[i] = field;
            return;
        }
    }
    vector_fields_add(fields, field);
}

struct fold {
    struct vector_fields kept, once;
    size_t section;
};

static void fold_block(struct vector_file *file, struct fold *f, const struct vector_block *block,
                       const char *mark, const char *sticky)
{
    if (block->section != f->section)
        f->kept.count = f->once.count = 0;
    f->section = block->section;
    if (named(&block->own, mark)) {
        struct vector_case *c = vector_case_new(file, block->line, block->section);
        add_all(&c->fields, &block->own);
        add_all(&c->fields, &f->once);
        add_all(&c->fields, &f->kept);
        add_all(&c->fields, &block->around);
        f->once.count = 0;
        return;
    }
    for (size_t i = 0; i < block->own.count; i++) {
        bool keep = is_sticky(sticky, block->own.at[i]->name);
        put(keep ? &f->kept : &f->once, block->own.at[i]);
    }
}

bool vector_file_fold(struct vector_file *file, const char *mark, const char *sticky)
{
    struct fold f = {0};
    for (size_t i = 0; i < file->n_blocks; i++)
        fold_block(file, &f, &file->blocks[i], mark, sticky);
    free(f.kept.at);
    free(f.once.at);
    if (file->n_cases == 0)
        return vector_file_error(file, 0, "no case: no record has the field %s", mark);
    vector_cases_link(file);
    return true;
}

bool vector_file_has(const struct vector_file *file, const char *name)
{
    return named(&file->all, name) != NULL;
}

bool vector_file_mentions(const struct vector_file *file, const char *text)
{
    return file->comments && strcasestr(file->comments, text) != NULL;
}

const struct vector_field *vector_file_unread(const struct vector_file *file)
{
    for (size_t i = 0; i < file->all.count; i++)
        if (!atomic_load_explicit(&file->all.at[i]->read, memory_order_relaxed))
            return file->all.at[i];
    return NULL;
}

const struct vector_field *vector_case_find(const struct vector_case *c, const char *name)
{
    return named(&c->fields, name);
}

void vector_case_name(const struct vector_case *c, char *name, size_t room)
{
    static const char *const numbers[] = {"COUNT", "Count", "tcId", FIELD_EXAMPLE};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct vector_field *field = named(&c->fields, numbers[i]);
        if (!field)
            continue;
        atomic_store_explicit(&field->read, true, memory_order_relaxed);
        snprintf(name, room, "%s %s", numbers[i], field->value);
        return;
    }
    snprintf(name, room, "case %zu", c->ordinal + 1);
}
