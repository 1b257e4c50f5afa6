// SPDX-License-Identifier: MIT
// Elliptic curves in short Weierstrass form, y^2 = x^3 + a x + b over the integers mod p (SEC 1, FIPS 186-4
// D.1).
//
// The family "ec" holds the engines of point arithmetic; "textbook" works in affine coordinates on mpz_t and
// narrates. A faster engine may serve some curves only (supports()). A point is affine, or the point at
// infinity O. CT: the textbook engine is not constant-time.
#ifndef GLASSLOCK_EC_EC_H
#define GLASSLOCK_EC_EC_H

#include "crypto/common/engine.h"
#include "crypto/common/random.h"

#include <gmp.h>

#define EC_MAX_BYTES 66 // P-521

struct ec_curve {
    const char *name;    // "P-256", "secp256k1", "classroom"
    const char *aliases; // comma-separated: "prime256v1,secp256r1"
    const char *oid;     // "1.2.840.10045.3.1.7", or NULL for the classroom curve
    const char *citation;
    unsigned bits;                       // of p
    unsigned order_bits;                 // of n
    const char *p, *a, *b, *gx, *gy, *n; // hex
};
extern const struct ec_curve ec_p192, ec_p224, ec_p256, ec_p384, ec_p521, ec_secp256k1, ec_classroom;
#define EC_CURVES 7
extern const struct ec_curve *const ec_curves[];  // EC_CURVES of them, NULL at the end
const struct ec_curve *ec_find(const char *name); // name or alias in either case; NULL: unknown
const struct ec_curve *ec_find_oid(const char *oid);

static inline size_t ec_field_bytes(const struct ec_curve *curve)
{
    return (curve->bits + 7) / 8;
}

static inline size_t ec_order_bytes(const struct ec_curve *curve)
{
    return (curve->order_bits + 7) / 8;
}

// The curve's numbers, parsed. ec_group() has one for each of ec_curves, made at first use under pthread_once
// (GMP has no constant numbers), read-only afterwards, shared between threads.
struct ec_group {
    const struct ec_curve *curve;
    mpz_t p, a, b, gx, gy, n;
};
const struct ec_group *ec_group(const struct ec_curve *curve);
void ec_group_init(struct ec_group *g, const struct ec_curve *curve);
void ec_group_clear(struct ec_group *g);

struct ec_point {
    mpz_t x, y;
    bool infinity;
};
void ec_point_init(struct ec_point *P);
void ec_point_clear(struct ec_point *P); // wipes
void ec_point_set(struct ec_point *R, const struct ec_point *P);
bool ec_point_equal(const struct ec_point *P, const struct ec_point *Q);

struct ecdsa_check; // ecdsa.h
struct ec_engine {
    struct gl_engine engine;
    bool (*supports)(const struct ec_curve *curve); // NULL: all
    void (*add)(const struct ec_group *g, struct ec_point *R, const struct ec_point *P,
                const struct ec_point *Q);
    // R = k P, 0 <= k. Secret k.
    void (*multiply)(const struct ec_group *g, struct ec_point *R, const mpz_t k, const struct ec_point *P);
    // R = k G. Secret k. NULL: multiply().
    void (*multiply_base)(const struct ec_group *g, struct ec_point *R, const mpz_t k);
    // R = u G + v Q, public scalars. NULL: two multiplications and an addition.
    void (*multiply_two)(const struct ec_group *g, struct ec_point *R, const mpz_t u, const mpz_t v,
                         const struct ec_point *Q);
    // Checks of one supported curve, 1 <= n <= ECDSA_MANY at once; results as ecdsa_verify's. NULL: one by
    // one.
    void (*verify_many)(const struct ecdsa_check *checks, size_t n, enum gl_error *results);
    // ECDSA's equations in the engine's own numbers, so that nothing is converted in between; both NULL:
    // through the functions above. 1 <= k, d, r, s < n; e is the digest as an integer of at most order_bits
    // bits. r = x(k G) mod n, s = k^-1 (e + d r) mod n, either of which may come out as 0. Secret k, d.
    void (*sign)(const struct ec_group *g, mpz_t r, mpz_t s, const mpz_t k, const mpz_t e, const mpz_t d);
    // Is x(e s^-1 G + r s^-1 Q) = r mod n? Q is on the curve and not O. Public.
    bool (*verify)(const struct ec_group *g, const mpz_t r, const mpz_t s, const mpz_t e,
                   const struct ec_point *Q);
};
extern const struct gl_family ec_family;

// Through the engine in force where it supports the curve, else the first that does.
const struct ec_engine *ec_engine_for(const struct ec_curve *curve);
void ec_add(const struct ec_group *g, struct ec_point *R, const struct ec_point *P, const struct ec_point *Q);
void ec_multiply(const struct ec_group *g, struct ec_point *R, const mpz_t k, const struct ec_point *P);
void ec_multiply_base(const struct ec_group *g, struct ec_point *R, const mpz_t k);
void ec_multiply_two(const struct ec_group *g, struct ec_point *R, const mpz_t u, const mpz_t v,
                     const struct ec_point *Q);

// Does P (not O) satisfy the curve's equation?
bool ec_point_on_curve(const struct ec_group *g, const struct ec_point *P);

// Full public key validation (SP 800-56A, 5.6.2.3.3): not O, coordinates in [0, p - 1], on the curve. Its
// last step, n Q = O, needs no multiplication: every curve here has a prime number n of points (cofactor 1),
// so that every point has order n or is O.
enum gl_error ec_point_validate(const struct ec_group *g, const struct ec_point *Q);

// SEC 1, 2.3.3 and 2.3.4. Encoding: 1 + 2 * field bytes (compressed: 1 + field bytes); O is GL_ERR_POINT.
// Decoding takes uncompressed and compressed points and checks the curve equation: GL_ERR_POINT,
// GL_ERR_ENCODING.
size_t ec_point_encode(const struct ec_group *g, const struct ec_point *P, bool compressed, uint8_t *out);
enum gl_error ec_point_decode(const struct ec_group *g, struct ec_point *P, const uint8_t *in, size_t bytes);

// ---- keys ----

struct ec_key {
    const struct ec_curve *curve;
    struct ec_point Q; // public
    mpz_t d;           // private; 0 in a public key
};
void ec_key_init(struct ec_key *key);
void ec_key_clear(struct ec_key *key); // wipes
// FIPS 186-4, B.4.2 (testing candidates): d uniform in [1, n - 1].
enum gl_error ec_key_generate(struct ec_key *key, const struct ec_curve *curve,
                              const struct gl_random *random);
// Set from a private number, computing Q. GL_ERR_RANGE unless 1 <= d <= n - 1.
enum gl_error ec_key_set_private(struct ec_key *key, const struct ec_curve *curve, const mpz_t d);
// Validates Q.
enum gl_error ec_key_set_public(struct ec_key *key, const struct ec_curve *curve, const struct ec_point *Q);

#endif
