// SPDX-License-Identifier: MIT
// rsa-small-exponent: with e = 3 and no padding, m^3 is a number of which anyone takes the root.
//
// A short message: m^3 < n, so m^3 mod n = m^3. A longer one to three receivers (Hastad): c1, c2, c3 give
// m^3 mod n1 n2 n3 by the Chinese remainder theorem, and m^3 < n1 n2 n3.
#include "app/attack/receivers.h"

#include "crypto/rsa/octets.h"

#include <string.h>

#define DEFAULT_BITS 2048

static const char usage[] =
    "      --text TEXT        the short message\n"
    "      --long TEXT        the message to three receivers; shorter than a modulus\n"
    "      --bits N           of the moduli, 1024 to 4096 (2048)\n"
    "      --keys A,B,C       public keys of your own with e = 3, one or three, and\n"
    "      --ciphertexts X,Y,Z  what was encrypted under each without padding, in hex\n";

struct given {
    const char *text, *long_text, *bits, *keys, *ciphertexts;
};

static void plain_encrypt(struct receivers *r, size_t i, const char *text)
{
    os2ip(r->c[i], (const uint8_t *)text, strlen(text));
    rsa_public_apply(&r->key[i].public, r->c[i], r->c[i]);
}

static enum gl_error make_keys(struct attack_run *run, struct receivers *r, unsigned bits)
{
    enum gl_error error = GL_OK;
    for (int i = 0; i < RECEIVERS && !error; i++) {
        story_progress(run->story, (double)i / RECEIVERS, "making three keys with e = 3");
        error = rsa_generate(&r->key[i], bits, SMALL_EXPONENT, &run->seeded.random, NULL);
    }
    return error;
}

static void attack(struct attack_run *run, struct receivers *r, const struct given *given)
{
    struct story *s = run->story;
    char text[RSA_MAX_BYTES + 1], long_text[RSA_MAX_BYTES + 1];
    mpz_t m;
    mpz_init(m);
    story_section(s, STORY_KNOWS);
    story_say(
        s, "Three receivers have RSA keys with e = 3, and the sender encrypts without padding: c = m^3 mod "
           "n.");
    receivers_number(s, "n", "the first one's n", r->key[0].public.n);
    plain_encrypt(r, 0, given->text);
    receivers_number(s, "c", "c of a short message", r->c[0]);
    bool short_found = receivers_root(r, 1, m);
    receivers_text(m, text, sizeof text);
    for (size_t i = 0; i < RECEIVERS; i++)
        plain_encrypt(r, i, given->long_text);
    receivers_number(s, "c1", "c1 of a longer message", r->c[0]);
    receivers_number(s, "c2", "c2, the same, to another", r->c[1]);
    receivers_number(s, "c3", "c3, to the third", r->c[2]);
    story_section(s, STORY_SENDS);
    story_say(s,
              "Nothing. The short m has %zu bits, so m^3 is smaller than n, mod n does nothing, and c is a "
              "cube: it takes the cube root. The longer one has %zu bits; the Chinese remainder theorem "
              "joins c1, c2, c3 into m^3 mod n1 n2 n3, and that is a cube again.",
              8 * strlen(given->text), 8 * strlen(given->long_text));
    bool alone = receivers_root(r, 1, m), long_found = receivers_root(r, RECEIVERS, m);
    receivers_text(m, long_text, sizeof long_text);
    story_section(s, STORY_LEARNS);
    story_fact(s, "short_text", "the short message", "%s", short_found ? text : "no: its cube is beyond n");
    story_fact(s, "long_alone", "the longer, from c1", "%s", alone ? "yes" : "c1 is no cube");
    story_fact(s, "long_text", "from all three", "%s", long_found ? long_text : "no cube");
    story_section(s, STORY_COSTS);
    story_fact(s, "work", "work", "two cube roots; no private key, no query");
    story_outcome(s,
                  short_found && long_found && strcmp(text, given->text) == 0 &&
                      strcmp(long_text, given->long_text) == 0,
                  "encryption without randomness, with so small an e, is arithmetic that anyone undoes.");
    mpz_clear(m);
}

