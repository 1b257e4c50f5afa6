// SPDX-License-Identifier: MIT
// The default protocol from end to end: a server and several clients in one process.
#include "tests/chat_cast.h"
#include "tests/run.h"
#include "tests/shell.h"

#include "net/client/protocol.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// ---- coming in ----

static void comes_in(void)
{
    struct cast s;
    cast_begin(&s, true);
    struct actor *alice = cast_client(&s, "alice", NULL);
    CU_ASSERT(cast_wait(&s, alice, "seen for the first time"));
    CU_ASSERT(cast_wait(&s, alice, "say who you are"));
    cast_say(alice, "/register alice short");
    CU_ASSERT(cast_wait(&s, alice, "! "));
    cast_say(alice, "/login alice secret-1alice");
    CU_ASSERT(cast_wait(&s, alice, "wrong name or password"));
    cast_say(alice, "/register al:ice secret-1alice");
    CU_ASSERT(cast_wait(&s, alice, "! "));
    cast_say(alice, "/register alice secret-1alice");
    CU_ASSERT(cast_wait(&s, alice, "* you are alice\n"));
    CU_ASSERT_EQUAL(client_state(alice->c), CLIENT_ONLINE);
    CU_ASSERT_STRING_EQUAL(client_current_room(alice->c), "lobby");

    struct actor *other =
        cast_client(&s, "other", &(struct client_config){.user = "alice", .register_first = true});
    CU_ASSERT(cast_wait(&s, other, "! "));
    cast_say(other, "/login alice not-her-password-1");
    CU_ASSERT(cast_wait(&s, other, "wrong name or password"));
    cast_say(other, "/guest alice");
    CU_ASSERT(cast_wait(&s, other, "! "));
    cast_say(other, "/guest visitor");
    CU_ASSERT(cast_wait(&s, other, "* you are visitor, a guest\n"));
    CU_ASSERT(cast_wait(&s, alice, "* visitor has joined\n"));
    cast_say(alice, "/who");
    CU_ASSERT(cast_wait(&s, alice, "online (2): alice (you), visitor"));
    cast_say(other, "/quit");
    CU_ASSERT(cast_wait(&s, alice, "* visitor has left\n"));
    CU_ASSERT(other->quit);
    CU_ASSERT_EQUAL(alice->warnings + other->warnings, 0);
    cast_end(&s);
}

// Who is online is told by the server after the welcome, and not known once the connection is lost.
static void asks_who_is_there(void)
{
    static const char unknown[] = "the server has not said yet who is online\n";
    struct cast s;
    cast_begin(&s, false);
    struct actor *alice = cast_join(&s, "alice");
    cast_calm(&s);
    cast_say(alice, "/who");
    CU_ASSERT(cast_wait(&s, alice, "* online (1): alice (you)\n"));
    cast_stop_server(&s, false);
    CU_ASSERT(cast_wait(&s, alice, "next try in"));
    cast_say(alice, "/who");
    CU_ASSERT(cast_wait(&s, alice, unknown));
    cast_start_server(&s);
    CU_ASSERT(cast_wait(&s, alice, "* you are alice\n"));
    cast_calm(&s);
    cast_say(alice, "/who");
    CU_ASSERT(cast_wait(&s, alice, "* online (1): alice (you)\n"));
    cast_end(&s);
}

// ---- talking ----

static void lobby(void)
{
    struct cast s;
    cast_begin(&s, true);
    struct actor *alice = cast_join(&s, "alice");
    cast_say(alice, "nobody hears this");
    CU_ASSERT(cast_wait(&s, alice, "[lobby] me: nobody hears this"));
    struct actor *bob = cast_join(&s, "bob");
    struct actor *visitor = cast_client(&s, "guest", &(struct client_config){.user = "guest", .guest = true});
    CU_ASSERT(cast_wait(&s, visitor, "* you are guest, a guest\n"));
    cast_say(alice, "hello all :wave:");
    CU_ASSERT(cast_wait(&s, bob, "[lobby] alice: hello all \U0001F44B\n"));
    CU_ASSERT(cast_wait(&s, visitor, "[lobby] alice: hello all \U0001F44B\n"));
    cast_say(visitor, "/me waves");
    CU_ASSERT(cast_wait(&s, alice, "[lobby] * guest waves\n"));
    CU_ASSERT(cast_wait(&s, bob, "[lobby] * guest waves\n"));
    for (int i = 0; i < 20; i++) {
        cast_say(alice, "a%d", i);
        cast_say(bob, "b%d", i);
    }
    for (int i = 0; i < 20; i++) {
        char words[40];
        snprintf(words, sizeof words, "[lobby] alice: a%d\n", i);
        CU_ASSERT(cast_wait(&s, bob, words));
        snprintf(words, sizeof words, "[lobby] bob: b%d\n", i);
        CU_ASSERT(cast_wait(&s, alice, words));
    }
    CU_ASSERT(cast_wait(&s, visitor, "19\n"));
    CU_ASSERT(cast_sent(&s, alice, 22) && cast_sent(&s, bob, 20));
    cast_calm(&s);
    CU_ASSERT_EQUAL(alice->sent, 22);
    CU_ASSERT_EQUAL(bob->sent, 20);
    CU_ASSERT_EQUAL(alice->warnings + bob->warnings + visitor->warnings, 0);
    CU_ASSERT_FALSE(cast_told(bob, "nobody hears"));
    cast_end(&s);
}

