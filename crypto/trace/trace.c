// SPDX-License-Identifier: MIT
// The recorder. Steps and scopes live in two growing arrays; labels, references, parameters and values live
// in chunks that never move, so that a step can point into them.
#include "crypto/trace/trace.h"

#include "crypto/common/bytes.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_BYTES ((size_t)64 * 1024)
#define MAX_DEPTH   64
#define MAX_PARTS   16

struct chunk {
    struct chunk *next;
    size_t used, size;
    _Alignas(16) uint8_t bytes[];
};

struct trace {
    enum gl_error error;
    struct chunk *chunks; // the newest first
    struct trace_step *steps;
    size_t n_steps, cap_steps;
    struct trace_scope *scopes;
    size_t n_scopes, cap_scopes;
    uint32_t open[MAX_DEPTH]; // the scopes that are open, outermost first
    size_t depth;
    struct trace_what_if what_if;
    bool met_rounds, met_table, met_left_out;
    const char *parts[MAX_PARTS]; // those that trace_leaves_out() was asked about, under a wish
    size_t n_parts;
    const struct trace_table *own_table; // of the user's, or NULL
};

void trace_fail(struct trace *t, enum gl_error error)
{
    if (t && !t->error)
        t->error = error;
}

enum gl_error trace_error(const struct trace *t)
{
    return t->error;
}

// Memory that stays where it is for the life of the trace.
static void *keep(struct trace *t, size_t bytes)
{
    size_t need = (bytes + 15) / 16 * 16;
    if (!t->chunks || t->chunks->size - t->chunks->used < need) {
        size_t size = need > CHUNK_BYTES ? need : CHUNK_BYTES;
        struct chunk *chunk = malloc(sizeof *chunk + size);
        if (!chunk) {
            trace_fail(t, GL_ERR_MEMORY);
            return NULL;
        }
        *chunk = (struct chunk){.next = t->chunks, .size = size};
        t->chunks = chunk;
    }
    void *memory = t->chunks->bytes + t->chunks->used;
    t->chunks->used += need;
    return memory;
}

static const void *keep_copy(struct trace *t, const void *data, size_t bytes)
{
    void *copy = keep(t, bytes ? bytes : 1);
    if (copy && bytes)
        memcpy(copy, data, bytes);
    return copy;
}

