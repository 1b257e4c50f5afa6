// SPDX-License-Identifier: MIT
#include "app/trace/trace_command.h"

#include "app/app.h"
#include "app/quiz/quiz.h"

#include <stdlib.h>
#include <string.h>

enum own {
    HELP = TRACE_CALL_OWN,
    CHECK,
    FULL,
    QUIZ,
    CLASS,
    FORMAT, // those from here on take a value
    OUT,
    DIFF,
    BESIDE,
    AVALANCHE,
    RUNS,
    SEED,
    WORKSHEET,
    MARK,
    QUESTIONS,
    STUDENT
};

// A line being read: numbers are still text.
struct line {
    struct trace_command *command;
    const char *runs, *seed, *questions;
};

static const char help_text[] =
    "usage: glasslock trace ALGORITHM [OPTION...]\n"
    "       glasslock trace --check FILE\n"
    "\n"
    "Step through an algorithm: every value of a computation, in the standard's\n"
    "words. Without options each algorithm shows its standard's own example, RSA and\n"
    "the curves a toy that fits the board.\n"
    "\n"
    "  --list              the algorithms, with the options that each takes\n"
    "  --format F          text (aligned, for people), short (the same, the first of\n"
    "                      what repeats), report (the ChatLock report's lines), json,\n"
    "                      or html (a page that steps)\n"
    "  --check             print no trace, but recompute every step independently;\n"
    "                      exit status 1 if one is wrong. With a file: check a trace\n"
    "                      that --format json wrote\n"
    "  --full              long values whole\n"
    "  --diff CHANGES      two runs side by side: in:7 flips bit 7 of the input (from\n"
    "                      the left, from 0), key:3, iv:0; in=HEX, key=HEX,\n"
    "                      text=TEXT; complement; decrypt; several with commas\n"
    "  --beside toy        RSA and curves at their real size (--curve P-256,\n"
    "                      --key-file) beside the same code on numbers that fit the\n"
    "                      board; what has no partner there is said\n"
    "  --avalanche WHAT    bits that differ after each round, over --runs N (1000)\n"
    "                      random runs, each with one random bit of WHAT (in, key,\n"
    "                      iv) flipped; --seed N repeats them\n"
    "  --quiz              predict values and be marked; --class shows and reveals\n"
    "                      them instead;\n"
    "                      --questions N (10), --seed N, --format json for the result\n"
    "  --worksheet FILE    a page to print, with its key and a form beside it\n"
    "                      (FILE-key, FILE-form.json);\n"
    "                      --student NAME gives each student another\n"
    "  --mark FORM         mark a form that was filled in\n"
    "  --engine NAME       the engine that narrates (only textbook ones do)\n"
    "  --out FILE          write there, through a temporary file\n"
    "\n"
    "input:   --in HEX, --text TEXT, --in-file FILE ('-': standard input)\n"
    "key:     --key HEX, --key-text TEXT, --key-file FILE (for RSA, EC and DSA a PEM\n"
    "         key)\n"
    "others:  --iv, --salt, --info, --label, --oaep-seed, --signature HEX;\n"
    "         --mode ecb|cbc; --hash NAME;\n"
    "         --curve classroom|P-192|P-224|P-256|P-384|P-521|secp256k1;\n"
    "         --iterations, --length, --bits, --time NUMBER;\n"
    "         -p -q -e -d -k NUMBER; -P -Q x,y; --decrypt --verify --crt --pad\n"
    "\n"
    "what if: --rounds N, --table OLD=NEW (S1=S2, SubBytes=identity, S1=FILE of 64\n"
    "         numbers, SubBytes=FILE of 256), --leave-out PART (P, ShiftRows,\n"
    "         'key schedule', ...; any other word lists them): not the standard's\n"
    "         algorithm, and every view says so\n"
    "\n"
    "Traces show keys: use none that guards anything.\n"
    "\n"
    "examples:\n"
    "  glasslock trace des --key 133457799BBCDFF1 --in 0123456789ABCDEF \\\n"
    "      --format report\n"
    "  glasslock trace aes --text 'a message of any length' --pad --mode cbc \\\n"
    "      --iv 000102030405060708090a0b0c0d0e0f\n"
    "  glasslock trace rsa -p 61 -q 53 -e 17 --in 65\n"
    "  glasslock trace ecdsa --curve classroom --verify\n"
    "  glasslock trace des --diff in:0            (a bit in, half of the bits out)\n"
    "  glasslock trace des --diff complement      (DES(not K, not M) = not DES(K, M))\n"
    "  glasslock trace des --key 0101010101010101 --diff decrypt       (a weak key)\n"
    "  glasslock trace des --diff leave-out=P     (a permutation dropped)\n"
    "  glasslock trace des --diff table=S1=S2     (an S-box swapped)\n"
    "  glasslock trace ecdsa -d 7 -k 5 --text one --diff text=two   (a nonce twice)\n"
    "  glasslock trace ecdsa --beside toy         (P-256 beside the classroom curve)\n"
    "  glasslock trace aes --avalanche key --format html --out avalanche.html\n"
    "  glasslock trace sha256 --text abc --format json >abc.json\n"
    "  glasslock trace --check abc.json";

