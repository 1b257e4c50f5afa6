// SPDX-License-Identifier: MIT
// rsa-oaep-manger: a server that tells "the number is too large" from "the padding is wrong" decrypts
// (Manger, CRYPTO 2001).
#include "app/attack/manger.h"

#include "crypto/rsa/octets.h"
#include "crypto/trace/ti.h"

#include <string.h>

#define DEFAULT_BITS 1024
#define DEFAULT_TEXT "The session key is 42."

static const char usage[] = "      --text TEXT      what the victim encrypted\n"
                            "      --bits N         of the modulus, 1024 to 2048 (1024)\n";

static const struct rsa_oaep oaep = {.hash = &hash_sha256, .mgf_hash = &hash_sha256};

enum { TOO_LARGE = MANGER_TOO_LARGE, BAD_PADDING = 'P', REFUSED = 'N', ACCEPTED = 'Y' };

struct server {
    struct rsa_private key;
};

// RFC 8017, 7.1.2: step 3 g says that nobody may learn which check failed. This server says it.
static uint8_t leaky(void *secret, const uint8_t *query, size_t bytes)
{
    struct server *server = secret;
    uint8_t block[MANGER_MAX_BYTES], text[MANGER_MAX_BYTES];
    size_t k = rsa_modulus_bytes(&server->key.public), n = 0;
    mpz_t z;
    if (bytes != k)
        return REFUSED;
    mpz_init(z);
    os2ip(z, query, bytes);
    uint8_t answer = BAD_PADDING;
    if (rsa_private_apply(&server->key, NULL, z, z) || i2osp(block, k, z))
        answer = REFUSED;
    else if (block[0] != 0)
        answer = TOO_LARGE;
    else if (!rsa_oaep_decrypt(&server->key, &oaep, NULL, text, &n, query, bytes))
        answer = ACCEPTED;
    ti_wipe_mpz(z);
    return answer;
}

// As RFC 8017 wants it: one answer.
static uint8_t silent(void *secret, const uint8_t *query, size_t bytes)
{
    struct server *server = secret;
    uint8_t text[MANGER_MAX_BYTES];
    size_t n = 0;
    return rsa_oaep_decrypt(&server->key, &oaep, NULL, text, &n, query, bytes) ? REFUSED : ACCEPTED;
}

static int attack(struct attack_run *run, struct manger *s, struct server *server, const char *expected,
                  mpz_t m)
{
    struct story *story = run->story;
    char text[MANGER_MAX_BYTES];
    if (oracle_start(&s->oracle, leaky, server))
        return attack_error(run, GL_ERR_MEMORY);
    double start = attack_clock();
    story_section(story, STORY_SENDS);
    story_say(story,
              "f^e c mod n for one f after the other. It decrypts to f m mod n, and the answer says "
              "whether that is below B = 2^%zu. The first f's find one with f m just above n; from then "
              "on every answer halves the range in which m lies.",
              mpz_sizeinbase(s->B, 2) - 1);
    manger_search(s, m);
    oracle_stop(&s->oracle);
    bool found = !s->broken && manger_unmask(s->key, m, text);
    double seconds = attack_clock() - start;
    story_count(story, "step1", "queries in step 1", s->steps[0], ": double f1 until f1 m >= B");
    story_count(story, "step2", "queries in step 2", s->steps[1], ": f2 m into [n, n + B)");
    story_count(story, "step3", "queries in step 3", s->steps[2], ": halve the range of m");
    story_section(story, STORY_LEARNS);
    story_fact(story, "plaintext", "the plaintext", "%s", found ? text : "nothing");
    story_section(story, STORY_COSTS);
    story_count(story, "queries", "queries", s->oracle.queries, "");
    story_count(story, "estimate", "expected", (uint64_t)(manger_estimate(s) + 0.5), ", on average over m");
    story_count(story, "log2_n", "at best, a bit an answer", mpz_sizeinbase(s->key->n, 2), "");
    story_time(story, "seconds", "time", seconds);
    story_outcome(story, found && strcmp(text, expected) == 0,
                  "one bit an answer, and %zu bits are soon asked.", mpz_sizeinbase(s->key->n, 2));
    return APP_OK;
}

