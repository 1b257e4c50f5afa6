// SPDX-License-Identifier: MIT
// glasslock chat without a screen: plain lines, JSON, exit statuses, wrong command lines; and HOST:PORT.
#include "tests/run.h"
#include "tests/shell.h"

#include "app/chat/target.h"

#include <stdio.h>
#include <string.h>

// serve ARGUMENTS...: a server in the background, killed at the end; $port is where it listens. talk
// ARGUMENTS...: a client of it, for at most 20 s.
#define PRELUDE                                                                                              \
    "d=\"$T/chat$$\"; mkdir -p \"$d\"; export PW='correct-horse-1'; pids=; "                                 \
    "trap 'kill $pids 2>/dev/null; kill -9 $server 2>/dev/null; rm -rf \"$d\"' EXIT; "                       \
    "until_in() { for i in $(seq 600); do grep -qs -e \"$1\" \"$2\" && return 0; sleep 0.05; done; "         \
    "echo \"no '$1' in:\" >&2; cat \"$2\" >&2; exit 9; }; "                                                  \
    "serve() { $G serve --port 0 --data \"$d/server\" \"$@\" >\"$d/log\" 2>&1 & "                            \
    "server=$!; until_in '^  admin' \"$d/log\"; port=$(awk '/^  port/ { print $2 }' \"$d/log\"); }; "        \
    "listen() { exec timeout 60 $G chat \"127.0.0.1:$port\" --stay --plain \"$@\" </dev/null; }; "           \
    "talk() { timeout 60 $G chat \"127.0.0.1:$port\" \"$@\"; }; "
// A client of chatlock is online when it has sent its name; the server's log says when that was read.
#define LOCK PRELUDE "serve --protocol chatlock; lock() { talk --protocol chatlock \"$@\"; }; "
#define STRONG                                                                                               \
    PRELUDE "serve --open; alice() { talk --user alice --password env:PW --data \"$d/a\" \"$@\"; }; "

static void lines_are_said_and_heard(void)
{
    shell_expect(0, LOCK
                 "listen --protocol chatlock --user bob >\"$d/bob\" & pids=\"$pids $!\"; "
                 "until_in 'bob joined' \"$d/log\"; "
                 "printf 'hello all\\nprivate:bob:psst\\nno line feed' | lock --user alice >\"$d/alice\" && "
                 "grep -qx 'ME to all : hello all' \"$d/alice\" && "
                 "grep -qx 'ME to bob (private) : psst' \"$d/alice\" && "
                 "until_in '^alice to all: hello all$' \"$d/bob\" && "
                 "until_in '^alice to me (private): psst$' \"$d/bob\" && "
                 "until_in '^alice to all: no line feed$' \"$d/bob\" && "
                 "until_in 'alice has left' \"$d/bob\"");
}

static void json_is_an_object_a_line(void)
{
    shell_expect(0, LOCK
                 "printf 'h\\303\\251 \"there\"\\n' | lock --user alice --json >\"$d/out\" && "
                 "python3 -c '\n"
                 "import json, sys\n"
                 "events = [json.loads(line) for line in open(sys.argv[1])]\n"
                 "said = [e for e in events if e[\"event\"] == \"message\"]\n"
                 "assert len(said) == 1 and said[0][\"text\"] == \"h\\u00e9 \\\"there\\\"\", events\n"
                 "assert said[0][\"own\"] is True and said[0][\"who\"] == \"alice\", events\n"
                 "assert [e[\"who\"] for e in events if e[\"event\"] == \"welcome\"] == [\"alice\"], events\n"
                 "assert events[-1][\"event\"] == \"quit\", events\n"
                 "' \"$d/out\"");
}

