// SPDX-License-Identifier: MIT
// The text and report views: a small trace line by line, then rules that hold for every algorithm's example.
#include "tests/run.h"

#include "app/trace/trace_args.h"
#include "app/trace/trace_call.h"
#include "app/views/view.h"
#include "crypto/des/tables.h"
#include "crypto/trace/check_ops.h"
#include "crypto/trace/tw.h"

#include <stdlib.h>
#include <string.h>

static char *text_of(const struct trace *t, struct view_text_options options)
{
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    view_text(out, t, &options);
    fclose(out);
    return text;
}

static char *report_of(const struct trace *t)
{
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    view_report(out, t);
    fclose(out);
    return text;
}

// Two words, their xor, a look-up in S1, a long byte string, a verdict.
static struct trace *small(const char *report)
{
    struct trace *t = trace_new("Small");
    struct tw a = tw_input(t, SAY("a", 0, "Doc, 1", 3), 052, 6);
    trace_open(t, TRACE_ROUND, "Round %u", 2);
    struct tw b = tw_input(t, SAY("b"), 017, 6);
    struct tw c = tw_xor(t, SAY("c[%u]", 2, "Doc, 2", 3, report), a, b);
    tw_substitute(t, SAY("S(c)", 0, "Doc, 3", 4), c, &des_S[0]);
    trace_close(t);
    uint8_t bytes[40] = {0};
    trace_input_bytes(t, SAY("a label that is longer than its column"), bytes, sizeof bytes);
    trace_emit_word(t, SAY("same?"), TRACE_EQUAL, &(struct trace_use){.in = {a.ref, b.ref}, .n_in = 2},
                    TRACE_FLAG, 0, 1);
    CU_ASSERT_EQUAL_FATAL(trace_error(t), GL_OK);
    return t;
}

static void the_text_line_by_line(void)
{
    struct trace *t = small(NULL);
    char *text = text_of(t, (struct view_text_options){.width = 80});
    CU_ASSERT_STRING_EQUAL(
        text, "Small\n"
              "  #1     a                          101 010\n"
              "  Round 2\n"
              "    #2     b                          001111\n"
              "    #3     c[2]                       100 101\n"
              "                                        ^ ^^^\n"
              "                                      4 of 6 bits changed against #1\n"
              "                                      = a #1 xor b #2  (Doc, 2)\n"
              "    #4     S(c)                       1000\n"
              "                                      = c[2] #3 looked up in S1, row 3, column 2\n"
              "                                      (Doc, 3)\n"
              "  #5     a label that is longer than its column\n"
              "                                    0000000000000000000000000000000000000000\n"
              "                                    0000000000000000000000000000000000000000\n"
              "  #6     same?                      no\n"
              "                                    = a #1 = b #2?\n");
    free(text);
    trace_free(t);
}

// Colour adds escape sequences and nothing else: what is marked is marked without it too.
static void colour_adds_nothing(void)
{
    struct trace *t = small(NULL);
    char *plain = text_of(t, (struct view_text_options){.width = 100});
    struct view_text_options coloured = {.width = 100, .colour = true};
    char *colour = text_of(t, coloured), *to = colour;
    CU_ASSERT_PTR_NULL(strchr(plain, '\033'));
    CU_ASSERT_PTR_NOT_NULL(strchr(colour, '\033'));
    for (const char *from = colour; *from;) {
        if (*from == '\033')
            from += strcspn(from, "m") + 1;
        else
            *to++ = *from++;
    }
    *to = '\0';
    CU_ASSERT_STRING_EQUAL(colour, plain);
    free(plain);
    free(colour);
    trace_free(t);
}

static void the_report_fills_in(void)
{
    struct trace *t = small("round %u: %1 and %2 give %v, %3 stays, 100%%");
    char *text = report_of(t);
    CU_ASSERT_STRING_EQUAL(text, "round 2: 2a and 0f give 25, %3 stays, 100%%\n");
    free(text);
    trace_free(t);
    t = small(NULL); // no step has a line: all are listed
    text = report_of(t);
    CU_ASSERT_EQUAL(strncmp(text, "a: 2a\nRound 2: b: 0f\nRound 2: c[2]: 25\nRound 2: S(c): 8\n", 56), 0);
    free(text);
    trace_free(t);
}

static size_t longest_line(const char *text)
{
    size_t longest = 0;
    for (; *text; text += strcspn(text, "\n") + 1) {
        size_t n = strcspn(text, "\n");
        longest = n > longest ? n : longest;
    }
    return longest;
}

// `text` without spaces and line ends, and `value` without spaces, the one within the other.
static bool contains(const char *text, const char *value)
{
    char *bare = strdup(value), *to = bare;
    for (const char *from = value; *from; from++)
        if (*from != ' ')
            *to++ = *from;
    *to = '\0';
    bool found = strstr(text, bare) != NULL;
    free(bare);
    return found;
}

