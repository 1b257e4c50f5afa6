// SPDX-License-Identifier: MIT
// rsa-small-exponent: with e = 3 and no padding, m^3 is a number of which anyone takes the root.
//
// A short message: m^3 < n, so m^3 mod n = m^3. A longer one to three receivers (Hastad): c1, c2, c3 give
// m^3 mod n1 n2 n3 by the Chinese remainder theorem, and m^3 < n1 n2 n3.
#include "app/attack/attack.h"

#include "app/keyfile.h"
#include "crypto/rsa/octets.h"
#include "crypto/rsa/rsa.h"

#include <stdlib.h>
#include <string.h>

#define E            3
#define KEYS         3
#define KEY_BYTES    (RSA_MAX_BYTES)
#define DEFAULT_BITS 2048

static const char usage[] =
    "      --text TEXT        the short message\n"
    "      --long TEXT        the message to three receivers; shorter than a modulus\n"
    "      --bits N           of the moduli, 1024 to 4096 (2048)\n"
    "      --keys A,B,C       public keys of your own with e = 3, one or three files, and\n"
    "      --ciphertexts X,Y,Z  what was encrypted under each without padding, in hex\n";

struct given {
    const char *text, *long_text, *bits, *keys, *ciphertexts;
};

struct receivers {
    struct rsa_private key[KEYS]; // the attacker uses the public halves
    mpz_t c[KEYS];
    size_t n;
};

// The cube root of x mod n1 n2 ... of the first `count` receivers; false: it is none.
static bool root(const struct receivers *r, size_t count, mpz_t m)
{
    mpz_t product, part, x;
    mpz_inits(product, part, x, NULL);
    mpz_set_ui(product, 1);
    bool exact = true;
    for (size_t i = 0; i < count; i++)
        mpz_mul(product, product, r->key[i].public.n);
    for (size_t i = 0; i < count && exact; i++) { // x += c N_i (N_i^-1 mod n_i), N_i = product / n_i
        mpz_divexact(part, product, r->key[i].public.n);
        exact = mpz_invert(m, part, r->key[i].public.n) != 0;
        mpz_mul(part, part, m);
        mpz_addmul(x, part, r->c[i]);
    }
    mpz_mod(x, x, product);
    exact = exact && mpz_root(m, x, E) != 0;
    mpz_clears(product, part, x, NULL);
    return exact;
}

static void to_text(const mpz_t m, char *text, size_t room)
{
    size_t bytes = (mpz_sizeinbase(m, 2) + 7) / 8;
    if (bytes >= room || i2osp((uint8_t *)text, bytes, m))
        bytes = 0;
    text[bytes] = '\0';
}

static void number(struct story *s, const char *key, const char *label, const mpz_t z)
{
    char *text = mpz_get_str(NULL, 16, z);
    size_t digits = strlen(text);
    if (digits > 64)
        story_fact(s, key, label, "%.20s...%s (%zu bits)", text, text + digits - 12, mpz_sizeinbase(z, 2));
    else
        story_fact(s, key, label, "%s", text);
    free(text);
}

static void plain_encrypt(struct receivers *r, size_t i, const char *text)
{
    os2ip(r->c[i], (const uint8_t *)text, strlen(text));
    rsa_public_apply(&r->key[i].public, r->c[i], r->c[i]);
}

static void init(struct receivers *r)
{
    for (int i = 0; i < KEYS; i++) {
        rsa_private_init(&r->key[i]);
        mpz_init(r->c[i]);
    }
}

static void clear(struct receivers *r)
{
    for (int i = 0; i < KEYS; i++) {
        rsa_private_clear(&r->key[i]);
        mpz_clear(r->c[i]);
    }
}

static enum gl_error make_keys(struct attack_run *run, struct receivers *r, unsigned bits)
{
    enum gl_error error = GL_OK;
    for (int i = 0; i < KEYS && !error; i++) {
        story_progress(run->story, (double)i / KEYS, "making three keys with e = 3");
        error = rsa_generate(&r->key[i], bits, E, &run->seeded.random, NULL);
    }
    return error;
}

