// SPDX-License-Identifier: MIT
// Eight integers side by side: what is needed less often than products modulo p. Products modulo n, full
// reduction, and inversion. CT: constant time, but for inversion.
#ifndef GLASSLOCK_EC_P256_IFMA_INVERT_H
#define GLASSLOCK_EC_P256_IFMA_INVERT_H

#include "crypto/ec/p256_ifma_lanes.h"

// A modulus with what inversion needs of it.
struct lanes_modulus {
    const uint64_t *limbs, *rr;                                                      // m, R^2 mod m
    void (*multiply)(struct lanes *r, const struct lanes *a, const struct lanes *b); // a b / R
    void (*invert)(struct p256_int *out, const struct p256_int *x);                  // one, public
};
extern const struct lanes_modulus p256_lanes_p, p256_lanes_n;

void p256_lanes_load(struct lanes *r, const struct p256_int words[LANES]);

// r = a mod m, fully reduced: below m.
void p256_lanes_reduce(struct lanes *r, const struct lanes *a, const struct lanes_modulus *m);

// In which lanes is a = 0 mod m?
__mmask8 p256_lanes_zero(const struct lanes *a, const struct lanes_modulus *m);

// Each of the 8 n numbers x[0], ..., x[n - 1] becomes its inverse, in Montgomery form; 1 <= n <=
// LANES_GROUPS. False, and nothing is changed, where one of them is 0. CT: the numbers are public.
#define LANES_GROUPS 8
bool p256_lanes_invert(struct lanes *const x[], size_t n, const struct lanes_modulus *m);

#endif
