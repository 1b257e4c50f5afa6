// SPDX-License-Identifier: MIT
// AES, textbook engine: FIPS 197's KeyExpansion, Cipher and InvCipher, in its own names, written in traced
// words and states. Each line of a round is one transformation of the standard. Not constant-time: S-box
// look-ups depend on the key, and the multiplication in GF(2^8) branches.
#include "crypto/aes/aes.h"

#include "crypto/aes/state.h"
#include "crypto/aes/tables.h"
#include "crypto/common/bytes.h"

#define EXPANSION "FIPS 197, 5.2"

struct aes_schedule {
    unsigned Nr;
    struct state round_key[AES_MAX_ROUNDS + 1];
};

_Static_assert(sizeof(struct aes_schedule) <= CIPHER_MAX_SCHEDULE_BYTES, "the schedule fits a context");

static struct tw SubWord(struct trace *t, struct trace_say say, struct tw a)
{
    struct tw out = {.bits = 32};
    for (int shift = 24; shift >= 0; shift -= 8)
        out.v = out.v << 8 | aes_sbox[a.v >> shift & 0xff];
    if (t)
        out.ref = tw_record(t, say, TRACE_SUBSTITUTE,
                            &(struct trace_use){.in = {a.ref}, .n_in = 1, .table = &aes_SubBytes}, out.v, 32);
    return out;
}

// w[i] for i >= Nk: FIPS 197, figure 11.
static struct tw next_word(struct trace *t, unsigned i, unsigned Nk, const struct tw *w)
{
    struct tw temp = w[i - 1];
    if (i % Nk == 0) {
        struct tw rotated = tw_rotate_left(t, SAY("RotWord(w[%u])", i - 1, EXPANSION), temp, 8);
        struct tw substituted = SubWord(t, SAY("SubWord(RotWord(w[%u]))", i - 1, EXPANSION), rotated);
        struct tw Rcon = tw_constant(t, SAY("Rcon[%u]", i / Nk, EXPANSION), &aes_Rcon_table, i / Nk - 1);
        temp = tw_xor(t, SAY("temp xor Rcon[%u]", i / Nk, EXPANSION), substituted, Rcon);
    } else if (Nk > 6 && i % Nk == 4) {
        temp = SubWord(t, SAY("SubWord(w[%u])", i - 1, EXPANSION), temp);
    }
    return tw_xor(t, SAY("w[%u]", i, EXPANSION), w[i - Nk], temp);
}

static void KeyExpansion(struct trace *t, struct aes_schedule *s, const uint8_t *key, size_t key_bytes,
                         trace_ref key_ref)
{
    unsigned Nk = key_bytes == 32 ? 8 : key_bytes == 24 ? 6 : 4; // words of the key: FIPS 197, figure 4
    struct tw w[4 * (AES_MAX_ROUNDS + 1)];
    s->Nr = Nk + 6;
    trace_open(t, TRACE_PHASE, "Key expansion", 0);
    for (unsigned i = 0; i < Nk; i++) {
        w[i] = (struct tw){gl_load32_be(key + 4 * i), 32, 0};
        struct trace_use use = {.in = {key_ref}, .n_in = 1, .params = {32 * i}, .n_params = 1};
        w[i].ref = t ? tw_record(t, SAY("w[%u]", i, EXPANSION), TRACE_SLICE, &use, w[i].v, 32) : 0;
    }
    for (unsigned i = Nk; i < 4 * (s->Nr + 1); i++) {
        trace_open(t, TRACE_ROUND, "i = %u", i);
        w[i] = next_word(t, i, Nk, w);
        trace_close(t);
    }
    bool still = trace_leaves_out(t, "key schedule"); // what if every round took the first round key?
    for (unsigned round = 0; round <= s->Nr; round++)
        s->round_key[round] =
            state_of_words(t, SAY("round key %u", round, EXPANSION), still ? w : w + 4 * round);
    trace_close(t);
    gl_wipe(w, sizeof w);
}

static struct state AddRoundKey(struct trace *t, struct state a, const struct aes_schedule *s, unsigned round)
{
    return state_xor(t, SAY("AddRoundKey", round, "FIPS 197, 5.1.4"), a, s->round_key[round]);
}

// The transformations, each of which a class may leave out (trace.h, "what if").

