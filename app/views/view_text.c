// SPDX-License-Identifier: MIT
// The text view: scopes as headings, steps as lines, aligned by one column for labels and one for values.
#include "app/views/short.h"
#include "app/views/view.h"
#include "crypto/common/no_memory.h"

#include <stdlib.h>
#include <string.h>

#define LABEL_COLUMNS    26
#define MAX_LINES        3 // of an abbreviated value
#define MAX_DEPTH        64
#define SENTENCE_COLUMNS 48 // of the sentence on changed bits, at most

struct page {
    FILE *out;
    const struct trace *t;
    struct view_text_options o;
};

static const char *style(const struct page *p, const char *code)
{
    return p->o.colour ? code : "";
}

#define BOLD   "\033[1m"
#define DIM    "\033[2m"
#define YELLOW "\033[33m"
#define PLAIN  "\033[0m"

// A lane (one S-box of eight) has neither a heading nor an indentation of its own.
static unsigned depth_of(const struct trace *t, uint32_t scope)
{
    unsigned depth = 0;
    for (; scope && depth < MAX_DEPTH; scope = trace_get_scope(t, scope)->parent)
        depth += trace_get_scope(t, scope)->level != TRACE_LANE;
    return depth;
}

static void put_heading(const struct page *p, uint32_t scope)
{
    const struct trace_scope *s = trace_get_scope(p->t, scope);
    unsigned depth = depth_of(p->t, scope);
    if (s->level <= TRACE_BLOCK)
        fputc('\n', p->out);
    fprintf(p->out, "%*s%s%s%s\n", (int)(2 * depth), "", style(p, BOLD), s->title, style(p, PLAIN));
}

// Headings of all scopes between the one that was open and this one, outermost first.
static void put_headings(const struct page *p, uint32_t from, uint32_t to)
{
    uint32_t chain[MAX_DEPTH];
    unsigned n = 0;
    for (uint32_t scope = to; scope && n < MAX_DEPTH; scope = trace_get_scope(p->t, scope)->parent)
        chain[n++] = scope;
    while (n-- > 0) {
        const struct trace_scope *s = trace_get_scope(p->t, chain[n]);
        const struct trace_scope *old = trace_get_scope(p->t, from);
        bool already =
            from == chain[n] || (old->first >= s->first && old->past_last <= s->past_last && from > chain[n]);
        if (!already && s->level != TRACE_LANE)
            put_heading(p, chain[n]);
    }
}

// How much of a text stands on the next line: up to the last space that fits, or all that fits.
static size_t line_of(const char *text, size_t columns)
{
    size_t n = strlen(text);
    if (n <= columns)
        return n;
    for (n = columns; n > 0; n--)
        if (text[n] == ' ' && text[n + 1] != '#') // a label and its number stay together
            return n;
    return columns;
}

// Text broken at spaces to fit the page, in dim style; returns how much of the last line it took.
static size_t put_lines(const struct page *p, const char *text, int indent, size_t columns)
{
    size_t end = 0;
    for (bool first = true; *text; first = false) {
        size_t here = end = line_of(text, columns);
        while (end > 0 && text[end - 1] == ' ')
            end--;
        fprintf(p->out, "%s%*s%s%.*s%s", first ? "" : "\n", indent, "", style(p, DIM), (int)end, text,
                style(p, PLAIN));
        text += here;
        text += strspn(text, " ");
    }
    return end;
}

// What was done, and where the standard says so: beside it, or on a line of its own.
static void put_operation(const struct page *p, const struct trace_step *step, int indent, size_t columns)
{
    char *formula = view_formula_text(p->t, step, view_formula), *text = NULL;
    if (asprintf(&text, "= %s", formula) < 0)
        gl_no_memory();
    size_t used = put_lines(p, text, indent, columns);
    bool beside = step->citation && used + 4 + strlen(step->citation) <= columns;
    if (step->citation)
        fprintf(p->out, "%s%*s%s(%s)%s", beside ? "" : "\n", beside ? 2 : indent, "", style(p, DIM),
                step->citation, style(p, PLAIN));
    fputc('\n', p->out);
    free(text);
    free(formula);
}

// How wide each line of a long value is, so that all are alike: 64 bits in groups of eight stand as 4 + 4,
// not as 7 + 1, and a digest of 64 digits as 32 + 32.
static size_t balanced(const char *value, size_t columns)
{
    size_t n = strlen(value), group = strcspn(value, " ") + 1;
    size_t unit = group <= n && group <= columns ? group : 8; // whole groups, or four bytes of plain hex
    if (n <= columns || value[0] == '(')
        return columns;
    size_t units = (n + unit - 1) / unit, most = (columns + (unit == group)) / unit;
    size_t lines = most ? (units + most - 1) / most : 1;
    return (units + lines - 1) / lines * unit - (unit == group);
}

