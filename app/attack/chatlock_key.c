// SPDX-License-Identifier: MIT
// chatlock-key: the private key, by trying all 28 of them.
#include "app/attack/chatlock.h"

#include "crypto/common/hex.h"

#include <string.h>

#define DEFAULT_TEXT  "see you at eight"
#define DEFAULT_FORGE "Bob, the exam is cancelled. Alice"
#define P256_TRIES    2000

static const char usage[] = "      --text TEXT        what the victim signed\n"
                            "      --forge TEXT       what the attacker signs in its name\n"
                            "      --public X,Y       a captured public point; then these two are needed:\n"
                            "      --signature R,S    its signature\n"
                            "      --block HEX        the first block that was signed, 16 digits\n";

struct given {
    const char *text, *forge, *public, *signature, *block;
};

struct target {
    struct chatlock_point Q;
    struct chatlock_signature sig;
    char block[CHATLOCK_HEX_CHARS + 1];
};

static int captured(const struct attack_run *run, const struct given *given, struct target *t)
{
    uint8_t bytes[CHATLOCK_BLOCK_BYTES];
    unsigned r, s;
    char rest;
    if (!given->public || !given->signature || !given->block)
        return app_usage(run->name, "--public, --signature and --block belong together");
    if (strlen(given->signature) > 5 || strspn(given->signature, "0123456789,") != strlen(given->signature) ||
        sscanf(given->signature, "%u,%u%c", &r, &s, &rest) != 2 || r < 1 || r >= CHATLOCK_ORDER || s < 1 ||
        s >= CHATLOCK_ORDER)
        return app_usage(run->name, "--signature: '%s' is no pair R,S of numbers from 1 to 28",
                         given->signature);
    if (strlen(given->block) != CHATLOCK_HEX_CHARS || gl_hex_decode(bytes, given->block, CHATLOCK_HEX_CHARS))
        return app_usage(run->name, "--block: '%s' is not 16 hex digits", given->block);
    t->sig = (struct chatlock_signature){r, s};
    strcpy(t->block, given->block);
    return chatlock_read_point(run, given->public, &t->Q);
}

static int made(struct attack_run *run, const struct given *given, struct target *t)
{
    struct chatlock_list list;
    unsigned d = 0;
    int status = chatlock_text(run, "--text", given->text, &list);
    if (status)
        return status;
    strcpy(t->block, list.hex[0]);
    enum gl_error error = chatlock_random_scalar(&d, &run->seeded.random);
    if (!error)
        error = chatlock_public(&t->Q, d);
    return attack_error(run, error ? error : chatlock_sign(&t->sig, d, t->block, &run->seeded.random));
}

// All multiples of G up to Q, seven to a row; the found one in brackets.
static unsigned try_all(struct story *s, const struct chatlock_point *Q)
{
    char row[200] = "";
    unsigned found = 0;
    for (unsigned d = 1; d < CHATLOCK_ORDER && !found; d++) {
        struct chatlock_point P;
        char cell[40];
        chatlock_public(&P, d);
        found = P.x == Q->x && P.y == Q->y ? d : 0;
        snprintf(cell, sizeof cell, found ? "[%u G = %u,%u] " : "%2u G = %2u,%-3u ", d, P.x, P.y);
        strcat(row, cell);
        if (d % 5 == 0 || found) {
            story_row(s, "%s", row);
            row[0] = '\0';
        }
    }
    return found;
}

// With d known the signature gives its nonce away: k = (e + d r) / s; x(k G) = r proves that d is right.
static bool nonce_fits(const struct target *t, unsigned d, unsigned *k)
{
    unsigned e = chatlock_digest(t->block), right = (e + d * (unsigned)t->sig.r) % CHATLOCK_ORDER;
    struct chatlock_point R;
    for (*k = 1; *k < CHATLOCK_ORDER; (*k)++)
        if (*k * (unsigned)t->sig.s % CHATLOCK_ORDER == right)
            return !chatlock_public(&R, *k) && R.x == (unsigned)t->sig.r;
    return false;
}

