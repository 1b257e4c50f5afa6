// SPDX-License-Identifier: MIT
// Elliptic curves, textbook engine: affine coordinates, the chord and the tangent, one inversion for every
// addition, and double-and-add (crypto/ec/affine.c, written in traced integers). Serves every curve. Not
// constant-time.
#include "crypto/ec/affine.h"
#include "crypto/ec/engines.h"

static void load(struct tp *out, const struct ec_point *P)
{
    tp_init(out);
    out->infinity = P->infinity;
    mpz_set(out->x.z, P->x);
    mpz_set(out->y.z, P->y);
}

static void add(const struct ec_group *group, struct ec_point *R, const struct ec_point *P,
                const struct ec_point *Q)
{
    struct tgroup g;
    struct tp A, B;
    tgroup_init(NULL, &g, group, false);
    load(&A, P);
    load(&B, Q);
    tp_add(NULL, &g, "", &A, &A, &B);
    tp_get(R, &A);
    tp_clear(&A);
    tp_clear(&B);
    tgroup_clear(&g);
}

static void multiply(const struct ec_group *group, struct ec_point *R, const mpz_t k,
                     const struct ec_point *P)
{
    struct tgroup g;
    struct tp A;
    struct ti scalar;
    tgroup_init(NULL, &g, group, false);
    load(&A, P);
    ti_init(&scalar);
    mpz_set(scalar.z, k);
    tp_multiply(NULL, &g, "", "", &A, &scalar, &A);
    tp_get(R, &A);
    tp_clear(&A);
    ti_clear(&scalar);
    tgroup_clear(&g);
}

const struct ec_engine ec_textbook = {
    .engine = {.name = "textbook",
               .technique = "affine chords and tangents, double-and-add",
               .narrates = true},
    .add = add,
    .multiply = multiply,
};
