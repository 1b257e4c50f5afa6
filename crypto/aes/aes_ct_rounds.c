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

#define BY_ALIGNMENT(mix, q, k)                                                                              \
    switch ((k) % 4) {                                                                                       \
    case 0:                                                                                                  \
        mix(q, 0);                                                                                           \
        break;                                                                                               \
    case 1:                                                                                                  \
        mix(q, 1);                                                                                           \
        break;                                                                                               \
    case 2:                                                                                                  \
        mix(q, 2);                                                                                           \
        break;                                                                                               \
    default:                                                                                                 \
        mix(q, 3);                                                                                           \
    }

INLINE void add_round_key(word q[8], const word key[8])
{
#pragma GCC unroll 8
    for (int j = 0; j < 8; j++)
        q[j] ^= key[j];
}

// Between alignment 0 and Nr, either way: with k = 2 rows 1 and 3 turn by half, the others not at all.
INLINE void realign(word q[8], unsigned Nr)
{
    const word_rows odd = {0, UINT32_MAX, 0, UINT32_MAX};
    if (Nr % 4 == 0)
        return;
#pragma GCC unroll 8
    for (int j = 0; j < 8; j++)
        q[j] ^= (q[j] ^ columns(q[j], 2)) & (word)odd;
}

void aes_ct_encrypt(const struct aes_ct_schedule *s, word state[8])
{
    word q[8]; // a copy that the compiler may keep in registers
    memcpy(q, state, sizeof q);
    add_round_key(q, s->key[0]);
    for (unsigned round = 1;; round++) {
        sub_bytes(q);
        if (round == s->Nr)
            break;
        BY_ALIGNMENT(mix_columns, q, round)
        add_round_key(q, s->key[round]);
    }
    add_round_key(q, s->key[s->Nr]);
    realign(q, s->Nr);
    memcpy(state, q, sizeof q);
}

void aes_ct_decrypt(const struct aes_ct_schedule *s, word state[8])
{
    word q[8];
    memcpy(q, state, sizeof q);
    realign(q, s->Nr);
    add_round_key(q, s->key[s->Nr]);
    for (unsigned round = s->Nr - 1;; round--) {
        inverse_sub_bytes(q);
        add_round_key(q, s->key[round]);
        if (round == 0)
            break;
        BY_ALIGNMENT(inverse_mix_columns, q, round)
    }
    memcpy(state, q, sizeof q);
}
