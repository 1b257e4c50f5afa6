// SPDX-License-Identifier: MIT
// Records of the secure channel: what is sealed opens, in order and once; many at once are the same as one by
// one.
#include "crypto/common/bytes.h"
#include "tests/channel_pair.h"
#include "tests/run.h"

#include <stdlib.h>

static uint8_t text[CHANNEL_MAX_PLAIN + 1];

static void fill_text(void)
{
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (uint8_t)(i * 7 + i / 256);
}

// Open one whole frame out of a copy, as if it had come from the network.
static enum gl_error open_frame(struct channel *ch, const uint8_t *frame, size_t bytes, const void *expected,
                                size_t expected_bytes)
{
    struct frame f;
    size_t used, content_bytes;
    uint8_t *content;
    CU_ASSERT_EQUAL_FATAL(frame_next(frame, bytes, FRAME_MAX_BYTES, &f, &used), FRAME_WHOLE);
    CU_ASSERT_EQUAL(f.type, CHANNEL_RECORD);
    CU_ASSERT_EQUAL(used, bytes);
    uint8_t *copy = malloc(f.bytes);
    CU_ASSERT_PTR_NOT_NULL_FATAL(copy);
    memcpy(copy, f.payload, f.bytes);
    enum gl_error error = channel_open(ch, copy, f.bytes, &content, &content_bytes);
    if (error)
        CU_ASSERT_TRUE(!content && !content_bytes && channel_is_deaf(ch));
    if (!error && expected)
        CU_ASSERT_TRUE(content_bytes == expected_bytes && !memcmp(content, expected, expected_bytes));
    free(copy);
    return error;
}

static void test_sizes(void)
{
    static const size_t sizes[] = {1, 15, 16, 17, 64, 4096, CHANNEL_MAX_PLAIN - 1, CHANNEL_MAX_PLAIN};
    struct channel_pair p;
    struct wire_writer out = {0};
    fill_text();
    pair_init(&p, 0);
    pair_shake(&p, 5);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        CU_ASSERT_EQUAL(channel_seal(&p.client, &p.random, text, sizes[i], &out), GL_OK);
        CU_ASSERT_EQUAL(out.bytes, 5 + 16 + (sizes[i] / 16 + 1) * 16 + 32);
        CU_ASSERT_TRUE(out.bytes <= sizes[i] + CHANNEL_MAX_OVERHEAD);
        CU_ASSERT_EQUAL(open_frame(&p.server, out.data, out.bytes, text, sizes[i]), GL_OK);
        wire_empty(&out);
        CU_ASSERT_EQUAL(channel_seal(&p.server, &p.random, text + 1, sizes[i], &out), GL_OK);
        CU_ASSERT_EQUAL(open_frame(&p.client, out.data, out.bytes, text + 1, sizes[i]), GL_OK);
        wire_empty(&out);
    }
    CU_ASSERT_EQUAL(p.client.out.sequence, sizeof sizes / sizeof *sizes);
    // Refusals to seal change nothing.
    struct channel before = p.client;
    struct gl_random_fixed none = {0};
    struct gl_random dry = gl_random_from_fixed(&none);
    CU_ASSERT_EQUAL(channel_seal(&p.client, &p.random, text, 0, &out), GL_ERR_LENGTH);
    CU_ASSERT_EQUAL(channel_seal(&p.client, &p.random, text, CHANNEL_MAX_PLAIN + 1, &out), GL_ERR_LENGTH);
    CU_ASSERT_EQUAL(channel_seal(&p.client, &dry, text, 1, &out), GL_ERR_RANDOM);
    CU_ASSERT_TRUE(out.bytes == 0 && !out.failed && gl_equal_ct(&before, &p.client, sizeof before));
    wire_free(&out);
    pair_free(&p);
}

// Nothing is sealed or opened before the handshake is over.
static void test_not_open(void)
{
    for (int steps = 0; steps < 5; steps++) {
        struct channel_pair p;
        struct wire_writer out = {0};
        uint8_t payload[64] = {0}, *content;
        size_t bytes;
        pair_init(&p, 0);
        pair_shake(&p, steps);
        CU_ASSERT_EQUAL(channel_seal(&p.server, NULL, "x", 1, &out), GL_ERR_ARGUMENT);
        CU_ASSERT_EQUAL(out.bytes, 0);
        CU_ASSERT_EQUAL(channel_open(&p.server, payload, sizeof payload, &content, &bytes), GL_ERR_DECRYPT);
        CU_ASSERT_TRUE(channel_is_blank(&p.server));
        if (steps < 4)
            CU_ASSERT_EQUAL(channel_seal(&p.client, NULL, "x", 1, &out), GL_ERR_ARGUMENT);
        wire_free(&out);
        pair_free(&p);
    }
}

