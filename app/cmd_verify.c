// SPDX-License-Identifier: MIT
// glasslock verify: a signature against a file and a key.
#include "app/commands.h"

#include "app/files.h"
#include "app/hashing.h"
#include "app/options.h"
#include "app/signing.h"
#include "crypto/encoding/signature.h"

#include <stdlib.h>

static const char help[] =
    "usage: glasslock verify --key KEY --signature SIG [FILE]\n"
    "\n"
    "Verify the signature of FILE (standard input). Prints \"signature: valid\", or one\n"
    "line on standard error and status 1.\n"
    "\n"
    "      --key KEY        the public key (a private one will do), PEM or DER\n"
    "      --signature SIG  the file that `glasslock sign` or openssl wrote\n" SIGNING_HELP
    "      --help           this text\n"
    "\n"
    "example: glasslock verify --key ec.pub --signature note.sig note.txt\n";

static enum gl_error verify_pair(const struct key *key, const struct signing *how, const uint8_t *digest,
                                 const uint8_t *signature, size_t bytes)
{
    struct ecdsa_signature sig;
    ecdsa_signature_init(&sig);
    enum gl_error error = how->p1363 ? signature_from_p1363(&sig, how->order_bytes, signature, bytes)
                                     : signature_from_der(&sig, signature, bytes);
    if (!error)
        error = key->kind == KEY_EC ? ecdsa_verify(&key->ec, &sig, digest, how->hash->digest_bytes)
                                    : dsa_verify(&key->dsa, &sig, digest, how->hash->digest_bytes);
    ecdsa_signature_clear(&sig);
    return error;
}

static enum gl_error verify_any(const struct key *key, const struct signing *how, const uint8_t *digest,
                                const uint8_t *signature, size_t bytes)
{
    if (key->kind != KEY_RSA)
        return verify_pair(key, how, digest, signature, bytes);
    return how->pkcs1 ? rsa_pkcs1_verify(&key->rsa.public, how->hash, signature, bytes, digest)
                      : rsa_pss_verify(&key->rsa.public, &how->pss, signature, bytes, digest);
}

static int verify_file(const struct key *key, const struct signing *how, const char *signature_path,
                       const char *path)
{
    uint8_t digest[HASH_MAX_DIGEST_BYTES], *signature = NULL;
    size_t bytes = 0;
    int status = app_read_file("verify", signature_path, 2 * RSA_MAX_BYTES, &signature, &bytes);
    if (!status)
        status = app_hash_file("verify", how->hash, path, digest);
    if (!status && verify_any(key, how, digest, signature, bytes) == GL_OK)
        puts("signature: valid");
    else if (!status)
        status = app_fail("verify", "the signature is not valid");
    free(signature);
    return status;
}

int cmd_verify(int argc, char **argv)
{
    struct signing_options asked = {0};
    const char *key_path = NULL, *signature = NULL;
    const struct app_option options[] = {
        {"key", &key_path, NULL},        {"signature", &signature, NULL},
        {"hash", &asked.hash, NULL},     {"scheme", &asked.scheme, NULL},
        {"salt", &asked.salt, NULL},     {"mgf-hash", &asked.mgf_hash, NULL},
        {"format", &asked.format, NULL}, {0},
    };
    int operand = 0;
    int status = app_options(argc, argv, options, help, &operand);
    if (status)
        return status == APP_HELP_SHOWN ? APP_OK : status;
    if ((status = app_operands("verify", argc, argv, operand, 1)))
        return status;
    if (!key_path || !signature)
        return app_usage("verify", "--key and --signature are needed; see `glasslock verify --help`");
    struct key key;
    struct signing how;
    if ((status = app_key_read("verify", key_path, false, &key)))
        return status;
    status = signing_settle("verify", &asked, &key, &how);
    if (!status)
        status = verify_file(&key, &how, signature, operand < argc ? argv[operand] : NULL);
    key_clear(&key);
    return status;
}
