// SPDX-License-Identifier: MIT
// glasslock report: the lab report, from what this program's other commands say.
#include "app/commands.h"

#include "app/files.h"
#include "app/options.h"
#include "report/report.h"

#include <stdlib.h>

static const char help[] =
    "usage: glasslock report [OPTION]...\n"
    "\n"
    "Write the lab report: one HTML page that needs no network, of what was built and\n"
    "run, the official vectors by engine, the ladder from textbook to hardware with\n"
    "plots, the chat under load, worked traces, the avalanche, the chat's protocol,\n"
    "and what is promised and what is not. It runs the other commands for that;\n"
    "gnuplot draws the plots, and without it they are left out.\n"
    "\n"
    "      --out FILE              the page (usually report.html; '-': standard\n"
    "                              output)\n"
    "      --quick                 smaller samples of the chat and the avalanche\n"
    "      --bench FILE            what `glasslock bench --json` wrote; usually\n"
    "                              build/bench.json, and where there is none, a quick\n"
    "                              run now\n"
    "      --vectors FILE          what `glasslock vectors --json` wrote, instead of\n"
    "                              a run now\n"
    "      --chat FILE             what `glasslock chat-bench --json` wrote, likewise\n"
    "      --chat-glasslock FILE   the same with --protocol glasslock\n"
    "      --commit TEXT           the commit that the program was built from, to be\n"
    "                              shown\n"
    "      --help                  this text\n"
    "\n"
    "example: glasslock report --quick --out report.html\n";

int cmd_report(int argc, char **argv)
{
    struct report_wish wish = {0};
    const char *path = "report.html";
    int operand = 0;
    const struct app_option options[] = {
        {"out", &path, NULL},           {"quick", NULL, &wish.quick},
        {"bench", &wish.bench, NULL},   {"vectors", &wish.vectors, NULL},
        {"chat", &wish.chat[0], NULL},  {"chat-glasslock", &wish.chat[1], NULL},
        {"commit", &wish.commit, NULL}, {0},
    };
    int status = app_options(argc, argv, options, help, &operand);
    if (!status)
        status = app_operands("report", argc, argv, operand, 0);
    if (status)
        return status == APP_HELP_SHOWN ? APP_OK : status;
    struct report report = {.wish = &wish};
    struct app_output out = {0};
    if (!report_gather(&report))
        status = APP_FAILED;
    if (!status)
        status = app_output_open(&out, "report", path, 0666);
    if (!status) {
        report.out = out.file;
        report_page(&report);
        status = app_output_commit(&out);
    }
    report_clear(&report);
    return status;
}
