// SPDX-License-Identifier: MIT
// What the engines of the key search share: keys as numbers, and where their bits go.
#include "crypto/des/des_keysearch.h"

#include "crypto/des/des_keys.h"

const struct des_keysearch_engine *const des_keysearch_engines[] = {
    &des_keysearch_avx512,
    &des_keysearch_avx2,
    &des_keysearch_64,
    NULL,
};

const struct des_keysearch_engine *des_keysearch_best(void)
{
    const struct des_keysearch_engine *const *at = des_keysearch_engines;
    while (!gl_engine_available(&(*at)->engine)) // the last one is
        at++;
    return *at;
}

uint64_t des_keysearch_batches(const struct des_keysearch *s, const struct des_keysearch_engine *engine)
{
    return s->unknown > engine->lane_bits ? UINT64_C(1) << (s->unknown - engine->lane_bits) : 1;
}

uint64_t des_key_to_bits(const uint8_t key[DES_KEY_BYTES])
{
    uint64_t bits = 0;
    for (int i = 0; i < DES_KEY_BYTES; i++)
        bits = bits << 7 | key[i] >> 1;
    return bits;
}

void des_key_from_bits(uint8_t key[DES_KEY_BYTES], uint64_t bits)
{
    for (int i = DES_KEY_BYTES - 1; i >= 0; i--, bits >>= 7) {
        uint8_t byte = (uint8_t)((bits & 0x7f) << 1);
        key[i] = byte | !(__builtin_popcount(byte) & 1);
    }
}

void des_keysearch_uses(uint64_t uses[DES_KEY_BITS][DES_ROUNDS])
{
    for (int j = 0; j < DES_KEY_BITS; j++) { // the schedule only moves bits: one at a time shows where
        uint8_t key[DES_KEY_BYTES] = {0};
        struct des_schedule schedule;
        key[DES_KEY_BYTES - 1 - j / 7] = (uint8_t)(2 << j % 7);
        des_keys_expand(&schedule, key, sizeof key, CIPHER_ENCRYPT);
        for (int i = 0; i < DES_ROUNDS; i++)
            uses[j][i] = schedule.round[i];
    }
}
