// SPDX-License-Identifier: MIT
// Blocks on their side with AVX-512 and GFNI (des_slice_gfni.c): as load_blocks and store_blocks of
// des_slice.h.
#ifndef GLASSLOCK_DES_SLICE_GFNI_H
#define GLASSLOCK_DES_SLICE_GFNI_H

#include "crypto/des/des.h"

#if defined(__x86_64__) && defined(__AVX512F__)

#include <immintrin.h>

// 4096 bytes in; state and in may not overlap.
void des_gfni_load(__m512i state[64], const uint8_t *in);

// 4096 bytes out; the state is overwritten.
void des_gfni_store(uint8_t *out, __m512i state[64]);

#endif
#endif
