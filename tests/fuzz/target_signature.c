// SPDX-License-Identifier: MIT
// ECDSA and DSA signatures in DER and as r || s: what is read is written back as it was.
#include "crypto/encoding/signature.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *copy = fuzz_copy(data, size), out[SIGNATURE_MAX_BYTES];
    struct ecdsa_signature sig;
    ecdsa_signature_init(&sig);
    if (!signature_from_der(&sig, copy, size) && size <= sizeof out)
        FUZZ_REQUIRE(signature_to_der(&sig, out) == size && !memcmp(out, copy, size));
    for (size_t order = 20; order <= 66; order += 2) {
        uint8_t again[2 * 66];
        if (signature_from_p1363(&sig, order, copy, size))
            continue;
        FUZZ_REQUIRE(size == 2 * order && !signature_to_p1363(&sig, order, again));
        FUZZ_REQUIRE(!memcmp(again, copy, size));
    }
    ecdsa_signature_clear(&sig);
    free(copy);
    return 0;
}
