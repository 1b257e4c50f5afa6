// SPDX-License-Identifier: MIT
// AES-128 and AES-256 in CBC: one message in both directions, and the encryption of sixteen messages at once.
//
// One call continues the chain of the one before it, so nobody pays for setting an IV: at 64 bytes that would
// be a benchmark of IV setters.
#include "bench/ours_cipher.h"

#include "crypto/aes/aes.h"

#include <stdio.h>

#define MESSAGES 16

static struct operation *add(struct bench_list *list, unsigned bits, size_t bytes, bool decrypt)
{
    const char *algorithm = bits == 128 ? "aes-128" : "aes-256";
    struct operation *op = ours_cipher_add(list, "aes", &aes_family, algorithm, bits / 8, bytes);
    snprintf(op->name, sizeof op->name, "AES-%u-CBC %s, %s", bits, decrypt ? "decrypt" : "encrypt",
             bench_size(bytes));
    op->task.decrypt = decrypt;
    return op;
}

static void add_many(struct bench_list *list, unsigned bits, size_t bytes)
{
    struct operation *op = add(list, bits, bytes, false);
    snprintf(op->name, sizeof op->name, "AES-%u-CBC encrypt, %d x %s", bits, MESSAGES, bench_size(bytes));
    op->task.kind = TASK_CIPHER_MANY;
    op->task.count = MESSAGES;
    op->task.answer_bytes = MESSAGES * bytes;
    op->work = (double)(MESSAGES * bytes);
    op->ours = &ours_cipher_many;
}

bool bench_aes(struct bench_list *list)
{
    static const size_t sizes[] = {64, 1024, 16384}, many[] = {256, 1024};
    for (unsigned bits = 128; bits <= 256; bits += 128) {
        for (int decrypt = 0; decrypt < 2; decrypt++)
            for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
                add(list, bits, sizes[i], decrypt);
        for (size_t i = 0; i < sizeof many / sizeof *many; i++)
            add_many(list, bits, many[i]);
    }
    return true;
}
