// SPDX-License-Identifier: MIT
// The benchmarks' own logic, without the peers: statistics, who takes part, wrong answers, and the command
// line. What needs the program glasslock-bench is in test_bench_run.c.
#include "bench/bench.h"
#include "bench/stats.h"
#include "crypto/hash/families.h"
#include "tests/run.h"
#include "tests/shell.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <unistd.h>

static bool near(double a, double b)
{
    return fabs(a - b) < 1e-9;
}

static void medians(void)
{
    const double odd[] = {5, 1, 3}, even[] = {4, 1, 3, 2}, same[] = {7, 7, 7, 7}, one[] = {42};
    CU_ASSERT_TRUE(near(stats_median(odd, 3), 3));
    CU_ASSERT_TRUE(near(stats_median(even, 4), 2.5));
    CU_ASSERT_TRUE(near(stats_median(one, 1), 42));
    CU_ASSERT_TRUE(near(stats_quantile(even, 4, 0), 1) && near(stats_quantile(even, 4, 1), 4));
    CU_ASSERT_TRUE(near(stats_quantile(even, 4, 0.25), 1.75));
    CU_ASSERT_TRUE(near(stats_median(odd, 0), 0));
    CU_ASSERT_TRUE(near(stats_spread(same, 4), 0));
    CU_ASSERT_TRUE(near(odd[0], 5) && near(even[0], 4)); // the input stays as it is
}

static void spreads(void)
{
    // quartiles 3 and 7, median 5
    const double nine[] = {9, 8, 7, 6, 5, 4, 3, 2, 1}, outlier[] = {100, 101, 99, 100, 100, 100, 100000};
    CU_ASSERT_TRUE(near(stats_spread(nine, 9), 80));
    CU_ASSERT_TRUE(stats_spread(outlier, 7) < 1); // one disturbed round says nothing
    CU_ASSERT_TRUE(near(stats_median(outlier, 7), 100));
}

// A slow phase of the machine slows both parties of a round, and their ratio not at all.
static void ratios_are_paired(void)
{
    const double theirs[] = {20, 20, 20, 60, 60, 20, 20}, ours[] = {10, 10, 10, 30, 30, 10, 10};
    CU_ASSERT_TRUE(near(stats_paired_ratio(theirs, ours, 7), 2));
    CU_ASSERT_TRUE(near(stats_paired_ratio(theirs, (const double[7]){0}, 7), 0));
}

// ---- parties that answer as a test wants ----

static uint8_t given;      // what everyone answers
static uint8_t peer_gives; // but the peer
static bool peer_fails, peer_unable, peer_believes;
static const struct task *peer_task;

static void *open_ours(const struct task *task)
{
    return (void *)task;
}

static void *open_peer(const struct task *task)
{
    peer_task = peer_unable ? NULL : task;
    return (void *)peer_task;
}

static bool run_ours(void *state)
{
    (void)state;
    return true;
}

static bool run_peer(void *state)
{
    (void)state;
    return !peer_fails;
}

static void answer_ours(void *state, uint8_t *out)
{
    const struct task *task = state;
    memset(out, task->key ? 0 : given, task->answer_bytes); // key: the mark of a forgery
}

static void answer_peer(void *state, uint8_t *out)
{
    const struct task *task = state;
    memset(out, task->key && !peer_believes ? 0 : peer_gives, task->answer_bytes);
}

static void shut(void *state)
{
    (void)state;
}

static const char *version(void)
{
    return "1.0";
}

static const struct way ours = {open_ours, run_ours, answer_ours, shut},
                        theirs = {open_peer, run_peer, answer_peer, shut};
static const struct peer library = {.name = "library",
                                    .brief = "lib",
                                    .package = "lib-dev",
                                    .version = version,
                                    .ways = {[TASK_HASH] = &theirs}};
static const struct peer absent = {
    .name = "absent", .package = "absent-dev", .ways = {[TASK_HASH] = &theirs}};
static const struct peer bare = {.name = "bare",
                                 .brief = "bare",
                                 .package = "bare-dev",
                                 .version = version,
                                 .primitive = true,
                                 .ways = {[TASK_RSA_PUBLIC] = &theirs, [TASK_HASH] = &theirs}};
const struct peer *const peers[] = {&library, &absent, &bare, NULL};

static struct operation operation(void)
{
    return (struct operation){
        .name = "SHA-0, 4 B",
        .algorithm = "sha0",
        .family = &sha256_family,
        .ours = &ours,
        .work = 4,
        .task = {.kind = TASK_HASH, .algorithm = "sha0", .count = 1, .answer_bytes = 4}};
}

// Open, check, close. Standard error, where the verdict goes, is put aside.
static bool passes(const struct operation *op, const char *pattern, size_t *count)
{
    static struct bench_list list;
    list.count = 1;
    list.operations[0] = *op;
    const struct bench_filter filter = bench_filter_of(&list, pattern);
    if (!bench_includes(&filter, op)) {
        *count = 0;
        return true;
    }
    struct result result;
    int kept = dup(STDERR_FILENO), null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    CU_ASSERT_FATAL(kept >= 0 && null >= 0);
    dup2(null, STDERR_FILENO);
    bool good = bench_open(&result, op, &filter) && bench_check(&result);
    dup2(kept, STDERR_FILENO);
    close(kept);
    close(null);
    if (count)
        *count = result.count;
    bench_close(&result);
    return good;
}

static size_t engines(void)
{
    size_t count = 0;
    for (const struct gl_engine *const *e = sha256_family.engines; *e; e++)
        count += gl_engine_available(*e);
    return count;
}

static void reset(void)
{
    given = peer_gives = 0x11;
    peer_fails = peer_unable = peer_believes = false;
}

