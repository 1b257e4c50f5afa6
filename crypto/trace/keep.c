// SPDX-License-Identifier: MIT
// What a trace keeps: chunks that never move, so that a step can point into them.
#include "crypto/trace/recorder.h"

#include "crypto/common/bytes.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_BYTES ((size_t)64 * 1024)

struct trace_chunk {
    struct trace_chunk *next;
    size_t used, size;
    _Alignas(16) uint8_t bytes[];
};

void *trace_keep(struct trace *t, size_t bytes)
{
    size_t need = (bytes + 15) / 16 * 16;
    if (!t->chunks || t->chunks->size - t->chunks->used < need) {
        size_t size = need > CHUNK_BYTES ? need : CHUNK_BYTES;
        struct trace_chunk *chunk = malloc(sizeof *chunk + size);
        if (!chunk) {
            trace_fail(t, GL_ERR_MEMORY);
            return NULL;
        }
        *chunk = (struct trace_chunk){.next = t->chunks, .size = size};
        t->chunks = chunk;
    }
    void *memory = t->chunks->bytes + t->chunks->used;
    t->chunks->used += need;
    return memory;
}

const void *trace_keep_copy(struct trace *t, const void *data, size_t bytes)
{
    void *copy = trace_keep(t, bytes ? bytes : 1);
    if (copy && bytes)
        memcpy(copy, data, bytes);
    return copy;
}

const char *trace_keep_text(struct trace *t, const char *text, uint32_t number)
{
    char digits[16];
    size_t marks = 0;
    for (const char *at = text; (at = strstr(at, "%u")); at += 2)
        marks++;
    if (!marks)
        return text;
    size_t n = (size_t)snprintf(digits, sizeof digits, "%" PRIu32, number);
    char *out = trace_keep(t, strlen(text) + marks * n + 1);
    if (!out)
        return NULL;
    char *end = out;
    for (const char *mark; (mark = strstr(text, "%u")); text = mark + 2) {
        memcpy(end, text, (size_t)(mark - text));
        end += mark - text;
        memcpy(end, digits, n);
        end += n;
    }
    memcpy(end, text, strlen(text) + 1);
    return out;
}

void trace_keep_free(struct trace *t)
{
    while (t->chunks) {
        struct trace_chunk *next = t->chunks->next;
        gl_wipe_free(t->chunks, sizeof *t->chunks + t->chunks->size);
        t->chunks = next;
    }
}
