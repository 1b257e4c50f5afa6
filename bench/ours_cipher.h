// SPDX-License-Identifier: MIT
// Our way of enciphering, for every block cipher: whole blocks through the engine in force.
#ifndef GLASSLOCK_BENCH_OURS_CIPHER_H
#define GLASSLOCK_BENCH_OURS_CIPHER_H

#include "bench/bench.h"

extern const struct way ours_cipher, ours_cipher_many;

#endif