static int defend(struct attack_run *run, struct manger *s, struct server *server, const uint8_t *ciphertext,
                  mpz_t m)
{
    struct story *story = run->story;
    char text[MANGER_MAX_BYTES];
    s->broken = false;
    memset(s->steps, 0, sizeof s->steps);
    if (oracle_start(&s->oracle, silent, server))
        return attack_error(run, GL_ERR_MEMORY);
    bool honest = oracle_ask(&s->oracle, ciphertext, rsa_modulus_bytes(s->key)) == ACCEPTED;
    mpz_set_ui(m, 0);
    manger_search(s, m);
    bool found = !s->broken && manger_unmask(s->key, m, text);
    oracle_stop(&s->oracle);
    story_section(story, STORY_DEFENCE);
    story_say(story,
              "The same key behind a decryption that says only \"no\", whatever was wrong, in the same "
              "time (RFC 8017, 7.1.2, step 3 g):");
    story_fact(story, "honest", "the true ciphertext", "%s", honest ? "accepted" : "refused");
    story_count(story, "defended_queries", "queries", s->oracle.queries - 1,
                found ? "" : ", then it gives up");
    story_fact(story, "defended_step", "the search", "%s",
               s->steps[1] ? "left step 1" : "never leaves step 1: no f1 seems too large");
    story_defended(story, honest && !found,
                   "every answer is \"no\", whatever f is: it says nothing about m.");
    return APP_OK;
}

static int run_manger(struct attack_run *run, int argc, char **argv)
{
    const char *text = DEFAULT_TEXT, *bits_text = NULL;
    const struct app_option own[] = {{"text", &text, NULL}, {"bits", &bits_text, NULL}, {0}};
    uint64_t bits = DEFAULT_BITS;
    uint8_t ciphertext[MANGER_MAX_BYTES];
    int status = attack_begin(run, argc, argv, own);
    if (!status && bits_text)
        status = app_number(run->name, "--bits", bits_text, 1024, MANGER_MAX_BITS, &bits);
    size_t most = (size_t)bits / 8 - 2 * hash_sha256.digest_bytes - 2;
    if (!status && bits % 8)
        status = app_usage(run->name, "--bits: a multiple of 8");
    if (!status && strlen(text) > most)
        status =
            app_usage(run->name, "--text: at most %zu bytes under a key of %u bits", most, (unsigned)bits);
    if (status)
        return status;
    struct server server;
    rsa_private_init(&server.key);
    enum gl_error error = rsa_generate(&server.key, (unsigned)bits, 65537, &run->seeded.random, NULL);
    if (!error)
        error = rsa_oaep_encrypt(&server.key.public, &oaep, &run->seeded.random, ciphertext,
                                 (const uint8_t *)text, strlen(text));
    status = attack_error(run, error);
    if (!status) {
        struct manger s;
        mpz_t m;
        mpz_init(m);
        manger_init(&s, run, &server.key.public);
        os2ip(s.c, ciphertext, rsa_modulus_bytes(&server.key.public));
        story_section(run->story, STORY_KNOWS);
        story_fact(run->story, "bits", "the public key", "RSA, %u bits, e = 65537", (unsigned)bits);
        story_hex(run->story, "ciphertext", "a ciphertext", ciphertext, rsa_modulus_bytes(s.key));
        story_say(run->story, "And the server, which decrypts RSA-OAEP and answers \"number too large\" or "
                              "\"padding wrong\": two errors in the place of one.");
        status = attack(run, &s, &server, text, m);
        if (!status)
            status = defend(run, &s, &server, ciphertext, m);
        manger_clear(&s);
        mpz_clear(m);
    }
    rsa_private_clear(&server.key);
    return status;
}

const struct attack attack_rsa_oaep_manger = {
    .name = "rsa-oaep-manger",
    .title = "a server with two errors decrypts RSA-OAEP",
    .defence = "one error for every failure, in constant time",
    .usage = usage,
    .run = run_manger,
};
