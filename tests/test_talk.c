// SPDX-License-Identifier: MIT
// End to end: cards, invitations, epochs, messages and receipts, there and back.
#include "tests/run.h"
#include "tests/talk_people.h"

#include "crypto/common/bytes.h"
#include "crypto/common/hex.h"
#include "crypto/encoding/base64.h"

static const struct {
    enum talk_recipe recipe;
    enum talk_signature signature;
} ways[] = {{TALK_STRONG, TALK_ECDSA},
            {TALK_SECURECHAT, TALK_PSS},
            {TALK_SECURECHAT, TALK_DSA},
            {TALK_FERNET, TALK_PSS}};
#define WAYS (sizeof ways / sizeof ways[0])

static struct talk_epoch some_epoch(enum talk_recipe recipe)
{
    struct talk_epoch epoch = {.recipe = recipe, .epoch = 7};
    memset(epoch.room, 0xab, sizeof epoch.room);
    memset(epoch.roster, 0xcd, sizeof epoch.roster);
    CU_ASSERT_EQUAL_FATAL(talk_epoch_new(&epoch, NULL), GL_OK);
    return epoch;
}

static void test_recipes(void)
{
    enum talk_recipe recipe;
    for (int r = TALK_STRONG; r <= TALK_FERNET; r++) {
        CU_ASSERT_PTR_NOT_NULL_FATAL(talk_recipe_name(r));
        CU_ASSERT_TRUE(talk_recipe_find(talk_recipe_name(r), &recipe) && recipe == (enum talk_recipe)r);
        CU_ASSERT_TRUE(talk_recipe_summary(r) && strlen(talk_recipe_summary(r)) < 110);
    }
    CU_ASSERT_PTR_NULL(talk_recipe_name(0));
    CU_ASSERT_PTR_NULL(talk_recipe_name(4));
    CU_ASSERT_FALSE(talk_recipe_find("Strong", &recipe));
    unsigned allowed = 0;
    for (int r = 0; r <= 4; r++)
        for (int k = 0; k <= 4; k++)
            allowed += talk_signature_allowed(r, k);
    CU_ASSERT_EQUAL(allowed, WAYS);
    for (size_t i = 0; i < WAYS; i++)
        CU_ASSERT_TRUE(talk_signature_allowed(ways[i].recipe, ways[i].signature));
    CU_ASSERT_EQUAL(talk_recipe_maker(TALK_STRONG), TALK_MADE_BY_SPEAKER);
    CU_ASSERT_EQUAL(talk_recipe_maker(TALK_SECURECHAT), TALK_MADE_BY_SERVER);
    CU_ASSERT_EQUAL(talk_recipe_maker(TALK_FERNET), TALK_MADE_BY_HIGHEST);
}

static void test_card(void)
{
    const struct talk_person *alice = talk_person(0);
    struct wire_writer again = {0};
    CU_ASSERT_STRING_EQUAL(alice->card.name, "alice");
    CU_ASSERT_TRUE(ec_point_equal(&alice->card.sign.Q, &alice->keys.sign.Q));
    CU_ASSERT_EQUAL(mpz_cmp(alice->card.wrap.n, alice->keys.wrap.public.n), 0);
    CU_ASSERT_EQUAL(mpz_cmp(alice->card.dsa.y, alice->keys.dsa.y), 0);
    CU_ASSERT_EQUAL(mpz_sgn(alice->card.sign.d), 0);
    CU_ASSERT_EQUAL(mpz_sgn(alice->card.dsa.x), 0);
    CU_ASSERT_TRUE(alice->encoded.bytes <= TALK_MAX_CARD_BYTES);
    CU_ASSERT_EQUAL(talk_card_make(&alice->keys, "alice", &again), GL_OK);
    CU_ASSERT_TRUE(again.bytes == alice->encoded.bytes &&
                   memcmp(again.data, alice->encoded.data, again.bytes) == 0);
    CU_ASSERT_EQUAL(talk_card_make(&alice->keys, "a b", &again), GL_ERR_ARGUMENT);
    CU_ASSERT_EQUAL(again.bytes, alice->encoded.bytes);
    wire_free(&again);
}

