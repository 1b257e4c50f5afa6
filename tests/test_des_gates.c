// SPDX-License-Identifier: MIT
// The S-boxes made of two-input gates
#include "crypto/des/lanes_64.h"

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
