// SPDX-License-Identifier: MIT
// Engines: the one that is forced is the one that runs (by breakpoints, not by name), through every public
// operation and through the program; what this CPU cannot run is refused; and with the CPU's features masked
// everything still works.
#include "tests/engine_watch.h"
#include "tests/rsa_key.h"
#include "tests/run.h"
#include "tests/shell.h"

#include "crypto/cipher/cipher.h"
#include "crypto/common/cpu.h"
#include "crypto/dsa/dsa.h"
#include "crypto/ec/ecdh.h"
#include "crypto/ec/ecdsa.h"
#include "crypto/hash/hkdf.h"
#include "crypto/hash/hmac.h"
#include "crypto/hash/pbkdf2.h"
#include "crypto/rsa/rsa.h"
#include "crypto/token/fernet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint8_t data[2048], out[4096];
static const struct gl_family *family; // of the operation at work

static void block_cipher(void)
{
    size_t bytes = 0;
    for (const struct cipher_alg *const *alg = cipher_algs; *alg; alg++) {
        if ((*alg)->family != family)
            continue;
        cipher_seal(*alg, CIPHER_CBC, data, (*alg)->key_bytes, data, out, data, 1100);
        cipher_open(*alg, CIPHER_CBC, data, (*alg)->key_bytes, data, out, &bytes, out, 1104);
        cipher_seal(*alg, CIPHER_ECB, data, (*alg)->key_bytes, NULL, out, data, 1100);
        cipher_open(*alg, CIPHER_ECB, data, (*alg)->key_bytes, NULL, out, &bytes, out, 1104);
    }
}

static void cipher_streams(void)
{
    struct cipher_stream s;
    size_t bytes = 0;
    for (const struct cipher_alg *const *alg = cipher_algs; *alg; alg++) {
        for (int d = 0; d < 2 && (*alg)->family == family; d++) {
            cipher_stream_init(&s, *alg, CIPHER_CBC, d ? CIPHER_DECRYPT : CIPHER_ENCRYPT, data,
                               (*alg)->key_bytes, data);
            cipher_stream_update(&s, out, &bytes, data, 1000);
            cipher_stream_final(&s, out, &bytes);
        }
    }
}

static void fernet(void)
{
    char token[200];
    size_t bytes = 0;
    fernet_encrypt(data, 1, data, token, data, 40);
    fernet_decrypt(data, 1, 0, out, &bytes, token);
}

static const struct hash_alg *hash_of_family(void)
{
    const struct hash_alg *const *alg = hash_algs;
    while ((*alg)->family != family)
        alg++;
    return *alg;
}

static void hash_functions(void)
{
    for (const struct hash_alg *const *alg = hash_algs; *alg; alg++)
        if ((*alg)->family == family)
            hash_digest(*alg, data, 1000, out);
}

static void hash_many(void)
{
    struct hash_message messages[20];
    for (size_t i = 0; i < 20; i++)
        messages[i] = (struct hash_message){data, 300, out + 64 * i};
    hash_digest_many(hash_of_family(), messages, 20);
}

static void hmac(void)
{
    hmac_digest(hash_of_family(), data, 20, data, 100, out);
    hmac_verify(hash_of_family(), data, 200, data, 100, out, 16);
}

static void key_derivation(void)
{
    hkdf(hash_of_family(), data, 5, data, 16, data, 3, out, 100);
}

static void password_derivation(void)
{
    pbkdf2(hash_of_family(), data, 8, data, 8, 4, out, 80);
}

static void password_many(void)
{
    struct pbkdf2_job jobs[20];
    for (size_t i = 0; i < 20; i++)
        jobs[i] = (struct pbkdf2_job){data, 8, data, 8, out + 40 * i};
    pbkdf2_many(hash_of_family(), jobs, 20, 4, 40);
}

static void rsa_oaep(void)
{
    const struct rsa_oaep oaep = {.hash = &hash_sha256, .mgf_hash = &hash_sha256};
    size_t bytes = 0;
    rsa_oaep_encrypt(&rsa_test_key()->public, &oaep, NULL, out, data, 20);
    rsa_oaep_decrypt(rsa_test_key(), &oaep, NULL, out, &bytes, out, K);
}

