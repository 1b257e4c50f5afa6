// SPDX-License-Identifier: MIT
// What no honest client says, to a server in its own process, at every state of a connection: one alert or
// error, the end, and the server serves on.
#include "tests/class.h"
#include "tests/glasslock_client.h"
#include "tests/run.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum at { FRESH, GREETED, OPEN, IN, STATES };
static const char *const names[] = {"before the hello", "before Finished", "before log-in", "after log-in"};

static struct class_server server;
static unsigned people;

// A connection in this state. In FRESH and GREETED the channel is not open.
static struct glk reach(enum at state)
{
    char name[32];
    if (state >= OPEN) {
        snprintf(name, sizeof name, "raw%u", people++);
        struct glk c = glk_over(core_connect_to(server.port), 0, name, 0);
        if (state == IN)
            CU_ASSERT_EQUAL(glk_guest(&c), 0);
        return c;
    }
    struct glk c = {.wire = core_connect_to(server.port)};
    struct frame f;
    channel_init(&c.channel, 0);
    CU_ASSERT_EQUAL_FATAL(channel_client_start(&c.channel, NULL, &c.out), GL_OK);
    if (state == GREETED) {
        core_send_raw(&c.wire, c.out.data, c.out.bytes);
        CU_ASSERT_TRUE_FATAL(core_next(&c.wire, &f) && f.type == CHANNEL_SERVER_HELLO);
        CU_ASSERT_EQUAL_FATAL(channel_client_check(&c.channel, f.payload, f.bytes, c.identity), GL_OK);
    }
    return c;
}

// Reads to the end: one alert of this reason and no other (0: none at all).
static void refused(struct glk *c, enum at state, const char *what, int reason)
{
    struct frame f;
    int alerts = 0, last = 0;
    while (core_next(&c->wire, &f))
        if (f.type == CHANNEL_ALERT && f.bytes == 1) {
            alerts++;
            last = f.payload[0];
        }
    if (last != reason || alerts != (reason != 0))
        fprintf(stderr, "\n%s, %s: %d alerts, the last with reason %d\n", names[state], what, alerts, last);
    CU_ASSERT_EQUAL(alerts, reason != 0);
    CU_ASSERT_EQUAL(last, reason);
    glk_hang_up(c);
}

static void still_serves(void)
{
    struct glk c = reach(IN);
    glk_barrier(&c);
    glk_hang_up(&c);
}

// Bytes as they are, then nothing more.
static void say_bytes(enum at state, const char *what, const void *data, size_t bytes, int reason)
{
    struct glk c = reach(state);
    (void)!send(c.wire.fd, data, bytes, MSG_NOSIGNAL);
    shutdown(c.wire.fd, SHUT_WR);
    refused(&c, state, what, reason);
}

static void say_frame(enum at state, const char *what, uint8_t type, size_t bytes, int reason)
{
    struct wire_writer w = {0};
    uint8_t *payload = calloc(1, bytes + 1);
    frame_put(&w, type, payload, bytes);
    say_bytes(state, what, w.data, w.bytes, reason);
    wire_free(&w);
    free(payload);
}

// ---- the channel's frames ----

static void garbage(void)
{
    uint8_t noise[4096];
    uint32_t seed = 5;
    for (size_t i = 0; i < sizeof noise; i++)
        noise[i] = (uint8_t)((seed = seed * 1664525 + 1013904223) >> 24);
    noise[0] = 0x7f; // a length that nobody takes
    for (enum at state = FRESH; state < STATES; state++) {
        say_bytes(state, "noise", noise, sizeof noise, CHANNEL_ALERT_FRAME);
        say_bytes(state, "another protocol", "GET / HTTP/1.1\r\n\r\n", 18, CHANNEL_ALERT_FRAME);
        say_frame(state, "an unknown type", 0x55, 10, CHANNEL_ALERT_FRAME);
        still_serves();
    }
}

static void oversized(void)
{
    static const uint8_t longer[] = {0, 1, 0, 1, CHANNEL_RECORD}, endless[] = {0xff, 0xff, 0xff, 0xff, 1},
                         nothing[] = {0, 0, 0, 0, 0};
    for (enum at state = FRESH; state < STATES; state++) {
        say_bytes(state, "65,537 bytes announced", longer, sizeof longer, CHANNEL_ALERT_FRAME);
        say_bytes(state, "4 GB announced", endless, sizeof endless, CHANNEL_ALERT_FRAME);
        say_bytes(state, "no byte announced", nothing, sizeof nothing, CHANNEL_ALERT_FRAME);
        still_serves();
    }
}

// Cut off at any place: the connection is over, and there is nobody to tell.
static void truncated(void)
{
    static const uint8_t part[] = {0, 0, 0, 103, CHANNEL_CLIENT_HELLO, 1, 2, 3};
    for (enum at state = FRESH; state < STATES; state++)
        for (size_t bytes = 0; bytes <= sizeof part; bytes += 2)
            say_bytes(state, "a part of a frame", part, bytes, 0);
    still_serves();
}

