// SPDX-License-Identifier: MIT
// Every command under 200 seeded mutations of each kind of its input: it ends with status 0, 1 or 2,
// says one line when that is not 0, and takes no forgery. The commands run inside a forked copy of the tests,
// so a crash, and a sanitizer's report, is a failed test and not the end of them.
#include "tests/draw.h"
#include "tests/run.h"
#include "tests/shell.h"

#include "app/commands.h"
#include "crypto/encoding/key.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define ROUNDS    200
#define MAX_BYTES 16384
#define MAX_ARGS  12

enum judge {
    ANY,     // status 0 may be right (an unauthenticated mode, a name that is not there)
    NEVER,   // any change must be refused
    SAME_KEY // status 0 only where the changed file still holds the very same key
};

struct target {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *file; // what is mutated; NULL: the command line
    enum judge judge;
    const char *argv[MAX_ARGS]; // "mutated" is the mutated file
};

static size_t below(uint64_t *state, size_t bound)
{
    return (size_t)((test_draw(state) >> 16) % bound);
}

// One change: a bit, a byte, one lost, one more, a cut, or a piece moved over another. No NUL in text.
static void change_once(uint64_t *state, uint8_t *data, size_t *bytes, bool text)
{
    size_t at = *bytes ? below(state, *bytes) : 0;
    uint8_t byte = (uint8_t)(text ? 1 + below(state, 255) : below(state, 256));
    switch (*bytes ? below(state, 6) : 3) {
    case 0:
        data[at] ^= (uint8_t)(1 << below(state, 8));
        break;
    case 1:
        data[at] = byte;
        break;
    case 2:
        memmove(data + at, data + at + 1, --*bytes - at);
        break;
    case 3:
        memmove(data + at + 1, data + at, (*bytes)++ - at);
        data[at] = byte;
        break;
    case 4:
        *bytes = at;
        break;
    default:
        memmove(data + at, data, *bytes - at);
    }
}

// Until the bytes differ from the original's.
static void mutate(uint64_t *state, const uint8_t *from, size_t from_bytes, uint8_t *to, size_t *bytes,
                   bool text)
{
    do {
        memcpy(to, from, from_bytes);
        *bytes = from_bytes;
        for (size_t changes = 1 + below(state, 2); changes > 0; changes--)
            change_once(state, to, bytes, text);
    } while (*bytes == from_bytes && memcmp(to, from, from_bytes) == 0);
}

static size_t read_bytes(const char *path, uint8_t data[MAX_BYTES])
{
    FILE *in = fopen(path, "rb");
    size_t bytes = in ? fread(data, 1, MAX_BYTES - 8, in) : 0;
    if (in)
        fclose(in);
    return bytes;
}

static bool write_bytes(const char *path, const uint8_t *data, size_t bytes)
{
    FILE *out = fopen(path, "wb");
    bool good = out && fwrite(data, 1, bytes, out) == bytes;
    return out && fclose(out) == 0 && good;
}

static bool same_key(const uint8_t *a, size_t a_bytes, const uint8_t *b, size_t b_bytes)
{
    struct key x = {0}, y = {0};
    char *pem_x = NULL, *pem_y = NULL;
    bool same = !key_from_pem(&x, (const char *)a, a_bytes) && !key_from_pem(&y, (const char *)b, b_bytes) &&
                !key_to_pem(&x, KEY_SPKI, &pem_x) && !key_to_pem(&y, KEY_SPKI, &pem_y) &&
                strcmp(pem_x, pem_y) == 0;
    free(pem_x);
    free(pem_y);
    key_clear(&x);
    key_clear(&y);
    return same;
}

// What the command wrote on standard error since the last look, in lines.
static size_t new_lines(int err, off_t *seen)
{
    char text[4096];
    size_t lines = 0;
    for (ssize_t got; (got = pread(err, text, sizeof text, *seen)) > 0; *seen += got)
        for (ssize_t i = 0; i < got; i++)
            lines += text[i] == '\n';
    return lines;
}

