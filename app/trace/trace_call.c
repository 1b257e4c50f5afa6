// SPDX-License-Identifier: MIT
#include "app/trace/trace_call.h"

#include "app/app.h"
#include "app/trace/preset.h"
#include "app/trace/table_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LIST = TRACE_CALL_OWN - 8, ENGINE, DECRYPT, VERIFY, CRT, PAD, VECTOR };

static const struct option input_options[] = {
    {"list", no_argument, NULL, LIST},
    {"engine", required_argument, NULL, ENGINE},
    {"decrypt", no_argument, NULL, DECRYPT},
    {"verify", no_argument, NULL, VERIFY},
    {"crt", no_argument, NULL, CRT},
    {"pad", no_argument, NULL, PAD},
    {"vector", required_argument, NULL, VECTOR},
    {"key", required_argument, NULL, OPT_KEY},
    {"key-text", required_argument, NULL, OPT_KEY_TEXT},
    {"key-file", required_argument, NULL, OPT_KEY_FILE},
    {"in", required_argument, NULL, OPT_IN},
    {"text", required_argument, NULL, OPT_TEXT},
    {"in-file", required_argument, NULL, OPT_IN_FILE},
    {"iv", required_argument, NULL, OPT_IV},
    {"mode", required_argument, NULL, OPT_MODE},
    {"hash", required_argument, NULL, OPT_HASH},
    {"curve", required_argument, NULL, OPT_CURVE},
    {"salt", required_argument, NULL, OPT_SALT},
    {"info", required_argument, NULL, OPT_INFO},
    {"label", required_argument, NULL, OPT_LABEL},
    {"oaep-seed", required_argument, NULL, OPT_SEED},
    {"signature", required_argument, NULL, OPT_SIGNATURE},
    {"iterations", required_argument, NULL, OPT_ITERATIONS},
    {"length", required_argument, NULL, OPT_LENGTH},
    {"bits", required_argument, NULL, OPT_BITS},
    {"time", required_argument, NULL, OPT_TIME},
    {"rounds", required_argument, NULL, OPT_ROUNDS},
    {"table", required_argument, NULL, OPT_TABLE},
    {"leave-out", required_argument, NULL, OPT_LEAVE_OUT},
    {0},
};

static const struct {
    char letter;
    enum trace_option option;
} short_options[] = {{'p', OPT_P}, {'q', OPT_Q},       {'e', OPT_E},      {'d', OPT_D},
                     {'k', OPT_K}, {'P', OPT_POINT_P}, {'Q', OPT_POINT_Q}};

static enum trace_option option_of(int code)
{
    for (size_t i = 0; i < sizeof short_options / sizeof short_options[0]; i++)
        if (short_options[i].letter == code)
            return short_options[i].option;
    return (enum trace_option)code; // long ones carry their number
}

void trace_call_options(struct option all[TRACE_CALL_OPTIONS], const struct option *own)
{
    size_t n = 0;
    for (const struct option *o = own; o->name; o++)
        all[n++] = *o;
    for (const struct option *o = input_options; o->name; o++)
        all[n++] = *o;
    all[n] = (struct option){0};
}

// An option that says what to record.
static void take_input(struct trace_call *c, int code, const char *value)
{
    if (code == ENGINE)
        c->engine = value;
    else if (code == VECTOR)
        c->vector = value;
    else if (code == DECRYPT)
        c->args.decrypt = true;
    else if (code == VERIFY)
        c->args.verify = true;
    else if (code == CRT)
        c->args.crt = true;
    else if (code == PAD)
        c->args.pad = true;
    else
        c->args.value[option_of(code)] = value;
}

int trace_call_parse(struct trace_call *c, int argc, char **argv, const struct option *own,
                     bool (*take)(void *context, int code, const char *value), void *context, bool *done)
{
    struct option all[TRACE_CALL_OPTIONS];
    trace_call_options(all, own);
    optind = 0;
    opterr = 0;
    for (int code; (code = getopt_long(argc, argv, ":" TRACE_CALL_LETTERS, all, NULL)) != -1;) {
        if (code == ':')
            return app_usage(c->command, "option '%s' needs a value", argv[optind - 1]);
        if (code == '?')
            return app_usage(c->command, "unknown option '%s'; see `glasslock %s --help`", argv[optind - 1],
                             c->command);
        *done = code == LIST;
        if (code == LIST)
            trace_call_list();
        else if (code >= TRACE_CALL_OWN)
            *done = !take(context, code, optarg);
        else
            take_input(c, code, optarg);
        if (*done)
            return APP_OK;
    }
    if (optind < argc)
        c->algorithm = argv[optind++];
    if (optind < argc) {
        char block[64];
        snprintf(block, sizeof block, "%s %s", c->algorithm, argv[optind]);
        const struct trace_algorithm *part = trace_call_find(block);
        if (!part)
            return app_usage(c->command, "'%.30s' has no part '%.30s'; see `glasslock %s --list`",
                             c->algorithm, argv[optind], c->command);
        c->algorithm = part->name;
        optind++;
    }
    if (optind < argc)
        return app_usage(c->command, "unexpected argument '%s'; see `glasslock %s --help`", argv[optind],
                         c->command);
    return APP_OK;
}

