// SPDX-License-Identifier: MIT
// The ladder: one block an operation, one line an engine or a peer, the fastest on top.
#include "bench/report.h"

#include "app/app.h"
#include "bench/machine.h"
#include "bench/shim/shim.h"
#include "crypto/common/cpu.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define PLAIN_WIDTH 80
#define NAME_WIDTH  38
#define LINE_WIDTH  76 // of a row without its bar
#define LEAST_BAR   12
#define MOST_BAR    40

struct ladder ladder_on(FILE *out)
{
    struct winsize size = {0};
    const char *columns = getenv("COLUMNS");
    int width = columns ? atoi(columns) : 0;
    if (width < 20 && isatty(fileno(out)) && ioctl(fileno(out), TIOCGWINSZ, &size) == 0)
        width = size.ws_col;
    return (struct ladder){out, app_colour(out), width < 20 ? PLAIN_WIDTH : width};
}

const char *ladder_ratio(char text[16], double ratio)
{
    int digits = ratio >= 99.95 ? 0 : ratio >= 9.995 ? 1 : ratio >= 0.0995 ? 2 : ratio >= 0.00995 ? 3 : 4;
    snprintf(text, 16, "%.*fx", digits, ratio);
    return text;
}

const char *ladder_number(char text[16], double number)
{
    const char *suffix = number >= 999.95e3 ? "M" : number >= 99999.5 ? "k" : "";
    double shown = *suffix == 'M' ? number / 1e6 : *suffix == 'k' ? number / 1e3 : number;
    snprintf(text, 16, "%.*f%s",
             shown >= 999.5               ? 0
             : shown >= 99.95             ? 1
             : shown >= 0.9995 || *suffix ? 2
                                          : 3,
             shown, suffix);
    return text;
}

const char *ladder_unit(enum bench_unit unit)
{
    return unit == BENCH_BYTES ? "MB/s" : unit == BENCH_ITERATIONS ? "iter/s" : "ops/s";
}

static const char *cycles_unit(enum bench_unit unit)
{
    return unit == BENCH_BYTES ? "cycles/B" : unit == BENCH_ITERATIONS ? "cyc/iter" : "cycles";
}

// ---- the heading ----

// A label and words, wrapped at the width under themselves.
struct wrap {
    const struct ladder *l;
    int column;
};

static void label(struct wrap *w, const char *text)
{
    fprintf(w->l->out, "%s%-10s", w->column ? "\n" : "", text);
    w->column = 10;
}

