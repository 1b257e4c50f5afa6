// SPDX-License-Identifier: MIT
// glasslock hmac: message authentication codes of files, made or verified.
#include "app/commands.h"

#include "app/hashing.h"
#include "app/options.h"
#include "app/secrets.h"
#include "crypto/common/bytes.h"
#include "crypto/common/hex.h"
#include "crypto/hash/hmac.h"

#include <stdlib.h>

static const char help[] = "usage: glasslock hmac [--hash H] --key HEX|--key-file F [FILE...]\n"
                           "       glasslock hmac [--hash H] --key HEX|--key-file F --verify HEX [FILE]\n"
                           "\n"
                           "HMAC (FIPS 198-1) of each file (standard input for none or -).\n"
                           "\n"
                           "      --hash H       md5, sha1, sha224, sha256, ... (sha256)\n"
                           "      --key HEX      the key in hex, or env:NAME\n"
                           "      --key-file F   a file that holds the key in hex\n"
                           "      --verify HEX   compare, in constant time; status 1 where it is another\n"
                           "      --help         this text\n"
                           "\n" APP_SECRETS_HELP "\n"
                           "example: glasslock hmac --hash sha256 --key-file mac.key message.txt\n";

static void update_hmac(void *context, const void *data, size_t bytes)
{
    hmac_update(context, data, bytes);
}

static int verify(struct hmac_ctx *ctx, const struct hash_alg *alg, const char *stated, const char *path)
{
    uint8_t mac[HASH_MAX_DIGEST_BYTES], *expected = NULL;
    size_t bytes = 0;
    int status = app_hex("hmac", "--verify", stated, &expected, &bytes);
    if (status)
        return status;
    if (bytes != alg->digest_bytes)
        status = app_usage("hmac", "--verify: %s has %zu hex digits", alg->name, 2 * alg->digest_bytes);
    if (!status)
        status = app_feed_file("hmac", path, update_hmac, ctx);
    if (!status) {
        hmac_final(ctx, mac);
        if (gl_equal_ct(mac, expected, bytes))
            puts("hmac: valid");
        else
            status = app_fail("hmac", "the HMAC does not match");
        gl_wipe(mac, sizeof mac);
    }
    free(expected);
    return status;
}

static int print_all(struct hmac_ctx *ctx, const struct hash_alg *alg, char **files, int count)
{
    for (int i = 0; i < count; i++) {
        uint8_t mac[HASH_MAX_DIGEST_BYTES];
        char text[2 * HASH_MAX_DIGEST_BYTES + 1];
        hmac_restart(ctx);
        int status = app_feed_file("hmac", files[i], update_hmac, ctx);
        if (status)
            return status;
        hmac_final(ctx, mac);
        gl_hex_encode(text, mac, alg->digest_bytes);
        printf("%s  %s\n", text, files[i]);
    }
    return APP_OK;
}

int cmd_hmac(int argc, char **argv)
{
    static char standard_input[] = "-";
    char *nothing[] = {standard_input};
    const char *hash = NULL, *key_hex = NULL, *key_file = NULL, *stated = NULL;
    const struct app_option options[] = {
        {"hash", &hash, NULL},
        {"key", &key_hex, NULL},
        {"key-file", &key_file, NULL},
        {"verify", &stated, NULL},
        {0},
    };
    const struct hash_alg *alg = NULL;
    struct hmac_ctx ctx;
    uint8_t *key = NULL;
    size_t key_bytes = 0;
    int operand = 0;
    int status = app_options(argc, argv, options, help, &operand);
    if (status)
        return status == APP_HELP_SHOWN ? APP_OK : status;
    if ((status = app_hash("hmac", hash, &hash_sha256, &alg)))
        return status;
    if (stated && (status = app_operands("hmac", argc, argv, operand, 1)))
        return status;
    const struct app_secret secret = {"--key", "--key-file", key_hex, key_file, NULL};
    if ((status = app_secret_hex("hmac", &secret, &key, &key_bytes)))
        return status;
    hmac_init(&ctx, alg, key, key_bytes);
    gl_wipe_free(key, key_bytes);
    char **files = operand < argc ? argv + operand : nothing;
    status = stated ? verify(&ctx, alg, stated, files[0])
                    : print_all(&ctx, alg, files, operand < argc ? argc - operand : 1);
    hmac_wipe(&ctx);
    return status;
}