static void rsa_signatures(void)
{
    const struct rsa_pss pss = {.hash = &hash_sha256, .mgf_hash = &hash_sha256, .salt_bytes = 32};
    rsa_pss_sign(rsa_test_key(), &pss, NULL, out, data);
    rsa_pss_verify(&rsa_test_key()->public, &pss, out, K, data);
    rsa_pkcs1_sign(rsa_test_key(), &hash_sha256, NULL, out, data);
    rsa_pkcs1_verify(&rsa_test_key()->public, &hash_sha256, out, K, data);
}

static void dsa(void)
{
    struct dsa_key key; // any odd p will do: what is asked is who computes, not whether it is a good group
    struct ecdsa_signature sig;
    dsa_key_init(&key);
    ecdsa_signature_init(&sig);
    mpz_set(key.params.p, rsa_test_key()->public.n);
    mpz_set_str(key.params.q, "ffffffffffffffffffffffffffffffff000000000000000000000001", 16);
    mpz_set_ui(key.params.g, 2);
    dsa_generate_key(&key, NULL);
    dsa_sign(&key, &(struct ecdsa_nonce){.random = NULL}, &sig, data, 28);
    dsa_verify(&key, &sig, data, 28);
}

static struct ec_key ec_key;

static void ec_key_pair(void)
{
    ec_key_generate(&ec_key, &ec_p256, NULL);
}

static void ecdsa(void)
{
    struct ecdsa_signature sig;
    ecdsa_signature_init(&sig);
    ecdsa_sign(&ec_key, &(struct ecdsa_nonce){.nonce_hash = &hash_sha256}, &sig, data, 32);
    ecdsa_verify(&ec_key, &sig, data, 32);
}

static void ecdsa_batch(void)
{
    struct ecdsa_signature sig;
    struct ecdsa_check checks[20];
    enum gl_error results[20];
    ecdsa_signature_init(&sig);
    ecdsa_sign(&ec_key, &(struct ecdsa_nonce){.nonce_hash = &hash_sha256}, &sig, data, 32);
    for (size_t i = 0; i < 20; i++)
        checks[i] = (struct ecdsa_check){&ec_key, &sig, data, 32};
    ecdsa_verify_many(checks, 20, results);
}

static void diffie_hellman(void)
{
    ecdh(&ec_key, &ec_key, out);
}

static const struct operation {
    const char *families; // between spaces
    const char *name;
    void (*run)(void);
} operations[] = {
    {" des aes ", "sealing and opening", block_cipher},
    {" des aes ", "streams", cipher_streams},
    {" aes sha256 ", "fernet", fernet},
    {" md5 sha1 sha256 sha512 ", "digests", hash_functions},
    {" md5 sha1 sha256 sha512 ", "many digests", hash_many},
    {" md5 sha1 sha256 sha512 ", "HMAC", hmac},
    {" md5 sha1 sha256 sha512 ", "HKDF", key_derivation},
    {" md5 sha1 sha256 sha512 ", "PBKDF2", password_derivation},
    {" md5 sha1 sha256 sha512 ", "many passwords", password_many},
    {" modexp ", "RSA-OAEP", rsa_oaep},
    {" modexp ", "RSA signatures", rsa_signatures},
    {" modexp ", "DSA", dsa},
    {" ec ", "key pair", ec_key_pair},
    {" ec ", "ECDSA", ecdsa},
    {" ec ", "many ECDSA checks", ecdsa_batch},
    {" ec ", "ECDH", diffie_hellman},
};

static bool concerns(const char *families, const char *name)
{
    char word[40];
    snprintf(word, sizeof word, " %s ", name);
    return strstr(families, word) != NULL;
}

static size_t index_of(const struct gl_family *wanted)
{
    size_t f = 0;
    while (gl_families[f] != wanted)
        f++;
    return f;
}

static void skipped(void)
{
    static bool said;
    if (!said)
        fputs("SKIPPED: no breakpoints here (another machine than x86-64, or ptrace is not permitted) ",
              stderr);
    said = true;
}

// The forced engine's function was the first one reached.
static void assert_reached(const struct watch *watch, const struct gl_family *of, size_t engine,
                           const char *what)
{
    if (!watch->possible) {
        skipped();
        return;
    }
    const struct watch_family *seen = &watch->families[index_of(of)];
    bool right = watch->status == 0 && (seen->first >> engine & 1);
    if (!right)
        fprintf(stderr, "%s=%s, %s: status %d, first 0x%x, exclusive 0x%x\n", of->name,
                of->engines[engine]->name, what, watch->status, seen->first, seen->exclusive);
    CU_ASSERT_TRUE(right);
}

