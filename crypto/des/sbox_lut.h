// SPDX-License-Identifier: MIT
// The DES S-boxes as circuits of three-input tables, as `des-search lut` printed them (crypto/des/search).
//
// Straight-line code: x1 to x6 are the inputs, b1 to b6 in the standard's order; each t is one table, whose
// bit 4a + 2b + c is its value for the inputs a, b, c. What is xored to the outputs *y1 to *y4 is a t, or a
// table of two values that takes y itself as its third. The includer defines V, XOR and LUT3(table, a, b, c),
// which is one instruction in AVX-512: vpternlog.
#ifndef GLASSLOCK_DES_SBOX_LUT_H
#define GLASSLOCK_DES_SBOX_LUT_H

#define COMPLEMENTS 0 // all outputs come out as the standard has them

#define SBOX(i)                                                                                              \
    static inline __attribute__((always_inline)) void sbox##i(V x1, V x2, V x3, V x4, V x5, V x6, V *y1,     \
                                                              V *y2, V *y3, V *y4)
#define TERNARY(out, table, a, b, c)  const V out = LUT3(table, a, b, c)
#define TERNARY_TO(y, table, a, b, c) *(y) = LUT3(table, a, b, c)
#define XOR_TO(y, a)                  *(y) = XOR(*(y), a)

// 25 tables, and 4 sums
SBOX(1)
{
    TERNARY(t1, 0x94, x5, x6, x4);
    TERNARY(t2, 0xbc, x4, x1, x5);
    TERNARY(t3, 0xc6, x2, t1, t2);
    TERNARY(t4, 0x6d, x6, x1, x2);
    TERNARY(t5, 0x70, t4, t3, x1);
    TERNARY(t6, 0x8d, t5, x2, t1);
    TERNARY(t7, 0xac, x5, t5, t6);
    TERNARY(t8, 0xe4, t3, t7, x3);
    XOR_TO(y1, t8);
    TERNARY(t9, 0x96, t7, t6, x2);
    TERNARY(t10, 0xdb, t8, t1, t4);
    TERNARY(t11, 0x9e, x5, t9, t2);
    TERNARY(t12, 0x8d, x5, t10, x1);
    TERNARY(t13, 0x6c, x3, t11, t12);
    TERNARY(t14, 0x96, x3, x1, t1);
    TERNARY(t15, 0xb2, t14, t12, t9);
    TERNARY(t16, 0x6c, x6, t13, t15);
    XOR_TO(y2, t16);
    TERNARY(t17, 0x95, t7, t2, x2);
    TERNARY(t18, 0x96, t17, x3, t10);
    TERNARY(t19, 0xd2, t17, t9, x3);
    TERNARY(t20, 0x6c, x6, t18, t19);
    XOR_TO(y3, t20);
    TERNARY(t21, 0xe9, t16, x5, t18);
    TERNARY(t22, 0x69, t21, t9, t8);
    TERNARY(t23, 0x27, t19, t20, t16);
    TERNARY(t24, 0xa7, t23, x5, t8);
    TERNARY(t25, 0x6c, x6, t22, t24);
    XOR_TO(y4, t25);
}

// 21 tables, and 7 sums
SBOX(2)
{
    TERNARY(t1, 0x69, x1, x4, x5);
    TERNARY(t2, 0x63, x4, x3, x6);
    TERNARY(t3, 0x6c, x3, t1, x1);
    TERNARY_TO(y3, 0x78, *y3, t3, t1);
    TERNARY(t4, 0x9b, x5, t2, x1);
    TERNARY_TO(y3, 0x69, *y3, x2, t4);
    TERNARY(t5, 0x6c, x6, t3, t4);
    TERNARY(t6, 0xbe, x1, t5, x5);
    TERNARY(t7, 0x96, t6, x3, x2);
    TERNARY(t8, 0x17, x5, x2, t5);
    TERNARY(t9, 0x6c, x1, t7, t8);
    TERNARY(t10, 0x92, t2, t4, x2);
    TERNARY_TO(y3, 0xd2, *y3, x3, t10);
    TERNARY(t11, 0x0e, t10, x2, x5);
    TERNARY(t12, 0xc6, x6, t9, t11);
    XOR_TO(y4, t12);
    TERNARY(t13, 0x61, t9, x5, x6);
    TERNARY(t14, 0x68, t13, t6, t8);
    TERNARY(t15, 0xac, x2, t14, t5);
    XOR_TO(y1, t15);
    TERNARY(t16, 0x61, x5, x6, x3);
    TERNARY(t17, 0xd6, t16, x4, x3);
    TERNARY(t18, 0x74, t1, t2, t17);
    TERNARY(t19, 0xca, t10, t17, t18);
    XOR_TO(y2, t19);
    TERNARY(t20, 0x8e, x3, t8, t11);
    TERNARY(t21, 0x63, t20, t19, t14);
    TERNARY_TO(y3, 0xd2, *y3, x4, t21);
}

