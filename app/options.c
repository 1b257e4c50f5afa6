// SPDX-License-Identifier: MIT
#include "app/options.h"

#include "crypto/common/hex.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_OPTIONS 24

// getopt leaves optind past a long option, but perhaps before a bundle of short ones ("-xyz").
static int complain(const char *command, char **argv, int what)
{
    const char *word = argv[optind - 1];
    if (what == ':')
        return app_usage(command, "option '%s' needs a value; see `glasslock %s --help`", word, command);
    if (strncmp(word, "--", 2) != 0)
        return app_usage(command, "unknown option '-%c'; see `glasslock %s --help`", optopt, command);
    return app_usage(command, "unknown option '%s'; see `glasslock %s --help`", word, command);
}

int app_options(int argc, char **argv, const struct app_option *table, const char *help, int *operand)
{
    struct option options[MAX_OPTIONS] = {{"help", no_argument, NULL, 'h'}};
    for (int i = 0; table[i].name && i + 2 < MAX_OPTIONS; i++)
        options[i + 1] =
            (struct option){table[i].name, table[i].value ? required_argument : no_argument, NULL, 1};
    optind = 0;
    opterr = 0;
    int index = 0;
    for (int option; (option = getopt_long(argc, argv, ":h", options, &index)) != -1;) {
        if (option == 'h') {
            fputs(help, stdout);
            return APP_HELP_SHOWN;
        }
        if (option != 1)
            return complain(argv[0], argv, option);
        if (table[index - 1].value)
            *table[index - 1].value = optarg;
        else
            *table[index - 1].flag = true;
    }
    *operand = optind;
    return APP_OK;
}

int app_number(const char *command, const char *option, const char *text, uint64_t least, uint64_t most,
               uint64_t *out)
{
    char *end = NULL;
    bool digits = *text && strspn(text, "0123456789") == strlen(text);
    errno = 0;
    unsigned long long value = digits ? strtoull(text, &end, 10) : 0;
    if (!digits || errno || value < least || value > most)
        return app_usage(command, "%s: '%s' is not a number from %llu to %llu", option, text,
                         (unsigned long long)least, (unsigned long long)most);
    *out = value;
    return APP_OK;
}

void app_hash_names(char out[APP_HASH_NAMES])
{
    size_t n = 0;
    for (const struct hash_alg *const *alg = hash_algs; *alg && n < APP_HASH_NAMES; alg++)
        n += (size_t)snprintf(out + n, APP_HASH_NAMES - n, "%s%s", n ? ", " : "", (*alg)->name);
    char *to = out;
    for (const char *from = out; *from; from++)
        if (*from != '-')
            *to++ = (char)tolower((unsigned char)*from);
    *to = '\0';
}

int app_hash(const char *command, const char *text, const struct hash_alg *fallback,
             const struct hash_alg **out)
{
    *out = text ? hash_find(text) : fallback;
    if (*out)
        return APP_OK;
    char names[APP_HASH_NAMES] = "";
    app_hash_names(names);
    return app_usage(command, "no hash '%s'; there are %s", text, names);
}

int app_hex(const char *command, const char *option, const char *text, uint8_t **out, size_t *bytes)
{
    size_t digits = strlen(text);
    uint8_t *data = malloc(digits / 2 + 1);
    if (!data)
        return app_fail(command, "out of memory");
    enum gl_error error = gl_hex_decode(data, text, digits);
    if (error) {
        free(data);
        return app_usage(command, "%s: %s", option,
                         error == GL_ERR_LENGTH ? "an odd number of hex digits" : "not hex digits");
    }
    *out = data;
    *bytes = digits / 2;
    return APP_OK;
}

int app_operands(const char *command, int argc, char **argv, int operand, int most)
{
    if (argc - operand <= most)
        return APP_OK;
    return app_usage(command, "unexpected argument '%s'; see `glasslock %s --help`", argv[operand + most],
                     command);
}