static int call(const struct target *target, char text[MAX_ARGS][MAX_BYTES])
{
    char *argv[MAX_ARGS + 1] = {0};
    int argc = 0;
    for (; argc < MAX_ARGS && target->argv[argc]; argc++)
        argv[argc] = text[argc];
    clearerr(stdin);
    int status = target->run(argc, argv);
    fflush(stdout);
    return status;
}

// In the child: all rounds. The value is 0, or 1 + the round that went wrong.
static int attack(const struct target *target, int err)
{
    static char text[MAX_ARGS][MAX_BYTES];
    static uint8_t original[MAX_BYTES], changed[MAX_BYTES];
    uint64_t state = 0x9e3779b97f4a7c15;
    off_t seen = 0;
    size_t bytes = target->file ? read_bytes(target->file, original) : 0, n = 0, args = 0;
    while (args < MAX_ARGS && target->argv[args])
        args++;
    for (int round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < args; i++)
            strcpy(text[i], target->argv[i]);
        if (target->file) {
            mutate(&state, original, bytes, changed, &n, false);
            if (bytes == 0 || !write_bytes("mutated", changed, n))
                return ROUNDS + 1;
        } else {
            size_t i = 1 + below(&state, args - 1);
            mutate(&state, (const uint8_t *)target->argv[i], strlen(target->argv[i]), (uint8_t *)text[i], &n,
                   true);
            text[i][n] = '\0';
        }
        int status = call(target, text);
        bool judged = status != 0 || target->judge == ANY ||
                      (target->judge == SAME_KEY && same_key(original, bytes, changed, n));
        size_t lines = new_lines(err, &seen);
        if (status < 0 || status > 2 || lines != (status != 0) || !judged) {
            dprintf(err, "status %d, %zu lines:", status, lines);
            for (size_t i = 0; i < args; i++)
                dprintf(err, " '%s'", text[i]);
            return round + 1;
        }
    }
    return 0;
}

static void become_attacker(const struct target *target, int err)
{
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    char folder[300];
    snprintf(folder, sizeof folder, "%s/mutations", shell_directory());
    if (chdir(folder) != 0 || dup2(nothing, 0) != 0 || dup2(nothing, 1) != 1)
        exit(255);
    int shown = dup(2);
    dup2(err, 2);
    int wrong = attack(target, err);
    dup2(shown, 2);
    char why[512] = "";
    off_t end = lseek(err, 0, SEEK_END);
    if (wrong && pread(err, why, sizeof why - 1, end > 400 ? end - 400 : 0) > 0)
        fprintf(stderr, "\nmutations: %s, round %d: %s\n", target->name, wrong - 1, why);
    exit(wrong ? 254 : 0); // exit, not _exit: a leak is reported here
}

static void run_target(const struct target *target)
{
    int err = memfd_create("err", MFD_CLOEXEC), status = -1;
    shell_directory();
    fflush(NULL);
    CU_ASSERT_FATAL(err >= 0);
    pid_t child = fork();
    CU_ASSERT_FATAL(child >= 0);
    if (child == 0)
        become_attacker(target, err);
    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
    bool good = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    CU_ASSERT_TRUE(good);
    if (!good)
        fprintf(stderr, "mutations: %s, wait status %d\n", target->name, status);
    close(err);
}

static void run_targets(const struct target *targets)
{
    for (; targets->name; targets++)
        run_target(targets);
}

#define KEY   "00112233445566778899aabbccddeeff"
#define MUTED "mutated"

