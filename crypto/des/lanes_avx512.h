// SPDX-License-Identifier: MIT
// Lanes for bitslice, in the registers of AVX-512: a value of V holds one bit of each block or key, and a
// gate works on all of them.
#ifndef GLASSLOCK_DES_LANES_AVX512_H
#define GLASSLOCK_DES_LANES_AVX512_H

#include <immintrin.h>

typedef __m512i V;
#define SLICE_LANES 512

#define XOR(a, b)            _mm512_xor_si512(a, b)
#define AND(a, b)            _mm512_and_si512(a, b)
#define OR(a, b)             _mm512_or_si512(a, b)
#define LUT3(table, a, b, c) _mm512_ternarylogic_epi32(a, b, c, table)
#define SPLAT(x)             _mm512_set1_epi64((long long)(x))

#endif
