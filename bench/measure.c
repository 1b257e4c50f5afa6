// SPDX-License-Identifier: MIT
// Interleaved rounds: ours, peer 1, peer 2, ..., ours, peer 1, peer 2, ... README.md says why.
#include "bench/bench.h"

#include "bench/machine.h"
#include "bench/shim/shim.h"
#include "bench/stats.h"

#include <stdio.h>

struct collector {
    struct result *result;
    const struct bench_settings *settings;
    size_t round, done, total;
};

static bool batch(void *context, uint64_t iterations)
{
    const struct contestant *c = context;
    bool good = true;
    bench_select(c);
    bool (*run)(void *state) = c->way->run;
    void *state = c->state;
    for (uint64_t i = 0; i < iterations; i++)
        good &= run(state);
    return good;
}

static void progress(struct collector *collector)
{
    collector->done++;
    if (collector->settings->progress)
        collector->settings->progress(collector->settings->context, collector->result->op, collector->done,
                                      collector->total);
}

// How often each contestant runs in a slice of time.
static void hear_warm_up(void *context, const struct shim_result *r)
{
    struct collector *collector = context;
    struct contestant *c = r->context;
    double wanted = r->cpu_ns > 0 ? collector->settings->slice_seconds * 1e9 / r->cpu_ns : 1;
    c->iterations = wanted < 1 ? 1 : (uint64_t)wanted;
    if (collector->result->op->random_time)
        c->iterations = collector->settings->random_repeat;
    c->failed = r->failed;
    progress(collector);
}

static void hear_round(void *context, const struct shim_result *r)
{
    struct collector *collector = context;
    struct contestant *c = r->context;
    c->ns[collector->done / collector->result->count - 1] = r->cpu_ns; // the warm-up was round 0
    c->failed = c->failed || r->failed;
    progress(collector);
}

static void enter(struct result *result, struct contestant *c, size_t round, double min_seconds)
{
    char name[3 * BENCH_NAME_BYTES];
    snprintf(name, sizeof name, "%s/%s%s/%s%zu", result->op->name, c->engine ? "glasslock " : "", c->name,
             round ? "round:" : "warm-up:", round);
    bool bytes = result->op->unit == BENCH_BYTES;
    shim_register(&(struct shim_benchmark){.name = name,
                                           .body = batch,
                                           .context = c,
                                           .iterations = round ? c->iterations : 0,
                                           .min_seconds = min_seconds,
                                           .bytes = bytes ? result->op->work : 0,
                                           .items = bytes ? 0 : result->op->work});
}

// What takes a random time has nothing that a round could share: there, the medians are compared.
double bench_ratio(const struct result *result, const struct contestant *a, const struct contestant *b)
{
    if (result->op->random_time)
        return a->median_ns > 0 ? b->median_ns / a->median_ns : 0;
    return stats_paired_ratio(b->ns, a->ns, result->rounds);
}

static void evaluate(struct result *result)
{
    result->best = result->fastest_peer = NULL;
    for (size_t i = 0; i < result->count; i++) {
        struct contestant *c = &result->rows[i];
        const struct contestant **first = c->engine ? &result->best : &result->fastest_peer;
        c->median_ns = stats_median(c->ns, result->rounds);
        c->spread = stats_spread(c->ns, result->rounds);
        c->rate = c->median_ns > 0 ? result->op->work * 1e9 / c->median_ns : 0;
        c->cycles = c->median_ns * machine_ghz() / result->op->work;
        if (!*first || c->median_ns < (*first)->median_ns)
            *first = c;
    }
    for (size_t i = 0; i < result->count && result->fastest_peer; i++)
        result->rows[i].ratio = bench_ratio(result, &result->rows[i], result->fastest_peer);
}

bool bench_measure(struct result *result, const struct bench_settings *settings)
{
    struct collector collector = {.result = result, .settings = settings};
    result->rounds = settings->rounds;
    collector.total = (result->rounds + 1) * result->count;
    for (size_t i = 0; i < result->count; i++)
        enter(result, &result->rows[i], 0, settings->slice_seconds);
    shim_run(hear_warm_up, &collector);
    for (size_t round = 1; round <= result->rounds; round++)
        for (size_t i = 0; i < result->count; i++)
            enter(result, &result->rows[i], round, 0);
    shim_run(hear_round, &collector);
    for (size_t i = 0; i < result->count; i++)
        if (result->rows[i].failed) {
            fprintf(stderr, "glasslock bench: %s: %s failed while it was timed\n", result->op->name,
                    result->rows[i].name);
            return false;
        }
    evaluate(result);
    return true;
}
