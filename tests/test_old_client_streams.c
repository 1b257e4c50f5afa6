// SPDX-License-Identifier: MIT
// What the old protocols' clients make of a stream: the same events however it is cut, and no crash, no read
// beyond what came and no standstill whatever it is. No socket: the test is the engine.
#include "net/old/chatlock_message.h"
#include "net/old/coursework_client.h"
#include "net/old/socketchat_wire.h"
#include "tests/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct told {
    char text[1 << 16]; // lines of events, as far as they fit
    size_t bytes;
};

static void sink(void *context, const struct client_event *event)
{
    struct told *t = context;
    char *line = client_event_line(event, false);
    CU_ASSERT_TRUE(!line || wire_text_valid(line, strlen(line), true)); // nothing that steers a terminal
    size_t n = line ? strlen(line) + 1 : 0;
    if (line && t->bytes + n < sizeof t->text) {
        memcpy(t->text + t->bytes, line, n);
        t->bytes += n;
        t->text[t->bytes - 1] = '\n';
    }
    free(line);
}

static struct chat_client *begin(const struct client_protocol *protocol, struct told *told)
{
    char error[200];
    const struct client_config config = {
        .protocol = protocol, .host = "nowhere", .user = "alice", .password = "secret1!", .wire = true};
    memset(told, 0, sizeof *told);
    struct chat_client *c = client_new(&config, sink, told, error, sizeof error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(c);
    return c;
}

// One connection whose server sends these bytes, `step` at a time. false: the client has ended it.
static bool receive(struct chat_client *c, const struct client_protocol *protocol, const uint8_t *stream,
                    size_t bytes, size_t step)
{
    bool on = protocol->connected(c);
    for (size_t done = 0, have = 0; on && have < bytes;) {
        have = bytes - have < step ? bytes : have + step;
        for (size_t used = 1; on && used && done < have; done += used) {
            // On the heap and of just that size, so that the sanitizers see a read beyond it.
            uint8_t *copy = malloc(have - done);
            memcpy(copy, stream + done, have - done);
            used = 0;
            on = protocol->input(c, copy, have - done, &used);
            free(copy);
            CU_ASSERT_TRUE_FATAL(used <= have - done);
        }
        on = on && have - done <= protocol->input_most;
    }
    if (protocol->lost)
        protocol->lost(c);
    client_set_state(c, CLIENT_OFFLINE);
    return on;
}

// ---- streams ----

static void chatlock_stream(struct wire_writer *w)
{
    struct chatlock_message *m = calloc(1, sizeof *m);
    static const char *const texts[] = {"hello", "Gr\xc3\xbc\xc3\x9f", "[\"!DISCONNECT\"]", "!DISCONNECT"};
    for (size_t i = 0; i < 4; i++) {
        m->kind = i == 1 ? CHATLOCK_TO_ONE : CHATLOCK_TO_ALL;
        snprintf(m->user, sizeof m->user,
                 "b\xc3\xb6"
                 "b");
        snprintf(m->to, sizeof m->to, "alice");
        snprintf(m->text, sizeof m->text, "%s", texts[i]);
        CU_ASSERT_EQUAL(chatlock_write(w, m, 7, NULL, NULL), GL_OK);
    }
    m->kind = CHATLOCK_REGISTER;
    m->point = (struct chatlock_point){4, 7, false};
    CU_ASSERT_EQUAL(chatlock_write(w, m, 0, NULL, NULL), GL_OK);
    wire_put_raw(w, " \n[]!USERNAME  ", 15);
    free(m);
}

static void socketchat_stream(struct wire_writer *w)
{
    static char line[SOCKETCHAT_MAX_CHARS + 1];
    uint8_t key[SOCKETCHAT_KEY_BYTES];
    socketchat_key(key, "secret1!", 8);
    for (size_t n = 0; n < 7; n++) {
        char text[256];
        static const char *const forms[] = {"[1.2.3.4:5] entered our chatting room\n",
                                            "\r[ bob: ] %0*d\n",
                                            "\r[ bob: ] %0*d\n",
                                            "\r[ bob: ] %0*d\n",
                                            "[info] user (1.2.3.4, 5) is offline\n",
                                            "[info] \xff\x1b\n",
                                            "\r\n"};
        int bytes = snprintf(text, sizeof text, forms[n], (int)n * 34 - 20, 7);
        CU_ASSERT_EQUAL(socketchat_encrypt(key, line, text, (size_t)bytes), GL_OK);
        wire_put_raw(w, line, strlen(line));
    }
}

// For this client's key, which lives as long as the client.
static void coursework_stream_for(struct chat_client *c, struct wire_writer *w)
{
    const struct coursework *s = client_state_of(c);
    static const char *const texts[] = {"bob has joined",
                                        "[2024-02-29 12:00:00] bob: before the answer",
                                        "1",
                                        "People entered the chatroom: alice, bob",
                                        "[2024-02-29 12:00:01] bob: text: with colons",
                                        "[2024-02-29 12:00:02] \xff\x1b",
                                        "bob has left"};
    wire_put_raw(w, s->pem, strlen(s->pem)); // the client's own key serves as the server's too
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        uint8_t frame[COURSEWORK_MAX_FRAME];
        size_t bytes;
        CU_ASSERT_EQUAL(
            coursework_frame_encode(&s->key.public, NULL, frame, &bytes, texts[i], strlen(texts[i])), GL_OK);
        wire_put_raw(w, frame, bytes);
    }
}

