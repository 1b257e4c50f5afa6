// SPDX-License-Identifier: MIT
// ChatLock's ECDSA on the classroom curve, with the original's acceptance rules.
#include "net/old/chatlock_wire.h"

#include "crypto/ec/ec.h"
#include "crypto/hash/hash.h"

#include <string.h>

static const struct ec_group *group(void)
{
    return ec_group(&ec_classroom);
}

static void to_point(struct ec_point *P, const struct chatlock_point *Q)
{
    mpz_set_ui(P->x, Q->x);
    mpz_set_ui(P->y, Q->y);
    P->infinity = Q->none;
}

static void from_point(struct chatlock_point *Q, const struct ec_point *P)
{
    *Q = (struct chatlock_point){.none = true};
    if (!P->infinity)
        *Q = (struct chatlock_point){(unsigned)mpz_get_ui(P->x), (unsigned)mpz_get_ui(P->y), false};
}

// u G
static void times_base(struct chatlock_point *R, unsigned u)
{
    struct ec_point P;
    mpz_t k;
    ec_point_init(&P);
    mpz_init_set_ui(k, u);
    ec_multiply_base(group(), &P, k);
    from_point(R, &P);
    mpz_clear(k);
    ec_point_clear(&P);
}

// u G + v Q, 0 <= u, v < 29. v = 0, which the original lets pass, leaves u G.
static void sum_of_two(struct chatlock_point *R, unsigned u, unsigned v, const struct chatlock_point *Q)
{
    struct ec_point P, S;
    mpz_t k;
    ec_point_init(&P);
    ec_point_init(&S);
    mpz_init_set_ui(k, v);
    to_point(&P, Q);
    ec_multiply(group(), &P, k, &P);
    mpz_set_ui(k, u);
    ec_multiply_base(group(), &S, k);
    ec_add(group(), &P, &P, &S);
    from_point(R, &P);
    mpz_clear(k);
    ec_point_clear(&S);
    ec_point_clear(&P);
}

// The inverse of 1 <= z <= 28 mod 29: z^27.
static unsigned invert(unsigned z)
{
    unsigned power = 1;
    for (int i = 0; i < CHATLOCK_ORDER - 2; i++)
        power = power * z % CHATLOCK_ORDER;
    return power;
}

static bool is_scalar(unsigned z)
{
    return z >= 1 && z < CHATLOCK_ORDER;
}

bool chatlock_point_valid(const struct chatlock_point *Q)
{
    struct ec_point P;
    ec_point_init(&P);
    to_point(&P, Q);
    bool valid = ec_point_validate(group(), &P) == GL_OK;
    ec_point_clear(&P);
    return valid;
}

enum gl_error chatlock_public(struct chatlock_point *Q, unsigned d)
{
    if (!is_scalar(d))
        return GL_ERR_RANGE;
    times_base(Q, d);
    return GL_OK;
}

enum gl_error chatlock_random_scalar(unsigned *d, const struct gl_random *random)
{
    uint8_t byte;
    do { // 252 = 9 * 28 of the 256 bytes are taken
        enum gl_error error = gl_random_bytes(random, &byte, 1);
        if (error)
            return error;
    } while (byte >= 252);
    *d = 1 + byte % (CHATLOCK_ORDER - 1);
    return GL_OK;
}

unsigned chatlock_digest(const char *hex)
{
    uint8_t digest[HASH_MAX_DIGEST_BYTES];
    unsigned e = 0;
    hash_digest(&hash_sha512, hex, strlen(hex), digest);
    for (size_t i = 0; i < hash_sha512.digest_bytes; i++)
        e = (e * 256 + digest[i]) % CHATLOCK_ORDER;
    return e;
}

enum gl_error chatlock_sign_with(struct chatlock_signature *sig, unsigned d, unsigned k, const char *hex)
{
    struct chatlock_point R;
    if (!is_scalar(d) || !is_scalar(k))
        return GL_ERR_RANGE;
    times_base(&R, k);
    unsigned r = R.x % CHATLOCK_ORDER;
    unsigned s = invert(k) * (chatlock_digest(hex) + d * r) % CHATLOCK_ORDER;
    *sig = (struct chatlock_signature){r, s};
    return r == 0 || s == 0 ? GL_ERR_RANGE : GL_OK;
}

// Of the 28 nonces at least twenty give no zero: only a source that repeats itself gets this far.
#define MAX_NONCES 200

enum gl_error chatlock_sign(struct chatlock_signature *sig, unsigned d, const char *hex,
                            const struct gl_random *random)
{
    enum gl_error error = GL_ERR_RANGE;
    if (!is_scalar(d))
        return error;
    for (int i = 0; i < MAX_NONCES && error == GL_ERR_RANGE; i++) {
        unsigned k;
        error = chatlock_random_scalar(&k, random);
        if (!error)
            error = chatlock_sign_with(sig, d, k, hex);
    }
    return error;
}

enum chatlock_verdict chatlock_verify(const struct chatlock_point *Q, const struct chatlock_signature *sig,
                                      const char *hex)
{
    if (sig->r < 0 || sig->r >= CHATLOCK_ORDER || sig->s <= 0 || sig->s >= CHATLOCK_ORDER)
        return CHATLOCK_OUT_OF_RANGE;
    if (!chatlock_point_valid(Q))
        return CHATLOCK_INVALID;
    struct chatlock_point R;
    unsigned w = invert((unsigned)sig->s);
    sum_of_two(&R, chatlock_digest(hex) * w % CHATLOCK_ORDER, (unsigned)sig->r * w % CHATLOCK_ORDER, Q);
    return !R.none && R.x % CHATLOCK_ORDER == (unsigned)sig->r ? CHATLOCK_VALID : CHATLOCK_INVALID;
}
