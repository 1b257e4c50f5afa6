// SPDX-License-Identifier: MIT
// Hex, both ways.
#include "crypto/common/hex.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *copy = fuzz_copy(data, size), *text = malloc(2 * size + 1);
    uint8_t *out = malloc(size + 1);
    if (!gl_hex_decode(out, copy, size)) {
        gl_hex_encode(text, out, size / 2);
        FUZZ_REQUIRE(!strncasecmp(text, copy, size));
    }
    gl_hex_encode(text, data, size);
    FUZZ_REQUIRE(!gl_hex_decode(out, text, 2 * size) && (!size || !memcmp(out, data, size)));
    free(copy);
    free(text);
    free(out);
    return 0;
}
