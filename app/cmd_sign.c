// SPDX-License-Identifier: MIT
// glasslock sign: sign a file with a private key of any kind.
#include "app/commands.h"

#include "app/files.h"
#include "app/hashing.h"
#include "app/options.h"
#include "app/signing.h"
#include "crypto/encoding/signature.h"

static const char help[] = "usage: glasslock sign --key KEY [--out SIG] [FILE]\n"
                           "\n"
                           "Sign FILE (standard input) with a private RSA, EC or DSA key.\n"
                           "\n"
                           "      --key KEY        PEM or DER\n" SIGNING_HELP
                           "      --deterministic  EC and DSA: the nonce of RFC 6979 (the default)\n"
                           "      --random-nonce   EC and DSA: a random one\n"
                           "      --out SIG        instead of standard output; the signature is binary\n"
                           "      --help           this text\n"
                           "\n"
                           "examples: glasslock sign --key rsa.pem --scheme pss --out note.sig note.txt\n"
                           "          glasslock sign --key ec.pem note.txt >note.sig\n";

static enum gl_error sign_rsa(const struct key *key, const struct signing *how, const uint8_t *digest,
                              uint8_t *out, size_t *bytes)
{
    *bytes = rsa_modulus_bytes(&key->rsa.public);
    return how->pkcs1 ? rsa_pkcs1_sign(&key->rsa, how->hash, NULL, out, digest)
                      : rsa_pss_sign(&key->rsa, &how->pss, NULL, out, digest);
}

static enum gl_error sign_pair(const struct key *key, const struct signing *how, bool random_nonce,
                               const uint8_t *digest, uint8_t *out, size_t *bytes)
{
    const struct ecdsa_nonce nonce = {.nonce_hash = random_nonce ? NULL : how->hash};
    struct ecdsa_signature sig;
    ecdsa_signature_init(&sig);
    enum gl_error error = key->kind == KEY_EC
                              ? ecdsa_sign(&key->ec, &nonce, &sig, digest, how->hash->digest_bytes)
                              : dsa_sign(&key->dsa, &nonce, &sig, digest, how->hash->digest_bytes);
    if (!error && how->p1363) {
        *bytes = 2 * how->order_bytes;
        error = signature_to_p1363(&sig, how->order_bytes, out);
    } else if (!error) {
        *bytes = signature_to_der(&sig, out);
        error = *bytes ? GL_OK : GL_ERR_TOO_LARGE;
    }
    ecdsa_signature_clear(&sig);
    return error;
}

static int sign_file(const struct key *key, const struct signing *how, bool random_nonce, const char *path,
                     const char *out)
{
    uint8_t digest[HASH_MAX_DIGEST_BYTES], signature[RSA_MAX_BYTES];
    size_t bytes = 0;
    int status = app_hash_file("sign", how->hash, path, digest);
    if (status)
        return status;
    enum gl_error error = key->kind == KEY_RSA ? sign_rsa(key, how, digest, signature, &bytes)
                                               : sign_pair(key, how, random_nonce, digest, signature, &bytes);
    if (error == GL_ERR_LENGTH)
        return app_fail("sign", "the key is too small for this hash and salt");
    if (error)
        return app_fail("sign", "%s", gl_error_string(error));
    return app_write_file("sign", out, 0666, signature, bytes);
}

int cmd_sign(int argc, char **argv)
{
    struct signing_options asked = {0};
    const char *key_path = NULL, *out = NULL;
    bool deterministic = false, random_nonce = false;
    const struct app_option options[] = {
        {"key", &key_path, NULL},
        {"hash", &asked.hash, NULL},
        {"scheme", &asked.scheme, NULL},
        {"salt", &asked.salt, NULL},
        {"mgf-hash", &asked.mgf_hash, NULL},
        {"format", &asked.format, NULL},
        {"deterministic", NULL, &deterministic},
        {"random-nonce", NULL, &random_nonce},
        {"out", &out, NULL},
        {0},
    };
    int operand = 0;
    int status = app_options(argc, argv, options, help, &operand);
    if (status)
        return status == APP_HELP_SHOWN ? APP_OK : status;
    if ((status = app_operands("sign", argc, argv, operand, 1)))
        return status;
    if (!key_path)
        return app_usage("sign", "--key is needed; see `glasslock sign --help`");
    if (deterministic && random_nonce)
        return app_usage("sign", "--deterministic and --random-nonce exclude each other");
    struct key key;
    struct signing how;
    if ((status = app_key_read("sign", key_path, true, &key)))
        return status;
    status = signing_settle("sign", &asked, &key, &how);
    if (!status && key.kind == KEY_RSA && (deterministic || random_nonce))
        status = app_usage("sign", "RSA has no nonce: --deterministic and --random-nonce are for EC and DSA");
    if (!status)
        status = sign_file(&key, &how, random_nonce, operand < argc ? argv[operand] : NULL, out);
    key_clear(&key);
    return status;
}
