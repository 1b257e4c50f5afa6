// SPDX-License-Identifier: MIT
// The default protocol's client between the welcome and the list of who is online.
#include "tests/hand_server.h"
#include "tests/run.h"

static void presence(struct hand *s, bool everybody, const char *const *names, uint16_t n)
{
    struct wire_writer w = {0};
    wire_put_u8(&w, everybody);
    wire_put_u16(&w, n);
    for (uint16_t i = 0; i < n; i++)
        wire_put_text(&w, names[i]);
    wire_put_u16(&w, 0);
    hand_say(s, GLF_PRESENCE, &w);
}

static void who_before_the_list(void)
{
    static const char unknown[] = "the server has not said yet who is online\n";
    struct hand s;
    hand_begin(&s);
    hand_welcome(&s, false);
    CU_ASSERT(hand_told(&s, "* you are alice, a guest\n"));
    client_command(s.client, "/who");
    CU_ASSERT(hand_told(&s, unknown));
    presence(&s, false, (const char *const[]){"bob"}, 1); // news, which may come before the list
    CU_ASSERT(hand_told(&s, "* bob has joined\n"));
    client_command(s.client, "/who");
    CU_ASSERT(hand_told(&s, unknown));
    presence(&s, true, (const char *const[]){"alice", "bob", "carol"}, 3);
    presence(&s, false, (const char *const[]){"dave"}, 1);
    CU_ASSERT(hand_told(&s, "* dave has joined\n"));
    client_command(s.client, "/who");
    CU_ASSERT(hand_told(&s, "* online (4): alice (you), bob, carol, dave\n"));
    hand_end(&s);
}

void suite_client_presence(void)
{
    static const struct test_case cases[] = {
        {"who is online, before the list has come", who_before_the_list},
        {0},
    };
    add_suite("client_presence", cases);
}
