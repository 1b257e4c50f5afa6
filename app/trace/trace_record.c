// SPDX-License-Identifier: MIT
// Recording what the command line asks for: the what-if wishes, one run, and its errors as a line.
#include "app/trace/trace_call.h"

#include "app/app.h"
#include "app/trace/preset.h"
#include "app/trace/table_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// "S1=S2": tables by name, of the same shape; "S1=my-box.txt": an S-box from a file.
static int read_tables(struct trace_call *c, const char *text, struct trace *t, struct trace_what_if *w)
{
    char name[32];
    const char *equals = text ? strchr(text, '=') : NULL;
    if (!text)
        return APP_OK;
    snprintf(name, sizeof name, "%.*s", equals ? (int)(equals - text) : 0, text);
    w->from = trace_table_find(name);
    w->to = equals ? trace_table_find(equals + 1) : NULL;
    if (!equals || !w->from || !equals[1])
        return app_usage(c->command,
                         "--table: '%.40s' is not TABLE=TABLE or TABLE=FILE (S1=S2, SubBytes=identity, "
                         "S1=my-box.txt)",
                         text);
    if (!w->to && access(equals + 1, F_OK) != 0)
        return app_usage(c->command, "--table: '%.60s' is neither a table (S2, identity) nor a file",
                         equals + 1);
    if (!w->to)
        return table_file_read(c->command, equals + 1, w->from, t, &w->to);
    if (w->from->layout != w->to->layout || w->from->rows != w->to->rows ||
        w->from->columns != w->to->columns || w->from->unit != w->to->unit ||
        w->from->cell_bits != w->to->cell_bits)
        return app_usage(c->command, "--table: %s and %s have different shapes", w->from->name, w->to->name);
    return APP_OK;
}

static int set_what_if(struct trace_call *c, struct trace *t)
{
    char *end = NULL;
    const char *rounds = c->args.value[OPT_ROUNDS];
    struct trace_what_if w = {.left_out = c->args.value[OPT_LEAVE_OUT]};
    unsigned long n = rounds ? strtoul(rounds, &end, 10) : 0;
    if (rounds && (*end || end == rounds || *rounds == '-' || n < 1 || n > 1000))
        return app_usage(c->command, "--rounds: '%.20s' is no number of rounds", rounds);
    w.rounds = (unsigned)n;
    int status = read_tables(c, c->args.value[OPT_TABLE], t, &w);
    trace_set_what_if(t, &w);
    return status;
}

bool trace_call_warning(const struct trace_call *c, char *out, size_t room)
{
    const char *rounds = c->args.value[OPT_ROUNDS], *table = c->args.value[OPT_TABLE];
    const char *left_out = c->args.value[OPT_LEAVE_OUT];
    snprintf(out, room, "NOT the standard's algorithm:%s%s%s%s%s%s%s", rounds ? " --rounds " : "",
             rounds ? rounds : "", table ? " --table " : "", table ? table : "",
             left_out ? " --leave-out '" : "", left_out ? left_out : "", left_out ? "'" : "");
    return rounds || table || left_out;
}

// --engine must name an engine of the algorithm's family that narrates.
static int check_engine(const struct trace_call *c, const struct trace_algorithm *algorithm)
{
    const struct gl_family *family = algorithm->family ? gl_family_find(algorithm->family) : NULL;
    const struct gl_engine *engine = family ? gl_engine_find(family, c->engine) : NULL;
    bool narrates = family ? engine && engine->narrates : strcmp(c->engine, "textbook") == 0;
    if (narrates)
        return APP_OK;
    return app_usage(c->command, "--engine: '%s' does not narrate %s; 'textbook' does", c->engine,
                     algorithm->name);
}

static int run_algorithm(struct trace_call *c, const struct trace_algorithm *algorithm, struct trace *t)
{
    enum gl_error error = algorithm->run(&c->args, t, algorithm->name);
    trace_what_if_met(t, &c->args.used[OPT_ROUNDS], &c->args.used[OPT_TABLE], &c->args.used[OPT_LEAVE_OUT]);
    error = error ? error : trace_error(t);
    if (error == GL_ERR_ARGUMENT && c->args.why[0])
        return (c->args.unread ? app_fail : app_usage)(c->command, "%s: %s", algorithm->name, c->args.why);
    if (error == GL_ERR_RANGE && c->args.value[OPT_ROUNDS])
        return app_usage(c->command, "--rounds: %s has fewer", algorithm->name);
    if (error == GL_ERR_TOO_LARGE)
        return app_fail(c->command, "%s: a trace holds %d steps; give it a shorter input", algorithm->name,
                        TRACE_MAX_STEPS);
    if (error)
        return app_fail(c->command, "%s: %s", algorithm->name, gl_error_string(error));
    return trace_call_unused(c, t);
}

int trace_call_record(struct trace_call *c, const struct trace_algorithm *algorithm, struct trace **t)
{
    char warning[200];
    bool other = trace_call_warning(c, warning, sizeof warning);
    int status = c->engine ? check_engine(c, algorithm) : APP_OK;
    enum gl_error error = !status && c->vector ? preset_read(&c->args, c->vector) : GL_OK;
    if (error)
        status = app_usage(c->command, "%s", error == GL_ERR_ARGUMENT ? c->args.why : gl_error_string(error));
    if (status)
        return status;
    *t = trace_new(algorithm->summary);
    if (!*t)
        return app_fail(c->command, "out of memory");
    status = set_what_if(c, *t);
    if (!status)
        status = run_algorithm(c, algorithm, *t);
    if (other)
        c->args.compared = false; // the engine in force computes the standard's
    if (status) {
        trace_free(*t);
        *t = NULL;
    }
    return status;
}