static void prepare(void)
{
    shell_expect(
        0, "mkdir -p $T/mutations && cd $T/mutations && echo 'Meet me' >note && "
           "$G keygen rsa --bits 1024 --out rsa.pem && $G keygen ec --out ec.pem && "
           "openssl genpkey -genparam -algorithm DSA -pkeyopt dsa_paramgen_bits:1024 -pkeyopt "
           "dsa_paramgen_q_bits:160 -out p 2>&1 && "
           "openssl genpkey -paramfile p -out dsa.pem && "
           "for k in rsa ec dsa; do openssl pkey -in $k.pem -outform DER -out $k.der && "
           "$G pubkey --in $k.pem --out $k.pub && $G sign --key $k.pem --out $k.sig note || exit 1; done && "
           "$G sign --key rsa.pem --scheme pkcs1 --out rsa.pkcs1 note && "
           "$G sign --key ec.pem --format p1363 --out ec.p1363 note && "
           "$G encrypt --key rsa.pub --out c.rsa note && "
           "$G encrypt --cipher aes-128-cbc --key " KEY " --iv " KEY " --out c.cbc note && "
           "$G encrypt --password x --iterations 1 --out c.salted note && "
           "$G fernet keygen --out f.key && $G fernet encrypt --key-file f.key note | tr -d '\\n' >token && "
           "echo " KEY " >k.hex && $G digest sha256 note rsa.pem >SUMS && "
           "$G trace rsa --format json >saved.json && "
           "$G log encrypt --iterations 1 --out talk.log note && "
           "for i in 1 2; do head -c 32 /dev/zero | base64; done >lines && "
           "{ printf 'P6 # small\\n16 3\\n255\\n'; head -c 144 /dev/zero; } >small.ppm");
    shell_expect(0, "head -14 vectors/data/ciphers/AES/CBC/CBCGFSbox128.rsp >$T/mutations/aes.rsp && "
                    "head -12 vectors/data/ciphers/3DES/ECB/TECBvarkey.rsp >$T/mutations/des.rsp && "
                    "cp vectors/data/fernet/generate.json $T/mutations/fernet.json");
}

static void keys(void)
{
    static const struct target targets[] = {
        {"RSA key in PEM", cmd_pubkey, "rsa.pem", ANY, {"pubkey", "--in", MUTED, "--text"}},
        {"EC key in PEM", cmd_pubkey, "ec.pem", ANY, {"pubkey", "--in", MUTED, "--text"}},
        {"DSA key in PEM", cmd_pubkey, "dsa.pem", ANY, {"pubkey", "--in", MUTED, "--text"}},
        {"RSA key in DER", cmd_pubkey, "rsa.der", ANY, {"pubkey", "--in", MUTED}},
        {"EC key in DER", cmd_pubkey, "ec.der", ANY, {"pubkey", "--in", MUTED}},
        {"DSA key in DER", cmd_pubkey, "dsa.der", ANY, {"pubkey", "--in", MUTED}},
        {"RSA key to sign with", cmd_sign, "rsa.pem", ANY, {"sign", "--key", MUTED, "note"}},
        {"EC key to sign with", cmd_sign, "ec.pem", ANY, {"sign", "--key", MUTED, "note"}},
        {"RSA key to decrypt with", cmd_decrypt, "rsa.pem", SAME_KEY, {"decrypt", "--key", MUTED, "c.rsa"}},
        {0},
    };
    run_targets(targets);
}

static void signatures(void)
{
    static const struct target targets[] = {
        {"PSS signature",
         cmd_verify,
         "rsa.sig",
         NEVER,
         {"verify", "--key", "rsa.pub", "--signature", MUTED, "note"}},
        {"PKCS#1 signature",
         cmd_verify,
         "rsa.pkcs1",
         NEVER,
         {"verify", "--scheme", "pkcs1", "--key", "rsa.pub", "--signature", MUTED, "note"}},
        {"ECDSA signature",
         cmd_verify,
         "ec.sig",
         NEVER,
         {"verify", "--key", "ec.pub", "--signature", MUTED, "note"}},
        {"r || s",
         cmd_verify,
         "ec.p1363",
         NEVER,
         {"verify", "--format", "p1363", "--key", "ec.pub", "--signature", MUTED, "note"}},
        {"DSA signature",
         cmd_verify,
         "dsa.sig",
         NEVER,
         {"verify", "--key", "dsa.pub", "--signature", MUTED, "note"}},
        {"signed file",
         cmd_verify,
         "note",
         NEVER,
         {"verify", "--key", "ec.pub", "--signature", "ec.sig", MUTED}},
        {"RSA public key",
         cmd_verify,
         "rsa.pub",
         SAME_KEY,
         {"verify", "--key", MUTED, "--signature", "rsa.sig", "note"}},
        {"EC public key",
         cmd_verify,
         "ec.pub",
         SAME_KEY,
         {"verify", "--key", MUTED, "--signature", "ec.sig", "note"}},
        {"DSA public key",
         cmd_verify,
         "dsa.pub",
         SAME_KEY,
         {"verify", "--key", MUTED, "--signature", "dsa.sig", "note"}},
        {0},
    };
    run_targets(targets);
}

