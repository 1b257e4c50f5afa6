// SPDX-License-Identifier: MIT
// The channel's bytes, recomputed from its description (net/README.md): by the primitives, called here one
// after the other with the offsets written out, and by another program in another language (channel.py).
#include "crypto/cipher/cipher.h"
#include "crypto/common/bytes.h"
#include "crypto/common/hex.h"
#include "crypto/ec/ecdh.h"
#include "crypto/encoding/signature.h"
#include "crypto/hash/hkdf.h"
#include "crypto/hash/hmac.h"
#include "tests/channel_pair.h"
#include "tests/run.h"
#include "tests/shell.h"

#include <stdio.h>
#include <stdlib.h>

static void expand(const uint8_t key[32], const char *label, uint8_t out[32])
{
    CU_ASSERT_EQUAL(hkdf_expand(&hash_sha256, key, 32, label, strlen(label), out, 32), GL_OK);
}

// H(CLIENT_HELLO || the first bytes of SERVER_HELLO), frames with their headers.
static void transcript(const struct channel_pair *p, size_t bytes_of_answer, uint8_t T[32])
{
    uint8_t data[103 + 280];
    memcpy(data, p->hello.data, 103);
    memcpy(data + 103, p->answer.data, bytes_of_answer);
    hash_digest(&hash_sha256, data, 103 + bytes_of_answer, T);
}

// The keys that the random stream gives: identity, then the client's, then (after its random bytes) the
// server's.
static void draw_keys(struct ec_key keys[3], uint8_t randoms[2][32])
{
    struct seeded seed;
    struct gl_random random = seeded_random(&seed, 1);
    for (int i = 0; i < 3; i++) {
        ec_key_init(&keys[i]);
        CU_ASSERT_EQUAL(ec_key_generate(&keys[i], &ec_p256, &random), GL_OK);
        if (i)
            CU_ASSERT_EQUAL(gl_random_bytes(&random, randoms[i - 1], 32), GL_OK);
    }
}

static void expect_point(const uint8_t *at, const struct ec_key *key)
{
    uint8_t point[65];
    ec_point_encode(ec_group(&ec_p256), &key->Q, false, point);
    CU_ASSERT_FALSE(memcmp(at, point, sizeof point));
}

static void expect_signature(const struct channel_pair *p, const struct ec_key *identity)
{
    uint8_t signed_text[27 + 32] = "glasslock channel v1 server", digest[32];
    struct ecdsa_signature sig;
    ecdsa_signature_init(&sig);
    transcript(p, 184, signed_text + 27);
    hash_digest(&hash_sha256, signed_text, sizeof signed_text, digest);
    CU_ASSERT_EQUAL(signature_from_p1363(&sig, 32, p->answer.data + 184, 64), GL_OK);
    CU_ASSERT_EQUAL(ecdsa_verify(identity, &sig, digest, 32), GL_OK);
    // Deterministic: the same digest gives the same signature.
    uint8_t again[64];
    CU_ASSERT_EQUAL(ecdsa_sign(identity, &(struct ecdsa_nonce){.nonce_hash = &hash_sha256}, &sig, digest, 32),
                    GL_OK);
    CU_ASSERT_EQUAL(signature_to_p1363(&sig, 32, again), GL_OK);
    CU_ASSERT_FALSE(memcmp(again, p->answer.data + 184, 64));
    ecdsa_signature_clear(&sig);
}

// A record of `text` under the direction's secret, made by hand.
static void expect_record(const struct wire_writer *record, const uint8_t secret[32], uint64_t sequence,
                          const char *text)
{
    uint8_t aes[32], key[32], data[8 + 5 + 16 + 64], mac[32];
    size_t padded = (strlen(text) / 16 + 1) * 16, bytes = 5 + 16 + padded + 32;
    expand(secret, "aes", aes);
    expand(secret, "mac", key);
    CU_ASSERT_EQUAL_FATAL(record->bytes, bytes);
    gl_store64_be(data, sequence);
    gl_store32_be(data + 8, (uint32_t)bytes - 4);
    data[12] = 0x10;
    memcpy(data + 13, record->data + 5, 16); // the IV
    CU_ASSERT_EQUAL(cipher_seal(&cipher_aes256, CIPHER_CBC, aes, 32, data + 13, data + 29,
                                (const uint8_t *)text, strlen(text)),
                    GL_OK);
    hmac_digest(&hash_sha256, key, 32, data, 29 + padded, mac);
    CU_ASSERT_FALSE(memcmp(record->data, data + 8, 21 + padded));
    CU_ASSERT_FALSE(memcmp(record->data + 21 + padded, mac, 32));
}

static void expect_records(struct channel_pair *p, const uint8_t PRK[32])
{
    static const char *const labels[] = {"glasslock c2s", "glasslock s2c"};
    static const char *const texts[] = {"first", "the second one", "exactly sixteen!"};
    for (int way = 0; way < 2; way++) {
        struct channel *ch = way ? &p->server : &p->client;
        uint8_t secret[32];
        expand(PRK, labels[way], secret);
        for (uint64_t i = 0; i < 3; i++) { // the keys change before records 1 and 2
            struct wire_writer record = {0};
            if (i)
                expand(secret, "rekey", secret);
            CU_ASSERT_EQUAL(channel_seal(ch, &p->random, texts[i], strlen(texts[i]), &record), GL_OK);
            expect_record(&record, secret, i, texts[i]);
            wire_free(&record);
        }
    }
}

