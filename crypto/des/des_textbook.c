// SPDX-License-Identifier: MIT
// DES, textbook engine: FIPS 46-3 bit by bit, in its own names, written in traced words (crypto/trace/tw.h).
//
// Every line is a figure of the standard: PC-1 splits the key into C and D, which rotate and give K1 to K16
// through PC-2; IP splits the block into L and R; sixteen rounds of R' = L xor f(R, K). Decryption is the
// same with the keys in reverse. The report strings make the ChatLock report (crypto/trace/trace.h, "Report
// lines"). Not constant-time: S-box look-ups depend on the key.
#include "crypto/des/des.h"

#include "crypto/common/bytes.h"
#include "crypto/des/tables.h"
#include "crypto/trace/tw.h"

#define KS      "FIPS 46-3, KS"
#define CIPHER  "FIPS 46-3, enciphering"
#define F_OF_RK "FIPS 46-3, f(R, K)"
#define TRIPLE  "FIPS 46-3, TDEA"

struct des_keys {
    struct tw K[DES_ROUNDS]; // K1 to K16, 48 bits each
};

struct des_schedule {
    unsigned n; // 1: DES; 3: triple DES
    struct des_keys keys[3];
};

_Static_assert(sizeof(struct des_schedule) <= CIPHER_MAX_SCHEDULE_BYTES, "the schedule fits a context");

static void key_schedule(struct trace *t, struct des_keys *out, struct tw key)
{
    trace_open(t, TRACE_PHASE, "Key schedule", 0);
    tw_parity(t, SAY("parity of the key's bytes", 0, KS, 8), key);
    struct tw CD = tw_select(t, SAY("K+", 0, KS, 7, "Key after PC-1:  %v"), key, &des_PC1);
    struct tw C = tw_slice(t, SAY("C0", 0, KS, 7), CD, 0, 28);
    struct tw D = tw_slice(t, SAY("D0", 0, KS, 7), CD, 28, 28);
    unsigned rounds = trace_rounds(t, DES_ROUNDS);
    bool still = trace_leaves_out(t, "key schedule"); // what if the halves never moved?
    for (unsigned i = 1; i <= rounds; i++) {
        trace_open(t, TRACE_ROUND, "Round %u", i);
        C = tw_rotate_left(t, SAY("C%u", i, KS, 7), C, still ? 0 : des_shifts[i - 1]);
        D = tw_rotate_left(t, SAY("D%u", i, KS, 7), D, still ? 0 : des_shifts[i - 1]);
        CD = tw_concatenate(t, SAY("C%u || D%u", i, KS, 7, "Key at round %u after left circular shift: %v"),
                            2, (struct tw[]){C, D});
        out->K[i - 1] = tw_select(t, SAY("K%u", i, KS, 6, "Key at round %u after PC-2: %v"), CD, &des_PC2);
        trace_close(t);
    }
    trace_close(t);
}

static struct tw f(struct trace *t, unsigned i, struct tw R, struct tw K)
{
    static const char *const block[8] = {"B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8"};
    static const char *const box[8] = {"S1(B1)", "S2(B2)", "S3(B3)", "S4(B4)",
                                       "S5(B5)", "S6(B6)", "S7(B7)", "S8(B8)"};
    struct tw S[8];
    struct tw E = tw_select(t, SAY("E(R)", i, F_OF_RK, 6, "R at round %u after expansion: %v"), R, &des_E);
    struct tw B = tw_xor(t, SAY("K xor E(R)", i, F_OF_RK, 6, "R at round %u after first xor: %v"), K, E);
    for (unsigned j = 0; j < 8; j++) {
        trace_open(t, TRACE_LANE, "S%u", j + 1);
        struct tw Bj = tw_slice(t, SAY(block[j], 0, F_OF_RK), B, 6 * j, 6);
        S[j] = tw_substitute(t, SAY(box[j], 0, F_OF_RK), Bj, trace_table_used(t, &des_S[j]));
        trace_close(t);
    }
    struct tw joined =
        tw_concatenate(t, SAY("S1(B1)...S8(B8)", i, F_OF_RK, 4, "R at round %u after S-box: %v"), 8, S);
    struct trace_say say = SAY("f(R, K)", i, F_OF_RK, 4, "R at round %u after permutation: %v");
    return trace_leaves_out(t, "P") ? tw_copy(t, say, joined) : tw_permute(t, say, joined, &des_P);
}

