// SPDX-License-Identifier: MIT
// The rounds of the engine "ct", on bit planes.
//
// SubBytes is the circuit of aes_ct_sbox.h. AddRoundKey is eight XORs. MixColumns adds each place,
// doubled, and its neighbours of the same column: steps to other rows. Doubling in GF(2^8) only renames
// planes, and adds the bit that falls out at the top to three of them.
//
// ShiftRows would be the costly one: every row turns by another distance. It is not done at all
// (Adomnicai and Peyrin 2020 call this fixslicing). After k rounds without it, the byte of row r and
// column c stands in column c + k r: the state has "alignment" k. SubBytes and AddRoundKey do not mind
// where a byte stands, if the key stands like that too. In MixColumns, the neighbour in the next row is
// then k columns further; for all rows it is the same k, so a step to the next row is a shuffle, and a
// rotation by k columns. As k counts modulo 4, there are four versions of MixColumns, and only k = 2 is
// left over at the end (10 or 14 rounds; 12 are a multiple of 4).
//
// Decryption goes the same way back, with the same keys: from alignment Nr down to 0.
//
// Each gate waits for those before it, and eight blocks alone leave a modern CPU half idle. So the rounds
// are here for one state and for two, G = 2, whose steps alternate.
#include "crypto/aes/aes_ct.h"

#include "crypto/aes/aes_ct_sbox.h"

#include <string.h>

// Column c + k moves to column c. The first column is the element's lowest byte in memory, whatever the
// byte order.
INLINE word columns(word x, const unsigned k)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    const unsigned bits = 32 - 8 * (k % 4);
#else
    const unsigned bits = 8 * (k % 4);
#endif
    const word_rows r = (word_rows)x;
    return k % 4 ? (word)(r >> bits | r << (32 - bits)) : x;
}

INLINE word next_row(word x, const unsigned k)
{
    const word_rows r = (word_rows)x;
    return columns((word)__builtin_shufflevector(r, r, 1, 2, 3, 0), k);
}

INLINE word next_row_but_one(word x, const unsigned k)
{
    const word_rows r = (word_rows)x;
    return columns((word)__builtin_shufflevector(r, r, 2, 3, 0, 1), 2 * k);
}

// Every byte times {02}, modulo x^8 + x^4 + x^3 + x + 1.
INLINE void xtime(word q[8])
{
    const word top = q[7];
    q[7] = q[6];
    q[6] = q[5];
    q[5] = q[4];
    q[4] = q[3] ^ top;
    q[3] = q[2] ^ top;
    q[2] = q[1];
    q[1] = q[0] ^ top;
    q[0] = top;
}

// With a, b, c, d down a column: {02} a + {03} b + c + d = {02} (a + b) + b + (c + d).
INLINE void mix_columns(word q[8], const unsigned k)
{
    word doubled[8], rest[8];
#pragma GCC unroll 8
    for (int j = 0; j < 8; j++) {
        const word b = next_row(q[j], k);
        doubled[j] = q[j] ^ b;
        rest[j] = b ^ next_row_but_one(doubled[j], k);
    }
    xtime(doubled);
#pragma GCC unroll 8
    for (int j = 0; j < 8; j++)
        q[j] = doubled[j] ^ rest[j];
}

// The inverse is MixColumns after a simpler map: a + {04} (a + c) in each place.
INLINE void inverse_mix_columns(word q[8], const unsigned k)
{
    word sum[8];
#pragma GCC unroll 8
    for (int j = 0; j < 8; j++)
        sum[j] = q[j] ^ next_row_but_one(q[j], k);
    xtime(sum);
    xtime(sum);
#pragma GCC unroll 8
    for (int j = 0; j < 8; j++)
        q[j] ^= sum[j];
    mix_columns(q, k);
}

INLINE void mix(word (*q)[8], const unsigned G, const unsigned k, const bool inverse)
{
    for (unsigned g = 0; g < G; g++)
        (inverse ? inverse_mix_columns : mix_columns)(q[g], k);
}

// k is a constant in each of the four.
INLINE void mix_aligned(word (*q)[8], const unsigned G, unsigned k, const bool inverse)
{
    switch (k % 4) {
    case 0:
        mix(q, G, 0, inverse);
        break;
    case 1:
        mix(q, G, 1, inverse);
        break;
    case 2:
        mix(q, G, 2, inverse);
        break;
    default:
        mix(q, G, 3, inverse);
    }
}

INLINE void add_round_key(word (*q)[8], const unsigned G, const struct aes_ct_schedule *const *s,
                          unsigned round)
{
    for (unsigned g = 0; g < G; g++)
#pragma GCC unroll 8
        for (int j = 0; j < 8; j++)
            q[g][j] ^= s[g]->key[round][j];
}

// Between alignment 0 and Nr, either way: with k = 2 rows 1 and 3 turn by half, the others not at all.
INLINE void realign(word (*q)[8], const unsigned G, unsigned Nr)
{
    const word_rows odd = {0, UINT32_MAX, 0, UINT32_MAX};
    if (Nr % 4 == 0)
        return;
    for (unsigned g = 0; g < G; g++)
#pragma GCC unroll 8
        for (int j = 0; j < 8; j++)
            q[g][j] ^= (q[g][j] ^ columns(q[g][j], 2)) & (word)odd;
}

INLINE void encrypt(const struct aes_ct_schedule *const *s, word (*state)[8], const unsigned G)
{
    const unsigned Nr = s[0]->Nr;
    word q[2][8]; // a copy that the compiler may keep in registers
    memcpy(q, state, G * sizeof q[0]);
    add_round_key(q, G, s, 0);
    for (unsigned round = 1;; round++) {
        sub_bytes(q, G, false);
        if (round == Nr)
            break;
        mix_aligned(q, G, round, false);
        add_round_key(q, G, s, round);
    }
    add_round_key(q, G, s, Nr);
    realign(q, G, Nr);
    memcpy(state, q, G * sizeof q[0]);
}

INLINE void decrypt(const struct aes_ct_schedule *const *s, word (*state)[8], const unsigned G)
{
    const unsigned Nr = s[0]->Nr;
    word q[2][8];
    memcpy(q, state, G * sizeof q[0]);
    realign(q, G, Nr);
    add_round_key(q, G, s, Nr);
    for (unsigned round = Nr - 1;; round--) {
        sub_bytes(q, G, true);
        add_round_key(q, G, s, round);
        if (round == 0)
            break;
        mix_aligned(q, G, round, true);
    }
    memcpy(state, q, G * sizeof q[0]);
}

void aes_ct_encrypt(const struct aes_ct_schedule *const *s, word (*q)[8], unsigned n)
{
    if (n == 1)
        encrypt(s, q, 1);
    else
        encrypt(s, q, 2);
}

void aes_ct_decrypt(const struct aes_ct_schedule *const *s, word (*q)[8], unsigned n)
{
    if (n == 1)
        decrypt(s, q, 1);
    else
        decrypt(s, q, 2);
}
