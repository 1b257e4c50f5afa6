// SPDX-License-Identifier: MIT
// Traced bytes: the language in which paddings, nonces and tokens are narrated.
//
// A `struct tb` is a byte string that lives in a recorded step: its data points into the trace, so nothing is
// copied or freed. These functions serve narration only and need a trace (t is not NULL). When the recording
// has failed they return an empty string, and the caller asks trace_error() at the end.
#ifndef GLASSLOCK_TRACE_TB_H
#define GLASSLOCK_TRACE_TB_H

#include "crypto/hash/hash.h"
#include "crypto/trace/ti.h"

struct tb {
    const uint8_t *data;
    size_t n;
    trace_ref ref;
};

struct tb tb_input(struct trace *t, struct trace_say say, const void *data, size_t n);
struct tb tb_constant(struct trace *t, struct trace_say say, const void *data, size_t n);
struct tb tb_fill(struct trace *t, struct trace_say say, uint8_t byte, size_t n);
struct tb tb_concatenate(struct trace *t, struct trace_say say, size_t parts, const struct tb *in);
struct tb tb_slice(struct trace *t, struct trace_say say, struct tb a, size_t from, size_t n);
struct tb tb_xor(struct trace *t, struct trace_say say, struct tb a, struct tb b); // as long as each other

// In one step each; hash_trace() and hmac_trace() show what is inside.
struct tb tb_hash(struct trace *t, struct trace_say say, const struct hash_alg *alg, struct tb a);
struct tb tb_hmac(struct trace *t, struct trace_say say, const struct hash_alg *alg, struct tb key,
                  struct tb a);
struct tb tb_mgf1(struct trace *t, struct trace_say say, const struct hash_alg *alg, struct tb seed,
                  size_t n);

// I2OSP and OS2IP: bytes of an integer, integer of bytes (as wide as they are).
struct tb tb_from_integer(struct trace *t, struct trace_say say, const struct ti *a, size_t n);
void tb_to_integer(struct trace *t, struct trace_say say, struct ti *out, struct tb a);

// A verdict, recorded as a flag.
bool tb_equal(struct trace *t, struct trace_say say, struct tb a, struct tb b);

// The step's value as a struct tb.
struct tb tb_of(const struct trace *t, trace_ref ref);

#endif
