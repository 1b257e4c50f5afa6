// SPDX-License-Identifier: MIT
// Building blocks alone, on values of the user's: `glasslock trace sha256 Ch --in ...`.
#include "app/trace/trace_args.h"

#include "crypto/aes/algebra.h"
#include "crypto/aes/state.h"
#include "crypto/aes/tables.h"
#include "crypto/common/bytes.h"
#include "crypto/des/tables.h"
#include "crypto/trace/tw.h"

#include <string.h>

// The part of "aes SubBytes" after the space.
static const char *block_of(const char *name)
{
    return strchr(name, ' ') + 1;
}

// The input of exactly so many bytes.
static enum gl_error input_of(struct trace_args *a, const char *otherwise, size_t bytes, struct bytes_arg *in)
{
    enum gl_error error = arg_input(a, otherwise, false, in);
    if (!error && in->n != bytes)
        return arg_wrong(a, "it takes %zu bytes, not %zu", bytes, in->n);
    return error;
}

// ---- hashes: words x, y, z ----

static enum gl_error run_sha2(struct trace_args *a, struct trace *t, const char *name)
{
    bool wide = strncmp(name, "sha512", 6) == 0;
    size_t bytes = wide ? 8 : 4,
           n = strcmp(block_of(name), "Ch") == 0 || strcmp(block_of(name), "Maj") == 0 ? 3 : 1;
    static const char *const words[] = {"6a09e667", "6a09e667bb67ae853c6ef372", "6a09e667f3bcc908",
                                        "6a09e667f3bcc908bb67ae8584caa73b3c6ef372fe94f82b"};
    static const char *const labels[] = {"x", "y", "z"};
    // FIPS 180-4, 4.1.2 and 4.1.3: two rotations, and a third or a shift
    static const unsigned amounts[2][4][3] = {{{2, 13, 22}, {6, 11, 25}, {7, 18, 3}, {17, 19, 10}},
                                              {{28, 34, 39}, {14, 18, 41}, {1, 8, 7}, {19, 61, 6}}};
    static const char *const sigmas[] = {"Sigma0", "Sigma1", "sigma0", "sigma1"};
    const char *citation = wide ? "FIPS 180-4, 4.1.3" : "FIPS 180-4, 4.1.2";
    struct bytes_arg in = {0};
    enum gl_error error = input_of(a, words[2 * wide + (n == 3)], n * bytes, &in);
    struct tw x[3];
    for (size_t i = 0; !error && i < n; i++)
        x[i] = tw_input(t, SAY(labels[i], 0, NULL),
                        wide ? gl_load64_be(in.data + 8 * i) : gl_load32_be(in.data + 4 * i),
                        (unsigned)(8 * bytes));
    if (error)
        return error;
    if (strcmp(block_of(name), "Ch") == 0)
        tw_choose(t, SAY("Ch(x, y, z)", 0, citation), x[0], x[1], x[2]);
    else if (strcmp(block_of(name), "Maj") == 0)
        tw_majority(t, SAY("Maj(x, y, z)", 0, citation), x[0], x[1], x[2]);
    for (size_t i = 0; i < 4; i++) {
        const unsigned *r = amounts[wide][i];
        if (strcmp(block_of(name), sigmas[i]) != 0)
            continue;
        if (sigmas[i][0] == 'S')
            tw_sigma(t, SAY(sigmas[i], 0, citation), x[0], r[0], r[1], r[2]);
        else
            tw_sigma_shift(t, SAY(sigmas[i], 0, citation), x[0], r[0], r[1], r[2]);
    }
    return GL_OK;
}

// ---- AES: the state, or a byte or column with its algebra ----

static struct tw byte_of(struct trace *t, trace_ref whole, const uint8_t *data, unsigned i)
{
    struct trace_use use = {.in = {whole}, .n_in = 1, .params = {8 * i}, .n_params = 1};
    return (struct tw){data[i], 8, tw_record(t, SAY("s%u", i, NULL), TRACE_SLICE, &use, data[i], 8)};
}

