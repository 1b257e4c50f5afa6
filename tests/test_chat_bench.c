// SPDX-License-Identifier: MIT
// The load generator: it runs, refuses what makes no sense, and notices what a bad server would do.
#include "app/chatbench/load.h"
#include "tests/core_server.h"
#include "tests/run.h"
#include "tests/shell.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static void percentiles(void)
{
    struct histogram *h = calloc(1, sizeof *h);
    CU_ASSERT_PTR_NOT_NULL_FATAL(h);
    CU_ASSERT_EQUAL(histogram_percentile(h, 0.5), 0);
    for (uint64_t i = 1; i <= 1000; i++)
        histogram_add(h, i * 1000);
    uint64_t p50 = histogram_percentile(h, 0.5), p99 = histogram_percentile(h, 0.99);
    CU_ASSERT_TRUE(p50 > 490000 && p50 < 511000);
    CU_ASSERT_TRUE(p99 > 974000 && p99 <= 1000000);
    CU_ASSERT_EQUAL(histogram_percentile(h, 1), 1000000);
    histogram_add(h, UINT64_MAX);
    CU_ASSERT_EQUAL(h->max, UINT64_MAX);
    CU_ASSERT_TRUE(histogram_percentile(h, 1) > UINT64_MAX / 64 * 63);
    free(h);
}

// Two clients, three messages said.
struct bad_server {
    struct load load;
    struct load_client clients[2];
    struct load_message messages[3];
};

static struct bad_server *begin(void)
{
    struct bad_server *b = calloc(1, sizeof *b);
    CU_ASSERT_PTR_NOT_NULL_FATAL(b);
    b->load = (struct load){.clients = b->clients, .n = 2, .said = 3, .room = 3};
    b->load.messages = b->messages;
    for (unsigned i = 0; i < 2; i++)
        b->clients[i] = (struct load_client){.load = &b->load, .index = i};
    for (unsigned i = 0; i < 3; i++)
        b->messages[i].left = 2;
    return b;
}

static void every_fault_is_noticed(void)
{
    struct bad_server *b = begin();
    for (uint32_t i = 0; i < 3; i++) // any order is right, if it is the same for both
        CU_ASSERT_TRUE(load_heard(b->clients, 2 - i) && load_heard(b->clients + 1, 2 - i));
    CU_ASSERT_EQUAL(b->load.done, 3);
    CU_ASSERT_FALSE(load_heard(b->clients, 0)); // a fourth
    free(b);

    b = begin();
    CU_ASSERT_TRUE(load_heard(b->clients, 1));
    CU_ASSERT_FALSE(load_heard(b->clients, 1));
    CU_ASSERT_PTR_NOT_NULL(strstr(b->load.error, "twice"));
    free(b);

    b = begin();
    CU_ASSERT_TRUE(load_heard(b->clients, 0) && load_heard(b->clients, 1));
    CU_ASSERT_FALSE(load_heard(b->clients + 1, 1));
    CU_ASSERT_PTR_NOT_NULL(strstr(b->load.error, "out of order"));
    free(b);

    b = begin();
    CU_ASSERT_FALSE(load_heard(b->clients, 3));
    CU_ASSERT_PTR_NOT_NULL(strstr(b->load.error, "nobody has said"));
    free(b);
}

static void measures_its_own_server(void)
{
    struct shell s =
        shell_run("\"$G\" chat-bench --members 2,20 --rates closed,200 --seconds 60 --messages 200 "
                  "--json -");
    CU_ASSERT_EQUAL(s.status, 0);
    json_t *root = json_loads(s.out, JSON_REJECT_DUPLICATES, NULL);
    json_t *runs = json_object_get(root, "runs"), *run = NULL;
    CU_ASSERT_PTR_NOT_NULL_FATAL(root);
    CU_ASSERT_EQUAL(json_array_size(runs), 4);
    size_t i;
    json_array_foreach(runs, i, run)
    {
        json_int_t members = json_integer_value(json_object_get(run, "members"));
        json_int_t messages = json_integer_value(json_object_get(run, "messages"));
        CU_ASSERT_EQUAL(json_integer_value(json_object_get(run, "deliveries")), members * messages);
        CU_ASSERT_EQUAL(messages, 200);
        CU_ASSERT_TRUE(json_real_value(json_object_get(run, "p99_ms")) >=
                       json_real_value(json_object_get(run, "p50_ms")));
        CU_ASSERT_TRUE(json_real_value(json_object_get(run, "server_cpu_seconds")) >= 0);
    }
    json_decref(root);
    shell_free(&s);
    shell_expect(0,
                 "mkdir \"$T/bench\" && TMPDIR=\"$T/bench\" \"$G\" chat-bench --members 3 --rates 50 "
                 "--seconds 60 --messages 50 | grep -q '^ *3 *50/s *50 ' && test -z \"$(ls \"$T/bench\")\"");
    // It also ends by its time: fewer messages only where the machine is too busy to say them.
    shell_expect(0, "\"$G\" chat-bench --members 3 --rates 50 --seconds 1 | "
                    "grep -Eq '^ *3 +50/s +([1-9]|[1-4][0-9]|50) '");
}