static void pairs(void)
{
    struct cast s;
    cast_begin(&s, false);
    struct actor *alice = cast_join(&s, "alice"), *bob = cast_join(&s, "bob"),
                 *carol = cast_join(&s, "carol");
    cast_say(alice, "private:bob:for you alone: x");
    CU_ASSERT(cast_wait(&s, bob, "[alice] alice: for you alone: x\n"));
    cast_say(bob, "/msg alice thanks");
    CU_ASSERT(cast_wait(&s, alice, "[bob] bob: thanks\n"));
    cast_say(alice, "/msg nobody hello");
    CU_ASSERT(cast_wait(&s, alice, "not sent to nobody"));
    cast_say(alice, "/msg alice hello");
    CU_ASSERT(cast_wait(&s, alice, "that is you"));
    char huge[5000];
    memset(huge, 'x', 4097);
    huge[4097] = '\0';
    cast_say(alice, "/msg bob %s", huge);
    CU_ASSERT(cast_wait(&s, alice, "4097 bytes, and 4096 are the limit"));
    huge[4096] = '\0';
    cast_say(alice, "/msg bob %s", huge);
    CU_ASSERT(cast_wait(&s, bob, huge));

    // Offline: it is there when they come.
    cast_calm(&s); // who comes and goes is told a little later
    cast_drop(carol);
    CU_ASSERT(cast_wait(&s, alice, "* carol has left\n"));
    cast_say(alice, "/msg carol while you were away");
    cast_say(alice, "/msg carol twice");
    CU_ASSERT(cast_sent(&s, alice, 4));
    cast_calm(&s);
    CU_ASSERT_EQUAL(alice->sent, 4);
    cast_again(&s, carol, &(struct client_config){.user = "carol"});
    CU_ASSERT(cast_wait(&s, carol, "[alice] alice: while you were away\n"));
    CU_ASSERT(cast_wait(&s, carol, "[alice] alice: twice\n"));

    // Both open at once: one conversation comes of it, and nothing is lost.
    cast_say(bob, "/msg carol from bob");
    cast_say(carol, "/msg bob from carol");
    CU_ASSERT(cast_wait(&s, carol, "[bob] bob: from bob\n"));
    CU_ASSERT(cast_wait(&s, bob, "[carol] carol: from carol\n"));
    cast_calm(&s);
    CU_ASSERT_EQUAL(alice->warnings + bob->warnings + carol->warnings, 0);
    cast_end(&s);
}

static void groups(void)
{
    struct cast s;
    cast_begin(&s, false);
    struct actor *alice = cast_join(&s, "alice"), *bob = cast_join(&s, "bob"),
                 *carol = cast_join(&s, "carol"), *dave = cast_join(&s, "dave");
    cast_say(alice, "/open exam bob carol");
    CU_ASSERT(cast_wait(&s, bob, "* alice invites you to exam: /accept exam or /decline exam\n"));
    CU_ASSERT(cast_wait(&s, carol, "* alice invites you to exam"));
    CU_ASSERT(cast_wait(&s, alice, "carol is invited to exam"));
    CU_ASSERT_STRING_EQUAL(client_current_room(alice->c), "exam");
    cast_say(alice, "before anybody");
    cast_say(bob, "/room exam");
    CU_ASSERT(cast_wait(&s, bob, "only invited to exam"));
    cast_say(bob, "/accept exam");
    CU_ASSERT(cast_wait(&s, alice, "* bob has joined exam\n"));
    cast_say(carol, "/decline exam");
    CU_ASSERT(cast_wait(&s, carol, "you have declined exam"));
    cast_calm(&s);
    cast_say(alice, "question one");
    CU_ASSERT(cast_wait(&s, bob, "[exam] alice: question one\n"));
    CU_ASSERT_FALSE(cast_told(bob, "before anybody"));
    CU_ASSERT_STRING_EQUAL(client_current_room(bob->c), "exam");
    cast_say(bob, "answer one");
    CU_ASSERT(cast_wait(&s, alice, "[exam] bob: answer one\n"));

    // An invited one invites; the chain leads back to the founder.
    cast_say(bob, "/invite dave exam");
    CU_ASSERT(cast_wait(&s, dave, "* bob invites you to exam"));
    cast_say(dave, "/accept");
    CU_ASSERT(cast_wait(&s, alice, "* dave has joined exam\n"));
    cast_say(alice, "question two");
    CU_ASSERT(cast_wait(&s, dave, "[exam] alice: question two\n"));
    cast_say(dave, "answer two");
    CU_ASSERT(cast_wait(&s, alice, "[exam] dave: answer two\n"));

    // Who leaves hears no more; the inviter may go and the invited stays.
    cast_say(bob, "/leave exam");
    CU_ASSERT(cast_wait(&s, alice, "* bob has left exam\n"));
    CU_ASSERT(cast_wait(&s, bob, "you have left exam"));
    cast_say(alice, "question three");
    CU_ASSERT(cast_wait(&s, dave, "[exam] alice: question three\n"));
    cast_say(dave, "answer three");
    CU_ASSERT(cast_wait(&s, alice, "[exam] dave: answer three\n"));
    cast_calm(&s);
    CU_ASSERT_FALSE(cast_told(bob, "three"));
    CU_ASSERT_FALSE(cast_told(carol, "question"));
    CU_ASSERT_EQUAL(alice->warnings + bob->warnings + carol->warnings + dave->warnings, 0);
    cast_end(&s);
}

static void recipes(void)
{
    struct cast s;
    cast_begin(&s, false);
    struct actor *alice = cast_join(&s, "alice"), *bob = cast_join(&s, "bob");
    cast_say(alice, "/msg bob strong");
    CU_ASSERT(cast_wait(&s, bob, "[alice] alice: strong\n"));
    cast_say(alice, "/room bob");
    cast_say(alice, "/recipe fernet");
    CU_ASSERT(cast_wait(&s, alice, "bob uses fernet from the next message on"));
    cast_say(alice, "asks bob for a key");
    CU_ASSERT(cast_wait(&s, bob, "[alice] alice: asks bob for a key\n"));
    cast_say(bob, "/msg alice made it");
    CU_ASSERT(cast_wait(&s, alice, "[bob] bob: made it\n"));
    CU_ASSERT_EQUAL(alice->warnings + bob->warnings, 0);

    // The server is to make the key: the other side does not go along unasked.
    cast_say(alice, "/recipe securechat");
    CU_ASSERT(cast_wait(&s, alice, "bob uses securechat"));
    CU_ASSERT(cast_wait(&s, bob, "!! WARNING: alice is now to use securechat"));
    cast_say(alice, "with dsa");
    CU_ASSERT(cast_wait(&s, bob, "[alice] alice: with dsa\n"));
    cast_say(bob, "/room alice");
    cast_say(bob, "it waits");
    cast_calm(&s);
    CU_ASSERT_FALSE(cast_told(alice, "it waits"));
    cast_say(bob, "/recipe securechat");
    CU_ASSERT(cast_wait(&s, alice, "[bob] bob: it waits\n"));
    cast_say(bob, "/sign dsa");
    cast_say(bob, "signed otherwise");
    CU_ASSERT(cast_wait(&s, alice, "[bob] bob: signed otherwise\n"));
    cast_say(bob, "/recipe strong");
    CU_ASSERT(cast_wait(&s, alice, "bob now uses strong"));
    cast_say(bob, "strong again");
    CU_ASSERT(cast_wait(&s, alice, "[bob] bob: strong again\n"));
    CU_ASSERT_EQUAL(alice->warnings, 0);
    CU_ASSERT_EQUAL(bob->warnings, 1);
    cast_say(alice, "/room lobby");
    cast_say(alice, "/recipe fernet");
    CU_ASSERT(cast_wait(&s, alice, "what you open from now on uses fernet"));
    cast_say(alice, "/open notes bob");
    CU_ASSERT(cast_wait(&s, bob, "notes uses fernet"));
    cast_say(bob, "/accept");
    CU_ASSERT(cast_wait(&s, alice, "* bob has joined notes"));
    cast_say(alice, "bob makes the key");
    CU_ASSERT(cast_wait(&s, bob, "[notes] alice: bob makes the key\n"));
    CU_ASSERT_EQUAL(alice->warnings, 0);
    CU_ASSERT_EQUAL(bob->warnings, 1);
    cast_end(&s);
}

