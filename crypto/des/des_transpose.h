// SPDX-License-Identifier: MIT
// Blocks on their side, with nothing but shifts: the network of exchanges, for slice engines that include it
// before des_slice.h.
//
// Each 64-bit lane of the 64 vectors is a square of 64 x 64 bits, a block a row. To transpose it, exchange
// its two off-diagonal quarters, then those of each quarter, and so on down to single bits: six levels of 32
// exchanges. An exchange works on two rows and all lanes at once. Three levels at a time need eight vectors,
// so they stay in registers.
//
// The includer defines V, XOR, AND, and shifts within 64-bit lanes: SHIFT_LEFT(a, n), SHIFT_RIGHT(a, n);
// SPLAT(uint64_t) fills all lanes; LOAD(const uint8_t *), STORE(uint8_t *, V).
#include <stdint.h>

// The high bits of a, by `by`, against the low bits of b
#define EXCHANGE(a, b, by)                                                                                   \
    do {                                                                                                     \
        const V mask = SPLAT(~UINT64_C(0) / ((UINT64_C(1) << (by)) + 1));                                    \
        V differ = AND(XOR(SHIFT_RIGHT(a, by), b), mask);                                                    \
        b = XOR(b, differ);                                                                                  \
        a = XOR(a, SHIFT_LEFT(differ, by));                                                                  \
    } while (0)

// Three levels on eight rows that are `unit` apart
#define THREE_LEVELS(v, unit)                                                                                \
    do {                                                                                                     \
        EXCHANGE(v[0], v[4], 4 * (unit));                                                                    \
        EXCHANGE(v[1], v[5], 4 * (unit));                                                                    \
        EXCHANGE(v[2], v[6], 4 * (unit));                                                                    \
        EXCHANGE(v[3], v[7], 4 * (unit));                                                                    \
        EXCHANGE(v[0], v[2], 2 * (unit));                                                                    \
        EXCHANGE(v[1], v[3], 2 * (unit));                                                                    \
        EXCHANGE(v[4], v[6], 2 * (unit));                                                                    \
        EXCHANGE(v[5], v[7], 2 * (unit));                                                                    \
        EXCHANGE(v[0], v[1], unit);                                                                          \
        EXCHANGE(v[2], v[3], unit);                                                                          \
        EXCHANGE(v[4], v[5], unit);                                                                          \
        EXCHANGE(v[6], v[7], unit);                                                                          \
    } while (0)

static void network_load(V state[64], const uint8_t *in)
{
    V v[8];
    for (size_t r = 0; r < 8; r++) {
        for (size_t i = 0; i < 8; i++)
            v[i] = LOAD(in + (r + 8 * i) * sizeof(V));
        THREE_LEVELS(v, 8);
        for (size_t i = 0; i < 8; i++)
            state[r + 8 * i] = v[i];
    }
    for (V *row = state; row < state + 64; row += 8) {
        memcpy(v, row, sizeof v);
        THREE_LEVELS(v, 1);
        memcpy(row, v, sizeof v);
    }
}

// The same network from the other end; the rows are read in exchanged pairs.
static void network_store(uint8_t *out, V state[64])
{
    V v[8];
    for (V *row = state; row < state + 64; row += 8) {
        for (size_t i = 0; i < 8; i++)
            v[i] = row[i ^ 1];
        THREE_LEVELS(v, 1);
        memcpy(row, v, sizeof v);
    }
    for (size_t r = 0; r < 8; r++) {
        for (size_t i = 0; i < 8; i++)
            v[i] = state[r + 8 * i];
        THREE_LEVELS(v, 8);
        for (size_t i = 0; i < 8; i++)
            STORE(out + (r + 8 * i) * sizeof(V), v[i]);
    }
}
