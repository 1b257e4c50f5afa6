// SPDX-License-Identifier: MIT
// The AES state, traced: 16 bytes that remember which step produced them. As tw.h for words: each function
// computes one transformation of FIPS 197 and records it where t is not NULL. Plain, not constant-time.
#ifndef GLASSLOCK_AES_STATE_H
#define GLASSLOCK_AES_STATE_H

#include "crypto/trace/tw.h"

struct state {
    uint8_t s[16]; // byte i is in row i mod 4, column i / 4
    trace_ref ref;
};

// The product of two bytes in GF(2^8) modulo m(x) = x^8 + x^4 + x^3 + x + 1 (FIPS 197, 4.2).
uint8_t aes_gf_multiply(uint8_t a, uint8_t b);

struct state state_substitute(struct trace *t, struct trace_say say, struct state a,
                              const struct trace_table *table);
struct state state_permute(struct trace *t, struct trace_say say, struct state a,
                           const struct trace_table *table);
struct state state_mix(struct trace *t, struct trace_say say, struct state a,
                       const struct trace_table *matrix);
struct state state_xor(struct trace *t, struct trace_say say, struct state a, struct state b);
struct state state_of_words(struct trace *t, struct trace_say say, const struct tw words[4]);

#endif
