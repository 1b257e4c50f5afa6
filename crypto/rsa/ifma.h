// SPDX-License-Identifier: MIT
// Inside the engine "ifma": exponentiation of numbers that are cut into limbs of 52 bits, eight to a
// register. modexp_ifma.c cuts and joins, ifma_power.c exponentiates, ifma_multiply.h multiplies.
#ifndef GLASSLOCK_RSA_IFMA_H
#define GLASSLOCK_RSA_IFMA_H

#include <gmp.h>
#include <stddef.h>
#include <stdint.h>

#define IFMA_LIMB_BITS   52
#define IFMA_LANES       8  // limbs in a vector
#define IFMA_MAX_VECTORS 10 // moduli of up to 4157 bits
#define IFMA_MAX_LIMBS   (IFMA_LANES * IFMA_MAX_VECTORS)
#define IFMA_MAX_BITS    (IFMA_MAX_LIMBS * IFMA_LIMB_BITS - 3)

// Two exponentiations at once: with fewer limbs there is too little to interleave, with more vectors one
// alone keeps the multipliers busy.
#define IFMA_TWO_MIN_LIMBS   10
#define IFMA_TWO_MAX_VECTORS 5

// A number in limbs of 52 bits, lowest first, zeros on top.
struct ifma_number {
    _Alignas(64) uint64_t limb[IFMA_MAX_LIMBS];
};

struct ifma_modulus {
    struct ifma_number n;
    struct ifma_number high; // (n k + 1) / 2^104, where n k = -1 mod 2^104
    uint64_t k[2];           // k, in limbs
    struct ifma_number seed; // 2^s R mod n, R = 2^(52 limbs): squared `doublings` times it is R^2
    int doublings;           // s 2^doublings = 52 limbs
    int limbs;               // even; n < 2^(52 limbs - 3)
    int vectors;
};

// value = value^exponent mod n, for value < n; the result is below 3n.
struct ifma_power {
    const struct ifma_modulus *modulus;
    const mp_limb_t *exponent;
    size_t exponent_limbs; // of 64 bits
    struct ifma_number *value;
};

// CT: depends on modulus->limbs and exponent_limbs only.
void ifma_power_one(const struct ifma_power *job);

// Two jobs with as many limbs of modulus and of exponent each.
void ifma_power_two(const struct ifma_power jobs[2]);

// An exponent > 0 that is no secret: square and multiply. CT: depends on sizes and the exponent.
void ifma_power_public(const struct ifma_power *job);

#endif
