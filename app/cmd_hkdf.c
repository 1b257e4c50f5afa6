// SPDX-License-Identifier: MIT
// glasslock hkdf: keys from a key.
#include "app/commands.h"

#include "app/options.h"
#include "app/secrets.h"
#include "crypto/common/bytes.h"
#include "crypto/common/hex.h"
#include "crypto/hash/hkdf.h"

#include <stdlib.h>

static const char help[] = "usage: glasslock hkdf --key HEX|--key-file F --length N [--salt HEX]\n"
                           "                      [--info HEX] [--hash H]\n"
                           "\n"
                           "Derive bytes from input key material: extract, then expand (RFC 5869), in hex.\n"
                           "\n"
                           "      --hash H       md5, sha1, sha224, sha256, ... (sha256)\n"
                           "      --key HEX      the input key material, or env:NAME\n"
                           "      --key-file F   a file that holds it in hex\n"
                           "      --salt HEX     (none)\n"
                           "      --info HEX     what the bytes are for (none)\n"
                           "      --length N     bytes to derive, at most 255 digests\n"
                           "      --help         this text\n"
                           "\n" APP_SECRETS_HELP "\n"
                           "example: glasslock hkdf --key-file shared.hex --info 63686174 --length 64\n";

struct bytes {
    uint8_t *data;
    size_t n;
};

static int derive(const struct hash_alg *alg, struct bytes key, struct bytes salt, struct bytes info,
                  size_t length)
{
    uint8_t *out = malloc(length);
    char *text = malloc(2 * length + 1);
    int status = APP_OK;
    enum gl_error error = out && text
                              ? hkdf(alg, salt.data, salt.n, key.data, key.n, info.data, info.n, out, length)
                              : GL_ERR_MEMORY;
    if (error) {
        status = app_fail("hkdf", "%s", gl_error_string(error));
    } else {
        gl_hex_encode(text, out, length);
        puts(text);
    }
    gl_wipe_free(out, length);
    gl_wipe_free(text, 2 * length + 1);
    return status;
}

int cmd_hkdf(int argc, char **argv)
{
    const char *hash = NULL, *key_hex = NULL, *key_file = NULL, *salt_hex = NULL, *info_hex = NULL,
               *length_text = NULL;
    const struct app_option options[] = {
        {"hash", &hash, NULL},
        {"key", &key_hex, NULL},
        {"key-file", &key_file, NULL},
        {"salt", &salt_hex, NULL},
        {"info", &info_hex, NULL},
        {"length", &length_text, NULL},
        {0},
    };
    const struct hash_alg *alg = NULL;
    struct bytes key = {0}, salt = {0}, info = {0};
    uint64_t length = 0;
    int operand = 0;
    int status = app_options(argc, argv, options, help, &operand);
    if (status)
        return status == APP_HELP_SHOWN ? APP_OK : status;
    if ((status = app_operands("hkdf", argc, argv, operand, 0)))
        return status;
    if (!length_text)
        return app_usage("hkdf", "--length is needed; see `glasslock hkdf --help`");
    const struct app_secret secret = {"--key", "--key-file", key_hex, key_file, NULL};
    status = app_hash("hkdf", hash, &hash_sha256, &alg);
    if (!status)
        status = app_number("hkdf", "--length", length_text, 1, 255 * alg->digest_bytes, &length);
    if (!status && salt_hex)
        status = app_hex("hkdf", "--salt", salt_hex, &salt.data, &salt.n);
    if (!status && info_hex)
        status = app_hex("hkdf", "--info", info_hex, &info.data, &info.n);
    if (!status)
        status = app_secret_hex("hkdf", &secret, &key.data, &key.n);
    if (!status)
        status = derive(alg, key, salt, info, (size_t)length);
    gl_wipe_free(key.data, key.n);
    free(salt.data);
    free(info.data);
    return status;
}
