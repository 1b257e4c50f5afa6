// SPDX-License-Identifier: MIT
// glasslock digest: hash files, and check lists of hashes as sha256sum writes them.
#include "app/commands.h"

#include "app/files.h"
#include "app/hashing.h"
#include "app/options.h"
#include "crypto/common/bytes.h"
#include "crypto/common/hex.h"
#include "crypto/common/no_memory.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SUMS_LIMIT_BYTES ((size_t)64 << 20)

// Around the names of the hashes.
static const char help[] = "usage: glasslock digest ALG [--json] [FILE...]\n"
                           "       glasslock digest ALG --check SUMS\n"
                           "\n"
                           "Hash each file (standard input for none or -), in lines as sha256sum writes\n"
                           "them.\n"
                           "ALG: %s\n"
                           "\n"
                           "      --check SUMS  read such lines and say of each file OK or FAILED; status 1\n"
                           "                    if any failed\n"
                           "      --json        an array of objects {algorithm, file, digest}\n"
                           "      --help        this text\n"
                           "\n"
                           "examples: glasslock digest sha256 *.c >SUMS\n"
                           "          glasslock digest sha256 --check SUMS\n";

static int print_json(const struct hash_alg *alg, char **files, int count)
{
    json_t *list = json_array();
    int status = APP_OK;
    for (int i = 0; i < count && !status; i++) {
        uint8_t digest[HASH_MAX_DIGEST_BYTES];
        char text[2 * HASH_MAX_DIGEST_BYTES + 1];
        if ((status = app_hash_file("digest", alg, files[i], digest)))
            break;
        gl_hex_encode(text, digest, alg->digest_bytes);
        json_t *item = json_pack("{s:s, s:s, s:s}", "algorithm", alg->name, "file", files[i], "digest", text);
        if (!item) // a name that is not UTF-8
            status = app_fail("digest", "--json: a file's name is not UTF-8");
        else
            json_array_append_new(list, item);
    }
    if (!status) {
        json_dumpf(list, stdout, JSON_INDENT(2));
        putchar('\n');
    }
    json_decref(list);
    return status;
}

// A name with a line end or backslash in it is written escaped, the line marked by a backslash, as the GNU
// programs do.
static void print_line(const char *hex, const char *name)
{
    bool escape = strpbrk(name, "\n\r\\");
    printf("%s%s  ", escape ? "\\" : "", hex);
    for (; *name; name++) {
        if (*name == '\n' || *name == '\r' || *name == '\\')
            printf("\\%c", *name == '\n' ? 'n' : *name == '\r' ? 'r' : '\\');
        else
            putchar(*name);
    }
    putchar('\n');
}

static int print_lines(const struct hash_alg *alg, char **files, int count)
{
    for (int i = 0; i < count; i++) {
        uint8_t digest[HASH_MAX_DIGEST_BYTES];
        char text[2 * HASH_MAX_DIGEST_BYTES + 1];
        int status = app_hash_file("digest", alg, files[i], digest);
        if (status)
            return status;
        gl_hex_encode(text, digest, alg->digest_bytes);
        print_line(text, files[i]);
    }
    return APP_OK;
}

static void unescape(char *name)
{
    char *to = name;
    for (; *name; name++) {
        if (*name == '\\' && name[1]) {
            name++;
            *to++ = (char)(*name == 'n' ? '\n' : *name == 'r' ? '\r' : *name);
        } else {
            *to++ = *name;
        }
    }
    *to = '\0';
}

// One line "HEX  NAME" or "HEX *NAME". *matches is the verdict; false where the line is none.
static bool check_line(const struct hash_alg *alg, char *line, bool *matches)
{
    uint8_t stated[HASH_MAX_DIGEST_BYTES], digest[HASH_MAX_DIGEST_BYTES];
    bool escaped = *line == '\\';
    line += escaped;
    size_t digits = 2 * alg->digest_bytes;
    if (strlen(line) < digits + 3 || gl_hex_decode(stated, line, digits) || line[digits] != ' ' ||
        (line[digits + 1] != ' ' && line[digits + 1] != '*'))
        return false;
    char *name = line + digits + 2;
    if (escaped)
        unescape(name);
    errno = 0;
    *matches = app_hash_file_quietly(alg, name, digest) && gl_equal_ct(stated, digest, alg->digest_bytes);
    if (!*matches && errno == ENOMEM)
        gl_no_memory(); // that says nothing about the file
    printf("%s: %s\n", name, *matches ? "OK" : "FAILED");
    return true;
}

static int check(const struct hash_alg *alg, const char *sums)
{
    uint8_t *data = NULL;
    size_t bytes = 0, lines = 0, failed = 0;
    int status = app_read_file("digest", sums, SUMS_LIMIT_BYTES, &data, &bytes);
    if (status)
        return status;
    char *rest = (char *)data;
    for (char *line; !status && (line = strsep(&rest, "\n"));) {
        bool matches = false;
        lines++;
        size_t chars = strlen(line);
        if (chars > 0 && line[chars - 1] == '\r')
            line[chars - 1] = '\0';
        if (*line == '\0')
            continue;
        if (!check_line(alg, line, &matches))
            status = app_fail("digest", "'%s', line %zu: not a line of %s", sums, lines, alg->name);
        failed += !matches;
    }
    if (!status && bytes == 0)
        status = app_fail("digest", "'%s' is empty", sums);
    if (!status && failed)
        status = app_fail("digest", "%zu of the files failed", failed);
    free(data);
    return status;
}

int cmd_digest(int argc, char **argv)
{
    static char standard_input[] = "-";
    char *nothing[] = {standard_input};
    const char *sums = NULL;
    bool json = false;
    const struct app_option options[] = {{"check", &sums, NULL}, {"json", NULL, &json}, {0}};
    const struct hash_alg *alg = NULL;
    char names[APP_HASH_NAMES] = "", text[sizeof help + sizeof names];
    int operand = 0;
    app_hash_names(names);
    snprintf(text, sizeof text, help, names);
    int status = app_options(argc, argv, options, text, &operand);
    if (status)
        return status == APP_HELP_SHOWN ? APP_OK : status;
    if (operand == argc)
        return app_usage("digest", "which algorithm? see `glasslock digest --help`");
    if ((status = app_hash("digest", argv[operand++], NULL, &alg)))
        return status;
    if (sums && (json || operand < argc))
        return app_usage("digest", "--check stands alone; see `glasslock digest --help`");
    if (sums)
        return check(alg, sums);
    char **files = operand < argc ? argv + operand : nothing;
    int count = operand < argc ? argc - operand : 1;
    return json ? print_json(alg, files, count) : print_lines(alg, files, count);
}
