// SPDX-License-Identifier: MIT
// The handshake of the secure channel: both sides end to end, and everything that must be refused.
#include "crypto/common/bytes.h"
#include "crypto/common/engine.h"
#include "net/engines.h"
#include "tests/channel_pair.h"
#include "tests/run.h"

// The pair, with a copy of one of its frames that may be damaged.
static void copy_frame(struct wire_writer *to, const struct wire_writer *from)
{
    wire_free(to);
    wire_put_raw(to, from->data, from->bytes);
}

static void test_end_to_end(void)
{
    struct channel_pair p;
    uint8_t point[CHANNEL_POINT_BYTES];
    pair_init(&p, 0);
    pair_shake(&p, 5);
    CU_ASSERT_TRUE(p.hello.bytes == 103 && p.answer.bytes == 280 && p.finished.bytes == 37);
    CU_ASSERT_EQUAL(p.hello.data[4], CHANNEL_CLIENT_HELLO);
    CU_ASSERT_EQUAL(p.answer.data[4], CHANNEL_SERVER_HELLO);
    CU_ASSERT_EQUAL(p.finished.data[4], CHANNEL_CLIENT_FINISHED);
    CU_ASSERT_TRUE(p.client.open && p.server.open && !p.client.handshake && !p.server.handshake);
    CU_ASSERT_FALSE(memcmp(p.client.session, "the session's id", 16));
    CU_ASSERT_FALSE(memcmp(p.server.session, "the session's id", 16));
    ec_point_encode(ec_group(&ec_p256), &p.identity.Q, false, point);
    CU_ASSERT_FALSE(memcmp(p.seen, point, sizeof point));
    // One side's out is the other's in, and the two directions have nothing in common.
    CU_ASSERT_TRUE(gl_equal_ct(&p.client.out, &p.server.in, sizeof p.client.out));
    CU_ASSERT_TRUE(gl_equal_ct(&p.client.in, &p.server.out, sizeof p.client.in));
    CU_ASSERT_TRUE(!gl_equal_ct(p.client.in.aes_key, p.client.out.aes_key, 32) &&
                   !gl_equal_ct(p.client.in.mac_key, p.client.out.mac_key, 32));
    CU_ASSERT_TRUE(sizeof(struct channel) <= 304);
    pair_free(&p);
    CU_ASSERT_TRUE(channel_is_blank(&p.client) && channel_is_blank(&p.server));
}

// The kernel's randomness, and an end before the end: nothing is left (the sanitizers look for leaks).
static void test_abandoned(void)
{
    struct channel_pair p;
    for (int steps = 0; steps <= 5; steps++) {
        pair_init(&p, 0);
        pair_shake(&p, steps);
        pair_free(&p);
        CU_ASSERT_TRUE(channel_is_blank(&p.client) && channel_is_blank(&p.server));
    }
    channel_init(&p.client, 0);
    struct wire_writer one = {0}, two = {0};
    CU_ASSERT_EQUAL(channel_client_start(&p.client, NULL, &one), GL_OK);
    channel_wipe(&p.client);
    channel_init(&p.client, 0);
    CU_ASSERT_EQUAL(channel_client_start(&p.client, NULL, &two), GL_OK);
    channel_wipe(&p.client);
    CU_ASSERT_TRUE(one.bytes == two.bytes && !gl_equal_ct(one.data, two.data, one.bytes));
    wire_free(&one);
    wire_free(&two);
}

