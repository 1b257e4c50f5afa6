// SPDX-License-Identifier: MIT
// Counting equal blocks: what ECB shows.
#ifndef GLASSLOCK_APP_ATTACK_ECB_H
#define GLASSLOCK_APP_ATTACK_ECB_H

#include "app/attack/attack.h"
#include "crypto/cipher/cipher.h"

#define ECB_BLOCK 16
#define ECB_TOP   8

struct ecb_count {
    size_t blocks, distinct;
    struct {
        uint8_t block[CIPHER_MAX_BLOCK_BYTES];
        size_t times; // 0: fewer different blocks than ECB_TOP
    } top[ECB_TOP];   // the most frequent, first those that are found more often
};
// bytes: a multiple of `block` (8 or 16); bytes beyond whole blocks are left out.
void ecb_count(const uint8_t *data, size_t bytes, size_t block, struct ecb_count *count);

#endif
