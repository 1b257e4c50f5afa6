// SPDX-License-Identifier: MIT
// DES, slice-avx512 engine: 512 blocks at a time in the registers of AVX-512 (des_slice.h). Constant-time.
//
// Three things make it more than twice as fast as AVX2. vpternlog computes any function of three inputs, so
// an S-box takes half as many instructions (sbox_lut.h). There are 32 registers, so that nothing of an S-box
// is stored on the way. And a key bit is part of the instruction that adds it: xor takes a 32-bit word from
// memory and broadcasts it.
//
// Where the processor has GFNI, one instruction transposes 8 x 8 bits, and half of the network is gone
// (des_slice_gfni.c).
#include "crypto/des/des_slice_gfni.h"

#include "crypto/common/cpu.h"
#include "crypto/des/des_keys.h"

#if defined(__x86_64__) && defined(__AVX512F__)

#include "crypto/des/lanes_avx512.h"

#define SHIFT_LEFT(a, n)  _mm512_slli_epi64(a, n)
#define SHIFT_RIGHT(a, n) _mm512_srli_epi64(a, n)
#define LOAD(p)           _mm512_loadu_si512(p)
#define STORE(p, a)       _mm512_storeu_si512(p, a)

#include "crypto/common/bytes.h"
#include "crypto/des/des_transpose.h"
#include "crypto/des/sbox_lut.h"

typedef int32_t key_mask;
#define KEY(p) _mm512_set1_epi32(*(p))

static void spread_key(key_mask mask[64], uint64_t key)
{
    for (int i = 0; i < 4; i++)
        _mm512_storeu_si512(mask + 16 * i, _mm512_movm_epi32((__mmask16)(key >> 16 * i)));
}

static void load_blocks(V state[64], const uint8_t *in)
{
    (gl_cpu_has(GL_CPU_GFNI) ? des_gfni_load : network_load)(state, in);
}

static void store_blocks(uint8_t *out, V state[64])
{
    (gl_cpu_has(GL_CPU_GFNI) ? des_gfni_store : network_store)(out, state);
}

#include "crypto/des/des_slice.h"

static bool available(void)
{
    return gl_cpu_has(GL_CPU_AVX512);
}

#else

static bool available(void)
{
    return false;
}

#define slice_ecb NULL
#define slice_cbc NULL

#endif

const struct cipher_engine des_slice_avx512 = {
    .engine = {.name = "slice-avx512",
               .technique = "512 blocks side by side, ternary logic; GFNI transposes if there",
               .available = available,
               .constant_time = true},
    .schedule_bytes = sizeof(struct des_schedule),
    .expand = des_keys_expand,
    .ecb = slice_ecb,
    .cbc = slice_cbc,
};
