// SPDX-License-Identifier: MIT
// The recorder itself: scopes, references, widths, and that nothing happens without a trace.
#include "tests/run.h"

#include "crypto/trace/ti.h"
#include "crypto/trace/tw.h"

#include <stdlib.h>

static void words_keep_their_width(void)
{
    struct trace *t = trace_new("Example");
    struct tw a = tw_input(t, SAY("a"), 0x00ff, 16);
    struct tw b = tw_sigma(t, SAY("S(%u)", 7), a, 4, 8, 12);
    struct tw c = tw_slice(t, SAY("c"), b, 1, 7);
    CU_ASSERT_EQUAL(trace_error(t), GL_OK);
    CU_ASSERT_EQUAL(trace_count(t), 3);
    CU_ASSERT_STRING_EQUAL(trace_get(t, b.ref)->label, "S(7)");
    CU_ASSERT_EQUAL(trace_get(t, c.ref)->inputs[0], b.ref);
    char *hex = trace_value_hex(trace_get(t, a.ref));
    CU_ASSERT_STRING_EQUAL(hex, "00ff");
    free(hex);
    hex = trace_value_hex(trace_get(t, c.ref));
    CU_ASSERT_EQUAL(strlen(hex), 2);
    free(hex);
    trace_free(t);
}

static void scopes_nest(void)
{
    struct trace *t = trace_new("Root");
    trace_open(t, TRACE_ROUND, "Round %u", 3);
    trace_ref one = tw_input(t, SAY("x"), 1, 8).ref;
    trace_close(t);
    const struct trace_scope *round = trace_get_scope(t, trace_get(t, one)->scope);
    CU_ASSERT_STRING_EQUAL(round->title, "Round 3");
    CU_ASSERT_EQUAL(round->parent, 0);
    CU_ASSERT_EQUAL(round->past_last, one + 1);
    CU_ASSERT_EQUAL(trace_get_scope(t, 0)->past_last, one + 1);
    trace_close(t); // one too many
    CU_ASSERT_EQUAL(trace_error(t), GL_ERR_INCONSISTENT);
    trace_free(t);
}

static void nothing_without_a_trace(void)
{
    struct tw a = tw_input(NULL, SAY("a"), 5, 8);
    struct tw b = tw_add(NULL, SAY("b"), 2, (struct tw[]){a, a});
    CU_ASSERT_EQUAL(b.v, 10);
    CU_ASSERT_EQUAL(b.ref, 0);
    trace_open(NULL, TRACE_ROUND, "Round", 1);
    trace_close(NULL);
}

static void a_missing_reference_is_an_error(void)
{
    struct trace *t = trace_new("Root");
    struct tw stray = {1, 8, 0};
    tw_not(t, SAY("not"), stray);
    CU_ASSERT_EQUAL(trace_error(t), GL_ERR_INCONSISTENT);
    CU_ASSERT_EQUAL(trace_count(t), 0);
    trace_free(t);
}

static void integers_print_at_their_width(void)
{
    struct trace *t = trace_new("Root");
    struct ti a, n, r;
    ti_init(&a);
    ti_init(&n);
    ti_init(&r);
    mpz_t z;
    mpz_init_set_ui(z, 6);
    ti_input(t, SAY("a"), &a, z, 12);
    mpz_set_ui(z, 23);
    ti_input(t, SAY("n"), &n, z, 5);
    ti_multiply_mod(t, SAY("a^2"), &r, &a, &a, &n);
    char *hex = trace_value_hex(trace_get(t, r.ref));
    CU_ASSERT_STRING_EQUAL(hex, "0d");
    free(hex);
    hex = trace_value_hex(trace_get(t, a.ref));
    CU_ASSERT_STRING_EQUAL(hex, "006");
    free(hex);
    mpz_set_ui(z, 32);
    ti_input(t, SAY("too wide"), &a, z, 5);
    CU_ASSERT_EQUAL(trace_error(t), GL_ERR_INCONSISTENT);
    mpz_clear(z);
    ti_clear(&a);
    ti_clear(&n);
    ti_clear(&r);
    trace_free(t);
}

void suite_trace(void)
{
    add_suite("trace", (const struct test_case[]){
                           {"words keep their width", words_keep_their_width},
                           {"scopes nest, and closing too often is an error", scopes_nest},
                           {"nothing happens without a trace", nothing_without_a_trace},
                           {"a missing reference is an error", a_missing_reference_is_an_error},
                           {"integers print at their width", integers_print_at_their_width},
                           {0},
                       });
}
