// SPDX-License-Identifier: MIT
// AES, engine "ni": AES-NI, the AES instructions on 128-bit registers that x86 CPUs have had since 2010.
//
// aes_x86.h tells what the instructions do, and how CBC encryption is made of them. ECB and CBC
// decryption have blocks that do not wait for each other: P_j = D(C_j) xor C_(j-1), and all C are there
// from the start. So eight blocks are on their way at once. Each round is eight instructions with one
// round key; when the eighth has begun, the first is done, and the CPU never waits. CBC's XOR is put into
// the last round key, like that of the encryption.
//
// AESDEC has its steps in the order of the equivalent inverse cipher (FIPS 197, 5.3.5): the same loop
// both ways, with other keys (aes_ni_key.c). Constant-time: no look-ups, and only lengths decide what is
// done.
#include "crypto/aes/aes.h"

#include "crypto/common/cpu.h"

#define TECHNIQUE "AES-NI, eight blocks in flight"

#if defined(__AES__) && defined(__SSE4_1__)
#include "crypto/aes/aes_x86.h"

#define WIDTH 8

static bool available(void)
{
    return gl_cpu_has(GL_CPU_AES) && gl_cpu_has(GL_CPU_SSE41);
}

enum pass { ECB_ENCRYPT, ECB_DECRYPT, CBC_DECRYPT };

// `n` blocks; `pass` and `n` are constants in each call. Returns the last block that was read.
INLINE __m128i some(const struct aes_x86_schedule *s, const enum pass pass, __m128i previous, uint8_t *out,
                    const uint8_t *in, const unsigned n)
{
    const __m128i first_key = aes_load(s->round_key[0]), last_key = aes_load(s->round_key[s->Nr]);
    __m128i x[WIDTH], last[WIDTH];
#pragma GCC unroll 8
    for (unsigned i = 0; i < n; i++) {
        const __m128i block = aes_load(in + AES_BLOCK_BYTES * i);
        x[i] = _mm_xor_si128(block, first_key);
        last[i] = pass == CBC_DECRYPT ? _mm_xor_si128(previous, last_key) : last_key;
        previous = block;
    }
    for (unsigned r = 1; r < s->Nr; r++) {
        const __m128i key = aes_load(s->round_key[r]);
#pragma GCC unroll 8
        for (unsigned i = 0; i < n; i++)
            x[i] = pass == ECB_ENCRYPT ? _mm_aesenc_si128(x[i], key) : _mm_aesdec_si128(x[i], key);
    }
#pragma GCC unroll 8
    for (unsigned i = 0; i < n; i++) {
        x[i] =
            pass == ECB_ENCRYPT ? _mm_aesenclast_si128(x[i], last[i]) : _mm_aesdeclast_si128(x[i], last[i]);
        aes_store(out + AES_BLOCK_BYTES * i, x[i]);
    }
    return previous;
}

INLINE __m128i all(const struct aes_x86_schedule *s, const enum pass pass, __m128i previous, uint8_t *out,
                   const uint8_t *in, size_t n_blocks)
{
    for (; n_blocks >= WIDTH; n_blocks -= WIDTH) {
        previous = some(s, pass, previous, out, in, WIDTH);
        in += WIDTH * AES_BLOCK_BYTES;
        out += WIDTH * AES_BLOCK_BYTES;
    }
    if (n_blocks >= 4) {
        previous = some(s, pass, previous, out, in, 4);
        n_blocks -= 4;
        in += 4 * AES_BLOCK_BYTES;
        out += 4 * AES_BLOCK_BYTES;
    }
    for (; n_blocks; n_blocks--) {
        previous = some(s, pass, previous, out, in, 1);
        in += AES_BLOCK_BYTES;
        out += AES_BLOCK_BYTES;
    }
    return previous;
}

static void ecb(const void *schedule, enum cipher_direction direction, uint8_t *out, const uint8_t *in,
                size_t n_blocks)
{
    if (direction == CIPHER_ENCRYPT)
        all(schedule, ECB_ENCRYPT, _mm_setzero_si128(), out, in, n_blocks);
    else
        all(schedule, ECB_DECRYPT, _mm_setzero_si128(), out, in, n_blocks);
}

static void cbc(const void *schedule, enum cipher_direction direction, uint8_t *iv, uint8_t *out,
                const uint8_t *in, size_t n_blocks)
{
    if (direction == CIPHER_ENCRYPT)
        aes_x86_cbc_encrypt(schedule, iv, out, in, n_blocks);
    else
        aes_store(iv, all(schedule, CBC_DECRYPT, aes_load(iv), out, in, n_blocks));
}

const struct cipher_engine aes_ni = {
    .engine = {.name = "ni", .technique = TECHNIQUE, .available = available, .constant_time = true},
    .schedule_bytes = sizeof(struct aes_x86_schedule),
    .expand = aes_x86_expand,
    .ecb = ecb,
    .cbc = cbc,
    .cbc_encrypt_many = aes_ni_cbc_encrypt_many,
};

#else // another machine, or a compiler without these instructions

static bool available(void)
{
    return false;
}

const struct cipher_engine aes_ni = {
    .engine = {.name = "ni", .technique = TECHNIQUE, .available = available, .constant_time = true},
};

#endif
