// SPDX-License-Identifier: MIT
// The checker, operation by operation: a right step passes, its altered output fails; and the rules of shape.
#include "tests/run.h"
#include "tests/trace_mutate.h"

#include "app/trace/trace_call.h"
#include "crypto/des/tables.h"
#include "crypto/trace/check.h"
#include "crypto/trace/check_ops.h"
#include "crypto/trace/tb.h"
#include "crypto/trace/tw.h"

#include <stdlib.h>
#include <string.h>

// Record one step of `op` over byte strings, given as hex-free literals; the outcome must be `right`.
struct sample {
    enum trace_op op;
    const char *in[4]; // bytes, in[i][0] is the length
    uint32_t params[3];
    uint8_t n_in, n_params;
    const char *out; // out[0] is the length in bits
    const char *function;
};

#define B1(a)    "\x01" a
#define ZEROS_7  "\0\0\0\0\0\0\0"
#define ZEROS_63 ZEROS_7 ZEROS_7 ZEROS_7 ZEROS_7 ZEROS_7 ZEROS_7 ZEROS_7 ZEROS_7 ZEROS_7

static const struct sample samples[] = {
    {TRACE_COPY, {B1("\xa5")}, {0}, 1, 0, "\x08\xa5", NULL},
    {TRACE_SLICE, {B1("\xa5")}, {2}, 1, 1, "\x03\x04", NULL}, // 10[100]101
    {TRACE_CONCATENATE, {B1("\x12"), B1("\x34")}, {0}, 2, 0, "\x10\x12\x34", NULL},
    {TRACE_REVERSE_BYTES, {"\x02\x12\x34"}, {0}, 1, 0, "\x10\x34\x12", NULL},
    {TRACE_FILL, {NULL}, {0x5c}, 0, 1, "\x10\x5c\x5c", NULL},
    {TRACE_LENGTH, {"\x02\x12\x34"}, {8}, 1, 1, "\x08\x02", NULL},
    {TRACE_PARITY, {"\x02\x07\x03"}, {0}, 1, 0, "\x02\x02", NULL},
    {TRACE_XOR, {B1("\xf0"), B1("\x3c")}, {0}, 2, 0, "\x08\xcc", NULL},
    {TRACE_AND, {B1("\xf0"), B1("\x3c")}, {0}, 2, 0, "\x08\x30", NULL},
    {TRACE_OR, {B1("\xf0"), B1("\x3c")}, {0}, 2, 0, "\x08\xfc", NULL},
    {TRACE_NOT, {B1("\xf0")}, {0}, 1, 0, "\x08\x0f", NULL},
    {TRACE_ROTATE_LEFT, {B1("\x81")}, {1}, 1, 1, "\x08\x03", NULL},
    {TRACE_ROTATE_RIGHT, {B1("\x81")}, {1}, 1, 1, "\x08\xc0", NULL},
    {TRACE_SHIFT_LEFT, {B1("\x81")}, {1}, 1, 1, "\x08\x02", NULL},
    {TRACE_SHIFT_RIGHT, {B1("\x81")}, {1}, 1, 1, "\x08\x40", NULL},
    {TRACE_SIGMA, {B1("\x01")}, {1, 2, 3}, 1, 3, "\x08\xe0", NULL},
    {TRACE_SIGMA_SHIFT, {B1("\x09")}, {1, 2, 3}, 1, 3, "\x08\xc7", NULL},
    {TRACE_CHOOSE, {B1("\xf0"), B1("\xaa"), B1("\x55")}, {0}, 3, 0, "\x08\xa5", NULL},
    {TRACE_MAJORITY, {B1("\xf0"), B1("\xaa"), B1("\x3c")}, {0}, 3, 0, "\x08\xb8", NULL},
    {TRACE_ADD, {B1("\xf0"), B1("\x20")}, {0}, 2, 0, "\x08\x10", NULL},
    {TRACE_GF_MULTIPLY, {B1("\x57"), B1("\x83")}, {0}, 2, 0, "\x08\xc1", NULL}, // FIPS 197, 4.2
    {TRACE_HASH,
     {"\x03"
      "abc"},
     {0},
     1,
     0,
     "\x80\x90\x01\x50\x98\x3c\xd2\x4f\xb0\xd6\x96\x3f\x7d\x28\xe1\x7f\x72",
     "MD5"},
    {TRACE_BASE64,
     {"\x01"
      "f"},
     {0},
     1,
     1,
     "\x20"
     "Zg==",
     NULL},
    {TRACE_UNBASE64,
     {"\x04"
      "Zg=="},
     {0},
     1,
     1,
     "\x08"
     "f",
     NULL},
    {TRACE_CONVERT, {B1("\x05")}, {0}, 1, 0, "\x10\x00\x05", NULL},
    {TRACE_SUM, {B1("\xff"), B1("\x02")}, {0}, 2, 0, "\x09\x01\x01", NULL},
    {TRACE_DIFFERENCE, {B1("\x09"), B1("\x02")}, {0}, 2, 0, "\x08\x07", NULL},
    {TRACE_PRODUCT, {B1("\x10"), B1("\x11")}, {0}, 2, 0, "\x10\x01\x10", NULL},
    {TRACE_QUOTIENT, {B1("\x11"), B1("\x05")}, {0}, 2, 0, "\x08\x03", NULL},
    {TRACE_REDUCE, {B1("\x11"), B1("\x05")}, {0}, 2, 0, "\x08\x02", NULL},
    {TRACE_ADD_MOD, {B1("\x04"), B1("\x05"), B1("\x07")}, {0}, 3, 0, "\x08\x02", NULL},
    {TRACE_SUBTRACT_MOD, {B1("\x04"), B1("\x05"), B1("\x07")}, {0}, 3, 0, "\x08\x06", NULL},
    {TRACE_MULTIPLY_MOD, {B1("\x04"), B1("\x05"), B1("\x07")}, {0}, 3, 0, "\x08\x06", NULL},
    {TRACE_MODEXP, {B1("\x03"), B1("\x04"), B1("\x07")}, {0}, 3, 0, "\x08\x04", NULL},
    {TRACE_INVERT, {B1("\x03"), B1("\x07")}, {0}, 2, 0, "\x08\x05", NULL},
    {TRACE_GCD, {B1("\x0c"), B1("\x12")}, {0}, 2, 0, "\x08\x06", NULL},
    {TRACE_LCM, {B1("\x04"), B1("\x06")}, {0}, 2, 0, "\x08\x0c", NULL},
    {TRACE_IS_PRIME, {B1("\x61")}, {0}, 1, 0, "\x01\x01", NULL},
    {TRACE_EQUAL, {B1("\x61"), B1("\x62")}, {0}, 2, 0, "\x01\x00", NULL},
    {TRACE_LESS, {B1("\x61"), B1("\x62")}, {0}, 2, 0, "\x01\x01", NULL},
    {TRACE_POINT, {B1("\x07"), B1("\x03")}, {0}, 2, 0, "\x18\x04\x07\x03", NULL},
    {TRACE_POINT_X, {"\x03\x04\x07\x03"}, {0}, 1, 0, "\x08\x07", NULL},
    {TRACE_POINT_Y, {"\x03\x04\x07\x03"}, {0}, 1, 0, "\x08\x03", NULL},
    {TRACE_POINT_NEGATE, {"\x03\x04\x07\x03", B1("\x17")}, {0}, 2, 0, "\x18\x04\x07\x14", NULL},
    {TRACE_POINT_DOUBLE, {"\x03\x04\x07\x03", B1("\x01"), B1("\x17")}, {0}, 3, 0, "\x18\x04\x16\x12", NULL},
    {TRACE_COMPRESS, // the block of SHA-1 of nothing
     {"\x14\x67\x45\x23\x01\xef\xcd\xab\x89\x98\xba\xdc\xfe\x10\x32\x54\x76\xc3\xd2\xe1\xf0",
      "\x40\x80" ZEROS_63},
     {0},
     2,
     0,
     "\xa0\xda\x39\xa3\xee\x5e\x6b\x4b\x0d\x32\x55\xbf\xef\x95\x60\x18\x90\xaf\xd8\x07\x09",
     "SHA-1"},
    {TRACE_HMAC,
     {B1("\x6b"), B1("\x6d")},
     {0},
     2,
     0,
     "\xa0\x77\x2b\x71\xc8\xa2\x99\x7e\x76\x8b\xe0\x1d\x97\x11\xe4\xa4\xf3\x4a\x24\xef\x33",
     "SHA-1"},
    {TRACE_MGF1, {B1("\x73")}, {0}, 1, 0, "\x20\xc5\x79\x54\x9d", "SHA-1"},
    {TRACE_ON_CURVE, {"\x03\x04\x07\x03", B1("\x01"), B1("\x04"), B1("\x17")}, {0}, 4, 0, "\x01\x01", NULL},
    {TRACE_POINT_ADD,
     {"\x03\x04\x07\x03", "\x03\x04\x16\x12", B1("\x01"), B1("\x17")},
     {0},
     4,
     0,
     "\x18\x04\x12\x09",
     NULL},
    {TRACE_POINT_MULTIPLY,
     {B1("\x03"), "\x03\x04\x07\x03", B1("\x01"), B1("\x17")},
     {0},
     4,
     0,
     "\x18\x04\x12\x09",
     NULL},
};

