// SPDX-License-Identifier: MIT
// glasslock trace: record what a textbook engine does, show it, or check it.
#include "app/commands.h"

#include "app/app.h"
#include "app/trace/show.h"
#include "app/trace/twin_record.h"
#include "app/views/view.h"
#include "crypto/trace/check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum own { HELP = TRACE_CALL_OWN, FORMAT, CHECK, OUT, FULL, DIFF, AVALANCHE, RUNS, RANDOM_SEED };

struct call {
    struct trace_call what;
    struct trace_show how;
    const char *avalanche, *runs, *random_seed;
    bool check;
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
         "  --diff CHANGES      two runs side by side: in:7 flips bit 7 of the input (from the left, from "
         "0),\n"
         "                      key:3, iv:0; in=HEX, key=HEX, text=TEXT; complement; decrypt; several with "
         "commas\n"
         "  --avalanche WHAT    bits that differ after each round, over --runs N (1000) random runs, each "
         "with one\n"
         "                      random bit of WHAT (in, key, iv) flipped; --random-seed N repeats them\n"
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
         "  glasslock trace des --diff in:0            (one bit of the input, then half of the output)\n"
         "  glasslock trace des --diff complement      (DES(not K, not M) = not DES(K, M))\n"
         "  glasslock trace des --key 0101010101010101 --in 0123456789abcdef --diff decrypt   (a weak key)\n"
         "  glasslock trace aes --avalanche key --format html --out avalanche.html\n"
         "  glasslock trace sha256 --text abc --format json > abc.json && glasslock trace --check abc.json");
}

static const struct option own_options[] = {
    {"help", no_argument, NULL, HELP},
    {"format", required_argument, NULL, FORMAT},
    {"check", no_argument, NULL, CHECK},
    {"out", required_argument, NULL, OUT},
    {"full", no_argument, NULL, FULL},
    {"diff", required_argument, NULL, DIFF},
    {"avalanche", required_argument, NULL, AVALANCHE},
    {"runs", required_argument, NULL, RUNS},
    {"random-seed", required_argument, NULL, RANDOM_SEED},
    {0},
};

static bool take(void *context, int code, const char *value)
{
    struct call *c = context;
    const char **values[] = {[FORMAT - HELP] = &c->how.format, [OUT - HELP] = &c->how.out,
                             [DIFF - HELP] = &c->how.changes,  [AVALANCHE - HELP] = &c->avalanche,
                             [RUNS - HELP] = &c->runs,         [RANDOM_SEED - HELP] = &c->random_seed};
    if (code == HELP)
        help();
    else if (code == CHECK)
        c->check = true;
    else if (code == FULL)
        c->how.full = true;
    else
        *values[code - HELP] = value;
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

static int run_one(struct call *c, const struct trace_algorithm *algorithm)
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

static int run_twin(struct call *c, const struct trace_algorithm *algorithm)
{
    struct twin twin = {0};
    int status = twin_record(&c->what, algorithm, c->how.changes, &twin);
    if (!status) {
        status = trace_show(&c->how, &(struct trace_shown){.twin = &twin});
        twin_clear(&twin);
    }
    return status;
}

// A number from an option of the command's own.
static int number(const char *option, const char *text, unsigned long most, unsigned long *out)
{
    char *end = NULL;
    unsigned long value = text ? strtoul(text, &end, 10) : *out;
    if (text && (!*text || *end || *text == '-' || value > most))
        return app_usage("trace", "%s: '%.20s' is not a number up to %lu", option, text, most);
    *out = value;
    return APP_OK;
}

static int run_avalanche(struct call *c, const struct trace_algorithm *algorithm)
{
    struct avalanche avalanche = {0};
    unsigned long runs = 1000, seed = 1;
    int status = number("--runs", c->runs, 1000000, &runs);
    if (!status)
        status = number("--random-seed", c->random_seed, UINT32_MAX, &seed);
    if (!status && runs == 0)
        status = app_usage("trace", "--runs: at least one");
    if (!status)
        status = twin_avalanche(&c->what, algorithm, c->avalanche, (unsigned)runs, seed, &avalanche);
    if (!status) {
        status = trace_show(&c->how, &(struct trace_shown){.avalanche = &avalanche});
        avalanche_clear(&avalanche);
    }
    return status;
}

static int run(struct call *c, const struct trace_algorithm *algorithm)
{
    c->how.title = algorithm->summary;
    c->how.algorithm = algorithm->name;
    int status = c->avalanche     ? run_avalanche(c, algorithm)
                 : c->how.changes ? run_twin(c, algorithm)
                                  : run_one(c, algorithm);
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

static int check_options(const struct call *c)
{
    bool compares = c->how.changes || c->avalanche;
    if (!known_format(c->how.format))
        return app_usage("trace", "--format: '%s' is none of text, report, json, html", c->how.format);
    if (compares && strcmp(c->how.format, "report") == 0)
        return app_usage("trace", "the report shows one run; --diff and --avalanche take text, json or html");
    if (compares && c->check)
        return app_usage("trace", "--check goes with one run, not with --diff or --avalanche");
    if (c->how.changes && c->avalanche)
        return app_usage("trace", "give --diff or --avalanche, not both");
    if ((c->runs || c->random_seed) && !c->avalanche)
        return app_usage("trace", "--runs and --random-seed go with --avalanche");
    return APP_OK;
}

int cmd_trace(int argc, char **argv)
{
    struct call c = {.what = {.command = "trace"}, .how = {.format = "text"}};
    bool done = false;
    int status = trace_call_parse(&c.what, argc, argv, own_options, take, &c, &done);
    if (status || done)
        return status;
    const char *name = c.what.algorithm;
    if (!name)
        return app_usage("trace", "which algorithm? `glasslock trace --list` names them");
    status = check_options(&c);
    if (status)
        return status;
    const struct trace_algorithm *algorithm = trace_call_find(name);
    if (!algorithm && c.check)
        return check_file(name);
    if (!algorithm)
        return app_usage("trace", "no algorithm '%s'; `glasslock trace --list` names them", name);
    return run(&c, algorithm);
}
