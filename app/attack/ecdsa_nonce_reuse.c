// SPDX-License-Identifier: MIT
// ecdsa-nonce-reuse: two signatures with one nonce are two equations in two unknowns.
//
//     s1 = k^-1 (e1 + d r),  s2 = k^-1 (e2 + d r):  k = (e1 - e2) / (s1 - s2),  d = (s1 k - e1) / r.
//
// Equal r also comes from -k, and some signers give n - s for s: so both signs of s2 are tried, and what is
// found is checked against the public key.
#include "app/attack/ecdsa_nonce.h"

#include "app/files.h"
#include "app/keyfile.h"
#include "crypto/encoding/signature.h"

#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "      --curve NAME     P-256, classroom (where nonces repeat by themselves), ...\n"
    "      --first TEXT, --second TEXT   the two messages\n"
    "      --key FILE       two signatures of your own: the public key, and\n"
    "      --messages A,B --signatures A.sig,B.sig\n"
    "                       the files (ECDSA in DER, with SHA-256)\n";

struct given {
    const char *curve, *first, *second, *key, *messages, *signatures;
};

static enum gl_error sign(struct nonce_pair *p, int i, const struct ecdsa_nonce *nonce)
{
    return ecdsa_sign(&p->key, nonce, &p->sig[i], p->digest[i], DIGEST_BYTES);
}

// One nonce for two messages, as a bad random number generator draws it. Small curves: until no number is 0.
static enum gl_error careless(struct attack_run *run, struct nonce_pair *p)
{
    enum gl_error error;
    mpz_t k;
    mpz_init(k);
    do {
        const struct ecdsa_nonce draw = {.random = &run->seeded.random}, fixed = {.k = k};
        error = ecdsa_draw_nonce(k, &draw, p->g->n, p->key.d, p->digest[0], DIGEST_BYTES, 0);
        if (!error)
            error = sign(p, 0, &fixed);
        if (!error)
            error = sign(p, 1, &fixed);
    } while (error == GL_ERR_RANGE);
    mpz_clear(k);
    return error;
}

// On the classroom curve: an honest signer, random nonces, until two of them have the same r.
static enum gl_error wait_for_repeat(struct attack_run *run, struct nonce_pair *p, uint64_t *signatures)
{
    const struct ecdsa_nonce nonce = {.random = &run->seeded.random};
    struct ecdsa_signature seen[CLASSROOM_MAX];
    uint8_t digests[CLASSROOM_MAX][HASH_MAX_DIGEST_BYTES];
    enum gl_error error = GL_OK;
    bool repeated = false;
    size_t n = 0;
    for (; n < CLASSROOM_MAX && !error && !repeated; n++) {
        char text[40];
        snprintf(text, sizeof text, "message %zu", n + 1);
        hash_digest(&hash_sha256, text, strlen(text), digests[n]);
        ecdsa_signature_init(&seen[n]);
        error = ecdsa_sign(&p->key, &nonce, &seen[n], digests[n], DIGEST_BYTES);
        for (size_t i = 0; i < n && !error && !repeated; i++) {
            // Two digests that are the same after the cut to five bits would give no second equation.
            nonce_pair_set(p, 0, &seen[i], digests[i]);
            nonce_pair_set(p, 1, &seen[n], digests[n]);
            repeated = mpz_cmp(seen[i].r, seen[n].r) == 0 && !mpz_congruent_p(p->e[0], p->e[1], p->g->n);
        }
    }
    *signatures = n;
    for (size_t i = 0; i < n; i++)
        ecdsa_signature_clear(&seen[i]);
    return error ? error : repeated ? GL_OK : GL_ERR_RANDOM;
}

static int read_file(const struct attack_run *run, const char *names, const char *option, int which,
                     uint8_t **data, size_t *bytes)
{
    const char *comma = strchr(names, ',');
    if (!comma || strchr(comma + 1, ','))
        return app_usage(run->name, "%s: two files, with a comma between", option);
    char *name = which ? strdup(comma + 1) : strndup(names, (size_t)(comma - names));
    if (!name)
        return attack_error(run, GL_ERR_MEMORY);
    int status = app_read_file(run->name, name, MAX_FILE_BYTES, data, bytes);
    free(name);
    return status;
}

