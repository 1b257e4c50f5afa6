// SPDX-License-Identifier: MIT
// DES, slice64 engine: 64 blocks at a time in plain 64-bit words (des_slice.h). Portable and constant-time:
// the engine where there is no special CPU, and the one to read first.
#include "crypto/common/bytes.h"

#include "crypto/des/lanes_64.h"

#define SHIFT_LEFT(a, n)  ((a) << (n))
#define SHIFT_RIGHT(a, n) ((a) >> (n))
#define LOAD(p)           gl_load64_le(p)
#define STORE(p, a)       gl_store64_le(p, a)

#include "crypto/des/des_transpose.h"
#include "crypto/des/sbox_gates.h"

// A key bit is one byte of zeros or ones; reading it extends its sign.
typedef int8_t key_mask;
#define KEY(p) ((V)(int64_t) * (p))

// Eight bits to eight bytes: a copy in each, one bit of it kept, carried to the top, and spread by
// multiplying with 255
static void spread_key(key_mask mask[64], uint64_t key)
{
    for (unsigned i = 0; i < 8; i++) {
        uint64_t bits = (key >> 8 * i & 0xff) * UINT64_C(0x0101010101010101) & UINT64_C(0x8040201008040201);
        uint64_t set = (bits + UINT64_C(0x7f7f7f7f7f7f7f7f)) >> 7 & UINT64_C(0x0101010101010101);
        gl_store64_le((uint8_t *)mask + 8 * i, set * 255);
    }
}

#define load_blocks  network_load
#define store_blocks network_store
#include "crypto/des/des_slice.h"

const struct cipher_engine des_slice64 = {
    .engine = {.name = "slice64",
               .technique = "64 blocks side by side in 64-bit words",
               .constant_time = true},
    .schedule_bytes = sizeof(struct des_schedule),
    .expand = des_keys_expand,
    .ecb = slice_ecb,
    .cbc = slice_cbc,
};