static void what_others_say_cannot_steer_the_terminal(void)
{
    shell_expect(0, LOCK "listen --protocol chatlock --user bob >\"$d/bob\" & pids=\"$pids $!\"; "
                         "until_in 'bob joined' \"$d/log\"; python3 - $port <<'X'\n"
                         "import socket, sys, time\n"
                         "s = socket.create_connection((\"127.0.0.1\", int(sys.argv[1])), 10)\n"
                         "s.sendall(b'[\"username\", \"ev\\\\u001b[2Jil\", 0]')\n"
                         "s.recv(1)\n"
                         "X\n"
                         "until_in . \"$d/bob\"; ! grep -q \"$(printf '\\033')\" \"$d/bob\" \"$d/log\"");
}

static void failures_are_told_by_the_status(void)
{
    shell_expect(1, LOCK "kill -9 $server; wait $server; echo hi | lock --user alice >/dev/null");
    shell_expect(
        0,
        LOCK "listen --protocol chatlock --user bob >\"$d/bob\" & pids=\"$pids $!\"; "
             "until_in 'bob joined' \"$d/log\"; "
             "{ until_in 'is taken' \"$d/second\"; echo hi; } | lock --user bob >\"$d/second\" 2>\"$d/err\"; "
             "test $? = 1 && grep -q 'we did not come in' \"$d/err\" && kill -9 $server && "
             "until_in 'next try in' \"$d/bob\"");
    shell_expect(0, LOCK
                 "listen --protocol chatlock --user bob >\"$d/bob\" & bob=$!; pids=\"$pids $bob\"; "
                 "until_in 'bob joined' \"$d/log\"; kill -TERM $server; until_in 'next try' \"$d/bob\" && "
                 "kill -TERM $bob; wait $bob; test $? = 143");
    shell_expect(0, LOCK
                 "{ echo one; until_in 'is over' \"$d/err\"; } | lock --user bob --no-reconnect >\"$d/out\" "
                 "2>\"$d/err\" & "
                 "bob=$!; until_in 'ME to all : one' \"$d/out\"; kill -9 $server; wait $bob; test $? = 1 && "
                 "grep -q 'the connection is over' \"$d/err\"");
}

static void the_default_protocol_in_lines(void)
{
    shell_expect(0, STRONG "echo 'hello lobby' | alice --register >\"$d/out\" && "
                           "grep -q 'fingerprint is' \"$d/out\" && grep -q 'you are alice' \"$d/out\" && "
                           "grep -q 'me: hello lobby' \"$d/out\" && "
                           "echo again | alice >\"$d/out\" && grep -q 'me: again' \"$d/out\" && "
                           "! grep -rq 'hello lobby' \"$d/server\" \"$d/a\"");
    shell_expect(0, STRONG "alice --register >\"$d/out\" </dev/null && "
                           "echo hi | PW=wrong-horse-1 alice >\"$d/out\" 2>\"$d/err\"; test $? = 1 && "
                           "grep -q 'did not come in' \"$d/err\" && "
                           "echo hi | alice --register >\"$d/out\" 2>\"$d/err\"; test $? = 1");
    shell_expect(0, STRONG "echo hi | talk --user gus --guest --ephemeral >\"$d/out\" && "
                           "grep -q 'you are gus, a guest' \"$d/out\" && grep -q 'me: hi' \"$d/out\"");
}

// At libcrypt's standard cost, which is what makes guessing slow.
static void passwords_are_hashed_at_their_cost(void)
{
    shell_expect(0, STRONG "alice --register >\"$d/out\" </dev/null && "
                           "grep -aq '[$]y[$]j9T[$]' \"$d/server/\"*");
    shell_expect(0, PRELUDE "serve --open --password-hash bcrypt; talk --user alice --password env:PW --data "
                            "\"$d/a\" --register >\"$d/out\" </dev/null && "
                            "grep -aq '[$]2b[$]1[0-9][$]' \"$d/server/\"*");
}