static void attack(struct attack_run *run, struct receivers *r, const struct given *given)
{
    struct story *s = run->story;
    char text[KEY_BYTES + 1], long_text[KEY_BYTES + 1];
    mpz_t m;
    mpz_init(m);
    story_section(s, STORY_KNOWS);
    story_say(
        s, "Three receivers have RSA keys with e = 3, and the sender encrypts without padding: c = m^3 mod "
           "n.");
    number(s, "n", "the first one's n", r->key[0].public.n);
    plain_encrypt(r, 0, given->text);
    number(s, "c", "c of a short message", r->c[0]);
    bool short_found = root(r, 1, m);
    to_text(m, text, sizeof text);
    for (size_t i = 0; i < KEYS; i++)
        plain_encrypt(r, i, given->long_text);
    number(s, "c1", "c1 of a longer message", r->c[0]);
    number(s, "c2", "c2, the same, to another", r->c[1]);
    number(s, "c3", "c3, to the third", r->c[2]);
    story_section(s, STORY_SENDS);
    story_say(s,
              "Nothing. The short m has %zu bits, so m^3 is smaller than n, mod n does nothing, and c is a "
              "cube: it takes the cube root. The longer one has %zu bits; the Chinese remainder theorem "
              "joins c1, c2, c3 into m^3 mod n1 n2 n3, and that is a cube again.",
              8 * strlen(given->text), 8 * strlen(given->long_text));
    bool alone = root(r, 1, m), long_found = root(r, KEYS, m);
    to_text(m, long_text, sizeof long_text);
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
    uint8_t out[KEY_BYTES], opened[KEY_BYTES];
    size_t bytes = 0, k = rsa_modulus_bytes(&r->key[0].public), n = strlen(message);
    bool fits = true;
    size_t most = rsa_oaep_max_bytes(&r->key[0].public, &oaep, &fits);
    n = n < most ? n : most;
    enum gl_error error = GL_OK;
    for (size_t i = 0; i < KEYS && !error; i++) {
        error =
            rsa_oaep_encrypt(&r->key[i].public, &oaep, &run->seeded.random, out, (const uint8_t *)message, n);
        os2ip(r->c[i], out, k);
    }
    mpz_t m;
    mpz_init(m);
    bool one = !error && root(r, 1, m), three = !error && root(r, KEYS, m);
    if (!error)
        error = rsa_oaep_decrypt(&r->key[KEYS - 1], &oaep, &run->seeded.random, opened, &bytes, out, k);
    bool honest = !error && bytes == n && memcmp(opened, message, n) == 0;
    story_section(s, STORY_DEFENCE);
    story_say(s, "The same keys, with e = 3 still, but each message is padded with OAEP:");
    number(s, "oaep_c1", "c1", r->c[0]);
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

// ---- the user's own ----

// The i-th part of a list with commas, malloc'd; NULL: there is none.
static char *part(const char *list, size_t i)
{
    for (; i > 0 && list; i--) {
        list = strchr(list, ',');
        list = list ? list + 1 : NULL;
    }
    return list ? strndup(list, strcspn(list, ",")) : NULL;
}

static int read_one(const struct attack_run *run, struct receivers *r, const char *file, const char *hex)
{
    struct key key = {0};
    int status = app_key_read(run->name, file, false, &key);
    if (!status && (key.kind != KEY_RSA || mpz_cmp_ui(key.rsa.public.e, E) != 0))
        status = app_usage(run->name, "--keys: %s is no RSA key with e = 3", file);
    if (!status && mpz_set_str(r->c[r->n], hex, 16) != 0)
        status = app_usage(run->name, "--ciphertexts: not hex digits");
    if (!status && (mpz_sgn(r->c[r->n]) < 0 || mpz_cmp(r->c[r->n], key.rsa.public.n) >= 0))
        status = app_usage(run->name, "--ciphertexts: number %zu is not below its modulus", r->n + 1);
    if (!status) {
        mpz_set(r->key[r->n].public.n, key.rsa.public.n);
        mpz_set(r->key[r->n].public.e, key.rsa.public.e);
        r->n++;
    }
    key_clear(&key);
    return status;
}

static int captured(struct attack_run *run, struct receivers *r, const struct given *given)
{
    struct story *s = run->story;
    char text[KEY_BYTES + 1];
    int status = given->keys && given->ciphertexts
                     ? APP_OK
                     : app_usage(run->name, "--keys and --ciphertexts belong together");
    for (size_t i = 0; i < KEYS && !status; i++) {
        char *file = part(given->keys, i), *hex = part(given->ciphertexts, i);
        if (!file != !hex)
            status = app_usage(run->name, "--keys and --ciphertexts: as many of both");
        else if (file)
            status = read_one(run, r, file, hex);
        free(file);
        free(hex);
    }
    if (status)
        return status;
    mpz_t m;
    mpz_init(m);
    bool found = root(r, r->n, m);
    to_text(m, text, sizeof text);
    story_section(s, STORY_KNOWS);
    for (size_t i = 0; i < r->n; i++)
        number(s, "c", "c", r->c[i]);
    story_section(s, STORY_LEARNS);
    number(s, "m", found ? "the cube root" : "no cube; nearest root", m);
    story_fact(s, "text", "as text", "%s", found ? text : "");
    story_outcome(s, found,
                  found ? "the plaintext, without a private key."
                        : "the number is no cube: it was padded, or is too long for so few keys.");
    mpz_clear(m);
    return APP_OK;
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
    init(&r);
    if (given.keys || given.ciphertexts)
        status = captured(run, &r, &given);
    bool own_data = given.keys || given.ciphertexts;
    if (!status)
        status = attack_error(run, make_keys(run, &r, (unsigned)bits));
    if (!status && !own_data)
        attack(run, &r, &given);
    if (!status)
        status = defend(run, &r, given.long_text);
    clear(&r);
    return status;
}

const struct attack attack_rsa_small_exponent = {
    .name = "rsa-small-exponent",
    .title = "RSA with e = 3 and no padding: take the cube root",
    .defence = "OAEP padding",
    .usage = usage,
    .run = run_small,
};
