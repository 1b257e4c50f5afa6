// SPDX-License-Identifier: MIT
// What a protocol may ask of a room: numbers given in its order, some who do not hear, sealing in groups,
// long queues; and what the system may refuse.
#include "crypto/common/bytes.h"
#include "tests/core_server.h"
#include "tests/run.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

// A protocol for this test: whoever connects is in the room. Each byte that comes is said to all others as a
// frame of its own: a number given by the room, and the byte. 'x' is not said after all, and a delivery with
// a 'y' in it is not kept. Authors of odd bytes are answered: 'k', kept, or 'l', lost, in a frame of type 6.
// Sealing puts a sequence number before the frames that are sealed together, in a frame of type 9.
struct state {
    struct room *room;
    uint32_t next; // guarded by the room, which calls number() one at a time, as is:
    bool poisoned;
};
struct session {
    uint32_t sequence; // guarded by the write lock
};

static bool number(void *context, uint8_t *data, size_t bytes)
{
    struct conn *author = context; // held, until it is answered
    struct state *s = server_state(conn_server(author));
    s->poisoned = s->poisoned || data[bytes - 1] == 'y';
    bool said = data[bytes - 1] != 'x';
    if (said)
        gl_store32_be(data + FRAME_HEADER_BYTES, s->next++);
    if (!said || !(data[bytes - 1] & 1))
        conn_release(author);
    return said;
}

static void answer(void *context, bool kept)
{
    struct conn *author = context;
    const uint8_t frame[] = {0, 0, 0, 2, 6, kept ? 'k' : 'l'};
    conn_say_later(author, frame, sizeof frame);
    conn_release(author);
}

static uint64_t begin_batch(struct server *s)
{
    struct state *state = server_state(s);
    CU_ASSERT_FALSE(state->poisoned);
    return 4711;
}

static bool end_batch(struct server *s, uint64_t token)
{
    struct state *state = server_state(s);
    bool kept = !state->poisoned;
    state->poisoned = false;
    CU_ASSERT_EQUAL(token, 4711);
    return kept;
}

static bool start(struct server *s, void **state, char *error, size_t room)
{
    struct state *new = calloc(1, sizeof *new);
    CU_ASSERT_PTR_NOT_NULL_FATAL(new);
    new->room = room_new(s);
    if (!new->room)
        snprintf(error, room, "out of memory");
    *state = new;
    return new->room;
}

static void stop(struct server *s)
{
    struct state *state = server_state(s);
    room_release(state->room);
    free(state);
}

static void serve(struct conn *c)
{
    struct state *state = server_state(conn_server(c));
    uint8_t bytes[256];
    conn_joined(c);
    room_join(state->room, c);
    conn_say(c, "\0\0\0\1\10", 5); // in
    for (size_t n; (n = conn_read(c, bytes, sizeof bytes));)
        for (size_t i = 0; i < n; i++) {
            uint8_t frame[] = {0, 0, 0, 6, 7, 0, 0, 0, 0, bytes[i]};
            struct room_saying saying = {.data = frame, .bytes = sizeof frame, .except = c, .before = number};
            saying.context = conn_hold(c);
            saying.author = bytes[i] & 1 ? c : NULL;
            saying.after = bytes[i] & 1 ? answer : NULL;
            room_say(state->room, &saying);
        }
}

static void ended(struct conn *c)
{
    struct state *state = server_state(conn_server(c));
    room_leave(state->room, c);
}

static void seal(struct seal_job *jobs, size_t n)
{
    CU_ASSERT_TRUE(n >= 1 && n <= 64);
    for (size_t i = 0; i < n; i++) {
        struct session *session = conn_state(jobs[i].conn);
        jobs[i].out_bytes = jobs[i].bytes + 9;
        jobs[i].out = malloc(jobs[i].out_bytes);
        CU_ASSERT_PTR_NOT_NULL_FATAL(jobs[i].out);
        gl_store32_be(jobs[i].out, (uint32_t)jobs[i].bytes + 5);
        jobs[i].out[4] = 9;
        gl_store32_be(jobs[i].out + 5, session->sequence++);
        memcpy(jobs[i].out + 9, jobs[i].data, jobs[i].bytes);
        if (i && jobs[i].conn != jobs[i - 1].conn)
            CU_ASSERT_TRUE(conn_id(jobs[i].conn) > conn_id(jobs[i - 1].conn));
    }
}

static const struct server_protocol numbered = {.name = "numbered",
                                                .session_bytes = sizeof(struct session),
                                                .start = start,
                                                .stop = stop,
                                                .serve = serve,
                                                .ended = ended,
                                                .seal = seal,
                                                .seal_most = 64,
                                                .batch_begin = begin_batch,
                                                .batch_end = end_batch};

