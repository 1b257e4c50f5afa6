// SPDX-License-Identifier: MIT
// des-search lut|gates [SECONDS [SEED [BOX]]]: search circuits for the S-boxes and print them as the engines
// include them.
#include "crypto/des/search/search.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
    const struct basis *basis = argc > 1 && strcmp(argv[1], "gates") == 0 ? &gate_basis
                                : argc > 1 && strcmp(argv[1], "lut") == 0 ? &lut_basis
                                                                          : NULL;
    if (!basis) {
        fputs("usage: des-search lut|gates [SECONDS for each S-box [SEED [BOX]]]\n", stderr);
        return 2;
    }
    double seconds = argc > 2 ? strtod(argv[2], NULL) : 10;
    uint64_t seed = argc > 3 ? strtoull(argv[3], NULL, 10) : 1;
    int only = argc > 4 ? atoi(argv[4]) : 0;
    for (int box = 0; box < 8; box++)
        if (!only || only == box + 1) {
            search_box(basis, box, seconds, seed);
            fflush(stdout);
        }
    return 0;
}
