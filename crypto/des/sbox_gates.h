// SPDX-License-Identifier: MIT
// The DES S-boxes as circuits of two-input gates, as `des-search gates` printed them (crypto/des/search).
//
// Straight-line code: x1 to x6 are the inputs, b1 to b6 in the standard's order; each t is one gate; the four
// outputs are xored to *y1 to *y4. The includer defines V, AND, OR, XOR, NOT, and ANDNOT(a, b): a and not b.
#ifndef GLASSLOCK_DES_SBOX_GATES_H
#define GLASSLOCK_DES_SBOX_GATES_H

// The outputs that come out complemented, as they arrive in the next round's inputs: in expanded form
// (des_keys.h)
#define COMPLEMENTS UINT64_C(0x1b311b311b333739)

#define SBOX(i)                                                                                              \
    static inline __attribute__((always_inline)) void sbox##i(V x1, V x2, V x3, V x4, V x5, V x6, V *y1,     \
                                                              V *y2, V *y3, V *y4)
#define GATE(out, gate, ...) const V out = gate(__VA_ARGS__)
#define XOR_TO(y, a)         *(y) = XOR(*(y), a)

// 53 gates
SBOX(1)
{
    GATE(t1, NOT, x3);
    GATE(t2, AND, x1, x3);
    GATE(t3, XOR, x4, x1);
    GATE(t4, OR, t2, t3);
    GATE(t5, ANDNOT, t4, x5);
    GATE(t6, XOR, t1, t5);
    GATE(t7, XOR, x5, x6);
    GATE(t8, XOR, t3, x3);
    GATE(t9, OR, t7, t8);
    GATE(t10, ANDNOT, x1, t9);
    GATE(t11, OR, t5, t3);
    GATE(t12, XOR, t10, t11);
    GATE(t13, AND, t2, t11);
    GATE(t14, AND, t12, t6);
    GATE(t15, XOR, t13, t14);
    GATE(t16, ANDNOT, t15, x2);
    GATE(t17, ANDNOT, t9, x2);
    GATE(t18, XOR, t6, t17);
    GATE(t19, XOR, t16, t12);
    GATE(t20, ANDNOT, t19, x6);
    GATE(t21, XOR, t20, t18);
    XOR_TO(y3, t21);
    GATE(t22, ANDNOT, t7, t14);
    GATE(t23, XOR, t3, t22);
    GATE(t24, ANDNOT, x3, t4);
    GATE(t25, XOR, t14, t24);
    GATE(t26, ANDNOT, t25, x2);
    GATE(t27, XOR, t23, t26);
    GATE(t28, OR, t5, t22);
    GATE(t29, ANDNOT, t28, x4);
    GATE(t30, ANDNOT, t21, t29);
    GATE(t31, OR, t27, t14);
    GATE(t32, XOR, x2, t5);
    GATE(t33, XOR, t31, t32);
    GATE(t34, ANDNOT, t9, t14);
    GATE(t35, XOR, x6, t30);
    GATE(t36, OR, t34, t35);
    GATE(t37, AND, t36, x1);
    GATE(t38, XOR, t33, t37);
    XOR_TO(y1, t38);
    GATE(t39, OR, t10, t3);
    GATE(t40, ANDNOT, t38, t8);
    GATE(t41, XOR, t39, t40);
    GATE(t42, ANDNOT, t41, x6);
    GATE(t43, XOR, t27, t42);
    XOR_TO(y2, t43);
    GATE(t44, OR, t42, t7);
    GATE(t45, XOR, t29, t8);
    GATE(t46, XOR, t44, t45);
    GATE(t47, ANDNOT, t22, x1);
    GATE(t48, XOR, t27, t47);
    GATE(t49, XOR, t8, t30);
    GATE(t50, AND, t49, x5);
    GATE(t51, XOR, t48, t50);
    GATE(t52, ANDNOT, t51, x2);
    GATE(t53, XOR, t46, t52);
    XOR_TO(y4, t53);
}