static struct trace *record(const struct sample *s)
{
    struct trace *t = trace_new("sample");
    struct trace_use use = {.n_in = s->n_in, .n_params = s->n_params};
    for (size_t i = 0; i < s->n_in; i++)
        use.in[i] = trace_input_bytes(t, SAY("in"), s->in[i] + 1, (size_t)s->in[i][0]);
    memcpy(use.params, s->params, sizeof s->params);
    unsigned bits = (unsigned char)s->out[0];
    trace_emit(t, SAY("out", 0, NULL, 0, NULL, s->function), s->op, &use, bits % 8 ? TRACE_BITS : TRACE_BYTES,
               s->out + 1, bits);
    return t;
}

// Each operation that works on plain values needs a sample; tables and literals come with the algorithms.
static void assert_sampled(void)
{
    for (unsigned op = 0; op < TRACE_OPS; op++) {
        bool found = !check_rules[op].run || check_rules[op].needs_table || op == TRACE_CONSTANT;
        for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++)
            found = found || samples[i].op == op;
        if (!found) {
            fprintf(stderr, "samples[] has none for '%s'\n", trace_op_name(op));
            CU_FAIL("an operation without a sample");
        }
    }
}

static void every_operation(void)
{
    assert_sampled();
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        struct trace *t = record(&samples[i]);
        struct trace_verdict verdict;
        enum gl_error error = trace_check(t, &verdict);
        if (error)
            fprintf(stderr, "sample %zu: %s\n", i, verdict.why);
        CU_ASSERT_EQUAL(error, GL_OK);
        trace_ref last = (trace_ref)trace_count(t);
        for (uint32_t bit = 0; bit < trace_get(t, last)->bits; bit++) {
            struct trace *altered = trace_copy_flipped(t, last, bit);
            CU_ASSERT_EQUAL(trace_check(altered, &verdict), GL_ERR_INCONSISTENT);
            CU_ASSERT_EQUAL(verdict.failed, last);
            CU_ASSERT_TRUE(strlen(verdict.why) > 20);
            trace_free(altered);
        }
        trace_free(t);
    }
}

