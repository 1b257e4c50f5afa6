// SPDX-License-Identifier: MIT
// The recorder itself: scopes, references, widths, and that nothing happens without a trace.
#include "tests/run.h"

#include "crypto/aes/tables.h"
#include "crypto/hash/tables.h"
#include "crypto/trace/tb.h"
#include "crypto/trace/tw.h"

#include <stdlib.h>
#include <string.h>

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

// A table of the user's keeps the shape of the house's, whose cells have one, four or eight bytes.
static void own_tables(void)
{
    static const struct {
        const struct trace_table *like;
        uint64_t most; // the largest value of a cell
    } cases[] = {{&aes_SubBytes, 0xff}, {&md5_T_table, UINT32_MAX}, {&sha512_K_table, UINT64_MAX}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct trace_table *like = cases[i].like;
        size_t n = (size_t)like->rows * like->columns;
        uint64_t cells[256];
        CU_ASSERT_TRUE_FATAL(n <= 256);
        for (size_t c = 0; c < n; c++)
            cells[c] = cases[i].most - c;
        struct trace *t = trace_new("Root");
        if (cases[i].most != UINT64_MAX) {
            cells[n - 1] = cases[i].most + 1; // too wide for a cell
            CU_ASSERT_PTR_NULL(trace_keep_table(t, like, "mine", "the class", cells));
            cells[n - 1] = 0;
        }
        const struct trace_table *own = trace_keep_table(t, like, "mine", "the class", cells);
        CU_ASSERT_PTR_NOT_NULL_FATAL(own);
        for (size_t c = 0; c < n; c++)
            CU_ASSERT_EQUAL(trace_table_cell(own, (uint32_t)c), cells[c]);
        CU_ASSERT_STRING_EQUAL(own->name, "mine");
        CU_ASSERT_EQUAL(own->cell_bits, like->cell_bits);
        CU_ASSERT_PTR_NULL(trace_keep_table(t, like, "another", "the class", cells)); // one a trace
        CU_ASSERT_EQUAL(trace_error(t), GL_OK);
        trace_free(t);
    }
}

// What is more than a trace can hold.
static void too_much(void)
{
    const uint8_t byte = 1;
    struct trace *t = trace_new("Root");
    CU_ASSERT_EQUAL(trace_emit(t, SAY("wide"), TRACE_INPUT, NULL, TRACE_BYTES, &byte, (size_t)1 << 32), 0);
    CU_ASSERT_EQUAL(trace_error(t), GL_ERR_TOO_LARGE);
    CU_ASSERT_EQUAL(trace_count(t), 0);
    trace_free(t);
    t = trace_new("Root");
    for (int i = 0; i < 63; i++)
        trace_open(t, TRACE_PHASE, "Scope %u", (uint32_t)i);
    CU_ASSERT_EQUAL(trace_error(t), GL_OK);
    trace_open(t, TRACE_PHASE, "one too deep", 0);
    CU_ASSERT_EQUAL(trace_error(t), GL_ERR_TOO_LARGE);
    CU_ASSERT_EQUAL(trace_scopes(t), 64);
    trace_free(t);
}

static void wishes_beyond_the_standard(void)
{
    struct trace *t = trace_new("Root");
    bool rounds = true, table = true, left_out = true;
    trace_what_if_met(t, &rounds, &table, &left_out);
    CU_ASSERT_FALSE(rounds || table || left_out);
    trace_set_what_if(t, &(struct trace_what_if){.rounds = 16, .left_out = "P"});
    CU_ASSERT_EQUAL(trace_rounds(t, 16), 16);
    CU_ASSERT_EQUAL(trace_rounds(t, 80), 16);
    CU_ASSERT_TRUE(trace_leaves_out(t, "P"));
    CU_ASSERT_FALSE(trace_leaves_out(t, "PC"));
    CU_ASSERT_FALSE(trace_leaves_out(t, "PC"));
    CU_ASSERT_STRING_EQUAL(trace_part(t, 0), "P");
    CU_ASSERT_STRING_EQUAL(trace_part(t, 1), "PC");
    CU_ASSERT_PTR_NULL(trace_part(t, 2));
    CU_ASSERT_EQUAL(trace_error(t), GL_OK);
    CU_ASSERT_EQUAL(trace_rounds(t, 10), 10); // more than there are
    CU_ASSERT_EQUAL(trace_error(t), GL_ERR_RANGE);
    trace_what_if_met(t, &rounds, &table, &left_out);
    CU_ASSERT_TRUE(rounds && !table && left_out);
    trace_free(t);
}

// A number that is longer than the bytes it is to become.
static void bytes_of_a_number_that_is_too_long(void)
{
    struct trace *t = trace_new("Root");
    struct ti a;
    mpz_t z;
    ti_init(&a);
    mpz_init_set_ui(z, 65536);
    ti_input(t, SAY("a"), &a, z, 17);
    struct tb three = tb_from_integer(t, SAY("three"), &a, 3);
    CU_ASSERT_TRUE(three.n == 3 && memcmp(three.data, "\1\0\0", 3) == 0);
    CU_ASSERT_PTR_NULL(tb_from_integer(t, SAY("two"), &a, 2).data);
    CU_ASSERT_EQUAL(trace_error(t), GL_ERR_RANGE);
    mpz_clear(z);
    ti_clear(&a);
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
                           {"tables of the user's own", own_tables},
                           {"more than a trace can hold", too_much},
                           {"wishes beyond the standard", wishes_beyond_the_standard},
                           {"bytes of a number that is too long", bytes_of_a_number_that_is_too_long},
                           {0},
                       });
}
