// SPDX-License-Identifier: MIT
// glasslock trace: record what a textbook engine does, show it, or check it.
#include "app/commands.h"

#include "app/app.h"
#include "app/trace/beside.h"
#include "app/trace/trace_command.h"
#include "app/trace/twin_record.h"
#include "app/views/view.h"
#include "crypto/trace/check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

// `saved`: what the reader found wrong in a file's words although its values may be right; NULL for a trace
// just recorded.
static int verdict(const struct trace *t, const char *what, const struct view_saved *saved)
{
    struct trace_verdict v;
    enum gl_error error = trace_check(t, &v);
    if (error)
        return app_fail("trace", "%s: %s", what, v.why[0] ? v.why : gl_error_string(error));
    if (saved && saved->misdescribed)
        return app_fail("trace", "%s: step %zu: its path, row, column or text is not what its values say",
                        what, saved->misdescribed);
    if (saved && saved->unlike)
        return app_fail("trace", "%s: its %s are not those of its steps", what, saved->unlike);
    printf("%s: %zu steps recomputed, all agree\n", what, v.checked);
    return APP_OK;
}

static int check_recorded(const struct trace_command *c, const struct trace *t)
{
    int status = verdict(t, c->what.algorithm, NULL);
    if (status)
        return status;
    if (c->what.args.compared && !c->what.args.agrees)
        return app_fail("trace", "%s: the result is not that of the engine in force", c->what.algorithm);
    if (c->what.args.compared)
        printf("%s: the result is that of the engine in force\n", c->what.algorithm);
    return APP_OK;
}

static int check_file(const char *path)
{
    struct view_saved saved;
    char why[160];
    FILE *in = strcmp(path, "-") == 0 ? stdin : fopen(path, "r");
    if (!in && errno == ENOMEM)
        return app_fail("trace", "cannot read '%s': %s", path, strerror(errno));
    if (!in)
        return app_usage("trace", "'%s' is neither an algorithm (`glasslock trace --list`) nor a file: %s",
                         path, strerror(errno));
    enum gl_error error = view_json_read(&saved, in, why, sizeof why);
    if (in != stdin)
        fclose(in);
    if (error)
        return app_fail("trace", "%s: %s", path, why[0] ? why : gl_error_string(error));
    int status = verdict(saved.trace, path, &saved);
    view_saved_free(&saved);
    return status;
}

static int run_one(struct trace_command *c, const struct trace_algorithm *algorithm)
{
    struct trace *t = NULL;
    int status = trace_call_record(&c->what, algorithm, &t);
    if (!status)
        status = c->check ? check_recorded(c, t) : trace_show(&c->how, &(struct trace_shown){.t = t});
    if (!status && c->what.args.refused)
        fprintf(stderr, "glasslock trace: %s: refused, and the trace shows where\n", algorithm->name);
    trace_free(t);
    return status;
}

static int run_exercise(struct trace_command *c, const struct trace_algorithm *algorithm)
{
    struct trace *t = NULL;
    int status = trace_call_record(&c->what, algorithm, &t);
    if (status)
        return status;
    c->exercise.title = algorithm->summary;
    c->exercise.algorithm = algorithm->name;
    c->exercise.warning = c->how.warning;
    status = exercise_run(&c->exercise, t);
    trace_free(t);
    return status;
}

static int run_twin(struct trace_command *c, const struct trace_algorithm *algorithm)
{
    struct twin twin = {0};
    struct trace_show how = c->how;
    char warning[256];
    int status = twin_record(&c->what, algorithm, how.changes, &twin);
    how.warning = twin_warning(&c->what, how.changes, warning, sizeof warning) ? warning : NULL;
    if (!status) {
        status = trace_show(&how, &(struct trace_shown){.twin = &twin});
        twin_clear(&twin);
    }
    return status;
}

static int run_beside(struct trace_command *c, const struct trace_algorithm *algorithm)
{
    struct twin twin = {0};
    struct beside beside;
    struct trace_show how = c->how;
    int status = beside_record(&c->what, algorithm, c->beside, &twin, &beside);
    if (!status) {
        how.toy = beside.toy;
        how.note = beside.note;
        status = trace_show(&how, &(struct trace_shown){.twin = &twin});
        twin_clear(&twin);
    }
    return status;
}

static int run_avalanche(struct trace_command *c, const struct trace_algorithm *algorithm)
{
    struct avalanche avalanche = {0};
    int status = twin_avalanche(&c->what, algorithm, c->avalanche, c->runs, c->seed, &avalanche);
    if (!status) {
        status = trace_show(&c->how, &(struct trace_shown){.avalanche = &avalanche});
        avalanche_clear(&avalanche);
    }
    return status;
}

static int run(struct trace_command *c, const struct trace_algorithm *algorithm)
{
    c->how.title = algorithm->summary;
    c->how.algorithm = algorithm->name;
    char warning[200];
    c->how.warning = trace_call_warning(&c->what, warning, sizeof warning) ? warning : NULL;
    int status = trace_command_exercises(c) ? run_exercise(c, algorithm)
                 : c->avalanche             ? run_avalanche(c, algorithm)
                 : c->how.changes           ? run_twin(c, algorithm)
                 : c->beside                ? run_beside(c, algorithm)
                                            : run_one(c, algorithm);
    args_clear(&c->what.args);
    return status;
}

int cmd_trace(int argc, char **argv)
{
    struct trace_command c;
    bool done = false;
    int status = trace_command_parse(&c, argc, argv, &done);
    if (status || done)
        return status;
    const char *name = c.what.algorithm;
    const struct trace_algorithm *algorithm = trace_call_find(name);
    if (!algorithm && c.check)
        return check_file(name);
    if (!algorithm)
        return app_usage("trace", "no algorithm '%s'; `glasslock trace --list` names them", name);
    return run(&c, algorithm);
}