static void friends_and_waiting(void)
{
    struct cast s;
    cast_begin(&s, false);
    struct actor *alice = cast_join(&s, "alice"), *bob = cast_join(&s, "bob");
    cast_say(alice, "/friend bob");
    CU_ASSERT(cast_wait(&s, bob,
                        "* alice asks to be your friend: /friend accept alice or /friend decline alice\n"));
    CU_ASSERT(cast_people(&s, bob, 2));
    cast_say(bob, "/friends");
    CU_ASSERT(cast_wait(&s, bob, "alice: asks you, online"));
    cast_say(bob, "/friend accept alice");
    CU_ASSERT(cast_wait(&s, alice, "* bob is your friend\n"));
    cast_say(alice, "/wait bob fernet");
    CU_ASSERT(cast_wait(&s, alice, "you wait for bob"));
    cast_say(bob, "/wait alice fernet");
    CU_ASSERT(cast_wait(&s, alice, "* bob is ready"));
    CU_ASSERT(cast_wait(&s, bob, "* alice is ready"));
    cast_say(bob, "/msg alice here I am");
    CU_ASSERT(cast_wait(&s, alice, "[bob] bob: here I am\n"));
    const struct client_room *rooms;
    size_t n = client_rooms(alice->c, &rooms);
    CU_ASSERT(n == 2 && rooms[1].recipe && strcmp(rooms[1].recipe, "fernet") == 0);
    cast_say(alice, "/friend remove bob");
    CU_ASSERT(cast_wait(&s, bob, "* alice is not your friend any more\n"));
    cast_say(alice, "/friend remove bob");
    CU_ASSERT(cast_wait(&s, alice, "! "));
    CU_ASSERT_EQUAL(alice->warnings + bob->warnings, 0);
    cast_end(&s);
}

static void receipts(void)
{
    struct cast s;
    cast_begin(&s, false);
    struct actor *alice = cast_join(&s, "alice"), *bob = cast_join(&s, "bob");
    cast_say(alice, "/msg bob one");
    CU_ASSERT(cast_wait(&s, alice, "* bob has received what you said in bob"));
    CU_ASSERT_EQUAL(alice->receipts_read, 0);
    const struct client_room *rooms;
    CU_ASSERT(client_rooms(bob->c, &rooms) == 2 && rooms[1].unread == 1);
    client_seen(bob->c, "alice");
    CU_ASSERT(cast_wait(&s, alice, "* bob has read what you said in bob"));
    client_seen(bob->c, "alice");
    cast_calm(&s);
    CU_ASSERT_EQUAL(alice->receipts_read, 1);
    CU_ASSERT_EQUAL(alice->receipts_delivered, 1);
    cast_say(bob, "/receipts off");
    cast_say(alice, "/msg bob two");
    CU_ASSERT(cast_wait(&s, bob, "[alice] alice: two\n"));
    client_seen(bob->c, "alice");
    cast_calm(&s);
    CU_ASSERT_EQUAL(alice->receipts_read + alice->receipts_delivered, 2);
    CU_ASSERT_EQUAL(alice->warnings + bob->warnings, 0);
    cast_end(&s);
}

// ---- losing and finding ----

static void reconnects(void)
{
    struct cast s;
    cast_begin(&s, false);
    struct actor *alice = cast_join(&s, "alice"), *bob = cast_join(&s, "bob");
    cast_say(alice, "/msg bob one");
    CU_ASSERT(cast_wait(&s, bob, "[alice] alice: one\n"));
    cast_calm(&s);
    cast_stop_server(&s, false);
    CU_ASSERT(cast_wait(&s, alice, "next try in"));
    CU_ASSERT(cast_wait(&s, bob, "next try in"));
    for (int i = 2; i < 6; i++)
        cast_say(alice, "/msg bob number %d", i);
    CU_ASSERT(cast_wait(&s, alice, "it is sent when you are"));
    cast_start_server(&s);
    for (int i = 2; i < 6; i++) {
        char words[64];
        snprintf(words, sizeof words, "[alice] alice: number %d\n", i);
        CU_ASSERT(cast_wait(&s, bob, words));
    }
    CU_ASSERT(cast_sent(&s, alice, 5));
    cast_calm(&s);
    CU_ASSERT_EQUAL(alice->sent, 5);
    CU_ASSERT_FALSE(cast_told(bob, "number"));

    // A restart of both clients: history is there, what was unsent too, and nothing comes twice.
    cast_stop_server(&s, true);
    CU_ASSERT(cast_wait(&s, alice, "next try in"));
    cast_say(alice, "/msg bob written offline");
    cast_drop(alice);
    cast_drop(bob);
    cast_start_server(&s);
    cast_forget(alice);
    cast_forget(bob);
    cast_again(&s, bob, &(struct client_config){.user = "bob"});
    CU_ASSERT(cast_wait(&s, bob, "* you are bob\n"));
    cast_again(&s, alice, &(struct client_config){.user = "alice"});
    CU_ASSERT(cast_wait(&s, bob, "[alice] alice: written offline\n"));
    CU_ASSERT(cast_sent(&s, alice, 6));
    cast_calm(&s);
    CU_ASSERT_EQUAL(alice->sent, 6);
    cast_forget(bob);
    cast_say(bob, "/room alice");
    CU_ASSERT(cast_wait(&s, bob, "[alice] alice: one\n[alice] alice: number 2\n"));
    CU_ASSERT(cast_wait(&s, bob, "[alice] alice: number 5\n"));
    CU_ASSERT_FALSE(cast_told(bob, "written offline")); // it is on the screen already
    cast_say(bob, "/history 2");
    CU_ASSERT(cast_wait(&s, bob, "[alice] alice: number 5\n[alice] alice: written offline\n"));
    cast_say(bob, "/find NUMBER 4");
    CU_ASSERT(cast_wait(&s, bob, "[alice] alice: number 4\n* found once\n"));
    CU_ASSERT_EQUAL(alice->warnings + bob->warnings, 0);
    cast_end(&s);
}

