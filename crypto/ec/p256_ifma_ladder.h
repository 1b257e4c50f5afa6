// SPDX-License-Identifier: MIT
// Points of P-256 in eight lanes, and R = u1 G + u2 Q.
//
// CT: everything is public. Lanes differ in their digits only: the sequence of doublings and additions is the
// same for all scalars, because every digit is odd and none is left out.
#ifndef GLASSLOCK_EC_P256_IFMA_LADDER_H
#define GLASSLOCK_EC_P256_IFMA_LADDER_H

#include "crypto/ec/p256_ifma_lanes.h"

// (X / Z^2, Y / Z^3) in Montgomery form, and Z^2, which both doubling and addition need first.
struct lanes_point {
    struct lanes x, y, z, zz;
};

// Q, 3 Q, 5 Q, ..., 15 Q, on the way to being affine.
#define MULTIPLES 8
struct lanes_multiples {
    struct lanes x[MULTIPLES], y[MULTIPLES];
    struct lanes ratio[MULTIPLES]; // how much Z grew in each step
    struct lanes z;                // of the last one
};

// From Q = (x, y), affine and in Montgomery form, of order n. The caller puts 1 / z in the place of z, for
// many keys at once, between the two.
void p256_multiples_begin(struct lanes_multiples *m, const struct lanes *x, const struct lanes *y);
void p256_multiples_end(struct p256_affine rows[MULTIPLES * LANES], struct lanes_multiples *m);

// R = u1 G + u2 Q for odd u1 and u2 below 2^260. Where the sum is O, or where a point would have been added
// to itself or to its negative on the way, R's z is 0 mod p and nothing else is known.
void p256_ladder(struct lanes_point *R, const struct lanes *u1, const struct lanes *u2,
                 const struct p256_affine rows[MULTIPLES * LANES]);

#endif