#define MEMBERS 80 // more than are sealed at once
#define SAYERS  4
#define EACH    200

struct member {
    struct core_client client;
    uint32_t sequence, heard, last;
    unsigned by_letter[256], kept, lost;
};

// Read one sealed piece; each frame in it has a higher number than the one before.
static void read_piece(struct member *m)
{
    struct frame f, inner;
    size_t used;
    CU_ASSERT_TRUE_FATAL(core_next(&m->client, &f));
    CU_ASSERT_TRUE_FATAL(f.type == 9 && f.bytes >= 4);
    CU_ASSERT_EQUAL(gl_load32_be(f.payload), m->sequence++);
    CU_ASSERT_TRUE(f.bytes - 4 <= 64);
    for (size_t at = 4; at < f.bytes; at += used) {
        CU_ASSERT_EQUAL_FATAL(frame_next(f.payload + at, f.bytes - at, FRAME_MAX_BYTES, &inner, &used),
                              FRAME_WHOLE);
        m->kept += inner.type == 6 && inner.payload[0] == 'k';
        m->lost += inner.type == 6 && inner.payload[0] == 'l';
        if (inner.type != 7)
            continue;
        uint32_t this = gl_load32_be(inner.payload);
        CU_ASSERT_TRUE(!m->heard || this > m->last);
        m->last = this;
        m->heard++;
        m->by_letter[inner.payload[4]]++;
    }
}

static void *say_each(void *member)
{
    struct member *m = member;
    // Its letter in turns with one that is not said; 'a' and 'c' are put off, 'b' and 'd' are not.
    for (unsigned i = 0; i < EACH; i++)
        core_send_raw(&m->client, (char[]){(char)('a' + m->last), 'x'}, 2);
    return NULL;
}

static void numbered_and_sealed(void)
{
    struct core_server t;
    pthread_t threads[SAYERS];
    struct member *members = calloc(MEMBERS, sizeof *members);
    CU_ASSERT_PTR_NOT_NULL_FATAL(members);
    core_begin(&t, &(struct server_config){.protocol = &numbered});
    for (unsigned i = 0; i < MEMBERS; i++) {
        members[i].client = core_connect(&t, NULL);
        read_piece(members + i);
    }
    for (unsigned i = 0; i < SAYERS; i++) {
        members[i].last = i;
        CU_ASSERT_EQUAL_FATAL(pthread_create(threads + i, NULL, say_each, members + i), 0);
    }
    for (unsigned i = 0; i < SAYERS; i++)
        pthread_join(threads[i], NULL);
    for (unsigned i = 0; i < MEMBERS; i++) {
        uint32_t mine = i < SAYERS ? EACH : 0; // nobody hears himself
        uint32_t answers = i % 2 ? 0 : mine;
        while (members[i].heard < SAYERS * EACH - mine || members[i].kept < answers)
            read_piece(members + i);
        CU_ASSERT_EQUAL(members[i].kept, answers);
        for (unsigned letter = 0; letter < SAYERS; letter++)
            CU_ASSERT_EQUAL(members[i].by_letter['a' + letter], letter == i ? 0 : EACH);
        CU_ASSERT_EQUAL(members[i].by_letter['x'], 0);
        core_hang_up(&members[i].client);
    }
    core_end(&t, true);
    free(members);
}

// What the store could not keep is said to nobody, and its author knows it; then it goes on.
static void what_is_lost_is_not_said(void)
{
    struct core_server t;
    struct member ann = {0}, bob = {0};
    core_begin(&t, &(struct server_config){.protocol = &numbered});
    ann.client = core_connect(&t, NULL);
    read_piece(&ann);
    bob.client = core_connect(&t, NULL);
    read_piece(&bob);
    core_send_raw(&ann.client, "y", 1);
    while (!ann.lost)
        read_piece(&ann);
    core_send_raw(&ann.client, "a", 1);
    while (!bob.heard)
        read_piece(&bob);
    CU_ASSERT_EQUAL(bob.by_letter['a'], 1);
    CU_ASSERT_EQUAL(bob.by_letter['y'], 0);
    while (!ann.kept)
        read_piece(&ann);
    CU_ASSERT_EQUAL(ann.lost, 1);
    core_hang_up(&ann.client);
    core_hang_up(&bob.client);
    core_end(&t, true);
}

// ---- what the system refuses ----