// 47 gates
SBOX(2)
{
    GATE(t1, XOR, x1, x5);
    GATE(t2, XOR, x4, t1);
    GATE(t3, XOR, x2, x3);
    GATE(t4, XOR, x4, t3);
    GATE(t5, ANDNOT, x5, t4);
    GATE(t6, AND, t5, x1);
    GATE(t7, AND, x4, x5);
    GATE(t8, XOR, x6, t3);
    GATE(t9, XOR, t7, t8);
    GATE(t10, OR, t1, t7);
    GATE(t11, ANDNOT, t9, t6);
    GATE(t12, XOR, t10, t11);
    GATE(t13, ANDNOT, x1, t3);
    GATE(t14, XOR, t2, t13);
    GATE(t15, ANDNOT, x1, t11);
    GATE(t16, XOR, t8, t15);
    GATE(t17, AND, t16, x6);
    GATE(t18, XOR, t14, t17);
    GATE(t19, XOR, t12, t18);
    GATE(t20, XOR, x2, t19);
    GATE(t21, ANDNOT, t9, x3);
    GATE(t22, XOR, t2, t21);
    GATE(t23, XOR, t6, t4);
    GATE(t24, AND, t23, x2);
    GATE(t25, ANDNOT, t10, t24);
    GATE(t26, AND, t25, x6);
    GATE(t27, AND, t11, t22);
    GATE(t28, XOR, t17, t27);
    GATE(t29, XOR, t26, t20);
    GATE(t30, AND, x5, t28);
    GATE(t31, XOR, t29, t30);
    XOR_TO(y4, t31);
    GATE(t32, XOR, t24, t21);
    GATE(t33, ANDNOT, t32, x6);
    GATE(t34, XOR, t22, t33);
    XOR_TO(y2, t34);
    GATE(t35, AND, t20, t19);
    GATE(t36, XOR, t18, t35);
    XOR_TO(y1, t36);
    GATE(t37, ANDNOT, t13, t18);
    GATE(t38, XOR, t9, t37);
    GATE(t39, AND, t18, t31);
    GATE(t40, XOR, t5, t39);
    GATE(t41, ANDNOT, t40, x2);
    GATE(t42, XOR, t38, t41);
    GATE(t43, XOR, t27, x2);
    GATE(t44, XOR, x4, t29);
    GATE(t45, OR, t43, t44);
    GATE(t46, ANDNOT, t45, x1);
    GATE(t47, XOR, t42, t46);
    XOR_TO(y3, t47);
}

// 51 gates
SBOX(3)
{
    GATE(t1, XOR, x3, x6);
    GATE(t2, OR, x4, x6);
    GATE(t3, AND, t2, x1);
    GATE(t4, XOR, t1, t3);
    GATE(t5, XOR, x3, x4);
    GATE(t6, OR, x1, t5);
    GATE(t7, ANDNOT, t6, x5);
    GATE(t8, XOR, t4, t7);
    GATE(t9, XOR, t8, x4);
    GATE(t10, ANDNOT, t9, t1);
    GATE(t11, AND, t10, x1);
    GATE(t12, XOR, x2, t11);
    GATE(t13, AND, t12, x2);
    GATE(t14, XOR, t12, t10);
    GATE(t15, XOR, x5, t14);
    GATE(t16, ANDNOT, t6, t13);
    GATE(t17, ANDNOT, t16, x3);
    GATE(t18, XOR, t15, t17);
    GATE(t19, AND, t9, t15);
    GATE(t20, XOR, t6, t19);
    GATE(t21, ANDNOT, t20, x6);
    GATE(t22, XOR, t18, t21);
    GATE(t23, XOR, t14, x1);
    GATE(t24, OR, t22, t1);
    GATE(t25, ANDNOT, t24, x4);
    GATE(t26, AND, t25, x5);
    GATE(t27, XOR, t22, t23);
    GATE(t28, AND, t5, t27);
    GATE(t29, XOR, t24, t26);
    GATE(t30, XOR, t23, t29);
    GATE(t31, XOR, t26, t2);
    GATE(t32, XOR, t25, t31);
    GATE(t33, AND, t28, x1);
    GATE(t34, XOR, t32, t33);
    GATE(t35, AND, t34, x6);
    GATE(t36, XOR, t30, t35);
    XOR_TO(y2, t36);
    GATE(t37, AND, t5, x1);
    GATE(t38, XOR, t22, t37);
    XOR_TO(y1, t38);
    GATE(t39, ANDNOT, t20, t27);
    GATE(t40, ANDNOT, t12, t5);
    GATE(t41, XOR, t39, t40);
    GATE(t42, ANDNOT, t1, t7);
    GATE(t43, XOR, t26, t42);
    GATE(t44, ANDNOT, t43, x2);
    GATE(t45, XOR, t41, t44);
    GATE(t46, XOR, t38, t44);
    GATE(t47, ANDNOT, x2, t1);
    GATE(t48, XOR, t46, t47);
    GATE(t49, AND, t48, x4);
    GATE(t50, XOR, t45, t49);
    XOR_TO(y3, t50);
    GATE(t51, XOR, t8, t13);
    XOR_TO(y4, t51);
}

