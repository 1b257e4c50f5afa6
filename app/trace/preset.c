// SPDX-License-Identifier: MIT
#include "app/trace/preset.h"

#include "vectors/vector.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *value_of(const struct vector_block *block, const char *name)
{
    for (size_t i = 0; i < block->own.count; i++)
        if (strcasecmp(block->own.at[i]->name, name) == 0)
            return block->own.at[i]->value;
    return NULL;
}

static bool in_section(const struct vector_block *block, const char *section)
{
    for (size_t i = 0; i < block->around.count; i++)
        if (strcasecmp(block->around.at[i]->value, section) == 0)
            return true;
    return false;
}

static const struct vector_block *find(const struct vector_file *file, unsigned long number)
{
    bool counted = vector_file_has(file, "COUNT");
    unsigned long place = 0;
    for (size_t i = 0; i < file->n_blocks; i++) {
        const struct vector_block *block = &file->blocks[i];
        const char *count = value_of(block, "COUNT");
        if (counted ? count && strtoul(count, NULL, 10) == number : block->own.count && place++ == number)
            return block;
    }
    return NULL;
}

// Into args, unless the line gave this value itself.
static enum gl_error set(struct trace_args *args, enum trace_option option, const char *value, bool given)
{
    if (!value || given)
        return GL_OK;
    char *copy = (char *)arg_memory(args, strlen(value));
    if (!copy)
        return GL_ERR_MEMORY;
    memcpy(copy, value, strlen(value) + 1);
    args->value[option] = copy;
    return GL_OK;
}

static enum gl_error apply(struct trace_args *args, const struct vector_block *block)
{
    const char *const *given = args->value;
    bool decrypts = in_section(block, "DECRYPT");
    const char *key = value_of(block, "KEY"), *iv = value_of(block, "IV"), *length = value_of(block, "Len");
    const char *in = value_of(block, decrypts ? "CIPHERTEXT" : "PLAINTEXT");
    in = in ? in : value_of(block, "Msg");
    if (length && strcmp(length, "0") == 0)
        in = ""; // CAVP writes an empty message as 00
    key = key ? key : value_of(block, "KEYs");
    if (!in)
        return arg_wrong(args, "--vector: the record in line %u has no PLAINTEXT, CIPHERTEXT or Msg",
                         block->line);
    args->decrypt = args->decrypt || decrypts;
    enum gl_error error =
        set(args, OPT_KEY, key, given[OPT_KEY] || given[OPT_KEY_TEXT] || given[OPT_KEY_FILE]);
    if (!error)
        error = set(args, OPT_IN, in, given[OPT_IN] || given[OPT_TEXT] || given[OPT_IN_FILE]);
    return error ? error : set(args, OPT_IV, iv, given[OPT_IV] != NULL);
}

enum gl_error preset_read(struct trace_args *args, const char *file_and_count)
{
    char path[1024], *end = NULL;
    const char *colon = strrchr(file_and_count, ':');
    unsigned long number = colon ? strtoul(colon + 1, &end, 10) : 0;
    if (!colon || end == colon + 1 || *end || colon[1] == '-' ||
        (size_t)(colon - file_and_count) >= sizeof path)
        return arg_wrong(args, "--vector takes FILE:COUNT, not '%.60s'", file_and_count);
    snprintf(path, sizeof path, "%.*s", (int)(colon - file_and_count), file_and_count);
    struct vector_file *file = vector_file_read(path);
    if (!file)
        return GL_ERR_MEMORY;
    const struct vector_block *block = file->why[0] ? NULL : find(file, number);
    enum gl_error error = file->why[0] ? arg_wrong(args, "--vector: %.160s", file->why)
                          : block      ? apply(args, block)
                                       : arg_wrong(args, "--vector: %.100s has no record %lu", path, number);
    vector_file_free(file);
    return error;
}
