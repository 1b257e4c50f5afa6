// SPDX-License-Identifier: MIT
// SHA-2, textbook engine: FIPS 180-4, section 6.2 (SHA-224, SHA-256) and 6.4 (SHA-384, SHA-512), in its own
// names.
//
// Both sizes are one algorithm with other numbers, so one function serves both. It is written in traced words
// (tw.h): with a trace each line is a step of it, and with NULL the compiler folds it to plain arithmetic.
// Constant-time: additions, rotations and logic on whole words, no branch and no address depends on the
// message.
#include "crypto/hash/textbook.h"

#include "crypto/common/bytes.h"
#include "crypto/hash/tables.h"

struct sha2 {
    unsigned bits, rounds;
    unsigned Sigma0[3], Sigma1[3]; // three rotations
    unsigned sigma0[3], sigma1[3]; // two rotations and a shift
    const struct trace_table *K_table;
    const char *section_functions, *section_schedule, *section_rounds, *section_hash;
};

static const struct sha2 sha2_32 = {
    .bits = 32,
    .rounds = 64,
    .Sigma0 = {2, 13, 22},
    .Sigma1 = {6, 11, 25},
    .sigma0 = {7, 18, 3},
    .sigma1 = {17, 19, 10},
    .K_table = &sha256_K_table,
    .section_functions = "FIPS 180-4, 4.1.2",
    .section_schedule = "FIPS 180-4, 6.2.2, step 1",
    .section_rounds = "FIPS 180-4, 6.2.2, step 3",
    .section_hash = "FIPS 180-4, 6.2.2, step 4",
};

static const struct sha2 sha2_64 = {
    .bits = 64,
    .rounds = 80,
    .Sigma0 = {28, 34, 39},
    .Sigma1 = {14, 18, 41},
    .sigma0 = {1, 8, 7},
    .sigma1 = {19, 61, 6},
    .K_table = &sha512_K_table,
    .section_functions = "FIPS 180-4, 4.1.3",
    .section_schedule = "FIPS 180-4, 6.4.2, step 1",
    .section_rounds = "FIPS 180-4, 6.4.2, step 3",
    .section_hash = "FIPS 180-4, 6.4.2, step 4",
};

#define INLINE                                                                                               \
    static inline __attribute__((always_inline)) // so that bits, rounds and t == NULL become constants

INLINE struct tw K(struct trace *t, const struct sha2 *s, uint32_t i) {
    uint64_t k = s->bits == 32 ? sha256_K[i] : sha512_K[i];
    return tw_cell(t, SAY("K[%u]", i, s->K_table->citation), s->K_table, i, k, s->bits);
}

INLINE void
prepare_schedule(struct trace *t, const struct sha2 *s, struct tw *W, const struct tw *M)
{
    const unsigned *r0 = s->sigma0, *r1 = s->sigma1;
    trace_open(t, TRACE_PHASE, "Message schedule", 0);
    for (uint32_t i = 0; i < 16; i++)
        W[i] = M[i];
    for (uint32_t i = 16; i < s->rounds; i++) {
        struct tw low = tw_sigma_shift(t, SAY("sigma0(W[%u])", i - 15, s->section_functions), W[i - 15],
                                       r0[0], r0[1], r0[2]);
        struct tw high = tw_sigma_shift(t, SAY("sigma1(W[%u])", i - 2, s->section_functions), W[i - 2], r1[0],
                                        r1[1], r1[2]);
        W[i] =
            tw_add(t, SAY("W[%u]", i, s->section_schedule), 4, (struct tw[]){high, W[i - 7], low, W[i - 16]});
    }
    trace_close(t);
}

enum { a, b, c, d, e, f, g, h }; // the working variables

