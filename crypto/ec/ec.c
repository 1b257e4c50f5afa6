// SPDX-License-Identifier: MIT
// Groups, points, and the way to the engine in force.
#include "crypto/ec/ec.h"

#include "crypto/ec/engines.h"
#include "crypto/trace/ti.h"

#include <pthread.h>

static _Atomic(const struct gl_engine *) chosen;
static const struct gl_engine *const engines[] = {&ec_p256_ifma.engine,     &ec_p256_mulx.engine,
                                                  &ec_p256_portable.engine, &ec_mont.engine,
                                                  &ec_textbook.engine,      NULL};
const struct gl_family ec_family = {"ec", engines, &chosen};

void ec_group_init(struct ec_group *g, const struct ec_curve *curve)
{
    g->curve = curve;
    mpz_init_set_str(g->p, curve->p, 16);
    mpz_init_set_str(g->a, curve->a, 16);
    mpz_init_set_str(g->b, curve->b, 16);
    mpz_init_set_str(g->gx, curve->gx, 16);
    mpz_init_set_str(g->gy, curve->gy, 16);
    mpz_init_set_str(g->n, curve->n, 16);
}

void ec_group_clear(struct ec_group *g)
{
    mpz_clears(g->p, g->a, g->b, g->gx, g->gy, g->n, NULL);
}

static struct ec_group groups[EC_CURVES];
static pthread_once_t groups_once = PTHREAD_ONCE_INIT;

static void make_groups(void)
{
    for (unsigned i = 0; i < EC_CURVES; i++)
        ec_group_init(&groups[i], ec_curves[i]);
}

const struct ec_group *ec_group(const struct ec_curve *curve)
{
    const struct ec_group *g = groups;
    pthread_once(&groups_once, make_groups);
    while (g->curve != curve)
        g++;
    return g;
}

void ec_point_init(struct ec_point *P)
{
    mpz_inits(P->x, P->y, NULL);
    P->infinity = true;
}

void ec_point_clear(struct ec_point *P)
{
    ti_wipe_mpz(P->x);
    ti_wipe_mpz(P->y);
}

void ec_point_set(struct ec_point *R, const struct ec_point *P)
{
    mpz_set(R->x, P->x);
    mpz_set(R->y, P->y);
    R->infinity = P->infinity;
}

bool ec_point_equal(const struct ec_point *P, const struct ec_point *Q)
{
    if (P->infinity || Q->infinity)
        return P->infinity && Q->infinity;
    return mpz_cmp(P->x, Q->x) == 0 && mpz_cmp(P->y, Q->y) == 0;
}

static bool serves(const struct ec_engine *engine, const struct ec_curve *curve)
{
    return gl_engine_available(&engine->engine) && (!engine->supports || engine->supports(curve));
}

const struct ec_engine *ec_engine_for(const struct ec_curve *curve)
{
    const struct ec_engine *engine = (const struct ec_engine *)gl_engine_chosen(&ec_family);
    if (serves(engine, curve))
        return engine;
    const struct gl_engine *const *at = ec_family.engines;
    while (!serves((const struct ec_engine *)*at, curve))
        at++; // the textbook engine ends the list and serves every curve
    return (const struct ec_engine *)*at;
}

void ec_add(const struct ec_group *g, struct ec_point *R, const struct ec_point *P, const struct ec_point *Q)
{
    ec_engine_for(g->curve)->add(g, R, P, Q);
}

void ec_multiply(const struct ec_group *g, struct ec_point *R, const mpz_t k, const struct ec_point *P)
{
    ec_engine_for(g->curve)->multiply(g, R, k, P);
}

void ec_multiply_base(const struct ec_group *g, struct ec_point *R, const mpz_t k)
{
    const struct ec_engine *engine = ec_engine_for(g->curve);
    if (engine->multiply_base) {
        engine->multiply_base(g, R, k);
        return;
    }
    struct ec_point G = {.infinity = false};
    mpz_init_set(G.x, g->gx);
    mpz_init_set(G.y, g->gy);
    engine->multiply(g, R, k, &G);
    mpz_clears(G.x, G.y, NULL);
}

void ec_multiply_two(const struct ec_group *g, struct ec_point *R, const mpz_t u, const mpz_t v,
                     const struct ec_point *Q)
{
    const struct ec_engine *engine = ec_engine_for(g->curve);
    if (engine->multiply_two) {
        engine->multiply_two(g, R, u, v, Q);
        return;
    }
    struct ec_point A;
    ec_point_init(&A);
    ec_multiply_base(g, &A, u);
    engine->multiply(g, R, v, Q);
    engine->add(g, R, R, &A);
    ec_point_clear(&A);
}

bool ec_point_on_curve(const struct ec_group *g, const struct ec_point *P)
{
    mpz_t left, right;
    mpz_inits(left, right, NULL);
    mpz_mul(left, P->y, P->y);
    mpz_mul(right, P->x, P->x);
    mpz_add(right, right, g->a);
    mpz_mul(right, right, P->x);
    mpz_add(right, right, g->b);
    bool on = mpz_congruent_p(left, right, g->p);
    mpz_clears(left, right, NULL);
    return on;
}

static bool in_field(const struct ec_group *g, const mpz_t z)
{
    return mpz_sgn(z) >= 0 && mpz_cmp(z, g->p) < 0;
}

enum gl_error ec_point_validate(const struct ec_group *g, const struct ec_point *Q)
{
    bool valid = !Q->infinity && in_field(g, Q->x) && in_field(g, Q->y) && ec_point_on_curve(g, Q);
    return valid ? GL_OK : GL_ERR_POINT;
}
