// SPDX-License-Identifier: MIT
// What the report is made of: the JSON of other commands, run now or read from files.
#include "report/report.h"

#include "app/app.h"
#include "app/files.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FIGURES_LIMIT_BYTES ((size_t)64 << 20)
#define BENCH_JSON          "build/bench.json" // where `make bench` leaves it

static json_t *run(const char *what, const char *const *argv)
{
    int status = 0;
    fprintf(stderr, "report: %s\n", what);
    char *text = report_run(argv, NULL, &status);
    json_t *json = text && *text ? json_loads(text, 0, NULL) : NULL;
    free(text);
    if (!json)
        app_fail("report", "`glasslock %s` gave no figures (exit status %d); its part is left out", argv[1],
                 status);
    return json;
}

// A file that the user named. *good becomes false where it is not what it should be.
static json_t *load(const char *path, const char *member, bool *good)
{
    json_error_t error;
    uint8_t *text = NULL;
    size_t bytes = 0;
    *good = app_read_file("report", path, FIGURES_LIMIT_BYTES, &text, &bytes) == APP_OK && *good;
    if (!text)
        return NULL;
    json_t *json = json_loadb((const char *)text, bytes, 0, &error);
    free(text);
    if (!json)
        app_fail("report", "%s: %s", path, error.text);
    else if (!json_is_array(json_object_get(json, member)))
        app_fail("report", "%s: no array \"%s\" in it", path, member);
    else
        return json;
    json_decref(json);
    *good = false;
    return NULL;
}

// What is named is read first: a wrong name is told before minutes have passed.
static bool load_all(struct report *report)
{
    const struct report_wish *wish = report->wish;
    const char *bench = wish->bench ? wish->bench : access(BENCH_JSON, R_OK) == 0 ? BENCH_JSON : NULL;
    bool good = true;
    if (wish->vectors)
        report->vectors = load(wish->vectors, "rows", &good);
    if (bench && good)
        report->bench = load(bench, "operations", &good);
    for (size_t i = 0; i < REPORT_CHATS && good; i++)
        if (wish->chat[i])
            report->chat[i] = load(wish->chat[i], "runs", &good);
    return good;
}

static json_t *run_chat(const char *protocol, bool quick)
{
    const char *members = quick ? "5,20,50" : "5,10,20,50,100,200";
    const char *const argv[] = {NULL,     "chat-bench", "--protocol", protocol,    "--members",
                                members,  "--rates",    "closed",     "--seconds", "1",
                                "--json", "-",          NULL};
    char what[64];
    snprintf(what, sizeof what, "the chat server under load, protocol %s", protocol);
    return run(what, argv);
}

bool report_gather(struct report *report)
{
    static const char *const protocols[REPORT_CHATS] = {"raw", "glasslock"};
    if (!load_all(report))
        return false;
    report->engines = run("the engines", (const char *const[]){NULL, "engines", "--json", NULL});
    if (!report->vectors)
        report->vectors = run("the official vectors (half a minute)",
                              (const char *const[]){NULL, "vectors", "--json", NULL});
    for (size_t i = 0; i < REPORT_CHATS; i++)
        if (!report->chat[i])
            report->chat[i] = run_chat(protocols[i], report->wish->quick);
    report->bench_is_new = !report->bench;
    if (!report->bench)
        report->bench = run("the benchmarks, quick (half a minute)",
                            (const char *const[]){NULL, "bench", "--quick", "--json", "-", NULL});
    return true;
}

void report_clear(struct report *report)
{
    json_decref(report->engines);
    json_decref(report->vectors);
    json_decref(report->bench);
    for (size_t i = 0; i < REPORT_CHATS; i++)
        json_decref(report->chat[i]);
}