__attribute__((format(printf, 2, 3))) static void words(struct wrap *w, const char *format, ...)
{
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    char *rest = NULL;
    for (char *word = strtok_r(text, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        int length = (int)strlen(word);
        bool first = w->column == 10;
        if (!first && w->column + 1 + length > w->l->width) {
            fprintf(w->l->out, "\n%10s", "");
            w->column = 10;
            first = true;
        }
        fprintf(w->l->out, "%s%s", first ? "" : " ", word);
        w->column += length + !first;
    }
}

static void engines_in_force(struct wrap *w)
{
    label(w, "engines");
    for (const struct gl_family *const *f = gl_families; *f; f++)
        words(w, "%s %s%s", (*f)->name, gl_engine_chosen(*f)->name, f[1] ? "," : "");
}

static void libraries(struct wrap *w)
{
    label(w, "peers");
    bool first = true;
    for (const struct peer *const *p = peers; *p; p++) {
        if ((*p)->version)
            words(w, "%s%s %s", first ? "" : "| ", (*p)->name, (*p)->version());
        first = first && !(*p)->version;
    }
    if (first)
        words(w, "none");
    for (const struct peer *const *p = peers; *p; p++)
        if (!(*p)->version) {
            label(w, "not built");
            words(w, "%s (%s is missing)", (*p)->name, (*p)->package);
        }
}

void ladder_heading(const struct ladder *l, const struct report *report)
{
    struct wrap w = {l, 0};
    label(&w, "date");
    words(&w, "%s", machine_date());
    label(&w, "CPU");
    words(&w, "%s;", machine_cpu());
    if (report->core >= 0)
        words(&w, "pinned to core %d;", report->core);
    else
        words(&w, "not pinned to a core;");
    if (machine_ghz() > 0)
        words(&w, "cycles are CPU time x %.3f GHz, the time-stamp counter's frequency", machine_ghz());
    else
        words(&w, "no cycle counter");
    label(&w, "features");
    for (int i = 0; i < GL_CPU_FEATURES; i++)
        if (gl_cpu_has((enum gl_cpu_feature)i))
            words(&w, "%s", gl_cpu_feature_name((enum gl_cpu_feature)i));
    engines_in_force(&w);
    label(&w, "compiler");
    words(&w, "%s, and for engines what crypto/flags.mk says", machine_compiler());
    libraries(&w);
    label(&w, "rounds");
    words(&w,
          "%zu interleaved rounds of %.0f ms each (Google Benchmark %s), medians; ratio: speed as a multiple "
          "of "
          "the fastest peer's; spread: interquartile range of the rounds; * our fastest engine",
          report->settings->rounds, report->settings->slice_seconds * 1e3, shim_version());
    fputc('\n', l->out);
}

// ---- a block ----

static int faster_first(const void *a, const void *b)
{
    double x = (*(const struct contestant *const *)a)->median_ns;
    double y = (*(const struct contestant *const *)b)->median_ns;
    return (x > y) - (x < y);
}

static void bar(const struct ladder *l, double share)
{
    int room = l->width - LINE_WIDTH - 1;
    if (room < LEAST_BAR)
        return;
    int length = (int)(share * (room < MOST_BAR ? room : MOST_BAR) + 0.5);
    fputc(' ', l->out);
    for (int i = 0; i < length; i++)
        fputc('=', l->out);
}

static void row(const struct ladder *l, const struct result *result, const struct contestant *c,
                double fastest_ns)
{
    char name[NAME_WIDTH + 1], rate[16], cycles[16], ratio[16];
    bool best = c == result->best;
    snprintf(name, sizeof name, "%s%s%s", c->engine ? "glasslock " : "", c->name,
             c->peer && c->peer->primitive ? " (primitive)" : "");
    double shown = result->op->unit == BENCH_BYTES ? c->rate / 1e6 : c->rate;
    fprintf(l->out, "%s%c %-*s %9s %9s %9s %6.1f%%", l->colour && best ? "\033[1;32m" : "", best ? '*' : ' ',
            NAME_WIDTH - 2, name, ladder_number(rate, shown),
            c->cycles > 0 ? ladder_number(cycles, c->cycles) : "-",
            c->ratio > 0 ? ladder_ratio(ratio, c->ratio) : "-", c->spread);
    bar(l, fastest_ns / c->median_ns);
    fprintf(l->out, "%s\n", l->colour && best ? "\033[0m" : "");
}

void ladder_result(const struct ladder *l, const struct result *result)
{
    const struct contestant *order[BENCH_MAX_CONTESTANTS] = {0};
    for (size_t i = 0; i < result->count; i++)
        order[i] = &result->rows[i];
    qsort(order, result->count, sizeof *order, faster_first);
    fprintf(l->out, "\n%s%-*s %9s %9s %9s %7s%s\n", l->colour ? "\033[1m" : "", NAME_WIDTH, result->op->name,
            ladder_unit(result->op->unit), cycles_unit(result->op->unit), "ratio", "spread",
            l->colour ? "\033[0m" : "");
    for (size_t i = 0; i < result->count; i++)
        row(l, result, order[i], order[0]->median_ns);
    if (result->op->random_time)
        fprintf(l->out, "  (of %zu keys each: the search for primes takes a random time)\n",
                result->rounds * (size_t)result->rows[0].iterations);
    for (size_t i = 0; i < result->n_unable; i++)
        fprintf(l->out, "  %s has no such operation here\n", result->unable[i]->name);
    fflush(l->out);
}
