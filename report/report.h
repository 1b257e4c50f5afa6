// SPDX-License-Identifier: MIT
// The lab report: one HTML page of what was built, checked, measured and traced.
//
// Every number on it is what a command of this program said: the report runs them (`glasslock vectors --json`
// and so on, this very program) or reads what they said before. It computes nothing but places on the page.
#ifndef GLASSLOCK_REPORT_REPORT_H
#define GLASSLOCK_REPORT_REPORT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#define REPORT_CHATS 2 // protocols whose server is loaded

struct report_wish {
    bool quick;          // smaller samples of the chat and the avalanche
    const char *commit;  // that the program was built from, or NULL
    const char *vectors; // JSON of earlier runs, each a file or NULL: run it now
    const char *bench;
    const char *chat[REPORT_CHATS]; // raw, glasslock
};

// What the runs said; NULL where one could not be had, and the page says so.
struct report {
    const struct report_wish *wish;
    json_t *engines, *vectors, *bench, *chat[REPORT_CHATS];
    bool bench_is_new, no_gnuplot;
    unsigned plots; // drawn so far
    FILE *out;
};

// Read or run everything; tells on standard error what it is at. False: a file that was named is not what it
// should be (one line has been said). A run that fails leaves its part out.
bool report_gather(struct report *report);
void report_clear(struct report *report);

// The whole page to report->out.
void report_page(struct report *report);

// ---- the sections, in their order ----

void report_machine(struct report *report);
void report_vectors(struct report *report);
void report_ladder(struct report *report);
void report_scaling(struct report *report);
void report_chat(struct report *report);
void report_traces(struct report *report);
void report_avalanche(struct report *report);
void report_sequence(struct report *report);
void report_promises(struct report *report);

// ---- what they share ----

void report_section(struct report *report, const char *id, const char *title);
// A paragraph in the place of what is missing.
__attribute__((format(printf, 2, 3))) void report_missing(struct report *report, const char *format, ...);
// Formatted text, with nothing in it taken for markup.
__attribute__((format(printf, 2, 3))) void report_text(struct report *report, const char *format, ...);
// A member as text, a number or an array; "", 0 and an empty array where it is not there.
const char *report_string(const json_t *object, const char *key);
double report_number(const json_t *object, const char *key);
json_t *report_array(const json_t *object, const char *key);
// "1.06", "0.0095": a ratio in few digits; "6680", "485.6".
const char *report_digits(double number, char text[32]);

// Run a program (argv[0] is looked for in PATH; NULL: this one) with `input` on its standard input. Its
// standard output, malloc'd with a NUL after it; NULL: it cannot be started (*status is -1), or failed.
char *report_run(const char *const *argv, const char *input, int *status);

// A gnuplot script that is being written, and its place on the page.
struct plot {
    FILE *script;
    char *text;
    size_t bytes;
    int width, height;
};
bool plot_begin(struct plot *plot, int width, int height);
// A name as a string of gnuplot's, quotes included.
void plot_quote(struct plot *plot, const char *text);
// Draw it into a <figure> with this caption, or say that it cannot be drawn.
void plot_end(struct report *report, struct plot *plot, const char *caption);

#endif
