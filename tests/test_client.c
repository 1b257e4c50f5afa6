// SPDX-License-Identifier: MIT
// The client's engine, with a toy protocol of lines ("text\n") and a listener in the test.
#include "tests/run.h"

#include "net/client/engine.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

// ---- a protocol of lines ----

struct toy {
    unsigned connects, losses, ticks;
    bool closed_cleanly, waits;
};
static bool *closed; // set by toy_close, because the state is gone then

static bool toy_connected(struct chat_client *c)
{
    struct toy *t = client_state_of(c);
    t->connects++;
    client_send(c, "hello\n", 6);
    client_set_name(c, "me");
    client_set_state(c, CLIENT_ONLINE);
    return true;
}

static bool toy_input(struct chat_client *c, uint8_t *data, size_t bytes, size_t *used)
{
    uint8_t *end = memchr(data, '\n', bytes);
    if (!end)
        return true;
    *end = '\0';
    *used = (size_t)(end - data) + 1;
    client_show_wire(c, false, data, *used, "a line");
    const char *text = (const char *)data;
    if (strcmp(text, "!bad") == 0)
        return false;
    if (strcmp(text, "!never") == 0) {
        client_give_up(c);
        return false;
    }
    client_emit(
        c, &(struct client_event){.kind = EVENT_MESSAGE, .room = "lobby", .who = "server", .text = text});
    return true;
}

static bool toy_say(struct chat_client *c, const char *room, const char *text, bool emote)
{
    char line[256];
    int n = snprintf(line, sizeof line, "%s|%s|%s\n", room ? room : "-", emote ? "me" : "say", text);
    client_send(c, line, (size_t)n);
    return strcmp(text, "end") != 0;
}

static bool toy_private(struct chat_client *c, const char *name, const char *text)
{
    char line[256];
    int n = snprintf(line, sizeof line, "%s<%s\n", name, text);
    client_send(c, line, (size_t)n);
    return true;
}

static bool toy_command(struct chat_client *c, const char *name, const char *rest)
{
    if (strcmp(name, "dance") != 0 && strcmp(name, "who") != 0)
        return false;
    client_tell(c, EVENT_INFO, "%s %s", name, rest);
    return true;
}

static void toy_lost(struct chat_client *c)
{
    ((struct toy *)client_state_of(c))->losses++;
}

static void toy_leave(struct chat_client *c)
{
    client_send(c, "bye\n", 4);
}

static void toy_close(struct chat_client *c)
{
    (void)c;
    *closed = true;
}

static bool toy_open(struct chat_client *c, char *error, size_t room)
{
    if (client_config(c)->user && strcmp(client_config(c)->user, "nobody") == 0) {
        snprintf(error, room, "nobody is nobody");
        return false;
    }
    return true;
}

static bool toy_pending(const struct chat_client *c)
{
    return ((struct toy *)client_state_of((struct chat_client *)c))->waits;
}

static const struct client_command_help toy_commands[] = {
    {"dance", "", "dance"}, {"who", "", "another who"}, {0}};
static const struct client_protocol toy = {
    .name = "toy",
    .commands = toy_commands,
    .state_bytes = sizeof(struct toy),
    .open = toy_open,
    .close = toy_close,
    .connected = toy_connected,
    .input = toy_input,
    .input_most = 100,
    .lost = toy_lost,
    .say = toy_say,
    .say_private = toy_private,
    .command = toy_command,
    .leave = toy_leave,
    .pending = toy_pending,
};

// ---- a listener, and what the client told ----

struct scene {
    int listener, peer; // peer: -1 while nobody has come
    uint16_t port;
    char heard[4096]; // by the peer
    char told[65536]; // lines of events
    bool quit, closed;
    unsigned waits; // EVENT_STATE with CLIENT_WAITING
    struct chat_client *c;
};

static void sink(void *context, const struct client_event *event)
{
    struct scene *s = context;
    char *line = client_event_line(event, false);
    if (line && strlen(s->told) + strlen(line) + 2 < sizeof s->told)
        strcat(strcat(s->told, line), "\n");
    free(line);
    s->quit |= event->kind == EVENT_QUIT;
    s->waits += event->kind == EVENT_STATE && event->state == CLIENT_WAITING;
}

