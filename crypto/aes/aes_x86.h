// SPDX-License-Identifier: MIT
// What the engines over AES instructions share: the round keys, and CBC encryption, which is one chain
// and gains nothing from wider registers. Only for files that are compiled with -maes.
//
// One instruction is one round. AESENC is ShiftRows, SubBytes, MixColumns and AddRoundKey of a 16-byte
// state, AESENCLAST the same without MixColumns. The S-box is a circuit in silicon: no table, the same
// time for every secret. A round takes about four cycles until its result is there, but one or two rounds
// can begin in each cycle: so the question of every mode is how many blocks can be on their way at once.
//
// CBC encryption: one. Block j + 1 waits for block j, and the time is the latency of the instructions
// between two ciphertexts, whatever else the CPU could do meanwhile. As SP 800-38A writes it these are Nr
// rounds and two XORs, with the plaintext and with round key 0. But AESENCLAST itself ends in an XOR,
// with a key that we choose. Let it be
//
//     round key Nr  xor  P_(j+1)  xor  round key 0
//
// and what comes out is not C_j but C_j xor P_(j+1) xor round key 0, which is where round 1 of block j +
// 1 begins: Nr instructions from block to block and nothing else. The C_j to store is had by undoing the
// last two XORs beside the chain, where no one waits for it.
#ifndef GLASSLOCK_AES_AES_X86_H
#define GLASSLOCK_AES_AES_X86_H

#include "crypto/aes/aes.h"

#include <smmintrin.h>
#include <wmmintrin.h>

#define INLINE static inline __attribute__((always_inline))

// In the order of use: of the cipher, or of the equivalent inverse cipher (FIPS 197, 5.3.5). The last is
// padding: four of them fill a 64-byte register.
struct aes_x86_schedule {
    _Alignas(16) uint8_t round_key[AES_MAX_ROUNDS + 2][AES_BLOCK_BYTES];
    unsigned Nr;
};

_Static_assert(sizeof(struct aes_x86_schedule) <= CIPHER_MAX_SCHEDULE_BYTES, "the schedule fits a context");

// aes_ni_key.c, aes_ni_many.c and aes_vaes_many.c
void aes_x86_expand(void *schedule, const uint8_t *key, size_t key_bytes, enum cipher_direction direction);
void aes_ni_cbc_encrypt_many(const struct cipher_job *jobs, size_t n);
void aes_vaes_cbc_encrypt_many(const struct cipher_job *jobs, size_t n);

INLINE __m128i aes_load(const uint8_t *p)
{
    return _mm_loadu_si128((const __m128i *)p);
}

INLINE void aes_store(uint8_t *p, __m128i x)
{
    _mm_storeu_si128((__m128i *)p, x);
}

// At least one block. Nr is a constant in each call, so that the rounds are written out and the keys stay
// in registers.
INLINE void aes_x86_chain(const struct aes_x86_schedule *s, const unsigned Nr, uint8_t *iv, uint8_t *out,
                          const uint8_t *in, size_t n_blocks)
{
    __m128i key[AES_MAX_ROUNDS + 1];
#pragma GCC unroll 15
    for (unsigned r = 0; r <= Nr; r++)
        key[r] = aes_load(s->round_key[r]);
    __m128i x = _mm_xor_si128(_mm_xor_si128(aes_load(in), key[0]), aes_load(iv));
    for (;;) {
#pragma GCC unroll 15
        for (unsigned r = 1; r < Nr; r++)
            x = _mm_aesenc_si128(x, key[r]);
        if (--n_blocks == 0)
            break;
        in += AES_BLOCK_BYTES;
        const __m128i next = _mm_xor_si128(aes_load(in), key[0]);
        x = _mm_aesenclast_si128(x, _mm_xor_si128(next, key[Nr]));
        aes_store(out, _mm_xor_si128(x, next));
        out += AES_BLOCK_BYTES;
    }
    x = _mm_aesenclast_si128(x, key[Nr]);
    aes_store(out, x);
    aes_store(iv, x);
}

INLINE void aes_x86_cbc_encrypt(const struct aes_x86_schedule *s, uint8_t *iv, uint8_t *out,
                                const uint8_t *in, size_t n_blocks)
{
    if (n_blocks == 0)
        return;
    if (s->Nr == 10)
        aes_x86_chain(s, 10, iv, out, in, n_blocks);
    else if (s->Nr == 12)
        aes_x86_chain(s, 12, iv, out, in, n_blocks);
    else
        aes_x86_chain(s, 14, iv, out, in, n_blocks);
}

#endif
