// SPDX-License-Identifier: MIT
// glasslock pubkey: the public half of a key, or a look inside.
#include "app/commands.h"

#include "app/files.h"
#include "app/keyfile.h"
#include "app/options.h"

#include <string.h>

static const char help[] =
    "usage: glasslock pubkey [--in KEY] [--out FILE] [--format spki|pkcs1] [--text]\n"
    "\n"
    "Read a private or public key, check it, and write its public half as PEM.\n"
    "\n"
    "      --in KEY     PEM or DER (standard input)\n"
    "      --out FILE   instead of standard output\n"
    "      --format F   spki (\"PUBLIC KEY\", the default) or pkcs1 (\"RSA PUBLIC KEY\")\n"
    "      --text       the public numbers in hex, for people\n"
    "      --help       this text\n"
    "\n"
    "example: glasslock pubkey --in rsa.pem --out rsa.pub\n";

static void print_text(FILE *out, const struct key *key)
{
    if (key->kind == KEY_RSA) {
        fprintf(out, "RSA, %zu bits\n", mpz_sizeinbase(key->rsa.public.n, 2));
        gmp_fprintf(out, "n = %Zx\ne = %Zx\n", key->rsa.public.n, key->rsa.public.e);
    } else if (key->kind == KEY_EC) {
        fprintf(out, "EC, curve %s\n", key->ec.curve->name);
        gmp_fprintf(out, "Q.x = %Zx\nQ.y = %Zx\n", key->ec.Q.x, key->ec.Q.y);
    } else {
        fprintf(out, "DSA, %zu bits\n", mpz_sizeinbase(key->dsa.params.p, 2));
        gmp_fprintf(out, "p = %Zx\nq = %Zx\ng = %Zx\ny = %Zx\n", key->dsa.params.p, key->dsa.params.q,
                    key->dsa.params.g, key->dsa.y);
    }
}

static int write_text(const struct key *key, const char *path)
{
    struct app_output out;
    int status = app_output_open(&out, "pubkey", path, 0666);
    if (status)
        return status;
    print_text(out.file, key);
    return app_output_commit(&out);
}

int cmd_pubkey(int argc, char **argv)
{
    const char *in = NULL, *out = NULL, *format = NULL;
    bool text = false;
    const struct app_option options[] = {
        {"in", &in, NULL}, {"out", &out, NULL}, {"format", &format, NULL}, {"text", NULL, &text}, {0},
    };
    int operand = 0;
    int status = app_options(argc, argv, options, help, &operand);
    if (status)
        return status == APP_HELP_SHOWN ? APP_OK : status;
    if (!in && operand < argc)
        in = argv[operand++];
    if ((status = app_operands("pubkey", argc, argv, operand, 0)))
        return status;
    bool pkcs1 = format && strcmp(format, "pkcs1") == 0;
    if (format && !pkcs1 && strcmp(format, "spki") != 0)
        return app_usage("pubkey", "--format: '%s' is neither spki nor pkcs1", format);
    struct key key;
    if ((status = app_key_read("pubkey", in, false, &key)))
        return status;
    if (pkcs1 && key.kind != KEY_RSA)
        status = app_fail("pubkey", "pkcs1 is for RSA keys, and this is an %s key", app_key_name(&key));
    else if (text)
        status = write_text(&key, out);
    else
        status = app_key_write("pubkey", &key, pkcs1 ? KEY_RSA_PUBLIC : KEY_SPKI, out);
    key_clear(&key);
    return status;
}
