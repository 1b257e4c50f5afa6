// SPDX-License-Identifier: MIT
// What clients of the default protocol say to each other: cards, invitations, keys of epochs, messages, saved
// keys; each is anything, or an honest one with bytes changed. What was changed is never taken.
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

static const uint8_t room[TALK_ROOM_BYTES] = "the room's id";

struct sample {
    struct wire_writer card, invitation, wraps[3], messages[3], keys;
    struct talk_epoch epochs[3];
};
static struct sample s;

static void prepare(void)
{
    const struct fuzz_person *alice = fuzz_person(0), *bob = fuzz_person(1);
    uint64_t state;
    struct gl_random random = fuzz_random(&state, 5);
    FUZZ_REQUIRE(!talk_card_make(&alice->keys, "alice", &s.card));
    FUZZ_REQUIRE(!talk_invite_make(&alice->keys, room, alice->card.hash, bob->card.hash, &s.invitation));
    FUZZ_REQUIRE(!talk_keys_write(&alice->keys, &s.keys));
    for (int i = 0; i < 3; i++) {
        struct talk_epoch *e = &s.epochs[i];
        struct talk_chain chain = {0};
        e->recipe = (enum talk_recipe)(i + 1);
        e->epoch = 7;
        memcpy(e->room, room, sizeof room);
        const bool server = talk_recipe_maker(e->recipe) == TALK_MADE_BY_SERVER;
        FUZZ_REQUIRE(!talk_epoch_new(e, &random));
        FUZZ_REQUIRE(!talk_epoch_wrap(e, server ? NULL : &alice->keys, server ? &alice->keys.sign : NULL,
                                      &bob->card, &random, &s.wraps[i]));
        enum talk_signature signature = TALK_ECDSA;
        while (!talk_signature_allowed(e->recipe, signature))
            signature++;
        FUZZ_REQUIRE(!talk_message_seal(e, &alice->keys, signature, &alice->card, &chain, TALK_TEXT, "hello",
                                        1000, &random, &s.messages[i]));
    }
}

static uint8_t *make(struct fuzz_in *in, const struct wire_writer *good, size_t *bytes, bool *honest)
{
    uint8_t how = fuzz_u8(in);
    FUZZ_REQUIRE(good->bytes);
    if (how < 64) {
        *bytes = in->left;
        *honest = *bytes == good->bytes && !memcmp(in->at, good->data, *bytes);
        return fuzz_copy(in->at, in->left);
    }
    uint8_t *copy = fuzz_copy(good->data, good->bytes);
    *bytes = good->bytes;
    for (unsigned n = how % 4; n; n--) {
        size_t at = fuzz_u16(in) % good->bytes;
        copy[at] ^= fuzz_u8(in);
    }
    *honest = !memcmp(copy, good->data, good->bytes);
    if (how >= 192) {
        *bytes = fuzz_u16(in) % good->bytes;
        *honest = false;
    }
    return copy;
}

static void read_card(const uint8_t *data, size_t bytes, bool honest)
{
    struct talk_card card;
    talk_card_init(&card);
    FUZZ_REQUIRE(!talk_card_read(&card, data, bytes) == honest);
    talk_card_clear(&card);
}

static void read_keys(const uint8_t *data, size_t bytes)
{
    struct talk_keys keys;
    talk_keys_init(&keys);
    (void)talk_keys_read(&keys, data, bytes);
    talk_keys_clear(&keys);
}

static void read_invitation(const uint8_t *data, size_t bytes, bool honest)
{
    uint8_t inviter[TALK_HASH_BYTES], guest[TALK_HASH_BYTES];
    (void)talk_invite_names(data, bytes, inviter, guest);
    FUZZ_REQUIRE(!talk_invite_check(data, bytes, room, &fuzz_person(0)->card, fuzz_person(1)->card.hash) ==
                 honest);
}

static void read_wrap(int i, const uint8_t *data, size_t bytes, bool honest)
{
    struct talk_epoch e = s.epochs[i];
    const bool server = talk_recipe_maker(e.recipe) == TALK_MADE_BY_SERVER;
    memset(e.key, 0, sizeof e.key);
    enum gl_error error = talk_epoch_unwrap(&e, &fuzz_person(1)->keys, server ? NULL : &fuzz_person(0)->card,
                                            server ? &fuzz_person(0)->keys.sign : NULL, data, bytes);
    FUZZ_REQUIRE(!error == honest);
}

static void read_message(int i, const uint8_t *data, size_t bytes, bool honest)
{
    static struct talk_message message;
    struct talk_chain chain = {0};
    uint32_t epoch;
    uint64_t counter, missing;
    (void)talk_message_peek(data, bytes, &epoch, &counter);
    enum talk_verdict verdict =
        talk_message_open(&s.epochs[i], &fuzz_person(0)->card, &chain, data, bytes, &message, &missing);
    FUZZ_REQUIRE((verdict == TALK_GOOD) == honest);
    FUZZ_REQUIRE(talk_verdict_text(verdict) && (!honest || !strcmp(message.text, "hello")));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_in in = fuzz_in(data, size);
    if (!s.card.bytes)
        prepare();
    const struct wire_writer *good[] = {&s.card,        &s.invitation,  &s.keys,
                                        &s.wraps[0],    &s.wraps[1],    &s.wraps[2],
                                        &s.messages[0], &s.messages[1], &s.messages[2]};
    unsigned what = fuzz_u8(&in) % 9;
    size_t bytes;
    bool honest;
    uint8_t *copy = make(&in, good[what], &bytes, &honest);
    if (what == 0)
        read_card(copy, bytes, honest);
    else if (what == 1)
        read_invitation(copy, bytes, honest);
    else if (what == 2)
        read_keys(copy, bytes);
    else if (what < 6)
        read_wrap((int)what - 3, copy, bytes, honest);
    else
        read_message((int)what - 6, copy, bytes, honest);
    free(copy);
    return 0;
}
