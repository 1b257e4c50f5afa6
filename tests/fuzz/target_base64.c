// SPDX-License-Identifier: MIT
// Base64 is strict: what decodes is what encoding gives, and all that was encoded decodes.
#include "crypto/encoding/base64.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

static void round_trip(const uint8_t *data, size_t bytes, bool url)
{
    char *text = malloc(base64_chars(bytes) + 1);
    uint8_t *out = malloc(base64_chars(bytes) / 4 * 3 + 1);
    size_t n;
    base64_encode(text, data, bytes, url);
    FUZZ_REQUIRE(strlen(text) == base64_chars(bytes));
    FUZZ_REQUIRE(!base64_decode(out, &n, text, strlen(text), url));
    FUZZ_REQUIRE(n == bytes && (!n || !memcmp(out, data, n)));
    free(text);
    free(out);
}

static void decode(const char *text, size_t chars, bool url)
{
    uint8_t *out = malloc(chars / 4 * 3 + !chars);
    char *again;
    size_t n;
    if (!base64_decode(out, &n, text, chars, url)) {
        FUZZ_REQUIRE(n <= chars / 4 * 3 && base64_chars(n) == chars);
        again = malloc(chars + 1);
        base64_encode(again, out, n, url);
        FUZZ_REQUIRE(!memcmp(again, text, chars));
        free(again);
    }
    free(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *copy = fuzz_copy(data, size);
    for (int url = 0; url < 2; url++) {
        round_trip(data, size, url);
        decode(copy, size, url);
    }
    free(copy);
    return 0;
}
