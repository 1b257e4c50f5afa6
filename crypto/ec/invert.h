// SPDX-License-Identifier: MIT
// Inverses modulo an odd number by division steps (D. J. Bernstein and B.-Y. Yang, "Fast constant-time gcd
// computation and modular inversion", TCHES 2019), for the fast engines.
//
// Numbers are little-endian 64-bit limbs, as many as the modulus has.
#ifndef GLASSLOCK_EC_INVERT_H
#define GLASSLOCK_EC_INVERT_H

#include <stdint.h>

#define INVERT_MAX_LIMBS 9 // P-521

struct invert_modulus {
    unsigned limbs;                  // of 64 bits
    unsigned words;                  // of 60 bits, with room for a sign
    unsigned batches;                // of 60 steps
    uint64_t inverse;                // m^-1 mod 2^60
    int64_t m[INVERT_MAX_LIMBS + 1]; // in words of 60 bits
};

// m odd, of `bits` bits.
void invert_modulus_init(struct invert_modulus *modulus, const uint64_t *m, unsigned limbs, unsigned bits);

// out = x^-1 mod m, 0 where x = 0; 0 <= x < m, which has no factor in common with x. out may be x.
// CT: time depends on the modulus only.
void invert(uint64_t *out, const uint64_t *x, const struct invert_modulus *modulus);
// Two at once, in little more time than one: for moduli of the same number of bits.
void invert_two(uint64_t *const out[2], const uint64_t *const x[2],
                const struct invert_modulus *const moduli[2]);
// One, in variable time.
void invert_public(uint64_t *out, const uint64_t *x, const struct invert_modulus *modulus);

#endif
