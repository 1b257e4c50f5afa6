// SPDX-License-Identifier: MIT
#include "tests/golden.h"
#include "tests/run.h"

#include "crypto/aes/aes.h"
#include "crypto/aes/algebra.h"
#include "crypto/aes/state.h"
#include "crypto/aes/tables.h"
#include "crypto/trace/check.h"

#include <stdlib.h>
#include <string.h>

// FIPS 197, 5.1.1: the inverse in GF(2^8), then b'_i = b_i + b_(i+4) + b_(i+5) + b_(i+6) + b_(i+7) + c_i.
static void sbox_follows_from_its_definition(void)
{
    for (int a = 0; a < 256; a++) {
        int inverse = 0;
        for (int b = 1; b < 256; b++)
            if (aes_gf_multiply((uint8_t)a, (uint8_t)b) == 1)
                inverse = b;
        int out = 0;
        for (int i = 0; i < 8; i++) {
            int bit = 0x63 >> i;
            for (int k = 0; k < 8; k++)
                if (k == 0 || k >= 4)
                    bit ^= inverse >> (i + k) % 8;
            out |= (bit & 1) << i;
        }
        CU_ASSERT_EQUAL(aes_sbox[a], out);
        CU_ASSERT_EQUAL(aes_inverse_sbox[out], a);
    }
}

// "i=4  temp=09cf4f3c rot=cf4f3c09 sub=8a84eb01 rcon=01000000 xor=8b84eb01 w[i-Nk]=2b7e1516 w[i]=a0fafe17"
static void expansion_line(struct golden *g, unsigned i, unsigned Nk)
{
    char label[40];
    trace_ref here = g->at;
    g->at = 1; // temp and w[i-Nk] are words that stand further up
    snprintf(label, sizeof label, "w[%u]", i - 1);
    golden_expect(g, label, golden_after(g, "temp="));
    g->at = 1;
    snprintf(label, sizeof label, "w[%u]", i - Nk);
    golden_expect(g, label, golden_after(g, "w[i-Nk]="));
    g->at = here;
    if (golden_after(g, "rot=")) {
        snprintf(label, sizeof label, "RotWord(w[%u])", i - 1);
        golden_expect(g, label, golden_after(g, "rot="));
        snprintf(label, sizeof label, "SubWord(RotWord(w[%u]))", i - 1);
        golden_expect(g, label, golden_after(g, "sub="));
        snprintf(label, sizeof label, "Rcon[%u]", i / Nk);
        golden_expect(g, label, golden_after(g, "rcon="));
        snprintf(label, sizeof label, "temp xor Rcon[%u]", i / Nk);
        golden_expect(g, label, golden_after(g, "xor="));
    } else if (golden_after(g, "sub=")) {
        snprintf(label, sizeof label, "SubWord(w[%u])", i - 1);
        golden_expect(g, label, golden_after(g, "sub="));
    }
    snprintf(label, sizeof label, "w[%u]", i);
    golden_expect(g, label, golden_after(g, "w[i]="));
}

// The golden names of states and the labels they have in our trace. NULL: a value that stands further up (a
// round key, the state at the start of a round), looked up from the top.
static const char *label_of(const char *name, bool *from_top, unsigned round, unsigned Nr, char key_label[24])
{
    static const char *const pairs[][2] = {
        {"s_box", "SubBytes"},     {"s_row", "ShiftRows"},     {"m_col", "MixColumns"},
        {"output", "AddRoundKey"}, {"is_row", "InvShiftRows"}, {"is_box", "InvSubBytes"},
        {"ik_add", "AddRoundKey"}, {"ioutput", "AddRoundKey"},
    };
    *from_top = false;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        if (strcmp(name, pairs[i][0]) == 0)
            return pairs[i][1];
    if (strcmp(name, "k_sch") == 0 || strcmp(name, "ik_sch") == 0) {
        *from_top = true;
        snprintf(key_label, 24, "round key %u", name[0] == 'i' ? Nr - round : round);
        return key_label;
    }
    if (strcmp(name, "input") == 0 || strcmp(name, "iinput") == 0)
        return "input block 1";
    if (strcmp(name, "start") == 0)
        return round == 1 ? "AddRoundKey" : NULL;
    if (strcmp(name, "istart") == 0)
        return round == 1 ? "AddRoundKey" : "InvMixColumns";
    return "unknown";
}

static void state_line(struct golden *g, unsigned Nr)
{
    unsigned round = 0;
    char name[16], key_label[24];
    bool from_top = false;
    CU_ASSERT_EQUAL(sscanf(g->text, "round[%u].%15s", &round, name), 2);
    const char *value = strrchr(g->text, ' ') + 1;
    const char *label = label_of(name, &from_top, round, Nr, key_label);
    trace_ref here = g->at;
    if (!label)
        label = "AddRoundKey"; // "start" of round n is what round n - 1 ended with
    if (from_top)
        g->at = 1;
    golden_expect(g, label, value);
    if (from_top)
        g->at = here;
}

