// SPDX-License-Identifier: MIT
// rsa-oaep-manger: a server that tells "the number is too large" from "the padding is wrong" decrypts
// (Manger, CRYPTO 2001).
//
// An OAEP message is a number m below B = 2^(8 (k - 1)): its first byte is 00. For any f the attacker sends
// f^e c mod n, which decrypts to f m mod n, and learns whether that is below B. The names f1, f2, f3 and the
// three steps are the paper's.
#include "app/attack/attack.h"
#include "app/attack/oracle.h"

#include "crypto/common/bytes.h"
#include "crypto/rsa/mgf1.h"
#include "crypto/rsa/octets.h"
#include "crypto/rsa/rsa.h"
#include "crypto/trace/ti.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_BITS 1024
#define MAX_BITS     2048
#define MAX_BYTES    (MAX_BITS / 8)
#define DEFAULT_TEXT "The session key is 42."

static const char usage[] = "      --text TEXT      what the victim encrypted\n"
                            "      --bits N         of the modulus, 1024 to 2048 (1024)\n";

static const struct rsa_oaep oaep = {.hash = &hash_sha256, .mgf_hash = &hash_sha256};

enum { TOO_LARGE = 'L', BAD_PADDING = 'P', REFUSED = 'N', ACCEPTED = 'Y' };

struct server {
    struct rsa_private key;
};

struct search {
    struct attack_run *run;
    struct oracle oracle;
    const struct rsa_public *key;
    mpz_t c, B, f; // f: what m is multiplied with next
    uint64_t most, steps[3];
    bool broken;
};

// RFC 8017, 7.1.2: step 3 g says that nobody may learn which check failed. This server says it.
static uint8_t leaky(void *secret, const uint8_t *query, size_t bytes)
{
    struct server *server = secret;
    uint8_t block[MAX_BYTES], text[MAX_BYTES];
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
    uint8_t text[MAX_BYTES];
    size_t n = 0;
    return rsa_oaep_decrypt(&server->key, &oaep, NULL, text, &n, query, bytes) ? REFUSED : ACCEPTED;
}

// Is f m mod n >= B?
static bool too_large(struct search *s)
{
    uint8_t query[MAX_BYTES];
    size_t k = rsa_modulus_bytes(s->key);
    mpz_t x;
    mpz_init(x);
    rsa_public_apply(s->key, x, s->f);
    mpz_mul(x, x, s->c);
    mpz_mod(x, x, s->key->n);
    i2osp(query, k, x);
    mpz_clear(x);
    int answer = s->oracle.queries < s->most ? oracle_ask(&s->oracle, query, k) : -1;
    s->broken = s->broken || answer < 0;
    return answer == TOO_LARGE;
}

// Step 1: double f1 until f1 m >= B. Then f1/2 m is in [B/2, B).
static void step1(struct search *s, mpz_t f1)
{
    mpz_set_ui(f1, 2);
    for (mpz_set(s->f, f1); !s->broken && !too_large(s); mpz_set(s->f, f1))
        mpz_mul_2exp(f1, f1, 1);
    s->steps[0] = s->oracle.queries;
}

// Step 2: from floor((n + B) / B) f1/2 on in steps of f1/2, until f2 m has just passed n: in [n, n + B).
static void step2(struct search *s, mpz_t f1, mpz_t f2)
{
    mpz_fdiv_q_2exp(f1, f1, 1);
    mpz_add(f2, s->key->n, s->B);
    mpz_fdiv_q(f2, f2, s->B);
    mpz_mul(f2, f2, f1);
    for (mpz_set(s->f, f2); !s->broken && too_large(s); mpz_set(s->f, f2))
        mpz_add(f2, f2, f1);
    s->steps[1] = s->oracle.queries - s->steps[0];
}

