// SPDX-License-Identifier: MIT
// The lab report on tiny inputs: every section, every plot, nothing left to fill in; and without gnuplot.
#include "tests/run.h"
#include "tests/shell.h"

#include <stdio.h>
#include <string.h>

#define VECTORS                                                                                              \
    "{\"files\": 1, \"cases\": 7, \"passed\": 6, \"failed\": 1, \"skipped\": 0, \"unavailable\": 0, "        \
    "\"seconds\": 0.5, \"rows\": ["                                                                          \
    "{\"algorithm\": \"TOY<1>\", \"family\": \"toy\", \"engine\": \"textbook\", \"files\": 1, "              \
    "\"cases\": 7, \"passed\": 6, \"failed\": 1, \"skipped\": 0, \"unavailable\": 0}]}"

// Three sizes of one operation, so that there is a curve: one bar plot and one curve.
#define ROWS(work)                                                                                           \
    "\"rows\": [{\"name\": \"textbook\", \"party\": \"engine\", \"best\": false, \"rate\": 1e6, "            \
    "\"ratio\": 0.01, \"work\": " work "}, {\"name\": \"fast\", \"party\": \"engine\", \"best\": true, "     \
    "\"rate\": 123456789, \"ratio\": 1.234, \"work\": " work "}, {\"name\": \"Peer \\\"x\\\"\", "            \
    "\"party\": \"peer\", \"best\": false, \"rate\": 1e8, \"ratio\": 1, \"work\": " work "}]}"
#define OPERATION(size, work)                                                                                \
    "{\"name\": \"Toy, " size "\", \"algorithm\": \"toy\", \"family\": \"toy\", \"unit\": \"bytes\", "       \
    "\"fastest_peer\": \"Peer \\\"x\\\"\", " ROWS(work)
// One that no peer has: a plot of one bar.
#define ALONE                                                                                                \
    "{\"name\": \"Alone, 64 B\", \"algorithm\": \"toy\", \"family\": \"toy\", \"unit\": \"bytes\", "         \
    "\"fastest_peer\": null, \"rows\": [{\"name\": \"textbook\", \"party\": \"engine\", \"best\": true, "    \
    "\"rate\": 1e6, \"ratio\": null, \"work\": 64}]}"
#define BENCH                                                                                                \
    "{\"date\": \"2026-01-01T00:00:00Z\", \"quick\": true, \"rounds\": 7, \"compiler\": \"gcc\", "           \
    "\"machine\": {\"cpu\": \"A CPU & more\"}, \"peers\": [], \"operations\": [" OPERATION(                  \
        "64 B", "64") ", " OPERATION("1 KiB", "1024") ", " OPERATION("16 KiB", "16384") ", " ALONE "]}"

#define CHAT                                                                                                 \
    "{\"protocol\": \"raw\", \"bytes\": 64, \"in_flight\": 64, \"runs\": [{\"members\": 2, \"messages\": "   \
    "10, \"deliveries_per_second\": 4321, \"p50_ms\": 0.5, \"p99_ms\": 2}, {\"members\": 20, "               \
    "\"messages\": 10, \"deliveries_per_second\": 40000, \"p50_ms\": 0.6, \"p99_ms\": 3}]}"

#define INPUTS                                                                                               \
    "--quick --vectors $T/report-in/v.json --bench $T/report-in/b.json --chat $T/report-in/c.json "          \
    "--chat-glasslock $T/report-in/c.json "

static void write_inputs(void)
{
    static const struct {
        const char *name, *text;
    } files[] = {{"v", VECTORS}, {"b", BENCH}, {"c", CHAT}};
    shell_expect(0, "mkdir -p $T/report-in"); // other suites list the folder itself
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        char path[512];
        snprintf(path, sizeof path, "%s/report-in/%s.json", shell_directory(), files[i].name);
        FILE *file = fopen(path, "w");
        CU_ASSERT_PTR_NOT_NULL_FATAL(file);
        fputs(files[i].text, file);
        CU_ASSERT_EQUAL(fclose(file), 0);
    }
}

static size_t count(const char *text, const char *words)
{
    size_t n = 0;
    for (; (text = strstr(text, words)); text += strlen(words))
        n++;
    return n;
}

static void has(const char *page, const char *words)
{
    if (!strstr(page, words))
        fprintf(stderr, "the report lacks: %s\n", words);
    CU_ASSERT_PTR_NOT_NULL(strstr(page, words));
}

static void every_section(const char *page)
{
    static const char *const ids[] = {"machine", "vectors",   "ladder",   "scaling", "chat",
                                      "traces",  "avalanche", "protocol", "promises"};
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        char words[64];
        snprintf(words, sizeof words, "<section id=\"%s\">", ids[i]);
        has(page, words);
        snprintf(words, sizeof words, "<a href=\"#%s\">", ids[i]);
        has(page, words);
    }
    CU_ASSERT_EQUAL(count(page, "<section"), count(page, "</section>"));
    CU_ASSERT_EQUAL(count(page, "<tr>") + count(page, "<tr "), count(page, "</tr>"));
    CU_ASSERT_EQUAL(count(page, "<table"), count(page, "</table>"));
}

