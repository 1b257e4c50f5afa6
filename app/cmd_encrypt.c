// SPDX-License-Identifier: MIT
// glasslock encrypt and glasslock decrypt: one command line, two directions.
#include "app/commands.h"

#include "app/locking.h"
#include "app/options.h"
#include "app/secrets.h"

static const char help_options[] =
    "      --key HEX          the key in hex, or env:NAME\n"
    "      --key-file F       a file that holds the key in hex\n"
    "      --iv HEX           CBC's initialisation vector\n"
    "      --password TEXT    instead of key and IV: PBKDF2, a random salt, and the\n"
    "                         \"Salted__\" format of `openssl enc -pbkdf2 -md HASH\n"
    "                         -iter N`; or env:NAME\n"
    "      --password-file F  a file that holds the password\n"
    "      --iterations N     of PBKDF2 (600000)\n"
    "      --hash H           of PBKDF2 (sha256)\n"
    "      --no-padding       whole blocks only\n"
    "\n"
    "None of these modes detects a forgery: a MAC does (glasslock hmac), and\n"
    "glasslock fernet has both.\n"
    "\n"
    "RSA-OAEP, one short message (without --cipher and --password):\n"
    "      --key KEY          PEM or DER: the public key to encrypt, the private one\n"
    "                         to decrypt\n"
    "      --hash H           of OAEP (sha256)\n"
    "      --mgf-hash H       of MGF1 (as --hash)\n"
    "      --label HEX        OAEP's label (none)\n"
    "\n"
    "      --out FILE         instead of standard output\n"
    "      --help             this text\n"
    "\n" APP_SECRETS_HELP "\n";

static const char help_encrypt[] =
    "examples: glasslock encrypt --cipher aes-256-cbc --key-file k.hex \\\n"
    "              --iv 000102030405060708090a0b0c0d0e0f --out note.enc note.txt\n"
    "          glasslock encrypt --password-file pass.txt <note.txt >note.enc\n"
    "          glasslock encrypt --key rsa.pub --out note.rsa note.txt\n";

static const char help_decrypt[] =
    "A decryption that fails leaves no output file. On standard output the plaintext\n"
    "appears before the padding at its end is known: do not use it before the status\n"
    "is 0.\n"
    "\n"
    "examples: glasslock decrypt --password env:PASS --out note.txt note.enc\n"
    "          glasslock decrypt --key rsa.pem note.rsa\n";

static int run(int argc, char **argv, struct locking *ask, const char *help)
{
    const struct app_option options[] = {
        {"cipher", &ask->cipher, NULL},
        {"key", &ask->key, NULL},
        {"key-file", &ask->key_file, NULL},
        {"iv", &ask->iv, NULL},
        {"password", &ask->password, NULL},
        {"password-file", &ask->password_file, NULL},
        {"iterations", &ask->iterations, NULL},
        {"hash", &ask->hash, NULL},
        {"mgf-hash", &ask->mgf_hash, NULL},
        {"label", &ask->label, NULL},
        {"no-padding", NULL, &ask->no_padding},
        {"out", &ask->out, NULL},
        {0},
    };
    int operand = 0;
    int status = app_options(argc, argv, options, help, &operand);
    if (status)
        return status == APP_HELP_SHOWN ? APP_OK : status;
    if ((status = app_operands(ask->command, argc, argv, operand, 1)))
        return status;
    ask->in = operand < argc ? argv[operand] : NULL;
    bool symmetric = ask->cipher || ask->password || ask->password_file;
    return symmetric ? locking_symmetric(ask) : locking_rsa(ask);
}

// "des,des3,aes-128": every cipher that there is.
static void cipher_names(char *out, size_t room)
{
    size_t n = 0;
    for (const struct cipher_alg *const *alg = cipher_algs; *alg && n < room; alg++)
        n += (size_t)snprintf(out + n, room - n, "%s%s", n ? "," : "", (*alg)->name);
}

// The pieces of the help, put together for one direction.
static int run_with_help(int argc, char **argv, struct locking *ask, const char *examples)
{
    char help[4096], ciphers[128] = "";
    cipher_names(ciphers, sizeof ciphers);
    snprintf(help, sizeof help,
             "usage: glasslock %s [OPTION...] [FILE]\n\n%s FILE (standard input).\n\n"
             "Symmetric, in a stream, with PKCS#7 padding:\n"
             "      --cipher C         {%s}-{ecb,cbc}\n"
             "                         (aes-256-cbc under a password)\n%s%s",
             ask->command, ask->direction == CIPHER_ENCRYPT ? "Encrypt" : "Decrypt", ciphers, help_options,
             examples);
    return run(argc, argv, ask, help);
}

int cmd_encrypt(int argc, char **argv)
{
    struct locking ask = {.command = "encrypt", .direction = CIPHER_ENCRYPT};
    return run_with_help(argc, argv, &ask, help_encrypt);
}

int cmd_decrypt(int argc, char **argv)
{
    struct locking ask = {.command = "decrypt", .direction = CIPHER_DECRYPT};
    return run_with_help(argc, argv, &ask, help_decrypt);
}
