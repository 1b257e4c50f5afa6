// SPDX-License-Identifier: MIT
#include "crypto/hash/pbkdf2.h"

#include "crypto/common/bytes.h"
#include "crypto/hash/hmac.h"

#define MAX_BLOCKS UINT32_MAX

// F(P, S, c, i) = U_1 xor U_2 xor ... xor U_c; the password is keyed into ctx once for all of them.
static void F(struct hmac_ctx *ctx, const void *salt, size_t salt_bytes, uint64_t c, uint32_t i, uint8_t *T)
{
    size_t digest = ctx->inner.alg->digest_bytes;
    uint8_t U[HASH_MAX_DIGEST_BYTES], index[4];
    gl_store32_be(index, i);
    hmac_restart(ctx);
    hmac_update(ctx, salt, salt_bytes);
    hmac_update(ctx, index, 4);
    hmac_final(ctx, U);
    memcpy(T, U, digest);
    for (uint64_t j = 2; j <= c; j++) {
        hmac_restart(ctx);
        hmac_update(ctx, U, digest);
        hmac_final(ctx, U);
        for (size_t k = 0; k < digest; k++)
            T[k] ^= U[k];
    }
    gl_wipe(U, sizeof U);
}

static enum gl_error check(const struct hash_alg *alg, uint64_t iterations, size_t out_bytes)
{
    if (iterations < 1)
        return GL_ERR_RANGE;
    if (out_bytes < 1 || (out_bytes - 1) / alg->digest_bytes >= MAX_BLOCKS)
        return GL_ERR_LENGTH;
    return GL_OK;
}

enum gl_error pbkdf2(const struct hash_alg *alg, const void *password, size_t password_bytes,
                     const void *salt, size_t salt_bytes, uint64_t iterations, uint8_t *out, size_t out_bytes)
{
    uint8_t T[HASH_MAX_DIGEST_BYTES];
    struct hmac_ctx ctx;
    enum gl_error error = check(alg, iterations, out_bytes);
    if (error)
        return error;
    hmac_init(&ctx, alg, password, password_bytes);
    for (uint32_t i = 1; out_bytes > 0; i++) {
        F(&ctx, salt, salt_bytes, iterations, i, T);
        size_t taken = out_bytes < alg->digest_bytes ? out_bytes : alg->digest_bytes;
        memcpy(out, T, taken);
        out += taken;
        out_bytes -= taken;
    }
    hmac_wipe(&ctx);
    gl_wipe(T, sizeof T);
    return GL_OK;
}

enum gl_error pbkdf2_many(const struct hash_alg *alg, const struct pbkdf2_job *jobs, size_t n,
                          uint64_t iterations, size_t out_bytes)
{
    enum gl_error error = check(alg, iterations, out_bytes);
    for (size_t i = 0; i < n && !error; i++)
        error = pbkdf2(alg, jobs[i].password, jobs[i].password_bytes, jobs[i].salt, jobs[i].salt_bytes,
                       iterations, jobs[i].out, out_bytes);
    return error;
}
