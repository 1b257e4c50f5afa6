// SPDX-License-Identifier: MIT
// The server core: names, rooms, order, slow readers, limits, ends.
#include "tests/core_server.h"
#include "tests/run.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static void names_are_unique(void)
{
    struct core_server t;
    core_begin(&t, &(struct server_config){0});
    struct core_client ann = core_connect(&t, "ann"), bob = core_connect(&t, NULL);
    core_send(&bob, RAW_NAME, "ann", 3);
    core_expect(&bob, RAW_ERROR, "the name is taken");
    core_send(&bob, RAW_NAME, "bob", 3);
    core_expect(&bob, RAW_NAME, "bob");
    core_send(&ann, RAW_SAY, "hello", 5);
    core_expect(&ann, RAW_SAY, "hello");
    core_expect(&bob, RAW_SAY, "hello");

    // Who leaves frees the name, and hears no more.
    core_hang_up(&ann);
    core_wait_log(&t, "left: closed by the client");
    struct core_client again;
    for (;;) { // the name is freed just after the line of the log
        again = core_connect(&t, NULL);
        core_send(&again, RAW_NAME, "ann", 3);
        struct frame f;
        CU_ASSERT_TRUE_FATAL(core_next(&again, &f));
        if (f.type == RAW_NAME)
            break;
        core_hang_up(&again);
    }
    core_send(&bob, RAW_SAY, "again", 5);
    core_expect(&again, RAW_SAY, "again");
    core_expect(&bob, RAW_SAY, "again");
    core_hang_up(&again);
    core_hang_up(&bob);
    core_end(&t, true);
}

// ---- order ----

#define SPEAKERS 20
#define SAID     100

struct speaker {
    struct core_client client;
    uint8_t number;
    uint32_t heard[SPEAKERS * SAID];
    size_t n;
};

// Says its own, two bytes each, and hears everybody's.
static void *speak(void *context)
{
    struct speaker *me = context;
    struct frame f;
    for (uint8_t i = 0; i < SAID; i++)
        core_send(&me->client, RAW_SAY, (uint8_t[]){me->number, i}, 2);
    while (me->n < SPEAKERS * SAID && core_next(&me->client, &f))
        me->heard[me->n++] = f.bytes == 2 ? (uint32_t)f.payload[0] << 8 | f.payload[1] : UINT32_MAX;
    return NULL;
}

// Each heard everything, each author's in the order in which it was said.
static bool complete(const struct speaker *s)
{
    unsigned next[SPEAKERS] = {0};
    for (size_t i = 0; i < s->n; i++) {
        unsigned who = s->heard[i] >> 8;
        if (who >= SPEAKERS || next[who]++ != (s->heard[i] & 0xff))
            return false;
    }
    return s->n == SPEAKERS * SAID;
}

static void twenty_hear_the_same(void)
{
    struct core_server t;
    pthread_t threads[SPEAKERS];
    struct speaker *speakers = calloc(SPEAKERS, sizeof *speakers);
    CU_ASSERT_PTR_NOT_NULL_FATAL(speakers);
    core_begin(&t, &(struct server_config){0});
    for (unsigned i = 0; i < SPEAKERS; i++) {
        char name[16];
        snprintf(name, sizeof name, "speaker%u", i);
        speakers[i].client = core_connect(&t, name);
        speakers[i].number = (uint8_t)i;
    }
    for (unsigned i = 0; i < SPEAKERS; i++)
        CU_ASSERT_EQUAL_FATAL(pthread_create(threads + i, NULL, speak, speakers + i), 0);
    for (unsigned i = 0; i < SPEAKERS; i++)
        pthread_join(threads[i], NULL);
    for (unsigned i = 0; i < SPEAKERS; i++) {
        CU_ASSERT_TRUE(complete(speakers + i));
        CU_ASSERT_EQUAL(memcmp(speakers[i].heard, speakers[0].heard, sizeof speakers[0].heard), 0);
        core_hang_up(&speakers[i].client);
    }
    struct server_stats stats;
    const uint64_t until = server_now_ms() + PATIENCE_MS; // counted once all of a delivery is written
    do
        server_stats(t.server, &stats);
    while (stats.deliveries < SPEAKERS * SPEAKERS * SAID && server_now_ms() < until && !sched_yield());
    CU_ASSERT_EQUAL(stats.deliveries, SPEAKERS * SPEAKERS * SAID);
    core_end(&t, true);
    free(speakers);
}

// ---- slow readers ----

#define PIECE 32768

// Say pieces with ann until the log says so; bob does not read meanwhile.
static bool fill(struct core_server *t, struct core_client *ann, const char *words, unsigned most)
{
    uint8_t *piece = calloc(1, PIECE);
    struct frame f;
    bool found = false;
    for (unsigned i = 0; piece && i < most && !found; i++) {
        core_send(ann, RAW_SAY, piece, PIECE);
        CU_ASSERT_TRUE_FATAL(core_next(ann, &f)); // ann herself is not delayed
        pthread_mutex_lock(&t->lock);
        found = t->log && strstr(t->log, words);
        pthread_mutex_unlock(&t->lock);
    }
    free(piece);
    return found;
}

