// SPDX-License-Identifier: MIT
// Real and toy side by side: who is whose partner, that none is left out, and what the views say of it.
#include "tests/run.h"
#include "tests/shell.h"

#include "app/app.h"
#include "app/trace/beside.h"
#include "crypto/trace/check.h"

#include <jansson.h>
#include <string.h>

static struct twin record(const char *name, struct trace_args args, struct beside *beside)
{
    struct trace_call call = {.command = "test", .algorithm = name, .args = args};
    struct twin twin = {0};
    CU_ASSERT_EQUAL_FATAL(beside_record(&call, trace_call_find(name), "toy", &twin, beside), APP_OK);
    args_clear(&call.args);
    return twin;
}

static const char *title_of(const struct trace *t, trace_ref ref)
{
    return trace_get_scope(t, trace_get(t, ref)->scope)->title;
}

// Each step has one partner at most, under its own label, and each pair is a pair both ways.
static void check_pairs(const struct twin *twin)
{
    size_t pairs = 0;
    for (trace_ref ref = 1; ref <= trace_count(twin->a); ref++) {
        trace_ref other = twin->counterpart[ref];
        if (!other)
            continue;
        pairs++;
        CU_ASSERT_EQUAL(twin->partner[other], ref);
        CU_ASSERT_STRING_EQUAL(trace_get(twin->a, ref)->label, trace_get(twin->b, other)->label);
    }
    for (trace_ref other = 1; other <= trace_count(twin->b); other++)
        pairs -= twin->partner[other] != 0;
    CU_ASSERT_EQUAL(pairs, 0);
    uint32_t bits = 0;
    CU_ASSERT_FALSE(twin_distance(twin, 1, &bits)); // numbers of two sizes have no distance
}

static void rsa_stands_beside_oaeps_rsa(void)
{
    struct beside beside;
    struct trace_verdict verdict;
    struct twin twin = record("rsa-oaep", (struct trace_args){0}, &beside);
    check_pairs(&twin);
    CU_ASSERT_STRING_EQUAL(beside.toy, "rsa -p 61 -q 53 -e 17 --in 65");
    CU_ASSERT_PTR_NOT_NULL(strstr(beside.note, "no room for padding"));
    CU_ASSERT_EQUAL(twin_pairs(&twin), trace_count(twin.b)); // every step of the toy has its partner
    CU_ASSERT_EQUAL(trace_check(twin.a, &verdict), GL_OK);
    CU_ASSERT_EQUAL(trace_check(twin.b, &verdict), GL_OK);
    trace_ref em = trace_find(twin.a, 1, "EM"), m = trace_find(twin.a, 1, "m");
    CU_ASSERT_EQUAL(twin.counterpart[em], 0); // OAEP's own
    CU_ASSERT_STRING_EQUAL(trace_get_scope(twin.a, twin_lone_scope(&twin, em))->title, "EME-OAEP encoding");
    CU_ASSERT_STRING_EQUAL(trace_get(twin.b, twin.counterpart[m])->label, "m");
    // the loop begins beside the loop's beginning, and goes on with the bits of the same number
    trace_ref start = trace_find(twin.a, 1, "start: x"), last = trace_find(twin.a, 1, "multiply by x");
    CU_ASSERT_STRING_EQUAL(title_of(twin.a, start), "Bit 16");
    CU_ASSERT_STRING_EQUAL(title_of(twin.b, twin.counterpart[start]), "Bit 4");
    CU_ASSERT_STRING_EQUAL(title_of(twin.b, twin.counterpart[last]), "Bit 0");
    CU_ASSERT_EQUAL(twin.counterpart[start + 2], 0);
    CU_ASSERT_STRING_EQUAL(trace_get_scope(twin.a, twin_lone_scope(&twin, start + 2))->title, "Bit 15");
    twin_clear(&twin);
}

static void the_classroom_stands_beside_p256(void)
{
    struct beside beside;
    struct twin twin = record("ecdsa", (struct trace_args){.value = {[OPT_TEXT] = "an exam"}}, &beside);
    check_pairs(&twin);
    CU_ASSERT_PTR_NULL(beside.note);
    CU_ASSERT(trace_count(twin.a) > 4000);
    CU_ASSERT_EQUAL(twin_pairs(&twin), trace_count(twin.b));
    trace_ref s = trace_find(twin.a, 1, "s = k^-1 (e + d r) mod n");
    CU_ASSERT_EQUAL(trace_get(twin.a, s)->bits, 256);
    CU_ASSERT_EQUAL(trace_get(twin.b, twin.counterpart[s])->bits, 5);
    CU_ASSERT_EQUAL_FATAL(trace_get(twin.a, trace_find(twin.a, 1, "p"))->bits, 256);
    twin_clear(&twin);
    // another message: the toy adds where the real run only doubles, and those steps are told
    twin = record("ecdsa", (struct trace_args){0}, &beside);
    check_pairs(&twin);
    size_t alone = 0;
    for (trace_ref ref = 1; ref <= trace_count(twin.a); ref++) {
        trace_ref first = 0, past_last = 0;
        twin_others_alone(&twin, ref, &first, &past_last);
        alone += past_last - first;
    }
    CU_ASSERT_EQUAL(alone, trace_count(twin.b) - twin_pairs(&twin));
    CU_ASSERT_EQUAL(alone, 22);
    twin_clear(&twin);
}

