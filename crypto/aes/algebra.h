// SPDX-License-Identifier: MIT
// The algebra behind AES's tables, narrated: SubBytes as an inversion in GF(2^8) and an affine map (FIPS
// 197, 5.1.1), MixColumns as a product of polynomials (5.1.3). For the class; the ciphers use the tables.
#ifndef GLASSLOCK_AES_ALGEBRA_H
#define GLASSLOCK_AES_ALGEBRA_H

#include "crypto/trace/tw.h"

// a^254, which is a^-1 (and 0 for 0): an addition chain of squarings and multiplications.
struct tw aes_narrate_inverse(struct trace *t, struct tw a);
// The byte that SubBytes makes of a, and a step that says whether the table agrees.
struct tw aes_narrate_sub_byte(struct trace *t, struct tw a);
// One column times {03}x^3 + {01}x^2 + {01}x + {02} modulo x^4 + 1.
void aes_narrate_mix_column(struct trace *t, const struct tw in[4], struct tw out[4]);

#endif