static void a_slow_reader_is_dropped(void)
{
    struct core_server t;
    struct frame f;
    struct server_config config = {.limits = server_default_limits};
    config.limits.outbox_bytes = 65536;
    core_begin(&t, &config);
    struct core_client ann = core_connect(&t, "ann"), bob = core_connect(&t, "bob");
    CU_ASSERT_TRUE(fill(&t, &ann, "bob", 4000)); // more than all buffers of the kernel
    core_wait_log(&t, "is dropped: it reads too slowly");
    core_send(&ann, RAW_SAY, "on", 2);
    core_expect(&ann, RAW_SAY, "on");

    // Once it reads again, bob finds whole frames, the notice as the last of them, and the end.
    bool noticed = false;
    while (core_next(&bob, &f))
        noticed = f.type == RAW_NOTICE;
    CU_ASSERT_TRUE(noticed);
    core_wait_log(&t, "left: too slow a reader");
    struct server_stats stats;
    server_stats(t.server, &stats);
    CU_ASSERT_EQUAL(stats.dropped, 1);
    core_hang_up(&ann);
    core_hang_up(&bob);
    core_end(&t, true);
}

static void an_outbox_drains_later(void)
{
    struct core_server t;
    struct server_config config = {.limits = server_default_limits};
    config.limits.outbox_bytes = 1u << 30;
    core_begin(&t, &config);
    struct core_client ann = core_connect(&t, "ann"), bob = core_connect(&t, "bob");
    const unsigned pieces = 500; // 16 MB: more than the kernel takes
    fill(&t, &ann, "never said", pieces);
    struct frame f;
    for (unsigned i = 0; i < pieces; i++) {
        CU_ASSERT_TRUE_FATAL(core_next(&bob, &f));
        CU_ASSERT_EQUAL_FATAL(f.bytes, PIECE);
    }
    core_send(&ann, RAW_SAY, "last", 4);
    core_expect(&bob, RAW_SAY, "last");
    core_hang_up(&ann);
    core_hang_up(&bob);
    core_end(&t, true);
}

// ---- limits ----

static void too_many_are_refused(void)
{
    struct core_server t;
    struct server_config config = {.limits = server_default_limits};
    config.limits.connections = 2;
    core_begin(&t, &config);
    struct core_client ann = core_connect(&t, "ann"), bob = core_connect(&t, "bob");
    struct core_client eve = core_connect(&t, NULL);
    core_expect_end(&eve);
    core_wait_log(&t, "refused: the limit of connections is reached");
    core_send(&ann, RAW_SAY, "still here", 10);
    core_expect(&bob, RAW_SAY, "still here");
    core_hang_up(&ann);
    core_hang_up(&bob);
    core_hang_up(&eve);
    core_end(&t, true);
}

static void handshakes_wait_and_time_out(void)
{
    struct core_server t;
    struct server_config config = {.limits = server_default_limits};
    config.limits.handshakes = 2;
    config.limits.handshake_s = 1;
    core_begin(&t, &config);
    // Two that never say anything hold the places until their time is over; then the third comes in.
    struct core_client half = core_connect(&t, NULL), open = core_connect(&t, NULL);
    core_wait_log(&t, "2 handshakes are in progress: newcomers wait");
    struct core_client ann = core_connect(&t, "ann");
    core_wait_log(&t, "left: did not join within 1 seconds");
    core_expect_end(&half);
    core_expect_end(&open);
    core_send(&ann, RAW_SAY, "in", 2);
    core_expect(&ann, RAW_SAY, "in");
    core_hang_up(&half);
    core_hang_up(&open);
    core_hang_up(&ann);
    core_end(&t, true);
}

static void the_silent_are_pinged_and_ended(void)
{
    struct core_server t;
    struct server_config config = {.limits = server_default_limits};
    config.limits.idle_s = 2;
    core_begin(&t, &config);
    struct core_client ann = core_connect(&t, "ann"), bob = core_connect(&t, "bob");
    for (int i = 0; i < 2; i++) { // ann answers, bob does not
        core_expect(&ann, RAW_PING, "");
        core_send(&ann, RAW_PONG, NULL, 0);
    }
    core_wait_log(&t, "left: silent for 4 seconds");
    core_expect(&bob, RAW_PING, "");
    core_expect_end(&bob);
    core_send(&ann, RAW_SAY, "here", 4);
    core_expect(&ann, RAW_SAY, "here");
    core_hang_up(&ann);
    core_hang_up(&bob);
    core_end(&t, true);
}