// What the inputs say stands there as it is; nothing of them is markup; nothing is loaded or left open.
static void what_was_said(const char *page)
{
    static const char *const words[] = {"<b>7</b> cases",
                                        "TOY&#60;1&#62;",
                                        "6 passed, 1 failed",
                                        "1 FAILED",
                                        "A CPU &#38; more",
                                        "abc&#60;1&#62;",
                                        "123</td>",
                                        "1.23x",
                                        "4321</td>",
                                        "A quick run",
                                        "445 steps recomputed, all agree",
                                        "SERVER_HELLO",
                                        "<thead><tr><th> promise </th>",
                                        "Nobody outside has audited this code"};
    static const char *const never[] = {
        "TODO",       "@@",          "%s",  "%d", "nan", "inf<", "TOY<1>", "<script", "http://localhost",
        "src=\"http", "href=\"http", "url("};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        has(page, words[i]);
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++) {
        if (strstr(page, never[i]))
            fprintf(stderr, "the report has: %s\n", never[i]);
        CU_ASSERT_PTR_NULL(strstr(page, never[i]));
    }
}

static void tiny_inputs(void)
{
    write_inputs();
    struct shell s = shell_run("\"$G\" report " INPUTS "--commit 'abc<1>' --out - 2>$T/err");
    CU_ASSERT_EQUAL(s.status, 0);
    every_section(s.out);
    what_was_said(s.out);
    CU_ASSERT_EQUAL(count(s.out, "class=\"curve\""), 2);
    CU_ASSERT_EQUAL(count(s.out, "<pre class=\"trace\">"), 5);
    bool gnuplot = count(s.out, "gnuplot was not installed") == 0;
    size_t plots = count(s.out, "<img "), told = count(s.out, "class=\"missing\"");
    CU_ASSERT_EQUAL(plots, gnuplot ? 5 : 0); // bars twice, a curve, deliveries, latency
    CU_ASSERT_EQUAL(told, gnuplot ? 0 : 5);
    shell_expect(1, "grep -i warning $T/err");
    shell_free(&s);
}

// A PATH without gnuplot: one line, and a page without plots.
static void without_gnuplot(void)
{
    write_inputs();
    struct shell s =
        shell_run("mkdir -p $T/report-none; PATH=$T/report-none \"$G\" report " INPUTS "--out $T/r.html");
    CU_ASSERT_EQUAL(s.status, 0);
    CU_ASSERT_EQUAL(count(s.err, "gnuplot is not installed (Debian: gnuplot-nox)"), 1);
    shell_free(&s);
    s = shell_run("cat $T/r.html");
    every_section(s.out);
    CU_ASSERT_EQUAL(count(s.out, "<img "), 0);
    CU_ASSERT_EQUAL(count(s.out, "no plot, as gnuplot was not installed"), 5);
    shell_free(&s);
}

// A gnuplot that fails, or answers no picture, is told and leaves a note.
static void a_broken_gnuplot(void)
{
    write_inputs();
    struct shell s =
        shell_run("mkdir -p $T/report-bad; printf '#!/bin/sh\\nexit 3\\n' >$T/report-bad/gnuplot; chmod +x "
                  "$T/report-bad/gnuplot; PATH=$T/report-bad:$PATH \"$G\" report " INPUTS "--out $T/r.html");
    CU_ASSERT_EQUAL(s.status, 0);
    CU_ASSERT_EQUAL(count(s.err, "gnuplot failed with status 3"), 5);
    shell_free(&s);
    shell_expect(0, "test $(grep -c 'no plot, as gnuplot failed' $T/r.html) = 5");
}

static void wrong_inputs(void)
{
    write_inputs();
    shell_refused(1, "No such file", "\"$G\" report --vectors $T/report-none.json --out $T/x.html");
    shell_refused(1, "directory", "\"$G\" report --vectors $T --out $T/x.html");
    shell_refused(1, "no array \"rows\"",
                  "\"$G\" report --vectors $T/report-in/b.json --bench $T/report-in/b.json --out $T/x.html");
    shell_refused(1, "no array \"operations\"",
                  "\"$G\" report --vectors $T/report-in/v.json --bench $T/report-in/c.json --out $T/x.html");
    shell_refused(2, "unexpected argument", "\"$G\" report there.html");
    shell_expect(1, "test -e $T/x.html");
}

static void security_names_tests_that_are_there(void)
{
    shell_expect(
        0,
        "grep -o 'test_[a-z_]*\\.c' SECURITY.md | sort -u | (n=0; while read -r f; do n=$((n + 1)); test -e "
        "tests/$f || { echo \"$f is not there\" >&2; exit 1; }; done; test $n -gt 20)");
}

void suite_report(void)
{
    add_suite("report", (const struct test_case[]){
                            {"tiny inputs: every section, every plot, what was said", tiny_inputs},
                            {"without gnuplot: a line, and no plots", without_gnuplot},
                            {"a gnuplot that fails", a_broken_gnuplot},
                            {"inputs that are none", wrong_inputs},
                            {"SECURITY.md names tests that are there", security_names_tests_that_are_there},
                            {0},
                        });
}