static void test_keys(void)
{
    const struct talk_person *alice = talk_person(0);
    struct wire_writer stored = {0}, card = {0};
    struct talk_keys keys;
    talk_keys_init(&keys);
    CU_ASSERT_EQUAL_FATAL(talk_keys_write(&alice->keys, &stored), GL_OK);
    CU_ASSERT_EQUAL_FATAL(talk_keys_read(&keys, stored.data, stored.bytes), GL_OK);
    CU_ASSERT_EQUAL_FATAL(talk_card_make(&keys, "alice", &card), GL_OK);
    CU_ASSERT_TRUE(card.bytes == alice->encoded.bytes &&
                   memcmp(card.data, alice->encoded.data, card.bytes) == 0);
    CU_ASSERT_EQUAL(mpz_cmp(keys.wrap.dp, alice->keys.wrap.dp), 0);
    CU_ASSERT_EQUAL(mpz_cmp(keys.dsa.x, alice->keys.dsa.x), 0);
    // Read twice into the same keys.
    CU_ASSERT_EQUAL(talk_keys_read(&keys, stored.data, stored.bytes), GL_OK);
    talk_keys_clear(&keys);
    wire_free(&stored);
    wire_free(&card);
}

static void test_invitation(void)
{
    const struct talk_person *alice = talk_person(0), *bob = talk_person(1);
    uint8_t room[TALK_ROOM_BYTES] = {1}, inviter[TALK_HASH_BYTES], guest[TALK_HASH_BYTES];
    struct wire_writer w = {0};
    CU_ASSERT_EQUAL_FATAL(talk_invite_make(&alice->keys, room, alice->card.hash, bob->card.hash, &w), GL_OK);
    CU_ASSERT_EQUAL(talk_invite_check(w.data, w.bytes, room, &alice->card, bob->card.hash), GL_OK);
    CU_ASSERT_EQUAL(talk_invite_check(w.data, w.bytes, room, &alice->card, NULL), GL_OK);
    CU_ASSERT_EQUAL(talk_invite_names(w.data, w.bytes, inviter, guest), GL_OK);
    CU_ASSERT_EQUAL(memcmp(inviter, alice->card.hash, sizeof inviter), 0);
    CU_ASSERT_EQUAL(memcmp(guest, bob->card.hash, sizeof guest), 0);
    wire_free(&w);
}

static void test_epoch(void)
{
    const struct talk_person *alice = talk_person(0), *bob = talk_person(1);
    for (int recipe = TALK_STRONG; recipe <= TALK_FERNET; recipe++) {
        bool server = talk_recipe_maker(recipe) == TALK_MADE_BY_SERVER;
        struct talk_epoch epoch = some_epoch(recipe), got = epoch;
        struct wire_writer w = {0};
        memset(got.key, 0, sizeof got.key);
        const struct ec_key *identity = server ? &talk_person(2)->keys.sign : NULL;
        CU_ASSERT_EQUAL_FATAL(
            talk_epoch_wrap(&epoch, server ? NULL : &alice->keys, identity, &bob->card, NULL, &w), GL_OK);
        CU_ASSERT_EQUAL(
            talk_epoch_unwrap(&got, &bob->keys, server ? NULL : &alice->card, identity, w.data, w.bytes),
            GL_OK);
        CU_ASSERT_EQUAL(memcmp(got.key, epoch.key, sizeof got.key), 0);
        wire_free(&w);
    }
}

// Several texts through every recipe and signature, each opened by another reader.
static void test_messages(void)
{
    const struct talk_person *alice = talk_person(0);
    static const char *const texts[] = {"", "h",
                                        "Gr\xc3\xbc\xc3\x9f"
                                        "e\n\tzwei",
                                        "/me"};
    for (size_t i = 0; i < WAYS; i++) {
        struct talk_epoch epoch = some_epoch(ways[i].recipe);
        struct talk_chain out = {0}, in = {0};
        struct wire_writer w = {0};
        struct talk_message m;
        for (unsigned n = 0; n < 4; n++) {
            uint64_t missing, counter = 99;
            uint32_t number = 99;
            wire_empty(&w);
            CU_ASSERT_EQUAL_FATAL(talk_message_seal(&epoch, &alice->keys, ways[i].signature, &alice->card,
                                                    &out, n == 3 ? TALK_EMOTE : TALK_TEXT, texts[n],
                                                    1700000000, NULL, &w),
                                  GL_OK);
            CU_ASSERT_EQUAL(talk_message_peek(w.data, w.bytes, &number, &counter), GL_OK);
            CU_ASSERT_TRUE(number == 7 && counter == n);
            CU_ASSERT_EQUAL(talk_message_open(&epoch, &alice->card, &in, w.data, w.bytes, &m, &missing),
                            TALK_GOOD);
            CU_ASSERT_STRING_EQUAL(m.text, texts[n]);
            CU_ASSERT_EQUAL(m.kind, n == 3 ? TALK_EMOTE : TALK_TEXT);
            CU_ASSERT_TRUE(m.epoch == 7 && m.counter == n && m.signature == ways[i].signature && !missing);
            CU_ASSERT_TRUE(in.counter == n + 1 && memcmp(in.hash, m.hash, sizeof m.hash) == 0);
            CU_ASSERT_EQUAL(memcmp(&in, &out, sizeof in), 0);
        }
        wire_free(&w);
    }
}