static void listen_here(struct scene *s)
{
    s->listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    a.sin_port = htons(s->port);
    int on = 1;
    setsockopt(s->listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    socklen_t bytes = sizeof a;
    CU_ASSERT_FATAL(bind(s->listener, (struct sockaddr *)&a, sizeof a) == 0);
    CU_ASSERT_FATAL(listen(s->listener, 4) == 0);
    CU_ASSERT_FATAL(getsockname(s->listener, (struct sockaddr *)&a, &bytes) == 0);
    s->port = ntohs(a.sin_port);
}

static void begin(struct scene *s, const struct client_config *more)
{
    *s = (struct scene){.peer = -1};
    listen_here(s);
    closed = &s->closed;
    struct client_config config = *more;
    config.protocol = &toy;
    config.host = "127.0.0.1";
    config.port = s->port;
    char error[128] = "";
    s->c = client_new(&config, sink, s, error, sizeof error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(s->c);
    client_start(s->c);
}

static void drop_peer(struct scene *s)
{
    if (s->peer >= 0)
        close(s->peer);
    s->peer = -1;
}

static void end(struct scene *s)
{
    client_free(s->c);
    CU_ASSERT(s->closed);
    drop_peer(s);
    if (s->listener >= 0)
        close(s->listener);
}

// Serve both sides once.
static void turn(struct scene *s)
{
    client_serve(s->c, 5);
    if (s->peer < 0 && s->listener >= 0)
        s->peer = accept4(s->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    size_t n = strlen(s->heard);
    ssize_t got = s->peer >= 0 ? read(s->peer, s->heard + n, sizeof s->heard - 1 - n) : 0;
    if (got > 0)
        s->heard[n + (size_t)got] = '\0';
}

static bool wait_for(struct scene *s, const char *where, const char *words)
{
    uint64_t late = client_now_ms() + PATIENCE_MS;
    while (!strstr(where, words)) {
        turn(s);
        if (client_now_ms() > late) {
            fprintf(stderr, "waited for '%s', saw:\n%s\n%s\n", words, s->told, s->heard);
            return false;
        }
    }
    return true;
}

static void tell(struct scene *s, const char *text)
{
    CU_ASSERT(write(s->peer, text, strlen(text)) == (ssize_t)strlen(text));
}

static struct toy *toy_of(struct scene *s)
{
    return client_state_of(s->c);
}

// ---- tests ----

static void texts_and_commands(void)
{
    struct scene s;
    begin(&s, &(struct client_config){0});
    CU_ASSERT(wait_for(&s, s.heard, "hello\n"));
    client_command(s.c, "to nobody's room");
    client_room_set(s.c, &(struct client_room){.title = "exam", .recipe = "strong", .members = 2});
    client_room_set(s.c, &(struct client_room){.title = "lobby", .lobby = true});
    CU_ASSERT_STRING_EQUAL(client_current_room(s.c), "exam");
    client_command(s.c, "/room LOBBY");
    CU_ASSERT_STRING_EQUAL(client_current_room(s.c), "lobby");
    client_command(s.c, "good :wave: :nosuch: 12:30  ");
    client_command(s.c, "//not a command");
    client_command(s.c, "/me waves");
    client_command(s.c, "/msg bob a secret :key:");
    client_command(s.c, "private:carol:with: colons");
    client_command(s.c, "/emote fire");
    client_say(s.c, "exam", "in the exam");
    CU_ASSERT(wait_for(&s, s.heard,
                       "-|say|to nobody's room\nlobby|say|good \U0001F44B :nosuch: 12:30\n"
                       "lobby|say|/not a command\nlobby|me|waves\nbob<a secret \U0001F511\n"
                       "carol<with: colons\nlobby|say|\U0001F525\nexam|say|in the exam\n"));
    client_command(s.c, "/dance a lot");
    CU_ASSERT_PTR_NOT_NULL(strstr(s.told, "* dance a lot\n"));
    client_command(s.c, "/who");
    CU_ASSERT_PTR_NOT_NULL(strstr(s.told, "* who \n"));
    client_command(s.c, "/help");
    CU_ASSERT_PTR_NOT_NULL(strstr(s.told, "another who"));
    CU_ASSERT_PTR_NULL(strstr(s.told, "who is online"));
    CU_ASSERT_PTR_NOT_NULL(strstr(s.told, "/msg NAME TEXT"));
    end(&s);
}

// What must not be said is not, and the user is told why.
static void refused_lines(void)
{
    static const struct {
        const char *line, *words;
    } cases[] = {
        {"/nosuch", "no command '/nosuch'"},      {"/msg bob", "/msg NAME TEXT"},
        {"private:bob", "private:NAME:TEXT"},     {"private::secret", "private:NAME:TEXT"},
        {"/room nowhere", "no room 'nowhere'"},   {"/room club", "/accept club"},
        {"/emote nosuch", "no emote 'nosuch'"},   {"bad \xff bytes", "not plain UTF-8"},
        {"\x1b[2J", "not plain UTF-8"},           {"/me", "/me TEXT"},
        {"/wire maybe", "/wire on or /wire off"},
    };
    struct scene s;
    begin(&s, &(struct client_config){0});
    CU_ASSERT(wait_for(&s, s.heard, "hello\n"));
    client_room_set(s.c, &(struct client_room){.title = "club", .invited = true});
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        s.told[0] = '\0';
        client_command(s.c, cases[i].line);
        CU_ASSERT(s.told[0] == '!');
        CU_ASSERT_PTR_NOT_NULL(strstr(s.told, cases[i].words));
    }
    s.told[0] = '\0';
    client_command(s.c, "  \r\n");
    CU_ASSERT_STRING_EQUAL(s.told, "");
    client_say(s.c, "nowhere", "text");
    CU_ASSERT_PTR_NOT_NULL(strstr(s.told, "no room 'nowhere'"));
    client_command(s.c, "last");
    CU_ASSERT(wait_for(&s, s.heard, "club|say|last\n"));
    CU_ASSERT_STRING_EQUAL(s.heard, "hello\nclub|say|last\n");
    end(&s);
}

static void unread_and_wire(void)
{
    struct scene s;
    begin(&s, &(struct client_config){.wire = true});
    CU_ASSERT(wait_for(&s, s.heard, "hello\n"));
    client_room_set(s.c, &(struct client_room){.title = "lobby", .lobby = true});
    tell(&s, "one\ntwo");
    CU_ASSERT(wait_for(&s, s.told, "[lobby] server: one\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(s.told, "wire <- 4 bytes: a line\n    6f6e6500\n"));
    tell(&s, " halves\n");
    CU_ASSERT(wait_for(&s, s.told, "[lobby] server: two halves\n"));
    const struct client_room *rooms;
    CU_ASSERT_EQUAL(client_rooms(s.c, &rooms), 1);
    CU_ASSERT_EQUAL(rooms[0].unread, 2);
    client_emit(s.c, &(struct client_event){
                         .kind = EVENT_MESSAGE, .room = "lobby", .text = "old", .who = "x", .flag = true});
    CU_ASSERT_EQUAL(rooms[0].unread, 2);
    client_seen(s.c, "lobby");
    CU_ASSERT_EQUAL(rooms[0].unread, 0);
    client_command(s.c, "/wire off");
    s.told[0] = '\0';
    tell(&s, "three\n");
    CU_ASSERT(wait_for(&s, s.told, "[lobby] server: three\n"));
    CU_ASSERT_PTR_NULL(strstr(s.told, "wire"));
    end(&s);
}

static void reconnects(void)
{
    struct scene s;
    begin(&s, &(struct client_config){0});
    CU_ASSERT(wait_for(&s, s.heard, "hello\n"));
    s.heard[0] = '\0';
    drop_peer(&s);
    CU_ASSERT(wait_for(&s, s.told, "the server has closed the connection; next try in 1 s"));
    CU_ASSERT_EQUAL(client_fd(s.c), -1);
    CU_ASSERT(client_timeout(s.c) > 0 && client_timeout(s.c) <= 500);
    CU_ASSERT(wait_for(&s, s.heard, "hello\n"));
    CU_ASSERT_EQUAL(toy_of(&s)->connects, 2);
    CU_ASSERT_EQUAL(toy_of(&s)->losses, 1);
    // With nobody listening the waits grow; /reconnect does not wait.
    close(s.listener);
    s.listener = -1;
    drop_peer(&s);
    uint64_t late = client_now_ms() + PATIENCE_MS;
    while (s.waits < 4 && client_now_ms() < late)
        turn(&s);
    CU_ASSERT_EQUAL(s.waits, 4);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.told, "Connection refused; next try in"));
    CU_ASSERT(client_timeout(s.c) > 500);
    listen_here(&s);
    s.heard[0] = '\0';
    client_command(s.c, "/reconnect");
    CU_ASSERT(client_state(s.c) != CLIENT_WAITING);
    CU_ASSERT(wait_for(&s, s.heard, "hello\n"));
    CU_ASSERT_EQUAL(s.waits, 4);
    end(&s);
}

// A protocol's end of the connection is tried again, unless it gave up.
static void protocol_ends(void)
{
    struct scene s;
    begin(&s, &(struct client_config){0});
    CU_ASSERT(wait_for(&s, s.heard, "hello\n"));
    tell(&s, "!bad\n");
    CU_ASSERT(wait_for(&s, s.told, "not connected; next try"));
    drop_peer(&s);
    s.heard[0] = '\0';
    CU_ASSERT(wait_for(&s, s.heard, "hello\n"));
    client_command(s.c, "end");
    CU_ASSERT_EQUAL(toy_of(&s)->losses, 2);
    drop_peer(&s);
    s.heard[0] = '\0';
    CU_ASSERT(wait_for(&s, s.heard, "hello\n"));
    char flood[301];
    memset(flood, 'x', 300);
    flood[300] = '\0';
    tell(&s, flood);
    CU_ASSERT(wait_for(&s, s.told, "more than the protocol allows"));
    drop_peer(&s);
    s.heard[0] = '\0';
    CU_ASSERT(wait_for(&s, s.heard, "hello\n"));
    tell(&s, "!never\n");
    CU_ASSERT(wait_for(&s, s.told, "* offline; /reconnect tries again\n"));
    CU_ASSERT_EQUAL(client_timeout(s.c), -1);
    CU_ASSERT_EQUAL(client_state(s.c), CLIENT_OFFLINE);
    end(&s);
}

static void quits(void)
{
    struct scene s;
    begin(&s, &(struct client_config){0});
    CU_ASSERT(wait_for(&s, s.heard, "hello\n"));
    toy_of(&s)->waits = true; // something is not yet sent
    client_command(s.c, "#exit");
    turn(&s);
    CU_ASSERT_FALSE(s.quit);
    toy_of(&s)->waits = false;
    CU_ASSERT(wait_for(&s, s.heard, "bye\n"));
    CU_ASSERT(s.quit);
    client_command(s.c, "too late");
    CU_ASSERT_STRING_EQUAL(s.heard, "hello\nbye\n");
    CU_ASSERT_EQUAL(client_fd(s.c), -1);
    end(&s);

    begin(&s, &(struct client_config){.no_reconnect = true});
    CU_ASSERT(wait_for(&s, s.heard, "hello\n"));
    drop_peer(&s);
    CU_ASSERT(wait_for(&s, s.told, "* offline: the server has closed"));
    client_command(s.c, "/quit");
    CU_ASSERT(s.quit);
    end(&s);
}

static void bad_configuration(void)
{
    char error[128] = "";
    struct client_config config = {.protocol = &toy, .host = "127.0.0.1", .user = "nobody"};
    CU_ASSERT_PTR_NULL(client_new(&config, sink, NULL, error, sizeof error));
    CU_ASSERT_STRING_EQUAL(error, "nobody is nobody");
    config.host = "";
    CU_ASSERT_PTR_NULL(client_new(&config, sink, NULL, error, sizeof error));
    CU_ASSERT_STRING_EQUAL(error, "no host is named");

    struct scene s;
    begin(&s, &(struct client_config){.no_reconnect = true});
    client_free(s.c);
    config = (struct client_config){.protocol = &toy, .host = "no.such.host.invalid", .no_reconnect = true};
    s.c = client_new(&config, sink, &s, error, sizeof error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(s.c);
    client_start(s.c);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.told, "cannot find no.such.host.invalid"));
    end(&s);
}

static bool offers(struct chat_client *c, const char *line, size_t cursor, size_t expected_from,
                   const char *expected)
{
    size_t n, from;
    char **words = client_complete(c, line, cursor, &n, &from);
    char all[1024] = "";
    for (size_t i = 0; i < n; i++) {
        strcat(strcat(all, i ? " " : ""), words[i]);
        free(words[i]);
    }
    free(words);
    if (strcmp(all, expected) != 0)
        fprintf(stderr, "offered '%s', not '%s'\n", all, expected);
    return strcmp(all, expected) == 0 && from == expected_from;
}

static void completes(void)
{
    struct scene s;
    begin(&s, &(struct client_config){0});
    client_person_set(s.c, &(struct client_person){.name = "bob", .online = true});
    client_person_set(s.c, &(struct client_person){.name = "Bea", .online = true});
    client_person_set(s.c, &(struct client_person){.name = "bert", .self = true});
    client_room_set(s.c, &(struct client_room){.title = "bob", .pair = true});
    client_room_set(s.c, &(struct client_room){.title = "basics"});
    CU_ASSERT(offers(s.c, "/r", 2, 0, "/room /reconnect"));
    CU_ASSERT(offers(s.c, "/da", 3, 0, "/dance"));
    CU_ASSERT(offers(s.c, "/msg b", 6, 5, "Bea bob basics"));
    CU_ASSERT(offers(s.c, "/msg bo and more", 7, 5, "bob"));
    CU_ASSERT(offers(s.c, "private:b", 9, 0, "private:Bea: private:bob:"));
    CU_ASSERT(offers(s.c, "so :thumbs", 10, 3, ":thumbsup: :thumbsdown:"));
    CU_ASSERT(offers(s.c, "zzz", 3, 0, ""));
    client_person_gone(s.c, "bob");
    client_room_gone(s.c, "bob");
    CU_ASSERT(offers(s.c, "bo", 2, 0, ""));
    const struct client_person *people;
    CU_ASSERT_EQUAL(client_people(s.c, &people), 2);
    CU_ASSERT_STRING_EQUAL(people[0].name, "Bea");
    CU_ASSERT_STRING_EQUAL(client_current_room(s.c), "basics");
    end(&s);
}

static void lines_of_events(void)
{
    static const struct {
        struct client_event event;
        const char *line;
    } cases[] = {
        {{.kind = EVENT_MESSAGE, .who = "me", .own = true, .text = "hello"}, "ME to all : hello"},
        {{.kind = EVENT_MESSAGE, .to = "bob", .own = true, .text = "hello"}, "ME to bob (private) : hello"},
        {{.kind = EVENT_MESSAGE, .who = "bob", .text = "hello"}, "bob to all: hello"},
        {{.kind = EVENT_MESSAGE, .who = "bob", .to = "me", .text = "hi"}, "bob to me (private): hi"},
        {{.kind = EVENT_MESSAGE, .room = "exam", .who = "bob", .text = "a\nb"}, "[exam] bob: a\n    b"},
        {{.kind = EVENT_MESSAGE, .room = "exam", .who = "bob", .text = "waves", .emote = true},
         "[exam] * bob waves"},
        {{.kind = EVENT_SENT}, NULL},
        {{.kind = EVENT_RECEIPT, .who = "bob", .room = "exam", .counter = 7, .flag = true},
         "* bob has read what you said in exam, up to number 7"},
        {{.kind = EVENT_WARNING, .text = "x"}, "!! WARNING: x"},
        {{.kind = EVENT_ERROR, .text = "x"}, "! x"},
        {{.kind = EVENT_JOIN, .who = "bob", .room = "exam"}, "* bob has joined exam"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *line = client_event_line(&cases[i].event, false);
        if (cases[i].line) {
            CU_ASSERT_PTR_NOT_NULL_FATAL(line);
            CU_ASSERT_STRING_EQUAL(line, cases[i].line);
        } else {
            CU_ASSERT_PTR_NULL(line);
        }
        free(line);
    }
    setenv("TZ", "UTC", 1);
    char *line = client_event_line(
        &(struct client_event){.kind = EVENT_NOTICE, .text = "x", .time = (12 * 60 + 34) * 60000}, true);
    CU_ASSERT_STRING_EQUAL(line, "[12:34] * notice: x");
    free(line);
    for (int kind = EVENT_STATE; kind <= EVENT_QUIT; kind++)
        CU_ASSERT_STRING_NOT_EQUAL(client_event_name((enum client_event_kind)kind), "unknown");
}

void suite_client(void)
{
    static const struct test_case cases[] = {
        {"texts and commands reach the protocol", texts_and_commands},
        {"lines that must not be said are refused", refused_lines},
        {"unread marks, input in pieces, the wire", unread_and_wire},
        {"reconnecting with back-off and at once", reconnects},
        {"a protocol ends the connection", protocol_ends},
        {"leaving says goodbye after all is sent", quits},
        {"configurations that are refused", bad_configuration},
        {"completion", completes},
        {"events as lines", lines_of_events},
        {0},
    };
    add_suite("client", cases);
}