static void ciphertexts(void)
{
    static const struct target targets[] = {
        {"OAEP ciphertext", cmd_decrypt, "c.rsa", NEVER, {"decrypt", "--key", "rsa.pem", MUTED}},
        {"CBC ciphertext",
         cmd_decrypt,
         "c.cbc",
         ANY,
         {"decrypt", "--cipher", "aes-128-cbc", "--key", KEY, "--iv", KEY, "--out", "plain", MUTED}},
        {"salted ciphertext",
         cmd_decrypt,
         "c.salted",
         ANY,
         {"decrypt", "--password", "x", "--iterations", "1", MUTED}},
        {"key in hex",
         cmd_encrypt,
         "k.hex",
         ANY,
         {"encrypt", "--cipher", "aes-128-ecb", "--key-file", MUTED, "note"}},
        {"Fernet token", cmd_fernet, "token", ANY, {"fernet", "decrypt", "--key-file", "f.key", MUTED}},
        {"Fernet key", cmd_fernet, "f.key", ANY, {"fernet", "decrypt", "--key-file", MUTED, "token"}},
        {"sums", cmd_digest, "SUMS", ANY, {"digest", "sha256", "--check", MUTED}},
        {"MAC key", cmd_hmac, "k.hex", ANY, {"hmac", "--key-file", MUTED, "note"}},
        {0},
    };
    run_targets(targets);
}

static void traces_and_vectors(void)
{
    static const struct target targets[] = {
        {"saved trace", cmd_trace, "saved.json", ANY, {"trace", "--check", MUTED}},
        {"RSA key to trace", cmd_trace, "rsa.pub", ANY, {"trace", "rsa", "--in", "5", "--key-file", MUTED}},
        {"EC key to trace", cmd_trace, "ec.pem", ANY, {"trace", "ec-add", "--key-file", MUTED}},
        {"file to hash and trace", cmd_trace, "note", ANY, {"trace", "md5", "--in-file", MUTED}},
        {"AES vectors", cmd_vectors, "aes.rsp", ANY, {"vectors", MUTED}},
        {"DES vectors", cmd_vectors, "des.rsp", ANY, {"vectors", MUTED}},
        {"Fernet vectors", cmd_vectors, "fernet.json", ANY, {"vectors", MUTED}},
        {"trace des",
         cmd_trace,
         NULL,
         ANY,
         {"trace", "des", "--key", "133457799bbcdff1", "--in", "0123456789abcdef", "--mode", "ecb",
          "--format", "report"}},
        {"trace rsa",
         cmd_trace,
         NULL,
         ANY,
         {"trace", "rsa", "-p", "61", "-q", "53", "-e", "17", "--in", "65"}},
        {"trace ec-add", cmd_trace, NULL, ANY, {"trace", "ec-add", "-P", "7,3", "-Q", "0,2"}},
        {"trace ecdsa",
         cmd_trace,
         NULL,
         ANY,
         {"trace", "ecdsa", "--curve", "classroom", "-d", "13", "-k", "5", "--hash", "sha1"}},
        {"trace hkdf",
         cmd_trace,
         NULL,
         ANY,
         {"trace", "hkdf", "--salt", "00", "--info", "ff", "--length", "9"}},
        {"vectors", cmd_vectors, NULL, ANY, {"vectors", "--jobs=1", "aes.rsp"}},
        {"engines", cmd_engines, NULL, ANY, {"engines", "--json"}},
        {0},
    };
    run_targets(targets);
}

