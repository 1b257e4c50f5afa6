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

static uint64_t rotate28(uint64_t half, unsigned by)
{
    return (half << by | half >> (28 - by)) & 0xfffffff;
}

static void one_key(uint64_t round[DES_ROUNDS], uint64_t key, bool backwards)
{
    const uint8_t *pc1 = des_PC1.cells, *pc2 = des_PC2.cells;
    uint64_t C = 0, D = 0;
    for (unsigned i = 0; i < 28; i++) {
        C = C << 1 | bit(key, 64, pc1[i]);
        D = D << 1 | bit(key, 64, pc1[28 + i]);
    }
    for (unsigned r = 0; r < DES_ROUNDS; r++) {
        C = rotate28(C, des_shifts[r]);
        D = rotate28(D, des_shifts[r]);
        uint64_t CD = C << 28 | D, K = 0;
        for (unsigned group = 0; group < 8; group++, pc2 += 6) {
            uint64_t six = 0;
            for (unsigned i = 0; i < 6; i++)
                six = six << 1 | bit(CD, 56, pc2[i]);
            K = K << 8 | six;
        }
        pc2 -= 48;
        round[backwards ? DES_ROUNDS - 1 - r : r] = K;
    }
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