// The texts' lengths that matter, and how long the message is: the same within a bucket.
static void test_lengths(void)
{
    const struct talk_person *alice = talk_person(0);
    static const size_t lengths[] = {0, 1, 60, 61, 62, 125, 126, 4093, 4095, 4096};
    static const size_t buckets[] = {1, 1, 1, 1, 2, 2, 3, 64, 65, 65};
    char text[TALK_MAX_TEXT_BYTES + 2];
    for (size_t i = 0; i < WAYS; i++) {
        struct talk_epoch epoch = some_epoch(ways[i].recipe);
        size_t base = 0;
        for (size_t n = 0; n < sizeof lengths / sizeof lengths[0]; n++) {
            struct talk_chain out = {0}, in = {0};
            struct wire_writer w = {0};
            struct talk_message m;
            uint64_t missing;
            memset(text, 'x', lengths[n]);
            text[lengths[n]] = '\0';
            CU_ASSERT_EQUAL_FATAL(talk_message_seal(&epoch, &alice->keys, ways[i].signature, &alice->card,
                                                    &out, TALK_TEXT, text, 0, NULL, &w),
                                  GL_OK);
            CU_ASSERT_TRUE(w.bytes <= TALK_MAX_MESSAGE_BYTES);
            CU_ASSERT_EQUAL(talk_message_open(&epoch, &alice->card, &in, w.data, w.bytes, &m, &missing),
                            TALK_GOOD);
            CU_ASSERT_STRING_EQUAL(m.text, text);
            size_t grown = 64 * (buckets[n] - 1);
            if (!n)
                base = w.bytes;
            // A token is the base64 of 25 bytes, the padded text, and a MAC of 32.
            if (ways[i].recipe == TALK_FERNET)
                grown = base64_chars(25 + 80 + 32 + grown) - base64_chars(25 + 80 + 32);
            CU_ASSERT_EQUAL(w.bytes - base, grown);
            wire_free(&w);
        }
    }
}

static void test_bad_texts(void)
{
    const struct talk_person *alice = talk_person(0);
    struct talk_epoch epoch = some_epoch(TALK_STRONG);
    struct talk_chain chain = {0};
    struct wire_writer w = {0};
    char text[TALK_MAX_TEXT_BYTES + 2];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    static const char *const bad[] = {"\x1b[2J", "\r", "\xff", "\xc0\x80", "\x7f", "\xc2\x9b"};
    CU_ASSERT_EQUAL(talk_message_seal(&epoch, &alice->keys, TALK_ECDSA, &alice->card, &chain, TALK_TEXT, text,
                                      0, NULL, &w),
                    GL_ERR_TOO_LARGE);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        CU_ASSERT_EQUAL(talk_message_seal(&epoch, &alice->keys, TALK_ECDSA, &alice->card, &chain, TALK_TEXT,
                                          bad[i], 0, NULL, &w),
                        GL_ERR_ENCODING);
    CU_ASSERT_EQUAL(
        talk_message_seal(&epoch, &alice->keys, TALK_PSS, &alice->card, &chain, TALK_TEXT, "x", 0, NULL, &w),
        GL_ERR_ARGUMENT);
    CU_ASSERT_EQUAL(
        talk_message_seal(&epoch, &alice->keys, TALK_ECDSA, &alice->card, &chain, 3, "x", 0, NULL, &w),
        GL_ERR_ARGUMENT);
    chain.counter = UINT64_MAX;
    CU_ASSERT_EQUAL(talk_message_seal(&epoch, &alice->keys, TALK_ECDSA, &alice->card, &chain, TALK_TEXT, "x",
                                      0, NULL, &w),
                    GL_ERR_RANGE);
    CU_ASSERT_TRUE(w.bytes == 0 && chain.counter == UINT64_MAX);
    wire_free(&w);
}

