// SPDX-License-Identifier: MIT
// k G on P-256 for secret k, from a table of all d 2^(7 i) G: 36 additions and no doubling. A template:
// include p256_multiply.h first, where the digits and the reason why no addition meets equal points are
// explained.
#ifndef GLASSLOCK_EC_P256_COMB_H
#define GLASSLOCK_EC_P256_COMB_H

// r = k G, k < n
static inline void multiply_base(struct p256_point *r, const struct p256_int *k)
{
    const struct p256_affine *row = p256_comb() + (P256_COMB_WINDOWS - 1) * P256_COMB_POINTS;
    struct p256_affine next;
    struct p256_point points[2];
    struct p256_int odd;
    uint64_t even = make_odd(&odd, k), negative;
    fe_look_up(&next.x, &row->x, 2, P256_COMB_POINTS,
               odd.v[3] >> 61); // the top digit: what is left, not negative
    point_from_affine(&points[0], &next);
    for (unsigned i = P256_COMB_WINDOWS - 1; i-- > 0;) { // from the top: the sum is larger than what is added
        uint64_t digit = odd_digit(&odd, i * P256_COMB_BITS, P256_COMB_BITS, &negative);
        row -= P256_COMB_POINTS;
        fe_look_up(&next.x, &row->x, 2, P256_COMB_POINTS, digit);
        fe_negate_if(&next.y, negative);
        point_add_affine(&points[i & 1], &points[~i & 1], &next);
    }
    *r = points[0];
    fe_negate_if(&r->y, even);
    gl_wipe(&next, sizeof next);
    gl_wipe(points, sizeof points);
    gl_wipe(&odd, sizeof odd);
}

#endif
