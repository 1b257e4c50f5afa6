// SPDX-License-Identifier: MIT
// The S-boxes made of two-input gates
#include <stdint.h>

typedef uint64_t V;
#define AND(a, b)    ((a) & (b))
#define OR(a, b)     ((a) | (b))
#define XOR(a, b)    ((a) ^ (b))
#define ANDNOT(a, b) ((a) & ~(b))
#define NOT(a)       (~(a))

#include "crypto/des/sbox_gates.h"
#include "tests/des_circuits.h"

void suite_des_gates(void)
{
    add_suite("des_gates",
              (const struct test_case[]){
                  {"every circuit is its S-box", every_circuit},
                  {"complemented outputs are complemented wherever E copies them", complements_are_expanded},
                  {0},
              });
}
