// SPDX-License-Identifier: MIT
// DES, the cipher of which everyone knows that it is slow in software: ECB and CBC, both directions.
#include "bench/ours_cipher.h"

#include "crypto/des/des.h"

#include <stdio.h>

// The speed of the engine that narrates, bit by bit, does not depend on the size; at 1 MiB it would take
// minutes.
static bool serves(const struct operation *op, const struct gl_engine *engine)
{
    return !engine->narrates || op->task.bytes <= 16384;
}

static void add(struct bench_list *list, size_t bytes, bool cbc, bool decrypt)
{
    struct operation *op = ours_cipher_add(list, "des", &des_family, "des", DES_KEY_BYTES, bytes);
    snprintf(op->name, sizeof op->name, "DES-%s %s, %s", cbc ? "CBC" : "ECB", decrypt ? "decrypt" : "encrypt",
             bench_size(bytes));
    op->task.cbc = cbc;
    op->task.decrypt = decrypt;
    op->serves = serves;
}

bool bench_des(struct bench_list *list)
{
    for (int cbc = 0; cbc < 2; cbc++)
        for (int decrypt = 0; decrypt < 2; decrypt++) {
            add(list, 16384, cbc, decrypt);
            add(list, 1u << 20, cbc, decrypt);
        }
    return true;
}