static void every_engine_takes_part(void)
{
    struct operation op = operation();
    size_t count = 0;
    reset();
    CU_ASSERT_TRUE(passes(&op, NULL, &count));
    CU_ASSERT_EQUAL(count, engines() + 1); // the absent peer does not, nor the bare one
    CU_ASSERT_TRUE(passes(&op, "SHA-0", &count) && count == engines() + 1);
    CU_ASSERT_TRUE(passes(&op, "^sha-0, 4 b", &count) && count == engines() + 1);
    CU_ASSERT_TRUE(passes(&op, "sha256", &count) && count == engines() + 1); // its family
    CU_ASSERT_TRUE(passes(&op, "textbook", &count) && count == 2);           // one engine, all peers
    CU_ASSERT_TRUE(passes(&op, "library", &count) && count == engines() + 1);
    CU_ASSERT_TRUE(passes(&op, "SHA-1", &count) && count == 0);
    CU_ASSERT_TRUE(passes(&op, "a", &count) &&
                   count == engines() + 1); // of an operation before anyone's name
    peer_unable = true;
    CU_ASSERT_TRUE(passes(&op, NULL, &count) && count == engines());
    reset();
    op.alone = true;
    CU_ASSERT_TRUE(passes(&op, NULL, &count) && count == engines());
}

static void wrong_answers_are_noticed(void)
{
    struct operation op = operation();
    reset();
    peer_gives = 0x12;
    CU_ASSERT_FALSE(passes(&op, NULL, NULL));
    reset();
    peer_fails = true;
    CU_ASSERT_FALSE(passes(&op, NULL, NULL));
}

static bool is_11(const struct operation *op, const uint8_t *answer)
{
    (void)op;
    return *answer == 0x11;
}

// Where the answer is random, a judge decides, of ours too.
static void random_answers_are_judged(void)
{
    struct operation op = operation();
    op.check = is_11;
    reset();
    CU_ASSERT_TRUE(passes(&op, NULL, NULL));
    peer_gives = 0x12;
    CU_ASSERT_FALSE(passes(&op, NULL, NULL));
    reset();
    given = 0x12;
    CU_ASSERT_FALSE(passes(&op, NULL, NULL));
}

static void believing_a_forgery_is_noticed(void)
{
    static const uint8_t refused[4];
    struct operation op = operation();
    op.trap = op.task;
    op.trap.key = refused;
    op.trap_answer = refused;
    reset();
    CU_ASSERT_TRUE(passes(&op, NULL, NULL));
    peer_believes = true;
    CU_ASSERT_FALSE(passes(&op, NULL, NULL));
}

static void primitives_have_their_own_task(void)
{
    static const uint8_t power[4] = {0x11, 0x11, 0x11, 0x11};
    struct operation op = operation();
    size_t count = 0;
    op.primitive = op.task;
    op.primitive.kind = TASK_RSA_PUBLIC;
    op.primitive_answer = power;
    reset();
    CU_ASSERT_TRUE(passes(&op, NULL, &count) && count == engines() + 2);
    CU_ASSERT_PTR_EQUAL(peer_task, &op.primitive);
}

// ---- the command line ----

static void refusals(void)
{
    static const struct wrong {
        const char *words, *arguments;
    } cases[] = {
        {"unknown option", "--bogus"},     {"needs a value", "--filter"},  {"unexpected", "aes"},
        {"unexpected", "--compare a b c"}, {"regular", "--filter '('"},    {"not a number", "--rounds 6"},
        {"not a number", "--rounds 64"},   {"not a number", "--rounds x"}, {"not a number", "--cpu -1"},
        {"not a number", "--cpu 99999"},   {"needs a value", "--json"},    {"unknown option", "-q"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        shell_refused(2, cases[i].words, "\"$G\" bench %s", cases[i].arguments);
    shell_refused(1, "cannot run '/no/such'", "GLASSLOCK_BENCH=/no/such \"$G\" bench");
    shell_refused(1, "make bench",
                  "mkdir -p \"$T/alone\" && cp \"$G\" \"$T/alone/glasslock\" && "
                  "GLASSLOCK_BENCH= \"$T/alone/glasslock\" bench --quick");
    shell_expect(0, "GLASSLOCK_BENCH=/no/such \"$G\" bench --help | grep -q '^usage: glasslock bench'");
}

// Beside the program, or in libexec/ below the same prefix; what it says and its status are ours.
static void the_other_program_is_found(void)
{
    shell_expect(
        0,
        "mkdir -p \"$T/tree/bin\" \"$T/tree/libexec/glasslock\" && cp \"$G\" \"$T/tree/bin/glasslock\" && "
        "printf '#!/bin/sh\\necho \"found: $*\"; exit 3\\n' >\"$T/tree/libexec/glasslock/glasslock-bench\" "
        "&& chmod +x \"$T/tree/libexec/glasslock/glasslock-bench\"");
    shell_expect(
        3, "GLASSLOCK_BENCH= \"$T/tree/bin/glasslock\" bench --quick --filter a | grep -q 'found: --quick "
           "--filter a'; GLASSLOCK_BENCH= \"$T/tree/bin/glasslock\" bench");
}

void suite_bench(void)
{
    add_suite("bench", (const struct test_case[]){
                           {"medians and quantiles", medians},
                           {"spreads", spreads},
                           {"ratios are paired by round", ratios_are_paired},
                           {"every engine takes part, and every peer that is there", every_engine_takes_part},
                           {"wrong answers are noticed", wrong_answers_are_noticed},
                           {"random answers are judged", random_answers_are_judged},
                           {"believing a forgery is noticed", believing_a_forgery_is_noticed},
                           {"primitives have their own task", primitives_have_their_own_task},
                           {"bad options are refused in one line", refusals},
                           {"the other program is found", the_other_program_is_found},
                           {0},
                       });
}
