// SPDX-License-Identifier: MIT
// The key search in AVX-512 registers: 512 keys at a time.
#include "crypto/des/des_keysearch.h"

#include "crypto/common/cpu.h"

#define LANE_BITS 9

#if defined(__x86_64__) && defined(__AVX512F__)

#include "crypto/des/lanes_avx512.h"

#define NONE(a) (_mm512_cmpneq_epi64_mask(a, _mm512_set1_epi64(-1)) == 0)

#include "crypto/des/sbox_lut.h"

#include "crypto/des/des_keysearch_slice.h"

static bool available(void)
{
    return gl_cpu_has(GL_CPU_AVX512);
}

#else

static bool available(void)
{
    return false;
}

#define keysearch_slice NULL

#endif

const struct des_keysearch_engine des_keysearch_avx512 = {
    .engine = {.name = "slice-avx512",
               .technique = "512 keys side by side, ternary logic",
               .available = available},
    .lane_bits = LANE_BITS,
    .search = keysearch_slice,
};
