// SPDX-License-Identifier: MIT
#include "net/wire/fingerprint.h"

#include "crypto/common/hex.h"

void wire_fingerprint(char text[WIRE_FINGERPRINT_CHARS + 1], const uint8_t hash[32])
{
    for (int i = 0; i < 16; i++, text += 5) {
        gl_hex_encode(text, hash + 2 * i, 2);
        if (i < 15)
            text[4] = ' ';
    }
}
