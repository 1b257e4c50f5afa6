// SPDX-License-Identifier: MIT
// Events as JSON: what means something is there, and nothing else.
#include "net/client/event_json.h"
#include "tests/run.h"

#include <stdlib.h>

static void check(const struct client_event *event, const char *expected)
{
    json_t *object = client_event_json(event);
    char *text = json_dumps(object, JSON_COMPACT | JSON_PRESERVE_ORDER);
    CU_ASSERT_STRING_EQUAL(text, expected);
    free(text);
    json_decref(object);
}

static void test_members(void)
{
    check(&(struct client_event){.kind = EVENT_MESSAGE,
                                 .room = "lobby",
                                 .who = "bob",
                                 .text = "<b>\"hé\"\n",
                                 .time = 1763720000000,
                                 .sequence = 12,
                                 .own = true},
          "{\"event\":\"message\",\"time\":1763720000000,\"room\":\"lobby\",\"who\":\"bob\",\"text\":\"<b>"
          "\\\"hé\\\"\\n\","
          "\"sequence\":12,\"counter\":0,\"own\":true}");
    check(
        &(struct client_event){
            .kind = EVENT_WIRE, .data = (const uint8_t *)"\0\xff", .bytes = 2, .flag = true},
        "{\"event\":\"wire\",\"hex\":\"00ff\",\"flag\":true}");
    check(&(struct client_event){.kind = EVENT_STATE, .state = CLIENT_WAITING, .seconds = 3},
          "{\"event\":\"state\",\"state\":\"waiting\",\"seconds\":3}");
    check(&(struct client_event){.kind = EVENT_QUIT, .text = "\xff"}, "{\"event\":\"quit\"}"); // no UTF-8
}

void suite_event_json(void)
{
    static const struct test_case cases[] = {{"members that mean something, and no others", test_members},
                                             {0}};
    add_suite("event_json", cases);
}