static void garbage_ends_one_connection(void)
{
    static const char *const wrong[] = {
        "\0\0\0\0\0",         // an empty frame
        "\377\377\377\377\2", // longer than any
        "\0\0\0\1\2",         // says something before it joined
        "\0\0\0\3\1\200\200", // a name that is no text
        "\0\0\0\1\11",        // an unknown type
    };
    static const size_t bytes[] = {5, 5, 5, 7, 5};
    struct core_server t;
    core_begin(&t, &(struct server_config){0});
    struct core_client ann = core_connect(&t, "ann");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct core_client eve = core_connect(&t, NULL);
        struct frame f;
        core_send_raw(&eve, wrong[i], bytes[i]);
        core_expect(&eve, RAW_ERROR, "a malformed frame, or one out of its turn");
        CU_ASSERT_FALSE(core_next(&eve, &f));
        core_hang_up(&eve);
    }
    // A frame that is never completed holds nobody up.
    struct core_client eve = core_connect(&t, "eve");
    core_send_raw(&eve, "\0\0\100\0\2half", 9);
    core_send(&ann, RAW_SAY, "on", 2);
    core_expect(&ann, RAW_SAY, "on");
    core_hang_up(&eve);
    core_hang_up(&ann);
    core_end(&t, true);
}

// ---- ends ----

static void stops_politely_or_at_once(void)
{
    struct core_server t;
    struct frame f;
    size_t files = core_open_files();
    core_begin(&t, &(struct server_config){0});
    struct core_client ann = core_connect(&t, "ann");
    core_hang_up(&ann);
    core_wait_log(&t, "left: closed by the client");
    ann = core_connect(&t, "ann2");
    struct core_client half = core_connect(&t, NULL);
    core_wait_log(&t, "connected");
    server_stop(t.server, true);
    core_expect(&ann, RAW_NOTICE, "the server stops");
    CU_ASSERT_FALSE(core_next(&ann, &f));
    core_hang_up(&ann);
    core_hang_up(&half);
    core_end(&t, true);
    CU_ASSERT_EQUAL(core_open_files(), files); // the server's own are gone too

    core_begin(&t, &(struct server_config){0});
    ann = core_connect(&t, "ann");
    core_end(&t, false);
    CU_ASSERT_FALSE(core_next(&ann, &f));
    core_hang_up(&ann);
}

static void comes_and_goes_without_a_trace(void)
{
    struct core_server t;
    size_t files = core_open_files();
    core_begin(&t, &(struct server_config){0});
    for (unsigned round = 0; round < 20; round++) {
        struct core_client some[5];
        for (unsigned i = 0; i < 5; i++) {
            char name[16];
            snprintf(name, sizeof name, "n%u-%u", round, i);
            some[i] = core_connect(&t, name);
        }
        for (unsigned i = 0; i < 5; i++)
            core_hang_up(some + i);
    }
    core_end(&t, true);
    CU_ASSERT_EQUAL(core_open_files(), files);
}

static void an_address_in_use_is_told(void)
{
    struct core_server t;
    char error[NET_ERROR_CHARS] = "";
    core_begin(&t, &(struct server_config){0});
    struct server_config second = {
        .protocol = &raw_protocol, .limits = server_default_limits, .port = server_port(t.server)};
    CU_ASSERT_PTR_NULL(server_new(&second, error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "choose another port with --port"));
    second.listen = "no such host";
    CU_ASSERT_PTR_NULL(server_new(&second, error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "no address 'no such host'"));
    core_end(&t, true);

    // IPv6, and a server that is made but never run.
    second =
        (struct server_config){.protocol = &raw_protocol, .limits = server_default_limits, .listen = "[::1]"};
    struct server *s = server_new(&second, error);
    CU_ASSERT_TRUE(s ? server_port(s) > 0 : strstr(error, "no such address") != NULL);
    server_free(s);
}

static void limits_are_set_by_name(void)
{
    struct server_limits limits = server_default_limits;
    const struct server_limit *limit;
    CU_ASSERT_TRUE(server_limit_set(&limits, "idle", 7, &limit));
    CU_ASSERT_EQUAL(limits.idle_s, 7);
    CU_ASSERT_FALSE(server_limit_set(&limits, "frame", 65537, &limit));
    CU_ASSERT_TRUE(limit && limit->most == 65536);
    CU_ASSERT_EQUAL(limits.frame_bytes, 65536);
    CU_ASSERT_FALSE(server_limit_set(&limits, "nothing", 1, &limit));
    CU_ASSERT_PTR_NULL(limit);
    for (limit = server_limit_table; limit->name; limit++) {
        uint32_t value;
        memcpy(&value, (const char *)&server_default_limits + limit->offset, sizeof value);
        CU_ASSERT_TRUE(value >= limit->least && value <= limit->most);
    }
}

static const struct test_case cases[] = {
    {"names are unique, and freed", names_are_unique},
    {"twenty speak at once and hear the same", twenty_hear_the_same},
    {"a slow reader is dropped, others go on", a_slow_reader_is_dropped},
    {"an outbox drains later", an_outbox_drains_later},
    {"too many connections are refused", too_many_are_refused},
    {"handshakes wait, and time out", handshakes_wait_and_time_out},
    {"the silent are pinged, then ended", the_silent_are_pinged_and_ended},
    {"garbage ends one connection", garbage_ends_one_connection},
    {"stops politely, or at once", stops_politely_or_at_once},
    {"comes and goes without a trace", comes_and_goes_without_a_trace},
    {"an address in use is told; IPv6", an_address_in_use_is_told},
    {"limits are set by name", limits_are_set_by_name},
    {0},
};

void suite_core(void);
void suite_core(void)
{
    add_suite("core", cases);
}
