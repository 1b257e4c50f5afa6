// SPDX-License-Identifier: MIT
// The default protocol's client asks for messages that were left out on the way, also where it had to wait
// before it could.
#include "tests/hand_server.h"
#include "tests/run.h"

#include "net/talk/talk.h"

// Of somebody without a card: it is not shown, but counted.
static void message(struct hand *s, uint64_t sequence)
{
    struct wire_writer w = {0};
    wire_put_raw(&w, (const uint8_t[TALK_ROOM_BYTES]){0}, TALK_ROOM_BYTES);
    wire_put_u64(&w, sequence);
    wire_put_u64(&w, 0);
    wire_put_text(&w, "bob");
    wire_put_field(&w, (const uint8_t *)"sealed", 6);
    hand_say(s, GLF_MESSAGE, &w);
}

static void ok(struct hand *s, uint32_t id, uint64_t number)
{
    struct wire_writer w = {0};
    wire_put_u32(&w, id);
    wire_put_u64(&w, number);
    hand_say(s, GLF_OK, &w);
}

// The next SYNC asks for what comes after `last`; its id.
static uint32_t expect_sync(struct hand *s, uint64_t last)
{
    struct wire_reader r = hand_hear(s, GLF_SYNC);
    uint32_t id = wire_u32(&r);
    wire_raw(&r, TALK_ROOM_BYTES);
    CU_ASSERT_EQUAL(wire_u64(&r), last);
    CU_ASSERT_TRUE(wire_done(&r));
    return id;
}

static uint32_t expect_cards(struct hand *s)
{
    struct wire_reader r = hand_hear(s, GLF_CARDS);
    return wire_u32(&r);
}

static void while_a_card_is_asked_for(void)
{
    struct hand s;
    hand_begin(&s);
    hand_welcome(&s, true);
    ok(&s, expect_sync(&s, 0), 0);
    message(&s, 1);
    uint32_t cards = expect_cards(&s);
    message(&s, 3);
    ok(&s, cards, 0); // there is no such card
    uint32_t sync = expect_sync(&s, 1);
    message(&s, 2);
    ok(&s, sync, 3);
    message(&s, 5);
    sync = expect_sync(&s, 3);
    message(&s, 4);
    ok(&s, sync, 5);
    CU_ASSERT(hand_told(&s, "message 5"));
    hand_end(&s);
}

static void while_an_answer_comes(void)
{
    struct hand s;
    hand_begin(&s);
    hand_welcome(&s, true);
    uint32_t sync = expect_sync(&s, 0);
    message(&s, 3);  // said while the answer was on its way
    ok(&s, sync, 1); // 1 was said before we were a member
    sync = expect_sync(&s, 1);
    message(&s, 2);
    ok(&s, sync, 3);
    ok(&s, expect_cards(&s), 0);
    CU_ASSERT(hand_told(&s, "message 3"));
    hand_end(&s);
}

void suite_client_hole(void)
{
    static const struct test_case cases[] = {
        {"a message is left out while a card is asked for", while_a_card_is_asked_for},
        {"a message is left out while an answer comes", while_an_answer_comes},
        {0},
    };
    add_suite("client_hole", cases);
}
