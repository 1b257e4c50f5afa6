// SPDX-License-Identifier: MIT
// The handshake, both sides: each message is anything, or the honest one with bytes changed, and comes in its
// turn or not. Only the honest ones in their turn lead to an open channel.
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

static struct fuzz_pair honest;

struct message {
    uint8_t *data;
    size_t bytes;
    bool honest;
};

static struct message next(struct fuzz_in *in, const struct wire_writer *frame)
{
    uint8_t how = fuzz_u8(in);
    size_t bytes = frame->bytes - FRAME_HEADER_BYTES;
    if (how < 32) {
        size_t n = fuzz_u16(in) % 400;
        n = n < in->left ? n : in->left;
        const uint8_t *taken = fuzz_take(in, n);
        return (struct message){fuzz_copy(taken, n), n, false};
    }
    struct message m = {fuzz_copy(frame->data + FRAME_HEADER_BYTES, bytes), bytes, true};
    for (unsigned n = how % 4; n; n--) {
        size_t at = fuzz_u16(in) % bytes;
        uint8_t mask = fuzz_u8(in);
        m.data[at] ^= mask;
    }
    m.honest = !memcmp(m.data, frame->data + FRAME_HEADER_BYTES, bytes);
    return m;
}

// The same random numbers as the honest pair drew, so that its messages are this handshake's too.
static void run(struct fuzz_in *in)
{
    static const uint8_t session[CHANNEL_SESSION_BYTES] = "the session's id";
    struct channel client, server;
    struct wire_writer hello = {0}, answer = {0}, finished = {0};
    struct ec_key identity;
    uint8_t seen[CHANNEL_POINT_BYTES], *content, turns = fuzz_u8(in);
    size_t bytes;
    uint64_t state;
    struct gl_random random = fuzz_random(&state, 1);
    channel_init(&client, 0);
    channel_init(&server, 0);
    ec_key_init(&identity);
    FUZZ_REQUIRE(!ec_key_generate(&identity, &ec_p256, &random));
    FUZZ_REQUIRE(!channel_client_start(&client, &random, &hello));
    struct message m[3] = {next(in, &honest.hello), next(in, &honest.answer), next(in, &honest.finished)};
    if (turns & 1)
        (void)channel_server_finish(&server, m[2].data, m[2].bytes);
    enum gl_error answered =
        channel_server_answer(&server, &identity, session, &random, m[0].data, m[0].bytes, &answer);
    FUZZ_REQUIRE(!answered || !answer.bytes);
    if (turns & 2)
        (void)channel_client_finish(&client, &finished);
    enum gl_error checked = channel_client_check(&client, m[1].data, m[1].bytes, seen);
    FUZZ_REQUIRE(!checked == (m[1].honest && !(turns & 2)));
    enum gl_error opened = channel_server_finish(&server, m[2].data, m[2].bytes);
    FUZZ_REQUIRE(opened || (m[0].honest && m[2].honest));
    FUZZ_REQUIRE(!opened || turns & 1 || !m[0].honest || !m[2].honest);
    FUZZ_REQUIRE(server.open == !opened);
    if (turns & 4)
        (void)channel_open(&client, m[0].data, m[0].bytes, &content, &bytes);
    channel_wipe(&client);
    channel_wipe(&server);
    ec_key_clear(&identity);
    wire_free(&hello);
    wire_free(&answer);
    wire_free(&finished);
    for (int i = 0; i < 3; i++)
        free(m[i].data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_in in = fuzz_in(data, size);
    if (!honest.client.open)
        fuzz_pair_open(&honest);
    run(&in);
    return 0;
}
