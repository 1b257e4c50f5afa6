// SPDX-License-Identifier: MIT
// Every command of /help, said by one process and seen by another.
#include "tests/class.h"
#include "tests/run.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// ---- what was typed ----

static char typed[4096]; // " help  who " ...

__attribute__((format(printf, 2, 3))) static void type(struct process *p, const char *format, ...)
{
    char line[2048], word[40];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    process_say(p, "%s", line);
    if (line[0] == '/' && sscanf(line + 1, "%38s", word) == 1 && !strstr(typed, word) &&
        strlen(typed) + strlen(word) + 3 < sizeof typed)
        sprintf(typed + strlen(typed), " %s ", word);
}

// What follows `label` in the next line that has it.
static void take(struct process *p, const char *label, char *out, size_t room)
{
    const char *line = process_await(p, label), *at = strstr(line, label);
    snprintf(out, room, "%s", at ? at + strlen(label) : "");
}

// ---- the class ----

static struct class_server server;
static struct process *alice, *bob, *carol;

static void coming_in(void)
{
    server = class_serve("commands", 0, "--open");
    // One who says who she is with commands, as at a screen.
    alice = process_start("$G chat 127.0.0.1:%u --plain --data \"$T/commands-alice\"", server.port);
    const char *shown = process_await(alice, "the server's fingerprint is");
    CU_ASSERT_PTR_NOT_NULL(strstr(shown, server.fingerprint));
    CU_ASSERT_PTR_NOT_NULL(strstr(shown, "seen for the first time"));
    process_await(alice, "say who you are");
    type(alice, "/help register");
    process_await(alice, "/register NAME PASSWORD");
    type(alice, "/register alice short");
    process_await(alice, "! ");
    type(alice, "/register alice %s", class_password("alice"));
    process_await(alice, "* you are alice");
    class_await(&server, "alice joined");

    bob = process_start("$G chat 127.0.0.1:%u --plain --data \"$T/commands-bob\"", server.port);
    process_await(bob, "say who you are");
    type(bob, "/register alice %s", class_password("bob"));
    process_await(bob, "! the name alice is taken");
    type(bob, "/guest alice");
    process_await(bob, "! the name alice is taken");
    type(bob, "/register bob %s", class_password("bob"));
    process_await(bob, "* you are bob");
    process_await(alice, "* bob has joined");
    type(bob, "/quit");
    CU_ASSERT_EQUAL(process_end(bob), 0);
    process_await(alice, "* bob has left");

    bob = process_start("$G chat 127.0.0.1:%u --plain --data \"$T/commands-bob\"", server.port);
    process_await(bob, "say who you are");
    type(bob, "/login bob not-his-password-1");
    process_await(bob, "the passphrase is wrong (it is your password");
    type(bob, "/login bob %s", class_password("bob"));
    process_await(bob, "* you are bob");
    process_await(alice, "* bob has joined");

    carol = process_start("$G chat 127.0.0.1:%u --plain --data \"$T/commands-carol\"", server.port);
    process_await(carol, "say who you are");
    type(carol, "/guest carol");
    process_await(carol, "* you are carol, a guest");
    process_await(alice, "* carol has joined");
    process_await(bob, "* carol has joined");
    type(alice, "/who");
    process_await(alice, "* online (3): alice (you), bob, carol");
}

static void talking(void)
{
    type(alice, "good morning");
    process_await(bob, "[lobby] alice: good morning");
    process_await(carol, "[lobby] alice: good morning");
    type(bob, "/me waves :wave:");
    process_await(alice, "[lobby] * bob waves \U0001F44B");
    type(carol, "/emote");
    process_await(carol, ":wave:");
    type(carol, "/emote wave");
    process_await(alice, "[lobby] carol: \U0001F44B");
    type(carol, "//slashed");
    process_await(alice, "[lobby] carol: /slashed");
    type(alice, "/msg bob for you alone");
    process_await(bob, "[alice] alice: for you alone");
    process_await(alice, "* bob has received what you said in bob");
    type(bob, "private:alice:thanks: two colons");
    process_await(alice, "[bob] bob: thanks: two colons");
    type(bob, "private:alice");
    process_await(bob, "! nothing was said");
    type(bob, "/msg nobody hello");
    process_await(bob, "! not sent to nobody");
    type(bob, "/nonsense");
    process_await(bob, "! no command '/nonsense'");
    type(bob, "/receipts off");
    process_await(bob, "* receipts are off");
    type(bob, "/receipts on");
    process_await(bob, "* receipts are on");
    CU_ASSERT_FALSE(process_saw(carol, "for you alone"));
    CU_ASSERT_FALSE(process_saw(carol, "thanks"));
}

static void groups(void)
{
    type(alice, "/open exam bob");
    process_await(bob, "* alice invites you to exam");
    type(bob, "/accept exam");
    process_await(alice, "* bob has joined exam");
    type(alice, "/room exam");
    type(alice, "question one");
    process_await(bob, "[exam] alice: question one");
    type(bob, "/invite carol exam");
    process_await(carol, "* bob invites you to exam");
    type(carol, "/room exam");
    process_await(carol, "only invited to exam");
    type(carol, "/decline exam");
    process_await(carol, "you have declined exam");
    type(bob, "/leave exam");
    process_await(alice, "* bob has left exam");
    type(alice, "/group second carol");
    process_await(carol, "* alice invites you to second");
    type(carol, "/accept");
    process_await(alice, "* carol has joined second");
    type(alice, "/room second");
    type(alice, "hello second");
    process_await(carol, "[second] alice: hello second");
    type(alice, "/room lobby");
    CU_ASSERT_FALSE(process_saw(carol, "question one"));
    CU_ASSERT_FALSE(process_saw(bob, "hello second"));
}

