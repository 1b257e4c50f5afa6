// SPDX-License-Identifier: MIT
#include "app/signing.h"

#include "app/options.h"

#include <string.h>

// One of two words; NULL is the first.
static int choice(const char *command, const char *option, const char *text, const char *first,
                  const char *second, bool *is_second)
{
    *is_second = text && strcmp(text, second) == 0;
    if (!text || *is_second || strcmp(text, first) == 0)
        return APP_OK;
    return app_usage(command, "%s: '%s' is neither %s nor %s", option, text, first, second);
}

static int settle_rsa(const char *command, const struct signing_options *options, const struct key *key,
                      struct signing *out)
{
    uint64_t salt = out->hash->digest_bytes;
    if (options->format)
        return app_usage(command, "--format is for EC and DSA keys, and this is an RSA key");
    int status = choice(command, "--scheme", options->scheme, "pss", "pkcs1", &out->pkcs1);
    if (status)
        return status;
    if (out->pkcs1 && (options->salt || options->mgf_hash))
        return app_usage(command, "--salt and --mgf-hash are for --scheme pss");
    if (options->salt)
        status = app_number(command, "--salt", options->salt, 0, rsa_modulus_bytes(&key->rsa.public), &salt);
    out->pss.hash = out->hash;
    out->pss.salt_bytes = (size_t)salt;
    return status ? status : app_hash(command, options->mgf_hash, out->hash, &out->pss.mgf_hash);
}

int signing_settle(const char *command, const struct signing_options *options, const struct key *key,
                   struct signing *out)
{
    *out = (struct signing){0};
    int status = app_hash(command, options->hash, &hash_sha256, &out->hash);
    if (status)
        return status;
    if (key->kind == KEY_RSA)
        return settle_rsa(command, options, key, out);
    if (options->scheme || options->salt || options->mgf_hash)
        return app_usage(command, "--scheme, --salt and --mgf-hash are for RSA keys, and this is an %s key",
                         app_key_name(key));
    out->order_bytes =
        key->kind == KEY_EC ? ec_order_bytes(key->ec.curve) : (mpz_sizeinbase(key->dsa.params.q, 2) + 7) / 8;
    return choice(command, "--format", options->format, "der", "p1363", &out->p1363);
}