// A pair that one has left is over; the next message, from either side, opens another.
static void pairs_again(void)
{
    struct cast s;
    cast_begin(&s, false);
    struct actor *alice = cast_join(&s, "alice"), *bob = cast_join(&s, "bob");
    for (int i = 0; i < 2; i++) {
        struct actor *stays = i ? bob : alice, *leaves = i ? alice : bob;
        cast_say(alice, "/msg bob one");
        CU_ASSERT(cast_wait(&s, bob, "[alice] alice: one\n"));
        cast_say(leaves, "/leave %s", stays->name);
        CU_ASSERT(cast_wait(&s, leaves, "you have left"));
        cast_say(i ? stays : leaves, "/msg %s two", i ? leaves->name : stays->name);
        CU_ASSERT(cast_wait(&s, i ? leaves : stays, ": two\n"));
        cast_say(i ? leaves : stays, "/msg %s three", i ? stays->name : leaves->name);
        CU_ASSERT(cast_wait(&s, i ? stays : leaves, ": three\n"));
    }
    // Typed into the room that the other has left.
    cast_say(alice, "/room bob");
    cast_say(bob, "/leave alice");
    CU_ASSERT(cast_wait(&s, bob, "you have left"));
    CU_ASSERT(cast_wait(&s, alice, "* bob has left bob\n"));
    cast_say(alice, "four");
    CU_ASSERT(cast_wait(&s, bob, "[alice] alice: four\n"));
    const struct client_room *rooms;
    CU_ASSERT_EQUAL(client_rooms(alice->c, &rooms), 2);
    CU_ASSERT_EQUAL(client_rooms(bob->c, &rooms), 2);

    // The first words to somebody, while nobody is connected, and through a restart.
    struct actor *carol = cast_join(&s, "carol");
    cast_stop_server(&s, false);
    CU_ASSERT(cast_wait(&s, carol, "next try in"));
    cast_say(carol, "/msg bob early");
    cast_say(carol, "/msg nobody lost");
    cast_drop(carol);
    cast_start_server(&s);
    cast_again(&s, carol, &(struct client_config){.user = "carol"});
    CU_ASSERT(cast_wait(&s, bob, "[carol] carol: early\n"));
    CU_ASSERT(cast_wait(&s, carol, "not sent to nobody: there is no such user"));
    cast_calm(&s);
    CU_ASSERT_EQUAL(alice->warnings + bob->warnings + carol->warnings, 0);
    cast_end(&s);
}

// Times that words were told since the last wait.
static unsigned told_times(const struct actor *a, const char *words)
{
    unsigned n = 0;
    for (const char *at = a->told; at && (at = strstr(at, words)); at += strlen(words))
        n++;
    return n;
}

// Said while the other one leaves, before that is known here: it comes by the next pair, and once.
static void said_while_the_other_leaves(void)
{
    struct cast s;
    cast_begin(&s, false);
    struct actor *alice = cast_join(&s, "alice"), *bob = cast_join(&s, "bob");
    cast_say(bob, "/wire on");
    cast_say(alice, "/verify bob"); // so that she has bob's card
    CU_ASSERT(cast_wait(&s, alice, "bob's fingerprint"));
    cast_say(alice, "/msg bob one"); // which only opens the pair: the answer, and a key, have yet to come
    alice->held = true;
    CU_ASSERT(cast_wait(&s, bob, "INVITED"));
    cast_say(bob, "/leave alice");
    CU_ASSERT(cast_wait(&s, bob, "you have left"));
    alice->held = false;
    CU_ASSERT(cast_wait(&s, bob, "alice: one\n"));

    cast_say(alice, "/msg bob two"); // there is a key
    CU_ASSERT(cast_wait(&s, bob, "alice: two\n"));
    alice->held = true;
    cast_say(bob, "/leave alice");
    CU_ASSERT(cast_wait(&s, bob, "you have left"));
    cast_say(alice, "/msg bob three");
    cast_say(alice, "/msg bob four");
    alice->held = false;
    CU_ASSERT(cast_wait(&s, bob, "alice: three\n"));
    CU_ASSERT(cast_wait(&s, bob, "alice: four\n"));
    CU_ASSERT(cast_sent(&s, alice, 4));
    cast_calm(&s);
    CU_ASSERT_EQUAL(told_times(bob, "alice: "), 0); // nothing twice
    CU_ASSERT_EQUAL(alice->sent, 4);
    CU_ASSERT_EQUAL(alice->warnings + bob->warnings, 0);
    const struct client_room *rooms;
    CU_ASSERT_EQUAL(client_rooms(alice->c, &rooms), 2);
    CU_ASSERT_EQUAL(client_rooms(bob->c, &rooms), 2);
    cast_end(&s);
}

