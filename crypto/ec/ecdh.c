// SPDX-License-Identifier: MIT
#include "crypto/ec/ecdh.h"

#include "crypto/common/declassify.h"
#include "crypto/rsa/octets.h"

enum gl_error ecdh(const struct ec_key *ours, const struct ec_key *theirs, uint8_t *secret)
{
    struct ec_point R;
    if (ours->curve != theirs->curve || mpz_sgn(ours->d) == 0)
        return GL_ERR_KEY;
    const struct ec_group *g = ec_group(ours->curve);
    ec_point_init(&R);
    enum gl_error error = ec_point_validate(g, &theirs->Q);
    if (!error) {
        ec_multiply(g, &R, ours->d, &theirs->Q);
        gl_declassify(&R.infinity, sizeof R.infinity); // ends in an error, and never with a sound point
        error = R.infinity ? GL_ERR_POINT : i2osp(secret, ec_field_bytes(g->curve), R.x);
    }
    ec_point_clear(&R);
    return error;
}
