// SPDX-License-Identifier: MIT
// glasslock trace: record what a textbook engine does, show it, or check it.
#include "app/commands.h"

#include "app/app.h"
#include "app/files.h"
#include "app/trace/trace_args.h"
#include "app/views/view.h"
#include "crypto/trace/check.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum switches { HELP = 1000, LIST, FORMAT, ENGINE, CHECK, OUT, FULL, DECRYPT, VERIFY, CRT, PAD };

struct call {
    struct trace_args args;
    const char *algorithm, *format, *engine, *out;
    bool check, full;
};

static void help(void)
{
    puts("usage: glasslock trace ALGORITHM [OPTION...]\n"
         "       glasslock trace --check FILE\n"
         "\n"
         "Step through an algorithm: every value of a computation, in the standard's words. Without options "
         "each\n"
         "algorithm shows its standard's own example, RSA and the curves a toy that fits the board.\n"
         "\n"
         "  --list              the algorithms, with the options that each takes\n"
         "  --format F          text (aligned, for people), report (the ChatLock report's lines) or json\n"
         "  --check             print no trace, but recompute every step independently; exit status 1 if one "
         "is wrong.\n"
         "                      With a file: check a trace that --format json wrote\n"
         "  --full              long values whole\n"
         "  --engine NAME       the engine that narrates (only textbook ones do)\n"
         "  --out FILE          write there, through a temporary file\n"
         "\n"
         "input:   --in HEX, --text TEXT, --in-file FILE ('-': standard input)\n"
         "key:     --key HEX, --key-text TEXT, --key-file FILE (for RSA, EC and DSA a PEM key)\n"
         "others:  --iv, --salt, --info, --label, --seed, --signature HEX; --mode ecb|cbc; --hash NAME;\n"
         "         --curve classroom|P-192|P-224|P-256|P-384|P-521|secp256k1; --iterations, --length, "
         "--bits,\n"
         "         --time NUMBER; -p -q -e -d -k NUMBER; -P -Q x,y; --decrypt --verify --crt --pad\n"
         "\n"
         "Traces show keys: use none that guards anything.\n"
         "\n"
         "examples:\n"
         "  glasslock trace des --key 133457799BBCDFF1 --in 0123456789ABCDEF --format report\n"
         "  glasslock trace aes --text 'a message of any length' --pad --mode cbc --iv "
         "000102030405060708090a0b0c0d0e0f\n"
         "  glasslock trace rsa -p 61 -q 53 -e 17 --in 65\n"
         "  glasslock trace ecdsa --curve classroom --verify\n"
         "  glasslock trace sha256 --text abc --format json > abc.json && glasslock trace --check abc.json");
}

static void list(void)
{
    for (const struct trace_algorithm *algorithm = trace_algorithms; algorithm->name; algorithm++)
        printf("%-12s %s\n%-12s   %s\n", algorithm->name, algorithm->summary, "", algorithm->options);
}