// Below each digit a caret where it differs from the first input's; malloc'd, or NULL where the comparison
// says nothing. *bits counts the bits that changed.
static char *marks_of(const struct page *p, const struct trace_step *step, const char *value, unsigned *bits)
{
    const struct trace_step *before = view_compared(p->t, step);
    if (!before)
        return NULL;
    *bits = 0;
    for (size_t i = 0; i < (step->bits + 7) / 8; i++)
        *bits += (unsigned)__builtin_popcount(before->value[i] ^ step->value[i]);
    struct trace_step same = *before;
    same.kind = step->kind;
    same.group = step->group;
    char *marks = view_value(&same);
    if (strlen(marks) != strlen(value)) {
        free(marks);
        return NULL;
    }
    for (size_t i = 0; value[i]; i++)
        marks[i] = marks[i] == value[i] ? ' ' : '^';
    return marks;
}

static void put_marks(const struct page *p, const char *marks, size_t n, int indent)
{
    while (n > 0 && marks[n - 1] == ' ')
        n--;
    if (n)
        fprintf(p->out, "%*s%s%.*s%s\n", indent, "", style(p, YELLOW), (int)n, marks, style(p, PLAIN));
}

// The value, over several lines where it is long, each with its marks below.
static void put_value(const struct page *p, const char *value, const char *marks, int indent, size_t columns)
{
    size_t wide = balanced(value, columns);
    for (unsigned line = 0; *value; line++) {
        size_t n = line_of(value, wide);
        if (!p->o.full && line == MAX_LINES - 1 && value[n]) {
            fprintf(p->out, "%*s%s... %zu more (--full)%s\n", indent, "", style(p, DIM), strlen(value),
                    style(p, PLAIN));
            return;
        }
        fprintf(p->out, "%*s%s%.*s%s\n", line ? indent : 0, "", style(p, BOLD), (int)n, value,
                style(p, PLAIN));
        if (marks)
            put_marks(p, marks, n, indent);
        size_t taken = n + (value[n] == ' ');
        value += taken;
        if (marks)
            marks += taken;
    }
}

// How many bits changed, beside the marks where there is room.
static void put_changes(const struct page *p, const struct trace_step *step, const char *marks, unsigned bits,
                        int indent, size_t columns)
{
    char text[SENTENCE_COLUMNS + 16];
    snprintf(text, sizeof text, "%u of %u bits changed against #%u", bits, step->bits, step->inputs[0]);
    if (marks)
        fprintf(p->out, "%*s%s%s%s  %s", indent, "", style(p, YELLOW), marks, style(p, PLAIN), text);
    else
        put_lines(p, text, indent, columns);
    fputc('\n', p->out);
}

// brief: its value alone, without what was done.
static void put_step(const struct page *p, trace_ref ref, bool brief)
{
    const struct trace_step *step = trace_get(p->t, ref);
    char *value = view_value(step);
    int label_indent = (int)(2 * depth_of(p->t, step->scope) + 2);
    int indent = label_indent + 7 + LABEL_COLUMNS + 1;
    size_t columns = p->o.width > (unsigned)indent + 24 ? p->o.width - (unsigned)indent : 24;
    fprintf(p->out, "%*s%s#%-5u%s ", label_indent, "", style(p, DIM), ref, style(p, PLAIN));
    if (strlen(step->label) > LABEL_COLUMNS)
        fprintf(p->out, "%s\n%*s", step->label, indent, "");
    else
        fprintf(p->out, "%-*s ", LABEL_COLUMNS, step->label);
    unsigned bits = 0;
    char *marks = brief ? NULL : marks_of(p, step, value, &bits);
    bool beside = bits && strlen(marks) + SENTENCE_COLUMNS <= columns; // marks and sentence share a line
    put_value(p, value, beside || !bits ? NULL : marks, indent, columns);
    if (marks)
        put_changes(p, step, beside ? marks : NULL, bits, indent, columns);
    bool root = step->op == TRACE_INPUT || (step->op == TRACE_CONSTANT && !step->table);
    if (!root && !brief)
        put_operation(p, step, indent, columns);
    free(marks);
    free(value);
}

static void put_warning(const struct page *p)
{
    if (p->o.warning)
        fprintf(p->out, "%s!! %s%s\n", style(p, BOLD), p->o.warning, style(p, PLAIN));
}

static void put_left_out(const struct page *p, unsigned n)
{
    if (n)
        fprintf(p->out, "\n%s%u of %zu steps are left out%s\n", style(p, DIM), n, trace_count(p->t),
                style(p, PLAIN));
}

void view_text(FILE *out, const struct trace *t, const struct view_text_options *options)
{
    struct page p = {out, t, *options};
    uint32_t scope = 0;
    unsigned left_out = 0;
    enum view_short *shown = options->in_short ? view_short_form(t) : NULL;
    fprintf(out, "%s%s%s\n", style(&p, BOLD), trace_get_scope(t, 0)->title, style(&p, PLAIN));
    put_warning(&p);
    for (trace_ref ref = 1; ref <= trace_count(t); ref++) {
        uint32_t here = trace_get(t, ref)->scope;
        if (shown && shown[ref] == VIEW_HIDDEN) {
            left_out++;
            continue;
        }
        if (here != scope)
            put_headings(&p, scope, here);
        scope = here;
        put_step(&p, ref, shown && shown[ref] == VIEW_VALUE);
    }
    put_left_out(&p, left_out);
    free(shown);
    put_warning(&p);
}