static int captured(const struct attack_run *run, const struct given *given, struct nonce_pair *p)
{
    struct key key = {0};
    if (!given->key || !given->messages || !given->signatures)
        return app_usage(run->name, "--key, --messages and --signatures belong together");
    int status = app_key_read(run->name, given->key, false, &key);
    if (!status && key.kind != KEY_EC)
        status = app_usage(run->name, "--key: not an EC key");
    if (!status)
        nonce_pair_init(p, key.ec.curve);
    if (!status)
        ec_point_set(&p->key.Q, &key.ec.Q);
    for (int i = 0; i < 2 && !status; i++) {
        uint8_t *message = NULL, *der = NULL, digest[HASH_MAX_DIGEST_BYTES];
        size_t message_bytes = 0, der_bytes = 0;
        struct ecdsa_signature sig;
        ecdsa_signature_init(&sig);
        status = read_file(run, given->messages, "--messages", i, &message, &message_bytes);
        if (!status)
            status = read_file(run, given->signatures, "--signatures", i, &der, &der_bytes);
        if (!status && signature_from_der(&sig, der, der_bytes))
            status = app_fail(run->name, "--signatures: file %d is no ECDSA signature in DER", i + 1);
        if (!status) {
            hash_digest(&hash_sha256, message, message_bytes, digest);
            nonce_pair_set(p, i, &sig, digest);
            if (ecdsa_verify(&p->key, &p->sig[i], digest, DIGEST_BYTES))
                status =
                    app_fail(run->name, "signature %d does not verify: wrong key, message or hash", i + 1);
        }
        ecdsa_signature_clear(&sig);
        free(message);
        free(der);
    }
    key_clear(&key);
    return status;
}

static int made(struct attack_run *run, const struct given *given, struct nonce_pair *p, uint64_t *signatures)
{
    const struct ec_curve *curve = ec_find(given->curve ? given->curve : "P-256");
    const char *texts[] = {given->first, given->second};
    if (!curve)
        return app_usage(run->name, "--curve: no curve '%s'", given->curve);
    if (strcmp(given->first, given->second) == 0)
        return app_usage(run->name, "--first and --second: the same message twice has one signature");
    nonce_pair_init(p, curve);
    enum gl_error error = ec_key_generate(&p->key, curve, &run->seeded.random);
    for (int i = 0; i < 2; i++) {
        hash_digest(&hash_sha256, texts[i], strlen(texts[i]), p->digest[i]);
        ecdsa_digest_to_integer(p->e[i], p->digest[i], DIGEST_BYTES, curve->order_bits);
    }
    if (!error)
        error = curve == &ec_classroom ? wait_for_repeat(run, p, signatures) : careless(run, p);
    return attack_error(run, error);
}

static int run_reuse(struct attack_run *run, int argc, char **argv)
{
    struct given given = {.first = "I owe Bob 5 euros. Alice", .second = "The meeting is at eight. Alice"};
    const struct app_option own[] = {
        {"curve", &given.curve, NULL},
        {"first", &given.first, NULL},
        {"second", &given.second, NULL},
        {"key", &given.key, NULL},
        {"messages", &given.messages, NULL},
        {"signatures", &given.signatures, NULL},
        {0},
    };
    struct nonce_pair p = {0};
    uint64_t signatures = 2;
    int status = attack_begin(run, argc, argv, own);
    bool is_captured = given.key || given.messages || given.signatures;
    if (!status)
        status = is_captured ? captured(run, &given, &p) : made(run, &given, &p, &signatures);
    if (!status)
        status = nonce_pair_attack(run, &p, signatures);
    if (!status)
        status = nonce_pair_defend(run, p.g->curve);
    nonce_pair_clear(&p);
    return status;
}

const struct attack attack_ecdsa_nonce_reuse = {
    .name = "ecdsa-nonce-reuse",
    .title = "two signatures with one nonce give the private key",
    .defence = "deterministic nonces (RFC 6979)",
    .usage = usage,
    .run = run_reuse,
};
