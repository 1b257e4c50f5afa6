// SPDX-License-Identifier: MIT
// What glasslock writes, openssl reads, and the other way round: keys, signatures, ciphertexts, MACs,
// digests.
#include "tests/run.h"
#include "tests/shell.h"

#include <stdio.h>

static const char *const rsa_bits[] = {"2048", "3072", "4096"};
static const char *const curves[] = {"P-256", "P-384", "P-521", "secp256k1"};
#define IN           "cd \"$T/interop\" && "
#define COUNT(array) (sizeof(array) / sizeof *(array))

// A missing openssl is a failed test, not a silent pass: `make deps` installs it.
static void start(void)
{
    shell_expect(0, "mkdir -p $T/interop");
    shell_expect(0, IN "openssl version");
    shell_expect(0,
                 IN "printf 'Meet me behind the gym.\\n' >note; printf 'Meet me behind the gum.\\n' >forged");
}

// k.pem (PKCS#8) is openssl's: we read it in every form, and our public half is openssl's, byte for byte.
static void read_openssl_key(bool rsa)
{
    shell_expect(
        0, IN "openssl pkey -in k.pem -pubout -out k.pub && openssl pkey -in k.pem -traditional -out k.trad");
    shell_expect(0, IN "$G pubkey --in k.pem | cmp - k.pub && $G pubkey --in k.trad | cmp - k.pub");
    shell_expect(0, IN "openssl pkey -in k.pem -outform DER | $G pubkey | cmp - k.pub");
    shell_expect(0, IN "openssl pkey -in k.pem -pubout -outform DER | $G pubkey | cmp - k.pub");
    if (rsa) {
        shell_expect(
            0, IN
            "openssl rsa -in k.pem -RSAPublicKey_out -out k.pkcs1 && $G pubkey --in k.pkcs1 | cmp - k.pub");
        shell_expect(0, IN "$G pubkey --in k.pem --format pkcs1 | cmp - k.pkcs1");
    }
    shell_expect(0, IN "openssl pkcs8 -topk8 -in k.pem -passout pass:secret -out k.enc");
    shell_refused(1, "encrypted", IN "$G pubkey --in k.enc");
}

// Sign with k.pem and verify with k.pub, both ways. `nonce`: options of signing alone; `ours` and `theirs`:
// of both.
static void signatures(const char *hash, const char *nonce, const char *ours, const char *theirs)
{
    shell_expect(0, IN "$G sign --key k.pem --hash %s %s %s --out sig note", hash, nonce, ours);
    shell_expect(0, IN "openssl dgst -%s %s -verify k.pub -signature sig note", hash, theirs);
    shell_expect(0, IN "openssl dgst -%s %s -sign k.pem -out sig note", hash, theirs);
    shell_expect(
        0, IN "test \"$($G verify --key k.pub --hash %s %s --signature sig note)\" = 'signature: valid'",
        hash, ours);
    shell_refused(1, "not valid", IN "$G verify --key k.pub --hash %s %s --signature sig forged", hash, ours);
}

static void oaep(const char *hash, const char *mgf_hash)
{
    shell_expect(0, IN "$G encrypt --key k.pub --hash %s --mgf-hash %s --label 00ff --out c note", hash,
                 mgf_hash);
    shell_expect(
        0,
        IN
        "openssl pkeyutl -decrypt -inkey k.pem -in c -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:%s "
        "-pkeyopt rsa_mgf1_md:%s -pkeyopt rsa_oaep_label:00ff | cmp - note",
        hash, mgf_hash);
    shell_expect(
        0,
        IN "openssl pkeyutl -encrypt -pubin -inkey k.pub -in note -out c -pkeyopt rsa_padding_mode:oaep "
           "-pkeyopt rsa_oaep_md:%s -pkeyopt rsa_mgf1_md:%s -pkeyopt rsa_oaep_label:00ff",
        hash, mgf_hash);
    shell_expect(0, IN "$G decrypt --key k.pem --hash %s --mgf-hash %s --label 00ff c | cmp - note", hash,
                 mgf_hash);
    shell_expect(1, IN "$G decrypt --key k.pem --hash %s --mgf-hash %s --label 00fe --out plain c", hash,
                 mgf_hash);
    shell_expect(1, IN "test -e plain");
}

