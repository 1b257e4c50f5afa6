// SPDX-License-Identifier: MIT
// Every command without memory: the allocations of each fail, one after the other.
#include "tests/no_memory.h"
#include "tests/run.h"

#include <stddef.h>

#define KEY  "00112233445566778899aabbccddeeff"
#define OAEP "--key-file rsa.pem --oaep-seed 00112233445566778899aabbccddeeff00112233"

static void traces(void)
{
    static const struct no_memory_case cases[] = {
        {"trace des", NULL, NULL},
        {"trace des --format report", NULL, NULL},
        {"trace des --format json", NULL, NULL},
        {"trace des --format html", NULL, NULL},
        {"trace des --check", NULL, NULL},
        {"trace des --diff in:0", NULL, NULL},
        {"trace des --avalanche in", NULL, NULL},
        {"trace des --worksheet sheet", NULL, NULL},
        {"trace aes", NULL, NULL},
        {"trace aes --format html", NULL, NULL},
        {"trace aes --check", NULL, NULL},
        {"trace sha256", NULL, NULL},
        {"trace sha256 --format json", NULL, NULL},
        {"trace sha256 --check", NULL, NULL},
        {"trace rsa-oaep " OAEP, NULL, NULL},
        {"trace rsa-oaep " OAEP " --beside toy", NULL, NULL},
        {"trace rsa-oaep " OAEP " --format json", NULL, NULL},
        {"trace rsa-oaep " OAEP " --check", NULL, NULL},
        {"trace ecdsa", NULL, NULL},
        {"trace ecdsa --format json", NULL, NULL},
        {"trace ecdsa --format html", NULL, NULL},
        {"trace ecdsa --check", NULL, NULL},
        {"trace --check saved.json", NULL, NULL},
        {"step des --script script", NULL, NULL},
        {0},
    };
    no_memory_try("$G trace rsa --format json >saved.json && $G keygen rsa --bits 1024 --out rsa.pem && "
                  "printf 'right*5\\n]\\nw\\nt\\n/\\ntype S5\\nenter\\nd\\nscreen\\n' >script",
                  cases);
}

static void keys(void)
{
    static const struct no_memory_case cases[] = {
        {"keygen rsa --bits 1024 --out out/key", "key", "$G pubkey --in out/key"},
        {"keygen ec --out out/key", "key", "$G pubkey --in out/key"},
        {"pubkey --in rsa.pem --out out/pub", "pub", NULL},
        {"pubkey --in ec.pem --text", NULL, NULL},
        {"sign --key rsa.pem --out out/sig note", "sig", "$G verify --key rsa.pub --signature out/sig note"},
        {"sign --key ec.pem --out out/sig note", "sig", "$G verify --key ec.pub --signature out/sig note"},
        {"verify --key rsa.pub --signature rsa.sig note", NULL, NULL},
        {"verify --key ec.pub --signature ec.sig note", NULL, NULL},
        {"encrypt --key rsa.pub --out out/c note", "c", "$G decrypt --key rsa.pem out/c | cmp - note"},
        {"decrypt --key rsa.pem --out out/plain c.rsa", "plain", NULL},
        {0},
    };
    no_memory_try(
        "echo 'Meet me' >note && for k in rsa ec; do $G keygen $k --out $k.pem && "
        "$G pubkey --in $k.pem --out $k.pub && $G sign --key $k.pem --out $k.sig note || exit 1; done && "
        "$G encrypt --key rsa.pub --out c.rsa note",
        cases);
}

static void secrets(void)
{
    static const struct no_memory_case cases[] = {
        {"encrypt --cipher aes-128-cbc --key " KEY " --iv " KEY " --out out/c note", "c", NULL},
        {"decrypt --cipher aes-128-cbc --key " KEY " --iv " KEY " --out out/plain c.cbc", "plain", NULL},
        {"encrypt --password x --iterations 1 --out out/c note", "c",
         "$G decrypt --password x --iterations 1 out/c | cmp - note"},
        {"decrypt --password x --iterations 1 --out out/plain c.salted", "plain", NULL},
        {"digest sha256 note", NULL, NULL},
        {"digest sha256 --check sums", NULL, NULL},
        {"hmac --key " KEY " note", NULL, NULL},
        {"pbkdf2 --password x --salt 00 --iterations 2 --length 99", NULL, NULL},
        {"hkdf --key " KEY " --length 99", NULL, NULL},
        {"fernet keygen --out out/key", "key", "$G fernet encrypt --key-file out/key note"},
        {"fernet encrypt --key-file f.key --out out/token note", "token",
         "$G fernet decrypt --key-file f.key out/token | cmp - note"},
        {"fernet decrypt --key-file f.key --out out/plain token", "plain", NULL},
        {"log encrypt --iterations 1 --out out/log note", "log",
         "$G log decrypt --iterations 1 out/log | cmp - note"},
        {"log decrypt --iterations 1 --out out/plain talk.log", "plain", NULL},
        {0},
    };
    no_memory_try("echo 'Meet me' >note && $G digest sha256 note >sums && $G fernet keygen --out f.key && "
                  "$G encrypt --cipher aes-128-cbc --key " KEY " --iv " KEY " --out c.cbc note && "
                  "$G encrypt --password x --iterations 1 --out c.salted note && "
                  "$G fernet encrypt --key-file f.key --out token note && "
                  "$G log encrypt --iterations 1 --out talk.log note",
                  cases);
}

static void others(void)
{
    static const struct no_memory_case cases[] = {
        {"engines", NULL, NULL},
        {"vectors aes.rsp", NULL, "true"},
        {"vectors fernet.json", NULL, "true"},
        {"vectors --json aes.rsp", NULL, "true"},
        {"attack chatlock-forge --seed 1", NULL, NULL},
        {"attack hash-length-extension --seed 1", NULL, NULL},
        {"attack ecdsa-nonce-reuse --seed 1", NULL, NULL},
        {"attack ecb-codebook --seed 1", NULL, NULL},
        {"attack rsa-small-exponent --seed 1", NULL, NULL},
        {0},
    };
    no_memory_try("cp $OLDPWD/vectors/data/fernet/generate.json fernet.json && "
                  "head -14 $OLDPWD/vectors/data/ciphers/AES/CBC/CBCGFSbox128.rsp >aes.rsp",
                  cases);
}

void suite_faults_memory(void)
{
    static const struct test_case cases[] = {
        {"traces", traces}, {"keys", keys}, {"secrets", secrets}, {"others", others}, {0},
    };
    add_suite("faults_memory", cases);
}
