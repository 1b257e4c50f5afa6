// SPDX-License-Identifier: MIT
// PEM: the first block of any text, and the keys in it.
#include "crypto/common/bytes.h"
#include "crypto/encoding/key.h"
#include "crypto/encoding/pem.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *copy = fuzz_copy(data, size), label[PEM_MAX_LABEL_CHARS + 1];
    uint8_t *der = NULL;
    size_t bytes;
    struct key key;
    if (!pem_decode(copy, size, label, &der, &bytes)) {
        uint8_t *again = NULL;
        char *text = pem_encode(label, der, bytes), same[PEM_MAX_LABEL_CHARS + 1];
        size_t n;
        FUZZ_REQUIRE(text && !pem_decode(text, strlen(text), same, &again, &n));
        FUZZ_REQUIRE(n == bytes && !strcmp(same, label) && (!n || !memcmp(again, der, n)));
        free(text);
        free(again);
        free(der);
    }
    if (!key_from_pem(&key, copy, size))
        key_clear(&key);
    free(copy);
    return 0;
}
