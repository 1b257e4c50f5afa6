// SPDX-License-Identifier: MIT
// DSA (FIPS 186-4, section 4): domain parameters, keys, signatures; random or RFC 6979 nonces.
// CT: exponentiations with secret exponents use the engine of the family "modexp" (crypto/rsa/rsa.h).
#ifndef GLASSLOCK_DSA_DSA_H
#define GLASSLOCK_DSA_DSA_H

#include "crypto/ec/ecdsa.h" // struct ecdsa_signature and struct ecdsa_nonce serve here too

struct dsa_params {
    mpz_t p, q, g;
};
struct dsa_key {
    struct dsa_params params;
    mpz_t y; // public
    mpz_t x; // private; 0 in a public key
};
void dsa_key_init(struct dsa_key *key);
void dsa_key_clear(struct dsa_key *key); // wipes

// FIPS 186-4, A.1.1.2 (probable primes from a seed) and A.2.1 (g); (L, N) = (1024, 160), (2048, 224), (2048,
// 256), (3072, 256). progress as rsa_generate's.
struct rsa_progress; // crypto/rsa/rsa.h
bool dsa_sizes_allowed(size_t L, size_t N);
enum gl_error dsa_generate_params(struct dsa_params *params, unsigned L, unsigned N,
                                  const struct hash_alg *hash, const struct gl_random *random,
                                  const struct rsa_progress *progress);
// A.1.1.3: validate p and q from their seed and counter (g is dsa_key_check's business). GL_ERR_KEY.
enum gl_error dsa_validate_params(const struct dsa_params *params, const struct hash_alg *hash,
                                  const uint8_t *seed, size_t seed_bytes, unsigned counter);
// A.1.2.2: validate p and q that were constructed by Shawe and Taylor's method. GL_ERR_KEY.
struct dsa_construction {
    const uint8_t *firstseed;
    size_t firstseed_bytes;
    mpz_t pseed, qseed;
    unsigned pgen_counter, qgen_counter;
};
enum gl_error dsa_validate_construction(const struct dsa_params *params, const struct hash_alg *hash,
                                        const struct dsa_construction *construction);
// A.2.4: validate a g that was made from the parameters' seed (A.2.3). GL_ERR_KEY.
enum gl_error dsa_validate_generator(const struct dsa_params *params, const struct hash_alg *hash,
                                     const uint8_t *seed, size_t seed_bytes, uint8_t index);
// p, q, g of the right sizes, q | p - 1, g of order q; key: 1 < y < p, y^q = 1, private 0 < x < q and y =
// g^x.
enum gl_error dsa_key_check(const struct dsa_key *key);
enum gl_error dsa_generate_key(struct dsa_key *key, const struct gl_random *random); // params set
enum gl_error dsa_sign(const struct dsa_key *key, const struct ecdsa_nonce *nonce,
                       struct ecdsa_signature *sig, const uint8_t *digest, size_t bytes);
enum gl_error dsa_verify(const struct dsa_key *key, const struct ecdsa_signature *sig, const uint8_t *digest,
                         size_t bytes);

enum gl_error dsa_trace_sign(struct trace *t, const struct dsa_key *key, const struct hash_alg *hash,
                             const struct ecdsa_nonce *nonce, struct ecdsa_signature *sig,
                             const uint8_t *message, size_t bytes);
enum gl_error dsa_trace_verify(struct trace *t, const struct dsa_key *key, const struct hash_alg *hash,
                               const struct ecdsa_signature *sig, const uint8_t *message, size_t bytes);

#endif
