// SPDX-License-Identifier: MIT
// Conversations whose keys the highest name makes: what happens when cards change, and right after READY.
#include "tests/chat_cast.h"
#include "tests/run.h"

#include <string.h>

// alice and bob have a pair under fernet, whose keys bob makes.
static void begin(struct cast *s, struct actor **alice, struct actor **bob)
{
    cast_begin(s, false);
    *alice = cast_join(s, "alice");
    *bob = cast_join(s, "bob");
    cast_say(*alice, "/msg bob first");
    CU_ASSERT(cast_wait(s, *bob, "[alice] alice: first\n"));
    cast_say(*alice, "/room bob");
    cast_say(*alice, "/recipe fernet");
    CU_ASSERT(cast_wait(s, *alice, "bob uses fernet from the next message on"));
    cast_calm(s);
}

// He makes the key before she has accepted his card: she refuses it, and gets it again when she has.
static void maker_has_new_keys(void)
{
    struct cast s;
    struct actor *alice, *bob;
    begin(&s, &alice, &bob);
    cast_say(bob, "/rekey");
    CU_ASSERT(cast_wait(&s, alice, "THE KEYS OF bob HAVE CHANGED"));
    CU_ASSERT(
        cast_wait(&s, alice, "a key for bob is refused: its maker's card has changed and is not accepted"));
    cast_calm(&s);
    cast_say(alice, "/msg bob before I accept them");
    cast_calm(&s);
    CU_ASSERT_FALSE(cast_told(bob, "before I accept them"));
    cast_say(alice, "/verify bob accept");
    CU_ASSERT(cast_wait(&s, bob, "[alice] alice: before I accept them\n"));
    cast_say(alice, "/msg bob and after");
    CU_ASSERT(cast_wait(&s, bob, "[alice] alice: and after\n"));
    cast_say(bob, "thanks");
    cast_say(bob, "/msg alice thanks");
    CU_ASSERT(cast_wait(&s, alice, "[bob] bob: thanks\n"));
    cast_end(&s);
}

// He makes no key for her new card until he accepts it; then he makes one without having to say anything.
static void other_has_new_keys(void)
{
    struct cast s;
    struct actor *alice, *bob;
    begin(&s, &alice, &bob);
    cast_say(alice, "/msg bob under fernet");
    CU_ASSERT(cast_wait(&s, bob, "[alice] alice: under fernet\n"));
    cast_say(alice, "/rekey");
    CU_ASSERT(cast_wait(&s, bob, "THE KEYS OF alice HAVE CHANGED"));
    cast_say(alice, "/msg bob with my new keys");
    CU_ASSERT(cast_wait(&s, alice, "what you say to bob waits for its key: its maker is asked"));
    cast_calm(&s);
    CU_ASSERT_FALSE(cast_told(bob, "with my new keys"));
    cast_say(bob, "/verify alice accept");
    CU_ASSERT(cast_wait(&s, bob, "[alice] alice: with my new keys\n"));
    cast_end(&s);
}

static void friends(struct cast *s, struct actor *alice, struct actor *bob)
{
    cast_say(alice, "/friend bob");
    CU_ASSERT(cast_wait(s, bob, "alice asks to be your friend"));
    cast_say(bob, "/friend accept alice");
    CU_ASSERT(cast_wait(s, alice, "bob is your friend"));
}

static bool one_fernet_pair(const struct actor *a)
{
    const struct client_room *rooms;
    size_t pairs = 0, fernet = 0, n = client_rooms(a->c, &rooms);
    for (size_t i = 0; i < n; i++) {
        pairs += rooms[i].pair;
        fernet += rooms[i].pair && rooms[i].recipe && strcmp(rooms[i].recipe, "fernet") == 0;
    }
    return pairs == 1 && fernet == 1;
}

// Whoever speaks first when both are ready, and whether there was a pair or not: the recipe is the one waited
// with.
static void said_when_ready(void)
{
    for (int i = 0; i < 4; i++) {
        struct cast s;
        cast_begin(&s, false);
        struct actor *alice = cast_join(&s, "alice"), *bob = cast_join(&s, "bob");
        struct actor *quick = i & 1 ? alice : bob, *slow = i & 1 ? bob : alice;
        friends(&s, alice, bob);
        if (i & 2) {
            cast_say(alice, "/msg bob under strong");
            CU_ASSERT(cast_wait(&s, bob, "[alice] alice: under strong\n"));
        }
        cast_say(slow, "/wait %s fernet", quick->name);
        CU_ASSERT(cast_wait(&s, quick, "waits until you are ready to talk"));
        cast_say(quick, "/wait %s fernet", slow->name);
        CU_ASSERT(cast_wait(&s, quick, "is ready"));
        cast_say(quick, "/msg %s at once", slow->name);
        CU_ASSERT(cast_wait(&s, slow, ": at once\n"));
        cast_calm(&s);
        CU_ASSERT_FALSE(cast_told(quick, "now uses strong"));
        CU_ASSERT_TRUE(one_fernet_pair(alice) && one_fernet_pair(bob));
        CU_ASSERT_EQUAL(alice->warnings + bob->warnings, 0);
        cast_end(&s);
    }
}

void suite_glasslock_fernet(void)
{
    static const struct test_case cases[] = {
        {"the maker of the keys has a new card", maker_has_new_keys},
        {"another member has a new card", other_has_new_keys},
        {"said as soon as both are ready", said_when_ready},
        {0},
    };
    add_suite("glasslock_fernet", cases);
}