// 18 tables, and 9 sums
SBOX(3)
{
    TERNARY(t1, 0x96, x6, x3, x1);
    TERNARY_TO(y1, 0x69, *y1, t1, x5);
    TERNARY(t2, 0x47, x4, x5, x3);
    TERNARY(t3, 0x49, t1, x5, x2);
    TERNARY(t4, 0x96, t2, x2, x6);
    TERNARY_TO(y4, 0xe1, *y4, t4, x1);
    TERNARY(t5, 0x85, x6, x5, x4);
    TERNARY_TO(y2, 0x69, *y2, t5, t1);
    TERNARY(t6, 0x67, t3, x4, x6);
    TERNARY(t7, 0x5c, x2, t5, x3);
    TERNARY(t8, 0xd2, t6, x1, t7);
    TERNARY_TO(y2, 0xd2, *y2, t4, t8);
    TERNARY(t9, 0x13, t1, t5, x2);
    TERNARY(t10, 0xa9, t9, x4, t3);
    TERNARY_TO(y4, 0x78, *y4, x1, t10);
    TERNARY(t11, 0x5d, x3, t6, t10);
    TERNARY(t12, 0x4a, t11, t4, x2);
    TERNARY(t13, 0xd6, t7, x3, x5);
    TERNARY(t14, 0x78, t13, x1, t12);
    XOR_TO(y3, t14);
    TERNARY(t15, 0x98, t11, x6, t8);
    TERNARY_TO(y3, 0x78, *y3, x2, t15);
    TERNARY(t16, 0x97, t7, t9, t4);
    TERNARY_TO(y1, 0xd2, *y1, x4, t16);
    TERNARY(t17, 0x24, t10, t15, x3);
    TERNARY(t18, 0xa4, t17, t13, t3);
    TERNARY_TO(y1, 0xd2, *y1, x2, t18);
}

// 18 tables, and 4 sums
SBOX(4)
{
    TERNARY(t1, 0x94, x5, x2, x4);
    TERNARY(t2, 0x6b, x2, x3, x5);
    TERNARY(t3, 0x9a, t2, t1, x5);
    TERNARY(t4, 0x76, x2, t1, x3);
    TERNARY(t5, 0x69, t4, t3, x4);
    TERNARY(t6, 0x9b, t5, x5, t3);
    TERNARY(t7, 0x6a, x1, t6, t5);
    TERNARY(t8, 0x9a, x3, x2, t1);
    TERNARY(t9, 0xe2, t8, x1, t3);
    TERNARY(t10, 0x4e, t7, t9, x6);
    XOR_TO(y2, t10);
    TERNARY(t11, 0x8b, t1, x1, t3);
    TERNARY(t12, 0x1e, t5, x5, t9);
    TERNARY(t13, 0xc6, x2, t11, t12);
    TERNARY(t14, 0xd1, x5, x1, t13);
    TERNARY(t15, 0x38, t14, t4, t6);
    TERNARY(t16, 0xc6, x6, t13, t15);
    XOR_TO(y3, t16);
    TERNARY(t17, 0xca, x6, t9, t7);
    XOR_TO(y1, t17);
    TERNARY(t18, 0x69, t16, x6, t15);
    XOR_TO(y4, t18);
}

// 21 tables, and 8 sums
SBOX(5)
{
    TERNARY(t1, 0xa1, x6, x4, x5);
    TERNARY(t2, 0xcb, t1, x1, x5);
    TERNARY(t3, 0x64, x1, x6, t2);
    TERNARY(t4, 0x69, t3, x5, x4);
    TERNARY(t5, 0xac, x3, t2, t4);
    TERNARY_TO(y4, 0x96, *y4, x2, t5);
    TERNARY(t6, 0x19, x1, x3, x4);
    TERNARY(t7, 0x71, t5, t4, t1);
    TERNARY(t8, 0xca, x5, t6, t7);
    TERNARY_TO(y4, 0x1e, *y4, t8, x2);
    TERNARY(t9, 0x97, x3, x1, x6);
    TERNARY(t10, 0x49, x5, x3, x1);
    TERNARY_TO(y3, 0x4b, *y3, t10, t8);
    TERNARY(t11, 0x96, t10, x6, x2);
    TERNARY(t12, 0x1b, t10, t11, t9);
    TERNARY(t13, 0x78, t12, t8, t4);
    TERNARY(t14, 0xca, x4, t11, t13);
    XOR_TO(y2, t14);
    TERNARY_TO(y3, 0x96, *y3, t14, t2);
    TERNARY(t15, 0x0e, t6, t9, x3);
    TERNARY(t16, 0x25, t15, t10, t3);
    TERNARY(t17, 0xe0, x4, t1, x3);
    TERNARY(t18, 0x4b, t17, t5, x2);
    TERNARY(t19, 0x6c, t11, t16, t18);
    XOR_TO(y1, t19);
    TERNARY_TO(y3, 0x69, *y3, t19, t17);
    TERNARY(t20, 0x7b, t14, x1, x4);
    TERNARY(t21, 0xe9, t20, x2, x5);
    TERNARY_TO(y3, 0xd2, *y3, t18, t21);
}

