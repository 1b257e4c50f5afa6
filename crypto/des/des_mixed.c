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
#include "crypto/des/des_mixed.h"

#include "crypto/des/des_table.h"

struct des_mixed_plan des_mixed_plan(enum cipher_mode mode, enum cipher_direction direction, size_t n_blocks)
{
    enum { MIN_BLOCKS = 24 };
    struct des_mixed_plan plan = {&des_slice64, 0};
    size_t lanes = 64;
    if (gl_engine_available(&des_slice_avx512.engine)) {
        plan.slice = &des_slice_avx512;
        lanes = 512;
    } else if (gl_engine_available(&des_slice_avx2.engine)) {
        plan.slice = &des_slice_avx2;
        lanes = 256;
    }
    if (mode == CIPHER_ECB || direction == CIPHER_DECRYPT) {
        size_t end = n_blocks % lanes; // too short for a batch of its own?
        plan.sliced = end < MIN_BLOCKS ? n_blocks - end : n_blocks;
    }
    return plan;
}

static void ecb(const void *schedule, enum cipher_direction direction, uint8_t *out, const uint8_t *in,
                size_t n_blocks)
{
    struct des_mixed_plan plan = des_mixed_plan(CIPHER_ECB, direction, n_blocks);
    size_t done = plan.sliced * DES_BLOCK_BYTES;
    if (plan.sliced)
        plan.slice->ecb(schedule, direction, out, in, plan.sliced);
    if (plan.sliced < n_blocks)
        des_table_ecb(schedule, direction, out + done, in + done, n_blocks - plan.sliced);
}

static void cbc(const void *schedule, enum cipher_direction direction, uint8_t *iv, uint8_t *out,
                const uint8_t *in, size_t n_blocks)
{
    struct des_mixed_plan plan = des_mixed_plan(CIPHER_CBC, direction, n_blocks);
    size_t done = plan.sliced * DES_BLOCK_BYTES;
    if (plan.sliced)
        plan.slice->cbc(schedule, direction, iv, out, in, plan.sliced);
    if (plan.sliced < n_blocks)
        des_table_cbc(schedule, direction, iv, out + done, in + done, n_blocks - plan.sliced);
}

const struct cipher_engine des_mixed = {
    .engine = {.name = "mixed",
               .technique = "the widest slice engine, or table where blocks are few or chained"},
    .schedule_bytes = sizeof(struct des_schedule),
    .expand = des_table_expand,
    .ecb = ecb,
    .cbc = cbc,
};
