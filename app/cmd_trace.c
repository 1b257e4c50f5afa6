// SPDX-License-Identifier: MIT
// glasslock trace: record what a textbook engine does, show it, or check it.
#include "app/commands.h"

#include "app/app.h"
#include "app/files.h"
#include "app/trace/trace_call.h"
#include "app/views/view.h"
#include "crypto/trace/check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum own { HELP = TRACE_CALL_OWN, FORMAT, CHECK, OUT, FULL };

struct call {
    struct trace_call what;
    const char *format, *out, *title;
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
         "  --format F          text (aligned, for people), report (the ChatLock report's lines), json,\n"
         "                      or html (a page that steps)\n"
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

static const struct option own_options[] = {
    {"help", no_argument, NULL, HELP},   {"format", required_argument, NULL, FORMAT},
    {"check", no_argument, NULL, CHECK}, {"out", required_argument, NULL, OUT},
    {"full", no_argument, NULL, FULL},   {0},
};

static bool take(void *context, int code, const char *value)
{
    struct call *c = context;
    if (code == HELP)
        help();
    else if (code == FORMAT)
        c->format = value;
    else if (code == OUT)
        c->out = value;
    else if (code == CHECK)
        c->check = true;
    else
        c->full = true;
    return code != HELP;
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
        if (view_json(out, t, c->what.algorithm) &&
            !ferror(out)) // a failed write is told once, when out is closed
            return app_fail("trace", "out of memory");
    } else if (strcmp(c->format, "html") == 0) {
        if (view_html(out, t, c->what.algorithm, &(struct view_html_options){.title = c->title}))
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
    struct trace *t = NULL;
    int status = trace_call_record(&c->what, algorithm, &t);
    c->title = algorithm->summary;
    if (!status)
        status = c->check ? check_recorded(c, t) : c->out ? show_in_file(c, t) : show(c, t, stdout);
    if (!status && c->what.args.refused)
        fprintf(stderr, "glasslock trace: %s: refused, and the trace shows where\n", algorithm->name);
    trace_free(t);
    args_clear(&c->what.args);
    return status;
}

static bool known_format(const char *name)
{
    static const char *const formats[] = {"text", "report", "json", "html"};
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        if (strcmp(formats[i], name) == 0)
            return true;
    return false;
}

int cmd_trace(int argc, char **argv)
{
    struct call c = {.what = {.command = "trace"}, .format = "text"};
    bool done = false;
    int status = trace_call_parse(&c.what, argc, argv, own_options, take, &c, &done);
    if (status || done)
        return status;
    const char *name = c.what.algorithm;
    if (!name)
        return app_usage("trace", "which algorithm? `glasslock trace --list` names them");
    if (!known_format(c.format))
        return app_usage("trace", "--format: '%s' is none of text, report, json, html", c.format);
    const struct trace_algorithm *algorithm = trace_call_find(name);
    if (!algorithm && c.check)
        return check_file(name);
    if (!algorithm)
        return app_usage("trace", "no algorithm '%s'; `glasslock trace --list` names them", name);
    return run(&c, algorithm);
}
