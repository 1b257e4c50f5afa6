// SPDX-License-Identifier: MIT
// The tap as Mallory, between plain sockets: what she does to a frame, and what the victim makes of it.
#include "net/glasslock/frames.h"
#include "net/old/chatlock_message.h"
#include "net/old/coursework_stream.h"
#include "tests/channel_pair.h"
#include "tests/run.h"
#include "tests/tap_rig.h"

#include <stdlib.h>
#include <unistd.h>

// ---- the default protocol's records ----

// A channel whose handshake has passed through the tap.
static void shake_through(struct tap_rig *rig, struct channel_pair *p)
{
    pair_init(p, 0);
    pair_shake(p, 5);
    rig_send(rig->client, p->hello.data, p->hello.bytes);
    rig_expect(rig->server, p->hello.data, p->hello.bytes);
    rig_send(rig->server, p->answer.data, p->answer.bytes);
    rig_expect(rig->client, p->answer.data, p->answer.bytes);
    rig_send(rig->client, p->finished.data, p->finished.bytes);
    rig_expect(rig->server, p->finished.data, p->finished.bytes);
}

// The next record that comes out of fd, opened.
static enum gl_error open_next(int fd, struct channel *ch, char text[32])
{
    struct wire_writer frame = {0};
    uint8_t *content;
    size_t bytes;
    CU_ASSERT_TRUE_FATAL(rig_read_frame(fd, &frame));
    enum gl_error error =
        channel_open(ch, frame.data + FRAME_HEADER_BYTES, frame.bytes - FRAME_HEADER_BYTES, &content, &bytes);
    snprintf(text, 32, "%.*s", error ? 0 : (int)bytes, error ? "" : (const char *)content);
    wire_free(&frame);
    return error;
}

// Three records each way. Those of `way` arrive as the letters in `opened` say, until one is refused.
static void expect_deed(const char *options, bool from_server, const char *opened, const char *said)
{
    struct tap_rig rig;
    struct channel_pair p;
    rig_start(&rig, options);
    rig_connect(&rig);
    shake_through(&rig, &p);
    struct channel *sender = from_server ? &p.server : &p.client,
                   *victim = from_server ? &p.client : &p.server;
    int in = from_server ? rig.server : rig.client, out = from_server ? rig.client : rig.server;
    for (int i = 0; i < 3; i++) {
        struct wire_writer record = {0};
        CU_ASSERT_EQUAL(channel_seal(sender, NULL, &"ABC"[i], 1, &record), GL_OK);
        rig_send(in, record.data, record.bytes);
        wire_free(&record);
    }
    process_await(rig.tap, said);
    char text[32];
    for (; *opened; opened++) {
        CU_ASSERT_EQUAL(open_next(out, victim, text), GL_OK);
        CU_ASSERT_TRUE(text[0] == *opened && !text[1]);
    }
    CU_ASSERT_EQUAL(open_next(out, victim, text), GL_ERR_DECRYPT);
    pair_free(&p);
    rig_stop(&rig);
}

static void test_records(void)
{
    expect_deed("--replay", false, "A", "* Mallory, client -> server #3: says it twice");
    expect_deed("--replay --from server --nth 3", true, "AB",
                "* Mallory, server -> client #3: says it twice");
    expect_deed("--drop", false, "", "* Mallory, client -> server #3: lets it fall");
    expect_deed("--drop --match RECORD --nth 2", false, "A", "client -> server #4: lets it fall");
    expect_deed("--alter --match RECORD --nth 3", false, "AB",
                "client -> server #5: changes the last bit of byte 21, in the ciphertext");
    expect_deed("--alter --from server", true, "", "server -> client #2: changes the last bit of byte 21");
    expect_deed("--reorder", false, "", "holds it back until the next one has passed");
    expect_deed("--reorder --nth 4", false, "A", "lets go what was held back");
}

