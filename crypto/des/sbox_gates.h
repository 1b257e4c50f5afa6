// SPDX-License-Identifier: MIT
// The DES S-boxes as circuits of two-input gates, found by the program in crypto/des/search (`des-search
// gates`).
//
// Straight-line code: x1 to x6 are the inputs, b1 to b6 in the standard's order; each t is one gate; the four
// outputs are xored to *y1 to *y4. The includer defines V, AND, OR, XOR, ANDNOT(a, b) = a and not b, NOT.
#ifndef GLASSLOCK_DES_SBOX_GATES_H
#define GLASSLOCK_DES_SBOX_GATES_H

// The outputs that come out complemented, as they arrive in the next round's inputs: in expanded form
// (des_keys.h)
#define COMPLEMENTS UINT64_C(0x0809162d1b311330)

#define SBOX(i)                                                                                              \
    static inline __attribute__((always_inline)) void sbox##i(V x1, V x2, V x3, V x4, V x5, V x6, V *y1,     \
                                                              V *y2, V *y3, V *y4)
#define GATE(out, gate, ...) const V out = gate(__VA_ARGS__)
#define XOR_TO(y, a)         *(y) = XOR(*(y), a)

// 62 gates
SBOX(1)
{
    GATE(t1, OR, x2, x3);
    GATE(t2, XOR, x5, x6);
    GATE(t3, XOR, t1, t2);
    GATE(t4, OR, t3, x6);
    GATE(t5, ANDNOT, t4, x3);
    GATE(t6, ANDNOT, t5, x5);
    GATE(t7, XOR, t6, x1);
    GATE(t8, ANDNOT, t7, x2);
    GATE(t9, XOR, t5, t8);
    GATE(t10, AND, t9, x1);
    GATE(t11, XOR, t3, t10);
    GATE(t12, OR, x3, t8);
    GATE(t13, XOR, x6, x2);
    GATE(t14, ANDNOT, t12, t13);
    GATE(t15, XOR, t8, x6);
    GATE(t16, OR, x3, t7);
    GATE(t17, XOR, t15, t16);
    GATE(t18, AND, t17, x5);
    GATE(t19, XOR, t14, t18);
    GATE(t20, AND, t19, x4);
    GATE(t21, XOR, t11, t20);
    XOR_TO(y1, t21);
    GATE(t22, XOR, t18, x4);
    GATE(t23, XOR, t22, t19);
    GATE(t24, OR, t23, t3);
    GATE(t25, AND, t24, x2);
    GATE(t26, XOR, t22, t25);
    GATE(t27, ANDNOT, t5, t23);
    GATE(t28, XOR, t4, t17);
    GATE(t29, XOR, t27, t28);
    GATE(t30, OR, t15, t26);
    GATE(t31, XOR, t30, x3);
    GATE(t32, AND, t31, x4);
    GATE(t33, XOR, t29, t32);
    GATE(t34, AND, t33, x1);
    GATE(t35, XOR, t26, t34);
    XOR_TO(y4, t35);
    GATE(t36, OR, t7, t2);
    GATE(t37, AND, t34, t31);
    GATE(t38, XOR, t36, t37);
    GATE(t39, ANDNOT, t11, t33);
    GATE(t40, OR, t39, t28);
    GATE(t41, ANDNOT, t40, x2);
    GATE(t42, XOR, t38, t41);
    GATE(t43, AND, t31, t36);
    GATE(t44, OR, t43, t25);
    GATE(t45, ANDNOT, t42, t2);
    GATE(t46, ANDNOT, t12, t45);
    GATE(t47, AND, t46, x1);
    GATE(t48, XOR, t44, t47);
    GATE(t49, AND, t48, x4);
    GATE(t50, XOR, t42, t49);
    XOR_TO(y2, t50);
    GATE(t51, XOR, t35, t21);
    GATE(t52, XOR, t51, t50);
    GATE(t53, NOT, t27);
    GATE(t54, ANDNOT, t53, x2);
    GATE(t55, XOR, t52, t54);
    GATE(t56, XOR, t21, t24);
    GATE(t57, XOR, t20, t35);
    GATE(t58, ANDNOT, t24, t57);
    GATE(t59, ANDNOT, t58, x6);
    GATE(t60, XOR, t56, t59);
    GATE(t61, AND, t60, x5);
    GATE(t62, XOR, t55, t61);
    XOR_TO(y3, t62);
}

