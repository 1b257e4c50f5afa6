// SPDX-License-Identifier: MIT
// Somebody who says more than the limit `rate` allows: slowed, not refused and not dropped, and nobody else
// waits.
#include "tests/glasslock_talk.h"
#include "tests/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define AT_ONCE  20 // at a rate of one a second
#define IDLE_S   2
#define TOO_MANY 6 // beyond these: longer than twice that
#define FLOOD    (AT_ONCE + TOO_MANY)
#define MANY     120

static struct glk_room lobby(struct glk *c)
{
    struct glk_room room = {.epoch = {.recipe = TALK_STRONG, .epoch = 1}};
    memcpy(room.id, glk_lobby, sizeof room.id);
    CU_ASSERT_EQUAL_FATAL(glk_sync(c, &room, 0, NULL), 0);
    return room;
}

static void serve(struct core_server *t, const char *folder, uint32_t rate, uint32_t idle_s)
{
    struct server_config config = {.open = true, .limits = server_default_limits};
    config.limits.rate = rate;
    config.limits.idle_s = idle_s;
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

// What comes at once comes at once; then another one speaks, and is heard long before the flood is over.
static void others_do_not_wait(void)
{
    struct core_server t;
    serve(&t, "rate", 1, 600);
    struct glk a = glk_account(&t, "alice", 0), b = glk_account(&t, "bob", 1);
    struct glk_room ra = lobby(&a), rb = lobby(&b);
    CU_ASSERT_EQUAL_FATAL(glk_epoch(&a, &ra), 0);
    CU_ASSERT_TRUE_FATAL(glk_key(&a, &ra, &a.own) && glk_key(&b, &rb, &a.own));
    struct talk_chain from_a = {0}, from_b = {0};
    char text[32];
    uint64_t number = 0;
    flood(&a, &ra, MANY);
    for (int i = 0; i < AT_ONCE; i++) {
        snprintf(text, sizeof text, "number %d", i);
        CU_ASSERT_STRING_EQUAL(glk_hear(&b, &rb, &a.own, &from_a, &number), text);
        CU_ASSERT_EQUAL(number, (uint64_t)i + 1);
    }
    CU_ASSERT_EQUAL(glk_say(&b, &rb, "meanwhile"), 0);
    CU_ASSERT_TRUE(rb.number > AT_ONCE && rb.number < MANY);
    while (number + 1 < rb.number)
        CU_ASSERT_EQUAL_FATAL(strncmp(glk_hear(&b, &rb, &a.own, &from_a, &number), "number", 6), 0);
    CU_ASSERT_STRING_EQUAL(glk_hear(&b, &rb, &b.own, &from_b, &number), "meanwhile");
    CU_ASSERT_FALSE(a.over || b.over);
    glk_room_free(&ra);
    glk_room_free(&rb);
    glk_hang_up(&a);
    glk_hang_up(&b);
    core_end(&t, true);
}

// Who is slowed for longer than a silent one may stay is not taken for silent, and nothing of what it says is
// lost.
static void slowed_is_not_silent(void)
{
    struct core_server t;
    serve(&t, "rate-idle", 1, IDLE_S);
    struct glk a = glk_connect(&t, "alice", 0);
    CU_ASSERT_EQUAL_FATAL(glk_guest(&a), 0);
    struct glk_room room = lobby(&a);
    CU_ASSERT_EQUAL_FATAL(glk_epoch(&a, &room), 0);
    CU_ASSERT_TRUE_FATAL(glk_key(&a, &room, &a.own));
    struct talk_chain chain = {0};
    char text[32];
    uint64_t begun = server_now_ms(), number = 0;
    flood(&a, &room, FLOOD);
    for (int i = 0; i < FLOOD; i++) {
        snprintf(text, sizeof text, "number %d", i);
        CU_ASSERT_STRING_EQUAL_FATAL(glk_hear(&a, &room, &a.own, &chain, &number), text);
    }
    CU_ASSERT_EQUAL(number, FLOOD);
    CU_ASSERT_TRUE(server_now_ms() - begun >= TOO_MANY * 1000);
    struct wire_reader r;
    for (int i = 0; i < FLOOD; i++)
        CU_ASSERT_TRUE_FATAL(glk_wait(&a, GLF_OK, &r));
    CU_ASSERT_FALSE(a.over);
    glk_room_free(&room);
    glk_hang_up(&a);
    core_end(&t, true);
}

static uint64_t flood_and_stop(uint32_t rate, int n, uint64_t *last)
{
    struct core_server t;
    serve(&t, "rate-stop", rate, 600);
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
        {"nobody else waits for who says too much", others_do_not_wait},
        {"who is slowed is not silent, and nothing is lost", slowed_is_not_silent},
        {"a server stops over a flood", stops},
        {0},
    };
    add_suite("glasslock_rate", cases);
}