static struct state sub_bytes(struct trace *t, struct trace_say say, struct state a,
                              const struct trace_table *table)
{
    return trace_leaves_out(t, "SubBytes") ? a : state_substitute(t, say, a, trace_table_used(t, table));
}

static struct state shift_rows(struct trace *t, struct trace_say say, struct state a,
                               const struct trace_table *table)
{
    return trace_leaves_out(t, "ShiftRows") ? a : state_permute(t, say, a, table);
}

static struct state mix_columns(struct trace *t, struct trace_say say, struct state a,
                                const struct trace_table *matrix)
{
    return trace_leaves_out(t, "MixColumns") ? a : state_mix(t, say, a, matrix);
}

static struct state Cipher(struct trace *t, const struct aes_schedule *s, struct state a)
{
    unsigned Nr = trace_rounds(t, s->Nr);
    trace_open(t, TRACE_ROUND, "Round %u", 0);
    a = AddRoundKey(t, a, s, 0);
    trace_close(t);
    for (unsigned round = 1; round <= Nr; round++) {
        trace_open(t, TRACE_ROUND, "Round %u", round);
        a = sub_bytes(t, SAY("SubBytes", round, "FIPS 197, 5.1.1"), a, &aes_SubBytes);
        a = shift_rows(t, SAY("ShiftRows", round, "FIPS 197, 5.1.2"), a, &aes_ShiftRows);
        if (round < Nr)
            a = mix_columns(t, SAY("MixColumns", round, "FIPS 197, 5.1.3"), a, &aes_MixColumns);
        a = AddRoundKey(t, a, s, round);
        trace_close(t);
    }
    return a;
}

// Rounds are numbered as they run: round 1 undoes the cipher's last.
static struct state InvCipher(struct trace *t, const struct aes_schedule *s, struct state a)
{
    unsigned Nr = trace_rounds(t, s->Nr);
    trace_open(t, TRACE_ROUND, "Round %u", 0);
    a = AddRoundKey(t, a, s, Nr);
    trace_close(t);
    for (unsigned round = 1; round <= Nr; round++) {
        trace_open(t, TRACE_ROUND, "Round %u", round);
        a = shift_rows(t, SAY("InvShiftRows", round, "FIPS 197, 5.3.1"), a, &aes_InvShiftRows);
        a = sub_bytes(t, SAY("InvSubBytes", round, "FIPS 197, 5.3.2"), a, &aes_InvSubBytes);
        a = AddRoundKey(t, a, s, Nr - round);
        if (round < Nr)
            a = mix_columns(t, SAY("InvMixColumns", round, "FIPS 197, 5.3.3"), a, &aes_InvMixColumns);
        trace_close(t);
    }
    return a;
}

void aes_narrate_expand(struct trace *t, void *schedule, const uint8_t *key, size_t key_bytes)
{
    trace_ref key_ref = trace_input_bytes(t, SAY("key", 0, EXPANSION), key, key_bytes);
    KeyExpansion(t, schedule, key, key_bytes, key_ref);
}

trace_ref aes_narrate_block(struct trace *t, const void *schedule, enum cipher_direction direction,
                            uint8_t *out, const uint8_t *in, trace_ref in_ref)
{
    struct state a = {.ref = in_ref};
    memcpy(a.s, in, AES_BLOCK_BYTES);
    a = direction == CIPHER_ENCRYPT ? Cipher(t, schedule, a) : InvCipher(t, schedule, a);
    memcpy(out, a.s, AES_BLOCK_BYTES);
    return a.ref;
}

static void expand(void *schedule, const uint8_t *key, size_t key_bytes, enum cipher_direction direction)
{
    (void)direction; // the inverse cipher takes the same round keys backwards
    aes_narrate_expand(NULL, schedule, key, key_bytes);
}

static void ecb(const void *schedule, enum cipher_direction direction, uint8_t *out, const uint8_t *in,
                size_t n_blocks)
{
    for (size_t i = 0; i < n_blocks; i++)
        aes_narrate_block(NULL, schedule, direction, out + i * AES_BLOCK_BYTES, in + i * AES_BLOCK_BYTES, 0);
}

const struct cipher_engine aes_textbook = {
    .engine = {.name = "textbook", .technique = "FIPS 197 byte by byte", .narrates = true},
    .schedule_bytes = sizeof(struct aes_schedule),
    .expand = expand,
    .ecb = ecb,
};