static void attacks_and_logs(void)
{
    static const struct target targets[] = {
        {"log", cmd_log, "talk.log", ANY, {"log", "decrypt", "--iterations", "1", MUTED}},
        {"captured lines", cmd_attack, "lines", ANY, {"attack", "ecb-codebook", "--lines", MUTED}},
        {"picture", cmd_attack, "small.ppm", ANY, {"attack", "ecb-picture", "--picture", MUTED}},
        {"public key of signatures",
         cmd_attack,
         "ec.pub",
         ANY,
         {"attack", "ecdsa-nonce-reuse", "--key", MUTED, "--messages", "note,note", "--signatures",
          "ec.sig,ec.sig"}},
        {"log's command line",
         cmd_log,
         NULL,
         ANY,
         {"log", "decrypt", "--salt", "UniqueSaltHere", "--iterations", "1", "talk.log"}},
        {"chatlock-key",
         cmd_attack,
         NULL,
         ANY,
         {"attack", "chatlock-key", "--public", "7,3", "--signature", "9,12", "--block", "b9eb4e73991df0c4",
          "--seed", "1"}},
        {"chatlock-splice",
         cmd_attack,
         NULL,
         ANY,
         {"attack", "chatlock-splice", "--text", "pay Bob 10", "--splice", "Mallory", "--json"}},
        {"socketchat-replay",
         cmd_attack,
         NULL,
         ANY,
         {"attack", "socketchat-replay", "--password", "password", "--line",
          "rN4pzMHrXt+H3yD3wjH83T3Q0kEK6tARTQWHNQVNR/o="}},
        {"hash-length-extension",
         cmd_attack,
         NULL,
         ANY,
         {"attack", "hash-length-extension", "--hash", "md5", "--digest", KEY, "--length", "9"}},
        {0},
    };
    run_targets(targets);
}

static void command_lines(void)
{
    static const struct target targets[] = {
        {"keygen ec",
         cmd_keygen,
         NULL,
         ANY,
         {"keygen", "ec", "--curve", "P-256", "--format", "pkcs8", "--out", "new"}},
        {"keygen rsa", cmd_keygen, NULL, ANY, {"keygen", "rsa", "--bits", "9", "--exponent", "3"}},
        {"pubkey", cmd_pubkey, NULL, ANY, {"pubkey", "--in", "ec.pub", "--format", "spki", "--text"}},
        {"sign",
         cmd_sign,
         NULL,
         ANY,
         {"sign", "--key", "ec.pem", "--hash", "sha256", "--random-nonce", "note"}},
        {"verify", cmd_verify, NULL, ANY, {"verify", "--key", "ec.pub", "--signature", "ec.sig", "note"}},
        {"encrypt",
         cmd_encrypt,
         NULL,
         ANY,
         {"encrypt", "--cipher", "des-cbc", "--key", "133457799bbcdff1", "--iv", "0011223344556677", "--out",
          "new", "note"}},
        {"encrypt RSA",
         cmd_encrypt,
         NULL,
         ANY,
         {"encrypt", "--key", "rsa.pub", "--hash", "sha1", "--label", "00", "note"}},
        {"decrypt", cmd_decrypt, NULL, ANY, {"decrypt", "--password", "x", "--iterations", "1", "c.salted"}},
        {"digest", cmd_digest, NULL, ANY, {"digest", "sha256", "--json", "note"}},
        {"hmac", cmd_hmac, NULL, ANY, {"hmac", "--hash", "md5", "--key", "00ff", "--verify", KEY, "note"}},
        {"pbkdf2",
         cmd_pbkdf2,
         NULL,
         ANY,
         {"pbkdf2", "--password", "x", "--salt", "00", "--iterations", "1", "--length", "9"}},
        {"hkdf",
         cmd_hkdf,
         NULL,
         ANY,
         {"hkdf", "--key", "00ff", "--salt", "00", "--info", "00", "--length", "9"}},
        {"fernet",
         cmd_fernet,
         NULL,
         ANY,
         {"fernet", "decrypt", "--key-file", "f.key", "--ttl", "9", "token"}},
        {0},
    };
    run_targets(targets);
}

void suite_mutations(void)
{
    static const struct test_case cases[] = {
        {"inputs are made", prepare},
        {"keys", keys},
        {"signatures and public keys", signatures},
        {"ciphertexts, tokens, sums, hex", ciphertexts},
        {"traces and vectors", traces_and_vectors},
        {"attacks and logs", attacks_and_logs},
        {"command lines", command_lines},
        {0},
    };
    add_suite("mutations", cases);
}
