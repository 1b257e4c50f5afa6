// SPDX-License-Identifier: MIT
// End to end with another implementation, tests/talk_peer.py, which knows net/README.md and nothing of this
// code.
#include "tests/run.h"
#include "tests/shell.h"
#include "tests/talk_people.h"

#include "net/talk/sign.h"

#include <stdio.h>

static const struct {
    enum talk_recipe recipe;
    enum talk_signature signature;
} ways[] = {{TALK_STRONG, TALK_ECDSA},
            {TALK_SECURECHAT, TALK_PSS},
            {TALK_SECURECHAT, TALK_DSA},
            {TALK_FERNET, TALK_PSS}};
#define WAYS (sizeof ways / sizeof ways[0])

static const struct {
    enum talk_kind kind;
    const char *text, *reversed;
} said[] = {{TALK_TEXT, "", ""},
            {TALK_EMOTE, "waves", "sevaw"},
            {TALK_TEXT,
             "z\xc3\xbc"
             "rich\n",
             "\nhcir\xc3\xbc"
             "z"},
            {TALK_TEXT, "a text that is a little longer than the first bucket of 64 bytes has room for",
             "rof moor sah setyb 46 fo tekcub tsrif eht naht regnol elttil a si taht txet a"}};
#define SAID (sizeof said / sizeof said[0])

static void path_of(char path[256], const char *name)
{
    snprintf(path, 256, "%s/talk-peer/%s", shell_directory(), name);
}

static void save(const char *name, const void *data, size_t bytes)
{
    char path[256];
    path_of(path, name);
    FILE *f = fopen(path, "wb");
    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    CU_ASSERT_EQUAL(fwrite(data, 1, bytes, f), bytes);
    CU_ASSERT_EQUAL(fclose(f), 0);
}

static void load(const char *name, struct wire_writer *w)
{
    char path[256];
    path_of(path, name);
    FILE *f = fopen(path, "rb");
    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    wire_empty(w);
    for (int c; (c = getc(f)) != EOF;)
        wire_put_u8(w, (uint8_t)c);
    fclose(f);
}

static struct talk_epoch epoch_of(size_t way, const struct talk_card *peer)
{
    struct talk_epoch epoch = {.recipe = ways[way].recipe, .epoch = 41};
    uint8_t salt[16] = {1, 2, 3}, both[2 * TALK_HASH_BYTES];
    const struct talk_card *alice = &talk_person(0)->card;
    talk_room_id(epoch.room, epoch.recipe, alice->hash, salt);
    memcpy(both, peer->hash, TALK_HASH_BYTES);
    memcpy(both + TALK_HASH_BYTES, alice->hash, TALK_HASH_BYTES);
    CU_ASSERT_EQUAL(talk_roster_hash(epoch.roster, both, 2), GL_OK);
    return epoch;
}

// What alice says, the key it is sealed with, and the place of her chain after it.
static void speak(size_t way, const struct talk_card *peer, struct talk_epoch *epoch,
                  struct talk_chain *chain)
{
    const struct talk_person *alice = talk_person(0);
    struct wire_writer w = {0}, part = {0};
    char name[16];
    bool server = ways[way].recipe == TALK_SECURECHAT;
    *epoch = epoch_of(way, peer);
    CU_ASSERT_EQUAL(talk_epoch_new(epoch, NULL), GL_OK);
    wire_put_u8(&w, (uint8_t)epoch->recipe);
    wire_put_raw(&w, epoch->room, sizeof epoch->room);
    wire_put_u32(&w, epoch->epoch);
    wire_put_u8(&w, (uint8_t)ways[way].signature);
    CU_ASSERT_EQUAL(talk_invite_make(&alice->keys, epoch->room, alice->card.hash, peer->hash, &part), GL_OK);
    wire_put_field(&w, part.data, part.bytes);
    wire_empty(&part);
    CU_ASSERT_EQUAL(talk_epoch_wrap(epoch, server ? NULL : &alice->keys,
                                    server ? &talk_person(1)->keys.sign : NULL, peer, NULL, &part),
                    GL_OK);
    wire_put_field(&w, part.data, part.bytes);
    for (size_t i = 0; i < SAID; i++) {
        wire_empty(&part);
        CU_ASSERT_EQUAL(talk_message_seal(epoch, &alice->keys, ways[way].signature, &alice->card, chain,
                                          said[i].kind, said[i].text, 1700000000, NULL, &part),
                        GL_OK);
        wire_put_field(&w, part.data, part.bytes);
    }
    snprintf(name, sizeof name, "%zu.out", way);
    save(name, w.data, w.bytes);
    wire_free(&w);
    wire_free(&part);
}