static void sub_bytes(struct trace *t, trace_ref whole, const struct bytes_arg *in)
{
    for (unsigned i = 0; i < in->n; i++) {
        trace_open(t, TRACE_BLOCK, "Byte %u", i);
        aes_narrate_sub_byte(t, byte_of(t, whole, in->data, i));
        trace_close(t);
    }
}

static void mix_columns(struct trace *t, trace_ref whole, const struct bytes_arg *in)
{
    for (unsigned c = 0; c < in->n / 4; c++) {
        struct tw column[4], out[4];
        trace_open(t, TRACE_BLOCK, "Column %u", c);
        for (unsigned r = 0; r < 4; r++)
            column[r] = byte_of(t, whole, in->data, 4 * c + r);
        aes_narrate_mix_column(t, column, out);
        tw_concatenate(t, SAY("s'(x)", 0, "FIPS 197, 5.1.3"), 4, out);
        trace_close(t);
    }
}

static enum gl_error run_aes(struct trace_args *a, struct trace *t, const char *name)
{
    static const struct {
        const char *name, *citation;
        const struct trace_table *table;
        size_t part; // bytes that may stand alone
    } blocks[] = {{"SubBytes", "FIPS 197, 5.1.1", &aes_SubBytes, 1},
                  {"MixColumns", "FIPS 197, 5.1.3", &aes_MixColumns, 4},
                  {"ShiftRows", "FIPS 197, 5.1.2", &aes_ShiftRows, 16},
                  {"InvSubBytes", "FIPS 197, 5.3.2", &aes_InvSubBytes, 16},
                  {"InvShiftRows", "FIPS 197, 5.3.1", &aes_InvShiftRows, 16},
                  {"InvMixColumns", "FIPS 197, 5.3.3", &aes_InvMixColumns, 16}};
    size_t i = 0;
    struct bytes_arg in = {0};
    while (strcmp(blocks[i].name, block_of(name)) != 0)
        i++;
    // The state after round 1's beginning in FIPS 197, appendix B
    enum gl_error error = arg_input(a,
                                    i == 0   ? "19"
                                    : i == 1 ? "d4bf5d30"
                                             : "193de3bea0f4e22b9ac68d2ae9f84808",
                                    false, &in);
    if (error)
        return error;
    if (in.n != 16 && in.n != blocks[i].part)
        return arg_wrong(a, "it takes 16 bytes%s, not %zu",
                         i == 0   ? " or one"
                         : i == 1 ? " or a column of 4"
                                  : "",
                         in.n);
    struct state s = {.ref = trace_input_bytes(t, SAY(in.n == 16 ? "state" : "a", 0, NULL), in.data, in.n)};
    if (in.n == 16) {
        memcpy(s.s, in.data, 16);
        struct trace_say say = SAY(blocks[i].name, 0, blocks[i].citation);
        i % 3 == 0         ? state_substitute(t, say, s, blocks[i].table)
        : i == 2 || i == 4 ? state_permute(t, say, s, blocks[i].table)
                           : state_mix(t, say, s, blocks[i].table);
    }
    if (i == 0)
        sub_bytes(t, s.ref, &in);
    if (i == 1)
        mix_columns(t, s.ref, &in);
    return GL_OK;
}

// ---- DES: permutations, and an S-box on six bits ----

