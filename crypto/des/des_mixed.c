// SPDX-License-Identifier: MIT
// DES, mixed engine: for each call the engine that is fastest at it. It computes nothing itself.
//
// ECB and CBC decryption know all their input at once, so blocks can be processed side by side: the widest
// slice engine that this CPU has. CBC encryption has one block at a time: the table engine. A slice engine
// takes as long for one block as for a whole batch, about the time in which the table engine does MIN_BLOCKS;
// so that one gets what is less, a short message or the end of a long one. All of them share one schedule
// (des_keys.h).
//
// Not constant-time, because the table engine is not. Which of the two runs depends on lengths and mode only.
#include "crypto/des/des_table.h"

#include "crypto/common/cpu.h"

enum { MIN_BLOCKS = 20 };

// How many of n blocks go to the slice engine: all but an end that is too short for a batch of its own
static size_t worth_slicing(size_t n_blocks, size_t lanes)
{
    size_t end = n_blocks % lanes;
    return end < MIN_BLOCKS ? n_blocks - end : n_blocks;
}

static const struct cipher_engine *slice_engine(size_t *lanes)
{
    *lanes = gl_cpu_has(GL_CPU_AVX512) ? 512 : gl_cpu_has(GL_CPU_AVX2) ? 256 : 64;
    const struct cipher_engine *widest = *lanes == 512   ? &des_slice_avx512
                                         : *lanes == 256 ? &des_slice_avx2
                                                         : &des_slice64;
    return widest;
}

static void ecb(const void *schedule, enum cipher_direction direction, uint8_t *out, const uint8_t *in,
                size_t n_blocks)
{
    size_t lanes;
    const struct cipher_engine *slice = slice_engine(&lanes);
    size_t sliced = worth_slicing(n_blocks, lanes), done = sliced * DES_BLOCK_BYTES;
    if (sliced)
        slice->ecb(schedule, direction, out, in, sliced);
    des_table_ecb(schedule, direction, out + done, in + done, n_blocks - sliced);
}

static void cbc(const void *schedule, enum cipher_direction direction, uint8_t *iv, uint8_t *out,
                const uint8_t *in, size_t n_blocks)
{
    size_t lanes;
    const struct cipher_engine *slice = slice_engine(&lanes);
    size_t sliced = direction == CIPHER_DECRYPT ? worth_slicing(n_blocks, lanes) : 0;
    size_t done = sliced * DES_BLOCK_BYTES;
    if (sliced)
        slice->cbc(schedule, direction, iv, out, in, sliced);
    des_table_cbc(schedule, direction, iv, out + done, in + done, n_blocks - sliced);
}

const struct cipher_engine des_mixed = {
    .engine = {.name = "mixed",
               .technique = "the widest slice engine, or table where blocks are few or chained"},
    .schedule_bytes = sizeof(struct des_schedule),
    .expand = des_table_expand,
    .ecb = ecb,
    .cbc = cbc,
};