INLINE void one_round(struct trace *t, const struct sha2 *s, struct tw *v, struct tw k, struct tw w)
{
    const unsigned *R0 = s->Sigma0, *R1 = s->Sigma1;
    const char *cite = s->section_rounds;
    struct tw S1 = tw_sigma(t, SAY("Sigma1(e)", 0, s->section_functions), v[e], R1[0], R1[1], R1[2]);
    struct tw ch = tw_choose(t, SAY("Ch(e, f, g)", 0, s->section_functions), v[e], v[f], v[g]);
    struct tw T1 = tw_add(t, SAY("T1", 0, cite), 5, (struct tw[]){v[h], S1, ch, k, w});
    struct tw S0 = tw_sigma(t, SAY("Sigma0(a)", 0, s->section_functions), v[a], R0[0], R0[1], R0[2]);
    struct tw maj = tw_majority(t, SAY("Maj(a, b, c)", 0, s->section_functions), v[a], v[b], v[c]);
    struct tw T2 = tw_add(t, SAY("T2", 0, cite), 2, (struct tw[]){S0, maj});
    v[h] = tw_copy(t, SAY("h", 0, cite), v[g]);
    v[g] = tw_copy(t, SAY("g", 0, cite), v[f]);
    v[f] = tw_copy(t, SAY("f", 0, cite), v[e]);
    v[e] = tw_add(t, SAY("e", 0, cite), 2, (struct tw[]){v[d], T1});
    v[d] = tw_copy(t, SAY("d", 0, cite), v[c]);
    v[c] = tw_copy(t, SAY("c", 0, cite), v[b]);
    v[b] = tw_copy(t, SAY("b", 0, cite), v[a]);
    v[a] = tw_add(t, SAY("a", 0, cite), 2, (struct tw[]){T1, T2});
}

INLINE void block(struct trace *t, const struct sha2 *s, struct tw *H, const struct tw *M)
{
    struct tw W[80];
    struct tw v[8];
    prepare_schedule(t, s, W, M);
    for (int i = 0; i < 8; i++)
        v[i] = H[i];
    uint32_t rounds = t ? trace_rounds(t, s->rounds) : s->rounds;
    for (uint32_t i = 0; i < rounds; i++) {
        trace_open(t, TRACE_ROUND, "t = %u", i);
        one_round(t, s, v, K(t, s, i), W[i]);
        trace_close(t);
    }
    trace_open(t, TRACE_PHASE, "Intermediate hash value", 0);
    for (uint32_t i = 0; i < 8; i++)
        H[i] = tw_add(t, SAY("H[%u]", i, s->section_hash), 2, (struct tw[]){v[i], H[i]});
    trace_close(t);
}

void sha256_narrate_block(struct trace *t, struct tw *H, const struct tw *M)
{
    block(t, &sha2_32, H, M);
}

void sha512_narrate_block(struct trace *t, struct tw *H, const struct tw *M)
{
    block(t, &sha2_64, H, M);
}

static void sha256_compress(void *state, const uint8_t *data, size_t n_blocks)
{
    uint32_t *words = state;
    struct tw H[8], M[16];
    for (int i = 0; i < 8; i++)
        H[i] = (struct tw){words[i], 32, 0};
    for (; n_blocks; n_blocks--, data += 64) {
        for (int i = 0; i < 16; i++)
            M[i] = (struct tw){gl_load32_be(data + 4 * i), 32, 0};
        block(NULL, &sha2_32, H, M);
    }
    for (int i = 0; i < 8; i++)
        words[i] = (uint32_t)H[i].v;
}

static void sha512_compress(void *state, const uint8_t *data, size_t n_blocks)
{
    uint64_t *words = state;
    struct tw H[8], M[16];
    for (int i = 0; i < 8; i++)
        H[i] = (struct tw){words[i], 64, 0};
    for (; n_blocks; n_blocks--, data += 128) {
        for (int i = 0; i < 16; i++)
            M[i] = (struct tw){gl_load64_be(data + 8 * i), 64, 0};
        block(NULL, &sha2_64, H, M);
    }
    for (int i = 0; i < 8; i++)
        words[i] = H[i].v;
}

const struct hash_engine sha256_textbook = {
    .engine = {.name = "textbook",
               .technique = "FIPS 180-4 line by line",
               .constant_time = true,
               .narrates = true},
    .compress = sha256_compress,
};

const struct hash_engine sha512_textbook = {
    .engine = {.name = "textbook",
               .technique = "FIPS 180-4 line by line",
               .constant_time = true,
               .narrates = true},
    .compress = sha512_compress,
};
