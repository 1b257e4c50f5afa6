// SPDX-License-Identifier: MIT
// Command lines: words end at a zero byte. Options, numbers, hex and hashes are read as the subcommands read
// them; and the forced engines of GLASSLOCK_ENGINE.
#include "app/options.h"
#include "crypto/common/bytes.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#define WORDS 12

static void values(const char *text)
{
    const struct hash_alg *hash;
    uint64_t number;
    uint8_t *bytes = NULL;
    size_t n;
    if (!app_number("fuzz", "--number", text, 3, 1u << 20, &number))
        FUZZ_REQUIRE(number >= 3 && number <= 1u << 20);
    if (!app_hex("fuzz", "--hex", text, &bytes, &n))
        gl_wipe_free(bytes, n);
    if (!app_hash("fuzz", text, NULL, &hash))
        FUZZ_REQUIRE(hash);
}

static void lines(char **argv, int argc)
{
    const char *number = NULL, *text = NULL, *where;
    bool flag = false, other = false;
    const struct app_option table[] = {{"number", &number, NULL},
                                       {"text", &text, NULL},
                                       {"flag", NULL, &flag},
                                       {"flags", NULL, &other},
                                       {0}};
    int operand = 0;
    if (app_options(argc, argv, table, "", &operand) == APP_OK) {
        FUZZ_REQUIRE(operand >= 1 && operand <= argc);
        (void)app_operands("fuzz", argc, argv, operand, 2);
    }
    if (number)
        values(number);
    if (text && gl_engine_force(text, &where))
        FUZZ_REQUIRE(where);
    for (const struct gl_family *const *f = gl_families; *f; f++)
        gl_engine_set(*f, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_in in = fuzz_in(data, size);
    char *all = fuzz_text(&in), name[] = "fuzz", *argv[WORDS + 2] = {name};
    int argc = 1;
    static FILE *nowhere;
    if (!nowhere) // what is refused is said there, a line for each input; glibc's stderr is a variable
        stderr = nowhere = fopen("/dev/null", "w");
    for (size_t at = 0; at <= size && argc <= WORDS; at += strlen(all + at) + 1)
        argv[argc++] = all + at;
    argv[argc] = NULL;
    values(argv[1]);
    lines(argv, argc);
    free(all);
    return 0;
}