static int find(struct attack_run *run, const struct given *given, const struct target *t)
{
    struct story *s = run->story;
    struct chatlock_list list;
    struct chatlock_signature sig = {0, 0};
    unsigned k = 0;
    int status = chatlock_text(run, "--forge", given->forge, &list);
    if (status)
        return status;
    story_section(s, STORY_SENDS);
    story_say(s, "The curve has 29 points, so there are 28 private keys. Multiply G until the public point "
                 "comes up:");
    unsigned d = try_all(s, &t->Q);
    bool fits = nonce_fits(t, d, &k);
    story_section(s, STORY_LEARNS);
    story_count(s, "private_key", "Alice's private key", d, "");
    story_fact(s, "nonce", "her nonce, by the way", "%u: k = (e + d r) / s, and x(%u G) is %s", k, k,
               fits ? "r" : "not r: this signature is not hers");
    enum gl_error error = chatlock_sign(&sig, d, list.hex[0], &run->seeded.random);
    enum chatlock_verdict verdict = chatlock_verify(&t->Q, &sig, list.hex[0]);
    story_fact(s, "forged_text", "the attacker signs", "%s", given->forge);
    story_fact(s, "forged_signature", "signature (r, s)", "[%d, %d]", (int)sig.r, (int)sig.s);
    story_fact(s, "server_says", "the server prints", "%s", chatlock_verdict_text(verdict));
    story_section(s, STORY_COSTS);
    story_count(s, "tries", "points computed", d, "of at most 28");
    story_outcome(s, !error && fits && verdict == CHATLOCK_VALID,
                  "with the key the attacker is Alice, for good.");
    return attack_error(run, error);
}

// The same loop on P-256: G, 2 G, 3 G, ...
static int defend(struct attack_run *run)
{
    struct story *s = run->story;
    const struct ec_group *g = ec_group(&ec_p256);
    struct ec_key key;
    struct ec_point P;
    unsigned tries = 0;
    mpz_t d;
    mpz_init(d);
    ec_key_init(&key);
    ec_point_init(&P);
    enum gl_error error = ec_key_generate(&key, &ec_p256, &run->seeded.random);
    double start = attack_clock();
    for (bool found = false; tries < P256_TRIES && !found && !error;) {
        mpz_set_ui(d, ++tries);
        ec_multiply_base(g, &P, d);
        found = ec_point_equal(&P, &key.Q);
        if (found)
            tries = P256_TRIES + 1;
    }
    double rate = tries / (attack_clock() - start);
    story_section(s, STORY_DEFENCE);
    story_say(s, "The same loop against a new key on P-256:");
    story_count(s, "p256_tries", "points computed", tries, "");
    story_rate(s, "p256_rate", "measured", rate, "points/s");
    story_time(s, "p256_all", "all n - 1 keys", mpz_get_d(g->n) / rate);
    story_fact(s, "p256_best", "the best known attack",
               "Pollard's rho, about sqrt(pi n / 4) = 2^%.0f additions", (double)mpz_sizeinbase(g->n, 2) / 2);
    story_defended(s, !error && tries == P256_TRIES, "not among the first %d, and there are 2^%zu.",
                   P256_TRIES, mpz_sizeinbase(g->n, 2));
    ec_point_clear(&P);
    ec_key_clear(&key);
    mpz_clear(d);
    return attack_error(run, error);
}

static int run_key(struct attack_run *run, int argc, char **argv)
{
    struct given given = {.text = DEFAULT_TEXT, .forge = DEFAULT_FORGE};
    const struct app_option own[] = {
        {"text", &given.text, NULL},           {"forge", &given.forge, NULL}, {"public", &given.public, NULL},
        {"signature", &given.signature, NULL}, {"block", &given.block, NULL}, {0},
    };
    struct target t = {0};
    int status = attack_begin(run, argc, argv, own);
    bool is_captured = given.public || given.signature || given.block;
    if (status || (status = is_captured ? captured(run, &given, &t) : made(run, &given, &t)))
        return status;
    story_section(run->story, STORY_KNOWS);
    story_fact(run->story, "public", "Alice's public point", "(%u, %u)", t.Q.x, t.Q.y);
    story_fact(run->story, "block", "a block that she signed", "%s", t.block);
    story_fact(run->story, "signature", "her signature of it", "[%d, %d]", (int)t.sig.r, (int)t.sig.s);
    status = find(run, &given, &t);
    return status ? status : defend(run);
}

const struct attack attack_chatlock_key = {
    .name = "chatlock-key",
    .title = "ChatLock's curve has 28 private keys: try them",
    .defence = "a curve of 256 bits (P-256)",
    .usage = usage,
    .run = run_key,
};