// A key comes before the members do, from somebody who came to the room meanwhile: that is no forgery.
static void key_before_members(void)
{
    struct cast s;
    cast_begin(&s, false);
    struct actor *alice = cast_join(&s, "alice"), *bob = cast_join(&s, "bob"),
                 *carol = cast_join(&s, "carol");
    cast_say(alice, "/open exam bob");
    CU_ASSERT(cast_wait(&s, bob, "invites you to exam"));
    cast_say(bob, "/accept exam");
    CU_ASSERT(cast_wait(&s, alice, "* bob has joined exam"));
    cast_say(bob, "/verify carol"); // so that he has her card
    CU_ASSERT(cast_wait(&s, bob, "carol's fingerprint"));
    cast_calm(&s); // who comes and goes at once is not told
    cast_drop(bob);
    CU_ASSERT(cast_wait(&s, alice, "* bob has left"));
    cast_say(alice, "/invite carol exam");
    CU_ASSERT(cast_wait(&s, carol, "invites you to exam"));
    cast_say(carol, "/accept exam");
    CU_ASSERT(cast_wait(&s, alice, "* carol has joined exam"));
    cast_forget(bob);
    cast_again(&s, bob, &(struct client_config){.user = "bob"});
    CU_ASSERT(cast_wait(&s, bob, "* connected\n")); // his name and password are on their way,
    bob->held = true;
    CU_ASSERT(cast_wait(&s, alice, "* bob has joined"));
    cast_say(carol, "/room exam");
    cast_say(carol, "under a new key");
    CU_ASSERT(cast_wait(&s, alice, "[exam] carol: under a new key\n"));
    bob->held = false; // and he asks for the members only now
    CU_ASSERT(cast_wait(&s, bob, "[exam] carol: under a new key\n"));
    CU_ASSERT_EQUAL(alice->warnings + bob->warnings + carol->warnings, 0);
    cast_end(&s);
}

// The answer to an invitation may come before the list of members that shows it.
static void declined_at_once(void)
{
    struct cast s;
    cast_begin(&s, false);
    struct actor *alice = cast_join(&s, "alice"), *bob = cast_join(&s, "bob");
    cast_say(bob, "/verify alice"); // so that neither waits for a card
    CU_ASSERT(cast_wait(&s, bob, "safety number of you two"));
    cast_say(alice, "/verify bob");
    CU_ASSERT(cast_wait(&s, alice, "safety number of you two"));
    cast_calm(&s);
    cast_say(alice, "/open exam bob");
    alice->held = true; // she asks for the members when she hears that the room is open
    CU_ASSERT(cast_wait(&s, bob, "invites you to exam"));
    cast_say(bob, "/decline exam");
    CU_ASSERT(cast_wait(&s, bob, "you have declined exam"));
    alice->held = false;
    CU_ASSERT(cast_wait(&s, alice, "an invitation was declined"));
    CU_ASSERT_FALSE(cast_told(alice, "has left exam"));
    CU_ASSERT_EQUAL(alice->warnings + bob->warnings, 0);
    cast_end(&s);
}

// An invitation is for the keys that one had; with others it takes another one.
static void invited_before_new_keys(void)
{
    struct cast s;
    cast_begin(&s, false);
    struct actor *alice = cast_join(&s, "alice"), *bob = cast_join(&s, "bob");
    cast_say(alice, "/open exam bob");
    CU_ASSERT(cast_wait(&s, bob, "invites you to exam"));
    cast_calm(&s); // so that as a rule only the answer to an invitation tells her of them
    cast_say(bob, "/rekey");
    CU_ASSERT(cast_wait(&s, bob, "* you have new keys"));
    cast_say(bob, "/accept exam");
    CU_ASSERT(cast_wait(&s, bob, "names other keys than you have now: /decline exam, and ask alice"));
    CU_ASSERT_EQUAL(bob->warnings, 0);
    cast_say(bob, "/decline exam");
    CU_ASSERT(cast_wait(&s, alice, "an invitation was declined"));
    cast_say(alice, "/invite bob exam");
    // By the answer to it, or earlier by a list of the lobby.
    CU_ASSERT(cast_warned(&s, alice, "THE KEYS OF bob HAVE CHANGED"));
    cast_say(alice, "/verify bob accept");
    CU_ASSERT(cast_wait(&s, alice, "the new card of bob is accepted"));
    cast_say(alice, "/invite bob exam");
    CU_ASSERT(cast_wait(&s, bob, "invites you to exam"));
    cast_say(bob, "/accept exam");
    CU_ASSERT(cast_wait(&s, alice, "* bob has joined exam"));
    cast_end(&s);
}

// Who comes in from elsewhere ends the connection that was there, which does not come back by itself.
static void elsewhere(void)
{
    struct cast s;
    cast_begin(&s, false);
    struct actor *alice = cast_join(&s, "alice");
    struct actor *laptop =
        cast_client(&s, "laptop", &(struct client_config){.user = "alice", .password = "secret-1alice"});
    CU_ASSERT(cast_wait(&s, laptop, "* you are alice\n"));
    CU_ASSERT(cast_wait(&s, laptop, "* you have new keys"));
    CU_ASSERT(cast_wait(&s, alice, "* offline"));
    CU_ASSERT_EQUAL(client_timeout(alice->c), -1);
    cast_say(alice, "/reconnect");
    CU_ASSERT(cast_wait(&s, alice, "shows other keys under your name"));
    CU_ASSERT(cast_wait(&s, laptop, "* offline"));
    free(core_admin(&s.server, "kick alice enough"));
    CU_ASSERT(cast_wait(&s, alice, "enough"));
    CU_ASSERT(cast_wait(&s, alice, "* offline"));
    cast_end(&s);
}

// A guest who is cut off comes back as a newcomer, and nobody is alarmed.
static void guest_again(void)
{
    struct cast s;
    cast_begin(&s, true);
    struct actor *alice = cast_join(&s, "alice");
    struct actor *visitor =
        cast_client(&s, "visitor", &(struct client_config){.user = "visitor", .guest = true});
    CU_ASSERT(cast_wait(&s, visitor, "* you are visitor, a guest"));
    for (int i = 0; i < 3; i++) {
        cast_say(visitor, "from the visitor %d", i);
        CU_ASSERT(cast_wait(&s, alice, "[lobby] visitor: from the visitor"));
        cast_calm(&s);
        cast_say(visitor, "/reconnect");
        cast_say(alice, "meanwhile %d", i);
        CU_ASSERT(cast_wait(&s, visitor, "* you are visitor, a guest"));
        cast_say(alice, "welcome %d", i);
        CU_ASSERT(cast_wait(&s, visitor, "[lobby] alice: welcome"));
    }
    CU_ASSERT(cast_sent(&s, visitor, 3));
    cast_calm(&s);
    CU_ASSERT_EQUAL(alice->warnings + visitor->warnings, 0);
    CU_ASSERT_EQUAL(visitor->sent, 3);
    cast_end(&s);
}