static const struct option long_options[] = {
    {"help", no_argument, NULL, HELP},
    {"list", no_argument, NULL, LIST},
    {"format", required_argument, NULL, FORMAT},
    {"engine", required_argument, NULL, ENGINE},
    {"check", no_argument, NULL, CHECK},
    {"out", required_argument, NULL, OUT},
    {"full", no_argument, NULL, FULL},
    {"decrypt", no_argument, NULL, DECRYPT},
    {"verify", no_argument, NULL, VERIFY},
    {"crt", no_argument, NULL, CRT},
    {"pad", no_argument, NULL, PAD},
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
    {"seed", required_argument, NULL, OPT_SEED},
    {"signature", required_argument, NULL, OPT_SIGNATURE},
    {"iterations", required_argument, NULL, OPT_ITERATIONS},
    {"length", required_argument, NULL, OPT_LENGTH},
    {"bits", required_argument, NULL, OPT_BITS},
    {"time", required_argument, NULL, OPT_TIME},
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

// APP_OK, or the status to return; *done where --help or --list has answered already.
static int parse(int argc, char **argv, struct call *c, bool *done)
{
    optind = 0;
    opterr = 0;
    for (int code; (code = getopt_long(argc, argv, ":p:q:e:d:k:P:Q:", long_options, NULL)) != -1;) {
        if (code == HELP || code == LIST) {
            code == HELP ? help() : list();
            *done = true;
            return APP_OK;
        }
        if (code == ':')
            return app_usage("trace", "option '%s' needs a value", argv[optind - 1]);
        if (code == '?')
            return app_usage("trace", "unknown option '%s'; see `glasslock trace --help`", argv[optind - 1]);
        bool *switches[] = {[CHECK - HELP] = &c->check,          [FULL - HELP] = &c->full,
                            [DECRYPT - HELP] = &c->args.decrypt, [VERIFY - HELP] = &c->args.verify,
                            [CRT - HELP] = &c->args.crt,         [PAD - HELP] = &c->args.pad};
        const char **values[] = {
            [FORMAT - HELP] = &c->format, [ENGINE - HELP] = &c->engine, [OUT - HELP] = &c->out};
        if (code == FORMAT || code == ENGINE || code == OUT)
            *values[code - HELP] = optarg;
        else if (code >= HELP)
            *switches[code - HELP] = true;
        else
            c->args.value[option_of(code)] = optarg;
    }
    if (optind < argc)
        c->algorithm = argv[optind++];
    if (optind < argc)
        return app_usage("trace", "unexpected argument '%s'; see `glasslock trace --help`", argv[optind]);
    return APP_OK;
}

static const struct trace_algorithm *find(const char *name)
{
    for (const struct trace_algorithm *algorithm = trace_algorithms; algorithm->name; algorithm++)
        if (strcmp(algorithm->name, name) == 0)
            return algorithm;
    return NULL;
}

// --engine must name an engine of the algorithm's family that narrates.
static int check_engine(const struct trace_algorithm *algorithm, const char *name)
{
    const struct gl_family *family = algorithm->family ? gl_family_find(algorithm->family) : NULL;
    const struct gl_engine *engine = family ? gl_engine_find(family, name) : NULL;
    bool narrates = family ? engine && engine->narrates : strcmp(name, "textbook") == 0;
    if (narrates)
        return APP_OK;
    return app_usage("trace", "--engine: '%s' does not narrate %s; 'textbook' does", name, algorithm->name);
}

// An option that the algorithm never asked for would be ignored in silence.
static int unused_option(const struct call *c)
{
    const struct trace_args *a = &c->args;
    for (const struct option *o = long_options; o->name; o++)
        if (o->val < TRACE_OPTIONS && a->value[o->val] && !a->used[o->val])
            return app_usage("trace", "%s takes no --%s here; `glasslock trace --list` shows what it takes",
                             c->algorithm, o->name);
    for (size_t i = 0; i < sizeof short_options / sizeof short_options[0]; i++)
        if (a->value[short_options[i].option] && !a->used[short_options[i].option])
            return app_usage("trace", "%s takes no -%c here; `glasslock trace --list` shows what it takes",
                             c->algorithm, short_options[i].letter);
    if ((a->decrypt && !a->used_decrypt) || (a->verify && !a->used_verify) || (a->crt && !a->used_crt) ||
        (a->pad && !a->used_pad))
        return app_usage("trace",
                         "%s takes no --decrypt, --verify, --crt or --pad; see `glasslock trace --list`",
                         c->algorithm);
    return APP_OK;
}

// `saved`: what the reader found wrong in a file's words although its values may be right; NULL for a trace
// just recorded.
static int verdict(const struct trace *t, const char *what, const struct view_saved *saved)
{
    struct trace_verdict v;
    if (trace_check(t, &v) != GL_OK)
        return app_fail("trace", "%s: %s", what, v.why);
    if (saved && saved->misdescribed)
        return app_fail("trace", "%s: step %zu: its path, row, column or text is not what its values say",
                        what, saved->misdescribed);
    if (saved && saved->unlike)
        return app_fail("trace", "%s: its %s are not those of its steps", what, saved->unlike);
    printf("%s: %zu steps recomputed, all agree\n", what, v.checked);
    return APP_OK;
}

static int check_recorded(const struct call *c, const struct trace *t)
{
    int status = verdict(t, c->algorithm, NULL);
    if (status)
        return status;
    if (c->args.compared && !c->args.agrees)
        return app_fail("trace", "%s: the result is not that of the engine in force", c->algorithm);
    if (c->args.compared)
        printf("%s: the result is that of the engine in force\n", c->algorithm);
    return APP_OK;
}

static int check_file(const char *path)
{
    struct view_saved saved;
    char why[160];
    FILE *in = strcmp(path, "-") == 0 ? stdin : fopen(path, "r");
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

static unsigned columns(FILE *out)
{
    struct winsize size;
    const char *variable = getenv("COLUMNS");
    if (ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col >= 60)
        return size.ws_col < 132 ? size.ws_col : 132;
    unsigned long wished = variable ? strtoul(variable, NULL, 10) : 0;
    return wished >= 60 && wished <= 400 ? (unsigned)wished : 100;
}

static int show(const struct call *c, const struct trace *t, FILE *out)
{
    if (strcmp(c->format, "report") == 0) {
        view_report(out, t);
    } else if (strcmp(c->format, "json") == 0) {
        if (view_json(out, t, c->algorithm) &&
            !ferror(out)) // a failed write is told once, when out is closed
            return app_fail("trace", "out of memory");
    } else {
        view_text(
            out, t,
            &(struct view_text_options){.colour = app_colour(out), .full = c->full, .width = columns(out)});
    }
    return APP_OK;
}

static int show_in_file(const struct call *c, const struct trace *t)
{
    struct app_output out;
    int status = app_output_open(&out, "trace", c->out, 0600); // a trace shows keys
    if (status)
        return status;
    status = show(c, t, out.file);
    if (!status)
        return app_output_commit(&out);
    app_output_discard(&out);
    return status;
}

static int run(struct call *c, const struct trace_algorithm *algorithm)
{
    struct trace *t = trace_new(algorithm->summary);
    if (!t)
        return app_fail("trace", "out of memory");
    int status = APP_OK;
    enum gl_error error = algorithm->run(&c->args, t, algorithm->name);
    if (error == GL_ERR_ARGUMENT && c->args.why[0])
        status = app_usage("trace", "%s: %s", algorithm->name, c->args.why);
    else if (error)
        status = app_fail("trace", "%s: %s", algorithm->name, gl_error_string(error));
    else
        status = unused_option(c);
    if (!status)
        status = c->check ? check_recorded(c, t) : c->out ? show_in_file(c, t) : show(c, t, stdout);
    if (!status && c->args.refused)
        fprintf(stderr, "glasslock trace: %s: refused, and the trace shows where\n", algorithm->name);
    trace_free(t);
    args_clear(&c->args);
    return status;
}

int cmd_trace(int argc, char **argv)
{
    struct call c = {.format = "text"};
    bool done = false;
    int status = parse(argc, argv, &c, &done);
    if (status || done)
        return status;
    if (!c.algorithm)
        return app_usage("trace", "which algorithm? `glasslock trace --list` names them");
    if (strcmp(c.format, "text") != 0 && strcmp(c.format, "report") != 0 && strcmp(c.format, "json") != 0)
        return app_usage("trace", "--format: '%s' is none of text, report, json", c.format);
    const struct trace_algorithm *algorithm = find(c.algorithm);
    if (!algorithm && c.check)
        return check_file(c.algorithm);
    if (!algorithm)
        return app_usage("trace", "no algorithm '%s'; `glasslock trace --list` names them", c.algorithm);
    if (c.engine && (status = check_engine(algorithm, c.engine)))
        return status;
    return run(&c, algorithm);
}