// A title or label with each %u filled in; one without is a literal of the caller's and is kept as it is.
static const char *keep_text(struct trace *t, const char *text, uint32_t number)
{
    char digits[16];
    size_t marks = 0;
    for (const char *at = text; (at = strstr(at, "%u")); at += 2)
        marks++;
    if (!marks)
        return text;
    size_t n = (size_t)snprintf(digits, sizeof digits, "%" PRIu32, number);
    char *out = keep(t, strlen(text) + marks * n + 1);
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

// Room for one more element; the old array is wiped, for it may hold secrets' addresses only but costs
// nothing.
static bool grow(struct trace *t, void **array, size_t used, size_t *capacity, size_t element)
{
    if (used < *capacity)
        return true;
    size_t more = *capacity ? *capacity * 2 : 64;
    void *bigger = realloc(*array, more * element);
    if (!bigger) {
        trace_fail(t, GL_ERR_MEMORY);
        return false;
    }
    *array = bigger;
    *capacity = more;
    return true;
}

struct trace *trace_new(const char *title)
{
    struct trace *t = calloc(1, sizeof *t);
    if (!t)
        return NULL;
    trace_open(t, TRACE_ALGORITHM, title, 0);
    if (t->error) {
        trace_free(t);
        return NULL;
    }
    return t;
}

void trace_free(struct trace *t)
{
    if (!t)
        return;
    while (t->chunks) {
        struct chunk *next = t->chunks->next;
        gl_wipe_free(t->chunks, sizeof *t->chunks + t->chunks->size);
        t->chunks = next;
    }
    free(t->steps);
    free(t->scopes);
    free(t);
}

void trace_set_what_if(struct trace *t, const struct trace_what_if *what_if)
{
    t->what_if = *what_if;
}

const struct trace_what_if *trace_get_what_if(const struct trace *t)
{
    return &t->what_if;
}

void trace_what_if_met(const struct trace *t, bool *rounds, bool *table, bool *left_out)
{
    *rounds = t->met_rounds;
    *table = t->met_table;
    *left_out = t->met_left_out;
}

// A cell of the size that the table's shape has: engines and checkers read both alike.
static bool put_cell(void *cells, const struct trace_table *like, size_t index, uint64_t value)
{
    if (like->cell_bits < 64 && value >> like->cell_bits)
        return false;
    if (like->cell_size == 1)
        ((uint8_t *)cells)[index] = (uint8_t)value;
    else if (like->cell_size == 4)
        ((uint32_t *)cells)[index] = (uint32_t)value;
    else
        ((uint64_t *)cells)[index] = value;
    return true;
}

const struct trace_table *trace_keep_table(struct trace *t, const struct trace_table *like, const char *name,
                                           const char *citation, const uint64_t *cells)
{
    size_t n = (size_t)like->rows * like->columns;
    struct trace_table *table = t->own_table ? NULL : keep(t, sizeof *table);
    void *copy = table ? keep(t, n * like->cell_size) : NULL;
    if (!copy)
        return NULL;
    for (size_t i = 0; i < n; i++)
        if (!put_cell(copy, like, i, cells[i]))
            return NULL;
    *table = *like;
    table->name = keep_copy(t, name, strlen(name) + 1);
    table->citation = keep_copy(t, citation, strlen(citation) + 1);
    table->cells = copy;
    t->own_table = table->name && table->citation ? table : NULL;
    return t->own_table;
}

const struct trace_table *trace_table_of(const struct trace *t, size_t index)
{
    size_t house = 0;
    while (house < index && trace_table_at(house))
        house++;
    const struct trace_table *table = trace_table_at(house);
    return table || house < index ? table : t->own_table;
}

unsigned trace_rounds(struct trace *t, unsigned standard)
{
    if (!t || !t->what_if.rounds)
        return standard;
    t->met_rounds = true;
    if (t->what_if.rounds > standard)
        trace_fail(t, GL_ERR_RANGE);
    return t->what_if.rounds < standard ? t->what_if.rounds : standard;
}

const struct trace_table *trace_table_used(struct trace *t, const struct trace_table *standard)
{
    if (!t || t->what_if.from != standard)
        return standard;
    t->met_table = true;
    return t->what_if.to;
}

bool trace_leaves_out(struct trace *t, const char *part)
{
    size_t i = 0;
    if (!t || !t->what_if.left_out)
        return false;
    while (i < t->n_parts && strcmp(t->parts[i], part) != 0)
        i++;
    if (i == t->n_parts && i < MAX_PARTS)
        t->parts[t->n_parts++] = part;
    bool wished = strcmp(t->what_if.left_out, part) == 0;
    t->met_left_out = t->met_left_out || wished;
    return wished;
}

const char *trace_part(const struct trace *t, size_t index)
{
    return index < t->n_parts ? t->parts[index] : NULL;
}

void trace_open(struct trace *t, enum trace_level level, const char *title, uint32_t number)
{
    if (!t || t->error)
        return;
    if (t->depth == MAX_DEPTH) {
        trace_fail(t, GL_ERR_TOO_LARGE);
        return;
    }
    if (!grow(t, (void **)&t->scopes, t->n_scopes, &t->cap_scopes, sizeof *t->scopes))
        return;
    const char *text = keep_text(t, title, number);
    if (!text)
        return;
    trace_ref next = (trace_ref)(t->n_steps + 1);
    t->scopes[t->n_scopes] = (struct trace_scope){
        .parent = t->depth ? t->open[t->depth - 1] : 0,
        .level = level,
        .number = number,
        .title = text,
        .first = next,
        .past_last = next,
    };
    t->open[t->depth++] = (uint32_t)t->n_scopes++;
}

void trace_close(struct trace *t)
{
    if (!t || t->error)
        return;
    if (t->depth <= 1)
        trace_fail(t, GL_ERR_INCONSISTENT); // a close without its open; the root stays open
    else
        t->depth--;
}

// Every open scope now reaches past this step.
static void extend_open_scopes(struct trace *t)
{
    for (size_t i = 0; i < t->depth; i++)
        t->scopes[t->open[i]].past_last = (trace_ref)(t->n_steps + 1);
}

static bool uses_earlier_steps(const struct trace *t, const struct trace_use *use)
{
    for (size_t i = 0; i < use->n_in; i++)
        if (use->in[i] == 0 || use->in[i] > t->n_steps)
            return false;
    return true;
}

trace_ref trace_emit(struct trace *t, struct trace_say say, enum trace_op op, const struct trace_use *use,
                     enum trace_kind kind, const void *value, size_t bits)
{
    static const struct trace_use nothing;
    if (!t || t->error)
        return 0;
    if (!use)
        use = &nothing;
    if (t->n_steps >= TRACE_MAX_STEPS || bits > UINT32_MAX)
        trace_fail(t, GL_ERR_TOO_LARGE);
    else if (!uses_earlier_steps(t, use))
        trace_fail(t, GL_ERR_INCONSISTENT);
    if (t->error || !grow(t, (void **)&t->steps, t->n_steps, &t->cap_steps, sizeof *t->steps))
        return 0;
    t->steps[t->n_steps] = (struct trace_step){
        .op = op,
        .kind = kind,
        .scope = t->open[t->depth - 1],
        .bits = (uint32_t)bits,
        .group = say.group,
        .n_inputs = use->n_in,
        .n_params = use->n_params,
        .label = keep_text(t, say.label, say.number),
        .citation = say.citation,
        .function = say.function,
        .report = say.report ? keep_text(t, say.report, say.number) : NULL,
        .table = use->table,
        .inputs = keep_copy(t, use->in, use->n_in * sizeof *use->in),
        .params = keep_copy(t, use->params, use->n_params * sizeof *use->params),
        .value = keep_copy(t, value, (bits + 7) / 8),
    };
    if (t->error)
        return 0;
    t->n_steps++;
    extend_open_scopes(t);
    return (trace_ref)t->n_steps;
}

trace_ref trace_emit_word(struct trace *t, struct trace_say say, enum trace_op op,
                          const struct trace_use *use, enum trace_kind kind, uint64_t value, unsigned bits)
{
    if (!t)
        return 0;
    uint8_t bytes[8];
    gl_store64_be(bytes, value);
    return trace_emit(t, say, op, use, kind, bytes + 8 - (bits + 7) / 8, bits);
}

trace_ref trace_emit_mpz(struct trace *t, struct trace_say say, enum trace_op op, const struct trace_use *use,
                         const mpz_t value, size_t bits)
{
    if (!t || t->error)
        return 0;
    if (mpz_sgn(value) < 0 || (mpz_sgn(value) > 0 && mpz_sizeinbase(value, 2) > bits)) {
        trace_fail(t, GL_ERR_INCONSISTENT);
        return 0;
    }
    size_t bytes = (bits + 7) / 8;
    uint8_t *buffer = calloc(1, bytes + 1);
    if (!buffer) {
        trace_fail(t, GL_ERR_MEMORY);
        return 0;
    }
    if (mpz_sgn(value)) {
        size_t used = (mpz_sizeinbase(value, 2) + 7) / 8;
        mpz_export(buffer + bytes - used, NULL, 1, 1, 1, 0, value);
    }
    trace_ref ref = trace_emit(t, say, op, use, TRACE_INTEGER, buffer, bits);
    gl_wipe_free(buffer, bytes + 1);
    return ref;
}

trace_ref trace_input_bytes(struct trace *t, struct trace_say say, const void *value, size_t bytes)
{
    return trace_emit(t, say, TRACE_INPUT, NULL, TRACE_BYTES, value, bytes * 8);
}

size_t trace_count(const struct trace *t)
{
    return t->n_steps;
}

const struct trace_step *trace_get(const struct trace *t, trace_ref ref)
{
    return ref >= 1 && ref <= t->n_steps ? &t->steps[ref - 1] : NULL;
}

size_t trace_scopes(const struct trace *t)
{
    return t->n_scopes;
}

const struct trace_scope *trace_get_scope(const struct trace *t, size_t index)
{
    return index < t->n_scopes ? &t->scopes[index] : NULL;
}
