// SPDX-License-Identifier: MIT
#include "crypto/encoding/signature.h"

#include "crypto/encoding/der.h"
#include "crypto/rsa/octets.h"

#include <string.h>

size_t signature_to_der(const struct ecdsa_signature *sig, uint8_t out[SIGNATURE_MAX_BYTES])
{
    struct der_writer w;
    uint8_t buffer[SIGNATURE_MAX_BYTES];
    size_t bytes = 0;
    der_writer_init(&w, buffer, sizeof buffer);
    size_t mark = der_mark(&w);
    der_put_integer(&w, sig->s);
    der_put_integer(&w, sig->r);
    der_wrap(&w, DER_SEQUENCE, mark);
    const uint8_t *written = der_written(&w, &bytes);
    if (!written)
        return 0; // numbers wider than any curve's
    memcpy(out, written, bytes);
    return bytes;
}

enum gl_error signature_from_der(struct ecdsa_signature *sig, const uint8_t *in, size_t bytes)
{
    struct der_reader r = {in, bytes}, inside;
    if (der_enter(&r, DER_SEQUENCE, &inside) || der_end(&r) || der_integer(&inside, sig->r) ||
        der_integer(&inside, sig->s) || der_end(&inside))
        return GL_ERR_ENCODING;
    return GL_OK;
}

enum gl_error signature_to_p1363(const struct ecdsa_signature *sig, size_t order_bytes, uint8_t *out)
{
    enum gl_error error = i2osp(out, order_bytes, sig->r);
    return error ? error : i2osp(out + order_bytes, order_bytes, sig->s);
}

enum gl_error signature_from_p1363(struct ecdsa_signature *sig, size_t order_bytes, const uint8_t *in,
                                   size_t bytes)
{
    if (bytes != 2 * order_bytes)
        return GL_ERR_ENCODING;
    os2ip(sig->r, in, order_bytes);
    os2ip(sig->s, in + order_bytes, order_bytes);
    return GL_OK;
}