// ---- the same however it is cut ----

// Without what is drawn anew: our own keys and nonces.
static void forget_own(char *text)
{
    for (char *at = text; (at = strstr(at, "wire ->"));) {
        char *end = strstr(at, "\n    "), *line = end ? strchr(end + 1, '\n') : NULL;
        if (!line)
            return;
        memset(at, '-', (size_t)(line - at));
    }
}

static void check_cuts(struct chat_client *c, struct told *told, const struct client_protocol *protocol,
                       const struct wire_writer *w, size_t steps, const char *const *words)
{
    static struct told whole;
    told->bytes = 0;
    memset(told->text, 0, sizeof told->text);
    receive(c, protocol, w->data, w->bytes, w->bytes);
    forget_own(told->text);
    whole = *told;
    for (; *words; words++)
        CU_ASSERT_PTR_NOT_NULL(strstr(whole.text, *words));
    for (size_t step = 1; step <= steps; step++) {
        told->bytes = 0;
        memset(told->text, 0, sizeof told->text);
        client_command(c, "/name alice"); // where the name was taken before
        told->bytes = 0;
        memset(told->text, 0, sizeof told->text);
        receive(c, protocol, w->data, w->bytes, step * step);
        forget_own(told->text);
        CU_ASSERT_STRING_EQUAL(told->text, whole.text);
    }
}

static struct told told;

static void test_cuts(void)
{
    static const char *const chatlock[] = {"b\xc3\xb6"
                                           "b to all: hello",
                                           "b\xc3\xb6"
                                           "b to me (private): Gr\xc3\xbc\xc3\x9f",
                                           "b\xc3\xb6"
                                           "b has left",
                                           "b\xc3\xb6"
                                           "b has joined",
                                           "a list that is no message",
                                           "'alice' is taken",
                                           NULL};
    static const char *const socketchat[] = {"1.2.3.4:5 has joined", "bob to all: 00000000000007",
                                             "1.2.3.4:5 has left", "* notice: [info] ??", NULL};
    static const char *const coursework[] = {"bob has joined",
                                             "bob to all: before the answer",
                                             "you are alice",
                                             "bob to all: text: with colons",
                                             "* notice: [2024-02-29 12:00:02] ??",
                                             "bob has left",
                                             NULL};
    struct wire_writer w = {0};
    struct chat_client *c = begin(&client_chatlock, &told);
    chatlock_stream(&w);
    check_cuts(c, &told, &client_chatlock, &w, 20, chatlock);
    client_free(c);
    wire_empty(&w);
    c = begin(&client_socketchat, &told);
    socketchat_stream(&w);
    check_cuts(c, &told, &client_socketchat, &w, 20, socketchat);
    client_free(c);
    wire_empty(&w);
    c = begin(&client_coursework, &told);
    coursework_stream_for(c, &w);
    check_cuts(c, &told, &client_coursework, &w, 4, coursework);
    client_free(c);
    wire_free(&w);
}

