// SPDX-License-Identifier: MIT
// Files of vectors in each format (CAVP's, PKCS #1's, JSON): read, planned, and their fields taken in every
// way in which a runner takes them.
#include "tests/fuzz/fuzz.h"
#include "vectors/run.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

static void take_fields(const struct vector_case *c)
{
    struct run r = {.c = c};
    char name[80];
    mpz_t z;
    mpz_init(z);
    vector_case_name(c, name, sizeof name);
    for (size_t i = 0; i < c->fields.count; i++) {
        const char *field = c->fields.at[i]->name;
        (void)run_text(&r, field);
        (void)run_hex(&r, field);
        (void)run_hex_wide(&r, field, 32);
        (void)run_number(&r, field);
        (void)run_hash(&r, field);
        run_integer(&r, field, z);
    }
    run_result(&r, true);
    mpz_clear(z);
    run_free(&r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int fd = -1;
    struct vector_plan plan = {0};
    char path[40];
    if (fd < 0)
        fd = memfd_create("vectors", 0);
    FUZZ_REQUIRE(fd >= 0 && !ftruncate(fd, 0) && pwrite(fd, data, size, 0) == (ssize_t)size);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    struct vector_file *file = vector_file_read(path);
    FUZZ_REQUIRE(file);
    if (!file->why[0])
        (void)vector_plan_make(&plan, file);
    for (size_t i = 0; i < file->n_cases; i++) {
        if (plan.n && plan.hash)
            (void)plan.hash(&file->cases[i]);
        take_fields(&file->cases[i]);
    }
    (void)vector_file_unread(file);
    vector_file_free(file);
    return 0;
}