// Step 3: m is in [low, high]. Choose f3 so that f3 times that range has width about 2B and straddles i n +
// B: the answer halves it.
static void step3(struct search *s, const mpz_t f2, mpz_t low)
{
    mpz_srcptr n = s->key->n;
    mpz_t high, i, t, f3;
    mpz_inits(high, i, t, f3, NULL);
    mpz_cdiv_q(low, n, f2); // ceil(n / f2)
    mpz_add(t, n, s->B);
    mpz_fdiv_q(high, t, f2); // floor((n + B) / f2)
    while (!s->broken && mpz_cmp(low, high) < 0) {
        mpz_sub(t, high, low);
        mpz_mul_2exp(f3, s->B, 1);
        mpz_fdiv_q(f3, f3, t); // f_tmp = floor(2B / (high - low))
        mpz_mul(i, f3, low);
        mpz_fdiv_q(i, i, n); // i = floor(f_tmp low / n)
        mpz_mul(i, i, n);
        mpz_cdiv_q(f3, i, low); // f3 = ceil(i n / low)
        mpz_set(s->f, f3);
        bool large = too_large(s);
        mpz_add(i, i, s->B); // i n + B
        if (large)
            mpz_cdiv_q(low, i, f3);
        else
            mpz_fdiv_q(high, i, f3);
        mpz_sub(t, high, low);
        double left = mpz_sgn(t) > 0 ? (double)mpz_sizeinbase(t, 2) : 0;
        story_progress(s->run->story, 1 - left / (double)mpz_sizeinbase(n, 2), "of the bits");
    }
    s->steps[2] = s->oracle.queries - s->steps[0] - s->steps[1];
    mpz_clears(high, i, t, f3, NULL);
}

// The padded message, or what the search is left with.
static void search(struct search *s, mpz_t m)
{
    mpz_t f1, f2;
    mpz_inits(f1, f2, NULL);
    step1(s, f1);
    if (!s->broken)
        step2(s, f1, f2);
    if (!s->broken)
        step3(s, f2, m);
    mpz_clears(f1, f2, NULL);
}

// What OAEP hides is only masked: 00 || seed xor mask || DB xor mask, and both masks come from the number.
static bool unmask(const struct rsa_public *key, const mpz_t m, char text[MAX_BYTES])
{
    uint8_t em[MAX_BYTES];
    size_t k = rsa_modulus_bytes(key), h = hash_sha256.digest_bytes, at = 1 + 2 * h;
    if (i2osp(em, k, m) || em[0] != 0)
        return false;
    mgf1_xor(&hash_sha256, em + 1 + h, k - h - 1, em + 1, h);
    mgf1_xor(&hash_sha256, em + 1, h, em + 1 + h, k - h - 1);
    while (at < k && em[at] == 0)
        at++;
    if (at == k || em[at] != 1)
        return false;
    memcpy(text, em + at + 1, k - at - 1);
    text[k - at - 1] = '\0';
    return true;
}

// Entropy of an answer that is "yes" with probability p, in bits.
static double entropy(double p)
{
    return p <= 0 || p >= 1 ? 0 : -p * log2(p) - (1 - p) * log2(1 - p);
}

// What to expect for a random m. Step 1: two. Step 2: (2 ln 2 - 1) n/B on average. Step 3 must learn log2 B
// bits; f3 is rounded up, so that f3 low lies up to m above i n, and the question cuts the range of 2B not in
// the middle but at (B - o) / 2B, o uniform below m: an answer is worth somewhat less than a bit.
static double estimate(const struct search *s)
{
    enum { STEPS = 200 };
    double queries_per_bit = 0, sum = 0;
    mpz_t x;
    mpz_init(x);
    mpz_mul_ui(x, s->key->n, 1000);
    mpz_fdiv_q(x, x, s->B);
    double ratio = mpz_get_d(x) / 1000;
    mpz_clear(x);
    for (int i = 0; i < STEPS; i++) { // m/B = (i + 1/2) / STEPS
        sum += entropy((1 - (i + 0.5) / STEPS) / 2);
        queries_per_bit += (i + 1) / sum / STEPS;
    }
    return 2 + (2 * log(2) - 1) * ratio + (double)mpz_sizeinbase(s->B, 2) * queries_per_bit;
}

