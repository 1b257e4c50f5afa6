// SPDX-License-Identifier: MIT
// RSA (PKCS #1 v2.2 = RFC 8017): keys, the primitive with CRT and blinding, OAEP, PSS, PKCS#1 v1.5
// signatures.
//
// Integers are GMP's. The family "modexp" holds the engines of modular exponentiation: "textbook"
// (left-to-right square and multiply, narrates, not constant-time), "gmp" (GMP's mpn_sec_powm, constant-time)
// and "ifma" (AVX-512 IFMA, constant-time; what is too long for it goes to "gmp"). A modulus has RSA_MIN_BITS
// to RSA_MAX_BITS bits, except for the toy functions of the class, which say so. CT: private operations are
// blinded, and with a constant-time engine depend on sizes only; public ones are not constant-time. Unpadding
// is constant-time, and every failure of a decryption is GL_ERR_DECRYPT.
#ifndef GLASSLOCK_RSA_RSA_H
#define GLASSLOCK_RSA_RSA_H

#include "crypto/common/engine.h"
#include "crypto/common/random.h"
#include "crypto/hash/hash.h"

#include <gmp.h>

#define RSA_MIN_BITS  1024
#define RSA_MAX_BITS  16384
#define RSA_MAX_BYTES (RSA_MAX_BITS / 8)

// out = base^exponent mod modulus
struct modexp_job {
    mpz_ptr out;
    mpz_srcptr base, exponent, modulus;
};

// Every modulus here is odd and > 1, every exponent > 0, every base in [0, modulus - 1].
struct modexp_engine {
    struct gl_engine engine;
    void (*modexp)(const struct modexp_job *job);
    // Where the exponent is public (an RSA e, and then mostly 65537): time may depend on it, and on the
    // modulus; not on the base. NULL: modexp serves.
    void (*modexp_public)(const struct modexp_job *job);
    // Two exponentiations that have nothing to do with each other, at once. NULL: one after the other.
    void (*modexp_two)(const struct modexp_job jobs[2]);
};
extern const struct gl_family modexp_family;

// The same through the engine in force; any base, any exponent >= 0, any modulus >= 1 (an even one, which
// belongs to no sound key, goes to the textbook engine). out may be any of the inputs; in modexp_two it may
// not be an input of the other job. CT: modexp and modexp_two, with a constant-time engine, depend on the
// sizes in limbs of 64 bits only; modexp_public depends on exponent and modulus.
void modexp(mpz_t out, const mpz_t base, const mpz_t exponent, const mpz_t modulus);
void modexp_public(mpz_t out, const mpz_t base, const mpz_t exponent, const mpz_t modulus);
void modexp_two(const struct modexp_job jobs[2]);

struct rsa_public {
    mpz_t n, e;
};

struct rsa_private {
    struct rsa_public public;
    mpz_t d;
    mpz_t p, q, dp, dq, qinv; // p = 0: no CRT values are known, and n and d are used
};

void rsa_public_init(struct rsa_public *key);
void rsa_public_clear(struct rsa_public *key);
void rsa_private_init(struct rsa_private *key);
void rsa_private_clear(struct rsa_private *key); // wipes

size_t rsa_modulus_bytes(const struct rsa_public *key); // k of RFC 8017

// Structural checks: size, odd n, odd e >= 3, e < n; private: n = p q, CRT values consistent, e d = 1.
enum gl_error rsa_public_check(const struct rsa_public *key);
enum gl_error rsa_private_check(const struct rsa_private *key);
// Fill p, q, dp, dq, qinv from n, e, d (SP 800-56B, appendix C), or the CRT values from p and q where those
// are there.
enum gl_error rsa_private_complete(struct rsa_private *key);

// Key generation (FIPS 186-4, B.3.3: probable primes; |p - q|, gcd, d > 2^(bits/2)). bits: even, RSA_MIN_BITS
// and more. progress (may be NULL): called now and then with stage 1 (p), 2 (q), 3 (done); return false to
// stop (GL_ERR_CANCELLED).
struct rsa_progress {
    bool (*tell)(void *context, int stage, unsigned candidates);
    void *context;
};
enum gl_error rsa_generate(struct rsa_private *key, unsigned bits, unsigned long e,
                           const struct gl_random *random, const struct rsa_progress *progress);

// The primitives (RFC 8017, 5.1 and 5.2) on integers in [0, n - 1], else GL_ERR_RANGE. The private one is
// blinded with `random`, uses CRT where it can, and checks its result against faults before it lets it go.
enum gl_error rsa_public_apply(const struct rsa_public *key, mpz_t out, const mpz_t in);
enum gl_error rsa_private_apply(const struct rsa_private *key, const struct gl_random *random, mpz_t out,
                                const mpz_t in);

// ---- OAEP (RFC 8017, 7.1) ----

struct rsa_oaep {
    const struct hash_alg *hash;     // of the label
    const struct hash_alg *mgf_hash; // of MGF1
    const uint8_t *label;
    size_t label_bytes;
};
// The longest message: k - 2 hLen - 2, or 0 where the key is too small for even the empty one (*fits false).
size_t rsa_oaep_max_bytes(const struct rsa_public *key, const struct rsa_oaep *oaep, bool *fits);
// out: k bytes. GL_ERR_LENGTH: message too long, or a modulus beyond RSA_MAX_BITS.
enum gl_error rsa_oaep_encrypt(const struct rsa_public *key, const struct rsa_oaep *oaep,
                               const struct gl_random *random, uint8_t *out, const uint8_t *message,
                               size_t bytes);
// out: room for k bytes; *out_bytes its length. GL_ERR_DECRYPT: out is wiped.
enum gl_error rsa_oaep_decrypt(const struct rsa_private *key, const struct rsa_oaep *oaep,
                               const struct gl_random *random, uint8_t *out, size_t *out_bytes,
                               const uint8_t *ciphertext, size_t bytes);

// ---- signatures: of a digest of `hash`, k bytes ----

struct rsa_pss {
    const struct hash_alg *hash;
    const struct hash_alg *mgf_hash;
    size_t salt_bytes; // exact; RSA_PSS_SALT_ANY lets verification accept any
};
#define RSA_PSS_SALT_ANY SIZE_MAX
// RFC 8017, 8.1. digest: hash->digest_bytes. random gives the salt first, then the blinding.
enum gl_error rsa_pss_sign(const struct rsa_private *key, const struct rsa_pss *pss,
                           const struct gl_random *random, uint8_t *signature, const uint8_t *digest);
enum gl_error rsa_pss_verify(const struct rsa_public *key, const struct rsa_pss *pss,
                             const uint8_t *signature, size_t bytes, const uint8_t *digest);

// RFC 8017, 8.2; verification encodes and compares, it never parses.
enum gl_error rsa_pkcs1_sign(const struct rsa_private *key, const struct hash_alg *hash,
                             const struct gl_random *random, uint8_t *signature, const uint8_t *digest);
enum gl_error rsa_pkcs1_verify(const struct rsa_public *key, const struct hash_alg *hash,
                               const uint8_t *signature, size_t bytes, const uint8_t *digest);

#endif