// The thread sanitizer makes a thousand handshakes last for minutes.
#ifdef __SANITIZE_THREAD__
#define CLASS "50"
#define HEARD 5000
#else
#define CLASS "1000"
#define HEARD 100000
#endif

// Each of 100 messages reaches each of 1,000 members: none lost, none doubled, in one order; one member
// verifies them all.
static void a_thousand_hear_a_hundred(void)
{
    struct shell s = shell_run("\"$G\" chat-bench --protocol glasslock --members " CLASS " --rates closed "
                               "--seconds 60 --messages 100 --json -");
    CU_ASSERT_EQUAL(s.status, 0);
    json_t *root = json_loads(s.out, JSON_REJECT_DUPLICATES, NULL);
    json_t *run = json_array_get(json_object_get(root, "runs"), 0);
    CU_ASSERT_EQUAL(json_integer_value(json_object_get(run, "deliveries")), HEARD);
    CU_ASSERT_EQUAL(json_integer_value(json_object_get(run, "messages")), 100);
    json_decref(root);
    shell_free(&s);
    shell_expect(0, "\"$G\" chat-bench --protocol glasslock --members 3,5 --rates closed,50 --messages 60 "
                    "--bytes 1000 | grep -q '^ *5 *50/s'");
}

static void measures_a_server_that_runs(void)
{
    struct core_server t;
    struct server_config config = {.limits = server_default_limits};
    config.limits.connections = 3;
    core_begin(&t, &config);
    shell_expect(0, "\"$G\" chat-bench --members 3 --rates closed --messages 500 --to 127.0.0.1:%u",
                 (unsigned)server_port(t.server));
    core_wait_log(&t, "left: closed by the client");
    shell_refused(1, "the server closed the connection",
                  "\"$G\" chat-bench --members 4 --rates 1 --json - "
                  "--to 127.0.0.1:%u",
                  (unsigned)server_port(t.server));
    core_end(&t, false);
}

static void refusals(void)
{
    shell_refused(2, "is not a number from 2", "\"$G\" chat-bench --members 1");
    shell_refused(2, "is not a number", "\"$G\" chat-bench --members 2,,3");
    shell_refused(2, "is not a number", "\"$G\" chat-bench --rates fast");
    shell_refused(2, "there is no 'irc'", "\"$G\" chat-bench --protocol irc");
    shell_refused(2, "not on this machine", "\"$G\" chat-bench --to example.org:7070");
    shell_refused(2, "is not HOST:PORT", "\"$G\" chat-bench --json - --to 127.0.0.1:");
    shell_refused(2, "unexpected argument", "\"$G\" chat-bench now");
    shell_refused(1, "ulimit -n 4096", "ulimit -n 100; \"$G\" chat-bench --members 1000 --json -");
    shell_refused(1, "cannot connect", "\"$G\" chat-bench --members 2 --json - --to 127.0.0.1:1");
}

static const struct test_case cases[] = {
    {"percentiles", percentiles},
    {"every fault is noticed", every_fault_is_noticed},
    {"measures its own server", measures_its_own_server},
    {"a thousand hear a hundred", a_thousand_hear_a_hundred},
    {"measures a server that runs", measures_a_server_that_runs},
    {"refusals", refusals},
    {0},
};

void suite_chat_bench(void);
void suite_chat_bench(void)
{
    add_suite("chat_bench", cases);
}
