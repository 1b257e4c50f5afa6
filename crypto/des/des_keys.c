// SPDX-License-Identifier: MIT
// The key schedule without look-ups (des_keys.h): every bit is moved by shifts that FIPS 46-3 fixes.
#include "crypto/des/des_keys.h"

#include "crypto/common/bytes.h"
#include "crypto/des/tables.h"

// Bit `position`, which counts from 1 at the left as the standard does, of a word of `width` bits
static uint64_t bit(uint64_t word, unsigned width, unsigned position)
{
    return word >> (width - position) & 1;
}

static uint32_t rotate28(uint32_t half, unsigned by)
{
    return (half << by | half >> (28 - by)) & 0xfffffff;
}

// One half of the key in all rounds, side by side
typedef uint32_t halves __attribute__((vector_size(4 * DES_ROUNDS)));

// PC-2 of one half: 24 of its 28 bits go to four bytes, six bits in each. The shifts are the same in all
// rounds.
static void select_half(halves *out, const halves *half, const uint8_t *pc2, unsigned first_bit)
{
    halves selected = {0};
    for (unsigned j = 0; j < 24; j++) {
        unsigned from = 28 - (pc2[j] - first_bit), to = 8 * (3 - j / 6) + 5 - j % 6;
        selected |= (*half >> from & 1) << to;
    }
    *out = selected;
}

static void one_key(uint64_t round[DES_ROUNDS], uint64_t key, bool backwards)
{
    const uint8_t *pc1 = des_PC1.cells, *pc2 = des_PC2.cells;
    uint32_t c = 0, d = 0;
    halves C = {0}, D = {0}, upper, lower;
    for (unsigned i = 0; i < 28; i++) {
        c = c << 1 | (uint32_t)bit(key, 64, pc1[i]);
        d = d << 1 | (uint32_t)bit(key, 64, pc1[28 + i]);
    }
    for (unsigned r = 0; r < DES_ROUNDS; r++) {
        C[r] = c = rotate28(c, des_shifts[r]);
        D[r] = d = rotate28(d, des_shifts[r]);
    }
    select_half(&upper, &C, pc2, 0);
    select_half(&lower, &D, pc2 + 24, 28);
    for (unsigned r = 0; r < DES_ROUNDS; r++)
        round[backwards ? DES_ROUNDS - 1 - r : r] = (uint64_t)upper[r] << 32 | lower[r];
    gl_wipe(&C, sizeof C);
    gl_wipe(&D, sizeof D);
    gl_wipe(&upper, sizeof upper);
    gl_wipe(&lower, sizeof lower);
}

// Within a pass, round i adds K_{i-1} xor K_{i+1} to the half that carries K_{i-1} and shall carry K_{i+1};
// before the first round and after the last there is no key.
static void fold(uint64_t folded[DES_ROUNDS], const uint64_t round[DES_ROUNDS])
{
    for (unsigned i = 0; i < DES_ROUNDS; i++)
        folded[i] = (i ? round[i - 1] : 0) ^ (i < DES_ROUNDS - 1 ? round[i + 1] : 0);
}

void des_keys_expand(void *schedule, const uint8_t *key, size_t key_bytes, enum cipher_direction direction)
{
    struct des_schedule *s = schedule;
    bool decrypt = direction == CIPHER_DECRYPT;
    s->passes = key_bytes == DES_KEY_BYTES ? 1 : 3;
    for (unsigned pass = 0; pass < s->passes; pass++) {
        unsigned which = decrypt ? s->passes - 1 - pass : pass;
        size_t at = which * DES_KEY_BYTES % key_bytes; // 16 bytes: K3 is K1
        one_key(s->round + pass * DES_ROUNDS, gl_load64_be(key + at), decrypt != (pass == 1));
        fold(s->folded + pass * DES_ROUNDS, s->round + pass * DES_ROUNDS);
    }
}
