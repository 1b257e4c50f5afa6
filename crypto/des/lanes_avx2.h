// SPDX-License-Identifier: MIT
// Lanes for bitslice, in the registers of AVX2: a value of V holds one bit of each block or key, and a gate
// works on all of them.
#ifndef GLASSLOCK_DES_LANES_AVX2_H
#define GLASSLOCK_DES_LANES_AVX2_H

#include <immintrin.h>

typedef __m256i V;
#define SLICE_LANES 256

#define XOR(a, b)    _mm256_xor_si256(a, b)
#define AND(a, b)    _mm256_and_si256(a, b)
#define OR(a, b)     _mm256_or_si256(a, b)
#define ANDNOT(a, b) _mm256_andnot_si256(b, a)
#define NOT(a)       _mm256_xor_si256(a, _mm256_set1_epi32(-1))
#define SPLAT(x)     _mm256_set1_epi64x((long long)(x))

#endif