static enum gl_error run_des(struct trace_args *a, struct trace *t, const char *name)
{
    static const struct {
        const char *name, *otherwise;
        const struct trace_table *table;
        unsigned in_bits;
    } blocks[] = {{"IP", "0123456789abcdef", &des_IP, 64},
                  {"IP^-1", "0a4cd99543423234", &des_inverse_IP, 64},
                  {"PC-1", "133457799bbcdff1", &des_PC1, 64},
                  {"PC-2", "e19955faaccf1e", &des_PC2, 56},
                  {"E", "f0aaf0aa", &des_E, 32},
                  {"P", "5c82b597", &des_P, 32},
                  {"S1", "18", &des_S[0], 6},
                  {"S2", "11", &des_S[1], 6},
                  {"S3", "1e", &des_S[2], 6},
                  {"S4", "3a", &des_S[3], 6},
                  {"S5", "21", &des_S[4], 6},
                  {"S6", "26", &des_S[5], 6},
                  {"S7", "14", &des_S[6], 6},
                  {"S8", "27", &des_S[7], 6}};
    size_t i = 0;
    struct bytes_arg in = {0};
    while (strcmp(blocks[i].name, block_of(name)) != 0)
        i++;
    enum gl_error error = input_of(a, blocks[i].otherwise, (blocks[i].in_bits + 7) / 8, &in);
    if (error)
        return error;
    uint64_t v = 0;
    for (size_t k = 0; k < in.n; k++)
        v = v << 8 | in.data[k];
    if (v > tw_mask(blocks[i].in_bits))
        return arg_wrong(a, "an S-box takes six bits: 00 to 3f");
    struct tw x = tw_input(t, SAY("input", 0, NULL, blocks[i].in_bits == 6 ? 6 : 8), v, blocks[i].in_bits);
    struct trace_say say = SAY(blocks[i].name, 0, blocks[i].table->citation);
    if (blocks[i].in_bits == 6)
        tw_substitute(t, say, x, blocks[i].table);
    else if (blocks[i].table->rows * blocks[i].table->columns == blocks[i].in_bits)
        tw_permute(t, say, x, blocks[i].table);
    else
        tw_select(t, say, x, blocks[i].table);
    return GL_OK;
}

#define IN "[--in HEX | --in-file F]"

const struct trace_algorithm trace_blocks[] = {
    {"aes SubBytes", "the S-box: inversion in GF(2^8), then the affine map", IN, run_aes, "aes"},
    {"aes ShiftRows", "rows shifted", IN, run_aes, "aes"},
    {"aes MixColumns", "columns as polynomials over GF(2^8)", IN, run_aes, "aes"},
    {"aes InvSubBytes", "the S-box backwards", IN, run_aes, "aes"},
    {"aes InvShiftRows", "rows shifted back", IN, run_aes, "aes"},
    {"aes InvMixColumns", "columns back", IN, run_aes, "aes"},
    {"des IP", "the initial permutation", IN, run_des, "des"},
    {"des IP^-1", "its inverse", IN, run_des, "des"},
    {"des PC-1", "permuted choice 1", IN, run_des, "des"},
    {"des PC-2", "permuted choice 2", IN, run_des, "des"},
    {"des E", "the expansion", IN, run_des, "des"},
    {"des P", "the permutation after the S-boxes", IN, run_des, "des"},
    {"des S1", "an S-box on six bits (S1 to S8)", IN, run_des, "des"},
    {"des S2", "an S-box on six bits", IN, run_des, "des"},
    {"des S3", "an S-box on six bits", IN, run_des, "des"},
    {"des S4", "an S-box on six bits", IN, run_des, "des"},
    {"des S5", "an S-box on six bits", IN, run_des, "des"},
    {"des S6", "an S-box on six bits", IN, run_des, "des"},
    {"des S7", "an S-box on six bits", IN, run_des, "des"},
    {"des S8", "an S-box on six bits", IN, run_des, "des"},
    {"sha256 Ch", "x chooses from y or z", IN, run_sha2, "sha256"},
    {"sha256 Maj", "the majority of x, y, z", IN, run_sha2, "sha256"},
    {"sha256 Sigma0", "three rotations", IN, run_sha2, "sha256"},
    {"sha256 Sigma1", "three rotations", IN, run_sha2, "sha256"},
    {"sha256 sigma0", "two rotations and a shift", IN, run_sha2, "sha256"},
    {"sha256 sigma1", "two rotations and a shift", IN, run_sha2, "sha256"},
    {"sha512 Ch", "x chooses from y or z", IN, run_sha2, "sha512"},
    {"sha512 Maj", "the majority of x, y, z", IN, run_sha2, "sha512"},
    {"sha512 Sigma0", "three rotations", IN, run_sha2, "sha512"},
    {"sha512 Sigma1", "three rotations", IN, run_sha2, "sha512"},
    {"sha512 sigma0", "two rotations and a shift", IN, run_sha2, "sha512"},
    {"sha512 sigma1", "two rotations and a shift", IN, run_sha2, "sha512"},
    {0},
};
