// SPDX-License-Identifier: MIT
// The command line: every option of every algorithm, and the list of algorithms.
#include "app/trace/trace_call.h"

#include "app/app.h"

#include <stdio.h>
#include <string.h>

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

int trace_call_unused(const struct trace_call *c, const struct trace *t)
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