// A guest whose name is taken when it comes back, perhaps by its own last connection, remembers who it is.
static void guest_waits_for_the_name(void)
{
    struct cast s;
    cast_begin(&s, true);
    struct actor *visitor =
        cast_client(&s, "visitor", &(struct client_config){.user = "visitor", .guest = true});
    CU_ASSERT(cast_wait(&s, visitor, "* you are visitor, a guest"));
    cast_stop_server(&s, true);
    CU_ASSERT(cast_wait(&s, visitor, "next try in"));
    visitor->held = true;
    cast_start_server(&s);
    struct actor *other = cast_client(&s, "other", &(struct client_config){.user = "visitor", .guest = true});
    CU_ASSERT(cast_wait(&s, other, "* you are visitor, a guest"));
    visitor->held = false;
    CU_ASSERT(cast_wait(&s, visitor, "the name visitor is taken, perhaps by your last connection"));
    cast_drop(other);
    cast_say(visitor, "/reconnect");
    CU_ASSERT(cast_wait(&s, visitor, "* you are visitor, a guest"));
    cast_end(&s);
}

// What a guest said who has left is not readable under the card of the next one of that name; that is no
// forgery.
static void guest_of_the_same_name(void)
{
    struct cast s;
    cast_begin(&s, true);
    struct client_config guest = {.user = "visitor", .guest = true};
    struct actor *alice = cast_join(&s, "alice"), *bob = cast_join(&s, "bob");
    struct actor *first = cast_client(&s, "first", &guest);
    CU_ASSERT(cast_wait(&s, first, "* you are visitor, a guest"));
    cast_say(alice, "the key is alice's");
    CU_ASSERT(cast_wait(&s, bob, "[lobby] alice: the key"));
    cast_calm(&s); // who comes and goes is told a little later
    cast_drop(bob);
    CU_ASSERT(cast_wait(&s, alice, "* bob has left"));
    cast_say(first, "from the first");
    CU_ASSERT(cast_wait(&s, alice, "[lobby] visitor: from the first"));
    cast_drop(first);
    CU_ASSERT(cast_wait(&s, alice, "* visitor has left"));
    struct actor *second = cast_client(&s, "second", &guest);
    CU_ASSERT(cast_wait(&s, second, "* you are visitor, a guest"));
    cast_say(second, "from the second");
    CU_ASSERT(cast_wait(&s, alice, "[lobby] visitor: from the second"));
    cast_again(&s, bob, &(struct client_config){.user = "bob"});
    CU_ASSERT(cast_wait(&s, bob,
                        "as visitor's, does not bear its sender's signature: it is not shown. An earlier "
                        "guest of that name may have said it"));
    CU_ASSERT(cast_wait(&s, bob, "[lobby] visitor: from the second"));
    CU_ASSERT_EQUAL(alice->warnings + second->warnings, 0);
    cast_end(&s);
}

// The connection is cut again and again while somebody talks: everything arrives once, in order.
static void cut_connections(void)
{
    struct cast s;
    cast_begin(&s, false);
    struct actor *alice = cast_join(&s, "alice"), *bob = cast_join(&s, "bob");
    cast_say(alice, "/open pub bob");
    CU_ASSERT(cast_wait(&s, bob, "invites you"));
    cast_say(bob, "/accept");
    CU_ASSERT(cast_wait(&s, alice, "* bob has joined pub"));
    for (int i = 0; i < 40; i++) {
        cast_say(alice, "line %d.", i);
        if (i % 4 == 1)
            cast_say(alice, "/reconnect");
        if (i % 6 == 2)
            cast_say(bob, "/reconnect");
        client_serve(alice->c, i % 5);
        client_serve(bob->c, i % 3);
    }
    for (int i = 0; i < 40; i++) {
        char words[64];
        snprintf(words, sizeof words, "[pub] alice: line %d.\n", i);
        CU_ASSERT_FATAL(cast_wait(&s, bob, words));
    }
    CU_ASSERT(cast_sent(&s, alice, 40));
    cast_calm(&s);
    CU_ASSERT_FALSE(cast_told(bob, "[pub] alice: line"));
    CU_ASSERT_EQUAL(alice->sent, 40);
    CU_ASSERT_EQUAL(alice->warnings + bob->warnings, 0);
    cast_end(&s);
}

// A client is killed when a message is on its way: its store as it was at that moment, and a new process. The
// message arrives once, whether the server had it or not.
static void killed(bool arrives)
{
    struct cast s;
    cast_begin(&s, false);
    struct actor *alice = cast_join(&s, "alice"), *bob = cast_join(&s, "bob");
    cast_say(alice, "/msg bob one");
    CU_ASSERT(cast_wait(&s, bob, "[alice] alice: one\n"));
    cast_calm(&s);
    if (!arrives) {
        cast_stop_server(&s, false);
        CU_ASSERT(cast_wait(&s, bob, "next try in"));
    }
    cast_say(alice, "/msg bob on its way");
    shell_expect(0, "cp -r %s/alice %s/killed", s.folder, s.folder);
    if (arrives) {
        CU_ASSERT(cast_wait(&s, bob, "[alice] alice: on its way\n"));
        cast_calm(&s);
    } else {
        cast_start_server(&s);
    }
    cast_drop(alice);
    shell_expect(0, "rm -r %s/alice && mv %s/killed %s/alice", s.folder, s.folder, s.folder);
    cast_again(&s, alice, &(struct client_config){.user = "alice"});
    CU_ASSERT(cast_wait(&s, alice, "* you are alice\n"));
    cast_say(alice, "/msg bob after that");
    if (!arrives)
        CU_ASSERT(cast_wait(&s, bob, "[alice] alice: on its way\n"));
    CU_ASSERT(cast_wait(&s, bob, "[alice] alice: after that\n"));
    cast_calm(&s);
    CU_ASSERT_FALSE(cast_told(bob, "on its way"));
    CU_ASSERT_EQUAL(alice->warnings + bob->warnings, 0);
    cast_end(&s);
}

