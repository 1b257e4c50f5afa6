// SPDX-License-Identifier: MIT
// The engines of point arithmetic, for ec.c's list.
#ifndef GLASSLOCK_EC_ENGINES_H
#define GLASSLOCK_EC_ENGINES_H

#include "crypto/ec/ec.h"

extern const struct ec_engine ec_p256_ifma, ec_p256_mulx, ec_p256_portable; // P-256 only
extern const struct ec_engine ec_mont;                                      // every curve but the classroom's
extern const struct ec_engine ec_textbook;                                  // every curve; narrates

#endif
