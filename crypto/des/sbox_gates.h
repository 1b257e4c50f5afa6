// SPDX-License-Identifier: MIT
// The DES S-boxes as circuits of two-input gates, as `des-search gates` printed them (crypto/des/search).
//
// Straight-line code: x1 to x6 are the inputs, b1 to b6 in the standard's order; each t is one gate; the four
// outputs are xored to *y1 to *y4. The includer defines V, AND, OR, XOR, NOT, and ANDNOT(a, b): a and not b.
#ifndef GLASSLOCK_DES_SBOX_GATES_H
#define GLASSLOCK_DES_SBOX_GATES_H

// The outputs that come out complemented, as they arrive in the next round's inputs: in expanded form
// (des_keys.h)
#define COMPLEMENTS UINT64_C(0x0b3c062b362b322c)

#define SBOX(i)                                                                                              \
    static inline __attribute__((always_inline)) void sbox##i(V x1, V x2, V x3, V x4, V x5, V x6, V *y1,     \
                                                              V *y2, V *y3, V *y4)
#define GATE(out, gate, ...) const V out = gate(__VA_ARGS__)
#define XOR_TO(y, a)         *(y) = XOR(*(y), a)

// 56 gates
SBOX(1)
{
    GATE(t1, NOT, x3);
    GATE(t2, XOR, x4, x1);
    GATE(t3, AND, x3, x1);
    GATE(t4, OR, t2, t3);
    GATE(t5, ANDNOT, t4, x5);
    GATE(t6, XOR, t1, t5);
    GATE(t7, AND, t6, x1);
    GATE(t8, ANDNOT, t7, x5);
    GATE(t9, XOR, t2, t8);
    GATE(t10, ANDNOT, t9, x6);
    GATE(t11, XOR, t6, t10);
    GATE(t12, ANDNOT, t11, t3);
    GATE(t13, XOR, t12, t9);
    GATE(t14, AND, t13, x5);
    GATE(t15, XOR, x3, t14);
    GATE(t16, OR, x6, t9);
    GATE(t17, ANDNOT, t16, x3);
    GATE(t18, XOR, t15, t17);
    GATE(t19, ANDNOT, t18, x2);
    GATE(t20, XOR, t11, t19);
    XOR_TO(y3, t20);
    GATE(t21, ANDNOT, x5, t12);
    GATE(t22, AND, x6, t15);
    GATE(t23, XOR, t21, t22);
    GATE(t24, XOR, t16, x5);
    GATE(t25, OR, t20, t24);
    GATE(t26, OR, x5, x6);
    GATE(t27, XOR, t25, t26);
    GATE(t28, XOR, t23, t6);
    GATE(t29, ANDNOT, t13, t27);
    GATE(t30, XOR, t28, t29);
    GATE(t31, AND, t13, t15);
    GATE(t32, XOR, t31, t2);
    GATE(t33, AND, t32, x4);
    GATE(t34, XOR, t30, t33);
    GATE(t35, ANDNOT, t4, t7);
    GATE(t36, XOR, t13, t8);
    GATE(t37, OR, t35, t36);
    GATE(t38, AND, t37, x2);
    GATE(t39, XOR, t34, t38);
    XOR_TO(y1, t39);
    GATE(t40, ANDNOT, t24, x1);
    GATE(t41, XOR, t40, t23);
    GATE(t42, OR, x4, t27);
    GATE(t43, ANDNOT, t22, t8);
    GATE(t44, XOR, t42, t43);
    GATE(t45, ANDNOT, t44, x2);
    GATE(t46, XOR, t41, t45);
    XOR_TO(y4, t46);
    GATE(t47, OR, t23, t6);
    GATE(t48, ANDNOT, t31, t40);
    GATE(t49, XOR, t47, t48);
    GATE(t50, AND, t15, t42);
    GATE(t51, XOR, t50, t49);
    GATE(t52, XOR, x5, t12);
    GATE(t53, AND, t52, x6);
    GATE(t54, XOR, t51, t53);
    GATE(t55, ANDNOT, t54, x2);
    GATE(t56, XOR, t49, t55);
    XOR_TO(y2, t56);
}