// The deed is done once: the next connection passes untouched. With --every it is done again.
static void test_once(void)
{
    for (int every = 0; every < 2; every++) {
        struct tap_rig rig;
        rig_start(&rig, every ? "--drop --every --protocol socketchat" : "--drop --protocol socketchat");
        for (int i = 0; i < 2; i++) {
            static const char one[] = "rN4pzMHrXt+H3yD3wjH83T3Q0kEK6tARTQWHNQVNR/o=",
                              two[] = "aOB7rRqQrEWOj/fpsEi0UEem/6slAtCueg/R8nnIwQs=";
            rig_connect(&rig);
            rig_send(rig.client, one, 44);
            rig_send(rig.client, two, 44);
            bool dropped = i == 0 || every;
            rig_expect(rig.server, dropped ? two : one, 44);
            close(rig.client);
            close(rig.server);
        }
        rig.client = rig.server = -1;
        rig_stop(&rig);
    }
}

// A byte of the handshake changed, either way: the client sees it.
static void test_handshake(void)
{
    static const char *const options[] = {"--alter --nth 1", "--alter --nth 1 --from server"};
    for (int i = 0; i < 2; i++) {
        struct tap_rig rig;
        struct channel_pair p;
        struct wire_writer frame = {0};
        rig_start(&rig, options[i]);
        rig_connect(&rig);
        pair_init(&p, 0);
        pair_shake(&p, 1);
        rig_send(rig.client, p.hello.data, p.hello.bytes);
        CU_ASSERT_TRUE_FATAL(rig_read_frame(rig.server, &frame));
        enum gl_error error = pair_answer(&p, &frame);
        CU_ASSERT_EQUAL(error, i ? GL_OK : GL_ERR_POINT); // a bit of a coordinate: off the curve
        if (i) {
            rig_send(rig.server, p.answer.data, p.answer.bytes);
            CU_ASSERT_TRUE_FATAL(rig_read_frame(rig.client, &frame));
            CU_ASSERT_EQUAL(pair_check(&p, &frame), GL_ERR_VERIFY);
        }
        wire_free(&frame);
        pair_free(&p);
        rig_stop(&rig);
    }
}

// ---- keys swapped ----

// The handshake with Mallory in the middle, up to what the client sees: an identity that is not the server's.
static void shake_with_mallory(struct tap_rig *rig, struct channel_pair *p)
{
    struct wire_writer frame = {0};
    uint8_t point[CHANNEL_POINT_BYTES];
    pair_init(p, 0);
    pair_shake(p, 1);
    rig_send(rig->client, p->hello.data, p->hello.bytes);
    CU_ASSERT_TRUE_FATAL(rig_read_frame(rig->server, &frame));
    CU_ASSERT_TRUE(frame.bytes == p->hello.bytes && memcmp(frame.data, p->hello.data, frame.bytes) != 0);
    CU_ASSERT_EQUAL(pair_answer(p, &frame), GL_OK);
    rig_send(rig->server, p->answer.data, p->answer.bytes);
    CU_ASSERT_TRUE_FATAL(rig_read_frame(rig->server, &frame)); // she does not wait for the client
    CU_ASSERT_EQUAL(pair_accept(p, &frame), GL_OK);
    CU_ASSERT_TRUE_FATAL(rig_read_frame(rig->client, &frame));
    CU_ASSERT_EQUAL(pair_check(p, &frame), GL_OK);
    ec_point_encode(ec_group(&ec_p256), &p->identity.Q, false, point);
    CU_ASSERT_TRUE(memcmp(p->seen, point, sizeof point) != 0); // here a client that knows the server stops
    CU_ASSERT_FALSE(memcmp(p->client.session, p->server.session, CHANNEL_SESSION_BYTES));
    wire_free(&frame);
}

static void test_swap_refused(void)
{
    struct tap_rig rig;
    struct channel_pair p;
    rig_start(&rig, "--swap-keys");
    rig_connect(&rig);
    shake_with_mallory(&rig, &p);
    rig_send(rig.client, "\0\0\0\2\x1f\3", 6);
    rig_expect(rig.server, "\0\0\0\2\x1f\3", 6);
    process_await(rig.tap, "swaps point and identity for her own");
    close(rig.client);
    rig.client = -1;
    process_await(rig.tap, "the client has gone at the sight of her key");
    pair_free(&p);
    rig_stop(&rig);
}