static struct trace *trace_of(const uint8_t *key, size_t key_bytes, enum cipher_direction direction,
                              const uint8_t *in, uint8_t *out)
{
    const struct cipher_alg *alg = key_bytes == 16   ? &cipher_aes128
                                   : key_bytes == 24 ? &cipher_aes192
                                                     : &cipher_aes256;
    struct trace *t = trace_new("AES");
    CU_ASSERT_EQUAL(cipher_trace(t, alg, CIPHER_ECB, direction, key, key_bytes, NULL, in, 16, 0, out, NULL),
                    GL_OK);
    return t;
}

static void golden_file(const char *name)
{
    size_t bytes = 0, key_bytes = 0;
    uint8_t *key = golden_field(name, "KEY", &key_bytes), *message = golden_field(name, "PLAINTEXT", &bytes);
    uint8_t ciphertext[16], back[16];
    unsigned Nk = (unsigned)key_bytes / 4, i = 0;
    struct trace *forward = trace_of(key, key_bytes, CIPHER_ENCRYPT, message, ciphertext);
    struct trace *inverse = trace_of(key, key_bytes, CIPHER_DECRYPT, ciphertext, back);
    CU_ASSERT_EQUAL(memcmp(back, message, 16), 0);
    struct golden g;
    golden_open(&g, name, forward);
    while (golden_next(&g)) {
        if (sscanf(g.text, "i=%u", &i) == 1)
            expansion_line(&g, i, Nk);
        else if (sscanf(g.text, "w%u", &i) == 1) {
            char label[8];
            snprintf(label, sizeof label, "w[%u]", i);
            golden_expect(&g, label, golden_after(&g, "= "));
        } else if (strncmp(g.text, "round[", 6) == 0)
            state_line(&g, Nk + 6);
        else if (strncmp(g.text, "INVERSE", 7) == 0) {
            g.trace = inverse;
            g.at = 1;
        } else
            CU_ASSERT_TRUE(strncmp(g.text, "KEY", 3) == 0 || strncmp(g.text, "PLAIN", 5) == 0 ||
                           strncmp(g.text, "CIPHER", 6) == 0);
    }
    golden_close(&g);
    trace_free(forward);
    trace_free(inverse);
    free(key);
    free(message);
}

static void golden_traces(void)
{
    static const char *const files[] = {
        "aes-fips197-A1-B.txt",        "aes-fips197-A2.txt",          "aes-fips197-A3.txt",
        "aes-fips197-C1.txt",          "aes-fips197-C2.txt",          "aes-fips197-C3.txt",
        "aes128-nist-core-block1.txt", "aes192-nist-core-block1.txt", "aes256-nist-core-block1.txt",
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        golden_file(files[i]);
}

// The algebra against the tables: every byte, and columns of every byte.
static void algebra_makes_the_tables(void)
{
    for (unsigned byte = 0; byte < 256; byte++) {
        struct trace *t = trace_new("SubBytes");
        struct tw a = tw_input(t, SAY("a", 0, NULL), byte, 8), out = aes_narrate_sub_byte(t, a);
        CU_ASSERT_EQUAL(out.v, aes_sbox[byte]);
        CU_ASSERT_EQUAL(aes_narrate_sub_byte(NULL, (struct tw){byte, 8, 0}).v, aes_sbox[byte]);
        CU_ASSERT_EQUAL(trace_get(t, (trace_ref)trace_count(t))->value[0], 1); // "the same?"
        CU_ASSERT_EQUAL(trace_check(t, NULL), GL_OK);
        trace_free(t);
        struct state in = {0};
        struct tw column[4], mixed[4];
        for (unsigned i = 0; i < 4; i++) {
            in.s[i] = (uint8_t)(byte * (2 * i + 1) + i);
            column[i] = (struct tw){in.s[i], 8, 0};
        }
        struct state whole = state_mix(NULL, SAY("MixColumns", 0, NULL), in, &aes_MixColumns);
        aes_narrate_mix_column(NULL, column, mixed);
        for (unsigned i = 0; i < 4; i++)
            CU_ASSERT_EQUAL(mixed[i].v, whole.s[i]);
    }
}

void suite_aes(void)
{
    add_suite("aes", (const struct test_case[]){
                         {"the S-box follows from its definition", sbox_follows_from_its_definition},
                         {"the algebra makes the tables", algebra_makes_the_tables},
                         {"golden traces, every value", golden_traces},
                         {0},
                     });
}
