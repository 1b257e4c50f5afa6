// SPDX-License-Identifier: MIT
// Hogweed, the public-key half of Nettle: RSA-PSS with blinding and a check against faults (_tr), and the
// NIST curves. This release has no OAEP.
#include "bench/peers/nettle.h"

#if HAVE_NETTLE
#include <nettle/ecc-curve.h>
#include <nettle/ecdsa.h>
#include <nettle/rsa.h>
#include <sys/random.h>

// From the kernel, like ours.
static void random_bytes(void *context, size_t length, uint8_t *out)
{
    (void)context;
    for (size_t done = 0; done < length;) {
        ssize_t got = getrandom(out + done, length - done, 0);
        if (got < 0)
            abort();
        done += (size_t)got;
    }
}

// ---- RSA ----

struct rsa_state {
    const struct task *task;
    struct rsa_public_key public_key;
    struct rsa_private_key private_key;
    mpz_t signature;
    bool valid;
};

static void finish_rsa(void *state)
{
    struct rsa_state *s = state;
    rsa_public_key_clear(&s->public_key);
    rsa_private_key_clear(&s->private_key);
    mpz_clear(s->signature);
    free(s);
}

static void *start_rsa(const struct task *task)
{
    struct rsa_state *s = peer_memory(sizeof *s);
    if (!s)
        return NULL;
    const struct task_rsa *r = task->rsa;
    s->task = task;
    rsa_public_key_init(&s->public_key);
    rsa_private_key_init(&s->private_key);
    mpz_init(s->signature);
    if (task->kind == TASK_RSA_GENERATE) {
        mpz_set_ui(s->public_key.e, 65537);
        return s;
    }
    if (task->signatures)
        nettle_mpz_set_str_256_u(s->signature, r->bits / 8, task->signatures);
    if (rsa_keypair_from_der(&s->public_key, &s->private_key, 0, r->der_bytes, r->der))
        return s;
    finish_rsa(s);
    return NULL;
}

static bool run_pss_sign(void *state)
{
    struct rsa_state *s = state;
    uint8_t salt[32];
    random_bytes(NULL, sizeof salt, salt);
    return rsa_pss_sha256_sign_digest_tr(&s->public_key, &s->private_key, NULL, random_bytes, sizeof salt,
                                         salt, s->task->in, s->signature) == 1;
}

static void answer_pss(void *state, uint8_t *out)
{
    struct rsa_state *s = state;
    nettle_mpz_get_str_256(s->task->answer_bytes, out, s->signature);
}

static bool run_pss_verify(void *state)
{
    struct rsa_state *s = state;
    s->valid = rsa_pss_sha256_verify_digest(&s->public_key, 32, s->task->in, s->signature) == 1;
    return s->valid;
}

static void answer_valid(void *state, uint8_t *out)
{
    *out = ((struct rsa_state *)state)->valid;
}

static bool run_rsa_generate(void *state)
{
    struct rsa_state *s = state;
    return rsa_generate_keypair(&s->public_key, &s->private_key, NULL, random_bytes, NULL, NULL,
                                s->task->rsa->bits, 0) == 1;
}

static void answer_primes(void *state, uint8_t *out)
{
    struct rsa_state *s = state;
    size_t half = s->task->answer_bytes / 2;
    nettle_mpz_get_str_256(half, out, s->private_key.p);
    nettle_mpz_get_str_256(half, out + half, s->private_key.q);
}

const struct way hogweed_pss_sign = {start_rsa, run_pss_sign, answer_pss, finish_rsa};
const struct way hogweed_pss_verify = {start_rsa, run_pss_verify, answer_valid, finish_rsa};
const struct way hogweed_rsa_generate = {start_rsa, run_rsa_generate, answer_primes, finish_rsa};

// ---- curves ----

struct ec_state {
    const struct task *task;
    struct ecc_scalar d;
    struct ecc_point Q[TASK_MAX_COUNT], shared;
    struct dsa_signature signatures[TASK_MAX_COUNT];
    mpz_t x, y;
    bool valid[TASK_MAX_COUNT];
    uint8_t out[1 + 2 * 48];
};

static void finish_ec(void *state)
{
    struct ec_state *s = state;
    ecc_scalar_clear(&s->d);
    ecc_point_clear(&s->shared);
    for (size_t i = 0; i < TASK_MAX_COUNT; i++) {
        ecc_point_clear(&s->Q[i]);
        dsa_signature_clear(&s->signatures[i]);
    }
    mpz_clears(s->x, s->y, NULL);
    free(s);
}