// 51 gates
SBOX(2)
{
    GATE(t1, XOR, x2, x6);
    GATE(t2, XOR, t1, x5);
    GATE(t3, OR, x5, x2);
    GATE(t4, AND, t3, x4);
    GATE(t5, XOR, t2, t4);
    GATE(t6, NOT, x6);
    GATE(t7, ANDNOT, t6, x2);
    GATE(t8, XOR, x6, t7);
    GATE(t9, ANDNOT, t8, x3);
    GATE(t10, XOR, t5, t9);
    GATE(t11, XOR, t3, x6);
    GATE(t12, ANDNOT, t7, t5);
    GATE(t13, XOR, t11, t12);
    GATE(t14, ANDNOT, x6, t2);
    GATE(t15, XOR, t14, x2);
    GATE(t16, AND, t15, x3);
    GATE(t17, XOR, t13, t16);
    GATE(t18, AND, t17, x1);
    GATE(t19, XOR, t10, t18);
    XOR_TO(y1, t19);
    GATE(t20, ANDNOT, t15, t17);
    GATE(t21, ANDNOT, t8, t20);
    GATE(t22, AND, t21, x4);
    GATE(t23, OR, t2, t19);
    GATE(t24, OR, t22, t16);
    GATE(t25, XOR, t24, t1);
    GATE(t26, AND, t23, t14);
    GATE(t27, AND, t26, x1);
    GATE(t28, XOR, t25, t27);
    GATE(t29, XOR, x1, t2);
    GATE(t30, OR, t9, t19);
    GATE(t31, ANDNOT, t30, x5);
    GATE(t32, XOR, t29, t31);
    GATE(t33, ANDNOT, t32, x6);
    GATE(t34, XOR, t28, t33);
    XOR_TO(y4, t34);
    GATE(t35, ANDNOT, t33, t23);
    GATE(t36, XOR, t29, t22);
    GATE(t37, XOR, t35, t36);
    GATE(t38, AND, t1, x3);
    GATE(t39, XOR, t37, t38);
    XOR_TO(y2, t39);
    GATE(t40, OR, t34, t39);
    GATE(t41, XOR, t19, t28);
    GATE(t42, XOR, t40, t41);
    GATE(t43, OR, t2, t35);
    GATE(t44, AND, t43, x1);
    GATE(t45, XOR, t42, t44);
    GATE(t46, AND, t24, t45);
    GATE(t47, XOR, t46, t43);
    GATE(t48, ANDNOT, t36, x3);
    GATE(t49, XOR, t47, t48);
    GATE(t50, AND, t49, x6);
    GATE(t51, XOR, t45, t50);
    XOR_TO(y3, t51);
}

