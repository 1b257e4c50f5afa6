// SPDX-License-Identifier: MIT
// Inside the family "modexp": its engines, and the narrated square and multiply.
#ifndef GLASSLOCK_RSA_MODEXP_H
#define GLASSLOCK_RSA_MODEXP_H

#include "crypto/rsa/rsa.h"
#include "crypto/trace/ti.h"

extern const struct modexp_engine modexp_textbook, modexp_gmp, modexp_ifma;

// out = base^e mod n, each square and each multiplication a step, in a scope called `title`, as is the
// result. base < n; any e; any n > 1. out is none of the others.
void modexp_narrate(struct trace *t, const char *title, struct ti *out, const struct ti *base,
                    const struct ti *e, const struct ti *n);

#endif
