// SPDX-License-Identifier: MIT
#include "crypto/aes/algebra.h"

#include "crypto/aes/state.h"
#include "crypto/aes/tables.h"

#define SUB "FIPS 197, 5.1.1"
#define MIX "FIPS 197, 5.1.3"

static struct tw times(struct trace *t, struct trace_say say, struct tw a, struct tw b)
{
    struct tw out = {aes_gf_multiply((uint8_t)a.v, (uint8_t)b.v), 8, 0};
    struct trace_use use = {.in = {a.ref, b.ref}, .n_in = 2};
    out.ref = t ? tw_record(t, say, TRACE_GF_MULTIPLY, &use, out.v, 8) : 0;
    return out;
}

// 254 = 11111110 in binary: 2, 3, 12, 15, 240, 252, 254.
struct tw aes_narrate_inverse(struct trace *t, struct tw a)
{
    trace_open(t, TRACE_ROUND, "Inverse: a^254", 0);
    struct tw a2 = times(t, SAY("a^2", 0, SUB), a, a);
    struct tw a3 = times(t, SAY("a^3", 0, SUB), a2, a);
    struct tw power = a3;
    for (unsigned e = 6; e <= 12; e *= 2)
        power = times(t, SAY("a^%u", e, SUB), power, power);
    struct tw a12 = power;
    power = times(t, SAY("a^15", 0, SUB), a12, a3);
    for (unsigned e = 30; e <= 240; e *= 2)
        power = times(t, SAY("a^%u", e, SUB), power, power);
    power = times(t, SAY("a^252", 0, SUB), power, a12);
    power = times(t, SAY("a^254 = a^-1", 0, SUB), power, a2);
    times(t, SAY("a a^-1 (01, or 00 where a is 00)", 0, SUB), a, power);
    trace_close(t);
    return power;
}

struct tw aes_narrate_sub_byte(struct trace *t, struct tw a)
{
    struct tw b = aes_narrate_inverse(t, a), terms[6] = {b};
    trace_open(t, TRACE_ROUND, "Affine map", 0);
    for (unsigned i = 1; i <= 4; i++)
        terms[i] = tw_rotate_left(t, SAY("b <<< %u", i, SUB), b, i);
    static const uint8_t c = 0x63;
    terms[5] = (struct tw){c, 8, 0};
    if (t)
        terms[5].ref = tw_record(t, SAY("c", 0, SUB), TRACE_CONSTANT, NULL, c, 8);
    uint64_t v = 0;
    struct trace_use use = {.n_in = 6};
    for (unsigned i = 0; i < 6; i++) {
        v ^= terms[i].v;
        use.in[i] = terms[i].ref;
    }
    struct tw out = {v, 8, t ? tw_record(t, SAY("SubBytes(a)", 0, SUB), TRACE_XOR, &use, v, 8) : 0};
    struct tw table =
        tw_substitute(t, SAY("the table's SubBytes(a)", 0, "FIPS 197, figure 7"), a, &aes_SubBytes);
    if (t)
        trace_emit_word(t, SAY("the same?", 0, SUB), TRACE_EQUAL,
                        &(struct trace_use){.in = {out.ref, table.ref}, .n_in = 2}, TRACE_FLAG,
                        out.v == table.v, 1);
    trace_close(t);
    return out;
}

// The coefficient of s'_r: {02} s_r + {03} s_(r+1) + s_(r+2) + s_(r+3), indices modulo 4.
void aes_narrate_mix_column(struct trace *t, const struct tw in[4], struct tw out[4])
{
    static const char *const labels[4] = {"s'0", "s'1", "s'2", "s'3"};
    struct tw factors[2];
    for (unsigned i = 0; i < 2; i++) {
        factors[i] = (struct tw){i + 2, 8, 0};
        if (t)
            factors[i].ref = tw_record(t, SAY("{0%u}", i + 2, MIX), TRACE_CONSTANT, NULL, i + 2, 8);
    }
    for (unsigned r = 0; r < 4; r++) {
        struct tw twice = times(t, SAY("{02} s%u", r, MIX), factors[0], in[r]);
        struct tw thrice = times(t, SAY("{03} s%u", (r + 1) % 4, MIX), factors[1], in[(r + 1) % 4]);
        struct tw terms[4] = {twice, thrice, in[(r + 2) % 4], in[(r + 3) % 4]};
        struct trace_use use = {.n_in = 4};
        uint64_t v = 0;
        for (unsigned i = 0; i < 4; i++) {
            v ^= terms[i].v;
            use.in[i] = terms[i].ref;
        }
        out[r] = (struct tw){v, 8, t ? tw_record(t, SAY(labels[r], 0, MIX), TRACE_XOR, &use, v, 8) : 0};
    }
}
