// SPDX-License-Identifier: MIT
#include "crypto/hash/hkdf.h"

#include "crypto/common/bytes.h"
#include "crypto/hash/hmac.h"

#include <stdlib.h>

void hkdf_extract(const struct hash_alg *alg, const void *salt, size_t salt_bytes, const void *ikm,
                  size_t ikm_bytes, uint8_t *prk)
{
    hmac_digest(alg, salt, salt_bytes, ikm, ikm_bytes, prk); // HMAC pads an empty salt with zeros by itself
}

enum gl_error hkdf_expand(const struct hash_alg *alg, const uint8_t *prk, size_t prk_bytes, const void *info,
                          size_t info_bytes, uint8_t *out, size_t out_bytes)
{
    uint8_t T[HASH_MAX_DIGEST_BYTES];
    struct hmac_ctx ctx;
    if (out_bytes > 255 * alg->digest_bytes) {
        gl_wipe(out, out_bytes);
        return GL_ERR_LENGTH;
    }
    hmac_init(&ctx, alg, prk, prk_bytes);
    for (uint8_t i = 1; out_bytes > 0; i++) { // T(i) = HMAC(PRK, T(i-1) || info || i)
        hmac_restart(&ctx);
        if (i > 1)
            hmac_update(&ctx, T, alg->digest_bytes);
        hmac_update(&ctx, info, info_bytes);
        hmac_update(&ctx, &i, 1);
        hmac_final(&ctx, T);
        size_t taken = out_bytes < alg->digest_bytes ? out_bytes : alg->digest_bytes;
        memcpy(out, T, taken);
        out += taken;
        out_bytes -= taken;
    }
    hmac_wipe(&ctx);
    gl_wipe(T, sizeof T);
    return GL_OK;
}

enum gl_error hkdf(const struct hash_alg *alg, const void *salt, size_t salt_bytes, const void *ikm,
                   size_t ikm_bytes, const void *info, size_t info_bytes, uint8_t *out, size_t out_bytes)
{
    uint8_t prk[HASH_MAX_DIGEST_BYTES];
    hkdf_extract(alg, salt, salt_bytes, ikm, ikm_bytes, prk);
    enum gl_error error = hkdf_expand(alg, prk, alg->digest_bytes, info, info_bytes, out, out_bytes);
    gl_wipe(prk, sizeof prk);
    return error;
}
