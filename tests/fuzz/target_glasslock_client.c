// SPDX-License-Identifier: MIT
// The default protocol's client: what a server says in the clear, and every frame inside a channel that
// stands, before and after the welcome.
#include "net/glasslock/client.h"
#include "net/glasslock/frames.h"
#include "tests/fuzz/client_rig.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#define FRAMES 24 // of one connection

static struct chat_client *client;
static struct ec_key identity;

// The next frame that the client has said; false: none.
static bool said(size_t *at, struct frame *f)
{
    size_t used;
    if (*at >= client->out.bytes ||
        frame_next(client->out.data + *at, client->out.bytes - *at, FRAME_MAX_BYTES, f, &used) != FRAME_WHOLE)
        return false;
    *at += used;
    return true;
}

static bool hear(struct channel *ch, uint8_t type, const uint8_t *payload, size_t bytes, uint8_t step)
{
    struct wire_writer content = {0}, record = {0};
    frame_put(&content, type, payload, bytes);
    FUZZ_REQUIRE(!channel_seal(ch, NULL, content.data, content.bytes, &record));
    bool on = client_rig_hear(client, record.data, record.bytes, step);
    wire_free(&content);
    wire_free(&record);
    return on;
}

// As GUEST says it: id, name, card.
static bool welcome(struct channel *ch, const uint8_t *frame, size_t bytes)
{
    struct wire_reader r = wire_read(frame + FRAME_HEADER_BYTES, bytes - FRAME_HEADER_BYTES);
    struct wire_writer w = {0};
    char name[TALK_NAME_ROOM];
    size_t card_bytes;
    uint32_t id = wire_u32(&r);
    wire_text(&r, name, sizeof name);
    const uint8_t *card = wire_field(&r, &card_bytes);
    FUZZ_REQUIRE(frame[4] == GLF_GUEST && wire_done(&r));
    wire_put_u32(&w, id);
    wire_put_text(&w, name);
    wire_put_u8(&w, 1);
    wire_put_field(&w, card, card_bytes);
    wire_put_u16(&w, 1);
    static const uint8_t lobby[TALK_ROOM_BYTES];
    wire_put_raw(&w, lobby, sizeof lobby);
    wire_put_u8(&w, TALK_STRONG);
    wire_put_u8(&w, GLR_LOBBY);
    wire_put_text(&w, "lobby");
    wire_put_u64(&w, 0);
    bool on = hear(ch, GLF_WELCOME, w.data, w.bytes, 0);
    FUZZ_REQUIRE(on);
    wire_empty(&w);
    wire_put_text(&w, "bob");
    wire_put_field(&w, fuzz_person(1)->encoded.data, fuzz_person(1)->encoded.bytes);
    wire_put_u8(&w, 1);
    on = hear(ch, GLF_CARD, w.data, w.bytes, 0);
    wire_free(&w);
    return on;
}

// The handshake, and what the client says first.
static bool shake(struct channel *ch, bool welcomed)
{
    static const uint8_t session[CHANNEL_SESSION_BYTES] = {1};
    struct wire_writer answer = {0};
    struct frame f;
    uint8_t *content;
    size_t at = 0, bytes;
    FUZZ_REQUIRE(said(&at, &f));
    FUZZ_REQUIRE(!channel_server_answer(ch, &identity, session, NULL, f.payload, f.bytes, &answer));
    bool on = client_rig_hear(client, answer.data, answer.bytes, 0);
    wire_free(&answer);
    FUZZ_REQUIRE(on && said(&at, &f) && f.type == CHANNEL_CLIENT_FINISHED);
    FUZZ_REQUIRE(!channel_server_finish(ch, f.payload, f.bytes));
    FUZZ_REQUIRE(said(&at, &f) && f.type == CHANNEL_RECORD);
    uint8_t *copy = fuzz_copy(f.payload, f.bytes);
    FUZZ_REQUIRE(!channel_open(ch, copy, f.bytes, &content, &bytes));
    on = !welcomed || welcome(ch, content, bytes);
    free(copy);
    return on;
}

static void inside(struct fuzz_in *in, bool welcomed, uint8_t step)
{
    static const uint8_t lobby[TALK_ROOM_BYTES];
    struct channel ch;
    struct wire_writer w = {0};
    channel_init(&ch, 0);
    bool on = shake(&ch, welcomed);
    for (int i = 0; on && in->left && i < FRAMES; i++) {
        uint8_t type = fuzz_u8(in), how = fuzz_u8(in);
        size_t n = how & 1 ? fuzz_u16(in) : fuzz_u8(in);
        n = n < in->left ? n : in->left;
        if (how & 2)
            wire_put_u32(&w, (uint32_t)(how >> 4));
        if (how & 4)
            wire_put_raw(&w, lobby, sizeof lobby);
        if (n)
            wire_put_raw(&w, fuzz_take(in, n), n);
        on = hear(&ch, type, w.data, w.bytes, step);
        wire_empty(&w);
    }
    wire_free(&w);
    channel_wipe(&ch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_in in = fuzz_in(data, size);
    uint64_t state;
    if (!client) {
        struct gl_random random = fuzz_random(&state, 3);
        ec_key_init(&identity);
        FUZZ_REQUIRE(!ec_key_generate(&identity, &ec_p256, &random));
        client = client_rig(&client_glasslock);
    }
    uint8_t how = fuzz_u8(&in), step = fuzz_u8(&in);
    client_command(client, "/guest alice"); // where the last server refused us
    FUZZ_REQUIRE(client_rig_connect(client));
    if (how < 32)
        (void)client_rig_hear(client, in.at, in.left, step);
    else
        inside(&in, how >= 48, step);
    client_rig_lose(client);
    return 0;
}
