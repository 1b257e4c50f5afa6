// SPDX-License-Identifier: MIT
#include "crypto/trace/tb.h"

#include "crypto/common/bytes.h"
#include "crypto/hash/hmac.h"

#include <stdlib.h>

struct tb tb_of(const struct trace *t, trace_ref ref)
{
    const struct trace_step *step = trace_get(t, ref);
    return step ? (struct tb){step->value, (step->bits + 7) / 8, ref} : (struct tb){0};
}

static struct tb emit(struct trace *t, struct trace_say say, enum trace_op op, const struct trace_use *use,
                      const void *data, size_t n)
{
    return tb_of(t, trace_emit(t, say, op, use, TRACE_BYTES, data, n * 8));
}

struct tb tb_input(struct trace *t, struct trace_say say, const void *data, size_t n)
{
    return emit(t, say, TRACE_INPUT, NULL, data, n);
}

struct tb tb_constant(struct trace *t, struct trace_say say, const void *data, size_t n)
{
    return emit(t, say, TRACE_CONSTANT, NULL, data, n);
}

// Scratch of n bytes for a value on its way into the trace, or NULL (and the trace has failed).
static uint8_t *scratch(struct trace *t, size_t n)
{
    uint8_t *memory = trace_error(t) ? NULL : malloc(n + 1);
    if (!memory)
        trace_fail(t, GL_ERR_MEMORY);
    return memory;
}

static struct tb emit_and_free(struct trace *t, struct trace_say say, enum trace_op op,
                               const struct trace_use *use, uint8_t *data, size_t n)
{
    struct tb out = emit(t, say, op, use, data, n);
    gl_wipe_free(data, n);
    return out;
}

struct tb tb_fill(struct trace *t, struct trace_say say, uint8_t byte, size_t n)
{
    uint8_t *data = scratch(t, n);
    if (!data)
        return (struct tb){0};
    memset(data, byte, n);
    return emit_and_free(t, say, TRACE_FILL, &(struct trace_use){.params = {byte}, .n_params = 1}, data, n);
}

struct tb tb_concatenate(struct trace *t, struct trace_say say, size_t parts, const struct tb *in)
{
    struct trace_use use = {.n_in = (uint8_t)parts};
    size_t n = 0;
    for (size_t i = 0; i < parts; i++)
        n += in[i].n;
    uint8_t *data = scratch(t, n);
    if (!data)
        return (struct tb){0};
    uint8_t *at = data;
    for (size_t i = 0; i < parts; i++) {
        use.in[i] = in[i].ref;
        if (in[i].n)
            memcpy(at, in[i].data, in[i].n);
        at += in[i].n;
    }
    return emit_and_free(t, say, TRACE_CONCATENATE, &use, data, n);
}

struct tb tb_slice(struct trace *t, struct trace_say say, struct tb a, size_t from, size_t n)
{
    if (trace_error(t))
        return (struct tb){0};
    struct trace_use use = {.in = {a.ref}, .n_in = 1, .params = {(uint32_t)(from * 8)}, .n_params = 1};
    return emit(t, say, TRACE_SLICE, &use, a.data + from, n);
}

struct tb tb_xor(struct trace *t, struct trace_say say, struct tb a, struct tb b)
{
    uint8_t *data = scratch(t, a.n);
    if (!data)
        return (struct tb){0};
    for (size_t i = 0; i < a.n; i++)
        data[i] = a.data[i] ^ b.data[i];
    return emit_and_free(t, say, TRACE_XOR, &(struct trace_use){.in = {a.ref, b.ref}, .n_in = 2}, data, a.n);
}

struct tb tb_hash(struct trace *t, struct trace_say say, const struct hash_alg *alg, struct tb a)
{
    uint8_t digest[HASH_MAX_DIGEST_BYTES];
    if (trace_error(t))
        return (struct tb){0};
    say.function = alg->name;
    hash_digest(alg, a.data, a.n, digest);
    return emit(t, say, TRACE_HASH, &(struct trace_use){.in = {a.ref}, .n_in = 1}, digest, alg->digest_bytes);
}

struct tb tb_hmac(struct trace *t, struct trace_say say, const struct hash_alg *alg, struct tb key,
                  struct tb a)
{
    uint8_t mac[HASH_MAX_DIGEST_BYTES];
    if (trace_error(t))
        return (struct tb){0};
    say.function = alg->name;
    hmac_digest(alg, key.data, key.n, a.data, a.n, mac);
    return emit(t, say, TRACE_HMAC, &(struct trace_use){.in = {key.ref, a.ref}, .n_in = 2}, mac,
                alg->digest_bytes);
}

// RFC 8017, B.2.1
struct tb tb_mgf1(struct trace *t, struct trace_say say, const struct hash_alg *alg, struct tb seed, size_t n)
{
    size_t rounded = n + HASH_MAX_DIGEST_BYTES;
    uint8_t *data = scratch(t, rounded), counter[4];
    if (!data)
        return (struct tb){0};
    for (uint32_t i = 0; i * alg->digest_bytes < n; i++) {
        struct hash_ctx ctx;
        gl_store32_be(counter, i);
        hash_init(&ctx, alg);
        hash_update(&ctx, seed.data, seed.n);
        hash_update(&ctx, counter, 4);
        hash_final(&ctx, data + i * alg->digest_bytes);
    }
    say.function = alg->name;
    return emit_and_free(t, say, TRACE_MGF1, &(struct trace_use){.in = {seed.ref}, .n_in = 1}, data, n);
}

struct tb tb_from_integer(struct trace *t, struct trace_say say, const struct ti *a, size_t n)
{
    uint8_t *data = scratch(t, n);
    if (!data)
        return (struct tb){0};
    size_t used = mpz_sgn(a->z) ? (mpz_sizeinbase(a->z, 2) + 7) / 8 : 0;
    memset(data, 0, n);
    if (used > n)
        trace_fail(t, GL_ERR_RANGE);
    else
        mpz_export(data + n - used, NULL, 1, 1, 1, 0, a->z);
    return emit_and_free(t, say, TRACE_CONVERT, &(struct trace_use){.in = {a->ref}, .n_in = 1}, data, n);
}

void tb_to_integer(struct trace *t, struct trace_say say, struct ti *out, struct tb a)
{
    if (trace_error(t))
        return;
    mpz_import(out->z, a.n, 1, 1, 1, 0, a.data);
    out->bits = a.n * 8;
    out->ref = trace_emit_mpz(t, say, TRACE_CONVERT, &(struct trace_use){.in = {a.ref}, .n_in = 1}, out->z,
                              out->bits);
}

bool tb_equal(struct trace *t, struct trace_say say, struct tb a, struct tb b)
{
    if (trace_error(t))
        return false;
    bool equal = a.n == b.n && (a.n == 0 || memcmp(a.data, b.data, a.n) == 0);
    trace_emit_word(t, say, TRACE_EQUAL, &(struct trace_use){.in = {a.ref, b.ref}, .n_in = 2}, TRACE_FLAG,
                    equal, 1);
    return equal;
}
