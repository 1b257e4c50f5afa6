// SPDX-License-Identifier: MIT
// The textbook engine of point arithmetic.
#ifndef GLASSLOCK_EC_TEXTBOOK_H
#define GLASSLOCK_EC_TEXTBOOK_H

#include "crypto/ec/ec.h"

extern const struct ec_engine ec_textbook;

#endif
