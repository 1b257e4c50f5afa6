// SPDX-License-Identifier: MIT
// Eight verifications on P-256 side by side, with AVX-512 IFMA: what the engine "p256-ifma" is made of, for
// the tests.
//
//   p256_ifma_lanes.h       products and sums mod p, eight at a time
//   p256_ifma_invert.h, .c  inverses mod p and mod n
//   p256_ifma_ladder.h, .c  points, and u1 G + u2 Q
//   p256_ifma_base.c        k G for a secret k, its windows in eight lanes
//   p256_ifma.c             from checks to lanes and back: the engine
#ifndef GLASSLOCK_EC_P256_IFMA_H
#define GLASSLOCK_EC_P256_IFMA_H

#include "crypto/ec/ec.h"

#include <stdbool.h>
#include <stdint.h>

#define LANES 8 // integers side by side
#define LIMBS 5 // of 52 bits in each

// One operation on eight lanes, laid open for the tests: limb i of lane l is at [i][l]. False, and nothing
// done, where this CPU has no IFMA. Inputs are below 2^258 with limbs below 2^52; so are the outputs, which
// are not fully reduced save by REDUCE and INVERT.
enum p256_ifma_operation {
    P256_IFMA_MULTIPLY,   // out = a b / 2^260 mod p
    P256_IFMA_SQUARE,     // out = a^2 / 2^260 mod p
    P256_IFMA_COMBINE,    // out = 4 a - 8 b mod p
    P256_IFMA_MULTIPLY_N, // out = a b / 2^260 mod n
    P256_IFMA_REDUCE,     // out = a mod p, a < 3 p; this and the following are fully reduced
    P256_IFMA_INVERT,     // out = 2^520 / a mod p: x 2^260 becomes 2^260 / x; out = a where one lane is 0
    P256_IFMA_REDUCE_N,   // the same mod n
    P256_IFMA_INVERT_N,
};
bool p256_ifma_lanes(enum p256_ifma_operation operation, uint64_t out[LIMBS][LANES], uint64_t a[LIMBS][LANES],
                     uint64_t b[LIMBS][LANES]);

// k G, and r and s of a signature, as struct ec_engine has them (p256_ifma_base.c). CT: constant time.
void p256_ifma_multiply_base(const struct ec_group *g, struct ec_point *R, const mpz_t k);
void p256_ifma_sign(const struct ec_group *g, mpz_t r, mpz_t s, const mpz_t k, const mpz_t e, const mpz_t d);

#endif
