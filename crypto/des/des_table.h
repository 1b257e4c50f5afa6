// SPDX-License-Identifier: MIT
// The table engine's functions, which the mixed engine uses too. The schedule is a struct des_schedule.
#ifndef GLASSLOCK_DES_TABLE_H
#define GLASSLOCK_DES_TABLE_H

#include "crypto/des/des_keys.h"

// Make the tables if that is still to be done, then des_keys_expand().
void des_table_expand(void *schedule, const uint8_t *key, size_t key_bytes, enum cipher_direction direction);

// As in cipher_engine. CT: no; look-ups depend on key and data.
void des_table_ecb(const void *schedule, enum cipher_direction direction, uint8_t *out, const uint8_t *in,
                   size_t n_blocks);
void des_table_cbc(const void *schedule, enum cipher_direction direction, uint8_t *iv, uint8_t *out,
                   const uint8_t *in, size_t n_blocks);

#endif
