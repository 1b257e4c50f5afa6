// SPDX-License-Identifier: MIT
// The engine families of the hash functions.
#ifndef GLASSLOCK_HASH_FAMILIES_H
#define GLASSLOCK_HASH_FAMILIES_H

#include "crypto/common/engine.h"

extern const struct gl_family md5_family, sha1_family, sha256_family, sha512_family;

#endif
