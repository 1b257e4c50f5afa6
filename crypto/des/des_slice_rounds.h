// SPDX-License-Identifier: MIT
// Bitslice DES: the round structure that all slice engines share, those that encrypt (des_slice.h) and those
// that search for keys (des_keysearch_slice.h). Included once by each, which says how wide its words are.
//
// Turn the blocks on their side. A vector of n bits holds the same bit of n blocks: 64 vectors hold n whole
// blocks, one in each bit lane. Then
//
// - IP, E, P and IP^-1 cost nothing: they only say which vector is meant;
// - xor with a key bit is xor with a vector of all zeros or all ones;
// - an S-box is a circuit of some fifty gates (sbox_gates.h), or half as many tables (sbox_lut.h), each of
//   them one instruction for n blocks.
//
// So a round is some five hundred instructions, whether for 64 blocks or for 512. Nothing is looked up and
// nothing branches: constant-time by construction. But a batch costs the same whether one block or n are in
// it: short messages are slow, and so is CBC encryption, whose blocks come one after the other.
//
// The includer defines, before this header:
//
//   V              the vector type, and SLICE_LANES, its bits
//   XOR(a, b)      and what the circuits need besides; it has included one of the sbox headers, with
//                  COMPLEMENTS: which outputs these complement (see slice_keys)
//   key_mask       a key bit in memory: as short a type as KEY(const key_mask *) can make a V of at no cost
//
// state[i] holds bit i of each block, a block being read as a little-endian word; after the rounds each pair
// of vectors 2i, 2i + 1 is exchanged.
#include "crypto/des/des_keys.h"

// Where bit n of a half (1 to 32, as the standard counts) is after IP: L from `state`, R from `state + 1`. IP
// takes L from the even columns of the block's bits, R from the odd ones, both from the last byte to the
// first.
#define AT(n) (8 * (7 - ((n)-1) % 8) + 6 - 2 * (((n)-1) / 8))

// Input j of S-box i: bit n of R, and the key's bit in its place (des_keys.h)
#define IN(n, i, j) XOR(R[AT(n)], KEY(&key[8 * (8 - (i)) + 6 - (j)]))

// E on the left, P on the right
#define BOX(i, a, b, c, d, e, f, p, q, r, s)                                                                 \
    sbox##i(IN(a, i, 1), IN(b, i, 2), IN(c, i, 3), IN(d, i, 4), IN(e, i, 5), IN(f, i, 6), &L[AT(p)],         \
            &L[AT(q)], &L[AT(r)], &L[AT(s)])
#define BOX1 BOX(1, 32, 1, 2, 3, 4, 5, 9, 17, 23, 31)
#define BOX2 BOX(2, 4, 5, 6, 7, 8, 9, 13, 28, 2, 18)
#define BOX3 BOX(3, 8, 9, 10, 11, 12, 13, 24, 16, 30, 6)
#define BOX4 BOX(4, 12, 13, 14, 15, 16, 17, 26, 20, 10, 1)
#define BOX5 BOX(5, 16, 17, 18, 19, 20, 21, 8, 14, 25, 3)
#define BOX6 BOX(6, 20, 21, 22, 23, 24, 25, 4, 29, 11, 19)
#define BOX7 BOX(7, 24, 25, 26, 27, 28, 29, 32, 12, 22, 7)
#define BOX8 BOX(8, 28, 29, 30, 31, 32, 1, 5, 27, 15, 21)

// L xor f(R, K). Each box feeds six boxes of the next round; S3 and S8 need nothing of S8, S5 and S7 nothing
// of S7. With these two orders a round begins with two boxes that need not wait for the last one of the round
// before: 6 % in AVX-512.
static inline void slice_odd_round(V *restrict L, const V *restrict R, const key_mask *key)
{
    BOX5, BOX7, BOX1, BOX2, BOX3, BOX4, BOX6, BOX8;
}

static inline void slice_even_round(V *restrict L, const V *restrict R, const key_mask *key)
{
    BOX3, BOX8, BOX1, BOX2, BOX4, BOX5, BOX6, BOX7;
}

// All rounds of a batch. A pass leaves L and R exchanged, as the next one wants them and store_blocks()
// expects.
static void slice_rounds(V state[64], const key_mask *key, unsigned passes)
{
    V *L = state, *R = state + 1;
    for (unsigned pass = 0; pass < passes; pass++) {
        for (unsigned i = 0; i < DES_ROUNDS; i += 2, key += 128) {
            slice_odd_round(L, R, key);
            slice_even_round(R, L, key + 64);
        }
        V *exchanged = L;
        L = R;
        R = exchanged;
    }
}
