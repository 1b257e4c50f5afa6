// SPDX-License-Identifier: MIT
// Hex, both ways; and the planted defect, which shows that this check can fail: with FUZZ_PLANTED an input
// that begins with "0xff" is read beyond its end.
#include "crypto/common/hex.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#ifdef FUZZ_PLANTED
static bool planted(const char *text, size_t chars)
{
    return chars >= 4 && !memcmp(text, "0xff", 4) && text[chars] == '\0';
}
#else
static bool planted(const char *text, size_t chars)
{
    (void)text;
    (void)chars;
    return false;
}
#endif

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *copy = fuzz_copy(data, size), *text = malloc(2 * size + 1);
    uint8_t *out = malloc(size + 1);
    if (!planted(copy, size) && !gl_hex_decode(out, copy, size)) {
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