static void test_receipts(void)
{
    struct talk_epoch epoch = some_epoch(TALK_STRONG), other;
    uint8_t hash[TALK_HASH_BYTES] = {1}, macs[9][TALK_HASH_BYTES], again[TALK_HASH_BYTES];
    talk_receipt_make(macs[0], &epoch, TALK_READ, "bob", "alice", 3, hash);
    talk_receipt_make(again, &epoch, TALK_READ, "bob", "alice", 3, hash);
    CU_ASSERT_EQUAL(memcmp(macs[0], again, sizeof again), 0);
    talk_receipt_make(macs[1], &epoch, TALK_DELIVERED, "bob", "alice", 3, hash);
    talk_receipt_make(macs[2], &epoch, TALK_READ, "bobalice", "", 3, hash);
    talk_receipt_make(macs[3], &epoch, TALK_READ, "alice", "bob", 3, hash);
    talk_receipt_make(macs[4], &epoch, TALK_READ, "bob", "alice", 4, hash);
    hash[31] ^= 1;
    talk_receipt_make(macs[5], &epoch, TALK_READ, "bob", "alice", 3, hash);
    hash[31] ^= 1;
    other = epoch, other.epoch++;
    talk_receipt_make(macs[6], &other, TALK_READ, "bob", "alice", 3, hash);
    other = epoch, other.room[0] ^= 1;
    talk_receipt_make(macs[7], &other, TALK_READ, "bob", "alice", 3, hash);
    other = epoch, other.key[63] ^= 1;
    talk_receipt_make(macs[8], &other, TALK_READ, "bob", "alice", 3, hash);
    for (int i = 0; i < 9; i++)
        for (int j = 0; j < i; j++)
            CU_ASSERT_NOT_EQUAL(memcmp(macs[i], macs[j], sizeof macs[i]), 0);
}

static void test_names(void)
{
    static const char *const good[] = {"a",
                                       "alice",
                                       "J\xc3\xbcrgen",
                                       "x-y_z.1",
                                       "\xe6\x9d\x8e",
                                       "alloy",
                                       "abcdefghijklmnopqrstuvwxyz012345"};
    static const char *const bad[] = {"",
                                      "a b",
                                      "a:b",
                                      "a,b",
                                      "/a",
                                      "#exit",
                                      "!x",
                                      "*x",
                                      "-x",
                                      "all",
                                      "All",
                                      "ALL",
                                      "a\nb",
                                      "a\x7f",
                                      "\xff",
                                      "a\xc2\xa0z",
                                      "\xe2\x80\xaez",
                                      "a\xe2\x80\x8b",
                                      "\xe3\x80\x80",
                                      "abcdefghijklmnopqrstuvwxyz0123456"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        CU_ASSERT_PTR_NULL(talk_name_problem(good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        CU_ASSERT_PTR_NOT_NULL(talk_name_problem(bad[i]));
}

// Computed with Python's hashlib from the text of net/README.md.
static void test_known_answers(void)
{
    uint8_t a[TALK_HASH_BYTES], b[TALK_HASH_BYTES], out[TALK_HASH_BYTES], both[2 * TALK_HASH_BYTES];
    char text[TALK_FINGERPRINT_CHARS + 1], safety[TALK_SAFETY_CHARS + 1], hex[2 * TALK_HASH_BYTES + 1];
    for (int i = 0; i < TALK_HASH_BYTES; i++)
        a[i] = (uint8_t)i, b[i] = (uint8_t)(255 - i);
    talk_fingerprint(text, a);
    CU_ASSERT_STRING_EQUAL(text, "0001 0203 0405 0607 0809 0a0b 0c0d 0e0f "
                                 "1011 1213 1415 1617 1819 1a1b 1c1d 1e1f");
    talk_safety_number(safety, a, b);
    CU_ASSERT_STRING_EQUAL(safety, "99448 14172 05197 74492 53271 45880 97782 95524 13921 00637 46327 70039");
    talk_safety_number(safety, b, a);
    CU_ASSERT_STRING_EQUAL(safety, "99448 14172 05197 74492 53271 45880 97782 95524 13921 00637 46327 70039");
    memcpy(both, b, sizeof b);
    memcpy(both + sizeof b, a, sizeof a);
    CU_ASSERT_EQUAL(talk_roster_hash(out, both, 2), GL_OK);
    gl_hex_encode(hex, out, sizeof out);
    CU_ASSERT_STRING_EQUAL(hex, "6bd4dbdcd40edf8db511f072a9a62467558c0948b1078f02f7a35e4037c8da64");
    talk_room_id(out, TALK_FERNET, a, b);
    gl_hex_encode(hex, out, TALK_ROOM_BYTES);
    CU_ASSERT_STRING_EQUAL(hex, "b92430dd3bef7ed7f9eb7f77bbd89337");
}

void suite_talk(void)
{
    add_suite("talk", (const struct test_case[]){{"recipes", test_recipes},
                                                 {"card", test_card},
                                                 {"keys", test_keys},
                                                 {"invitation", test_invitation},
                                                 {"epoch", test_epoch},
                                                 {"messages", test_messages},
                                                 {"lengths and buckets", test_lengths},
                                                 {"texts that are refused", test_bad_texts},
                                                 {"receipts", test_receipts},
                                                 {"names", test_names},
                                                 {"known answers", test_known_answers},
                                                 {NULL, NULL}});
}
