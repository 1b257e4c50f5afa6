// SPDX-License-Identifier: MIT
// The narrated RSA: the same steps as rsa.h with the textbook engine, at any size. Toy keys (n of a few
// digits) are welcome here and nowhere else.
#ifndef GLASSLOCK_RSA_RSA_TRACE_H
#define GLASSLOCK_RSA_RSA_TRACE_H

#include "crypto/rsa/rsa.h"
#include "crypto/trace/trace.h"

// From given primes: n, lambda(n), d, dP, dQ, qInv, with every check. p and q: distinct odd primes
// (GL_ERR_RANGE for equal ones and for 2, GL_ERR_KEY for composites); e coprime to lambda, else GL_ERR_KEY.
enum gl_error rsa_trace_keygen(struct trace *t, const mpz_t p, const mpz_t q, const mpz_t e,
                               struct rsa_private *key);

// Random primes first: each candidate tried is a step, with its verdict. bits: even, 10 and more.
// GL_ERR_RANGE also where hardly any two primes of that size suit e (10 bits and e = 3: only 29 does).
enum gl_error rsa_trace_generate(struct trace *t, unsigned bits, unsigned long e,
                                 const struct gl_random *random, struct rsa_private *key);

// m^e mod n and c^d mod n, each square and multiply a step; the private one by CRT where crt.
enum gl_error rsa_trace_public(struct trace *t, const struct rsa_public *key, mpz_t out, const mpz_t in);
enum gl_error rsa_trace_private(struct trace *t, const struct rsa_private *key, bool crt, mpz_t out,
                                const mpz_t in);

enum gl_error rsa_trace_oaep_encrypt(struct trace *t, const struct rsa_public *key,
                                     const struct rsa_oaep *oaep, const uint8_t *seed, uint8_t *out,
                                     const uint8_t *message, size_t bytes);
enum gl_error rsa_trace_oaep_decrypt(struct trace *t, const struct rsa_private *key,
                                     const struct rsa_oaep *oaep, uint8_t *out, size_t *out_bytes,
                                     const uint8_t *ciphertext, size_t bytes);
// The message itself, hashed in one step.
enum gl_error rsa_trace_pss_sign(struct trace *t, const struct rsa_private *key, const struct rsa_pss *pss,
                                 const uint8_t *salt, uint8_t *signature, const uint8_t *message,
                                 size_t bytes);
enum gl_error rsa_trace_pss_verify(struct trace *t, const struct rsa_public *key, const struct rsa_pss *pss,
                                   const uint8_t *signature, size_t signature_bytes, const uint8_t *message,
                                   size_t bytes);
enum gl_error rsa_trace_pkcs1_sign(struct trace *t, const struct rsa_private *key,
                                   const struct hash_alg *hash, uint8_t *signature, const uint8_t *message,
                                   size_t bytes);
enum gl_error rsa_trace_pkcs1_verify(struct trace *t, const struct rsa_public *key,
                                     const struct hash_alg *hash, const uint8_t *signature,
                                     size_t signature_bytes, const uint8_t *message, size_t bytes);

#endif
