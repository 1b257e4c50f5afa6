// SPDX-License-Identifier: MIT
// glasslock vectors: the official test vectors, or any that the user brings, through every engine.
#include "app/commands.h"

#include "app/app.h"
#include "app/vectors_print.h"
#include "vectors/suite.h"

#include <getopt.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void help(void)
{
    puts("usage: glasslock vectors [OPTION]... [FILE]...\n"
         "\n"
         "Run test vectors through every engine, in both directions, and print a table.\n"
         "Without FILE: the official ones. A FILE may be a CAVP response file (AES, DES,\n"
         "triple DES with Monte Carlo, SHA, HMAC, RSA, DSA, ECDSA), one of PKCS #1's, or\n"
         "Wycheproof's JSON; its content says which.\n"
         "\n"
         "      --filter TEXT   only algorithms whose name holds TEXT (aes, SHA-256,\n"
         "                      RSA-OAEP)\n"
         "      --slow          the slow set too (PBKDF2 with 16,777,216 iterations)\n"
         "      --jobs N        N threads (default: one for each processor)\n"
         "      --list          count the cases, run none\n"
         "      --json          the report for a program\n"
         "      --help          this text\n"
         "\n"
         "Exit status: 0 all passed, 1 a case failed, 2 bad usage or a file that is\n"
         "malformed or unknown. GLASSLOCK_VECTORS=FOLDER names another folder of official\n"
         "vectors.\n"
         "\n"
         "example: glasslock vectors --filter ecdsa");
}

struct request {
    struct vectors_options options;
    bool json;
};

static int read_options(int argc, char **argv, struct request *request)
{
    static const struct option options[] = {
        {"filter", required_argument, NULL, 'f'},
        {"slow", no_argument, NULL, 's'},
        {"jobs", required_argument, NULL, 'j'},
        {"list", no_argument, NULL, 'l'},
        {"json", no_argument, NULL, 'J'},
        {"help", no_argument, NULL, 'h'},
        {0},
    };
    optind = 0;
    opterr = 0;
    for (int option; (option = getopt_long(argc, argv, ":", options, NULL)) != -1;) {
        char *end = NULL;
        unsigned long jobs = 0;
        switch (option) {
        case 'f':
            request->options.filter = optarg;
            break;
        case 's':
            request->options.slow = true;
            break;
        case 'l':
            request->options.list = true;
            break;
        case 'J':
            request->json = true;
            break;
        case 'j':
            jobs = strtoul(optarg, &end, 10);
            if (*end || *optarg == '-' || jobs < 1 || jobs > 64)
                return app_usage("vectors", "--jobs takes a number from 1 to 64, not '%s'", optarg);
            request->options.jobs = (unsigned)jobs;
            break;
        case 'h':
            help();
            return -1;
        case ':':
            return app_usage("vectors", "option '%s' needs a value; see `glasslock vectors --help`",
                             argv[optind - 1]);
        default:
            return app_usage("vectors", "unknown option '%s'; see `glasslock vectors --help`",
                             argv[optind - 1]);
        }
    }
    return APP_OK;
}

// A bar on standard error, redrawn when another percent is done.
static void show_progress(void *context, size_t done, size_t total)
{
    size_t *shown = context, percent = total ? done * 100 / total : 100;
    if (percent == *shown)
        return;
    *shown = percent;
    fprintf(stderr, "\r  [%-40.*s] %3zu%%", (int)(percent * 40 / 100),
            "########################################", percent);
    if (done == total)
        fputs("\r\033[K", stderr);
    fflush(stderr);
}

static int tell(const struct vectors_report *report, const struct request *request)
{
    int status = APP_OK;
    if (request->json)
        status = vectors_print_json(report);
    else if (report->n_rows)
        vectors_print_table(report);
    if (!request->json) {
        vectors_print_failures(report);
    }
    if (status == APP_OK && report->n_rows == 0 && report->n_errors == 0)
        return app_usage("vectors", "no algorithm's name holds '%s'", request->options.filter);
    return report->n_errors ? APP_USAGE : report->failed ? APP_FAILED : status;
}

static int run_paths(const char *const *paths, size_t n, struct request *request)
{
    size_t shown = SIZE_MAX;
    request->options.context = &shown;
    if (isatty(STDERR_FILENO) && !request->json)
        request->options.progress = show_progress;
    struct vectors_report *report = vectors_run(paths, n, &request->options);
    if (!report)
        return app_fail("vectors", "out of memory");
    int status = tell(report, request);
    vectors_report_free(report);
    return status;
}

int cmd_vectors(int argc, char **argv)
{
    struct request request = {0};
    int status = read_options(argc, argv, &request);
    if (status)
        return status < 0 ? APP_OK : status;
    if (optind < argc)
        return run_paths((const char *const *)argv + optind, (size_t)(argc - optind), &request);
    size_t n = 0;
    const char *folder = vectors_folder();
    char **paths = folder ? vectors_official(folder, &n) : NULL;
    if (!paths)
        return app_usage("vectors", "no vectors in %s; GLASSLOCK_VECTORS=FOLDER says where they are",
                         folder ? folder : "./vectors/data");
    status = run_paths((const char *const *)paths, n, &request);
    vectors_paths_free(paths, n);
    return status;
}
