// SPDX-License-Identifier: MIT
// The tables of FIPS 46-3, in the form in which traces name them.
#ifndef GLASSLOCK_DES_TABLES_H
#define GLASSLOCK_DES_TABLES_H

#include "crypto/trace/trace.h"

extern const struct trace_table des_IP, des_inverse_IP, des_E, des_P, des_PC1, des_PC2;
extern const struct trace_table des_S[8];
extern const uint8_t des_shifts[16];                       // left shifts of C and D before each round's PC-2
extern const struct trace_table *const des_trace_tables[]; // NULL at the end

#endif