static void recipes_and_friends(void)
{
    type(alice, "/room bob");
    type(alice, "/recipe fernet");
    process_await(alice, "bob uses fernet from the next message on");
    type(alice, "under fernet");
    process_await(bob, "[alice] alice: under fernet");
    type(alice, "/recipe securechat");
    process_await(bob, "!! WARNING: alice is now to use securechat");
    type(bob, "/room alice");
    type(bob, "/recipe securechat");
    type(bob, "/sign dsa");
    process_await(bob, "securechat signs with");
    type(bob, "with a DSA signature");
    process_await(alice, "[bob] bob: with a DSA signature");
    type(alice, "/recipe strong");
    process_await(bob, "alice now uses strong");
    type(alice, "strong again");
    process_await(bob, "[alice] alice: strong again");

    type(alice, "/friend bob");
    process_await(bob, "* alice asks to be your friend");
    type(bob, "/friends");
    process_await(bob, "alice: asks you, online");
    type(bob, "/friend accept alice");
    process_await(alice, "* bob is your friend");
    type(alice, "/wait bob fernet");
    process_await(alice, "you wait for bob");
    type(bob, "/wait alice fernet");
    process_await(alice, "* bob is ready");
    process_await(bob, "* alice is ready");
    type(bob, "/msg alice ready now");
    process_await(alice, "[bob] bob: ready now");
}

static void keys(void)
{
    char one[80], two[80];
    type(alice, "/keys");
    process_await(alice, "you, alice:");
    process_await(alice, server.fingerprint);
    type(alice, "/verify bob");
    process_await(alice, "safety number");
    take(alice, "  ", one, sizeof one);
    type(bob, "/verify alice");
    process_await(bob, "safety number");
    take(bob, "  ", two, sizeof two);
    CU_ASSERT_EQUAL(strspn(one + strspn(one, " "), "0123456789 "), 12 * 5 + 11);
    CU_ASSERT_STRING_EQUAL(one, two);
    type(alice, "/verify bob yes");
    process_await(alice, "bob is verified");
    type(alice, "/who");
    process_await(alice, "bob (friend) (verified)");
    type(bob, "/rekey");
    process_await(bob, "you have new keys");
    process_await(alice, "!! WARNING: THE KEYS OF bob HAVE CHANGED, WHOM YOU HAD VERIFIED");
    type(alice, "/verify bob accept");
    type(alice, "/msg bob with your new keys");
    process_await(bob, "[alice] alice: with your new keys");
}

static void looking_back(void)
{
    type(bob, "/history 1 alice");
    process_await(bob, "[alice] alice: with your new keys");
    type(bob, "/find UNDER FERNET");
    process_await(bob, "[alice] alice: under fernet");
    process_await(bob, "* found once");
    type(alice, "/wire on");
    process_await(alice, "the wire is shown");
    type(alice, "/msg bob seen on the wire");
    process_await(alice, "wire -> ");
    process_await(bob, "seen on the wire");
    type(alice, "/wire off");
    process_await(alice, "not shown any more");
    type(alice, "/reconnect");
    process_await(alice, "* you are alice");
    type(alice, "/msg bob back again");
    process_await(bob, "[alice] alice: back again");
}

// /help lists no command that was not typed above.
static void all_were_typed(void)
{
    type(bob, "/help");
    const char *line = process_await(bob, "* /help ");
    unsigned n = 0;
    char name[40];
    while (sscanf(strchr(line, '/') ? strchr(line, '/') : "", "/%38s", name) == 1) {
        char word[48];
        snprintf(word, sizeof word, " %s ", name);
        if (!strstr(typed, word))
            fprintf(stderr, "\n/%s was never typed\n", name);
        CU_ASSERT_PTR_NOT_NULL(strstr(typed, word));
        n++;
        if (!strcmp(name, "receipts")) // the last one
            break;
        line = process_await(bob, "/");
    }
    CU_ASSERT_TRUE(n >= 29);
}

static void going(void)
{
    type(carol, "#exit");
    CU_ASSERT_EQUAL(process_end(carol), 0);
    process_await(alice, "* carol has left");
    process_await(bob, "* carol has left"); // who comes back and goes within one batch is not told
    type(alice, "/quit");
    CU_ASSERT_EQUAL(process_end(alice), 0);
    process_await(bob, "* alice has left");
    CU_ASSERT_EQUAL(process_end(bob), 0); // the end of its input
    class_stop(&server);
}

static void every_command(void)
{
    coming_in();
    talking();
    groups();
    recipes_and_friends();
    keys();
    looking_back();
    all_were_typed();
    going();
}

void suite_class(void)
{
    static const struct test_case cases[] = {{"every command of /help", every_command}, {0}};
    add_suite("class", cases);
}