// 54 gates
SBOX(2)
{
    GATE(t1, XOR, x5, x4);
    GATE(t2, XOR, t1, x1);
    GATE(t3, ANDNOT, x5, t2);
    GATE(t4, OR, t3, x4);
    GATE(t5, ANDNOT, t4, x6);
    GATE(t6, XOR, t2, t5);
    GATE(t7, ANDNOT, t5, x2);
    GATE(t8, ANDNOT, x6, t3);
    GATE(t9, XOR, t8, x2);
    GATE(t10, ANDNOT, x5, t7);
    GATE(t11, AND, t10, x1);
    GATE(t12, XOR, t9, t11);
    GATE(t13, ANDNOT, t12, x3);
    GATE(t14, ANDNOT, x1, x5);
    GATE(t15, XOR, t9, t10);
    GATE(t16, XOR, t14, t15);
    GATE(t17, NOT, t11);
    GATE(t18, ANDNOT, t17, x3);
    GATE(t19, XOR, t16, t18);
    GATE(t20, XOR, x3, t1);
    GATE(t21, ANDNOT, t20, x6);
    GATE(t22, XOR, t12, t6);
    GATE(t23, OR, t22, t13);
    GATE(t24, ANDNOT, t23, x5);
    GATE(t25, XOR, t21, t24);
    GATE(t26, AND, t25, x2);
    GATE(t27, XOR, t19, t26);
    XOR_TO(y1, t27);
    GATE(t28, OR, t7, t13);
    GATE(t29, XOR, t28, t6);
    XOR_TO(y2, t29);
    GATE(t30, ANDNOT, x5, t20);
    GATE(t31, XOR, t30, t4);
    GATE(t32, AND, t27, x1);
    GATE(t33, XOR, t32, t17);
    GATE(t34, AND, t33, x2);
    GATE(t35, XOR, t31, t34);
    GATE(t36, XOR, t29, t5);
    GATE(t37, XOR, t36, t25);
    GATE(t38, XOR, t32, t29);
    GATE(t39, ANDNOT, t38, x5);
    GATE(t40, XOR, t37, t39);
    GATE(t41, ANDNOT, t40, x6);
    GATE(t42, XOR, t35, t41);
    XOR_TO(y4, t42);
    GATE(t43, XOR, t9, t21);
    GATE(t44, XOR, t43, t6);
    GATE(t45, XOR, t42, t29);
    GATE(t46, XOR, t45, t19);
    GATE(t47, ANDNOT, t46, x3);
    GATE(t48, XOR, t44, t47);
    GATE(t49, ANDNOT, t27, t10);
    GATE(t50, XOR, t41, t28);
    GATE(t51, AND, t50, x3);
    GATE(t52, XOR, t49, t51);
    GATE(t53, ANDNOT, t52, x1);
    GATE(t54, XOR, t48, t53);
    XOR_TO(y3, t54);
}

