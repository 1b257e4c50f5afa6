// SPDX-License-Identifier: MIT
// glasslock fernet: keys and tokens.
#include "app/commands.h"

#include "app/files.h"
#include "app/options.h"
#include "app/secrets.h"
#include "crypto/common/bytes.h"
#include "crypto/token/fernet.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MESSAGE_LIMIT_BYTES ((size_t)64 << 20)

static const char help[] = "usage: glasslock fernet keygen [--out FILE]\n"
                           "       glasslock fernet encrypt --key KEY|--key-file F [--out FILE] [FILE]\n"
                           "       glasslock fernet decrypt --key KEY|--key-file F [--ttl N] [--out FILE]\n"
                           "                                [FILE]\n"
                           "\n"
                           "Fernet tokens: AES-128-CBC and HMAC-SHA-256 in one, as Python's cryptography\n"
                           "writes and reads them. FILE (standard input) has at most 64 MiB.\n"
                           "\n"
                           "      --key KEY      44 characters of URL-safe base64, or env:NAME\n"
                           "      --key-file F   a file that holds them\n"
                           "      --ttl N        refuse a token older than N seconds, or from the future\n"
                           "      --out FILE     instead of standard output\n"
                           "      --help         this text\n"
                           "\n" APP_SECRETS_HELP "\n"
                           "example: glasslock fernet keygen --out f.key\n"
                           "         glasslock fernet encrypt --key-file f.key note.txt >note.token\n";

struct request {
    const char *key, *key_file, *ttl, *out, *in;
};

static int make_key(const struct request *request)
{
    uint8_t key[FERNET_KEY_BYTES];
    char text[FERNET_KEY_CHARS + 2];
    if (gl_random_bytes(NULL, key, sizeof key))
        return app_fail("fernet", "no random bytes from the kernel");
    fernet_key_encode(text, key);
    strcat(text, "\n");
    int status = app_write_file("fernet", request->out, 0600, text, strlen(text));
    gl_wipe(key, sizeof key);
    gl_wipe(text, sizeof text);
    return status;
}

static int read_key(const struct request *request, uint8_t key[FERNET_KEY_BYTES])
{
    const struct app_secret secret = {"--key", "--key-file", request->key, request->key_file, NULL};
    char *text = NULL;
    size_t chars = 0;
    int status = app_secret_text("fernet", &secret, &text, &chars);
    if (status)
        return status;
    if (strlen(text) != chars || fernet_key_decode(key, text))
        status = app_usage("fernet", "the key is not 44 characters of URL-safe base64");
    gl_wipe_free(text, chars);
    return status;
}

static int encrypt(const struct request *request, const uint8_t *key, const uint8_t *in, size_t bytes)
{
    uint8_t iv[16];
    size_t chars = fernet_token_chars(bytes);
    char *token = malloc(chars + 2);
    enum gl_error error = token ? gl_random_bytes(NULL, iv, sizeof iv) : GL_ERR_MEMORY;
    if (!error)
        error = fernet_encrypt(key, (uint64_t)time(NULL), iv, token, in, bytes);
    if (!error)
        memcpy(token + chars, "\n", 2);
    int status = error ? app_fail("fernet", "%s", gl_error_string(error))
                       : app_write_file("fernet", request->out, 0666, token, chars + 1);
    free(token);
    return status;
}

// A token is text: the line's end after it is no part of it.
static int decrypt(const struct request *request, const uint8_t *key, uint64_t ttl, char *token, size_t chars)
{
    while (chars > 0 && (token[chars - 1] == '\n' || token[chars - 1] == '\r'))
        token[--chars] = '\0';
    size_t bytes = 0;
    uint8_t *out = malloc(chars + 1);
    enum gl_error error = !out ? GL_ERR_MEMORY
                          : strlen(token) != chars
                              ? GL_ERR_DECRYPT
                              : fernet_decrypt(key, (uint64_t)time(NULL), ttl, out, &bytes, token);
    int status = error == GL_ERR_DECRYPT
                     ? app_fail("fernet", "the token is not valid%s", ttl ? " or too old" : "")
                 : error ? app_fail("fernet", "%s", gl_error_string(error))
                         : app_write_file("fernet", request->out, 0666, out, bytes);
    gl_wipe_free(out, chars + 1);
    return status;
}

static int apply(const struct request *request, bool encrypting)
{
    uint8_t key[FERNET_KEY_BYTES], *in = NULL;
    size_t bytes = 0;
    uint64_t ttl = 0;
    int status = APP_OK;
    if (request->ttl)
        status = app_number("fernet", "--ttl", request->ttl, 1, UINT32_MAX, &ttl);
    if (!status)
        status = read_key(request, key);
    if (status)
        return status;
    status = app_read_file("fernet", request->in, MESSAGE_LIMIT_BYTES, &in, &bytes);
    if (!status)
        status =
            encrypting ? encrypt(request, key, in, bytes) : decrypt(request, key, ttl, (char *)in, bytes);
    gl_wipe_free(in, bytes);
    gl_wipe(key, sizeof key);
    return status;
}

int cmd_fernet(int argc, char **argv)
{
    struct request request = {0};
    const struct app_option options[] = {
        {"key", &request.key, NULL},
        {"key-file", &request.key_file, NULL},
        {"ttl", &request.ttl, NULL},
        {"out", &request.out, NULL},
        {0},
    };
    int operand = 0;
    int status = app_options(argc, argv, options, help, &operand);
    if (status)
        return status == APP_HELP_SHOWN ? APP_OK : status;
    if (operand == argc)
        return app_usage("fernet", "keygen, encrypt or decrypt? see `glasslock fernet --help`");
    const char *what = argv[operand++];
    bool encrypting = strcmp(what, "encrypt") == 0, making = strcmp(what, "keygen") == 0;
    if (!encrypting && !making && strcmp(what, "decrypt") != 0)
        return app_usage("fernet", "no '%s'; there are keygen, encrypt and decrypt", what);
    if ((status = app_operands("fernet", argc, argv, operand, making ? 0 : 1)))
        return status;
    if (request.ttl && (encrypting || making))
        return app_usage("fernet", "--ttl is for decrypt");
    if (making && (request.key || request.key_file))
        return app_usage("fernet", "keygen makes a key and takes none");
    request.in = operand < argc ? argv[operand] : NULL;
    return making ? make_key(&request) : apply(&request, encrypting);
}
