// SPDX-License-Identifier: MIT
// The checker on points: homogeneous projective coordinates (X : Y : Z), where the engines use affine ones
// with slopes. The point at infinity is (0 : 1 : 0). Formulas derived from the chord-and-tangent rule with x
// = X/Z, y = Y/Z.
#include "crypto/trace/check_ops.h"

struct point {
    mpz_t X, Y, Z;
};

static void init(struct point *P)
{
    mpz_inits(P->X, P->Y, P->Z, NULL);
}

static void clear(struct point *P)
{
    mpz_clears(P->X, P->Y, P->Z, NULL);
}

static void set(struct point *R, const struct point *P)
{
    mpz_set(R->X, P->X);
    mpz_set(R->Y, P->Y);
    mpz_set(R->Z, P->Z);
}

// 04 || x || y, or all zeros; false for any other first byte or an even number of bytes.
static bool load(struct point *P, const struct trace_step *step)
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
static bool store(struct check *c, struct point *P, const mpz_t p)
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

// lambda = u / v; x3 = lambda^2 - x1 - x2; y3 = lambda (x1 - x3) - y1, with P's Z and Q's Z carried along as
// Z1, Z2.
static void chord(struct point *R, const struct point *P, const struct point *Q, const mpz_t u, const mpz_t v,
                  const mpz_t p)
{
    struct point S;
    mpz_t A, ZZ, v2, v3;
    init(&S);
    mpz_inits(A, ZZ, v2, v3, NULL);
    mpz_mul(ZZ, P->Z, Q->Z);
    mpz_mul(v2, v, v);
    mpz_mod(v2, v2, p);
    mpz_mul(v3, v2, v);
    mpz_mod(v3, v3, p);
    mpz_mul(A, u, u); // A = u^2 Z1 Z2 - v^2 (X1 Z2 + X2 Z1), so that x3 = A / (v^2 Z1 Z2)
    mpz_mul(A, A, ZZ);
    mpz_mul(S.X, P->X, Q->Z);
    mpz_addmul(S.X, Q->X, P->Z);
    mpz_submul(A, v2, S.X);
    mpz_mod(A, A, p);
    mpz_mul(S.X, v, A);
    mpz_mul(S.Y, P->X, Q->Z); // Y = u (v^2 X1 Z2 - A) - v^3 Y1 Z2
    mpz_mul(S.Y, S.Y, v2);
    mpz_sub(S.Y, S.Y, A);
    mpz_mul(S.Y, S.Y, u);
    mpz_mul(A, P->Y, Q->Z);
    mpz_submul(S.Y, v3, A);
    mpz_mul(S.Z, v3, ZZ);
    mpz_mod(R->X, S.X, p);
    mpz_mod(R->Y, S.Y, p);
    mpz_mod(R->Z, S.Z, p);
    mpz_clears(A, ZZ, v2, v3, NULL);
    clear(&S);
}

// The tangent: u = 3 X^2 + a Z^2, v = 2 Y Z, as a chord of P with itself.
static void double_point(struct point *R, const struct point *P, const mpz_t a, const mpz_t p)
{
    mpz_t u, v, t;
    mpz_inits(u, v, t, NULL);
    mpz_mul(u, P->X, P->X);
    mpz_mul_ui(u, u, 3);
    mpz_mul(t, P->Z, P->Z);
    mpz_addmul(u, t, a);
    mpz_mod(u, u, p);
    mpz_mul(v, P->Y, P->Z);
    mpz_mul_2exp(v, v, 1);
    mpz_mod(v, v, p);
    chord(R, P, P, u, v, p);
    mpz_clears(u, v, t, NULL);
}

static void add(struct point *R, const struct point *P, const struct point *Q, const mpz_t a, const mpz_t p)
{
    mpz_t u, v, t;
    if (mpz_sgn(P->Z) == 0) {
        set(R, Q);
        return;
    }
    if (mpz_sgn(Q->Z) == 0) {
        set(R, P);
        return;
    }
    mpz_inits(u, v, t, NULL);
    mpz_mul(u, Q->Y, P->Z);
    mpz_submul(u, P->Y, Q->Z);
    mpz_mod(u, u, p);
    mpz_mul(v, Q->X, P->Z);
    mpz_submul(v, P->X, Q->Z);
    mpz_mod(v, v, p);
    if (mpz_sgn(v) == 0 && mpz_sgn(u) == 0) {
        double_point(R, P, a, p);
    } else if (mpz_sgn(v) == 0) {
        mpz_set_ui(R->X, 0);
        mpz_set_ui(R->Y, 1);
        mpz_set_ui(R->Z, 0);
    } else {
        chord(R, P, Q, u, v, p);
    }
    mpz_clears(u, v, t, NULL);
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
    struct point P;
    init(&P);
    bool affine = load(&P, c->in[0]) && mpz_sgn(P.Z) != 0;
    mpz_set(c->out, y ? P.Y : P.X);
    clear(&P);
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
    struct point P;
    init(&P);
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
    clear(&P);
    return loaded && c->step->bits == 1;
}

bool check_point_negate(struct check *c)
{
    struct point P;
    init(&P);
    bool right = load(&P, c->in[0]) && mpz_sgn(c->a[1]) != 0;
    mpz_neg(P.Y, P.Y);
    right = right && store(c, &P, c->a[1]);
    clear(&P);
    return right;
}

bool check_point_add(struct check *c)
{
    struct point P, Q;
    init(&P);
    init(&Q);
    bool right = load(&P, c->in[0]) && load(&Q, c->in[1]) && mpz_sgn(c->a[3]) != 0;
    if (right) {
        add(&P, &P, &Q, c->a[2], c->a[3]);
        right = store(c, &P, c->a[3]);
    }
    clear(&P);
    clear(&Q);
    return right;
}

bool check_point_double(struct check *c)
{
    struct point P;
    init(&P);
    bool right = load(&P, c->in[0]) && mpz_sgn(c->a[2]) != 0;
    if (right) {
        add(&P, &P, &P, c->a[1], c->a[2]);
        right = store(c, &P, c->a[2]);
    }
    clear(&P);
    return right;
}

// From the lowest bit up, where the engines go from the highest down.
bool check_point_multiply(struct check *c)
{
    struct point P, R;
    init(&P);
    init(&R);
    bool right = load(&P, c->in[1]) && mpz_sgn(c->a[3]) != 0;
    mpz_set_ui(R.Y, 1);
    for (size_t bit = 0; right && bit < mpz_sizeinbase(c->a[0], 2); bit++) {
        if (mpz_tstbit(c->a[0], bit))
            add(&R, &R, &P, c->a[2], c->a[3]);
        add(&P, &P, &P, c->a[2], c->a[3]);
    }
    right = right && store(c, &R, c->a[3]);
    clear(&P);
    clear(&R);
    return right;
}