// ---- whatever it is ----

static uint32_t drawn(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

// A stream with some bytes changed, a piece doubled, or its end cut off; cut anywhere. Each ends, in time.
static void mutate(struct chat_client *c, const struct client_protocol *protocol, const struct wire_writer *w,
                   unsigned times)
{
    uint32_t state = 0x9e3779b9;
    uint8_t *stream = malloc(2 * w->bytes);
    for (unsigned i = 0; i < times; i++) {
        size_t bytes = w->bytes;
        memcpy(stream, w->data, bytes);
        for (uint32_t n = drawn(&state) % 4; n; n--)
            stream[drawn(&state) % bytes] = (uint8_t)drawn(&state);
        if (drawn(&state) % 4 == 0) {
            size_t at = drawn(&state) % bytes, more = drawn(&state) % (bytes - at);
            memmove(stream + at + more, stream + at, bytes - at);
            bytes += more;
        }
        if (drawn(&state) % 4 == 0)
            bytes = 1 + drawn(&state) % bytes;
        receive(c, protocol, stream, bytes, 1 + drawn(&state) % bytes);
        client_command(c, "/name alice");
        told.bytes = 0;
    }
    free(stream);
}

static void test_mutations(void)
{
    struct wire_writer w = {0};
    struct chat_client *c = begin(&client_chatlock, &told);
    chatlock_stream(&w);
    mutate(c, &client_chatlock, &w, 3000);
    CU_ASSERT_TRUE(receive(c, &client_chatlock, w.data, w.bytes, 100));
    client_free(c);
    wire_empty(&w);
    c = begin(&client_socketchat, &told);
    socketchat_stream(&w);
    mutate(c, &client_socketchat, &w, 3000);
    CU_ASSERT_TRUE(receive(c, &client_socketchat, w.data, w.bytes, 100));
    client_free(c);
    wire_empty(&w);
    c = begin(&client_coursework, &told);
    coursework_stream_for(c, &w);
    mutate(c, &client_coursework, &w, 200);
    CU_ASSERT_TRUE(receive(c, &client_coursework, w.data, w.bytes, 100));
    client_free(c);
    wire_free(&w);
}

// A stream without an end: refused at the limit, not held for ever.
static void test_endless(void)
{
    static const struct {
        const struct client_protocol *protocol;
        const char *begin;
        char rest;
    } cases[] = {{&client_chatlock, "[1, [\"", 'a'},
                 {&client_chatlock, "", '['},
                 {&client_socketchat, "", 'A'},
                 {&client_coursework, "-----BEGIN ", 'A'},
                 {&client_coursework, "-----BEGIN PUBLIC KEY-----\n", '-'}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t bytes = 1 << 18, begun = strlen(cases[i].begin);
        uint8_t *stream = malloc(bytes);
        memset(stream, cases[i].rest, bytes);
        memcpy(stream, cases[i].begin, begun);
        struct chat_client *c = begin(cases[i].protocol, &told);
        CU_ASSERT_FALSE(receive(c, cases[i].protocol, stream, bytes, 4000));
        client_free(c);
        free(stream);
    }
}

void suite_old_client_streams(void)
{
    add_suite("old_client_streams",
              (const struct test_case[]){{"the same events however the stream is cut", test_cuts},
                                         {"streams with changes", test_mutations},
                                         {"streams without an end", test_endless},
                                         {NULL, NULL}});
}
