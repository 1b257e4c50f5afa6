// SPDX-License-Identifier: MIT
// Keys as DER in each form. What is read is a key: written again, it is the same key.
#include "crypto/common/bytes.h"
#include "crypto/encoding/key.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

static void write_again(const struct key *key, enum key_format format)
{
    uint8_t *der = NULL, *again = NULL;
    size_t bytes, again_bytes;
    struct key copy;
    if (key_to_der(key, format, &der, &bytes))
        return; // read from a form that it cannot be written to
    FUZZ_REQUIRE(!key_from_der(&copy, format, der, bytes));
    FUZZ_REQUIRE(copy.kind == key->kind && !key_to_der(&copy, format, &again, &again_bytes));
    FUZZ_REQUIRE(again_bytes == bytes && !memcmp(again, der, bytes));
    key_clear(&copy);
    gl_wipe_free(der, bytes);
    gl_wipe_free(again, again_bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *copy = fuzz_copy(data, size);
    for (int format = KEY_PKCS8; format <= KEY_RSA_PUBLIC; format++) {
        struct key key;
        if (key_from_der(&key, (enum key_format)format, copy, size))
            continue;
        write_again(&key, (enum key_format)format);
        key_clear(&key);
    }
    free(copy);
    return 0;
}
