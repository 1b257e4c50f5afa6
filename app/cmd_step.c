// SPDX-License-Identifier: MIT
// glasslock step: walk through a recorded trace, forward and back.
#include "app/commands.h"

#include "app/app.h"
#include "app/step/run.h"
#include "app/trace/beside.h"
#include "app/trace/twin_record.h"

#include <errno.h>
#include <locale.h>
#include <string.h>

enum own { HELP = TRACE_CALL_OWN, SCRIPT, SIZE, AT, DIFF, BESIDE };

struct call {
    struct trace_call what;
    const char *script, *size, *at, *diff, *other;
    struct beside beside;
};

static void help(void)
{
    puts("usage: glasslock step ALGORITHM [OPTION...]\n"
         "\n"
         "Step through every value of a computation, forward and back. The algorithms and\n"
         "their options are those of `glasslock trace` (--list names them): --key, --in,\n"
         "--text, --decrypt, --curve, ...\n"
         "\n"
         "  --list              the algorithms, with the options that each takes\n"
         "  --at PLACE          begin there: a step (17), 'round 7', 'block 2', words of a\n"
         "                      title\n"
         "  --diff CHANGES      another run beside it: in:7, key:3, key=HEX, complement,\n"
         "                      decrypt (see trace --help)\n"
         "  --beside toy        RSA and curves at their real size beside the same code on\n"
         "                      numbers for the board\n"
         "  --script FILE       no terminal: commands from the file ('-': standard input)\n"
         "  --size COLUMNSxROWS of the script's screen (80x24)\n"
         "  --help              this text\n"
         "\n"
         "Keys: arrows a step, n p an operation, [ ] a round, { } a block, g go to, /\n"
         "search, w why this value, d where it comes from and goes to, x number base, t\n"
         "table, L large digits, h a quiz (hide what comes, r shows it), ? all keys, q\n"
         "quit.\n"
         "\n"
         "Script, one command a line: keys by name (right, enter, right*5) or as\n"
         "themselves, `type TEXT`, `screen` (print it), `expect TEXT` (exit 1 unless it is\n"
         "on the screen), `size 100x30`, `tick`.\n"
         "\n"
         "examples:\n"
         "  glasslock step des\n"
         "  glasslock step aes-256 --key-text 'thirty-two bytes make a long key' \\\n"
         "      --text 'attack at dawn!!'\n"
         "  glasslock step rsa-oaep --beside toy\n"
         "  glasslock step ecdsa --curve classroom --at 'round 2'\n"
         "  printf 'g\\n"
         "type round 3\\n"
         "enter\\n"
         "screen\\n"
         "' | glasslock step des --script -");
}

static const struct option own_options[] = {
    {"help", no_argument, NULL, HELP},
    {"script", required_argument, NULL, SCRIPT},
    {"size", required_argument, NULL, SIZE},
    {"at", required_argument, NULL, AT},
    {"diff", required_argument, NULL, DIFF},
    {"beside", required_argument, NULL, BESIDE},
    {0},
};

static bool take(void *context, int code, const char *value)
{
    struct call *c = context;
    if (code == HELP)
        help();
    else if (code == SCRIPT)
        c->script = value;
    else if (code == SIZE)
        c->size = value;
    else if (code == BESIDE)
        c->other = value;
    else if (code == DIFF)
        c->diff = value;
    else
        c->at = value;
    return code != HELP;
}

static int run_script(struct stepper *s, const struct call *c)
{
    int columns = STEPPER_MIN_COLUMNS, rows = STEPPER_MIN_ROWS, end = 0;
    if (c->size &&
        (sscanf(c->size, "%4dx%4d%n", &columns, &rows, &end) != 2 || c->size[end] || columns < 1 || rows < 1))
        return app_usage("step", "--size takes COLUMNSxROWS, such as 100x30, not '%s'", c->size);
    FILE *in = strcmp(c->script, "-") == 0 ? stdin : fopen(c->script, "r");
    if (!in)
        return app_fail("step", "%s: %s", c->script, strerror(errno));
    int status = step_script(s, in, c->script, columns, rows);
    if (in != stdin)
        fclose(in);
    return status;
}

static int run(const struct call *c, const struct twin *twin, const char *title)
{
    struct stepper s;
    const struct trace *t = twin->a;
    stepper_init(&s, t, title);
    s.twin = twin->b ? twin : NULL;
    s.changes = c->diff;
    s.note = c->other ? c->beside.line : NULL;
    char warning[256];
    s.warning = twin_warning(&c->what, c->diff, warning, sizeof warning) ? warning : NULL;
    trace_ref at = c->at ? cursor_named(t, 1, c->at) : 1;
    int status = APP_OK;
    if (!at)
        status = app_usage("step", "--at: no step, round, block or title '%s'", c->at);
    if (!status) {
        s.at = at;
        status = c->script ? run_script(&s, c) : step_terminal(&s);
    }
    stepper_free(&s);
    return status;
}

int cmd_step(int argc, char **argv)
{
    struct call c = {.what = {.command = "step"}};
    bool done = false;
    int status = trace_call_parse(&c.what, argc, argv, own_options, take, &c, &done);
    if (status || done)
        return status;
    if (!c.what.algorithm)
        return app_usage("step", "which algorithm? `glasslock step --list` names them");
    if (c.size && !c.script)
        return app_usage("step", "--size goes with --script");
    if (c.diff && c.other)
        return app_usage("step", "give --diff or --beside, not both");
    const struct trace_algorithm *algorithm = trace_call_find(c.what.algorithm);
    if (!algorithm)
        return app_usage("step", "no algorithm '%s'; `glasslock step --list` names them", c.what.algorithm);
    setlocale(LC_CTYPE, "");
    struct twin twin = {0};
    if (c.other)
        status = beside_record(&c.what, algorithm, c.other, &twin, &c.beside);
    else if (c.diff)
        status = twin_record(&c.what, algorithm, c.diff, &twin);
    else
        status = trace_call_record(&c.what, algorithm, &twin.a);
    if (!status)
        status = run(&c, &twin, algorithm->name);
    twin_clear(&twin);
    args_clear(&c.what.args);
    return status;
}
