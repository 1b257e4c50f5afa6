// SPDX-License-Identifier: MIT
// Recording the two runs of a twin, and many of them.
#ifndef GLASSLOCK_APP_TRACE_TWIN_RECORD_H
#define GLASSLOCK_APP_TRACE_TWIN_RECORD_H

#include "app/trace/trace_call.h"
#include "app/views/avalanche.h"
#include "app/views/twin.h"

// What changes, comma-separated: in:N, key:N, iv:N flip bit N (from the left, from 0); in=HEX, key=HEX,
// iv=HEX, text=TEXT, k=NUMBER give another value; complement flips every bit of input and key; decrypt runs
// the other direction. Records both runs of the call. APP_OK and *twin to clear, or a status after one line
// on standard error.
int twin_record(struct trace_call *call, const struct trace_algorithm *algorithm, const char *changes,
                struct twin *twin);

// What trace_call_warning() says of the first run, or that the changes make the second another algorithm.
bool twin_warning(const struct trace_call *call, const char *changes, char *out, size_t room);

// The averaged avalanche: `runs` twins of random input, key and IV (from the seed), each with one random bit
// of the chosen one ("in", "key", "iv") flipped. APP_OK and *avalanche to clear, or a status after one line.
int twin_avalanche(struct trace_call *call, const struct trace_algorithm *algorithm, const char *which,
                   unsigned runs, uint64_t seed, struct avalanche *avalanche);

#endif
