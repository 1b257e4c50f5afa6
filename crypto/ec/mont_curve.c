// SPDX-License-Identifier: MIT
// The numbers and tables of each curve for the engine `mont`, made when it is first asked for.
#include "crypto/ec/mont.h"

#if defined(__SIZEOF_INT128__) && GMP_LIMB_BITS == 64
#include <pthread.h>
#include <stdatomic.h>

#define SERVED (EC_CURVES - 1) // all but the classroom's, which ends ec_curves

static void make_tables(struct mont_curve *c, const struct mont_affine *G)
{
    struct mont_point row[MONT_ODD_POINTS], twice;
    struct mont_affine first = *G;
    for (unsigned i = 0; i < c->windows; i++) {
        mont_small_multiples(c, row, &first);
        mont_to_affine_public(c, c->comb[i], row, MONT_WINDOW_POINTS);
        mont_double(c, &row[0], &row[MONT_WINDOW_POINTS - 1]);
        mont_to_affine_public(c, &first, row, 1);
    }
    row[0] = (struct mont_point){G->x, G->y, c->p.one};
    mont_double(c, &twice, &row[0]);
    for (unsigned i = 1; i < MONT_ODD_POINTS; i++)
        mont_point_add(c, &row[i], &row[i - 1], &twice);
    mont_to_affine_public(c, c->odd, row, MONT_ODD_POINTS);
}

static void make(struct mont_curve *c, const struct ec_curve *curve)
{
    const struct ec_group *g = ec_group(curve);
    struct mont_affine G;
    mont_modulus_init(&c->p, g->p);
    mont_modulus_init(&c->n, g->n);
    mont_from_mpz(&c->p, &G.x, g->gx);
    mont_from_mpz(&c->p, &G.y, g->gy);
    c->curve = curve;
    c->a_is_zero = mpz_sgn(g->a) == 0;
    c->windows = curve->order_bits / MONT_WINDOW_BITS + 1; // one bit more than k has, for the sign
    make_tables(c, &G);
}

static struct mont_curve curves[SERVED];
static atomic_bool ready[SERVED]; // each is set once its curve will not change any more
static pthread_mutex_t making = PTHREAD_MUTEX_INITIALIZER; // guards curves that are not ready

// A pthread_once for each curve, which pthread_once cannot be, as its function takes no argument.
const struct mont_curve *mont_curve(const struct ec_curve *curve)
{
    unsigned i = 0;
    while (i < SERVED && ec_curves[i] != curve)
        i++;
    if (i == SERVED)
        return NULL;
    if (!atomic_load(&ready[i])) {
        pthread_mutex_lock(&making);
        if (!atomic_load(&ready[i]))
            make(&curves[i], curve);
        atomic_store(&ready[i], true);
        pthread_mutex_unlock(&making);
    }
    return &curves[i];
}

#endif
