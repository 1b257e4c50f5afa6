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
        {"trace des", NULL, NULL, false},
        {"trace des --format report", NULL, NULL, false},
        {"trace des --format json", NULL, NULL, false},
        {"trace des --format html", NULL, NULL, false},
        {"trace des --check", NULL, NULL, false},
        {"trace des --diff in:0", NULL, NULL, false},
        {"trace des --avalanche in", NULL, NULL, false},
        {"trace des --worksheet sheet", NULL, NULL, false},
        {"trace aes", NULL, NULL, false},
        {"trace aes --format html", NULL, NULL, false},
        {"trace aes --check", NULL, NULL, false},
        {"trace sha256", NULL, NULL, false},
        {"trace sha256 --format json", NULL, NULL, false},
        {"trace sha256 --check", NULL, NULL, false},
        {"trace rsa-oaep " OAEP, NULL, NULL, false},
        {"trace rsa-oaep " OAEP " --beside toy", NULL, NULL, false},
        {"trace rsa-oaep " OAEP " --format json", NULL, NULL, false},
        {"trace rsa-oaep " OAEP " --check", NULL, NULL, false},
        {"trace ecdsa", NULL, NULL, false},
        {"trace ecdsa --format json", NULL, NULL, false},
        {"trace ecdsa --format html", NULL, NULL, false},
        {"trace ecdsa --check", NULL, NULL, false},
        {"trace --check saved.json", NULL, NULL, false},
        {"step des --script script", NULL, NULL, false},
        {0},
    };
    no_memory_try("$G trace rsa --format json >saved.json && $G keygen rsa --bits 1024 --out rsa.pem && "
                  "printf 'right*5\\n]\\nw\\nt\\n/\\ntype S5\\nenter\\nd\\nscreen\\n' >script",
                  cases);
}

static void keys(void)
{
    static const struct no_memory_case cases[] = {
        {"keygen rsa --bits 1024 --out out/key", "key", "$G pubkey --in out/key", false},
        {"keygen ec --out out/key", "key", "$G pubkey --in out/key", false},
        {"pubkey --in rsa.pem --out out/pub", "pub", NULL, false},
        {"pubkey --in ec.pem --text", NULL, NULL, false},
        {"sign --key rsa.pem --out out/sig note", "sig", "$G verify --key rsa.pub --signature out/sig note",
         false},
        {"sign --key ec.pem --out out/sig note", "sig", "$G verify --key ec.pub --signature out/sig note",
         false},
        {"verify --key rsa.pub --signature rsa.sig note", NULL, NULL, false},
        {"verify --key ec.pub --signature ec.sig note", NULL, NULL, false},
        {"encrypt --key rsa.pub --out out/c note", "c", "$G decrypt --key rsa.pem out/c | cmp - note", false},
        {"decrypt --key rsa.pem --out out/plain c.rsa", "plain", NULL, false},
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
        {"encrypt --cipher aes-128-cbc --key " KEY " --iv " KEY " --out out/c note", "c", NULL, false},
        {"decrypt --cipher aes-128-cbc --key " KEY " --iv " KEY " --out out/plain c.cbc", "plain", NULL,
         false},
        {"encrypt --password x --iterations 1 --out out/c note", "c",
         "$G decrypt --password x --iterations 1 out/c | cmp - note", false},
        {"decrypt --password x --iterations 1 --out out/plain c.salted", "plain", NULL, false},
        {"digest sha256 note", NULL, NULL, false},
        {"digest sha256 --check sums", NULL, NULL, false},
        {"hmac --key " KEY " note", NULL, NULL, false},
        {"pbkdf2 --password x --salt 00 --iterations 2 --length 99", NULL, NULL, false},
        {"hkdf --key " KEY " --length 99", NULL, NULL, false},
        {"fernet keygen --out out/key", "key", "$G fernet encrypt --key-file out/key note", false},
        {"fernet encrypt --key-file f.key --out out/token note", "token",
         "$G fernet decrypt --key-file f.key out/token | cmp - note", false},
        {"fernet decrypt --key-file f.key --out out/plain token", "plain", NULL, false},
        {"log encrypt --iterations 1 --out out/log note", "log",
         "$G log decrypt --iterations 1 out/log | cmp - note", false},
        {"log decrypt --iterations 1 --out out/plain talk.log", "plain", NULL, false},
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
        {"engines", NULL, NULL, false},
        {"vectors aes.rsp", NULL, "true", false},
        {"vectors fernet.json", NULL, "true", false},
        {"vectors --json aes.rsp", NULL, "true", false},
        {"attack chatlock-forge --seed 1", NULL, NULL, false},
        {"attack hash-length-extension --seed 1", NULL, NULL, false},
        {"attack ecdsa-nonce-reuse --seed 1", NULL, NULL, false},
        {"attack ecb-codebook --seed 1", NULL, NULL, false},
        {"attack rsa-small-exponent --seed 1", NULL, NULL, false},
        {0},
    };
    no_memory_try("cp $OLDPWD/vectors/data/fernet/generate.json fernet.json && "
                  "head -14 $OLDPWD/vectors/data/ciphers/AES/CBC/CBCGFSbox128.rsp >aes.rsp",
                  cases);
}

// Can the test fail? Each defect of tests/planted/forgetful.c must be noticed.
static void planted(void)
{
    static const struct no_memory_case cases[] = {
        {.command = "crashes out/file", .writes = "file", .planted = true},
        {.command = "aborts out/file", .writes = "file", .planted = true},
        {.command = "unclear out/file", .writes = "file", .planted = true},
        {.command = "silent out/file", .writes = "file", .planted = true},
        {.command = "half out/file", .writes = "file", .planted = true},
        {.command = "litter out/file", .writes = "file", .planted = true},
        {0},
    };
    no_memory_try("true", cases);
}

void suite_faults_memory(void)
{
    static const struct test_case cases[] = {
        {"traces", traces},
        {"keys", keys},
        {"secrets", secrets},
        {"others", others},
        {"planted defects are noticed", planted},
        {0},
    };
    add_suite("faults_memory", cases);
}