static const struct option own_options[] = {
    {"help", no_argument, NULL, HELP},
    {"format", required_argument, NULL, FORMAT},
    {"check", no_argument, NULL, CHECK},
    {"out", required_argument, NULL, OUT},
    {"full", no_argument, NULL, FULL},
    {"diff", required_argument, NULL, DIFF},
    {"beside", required_argument, NULL, BESIDE},
    {"avalanche", required_argument, NULL, AVALANCHE},
    {"runs", required_argument, NULL, RUNS},
    {"seed", required_argument, NULL, SEED},
    {"quiz", no_argument, NULL, QUIZ},
    {"class", no_argument, NULL, CLASS},
    {"worksheet", required_argument, NULL, WORKSHEET},
    {"mark", required_argument, NULL, MARK},
    {"questions", required_argument, NULL, QUESTIONS},
    {"student", required_argument, NULL, STUDENT},
    {0},
};

static bool take(void *context, int code, const char *value)
{
    struct line *c = context;
    bool *switches[] = {[CHECK - HELP] = &c->command->check,
                        [FULL - HELP] = &c->command->how.full,
                        [QUIZ - HELP] = &c->command->exercise.quiz,
                        [CLASS - HELP] = &c->command->exercise.whole_class};
    const char **values[] = {[0] = &c->command->how.format,
                             [OUT - FORMAT] = &c->command->how.out,
                             [DIFF - FORMAT] = &c->command->how.changes,
                             [BESIDE - FORMAT] = &c->command->beside,
                             [AVALANCHE - FORMAT] = &c->command->avalanche,
                             [RUNS - FORMAT] = &c->runs,
                             [SEED - FORMAT] = &c->seed,
                             [WORKSHEET - FORMAT] = &c->command->exercise.worksheet,
                             [MARK - FORMAT] = &c->command->exercise.mark,
                             [QUESTIONS - FORMAT] = &c->questions,
                             [STUDENT - FORMAT] = &c->command->exercise.student};
    if (code == HELP)
        puts(help_text);
    else if (code < FORMAT)
        *switches[code - HELP] = true;
    else
        *values[code - FORMAT] = value;
    return code != HELP;
}

bool trace_command_exercises(const struct trace_command *c)
{
    return c->exercise.quiz || c->exercise.worksheet || c->exercise.mark;
}

static bool known_format(const char *name)
{
    static const char *const formats[] = {"text", "short", "report", "json", "html"};
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        if (strcmp(formats[i], name) == 0)
            return true;
    return false;
}

static int check_options(const struct line *line)
{
    const struct trace_command *c = line->command;
    bool compares = c->how.changes || c->avalanche || c->beside;
    if (!known_format(c->how.format))
        return app_usage("trace", "--format: '%s' is none of text, short, report, json, html", c->how.format);
    if (compares && (strcmp(c->how.format, "report") == 0 || strcmp(c->how.format, "short") == 0))
        return app_usage("trace", "the report shows one run, and so does the short form; --diff, --beside "
                                  "and --avalanche take text, json or html");
    if (compares && c->check)
        return app_usage("trace", "--check goes with one run, not with --diff, --beside or --avalanche");
    if (!!c->how.changes + !!c->avalanche + !!c->beside > 1)
        return app_usage("trace", "give one of --diff, --beside and --avalanche, not both");
    const struct exercise *e = &c->exercise;
    if (e->quiz + !!e->worksheet + !!e->mark > 1)
        return app_usage("trace", "give one of --quiz, --worksheet and --mark");
    if (trace_command_exercises(c) && (compares || c->check))
        return app_usage("trace",
                         "a quiz or a worksheet is of one run: no --diff, --beside, --avalanche or --check");
    if (line->runs && !c->avalanche)
        return app_usage("trace", "--runs goes with --avalanche");
    if (line->seed && !c->avalanche && !trace_command_exercises(c))
        return app_usage("trace", "--seed goes with --avalanche, --quiz and --worksheet");
    if ((line->questions || e->student) && !e->quiz && !e->worksheet)
        return app_usage("trace", "--questions and --student go with --quiz and --worksheet");
    if (e->whole_class && !e->quiz)
        return app_usage("trace", "--class goes with --quiz");
    return APP_OK;
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

static int read_numbers(const struct line *line)
{
    struct trace_command *c = line->command;
    unsigned long runs = 1000, seed = 1, questions = 10;
    int status = number("--runs", line->runs, 1000000, &runs);
    if (!status)
        status = number("--seed", line->seed, UINT32_MAX, &seed);
    if (!status)
        status = number("--questions", line->questions, QUIZ_MAX_QUESTIONS, &questions);
    if (!status && runs == 0)
        status = app_usage("trace", "--runs: at least one");
    if (!status && questions == 0)
        status = app_usage("trace", "--questions: at least one");
    c->runs = (unsigned)runs;
    c->seed = c->exercise.seed = seed;
    c->exercise.questions = questions;
    c->exercise.json = strcmp(c->how.format, "json") == 0;
    return status;
}

int trace_command_parse(struct trace_command *c, int argc, char **argv, bool *done)
{
    struct line line = {.command = c};
    *c = (struct trace_command){.what = {.command = "trace"}, .how = {.format = "text"}};
    int status = trace_call_parse(&c->what, argc, argv, own_options, take, &line, done);
    if (status || *done)
        return status;
    if (!c->what.algorithm)
        return app_usage("trace", "which algorithm? `glasslock trace --list` names them");
    status = check_options(&line);
    return status ? status : read_numbers(&line);
}
