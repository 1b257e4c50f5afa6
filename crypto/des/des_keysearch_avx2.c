// SPDX-License-Identifier: MIT
// The key search in AVX2 registers: 256 keys at a time.
#include "crypto/des/des_keysearch.h"

#include "crypto/common/cpu.h"

#define LANE_BITS 8

#if defined(__x86_64__) && defined(__AVX2__)

#include "crypto/des/lanes_avx2.h"

#define NONE(a) _mm256_testc_si256(a, _mm256_set1_epi32(-1))

#include "crypto/des/sbox_gates.h"

#include "crypto/des/des_keysearch_slice.h"

static bool available(void)
{
    return gl_cpu_has(GL_CPU_AVX2);
}

#else

static bool available(void)
{
    return false;
}

#define keysearch_slice NULL

#endif

const struct des_keysearch_engine des_keysearch_avx2 = {
    .engine = {.name = "slice-avx2",
               .technique = "256 keys side by side in AVX2 registers",
               .available = available},
    .lane_bits = LANE_BITS,
    .search = keysearch_slice,
};