// Over all operations: an engine with functions of its own used them, and one that only shares ran nothing
// else.
static bool proved(const struct watch_family *seen, size_t engine)
{
    bool distinct = seen->distinct >> engine & 1, exclusive = seen->exclusive >> engine & 1;
    bool foreign = seen->foreign >> engine & 1;
    return distinct ? exclusive : !foreign;
}

static void another_engine_is_noticed(void)
{
    family = hash_sha256.family;
    for (size_t forced = 0; family->engines[forced]; forced++) {
        if (!gl_engine_available(family->engines[forced]))
            continue;
        gl_engine_set(family, family->engines[forced]);
        struct watch watch = watch_call(hash_many);
        const struct watch_family *seen = &watch.families[index_of(family)];
        for (size_t e = 0; family->engines[e] && watch.possible; e++)
            CU_ASSERT_EQUAL((seen->first >> e & 1) && proved(seen, e), e == forced);
    }
    gl_engine_set(family, NULL);
}

static void every_operation(size_t engine)
{
    struct watch_family all = {0};
    bool possible = false;
    for (size_t o = 0; o < sizeof operations / sizeof operations[0]; o++) {
        if (!concerns(operations[o].families, family->name))
            continue;
        struct watch watch = watch_call(operations[o].run);
        const struct watch_family *seen = &watch.families[index_of(family)];
        assert_reached(&watch, family, engine, operations[o].name);
        all.distinct |= seen->distinct;
        all.exclusive |= seen->exclusive;
        all.foreign |= seen->foreign;
        possible = watch.possible;
    }
    bool right = !possible || proved(&all, engine);
    if (!right)
        fprintf(stderr, "%s=%s: nothing of its own ran\n", family->name, family->engines[engine]->name);
    CU_ASSERT_TRUE(right);
}

static void through_the_library(void)
{
    rsa_test_key();
    ec_key_init(&ec_key);
    ec_key_generate(&ec_key, &ec_p256, NULL);
    for (const struct gl_family *const *f = gl_families; *f; f++) {
        family = *f;
        for (size_t e = 0; family->engines[e]; e++) {
            if (!gl_engine_available(family->engines[e]))
                continue;
            gl_engine_set(family, family->engines[e]);
            every_operation(e);
        }
        gl_engine_set(family, NULL);
    }
    ec_key_clear(&ec_key);
}

// ---- through the program ----

#define MOST_ARGUMENTS 12

static const struct command {
    const char *family;
    const char *arguments; // between spaces; $T is the tests' directory
} commands[] = {
    {"des",
     "decrypt --cipher des-cbc --no-padding --key 0123456789abcdef --iv 0011223344556677 $T/engines.txt"},
    {"aes", "decrypt --cipher aes-256-cbc --no-padding --key "
            "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f --iv "
            "00112233445566778899aabbccddeeff $T/engines.txt"},
    {"md5", "digest md5 $T/engines.txt"},
    {"sha1", "digest sha1 $T/engines.txt"},
    {"sha256", "digest sha256 $T/engines.txt"},
    {"sha512", "digest sha512 $T/engines.txt"},
    {"modexp", "sign --key $T/engines-rsa.pem $T/engines.txt"},
    {"ec", "sign --key $T/engines-ec.pem $T/engines.txt"},
};

// Split at spaces, with $T replaced.
static void split(const struct command *command, char room[1024], char *arguments[MOST_ARGUMENTS])
{
    size_t n = 0, used = 0;
    const char *at = command->arguments;
    arguments[n++] = strcpy(room, "glasslock");
    used = strlen(room) + 1;
    while (*at && n < MOST_ARGUMENTS - 1) {
        size_t length = strcspn(at, " ");
        bool ours = strncmp(at, "$T", 2) == 0;
        arguments[n++] = room + used;
        used += 1 + (size_t)snprintf(room + used, 1024 - used, "%s%.*s", ours ? shell_directory() : "",
                                     (int)length - (ours ? 2 : 0), at + (ours ? 2 : 0));
        at += length + (at[length] == ' ');
    }
    arguments[n] = NULL;
}

