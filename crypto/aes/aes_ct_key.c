// SPDX-License-Identifier: MIT
// KeyExpansion (FIPS 197, 5.2) for the engine "ct": its words as the standard has them, SubWord through
// the circuit, and then every round key in planes. Words are little-endian here: RotWord turns right,
// Rcon is in the low byte.
#include "crypto/aes/aes_ct.h"

#include "crypto/aes/aes_ct_sbox.h"
#include "crypto/common/bytes.h"

// The four bytes in the same bit of the planes: no need to bring them into rows and columns.
static uint32_t SubWord(uint32_t w)
{
    word q[1][8], x = {w, 0}, out = {0, 0};
#pragma GCC unroll 8
    for (int j = 0; j < 8; j++)
        q[0][j] = x >> j & AES_CT_ONES;
    sub_bytes(q, 1, false);
#pragma GCC unroll 8
    for (int j = 0; j < 8; j++)
        out |= (q[0][j] & AES_CT_ONES) << j;
    return (uint32_t)out[0] ^ 0x63636363;
}

static uint32_t next_word(uint32_t temp, uint32_t old, unsigned i, unsigned Nk, uint32_t *Rcon)
{
    if (i % Nk == 0) {
        temp = SubWord(temp >> 8 | temp << 24) ^ *Rcon;
        *Rcon = *Rcon << 1 ^ (*Rcon >> 7) * 0x11b;
    } else if (Nk > 6 && i % Nk == 4) {
        temp = SubWord(temp);
    }
    return old ^ temp;
}

static void KeyExpansion(uint32_t w[4 * (AES_MAX_ROUNDS + 1)], const uint8_t *key, unsigned Nk)
{
    uint32_t Rcon = 1;
    for (unsigned i = 0; i < Nk; i++)
        w[i] = gl_load32_le(key + 4 * i);
    for (unsigned i = Nk; i < 4 * (Nk + 6 + 1); i++)
        w[i] = next_word(w[i - 1], w[i - Nk], i, Nk, &Rcon);
}

// Row r of the key stands r times the round further right, as the state then does (aes_ct_rounds.c). With
// it goes the constant {63} that the S-box circuit leaves out: MixColumns maps a state full of {63} to
// itself.
static void slice_key(word key[8], const uint32_t *w, unsigned round)
{
    uint8_t k[AES_BLOCK_BYTES];
    word x;
    for (unsigned column = 0; column < 4; column++)
        for (unsigned row = 0; row < 4; row++)
            k[4 * ((column + round * row) % 4) + row] = (uint8_t)(w[column] >> 8 * row ^ (round ? 0x63 : 0));
    memcpy(&x, k, sizeof x);
    aes_ct_slice_one(key, x);
    for (int j = 0; j < 8; j++)
        key[j] = (key[j] << 8) - key[j]; // times 255: the same bit for all eight blocks
    gl_wipe(k, sizeof k);
}

void aes_ct_expand(void *schedule, const uint8_t *key, size_t key_bytes, enum cipher_direction direction)
{
    struct aes_ct_schedule *s = schedule;
    uint32_t w[4 * (AES_MAX_ROUNDS + 1)];
    const unsigned Nk = key_bytes == 16 ? 4 : key_bytes == 24 ? 6 : 8;
    (void)direction; // the inverse cipher takes the same round keys backwards
    s->Nr = Nk + 6;
    KeyExpansion(w, key, Nk);
    for (unsigned round = 0; round <= s->Nr; round++)
        slice_key(s->key[round], w + 4 * round, round);
    gl_wipe(w, sizeof w);
}
