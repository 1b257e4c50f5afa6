// SPDX-License-Identifier: MIT
// AES, engine "vaes": the AES instructions on 512-bit registers (VAES with AVX-512), four blocks in one
// instruction.
//
// ECB and CBC decryption as in aes_ni.c, four times as wide. A CPU that begins two rounds a cycle and
// needs four cycles for each has to have eight registers on their way; here they are twelve, so that it
// always finds work. Then the rounds run at full speed, and what is left to win is everything that is not
// a round:
//
// - The round keys are spread over registers once a call and stay there, up to fifteen for AES-256. The
//   rounds are written out for each number of rounds, and need nothing from memory.
// - CBC's XOR goes into the last round key, beside the rounds. The "blocks before" are read again, from
//   one block earlier. Only the first register of a turn cannot do so, because its block before may be
//   overwritten already (out may be in): VALIGNQ takes it from the register that was read last.
// - One to three blocks at the end are one register with a mask: no loop over single blocks.
//
// CBC encryption is one chain (aes_x86.h), and as quick in the 128-bit registers; many messages at once
// are in aes_vaes_many.c. Constant-time: no look-ups, and only lengths decide what is done.
#include "crypto/aes/aes.h"

#include "crypto/common/cpu.h"

#define TECHNIQUE "VAES on AVX-512, 48 blocks in flight"

#if defined(__VAES__) && defined(__AVX512F__) && defined(__AVX512DQ__)
#include "crypto/aes/aes_x86.h"

#include <immintrin.h>

#define VECTOR_BYTES 64
#define FOUR         4  // blocks in a register
#define WIDTH        12 // registers in flight

static bool available(void)
{
    return gl_cpu_has(GL_CPU_VAES) && gl_cpu_has(GL_CPU_AVX512) && gl_cpu_has(GL_CPU_AES) &&
           gl_cpu_has(GL_CPU_SSE41);
}

enum pass { ECB_ENCRYPT, ECB_DECRYPT, CBC_DECRYPT };

// `n` registers of blocks, under the mask `part` unless it is NULL; pass, Nr and n are constants in each
// call. Returns the blocks that were read last.
INLINE __m512i some(const __m512i *key, const enum pass pass, const unsigned Nr, const unsigned n,
                    const __mmask8 *part, __m512i previous, uint8_t *out, const uint8_t *in)
{
    __m512i x[WIDTH], last[WIDTH];
#pragma GCC unroll 12
    for (unsigned i = 0; i < n; i++) {
        const uint8_t *place = in + VECTOR_BYTES * i;
        const __m512i blocks = part ? _mm512_maskz_loadu_epi64(*part, place) : _mm512_loadu_si512(place);
        const __m512i before = i == 0 || part ? _mm512_alignr_epi64(blocks, previous, 6)
                                              : _mm512_loadu_si512(place - AES_BLOCK_BYTES);
        x[i] = _mm512_xor_si512(blocks, key[0]);
        last[i] = pass == CBC_DECRYPT ? _mm512_xor_si512(before, key[Nr]) : key[Nr];
        previous = blocks;
    }
#pragma GCC unroll 15
    for (unsigned r = 1; r < Nr; r++) {
#pragma GCC unroll 12
        for (unsigned i = 0; i < n; i++)
            x[i] =
                pass == ECB_ENCRYPT ? _mm512_aesenc_epi128(x[i], key[r]) : _mm512_aesdec_epi128(x[i], key[r]);
    }
#pragma GCC unroll 12
    for (unsigned i = 0; i < n; i++) {
        uint8_t *place = out + VECTOR_BYTES * i;
        x[i] = pass == ECB_ENCRYPT ? _mm512_aesenclast_epi128(x[i], last[i])
                                   : _mm512_aesdeclast_epi128(x[i], last[i]);
        if (part)
            _mm512_mask_storeu_epi64(place, *part, x[i]);
        else
            _mm512_storeu_si512(place, x[i]);
    }
    return previous;
}