static void all_that_have_a_toy_pair_up(void)
{
    static const char *const calls[] = {"rsa-oaep",
                                        "rsa-pss",
                                        "rsa-pkcs1",
                                        "rsa -p 1000003 -q 1000033 -e 65537 --in 12345 --decrypt --crt",
                                        "rsa-keygen --bits 64",
                                        "ecdsa --verify",
                                        "ecdsa --curve secp256k1 --hash sha512",
                                        "ecdh",
                                        "ec-add",
                                        "ec-multiply -k 12345",
                                        "ec-keygen -d 99 --curve P-521"};
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        shell_expect(0,
                     "$G trace %s --beside toy | tail -2 | grep -q '^[1-9][0-9]* steps stand side by side'",
                     calls[i]);
        shell_expect(0,
                     "printf 'expect Toy beside it: \\nb\\nexpect beside it, #\\n' | $G step %s --beside toy "
                     "--script -",
                     calls[i]);
    }
    shell_expect(0,
                 "$G trace rsa-pss --beside toy | grep -q 'rsa -p 61 -q 53 -e 17 --in 2790 --decrypt --crt'");
}

static void the_views_say_who_is_alone(void)
{
    shell_expect(
        0,
        "$G trace rsa-oaep --beside toy >\"$T/b\" && grep -q 'lHash .* | -$' \"$T/b\" && grep -q "
        "'multiply by x .*| #15   2790' \"$T/b\" && grep -q '^Bit 15 to Bit 4: 24 steps without a partner' "
        "\"$T/b\" && grep -c 'no room for padding' \"$T/b\" | grep -qx 2");
    shell_expect(0, "$G trace rsa-oaep --beside toy --full | grep -q '^m^e mod n > Bit 9$'");
    shell_expect(0, "$G trace ecdsa --beside toy | grep -q 'Bit 3 > Add (in the toy run alone)'");
    shell_expect(0,
                 "printf 'expect no partner in the toy run\\ntype /square\\nenter\\nexpect it has no "
                 "\"Bit 15\"\\nb\\nb\\nexpect 992 = 65 * 65 mod 3233\\nexpect | 992\\nL\\nexpect 992 = 65 * "
                 "65\\nL\\nB\\nB\\nexpect start: x\\n' | $G step rsa-oaep --beside toy --script -");
    shell_expect(0, "printf 'type g5130\\nenter\\nexpect then it alone: #57 yQ - yP to #67 R\\n' | "
                    "$G step ecdsa --beside toy --script -");
    shell_expect(0, "printf 'type b\\nexpect no other run\\n' | $G step rsa --script -");
    shell_expect(0, "$G trace rsa-oaep --beside toy --format html | grep -q '992 = \\|65 \\* 65 mod 3233'");
    struct shell s = shell_run("$G trace ecdsa --beside toy --format json");
    json_t *root = json_loads(s.out, 0, NULL);
    CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(root, "format")), "glasslock-beside");
    CU_ASSERT_EQUAL(json_array_size(json_object_get(root, "alone")), 22);
    json_t *first = json_array_get(json_object_get(root, "steps"), 0);
    CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(json_object_get(first, "partner"), "value")),
                           "17");
    json_decref(root);
    shell_free(&s);
}

static void wrong_calls_are_refused(void)
{
    shell_refused(2, "'real' is not toy", "$G trace ecdsa --beside real");
    shell_refused(2, "fits the board as it is", "$G trace des --beside toy");
    shell_refused(2, "the classroom curve is the toy",
                  "$G step ecdsa --curve classroom --beside toy --script /dev/null");
    shell_refused(2, "p = 61, q = 53 is the toy", "$G trace rsa --beside toy");
    shell_refused(2, "give --bits", "$G trace rsa-keygen --beside toy");
    shell_refused(2, "reads the input twice", "$G trace ecdsa --in-file - --beside toy");
    shell_refused(2, "not both", "$G trace ecdsa --beside toy --diff text=x");
    shell_refused(2, "not both", "$G step ecdsa --beside toy --diff text=x --script /dev/null");
    shell_refused(2, "goes with one run", "$G trace ecdsa --beside toy --check");
    shell_refused(2, "shows one run", "$G trace ecdsa --beside toy --format report");
    shell_refused(2, "of one run", "$G trace ecdsa --beside toy --quiz");
}

void suite_beside(void)
{
    static const struct test_case cases[] = {
        {"RSA stands beside OAEP's RSA", rsa_stands_beside_oaeps_rsa},
        {"the classroom stands beside P-256", the_classroom_stands_beside_p256},
        {"all that have a toy pair up", all_that_have_a_toy_pair_up},
        {"the views say who is alone", the_views_say_who_is_alone},
        {"wrong calls are refused", wrong_calls_are_refused},
        {0},
    };
    add_suite("beside", cases);
}
