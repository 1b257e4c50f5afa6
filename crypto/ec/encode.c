// SPDX-License-Identifier: MIT
// Points as octet strings: SEC 1, 2.3.3 and 2.3.4.
#include "crypto/ec/ec.h"

#include "crypto/rsa/octets.h"

size_t ec_point_encode(const struct ec_group *g, const struct ec_point *P, bool compressed, uint8_t *out)
{
    size_t field = ec_field_bytes(g->curve);
    if (P->infinity)
        return 0;
    i2osp(out + 1, field, P->x);
    if (compressed) {
        out[0] = mpz_odd_p(P->y) ? 0x03 : 0x02;
        return 1 + field;
    }
    out[0] = 0x04;
    i2osp(out + 1 + field, field, P->y);
    return 1 + 2 * field;
}

// z with z^odd a non-square: 2, 3, ... until Euler's criterion says -1.
static void find_nonresidue(mpz_t z, const mpz_t p)
{
    mpz_set_ui(z, 2);
    while (mpz_legendre(z, p) != -1)
        mpz_add_ui(z, z, 1);
}

// A square root of a modulo p by Tonelli and Shanks (public values only); false where there is none.
static bool square_root(mpz_t out, const mpz_t a, const mpz_t p)
{
    mpz_t odd, c, x, b;
    if (mpz_legendre(a, p) < 0)
        return false;
    mpz_inits(odd, c, x, b, NULL);
    mpz_sub_ui(odd, p, 1);
    mp_bitcnt_t m = mpz_scan1(odd, 0);
    mpz_fdiv_q_2exp(odd, odd, m);
    find_nonresidue(c, p);
    mpz_powm(c, c, odd, p);
    mpz_powm(b, a, odd, p); // b = a^odd, whose order divides 2^(m - 1)
    mpz_add_ui(odd, odd, 1);
    mpz_fdiv_q_2exp(odd, odd, 1);
    mpz_powm(x, a, odd, p); // x^2 = a b
    while (mpz_cmp_ui(b, 1) > 0) {
        mp_bitcnt_t order = 0;
        for (mpz_set(odd, b); mpz_cmp_ui(odd, 1) != 0; order++)
            mpz_powm_ui(odd, odd, 2, p);
        for (mp_bitcnt_t i = order + 1; i < m; i++)
            mpz_powm_ui(c, c, 2, p);
        m = order;
        mpz_mul(x, x, c);
        mpz_mod(x, x, p);
        mpz_powm_ui(c, c, 2, p);
        mpz_mul(b, b, c);
        mpz_mod(b, b, p);
    }
    mpz_set(out, x);
    mpz_clears(odd, c, x, b, NULL);
    return true;
}

// y from x: the root of x^3 + a x + b with the given parity.
static enum gl_error decompress(const struct ec_group *g, struct ec_point *P, bool odd)
{
    mpz_t right;
    mpz_init(right);
    mpz_mul(right, P->x, P->x);
    mpz_add(right, right, g->a);
    mpz_mul(right, right, P->x);
    mpz_add(right, right, g->b);
    mpz_mod(right, right, g->p);
    bool exists = square_root(P->y, right, g->p);
    mpz_clear(right);
    if (exists && mpz_odd_p(P->y) != odd)
        mpz_sub(P->y, g->p, P->y);
    return exists && mpz_cmp(P->y, g->p) < 0 ? GL_OK : GL_ERR_POINT;
}

enum gl_error ec_point_decode(const struct ec_group *g, struct ec_point *P, const uint8_t *in, size_t bytes)
{
    size_t field = ec_field_bytes(g->curve);
    if (bytes < 1 + field)
        return GL_ERR_ENCODING;
    bool compressed = in[0] == 0x02 || in[0] == 0x03;
    if (bytes != (compressed ? 1 + field : 1 + 2 * field) || (!compressed && in[0] != 0x04))
        return GL_ERR_ENCODING;
    os2ip(P->x, in + 1, field);
    P->infinity = false;
    if (mpz_cmp(P->x, g->p) >= 0)
        return GL_ERR_POINT;
    if (compressed)
        return decompress(g, P, in[0] == 0x03);
    os2ip(P->y, in + 1 + field, field);
    if (mpz_cmp(P->y, g->p) >= 0)
        return GL_ERR_POINT;
    return ec_point_on_curve(g, P) ? GL_OK : GL_ERR_POINT;
}