static void out_of_turn(void)
{
    static const struct {
        uint8_t type;
        size_t bytes;
        int reason[STATES];
    } frames[] = {
        {CHANNEL_CLIENT_HELLO, 98, {2, 1, 1, 1}}, // of zeros: a version that is none
        {CHANNEL_SERVER_HELLO, 275, {1, 1, 1, 1}},
        {CHANNEL_CLIENT_FINISHED, 32, {1, 3, 1, 1}},
        {CHANNEL_RECORD, 64, {1, 1, 4, 4}},
    };
    for (size_t i = 0; i < sizeof frames / sizeof *frames; i++)
        for (enum at state = FRESH; state < STATES; state++)
            say_frame(state, "a frame", frames[i].type, frames[i].bytes, frames[i].reason[state]);
    static const uint8_t shorter[] = {0, 0, 0, 3, CHANNEL_CLIENT_HELLO, CHANNEL_VERSION, 4};
    say_bytes(FRESH, "a short hello", shorter, sizeof shorter, CHANNEL_ALERT_FRAME);
    say_frame(GREETED, "a long Finished", CHANNEL_CLIENT_FINISHED, 33, CHANNEL_ALERT_FRAME);
    still_serves();
}

// ---- records that were good once ----

static void records(void)
{
    static const char *const what[] = {"repeated", "the second first", "altered", "one left out"};
    for (enum at state = OPEN; state < STATES; state++)
        for (int way = 0; way < 4; way++) {
            struct glk c = reach(state);
            struct wire_writer one = {0}, two = {0}, ping = {0};
            frame_put(&ping, GLF_PING, "12345678", 8);
            CU_ASSERT_EQUAL(channel_seal(&c.channel, NULL, ping.data, ping.bytes, &one), GL_OK);
            CU_ASSERT_EQUAL(channel_seal(&c.channel, NULL, ping.data, ping.bytes, &two), GL_OK);
            if (way == 2)
                one.data[one.bytes - 1] ^= 1;
            if (way != 3 && way != 1)
                core_send_raw(&c.wire, one.data, one.bytes);
            core_send_raw(&c.wire, way ? two.data : one.data, way ? two.bytes : one.bytes);
            refused(&c, state, what[way], CHANNEL_ALERT_RECORD);
            wire_free(&one);
            wire_free(&two);
            wire_free(&ping);
        }
    still_serves();
}

// ---- what is inside of records ----

static void inner_refused(struct glk *c, enum at state, unsigned type, size_t cut)
{
    struct wire_reader r;
    bool told = glk_wait(c, GLF_ERROR, &r);
    uint32_t id = wire_u32(&r);
    if (!told || id != 0 || wire_u16(&r) != GLE_BAD_FRAME)
        fprintf(stderr, "\n%s, inner frame %02x of %zu bytes is not refused\n", names[state], type, cut);
    CU_ASSERT_TRUE(told);
    CU_ASSERT_TRUE(glk_ended(c));
    CU_ASSERT_FALSE(glk_have(c, GLF_ERROR, &r));
    glk_hang_up(c);
}

// Every type, empty and with noise in it, before and after log-in. Noise may happen to be well formed; then
// there is an answer, and no end.
static void inner_frames(void)
{
    for (enum at state = OPEN; state < STATES; state++)
        for (unsigned type = 0; type < 256; type++) {
            bool known = (type >= GLF_REGISTER && type <= GLF_PONG) || type == GLF_BYE;
            if (type == GLF_BYE || (known && type % 2))
                continue;
            struct glk c = reach(state);
            glk_begin(&c, (uint8_t)type);
            glk_send(&c);
            inner_refused(&c, state, type, 0);
        }
    for (enum at state = OPEN; state < STATES; state++) {
        struct glk c = reach(state);
        glk_send_content(&c, "\0\0\0\x20", 4); // a frame that the record does not hold
        inner_refused(&c, state, 0, 4);
        c = reach(state);
        glk_send_content(&c, "\xff\xff\xff\xff\x33", 5);
        inner_refused(&c, state, 0, 5);
        c = reach(state);
        glk_begin(&c, state == OPEN ? GLF_SAY : GLF_GUEST); // the other state's
        wire_put_raw(&c.out, "\0\0\0\1\0\1x\0\0", 9);
        glk_send(&c);
        inner_refused(&c, state, 1, 9);
    }
    still_serves();
}

static void all(void)
{
    server = class_serve("frames", 0, "--open --limit idle=60");
    garbage();
    oversized();
    truncated();
    out_of_turn();
    records();
    inner_frames();
    class_stop(&server);
}

void suite_class_frames(void)
{
    static const struct test_case cases[] = {{"bad frames at every state: one error, and the end", all}, {0}};
    add_suite("class_frames", cases);
}
