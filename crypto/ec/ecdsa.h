// SPDX-License-Identifier: MIT
// ECDSA (FIPS 186-4, section 6; ANSI X9.62; SEC 1, section 4.1), with random nonces or RFC 6979's.
//
// Signatures are of a digest of any length: its leftmost order_bits bits count. A signature is the pair (r,
// s), each in [1, n - 1]; encoding to DER or to r || s is in encoding/. CT: as the engine of point
// arithmetic.
#ifndef GLASSLOCK_EC_ECDSA_H
#define GLASSLOCK_EC_ECDSA_H

#include "crypto/ec/ec.h"
#include "crypto/hash/hash.h"
#include "crypto/trace/trace.h"

struct ecdsa_signature {
    mpz_t r, s;
};
void ecdsa_signature_init(struct ecdsa_signature *sig);
void ecdsa_signature_clear(struct ecdsa_signature *sig);

// The nonce: deterministic (nonce_hash not NULL: RFC 6979 with that hash), given (k not NULL; vectors and
// class only), else random.
struct ecdsa_nonce {
    const struct hash_alg *nonce_hash;
    const struct gl_random *random;
    mpz_srcptr k;
};
enum gl_error ecdsa_sign(const struct ec_key *key, const struct ecdsa_nonce *nonce,
                         struct ecdsa_signature *sig, const uint8_t *digest, size_t bytes);
// GL_ERR_VERIFY for every failure; refuses r or s out of [1, n - 1] first.
enum gl_error ecdsa_verify(const struct ec_key *key, const struct ecdsa_signature *sig, const uint8_t *digest,
                           size_t bytes);

// Many signatures, each judged on its own: results[i] is what ecdsa_verify says of checks[i], for any mixture
// of keys, curves and digests; n may be 0. Where the engine in force has lanes for a curve, up to ECDSA_MANY
// checks of it are made side by side; the others one after the other. Takes some 100 KB of stack. CT:
// everything here is public.
#define ECDSA_MANY 64
struct ecdsa_check {
    const struct ec_key *key;
    const struct ecdsa_signature *sig;
    const uint8_t *digest;
    size_t bytes; // of digest
};
void ecdsa_verify_many(const struct ecdsa_check *checks, size_t n, enum gl_error *results);

// bits2int of RFC 6979, 2.3.2 = the leftmost bits of FIPS 186-4, 6.4.
void ecdsa_digest_to_integer(mpz_t e, const uint8_t *digest, size_t bytes, unsigned order_bits);

// RFC 6979, 3.2, for ECDSA and DSA alike: k in [1, q - 1]; `skip` asks for the next candidates (3.2 h, 3.4).
enum gl_error rfc6979_nonce(mpz_t k, const mpz_t q, const mpz_t x, const struct hash_alg *hash,
                            const uint8_t *digest, size_t bytes, unsigned skip);

// Shared with DSA: the next nonce (attempt 0, 1, ...) in [1, q - 1] for the private number x, and 1 <= z <= n
// - 1.
enum gl_error ecdsa_draw_nonce(mpz_t k, const struct ecdsa_nonce *nonce, const mpz_t q, const mpz_t x,
                               const uint8_t *digest, size_t bytes, unsigned attempt);
bool ecdsa_in_range(const mpz_t z, const mpz_t n);
// s = k^-1 (e + d r) mod n. The inverse is taken of a blinded k, so that its timing says nothing of k.
enum gl_error ecdsa_make_s(mpz_t s, const mpz_t k, const mpz_t e, const mpz_t d, const mpz_t r, const mpz_t n,
                           const struct gl_random *random);

// ---- narration ----

// d given; Q, then the message hashed in one step, the nonce (RFC 6979: every V and K), k G step by step, r,
// s.
enum gl_error ecdsa_trace_sign(struct trace *t, const struct ec_key *key, const struct hash_alg *hash,
                               const struct ecdsa_nonce *nonce, struct ecdsa_signature *sig,
                               const uint8_t *message, size_t bytes);
enum gl_error ecdsa_trace_verify(struct trace *t, const struct ec_key *key, const struct hash_alg *hash,
                                 const struct ecdsa_signature *sig, const uint8_t *message, size_t bytes);
// k P by double-and-add with slopes; P + Q; Q = d G.
enum gl_error ec_trace_multiply(struct trace *t, const struct ec_curve *curve, struct ec_point *R,
                                const mpz_t k, const struct ec_point *P);
enum gl_error ec_trace_add(struct trace *t, const struct ec_curve *curve, struct ec_point *R,
                           const struct ec_point *P, const struct ec_point *Q);
enum gl_error ec_trace_keygen(struct trace *t, const struct ec_curve *curve, const mpz_t d,
                              struct ec_key *key);

#endif