static void say_inside(struct channel *ch, int fd, struct wire_writer *content)
{
    struct wire_writer record = {0};
    CU_ASSERT_EQUAL(channel_seal(ch, NULL, content->data, content->bytes, &record), GL_OK);
    rig_send(fd, record.data, record.bytes);
    wire_free(&record);
}

// A client that does not know the server: she reads what the server reads, and may tamper with it.
static void test_swap_accepted(void)
{
    struct tap_rig rig;
    struct channel_pair p;
    struct wire_writer content = {0}, frame = {0};
    char text[32];
    rig_start(&rig, "--swap-keys --alter --match SAY --hex 0");
    rig_connect(&rig);
    shake_with_mallory(&rig, &p);
    CU_ASSERT_EQUAL(channel_client_finish(&p.client, &frame), GL_OK);
    rig_send(rig.client, frame.data, frame.bytes);
    // LOGIN and SAY in one record.
    size_t mark = frame_begin(&content, GLF_LOGIN);
    wire_put_u32(&content, 1);
    wire_put_text(&content, "alice");
    wire_put_text(&content, "secret-7!");
    frame_end(&content, mark);
    mark = frame_begin(&content, GLF_SAY);
    wire_put_u32(&content, 2);
    wire_put_raw(&content, "room room room 1", 16);
    wire_put_u32(&content, 5);
    wire_put_field(&content, "a sealed and signed message", 27);
    frame_end(&content, mark);
    say_inside(&p.client, rig.client, &content);
    process_await(rig.tap, "is taken for the server: the client did not know its identity");
    process_await(rig.tap,
                  "inside 1, 27 bytes: LOGIN: name 'alice', a password of 9 bytes, which can be read");
    process_await(rig.tap, "inside 2, 58 bytes: SAY: epoch 5, a message of 27 bytes, sealed and signed from");
    process_await(rig.tap, "* Mallory, client -> server inside 2: changes the last bit of byte 29");
    CU_ASSERT_FALSE(process_saw(rig.tap, "secret-7!"));
    CU_ASSERT_EQUAL(open_next(rig.server, &p.server, text), GL_OK); // each frame has a record of its own now
    CU_ASSERT_TRUE_FATAL(rig_read_frame(rig.server, &frame));
    uint8_t *inside;
    size_t bytes;
    CU_ASSERT_EQUAL(channel_open(&p.server, frame.data + FRAME_HEADER_BYTES, frame.bytes - FRAME_HEADER_BYTES,
                                 &inside, &bytes),
                    GL_OK);
    content.data[27 + 29] ^= 1;
    CU_ASSERT_TRUE(bytes == 58 && !memcmp(inside, content.data + 27, 58));
    // And back.
    wire_empty(&content);
    frame_put(&content, GLF_NOTICE, "\0\4hey!", 6);
    say_inside(&p.server, rig.server, &content);
    CU_ASSERT_EQUAL(open_next(rig.client, &p.client, text), GL_OK);
    process_await(rig.tap, "server -> client  inside 1, 11 bytes: NOTICE: 'hey!'");
    wire_free(&content);
    wire_free(&frame);
    pair_free(&p);
    rig_stop(&rig);
}

