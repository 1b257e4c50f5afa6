// SPDX-License-Identifier: MIT
#include "tests/rsa_key.h"

#include "tests/run.h"

const struct rsa_private *rsa_test_key(void)
{
    static struct rsa_private key;
    static bool made;
    if (!made) {
        rsa_private_init(&key);
        CU_ASSERT_EQUAL_FATAL(rsa_generate(&key, 8 * K, 65537, NULL, NULL), GL_OK);
        made = true;
    }
    return &key;
}

void rsa_copy_key(struct rsa_private *out, const struct rsa_private *key)
{
    rsa_private_init(out);
    mpz_set(out->public.n, key->public.n);
    mpz_set(out->public.e, key->public.e);
    mpz_set(out->d, key->d);
    mpz_set(out->p, key->p);
    mpz_set(out->q, key->q);
    mpz_set(out->dp, key->dp);
    mpz_set(out->dq, key->dq);
    mpz_set(out->qinv, key->qinv);
}
