// SPDX-License-Identifier: MIT
#include "tests/golden.h"
#include "tests/run.h"

#include "crypto/cipher/cipher.h"
#include "crypto/common/hex.h"
#include "crypto/des/des.h"

#include <stdlib.h>
#include <string.h>

// Does the bit string end here? Its groups are one space apart.
static bool ends(const char *at)
{
    return *at != '0' && *at != '1' && !(at[0] == ' ' && (at[1] == '0' || at[1] == '1'));
}

// Turn a bit string such as "1111000 0110011 ..." into hex and compare it with a step's value.
static void expect_bits(struct golden *g, const char *label, const char *bits)
{
    char hex[32];
    size_t n = 0;
    unsigned nibble = 0, total = 0;
    for (const char *at = bits; !ends(at); at++)
        total += *at != ' ';
    unsigned seen = (4 - total % 4) % 4; // the leading digit may stand for fewer than four bits
    for (const char *at = bits; !ends(at); at++) {
        if (*at == ' ')
            continue;
        nibble = nibble << 1 | (unsigned)(*at - '0');
        if (++seen % 4 == 0) {
            hex[n++] = "0123456789abcdef"[nibble];
            nibble = 0;
        }
    }
    hex[n] = '\0';
    golden_expect(g, label, hex);
}

static void numbered(struct golden *g, const char *format, unsigned i, const char *key)
{
    char label[24];
    snprintf(label, sizeof label, format, i);
    golden_expect(g, label, golden_after(g, key));
}

// "C1  = E19955F  D1  = AACCF1E  K1  = 000110 110000 ...  1B02EFFC7072"
static void key_line(struct golden *g, unsigned i)
{
    numbered(g, "C%u", i, "= ");
    char label[16];
    const char *rest = golden_after(g, "  D");
    snprintf(label, sizeof label, "D%u", i);
    golden_expect(g, label, strstr(rest, "= ") + 2);
    snprintf(label, sizeof label, "K%u", i);
    trace_ref before = g->at;
    expect_bits(g, label, strstr(strstr(rest, "K"), "= ") + 2);
    g->at = before; // the same value stands once more, in hex, at the end of the line
    golden_expect(g, label, strrchr(g->text, ' ') + 1);
}

// "round  1: E(R0)=... E^K=... (011000 ...)  S=5C82B597  f=P(S)=234AA9BB  L1=F0AAF0AA R1=EF4A6544"
static void round_line(struct golden *g, unsigned i)
{
    static const char *const blocks[8] = {"B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8"};
    char key[8];
    golden_expect(g, "E(R)", golden_after(g, ")="));
    golden_expect(g, "K xor E(R)", golden_after(g, "E^K="));
    const char *six = strchr(golden_after(g, "E^K="), '(') + 1;
    for (int j = 0; j < 8; j++, six += 7) {
        char bits[7] = {0};
        memcpy(bits, six, 6);
        expect_bits(g, blocks[j], bits);
    }
    golden_expect(g, "S1(B1)...S8(B8)", golden_after(g, " S="));
    golden_expect(g, "f(R, K)", golden_after(g, "f=P(S)="));
    snprintf(key, sizeof key, " R%u=", i);
    numbered(g, "R%u", i, key);
    snprintf(key, sizeof key, " L%u=", i);
    numbered(g, "L%u", i, key);
}

static void golden_line(struct golden *g)
{
    unsigned i = 0;
    if (sscanf(g->text, "C%u =", &i) == 1 && i > 0)
        key_line(g, i);
    else if (strncmp(g->text, "C0", 2) == 0)
        expect_bits(g, "C0", golden_after(g, "= "));
    else if (strncmp(g->text, "D0", 2) == 0)
        expect_bits(g, "D0", golden_after(g, "= "));
    else if (strncmp(g->text, "PC-1", 4) == 0)
        expect_bits(g, "K+", golden_after(g, "= "));
    else if (sscanf(g->text, "round %u", &i) == 1)
        round_line(g, i);
    else if (strncmp(g->text, "IP ", 3) == 0)
        golden_expect(g, "IP", golden_after(g, "= "));
    else if (strncmp(g->text, "L0", 2) == 0) {
        golden_expect(g, "L0", golden_after(g, "L0   = "));
        golden_expect(g, "R0", golden_after(g, "R0 = "));
    } else if (strncmp(g->text, "R16L16", 6) == 0)
        golden_expect(g, "R16 || L16", golden_after(g, "= "));
    else if (strncmp(g->text, "C ", 2) == 0)
        golden_expect(g, "IP^-1", golden_after(g, "= "));
    else
        CU_ASSERT_TRUE(g->text[0] == 'K' || g->text[0] == 'M');
}

