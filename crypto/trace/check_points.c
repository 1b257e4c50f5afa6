// SPDX-License-Identifier: MIT
// The checker on points, in coordinates that no engine uses.
#include "crypto/trace/check_ops.h"
#include "crypto/trace/projective.h"

// 04 || x || y, or all zeros; false for any other first byte or an even number of bytes.
static bool load(struct projective *P, const struct trace_step *step)
{
    size_t bytes = step->bits / 8, field = bytes / 2;
    if (step->bits % 8 || bytes % 2 == 0 || bytes < 3)
        return false;
    mpz_import(P->X, field, 1, 1, 1, 0, step->value + 1);
    mpz_import(P->Y, field, 1, 1, 1, 0, step->value + 1 + field);
    if (step->value[0] == 4) {
        mpz_set_ui(P->Z, 1);
        return true;
    }
    bool infinity = step->value[0] == 0 && mpz_sgn(P->X) == 0 && mpz_sgn(P->Y) == 0;
    mpz_set_ui(P->X, 0);
    mpz_set_ui(P->Y, 1);
    mpz_set_ui(P->Z, 0);
    return infinity;
}

// c->out = the point as it is written in c->step->bits bits
static bool store(struct check *c, struct projective *P, const mpz_t p)
{
    size_t field_bits = (c->step->bits / 8) / 2 * 8;
    mpz_mod(P->Z, P->Z, p);
    mpz_set_ui(c->out, 0);
    if (mpz_sgn(P->Z) == 0)
        return true;
    if (!mpz_invert(P->Z, P->Z, p))
        return false;
    mpz_mul(P->X, P->X, P->Z);
    mpz_mod(P->X, P->X, p);
    mpz_mul(P->Y, P->Y, P->Z);
    mpz_mod(P->Y, P->Y, p);
    mpz_set_ui(c->out, 4);
    mpz_mul_2exp(c->out, c->out, field_bits);
    mpz_add(c->out, c->out, P->X);
    mpz_mul_2exp(c->out, c->out, field_bits);
    mpz_add(c->out, c->out, P->Y);
    return true;
}

bool check_point(struct check *c)
{
    size_t field_bits = c->step->bits / 8 / 2 * 8;
    if (c->step->bits % 8 || mpz_sizeinbase(c->a[0], 2) > field_bits ||
        mpz_sizeinbase(c->a[1], 2) > field_bits)
        return false;
    mpz_set_ui(c->out, 4);
    mpz_mul_2exp(c->out, c->out, field_bits);
    mpz_add(c->out, c->out, c->a[0]);
    mpz_mul_2exp(c->out, c->out, field_bits);
    mpz_add(c->out, c->out, c->a[1]);
    return true;
}

static bool coordinate(struct check *c, bool y)
{
    struct projective P;
    projective_init(&P);
    bool affine = load(&P, c->in[0]) && mpz_sgn(P.Z) != 0;
    mpz_set(c->out, y ? P.Y : P.X);
    projective_clear(&P);
    return affine;
}

bool check_point_x(struct check *c)
{
    return coordinate(c, false);
}

bool check_point_y(struct check *c)
{
    return coordinate(c, true);
}

bool check_on_curve(struct check *c)
{
    struct projective P;
    projective_init(&P);
    bool loaded = load(&P, c->in[0]) && mpz_sgn(c->a[3]) != 0;
    if (loaded) { // y^2 - ((x^2 + a) x + b)
        mpz_mul(c->x, P.X, P.X);
        mpz_add(c->x, c->x, c->a[1]);
        mpz_mul(c->x, c->x, P.X);
        mpz_add(c->x, c->x, c->a[2]);
        mpz_mul(c->y, P.Y, P.Y);
        bool on = mpz_sgn(P.Z) == 0 || mpz_congruent_p(c->x, c->y, c->a[3]);
        mpz_set_ui(c->out, on);
    }
    projective_clear(&P);
    return loaded && c->step->bits == 1;
}

bool check_point_negate(struct check *c)
{
    struct projective P;
    projective_init(&P);
    bool right = load(&P, c->in[0]) && mpz_sgn(c->a[1]) != 0;
    mpz_neg(P.Y, P.Y);
    right = right && store(c, &P, c->a[1]);
    projective_clear(&P);
    return right;
}

bool check_point_add(struct check *c)
{
    struct projective P, Q;
    projective_init(&P);
    projective_init(&Q);
    bool right = load(&P, c->in[0]) && load(&Q, c->in[1]) && mpz_sgn(c->a[3]) != 0;
    if (right) {
        projective_add(&P, &P, &Q, c->a[2], c->a[3]);
        right = store(c, &P, c->a[3]);
    }
    projective_clear(&P);
    projective_clear(&Q);
    return right;
}

bool check_point_double(struct check *c)
{
    struct projective P;
    projective_init(&P);
    bool right = load(&P, c->in[0]) && mpz_sgn(c->a[2]) != 0;
    if (right) {
        projective_add(&P, &P, &P, c->a[1], c->a[2]);
        right = store(c, &P, c->a[2]);
    }
    projective_clear(&P);
    return right;
}

// From the lowest bit up, where the engines go from the highest down.
bool check_point_multiply(struct check *c)
{
    struct projective P, R;
    projective_init(&P);
    projective_init(&R);
    bool right = load(&P, c->in[1]) && mpz_sgn(c->a[3]) != 0;
    mpz_set_ui(R.Y, 1);
    for (size_t bit = 0; right && bit < mpz_sizeinbase(c->a[0], 2); bit++) {
        if (mpz_tstbit(c->a[0], bit))
            projective_add(&R, &R, &P, c->a[2], c->a[3]);
        projective_add(&P, &P, &P, c->a[2], c->a[3]);
    }
    right = right && store(c, &R, c->a[3]);
    projective_clear(&P);
    projective_clear(&R);
    return right;
}
