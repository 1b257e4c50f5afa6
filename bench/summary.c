// SPDX-License-Identifier: MIT
// The summary: one line an operation, from the textbook to the fastest peer, and our best engine beside each
// peer.
#include "bench/report.h"

#define OPERATION_WIDTH 31

static const struct contestant *fastest(const struct result *result, bool (*fits)(const struct gl_engine *))
{
    const struct contestant *best = NULL;
    for (size_t i = 0; i < result->count; i++) {
        const struct contestant *c = &result->rows[i];
        if (c->engine && fits(c->engine) && (!best || c->median_ns < best->median_ns))
            best = c;
    }
    return best;
}

static bool is_textbook(const struct gl_engine *engine)
{
    return engine->narrates;
}

// Runs everywhere, and where secrets are. (An engine that is not constant-time may well be one that chooses,
// by the CPU, among others.)
static bool is_portable(const struct gl_engine *engine)
{
    return !engine->narrates && !engine->available && engine->constant_time;
}

static void cell(const struct ladder *l, const struct contestant *c, int width)
{
    char text[16];
    fprintf(l->out, " %*s", width, c && c->ratio > 0 ? ladder_ratio(text, c->ratio) : "-");
}

static void heading(const struct ladder *l, const char *text)
{
    fprintf(l->out, "\n%s%s%s\n", l->colour ? "\033[1m" : "", text, l->colour ? "\033[0m" : "");
}

static void steps(const struct ladder *l, const struct result *result)
{
    fprintf(l->out, "%-*s", OPERATION_WIDTH, result->op->name);
    cell(l, fastest(result, is_textbook), 7);
    cell(l, fastest(result, is_portable), 7);
    fputs(l->colour ? "\033[1;32m" : "", l->out);
    cell(l, result->best, 7);
    fputs(l->colour ? "\033[0m" : "", l->out);
    fprintf(l->out, " %-12s %s\n", result->best ? result->best->name : "-",
            result->fastest_peer ? result->fastest_peer->name : "-");
}

static const struct contestant *row_of(const struct result *result, const struct peer *peer)
{
    for (size_t i = 0; i < result->count; i++)
        if (result->rows[i].peer == peer)
            return &result->rows[i];
    return NULL;
}

static void beside_each(const struct ladder *l, const struct result *result)
{
    char text[16];
    fprintf(l->out, "%-*s", OPERATION_WIDTH, result->op->name);
    for (const struct peer *const *p = peers; *p; p++) {
        const struct contestant *theirs = (*p)->version ? row_of(result, *p) : NULL;
        double ratio = theirs && result->best ? bench_ratio(result, result->best, theirs) : 0;
        if ((*p)->version)
            fprintf(l->out, " %6s", ratio <= 0 ? "-" : ratio < 0.00995 ? "<.01x" : ladder_ratio(text, ratio));
    }
    fputc('\n', l->out);
}

void ladder_summary(const struct ladder *l, const struct report *report)
{
    heading(l, "From the textbook to the fastest peer (1.00x)");
    fprintf(l->out, "%-*s %7s %7s %7s %-12s %s\n", OPERATION_WIDTH, "operation", "textb.", "portab.", "best",
            "by", "peer");
    for (size_t i = 0; i < report->count; i++)
        steps(l, report->results[i]);
    heading(l, "Our best engine beside each peer (speed as a multiple of theirs)");
    fprintf(l->out, "%-*s", OPERATION_WIDTH, "operation");
    for (const struct peer *const *p = peers; *p; p++)
        if ((*p)->version)
            fprintf(l->out, " %6s", (*p)->brief);
    fputc('\n', l->out);
    for (size_t i = 0; i < report->count; i++)
        beside_each(l, report->results[i]);
}