INLINE void all(const struct aes_x86_schedule *s, const enum pass pass, const unsigned Nr, uint8_t *iv,
                uint8_t *out, const uint8_t *in, size_t n_blocks)
{
    __m512i key[AES_MAX_ROUNDS + 1], previous = _mm512_setzero_si512();
#pragma GCC unroll 15
    for (unsigned r = 0; r <= Nr; r++)
        key[r] = _mm512_broadcast_i32x4(aes_load(s->round_key[r]));
    if (pass == CBC_DECRYPT) {
        previous = _mm512_broadcast_i32x4(aes_load(iv));
        aes_store(iv, aes_load(in + (n_blocks - 1) * AES_BLOCK_BYTES)); // now, for out may be in
    }
    for (; n_blocks >= FOUR * WIDTH; n_blocks -= FOUR * WIDTH) {
        previous = some(key, pass, Nr, WIDTH, NULL, previous, out, in);
        in += VECTOR_BYTES * WIDTH;
        out += VECTOR_BYTES * WIDTH;
    }
    for (; n_blocks >= FOUR * FOUR; n_blocks -= FOUR * FOUR) {
        previous = some(key, pass, Nr, FOUR, NULL, previous, out, in);
        in += VECTOR_BYTES * FOUR;
        out += VECTOR_BYTES * FOUR;
    }
    for (; n_blocks >= FOUR; n_blocks -= FOUR) {
        previous = some(key, pass, Nr, 1, NULL, previous, out, in);
        in += VECTOR_BYTES;
        out += VECTOR_BYTES;
    }
    if (n_blocks) {
        const __mmask8 part = (__mmask8)((1u << 2 * n_blocks) - 1);
        some(key, pass, Nr, 1, &part, previous, out, in);
    }
}

// Nine functions, each with its own constants. In one function the compiler would load all their keys
// alike, and spread them later, with an instruction more.
typedef void way(const struct aes_x86_schedule *s, uint8_t *iv, uint8_t *out, const uint8_t *in,
                 size_t n_blocks);

#define WAY(name, pass, Nr)                                                                                  \
    static void name(const struct aes_x86_schedule *s, uint8_t *iv, uint8_t *out, const uint8_t *in,         \
                     size_t n_blocks)                                                                        \
    {                                                                                                        \
        all(s, pass, Nr, iv, out, in, n_blocks);                                                             \
    }
WAY(ecb_encrypt_128, ECB_ENCRYPT, 10)
WAY(ecb_encrypt_192, ECB_ENCRYPT, 12)
WAY(ecb_encrypt_256, ECB_ENCRYPT, 14)
WAY(ecb_decrypt_128, ECB_DECRYPT, 10)
WAY(ecb_decrypt_192, ECB_DECRYPT, 12)
WAY(ecb_decrypt_256, ECB_DECRYPT, 14)
WAY(cbc_decrypt_128, CBC_DECRYPT, 10)
WAY(cbc_decrypt_192, CBC_DECRYPT, 12)
WAY(cbc_decrypt_256, CBC_DECRYPT, 14)

static way *const ways[3][3] = {
    [ECB_ENCRYPT] = {ecb_encrypt_128, ecb_encrypt_192, ecb_encrypt_256},
    [ECB_DECRYPT] = {ecb_decrypt_128, ecb_decrypt_192, ecb_decrypt_256},
    [CBC_DECRYPT] = {cbc_decrypt_128, cbc_decrypt_192, cbc_decrypt_256},
};

static void ecb(const void *schedule, enum cipher_direction direction, uint8_t *out, const uint8_t *in,
                size_t n_blocks)
{
    const struct aes_x86_schedule *s = schedule;
    ways[direction == CIPHER_ENCRYPT ? ECB_ENCRYPT : ECB_DECRYPT][s->Nr / 2 - 5](s, NULL, out, in, n_blocks);
}

static void cbc(const void *schedule, enum cipher_direction direction, uint8_t *iv, uint8_t *out,
                const uint8_t *in, size_t n_blocks)
{
    const struct aes_x86_schedule *s = schedule;
    if (direction == CIPHER_ENCRYPT)
        aes_x86_cbc_encrypt(s, iv, out, in, n_blocks);
    else if (n_blocks)
        ways[CBC_DECRYPT][s->Nr / 2 - 5](s, iv, out, in, n_blocks);
}

const struct cipher_engine aes_vaes = {
    .engine = {.name = "vaes", .technique = TECHNIQUE, .available = available, .constant_time = true},
    .schedule_bytes = sizeof(struct aes_x86_schedule),
    .expand = aes_x86_expand,
    .ecb = ecb,
    .cbc = cbc,
    .cbc_encrypt_many = aes_vaes_cbc_encrypt_many,
};

#else // another machine, or a compiler without these instructions

static bool available(void)
{
    return false;
}

const struct cipher_engine aes_vaes = {
    .engine = {.name = "vaes", .technique = TECHNIQUE, .available = available, .constant_time = true},
};

#endif
