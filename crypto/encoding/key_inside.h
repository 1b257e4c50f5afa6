// SPDX-License-Identifier: MIT
// Inside a key file (internal to key_read.c and key_inside.c): each reads its part, checks it, and sets it in
// a key that key_init() has made of that kind. What follows the part is left in the reader.
#ifndef GLASSLOCK_ENCODING_KEY_INSIDE_H
#define GLASSLOCK_ENCODING_KEY_INSIDE_H

#include "crypto/encoding/der.h"
#include "crypto/encoding/key.h"

#define KEY_OID_ROOM 64

enum gl_error key_read_rsa_public(struct key *key, struct der_reader *r);  // n, e
enum gl_error key_read_rsa_private(struct key *key, struct der_reader *r); // PKCS#1

enum gl_error key_read_curve(struct der_reader *r, const struct ec_curve **curve); // by its name
enum gl_error key_read_point(struct key *key, const struct ec_curve *curve, const uint8_t *data,
                             size_t bytes);
// SEC 1. curve: what PKCS#8 said outside, or NULL.
enum gl_error key_read_ec_private(struct key *key, struct der_reader *r, const struct ec_curve *curve);

enum gl_error key_read_dsa_params(struct key *key, struct der_reader *r);  // p, q, g; not checked yet
enum gl_error key_read_dsa_private(struct key *key, struct der_reader *r); // the traditional form
enum gl_error key_read_dsa_x(struct key *key, struct der_reader *r);       // PKCS#8 holds x alone: y = g^x

#endif
