// SPDX-License-Identifier: MIT
// The report as JSON; README.md describes each field.
#include "bench/report.h"

#include "bench/machine.h"
#include "bench/shim/shim.h"
#include "crypto/common/cpu.h"

static json_t *features(void)
{
    json_t *list = json_array();
    for (int i = 0; i < GL_CPU_FEATURES; i++)
        if (gl_cpu_has((enum gl_cpu_feature)i))
            json_array_append_new(list, json_string(gl_cpu_feature_name((enum gl_cpu_feature)i)));
    return list;
}

static json_t *machine(const struct report *report)
{
    json_t *cycles = json_null();
    if (machine_ghz() > 0)
        cycles = json_pack("{s:s, s:f}", "source", "CPU time x frequency of the time-stamp counter", "ghz",
                           machine_ghz());
    return json_pack("{s:s, s:o, s:i, s:o}", "cpu", machine_cpu(), "features", features(), "core",
                     report->core, "cycles", cycles);
}

static json_t *engines(void)
{
    json_t *chosen = json_object();
    for (const struct gl_family *const *f = gl_families; *f; f++)
        json_object_set_new(chosen, (*f)->name, json_string(gl_engine_chosen(*f)->name));
    return chosen;
}

static json_t *peer_list(void)
{
    json_t *list = json_array();
    for (const struct peer *const *p = peers; *p; p++)
        json_array_append_new(list, json_pack("{s:s, s:s, s:b, s:s?}", "name", (*p)->name, "package",
                                              (*p)->package, "built", (*p)->version != NULL, "version",
                                              (*p)->version ? (*p)->version() : NULL));
    return list;
}

static json_t *row(const struct result *result, const struct contestant *c)
{
    json_t *ns = json_array();
    for (size_t i = 0; i < result->rounds; i++)
        json_array_append_new(ns, json_real(c->ns[i]));
    json_t *object = json_pack("{s:s, s:s, s:b, s:f, s:f, s:f, s:o, s:o, s:f, s:I, s:o}", "name", c->name,
                               "party", c->engine ? "engine" : "peer", "best", c == result->best, "ns",
                               c->median_ns, "rate", c->rate, "spread_percent", c->spread, "cycles",
                               c->cycles > 0 ? json_real(c->cycles) : json_null(), "ratio",
                               c->ratio > 0 ? json_real(c->ratio) : json_null(), "work", result->op->work,
                               "iterations", (json_int_t)c->iterations, "rounds_ns", ns);
    if (object && c->engine)
        json_object_set_new(object, "constant_time", json_boolean(c->engine->constant_time));
    if (object && c->peer)
        json_object_set_new(object, "primitive", json_boolean(c->peer->primitive));
    return object;
}

static json_t *operation(const struct result *result)
{
    static const char *const units[] = {
        [BENCH_BYTES] = "bytes", [BENCH_OPERATIONS] = "operations", [BENCH_ITERATIONS] = "iterations"};
    json_t *rows = json_array();
    for (size_t i = 0; i < result->count; i++)
        json_array_append_new(rows, row(result, &result->rows[i]));
    return json_pack("{s:s, s:s, s:s, s:s, s:s?, s:o}", "name", result->op->name, "algorithm",
                     result->op->algorithm, "family", result->op->family->name, "unit",
                     units[result->op->unit], "fastest_peer",
                     result->fastest_peer ? result->fastest_peer->name : NULL, "rows", rows);
}

json_t *report_json(const struct report *report)
{
    json_t *operations = json_array();
    for (size_t i = 0; i < report->count; i++)
        json_array_append_new(operations, operation(report->results[i]));
    return json_pack("{s:s, s:i, s:s, s:b, s:I, s:f, s:s, s:o, s:s, s:o, s:o, s:o}", "schema", REPORT_SCHEMA,
                     "version", REPORT_VERSION, "date", machine_date(), "quick", report->quick, "rounds",
                     (json_int_t)report->settings->rounds, "slice_seconds", report->settings->slice_seconds,
                     "compiler", machine_compiler(), "machine", machine(report), "google_benchmark",
                     shim_version(), "engines", engines(), "peers", peer_list(), "operations", operations);
}