static void kills(void)
{
    killed(true);
    killed(false);
}

// How often the words stand in what was told.
static unsigned count(const struct actor *a, const char *words)
{
    unsigned n = 0;
    for (const char *at = a->told; at && (at = strstr(at, words)); at += strlen(words))
        n++;
    return n;
}

// Everybody talks while others come in and connections are cut: everybody hears each once.
static void twenty(void)
{
    struct cast s;
    cast_begin(&s, true);
    for (unsigned i = 0; i < CAST; i++) {
        char name[16];
        snprintf(name, sizeof name, "member%u", i);
        struct client_config config = {.user = name, .guest = i % 4 == 3, .register_first = i % 4 != 3};
        CU_ASSERT(cast_wait(&s, cast_client(&s, name, &config), "* you are member"));
    }
    for (unsigned round = 0; round < 5; round++)
        for (unsigned i = 0; i < CAST; i++) {
            cast_say(&s.actors[i], "text %u of member %u.", round, i);
            client_serve(s.actors[i].c, 1);
            if (round == 2 && i % 5 == 0 && i % 4 != 3) // guests would be newcomers
                cast_say(&s.actors[i], "/reconnect");
        }
    for (unsigned i = 0; i < CAST; i++)
        for (unsigned k = 0; k < CAST; k++) {
            char words[48];
            snprintf(words, sizeof words, "text 4 of member %u.", k);
            uint64_t late = client_now_ms() + PATIENCE_MS;
            while (!cast_told(&s.actors[i], words) && client_now_ms() < late)
                cast_calm(&s);
        }
    cast_calm(&s);
    for (unsigned i = 0; i < CAST; i++) {
        for (unsigned k = 0; k < CAST; k++)
            for (unsigned round = 0; round < 5; round++) {
                char words[48];
                snprintf(words, sizeof words, "text %u of member %u.", round, k);
                CU_ASSERT_EQUAL(count(&s.actors[i], words), 1);
            }
        CU_ASSERT_EQUAL(s.actors[i].sent, 5);
        CU_ASSERT_EQUAL(s.actors[i].warnings, 0);
    }
    cast_end(&s);
}

// ---- identities ----

static void changed_server(void)
{
    struct cast s;
    cast_begin(&s, false);
    struct actor *alice = cast_join(&s, "alice");
    cast_stop_server(&s, false);
    CU_ASSERT(cast_wait(&s, alice, "next try in"));
    shell_expect(0, "rm %s/server/identity.pem", s.folder);
    cast_start_server(&s);
    CU_ASSERT(cast_wait(&s, alice, "THE SERVER'S IDENTITY HAS CHANGED"));
    CU_ASSERT(cast_wait(&s, alice, "remove line 1 of "));
    CU_ASSERT(cast_told(alice, "/alice/known_hosts"));
    CU_ASSERT(cast_wait(&s, alice, "* offline"));
    CU_ASSERT_EQUAL(client_timeout(alice->c), -1);
    // Accepted on purpose, as the warning says.
    shell_expect(0, "sed -i 1d %s/alice/known_hosts", s.folder);
    cast_say(alice, "/reconnect");
    CU_ASSERT(cast_wait(&s, alice, "seen for the first time"));
    CU_ASSERT(cast_wait(&s, alice, "* you are alice\n"));
    cast_end(&s);
}

static void changed_card(void)
{
    struct cast s;
    cast_begin(&s, false);
    struct actor *alice = cast_join(&s, "alice"), *bob = cast_join(&s, "bob");
    cast_say(alice, "/msg bob one");
    CU_ASSERT(cast_wait(&s, bob, "[alice] alice: one\n"));
    cast_calm(&s);
    cast_say(alice, "/verify bob");
    CU_ASSERT(cast_wait(&s, alice, "safety number of you two"));
    cast_say(bob, "/verify alice");
    CU_ASSERT(cast_wait(&s, bob, "safety number of you two"));
    const char *one = strchr(alice->told, '\n'), *other = strchr(bob->told, '\n');
    CU_ASSERT(one && other && strlen(one) > 80 && strncmp(one, other, 78) == 0); // twelve groups of five
    cast_say(alice, "/verify bob yes");
    CU_ASSERT(cast_wait(&s, alice, "bob is verified"));
    CU_ASSERT(cast_people(&s, alice, 2));
    const struct client_person *people;
    CU_ASSERT(client_people(alice->c, &people) == 2 && people[1].verified);

    cast_say(bob, "/rekey");
    CU_ASSERT(cast_wait(&s, bob, "you have new keys"));
    CU_ASSERT(cast_wait(&s, alice, "THE KEYS OF bob HAVE CHANGED, WHOM YOU HAD VERIFIED"));
    CU_ASSERT(client_people(alice->c, &people) == 2 && !people[1].verified);
    cast_say(alice, "/msg bob not before it is accepted");
    cast_calm(&s);
    CU_ASSERT_FALSE(cast_told(bob, "accepted"));
    cast_say(alice, "/verify bob");
    CU_ASSERT(cast_wait(&s, alice, "which you have not accepted"));
    cast_say(alice, "/verify bob accept");
    CU_ASSERT(cast_wait(&s, bob, "[alice] alice: not before it is accepted\n"));
    cast_say(bob, "/msg alice with new keys");
    CU_ASSERT(cast_wait(&s, alice, "[bob] bob: with new keys\n"));
    CU_ASSERT_EQUAL(alice->warnings, 1);
    CU_ASSERT_EQUAL(bob->warnings, 0);
    cast_say(alice, "/keys");
    CU_ASSERT(cast_wait(&s, alice, "you, alice:"));
    cast_end(&s);
}

