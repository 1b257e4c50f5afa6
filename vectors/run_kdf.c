// SPDX-License-Identifier: MIT
// HKDF (RFC 5869 and a long one), PBKDF2 (RFC 6070): the family under test is the hash's.
#include "crypto/hash/hkdf.h"
#include "crypto/hash/pbkdf2.h"
#include "vectors/run_hash.h"

#include <string.h>

const struct hash_alg *hash_of_hkdf(const struct vector_case *c)
{
    const struct vector_field *hash = vector_case_find(c, "Hash");
    return hash ? hash_find(hash->value) : NULL;
}

void run_hkdf(struct run *r)
{
    uint8_t prk[HASH_MAX_DIGEST_BYTES];
    const struct hash_alg *alg = run_hash(r, "Hash");
    // "Not provided" in the RFC's case 7 is an absent salt: the same as an empty one.
    struct blob ikm = run_hex(r, "IKM"), salt = run_hex(r, "salt"), info = run_hex(r, "info");
    struct blob expected = run_hex(r, "OKM");
    unsigned long bytes = run_number(r, "L");
    if (!r->malformed && bytes != expected.bytes)
        run_malformed(r, "OKM", "OKM has %zu bytes, but L says %lu", expected.bytes, bytes);
    struct blob expected_prk = run_has(r, "PRK") ? run_hex(r, "PRK") : (struct blob){0};
    if (r->malformed)
        return;
    uint8_t *out = run_memory(r, bytes);
    hkdf_extract(alg, salt.data, salt.bytes, ikm.data, ikm.bytes, prk);
    if (expected_prk.data)
        run_equal(r, "PRK", expected_prk, prk, alg->digest_bytes);
    run_works(r, "OKM",
              hkdf(alg, salt.data, salt.bytes, ikm.data, ikm.bytes, info.data, info.bytes, out, bytes));
    run_equal(r, "OKM", expected, out, bytes);
}

// PASSWORD and SALT stand as text; "\0" in them is a zero byte.
static struct blob text(struct run *r, const char *name)
{
    const char *in = run_text(r, name);
    struct blob out = {.data = run_memory(r, strlen(in))};
    while (*in) {
        bool zero = strncmp(in, "\\0", 2) == 0;
        out.data[out.bytes++] = zero ? 0 : (uint8_t)*in;
        in += zero ? 2 : 1;
    }
    return out;
}

void run_pbkdf2(struct run *r)
{
    const struct hash_alg *alg = vector_file_hash(r->c->file);
    struct blob password = text(r, "PASSWORD"), salt = text(r, "SALT"), expected = run_hex(r, "DERIVED_KEY");
    unsigned long iterations = run_number(r, "ITERATIONS"), bytes = run_number(r, "LENGTH");
    if (!alg)
        run_malformed(r, NULL, "which hash? the header does not say it");
    if (!r->malformed && bytes != expected.bytes)
        run_malformed(r, "DERIVED_KEY", "DERIVED_KEY has %zu bytes, but LENGTH says %lu", expected.bytes,
                      bytes);
    if (r->malformed)
        return;
    uint8_t *out = run_memory(r, bytes);
    run_works(r, "DERIVED_KEY",
              pbkdf2(alg, password.data, password.bytes, salt.data, salt.bytes, iterations, out, bytes));
    run_equal(r, "DERIVED_KEY", expected, out, bytes);
}
