// SPDX-License-Identifier: MIT
// All operations, and what they are made of: the input bytes and the names of sizes.
#include "bench/bench.h"

#include <stdio.h>

static bool (*const algorithms[])(struct bench_list *list) = {
    bench_des, bench_aes, bench_sha2, bench_hmac, bench_pbkdf2, bench_rsa, bench_ec, NULL,
};

struct operation *bench_add(struct bench_list *list, const char *algorithm, const struct gl_family *family)
{
    if (list->count == BENCH_MAX_OPERATIONS)
        abort(); // the list is written in this folder: make the table larger
    struct operation *op = &list->operations[list->count++];
    *op = (struct operation){.algorithm = algorithm, .family = family};
    return op;
}

bool bench_list_all(struct bench_list *list)
{
    list->count = 0;
    for (size_t i = 0; algorithms[i]; i++)
        if (!algorithms[i](list))
            return false;
    return true;
}

// xorshift64*, from a fixed seed: nothing here is secret, but it must not compress or repeat.
const uint8_t *bench_input(void)
{
    static uint8_t *bytes;
    uint64_t x = 0x9e3779b97f4a7c15;
    if (bytes)
        return bytes;
    bytes = peer_memory(BENCH_INPUT_BYTES);
    if (!bytes)
        abort();
    for (size_t i = 0; i < BENCH_INPUT_BYTES; i++) {
        x ^= x >> 12;
        x ^= x << 25;
        x ^= x >> 27;
        bytes[i] = (uint8_t)(x * 0x2545f4914f6cdd1d >> 56);
    }
    return bytes;
}

uint8_t *bench_output(void)
{
    static uint8_t *bytes;
    if (!bytes)
        bytes = peer_memory(BENCH_INPUT_BYTES);
    if (!bytes)
        abort();
    return bytes;
}

const char *bench_size(size_t bytes)
{
    static char text[24];
    if (bytes >= 1u << 20)
        snprintf(text, sizeof text, "%zu MiB", bytes >> 20);
    else if (bytes >= 1024)
        snprintf(text, sizeof text, "%zu KiB", bytes >> 10);
    else
        snprintf(text, sizeof text, "%zu B", bytes);
    return text;
}
