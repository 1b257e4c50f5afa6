// SPDX-License-Identifier: MIT
// DES, slice-avx2 engine: 256 blocks at a time in the registers of AVX2 (des_slice.h). Constant-time.
//
// The same gates as slice64, each of them now for four times as many blocks. Sixteen registers hold most of
// an S-box's values between; a key bit is read as 32 bits and broadcast by the load itself.
#include "crypto/des/des_keys.h"

#include "crypto/common/cpu.h"

#if defined(__x86_64__) && defined(__AVX2__)

#include "crypto/des/lanes_avx2.h"

#define SHIFT_LEFT(a, n)  _mm256_slli_epi64(a, n)
#define SHIFT_RIGHT(a, n) _mm256_srli_epi64(a, n)
#define LOAD(p)           _mm256_loadu_si256((const __m256i *)(const void *)(p))
#define STORE(p, a)       _mm256_storeu_si256((__m256i *)(void *)(p), a)

#include "crypto/common/bytes.h"
#include "crypto/des/des_transpose.h"
#include "crypto/des/sbox_gates.h"

typedef int32_t key_mask;
#define KEY(p) _mm256_set1_epi32(*(p))

static void spread_key(key_mask mask[64], uint64_t key)
{
    const __m256i bits = _mm256_setr_epi32(1, 2, 4, 8, 16, 32, 64, 128);
    for (int i = 0; i < 8; i++) {
        __m256i copies = _mm256_set1_epi32((int)(key >> 8 * i & 0xff));
        __m256i set = _mm256_cmpeq_epi32(_mm256_and_si256(copies, bits), bits);
        _mm256_storeu_si256((__m256i *)(void *)(mask + 8 * i), set);
    }
}

#define load_blocks  network_load
#define store_blocks network_store
#include "crypto/des/des_slice.h"

static bool available(void)
{
    return gl_cpu_has(GL_CPU_AVX2);
}

#else

static bool available(void)
{
    return false;
}

#define slice_ecb NULL
#define slice_cbc NULL

#endif

const struct cipher_engine des_slice_avx2 = {
    .engine = {.name = "slice-avx2",
               .technique = "256 blocks side by side in AVX2 registers",
               .available = available,
               .constant_time = true},
    .schedule_bytes = sizeof(struct des_schedule),
    .expand = des_keys_expand,
    .ecb = slice_ecb,
    .cbc = slice_cbc,
};