// Forward secrecy: the identity signs and no more. Each connection agrees through points of its own, whose
// private keys go with the handshake (test_end_to_end), so that the identity opens no recorded connection.
static void test_own_keys(void)
{
    enum { EC = 103 - CHANNEL_POINT_BYTES, ES = FRAME_HEADER_BYTES + 1 + 32 + CHANNEL_SESSION_BYTES };
    struct channel_pair p, q;
    pair_init(&p, 0);
    pair_init(&q, 0);
    q.random = seeded_random(&q.seed, 2);
    CU_ASSERT_EQUAL(mpz_cmp(p.identity.d, q.identity.d), 0);
    pair_shake(&p, 5);
    pair_shake(&q, 5);
    CU_ASSERT_TRUE(p.hello.data[EC] == 4 &&
                   memcmp(p.hello.data + EC, q.hello.data + EC, CHANNEL_POINT_BYTES) != 0);
    CU_ASSERT_TRUE(p.answer.data[ES] == 4 &&
                   memcmp(p.answer.data + ES, q.answer.data + ES, CHANNEL_POINT_BYTES) != 0);
    CU_ASSERT_TRUE(!gl_equal_ct(p.client.in.aes_key, q.client.in.aes_key, 32) &&
                   !gl_equal_ct(p.client.out.aes_key, q.client.out.aes_key, 32) &&
                   !gl_equal_ct(p.client.in.mac_key, q.client.in.mac_key, 32) &&
                   !gl_equal_ct(p.client.out.mac_key, q.client.out.mac_key, 32));
    pair_free(&p);
    pair_free(&q);
}

// Which step takes the frame, and what is refused: the side that looked is blank, and has said nothing.
struct refusal {
    int steps;
    size_t offset; // of the frame, in struct channel_pair
    enum gl_error (*take)(struct channel_pair *p, const struct wire_writer *frame);
    size_t side;
};
static const struct refusal refusals[] = {
    {1, offsetof(struct channel_pair, hello), pair_answer, offsetof(struct channel_pair, server)},
    {2, offsetof(struct channel_pair, answer), pair_check, offsetof(struct channel_pair, client)},
    {4, offsetof(struct channel_pair, finished), pair_accept, offsetof(struct channel_pair, server)},
};

static enum gl_error take_damaged(const struct refusal *r, size_t bytes, size_t bit, bool *blank)
{
    struct channel_pair p;
    struct wire_writer frame = {0};
    pair_init(&p, 0);
    pair_shake(&p, r->steps);
    copy_frame(&frame, (const struct wire_writer *)((const uint8_t *)&p + r->offset));
    if (bytes > frame.bytes)
        wire_put_u8(&frame, 0);
    else
        frame.bytes = bytes;
    if (bit < 8 * bytes)
        frame.data[bit / 8] ^= (uint8_t)(1 << (bit % 8));
    size_t said = p.answer.bytes;
    enum gl_error error = r->take(&p, &frame);
    *blank = channel_is_blank((const struct channel *)((const uint8_t *)&p + r->side)) &&
             (r->take == pair_check || p.answer.bytes == said);
    wire_free(&frame);
    pair_free(&p);
    return error;
}

// A flipped bit of the client's hello that leaves a sound frame is not seen by the server (its random bytes
// are as good as any): the client sees it, because the transcript is another one.
static void expect_seen_by_client(size_t bit)
{
    struct channel_pair p;
    struct wire_writer frame = {0};
    pair_init(&p, 0);
    pair_shake(&p, 1);
    copy_frame(&frame, &p.hello);
    frame.data[bit / 8] ^= (uint8_t)(1 << (bit % 8));
    CU_ASSERT_EQUAL(pair_answer(&p, &frame), GL_OK);
    CU_ASSERT_EQUAL(pair_check(&p, &p.answer), GL_ERR_VERIFY);
    CU_ASSERT_TRUE(channel_is_blank(&p.client));
    wire_free(&frame);
    pair_free(&p);
}

static void test_flipped_bits(void)
{
    static const size_t sizes[] = {103, 280, 37};
    for (size_t i = 0; i < 3; i++)
        for (size_t bit = 8 * FRAME_HEADER_BYTES; bit < 8 * sizes[i]; bit++) {
            bool random = i == 0 && bit >= 8 * 6 && bit < 8 * 38, version = i < 2 && bit < 8 * 6;
            bool blank;
            if (random) {
                expect_seen_by_client(bit);
                continue;
            }
            enum gl_error error = take_damaged(&refusals[i], sizes[i], bit, &blank);
            CU_ASSERT_TRUE(blank);
            CU_ASSERT_TRUE(version ? error == GL_ERR_UNSUPPORTED
                                   : error == GL_ERR_VERIFY || (i < 2 && error == GL_ERR_POINT));
        }
}

