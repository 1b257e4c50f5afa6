// SPDX-License-Identifier: MIT
// Two runs side by side: distances, DES's complementation and weak keys, CBC's error propagation, the
// averaged avalanche.
#include "tests/run.h"
#include "tests/shell.h"

#include "app/app.h"
#include "app/trace/twin_record.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct twin twin_named(const char *name, struct trace_args args, const char *changes)
{
    struct trace_call call = {.command = "test", .algorithm = name, .args = args};
    struct twin twin = {0};
    CU_ASSERT_EQUAL_FATAL(twin_record(&call, trace_call_find(name), changes, &twin), APP_OK);
    args_clear(&call.args);
    return twin;
}

static uint32_t distance(const struct twin *twin, trace_ref ref)
{
    uint32_t bits = 0;
    CU_ASSERT_TRUE_FATAL(twin_distance(twin, ref, &bits));
    return bits;
}

static void one_bit_is_one_bit(void)
{
    struct twin twin = twin_named("des", (struct trace_args){0}, "in:7");
    trace_ref plaintext = trace_find(twin.a, 1, "plaintext");
    CU_ASSERT_EQUAL(distance(&twin, 1), 0); // the key
    CU_ASSERT_EQUAL(distance(&twin, plaintext), 1);
    CU_ASSERT_EQUAL(distance(&twin, trace_find(twin.a, 1, "IP")), 1);
    CU_ASSERT_EQUAL(trace_get(twin.a, plaintext)->value[0] ^ trace_get(twin.b, plaintext)->value[0], 1);
    size_t n = 0;
    struct twin_round *rounds = twin_rounds(&twin, TRACE_ROUND, &n);
    CU_ASSERT_EQUAL_FATAL(n, 32); // sixteen of the key schedule, sixteen of the block
    CU_ASSERT_EQUAL(rounds[0].differ, 0);
    CU_ASSERT_EQUAL(rounds[16].bits, 64);
    CU_ASSERT(rounds[31].differ > 16 && rounds[31].differ < 48);
    free(rounds);
    twin_clear(&twin);
}

// DES(not K, not M) = not DES(K, M), in every round.
static void complementation_shows(void)
{
    struct twin twin = twin_named("des", (struct trace_args){0}, "complement");
    size_t n = 0;
    struct twin_round *rounds = twin_rounds(&twin, TRACE_ROUND, &n);
    for (size_t i = 0; i < n; i++)
        CU_ASSERT_EQUAL(rounds[i].differ, rounds[i].bits);
    CU_ASSERT_EQUAL(distance(&twin, (trace_ref)trace_count(twin.a)), 64);
    free(rounds);
    twin_clear(&twin);
}

// Under a weak key encryption and decryption are the same computation; under another they are not.
static void weak_keys_show(void)
{
    static const char *const keys[] = {"0101010101010101", "fefefefefefefefe", "e0e0e0e0f1f1f1f1",
                                       "1f1f1f1f0e0e0e0e", "133457799bbcdff1"};
    for (size_t i = 0; i < 5; i++) {
        struct trace_args args = {.value = {[OPT_KEY] = keys[i], [OPT_IN] = "0123456789abcdef"}};
        struct twin twin = twin_named("des", args, "decrypt");
        uint32_t sum = 0;
        for (trace_ref ref = 1; ref <= trace_count(twin.a); ref++)
            sum += distance(&twin, ref);
        CU_ASSERT_EQUAL(sum == 0, i < 4);
        twin_clear(&twin);
    }
}

// A flipped bit of CBC ciphertext garbles its block, flips that bit in the next, and leaves the rest alone.
static void cbc_errors_propagate(void)
{
    static const char ciphertext[] = "69c4e0d86a7b0430d8cdb78070b4c55a00112233445566778899aabbccddeeff"
                                     "69c4e0d86a7b0430d8cdb78070b4c55a";
    struct trace_args args = {.value = {[OPT_MODE] = "cbc", [OPT_IN] = ciphertext}, .decrypt = true};
    struct twin twin = twin_named("aes", args, "in:9");
    const struct trace_step *a = trace_get(twin.a, (trace_ref)trace_count(twin.a));
    const struct trace_step *b = trace_get(twin.b, (trace_ref)trace_count(twin.b));
    CU_ASSERT_EQUAL_FATAL(a->bits, 384);
    unsigned garbled = 0;
    for (size_t i = 0; i < 16; i++)
        garbled += (unsigned)__builtin_popcount(a->value[i] ^ b->value[i]);
    CU_ASSERT(garbled > 32);
    for (size_t i = 16; i < 48; i++)
        CU_ASSERT_EQUAL(a->value[i] ^ b->value[i], i == 17 ? 0x40 : 0);
    twin_clear(&twin);
}

