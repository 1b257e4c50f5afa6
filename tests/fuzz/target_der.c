// SPDX-License-Identifier: MIT
// The DER reader: it walks anything, element by element and into what contains others, and never beyond the
// end.
#include "crypto/encoding/der.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>

static bool step(struct der_reader *r, struct der_reader *inside, mpz_t z)
{
    const uint8_t *data;
    size_t bytes;
    unsigned small;
    char oid[64];
    static const enum der_tag tags[] = {DER_SEQUENCE, DER_CONTEXT_0, DER_CONTEXT_1, DER_OCTET_STRING};
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (!der_enter(r, tags[i], inside))
            return true;
    *inside = (struct der_reader){0};
    if (!der_small(r, &small) || !der_integer(r, z) || !der_oid(r, oid, sizeof oid) || !der_null(r))
        return true;
    return !der_bit_string(r, &data, &bytes) || !der_bytes(r, DER_BIT_STRING, &data, &bytes);
}

static void walk(struct der_reader *r, mpz_t z, unsigned depth)
{
    struct der_reader inside;
    for (size_t before = r->left; r->left && depth < 64 && step(r, &inside, z); before = r->left) {
        FUZZ_REQUIRE(r->left < before && inside.left <= before);
        walk(&inside, z, depth + 1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *copy = fuzz_copy(data, size);
    struct der_reader r = {copy, size};
    mpz_t z;
    mpz_init(z);
    walk(&r, z, 0);
    FUZZ_REQUIRE(!der_end(&r) == !r.left);
    mpz_clear(z);
    free(copy);
    return 0;
}