// Record `op` over one byte with the given numbers of inputs and parameters and a table; it must be refused.
static void refused(enum trace_op op, uint8_t n_in, uint8_t n_params, const struct trace_table *table,
                    size_t bits, const char *function)
{
    struct trace *t = trace_new("misshapen");
    uint8_t value[8] = {0};
    trace_ref in = trace_input_bytes(t, SAY("in"), "a", 1);
    struct trace_use use = {.in = {in, in, in}, .n_in = n_in, .n_params = n_params, .table = table};
    trace_emit(t, SAY("out", 0, NULL, 0, NULL, function), op, &use, TRACE_BYTES, value, bits);
    CU_ASSERT_EQUAL(trace_check(t, NULL), GL_ERR_INCONSISTENT);
    trace_free(t);
}

static void misshapen_steps(void)
{
    static const struct trace_table stranger = {
        .name = "S1", .layout = TRACE_LOOKUP, .rows = 1, .columns = 1, .unit = 8};
    refused(TRACE_XOR, 1, 0, NULL, 8, NULL);         // too few inputs
    refused(TRACE_NOT, 2, 0, NULL, 8, NULL);         // too many
    refused(TRACE_ROTATE_LEFT, 1, 0, NULL, 8, NULL); // no parameter
    refused(TRACE_PERMUTE, 1, 0, NULL, 8, NULL);     // no table
    refused(TRACE_SUBSTITUTE, 1, 0, &stranger, 8, NULL);
    refused(TRACE_PERMUTE, 1, 0, &des_PC1, 56, NULL);    // no permutation: it drops bits
    refused(TRACE_SUBSTITUTE, 1, 0, &des_S[0], 4, NULL); // eight bits into a box for six
    refused(TRACE_HASH, 1, 0, NULL, 64, NULL);           // which?
    refused(TRACE_HASH, 1, 0, NULL, 64, "SHA-3");
    refused(TRACE_SLICE, 1, 1, NULL, 16, NULL); // beyond the end
    refused(TRACE_XOR, 2, 0, NULL, 16, NULL);   // another width
    refused(TRACE_POINT_X, 1, 0, NULL, 8, NULL);
    refused(TRACE_INVERT, 2, 0, NULL, 8, NULL); // a has no inverse mod a
    refused(TRACE_CONSTANT, 0, 1, &des_PC1, 8, NULL);
}

static void an_unused_input_is_refused(void)
{
    struct trace *t = trace_new("unused");
    struct tw a = tw_input(t, SAY("a"), 1, 8);
    tw_input(t, SAY("b"), 2, 8);
    tw_not(t, SAY("not a"), a);
    struct trace_verdict verdict;
    CU_ASSERT_EQUAL(trace_check(t, &verdict), GL_ERR_INCONSISTENT);
    CU_ASSERT_EQUAL(verdict.failed, 2);
    trace_free(t);
}

