// SPDX-License-Identifier: MIT
// glasslock keygen: a new private key.
#include "app/commands.h"

#include "app/keyfile.h"
#include "app/options.h"

#include <string.h>
#include <unistd.h>

static const char help[] = "usage: glasslock keygen rsa [--bits N] [--exponent N] [--format F] [--out FILE]\n"
                           "       glasslock keygen ec [--curve NAME] [--format F] [--out FILE]\n"
                           "       glasslock keygen dsa [--bits N] [--format F] [--out FILE]\n"
                           "\n"
                           "Make a private key and write it as PEM. The file is readable by its owner only.\n"
                           "\n"
                           "      --bits N      of the modulus: RSA 1024 to 16384, DSA 2048 or 3072 (2048)\n"
                           "      --exponent N  RSA's public exponent (65537)\n"
                           "      --curve NAME  P-192, P-224, P-256, P-384, P-521, secp256k1 (P-256)\n"
                           "      --format F    pkcs8 (\"PRIVATE KEY\", the default) or traditional (\"RSA\n"
                           "                    PRIVATE KEY\", ...)\n"
                           "      --out FILE    instead of standard output\n"
                           "      --help        this text\n"
                           "\n"
                           "examples: glasslock keygen rsa --bits 3072 --out rsa.pem\n"
                           "          glasslock keygen ec --curve P-384 --format traditional --out ec.pem\n";

struct request {
    const char *bits, *exponent, *curve, *format, *out;
};

static bool tell(void *context, int stage, unsigned candidates)
{
    (void)stage;
    (void)context;
    if (candidates % 8 == 0)
        fputc('.', stderr);
    return true;
}

static int make_rsa(struct key *key, const struct request *request, const struct rsa_progress *progress)
{
    uint64_t bits = 2048, e = 65537;
    int status = APP_OK;
    if (request->bits)
        status = app_number("keygen", "--bits", request->bits, RSA_MIN_BITS, RSA_MAX_BITS, &bits);
    if (!status && request->exponent)
        status = app_number("keygen", "--exponent", request->exponent, 3, UINT32_MAX, &e);
    if (status)
        return status;
    if (bits % 2)
        return app_usage("keygen", "--bits: an even number is needed");
    if (e % 2 == 0)
        return app_usage("keygen", "--exponent: an odd number is needed");
    enum gl_error error = rsa_generate(&key->rsa, (unsigned)bits, (unsigned long)e, NULL, progress);
    return error ? app_fail("keygen", "%s", gl_error_string(error)) : APP_OK;
}

static int make_ec(struct key *key, const struct request *request)
{
    const char *name = request->curve ? request->curve : "P-256";
    const struct ec_curve *curve = ec_find(name);
    if (!curve)
        return app_usage("keygen", "no curve '%s'; see `glasslock keygen --help`", name);
    if (!curve->oid)
        return app_usage("keygen", "the %s curve has no object identifier, so no key file can name it",
                         curve->name);
    enum gl_error error = ec_key_generate(&key->ec, curve, NULL);
    return error ? app_fail("keygen", "%s", gl_error_string(error)) : APP_OK;
}

static int make_dsa(struct key *key, const struct request *request, const struct rsa_progress *progress)
{
    uint64_t bits = 2048;
    if (request->bits) {
        int status = app_number("keygen", "--bits", request->bits, 2048, 3072, &bits);
        if (status)
            return status;
    }
    if (bits != 2048 && bits != 3072)
        return app_usage("keygen", "--bits: DSA has 2048 or 3072");
    enum gl_error error =
        dsa_generate_params(&key->dsa.params, (unsigned)bits, 256, &hash_sha256, NULL, progress);
    if (!error)
        error = dsa_generate_key(&key->dsa, NULL);
    return error ? app_fail("keygen", "%s", gl_error_string(error)) : APP_OK;
}

static int misplaced(enum key_kind kind, const struct request *request)
{
    if (kind == KEY_EC && request->bits)
        return app_usage("keygen", "--bits: an EC key has its curve's; use --curve");
    if (kind != KEY_EC && request->curve)
        return app_usage("keygen", "--curve is for EC keys");
    if (kind != KEY_RSA && request->exponent)
        return app_usage("keygen", "--exponent is for RSA keys");
    return APP_OK;
}

static int make(enum key_kind kind, const struct request *request, enum key_format format)
{
    bool dots = isatty(STDERR_FILENO);
    const struct rsa_progress telling = {tell, NULL}, *progress = dots ? &telling : NULL;
    struct key key;
    key_init(&key, kind);
    key.is_private = true;
    int status = kind == KEY_RSA  ? make_rsa(&key, request, progress)
                 : kind == KEY_EC ? make_ec(&key, request)
                                  : make_dsa(&key, request, progress);
    if (dots && kind != KEY_EC && !status)
        fputc('\n', stderr);
    if (!status)
        status = app_key_write("keygen", &key, format, request->out);
    key_clear(&key);
    return status;
}

int cmd_keygen(int argc, char **argv)
{
    struct request request = {0};
    const struct app_option options[] = {
        {"bits", &request.bits, NULL},   {"exponent", &request.exponent, NULL},
        {"curve", &request.curve, NULL}, {"format", &request.format, NULL},
        {"out", &request.out, NULL},     {0},
    };
    int operand = 0;
    int status = app_options(argc, argv, options, help, &operand);
    if (status)
        return status == APP_HELP_SHOWN ? APP_OK : status;
    if (operand == argc)
        return app_usage("keygen", "which kind? rsa, ec or dsa; see `glasslock keygen --help`");
    const char *name = argv[operand];
    enum key_kind kind = strcmp(name, "rsa") == 0   ? KEY_RSA
                         : strcmp(name, "ec") == 0  ? KEY_EC
                         : strcmp(name, "dsa") == 0 ? KEY_DSA
                                                    : KEY_NONE;
    if (kind == KEY_NONE)
        return app_usage("keygen", "no kind '%s'; there are rsa, ec and dsa", name);
    if ((status = app_operands("keygen", argc, argv, operand, 1)) || (status = misplaced(kind, &request)))
        return status;
    bool traditional = request.format && strcmp(request.format, "traditional") == 0;
    if (request.format && !traditional && strcmp(request.format, "pkcs8") != 0)
        return app_usage("keygen", "--format: '%s' is neither pkcs8 nor traditional", request.format);
    return make(kind, &request, traditional ? KEY_TRADITIONAL : KEY_PKCS8);
}
