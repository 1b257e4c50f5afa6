// SPDX-License-Identifier: MIT
// glasslock pbkdf2: a key from a password.
#include "app/commands.h"

#include "app/options.h"
#include "app/secrets.h"
#include "crypto/common/bytes.h"
#include "crypto/common/hex.h"
#include "crypto/hash/pbkdf2.h"

#include <stdlib.h>

#define MAX_LENGTH_BYTES 65536

static const char help[] =
    "usage: glasslock pbkdf2 --salt HEX --iterations N --length N [--hash H]\n"
    "                        [--password TEXT|--password-file F]\n"
    "\n"
    "Derive a key from a password (RFC 8018, 5.2) and print it in hex.\n"
    "\n"
    "      --hash H           md5, sha1, sha224, sha256, ... (sha256)\n"
    "      --password TEXT    the password, or env:NAME; asked for on a terminal when\n"
    "                         left out\n"
    "      --password-file F  a file that holds the password, up to its last line end\n"
    "      --salt HEX         the salt\n"
    "      --iterations N     1 and more\n"
    "      --length N         bytes to derive, 1 to 65536\n"
    "      --help             this text\n"
    "\n" APP_SECRETS_HELP "\n"
    "example: glasslock pbkdf2 --password env:PASS --salt 00112233 \\\n"
    "             --iterations 600000 --length 32\n";

struct request {
    const char *hash, *password, *password_file, *salt, *iterations, *length;
};

static int derive(const struct request *request, const struct hash_alg *alg, const uint8_t *salt,
                  size_t salt_bytes, uint64_t iterations, size_t length)
{
    const struct app_secret secret = {"--password", "--password-file", request->password,
                                      request->password_file, "password"};
    char *password = NULL;
    size_t chars = 0;
    int status = app_secret_text("pbkdf2", &secret, &password, &chars);
    if (status)
        return status;
    uint8_t *key = malloc(length);
    char *text = malloc(2 * length + 1);
    enum gl_error error =
        key && text ? pbkdf2(alg, password, chars, salt, salt_bytes, iterations, key, length) : GL_ERR_MEMORY;
    if (error) {
        status = app_fail("pbkdf2", "%s", gl_error_string(error));
    } else {
        gl_hex_encode(text, key, length);
        puts(text);
    }
    gl_wipe_free(password, chars);
    gl_wipe_free(key, length);
    gl_wipe_free(text, 2 * length + 1);
    return status;
}

int cmd_pbkdf2(int argc, char **argv)
{
    struct request request = {0};
    const struct app_option options[] = {
        {"hash", &request.hash, NULL},
        {"password", &request.password, NULL},
        {"password-file", &request.password_file, NULL},
        {"salt", &request.salt, NULL},
        {"iterations", &request.iterations, NULL},
        {"length", &request.length, NULL},
        {0},
    };
    const struct hash_alg *alg = NULL;
    uint64_t iterations = 0, length = 0;
    uint8_t *salt = NULL;
    size_t salt_bytes = 0;
    int operand = 0;
    int status = app_options(argc, argv, options, help, &operand);
    if (status)
        return status == APP_HELP_SHOWN ? APP_OK : status;
    if ((status = app_operands("pbkdf2", argc, argv, operand, 0)))
        return status;
    if (!request.salt || !request.iterations || !request.length)
        return app_usage("pbkdf2",
                         "--salt, --iterations and --length are needed; see `glasslock pbkdf2 --help`");
    if ((status = app_hash("pbkdf2", request.hash, &hash_sha256, &alg)) ||
        (status = app_number("pbkdf2", "--iterations", request.iterations, 1, UINT32_MAX, &iterations)) ||
        (status = app_number("pbkdf2", "--length", request.length, 1, MAX_LENGTH_BYTES, &length)) ||
        (status = app_hex("pbkdf2", "--salt", request.salt, &salt, &salt_bytes)))
        return status;
    status = derive(&request, alg, salt, salt_bytes, iterations, (size_t)length);
    free(salt);
    return status;
}
