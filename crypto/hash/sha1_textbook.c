// SPDX-License-Identifier: MIT
// SHA-1, textbook engine: FIPS 180-4, section 6.1.2, in its own names, written in traced words (tw.h).
// Constant-time: additions, rotations and logic on whole words only. SHA-1 is broken for collisions: HMAC and
// old vectors are what it is here for.
#include "crypto/hash/textbook.h"

#include "crypto/common/bytes.h"
#include "crypto/hash/tables.h"

#define INLINE    static inline __attribute__((always_inline))
#define FUNCTIONS "FIPS 180-4, 4.1.1"
#define SCHEDULE  "FIPS 180-4, 6.1.2, step 1"
#define ROUNDS    "FIPS 180-4, 6.1.2, step 3"

enum { a, b, c, d, e };

INLINE struct tw f_t(struct trace *t, uint32_t i, struct tw x, struct tw y, struct tw z)
{
    if (i < 20)
        return tw_choose(t, SAY("Ch(b, c, d)", 0, FUNCTIONS), x, y, z);
    if (i >= 40 && i < 60)
        return tw_majority(t, SAY("Maj(b, c, d)", 0, FUNCTIONS), x, y, z);
    return tw_xor3(t, SAY("Parity(b, c, d)", 0, FUNCTIONS), x, y, z);
}

INLINE void prepare_schedule(struct trace *t, struct tw *W, const struct tw *M)
{
    trace_open(t, TRACE_PHASE, "Message schedule", 0);
    for (uint32_t i = 0; i < 16; i++)
        W[i] = M[i];
    for (uint32_t i = 16; i < 80; i++) {
        struct tw x = tw_of(t, SAY("xor of four", 0, SCHEDULE), TRACE_XOR, 4,
                            (struct tw[]){W[i - 3], W[i - 8], W[i - 14], W[i - 16]},
                            W[i - 3].v ^ W[i - 8].v ^ W[i - 14].v ^ W[i - 16].v);
        W[i] = tw_rotate_left(t, SAY("W[%u]", i, SCHEDULE), x, 1);
    }
    trace_close(t);
}

INLINE void one_round(struct trace *t, uint32_t i, struct tw *v, struct tw w)
{
    struct tw k = tw_cell(t, SAY("K(t)", 0, "FIPS 180-4, 4.2.1"), &sha1_K_table, i / 20, sha1_K[i / 20], 32);
    struct tw rotated = tw_rotate_left(t, SAY("ROTL^5(a)", 0, ROUNDS), v[a], 5);
    struct tw mixed = f_t(t, i, v[b], v[c], v[d]);
    struct tw T = tw_add(t, SAY("T", 0, ROUNDS), 5, (struct tw[]){rotated, mixed, v[e], k, w});
    v[e] = tw_copy(t, SAY("e", 0, ROUNDS), v[d]);
    v[d] = tw_copy(t, SAY("d", 0, ROUNDS), v[c]);
    v[c] = tw_rotate_left(t, SAY("c", 0, ROUNDS), v[b], 30);
    v[b] = tw_copy(t, SAY("b", 0, ROUNDS), v[a]);
    v[a] = tw_copy(t, SAY("a", 0, ROUNDS), T);
}

INLINE void block(struct trace *t, struct tw *H, const struct tw *M)
{
    struct tw W[80];
    struct tw v[5];
    prepare_schedule(t, W, M);
    for (int i = 0; i < 5; i++)
        v[i] = H[i];
    for (uint32_t i = 0; i < 80; i++) {
        trace_open(t, TRACE_ROUND, "t = %u", i);
        one_round(t, i, v, W[i]);
        trace_close(t);
    }
    trace_open(t, TRACE_PHASE, "Intermediate hash value", 0);
    for (uint32_t i = 0; i < 5; i++)
        H[i] = tw_add(t, SAY("H[%u]", i, "FIPS 180-4, 6.1.2, step 4"), 2, (struct tw[]){v[i], H[i]});
    trace_close(t);
}

void sha1_narrate_block(struct trace *t, struct tw *H, const struct tw *M)
{
    block(t, H, M);
}

static void sha1_compress(void *state, const uint8_t *data, size_t n_blocks)
{
    uint32_t *words = state;
    struct tw H[5], M[16];
    for (int i = 0; i < 5; i++)
        H[i] = (struct tw){words[i], 32, 0};
    for (; n_blocks; n_blocks--, data += 64) {
        for (int i = 0; i < 16; i++)
            M[i] = (struct tw){gl_load32_be(data + 4 * i), 32, 0};
        block(NULL, H, M);
    }
    for (int i = 0; i < 5; i++)
        words[i] = (uint32_t)H[i].v;
}

const struct hash_engine sha1_textbook = {
    .engine = {.name = "textbook",
               .technique = "FIPS 180-4 line by line",
               .constant_time = true,
               .narrates = true},
    .compress = sha1_compress,
};
