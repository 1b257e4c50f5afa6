// SPDX-License-Identifier: MIT
// Key pairs: FIPS 186-4, B.4.2 (d by rejection), and keys from numbers that come from outside.
#include "crypto/ec/ec.h"

#include "crypto/common/declassify.h"
#include "crypto/rsa/limbs.h"
#include "crypto/rsa/prime.h"
#include "crypto/trace/ti.h"

void ec_key_init(struct ec_key *key)
{
    key->curve = NULL;
    ec_point_init(&key->Q);
    mpz_init(key->d);
}

void ec_key_clear(struct ec_key *key)
{
    ec_point_clear(&key->Q);
    ti_wipe_mpz(key->d);
}

enum gl_error ec_key_set_private(struct ec_key *key, const struct ec_curve *curve, const mpz_t d)
{
    const struct ec_group *g = ec_group(curve);
    bool in_range = mpz_sgn(d) > 0 && limbs_less(d, g->n);
    gl_declassify(&in_range, sizeof in_range); // a key out of range is an error, and ends in one
    enum gl_error error = in_range ? GL_OK : GL_ERR_RANGE;
    if (!error) {
        key->curve = curve;
        mpz_set(key->d, d);
        ec_multiply_base(g, &key->Q, d);
    }
    return error;
}

enum gl_error ec_key_set_public(struct ec_key *key, const struct ec_curve *curve, const struct ec_point *Q)
{
    const struct ec_group *g = ec_group(curve);
    enum gl_error error = ec_point_validate(g, Q);
    if (!error) {
        key->curve = curve;
        ec_point_set(&key->Q, Q);
        mpz_set_ui(key->d, 0);
    }
    return error;
}

enum gl_error ec_key_generate(struct ec_key *key, const struct ec_curve *curve,
                              const struct gl_random *random)
{
    mpz_t d;
    mpz_init(d);
    enum gl_error error = random_positive(d, ec_group(curve)->n, random);
    if (!error)
        error = ec_key_set_private(key, curve, d);
    ti_wipe_mpz(d);
    return error;
}
