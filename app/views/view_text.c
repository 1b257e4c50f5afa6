// SPDX-License-Identifier: MIT
// The text view: scopes as headings, steps as lines, aligned by one column for labels and one for values.
#include "app/views/view.h"

#include <stdlib.h>
#include <string.h>

#define LABEL_COLUMNS 26
#define MAX_LINES     3 // of an abbreviated value
#define MAX_DEPTH     64

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

static unsigned depth_of(const struct trace *t, uint32_t scope)
{
    unsigned depth = 0;
    for (; scope && depth < MAX_DEPTH; scope = trace_get_scope(t, scope)->parent)
        depth++;
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
        if (!already)
            put_heading(p, chain[n]);
    }
}

// How an operation is written: "%1" is its first input, "%p" its parameters, "%t" its table, "%f" its
// function.
static const char *const formulas[TRACE_OPS] = {
    [TRACE_COPY] = "%1",
    [TRACE_PERMUTE] = "%1 permuted by %t",
    [TRACE_SELECT] = "bits of %1 chosen by %t",
    [TRACE_SLICE] = "%1, bits from %p on",
    [TRACE_FILL] = "the byte %p, as often as it takes",
    [TRACE_LENGTH] = "length of %1 in units of %p bits",
    [TRACE_ROTATE_LEFT] = "%1 <<< %p",
    [TRACE_ROTATE_RIGHT] = "%1 >>> %p",
    [TRACE_SHIFT_LEFT] = "%1 << %p",
    [TRACE_SHIFT_RIGHT] = "%1 >> %p",
    [TRACE_SIGMA] = "%1 rotated right by %p, all xored",
    [TRACE_SIGMA_SHIFT] = "%1 rotated right by the first two of %p, shifted by the third, all xored",
    [TRACE_CHOOSE] = "where %1 has 1 the bit of %2, else of %3",
    [TRACE_MAJORITY] = "the majority of %1, %2, %3",
    [TRACE_SUBSTITUTE] = "%1 looked up in %t",
    [TRACE_MIX_COLUMNS] = "%1, columns multiplied by %t",
    [TRACE_HASH] = "%f(%1)",
    [TRACE_HMAC] = "HMAC-%f(%1, %2)",
    [TRACE_MGF1] = "MGF1-%f(%1)",
    [TRACE_SUM] = "%1 + %2",
    [TRACE_DIFFERENCE] = "%1 - %2",
    [TRACE_PRODUCT] = "%1 * %2",
    [TRACE_QUOTIENT] = "%1 / %2",
    [TRACE_REDUCE] = "%1 mod %2",
    [TRACE_ADD_MOD] = "%1 + %2 mod %3",
    [TRACE_SUBTRACT_MOD] = "%1 - %2 mod %3",
    [TRACE_MULTIPLY_MOD] = "%1 * %2 mod %3",
    [TRACE_MODEXP] = "%1 ^ %2 mod %3",
    [TRACE_INVERT] = "%1 ^ -1 mod %2",
    [TRACE_GCD] = "gcd(%1, %2)",
    [TRACE_LCM] = "lcm(%1, %2)",
    [TRACE_IS_PRIME] = "is %1 prime?",
    [TRACE_EQUAL] = "%1 = %2?",
    [TRACE_LESS] = "%1 < %2?",
    [TRACE_POINT] = "(%1, %2)",
    [TRACE_ON_CURVE] = "%1 on the curve a = %2, b = %3, p = %4?",
    [TRACE_POINT_ADD] = "%1 + %2 on the curve a = %3, p = %4",
    [TRACE_POINT_DOUBLE] = "2 %1 on the curve a = %2, p = %3",
    [TRACE_POINT_MULTIPLY] = "%1 times %2 on the curve a = %3, p = %4",
};

// Operations on any number of inputs are written between them.
static const char *infix(enum trace_op op)
{
    switch (op) {
    case TRACE_XOR:
        return " xor ";
    case TRACE_AND:
        return " and ";
    case TRACE_OR:
        return " or ";
    case TRACE_ADD:
        return " + ";
    case TRACE_CONCATENATE:
        return " || ";
    default:
        return NULL;
    }
}

static void put_joined(const struct page *p, const struct trace_step *step, const char *between)
{
    for (size_t i = 0; i < step->n_inputs; i++)
        fprintf(p->out, "%s#%u", i ? between : "", step->inputs[i]);
}

static void put_formula(const struct page *p, const struct trace_step *step, const char *formula)
{
    for (const char *at = formula; *at; at++) {
        if (at[0] != '%') {
            fputc(at[0], p->out);
            continue;
        }
        at++;
        if (*at == 't' && step->table)
            fputs(step->table->name, p->out);
        else if (*at == 'f')
            fputs(step->function ? step->function : "", p->out);
        else if (*at == 'p')
            for (size_t i = 0; i < step->n_params; i++)
                fprintf(p->out, "%s%u", i ? ", " : "", step->params[i]);
        else if (*at >= '1' && *at - '1' < step->n_inputs)
            fprintf(p->out, "#%u", step->inputs[*at - '1']);
    }
}