// 38 gates
SBOX(4)
{
    GATE(t1, XOR, x4, x5);
    GATE(t2, AND, x4, t1);
    GATE(t3, XOR, x1, x3);
    GATE(t4, XOR, t2, t3);
    GATE(t5, ANDNOT, t4, x2);
    GATE(t6, XOR, t1, t5);
    GATE(t7, ANDNOT, x4, t6);
    GATE(t8, XOR, x2, t7);
    GATE(t9, ANDNOT, t1, x3);
    GATE(t10, XOR, t8, t9);
    GATE(t11, ANDNOT, t10, x1);
    GATE(t12, XOR, t6, t11);
    GATE(t13, ANDNOT, x3, t1);
    GATE(t14, OR, t8, t11);
    GATE(t15, XOR, t13, t14);
    GATE(t16, OR, x1, t6);
    GATE(t17, ANDNOT, t12, t4);
    GATE(t18, ANDNOT, t16, t17);
    GATE(t19, XOR, x4, t15);
    GATE(t20, XOR, t18, t2);
    GATE(t21, XOR, t1, t20);
    GATE(t22, AND, t21, x2);
    GATE(t23, XOR, t19, t22);
    GATE(t24, XOR, t15, t16);
    GATE(t25, OR, x3, t17);
    GATE(t26, XOR, t23, t25);
    GATE(t27, AND, t26, x5);
    GATE(t28, XOR, t24, t27);
    GATE(t29, ANDNOT, t28, x6);
    GATE(t30, XOR, t23, t29);
    XOR_TO(y4, t30);
    GATE(t31, XOR, t28, x6);
    GATE(t32, XOR, t30, t31);
    XOR_TO(y3, t32);
    GATE(t33, ANDNOT, x4, t18);
    GATE(t34, XOR, t19, t33);
    GATE(t35, AND, t34, x6);
    GATE(t36, XOR, t12, t35);
    XOR_TO(y2, t36);
    GATE(t37, XOR, t36, x6);
    GATE(t38, XOR, t34, t37);
    XOR_TO(y1, t38);
}

// 56 gates
SBOX(5)
{
    GATE(t1, XOR, x4, x5);
    GATE(t2, XOR, t1, x3);
    GATE(t3, OR, x5, x1);
    GATE(t4, OR, t2, t3);
    GATE(t5, ANDNOT, t4, x2);
    GATE(t6, XOR, t1, t5);
    GATE(t7, ANDNOT, x2, x5);
    GATE(t8, XOR, x1, t7);
    GATE(t9, ANDNOT, t8, x3);
    GATE(t10, XOR, t6, t9);
    GATE(t11, OR, t5, x3);
    GATE(t12, ANDNOT, t3, t2);
    GATE(t13, ANDNOT, t11, t12);
    GATE(t14, ANDNOT, t8, x4);
    GATE(t15, XOR, t13, t14);
    GATE(t16, AND, t15, x1);
    GATE(t17, XOR, t13, t16);
    GATE(t18, ANDNOT, t17, x6);
    GATE(t19, XOR, t10, t18);
    XOR_TO(y3, t19);
    GATE(t20, AND, t1, t11);
    GATE(t21, XOR, t8, t20);
    GATE(t22, XOR, t7, x3);
    GATE(t23, ANDNOT, t19, x5);
    GATE(t24, XOR, t22, t23);
    GATE(t25, ANDNOT, t24, x6);
    GATE(t26, XOR, t21, t25);
    GATE(t27, AND, x4, t5);
    GATE(t28, AND, t15, t27);
    GATE(t29, ANDNOT, x5, t26);
    GATE(t30, XOR, t21, t29);
    GATE(t31, ANDNOT, t30, x6);
    GATE(t32, XOR, t28, t31);
    GATE(t33, ANDNOT, t32, x1);
    GATE(t34, XOR, t26, t33);
    XOR_TO(y4, t34);
    GATE(t35, XOR, t6, x6);
    GATE(t36, OR, t12, t21);
    GATE(t37, XOR, t35, t36);
    GATE(t38, ANDNOT, t19, t31);
    GATE(t39, XOR, t12, t38);
    GATE(t40, XOR, t12, x2);
    GATE(t41, XOR, t34, t40);
    GATE(t42, AND, t41, x2);
    GATE(t43, XOR, t39, t42);
    GATE(t44, ANDNOT, t43, x4);
    GATE(t45, XOR, t37, t44);
    XOR_TO(y2, t45);
    GATE(t46, ANDNOT, t26, x2);
    GATE(t47, XOR, t19, t45);
    GATE(t48, XOR, t46, t47);
    GATE(t49, OR, x6, t11);
    GATE(t50, XOR, t26, t49);
    GATE(t51, ANDNOT, t50, x1);
    GATE(t52, XOR, t48, t51);
    GATE(t53, OR, t2, t47);
    GATE(t54, ANDNOT, t53, t34);
    GATE(t55, ANDNOT, t54, x5);
    GATE(t56, XOR, t52, t55);
    XOR_TO(y1, t56);
}