static const struct trace_algorithm *find_in(const struct trace_algorithm *list, const char *name)
{
    for (; list->name; list++)
        if (strcmp(list->name, name) == 0)
            return list;
    return NULL;
}

const struct trace_algorithm *trace_call_find(const char *name)
{
    char joined[64];
    snprintf(joined, sizeof joined, "%s", name);
    char *space = strchr(joined, ' ');
    if (space)
        *space = '-';
    const struct trace_algorithm *found = find_in(trace_algorithms, joined);
    return found ? found : find_in(trace_blocks, name);
}

static void list(const struct trace_algorithm *algorithm)
{
    for (; algorithm->name; algorithm++)
        printf("%-17s %s\n%-17s   %s\n", algorithm->name, algorithm->summary, "", algorithm->options);
}

void trace_call_list(void)
{
    list(trace_algorithms);
    puts("\nBuilding blocks alone:");
    list(trace_blocks);
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

// --leave-out of another algorithm's part: which are there?
static int no_such_part(const struct trace_call *c, const struct trace *t)
{
    char parts[200] = "";
    size_t n = 0;
    for (size_t i = 0; trace_part(t, i) && n < sizeof parts; i++)
        n += (size_t)snprintf(parts + n, sizeof parts - n, "%s'%s'", i ? ", " : "", trace_part(t, i));
    return app_usage(c->command, "--leave-out: %s has no part '%.40s'; it has %s", c->algorithm,
                     c->args.value[OPT_LEAVE_OUT], parts);
}

// An option that the algorithm never asked for would be ignored in silence.
static int unused_option(const struct trace_call *c, const struct trace *t)
{
    const struct trace_args *a = &c->args;
    if (a->value[OPT_LEAVE_OUT] && !a->used[OPT_LEAVE_OUT] && trace_part(t, 0))
        return no_such_part(c, t);
    for (const struct option *o = input_options; o->name; o++)
        if (o->val < TRACE_OPTIONS && a->value[o->val] && !a->used[o->val])
            return app_usage(c->command,
                             "%s takes no --%s here; `glasslock trace --list` shows what it takes",
                             c->algorithm, o->name);
    for (size_t i = 0; i < sizeof short_options / sizeof short_options[0]; i++)
        if (a->value[short_options[i].option] && !a->used[short_options[i].option])
            return app_usage(c->command, "%s takes no -%c here; `glasslock trace --list` shows what it takes",
                             c->algorithm, short_options[i].letter);
    if ((a->decrypt && !a->used_decrypt) || (a->verify && !a->used_verify) || (a->crt && !a->used_crt) ||
        (a->pad && !a->used_pad))
        return app_usage(c->command,
                         "%s takes no --decrypt, --verify, --crt or --pad; see `glasslock trace --list`",
                         c->algorithm);
    return APP_OK;
}

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

static int run_algorithm(struct trace_call *c, const struct trace_algorithm *algorithm, struct trace *t)
{
    enum gl_error error = algorithm->run(&c->args, t, algorithm->name);
    trace_what_if_met(t, &c->args.used[OPT_ROUNDS], &c->args.used[OPT_TABLE], &c->args.used[OPT_LEAVE_OUT]);
    error = error ? error : trace_error(t);
    if (error == GL_ERR_ARGUMENT && c->args.why[0])
        return app_usage(c->command, "%s: %s", algorithm->name, c->args.why);
    if (error == GL_ERR_RANGE && c->args.value[OPT_ROUNDS])
        return app_usage(c->command, "--rounds: %s has fewer", algorithm->name);
    if (error == GL_ERR_TOO_LARGE)
        return app_fail(c->command, "%s: a trace holds %d steps; give it a shorter input", algorithm->name,
                        TRACE_MAX_STEPS);
    if (error)
        return app_fail(c->command, "%s: %s", algorithm->name, gl_error_string(error));
    return unused_option(c, t);
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