static void files_run_out(void)
{
    struct core_server t;
    struct rlimit before, few;
    core_begin(&t, &(struct server_config){0});
    struct core_client ann = core_connect(&t, "ann"); // now the server has raised the limit
    CU_ASSERT_EQUAL_FATAL(getrlimit(RLIMIT_NOFILE, &before), 0);
    int next = dup(ann.fd); // the lowest number that is free
    close(next);
    few = (struct rlimit){.rlim_cur = (rlim_t)next + 1, .rlim_max = before.rlim_max};
    CU_ASSERT_EQUAL_FATAL(setrlimit(RLIMIT_NOFILE, &few), 0);
    struct core_client bob = core_connect(&t, NULL); // takes the last one: accept() gets none
    core_wait_log(&t, "cannot accept: Too many open files; newcomers wait");
    core_send(&ann, RAW_SAY, "on", 2);
    core_expect(&ann, RAW_SAY, "on");
    setrlimit(RLIMIT_NOFILE, &before);
    core_send(&bob, RAW_NAME, "bob", 3);
    core_expect(&bob, RAW_NAME, "bob");
    core_hang_up(&ann);
    core_hang_up(&bob);
    core_end(&t, true);
}

// ---- memory ----

static _Atomic(volatile uint8_t *) deep_page;

static __attribute__((noinline)) void go_deep(void)
{
    volatile uint8_t stack[100000];
    for (size_t i = 0; i < sizeof stack; i += 512)
        stack[i] = 1;
    atomic_store(&deep_page, stack + 8192 - ((uintptr_t)stack & 4095)); // a page's beginning
}

static void serve_deep(struct conn *c)
{
    char byte;
    go_deep();
    conn_joined(c);
    while (conn_read(c, &byte, 1))
        conn_say(c, &byte, 1);
}

static void idle_stacks_are_given_back(void)
{
    static const struct server_protocol deep = {.name = "deep", .serve = serve_deep};
    struct core_server t;
    unsigned char there = 1;
    char byte = 0;
    core_begin(&t, &(struct server_config){.protocol = &deep});
    struct core_client ann = core_connect(&t, NULL);
    core_wait_log(&t, "connected");
    for (int i = 0; i < PATIENCE_MS / 10 && there; i++) { // nothing tells when
        volatile uint8_t *page = atomic_load(&deep_page);
        if (page && mincore((void *)page, 4096, &there) != 0)
            break;
        there &= 1;
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    }
    CU_ASSERT_EQUAL(there, 0);
    core_send_raw(&ann, "a", 1); // and it goes on
    CU_ASSERT_TRUE(recv(ann.fd, &byte, 1, 0) == 1 && byte == 'a');
    core_hang_up(&ann);
    core_end(&t, true);
}

// ---- time ----

static atomic_int arrival; // 1: wait for one, 2: it is there

static void wait_for_arrival(struct server *s)
{
    uint64_t begin = server_now_ms();
    (void)s;
    while (atomic_load(&arrival) == 1 && server_now_ms() < begin + PATIENCE_MS)
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}

static void arrive(struct conn *c)
{
    char byte;
    uint64_t begin = server_now_ms();
    while (atomic_load(&arrival) == 1 && server_now_ms() < begin + 5)
        continue; // be younger than the tick by some milliseconds
    atomic_store(&arrival, 2);
    while (conn_read(c, &byte, 1))
        conn_say(c, &byte, 1);
}

// Whoever connects while the protocol's own tick takes its time is not taken for one who is late.
static void younger_than_the_tick(void)
{
    static const struct server_protocol slow = {.name = "slow", .serve = arrive, .tick = wait_for_arrival};
    struct core_server t;
    char byte = 0;
    atomic_store(&arrival, 1);
    core_begin(&t, &(struct server_config){.protocol = &slow});
    nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL); // the first tick has begun
    struct core_client ann = core_connect(&t, NULL);
    for (int i = 0; i < 20; i++) {
        core_send_raw(&ann, "a", 1);
        CU_ASSERT_TRUE(recv(ann.fd, &byte, 1, 0) == 1 && byte == 'a');
        nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL); // over one more tick
    }
    core_hang_up(&ann);
    core_end(&t, true);
}

static const struct test_case cases[] = {
    {"numbered, sealed in groups, not to oneself", numbered_and_sealed},
    {"what is lost is not said", what_is_lost_is_not_said},
    {"files run out: newcomers wait", files_run_out},
    {"idle stacks are given back", idle_stacks_are_given_back},
    {"younger than the tick, and not late", younger_than_the_tick},
    {0},
};

void suite_core_rooms(void);
void suite_core_rooms(void)
{
    add_suite("core_rooms", cases);
}
