// SPDX-License-Identifier: MIT
// GMP, which has no cryptography, only integers: the bare exponentiations of RSA, without padding and
// blinding.
#include "bench/peers/peer.h"

extern const struct peer peer_gmp;

#include <gmp.h>

struct state {
    const struct task *task;
    mpz_t n, e, p, q, dp, dq, qinv, in, out, mp, mq;
};

static void import(mpz_t z, const uint8_t *bytes, size_t count)
{
    mpz_import(z, count, 1, 1, 1, 0, bytes);
}

static void *start(const struct task *task)
{
    struct state *s = peer_memory(sizeof *s);
    if (!s)
        return NULL;
    const struct task_rsa *r = task->rsa;
    size_t k = r->bits / 8;
    s->task = task;
    mpz_inits(s->n, s->e, s->p, s->q, s->dp, s->dq, s->qinv, s->in, s->out, s->mp, s->mq, NULL);
    import(s->n, r->n, k);
    import(s->e, r->e, 3);
    import(s->p, r->p, k / 2);
    import(s->q, r->q, k / 2);
    import(s->dp, r->dp, k / 2);
    import(s->dq, r->dq, k / 2);
    import(s->qinv, r->qinv, k / 2);
    import(s->in, task->in, k);
    return s;
}

static void finish(void *state)
{
    struct state *s = state;
    mpz_clears(s->n, s->e, s->p, s->q, s->dp, s->dq, s->qinv, s->in, s->out, s->mp, s->mq, NULL);
    free(s);
}

static bool run_public(void *state)
{
    struct state *s = state;
    mpz_powm(s->out, s->in, s->e, s->n);
    return true;
}

// The Chinese remainder theorem (RFC 8017, 5.1.2), with the exponentiation that is meant for secrets.
static bool run_private(void *state)
{
    struct state *s = state;
    mpz_mod(s->mp, s->in, s->p);
    mpz_mod(s->mq, s->in, s->q);
    mpz_powm_sec(s->mp, s->mp, s->dp, s->p);
    mpz_powm_sec(s->mq, s->mq, s->dq, s->q);
    mpz_sub(s->mp, s->mp, s->mq);
    mpz_mul(s->mp, s->mp, s->qinv);
    mpz_mod(s->mp, s->mp, s->p);
    mpz_mul(s->out, s->mp, s->q);
    mpz_add(s->out, s->out, s->mq);
    return true;
}

static void answer(void *state, uint8_t *out)
{
    struct state *s = state;
    size_t k = s->task->answer_bytes, count = (mpz_sizeinbase(s->out, 2) + 7) / 8;
    memset(out, 0, k);
    if (count <= k)
        mpz_export(out + k - count, NULL, 1, 1, 1, 0, s->out);
}

static const char *version(void)
{
    return gmp_version;
}

static const struct way public_power = {start, run_public, answer, finish},
                        private_power = {start, run_private, answer, finish};

const struct peer peer_gmp = {
    .name = "GMP",
    .brief = "GMP",
    .package = "libgmp-dev",
    .version = version,
    .primitive = true,
    .ways = {[TASK_RSA_PUBLIC] = &public_power, [TASK_RSA_PRIVATE] = &private_power},
};
