// SPDX-License-Identifier: MIT
// Views of a recorded trace. No view knows an algorithm; every algorithm gets every view.
#ifndef GLASSLOCK_APP_VIEWS_VIEW_H
#define GLASSLOCK_APP_VIEWS_VIEW_H

#include "crypto/trace/trace.h"

#include <stdio.h>

#define VIEW_JSON_FORMAT  "glasslock-trace"
#define VIEW_JSON_VERSION 1

// The report: the line of every step that has one; where no step has, "path: label: value" for each.
void view_report(FILE *out, const struct trace *t);

struct view_text_options {
    bool colour;
    bool full;           // long values whole, not abbreviated
    bool in_short;       // only the steps of the short form (short.h); it says how many are left out
    unsigned width;      // columns
    const char *warning; // said first and last, or NULL
};
// Indented scopes with titles; a line a step: number, label, value, what was done. Changed digits are
// underlined by carets (and coloured, never by colour alone).
void view_text(FILE *out, const struct trace *t, const struct view_text_options *options);

// The documented schema (trace.schema.json). `algorithm` is what `glasslock trace` calls it.
enum gl_error view_json(FILE *out, const struct trace *t, const char *algorithm);

// One self-contained page that steps: app/page/.
struct twin; // app/views/twin.h
struct view_html_options {
    const char *title;
    const char *warning;     // said on the page throughout, or NULL
    const struct twin *twin; // of t and another run, shown beside it; or NULL
    const char *changes;     // what is different there, or what it is where it is of another size
    const char *note;        // said of it on the page throughout, or NULL
};
// Text as HTML, in an element or an attribute: nothing in it is markup.
void view_html_text(FILE *out, const char *text);
enum gl_error view_html(FILE *out, const struct trace *t, const char *algorithm,
                        const struct view_html_options *options);

// A trace read back from that JSON, strictly. why: room for one line, filled on an error (which names the
// step).
struct view_saved {
    struct trace *trace;
    void *storage;       // the strings that the trace points to
    size_t misdescribed; // the first step whose path, row, column or text is not what its values say, or 0
    const char *unlike;  // "tables" or "scopes" where that member is not what the steps imply, or NULL
};
enum gl_error view_json_read(struct view_saved *saved, FILE *in, char *why, size_t room);
void view_saved_free(struct view_saved *saved);

// One English sentence on a step, made from the recorded values alone; malloc'd, or else the process ends
// (no_memory.h).
char *view_explain(const struct trace *t, const struct trace_step *step);

// The same with the result, and the table's cell that gives it away, left out: a question.
char *view_ask(const struct trace *t, const struct trace_step *step);

// The operation on one line, such as "L0 #12 xor f(R0, K1) #40".
void view_formula(FILE *out, const struct trace *t, const struct trace_step *step);
// The same without the row and column that were looked up: where they are the question.
void view_operation(FILE *out, const struct trace *t, const struct trace_step *step);
// The same with the values in the place of the names: "789 * 65 mod 3233".
void view_filled(FILE *out, const struct trace *t, const struct trace_step *step);
// What one of these writes, malloc'd, or else the process ends.
typedef void view_formula_writer(FILE *out, const struct trace *t, const struct trace_step *step);
char *view_formula_text(const struct trace *t, const struct trace_step *step, view_formula_writer *write);

// The first input, where comparing the result with it digit by digit says something: of a xor or a sum as
// wide as it. NULL: it says nothing.
const struct trace_step *view_compared(const struct trace *t, const struct trace_step *step);

// "Key schedule > Round 3": a scope and those around it, outermost first, without the algorithm itself (whose
// path is empty). Cut to the room.
void view_path(const struct trace *t, uint32_t scope, char *out, size_t room);
#define VIEW_PATH_ROOM 256

// The value for people: binary groups, hex, (x, y) or O, yes or no; malloc'd, or else the process ends.
char *view_value(const struct trace_step *step);
// Blanks in the place of the value's digits, as write() would show the largest value of this kind and width:
// nothing of the value itself is in them; malloc'd, or else the process ends.
char *view_blanks(const struct trace_step *step, char *(*write)(const struct trace_step *step, void *context),
                  void *context);

#endif