// 55 gates
SBOX(3)
{
    GATE(t1, OR, x6, x5);
    GATE(t2, XOR, t1, x4);
    GATE(t3, XOR, x6, x3);
    GATE(t4, XOR, x2, t3);
    GATE(t5, AND, x3, x2);
    GATE(t6, ANDNOT, t4, x2);
    GATE(t7, OR, t6, x6);
    GATE(t8, AND, t7, x5);
    GATE(t9, OR, t8, t3);
    GATE(t10, NOT, t4);
    GATE(t11, ANDNOT, x6, t5);
    GATE(t12, OR, t11, x4);
    GATE(t13, AND, t12, x1);
    GATE(t14, XOR, t10, t13);
    GATE(t15, OR, t10, t9);
    GATE(t16, XOR, t2, t15);
    GATE(t17, XOR, t16, t3);
    GATE(t18, ANDNOT, t17, x1);
    GATE(t19, XOR, t15, t18);
    GATE(t20, ANDNOT, t19, x5);
    GATE(t21, XOR, t14, t20);
    XOR_TO(y4, t21);
    GATE(t22, AND, x3, x5);
    GATE(t23, XOR, t22, t10);
    GATE(t24, XOR, t3, t23);
    GATE(t25, AND, t24, x6);
    GATE(t26, XOR, x5, t25);
    GATE(t27, AND, t26, x4);
    GATE(t28, OR, t2, x3);
    GATE(t29, OR, t28, t21);
    GATE(t30, XOR, t23, t27);
    GATE(t31, ANDNOT, t29, x1);
    GATE(t32, XOR, t30, t31);
    XOR_TO(y2, t32);
    GATE(t33, XOR, t26, t28);
    GATE(t34, XOR, t33, t30);
    GATE(t35, ANDNOT, t32, t27);
    GATE(t36, XOR, x4, t9);
    GATE(t37, XOR, t35, t36);
    GATE(t38, ANDNOT, t37, x1);
    GATE(t39, XOR, t34, t38);
    GATE(t40, AND, t39, t14);
    GATE(t41, XOR, t40, t17);
    GATE(t42, XOR, t5, x1);
    GATE(t43, ANDNOT, t42, x4);
    GATE(t44, XOR, t41, t43);
    GATE(t45, ANDNOT, t44, x6);
    GATE(t46, XOR, t39, t45);
    XOR_TO(y3, t46);
    GATE(t47, XOR, t8, t42);
    GATE(t48, XOR, t47, t2);
    GATE(t49, AND, t38, t21);
    GATE(t50, XOR, t12, t7);
    GATE(t51, ANDNOT, t23, t50);
    GATE(t52, ANDNOT, t51, x2);
    GATE(t53, XOR, t49, t52);
    GATE(t54, ANDNOT, t53, x1);
    GATE(t55, XOR, t48, t54);
    XOR_TO(y1, t55);
}

// 40 gates
SBOX(4)
{
    GATE(t1, XOR, x4, x5);
    GATE(t2, XOR, t1, x2);
    GATE(t3, NOT, x3);
    GATE(t4, ANDNOT, x5, x4);
    GATE(t5, XOR, t3, t4);
    GATE(t6, ANDNOT, t5, x2);
    GATE(t7, XOR, t2, t6);
    GATE(t8, OR, t6, x4);
    GATE(t9, ANDNOT, t1, t5);
    GATE(t10, XOR, t8, t9);
    GATE(t11, AND, t10, x1);
    GATE(t12, XOR, t7, t11);
    GATE(t13, XOR, t5, t12);
    GATE(t14, OR, t3, t13);
    GATE(t15, ANDNOT, t14, x1);
    GATE(t16, XOR, t13, t15);
    GATE(t17, XOR, t12, x5);
    GATE(t18, OR, t17, t15);
    GATE(t19, ANDNOT, t18, x2);
    GATE(t20, XOR, t16, t19);
    GATE(t21, AND, t20, x6);
    GATE(t22, XOR, t12, t21);
    XOR_TO(y4, t22);
    GATE(t23, XOR, t20, x6);
    GATE(t24, XOR, t23, t22);
    XOR_TO(y3, t24);
    GATE(t25, OR, t6, x1);
    GATE(t26, XOR, t25, t18);
    GATE(t27, XOR, t2, t9);
    GATE(t28, ANDNOT, t27, x3);
    GATE(t29, XOR, t26, t28);
    GATE(t30, AND, t10, t26);
    GATE(t31, XOR, t30, t5);
    GATE(t32, ANDNOT, x3, t11);
    GATE(t33, AND, t17, t12);
    GATE(t34, XOR, t32, t33);
    GATE(t35, ANDNOT, t34, x2);
    GATE(t36, XOR, t31, t35);
    GATE(t37, ANDNOT, t36, x6);
    GATE(t38, XOR, t29, t37);
    XOR_TO(y2, t38);
    GATE(t39, XOR, t38, t36);
    GATE(t40, XOR, t39, x6);
    XOR_TO(y1, t40);
}

