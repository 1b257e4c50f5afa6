// SPDX-License-Identifier: MIT
// The tables of FIPS 197, as arrays for the engines and as tables for the traces.
#ifndef GLASSLOCK_AES_TABLES_H
#define GLASSLOCK_AES_TABLES_H

#include "crypto/trace/trace.h"

extern const uint8_t aes_sbox[256], aes_inverse_sbox[256];
extern const uint32_t aes_Rcon[10]; // aes_Rcon[i - 1] is the standard's Rcon[i]

extern const struct trace_table aes_SubBytes, aes_InvSubBytes, aes_ShiftRows, aes_InvShiftRows,
    aes_MixColumns, aes_InvMixColumns, aes_Rcon_table;
extern const struct trace_table *const aes_trace_tables[]; // NULL at the end

#endif