// Deliberate faults, each in one line: a permutation dropped, an S-box swapped, a nonce used twice.
static void faults_show(void)
{
    // without P the S-boxes' bits stay where they are: round 1 differs in R1 alone, by S(...) against
    // P(S(...))
    struct twin twin = twin_named("des", (struct trace_args){0}, "leave-out=P");
    trace_ref boxes = trace_find(twin.a, 1, "S1(B1)...S8(B8)"), f = trace_find(twin.a, 1, "f(R0, K1)");
    CU_ASSERT_EQUAL(distance(&twin, boxes), 0);
    CU_ASSERT_EQUAL(twin.counterpart[f], 0); // P's step is not there
    CU_ASSERT(distance(&twin, trace_find(twin.a, 1, "R1")) > 0);
    twin_clear(&twin);
    // with S2 in the place of S1: B1 is the same, its substitution is not, the other seven boxes are
    twin = twin_named("des", (struct trace_args){0}, "table=S1=S2");
    CU_ASSERT_EQUAL(distance(&twin, trace_find(twin.a, 1, "B1")), 0);
    CU_ASSERT(distance(&twin, trace_find(twin.a, 1, "S1(B1)")) > 0);
    CU_ASSERT_EQUAL(distance(&twin, trace_find(twin.a, 1, "S2(B2)")), 0);
    CU_ASSERT(distance(&twin, (trace_ref)trace_count(twin.a)) > 16);
    twin_clear(&twin);
    shell_expect(0, "$G trace des --diff table=S1=S2 | grep -q 'S1(B1) .*  [1-4] of 4$'");
}

static unsigned number(const struct trace *t, const char *label)
{
    mpz_t z;
    mpz_init(z);
    trace_value_mpz(trace_get(t, trace_find(t, 1, label)), z);
    unsigned value = (unsigned)mpz_get_ui(z);
    mpz_clear(z);
    return value;
}

static unsigned inverse(unsigned a, unsigned n)
{
    for (unsigned x = 1; x < n; x++)
        if (a * x % n == 1)
            return x;
    return 0;
}

// Two messages under one nonce: the same r, and from what both runs publish, k and then d, as the lesson
// does.
static void a_nonce_used_twice_tells_the_key(void)
{
    enum { N = 29, D = 7 };
    struct trace_args args = {.value = {[OPT_D] = "7", [OPT_K] = "5", [OPT_TEXT] = "one"}};
    struct twin twin = twin_named("ecdsa", args, "text=two");
    unsigned r = number(twin.a, "r = x_R mod n"), s1 = number(twin.a, "s = k^-1 (e + d r) mod n");
    unsigned s2 = number(twin.b, "s = k^-1 (e + d r) mod n");
    CU_ASSERT_EQUAL(number(twin.b, "r = x_R mod n"), r);
    CU_ASSERT_NOT_EQUAL_FATAL(s1, s2);
    unsigned e1 = number(twin.a, "e") % N, e2 = number(twin.b, "e") % N;
    unsigned k = (N + e1 - e2) * inverse((N + s1 - s2) % N, N) % N;
    CU_ASSERT_EQUAL(k, 5);
    CU_ASSERT_EQUAL((s1 * k + N - e1) * inverse(r, N) % N, D);
    twin_clear(&twin);
}

static struct avalanche avalanche_of(const char *name, const char *which, uint64_t seed)
{
    struct trace_call call = {.command = "test", .algorithm = name};
    struct avalanche avalanche = {0};
    CU_ASSERT_EQUAL_FATAL(twin_avalanche(&call, trace_call_find(name), which, 1000, seed, &avalanche),
                          APP_OK);
    CU_ASSERT_EQUAL(avalanche.runs, 1000);
    return avalanche;
}