// 61 gates
SBOX(5)
{
    GATE(t1, XOR, x5, x3);
    GATE(t2, XOR, x6, x2);
    GATE(t3, XOR, t1, t2);
    GATE(t4, NOT, x2);
    GATE(t5, ANDNOT, x3, t3);
    GATE(t6, AND, t5, x6);
    GATE(t7, XOR, t4, t6);
    GATE(t8, ANDNOT, t7, x4);
    GATE(t9, XOR, t3, t8);
    GATE(t10, ANDNOT, t3, x3);
    GATE(t11, OR, t4, x4);
    GATE(t12, OR, t10, t11);
    GATE(t13, ANDNOT, t1, t8);
    GATE(t14, ANDNOT, x6, x4);
    GATE(t15, XOR, t13, t14);
    GATE(t16, AND, t15, x5);
    GATE(t17, XOR, t12, t16);
    GATE(t18, AND, t17, x1);
    GATE(t19, XOR, t9, t18);
    XOR_TO(y2, t19);
    GATE(t20, XOR, x3, x2);
    GATE(t21, AND, t20, t17);
    GATE(t22, OR, t19, t15);
    GATE(t23, AND, t22, x1);
    GATE(t24, XOR, t21, t23);
    GATE(t25, ANDNOT, t22, t5);
    GATE(t26, XOR, t25, t24);
    GATE(t27, ANDNOT, t26, x6);
    GATE(t28, XOR, t24, t27);
    GATE(t29, ANDNOT, t22, t10);
    GATE(t30, XOR, t29, t24);
    GATE(t31, ANDNOT, t2, t24);
    GATE(t32, XOR, t31, t14);
    GATE(t33, AND, t32, x1);
    GATE(t34, XOR, t30, t33);
    GATE(t35, ANDNOT, t34, x4);
    GATE(t36, XOR, t28, t35);
    XOR_TO(y4, t36);
    GATE(t37, XOR, t20, t14);
    GATE(t38, XOR, t37, x4);
    GATE(t39, OR, t38, t4);
    GATE(t40, ANDNOT, t39, x5);
    GATE(t41, XOR, t37, t40);
    GATE(t42, XOR, t8, t26);
    GATE(t43, OR, t42, t34);
    GATE(t44, AND, x6, t34);
    GATE(t45, OR, t44, t8);
    GATE(t46, AND, t45, x3);
    GATE(t47, XOR, t43, t46);
    GATE(t48, ANDNOT, t47, x1);
    GATE(t49, XOR, t41, t48);
    XOR_TO(y3, t49);
    GATE(t50, ANDNOT, t40, t36);
    GATE(t51, XOR, t19, t49);
    GATE(t52, XOR, t50, t51);
    GATE(t53, OR, t19, t20);
    GATE(t54, AND, t53, t36);
    GATE(t55, AND, t54, x2);
    GATE(t56, XOR, t52, t55);
    GATE(t57, OR, t34, x2);
    GATE(t58, ANDNOT, t39, t54);
    GATE(t59, AND, t57, t58);
    GATE(t60, AND, t59, x1);
    GATE(t61, XOR, t56, t60);
    XOR_TO(y1, t61);
}