// 52 gates
SBOX(3)
{
    GATE(t1, XOR, x1, x3);
    GATE(t2, XOR, x2, x6);
    GATE(t3, XOR, t1, t2);
    GATE(t4, ANDNOT, x2, t3);
    GATE(t5, XOR, t4, x3);
    GATE(t6, ANDNOT, t5, x1);
    GATE(t7, ANDNOT, x6, t4);
    GATE(t8, XOR, t7, x5);
    GATE(t9, NOT, t8);
    GATE(t10, XOR, t3, x5);
    GATE(t11, ANDNOT, t6, x5);
    GATE(t12, OR, t4, t10);
    GATE(t13, XOR, t11, t12);
    GATE(t14, OR, t9, x1);
    GATE(t15, XOR, t14, t7);
    GATE(t16, ANDNOT, t15, x4);
    GATE(t17, XOR, t13, t16);
    XOR_TO(y4, t17);
    GATE(t18, OR, t2, x3);
    GATE(t19, AND, t3, t14);
    GATE(t20, AND, x3, t10);
    GATE(t21, AND, t20, x4);
    GATE(t22, XOR, t19, t21);
    GATE(t23, ANDNOT, t22, x6);
    GATE(t24, XOR, t20, t18);
    GATE(t25, XOR, t23, t8);
    GATE(t26, NOT, x3);
    GATE(t27, XOR, t10, x4);
    GATE(t28, XOR, t25, t22);
    GATE(t29, AND, t28, x4);
    GATE(t30, XOR, t24, t29);
    GATE(t31, ANDNOT, t27, t17);
    GATE(t32, AND, t31, x2);
    GATE(t33, XOR, t26, t32);
    GATE(t34, ANDNOT, t33, x1);
    GATE(t35, XOR, t30, t34);
    XOR_TO(y2, t35);
    GATE(t36, ANDNOT, x3, x2);
    GATE(t37, XOR, t36, t25);
    GATE(t38, XOR, t18, t15);
    GATE(t39, OR, t38, t34);
    GATE(t40, ANDNOT, t37, x5);
    GATE(t41, XOR, t39, t40);
    GATE(t42, AND, t41, x4);
    GATE(t43, XOR, t37, t42);
    XOR_TO(y3, t43);
    GATE(t44, ANDNOT, x5, t38);
    GATE(t45, XOR, t44, t26);
    GATE(t46, ANDNOT, t45, x2);
    GATE(t47, XOR, t27, t46);
    GATE(t48, ANDNOT, t5, t14);
    GATE(t49, ANDNOT, t34, t28);
    GATE(t50, XOR, t48, t49);
    GATE(t51, ANDNOT, t50, x4);
    GATE(t52, XOR, t47, t51);
    XOR_TO(y1, t52);
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

// 59 gates
SBOX(5)
{
    GATE(t1, XOR, x5, x3);
    GATE(t2, OR, x3, x5);
    GATE(t3, AND, t2, x2);
    GATE(t4, XOR, t1, t3);
    GATE(t5, ANDNOT, x2, x5);
    GATE(t6, OR, t5, x6);
    GATE(t7, ANDNOT, t6, x4);
    GATE(t8, XOR, t4, t7);
    GATE(t9, OR, x5, t5);
    GATE(t10, NOT, t8);
    GATE(t11, ANDNOT, t10, x3);
    GATE(t12, XOR, x1, t11);
    GATE(t13, ANDNOT, t12, x4);
    GATE(t14, XOR, t9, t13);
    GATE(t15, ANDNOT, t10, t14);
    GATE(t16, XOR, t15, x3);
    GATE(t17, AND, t16, x6);
    GATE(t18, XOR, t14, t17);
    GATE(t19, OR, t7, t10);
    GATE(t20, XOR, t3, x6);
    GATE(t21, XOR, t19, t20);
    GATE(t22, AND, t12, t4);
    GATE(t23, OR, t22, x4);
    GATE(t24, ANDNOT, t23, x2);
    GATE(t25, XOR, t21, t24);
    GATE(t26, OR, t5, t16);
    GATE(t27, OR, x6, x3);
    GATE(t28, OR, t27, t18);
    GATE(t29, ANDNOT, t28, x4);
    GATE(t30, XOR, t26, t29);
    GATE(t31, AND, t30, x1);
    GATE(t32, XOR, t31, t25);
    XOR_TO(y2, t32);
    GATE(t33, XOR, t18, t31);
    GATE(t34, XOR, t27, t17);
    GATE(t35, ANDNOT, t20, t1);
    GATE(t36, XOR, t34, t35);
    GATE(t37, ANDNOT, t36, x1);
    GATE(t38, XOR, t33, t37);
    GATE(t39, XOR, t32, t37);
    GATE(t40, OR, t39, t15);
    GATE(t41, ANDNOT, t37, t6);
    GATE(t42, XOR, t41, t9);
    GATE(t43, ANDNOT, t42, x2);
    GATE(t44, XOR, t40, t43);
    GATE(t45, ANDNOT, t44, x4);
    GATE(t46, XOR, t38, t45);
    XOR_TO(y4, t46);
    GATE(t47, ANDNOT, t18, x1);
    GATE(t48, XOR, t47, t10);
    XOR_TO(y3, t48);
    GATE(t49, XOR, t32, t48);
    GATE(t50, ANDNOT, x1, t46);
    GATE(t51, XOR, t49, t50);
    GATE(t52, AND, t46, x2);
    GATE(t53, XOR, t51, t52);
    GATE(t54, ANDNOT, t19, t46);
    GATE(t55, AND, t45, t16);
    GATE(t56, ANDNOT, t55, x6);
    GATE(t57, XOR, t54, t56);
    GATE(t58, ANDNOT, t57, x5);
    GATE(t59, XOR, t53, t58);
    XOR_TO(y1, t59);
}

// 57 gates
SBOX(6)
{
    GATE(t1, XOR, x5, x4);
    GATE(t2, XOR, t1, x1);
    GATE(t3, ANDNOT, t2, x5);
    GATE(t4, XOR, t3, x2);
    GATE(t5, ANDNOT, t4, x3);
    GATE(t6, XOR, t2, t5);
    GATE(t7, OR, x1, t6);
    GATE(t8, XOR, x4, t4);
    GATE(t9, OR, t7, t8);
    GATE(t10, XOR, t4, x3);
    GATE(t11, ANDNOT, t4, t6);
    GATE(t12, AND, t11, x1);
    GATE(t13, XOR, t10, t12);
    GATE(t14, ANDNOT, t13, x5);
    GATE(t15, XOR, t9, t14);
    GATE(t16, AND, t15, x6);
    GATE(t17, XOR, t6, t16);
    XOR_TO(y1, t17);
    GATE(t18, XOR, t2, t4);
    GATE(t19, AND, t3, t8);
    GATE(t20, ANDNOT, t18, t19);
    GATE(t21, ANDNOT, x4, t14);
    GATE(t22, OR, t21, x1);
    GATE(t23, ANDNOT, t22, x6);
    GATE(t24, XOR, t20, t23);
    GATE(t25, NOT, x2);
    GATE(t26, AND, x1, x5);
    GATE(t27, XOR, t25, t26);
    GATE(t28, AND, t16, t6);
    GATE(t29, XOR, t28, x4);
    GATE(t30, AND, t29, x2);
    GATE(t31, XOR, t27, t30);
    GATE(t32, ANDNOT, t31, x3);
    GATE(t33, XOR, t24, t32);
    XOR_TO(y4, t33);
    GATE(t34, XOR, t27, t15);
    GATE(t35, XOR, t34, x6);
    GATE(t36, XOR, t7, x5);
    GATE(t37, OR, t36, t28);
    GATE(t38, AND, t37, x4);
    GATE(t39, XOR, t35, t38);
    GATE(t40, XOR, t24, t4);
    GATE(t41, AND, t40, t29);
    GATE(t42, OR, t26, t16);
    GATE(t43, AND, t42, x5);
    GATE(t44, XOR, t41, t43);
    GATE(t45, AND, t44, x3);
    GATE(t46, XOR, t39, t45);
    XOR_TO(y2, t46);
    GATE(t47, XOR, x6, t10);
    GATE(t48, ANDNOT, t32, t23);
    GATE(t49, XOR, t47, t48);
    GATE(t50, OR, t33, t4);
    GATE(t51, XOR, t50, t22);
    GATE(t52, ANDNOT, t51, t18);
    GATE(t53, OR, t52, t12);
    GATE(t54, ANDNOT, t53, x6);
    GATE(t55, XOR, t51, t54);
    GATE(t56, AND, t55, x5);
    GATE(t57, XOR, t49, t56);
    XOR_TO(y3, t57);
}

// 54 gates
SBOX(7)
{
    GATE(t1, XOR, x2, x6);
    GATE(t2, ANDNOT, x4, t1);
    GATE(t3, ANDNOT, t1, x3);
    GATE(t4, XOR, t2, t3);
    GATE(t5, ANDNOT, t1, x4);
    GATE(t6, OR, x3, x2);
    GATE(t7, XOR, t5, t6);
    GATE(t8, ANDNOT, t7, x5);
    GATE(t9, XOR, t4, t8);
    GATE(t10, XOR, x3, t8);
    GATE(t11, XOR, x5, t6);
    GATE(t12, XOR, t10, t11);
    GATE(t13, AND, t10, t7);
    GATE(t14, XOR, t8, x4);
    GATE(t15, OR, t13, t14);
    GATE(t16, ANDNOT, t15, x6);
    GATE(t17, XOR, t12, t16);
    GATE(t18, ANDNOT, t17, x1);
    GATE(t19, XOR, t9, t18);
    XOR_TO(y1, t19);
    GATE(t20, XOR, x1, t15);
    GATE(t21, XOR, t20, t7);
    GATE(t22, NOT, t11);
    GATE(t23, ANDNOT, x3, t2);
    GATE(t24, OR, t23, t14);
    GATE(t25, ANDNOT, t22, t2);
    GATE(t26, AND, t17, t21);
    GATE(t27, XOR, t25, t26);
    GATE(t28, AND, t27, x1);
    GATE(t29, XOR, t12, t3);
    GATE(t30, AND, t29, x1);
    GATE(t31, ANDNOT, t19, t21);
    GATE(t32, OR, t31, t28);
    GATE(t33, XOR, t4, t11);
    GATE(t34, ANDNOT, t33, t30);
    GATE(t35, AND, t34, x4);
    GATE(t36, XOR, t32, t35);
    GATE(t37, AND, t36, x6);
    GATE(t38, XOR, t30, t37);
    GATE(t39, XOR, t28, t24);
    GATE(t40, AND, t39, x6);
    GATE(t41, XOR, t21, t40);
    GATE(t42, ANDNOT, t22, x4);
    GATE(t43, XOR, t41, t42);
    XOR_TO(y4, t43);
    GATE(t44, XOR, t7, t25);
    GATE(t45, OR, x1, t29);
    GATE(t46, XOR, t17, t19);
    GATE(t47, XOR, t45, t46);
    GATE(t48, XOR, t38, x5);
    GATE(t49, XOR, t44, t38);
    GATE(t50, ANDNOT, t49, x4);
    GATE(t51, XOR, t48, t50);
    GATE(t52, AND, t51, x6);
    GATE(t53, XOR, t47, t52);
    XOR_TO(y2, t53);
    GATE(t54, XOR, t23, t49);
    XOR_TO(y3, t54);
}

// 53 gates
SBOX(8)
{
    GATE(t1, NOT, x2);
    GATE(t2, ANDNOT, x5, x1);
    GATE(t3, XOR, t1, t2);
    GATE(t4, ANDNOT, x2, x1);
    GATE(t5, XOR, x5, t1);
    GATE(t6, OR, t4, t5);
    GATE(t7, AND, t6, x4);
    GATE(t8, XOR, t3, t7);
    GATE(t9, XOR, t6, x1);
    GATE(t10, OR, t9, x5);
    GATE(t11, AND, t10, x3);
    GATE(t12, XOR, t8, t11);
    GATE(t13, XOR, t9, t12);
    GATE(t14, OR, t13, x2);
    GATE(t15, ANDNOT, x5, t12);
    GATE(t16, XOR, t11, t4);
    GATE(t17, OR, t15, t16);
    GATE(t18, ANDNOT, t17, x4);
    GATE(t19, XOR, t14, t18);
    GATE(t20, AND, t19, x6);
    GATE(t21, XOR, t12, t20);
    XOR_TO(y4, t21);
    GATE(t22, XOR, t13, x4);
    GATE(t23, OR, t21, t18);
    GATE(t24, XOR, t22, t23);
    GATE(t25, AND, x1, t23);
    GATE(t26, OR, t17, t24);
    GATE(t27, XOR, t25, t26);
    GATE(t28, AND, t27, x3);
    GATE(t29, XOR, t24, t28);
    GATE(t30, ANDNOT, t29, x6);
    GATE(t31, XOR, t19, t1);
    GATE(t32, XOR, t31, x6);
    GATE(t33, XOR, x4, t30);
    GATE(t34, XOR, t33, t20);
    GATE(t35, AND, t34, x1);
    GATE(t36, XOR, t32, t35);
    GATE(t37, XOR, x3, t4);
    GATE(t38, XOR, t35, t22);
    GATE(t39, ANDNOT, t38, x4);
    GATE(t40, XOR, t37, t39);
    GATE(t41, ANDNOT, t40, x5);
    GATE(t42, XOR, t36, t41);
    XOR_TO(y2, t42);
    GATE(t43, XOR, t12, t30);
    XOR_TO(y1, t43);
    GATE(t44, OR, t42, t38);
    GATE(t45, XOR, t44, t32);
    GATE(t46, ANDNOT, t15, x1);
    GATE(t47, XOR, t45, t46);
    GATE(t48, XOR, t38, t45);
    GATE(t49, ANDNOT, x1, t12);
    GATE(t50, ANDNOT, t49, x2);
    GATE(t51, XOR, t48, t50);
    GATE(t52, ANDNOT, t51, x6);
    GATE(t53, XOR, t47, t52);
    XOR_TO(y3, t53);
}

#endif