static bool load(struct ec_state *s, size_t i)
{
    const struct task *t = s->task;
    const struct task_ec *ec = &t->ec[i];
    size_t bytes = ec->field_bytes;
    bool theirs = t->kind == TASK_ECDH;
    nettle_mpz_set_str_256_u(s->x, bytes, theirs ? ec->their_x : ec->x);
    nettle_mpz_set_str_256_u(s->y, bytes, theirs ? ec->their_y : ec->y);
    if (t->signatures) {
        nettle_mpz_set_str_256_u(s->signatures[i].r, bytes, t->signatures + 2 * i * bytes);
        nettle_mpz_set_str_256_u(s->signatures[i].s, bytes, t->signatures + (2 * i + 1) * bytes);
    }
    return ecc_point_set(&s->Q[i], s->x, s->y) == 1;
}

static void *start_ec(const struct task *task)
{
    struct ec_state *s = peer_memory(sizeof *s);
    if (!s)
        return NULL;
    const struct ecc_curve *curve =
        task_is(task, "P-256") ? nettle_get_secp_256r1() : nettle_get_secp_384r1();
    s->task = task;
    mpz_inits(s->x, s->y, NULL);
    ecc_scalar_init(&s->d, curve);
    ecc_point_init(&s->shared, curve);
    nettle_mpz_set_str_256_u(s->x, task->ec->field_bytes, task->ec->d);
    bool good = ecc_scalar_set(&s->d, s->x) == 1;
    for (size_t i = 0; i < TASK_MAX_COUNT; i++) {
        ecc_point_init(&s->Q[i], curve);
        dsa_signature_init(&s->signatures[i]);
        good = good && (i >= task->count || load(s, i));
    }
    if (good)
        return s;
    finish_ec(s);
    return NULL;
}

static bool run_generate(void *state)
{
    struct ec_state *s = state;
    size_t bytes = s->task->ec->field_bytes;
    ecdsa_generate_keypair(&s->Q[0], &s->d, NULL, random_bytes);
    ecc_point_get(&s->Q[0], s->x, s->y);
    s->out[0] = 4;
    nettle_mpz_get_str_256(bytes, s->out + 1, s->x);
    nettle_mpz_get_str_256(bytes, s->out + 1 + bytes, s->y);
    return true;
}

static void answer_key(void *state, uint8_t *out)
{
    struct ec_state *s = state;
    size_t bytes = s->task->ec->field_bytes;
    ecc_scalar_get(&s->d, s->x);
    nettle_mpz_get_str_256(bytes, out, s->x);
    memcpy(out + bytes, s->out + 1, 2 * bytes);
}

static bool run_sign(void *state)
{
    struct ec_state *s = state;
    ecdsa_sign(&s->d, NULL, random_bytes, s->task->bytes, s->task->in, &s->signatures[0]);
    return true;
}

static void answer_signature(void *state, uint8_t *out)
{
    struct ec_state *s = state;
    size_t bytes = s->task->ec->field_bytes;
    nettle_mpz_get_str_256(bytes, out, s->signatures[0].r);
    nettle_mpz_get_str_256(bytes, out + bytes, s->signatures[0].s);
}

static bool run_verify(void *state)
{
    struct ec_state *s = state;
    const struct task *t = s->task;
    bool good = true;
    for (size_t i = 0; i < t->count; i++) {
        s->valid[i] = ecdsa_verify(&s->Q[i], t->bytes, t->in + i * t->bytes, &s->signatures[i]) == 1;
        good &= s->valid[i];
    }
    return good;
}

static void answer_verdicts(void *state, uint8_t *out)
{
    struct ec_state *s = state;
    for (size_t i = 0; i < s->task->count; i++)
        out[i] = s->valid[i];
}

static bool run_ecdh(void *state)
{
    struct ec_state *s = state;
    ecc_point_mul(&s->shared, &s->d, &s->Q[0]);
    ecc_point_get(&s->shared, s->x, NULL);
    return true;
}

static void answer_secret(void *state, uint8_t *out)
{
    struct ec_state *s = state;
    nettle_mpz_get_str_256(s->task->answer_bytes, out, s->x);
}

const struct way hogweed_ec_generate = {start_ec, run_generate, answer_key, finish_ec};
const struct way hogweed_ecdsa_sign = {start_ec, run_sign, answer_signature, finish_ec};
const struct way hogweed_ecdsa_verify = {start_ec, run_verify, answer_verdicts, finish_ec};
const struct way hogweed_ecdh = {start_ec, run_ecdh, answer_secret, finish_ec};
#endif