// The first message to somebody whose card has changed since we saw it: the server refuses the invitation of
// the old card, and what was said waits until the new one is accepted.
static void first_message_to_a_changed_card(void)
{
    struct cast s;
    cast_begin(&s, false);
    struct actor *alice = cast_join(&s, "alice"), *bob = cast_join(&s, "bob");
    cast_say(alice, "/verify bob");
    CU_ASSERT(cast_wait(&s, alice, "safety number of you two"));
    cast_calm(&s); // a list of the lobby would tell her
    cast_say(bob, "/rekey");
    CU_ASSERT(cast_wait(&s, bob, "you have new keys"));
    cast_calm(&s);
    CU_ASSERT_EQUAL(alice->warnings, 0);
    cast_say(alice, "/msg bob is it you?");
    CU_ASSERT(cast_wait(&s, alice, "THE KEYS OF bob HAVE CHANGED"));
    CU_ASSERT(cast_wait(&s, alice, "it waits: the keys of bob have changed"));
    cast_calm(&s);
    CU_ASSERT_FALSE(cast_told(bob, "is it you?"));
    cast_say(alice, "/verify bob accept");
    CU_ASSERT(cast_wait(&s, bob, "[alice] alice: is it you?\n"));
    CU_ASSERT(cast_sent(&s, alice, 1));
    cast_calm(&s); // her answer may come after his message
    CU_ASSERT_EQUAL(alice->sent, 1);
    cast_end(&s);
}

// Another computer, without the keys: the server lets her in, and everybody is told.
static void new_computer(void)
{
    struct cast s;
    cast_begin(&s, false);
    struct actor *alice = cast_join(&s, "alice"), *bob = cast_join(&s, "bob");
    cast_say(bob, "/msg alice one");
    CU_ASSERT(cast_wait(&s, alice, "[bob] bob: one\n"));
    cast_drop(alice);
    shell_expect(0, "rm -r %s/alice", s.folder);
    cast_forget(alice);
    cast_again(&s, alice, &(struct client_config){.user = "alice"});
    CU_ASSERT(cast_wait(&s, alice, "this computer has no keys of alice"));
    CU_ASSERT(cast_wait(&s, bob, "THE KEYS OF alice HAVE CHANGED."));
    cast_say(bob, "/verify alice accept");
    cast_say(bob, "/msg alice two");
    CU_ASSERT(cast_wait(&s, alice, "[bob] bob: two\n"));
    cast_say(alice, "/msg bob three");
    CU_ASSERT(cast_wait(&s, bob, "[alice] alice: three\n"));
    CU_ASSERT_EQUAL(bob->warnings, 1);
    cast_end(&s);
}

static void passphrase(void)
{
    struct cast s;
    cast_begin(&s, false);
    struct actor *alice = cast_join(&s, "alice");
    cast_drop(alice);
    cast_forget(alice);
    cast_again(&s, alice, &(struct client_config){.user = "alice", .passphrase = "another"});
    CU_ASSERT(cast_wait(&s, alice, "your keys and history are not open"));
    CU_ASSERT(cast_told(alice, "the passphrase is wrong"));
    CU_ASSERT_EQUAL(client_state(alice->c), CLIENT_CONNECTED);
    cast_say(alice, "/login alice secret-1alice");
    CU_ASSERT(cast_wait(&s, alice, "the passphrase is wrong"));
    cast_drop(alice);
    shell_expect(1, "grep -rqE 'secret-1|PRIVATE KEY' %s/alice", s.folder);
    shell_expect(0, "test \"$(stat -c %%a %s/alice/alice@127.0.0.1:*.db)\" = 600", s.folder);
    cast_end(&s);
}

// Nothing on the server's disk tells what was said.
static void server_knows_nothing(void)
{
    struct cast s;
    cast_begin(&s, false);
    struct actor *alice = cast_join(&s, "alice"), *bob = cast_join(&s, "bob");
    cast_say(alice, "/msg bob xyzzy-plugh");
    CU_ASSERT(cast_wait(&s, bob, "xyzzy-plugh"));
    cast_say(alice, "frobozz to all");
    CU_ASSERT(cast_wait(&s, bob, "frobozz"));
    pthread_mutex_lock(&s.server.lock);
    CU_ASSERT_PTR_NOT_NULL_FATAL(s.server.log);
    CU_ASSERT_PTR_NULL(strstr(s.server.log, "xyzzy"));
    CU_ASSERT_PTR_NULL(strstr(s.server.log, "frobozz"));
    pthread_mutex_unlock(&s.server.lock);
    cast_stop_server(&s, true);
    shell_expect(1, "grep -raqE 'xyzzy|frobozz|secret-1' %s/server", s.folder);
    cast_end(&s);
    shell_expect(1, "grep -raqE 'xyzzy|frobozz|secret-1' %s", s.folder);
}

void suite_glasslock_chat(void)
{
    static const struct test_case cases[] = {
        {"register, log in, be a guest, and what is refused", comes_in},
        {"who is there, before the server has said it", asks_who_is_there},
        {"the lobby", lobby},
        {"pairs, offline delivery, both at once", pairs},
        {"groups: invite, accept, decline, leave", groups},
        {"recipes", recipes},
        {"friends, and waiting for one", friends_and_waiting},
        {"receipts", receipts},
        {"a lost server, and a restart of everybody", reconnects},
        {"pairs that are left, and opened again", pairs_again},
        {"said while the other one leaves", said_while_the_other_leaves},
        {"a key that comes before the members", key_before_members},
        {"an invitation that is declined at once", declined_at_once},
        {"an invitation from before new keys", invited_before_new_keys},
        {"the same name from elsewhere, and kicked", elsewhere},
        {"a guest who is cut off", guest_again},
        {"a guest whose name is taken meanwhile", guest_waits_for_the_name},
        {"another guest of the same name", guest_of_the_same_name},
        {"connections cut while talking", cut_connections},
        {"a client killed with a message on its way", kills},
        {"twenty in the lobby", twenty},
        {"a changed server is refused", changed_server},
        {"a changed card is told, and waits to be accepted", changed_card},
        {"the first message to a changed card", first_message_to_a_changed_card},
        {"another computer", new_computer},
        {"the store's passphrase", passphrase},
        {"the disks tell nothing", server_knows_nothing},
        {0},
    };
    add_suite("glasslock_chat", cases);
}
