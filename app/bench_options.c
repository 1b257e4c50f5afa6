// SPDX-License-Identifier: MIT
#include "app/bench_options.h"

#include "app/options.h"

#include <regex.h>

#define MAX_ROUNDS 63
#define MAX_CPUS   1023 // of the kernel's fixed-size mask

static const char help[] =
    "usage: glasslock bench [OPTION]...\n"
    "       glasslock bench --compare OLD.json [NEW.json]\n"
    "\n"
    "Race every engine against the libraries that the world uses: the same bytes, one\n"
    "pinned core, interleaved rounds. For each operation a table: speed, cycles, the\n"
    "ratio to the fastest peer, the spread of the rounds. Each answer is compared\n"
    "with ours before it is timed.\n"
    "\n"
    "      --filter PATTERN   operations whose name matches (aes, sha256,\n"
    "                         'rsa-2048.*sign'), or else engines or peers of that\n"
    "                         name (vaes, nettle): a regular expression in either\n"
    "                         case\n"
    "      --quick            the whole ladder in less than a minute, with short\n"
    "                         rounds\n"
    "      --json FILE        the results for a program ('-': instead of the tables)\n"
    "      --compare OLD      the speed of each row as a multiple of that in the\n"
    "                         report OLD: of this run, or of the report NEW. '!'\n"
    "                         marks what is beyond the spread: no round of one is as\n"
    "                         fast as any of the other\n"
    "      --rounds N         7 to 63 rounds (usually 11, quick 7)\n"
    "      --cpu N            the core to stay on (usually the last)\n"
    "      --raw FILE         every single round, in Google Benchmark's own JSON\n"
    "      --list             operations, engines and peers; time nothing\n"
    "      --help             this text\n"
    "\n"
    "Exit status: 0 done, 1 an answer was wrong or something failed, 2 bad usage.\n"
    "The benchmarks are a program of their own, glasslock-bench, which `make bench`\n"
    "builds; GLASSLOCK_BENCH names another place for it.\n"
    "\n"
    "example: glasslock bench --quick --filter 'aes.*1 KiB'\n";

static int check_pattern(const char *pattern)
{
    regex_t compiled;
    char why[128];
    int error = regcomp(&compiled, pattern, REG_EXTENDED | REG_ICASE | REG_NOSUB);
    if (!error) {
        regfree(&compiled);
        return APP_OK;
    }
    regerror(error, &compiled, why, sizeof why);
    return app_usage("bench", "--filter: '%s' is no regular expression: %s", pattern, why);
}

static int read_number(const char *option, const char *text, uint64_t least, uint64_t most, unsigned *out)
{
    uint64_t number = 0;
    int status = text ? app_number("bench", option, text, least, most, &number) : APP_OK;
    if (text && !status)
        *out = (unsigned)number;
    return status;
}

int bench_options_read(int argc, char **argv, struct bench_options *out)
{
    const char *rounds = NULL, *cpu = NULL;
    unsigned core = 0;
    int operand = 0;
    *out = (struct bench_options){.cpu = -1};
    const struct app_option table[] = {
        {"filter", &out->filter, NULL},   {"json", &out->json, NULL}, {"raw", &out->raw, NULL},
        {"compare", &out->compare, NULL}, {"rounds", &rounds, NULL},  {"cpu", &cpu, NULL},
        {"quick", NULL, &out->quick},     {"list", NULL, &out->list}, {0},
    };
    int status = app_options(argc, argv, table, help, &operand);
    if (!status)
        status = app_operands("bench", argc, argv, operand, out->compare ? 1 : 0);
    if (!status)
        status = read_number("--rounds", rounds, BENCH_MIN_ROUNDS, MAX_ROUNDS, &out->rounds);
    if (!status)
        status = read_number("--cpu", cpu, 0, MAX_CPUS, &core);
    if (!status && out->filter)
        status = check_pattern(out->filter);
    if (status)
        return status;
    out->cpu = cpu ? (int)core : -1;
    out->newer = operand < argc ? argv[operand] : NULL;
    return APP_OK;
}