// The peer has read what alice said.
static void check_read(size_t way)
{
    struct wire_writer expected = {0}, read = {0};
    char name[16];
    for (size_t i = 0; i < SAID; i++) {
        wire_put_u8(&expected, (uint8_t)said[i].kind);
        wire_put_text(&expected, said[i].text);
    }
    snprintf(name, sizeof name, "%zu.read", way);
    load(name, &read);
    CU_ASSERT_TRUE(read.bytes == expected.bytes && memcmp(read.data, expected.data, read.bytes) == 0);
    wire_free(&expected);
    wire_free(&read);
}

static void hear(size_t way, const struct talk_card *peer, const struct talk_epoch *before,
                 const struct talk_chain *ours)
{
    const struct talk_person *alice = talk_person(0);
    struct wire_writer w = {0};
    struct talk_epoch epoch = epoch_of(way, peer);
    struct talk_chain chain = {0};
    struct talk_message m;
    uint8_t mac[TALK_HASH_BYTES];
    uint64_t missing;
    size_t n;
    char name[16];
    bool server = epoch.recipe == TALK_SECURECHAT;
    snprintf(name, sizeof name, "%zu.in", way);
    load(name, &w);
    struct wire_reader r = wire_read(w.data, w.bytes);
    talk_receipt_make(mac, before, TALK_READ, "peer", "alice", SAID - 1, ours->hash);
    const uint8_t *part = wire_raw(&r, sizeof mac);
    CU_ASSERT_TRUE(part && memcmp(part, mac, sizeof mac) == 0);
    part = wire_field(&r, &n);
    CU_ASSERT_EQUAL(talk_invite_check(part, n, epoch.room, peer, peer->hash), GL_OK);
    epoch.epoch++;
    part = wire_field(&r, &n);
    CU_ASSERT_EQUAL(
        talk_epoch_unwrap(&epoch, &alice->keys, server ? NULL : peer, server ? &peer->sign : NULL, part, n),
        GL_OK);
    for (size_t i = 0; i < SAID; i++) {
        part = wire_field(&r, &n);
        CU_ASSERT_EQUAL_FATAL(talk_message_open(&epoch, peer, &chain, part, n, &m, &missing), TALK_GOOD);
        CU_ASSERT_TRUE(m.kind == said[i].kind && m.signature == ways[way].signature);
        CU_ASSERT_STRING_EQUAL(m.text, said[i].reversed);
    }
    CU_ASSERT_TRUE(wire_done(&r));
    wire_free(&w);
}

static void test_peer(void)
{
    const struct talk_person *alice = talk_person(0), *server = talk_person(1);
    struct talk_card peer;
    struct talk_epoch epochs[WAYS];
    struct talk_chain chains[WAYS] = {{0}};
    struct wire_writer card = {0};
    shell_expect(0, "mkdir \"$T/talk-peer\" && python3 tests/talk_peer.py card \"$T/talk-peer\"");
    load("peer.card", &card);
    talk_card_init(&peer);
    CU_ASSERT_EQUAL_FATAL(talk_card_read(&peer, card.data, card.bytes), GL_OK);
    CU_ASSERT_STRING_EQUAL(peer.name, "peer");
    save("alice.card", alice->encoded.data, alice->encoded.bytes);
    // The point stands in the card behind version, length and name.
    save("identity", server->encoded.data + 3 + strlen(server->card.name), TALK_POINT_BYTES);
    for (size_t way = 0; way < WAYS; way++)
        speak(way, &peer, &epochs[way], &chains[way]);
    shell_expect(0, "python3 tests/talk_peer.py answer \"$T/talk-peer\"");
    for (size_t way = 0; way < WAYS; way++) {
        check_read(way);
        hear(way, &peer, &epochs[way], &chains[way]);
    }
    talk_card_clear(&peer);
    wire_free(&card);
}

void suite_talk_peer(void)
{
    add_suite("talk_peer", (const struct test_case[]){{"another implementation, there and back", test_peer},
                                                      {NULL, NULL}});
}