static int defend(struct attack_run *run, struct receivers *r, const char *message)
{
    const struct rsa_oaep oaep = {.hash = &hash_sha256, .mgf_hash = &hash_sha256};
    struct story *s = run->story;
    uint8_t out[RSA_MAX_BYTES], opened[RSA_MAX_BYTES];
    size_t bytes = 0, k = rsa_modulus_bytes(&r->key[0].public), n = strlen(message);
    bool fits = true;
    size_t most = rsa_oaep_max_bytes(&r->key[0].public, &oaep, &fits);
    n = n < most ? n : most;
    enum gl_error error = GL_OK;
    for (size_t i = 0; i < RECEIVERS && !error; i++) {
        error =
            rsa_oaep_encrypt(&r->key[i].public, &oaep, &run->seeded.random, out, (const uint8_t *)message, n);
        os2ip(r->c[i], out, k);
    }
    mpz_t m;
    mpz_init(m);
    bool one = !error && receivers_root(r, 1, m), three = !error && receivers_root(r, RECEIVERS, m);
    if (!error)
        error = rsa_oaep_decrypt(&r->key[RECEIVERS - 1], &oaep, &run->seeded.random, opened, &bytes, out, k);
    bool honest = !error && bytes == n && memcmp(opened, message, n) == 0;
    story_section(s, STORY_DEFENCE);
    story_say(s, "The same keys, with e = 3 still, but each message is padded with OAEP:");
    receivers_number(s, "oaep_c1", "c1", r->c[0]);
    story_fact(s, "oaep_one", "cube root of c1", "%s", one ? "exact" : "not exact");
    story_fact(s, "oaep_three", "of all three joined", "%s", three ? "exact" : "not exact");
    story_fact(s, "honest", "the receiver", "%s", honest ? "decrypts it" : "cannot decrypt it");
    story_defended(
        s, honest && !one && !three,
        "the padded number is as long as n, so its cube wraps around, and it is a different one for "
        "each receiver, so there is nothing to join.");
    mpz_clear(m);
    return attack_error(run, error);
}

static int run_small(struct attack_run *run, int argc, char **argv)
{
    struct given given = {
        .text = "The exam is on page 42.",
        .long_text =
            "To all three of you: meet me tomorrow at the north gate at eight in the evening. Come by "
            "train, bring the keys, and tell nobody.",
    };
    const struct app_option own[] = {
        {"text", &given.text, NULL}, {"long", &given.long_text, NULL},          {"bits", &given.bits, NULL},
        {"keys", &given.keys, NULL}, {"ciphertexts", &given.ciphertexts, NULL}, {0},
    };
    struct receivers r = {.n = 0};
    uint64_t bits = DEFAULT_BITS;
    int status = attack_begin(run, argc, argv, own);
    if (!status && given.bits)
        status = app_number(run->name, "--bits", given.bits, 1024, 4096, &bits);
    if (!status && (bits % 2 || strlen(given.text) * 24 + 2 > bits))
        status = app_usage(run->name,
                           bits % 2 ? "--bits: an even number"
                                    : "--text: with %u bits at most %u bytes have a cube below n",
                           (unsigned)bits, (unsigned)(bits - 2) / 24);
    if (!status && (strlen(given.long_text) * 8 >= bits || !*given.long_text || !*given.text))
        status = app_usage(run->name, "--text and --long: 1 byte and more, shorter than the modulus");
    if (status)
        return status;
    receivers_init(&r);
    if (given.keys || given.ciphertexts)
        status = receivers_captured(run, &r, given.keys, given.ciphertexts);
    bool own_data = given.keys || given.ciphertexts;
    if (!status)
        status = attack_error(run, make_keys(run, &r, (unsigned)bits));
    if (!status && !own_data)
        attack(run, &r, &given);
    if (!status)
        status = defend(run, &r, given.long_text);
    receivers_clear(&r);
    return status;
}

const struct attack attack_rsa_small_exponent = {
    .name = "rsa-small-exponent",
    .title = "RSA with e = 3 and no padding: take the cube root",
    .defence = "OAEP padding",
    .usage = usage,
    .run = run_small,
};