static void rsa(void)
{
    start();
    for (size_t i = 0; i < COUNT(rsa_bits); i++) {
        shell_expect(0, IN "openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:%s -out k.pem",
                     rsa_bits[i]);
        read_openssl_key(true);
        signatures("sha256", "", "", "-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:-1");
        signatures("sha512", "", "--salt 0", "-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:0");
        signatures("sha1", "", "--scheme pkcs1", "");
        signatures("sha384", "", "--scheme pkcs1", "");
        oaep("sha1", "sha1");
        oaep("sha256", "sha256");
        oaep("sha256", "sha1");
    }
}

static void elliptic_curves(void)
{
    start();
    for (size_t i = 0; i < COUNT(curves); i++) {
        shell_expect(0, IN "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:%s -out k.pem",
                     curves[i]);
        read_openssl_key(false);
        signatures("sha256", "", "", "");
        signatures("sha512", "--random-nonce", "", "");
    }
    shell_expect(
        0, IN
        "openssl ecparam -name prime256v1 -genkey -out k.pem && openssl pkey -in k.pem -pubout -out k.pub");
    shell_expect(0, IN "$G pubkey --in k.pem | cmp - k.pub"); // PARAMETERS come first
    shell_expect(0, IN "openssl ecparam -name prime256v1 -genkey -noout -param_enc explicit -out k.pem");
    shell_refused(1, "curve", IN "$G pubkey --in k.pem");
    shell_expect(0,
                 IN "openssl ec -in k.pem -conv_form compressed -param_enc named_curve -pubout -out k.pub");
    shell_expect(0, IN "$G pubkey --in k.pub --out k.full && openssl pkey -pubin -in k.full -noout");
}

static void dsa(void)
{
    start();
    shell_expect(0, IN "openssl genpkey -genparam -algorithm DSA -pkeyopt dsa_paramgen_bits:2048 -pkeyopt "
                       "dsa_paramgen_q_bits:256 -out p && openssl genpkey -paramfile p -out k.pem");
    read_openssl_key(false);
    signatures("sha256", "", "", "");
    signatures("sha1", "--random-nonce", "", "");
}

// Keys that we make, in both private formats, under openssl's own check.
static void our_keys(void)
{
    static const char *const kinds[] = {"rsa",
                                        "ec",
                                        "ec --curve P-384",
                                        "ec --curve P-521",
                                        "ec --curve P-224",
                                        "dsa",
                                        "ec --curve secp256k1"};
    start();
    for (size_t i = 0; i < COUNT(kinds); i++) {
        for (int traditional = 0; traditional <= 1; traditional++) {
            shell_expect(0, IN "$G keygen %s --format %s --out k.pem", kinds[i],
                         traditional ? "traditional" : "pkcs8");
            shell_expect(0, IN "openssl pkey -in k.pem -check -noout");
            shell_expect(0, IN "test \"$(stat -c %%a k.pem)\" = 600");
            shell_expect(0, IN
                         "$G pubkey --in k.pem --out k.pub && openssl pkey -in k.pem -pubout | cmp - k.pub");
        }
        shell_expect(0, IN "openssl pkey -in k.pem -traditional | cmp - k.pem");
    }
}

static void ciphers(void)
{
    static const struct {
        const char *ours, *theirs, *key, *iv;
    } cases[] = {
        {"aes-128-cbc", "aes-128-cbc", "00112233445566778899aabbccddeeff",
         "0f0e0d0c0b0a09080706050403020100"},
        {"aes-192-cbc", "aes-192-cbc", "00112233445566778899aabbccddeeff0011223344556677",
         "0f0e0d0c0b0a09080706050403020100"},
        {"aes-256-cbc", "aes-256-cbc", "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
         "0f0e0d0c0b0a09080706050403020100"},
        {"aes-256-ecb", "aes-256-ecb", "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
         NULL},
        {"des-cbc", "des-cbc", "133457799bbcdff1", "0123456789abcdef"},
        {"des-ecb", "des-ecb", "133457799bbcdff1", NULL},
        {"des3-cbc", "des-ede3-cbc", "0123456789abcdef23456789abcdef01456789abcdef0123", "0123456789abcdef"},
    };
    start();
    shell_expect(0,
                 IN "head -c 300000 /dev/urandom >big; : >empty; head -c 64 big >even; head -c 63 big >odd");
    for (size_t i = 0; i < COUNT(cases); i++) {
        char ours[200], theirs[300];
        snprintf(ours, sizeof ours, "--cipher %s --key %s %s %s", cases[i].ours, cases[i].key,
                 cases[i].iv ? "--iv" : "", cases[i].iv ? cases[i].iv : "");
        snprintf(theirs, sizeof theirs, "-provider legacy -provider default -%s -K %s %s %s", cases[i].theirs,
                 cases[i].key, cases[i].iv ? "-iv" : "", cases[i].iv ? cases[i].iv : "");
        shell_expect(
            0,
            IN "for f in big empty even odd; do $G encrypt %s $f >ours && openssl enc %s -in $f >theirs && "
               "cmp ours theirs && $G decrypt %s --out plain theirs && cmp plain $f || exit 1; done",
            ours, theirs, ours);
        shell_expect(
            0, IN "$G encrypt %s --no-padding even >ours && openssl enc %s -nopad -in even | cmp - ours",
            ours, theirs);
        shell_expect(1, IN "$G encrypt %s --no-padding odd", ours);
    }
}

