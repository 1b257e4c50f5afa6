// SPDX-License-Identifier: MIT
// Loading a file of vectors, and telling its format from its content.
#include "vectors/vector.h"

#include "crypto/common/no_memory.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MAX_FILE_BYTES (256u << 20)

bool vector_file_error(struct vector_file *file, unsigned line, const char *format, ...)
{
    va_list arguments;
    int used = 0;
    if (file->why[0])
        return false;
    if (line)
        used = snprintf(file->why, sizeof file->why, "%s: line %u: ", file->path, line);
    else
        used = snprintf(file->why, sizeof file->why, "%s: ", file->path);
    if (used < 0 || (size_t)used >= sizeof file->why)
        return false;
    va_start(arguments, format);
    vsnprintf(file->why + used, sizeof file->why - (size_t)used, format, arguments);
    va_end(arguments);
    return false;
}

static void field_free(struct vector_field *field)
{
    if (!field)
        return;
    free(field->name);
    free(field->value);
    free(field);
}

static bool load(struct vector_file *file)
{
    struct stat status;
    FILE *in = fopen(file->path, "rb");
    if (!in && errno == ENOMEM)
        gl_no_memory();
    if (!in)
        return vector_file_error(file, 0, "%s", strerror(errno));
    bool ok = fstat(fileno(in), &status) == 0 && S_ISREG(status.st_mode);
    if (!ok || (size_t)status.st_size > MAX_FILE_BYTES) {
        fclose(in);
        return vector_file_error(file, 0, ok ? "larger than 256 MiB" : "not a regular file");
    }
    size_t bytes = (size_t)status.st_size;
    file->text = gl_need(malloc(bytes + 1));
    ok = fread(file->text, 1, bytes, in) == bytes;
    fclose(in);
    if (!ok)
        return vector_file_error(file, 0, "cannot be read");
    file->text[bytes] = 0;
    if (memchr(file->text, 0, bytes))
        return vector_file_error(file, 0, "not a text file");
    return true;
}

// JSON begins with a bracket that holds an object; PKCS #1's form has a line "# Modulus:".
static enum vector_format format_of(const char *text)
{
    const char *start = text + strspn(text, " \t\r\n");
    if (*start == '{')
        return VECTOR_JSON;
    if (*start == '[' && strchr("{]", start[1 + strspn(start + 1, " \t\r\n")]))
        return VECTOR_JSON;
    return strstr(text, "# Modulus:") ? VECTOR_PKCS1 : VECTOR_CAVP;
}

struct vector_file *vector_file_read(const char *path)
{
    struct vector_file *file = gl_need(calloc(1, sizeof *file));
    file->path = gl_need(strdup(path));
    if (!load(file))
        return file;
    file->format = format_of(file->text);
    if (file->format == VECTOR_JSON) {
        if (vector_read_json(file))
            vector_cases_link(file);
    } else {
        file->comments = gl_need(calloc(1, strlen(file->text) + 2));
        if (file->format == VECTOR_PKCS1)
            vector_read_pkcs1(file);
        else
            vector_read_cavp(file);
    }
    free(file->text);
    file->text = NULL;
    return file;
}

void vector_file_free(struct vector_file *file)
{
    if (!file)
        return;
    for (size_t i = 0; i < file->n_blocks; i++) {
        free(file->blocks[i].own.at);
        free(file->blocks[i].around.at);
    }
    for (size_t i = 0; i < file->n_cases; i++)
        free(file->cases[i].fields.at);
    for (size_t i = 0; i < file->all.count; i++)
        field_free(file->all.at[i]);
    free(file->all.at);
    free(file->blocks);
    free(file->cases);
    free(file->comments);
    free(file->text);
    free(file->path);
    free(file);
}