static void test_by_hand(void)
{
    struct channel_pair p;
    struct ec_key keys[3];
    uint8_t randoms[2][32], T[32], Z[32], PRK[32], key[32], mac[32];
    pair_init(&p, 1);
    pair_shake(&p, 5);
    draw_keys(keys, randoms);

    CU_ASSERT_FALSE(memcmp(p.hello.data, "\0\0\0\x63\1\1", 6));
    CU_ASSERT_FALSE(memcmp(p.hello.data + 6, randoms[0], 32));
    expect_point(p.hello.data + 38, &keys[1]);
    CU_ASSERT_FALSE(memcmp(p.answer.data, "\0\0\1\x14\2\1", 6));
    CU_ASSERT_FALSE(memcmp(p.answer.data + 6, randoms[1], 32));
    CU_ASSERT_FALSE(memcmp(p.answer.data + 38, "the session's id", 16));
    expect_point(p.answer.data + 54, &keys[2]);
    expect_point(p.answer.data + 119, &keys[0]);
    expect_signature(&p, &keys[0]);

    CU_ASSERT_EQUAL(ecdh(&keys[1], &keys[2], Z), GL_OK);
    transcript(&p, 184, T);
    hkdf_extract(&hash_sha256, T, 32, Z, 32, PRK);
    expand(PRK, "glasslock server finished", key);
    transcript(&p, 248, T);
    hmac_digest(&hash_sha256, key, 32, T, 32, mac);
    CU_ASSERT_FALSE(memcmp(p.answer.data + 248, mac, 32));
    expand(PRK, "glasslock client finished", key);
    transcript(&p, 280, T);
    hmac_digest(&hash_sha256, key, 32, T, 32, mac);
    CU_ASSERT_FALSE(memcmp(p.finished.data, "\0\0\0\x21\3", 5));
    CU_ASSERT_FALSE(memcmp(p.finished.data + 5, mac, 32));
    expect_records(&p, PRK);
    for (int i = 0; i < 3; i++)
        ec_key_clear(&keys[i]);
    pair_free(&p);
}

static void put_line(FILE *file, const char *word, const void *data, size_t bytes)
{
    char *hex = malloc(2 * bytes + 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(hex);
    gl_hex_encode(hex, data, bytes);
    fprintf(file, "%s %s\n", word, hex);
    free(hex);
}

static void test_another_program(void)
{
    static const char content[300] = "twelve records, and keys that change after every fourth one";
    struct channel_pair p;
    struct ec_key keys[3];
    uint8_t randoms[2][32], private[32] = {0};
    char path[512];
    snprintf(path, sizeof path, "%s/channel", shell_directory());
    FILE *file = fopen(path, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    pair_init(&p, 4);
    pair_shake(&p, 5);
    draw_keys(keys, randoms);
    size_t count = (mpz_sizeinbase(keys[1].d, 2) + 7) / 8;
    mpz_export(private + 32 - count, NULL, 1, 1, 1, 0, keys[1].d);
    put_line(file, "private", private, 32);
    put_line(file, "hello", p.hello.data, p.hello.bytes);
    put_line(file, "answer", p.answer.data, p.answer.bytes);
    put_line(file, "finished", p.finished.data, p.finished.bytes);
    put_line(file, "rekey", "\4", 1);
    for (size_t i = 0; i < 24; i++) {
        struct wire_writer record = {0};
        CU_ASSERT_EQUAL(channel_seal(i % 2 ? &p.server : &p.client, &p.random, content, 1 + i * 12, &record),
                        GL_OK);
        put_line(file, i % 2 ? "s2c" : "c2s", record.data, record.bytes);
        put_line(file, "content", content, 1 + i * 12);
        wire_free(&record);
    }
    CU_ASSERT_EQUAL(fclose(file), 0);
    shell_expect(0, "test \"$(/usr/bin/python3 tests/channel.py \"$T/channel\")\" = '24 records'");
    // It does look: with another last digit in any line it says no.
    shell_expect(
        0, "cd \"$T\" && for n in 1 2 3 4 5 6 7 30 53; do "
           "sed -e \"${n}{s/[0-7]\\$/8/;t\" -e 's/.$/0/}' channel >other; cmp -s channel other && exit 2; "
           "/usr/bin/python3 \"$OLDPWD/tests/channel.py\" other 2>/dev/null && exit 1; done; exit 0");
    for (int i = 0; i < 3; i++)
        ec_key_clear(&keys[i]);
    pair_free(&p);
}

void suite_channel_known(void)
{
    static const struct test_case cases[] = {
        {"each byte follows from the description", test_by_hand},
        {"another program computes the same", test_another_program},
        {0},
    };
    add_suite("channel_known", cases);
}