// 59 gates
SBOX(6)
{
    GATE(t1, ANDNOT, x3, x2);
    GATE(t2, XOR, t1, x5);
    GATE(t3, XOR, x6, x1);
    GATE(t4, ANDNOT, x2, x3);
    GATE(t5, OR, t3, t4);
    GATE(t6, AND, x3, x5);
    GATE(t7, XOR, t5, t6);
    GATE(t8, AND, t7, x1);
    GATE(t9, XOR, t2, t8);
    GATE(t10, XOR, t4, t3);
    GATE(t11, OR, t10, x6);
    GATE(t12, ANDNOT, x2, x1);
    GATE(t13, OR, t9, t11);
    GATE(t14, XOR, t12, t13);
    GATE(t15, ANDNOT, t14, x5);
    GATE(t16, XOR, t11, t15);
    GATE(t17, AND, t16, x4);
    GATE(t18, XOR, t9, t17);
    XOR_TO(y4, t18);
    GATE(t19, XOR, x4, t10);
    GATE(t20, ANDNOT, t12, t7);
    GATE(t21, OR, t19, t20);
    GATE(t22, NOT, x6);
    GATE(t23, AND, t21, x3);
    GATE(t24, XOR, t22, t23);
    GATE(t25, OR, t1, t22);
    GATE(t26, AND, t25, x4);
    GATE(t27, XOR, t24, t26);
    GATE(t28, ANDNOT, t21, t7);
    GATE(t29, XOR, t28, t25);
    GATE(t30, AND, t29, x1);
    GATE(t31, XOR, t27, t30);
    GATE(t32, ANDNOT, t31, x5);
    GATE(t33, XOR, t21, t32);
    XOR_TO(y1, t33);
    GATE(t34, XOR, t10, t6);
    GATE(t35, XOR, t34, t9);
    GATE(t36, OR, t24, t18);
    GATE(t37, XOR, t5, t32);
    GATE(t38, XOR, t36, t37);
    GATE(t39, AND, t38, x4);
    GATE(t40, XOR, t35, t39);
    GATE(t41, ANDNOT, t5, t39);
    GATE(t42, XOR, t39, t18);
    GATE(t43, ANDNOT, t31, t42);
    GATE(t44, ANDNOT, t43, x2);
    GATE(t45, XOR, t41, t44);
    GATE(t46, AND, t45, x1);
    GATE(t47, XOR, t40, t46);
    XOR_TO(y2, t47);
    GATE(t48, AND, t47, t6);
    GATE(t49, XOR, t48, t19);
    GATE(t50, OR, t18, t22);
    GATE(t51, ANDNOT, t50, x2);
    GATE(t52, XOR, t49, t51);
    GATE(t53, ANDNOT, x2, t18);
    GATE(t54, XOR, t53, t15);
    GATE(t55, ANDNOT, t16, t33);
    GATE(t56, ANDNOT, t55, x4);
    GATE(t57, XOR, t54, t56);
    GATE(t58, ANDNOT, t57, x3);
    GATE(t59, XOR, t52, t58);
    XOR_TO(y3, t59);
}

// 58 gates
SBOX(7)
{
    GATE(t1, XOR, x6, x2);
    GATE(t2, XOR, t1, x3);
    GATE(t3, AND, x5, x4);
    GATE(t4, XOR, t2, t3);
    GATE(t5, ANDNOT, x5, x6);
    GATE(t6, OR, t5, x4);
    GATE(t7, ANDNOT, x6, t4);
    GATE(t8, ANDNOT, t7, x3);
    GATE(t9, XOR, t6, t8);
    GATE(t10, ANDNOT, t9, x1);
    GATE(t11, XOR, t4, t10);
    GATE(t12, XOR, t9, t11);
    GATE(t13, OR, t11, t2);
    GATE(t14, ANDNOT, t13, x1);
    GATE(t15, XOR, t12, t14);
    GATE(t16, XOR, t5, t10);
    GATE(t17, OR, t16, t11);
    GATE(t18, ANDNOT, t17, x3);
    GATE(t19, XOR, t15, t18);
    GATE(t20, ANDNOT, t19, x2);
    GATE(t21, XOR, t11, t20);
    XOR_TO(y3, t21);
    GATE(t22, XOR, x3, x1);
    GATE(t23, ANDNOT, t6, t3);
    GATE(t24, XOR, t22, t23);
    GATE(t25, XOR, t4, x4);
    GATE(t26, ANDNOT, t25, x3);
    GATE(t27, XOR, t24, t26);
    GATE(t28, ANDNOT, x2, t23);
    GATE(t29, XOR, x5, t7);
    GATE(t30, XOR, t28, t29);
    GATE(t31, ANDNOT, t19, t29);
    GATE(t32, AND, t31, x1);
    GATE(t33, XOR, t30, t32);
    GATE(t34, AND, t33, x6);
    GATE(t35, XOR, t27, t34);
    XOR_TO(y4, t35);
    GATE(t36, XOR, x5, t11);
    GATE(t37, XOR, t36, t19);
    GATE(t38, ANDNOT, t5, t14);
    GATE(t39, XOR, t38, t11);
    GATE(t40, ANDNOT, t39, x2);
    GATE(t41, XOR, t37, t40);
    GATE(t42, OR, t2, t20);
    GATE(t43, OR, t21, t41);
    GATE(t44, ANDNOT, t43, x2);
    GATE(t45, AND, t44, x1);
    GATE(t46, XOR, t42, t45);
    GATE(t47, AND, t46, x3);
    GATE(t48, XOR, t41, t47);
    XOR_TO(y1, t48);
    GATE(t49, XOR, t4, t48);
    GATE(t50, OR, t49, t34);
    GATE(t51, OR, t40, t31);
    GATE(t52, AND, t51, x3);
    GATE(t53, XOR, t50, t52);
    GATE(t54, XOR, t1, t9);
    GATE(t55, OR, t31, t35);
    GATE(t56, XOR, t54, t55);
    GATE(t57, ANDNOT, t56, x5);
    GATE(t58, XOR, t53, t57);
    XOR_TO(y2, t58);
}

