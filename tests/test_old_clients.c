// SPDX-License-Identifier: MIT
// The old protocols' clients, against servers in another language (tests/peers, Python) and against our own:
// entering, saying to all and to one, leaving, a wrong password, a taken name; streams whole, in pieces,
// joined, and garbage.
#include "net/client/client.h"
#include "net/core/server.h"
#include "net/old/clients.h"
#include "net/old/old.h"
#include "tests/process.h"
#include "tests/run.h"

#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PEER "/usr/bin/python3 tests/peers/" // Debian's, which has python3-cryptography

// ---- clients of a test ----

#define SIDES 3
static struct side {
    struct chat_client *c;
    char told[1 << 18]; // lines of events
    size_t bytes, passed;
    bool quit;
} sides[SIDES];

static void sink(void *context, const struct client_event *event)
{
    struct side *s = context;
    char *line = client_event_line(event, false);
    size_t n = line ? strlen(line) : 0;
    if (line && s->bytes + n + 2 < sizeof s->told) {
        memcpy(s->told + s->bytes, line, n);
        memcpy(s->told + s->bytes + n, "\n", 2);
        s->bytes += n + 1;
    }
    free(line);
    s->quit |= event->kind == EVENT_QUIT;
}

static struct side *enter_with(int i, const struct client_config *config)
{
    struct side *s = &sides[i];
    char error[200] = "";
    *s = (struct side){.bytes = 0};
    s->c = client_new(config, sink, s, error, sizeof error);
    if (!s->c)
        fprintf(stderr, "%s\n", error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(s->c);
    client_start(s->c);
    return s;
}

static struct side *enter(int i, const struct client_protocol *protocol, unsigned port, const char *user,
                          const char *password)
{
    return enter_with(i, &(struct client_config){.protocol = protocol,
                                                 .host = "127.0.0.1",
                                                 .port = (uint16_t)port,
                                                 .user = user,
                                                 .password = password});
}

static void serve_all(void)
{
    struct pollfd polled[SIDES];
    for (int i = 0; i < SIDES; i++) {
        polled[i] = (struct pollfd){.fd = -1};
        if (!sides[i].c)
            continue;
        polled[i].fd = client_fd(sides[i].c);
        polled[i].events = client_wants(sides[i].c);
    }
    poll(polled, SIDES, 5);
    for (int i = 0; i < SIDES; i++)
        if (sides[i].c)
            client_turn(sides[i].c, polled[i].revents); // none for a descriptor of -1
}

// Serve everybody until this one has been told a line with these words; those before it are passed over.
static void await(struct side *s, const char *words)
{
    uint64_t end = client_now_ms() + PATIENCE_MS;
    for (;;) {
        char *found = strstr(s->told + s->passed, words);
        if (found) {
            s->passed = (size_t)(found - s->told) + strlen(words);
            return;
        }
        if (client_now_ms() > end) {
            fprintf(stderr, "\nnever told: %s\nbut:\n%s\n", words, s->told + s->passed);
            CU_FAIL("a client was not told in time");
            return;
        }
        serve_all();
    }
}

static bool saw(const struct side *s, const char *words)
{
    return strstr(s->told, words) != NULL;
}

static void say(struct side *s, const char *line)
{
    client_command(s->c, line);
}

static void leave(struct side *s)
{
    client_free(s->c);
    s->c = NULL;
}

static void leave_all(void)
{
    for (int i = 0; i < SIDES; i++)
        leave(&sides[i]);
}

static bool knows(struct side *s, const char *name)
{
    const struct client_person *people;
    size_t n = client_people(s->c, &people);
    for (size_t i = 0; i < n; i++)
        if (strcmp(people[i].name, name) == 0)
            return people[i].online;
    return false;
}

static unsigned port_of(struct process *server)
{
    unsigned port = 0;
    const char *line = process_await(server, "port ");
    CU_ASSERT_EQUAL_FATAL(sscanf(line, "port %u", &port), 1);
    return port;
}

// ---- chatlock ----

static void chatlock_talk(unsigned piece)
{
    struct process *server = process_start(PEER "chatlock_server.py %u", piece);
    unsigned port = port_of(server);
    struct side *alice = enter(0, &client_chatlock, port, "alice", NULL);
    await(alice, "* you are alice");
    process_await(server, "alice joined with [");
    struct side *bob = enter(1, &client_chatlock, port, "alice", NULL);
    await(bob, "the name 'alice' is taken");
    say(bob, "is anybody there?");
    await(bob, "! nothing was said: choose a name first");
    say(bob, "/name b:b");
    await(bob, "! /name NAME: ");
    say(bob, "/name \xe6\x9d\x8e"); // not Latin-1
    await(bob, "Latin-1");
    say(bob, "/name bob");
    await(bob, "* you are bob");
    process_await(server, "bob joined");

    say(alice, "hello");
    await(alice, "ME to all : hello");
    process_await(server, "alice says hello");
    await(bob, "alice to all: hello");
    CU_ASSERT_TRUE(knows(bob, "alice") && knows(bob, "bob"));
    say(bob, "private:alice:Gr\xc3\xbc\xc3\x9f"
             "e, more than a block");
    await(bob, "ME to alice (private) : Gr\xc3\xbc\xc3\x9f"
               "e, more than a block");
    await(alice, "bob to me (private): Gr\xc3\xbc\xc3\x9f"
                 "e, more than a block");
    process_await(server, "bob to alice: AUTHENTICATED");
    say(alice, "/msg carol anybody?");
    process_await(server, "alice to carol: AUTHENTICATED");
    say(alice, "\xe6\x9d\x8e wrote this");
    await(alice, "1 characters that this protocol cannot carry");
    await(bob, "alice to all: ? wrote this");
    say(alice, "/me waves");
    await(bob, "alice to all: * alice waves");
    say(alice, "!DISCONNECT");
    await(alice, "! nothing was said: that word");
    CU_ASSERT_FALSE(saw(alice, "alice to all: hello")); // nobody hears himself

    say(bob, "/quit");
    await(alice, "* bob has left");
    process_await(server, "bob left");
    CU_ASSERT_TRUE(bob->quit && !knows(alice, "bob"));
    leave_all();
    process_await(server, "alice left");
    process_kill(server);
}

static void test_chatlock(void)
{
    chatlock_talk(1 << 20);
    chatlock_talk(3);
}

// The stream in the spellings that JSON allows; then what is no stream.
static void test_chatlock_stream(void)
{
    struct process *server = process_start(PEER "chatlock_server.py");
    unsigned port = port_of(server);
    struct side *alice = enter(0, &client_chatlock, port, NULL, NULL);
    await(alice, "* choose a name: /name NAME");
    say(alice, "/name alice");
    process_await(server, "alice joined");
    const char *hello = "\"b9eb4e73991df0c4\"", *all = "\"3bf8180786fd6e5c\"";
    process_say(server, "raw  [1 ,[%s],[ %s ],[%s]]  [1,[%s],[%s],[\"\\u00629eb4e73991df0c4\", %s]]", hello,
                all, hello, hello, all, hello);
    await(alice, "hello to all: hello\n");
    await(alice, "hello to all: hello"); // "hello", zeros, "hello": what stands between is shown as '?'
    process_say(server,
                "raw [7, []][\"username\", \"carol\", [4, 7]][\"username\", \"d\\u00e9d\\u00e9\", 0]");
    await(alice, "a list that is no message");
    await(alice, "* carol has joined");
    await(alice, "* d\xc3\xa9"
                 "d\xc3\xa9 has joined");
    say(alice, "/wire on");
    say(alice, "/trace on");
    say(alice, "hello");
    await(alice, "wire ->");
    await(alice, "DES: alice to All: hello");
    await(alice, "62396562346537333939316466306334"); // b9eb4e73991df0c4, as bytes on the wire
    await(alice, "hello\n");                          // the event of the trace
    process_say(server, "raw garbage");
    await(alice, "! what the server sends is not ChatLock's protocol");
    await(alice, "next try in");
    await(alice, "* you are alice"); // and back again
    process_await(server, "alice joined");
    process_say(server, "close");
    await(alice, "the server has closed the connection");
    await(alice, "* you are alice");
    leave_all();
    process_kill(server);
}

// ---- socketchat ----

static void socketchat_talk(unsigned piece)
{
    struct process *server = process_start(PEER "socketchat_server.py password %u", piece);
    unsigned port = port_of(server);
    struct side *alice = enter(0, &client_socketchat, port, "alice", "password");
    await(alice, "* [info] Welcome");
    await(alice, "* [info] Connected to remote host. You can start sending messages");
    process_await(server, "[info] user");
    struct side *bob = enter(1, &client_socketchat, port, NULL, NULL);
    await(bob, "/password WORD");
    await(bob, "/nick NAME");
    await(alice, "has joined"); // by address
    say(bob, "nobody hears this");
    await(bob, "! nothing was said: /password WORD and /nick NAME come first");
    say(bob, "/password password");
    say(bob, "/nick bob");
    await(bob, "You can start sending messages");
    say(alice, "Hello");
    await(alice, "ME to all : Hello");
    process_await(server, "says '[ alice: ] Hello\\n'");
    await(bob, "alice to all: Hello");
    // Texts of every length, those among them whose base64 has no padding.
    char text[200];
    for (size_t n = 1; n < sizeof text; n += n < 70 || n > 95 ? 13 : 1) {
        memset(text, 'a' + (int)(n % 26), n);
        text[n] = '\0';
        say(bob, text);
        char expected[300];
        snprintf(expected, sizeof expected, "bob to all: %s\n", text);
        await(alice, expected);
    }
    say(alice, "private:bob:psst");
    await(alice, "! nothing was said: this protocol has no private messages");
    say(alice, "/me waves");
    await(bob, "alice to all: * waves");
    say(bob, "/quit");
    await(bob, "[info] Disconnected from chat server");
    await(alice, "has left"); // by address
    leave_all();
    process_kill(server);
}

static void test_socketchat(void)
{
    socketchat_talk(1 << 20);
    socketchat_talk(5);
}

static void test_socketchat_stream(void)
{
    struct process *server = process_start(PEER "socketchat_server.py password");
    unsigned port = port_of(server);
    struct side *alice = enter(0, &client_socketchat, port, "alice", "password");
    await(alice, "You can start sending messages");
    process_await(server, "[info] user");
    process_say(
        server,
        "say \\r[ bob: ] one\\n|\\r[ bob: ] %080d\\n|[info] two|[1.2.3.4:5] entered our chatting room\\n", 7);
    await(alice, "bob to all: one\n");
    await(alice, "bob to all: 0000");
    await(alice, "* notice: [info] two");
    await(alice, "* 1.2.3.4:5 has joined");
    CU_ASSERT_TRUE(knows(alice, "1.2.3.4:5"));
    process_say(server, "say [info] user (1.2.3.4, 5) is offline\\n|[ eve: ] \\x1b[2J\\x07");
    await(alice, "* 1.2.3.4:5 has left");
    await(alice, "eve to all: ?[2J?\n"); // nothing that steers a terminal
    process_say(server, "say [ eve\\nbob: ] a name of two lines|[1.2.3.4:5\\n] entered our chatting room");
    await(alice, "* notice: [ eve\n    bob: ] a name of two lines"); // cannot pass for bob's
    CU_ASSERT_FALSE(saw(alice, "1.2.3.4:5\n has joined"));
    process_say(server, "raw %s", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    await(alice, "a line that does not decrypt; it is left out");
    say(alice, "/wire on");
    say(alice, "[info] pretending");
    await(alice, "[ alice: ] [info] pretending");
    process_say(server, "raw !!!!");
    await(alice, "! what the server sends is not SocketChat's protocol");
    await(alice, "[info] Disconnected from chat server");
    await(alice, "You can start sending messages");
    leave_all();
    process_kill(server);
}

static void test_socketchat_password(void)
{
    struct process *server = process_start(PEER "socketchat_server.py password");
    unsigned port = port_of(server);
    struct side *alice = enter(0, &client_socketchat, port, "alice", "password");
    await(alice, "You can start sending messages");
    process_await(server, "[info] user");
    struct side *mallory = enter(1, &client_socketchat, port, "mallory", "guess");
    await(mallory, "You can start sending messages");
    await(alice, "has joined");
    say(alice, "hello");
    await(mallory, "! Unable to connect: the password is wrong");
    await(mallory, "* offline");
    CU_ASSERT_FALSE(saw(mallory, "next try"));
    CU_ASSERT_FALSE(saw(mallory, "hello"));
    await(alice, "has left");
    say(mallory, "/password password");
    say(mallory, "/reconnect");
    await(mallory, "You can start sending messages");
    await(alice, "has joined");
    say(alice, "hello again");
    await(mallory, "alice to all: hello again");
    leave_all();
    process_kill(server);
}

// ---- coursework ----

static void coursework_talk(unsigned piece)
{
    struct process *server = process_start(PEER "coursework_server.py %u", piece);
    unsigned port = port_of(server);
    struct side *alice = enter_with(0, &(struct client_config){.protocol = &client_coursework,
                                                               .host = "127.0.0.1",
                                                               .port = (uint16_t)port,
                                                               .user = "alice",
                                                               .password = "secret1!",
                                                               .register_first = true});
    await(alice, "* you are alice");
    struct side *bob = enter(1, &client_coursework, port, NULL, NULL);
    await(bob, "* /login NAME PASSWORD, or /register NAME PASSWORD");
    say(bob, "nobody hears this");
    await(bob, "! nothing was said: /login");
    say(bob, "/register bob");
    await(bob, "! /register: NAME and PASSWORD are wanted");
    say(bob, "/register bob short1!");
    await(bob, "! /register: ");
    say(bob, "/register alice another1!");
    await(bob, "! refused: the name is taken");
    say(bob, "/login bob another1!");
    await(bob, "! refused: wrong name or password");
    say(bob, "/register bob another1!");
    await(bob, "* you are bob");
    await(alice, "* bob has joined");
    CU_ASSERT_TRUE(knows(alice, "bob"));

    say(alice, "hello to all");
    await(alice, "ME to all : hello to all");
    process_await(server, "] alice: hello to all");
    await(bob, "alice to all: hello to all");
    say(bob, "/who");
    await(bob, "* People entered the chatroom: alice, bob");
    CU_ASSERT_TRUE(knows(bob, "alice"));
    say(bob, "GET_USERS");
    await(bob, "* People entered the chatroom: alice, bob");
    CU_ASSERT_FALSE(saw(bob, "ME to all : GET_USERS"));
    say(bob, "private:alice:psst");
    await(bob, "! nothing was said: this protocol has no private messages");
    char text[192];
    const size_t most = 190 - 22 - 5; // a frame's bytes less the stamp and "bob: "
    memset(text, 'x', most);
    text[most] = '\0';
    say(bob, text);
    await(alice, "bob to all: xxxxxxxxxx");
    text[most] = 'x';
    text[most + 1] = '\0';
    say(bob, text);
    await(bob, "! nothing was said: a text has at most 163 bytes");

    process_say(server, "close"); // both come back, and log in by themselves
    await(bob, "the server has closed the connection");
    await(bob, "* you are bob");
    say(bob, "#exit");
    await(alice, "* you are alice");
    process_await(server, "bob has left");
    CU_ASSERT_TRUE(bob->quit);
    leave_all();
    process_kill(server);
}

static void test_coursework(void)
{
    coursework_talk(1 << 20);
    coursework_talk(7);
}

static void test_coursework_stream(void)
{
    struct process *server = process_start(PEER "coursework_server.py");
    unsigned port = port_of(server);
    struct side *alice = enter_with(0, &(struct client_config){.protocol = &client_coursework,
                                                               .host = "127.0.0.1",
                                                               .port = (uint16_t)port,
                                                               .user = "alice",
                                                               .password = "secret1!",
                                                               .register_first = true});
    await(alice, "* you are alice");
    process_await(server, "alice asks who is there");
    // A message that outgrew its frame, and a list of people that did.
    process_say(server, "say [2024-02-29 12:00:00] bob: %0200d tail", 7);
    await(alice, "bob to all: 0000");
    await(alice, "bob to all: ");
    await(alice, " tail\n");
    process_say(server, "say People entered the chatroom: %0100d, carol, %0100d, dave", 1, 2);
    process_say(server, "say not stamped");
    await(alice, "* notice: not stamped");
    CU_ASSERT_TRUE(knows(alice, "carol") && knows(alice, "dave"));
    process_say(server, "say [2024-02-29 12:00:00] eve: \x1b[31mred");
    await(alice, "eve to all: ?[31mred");
    process_say(server, "say 1"); // an answer to nothing
    await(alice, "* notice: 1");
    say(alice, "/wire on");
    say(alice, "on the wire");
    await(alice, "wire -> 348 bytes: on the wire");
    process_say(server, "raw garbage");
    await(alice, "! what the server sends is not the coursework's protocol");
    await(alice, "* you are alice");
    leave_all();
    process_kill(server);
}

// ---- our own servers ----

static void *run(void *server)
{
    server_run(server);
    return NULL;
}

// The server has this one in its room: what is said now is heard.
static void arrived(struct side *s, const struct client_protocol *protocol, const char *name)
{
    char line[100];
    if (protocol == &client_chatlock) { // the server never says so; but it forwards
        snprintf(line, sizeof line, "private:%s:am I here?", name);
        say(s, line);
        await(s, "to me (private): am I here?");
    } else if (protocol == &client_socketchat) {
        await(s, "entered our chatting room"); // on the wire
    }
}

static void with_ours(const struct server_protocol *theirs, const struct client_protocol *ours, bool accounts)
{
    char folder[] = "/tmp/glasslock-old.XXXXXX", error[NET_ERROR_CHARS] = "";
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    struct server_config config = {
        .protocol = theirs, .data = folder, .password = "secret1!", .limits = server_default_limits};
    struct server *server = server_new(&config, error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(server);
    pthread_t thread;
    CU_ASSERT_EQUAL_FATAL(pthread_create(&thread, NULL, run, server), 0);
    struct client_config client = {.protocol = ours,
                                   .host = "127.0.0.1",
                                   .port = (uint16_t)server_port(server),
                                   .user = "alice",
                                   .password = "secret1!",
                                   .wire = true,
                                   .register_first = accounts};
    struct side *alice = enter_with(0, &client);
    await(alice, "* you are alice");
    arrived(alice, ours, "alice");
    client.user = "bob";
    struct side *bob = enter_with(1, &client);
    await(bob, "* you are bob");
    arrived(bob, ours, "bob");
    if (accounts)
        await(alice, "* bob has joined");
    say(bob, "hello");
    await(alice, "bob to all: hello");
    say(alice, "hello back");
    await(bob, "alice to all: hello back");
    if (ours == &client_chatlock) {
        say(alice, "private:bob:psst");
        await(bob, "alice to me (private): psst");
    }
    say(bob, "/quit");
    await(alice, "has left");
    client.password = "wrong1!";
    client.user = "alice"; // taken, or with a wrong password
    client.register_first = false;
    struct side *second = enter_with(2, &client);
    await(second, accounts                   ? "! refused: wrong name or password"
                  : ours == &client_chatlock ? "is taken"
                                             : "! Unable to connect: the password is wrong");
    leave_all();
    server_stop(server, true);
    pthread_join(thread, NULL);
    server_free(server);
    char command[64];
    snprintf(command, sizeof command, "rm -r '%s'", folder);
    CU_ASSERT_EQUAL(system(command), 0);
}

static void test_ours(void)
{
    with_ours(&server_chatlock, &client_chatlock, false);
    with_ours(&server_socketchat, &client_socketchat, false);
    with_ours(&server_coursework, &client_coursework, true);
}

// ---- what needs no server ----

static void test_refused(void)
{
    static const struct {
        const struct client_protocol *protocol;
        const char *user, *password, *words;
    } cases[] = {{&client_chatlock, "a b", NULL, "space"},
                 {&client_chatlock, "\xe6\x9d\x8e", NULL, "Latin-1"},
                 {&client_socketchat, "all", "x", "all"},
                 {&client_coursework, "alice", "short", "coursework: "}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char error[200] = "";
        struct client_config config = {.protocol = cases[i].protocol,
                                       .host = "127.0.0.1",
                                       .user = cases[i].user,
                                       .password = cases[i].password,
                                       .register_first = true};
        CU_ASSERT_PTR_NULL(client_new(&config, sink, NULL, error, sizeof error));
        CU_ASSERT_PTR_NOT_NULL(strstr(error, cases[i].words));
    }
}

static void test_clean(void)
{
    static const struct {
        const char *in;
        size_t bytes;
        const char *out;
    } cases[] = {{"plain\n\ttext", 11, "plain\n\ttext"},
                 {"a\0b", 3, "a?b"},
                 {"\x1b[0m\x7f\r", 6, "?[0m??"},
                 {"gr\xc3\xbcn \xf0\x9f\x91\x8b", 10, "gr\xc3\xbcn \xf0\x9f\x91\x8b"},
                 {"\xff\xc3", 2, "??"},
                 {"\xc2\x9b"
                  "1",
                  3, "??1"},
                 {"\xe2\x82", 2, "??"},
                 {"", 0, ""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[32];
        memcpy(text, cases[i].in, cases[i].bytes);
        text[cases[i].bytes] = '\0';
        old_clean(text, cases[i].bytes);
        CU_ASSERT_STRING_EQUAL(text, cases[i].out);
    }
}

void suite_old_clients(void)
{
    add_suite("old_clients",
              (const struct test_case[]){{"chatlock", test_chatlock},
                                         {"chatlock: the stream", test_chatlock_stream},
                                         {"socketchat", test_socketchat},
                                         {"socketchat: the stream", test_socketchat_stream},
                                         {"socketchat: a wrong password", test_socketchat_password},
                                         {"coursework", test_coursework},
                                         {"coursework: the stream", test_coursework_stream},
                                         {"our own servers", test_ours},
                                         {"configurations that are refused", test_refused},
                                         {"texts made fit to be shown", test_clean},
                                         {NULL, NULL}});
}