// What was done, and where the standard says so; broken at spaces to fit the page.
static void put_formula_of(const struct page *p, const struct trace_step *step)
{
    unsigned row = 0, column = 0;
    if (step->op == TRACE_CONSTANT && step->table) {
        fprintf(p->out, "%s, entry %u", step->table->name, step->params[0]);
    } else if (infix(step->op)) {
        put_joined(p, step, infix(step->op));
    } else if (formulas[step->op]) {
        put_formula(p, step, formulas[step->op]);
    } else {
        fprintf(p->out, "%s ", trace_op_name(step->op));
        put_joined(p, step, ", ");
    }
    if (trace_lookup(p->t, step, &row, &column))
        fprintf(p->out, ", row %u, column %u", row, column);
}

// How much of a text stands on the next line: up to the last space that fits, or all that fits.
static size_t line_of(const char *text, size_t columns)
{
    size_t n = strlen(text);
    if (n <= columns)
        return n;
    for (n = columns; n > 0; n--)
        if (text[n] == ' ')
            return n;
    return columns;
}

static void put_operation(const struct page *p, const struct trace_step *step, int indent, size_t columns)
{
    char *text = NULL;
    size_t n = 0;
    struct page memory = *p;
    memory.out = open_memstream(&text, &n);
    if (!memory.out)
        return;
    fputs("= ", memory.out);
    put_formula_of(&memory, step);
    if (step->citation)
        fprintf(memory.out, "  (%s)", step->citation);
    if (fclose(memory.out) == 0) {
        for (const char *at = text; *at;) {
            size_t here = line_of(at, columns), end = here;
            while (end > 0 && at[end - 1] == ' ')
                end--;
            fprintf(p->out, "%*s%s%.*s%s\n", indent, "", style(p, DIM), (int)end, at, style(p, PLAIN));
            at += here;
            at += strspn(at, " ");
        }
    }
    free(text);
}

// One line of carets under the digits that differ from the first input; nothing where the comparison says
// nothing.
static void put_changes(const struct page *p, const struct trace_step *step, const char *value, int indent,
                        size_t columns)
{
    const struct trace_step *before = step->n_inputs ? trace_get(p->t, step->inputs[0]) : NULL;
    if ((step->op != TRACE_XOR && step->op != TRACE_ADD) || before->bits != step->bits ||
        strlen(value) > columns)
        return;
    unsigned changed = 0;
    for (size_t i = 0; i < (step->bits + 7) / 8; i++)
        changed += (unsigned)__builtin_popcount(before->value[i] ^ step->value[i]);
    struct trace_step same = *before;
    same.kind = step->kind;
    same.group = step->group;
    char *old = view_value(&same);
    if (old && strlen(old) == strlen(value)) {
        char marks[256] = "";
        for (size_t i = 0; i < sizeof marks - 1 && value[i]; i++)
            marks[i] = old[i] == value[i] ? ' ' : '^';
        bool beside = strlen(marks) + 40 <= columns;
        fprintf(p->out, "%*s%s%s%s%s", indent, "", style(p, YELLOW), marks, style(p, PLAIN),
                beside ? "  " : "\n");
        fprintf(p->out, "%*s%u of %u bits changed against #%u\n", beside ? 0 : indent, "", changed,
                step->bits, step->inputs[0]);
    }
    free(old);
}

// The value, over several lines where it is long.
static void put_value(const struct page *p, const char *value, int indent, size_t columns)
{
    for (unsigned line = 0; *value; line++) {
        size_t n = line_of(value, columns);
        if (!p->o.full && line == MAX_LINES - 1 && value[n]) {
            fprintf(p->out, "%*s%s... %zu more characters (--full shows them)%s\n", indent, "", style(p, DIM),
                    strlen(value), style(p, PLAIN));
            return;
        }
        fprintf(p->out, "%*s%s%.*s%s\n", line ? indent : 0, "", style(p, BOLD), (int)n, value,
                style(p, PLAIN));
        value += n;
        value += *value == ' ';
    }
}

static void put_step(const struct page *p, trace_ref ref)
{
    const struct trace_step *step = trace_get(p->t, ref);
    char *value = view_value(step);
    if (!value)
        return;
    int label_indent = (int)(2 * depth_of(p->t, step->scope) + 2);
    int indent = label_indent + 7 + LABEL_COLUMNS + 1;
    size_t columns = p->o.width > (unsigned)indent + 24 ? p->o.width - (unsigned)indent : 24;
    bool fits = strlen(step->label) <= LABEL_COLUMNS;
    fprintf(p->out, "%*s%s#%-5u%s %-*s", label_indent, "", style(p, DIM), ref, style(p, PLAIN),
            fits ? LABEL_COLUMNS + 1 : 0, step->label);
    if (!fits)
        fprintf(p->out, "\n%*s", indent, "");
    put_value(p, value, indent, columns);
    put_changes(p, step, value, indent, columns);
    bool root = step->op == TRACE_INPUT || (step->op == TRACE_CONSTANT && !step->table);
    if (!root)
        put_operation(p, step, indent, columns);
    free(value);
}

void view_text(FILE *out, const struct trace *t, const struct view_text_options *options)
{
    struct page p = {out, t, *options};
    uint32_t scope = 0;
    fprintf(out, "%s%s%s\n", style(&p, BOLD), trace_get_scope(t, 0)->title, style(&p, PLAIN));
    for (trace_ref ref = 1; ref <= trace_count(t); ref++) {
        uint32_t here = trace_get(t, ref)->scope;
        if (here != scope)
            put_headings(&p, scope, here);
        scope = here;
        put_step(&p, ref);
    }
}