// A pair with three records from client to server, and one back, all of 20 bytes.
struct traffic {
    struct channel_pair p;
    struct wire_writer records[3], back;
};
static void traffic_init(struct traffic *t)
{
    *t = (struct traffic){0};
    fill_text();
    pair_init(&t->p, 0);
    pair_shake(&t->p, 5);
    for (int i = 0; i < 3; i++)
        CU_ASSERT_EQUAL(channel_seal(&t->p.client, &t->p.random, text + i, 20, &t->records[i]), GL_OK);
    CU_ASSERT_EQUAL(channel_seal(&t->p.server, &t->p.random, text + 9, 20, &t->back), GL_OK);
}
static void traffic_free(struct traffic *t)
{
    for (int i = 0; i < 3; i++)
        wire_free(&t->records[i]);
    wire_free(&t->back);
    pair_free(&t->p);
}
static enum gl_error arrive(struct traffic *t, const struct wire_writer *record)
{
    return open_frame(&t->p.server, record->data, record->bytes, NULL, 0);
}

static void test_replay_reorder_drop_reflect(void)
{
    // Which of the client's records arrive, in which order (9: the server's own comes back); all but the last
    // are accepted.
    static const int orders[][3] = {{0, 0, -1}, {0, 1, 0}, {1, -1, -1}, {0, 2, -1}, {9, -1, -1}, {0, 9, -1}};
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        struct traffic t;
        traffic_init(&t);
        for (int j = 0; j < 3 && orders[i][j] >= 0; j++) {
            bool last = j == 2 || orders[i][j + 1] < 0;
            const struct wire_writer *record = orders[i][j] == 9 ? &t.back : &t.records[orders[i][j]];
            CU_ASSERT_EQUAL(arrive(&t, record), last ? GL_ERR_DECRYPT : GL_OK);
        }
        // And nothing is accepted afterwards.
        CU_ASSERT_EQUAL(arrive(&t, &t.records[0]), GL_ERR_DECRYPT);
        traffic_free(&t);
    }
}

static void test_altered(void)
{
    struct traffic t;
    traffic_init(&t);
    struct channel fresh = t.p.server;
    const struct wire_writer *record = &t.records[0];
    uint8_t payload[128], *content;
    size_t bytes = record->bytes - FRAME_HEADER_BYTES, content_bytes;
    for (size_t bit = 0; bit < 8 * bytes; bit++) {
        struct channel ch = fresh;
        memcpy(payload, record->data + FRAME_HEADER_BYTES, bytes);
        payload[bit / 8] ^= (uint8_t)(1 << (bit % 8));
        CU_ASSERT_EQUAL(channel_open(&ch, payload, bytes, &content, &content_bytes), GL_ERR_DECRYPT);
        CU_ASSERT_TRUE(channel_is_deaf(&ch));
    }
    for (size_t cut = 0; cut <= bytes + 16; cut++) {
        struct channel ch = fresh;
        memset(payload, 0, sizeof payload);
        memcpy(payload, record->data + FRAME_HEADER_BYTES, cut < bytes ? cut : bytes);
        enum gl_error error = channel_open(&ch, payload, cut, &content, &content_bytes);
        CU_ASSERT_EQUAL(error, cut == bytes ? GL_OK : GL_ERR_DECRYPT);
    }
    CU_ASSERT_EQUAL(arrive(&t, record), GL_OK);
    traffic_free(&t);
}

static void test_rekey(void)
{
    struct channel_pair p;
    struct wire_writer out = {0};
    fill_text();
    pair_init(&p, 3);
    pair_shake(&p, 5);
    uint8_t last[32], secrets = 0;
    memset(last, 0, sizeof last);
    for (uint64_t i = 0; i < 20; i++) {
        CU_ASSERT_EQUAL(channel_seal(&p.client, &p.random, text + i, 33, &out), GL_OK);
        bool changed = memcmp(last, p.client.out.aes_key, 32) != 0;
        CU_ASSERT_EQUAL(changed, i % 3 == 0); // new keys for records 0, 3, 6, ...
        secrets = (uint8_t)(secrets + changed);
        memcpy(last, p.client.out.aes_key, 32);
        CU_ASSERT_EQUAL(open_frame(&p.server, out.data, out.bytes, text + i, 33), GL_OK);
        CU_ASSERT_TRUE(gl_equal_ct(&p.client.out, &p.server.in, sizeof p.client.out));
        CU_ASSERT_EQUAL(p.client.out.sequence, i + 1); // the numbers go on
        wire_empty(&out);
    }
    CU_ASSERT_EQUAL(secrets, 7);
    CU_ASSERT_EQUAL(p.server.out.sequence, 0); // the other direction has moved nowhere
    // Ends that do not agree about the interval part at the first change.
    p.server.in.rekey_at++;
    CU_ASSERT_EQUAL(channel_seal(&p.client, &p.random, text, 1, &out), GL_OK);
    CU_ASSERT_EQUAL(open_frame(&p.server, out.data, out.bytes, text, 1), GL_OK);
    wire_empty(&out);
    CU_ASSERT_EQUAL(channel_seal(&p.client, &p.random, text, 1, &out), GL_OK);
    CU_ASSERT_EQUAL(open_frame(&p.server, out.data, out.bytes, text, 1), GL_ERR_DECRYPT);
    wire_free(&out);
    pair_free(&p);
    pair_init(&p, 0);
    pair_shake(&p, 5);
    CU_ASSERT_EQUAL(p.client.out.rekey_at, CHANNEL_REKEY_RECORDS);
    pair_free(&p);
}