static void golden_file(const char *name)
{
    size_t bytes = 0;
    uint8_t *key = golden_field(name, "K", &bytes), *message = golden_field(name, "M", &bytes), out[8];
    struct trace *t = trace_new("DES");
    struct golden g;
    CU_ASSERT_EQUAL(
        cipher_trace(t, &cipher_des, CIPHER_ECB, CIPHER_ENCRYPT, key, 8, NULL, message, 8, 0, out, NULL),
        GL_OK);
    golden_open(&g, name, t);
    while (golden_next(&g))
        golden_line(&g);
    CU_ASSERT_EQUAL(g.values, 3 + 16 * 4 + 3 + 16 * 14 + 2);
    golden_close(&g);
    trace_free(t);
    free(key);
    free(message);
}

static void golden_traces(void)
{
    golden_file("des-133457799BBCDFF1.txt");
    golden_file("des-0E329232EA6D0D73.txt");
    golden_file("des-nbs-10316E028C8F3B4A.txt");
}

static uint64_t one_block(const uint8_t key[8], enum cipher_direction direction, const uint8_t in[8])
{
    struct cipher_ctx ctx;
    uint8_t out[8];
    uint64_t value = 0;
    CU_ASSERT_EQUAL(cipher_init(&ctx, &cipher_des, CIPHER_ECB, direction, key, 8, NULL), GL_OK);
    CU_ASSERT_EQUAL(cipher_blocks(&ctx, out, in, 8), GL_OK);
    for (int i = 0; i < 8; i++)
        value = value << 8 | out[i];
    return value;
}

// E(~K, ~M) = ~E(K, M)
static void complementation(void)
{
    uint8_t key[8], message[8], not_key[8], not_message[8];
    for (int round = 0; round < 50; round++) {
        for (int i = 0; i < 8; i++) {
            key[i] = (uint8_t)(round * 37 + i * 11);
            message[i] = (uint8_t)(round * 101 + i * 7);
            not_key[i] = (uint8_t)~key[i];
            not_message[i] = (uint8_t)~message[i];
        }
        CU_ASSERT_EQUAL(one_block(key, CIPHER_ENCRYPT, message),
                        ~one_block(not_key, CIPHER_ENCRYPT, not_message));
    }
}

// The four weak keys (SP 800-67, 3.3.2): encrypting twice gives the message back.
static void weak_keys(void)
{
    static const char *const keys[] = {"0101010101010101", "fefefefefefefefe", "e0e0e0e0f1f1f1f1",
                                       "1f1f1f1f0e0e0e0e"};
    static const uint8_t message[8] = "weakkeys";
    for (int k = 0; k < 4; k++) {
        uint8_t key[8], once[8];
        CU_ASSERT_EQUAL(gl_hex_decode(key, keys[k], 16), GL_OK);
        uint64_t middle = one_block(key, CIPHER_ENCRYPT, message);
        for (int i = 0; i < 8; i++)
            once[i] = (uint8_t)(middle >> (56 - 8 * i));
        CU_ASSERT_EQUAL(one_block(key, CIPHER_ENCRYPT, once), one_block(key, CIPHER_DECRYPT, once));
    }
}

// With three equal keys triple DES is DES; with 16 bytes K3 is K1.
static void triple_des_collapses(void)
{
    static const uint8_t message[8] = "8 bytes!";
    uint8_t key[24], out[8], single[8];
    for (int i = 0; i < 24; i++)
        key[i] = (uint8_t)(i % 8 * 29 + 3);
    struct cipher_ctx ctx;
    cipher_init(&ctx, &cipher_des3, CIPHER_ECB, CIPHER_ENCRYPT, key, 24, NULL);
    cipher_blocks(&ctx, out, message, 8);
    cipher_init(&ctx, &cipher_des, CIPHER_ECB, CIPHER_ENCRYPT, key, 8, NULL);
    cipher_blocks(&ctx, single, message, 8);
    CU_ASSERT_EQUAL(memcmp(out, single, 8), 0);
    key[8] ^= 0x10; // K2 differs, K3 = K1
    cipher_init(&ctx, &cipher_des3, CIPHER_ECB, CIPHER_ENCRYPT, key, 24, NULL);
    cipher_blocks(&ctx, out, message, 8);
    cipher_init(&ctx, &cipher_des3, CIPHER_ECB, CIPHER_ENCRYPT, key, 16, NULL);
    cipher_blocks(&ctx, single, message, 8);
    CU_ASSERT_EQUAL(memcmp(out, single, 8), 0);
}

void suite_des(void)
{
    add_suite("des", (const struct test_case[]){
                         {"golden traces, every value", golden_traces},
                         {"complementation property", complementation},
                         {"weak keys undo themselves", weak_keys},
                         {"triple DES with equal keys is DES", triple_des_collapses},
                         {0},
                     });
}
