// SPDX-License-Identifier: MIT
// A hash as people compare it: sixteen groups of four hex digits, lower case.
#ifndef GLASSLOCK_NET_WIRE_FINGERPRINT_H
#define GLASSLOCK_NET_WIRE_FINGERPRINT_H

#include <stdint.h>

#define WIRE_FINGERPRINT_CHARS 79 // without the NUL
void wire_fingerprint(char text[WIRE_FINGERPRINT_CHARS + 1], const uint8_t hash[32]);

#endif