static void a_recipe_is_for_what_one_opens(void)
{
    shell_expect(0, STRONG
                 "alice --register >\"$d/out\" </dev/null; listen --user bob --register --password env:PW "
                 "--data \"$d/b\" >\"$d/bob\" & pids=\"$pids $!\"; until_in 'you are bob' \"$d/bob\"; "
                 "{ until_in 'from now on uses fernet' \"$d/out2\"; echo '/msg bob hi'; "
                 "until_in 'alice: hi' \"$d/bob\"; echo /room; } | alice --recipe fernet >\"$d/out2\"; "
                 "grep -q 'bob  .fernet.' \"$d/out2\"");
    shell_expect(
        0,
        STRONG "echo | alice --register --recipe rot13 >\"$d/out\"; grep -q '^! /recipe NAME: ' \"$d/out\"");
}

static void a_trace_is_printed(void)
{
    shell_expect(
        0, LOCK "echo hello | lock --user alice --trace >\"$d/out\" && grep -q 'DES, block 1:' \"$d/out\" && "
                "grep -q 'Key after PC-1' \"$d/out\" && grep -q 'Round 16 result' \"$d/out\"");
}

static void wrong_calls_are_refused(void)
{
    shell_refused(2, "no protocol 'irc'", "$G chat --protocol irc");
    shell_refused(2, "is no HOST", "$G chat 127.0.0.1:port");
    shell_refused(2, "is no HOST", "$G chat 127.0.0.1:70000");
    shell_refused(2, "give one of them", "$G chat 127.0.0.1:7070 --port 7071");
    shell_refused(2, "unexpected argument", "$G chat host extra");
    shell_refused(2, "exclude each other", "$G chat --user a --register --guest");
    shell_refused(2, "needs --user", "$G chat --register");
    shell_refused(2, "needs --user", "$G chat --guest");
    shell_refused(2, "--password or --password-file", "$G chat --user a");
    shell_refused(2, "--password or --password-file", "$G chat --protocol socketchat --user a");
    shell_refused(2, "no environment variable", "$G chat --user a --password env:NOT_THERE");
    shell_refused(2, "exclude each other", "$G chat --plain --json");
    shell_refused(2, "--recipe", "$G chat --protocol chatlock --user a --recipe strong");
    shell_refused(2, "unknown option", "$G chat --bogus");
    shell_refused(1, "No such file", "$G chat --user a --password-file \"$T/no-password\"");
}

static void hosts_and_ports(void)
{
    static const struct {
        const char *text, *host;
        unsigned port;
    } good[] = {{"lab", "lab", 0},   {"lab:7070", "lab", 7070},
                {"::1", "::1", 0},   {"[::1]:65535", "::1", 65535},
                {"[::1]", "::1", 0}, {"10.0.0.1:1", "10.0.0.1", 1}};
    static const char *const bad[] = {"",     ":1",   "a:",     "a:0",  "a:65536",
                                      "a:1x", "[::1", "[::1]x", "[]:1", "a:-1"};
    struct target t;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        CU_ASSERT_TRUE(target_parse(&t, good[i].text));
        CU_ASSERT_STRING_EQUAL(t.host, good[i].host);
        CU_ASSERT_EQUAL(t.port, good[i].port);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        CU_ASSERT_FALSE(target_parse(&t, bad[i]));
    char long_name[TARGET_HOST_CHARS + 10];
    memset(long_name, 'a', sizeof long_name - 1);
    long_name[sizeof long_name - 1] = '\0';
    CU_ASSERT_FALSE(target_parse(&t, long_name));
}

void suite_chat_cli(void)
{
    static const struct test_case cases[] = {
        {"lines are said and heard", lines_are_said_and_heard},
        {"JSON is an object a line", json_is_an_object_a_line},
        {"what others say cannot steer the terminal", what_others_say_cannot_steer_the_terminal},
        {"failures are told by the status", failures_are_told_by_the_status},
        {"the default protocol in lines", the_default_protocol_in_lines},
        {"passwords are hashed at their cost", passwords_are_hashed_at_their_cost},
        {"a recipe is for what one opens", a_recipe_is_for_what_one_opens},
        {"a trace is printed", a_trace_is_printed},
        {"wrong calls are refused", wrong_calls_are_refused},
        {"hosts and ports", hosts_and_ports},
        {0},
    };
    add_suite("chat_cli", cases);
}
