// SPDX-License-Identifier: MIT
// ECDSA and DSA signatures as bytes: DER (SEQUENCE of two INTEGERs, RFC 3279, 2.2.2 and 2.2.3) and r || s
// (IEEE P1363).
#ifndef GLASSLOCK_ENCODING_SIGNATURE_H
#define GLASSLOCK_ENCODING_SIGNATURE_H

#include "crypto/ec/ecdsa.h"

#define SIGNATURE_MAX_BYTES 160 // DER, order of up to 528 bits

size_t signature_to_der(const struct ecdsa_signature *sig, uint8_t out[SIGNATURE_MAX_BYTES]);
enum gl_error signature_from_der(struct ecdsa_signature *sig, const uint8_t *in, size_t bytes);

// r || s, each order_bytes wide. GL_ERR_RANGE: a number that does not fit. In: bytes must be 2 * order_bytes.
enum gl_error signature_to_p1363(const struct ecdsa_signature *sig, size_t order_bytes, uint8_t *out);
enum gl_error signature_from_p1363(struct ecdsa_signature *sig, size_t order_bytes, const uint8_t *in,
                                   size_t bytes);

#endif