// 50 gates
SBOX(6)
{
    GATE(t1, XOR, x1, x5);
    GATE(t2, XOR, x4, t1);
    GATE(t3, ANDNOT, t2, x5);
    GATE(t4, XOR, x2, t3);
    GATE(t5, ANDNOT, t4, x3);
    GATE(t6, XOR, t2, t5);
    GATE(t7, XOR, t6, x3);
    GATE(t8, XOR, x4, t7);
    GATE(t9, OR, t6, t2);
    GATE(t10, ANDNOT, t9, x1);
    GATE(t11, XOR, t8, t10);
    GATE(t12, ANDNOT, x5, t11);
    GATE(t13, XOR, t4, t12);
    GATE(t14, ANDNOT, t13, x2);
    GATE(t15, XOR, t11, t14);
    GATE(t16, AND, t15, x6);
    GATE(t17, XOR, t6, t16);
    XOR_TO(y1, t17);
    GATE(t18, OR, x4, t17);
    GATE(t19, ANDNOT, t18, t10);
    GATE(t20, AND, t19, x6);
    GATE(t21, XOR, t20, t4);
    GATE(t22, XOR, t8, t17);
    GATE(t23, AND, x3, t22);
    GATE(t24, XOR, t21, t9);
    GATE(t25, ANDNOT, t1, t7);
    GATE(t26, XOR, t24, t25);
    GATE(t27, ANDNOT, t23, x5);
    GATE(t28, XOR, t26, t27);
    XOR_TO(y4, t28);
    GATE(t29, XOR, t15, t4);
    GATE(t30, ANDNOT, t28, x5);
    GATE(t31, OR, t5, t30);
    GATE(t32, AND, t31, x6);
    GATE(t33, XOR, t8, t32);
    GATE(t34, XOR, t29, x6);
    GATE(t35, OR, t6, t20);
    GATE(t36, OR, t22, t3);
    GATE(t37, XOR, t35, t36);
    GATE(t38, AND, t37, x4);
    GATE(t39, XOR, t34, t38);
    GATE(t40, OR, t14, t22);
    GATE(t41, ANDNOT, t33, t20);
    GATE(t42, XOR, t40, t41);
    GATE(t43, AND, t42, x1);
    GATE(t44, XOR, t39, t43);
    XOR_TO(y2, t44);
    GATE(t45, OR, t18, t34);
    GATE(t46, XOR, t33, x4);
    GATE(t47, XOR, t45, t46);
    GATE(t48, AND, t28, t24);
    GATE(t49, AND, t48, x2);
    GATE(t50, XOR, t47, t49);
    XOR_TO(y3, t50);
}

