// SPDX-License-Identifier: MIT
// Every circuit against its S-box, for all 64 inputs at once: lane v of a 64-bit word is for the input v.
// Included after one of the headers with the circuits.
#ifndef GLASSLOCK_TESTS_DES_CIRCUITS_H
#define GLASSLOCK_TESTS_DES_CIRCUITS_H

#include "tests/run.h"

#include "crypto/des/tables.h"

typedef void circuit(V, V, V, V, V, V, V *, V *, V *, V *);

// Is output o of box i said to come out complemented? The engines say so at the inputs of the next round:
// through P to bit n of R, which is the middle of the six-bit group (n - 1) / 4 (crypto/des/des_keys.h).
static bool complemented(unsigned i, unsigned o)
{
    const uint8_t *P = des_P.cells;
    unsigned n = 0;
    while (P[n] != 4 * i + o + 1)
        n++;
    return (uint64_t)COMPLEMENTS >> (8 * (7 - n / 4) + 4 - n % 4) & 1;
}

static void check_circuit(unsigned i, circuit *box)
{
    V x[6] = {0}, y[4] = {0}, before = UINT64_C(0x123456789abcdef0);
    const uint8_t *S = des_S[i].cells;
    for (unsigned v = 0; v < 64; v++)
        for (unsigned j = 0; j < 6; j++)
            x[j] |= (uint64_t)(v >> (5 - j) & 1) << v;
    for (unsigned o = 0; o < 4; o++)
        y[o] = before;
    box(x[0], x[1], x[2], x[3], x[4], x[5], &y[0], &y[1], &y[2], &y[3]);
    for (unsigned v = 0; v < 64; v++) {
        unsigned row = (v >> 4 & 2) | (v & 1), column = v >> 1 & 15, value = 0;
        for (unsigned o = 0; o < 4; o++)
            value = value << 1 | ((unsigned)((y[o] ^ before) >> v & 1) ^ complemented(i, o));
        CU_ASSERT_EQUAL(value, S[16 * row + column]);
    }
}

// The complements arrive at all six-bit groups that E copies them to.
static void complements_are_expanded(void)
{
    const uint8_t *E = des_E.cells;
    for (unsigned a = 0; a < 48; a++)
        for (unsigned b = 0; b < 48; b++)
            if (E[a] == E[b])
                CU_ASSERT_EQUAL((uint64_t)COMPLEMENTS >> (8 * (7 - a / 6) + 5 - a % 6) & 1,
                                (uint64_t)COMPLEMENTS >> (8 * (7 - b / 6) + 5 - b % 6) & 1);
}

static void every_circuit(void)
{
    static circuit *const boxes[8] = {sbox1, sbox2, sbox3, sbox4, sbox5, sbox6, sbox7, sbox8};
    for (unsigned i = 0; i < 8; i++)
        check_circuit(i, boxes[i]);
}

#endif
