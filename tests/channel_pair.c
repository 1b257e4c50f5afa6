// SPDX-License-Identifier: MIT
#include "tests/channel_pair.h"

#include "crypto/common/bytes.h"
#include "tests/run.h"

#include <string.h>

static enum gl_error fill(void *context, void *out, size_t bytes)
{
    struct seeded *seed = context;
    for (size_t i = 0; i < bytes; i++) {
        uint64_t z = seed->counter++ * UINT64_C(0x9e3779b97f4a7c15);
        z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
        z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
        ((uint8_t *)out)[i] = (uint8_t)(z >> 56);
    }
    return GL_OK;
}

struct gl_random seeded_random(struct seeded *seed, uint64_t from)
{
    seed->counter = from << 32;
    return (struct gl_random){fill, seed};
}

void pair_init(struct channel_pair *p, uint64_t rekey_records)
{
    *p = (struct channel_pair){0};
    p->random = seeded_random(&p->seed, 1);
    ec_key_init(&p->identity);
    CU_ASSERT_EQUAL_FATAL(ec_key_generate(&p->identity, &ec_p256, &p->random), GL_OK);
    channel_init(&p->client, rekey_records);
    channel_init(&p->server, rekey_records);
}

enum gl_error pair_answer(struct channel_pair *p, const struct wire_writer *frame)
{
    static const uint8_t session[CHANNEL_SESSION_BYTES] = "the session's id";
    return channel_server_answer(&p->server, &p->identity, session, &p->random,
                                 frame->data + FRAME_HEADER_BYTES, frame->bytes - FRAME_HEADER_BYTES,
                                 &p->answer);
}

enum gl_error pair_check(struct channel_pair *p, const struct wire_writer *frame)
{
    return channel_client_check(&p->client, frame->data + FRAME_HEADER_BYTES,
                                frame->bytes - FRAME_HEADER_BYTES, p->seen);
}

enum gl_error pair_accept(struct channel_pair *p, const struct wire_writer *frame)
{
    return channel_server_finish(&p->server, frame->data + FRAME_HEADER_BYTES,
                                 frame->bytes - FRAME_HEADER_BYTES);
}

void pair_shake(struct channel_pair *p, int steps)
{
    if (steps >= 1)
        CU_ASSERT_EQUAL_FATAL(channel_client_start(&p->client, &p->random, &p->hello), GL_OK);
    if (steps >= 2)
        CU_ASSERT_EQUAL_FATAL(pair_answer(p, &p->hello), GL_OK);
    if (steps >= 3)
        CU_ASSERT_EQUAL_FATAL(pair_check(p, &p->answer), GL_OK);
    if (steps >= 4)
        CU_ASSERT_EQUAL_FATAL(channel_client_finish(&p->client, &p->finished), GL_OK);
    if (steps >= 5)
        CU_ASSERT_EQUAL_FATAL(pair_accept(p, &p->finished), GL_OK);
}

void pair_free(struct channel_pair *p)
{
    channel_wipe(&p->client);
    channel_wipe(&p->server);
    ec_key_clear(&p->identity);
    wire_free(&p->hello);
    wire_free(&p->answer);
    wire_free(&p->finished);
}

bool channel_is_blank(const struct channel *ch)
{
    static const struct channel blank;
    return gl_equal_ct(ch, &blank, sizeof blank);
}

bool channel_is_deaf(const struct channel *ch)
{
    struct channel_direction over;
    memset(&over, 0, sizeof over);
    over.over = true;
    return channel_is_blank(ch) || (ch->in.over && gl_equal_ct(&ch->in, &over, sizeof over));
}
