// SPDX-License-Identifier: MIT
// End to end, against somebody in the middle: whatever is altered, cut, lengthened, moved, replayed or
// reordered is refused, and messages say in which way they are wrong.
#include "tests/run.h"
#include "tests/talk_people.h"

#include "crypto/common/bytes.h"
#include "crypto/rsa/octets.h"
#include "net/talk/fields.h"
#include "net/talk/seal.h"
#include "net/talk/sign.h"

#include <stdlib.h>

static const struct {
    enum talk_recipe recipe;
    enum talk_signature signature;
} ways[] = {{TALK_STRONG, TALK_ECDSA},
            {TALK_SECURECHAT, TALK_PSS},
            {TALK_SECURECHAT, TALK_DSA},
            {TALK_FERNET, TALK_PSS}};
#define WAYS (sizeof ways / sizeof ways[0])

// Does accept() say no to every flipped bit (`step` 1, or every so many bits), cut and extension of data?
typedef bool accepts(void *context, const uint8_t *data, size_t bytes);
static void sweep(accepts *accept, void *context, const struct wire_writer *w, size_t step)
{
    CU_ASSERT_TRUE_FATAL(w->bytes && !w->failed && accept(context, w->data, w->bytes));
    size_t accepted = 0;
    for (size_t bit = 0; bit < 8 * w->bytes; bit += step) {
        w->data[bit / 8] ^= (uint8_t)(1u << bit % 8);
        accepted += accept(context, w->data, w->bytes);
        w->data[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    CU_ASSERT_EQUAL(accepted, 0);
    // On the heap and of just that size, so that the sanitizers see a read behind the cut.
    for (size_t cut = 0; cut < w->bytes; cut++) {
        uint8_t *copy = malloc(cut ? cut : 1);
        memcpy(copy, w->data, cut);
        accepted += accept(context, copy, cut);
        free(copy);
    }
    CU_ASSERT_EQUAL(accepted, 0);
    uint8_t *longer = calloc(w->bytes + 1, 1);
    memcpy(longer, w->data, w->bytes);
    CU_ASSERT_FALSE(accept(context, longer, w->bytes + 1));
    free(longer);
    CU_ASSERT_TRUE(accept(context, w->data, w->bytes));
}

// ---- cards ----

static bool accepts_card(void *context, const uint8_t *data, size_t bytes)
{
    struct talk_card card;
    (void)context;
    talk_card_init(&card);
    bool accepted = talk_card_read(&card, data, bytes) == GL_OK;
    CU_ASSERT_TRUE(accepted || (!card.name[0] && !mpz_sgn(card.wrap.n)));
    talk_card_clear(&card);
    return accepted;
}

static void test_card_sweep(void)
{
    struct wire_writer w = {0};
    wire_put_raw(&w, talk_person(0)->encoded.data, talk_person(0)->encoded.bytes);
    sweep(accepts_card, NULL, &w, 1);
    wire_free(&w);
}

// A card of alice's with other bytes at `at`, honestly signed.
static enum gl_error resigned(size_t at, const void *data, size_t bytes)
{
    const struct talk_person *alice = talk_person(0);
    struct wire_writer w = {0};
    struct talk_card card;
    struct hash_ctx h;
    uint8_t hash[TALK_HASH_BYTES];
    wire_put_raw(&w, alice->encoded.data, alice->encoded.bytes);
    memcpy(w.data + at, data, bytes);
    talk_hash_begin(&h, "glasslock card v1");
    talk_put_raw(&h, w.data, w.bytes - TALK_PAIR_BYTES);
    hash_final(&h, hash);
    CU_ASSERT_EQUAL(talk_sign_ecdsa(&alice->keys.sign, hash, w.data + w.bytes - TALK_PAIR_BYTES), GL_OK);
    talk_card_init(&card);
    enum gl_error error = talk_card_read(&card, w.data, w.bytes);
    talk_card_clear(&card);
    wire_free(&w);
    return error;
}

#define NAME_AT  3 // behind version and length
#define POINT_AT (NAME_AT + 5)
#define N_AT     (POINT_AT + TALK_POINT_BYTES)
#define Y_AT     (N_AT + TALK_MODULUS_BYTES)

static enum gl_error with_number(size_t at, const mpz_t z)
{
    uint8_t bytes[TALK_MODULUS_BYTES];
    CU_ASSERT_EQUAL(i2osp(bytes, sizeof bytes, z), GL_OK);
    return resigned(at, bytes, sizeof bytes);
}

static void test_bad_modulus(void)
{
    mpz_t z;
    mpz_init_set(z, talk_person(0)->card.wrap.n);
    CU_ASSERT_EQUAL(with_number(N_AT, z), GL_OK);
    mpz_sub_ui(z, z, 1); // even
    CU_ASSERT_EQUAL(with_number(N_AT, z), GL_ERR_KEY);
    mpz_set(z, talk_person(0)->card.wrap.n);
    mpz_clrbit(z, TALK_RSA_BITS - 1); // too small
    CU_ASSERT_EQUAL(with_number(N_AT, z), GL_ERR_KEY);
    mpz_set_ui(z, 0);
    CU_ASSERT_EQUAL(with_number(N_AT, z), GL_ERR_KEY);
    mpz_set(z, talk_person(0)->card.wrap.n); // a multiple of 3
    mpz_sub_ui(z, z, mpz_fdiv_ui(z, 3));
    if (mpz_even_p(z))
        mpz_sub_ui(z, z, 3);
    CU_ASSERT_EQUAL(with_number(N_AT, z), GL_ERR_KEY);
    mpz_clear(z);
}

static void test_bad_y(void)
{
    const struct dsa_params *params = &talk_person(0)->card.dsa.params;
    mpz_t z;
    mpz_init_set(z, talk_person(0)->card.dsa.y);
    CU_ASSERT_EQUAL(with_number(Y_AT, z), GL_OK);
    for (unsigned long small = 0; small < 3; small++) { // 2 is not of order q
        mpz_set_ui(z, small);
        CU_ASSERT_EQUAL(with_number(Y_AT, z), GL_ERR_KEY);
    }
    mpz_sub_ui(z, params->p, 1); // of order 2
    CU_ASSERT_EQUAL(with_number(Y_AT, z), GL_ERR_KEY);
    mpz_add(z, params->p, talk_person(0)->card.dsa.y);
    if (mpz_sizeinbase(z, 2) <= TALK_RSA_BITS)
        CU_ASSERT_EQUAL(with_number(Y_AT, z), GL_ERR_KEY);
    CU_ASSERT_EQUAL(with_number(Y_AT, params->p), GL_ERR_KEY);
    mpz_clear(z);
}

static void test_bad_point_or_name(void)
{
    uint8_t point[TALK_POINT_BYTES];
    memcpy(point, talk_person(0)->encoded.data + POINT_AT, sizeof point);
    CU_ASSERT_EQUAL(resigned(POINT_AT, point, sizeof point), GL_OK);
    point[64] ^= 1; // not on the curve
    CU_ASSERT_EQUAL(resigned(POINT_AT, point, sizeof point), GL_ERR_POINT);
    point[64] ^= 1;
    point[0] = 6; // the hybrid form
    CU_ASSERT_EQUAL(resigned(POINT_AT, point, sizeof point), GL_ERR_POINT);
    memset(point + 1, 0xff, 32), point[0] = 4; // x above p
    CU_ASSERT_EQUAL(resigned(POINT_AT, point, sizeof point), GL_ERR_POINT);
    // Somebody else's signing key under a signature of alice's.
    memcpy(point, talk_person(1)->encoded.data + POINT_AT - 2, sizeof point);
    CU_ASSERT_EQUAL(point[0], 4);
    CU_ASSERT_EQUAL(resigned(POINT_AT, point, sizeof point), GL_ERR_VERIFY);
    CU_ASSERT_EQUAL(resigned(NAME_AT, "clice", 5), GL_OK);
    CU_ASSERT_EQUAL(resigned(NAME_AT, "a ice", 5), GL_ERR_ENCODING);
    CU_ASSERT_EQUAL(resigned(NAME_AT, "/lice", 5), GL_ERR_ENCODING);
    CU_ASSERT_EQUAL(resigned(NAME_AT, "ali\0e", 5), GL_ERR_ENCODING);
    CU_ASSERT_EQUAL(resigned(0, "\2", 1), GL_ERR_ENCODING); // version
}

// ---- keys at rest ----

static void test_keys_refused(void)
{
    struct wire_writer w = {0};
    struct talk_keys keys;
    size_t accepted = 0;
    talk_keys_init(&keys);
    CU_ASSERT_EQUAL_FATAL(talk_keys_write(&talk_person(0)->keys, &w), GL_OK);
    for (size_t cut = 0; cut < w.bytes; cut++)
        accepted += talk_keys_read(&keys, w.data, cut) == GL_OK;
    // A bit of RSA's numbers; any number below the order is a key of the other two.
    for (size_t i = 33; i < w.bytes - 32; i += 5) {
        w.data[i] ^= 0x10;
        accepted += talk_keys_read(&keys, w.data, w.bytes) == GL_OK;
        w.data[i] ^= 0x10;
    }
    CU_ASSERT_EQUAL(accepted, 0);
    wire_put_u8(&w, 0);
    CU_ASSERT_EQUAL(talk_keys_read(&keys, w.data, w.bytes), GL_ERR_ENCODING);
    w.bytes--;
    static const uint8_t ends[2] = {0, 0xff}; // 0 and a number above the order
    for (int i = 0; i < 2; i++) {
        uint8_t saved[32], *const places[2] = {w.data + 1, w.data + w.bytes - 32};
        for (int j = 0; j < 2; j++) {
            memcpy(saved, places[j], 32);
            memset(places[j], ends[i], 32);
            CU_ASSERT_EQUAL(talk_keys_read(&keys, w.data, w.bytes), GL_ERR_KEY);
            memcpy(places[j], saved, 32);
        }
    }
    CU_ASSERT_EQUAL(mpz_sgn(keys.wrap.d), 0); // nothing of what was refused stays
    CU_ASSERT_EQUAL(talk_keys_read(&keys, w.data, w.bytes), GL_OK);
    talk_keys_clear(&keys);
    wire_free(&w);
}

// ---- invitations ----

static const uint8_t room[TALK_ROOM_BYTES] = {1, 2, 3};

static bool accepts_invitation(void *context, const uint8_t *data, size_t bytes)
{
    (void)context;
    return talk_invite_check(data, bytes, room, &talk_person(0)->card, NULL) == GL_OK;
}

static void test_invitation(void)
{
    const struct talk_card *alice = &talk_person(0)->card, *bob = &talk_person(1)->card;
    uint8_t other[TALK_ROOM_BYTES] = {1, 2, 4};
    struct wire_writer w = {0};
    CU_ASSERT_EQUAL_FATAL(talk_invite_make(&talk_person(0)->keys, room, alice->hash, bob->hash, &w), GL_OK);
    sweep(accepts_invitation, NULL, &w, 1);
    CU_ASSERT_EQUAL(talk_invite_check(w.data, w.bytes, other, alice, bob->hash), GL_ERR_VERIFY);
    CU_ASSERT_EQUAL(talk_invite_check(w.data, w.bytes, room, bob, bob->hash), GL_ERR_VERIFY);
    CU_ASSERT_EQUAL(talk_invite_check(w.data, w.bytes, room, alice, alice->hash), GL_ERR_VERIFY);
    // Mallory signs in alice's name.
    wire_empty(&w);
    CU_ASSERT_EQUAL(talk_invite_make(&talk_person(2)->keys, room, alice->hash, bob->hash, &w), GL_OK);
    CU_ASSERT_EQUAL(talk_invite_check(w.data, w.bytes, room, alice, bob->hash), GL_ERR_VERIFY);
    wire_free(&w);
}

// ---- epochs ----

struct unwrapping {
    struct talk_epoch epoch;
    const struct talk_keys *ours;
    const struct talk_card *maker;
    const struct ec_key *identity;
};

static bool accepts_epoch(void *context, const uint8_t *data, size_t bytes)
{
    const struct unwrapping *u = context;
    struct talk_epoch epoch = u->epoch;
    memset(epoch.key, 0, sizeof epoch.key);
    bool accepted = talk_epoch_unwrap(&epoch, u->ours, u->maker, u->identity, data, bytes) == GL_OK;
    static const uint8_t zeros[TALK_KEY_BYTES];
    CU_ASSERT_TRUE(memcmp(epoch.key, accepted ? u->epoch.key : zeros, sizeof epoch.key) == 0);
    return accepted;
}

static struct unwrapping some_wrapping(enum talk_recipe recipe, struct wire_writer *w)
{
    bool server = talk_recipe_maker(recipe) == TALK_MADE_BY_SERVER;
    const struct talk_person *alice = talk_person(0), *bob = talk_person(1);
    struct unwrapping u = {.epoch = {.recipe = recipe, .epoch = 5, .roster = {9}},
                           .ours = &bob->keys,
                           .maker = server ? NULL : &alice->card,
                           .identity = server ? &alice->card.sign : NULL};
    memcpy(u.epoch.room, room, sizeof room);
    CU_ASSERT_EQUAL(talk_epoch_new(&u.epoch, NULL), GL_OK);
    CU_ASSERT_EQUAL_FATAL(talk_epoch_wrap(&u.epoch, server ? NULL : &alice->keys,
                                          server ? &alice->keys.sign : NULL, &bob->card, NULL, w),
                          GL_OK);
    return u;
}

static void test_epoch(void)
{
    for (int recipe = TALK_STRONG; recipe <= TALK_FERNET; recipe++) {
        struct wire_writer w = {0};
        struct unwrapping u = some_wrapping(recipe, &w), wrong;
        sweep(accepts_epoch, &u, &w, 1);
        wrong = u, wrong.epoch.epoch++;
        CU_ASSERT_FALSE(accepts_epoch(&wrong, w.data, w.bytes));
        wrong = u, wrong.epoch.room[15] ^= 1;
        CU_ASSERT_FALSE(accepts_epoch(&wrong, w.data, w.bytes));
        wrong = u, wrong.epoch.roster[0] ^= 1;
        CU_ASSERT_FALSE(accepts_epoch(&wrong, w.data, w.bytes));
        wrong = u, wrong.ours = &talk_person(2)->keys;
        CU_ASSERT_FALSE(accepts_epoch(&wrong, w.data, w.bytes));
        for (int other = 0; other <= TALK_FERNET + 1; other++) {
            wrong = u, wrong.epoch.recipe = other;
            if (other != recipe)
                CU_ASSERT_FALSE(accepts_epoch(&wrong, w.data, w.bytes));
        }
        wrong = u;
        if (u.maker)
            wrong.maker = &talk_person(2)->card;
        else
            wrong.identity = &talk_person(2)->card.sign;
        CU_ASSERT_FALSE(accepts_epoch(&wrong, w.data, w.bytes));
        // Who may sign is the recipe's to say.
        wrong = u, wrong.maker = u.maker ? NULL : &talk_person(0)->card;
        wrong.identity = u.identity ? NULL : &talk_person(0)->card.sign;
        CU_ASSERT_FALSE(accepts_epoch(&wrong, w.data, w.bytes));
        wire_free(&w);
    }
}

// The block alone, without its signature: it opens for this room, epoch, roster and recipe only.
static void test_epoch_label(void)
{
    struct wire_writer w = {0}, forged = {0};
    struct unwrapping u = some_wrapping(TALK_STRONG, &w), wrong = u;
    struct hash_ctx h;
    uint8_t digest[TALK_HASH_BYTES], signature[TALK_PAIR_BYTES], maker[TALK_HASH_BYTES],
        member[TALK_HASH_BYTES];
    wrong.epoch.epoch++;
    hash_digest(&hash_sha256, talk_person(0)->encoded.data + POINT_AT, TALK_POINT_BYTES, maker);
    hash_digest(&hash_sha256, talk_person(1)->encoded.data + N_AT - 2, TALK_MODULUS_BYTES, member);
    for (int same = 1; same >= 0; same--) {
        const struct talk_epoch *epoch = same ? &u.epoch : &wrong.epoch;
        talk_hash_begin(&h, "glasslock wrap v1");
        talk_put_u8(&h, (uint8_t)epoch->recipe);
        talk_put_raw(&h, epoch->room, TALK_ROOM_BYTES);
        talk_put_u32(&h, epoch->epoch);
        talk_put_raw(&h, epoch->roster, TALK_HASH_BYTES);
        talk_put_raw(&h, maker, sizeof maker);
        talk_put_raw(&h, member, sizeof member);
        talk_put_raw(&h, w.data, TALK_MODULUS_BYTES);
        hash_final(&h, digest);
        CU_ASSERT_EQUAL(talk_sign_ecdsa(&talk_person(0)->keys.sign, digest, signature), GL_OK);
        wire_empty(&forged);
        wire_put_raw(&forged, w.data, TALK_MODULUS_BYTES);
        wire_put_field(&forged, signature, sizeof signature);
        struct talk_epoch got = *epoch;
        CU_ASSERT_EQUAL(talk_epoch_unwrap(&got, u.ours, u.maker, NULL, forged.data, forged.bytes),
                        same ? GL_OK : GL_ERR_DECRYPT);
    }
    wire_free(&w);
    wire_free(&forged);
}

// ---- messages ----

static struct talk_epoch some_epoch(enum talk_recipe recipe)
{
    struct talk_epoch epoch = {.recipe = recipe, .epoch = 5, .roster = {9}};
    memcpy(epoch.room, room, sizeof room);
    CU_ASSERT_EQUAL(talk_epoch_new(&epoch, NULL), GL_OK);
    return epoch;
}

static void say(size_t way, const struct talk_epoch *epoch, struct talk_chain *chain, const char *text,
                struct wire_writer *w)
{
    const struct talk_person *alice = talk_person(0);
    wire_empty(w);
    CU_ASSERT_EQUAL_FATAL(talk_message_seal(epoch, &alice->keys, ways[way].signature, &alice->card, chain,
                                            TALK_TEXT, text, 1700000000, NULL, w),
                          GL_OK);
}

struct opening {
    struct talk_epoch epoch;
    const struct talk_card *sender;
    struct talk_chain chain;
    uint64_t missing;
    struct talk_message out;
};

static enum talk_verdict hear(struct opening *o, const struct wire_writer *w)
{
    struct talk_chain before = o->chain;
    enum talk_verdict verdict =
        talk_message_open(&o->epoch, o->sender, &o->chain, w->data, w->bytes, &o->out, &o->missing);
    if (verdict != TALK_GOOD && verdict != TALK_GAP) {
        const uint8_t *out = (const uint8_t *)&o->out;
        size_t left = 0;
        for (size_t i = 0; i < sizeof o->out; i++)
            left += out[i] != 0;
        CU_ASSERT_EQUAL(left, 0);
        CU_ASSERT_EQUAL(memcmp(&before, &o->chain, sizeof before), 0);
        CU_ASSERT_EQUAL(o->missing, 0);
    }
    return verdict;
}

static bool accepts_message(void *context, const uint8_t *data, size_t bytes)
{
    struct opening copy = *(struct opening *)context;
    struct wire_writer w = {.data = (uint8_t *)data, .bytes = bytes};
    enum talk_verdict verdict = hear(&copy, &w);
    CU_ASSERT_TRUE(verdict == TALK_GOOD || verdict == TALK_FORGED || verdict == TALK_MALFORMED);
    return verdict == TALK_GOOD;
}

static void test_message_sweep(void)
{
    for (size_t way = 0; way < WAYS; way++) {
        struct opening o = {.epoch = some_epoch(ways[way].recipe), .sender = &talk_person(0)->card};
        struct talk_chain chain = {0};
        struct wire_writer w = {0};
        say(way, &o.epoch, &chain, "meet me behind the gym", &w);
        sweep(accepts_message, &o, &w, ways[way].signature == TALK_DSA ? 9 : 1);
        wire_free(&w);
    }
}

static void test_message_elsewhere(void)
{
    for (size_t way = 0; way < WAYS; way++) {
        const struct opening o = {.epoch = some_epoch(ways[way].recipe), .sender = &talk_person(0)->card};
        struct opening wrong;
        struct talk_chain chain = {0};
        struct wire_writer w = {0};
        say(way, &o.epoch, &chain, "hello", &w);
        wrong = o, wrong.epoch.room[0] ^= 1;
        CU_ASSERT_EQUAL(hear(&wrong, &w), TALK_FORGED);
        wrong = o, wrong.sender = &talk_person(2)->card;
        CU_ASSERT_EQUAL(hear(&wrong, &w), TALK_FORGED);
        wrong = o, wrong.epoch.epoch++;
        CU_ASSERT_EQUAL(hear(&wrong, &w), TALK_UNSEALED);
        wrong = o, wrong.epoch.recipe = o.epoch.recipe % TALK_FERNET + 1;
        CU_ASSERT_EQUAL(hear(&wrong, &w), TALK_UNSEALED);
        wrong = o, wrong.epoch.key[0] ^= 1;
        CU_ASSERT_EQUAL(hear(&wrong, &w), TALK_UNSEALED);
        wrong = o, wrong.epoch.key[32] ^= 1;
        CU_ASSERT_EQUAL(hear(&wrong, &w), ways[way].recipe == TALK_STRONG ? TALK_UNSEALED : TALK_GOOD);
        wire_free(&w);
    }
}

// The same keys under another name are another sender; so is another card under the same name.
static void test_message_sender(void)
{
    struct opening o = {.epoch = some_epoch(TALK_STRONG), .sender = &talk_person(0)->card};
    struct talk_card other;
    struct talk_chain chain = {0};
    struct wire_writer w = {0}, card = {0};
    say(0, &o.epoch, &chain, "hello", &w);
    talk_card_init(&other);
    CU_ASSERT_EQUAL(talk_card_make(&talk_person(0)->keys, "alicia", &card), GL_OK);
    CU_ASSERT_EQUAL(talk_card_read(&other, card.data, card.bytes), GL_OK);
    o.sender = &other;
    const uint8_t *hash = talk_person(0)->card.hash;
    for (int name = 0; name < 2; name++)
        for (int same = 0; same < 2; same++) {
            memcpy(other.name, name ? "alice" : "alicia", 6 + !name);
            memcpy(other.hash, hash, sizeof other.hash);
            other.hash[0] ^= !same;
            CU_ASSERT_EQUAL(hear(&o, &w), name && same ? TALK_GOOD : TALK_FORGED);
        }
    talk_card_clear(&other);
    wire_free(&card);
    wire_free(&w);
}

static void test_order(void)
{
    for (size_t way = 0; way < WAYS; way++) {
        struct opening o = {.epoch = some_epoch(ways[way].recipe), .sender = &talk_person(0)->card};
        struct talk_chain chain = {0}, fork;
        struct wire_writer w[5] = {0}, forked = {0};
        for (size_t i = 0; i < 5; i++) {
            fork = chain;
            say(way, &o.epoch, &chain, "again and again", &w[i]);
        }
        CU_ASSERT_EQUAL(hear(&o, &w[0]), TALK_GOOD);
        CU_ASSERT_EQUAL(hear(&o, &w[0]), TALK_REPLAYED);
        CU_ASSERT_EQUAL(hear(&o, &w[1]), TALK_GOOD);
        CU_ASSERT_EQUAL(hear(&o, &w[0]), TALK_REPLAYED);
        // The third is held back and comes too late.
        CU_ASSERT_EQUAL(hear(&o, &w[3]), TALK_GAP);
        CU_ASSERT_EQUAL(o.missing, 1);
        CU_ASSERT_STRING_EQUAL(o.out.text, "again and again");
        CU_ASSERT_EQUAL(hear(&o, &w[2]), TALK_REPLAYED);
        // Another story told to others: the same number, but not what followed.
        fork.hash[0] ^= 1;
        say(way, &o.epoch, &fork, "another story", &forked);
        CU_ASSERT_EQUAL(hear(&o, &forked), TALK_BROKEN);
        CU_ASSERT_EQUAL(hear(&o, &w[4]), TALK_GOOD);
        CU_ASSERT_EQUAL(o.missing, 0);
        for (size_t i = 0; i < 5; i++)
            wire_free(&w[i]);
        wire_free(&forked);
    }
}

// The signature's other spelling, (r, n - s), verifies; it changes no chain, so that nobody is accused for
// it.
static void test_spelling(void)
{
    struct opening o = {.epoch = some_epoch(TALK_STRONG), .sender = &talk_person(0)->card};
    struct talk_chain chain = {0};
    struct wire_writer w = {0};
    mpz_t s;
    say(0, &o.epoch, &chain, "hello", &w);
    uint8_t *at = w.data + w.bytes - TALK_SCALAR_BYTES;
    mpz_init(s);
    os2ip(s, at, TALK_SCALAR_BYTES);
    mpz_sub(s, ec_group(&ec_p256)->n, s);
    CU_ASSERT_EQUAL(i2osp(at, TALK_SCALAR_BYTES, s), GL_OK);
    mpz_clear(s);
    CU_ASSERT_EQUAL(hear(&o, &w), TALK_GOOD);
    CU_ASSERT_EQUAL(memcmp(&o.chain, &chain, sizeof chain), 0);
    say(0, &o.epoch, &chain, "next", &w);
    CU_ASSERT_EQUAL(hear(&o, &w), TALK_GOOD);
    wire_free(&w);
}

// ---- seals, without the signature around them ----

static void test_seal_place(void)
{
    static const uint8_t plain[TALK_BUCKET_BYTES] = {TALK_TEXT, 0, 1, 'x'};
    uint8_t sealed[TALK_MAX_SEALED_BYTES + 1], opened[TALK_MAX_SEALED_BYTES];
    size_t n = 0, bytes = 0, accepted = 0;
    struct talk_epoch epoch = some_epoch(TALK_STRONG), other;
    const struct talk_place here = {"alice", 3}, sender = {"alicf", 3}, counter = {"alice", 4};
    const struct talk_seal *strong = talk_seal_of(TALK_STRONG);
    CU_ASSERT_EQUAL_FATAL(strong->seal(&epoch, &here, 0, NULL, plain, sizeof plain, sealed, &n), GL_OK);
    CU_ASSERT_EQUAL(n, TALK_IV_BYTES + sizeof plain + 32);
    CU_ASSERT_EQUAL(strong->open(&epoch, &here, sealed, n, opened, &bytes), GL_OK);
    CU_ASSERT_TRUE(bytes == sizeof plain && memcmp(opened, plain, bytes) == 0);
    CU_ASSERT_EQUAL(strong->open(&epoch, &sender, sealed, n, opened, &bytes), GL_ERR_DECRYPT);
    CU_ASSERT_EQUAL(strong->open(&epoch, &counter, sealed, n, opened, &bytes), GL_ERR_DECRYPT);
    other = epoch, other.room[0] ^= 1;
    CU_ASSERT_EQUAL(strong->open(&other, &here, sealed, n, opened, &bytes), GL_ERR_DECRYPT);
    other = epoch, other.epoch ^= 1;
    CU_ASSERT_EQUAL(strong->open(&other, &here, sealed, n, opened, &bytes), GL_ERR_DECRYPT);
    for (size_t bit = 0; bit < 8 * n; bit++) {
        sealed[bit / 8] ^= (uint8_t)(1u << bit % 8);
        accepted += strong->open(&epoch, &here, sealed, n, opened, &bytes) == GL_OK;
        sealed[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    for (size_t cut = 0; cut < n; cut++)
        accepted += strong->open(&epoch, &here, sealed, cut, opened, &bytes) == GL_OK;
    CU_ASSERT_EQUAL(accepted, 0);
}

static void test_plain(void)
{
    uint8_t plain[2 * TALK_BUCKET_BYTES] = {0};
    struct talk_message m;
    static const struct {
        uint8_t header[5], bytes;
        bool good;
    } cases[] = {
        {{1, 0, 1, 'x'}, 64, true},
        {{2, 0, 0}, 64, true},
        {{1, 0, 61}, 64, false}, // zero bytes are no text
        {{1, 0, 62}, 64, false}, // longer than what is there
        {{0, 0, 1, 'x'}, 64, false},
        {{3, 0, 1, 'x'}, 64, false},
        {{1, 0, 1, 'x'}, 128, false}, // a bucket too many
        {{1, 0, 1, 'x'}, 63, false},
        {{1, 0, 1, 'x', 1}, 64, false}, // padding that is not zero
        {{1, 0, 1, 0xff}, 64, false},
        {{1, 0, 1, 0x1b}, 64, false},
        {{1}, 2, false},
        {{0}, 0, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        memcpy(plain, cases[i].header, sizeof cases[i].header);
        CU_ASSERT_EQUAL(talk_plain_read(plain, cases[i].bytes, &m), cases[i].good);
    }
}

// ---- the numbers of DSA ----

static void test_dsa_domain(void)
{
    const char *text = talk_dsa_domain.seed_text;
    uint8_t seed[TALK_HASH_BYTES];
    struct dsa_key key;
    dsa_key_init(&key);
    talk_dsa_params(&key.params);
    hash_digest(&hash_sha256, text, strlen(text), seed);
    CU_ASSERT_EQUAL(mpz_sizeinbase(key.params.p, 2), 2048);
    CU_ASSERT_EQUAL(mpz_sizeinbase(key.params.q, 2), 256);
    CU_ASSERT_EQUAL(
        dsa_validate_params(&key.params, &hash_sha256, seed, sizeof seed, talk_dsa_domain.counter), GL_OK);
    CU_ASSERT_EQUAL(
        dsa_validate_generator(&key.params, &hash_sha256, seed, sizeof seed, talk_dsa_domain.index), GL_OK);
    CU_ASSERT_EQUAL(dsa_generate_key(&key, NULL), GL_OK);
    CU_ASSERT_EQUAL(dsa_key_check(&key), GL_OK);
    dsa_key_clear(&key);
}

void suite_talk_tamper(void)
{
    add_suite("talk_tamper", (const struct test_case[]){
                                 {"card: every bit, cut, extension", test_card_sweep},
                                 {"card: moduli", test_bad_modulus},
                                 {"card: DSA keys", test_bad_y},
                                 {"card: points and names", test_bad_point_or_name},
                                 {"keys at rest", test_keys_refused},
                                 {"invitation", test_invitation},
                                 {"epoch", test_epoch},
                                 {"epoch: the block's label", test_epoch_label},
                                 {"message: every bit, cut, extension", test_message_sweep},
                                 {"message: room, sender, epoch, recipe, key", test_message_elsewhere},
                                 {"message: name and card", test_message_sender},
                                 {"replay, reorder, gap, broken chain", test_order},
                                 {"a signature's other spelling", test_spelling},
                                 {"seal: its place and every bit", test_seal_place},
                                 {"plain text: one form", test_plain},
                                 {"DSA domain from its seed", test_dsa_domain},
                                 {NULL, NULL}});
}
