// SPDX-License-Identifier: MIT
// The S-boxes made of three-input tables, as vpternlog would compute them
#include <stdint.h>

typedef uint64_t V;
#define XOR(a, b)            ((a) ^ (b))
#define LUT3(table, a, b, c) lut3(table, a, b, c)

static uint64_t lut3(unsigned table, uint64_t a, uint64_t b, uint64_t c)
{
    uint64_t out = 0;
    for (unsigned i = 0; i < 8; i++)
        if (table >> i & 1)
            out |= (i & 4 ? a : ~a) & (i & 2 ? b : ~b) & (i & 1 ? c : ~c);
    return out;
}

#include "crypto/des/sbox_lut.h"
#include "tests/des_circuits.h"

void suite_des_lut(void)
{
    add_suite("des_lut",
              (const struct test_case[]){
                  {"every circuit is its S-box", every_circuit},
                  {"complemented outputs are complemented wherever E copies them", complements_are_expanded},
                  {0},
              });
}
