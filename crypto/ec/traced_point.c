// SPDX-License-Identifier: MIT
// Points and curves as traced values: from where they come, and how they are recorded.
#include "crypto/ec/affine.h"

#include "crypto/common/bytes.h"

#define LAW AFFINE_LAW

void tp_init(struct tp *P)
{
    ti_init(&P->x);
    ti_init(&P->y);
    P->infinity = true;
    P->ref = 0;
}

void tp_clear(struct tp *P)
{
    ti_clear(&P->x);
    ti_clear(&P->y);
}

static void copy_integer(struct ti *out, const struct ti *a)
{
    mpz_set(out->z, a->z);
    out->bits = a->bits;
    out->ref = a->ref;
}

void tp_set(struct tp *R, const struct tp *P)
{
    copy_integer(&R->x, &P->x);
    copy_integer(&R->y, &P->y);
    R->infinity = P->infinity;
    R->ref = P->ref;
}

void tp_get(struct ec_point *out, const struct tp *P)
{
    mpz_set(out->x, P->x.z);
    mpz_set(out->y, P->y.z);
    out->infinity = P->infinity;
}

static void load(struct trace *t, const char *name, const char *cite, struct ti *out, const mpz_t z,
                 size_t bits, bool record)
{
    ti_init(out);
    mpz_set(out->z, z);
    out->bits = bits;
    if (record)
        ti_input(t, SAY(name, 0, cite), out, z, bits);
}

// 4 a^3 + 27 b^2 mod p, which is not 0 where the curve has no corner: so that a, b and p all have their step.
static void discriminant(struct trace *t, const struct tgroup *g)
{
    struct ti x, y, factor;
    ti_init(&x);
    ti_init(&y);
    ti_init(&factor);
    ti_multiply_mod(t, SAY("a^2", 0, LAW), &x, &g->a, &g->a, &g->p);
    ti_multiply_mod(t, SAY("a^3", 0, LAW), &x, &x, &g->a, &g->p);
    ti_small(t, SAY("4", 0, LAW), &factor, 4);
    ti_multiply_mod(t, SAY("4 a^3", 0, LAW), &x, &factor, &x, &g->p);
    ti_multiply_mod(t, SAY("b^2", 0, LAW), &y, &g->b, &g->b, &g->p);
    ti_small(t, SAY("27", 0, LAW), &factor, 27);
    ti_multiply_mod(t, SAY("27 b^2", 0, LAW), &y, &factor, &y, &g->p);
    ti_add_mod(t, SAY("4 a^3 + 27 b^2 (not 0: no corner)", 0, LAW), &x, &x, &y, &g->p);
    ti_clear(&x);
    ti_clear(&y);
    ti_clear(&factor);
}

void tgroup_init(struct trace *t, struct tgroup *g, const struct ec_group *group, bool with_n)
{
    const struct ec_curve *curve = group->curve;
    g->curve = curve;
    trace_open(t, TRACE_PHASE, "Curve", 0);
    load(t, "p", curve->citation, &g->p, group->p, curve->bits, true);
    load(t, "a", curve->citation, &g->a, group->a, curve->bits, true);
    load(t, "b", curve->citation, &g->b, group->b, curve->bits, true);
    load(t, "n", curve->citation, &g->n, group->n, curve->order_bits, with_n);
    if (t)
        discriminant(t, g);
    trace_close(t);
}

void tgroup_clear(struct tgroup *g)
{
    ti_clear(&g->p);
    ti_clear(&g->a);
    ti_clear(&g->b);
    ti_clear(&g->n);
}

static void put(uint8_t *out, size_t bytes, const mpz_t z)
{
    size_t used = mpz_sgn(z) ? (mpz_sizeinbase(z, 2) + 7) / 8 : 0;
    if (used && used <= bytes)
        mpz_export(out + bytes - used, NULL, 1, 1, 1, 0, z);
}

void tp_emit(struct trace *t, const struct tgroup *g, struct trace_say say, enum trace_op op,
             const struct trace_use *use, struct tp *P)
{
    uint8_t bytes[1 + 2 * EC_MAX_BYTES] = {0};
    size_t field = ec_field_bytes(g->curve);
    if (!t)
        return;
    if (!P->infinity) {
        bytes[0] = 4;
        put(bytes + 1, field, P->x.z);
        put(bytes + 1 + field, field, P->y.z);
    }
    P->ref = trace_emit(t, say, op, use, TRACE_PT, bytes, (1 + 2 * field) * 8);
    gl_wipe(bytes, sizeof bytes);
}

static void emit_coordinates(struct trace *t, const struct tgroup *g, struct trace_say say, struct tp *P)
{
    tp_emit(t, g, say, TRACE_POINT, &(struct trace_use){.in = {P->x.ref, P->y.ref}, .n_in = 2}, P);
}

void tp_from(struct trace *t, const struct tgroup *g, struct trace_say say, struct tp *out,
             const struct ti *x, const struct ti *y)
{
    copy_integer(&out->x, x);
    copy_integer(&out->y, y);
    out->infinity = false;
    emit_coordinates(t, g, say, out);
}

void tp_input(struct trace *t, const struct tgroup *g, const char *name, struct tp *out,
              const struct ec_point *P)
{
    out->infinity = P->infinity;
    trace_open(t, TRACE_PHASE, name, 0);
    if (P->infinity) {
        tp_emit(t, g, SAY(name, 0, LAW), TRACE_INPUT, NULL, out);
    } else {
        ti_input(t, SAY("x", 0, LAW), &out->x, P->x, g->curve->bits);
        ti_input(t, SAY("y", 0, LAW), &out->y, P->y, g->curve->bits);
        emit_coordinates(t, g, SAY(name, 0, LAW), out);
    }
    trace_close(t);
}

void tp_generator(struct trace *t, const struct tgroup *g, const struct ec_group *group, struct tp *out)
{
    struct ec_point G = {.infinity = false};
    mpz_init_set(G.x, group->gx);
    mpz_init_set(G.y, group->gy);
    tp_input(t, g, "G", out, &G);
    ec_point_clear(&G);
}

bool tp_on_curve(struct trace *t, const struct tgroup *g, const struct tp *P)
{
    mpz_t left, right;
    mpz_inits(left, right, NULL);
    mpz_mul(left, P->y.z, P->y.z);
    mpz_mul(right, P->x.z, P->x.z);
    mpz_add(right, right, g->a.z);
    mpz_mul(right, right, P->x.z);
    mpz_add(right, right, g->b.z);
    bool on = P->infinity || mpz_congruent_p(left, right, g->p.z);
    mpz_clears(left, right, NULL);
    if (t)
        trace_emit_word(t, SAY("is the point on the curve?", 0, LAW), TRACE_ON_CURVE,
                        &(struct trace_use){.in = {P->ref, g->a.ref, g->b.ref, g->p.ref}, .n_in = 4},
                        TRACE_FLAG, on, 1);
    return on;
}
