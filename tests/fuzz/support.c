// SPDX-License-Identifier: MIT
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

// ---- the input ----

const uint8_t *fuzz_take(struct fuzz_in *in, size_t bytes)
{
    if (in->left < bytes)
        return NULL;
    in->at += bytes;
    in->left -= bytes;
    return in->at - bytes;
}

uint8_t fuzz_u8(struct fuzz_in *in)
{
    const uint8_t *x = fuzz_take(in, 1);
    return x ? *x : 0;
}

uint16_t fuzz_u16(struct fuzz_in *in)
{
    unsigned high = fuzz_u8(in);
    return (uint16_t)(high << 8 | fuzz_u8(in));
}

void fuzz_fill(struct fuzz_in *in, void *out, size_t bytes)
{
    size_t n = in->left < bytes ? in->left : bytes;
    memset(out, 0, bytes);
    if (n)
        memcpy(out, fuzz_take(in, n), n);
}

void *fuzz_copy(const void *data, size_t bytes)
{
    void *copy = calloc(1, bytes ? bytes : 1);
    FUZZ_REQUIRE(copy);
    if (bytes)
        memcpy(copy, data, bytes);
    return copy;
}

char *fuzz_text(struct fuzz_in *in)
{
    char *text = malloc(in->left + 1);
    FUZZ_REQUIRE(text);
    text[in->left] = '\0';
    fuzz_fill(in, text, in->left);
    return text;
}

size_t fuzz_step(uint8_t choice, size_t left)
{
    size_t step = choice < 64 ? left : choice < 128 ? 1 : (size_t)choice * choice / 64;
    return step < left ? step : left;
}

// ---- randomness ----

static enum gl_error draw(void *context, void *out, size_t bytes)
{
    uint64_t *state = context;
    for (size_t i = 0; i < bytes; i++) {
        uint64_t z = ++*state * UINT64_C(0x9e3779b97f4a7c15);
        z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
        z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
        ((uint8_t *)out)[i] = (uint8_t)(z >> 56);
    }
    return GL_OK;
}

struct gl_random fuzz_random(uint64_t *state, uint64_t from)
{
    *state = from << 32;
    return (struct gl_random){draw, state};
}

// ---- people ----

const struct fuzz_person *fuzz_person(int i)
{
    static const char *const names[FUZZ_PEOPLE] = {"alice", "bob"};
    static struct fuzz_person people[FUZZ_PEOPLE];
    static bool made;
    for (int j = 0; j < FUZZ_PEOPLE && !made; j++) {
        struct fuzz_person *p = &people[j];
        uint64_t state;
        struct gl_random random = fuzz_random(&state, 100 + (uint64_t)j);
        talk_keys_init(&p->keys);
        talk_card_init(&p->card);
        FUZZ_REQUIRE(!talk_keys_generate(&p->keys, &random, NULL));
        FUZZ_REQUIRE(!talk_card_make(&p->keys, names[j], &p->encoded));
        FUZZ_REQUIRE(!talk_card_read(&p->card, p->encoded.data, p->encoded.bytes));
    }
    made = true;
    return &people[i];
}

// ---- a channel ----

void fuzz_pair_open(struct fuzz_pair *p)
{
    static const uint8_t session[CHANNEL_SESSION_BYTES] = "the session's id";
    uint8_t seen[CHANNEL_POINT_BYTES];
    uint64_t state;
    struct gl_random random = fuzz_random(&state, 1);
    *p = (struct fuzz_pair){0};
    channel_init(&p->client, 0);
    channel_init(&p->server, 0);
    ec_key_init(&p->identity);
    FUZZ_REQUIRE(!ec_key_generate(&p->identity, &ec_p256, &random));
    FUZZ_REQUIRE(!channel_client_start(&p->client, &random, &p->hello));
    FUZZ_REQUIRE(!channel_server_answer(&p->server, &p->identity, session, &random,
                                        p->hello.data + FRAME_HEADER_BYTES,
                                        p->hello.bytes - FRAME_HEADER_BYTES, &p->answer));
    FUZZ_REQUIRE(!channel_client_check(&p->client, p->answer.data + FRAME_HEADER_BYTES,
                                       p->answer.bytes - FRAME_HEADER_BYTES, seen));
    FUZZ_REQUIRE(!channel_client_finish(&p->client, &p->finished));
    FUZZ_REQUIRE(!channel_server_finish(&p->server, p->finished.data + FRAME_HEADER_BYTES,
                                        p->finished.bytes - FRAME_HEADER_BYTES));
}

void fuzz_pair_free(struct fuzz_pair *p)
{
    channel_wipe(&p->client);
    channel_wipe(&p->server);
    ec_key_clear(&p->identity);
    wire_free(&p->hello);
    wire_free(&p->answer);
    wire_free(&p->finished);
}