// 52 gates
SBOX(7)
{
    GATE(t1, XOR, x4, x2);
    GATE(t2, OR, x2, x4);
    GATE(t3, XOR, x6, x3);
    GATE(t4, XOR, t2, t3);
    GATE(t5, ANDNOT, t4, x1);
    GATE(t6, XOR, t1, t5);
    GATE(t7, OR, x2, t4);
    GATE(t8, XOR, x5, x1);
    GATE(t9, OR, t7, t8);
    GATE(t10, AND, t9, x5);
    GATE(t11, XOR, t6, t10);
    GATE(t12, OR, t11, t8);
    GATE(t13, XOR, t3, t7);
    GATE(t14, XOR, t11, x1);
    GATE(t15, ANDNOT, t13, t14);
    GATE(t16, ANDNOT, t15, t8);
    GATE(t17, XOR, t9, t16);
    GATE(t18, AND, t17, x3);
    GATE(t19, XOR, t15, t18);
    GATE(t20, AND, t19, x4);
    GATE(t21, XOR, t8, t7);
    GATE(t22, XOR, t20, t21);
    GATE(t23, XOR, t9, t5);
    GATE(t24, XOR, t12, t18);
    GATE(t25, ANDNOT, t23, t24);
    GATE(t26, ANDNOT, t1, t25);
    GATE(t27, ANDNOT, t12, x1);
    GATE(t28, XOR, t4, t27);
    GATE(t29, AND, t10, t7);
    GATE(t30, AND, t29, x4);
    GATE(t31, XOR, t28, t30);
    GATE(t32, XOR, t7, t12);
    GATE(t33, ANDNOT, t14, x5);
    GATE(t34, XOR, t26, t33);
    GATE(t35, ANDNOT, t34, x4);
    GATE(t36, XOR, t32, t35);
    GATE(t37, AND, t36, x3);
    GATE(t38, XOR, t31, t37);
    XOR_TO(y3, t38);
    GATE(t39, ANDNOT, t25, x6);
    GATE(t40, XOR, t11, t39);
    XOR_TO(y1, t40);
    GATE(t41, ANDNOT, t6, t20);
    GATE(t42, OR, t22, t16);
    GATE(t43, XOR, t41, t42);
    GATE(t44, ANDNOT, x4, t28);
    GATE(t45, XOR, t41, t30);
    GATE(t46, XOR, t3, t45);
    GATE(t47, AND, t46, x3);
    GATE(t48, XOR, t44, t47);
    GATE(t49, AND, t48, x2);
    GATE(t50, XOR, t43, t49);
    XOR_TO(y2, t50);
    GATE(t51, AND, x6, t26);
    GATE(t52, XOR, t22, t51);
    XOR_TO(y4, t52);
}

// 47 gates
SBOX(8)
{
    GATE(t1, XOR, x3, x2);
    GATE(t2, OR, x2, t1);
    GATE(t3, XOR, x3, x1);
    GATE(t4, AND, t2, t3);
    GATE(t5, AND, t4, x5);
    GATE(t6, XOR, t1, t5);
    GATE(t7, OR, x1, x5);
    GATE(t8, ANDNOT, t7, x4);
    GATE(t9, XOR, t6, t8);
    GATE(t10, ANDNOT, x1, t5);
    GATE(t11, OR, t6, x1);
    GATE(t12, XOR, t4, x5);
    GATE(t13, ANDNOT, t11, t12);
    GATE(t14, ANDNOT, t13, x4);
    GATE(t15, XOR, t10, t14);
    GATE(t16, AND, t15, x6);
    GATE(t17, OR, x4, t7);
    GATE(t18, XOR, t12, t9);
    GATE(t19, ANDNOT, t17, t18);
    GATE(t20, AND, x5, t10);
    GATE(t21, XOR, x2, t20);
    GATE(t22, ANDNOT, t21, x3);
    GATE(t23, XOR, t19, t22);
    GATE(t24, XOR, t23, t13);
    GATE(t25, XOR, t9, t16);
    XOR_TO(y3, t25);
    GATE(t26, OR, t24, x5);
    GATE(t27, XOR, t3, t26);
    GATE(t28, ANDNOT, x2, x4);
    GATE(t29, XOR, t27, t28);
    GATE(t30, ANDNOT, t23, t25);
    GATE(t31, XOR, x2, t30);
    GATE(t32, ANDNOT, t25, t1);
    GATE(t33, ANDNOT, t32, x4);
    GATE(t34, XOR, t31, t33);
    GATE(t35, AND, t34, x6);
    GATE(t36, XOR, t29, t35);
    XOR_TO(y4, t36);
    GATE(t37, OR, x6, t31);
    GATE(t38, XOR, t29, t37);
    GATE(t39, XOR, t23, x6);
    GATE(t40, OR, t38, x6);
    GATE(t41, ANDNOT, t15, t40);
    GATE(t42, AND, t41, x1);
    GATE(t43, XOR, t39, t42);
    XOR_TO(y2, t43);
    GATE(t44, AND, t43, t15);
    GATE(t45, ANDNOT, x1, t44);
    GATE(t46, ANDNOT, t45, x6);
    GATE(t47, XOR, t38, t46);
    XOR_TO(y1, t47);
}

#endif