// A value of one byte string under a kind that cannot print it: refused, though nothing uses it wrongly.
static void kind_refused(enum trace_kind kind, const char *value, size_t bits)
{
    struct trace *t = trace_new("kind");
    struct trace_verdict verdict;
    trace_ref a = trace_emit(t, SAY("a"), TRACE_INPUT, NULL, kind, value, bits);
    trace_emit(t, SAY("b"), TRACE_COPY, &(struct trace_use){.in = {a}, .n_in = 1}, TRACE_BITS, value, bits);
    CU_ASSERT_EQUAL(trace_check(t, &verdict), GL_ERR_INCONSISTENT);
    CU_ASSERT_EQUAL(verdict.failed, 1);
    trace_free(t);
}

static void values_fit_their_kind(void)
{
    kind_refused(TRACE_FLAG, "\x01", 2);
    kind_refused(TRACE_BITS, "\x08", 3); // a bit beyond the width
    kind_refused(TRACE_BYTES, "\x01\x02", 9);
    kind_refused(TRACE_STATE, "\x01\x02", 16);
    kind_refused(TRACE_PT, "\x04\x07", 16);
    kind_refused(TRACE_PT, "\x02\x07\x03", 24);
    kind_refused(TRACE_PT, "\x00\x07\x03", 24);
}

// What a hostile file could ask for: a shift by four thousand million bits is zero, and costs nothing.
static void huge_shifts(void)
{
    struct trace *t = trace_new("shift");
    trace_ref a = trace_input_bytes(t, SAY("a"), "\xff", 1);
    struct trace_use use = {.in = {a}, .n_in = 1, .params = {UINT32_MAX}, .n_params = 1};
    trace_emit(t, SAY("left"), TRACE_SHIFT_LEFT, &use, TRACE_BYTES, "\x00", 8);
    trace_emit(t, SAY("right"), TRACE_SHIFT_RIGHT, &use, TRACE_BYTES, "\x00", 8);
    CU_ASSERT_EQUAL(trace_check(t, NULL), GL_OK);
    trace_free(t);
}

static void a_failed_recording_is_refused(void)
{
    struct trace *t = trace_new("failed");
    trace_fail(t, GL_ERR_MEMORY);
    CU_ASSERT_EQUAL(trace_check(t, NULL), GL_ERR_MEMORY);
    trace_free(t);
}

// A thousand places, spread over traces of every kind, each with one bit of one recorded value altered: the
// checker fails, and names a step that holds or uses the altered value.
static bool concerns(const struct trace *t, trace_ref named, trace_ref altered)
{
    const struct trace_step *step = trace_get(t, named);
    bool uses = named == altered;
    for (size_t i = 0; step && i < step->n_inputs; i++)
        uses = uses || step->inputs[i] == altered;
    return uses;
}

static void a_thousand_alterations_are_named(void)
{
    static const char *const names[] = {"des",      "aes-256", "sha256", "hmac",   "rsa",
                                        "rsa-oaep", "ecdsa",   "dsa",    "fernet", "pbkdf2"};
    const size_t n_names = sizeof names / sizeof names[0];
    unsigned places = 0;
    srandom(7);
    for (size_t i = 0; i < n_names; i++) {
        struct trace_args args = {0};
        struct trace *t = trace_new(names[i]);
        CU_ASSERT_EQUAL_FATAL(trace_call_find(names[i])->run(&args, t, names[i]), GL_OK);
        args_clear(&args);
        for (size_t k = 0; k < 1000 / n_names; places++) {
            trace_ref ref = (trace_ref)((size_t)random() % trace_count(t) + 1);
            uint32_t bits = trace_get(t, ref)->bits;
            if (bits == 0)
                continue;
            struct trace *altered = trace_copy_flipped(t, ref, (uint32_t)random() % bits);
            struct trace_verdict verdict;
            CU_ASSERT_EQUAL(trace_check(altered, &verdict), GL_ERR_INCONSISTENT);
            CU_ASSERT_TRUE(concerns(t, verdict.failed, ref));
            CU_ASSERT_PTR_NOT_NULL(strstr(verdict.why, "step "));
            trace_free(altered);
            k++;
        }
        trace_free(t);
    }
    CU_ASSERT(places >= 1000);
}

void suite_check(void)
{
    add_suite("check", (const struct test_case[]){
                           {"every operation: right passes, altered fails", every_operation},
                           {"misshapen steps are refused", misshapen_steps},
                           {"an unused input is refused", an_unused_input_is_refused},
                           {"values fit their kind", values_fit_their_kind},
                           {"a huge shift is zero", huge_shifts},
                           {"a failed recording is refused", a_failed_recording_is_refused},
                           {"a thousand alterations are named", a_thousand_alterations_are_named},
                           {0},
                       });
}