static void search_init(struct search *s, struct attack_run *run, const struct rsa_public *key)
{
    *s = (struct search){.run = run, .key = key};
    mpz_inits(s->c, s->B, s->f, NULL);
    mpz_setbit(s->B, 8 * (rsa_modulus_bytes(key) - 1));
    s->most = 2 * mpz_sizeinbase(key->n, 2) + 400; // beyond the worst case
}

static int attack(struct attack_run *run, struct search *s, struct server *server, const char *expected,
                  mpz_t m)
{
    struct story *story = run->story;
    char text[MAX_BYTES];
    if (oracle_start(&s->oracle, leaky, server))
        return attack_error(run, GL_ERR_MEMORY);
    double start = attack_clock();
    story_section(story, STORY_SENDS);
    story_say(story,
              "f^e c mod n for one f after the other. It decrypts to f m mod n, and the answer says "
              "whether that is below B = 2^%zu. The first f's find one with f m just above n; from then "
              "on every answer halves the range in which m lies.",
              mpz_sizeinbase(s->B, 2) - 1);
    search(s, m);
    oracle_stop(&s->oracle);
    bool found = !s->broken && unmask(s->key, m, text);
    double seconds = attack_clock() - start;
    story_count(story, "step1", "queries in step 1", s->steps[0], ": double f1 until f1 m >= B");
    story_count(story, "step2", "queries in step 2", s->steps[1], ": f2 m into [n, n + B)");
    story_count(story, "step3", "queries in step 3", s->steps[2], ": halve the range of m");
    story_section(story, STORY_LEARNS);
    story_fact(story, "plaintext", "the plaintext", "%s", found ? text : "nothing");
    story_section(story, STORY_COSTS);
    story_count(story, "queries", "queries", s->oracle.queries, "");
    story_count(story, "estimate", "expected", (uint64_t)(estimate(s) + 0.5), ", on average over m");
    story_count(story, "log2_n", "at best, a bit an answer", mpz_sizeinbase(s->key->n, 2), "");
    story_time(story, "seconds", "time", seconds);
    story_outcome(story, found && strcmp(text, expected) == 0,
                  "one bit an answer, and %zu bits are soon asked.", mpz_sizeinbase(s->key->n, 2));
    return APP_OK;
}

static int defend(struct attack_run *run, struct search *s, struct server *server, const uint8_t *ciphertext,
                  mpz_t m)
{
    struct story *story = run->story;
    char text[MAX_BYTES];
    s->broken = false;
    memset(s->steps, 0, sizeof s->steps);
    if (oracle_start(&s->oracle, silent, server))
        return attack_error(run, GL_ERR_MEMORY);
    bool honest = oracle_ask(&s->oracle, ciphertext, rsa_modulus_bytes(s->key)) == ACCEPTED;
    mpz_set_ui(m, 0);
    search(s, m);
    bool found = !s->broken && unmask(s->key, m, text);
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
    uint8_t ciphertext[MAX_BYTES];
    int status = attack_begin(run, argc, argv, own);
    if (!status && bits_text)
        status = app_number(run->name, "--bits", bits_text, 1024, MAX_BITS, &bits);
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
        struct search s;
        mpz_t m;
        mpz_init(m);
        search_init(&s, run, &server.key.public);
        os2ip(s.c, ciphertext, rsa_modulus_bytes(&server.key.public));
        story_section(run->story, STORY_KNOWS);
        story_fact(run->story, "bits", "the public key", "RSA, %u bits, e = 65537", (unsigned)bits);
        story_hex(run->story, "ciphertext", "a ciphertext", ciphertext, rsa_modulus_bytes(s.key));
        story_say(run->story, "And the server, which decrypts RSA-OAEP and answers \"number too large\" or "
                              "\"padding wrong\": two errors in the place of one.");
        status = attack(run, &s, &server, text, m);
        if (!status)
            status = defend(run, &s, &server, ciphertext, m);
        mpz_clears(s.c, s.B, s.f, m, NULL);
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
