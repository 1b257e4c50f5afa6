// SPDX-License-Identifier: MIT
// MD5, textbook engine: RFC 1321, section 3.4, in its own names, written in traced words (tw.h).
// Constant-time: additions, rotations and logic on whole words only. MD5 is broken: it is here for old
// protocols and to be taken apart in class.
#include "crypto/hash/textbook.h"

#include "crypto/common/bytes.h"
#include "crypto/hash/tables.h"

#define INLINE static inline __attribute__((always_inline))
#define CITE   "RFC 1321, 3.4"

enum { A, B, C, D };

static const uint8_t shifts[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};

// Which word of the block step i takes: in order, then by steps of 5, 3 and 7.
INLINE uint32_t word_of(uint32_t i)
{
    switch (i / 16) {
    case 0:
        return i;
    case 1:
        return (5 * i + 1) % 16;
    case 2:
        return (3 * i + 5) % 16;
    default:
        return 7 * i % 16;
    }
}

INLINE struct tw auxiliary(struct trace *t, uint32_t i, struct tw x, struct tw y, struct tw z)
{
    switch (i / 16) {
    case 0:
        return tw_choose(t, SAY("F(b, c, d)", 0, CITE), x, y, z);
    case 1:
        return tw_choose(t, SAY("G(b, c, d)", 0, CITE), z, x, y);
    case 2:
        return tw_xor3(t, SAY("H(b, c, d)", 0, CITE), x, y, z);
    default: {
        struct tw not_z = tw_not(t, SAY("not d", 0, CITE), z);
        struct tw either = tw_or(t, SAY("b or not d", 0, CITE), x, not_z);
        return tw_xor(t, SAY("I(b, c, d)", 0, CITE), y, either);
    }
    }
}

// a = b + ((a + F(b, c, d) + X[k] + T[i]) <<< s), then the four registers move on by one.
INLINE void one_step(struct trace *t, uint32_t i, struct tw *v, const struct tw *X)
{
    struct tw T = tw_cell(t, SAY("T[%u]", i + 1, CITE), &md5_T_table, i, md5_T[i], 32);
    struct tw mixed = auxiliary(t, i, v[B], v[C], v[D]);
    struct tw sum = tw_add(t, SAY("a + f + X[%u] + T", word_of(i), CITE), 4,
                           (struct tw[]){v[A], mixed, X[word_of(i)], T});
    struct tw rotated = tw_rotate_left(t, SAY("sum <<< s", 0, CITE), sum, shifts[i / 16][i % 4]);
    struct tw next = tw_add(t, SAY("b + rotated", 0, CITE), 2, (struct tw[]){v[B], rotated});
    v[A] = tw_copy(t, SAY("a", 0, CITE), v[D]);
    v[D] = tw_copy(t, SAY("d", 0, CITE), v[C]);
    v[C] = tw_copy(t, SAY("c", 0, CITE), v[B]);
    v[B] = tw_copy(t, SAY("b", 0, CITE), next);
}

INLINE void block(struct trace *t, struct tw *H, const struct tw *M)
{
    static const char *const letters[4] = {"A", "B", "C", "D"};
    struct tw v[4] = {H[A], H[B], H[C], H[D]};
    for (uint32_t i = 0; i < 64; i++) {
        trace_open(t, TRACE_ROUND, "Step %u", i + 1);
        one_step(t, i, v, M);
        trace_close(t);
    }
    trace_open(t, TRACE_PHASE, "Intermediate hash value", 0);
    for (int i = 0; i < 4; i++)
        H[i] = tw_add(t, SAY(letters[i], 0, CITE), 2, (struct tw[]){H[i], v[i]});
    trace_close(t);
}

void md5_narrate_block(struct trace *t, struct tw *H, const struct tw *M)
{
    block(t, H, M);
}

static void md5_compress(void *state, const uint8_t *data, size_t n_blocks)
{
    uint32_t *words = state;
    struct tw H[4], M[16];
    for (int i = 0; i < 4; i++)
        H[i] = (struct tw){words[i], 32, 0};
    for (; n_blocks; n_blocks--, data += 64) {
        for (int i = 0; i < 16; i++)
            M[i] = (struct tw){gl_load32_le(data + 4 * i), 32, 0};
        block(NULL, H, M);
    }
    for (int i = 0; i < 4; i++)
        words[i] = (uint32_t)H[i].v;
}

const struct hash_engine md5_textbook = {
    .engine = {.name = "textbook",
               .technique = "RFC 1321 line by line",
               .constant_time = true,
               .narrates = true},
    .compress = md5_compress,
};
