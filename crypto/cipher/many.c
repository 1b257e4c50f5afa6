// SPDX-License-Identifier: MIT
// Many independent messages: checked here, then handed to the engine in runs of CBC jobs. ECB needs no
// company: the blocks of one message are independent already.
#include "crypto/cipher/cipher.h"

static enum gl_error check(const struct cipher_job *jobs, size_t n, bool *all_cbc)
{
    for (size_t i = 0; i < n; i++) {
        const struct cipher_ctx *ctx = jobs[i].ctx;
        if (ctx->engine != jobs[0].ctx->engine || ctx->direction != CIPHER_ENCRYPT)
            return GL_ERR_ARGUMENT;
        if (jobs[i].bytes & (ctx->alg->block_bytes - 1)) // blocks are of 8 or 16 bytes
            return GL_ERR_LENGTH;
        *all_cbc = *all_cbc && ctx->mode == CIPHER_CBC;
    }
    return GL_OK;
}

// How many jobs from here on are CBC?
static size_t cbc_run(const struct cipher_job *jobs, size_t n)
{
    size_t run = 0;
    while (run < n && jobs[run].ctx->mode == CIPHER_CBC)
        run++;
    return run;
}

static enum gl_error one_by_one(const struct cipher_job *jobs, size_t n)
{
    enum gl_error error = GL_OK;
    for (size_t i = 0; i < n && !error; i++)
        error = cipher_blocks(jobs[i].ctx, jobs[i].out, jobs[i].in, jobs[i].bytes);
    return error;
}

enum gl_error cipher_encrypt_many(const struct cipher_job *jobs, size_t n)
{
    bool all_cbc = true;
    enum gl_error error = check(jobs, n, &all_cbc);
    if (error || n == 0)
        return error;
    void (*many)(const struct cipher_job *, size_t) = jobs[0].ctx->engine->cbc_encrypt_many;
    if (!many || n == 1)
        return one_by_one(jobs, n);
    for (size_t i = 0; i < n && !error;) {
        size_t run = all_cbc ? n : cbc_run(jobs + i, n - i);
        if (run)
            many(jobs + i, run);
        i += run;
        if (i < n)
            error = one_by_one(jobs + i++, 1);
    }
    return error;
}
