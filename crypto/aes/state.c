// SPDX-License-Identifier: MIT
#include "crypto/aes/state.h"

#include "crypto/common/bytes.h"

uint8_t aes_gf_multiply(uint8_t a, uint8_t b)
{
    uint8_t product = 0;
    for (; b; b >>= 1) {
        if (b & 1)
            product ^= a;
        a = (uint8_t)(a << 1 ^ (a & 0x80 ? 0x1b : 0)); // xtime
    }
    return product;
}

static void record(struct trace *t, struct trace_say say, enum trace_op op, struct state *out,
                   struct trace_use use)
{
    if (t)
        out->ref = trace_emit(t, say, op, &use, TRACE_STATE, out->s, 128);
}

struct state state_substitute(struct trace *t, struct trace_say say, struct state a,
                              const struct trace_table *table)
{
    const uint8_t *box = table->cells;
    struct state out;
    for (int i = 0; i < 16; i++)
        out.s[i] = box[a.s[i]];
    record(t, say, TRACE_SUBSTITUTE, &out, (struct trace_use){.in = {a.ref}, .n_in = 1, .table = table});
    return out;
}

struct state state_permute(struct trace *t, struct trace_say say, struct state a,
                           const struct trace_table *table)
{
    const uint8_t *from = table->cells;
    struct state out;
    for (int i = 0; i < 16; i++)
        out.s[i] = a.s[from[i]];
    record(t, say, TRACE_PERMUTE, &out, (struct trace_use){.in = {a.ref}, .n_in = 1, .table = table});
    return out;
}

struct state state_mix(struct trace *t, struct trace_say say, struct state a,
                       const struct trace_table *matrix)
{
    const uint8_t *m = matrix->cells;
    struct state out = {0};
    for (int column = 0; column < 4; column++)
        for (int row = 0; row < 4; row++)
            for (int k = 0; k < 4; k++)
                out.s[4 * column + row] ^= aes_gf_multiply(a.s[4 * column + k], m[4 * row + k]);
    record(t, say, TRACE_MIX_COLUMNS, &out, (struct trace_use){.in = {a.ref}, .n_in = 1, .table = matrix});
    return out;
}

struct state state_xor(struct trace *t, struct trace_say say, struct state a, struct state b)
{
    struct state out;
    for (int i = 0; i < 16; i++)
        out.s[i] = a.s[i] ^ b.s[i];
    record(t, say, TRACE_XOR, &out, (struct trace_use){.in = {a.ref, b.ref}, .n_in = 2});
    return out;
}

struct state state_of_words(struct trace *t, struct trace_say say, const struct tw words[4])
{
    struct state out;
    struct trace_use use = {.n_in = 4};
    for (int i = 0; i < 4; i++) {
        gl_store32_be(out.s + 4 * i, (uint32_t)words[i].v);
        use.in[i] = words[i].ref;
    }
    record(t, say, TRACE_CONCATENATE, &out, use);
    return out;
}