static void through_the_program(void)
{
    char room[1024], environment[100];
    char *arguments[MOST_ARGUMENTS];
    shell_expect(0, "head -c 4096 /dev/zero >\"$T/engines.txt\" && \"$G\" keygen rsa --bits 1024 --out "
                    "\"$T/engines-rsa.pem\" && \"$G\" keygen ec --out \"$T/engines-ec.pem\"");
    for (const struct gl_family *const *f = gl_families; *f; f++) {
        const struct command *command = commands;
        const struct command *end = commands + sizeof commands / sizeof commands[0];
        while (command < end && strcmp(command->family, (*f)->name) != 0)
            command++;
        if (command == end) {
            fprintf(stderr, "no command here that uses the family '%s': commands[] needs one\n", (*f)->name);
            CU_FAIL("a family without a command");
            continue;
        }
        for (size_t e = 0; (*f)->engines[e]; e++) {
            if (!gl_engine_available((*f)->engines[e]))
                continue;
            split(command, room, arguments);
            snprintf(environment, sizeof environment, "GLASSLOCK_ENGINE=%s=%s", (*f)->name,
                     (*f)->engines[e]->name);
            struct watch watch = watch_program(getenv("G"), arguments, environment);
            assert_reached(&watch, *f, e, "the program");
        }
    }
}

// ---- features of the CPU that are masked ----

static void what_the_cpu_lacks_is_refused(void)
{
    for (const struct gl_family *const *f = gl_families; *f; f++) {
        for (const struct gl_engine *const *e = (*f)->engines; *e; e++) {
            const char *name = (*e)->name;
            if ((*e)->available)
                shell_refused(2, "is not available on this CPU",
                              "GLASSLOCK_CPU=none GLASSLOCK_ENGINE=%s=%s \"$G\" engines", (*f)->name, name);
            else
                shell_expect(0, "GLASSLOCK_CPU=none GLASSLOCK_ENGINE=%s=%s \"$G\" engines", (*f)->name, name);
        }
    }
}

// A deterministic signature tells whether P-256 and SHA-256 still compute the same; an RSA one whether modexp
// does.
#define SIGN                                                                                                 \
    "\"$G\" sign --key \"$T/masked-ec.pem\" tests/README.md | cmp - \"$T/masked.sig\" && "                   \
    "\"$G\" verify --key \"$T/masked-ec.pem\" --signature \"$T/masked.sig\" tests/README.md && "             \
    "\"$G\" sign --scheme pkcs1 --key \"$T/masked-rsa.pem\" tests/README.md | cmp - \"$T/masked-rsa.sig\""

static void make_signatures(void)
{
    shell_expect(0, "\"$G\" keygen ec --out \"$T/masked-ec.pem\" && \"$G\" keygen rsa --bits 2048 --out "
                    "\"$T/masked-rsa.pem\" && \"$G\" sign --key \"$T/masked-ec.pem\" --out \"$T/masked.sig\" "
                    "tests/README.md && \"$G\" sign --scheme pkcs1 --key \"$T/masked-rsa.pem\" --out "
                    "\"$T/masked-rsa.sig\" tests/README.md");
}

static void without_any_feature(void)
{
    make_signatures();
    shell_expect(
        0, "export GLASSLOCK_CPU=none; for f in AES-ECB SHA-256 SHA-512/256 HMAC Fernet PBKDF2; do \"$G\" "
           "vectors --filter $f || exit 1; done; " SIGN);
}

static void with_one_feature_each(void)
{
    make_signatures();
    for (int feature = 0; feature < GL_CPU_FEATURES; feature++)
        shell_expect(0,
                     "export GLASSLOCK_CPU=%s; \"$G\" vectors --filter HMAC && \"$G\" vectors --filter "
                     "Fernet && " SIGN,
                     gl_cpu_feature_name((enum gl_cpu_feature)feature));
}

void suite_engines(void)
{
    add_suite("engines", (const struct test_case[]){
                             {"the forced engine runs, in every operation", through_the_library},
                             {"another engine than the forced one is noticed", another_engine_is_noticed},
                             {"the forced engine runs in the program", through_the_program},
                             {"engines that the CPU cannot run are refused", what_the_cpu_lacks_is_refused},
                             {"everything works without any feature", without_any_feature},
                             {"everything works with one feature alone", with_one_feature_each},
                             {0},
                         });
}
