// SPDX-License-Identifier: MIT
// Many independent messages: checked here, then handed to the engine in runs of CBC jobs. ECB needs no
// company: the blocks of one message are independent already.
#include "crypto/cipher/cipher.h"

static enum gl_error check(const struct cipher_job *jobs, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct cipher_ctx *ctx = jobs[i].ctx;
        if (ctx->engine != jobs[0].ctx->engine || ctx->direction != CIPHER_ENCRYPT)
            return GL_ERR_ARGUMENT;
        if (jobs[i].bytes % ctx->alg->block_bytes)
            return GL_ERR_LENGTH;
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

enum gl_error cipher_encrypt_many(const struct cipher_job *jobs, size_t n)
{
    enum gl_error error = check(jobs, n);
    for (size_t i = 0; i < n && !error;) {
        size_t run = jobs[0].ctx->engine->cbc_encrypt_many ? cbc_run(jobs + i, n - i) : 0;
        if (run > 1) {
            jobs[0].ctx->engine->cbc_encrypt_many(jobs + i, run);
            i += run;
        } else {
            error = cipher_blocks(jobs[i].ctx, jobs[i].out, jobs[i].in, jobs[i].bytes);
            i++;
        }
    }
    return error;
}
