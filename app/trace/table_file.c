// SPDX-License-Identifier: MIT
#include "app/trace/table_file.h"

#include "app/app.h"
#include "app/files.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_CELLS 256
#define MAX_FILE  65536

struct table_file {
    const char *command, *path;
    const struct trace_table *like;
    uint64_t cells[MAX_CELLS];
    size_t n;
};

// One number of line `line`.
static int read_cell(struct table_file *f, const char *word, unsigned line)
{
    uint64_t most = (UINT64_C(1) << f->like->cell_bits) - 1;
    bool hex = strncmp(word, "0x", 2) == 0 || strncmp(word, "0X", 2) == 0;
    char *end = NULL;
    unsigned long value = strtoul(word, &end, hex ? 16 : 10);
    if (*end || end == word || *word == '-' || *word == '+')
        return app_fail(f->command, "%s: line %u: '%.20s' is no number (hex digits follow 0x)", f->path, line,
                        word);
    if (value > most)
        return app_fail(f->command, "%s: line %u: %.20s does not fit a cell of %s: 0 to %" PRIu64, f->path,
                        line, word, f->like->name, most);
    if (f->n < MAX_CELLS)
        f->cells[f->n] = value;
    f->n++;
    return APP_OK;
}

static int read_cells(struct table_file *f, char *text)
{
    int status = APP_OK;
    unsigned number = 1;
    for (char *line = text, *next = NULL; line && !status; line = next, number++) {
        next = strchr(line, '\n');
        if (next)
            *next++ = '\0';
        line[strcspn(line, "#")] = '\0';
        char *rest = NULL;
        for (char *word = strtok_r(line, " \t\r,;", &rest); word && !status;
             word = strtok_r(NULL, " \t\r,;", &rest))
            status = read_cell(f, word, number);
    }
    return status;
}

static bool one_to_one(const struct table_file *f)
{
    bool met[MAX_CELLS] = {false};
    for (size_t i = 0; i < f->n; i++) {
        if (met[f->cells[i] % MAX_CELLS])
            return false;
        met[f->cells[i] % MAX_CELLS] = true;
    }
    return true;
}

int table_file_read(const char *command, const char *path, const struct trace_table *like, struct trace *t,
                    const struct trace_table **table)
{
    struct table_file f = {.command = command, .path = path, .like = like};
    size_t cells = (size_t)like->rows * like->columns, bytes = 0;
    uint8_t *data = NULL;
    char name[64], citation[96];
    if ((like->layout != TRACE_LOOKUP && like->layout != TRACE_DES_SBOX) || cells > MAX_CELLS)
        return app_usage(command, "--table: %s is no S-box; a file gives S1 to S8, SubBytes or InvSubBytes",
                         like->name);
    int status = app_read_file(command, path, MAX_FILE, &data, &bytes);
    if (!status && strlen((char *)data) != bytes)
        status = app_fail(command, "%s: not a text file", path);
    if (!status)
        status = read_cells(&f, (char *)data);
    free(data);
    if (!status && f.n != cells)
        status = app_fail(command, "%s: %zu numbers, where %s has %zu", path, f.n, like->name, cells);
    if (status)
        return status;
    const char *base = strrchr(path, '/');
    snprintf(name, sizeof name, "%s from %.40s", like->name, base ? base + 1 : path);
    snprintf(citation, sizeof citation, "NOT the standard's%s",
             like->layout == TRACE_LOOKUP && !one_to_one(&f) ? "; not one-to-one: no decryption undoes it"
                                                             : "");
    *table = trace_keep_table(t, like, name, citation, f.cells);
    return *table ? APP_OK : app_fail(command, "out of memory");
}