static void test_lengths(void)
{
    static const size_t sizes[] = {103, 280, 37};
    for (size_t i = 0; i < 3; i++)
        for (size_t bytes = FRAME_HEADER_BYTES; bytes <= sizes[i] + 1; bytes++) {
            bool blank;
            enum gl_error error = take_damaged(&refusals[i], bytes, SIZE_MAX, &blank);
            CU_ASSERT_EQUAL(error, bytes == sizes[i] ? GL_OK : GL_ERR_ENCODING);
            CU_ASSERT_EQUAL(blank, bytes != sizes[i]);
        }
}

// Each function in each state, with a frame of the right length that says nothing sensible: where it is not
// its turn the frame is not even looked at.
static void test_turns(void)
{
    static const struct {
        size_t bytes;          // of the frame that it takes
        int from, to;          // after how many steps it is its turn
        enum gl_error in_turn; // what it says of the frame then
    } calls[] = {{0, 0, 0, GL_OK},
                 {103, 0, 1, GL_ERR_POINT},
                 {280, 1, 2, GL_ERR_POINT},
                 {0, 3, 3, GL_OK},
                 {37, 2, 4, GL_ERR_VERIFY}};
    for (int steps = 0; steps <= 5; steps++)
        for (int call = 0; call < 5; call++) {
            struct channel_pair p;
            struct wire_writer junk = {0}, out = {0};
            pair_init(&p, 0);
            pair_shake(&p, steps);
            if (calls[call].bytes)
                memset(wire_put_space(&junk, calls[call].bytes), CHANNEL_VERSION, calls[call].bytes);
            enum gl_error error = call == 0   ? channel_client_start(&p.client, &p.random, &out)
                                  : call == 1 ? pair_answer(&p, &junk)
                                  : call == 2 ? pair_check(&p, &junk)
                                  : call == 3 ? channel_client_finish(&p.client, &out)
                                              : pair_accept(&p, &junk);
            bool turn = steps >= calls[call].from && steps <= calls[call].to;
            CU_ASSERT_EQUAL(error, turn ? calls[call].in_turn : GL_ERR_ARGUMENT);
            CU_ASSERT_EQUAL(channel_is_blank(call == 1 || call == 4 ? &p.server : &p.client), error != GL_OK);
            wire_free(&junk);
            wire_free(&out);
            pair_free(&p);
        }
}

static void test_refused_beginnings(void)
{
    struct channel_pair p;
    struct gl_random_fixed few = {(const uint8_t[70]){[31] = 5}, 40, 0}; // a key, but no hello
    struct gl_random dry = gl_random_from_fixed(&few);
    pair_init(&p, 0);
    CU_ASSERT_EQUAL(channel_client_start(&p.client, &dry, &p.hello), GL_ERR_RANDOM);
    CU_ASSERT_TRUE(channel_is_blank(&p.client) && p.hello.bytes == 0);

    // An identity on another curve, and one without its private half.
    channel_init(&p.client, 0);
    pair_shake(&p, 1);
    ec_key_clear(&p.identity);
    ec_key_init(&p.identity);
    CU_ASSERT_EQUAL(ec_key_generate(&p.identity, &ec_p384, &p.random), GL_OK);
    CU_ASSERT_EQUAL(pair_answer(&p, &p.hello), GL_ERR_KEY);
    CU_ASSERT_EQUAL(ec_key_generate(&p.identity, &ec_p256, &p.random), GL_OK);
    mpz_set_ui(p.identity.d, 0);
    channel_init(&p.server, 0);
    CU_ASSERT_EQUAL(pair_answer(&p, &p.hello), GL_ERR_KEY);
    CU_ASSERT_TRUE(channel_is_blank(&p.server) && p.answer.bytes == 0);
    pair_free(&p);
}

