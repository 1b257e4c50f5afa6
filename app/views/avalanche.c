// SPDX-License-Identifier: MIT
#include "app/views/avalanche.h"

#include "crypto/common/no_memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void name_of(const struct trace *t, uint32_t scope, char *out, size_t room)
{
    const struct trace_scope *s = trace_get_scope(t, scope), *parent = trace_get_scope(t, s->parent);
    if (s->parent && parent->level >= TRACE_PHASE)
        snprintf(out, room, "%s > %s", parent->title, s->title);
    else
        snprintf(out, room, "%s", s->title);
}

static bool in_block(const struct trace *t, uint32_t scope)
{
    for (; scope; scope = trace_get_scope(t, scope)->parent)
        if (trace_get_scope(t, scope)->level == TRACE_BLOCK)
            return true;
    return false;
}

// Where there are blocks their rounds alone make the curve, and not those of the key schedule. Returns how
// many stay.
static size_t keep_blocks(const struct trace *t, struct twin_round *rounds, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (in_block(t, rounds[i].scope))
            rounds[kept++] = rounds[i];
    return kept ? kept : n;
}

static bool begin(struct avalanche *avalanche, const struct twin *twin, const struct twin_round *rounds,
                  size_t n)
{
    avalanche->rounds = n ? gl_need(calloc(n, sizeof *avalanche->rounds)) : NULL;
    if (!avalanche->rounds)
        return false;
    avalanche->n = n;
    for (size_t i = 0; i < n; i++) {
        struct avalanche_round *r = &avalanche->rounds[i];
        name_of(twin->a, rounds[i].scope, r->name, sizeof r->name);
        r->number = trace_get_scope(twin->a, rounds[i].scope)->number;
        r->bits = rounds[i].bits;
        r->least = UINT32_MAX;
    }
    return true;
}

bool avalanche_add(struct avalanche *avalanche, const struct twin *twin)
{
    size_t n = 0;
    struct twin_round *rounds = twin_rounds(twin, TRACE_ROUND, &n);
    n = rounds ? keep_blocks(twin->a, rounds, n) : 0;
    bool done = rounds && (avalanche->rounds || begin(avalanche, twin, rounds, n)) && avalanche->n == n;
    for (size_t i = 0; done && i < n; i++) {
        struct avalanche_round *r = &avalanche->rounds[i];
        uint32_t differ = rounds[i].differ;
        r->least = differ < r->least ? differ : r->least;
        r->most = differ > r->most ? differ : r->most;
        r->sum += differ;
        r->sum_of_squares += (uint64_t)differ * differ;
    }
    avalanche->runs += done;
    free(rounds);
    return done;
}

void avalanche_clear(struct avalanche *avalanche)
{
    free(avalanche->rounds);
    *avalanche = (struct avalanche){0};
}

double avalanche_mean(const struct avalanche *avalanche, size_t round)
{
    return (double)avalanche->rounds[round].sum / avalanche->runs;
}

double avalanche_deviation(const struct avalanche *avalanche, size_t round)
{
    double mean = avalanche_mean(avalanche, round);
    double variance = (double)avalanche->rounds[round].sum_of_squares / avalanche->runs - mean * mean;
    return variance > 0 ? sqrt(variance) : 0;
}