static struct tw one_des(struct trace *t, const struct des_keys *keys, enum cipher_direction direction,
                         struct tw M)
{
    const char *report = direction == CIPHER_ENCRYPT ? "Plaintext after IP: %v" : "Ciphertext after IP: %v";
    struct tw permuted = tw_permute(t, SAY("IP", 0, CIPHER, 8, report), M, &des_IP);
    struct tw L = tw_slice(t, SAY("L0", 0, CIPHER, 8), permuted, 0, 32);
    struct tw R = tw_slice(t, SAY("R0", 0, CIPHER, 8), permuted, 32, 32);
    unsigned rounds = trace_rounds(t, DES_ROUNDS);
    for (unsigned i = 1; i <= rounds; i++) {
        trace_open(t, TRACE_ROUND, "Round %u", i);
        struct tw K = keys->K[direction == CIPHER_ENCRYPT ? i - 1 : rounds - i];
        struct tw next =
            tw_xor(t, SAY("R%u", i, CIPHER, 8, "R at round %u after second xor: %v"), L, f(t, i, R, K));
        L = tw_copy(t, SAY("L%u", i, CIPHER, 8), R);
        R = next;
        tw_concatenate(t, SAY("L%u || R%u", i, CIPHER, 8, "Round %u result:  %1   %2   %2"), 2,
                       (struct tw[]){L, R});
        trace_close(t);
    }
    struct tw preoutput = tw_concatenate(t, SAY("R%u || L%u", rounds, CIPHER, 8), 2, (struct tw[]){R, L});
    return tw_permute(t, SAY("IP^-1", 0, CIPHER, 8), preoutput, &des_inverse_IP);
}

// Triple DES: with all three keys for encryption, backwards for decryption.
static struct tw triple_des(struct trace *t, const struct des_schedule *s, enum cipher_direction direction,
                            struct tw M)
{
    static const char *const titles[2][3] = {{"Encrypt with K1", "Decrypt with K2", "Encrypt with K3"},
                                             {"Decrypt with K3", "Encrypt with K2", "Decrypt with K1"}};
    enum cipher_direction other = direction == CIPHER_ENCRYPT ? CIPHER_DECRYPT : CIPHER_ENCRYPT;
    for (unsigned i = 0; i < 3; i++) {
        trace_open(t, TRACE_PHASE, titles[direction == CIPHER_DECRYPT][i], 0);
        M = one_des(t, &s->keys[direction == CIPHER_ENCRYPT ? i : 2 - i], i == 1 ? other : direction, M);
        trace_close(t);
    }
    return M;
}

static struct tw process(struct trace *t, const struct des_schedule *s, enum cipher_direction direction,
                         struct tw M)
{
    return s->n == 1 ? one_des(t, &s->keys[0], direction, M) : triple_des(t, s, direction, M);
}

void des_narrate_expand(struct trace *t, void *schedule, const uint8_t *key, size_t key_bytes)
{
    struct des_schedule *s = schedule;
    static const char *const names[3] = {"K1", "K2", "K3"};
    s->n = key_bytes == DES_KEY_BYTES ? 1 : 3;
    for (unsigned i = 0; i < s->n; i++) {
        if (i == 2 && key_bytes == 2 * DES_KEY_BYTES) {
            s->keys[2] = s->keys[0]; // two-key triple DES
            break;
        }
        if (s->n == 3)
            trace_open(t, TRACE_PHASE, names[i], 0);
        struct tw k = tw_input(t, SAY(s->n == 1 ? "KEY" : names[i], 0, s->n == 1 ? KS : TRIPLE, 8),
                               gl_load64_be(key + i * DES_KEY_BYTES), 64);
        key_schedule(t, &s->keys[i], k);
        if (s->n == 3)
            trace_close(t);
    }
}

trace_ref des_narrate_block(struct trace *t, const void *schedule, enum cipher_direction direction,
                            uint8_t *out, const uint8_t *in, trace_ref in_ref)
{
    struct tw M = {gl_load64_be(in), 64, in_ref};
    struct tw C = process(t, schedule, direction, M);
    gl_store64_be(out, C.v);
    return C.ref;
}

static void expand(void *schedule, const uint8_t *key, size_t key_bytes, enum cipher_direction direction)
{
    (void)direction; // the rounds pick the keys in their own order
    des_narrate_expand(NULL, schedule, key, key_bytes);
}

static void ecb(const void *schedule, enum cipher_direction direction, uint8_t *out, const uint8_t *in,
                size_t n_blocks)
{
    for (size_t i = 0; i < n_blocks; i++)
        des_narrate_block(NULL, schedule, direction, out + i * DES_BLOCK_BYTES, in + i * DES_BLOCK_BYTES, 0);
}

const struct cipher_engine des_textbook = {
    .engine = {.name = "textbook", .technique = "FIPS 46-3 bit by bit", .narrates = true},
    .schedule_bytes = sizeof(struct des_schedule),
    .expand = expand,
    .ecb = ecb,
};