// The coursework's keys are vouched for by nobody: both sides are content, and she reads and writes.
static void test_swap_coursework(void)
{
    struct rsa_private ours;
    struct rsa_public hers;
    struct tap_rig rig;
    char pem[COURSEWORK_MAX_PEM] = {0}, text[COURSEWORK_MAX_KEY_BYTES];
    uint8_t frame[COURSEWORK_MAX_FRAME];
    size_t bytes, used;
    rsa_private_init(&ours);
    CU_ASSERT_EQUAL_FATAL(rsa_generate(&ours, COURSEWORK_RSA_BITS, 65537, NULL, NULL), GL_OK);
    char *our_pem = coursework_key_pem(&ours.public); // one key for both ends: she swaps it twice
    rig_start(&rig, "--swap-keys --alter --nth 1 --hex 0");
    rig_connect(&rig);
    rig_send(rig.server, our_pem, strlen(our_pem));
    CU_ASSERT_TRUE_FATAL(rig_read(rig.client, pem, strlen(our_pem)));
    CU_ASSERT_TRUE(strcmp(pem, our_pem) != 0);
    rig_send(rig.client, our_pem, strlen(our_pem));
    CU_ASSERT_TRUE_FATAL(rig_read(rig.server, pem, strlen(our_pem)));
    CU_ASSERT_EQUAL_FATAL(coursework_next_key(pem, strlen(pem), &hers, &used), GL_OK);
    CU_ASSERT_EQUAL(coursework_frame_encode(&hers, NULL, frame, &bytes, "meet at 6", 9), GL_OK);
    rig_send(rig.client, frame, bytes);
    process_await(rig.tap, "client -> server  inside 1, 9 bytes: \"meet at 6\"");
    CU_ASSERT_TRUE_FATAL(rig_read(rig.server, frame, 348));
    CU_ASSERT_EQUAL(coursework_frame_decode(&ours, NULL, text, &bytes, frame + 4, 344), GL_OK);
    CU_ASSERT_STRING_EQUAL(text, "meet at !");
    free(our_pem);
    rsa_public_clear(&hers);
    rsa_private_clear(&ours);
    rig_stop(&rig);
}

// ChatLock: her point is registered in Alice's name, and what Alice signs is signed by her.
static void test_swap_chatlock(void)
{
    static struct chatlock_message message; // large
    struct wire_writer out = {0};
    struct tap_rig rig;
    char came[1024];
    size_t from, used, have = 0;
    rig_start(&rig, "--swap-keys --hex 0");
    rig_connect(&rig);
    strcpy(message.user, "alice");
    CU_ASSERT_EQUAL(chatlock_public(&message.point, 3), GL_OK);
    CU_ASSERT_EQUAL(chatlock_write(&out, &message, 0, NULL, NULL), GL_OK);
    message.kind = CHATLOCK_TO_ONE;
    strcpy(message.to, "bob");
    strcpy(message.text, "hello");
    CU_ASSERT_EQUAL(chatlock_write(&out, &message, 3, NULL, NULL), GL_OK);
    rig_send(rig.client, out.data, out.bytes);
    process_await(rig.tap, "swaps the public point for her own");
    process_await(rig.tap, "signs it anew, with her own key");
    struct chatlock_point registered = {.none = true};
    for (int lists = 0; lists < 2;) {
        CU_ASSERT_TRUE_FATAL(have < sizeof came && rig_read(rig.server, came + have, 1));
        have++;
        if (chatlock_next(came, have, &from, &used) != CHATLOCK_LIST)
            continue;
        CU_ASSERT_EQUAL_FATAL(chatlock_read(&message, came + from, used - from), GL_OK);
        if (lists++ == 0)
            registered = message.point;
        have = 0;
    }
    CU_ASSERT_STRING_EQUAL(message.text, "hello");
    CU_ASSERT_EQUAL(chatlock_verify(&registered, &message.signature, message.first_block), CHATLOCK_VALID);
    wire_free(&out);
    rig_stop(&rig);
}

static void test_nothing_to_swap(void)
{
    struct tap_rig rig;
    rig_start(&rig, "--swap-keys");
    rig_connect(&rig);
    rig_send(rig.client, "rN4pzMHrXt+H3yD3wjH83T3Q0kEK6tARTQWHNQVNR/o=", 44);
    rig_expect(rig.server, "rN4pzMHrXt+H3yD3wjH83T3Q0kEK6tARTQWHNQVNR/o=", 44);
    process_await(rig.tap, "finds no keys to swap: none cross the wire in socketchat");
    rig_stop(&rig);
}

void suite_tap_mallory(void)
{
    static const struct test_case cases[] = {
        {"a record repeated, dropped, altered, out of order is refused", test_records},
        {"a deed is done once, or in every connection", test_once},
        {"a handshake that was altered is refused", test_handshake},
        {"keys swapped: who knows the server refuses", test_swap_refused},
        {"keys swapped: who does not lets her read what the server reads", test_swap_accepted},
        {"keys swapped: coursework", test_swap_coursework},
        {"keys swapped: chatlock", test_swap_chatlock},
        {"no keys to swap: socketchat", test_nothing_to_swap},
        {0},
    };
    add_suite("tap_mallory", cases);
}
