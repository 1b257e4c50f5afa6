// SPDX-License-Identifier: MIT
// glasslock log: the coursework chat's encrypted conversation files.
#include "app/commands.h"

#include "app/files.h"
#include "app/options.h"
#include "app/secrets.h"
#include "crypto/common/bytes.h"
#include "net/old/coursework_wire.h"

#include <stdlib.h>
#include <string.h>

#define LOG_LIMIT_BYTES ((size_t)64 << 20)

static const char help[] = "usage: glasslock log decrypt [OPTION...] [FILE]\n"
                           "       glasslock log encrypt [OPTION...] [FILE]\n"
                           "\n"
                           "Open or write a conversation file of the coursework chat\n"
                           "(encrypted_conversation_ID.txt): base64 of AES-256-CBC under\n"
                           "PBKDF2-HMAC-SHA-256, with the key's first 16 bytes as the IV. FILE (standard\n"
                           "input) has at most 64 MiB.\n"
                           "\n"
                           "      --password TEXT    instead of the one that stands in the program\n"
                           "                         (" COURSEWORK_LOG_PASSWORD ")\n"
                           "      --password-file F  a file that holds it\n"
                           "      --salt TEXT        instead of " COURSEWORK_LOG_SALT "\n"
                           "      --iterations N     instead of 100000\n"
                           "      --out FILE         instead of standard output\n"
                           "      --help             this text\n"
                           "\n"
                           "Kept as it was: a fixed password, salt and IV, so equal conversations are equal\n"
                           "files, any copy of the program opens any of them, and a changed file may open\n"
                           "unnoticed.\n"
                           "\n" APP_SECRETS_HELP "\n"
                           "example: glasslock log decrypt encrypted_conversation_1.txt\n";

struct request {
    const char *password, *password_file, *salt, *iterations, *out, *in;
    bool encrypting;
};

static int make_key(const struct request *request, uint8_t key[COURSEWORK_LOG_KEY_BYTES])
{
    const struct app_secret secret = {"--password", "--password-file", request->password,
                                      request->password_file, NULL};
    const char *salt = request->salt ? request->salt : COURSEWORK_LOG_SALT;
    uint64_t iterations = COURSEWORK_LOG_ITERATIONS;
    char *password = NULL;
    size_t chars = 0;
    int status = APP_OK;
    if (request->iterations)
        status = app_number("log", "--iterations", request->iterations, 1, UINT32_MAX, &iterations);
    if (status)
        return status;
    if (request->password || request->password_file) {
        status = app_secret_text("log", &secret, &password, &chars);
    } else {
        chars = strlen(COURSEWORK_LOG_PASSWORD);
        password = strdup(COURSEWORK_LOG_PASSWORD);
        status = password ? APP_OK : app_fail("log", "out of memory");
    }
    if (!status && coursework_log_key(key, password, chars, salt, strlen(salt), iterations))
        status = app_fail("log", "the key cannot be derived");
    gl_wipe_free(password, chars);
    return status;
}

static int encrypt(const struct request *request, const uint8_t *key, const uint8_t *in, size_t bytes)
{
    char *base64 = NULL;
    enum gl_error error = coursework_log_encrypt(key, &base64, in, bytes);
    int status = error ? app_fail("log", "%s", gl_error_string(error))
                       : app_write_file("log", request->out, 0600, base64, strlen(base64));
    free(base64);
    return status;
}

static int decrypt(const struct request *request, const uint8_t *key, const uint8_t *in, size_t bytes)
{
    uint8_t *text = NULL;
    size_t n = 0;
    enum gl_error error = coursework_log_decrypt(key, &text, &n, (const char *)in, bytes);
    int status = error == GL_ERR_ENCODING ? app_fail("log", "the file is not base64")
                 : error == GL_ERR_DECRYPT
                     ? app_fail("log", "the file does not decrypt: cut, changed, or another password or salt")
                 : error ? app_fail("log", "%s", gl_error_string(error))
                         : app_write_file("log", request->out, 0600, text, n);
    gl_wipe_free(text, n);
    return status;
}

static int apply(const struct request *request)
{
    uint8_t key[COURSEWORK_LOG_KEY_BYTES], *in = NULL;
    size_t bytes = 0;
    int status = app_read_file("log", request->in, LOG_LIMIT_BYTES, &in, &bytes);
    if (!status)
        status = make_key(request, key);
    if (!status)
        status = request->encrypting ? encrypt(request, key, in, bytes) : decrypt(request, key, in, bytes);
    gl_wipe_free(in, bytes);
    gl_wipe(key, sizeof key);
    return status;
}

int cmd_log(int argc, char **argv)
{
    struct request request = {0};
    const struct app_option options[] = {
        {"password", &request.password, NULL}, {"password-file", &request.password_file, NULL},
        {"salt", &request.salt, NULL},         {"iterations", &request.iterations, NULL},
        {"out", &request.out, NULL},           {0},
    };
    int operand = 0;
    int status = app_options(argc, argv, options, help, &operand);
    if (status)
        return status == APP_HELP_SHOWN ? APP_OK : status;
    if (operand == argc)
        return app_usage("log", "decrypt or encrypt? see `glasslock log --help`");
    const char *what = argv[operand++];
    request.encrypting = strcmp(what, "encrypt") == 0;
    if (!request.encrypting && strcmp(what, "decrypt") != 0)
        return app_usage("log", "no '%s'; there are decrypt and encrypt", what);
    if ((status = app_operands("log", argc, argv, operand, 1)))
        return status;
    request.in = operand < argc ? argv[operand] : NULL;
    return apply(&request);
}
