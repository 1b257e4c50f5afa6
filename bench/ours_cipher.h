// SPDX-License-Identifier: MIT
// Our way of enciphering, for every block cipher: whole blocks through the engine in force.
#ifndef GLASSLOCK_BENCH_OURS_CIPHER_H
#define GLASSLOCK_BENCH_OURS_CIPHER_H

#include "bench/bench.h"

extern const struct way ours_cipher, ours_cipher_many;

// Of one message of so many bytes, with the key, IV and places that all ciphers have; `row` and `family` as
// for bench_add(). The name is the caller's to set.
struct operation *ours_cipher_add(struct bench_list *list, const char *row, const struct gl_family *family,
                                  const char *algorithm, size_t key_bytes, size_t bytes);

#endif