static void passwords(void)
{
    start();
    shell_expect(0, IN "printf 'sesame\\n' >pass");
    shell_expect(0, IN "$G encrypt --password-file pass --iterations 1000 note | "
                       "openssl enc -d -aes-256-cbc -pbkdf2 -iter 1000 -pass pass:sesame | cmp - note");
    shell_expect(
        0, IN "openssl enc -aes-128-cbc -pbkdf2 -md sha512 -iter 77 -pass pass:sesame -in note | P=sesame $G "
              "decrypt --cipher aes-128-cbc --hash sha512 --iterations 77 --password env:P | cmp - note");
    shell_expect(0, IN "openssl enc -aes-256-ecb -pbkdf2 -iter 77 -pass pass:sesame -in note | "
                       "$G decrypt --cipher aes-256-ecb --iterations 77 --password sesame | cmp - note");
    shell_expect(0, IN
                 "openssl kdf -keylen 40 -kdfopt digest:SHA512 -kdfopt pass:sesame -kdfopt hexsalt:0011aabb "
                 "-kdfopt iter:1234 PBKDF2 | tr -d ':\\n' | tr A-F a-f >theirs");
    shell_expect(0, IN
                 "$G pbkdf2 --hash sha512 --password sesame --salt 0011aabb --iterations 1234 --length 40 | "
                 "tr -d '\\n' | cmp - theirs");
    shell_expect(0, IN
                 "openssl kdf -keylen 100 -kdfopt digest:SHA256 -kdfopt hexkey:0b0b0b -kdfopt hexsalt:0001 "
                 "-kdfopt hexinfo:f0f1 HKDF | tr -d ':\\n' | tr A-F a-f >theirs");
    shell_expect(0,
                 IN "$G hkdf --key 0b0b0b --salt 0001 --info f0f1 --length 100 | tr -d '\\n' | cmp - theirs");
}

static void digests(void)
{
    static const char *const names[] = {"md5", "sha1", "sha224", "sha256", "sha384", "sha512"};
    start();
    shell_expect(0, IN "head -c 200001 /dev/urandom >'a big file'");
    for (size_t i = 0; i < COUNT(names); i++) {
        const char *name = names[i];
        shell_expect(0,
                     IN "openssl dgst -r -%s note >theirs; $G digest %s note | sed 's/  / */' | cmp - theirs",
                     name, name);
        shell_expect(0, IN "$G digest %s note 'a big file' >sums && %ssum -c sums", name, name);
        shell_expect(0, IN "%ssum note 'a big file' >sums && $G digest %s --check sums", name, name);
        shell_expect(1, IN "%ssum note | sed 's/note/forged/' >sums; $G digest %s --check sums", name, name);
        shell_expect(0,
                     IN "openssl dgst -r -%s -mac HMAC -macopt hexkey:00ff11 note | cut -d' ' -f1 >theirs; "
                        "$G hmac --hash %s --key 00ff11 note | cut -d' ' -f1 | cmp - theirs",
                     name, name);
        shell_expect(0, IN "$G hmac --hash %s --key 00ff11 --verify $(cat theirs) note", name);
        shell_expect(1, IN "$G hmac --hash %s --key 00ff11 --verify $(cat theirs) forged", name);
    }
}

void suite_interop(void)
{
    static const struct test_case cases[] = {
        {"RSA-2048, 3072, 4096: keys, PSS, PKCS#1, OAEP", rsa},
        {"P-256, P-384, P-521, secp256k1: keys and ECDSA", elliptic_curves},
        {"DSA-2048: keys and signatures", dsa},
        {"keys of ours under openssl's check", our_keys},
        {"AES, DES, triple DES", ciphers},
        {"passwords and keys: PBKDF2, Salted__, HKDF", passwords},
        {"digests and HMAC", digests},
        {0},
    };
    add_suite("interop", cases);
}