static void assert_shows_all(const struct trace *t, char *text)
{
    char *to = text;
    for (const char *from = text; *from; from++)
        if (*from != ' ' && *from != '\n')
            *to++ = *from;
    *to = '\0';
    for (trace_ref ref = 1; ref <= trace_count(t); ref++) {
        char *value = view_value(trace_get(t, ref));
        bool marked = view_compared(t, trace_get(t, ref)); // marks stand between the lines of these
        if (!contains(text, value) && !strchr(value, '^') && !marked)
            CU_FAIL(value);
        free(value);
    }
}

static void every_algorithm_fits_the_page(void)
{
    for (const struct trace_algorithm *a = trace_algorithms; a->name; a++) {
        struct trace_args args = {.compared = false};
        struct trace *t = trace_new(a->summary);
        CU_ASSERT_EQUAL_FATAL(a->run(&args, t, a->name), GL_OK);
        char *wide = text_of(t, (struct view_text_options){.width = 100});
        char *narrow = text_of(t, (struct view_text_options){.width = 80});
        struct view_text_options whole = {.width = 100, .full = true};
        char *full = text_of(t, whole);
        if (longest_line(wide) > 100 || longest_line(narrow) > 80)
            fprintf(stderr, "%s: lines of %zu and %zu\n", a->name, longest_line(wide), longest_line(narrow));
        CU_ASSERT_TRUE(longest_line(wide) <= 100);
        CU_ASSERT_TRUE(longest_line(narrow) <= 80);
        assert_shows_all(t, full);
        free(wide);
        free(narrow);
        free(full);
        args_clear(&args);
        trace_free(t);
    }
}

// DES: round 1 in full, with its first S-box; what leaves the others; and how much is left out.
static void the_short_form_shows_the_first_of_what_repeats(void)
{
    const struct trace_algorithm *a = trace_call_find("des");
    struct trace_args args = {.compared = false};
    struct trace *t = trace_new(a->summary);
    CU_ASSERT_EQUAL_FATAL(a->run(&args, t, a->name), GL_OK);
    char *text = text_of(t, (struct view_text_options){.width = 100, .in_short = true});
    CU_ASSERT_TRUE(strstr(text, "E(R) ") && strstr(text, "S1(B1) ") && strstr(text, " f(R, K) "));
    CU_ASSERT_PTR_NULL(strstr(text, "  S2(B2)  "));
    for (unsigned round = 1; round <= 16; round++) {
        char label[32];
        snprintf(label, sizeof label, " L%u || R%u ", round, round);
        CU_ASSERT_PTR_NOT_NULL(strstr(text, label));
    }
    CU_ASSERT_PTR_NULL(strstr(text, "L2 #"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "389 of 445 steps are left out\n"));
    free(text);
    args_clear(&args);
    trace_free(t);
}

// One step of the operation, on six bits, as often as it asks for them.
static struct trace *record_alone(enum trace_op op)
{
    const struct check_rule *rule = &check_rules[op];
    struct trace *t = trace_new("alone");
    trace_ref in = trace_emit_word(t, SAY("in"), TRACE_INPUT, NULL, TRACE_BITS, 5, 6);
    struct trace_use use = {
        .n_in = rule->min_inputs, .n_params = rule->n_params, .table = rule->needs_table ? &des_S[0] : NULL};
    for (size_t i = 0; i < use.n_in; i++)
        use.in[i] = in;
    struct trace_say say = SAY("out", 0, NULL, 0, NULL, rule->needs_function ? "SHA-256" : NULL);
    trace_emit_word(t, say, op, &use, TRACE_BITS, 5, 6);
    return t;
}

static void every_operation_has_its_words(void)
{
    for (unsigned op = 0; op < TRACE_OPS; op++) {
        struct trace *t = record_alone(op);
        const struct trace_step *step = trace_get(t, 2);
        char *words = view_explain(t, step), *formula = view_formula_text(t, step, view_formula);
        const char *meaning = trace_op_meaning(op);
        if (strncmp(words, meaning, strlen(meaning)) == 0) {
            fprintf(stderr, "sentences[] in app/views/explain.c has none for '%s'\n", trace_op_name(op));
            CU_FAIL("an operation without a sentence");
        }
        CU_ASSERT_PTR_NOT_NULL(strstr(words, "; gives 000101"));
        CU_ASSERT_TRUE(formula[0] != '\0');
        free(words);
        free(formula);
        trace_free(t);
    }
}

void suite_views(void)
{
    add_suite("views",
              (const struct test_case[]){
                  {"the text, line by line", the_text_line_by_line},
                  {"colour adds nothing", colour_adds_nothing},
                  {"the report fills in numbers and values", the_report_fills_in},
                  {"the short form shows the first of what repeats",
                   the_short_form_shows_the_first_of_what_repeats},
                  {"every operation has its words", every_operation_has_its_words},
                  {"every algorithm fits the page, and --full shows all", every_algorithm_fits_the_page},
                  {0},
              });
}
