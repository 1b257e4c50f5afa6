// SPDX-License-Identifier: MIT
// cbc-padding-oracle: a server that says whether a padding was right decrypts for anyone (Vaudenay, 2002).
//
// CBC decrypts block C after block C' as P = D(C) xor C'. Whoever chooses C' chooses what becomes of P: when
// the server finds the padding right, the last bytes of D(C) xor C' are 1, or 2 2, or 3 3 3, ...
#include "app/attack/attack.h"
#include "app/attack/oracle.h"
#include "app/attack/own_channel.h"

#include "crypto/cipher/cipher.h"
#include "crypto/common/bytes.h"
#include "crypto/hash/hmac.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK        16
#define TAG_BYTES    32
#define MAX_TEXT     4000
#define DEFAULT_TEXT "Meet me at the north gate at eight. Bring the keys."

static const char usage[] = "      --text TEXT      what the victim encrypted, at most 4000 bytes\n";

enum { BAD = 'N', GOOD = 'Y' };

struct server {
    uint8_t key[BLOCK], mac_key[TAG_BYTES];
};

struct attempt {
    struct attack_run *run;
    struct oracle oracle;
    const uint8_t *tail; // sent behind every query: the message's tag, where the server wants one
    size_t tail_bytes, blocks;
    bool broken; // the server went away
};

// The leaky server. Its answer says whether the padding was right, and there is the hole.
static uint8_t leaky(void *secret, const uint8_t *query, size_t bytes)
{
    const struct server *server = secret;
    uint8_t text[MAX_TEXT + 2 * BLOCK];
    size_t n = 0;
    if (bytes < 2 * BLOCK || bytes - BLOCK > sizeof text)
        return BAD;
    return cipher_open(&cipher_aes128, CIPHER_CBC, server->key, BLOCK, query, text, &n, query + BLOCK,
                       bytes - BLOCK)
               ? BAD
               : GOOD;
}

// Encrypt-then-MAC: nothing is decrypted before the tag is right, and there is one answer for all that fails.
static uint8_t authenticated(void *secret, const uint8_t *query, size_t bytes)
{
    const struct server *server = secret;
    if (bytes < 2 * BLOCK + TAG_BYTES || hmac_verify(&hash_sha256, server->mac_key, TAG_BYTES, query,
                                                     bytes - TAG_BYTES, query + bytes - TAG_BYTES, TAG_BYTES))
        return BAD;
    return leaky(secret, query, bytes - TAG_BYTES);
}

static bool ask(struct attempt *a, const uint8_t fake[BLOCK], const uint8_t *block)
{
    uint8_t query[2 * BLOCK + TAG_BYTES];
    memcpy(query, fake, BLOCK);
    memcpy(query + BLOCK, block, BLOCK);
    if (a->tail_bytes)
        memcpy(query + 2 * BLOCK, a->tail, a->tail_bytes);
    int answer = oracle_ask(&a->oracle, query, 2 * BLOCK + a->tail_bytes);
    a->broken = a->broken || answer < 0;
    return answer == GOOD;
}

// Byte `at` of D(block), where those behind it are known. false: no guess had a right padding.
static bool find_byte(struct attempt *a, const uint8_t *block, uint8_t *inner, size_t at)
{
    uint8_t fake[BLOCK] = {0}, padding = (uint8_t)(BLOCK - at);
    for (size_t i = at + 1; i < BLOCK; i++)
        fake[i] = inner[i] ^ padding;
    for (unsigned guess = 0; guess < 256 && !a->broken; guess++) {
        fake[at] = (uint8_t)guess;
        if (!ask(a, fake, block))
            continue;
        if (at == BLOCK - 1) { // 1, or by chance 2 2? Another byte before it decides.
            fake[at - 1] ^= 0xff;
            bool is_one = ask(a, fake, block);
            fake[at - 1] ^= 0xff;
            if (!is_one)
                continue;
        }
        inner[at] = (uint8_t)guess ^ padding;
        return true;
    }
    return false;
}

static void row(struct story *s, size_t i, const uint8_t text[BLOCK], uint64_t queries)
{
    char shown[BLOCK + 1];
    for (size_t j = 0; j < BLOCK; j++)
        shown[j] = (char)(text[j] >= ' ' && text[j] < 0x7f ? text[j] : '.');
    shown[BLOCK] = '\0';
    story_row(s, "block %3zu  |%s|  %5llu queries", i + 1, shown, (unsigned long long)queries);
}

static bool decrypt(struct attempt *a, const uint8_t *message, uint8_t *text)
{
    for (size_t i = 0; i < a->blocks; i++) {
        const uint8_t *before = message + i * BLOCK, *block = before + BLOCK;
        uint8_t inner[BLOCK] = {0};
        uint64_t start = a->oracle.queries;
        for (size_t at = BLOCK; at-- > 0;) {
            if (!find_byte(a, block, inner, at))
                return false;
            story_progress(a->run->story, (double)(i * BLOCK + BLOCK - at) / (double)(a->blocks * BLOCK),
                           "bytes found");
        }
        for (size_t j = 0; j < BLOCK; j++)
            text[i * BLOCK + j] = inner[j] ^ before[j];
        row(a->run->story, i, text + i * BLOCK, a->oracle.queries - start);
    }
    return true;
}

