// SPDX-License-Identifier: MIT
// A user's own keys: made, written for the encrypted store, and read back with every check.
#include "crypto/common/bytes.h"
#include "crypto/rsa/octets.h"
#include "crypto/trace/ti.h"
#include "net/talk/card.h"
#include "net/talk/sign.h"

#define KEYS_VERSION 1
#define PRIME_BYTES  (TALK_MODULUS_BYTES / 2)

void talk_keys_init(struct talk_keys *keys)
{
    ec_key_init(&keys->sign);
    rsa_private_init(&keys->wrap);
    dsa_key_init(&keys->dsa);
}

void talk_keys_clear(struct talk_keys *keys)
{
    ec_key_clear(&keys->sign);
    rsa_private_clear(&keys->wrap);
    dsa_key_clear(&keys->dsa);
}

enum gl_error talk_keys_generate(struct talk_keys *keys, const struct gl_random *random,
                                 const struct rsa_progress *progress)
{
    talk_dsa_params(&keys->dsa.params);
    enum gl_error error = ec_key_generate(&keys->sign, &ec_p256, random);
    if (!error)
        error = dsa_generate_key(&keys->dsa, random);
    if (!error)
        error = rsa_generate(&keys->wrap, TALK_RSA_BITS, TALK_RSA_EXPONENT, random, progress);
    return error;
}

static void get_integer(struct wire_reader *r, mpz_t z, size_t bytes)
{
    const uint8_t *in = wire_raw(r, bytes);
    if (in)
        os2ip(z, in, bytes);
}

enum gl_error talk_keys_write(const struct talk_keys *keys, struct wire_writer *out)
{
    size_t start = out->bytes;
    wire_put_u8(out, KEYS_VERSION);
    talk_put_integer(out, keys->sign.d, TALK_SCALAR_BYTES);
    talk_put_integer(out, keys->wrap.public.n, TALK_MODULUS_BYTES);
    talk_put_integer(out, keys->wrap.d, TALK_MODULUS_BYTES);
    talk_put_integer(out, keys->wrap.p, PRIME_BYTES);
    talk_put_integer(out, keys->wrap.q, PRIME_BYTES);
    talk_put_integer(out, keys->dsa.x, TALK_SCALAR_BYTES);
    if (!out->failed)
        return GL_OK;
    if (out->bytes > start)
        gl_wipe(out->data + start, out->bytes - start);
    return GL_ERR_MEMORY;
}

// The public halves are computed, not read; what belongs together is checked.
static enum gl_error complete(struct talk_keys *keys, const mpz_t d)
{
    enum gl_error error = ec_key_set_private(&keys->sign, &ec_p256, d);
    mpz_set_ui(keys->wrap.public.e, TALK_RSA_EXPONENT);
    if (!error)
        error = rsa_private_complete(&keys->wrap);
    if (!error)
        error = talk_check_modulus(&keys->wrap.public);
    if (error)
        return GL_ERR_KEY;
    talk_dsa_params(&keys->dsa.params);
    if (!ecdsa_in_range(keys->dsa.x, keys->dsa.params.q))
        return GL_ERR_KEY;
    modexp(keys->dsa.y, keys->dsa.params.g, keys->dsa.x, keys->dsa.params.p);
    return GL_OK;
}

enum gl_error talk_keys_read(struct talk_keys *keys, const uint8_t *data, size_t bytes)
{
    struct wire_reader r = wire_read(data, bytes);
    mpz_t d;
    mpz_init(d);
    if (wire_u8(&r) != KEYS_VERSION)
        r.failed = true;
    get_integer(&r, d, TALK_SCALAR_BYTES);
    get_integer(&r, keys->wrap.public.n, TALK_MODULUS_BYTES);
    get_integer(&r, keys->wrap.d, TALK_MODULUS_BYTES);
    get_integer(&r, keys->wrap.p, PRIME_BYTES);
    get_integer(&r, keys->wrap.q, PRIME_BYTES);
    get_integer(&r, keys->dsa.x, TALK_SCALAR_BYTES);
    enum gl_error error = wire_done(&r) ? complete(keys, d) : GL_ERR_ENCODING;
    ti_wipe_mpz(d);
    if (error) {
        talk_keys_clear(keys);
        talk_keys_init(keys);
    }
    return error;
}