// 54 gates
SBOX(8)
{
    GATE(t1, NOT, x1);
    GATE(t2, AND, x3, x3);
    GATE(t3, XOR, t1, t2);
    GATE(t4, ANDNOT, x3, t3);
    GATE(t5, OR, t4, x2);
    GATE(t6, AND, t5, x4);
    GATE(t7, XOR, t3, t6);
    GATE(t8, OR, t3, t2);
    GATE(t9, XOR, x2, x1);
    GATE(t10, ANDNOT, t9, x4);
    GATE(t11, XOR, t8, t10);
    GATE(t12, AND, t11, x5);
    GATE(t13, XOR, t7, t12);
    GATE(t14, OR, t6, x2);
    GATE(t15, XOR, t14, t12);
    GATE(t16, ANDNOT, t11, x2);
    GATE(t17, XOR, t10, x4);
    GATE(t18, XOR, t16, t17);
    GATE(t19, ANDNOT, t18, x5);
    GATE(t20, XOR, t15, t19);
    GATE(t21, AND, t20, x6);
    GATE(t22, XOR, t20, t13);
    GATE(t23, XOR, t5, t20);
    GATE(t24, AND, t23, t17);
    GATE(t25, XOR, x5, x1);
    GATE(t26, AND, t17, t13);
    GATE(t27, XOR, t25, t26);
    GATE(t28, ANDNOT, t27, x3);
    GATE(t29, XOR, t24, t28);
    GATE(t30, AND, t29, x6);
    GATE(t31, XOR, t22, t30);
    XOR_TO(y4, t31);
    GATE(t32, XOR, x6, t29);
    GATE(t33, XOR, t32, t16);
    GATE(t34, XOR, t16, t31);
    GATE(t35, XOR, t34, t21);
    GATE(t36, AND, t35, x1);
    GATE(t37, XOR, t33, t36);
    GATE(t38, XOR, x4, t25);
    GATE(t39, OR, t22, t36);
    GATE(t40, ANDNOT, t38, t39);
    GATE(t41, ANDNOT, t40, x5);
    GATE(t42, XOR, t37, t41);
    XOR_TO(y2, t42);
    GATE(t43, OR, t1, x6);
    GATE(t44, XOR, t43, t18);
    GATE(t45, AND, t21, t27);
    GATE(t46, XOR, t45, t10);
    GATE(t47, AND, t46, x2);
    GATE(t48, XOR, t44, t47);
    GATE(t49, XOR, x6, t35);
    GATE(t50, ANDNOT, t39, t15);
    GATE(t51, ANDNOT, t49, t50);
    GATE(t52, ANDNOT, t51, x5);
    GATE(t53, XOR, t48, t52);
    XOR_TO(y3, t53);
    GATE(t54, XOR, t21, t13);
    XOR_TO(y1, t54);
}

#endif
