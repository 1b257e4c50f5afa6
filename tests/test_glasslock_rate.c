// SPDX-License-Identifier: MIT
// Somebody who says more than the limit `rate` allows: slowed, not refused and not dropped, and nobody else
// waits.
#include "tests/glasslock_talk.h"
#include "tests/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define AT_ONCE  20 // at a rate of one a second
#define TOO_MANY 6  // beyond these
#define FLOOD    (AT_ONCE + TOO_MANY)
#define MANY     120

static struct glk_room lobby(struct glk *c)
{
    struct glk_room room = {.epoch = {.recipe = TALK_STRONG, .epoch = 1}};
    memcpy(room.id, glk_lobby, sizeof room.id);
    CU_ASSERT_EQUAL_FATAL(glk_sync(c, &room, 0, NULL), 0);
    return room;
}

static void serve(struct core_server *t, const char *folder, uint32_t rate)
{
    struct server_config config = {.open = true, .limits = server_default_limits};
    config.limits.rate = rate;
    config.limits.idle_s = 2; // who is slowed longer than twice that is not silent
    glk_serve(t, folder, &config);
}

// `n` messages in one record, none of them answered.
static void flood(struct glk *c, struct glk_room *room, int n)
{
    struct wire_writer all = {0};
    char text[32];
    for (int i = 0; i < n; i++) {
        snprintf(text, sizeof text, "number %d", i);
        wire_empty(&room->last);
        CU_ASSERT_EQUAL_FATAL(talk_message_seal(&room->epoch, c->keys, TALK_ECDSA, &c->own, &room->chain,
                                                TALK_TEXT, text, 0, NULL, &room->last),
                              GL_OK);
        size_t mark = frame_begin(&all, GLF_SAY);
        wire_put_u32(&all, ++c->id);
        wire_put_raw(&all, room->id, TALK_ROOM_BYTES);
        wire_put_u32(&all, room->epoch.epoch);
        wire_put_field(&all, room->last.data, room->last.bytes);
        frame_end(&all, mark);
    }
    glk_send_content(c, all.data, all.bytes);
    wire_free(&all);
}

static void slowed(void)
{
    struct core_server t;
    serve(&t, "rate", 1);
    struct glk a = glk_account(&t, "alice", 0), b = glk_account(&t, "bob", 1);
    struct glk_room ra = lobby(&a), rb = lobby(&b);
    CU_ASSERT_EQUAL_FATAL(glk_epoch(&a, &ra), 0);
    CU_ASSERT_TRUE_FATAL(glk_key(&a, &ra, &a.own) && glk_key(&b, &rb, &a.own));
    struct talk_chain from_a = {0}, from_b = {0};
    char text[32];
    uint64_t begun = server_now_ms(), number = 0;
    flood(&a, &ra, FLOOD);
    // What comes at once comes at once; then the other one speaks, and is heard before the flood is over.
    for (int i = 0; i < AT_ONCE; i++) {
        snprintf(text, sizeof text, "number %d", i);
        CU_ASSERT_STRING_EQUAL(glk_hear(&b, &rb, &a.own, &from_a, &number), text);
        CU_ASSERT_EQUAL(number, (uint64_t)i + 1);
    }
    CU_ASSERT_EQUAL(glk_say(&b, &rb, "meanwhile"), 0);
    CU_ASSERT_TRUE(rb.number > AT_ONCE && rb.number < FLOOD);
    // Nothing is lost, and nobody dropped.
    for (int i = AT_ONCE; i < FLOOD; i++) {
        snprintf(text, sizeof text, "number %d", i);
        const char *heard;
        while (strcmp(heard = glk_hear(&b, &rb, number + 1 == rb.number ? &b.own : &a.own,
                                       number + 1 == rb.number ? &from_b : &from_a, &number),
                      "meanwhile") == 0)
            continue;
        CU_ASSERT_STRING_EQUAL(heard, text);
        glk_barrier(&b); // it is there
    }
    CU_ASSERT_EQUAL(number, FLOOD + 1);
    CU_ASSERT_TRUE(server_now_ms() - begun >= TOO_MANY * 1000);
    struct wire_reader r;
    for (int i = 0; i < FLOOD; i++)
        CU_ASSERT_TRUE(glk_wait(&a, GLF_OK, &r));
    CU_ASSERT_FALSE(a.over || b.over);
    glk_room_free(&ra);
    glk_room_free(&rb);
    glk_hang_up(&a);
    glk_hang_up(&b);
    core_end(&t, true);
}

static uint64_t flood_and_stop(uint32_t rate, int n, uint64_t *last)
{
    struct core_server t;
    serve(&t, "rate-stop", rate);
    struct glk a = glk_connect(&t, "alice", 0);
    CU_ASSERT_EQUAL_FATAL(glk_guest(&a), 0);
    struct glk_room ra = lobby(&a);
    CU_ASSERT_EQUAL_FATAL(glk_epoch(&a, &ra), 0);
    CU_ASSERT_TRUE_FATAL(glk_key(&a, &ra, &a.own));
    flood(&a, &ra, n);
    struct talk_chain chain = {0};
    for (*last = 0; *last < AT_ONCE || (!rate && *last < (uint64_t)n);)
        if (strncmp(glk_hear(&a, &ra, &a.own, &chain, last), "number", 6) != 0)
            break;
    uint64_t begun = server_now_ms();
    core_end(&t, true);
    glk_room_free(&ra);
    glk_hang_up(&a);
    return server_now_ms() - begun;
}

// A server that stops does not wait for what is said too fast; without a limit nobody is slowed.
static void stops(void)
{
    uint64_t last;
    CU_ASSERT_TRUE(flood_and_stop(1, MANY, &last) < 50000); // of 100 s
    CU_ASSERT_EQUAL(last, AT_ONCE);
    flood_and_stop(0, MANY, &last);
    CU_ASSERT_EQUAL(last, MANY);
}

void suite_glasslock_rate(void)
{
    static const struct test_case cases[] = {
        {"who says too much is slowed, and nobody else", slowed},
        {"a server stops over a flood", stops},
        {0},
    };
    add_suite("glasslock_rate", cases);
}
