// SPDX-License-Identifier: MIT
// The S-box of AES as a circuit of 112 gates, and its inverse, of 112 gates too: no table, so nothing for
// a cache to give away, and 128 S-boxes at once where `word` has 128 bits.
//
// The S-box is an inverse in GF(2^8), then an affine map. The inverse is taken in the tower
// GF(((2^2)^2)^2), where it comes apart into small pieces (Itoh and Tsujii 1988; Satoh et al. 2001;
// Canright 2005). Each floor has a normal basis of the floor below:
//
//     GF(2^8): a = a1 Y + a0 Y^16     Y = {fe},  Y + Y^16 = 1,  Y Y^16 = M
//     GF(2^4): b = b1 Z + b0 Z^4      Z = {5c},  Z + Z^4 = 1,   Z Z^4 = W
//     GF(2^2): c = c1 W + c0 W^2      W = {bc},  W + W^2 = 1,   W W^2 = 1
//
// With the norm n = a a^16 = a1 a0 + M (a1 + a0)^2, which lies in GF(2^4), the inverse of a is n^-1 a^16,
// that is n^-1 a0 Y + n^-1 a1 Y^16. So: one product for the norm, one inverse in GF(2^4), two products.
// The inverse in GF(2^4) is made by the same formula from GF(2^2), where squaring inverts, and a square
// is an exchange of c1 and c0.
//
// A product in GF(2^4) is nine ANDs in Karatsuba's way: each of the three bit products c1 d1, c0 d0, (c1
// + c0)(d1 + d0) for each of b1 e1, b0 e0, (b1 + b0)(e1 + e0). The factors of the nine are sums of input
// bits; both halves of a are in two products each, so their nine factors are made once, straight from the
// S-box's input bits: that is lift(). What follows the last product is linear up to the output bits,
// affine map and all: that is lower(). For both, a search over the bases above and over sums that share
// sums (in the manner of Boyar and Peralta 2010) found the shortest way; a linear map with its arrows
// turned round is its transpose, so one search serves both.
//
// Left out is the constant {63} of the affine map: the key schedule adds it to the round keys.
#ifndef GLASSLOCK_AES_CT_SBOX_H
#define GLASSLOCK_AES_CT_SBOX_H

#include "crypto/aes/aes_ct.h"

// The nine factors of a product, made of a1 (y) and of a0 (z): index 3 i + j, where i says b1, b0 or
// their sum, and j c1, c0 or their sum. And two sums of input bits that belong to the norm.
struct factors {
    word y[9], z[9], more[2];
};

INLINE struct factors lift(const word q[8])
{
    const word t0 = q[1] ^ q[7], t1 = q[2] ^ q[4], t2 = q[2] ^ q[7], t3 = q[4] ^ q[7], t4 = t0 ^ t1,
               t5 = q[3] ^ t4, t6 = q[2] ^ t5, t7 = q[0] ^ t6, t8 = q[6] ^ t5, t9 = t3 ^ t8, t10 = q[0] ^ t9,
               t11 = q[5] ^ q[6], t12 = q[0] ^ t11, t13 = q[1] ^ t12, t14 = q[4] ^ t12, t15 = q[7] ^ t12,
               t16 = t2 ^ t13, t17 = t6 ^ t11, t18 = t7 ^ t16, t19 = t9 ^ t11, t20 = t6 ^ t19;
    return (struct factors){
        .y = {t13, t15, t0, t16, t14, t4, t2, t3, t1},
        .z = {t12, t10, t19, t7, q[0], t6, t17, t9, t20},
        .more = {t18, t8},
    };
}

// lift() after the inverse of the affine map.
INLINE struct factors lift_inverse(const word q[8])
{
    const word t0 = q[3] ^ q[4], t1 = q[0] ^ t0, t2 = q[1] ^ t1, t3 = q[4] ^ q[6], t4 = q[4] ^ q[7],
               t5 = q[6] ^ q[7], t6 = q[4] ^ t5, t7 = q[3] ^ t6, t8 = t1 ^ t6, t9 = t2 ^ t3, t10 = t0 ^ t9,
               t11 = q[5] ^ t10, t12 = t1 ^ t11, t13 = t2 ^ t7, t14 = q[2] ^ q[7], t15 = q[5] ^ t14,
               t16 = t6 ^ t15, t17 = t9 ^ t14, t18 = t0 ^ t17, t19 = t8 ^ t18;
    return (struct factors){
        .y = {t3, t9, t2, t4, t10, t13, t5, t0, t7},
        .z = {t1, t11, t12, t6, t15, t16, t8, t18, t19},
        .more = {q[6], t17},
    };
}

// n = a1 a0 + M (a1 + a0)^2. The square is linear, a sum of some y[k] + z[k]; where y[k] z[k] stands
// beside it, the two are an OR.
INLINE void norm(const struct factors *f, word n[4])
{
    const word *y = f->y, *z = f->z;
    const word high = (y[6] | z[6]) ^ (y[7] & z[7]), low = (y[7] & z[7]) ^ (y[8] & z[8]);
    n[0] = (y[0] & z[0]) ^ (y[2] | z[2]) ^ low;
    n[1] = (y[1] & z[1]) ^ (y[2] | z[2]) ^ high ^ f->more[0];
    n[2] = (y[3] & z[3]) ^ (y[5] & z[5]) ^ low ^ f->more[1];
    n[3] = (y[4] & z[4]) ^ (y[5] & z[5]) ^ high;
}

