// SPDX-License-Identifier: MIT
// PBKDF2 with HMAC (RFC 8018, section 5.2; NIST SP 800-132).
#ifndef GLASSLOCK_HASH_PBKDF2_H
#define GLASSLOCK_HASH_PBKDF2_H

#include "crypto/hash/hash.h"

// iterations >= 1 and 1 <= out_bytes <= (2^32 - 1) * digest_bytes, else GL_ERR_RANGE, GL_ERR_LENGTH.
enum gl_error pbkdf2(const struct hash_alg *alg, const void *password, size_t password_bytes,
                     const void *salt, size_t salt_bytes, uint64_t iterations, uint8_t *out,
                     size_t out_bytes);

// One of many passwords; `out` receives out_bytes bytes and may overlap no job's inputs.
struct pbkdf2_job {
    const void *password;
    size_t password_bytes;
    const void *salt;
    size_t salt_bytes;
    uint8_t *out;
};

// pbkdf2() of each of n jobs with the same numbers; n may be 0. An engine that has lanes for several messages
// at once serves the jobs together. Refuses as pbkdf2 does, and then writes nothing.
enum gl_error pbkdf2_many(const struct hash_alg *alg, const struct pbkdf2_job *jobs, size_t n,
                          uint64_t iterations, size_t out_bytes);

// Narrated, every U_j of every block; meant for a few iterations (more than 64 is GL_ERR_TOO_LARGE).
enum gl_error pbkdf2_trace(struct trace *t, const struct hash_alg *alg, const uint8_t *password,
                           size_t password_bytes, const uint8_t *salt, size_t salt_bytes, uint64_t iterations,
                           uint8_t *out, size_t out_bytes);

#endif