// 21 tables, and 6 sums
SBOX(6)
{
    TERNARY(t1, 0x69, x4, x1, x5);
    TERNARY(t2, 0xe1, x2, x5, t1);
    TERNARY_TO(y3, 0x96, *y3, t2, x6);
    TERNARY(t3, 0xc6, x3, t1, t2);
    TERNARY(t4, 0xd8, t2, x1, t1);
    TERNARY(t5, 0xc1, t4, x3, t2);
    TERNARY(t6, 0xa9, t5, x2, t1);
    TERNARY(t7, 0x69, t3, t2, x6);
    TERNARY(t8, 0xc2, x4, t3, x6);
    TERNARY(t9, 0xc6, x3, t7, t8);
    TERNARY(t10, 0xf4, x1, x4, x6);
    TERNARY(t11, 0xc5, t10, t9, t6);
    XOR_TO(y4, t11);
    TERNARY(t12, 0x93, t6, t5, x5);
    TERNARY(t13, 0x4e, t12, t3, x6);
    XOR_TO(y1, t13);
    TERNARY(t14, 0xb0, t6, x2, t10);
    TERNARY(t15, 0x56, t14, t5, t7);
    TERNARY(t16, 0xeb, t5, t11, t12);
    TERNARY(t17, 0xd2, t16, x5, t2);
    TERNARY(t18, 0x6c, x1, t15, t17);
    XOR_TO(y2, t18);
    TERNARY(t19, 0x68, t8, t7, t14);
    TERNARY_TO(y3, 0x78, *y3, x5, t19);
    TERNARY(t20, 0x41, t11, x5, x2);
    TERNARY(t21, 0x0b, t20, x6, t18);
    TERNARY_TO(y3, 0xd2, *y3, x3, t21);
}

// 22 tables, and 5 sums
SBOX(7)
{
    TERNARY(t1, 0x69, x5, x4, x1);
    TERNARY(t2, 0x2d, x2, x5, x4);
    TERNARY(t3, 0x2d, t1, x1, x2);
    TERNARY(t4, 0xe2, t1, t3, x5);
    TERNARY(t5, 0x5b, t4, x1, x3);
    TERNARY(t6, 0x49, t3, t2, x4);
    TERNARY(t7, 0x4b, t6, t5, x6);
    TERNARY(t8, 0xd5, t2, x5, x1);
    TERNARY(t9, 0x6c, x3, t7, t8);
    XOR_TO(y1, t9);
    TERNARY(t10, 0x07, t2, t5, x1);
    TERNARY(t11, 0x96, t10, t7, t8);
    TERNARY(t12, 0xd6, x4, t1, t9);
    TERNARY_TO(y3, 0x96, *y3, t12, t11);
    TERNARY(t13, 0x9c, t2, t1, x3);
    TERNARY(t14, 0xb9, t3, x2, t10);
    TERNARY(t15, 0x6c, x6, t13, t14);
    XOR_TO(y4, t15);
    TERNARY(t16, 0x6c, t15, t2, t5);
    TERNARY(t17, 0xe2, t16, x4, t11);
    TERNARY(t18, 0x16, t14, t12, x3);
    TERNARY(t19, 0x7e, t18, t8, t4);
    TERNARY(t20, 0x6c, x6, t17, t19);
    XOR_TO(y2, t20);
    TERNARY(t21, 0x96, t5, t15, t4);
    TERNARY(t22, 0xf1, t21, t7, t15);
    TERNARY_TO(y3, 0x78, *y3, x6, t22);
}

// 19 tables, and 7 sums
SBOX(8)
{
    TERNARY(t1, 0xc4, x2, x3, x4);
    TERNARY(t2, 0x69, t1, x2, x5);
    TERNARY(t3, 0x4b, x4, x3, t2);
    TERNARY(t4, 0x85, t3, x5, x2);
    TERNARY(t5, 0xc6, x1, t2, t4);
    TERNARY(t6, 0x9a, x3, x2, t3);
    TERNARY(t7, 0x7b, t6, x1, x5);
    TERNARY_TO(y2, 0x96, *y2, t5, t7);
    TERNARY_TO(y2, 0xd2, *y2, x6, t7);
    TERNARY(t8, 0x47, x3, t5, t2);
    TERNARY(t9, 0xc8, x5, x1, x4);
    TERNARY(t10, 0x49, t3, x5, t9);
    TERNARY(t11, 0x69, t1, t7, t4);
    TERNARY(t12, 0x65, x1, t4, t11);
    TERNARY(t13, 0xe1, t12, t8, x2);
    TERNARY(t14, 0x71, t9, t10, t5);
    TERNARY(t15, 0x6c, x6, t13, t14);
    XOR_TO(y3, t15);
    TERNARY(t16, 0xb6, x5, t8, t4);
    TERNARY_TO(y1, 0x96, *y1, t16, t10);
    TERNARY_TO(y4, 0x69, *y4, t16, t10);
    TERNARY(t17, 0xd1, t15, t3, t1);
    TERNARY(t18, 0x96, t17, x2, t16);
    TERNARY_TO(y4, 0x78, *y4, x6, t18);
    TERNARY(t19, 0x69, t16, x1, t11);
    TERNARY_TO(y1, 0xd2, *y1, x6, t19);
}

#endif