static int attack(struct attempt *a, struct server *server, const uint8_t *message, const char *expected)
{
    struct story *s = a->run->story;
    uint8_t *text = calloc(a->blocks + 1, BLOCK);
    size_t n = a->blocks * BLOCK;
    if (!text || oracle_start(&a->oracle, leaky, server)) {
        free(text);
        return attack_error(a->run, GL_ERR_MEMORY);
    }
    story_section(s, STORY_SENDS);
    story_say(s,
              "For each block it sends blocks of its own before it: 256 guesses at most until the last byte "
              "of the padding fits, then the byte before, and so on. Every \"Y\" is a byte.");
    bool found = decrypt(a, message, text) && !pkcs7_unpad(text, &n, BLOCK);
    oracle_stop(&a->oracle);
    text[found ? n : 0] = '\0';
    story_section(s, STORY_LEARNS);
    story_fact(s, "plaintext", "the plaintext", "%s", (char *)text);
    story_section(s, STORY_COSTS);
    story_count(s, "queries", "queries", a->oracle.queries, "");
    story_rate(s, "queries_per_byte", "of them for a byte",
               (double)a->oracle.queries / (double)(a->blocks * BLOCK), "(128 expected)");
    story_outcome(s, found && strcmp((char *)text, expected) == 0, "every byte, and never a key.");
    free(text);
    return APP_OK;
}

static int defend(struct attempt *a, struct server *server, const uint8_t *message)
{
    struct story *s = a->run->story;
    size_t bytes = (a->blocks + 1) * BLOCK;
    uint8_t *sealed = malloc(bytes + TAG_BYTES), inner[BLOCK] = {0};
    if (!sealed || oracle_start(&a->oracle, authenticated, server)) {
        free(sealed);
        return attack_error(a->run, GL_ERR_MEMORY);
    }
    memcpy(sealed, message, bytes);
    hmac_digest(&hash_sha256, server->mac_key, TAG_BYTES, message, bytes, sealed + bytes);
    bool honest = oracle_ask(&a->oracle, sealed, bytes + TAG_BYTES) == GOOD;
    a->tail = sealed + bytes;
    a->tail_bytes = TAG_BYTES;
    bool leaked = find_byte(a, message + a->blocks * BLOCK, inner, BLOCK - 1);
    oracle_stop(&a->oracle);
    story_section(s, STORY_DEFENCE);
    story_say(s, "The same server checks HMAC-SHA-256 over IV and ciphertext first, in constant time, and "
                 "answers \"N\" whatever was wrong.");
    story_fact(s, "honest", "the true message", "%s", honest ? "accepted" : "refused");
    story_count(s, "defended_queries", "guesses at its last byte", a->oracle.queries - 1, "");
    story_fact(s, "defended_answers", "answers", "%s", leaked ? "one of them differs" : "\"N\", all of them");
    struct own_channel_trial trial = {0};
    enum gl_error error = own_channel_try(a->run, "the same on the default protocol", &trial);
    bool own_held = error || (trial.opened && trial.forged == 0);
    if (!error)
        story_fact(s, "own_channel", "the default protocol", "%u alterations of a record: %u taken, %s",
                   trial.altered, trial.forged, "one error, and each ends its session");
    error = own_channel_excuse(s, error);
    story_defended(s, honest && !leaked && !a->broken && own_held,
                   "no altered block is decrypted, so no answer depends on a padding.");
    free(sealed);
    return attack_error(a->run, error);
}

static int run_cbc(struct attack_run *run, int argc, char **argv)
{
    const char *text = DEFAULT_TEXT;
    const struct app_option own[] = {{"text", &text, NULL}, {0}};
    int status = attack_begin(run, argc, argv, own);
    if (status)
        return status;
    size_t n = strlen(text), padded = pkcs7_padded_bytes(n, BLOCK);
    if (n > MAX_TEXT)
        return app_usage(run->name, "--text: more than %d bytes", MAX_TEXT);
    uint8_t *message = malloc(BLOCK + padded);
    struct server server;
    struct attempt a = {.run = run, .blocks = padded / BLOCK};
    if (!message)
        return attack_error(run, GL_ERR_MEMORY);
    seeded_bytes(&run->seeded, &server, sizeof server);
    seeded_bytes(&run->seeded, message, BLOCK);
    status = attack_error(run, cipher_seal(&cipher_aes128, CIPHER_CBC, server.key, BLOCK, message,
                                           message + BLOCK, (const uint8_t *)text, n));
    if (!status) {
        story_section(run->story, STORY_KNOWS);
        story_hex(run->story, "message", "IV and ciphertext", message, BLOCK + padded);
        story_say(run->story,
                  "AES-128-CBC with PKCS#7, no MAC. And there is the server, which takes any message "
                  "and answers Y or N: was the padding right?");
        status = attack(&a, &server, message, text);
    }
    if (!status)
        status = defend(&a, &server, message);
    free(message);
    return status;
}

const struct attack attack_cbc_padding_oracle = {
    .name = "cbc-padding-oracle",
    .title = "a server that tells about padding decrypts CBC",
    .defence = "encrypt-then-MAC, the MAC checked first, one error",
    .usage = usage,
    .run = run_cbc,
};