// The inverse of n in GF(2^4), as the nine factors of a product.
INLINE void invert(const word n[4], word e[9])
{
    const word sum1 = n[0] ^ n[1], sum0 = n[2] ^ n[3];
    const word u1 = (sum1 & sum0) ^ (n[0] | n[2]), u0 = (n[1] & n[3]) ^ (sum1 | sum0); // the norm, in GF(2^2)
    const word v1 = u0, v0 = u1, v = u1 ^ u0; // its inverse, its square
    const word a1 = v1 & n[2], a0 = v0 & n[3], a = v & sum0;
    const word b1 = v1 & n[0], b0 = v0 & n[1], b = v & sum1;
    e[0] = a ^ a1;
    e[1] = a ^ a0;
    e[2] = a1 ^ a0;
    e[3] = b ^ b1;
    e[4] = b ^ b0;
    e[5] = b1 ^ b0;
    e[6] = e[0] ^ e[3];
    e[7] = e[1] ^ e[4];
    e[8] = e[2] ^ e[5];
}

// The products of n^-1 with a0 and with a1.
INLINE void products(const word e[9], const struct factors *f, word p[18])
{
#pragma GCC unroll 9
    for (int k = 0; k < 9; k++) {
        p[k] = e[k] & f->z[k];
        p[9 + k] = e[k] & f->y[k];
    }
}

// From the products to the output bits, affine map included.
INLINE void lower(const word p[18], word q[8])
{
    const word s0 = p[1] ^ p[0], s1 = p[2] ^ p[0], s2 = p[7] ^ s1, s3 = p[5] ^ s1, s4 = p[4] ^ s3,
               s5 = p[3] ^ s3, s6 = p[15] ^ p[16], s7 = p[17] ^ p[16], s8 = p[9] ^ s7, s9 = p[12] ^ s7,
               s10 = p[13] ^ s9, s11 = p[14] ^ s9, s12 = s5 ^ s11, s13 = p[6] ^ p[8], s14 = s2 ^ p[8],
               s15 = s6 ^ s14, s16 = s12 ^ s14, s17 = s11 ^ s14, s18 = s13 ^ s4, s19 = s0 ^ s4,
               s20 = s12 ^ s19, s21 = s8 ^ s19, s22 = s18 ^ p[11], s23 = p[10] ^ s22, s24 = s10 ^ s23,
               s25 = s15 ^ s23, s26 = p[11] ^ s21, s27 = s22 ^ s21;
    q[0] = s26;
    q[1] = s27;
    q[2] = s24;
    q[3] = s20;
    q[4] = s12;
    q[5] = s25;
    q[6] = s16;
    q[7] = s17;
}

INLINE void lower_inverse(const word p[18], word q[8])
{
    const word s0 = p[0] ^ p[2], s1 = p[1] ^ p[2], s2 = p[4] ^ s1, s3 = p[6] ^ s1, s4 = p[11] ^ p[17],
               s5 = p[7] ^ s4, s6 = s5 ^ p[9], s7 = s6 ^ p[16], s8 = p[8] ^ s7, s9 = s3 ^ s7, s10 = p[3] ^ s9,
               s11 = s10 ^ p[5], s12 = s2 ^ p[5], s13 = s8 ^ s0, s14 = s11 ^ s0, s15 = p[14] ^ p[13],
               s16 = p[12] ^ p[13], s17 = s9 ^ s12, s18 = s16 ^ s12, s19 = p[17] ^ s18, s20 = p[10] ^ s18,
               s21 = s20 ^ s14, s22 = p[9] ^ s21, s23 = s4 ^ s21, s24 = s19 ^ p[15], s25 = s15 ^ p[15],
               s26 = s24 ^ s13, s27 = p[16] ^ s25, s28 = s23 ^ s25;
    q[0] = s27;
    q[1] = s13;
    q[2] = s14;
    q[3] = s26;
    q[4] = s17;
    q[5] = s22;
    q[6] = s28;
    q[7] = s9;
}

// SubBytes, less {63}, on the bit planes of G states (1 or 2); or InvSubBytes of them plus {63}. Two
// states take turns, a piece of the circuit each: within one, many gates have to wait for others.
INLINE void sub_bytes(word (*q)[8], const unsigned G, const bool inverse)
{
    struct factors f[2];
    word n[2][4], e[2][9], p[2][18];
    for (unsigned g = 0; g < G; g++)
        f[g] = inverse ? lift_inverse(q[g]) : lift(q[g]);
    for (unsigned g = 0; g < G; g++)
        norm(&f[g], n[g]);
    for (unsigned g = 0; g < G; g++)
        invert(n[g], e[g]);
    for (unsigned g = 0; g < G; g++)
        products(e[g], &f[g], p[g]);
    for (unsigned g = 0; g < G; g++)
        (inverse ? lower_inverse : lower)(p[g], q[g]);
}

#endif