// Half of the bits, with the spread of fair coins: sqrt(n) / 2. An eighth of the flips of a DES key hit a
// parity bit, and change nothing.
static void the_avalanche_reaches_half(void)
{
    static const struct {
        const char *name, *which;
        size_t rounds, full; // from this round on half of the bits differ
        uint32_t bits;
        bool parity;
    } cases[] = {{"des", "in", 16, 6, 64, false},
                 {"des", "key", 16, 8, 64, true},
                 {"aes", "in", 11, 3, 128, false},
                 {"aes-256", "key", 15, 4, 128, false},
                 {"sha256", "in", 64, 40, 256, false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct avalanche avalanche = avalanche_of(cases[i].name, cases[i].which, 7);
        CU_ASSERT_EQUAL_FATAL(avalanche.n, cases[i].rounds);
        double half = cases[i].bits / 2.0 * (cases[i].parity ? 7.0 / 8 : 1), coins = sqrt(cases[i].bits) / 2;
        for (size_t r = cases[i].full; r < avalanche.n; r++) {
            CU_ASSERT_EQUAL(avalanche.rounds[r].bits, cases[i].bits);
            CU_ASSERT(fabs(avalanche_mean(&avalanche, r) - half) < coins / (cases[i].parity ? 1 : 4));
            CU_ASSERT(cases[i].parity || fabs(avalanche_deviation(&avalanche, r) - coins) < coins / 5);
            CU_ASSERT(avalanche.rounds[r].least < half && avalanche.rounds[r].most > half);
            CU_ASSERT(!cases[i].parity || avalanche.rounds[r].least == 0);
        }
        avalanche_clear(&avalanche);
    }
}

static void the_avalanche_repeats_with_its_seed(void)
{
    struct avalanche a = avalanche_of("aes", "in", 1), b = avalanche_of("aes", "in", 1),
                     c = avalanche_of("aes", "in", 5000);
    CU_ASSERT_EQUAL(a.rounds[1].sum, b.rounds[1].sum);
    CU_ASSERT_NOT_EQUAL(a.rounds[1].sum, c.rounds[1].sum);
    CU_ASSERT_EQUAL(a.rounds[0].sum, 1000); // round 0 only adds a key: one bit stays one bit
    avalanche_clear(&a);
    avalanche_clear(&b);
    avalanche_clear(&c);
}

static void the_command_shows_them(void)
{
    shell_expect(0, "$G trace des --diff in:0 | grep -q '#70 .*0123456789abcdef  8123456789abcdef  1 of 64'");
    shell_expect(0, "$G trace des --diff in:0 | grep -q '^Block 1 > Round 16 '");
    shell_expect(0, "$G trace rsa --diff in=66 | grep -q 'steps are the same in both runs'");
    shell_expect(0, "$G trace ecdsa --diff 'text=another message' | grep -q 'of 130 steps'");
    shell_expect(0, "$G trace des --diff in:0 --format html | grep -q 'svg viewBox'");
    shell_expect(0, "$G trace sha256 --diff 'text=<script>' --format html | grep -c '<script>' | grep -qx 1");
    shell_expect(
        0, "printf 'type /plaintext\\nenter\\nexpect with in:0: 1 of 64 bits differ\\nexpect != 1/64\\n' | "
           "$G step des --diff in:0 --script -");
    struct shell s = shell_run("$G trace aes --diff key:0 --format json");
    json_t *root = json_loads(s.out, 0, NULL), *rounds = json_object_get(root, "rounds");
    CU_ASSERT_EQUAL(json_array_size(json_object_get(root, "steps")), 139);
    CU_ASSERT_EQUAL(json_array_size(rounds), 51);
    CU_ASSERT_EQUAL(json_integer_value(json_object_get(json_array_get(rounds, 40), "differ")), 1);
    json_decref(root);
    shell_free(&s);
    s = shell_run("$G trace des --avalanche in --runs 10 --seed 3 --format json");
    root = json_loads(s.out, 0, NULL);
    CU_ASSERT_EQUAL(json_array_size(json_object_get(root, "rounds")), 16);
    CU_ASSERT_EQUAL(json_integer_value(json_object_get(root, "runs")), 10);
    json_decref(root);
    shell_free(&s);
}

static void wrong_changes_are_refused(void)
{
    static const char *const changes[] = {"''",    "in",        "in:", "in:x",          "in:-1",
                                          "out:3", "in:1,in:2", "k:3", "in:99999999999"};
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++)
        shell_refused(2, "--diff: ", "$G trace des --diff %s", changes[i]);
    shell_refused(2, "bit 64 of 64", "$G trace des --diff in:64");
    shell_refused(2, "no such input", "$G trace rsa --diff in:3");
    shell_refused(2, "takes no", "$G trace sha256 --diff key=00");
    shell_refused(2, "not hex", "$G trace des --diff in=xy");
    shell_refused(2, "reads the input twice", "$G trace sha256 --in-file - --diff in:3");
    shell_refused(2, "not both", "$G trace des --diff in:3 --avalanche in");
    shell_refused(2, "the report shows one run", "$G trace des --diff in:3 --format report");
    shell_refused(2, "goes with one run", "$G trace des --diff in:3 --check");
    shell_refused(2, "none of in, key, iv", "$G trace des --avalanche out");
    shell_refused(2, "no such input", "$G trace sha256 --avalanche key");
    shell_refused(2, "--runs", "$G trace des --avalanche in --runs 0");
    shell_refused(2, "--runs", "$G trace des --runs 5");
}

void suite_twin(void)
{
    static const struct test_case cases[] = {
        {"one bit is one bit", one_bit_is_one_bit},
        {"complementation shows", complementation_shows},
        {"weak keys show", weak_keys_show},
        {"CBC's errors propagate", cbc_errors_propagate},
        {"faults show", faults_show},
        {"a nonce used twice tells the key", a_nonce_used_twice_tells_the_key},
        {"the avalanche reaches half", the_avalanche_reaches_half},
        {"the avalanche repeats with its seed", the_avalanche_repeats_with_its_seed},
        {"the command shows them", the_command_shows_them},
        {"wrong changes are refused", wrong_changes_are_refused},
        {0},
    };
    add_suite("twin", cases);
}
