// SPDX-License-Identifier: MIT
// The constants of the hash functions, as arrays for the engines and as tables for the traces.
#ifndef GLASSLOCK_HASH_TABLES_H
#define GLASSLOCK_HASH_TABLES_H

#include "crypto/trace/trace.h"

extern const uint32_t sha256_K[64], sha1_K[4], md5_T[64];
extern const uint64_t sha512_K[80];
extern const uint32_t md5_initial[4], sha1_initial[5], sha224_initial[8], sha256_initial[8];
extern const uint64_t sha384_initial[8], sha512_initial[8], sha512_224_initial[8], sha512_256_initial[8];

extern const struct trace_table sha256_K_table, sha512_K_table, sha1_K_table, md5_T_table, md5_initial_table,
    sha1_initial_table, sha224_initial_table, sha256_initial_table, sha384_initial_table,
    sha512_initial_table, sha512_224_initial_table, sha512_256_initial_table;
extern const struct trace_table *const hash_trace_tables[]; // NULL at the end

#endif