#define JOBS 40
// A message of its own length for each; some cannot be sealed.
static size_t job_bytes(size_t i)
{
    static const size_t sizes[] = {1, 15, 16, 64, 256, 0, 4096, 100, 31, CHANNEL_MAX_PLAIN + 1};
    return sizes[i % 10];
}

static void seal_both_ways(const struct channel *base, size_t n, uint64_t seed)
{
    struct channel one[JOBS], many[JOBS];
    struct wire_writer singles[JOBS] = {{0}}, outs[JOBS] = {{0}};
    struct channel_job jobs[JOBS];
    struct seeded seeds[2];
    struct gl_random randoms[2] = {seeded_random(&seeds[0], seed), seeded_random(&seeds[1], seed)};
    for (size_t i = 0; i < n; i++) {
        one[i] = many[i] = *base;
        one[i].out.mac_key[0] = many[i].out.mac_key[0] = (uint8_t)i;
        one[i].out.aes_key[0] = many[i].out.aes_key[0] = (uint8_t)i;
        one[i].out.sequence = many[i].out.sequence = i % 4; // every fourth one is due for new keys
        one[i].open = many[i].open = i != 7;
        size_t bytes = job_bytes(i);
        wire_put_raw(&outs[i], "before", i % 7); // records follow what is there already
        wire_put_raw(&singles[i], "before", i % 7);
        // Each third one goes through the channel of its neighbour, after it.
        size_t at = i % 3 == 2 ? i - 1 : i;
        jobs[i] = (struct channel_job){&many[at], text + i, bytes, &outs[i], GL_ERR_COUNT};
    }
    channel_seal_many(jobs, n, &randoms[0]);
    for (size_t i = 0; i < n; i++) {
        struct channel *ch = &one[i % 3 == 2 ? i - 1 : i];
        enum gl_error error = channel_seal(ch, &randoms[1], text + i, job_bytes(i), &singles[i]);
        CU_ASSERT_EQUAL(jobs[i].error, error);
        CU_ASSERT_TRUE(outs[i].bytes == singles[i].bytes && !outs[i].failed);
        CU_ASSERT_TRUE(!outs[i].bytes || gl_equal_ct(outs[i].data, singles[i].data, outs[i].bytes));
    }
    CU_ASSERT_EQUAL(seeds[0].counter, seeds[1].counter);
    CU_ASSERT_TRUE(gl_equal_ct(one, many, n * sizeof *one));
    for (size_t i = 0; i < n; i++) {
        wire_free(&outs[i]);
        wire_free(&singles[i]);
    }
}

static void test_many(void)
{
    struct channel_pair p;
    fill_text();
    pair_init(&p, 3);
    pair_shake(&p, 5);
    for (size_t n = 0; n <= JOBS; n++)
        seal_both_ways(&p.client, n, n);
    pair_free(&p);
}

static void test_many_without_randomness(void)
{
    struct channel_pair p;
    struct gl_random_fixed few = {text, 40, 0}; // for two IVs, and no third
    struct gl_random dry = gl_random_from_fixed(&few);
    struct wire_writer outs[3] = {{0}};
    pair_init(&p, 0);
    pair_shake(&p, 5);
    struct channel_job jobs[3];
    for (int i = 0; i < 3; i++)
        jobs[i] = (struct channel_job){&p.client, "text", 4, &outs[i], GL_OK};
    channel_seal_many(jobs, 3, &dry);
    for (int i = 0; i < 3; i++)
        CU_ASSERT_TRUE(jobs[i].error == GL_ERR_RANDOM && outs[i].bytes == 0);
    CU_ASSERT_EQUAL(p.client.out.sequence, 0);
    outs[1].failed = true; // a writer that is out of memory fails its own job only
    channel_seal_many(jobs, 3, NULL);
    CU_ASSERT_TRUE(!jobs[0].error && jobs[1].error == GL_ERR_MEMORY && !jobs[2].error);
    CU_ASSERT_EQUAL(open_frame(&p.server, outs[0].data, outs[0].bytes, "text", 4), GL_OK);
    CU_ASSERT_EQUAL(open_frame(&p.server, outs[2].data, outs[2].bytes, "text", 4), GL_OK);
    for (int i = 0; i < 3; i++)
        wire_free(&outs[i]);
    pair_free(&p);
}

void suite_channel_records(void)
{
    static const struct test_case cases[] = {
        {"content of every size opens again", test_sizes},
        {"nothing is sealed or opened before the end of the handshake", test_not_open},
        {"replay, reordering, loss and reflection are refused", test_replay_reorder_drop_reflect},
        {"each flipped bit, truncation and extension is refused", test_altered},
        {"keys change, numbers go on", test_rekey},
        {"many at once are the same, byte for byte", test_many},
        {"many at once: failures are their own", test_many_without_randomness},
        {0},
    };
    add_suite("channel_records", cases);
}