// A man in the middle with an identity of his own gets as far as the pin: the client is shown his key.
static void test_another_identity(void)
{
    struct channel_pair p, mallory;
    pair_init(&p, 0);
    pair_init(&mallory, 0);
    CU_ASSERT_EQUAL(ec_key_generate(&mallory.identity, &ec_p256, NULL), GL_OK);
    pair_shake(&p, 1);
    CU_ASSERT_EQUAL(pair_answer(&mallory, &p.hello), GL_OK);
    CU_ASSERT_EQUAL(pair_check(&p, &mallory.answer), GL_OK);
    uint8_t point[CHANNEL_POINT_BYTES];
    ec_point_encode(ec_group(&ec_p256), &p.identity.Q, false, point);
    CU_ASSERT_FALSE(gl_equal_ct(p.seen, point, sizeof point));
    pair_free(&p);
    pair_free(&mallory);
}

static void test_engines(void)
{
    struct channel_pair p;
    const char *family = NULL;
    static const struct {
        const char *family, *force;
    } forced[] = {{"aes", "aes=textbook"}, {"modexp", "modexp=textbook"}, {"ec", "ec=textbook"}};
    for (size_t i = 0; i < 3; i++) {
        const struct gl_family *f = gl_family_find(forced[i].family);
        const struct gl_engine *before = gl_engine_chosen(f);
        bool sound = before->constant_time; // GLASSLOCK_ENGINE may have forced one for the whole run
        pair_init(&p, 0);
        CU_ASSERT_EQUAL(gl_engine_force(forced[i].force, NULL), GL_OK);
        CU_ASSERT_EQUAL(net_engines_check(&family), GL_ERR_UNAVAILABLE);
        CU_ASSERT_STRING_EQUAL(family, forced[i].family);
        CU_ASSERT_EQUAL(channel_client_start(&p.client, NULL, &p.hello), GL_ERR_UNAVAILABLE);
        CU_ASSERT_TRUE(p.hello.bytes == 0 && channel_is_blank(&p.client));
        gl_engine_set(f, before);
        if (sound)
            CU_ASSERT_EQUAL(net_engines_check(&family), GL_OK);
        pair_free(&p);
    }
}

static void test_words(void)
{
    char text[CHANNEL_FINGERPRINT_CHARS + 1];
    uint8_t point[CHANNEL_POINT_BYTES] = {4};
    channel_fingerprint(text, point);
    CU_ASSERT_STRING_EQUAL(text,
                           "59ef 1a5a 00f3 5b1a 722d a56c a70b 52a7 21f3 3998 634d 4fa4 2593 01f1 70f7 b6bd");
    for (int alert = 0; alert < 256; alert++) {
        bool known = alert >= CHANNEL_ALERT_FRAME && alert <= CHANNEL_ALERT_BUSY;
        CU_ASSERT_EQUAL(strcmp(channel_alert_text((uint8_t)alert), "unknown alert") != 0, known);
    }
    CU_ASSERT_EQUAL(channel_alert_for(GL_ERR_ENCODING), CHANNEL_ALERT_FRAME);
    CU_ASSERT_EQUAL(channel_alert_for(GL_ERR_UNSUPPORTED), CHANNEL_ALERT_VERSION);
    CU_ASSERT_EQUAL(channel_alert_for(GL_ERR_POINT), CHANNEL_ALERT_HANDSHAKE);
    CU_ASSERT_EQUAL(channel_alert_for(GL_ERR_VERIFY), CHANNEL_ALERT_HANDSHAKE);
    CU_ASSERT_EQUAL(channel_alert_for(GL_ERR_DECRYPT), CHANNEL_ALERT_RECORD);
    CU_ASSERT_EQUAL(channel_alert_for(GL_ERR_MEMORY), CHANNEL_ALERT_BUSY);
}

void suite_channel(void)
{
    static const struct test_case cases[] = {
        {"a handshake opens both ends", test_end_to_end},
        {"an abandoned handshake leaves nothing", test_abandoned},
        {"each connection has ephemeral keys of its own", test_own_keys},
        {"each flipped bit of the handshake is refused", test_flipped_bits},
        {"each truncation and extension of it is refused", test_lengths},
        {"no step out of its turn", test_turns},
        {"no randomness, no sound identity: no handshake", test_refused_beginnings},
        {"another identity is shown to the client", test_another_identity},
        {"engines that are not constant-time are refused", test_engines},
        {"fingerprints and alerts in words", test_words},
        {0},
    };
    add_suite("channel", cases);
}
