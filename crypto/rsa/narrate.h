// SPDX-License-Identifier: MIT
// Inside the narration of RSA: keys as traced integers, and the private primitive that the paddings share.
#ifndef GLASSLOCK_RSA_NARRATE_H
#define GLASSLOCK_RSA_NARRATE_H

#include "crypto/rsa/rsa_trace.h"
#include "crypto/trace/tb.h"

// out = in^e mod n and in^d mod n (CRT where crt), the key's numbers recorded as inputs. in < n.
void narrate_public(struct trace *t, const struct rsa_public *key, struct ti *out, const struct ti *in);
void narrate_private(struct trace *t, const struct rsa_private *key, bool crt, struct ti *out,
                     const struct ti *in);

// in^d (or in^e) of bytes, as bytes of the modulus' length: OS2IP, the primitive, I2OSP.
// GL_ERR_RANGE where the number is not below n.
enum gl_error narrate_private_bytes(struct trace *t, const struct rsa_private *key, struct tb in,
                                    const char *label, struct tb *out);
enum gl_error narrate_public_bytes(struct trace *t, const struct rsa_public *key, struct tb in,
                                   const char *label, struct tb *out);

#endif
