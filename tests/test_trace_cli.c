// SPDX-License-Identifier: MIT
// glasslock trace as its users call it: the report, every algorithm's defaults, JSON out and in again, wrong
// calls.
#include "tests/run.h"
#include "tests/shell.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

// The report differs from the published one in the sixteen 'after PC-2' lines and in nothing else, and those
// are right.
static void the_chatlock_report(void)
{
    struct shell s =
        shell_run("\"$G\" trace des --key 133457799BBCDFF1 --in 0123456789ABCDEF --format report");
    FILE *golden = fopen("tests/golden/chatlock-report-des-133457799BBCDFF1.txt", "r");
    FILE *keys = fopen("tests/golden/des-133457799BBCDFF1.txt", "r");
    char expected[256], *line = s.out;
    unsigned different = 0, lines = 0;
    CU_ASSERT_EQUAL(s.status, 0);
    CU_ASSERT_PTR_NOT_NULL_FATAL(golden);
    CU_ASSERT_PTR_NOT_NULL_FATAL(keys);
    while (fgets(expected, sizeof expected, golden)) {
        size_t n = strcspn(line, "\n") + 1;
        lines++;
        if (strncmp(line, expected, n) != 0 || strlen(expected) != n) {
            char key[16] = "", text[512];
            different++;
            CU_ASSERT_PTR_NOT_NULL(strstr(expected, "after PC-2: "));
            while (fgets(text, sizeof text, keys) && !strstr(text, "  K"))
                ;
            CU_ASSERT_EQUAL(sscanf(strrchr(text, ' ') + 1, "%12s", key), 1);
            CU_ASSERT_EQUAL(strncasecmp(strstr(line, "PC-2: ") + 6, key, 12), 0); // K1 = 1b02effc7072, ...
        }
        line += n;
    }
    CU_ASSERT_EQUAL(*line, '\0');
    CU_ASSERT_EQUAL(different, 16);
    CU_ASSERT_EQUAL(lines, 130);
    fclose(golden);
    fclose(keys);
    shell_free(&s);
}

// Run `each` with every algorithm's name in $a; the output must have as many lines as there are algorithms.
static void for_every_algorithm(const char *each)
{
    struct shell list = shell_run("\"$G\" trace --list | grep -c '^[a-z]'");
    struct shell s = shell_run("\"$G\" trace --list | grep '^[a-z]' | cut -c1-17 | sed 's/ *$//' | while "
                               "read -r a; do %s || echo \"$a failed\"; done",
                               each);
    unsigned lines = 0;
    for (const char *at = s.out; (at = strchr(at, '\n')); at++)
        lines++;
    if (strstr(s.out, "failed") || s.err[0])
        fprintf(stderr, "%s%s", s.out, s.err);
    CU_ASSERT_PTR_NULL(strstr(s.out, "failed"));
    CU_ASSERT_STRING_EQUAL(s.err, "");
    CU_ASSERT_TRUE(atoi(list.out) >= 28);
    CU_ASSERT_EQUAL(lines, (unsigned)atoi(list.out));
    shell_free(&list);
    shell_free(&s);
}

static void every_algorithm_checks(void)
{
    for_every_algorithm("\"$G\" trace $a --check | grep 'all agree'");
}

static void every_json_fits_the_schema_and_checks(void)
{
    shell_expect(0, "mkdir \"$T/traces\""); // other suites leave JSON of their own
    for_every_algorithm(
        "n=$(echo $a | tr ' ' -) && \"$G\" trace $a --format json --out \"$T/traces/$n.json\" && "
        "\"$G\" trace --check \"$T/traces/$n.json\"");
    shell_expect(0, "/usr/bin/python3 tests/validate.py app/views/trace.schema.json \"$T/traces\"/*.json");
    struct shell s =
        shell_run("sed 's/\"bits\":48/\"bits\":\"48\"/' \"$T/traces/des.json\" >\"$T/traces/wrong.json\"; "
                  "/usr/bin/python3 tests/validate.py app/views/trace.schema.json \"$T/traces/wrong.json\"");
    CU_ASSERT_EQUAL(s.status, 1); // the validator is not asleep
    shell_free(&s);
    shell_expect(0, "rm \"$T/traces\"/*.json");
}

// More of each algorithm: modes, directions, lengths, real sizes, refusals: all must hold under the checker.
static void variants_check(void)
{
    static const char *const calls[] = {
        "des --decrypt",
        "des --text hello --pad --mode cbc --iv 0011223344556677",
        "des3 --key 0123456789abcdeffedcba9876543210 --in 00112233445566778899aabbccddeeff --mode cbc",
        "aes --key-text 'sixteen byte key' --text 'more than one block of text' --pad --mode cbc",
        "aes-256 --decrypt --mode cbc --in 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
        "sha256 --text ''",
        "sha512 --in-file Makefile",
        "hmac --hash sha512 --key-text k --text ''",
        "pbkdf2 --hash sha256 --iterations 3 --length 40",
        "hkdf --hash sha512 --length 100 --salt '' --info ''",
        "fernet --text ''",
        "fernet --decrypt",
        "rsa --decrypt",
        "rsa --decrypt --crt -p 1009 -q 2003 -e 5 --in 0xabc",
        "rsa-keygen --bits 64",
        "rsa-keygen --bits 512",
        "rsa-oaep --hash sha256 --label 0102 --bits 2048",
        "rsa-pss --salt ''",
        "ec-add -P 7,3 -Q 7,20",
        "ec-add -P 7,3 -Q 7,3",
        "ec-add -P O -Q 7,3",
        "ec-multiply --curve P-521 -k 0x123456789abcdef",
        "ec-multiply -k 0",
        "ec-multiply -k 29",
        "ecdsa --verify",
        "ecdsa --curve P-256 --verify",
        "ecdsa --curve P-256 --hash sha512 --text test",
        "ecdsa --curve secp256k1",
        "ecdsa -k 5 -d 7",
        "ecdh --curve P-384",
        "dsa --verify",
    };
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        struct shell s = shell_run("\"$G\" trace %s --check", calls[i]);
        if (s.status)
            fprintf(stderr, "%s: %s", calls[i], s.err);
        CU_ASSERT_EQUAL(s.status, 0);
        CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "all agree"));
        CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "that of the engine in force"));
        shell_free(&s);
    }
}

// One page each, that asks for nothing from elsewhere; those of one block stay small.
static void pages_stand_alone(void)
{
    shell_expect(0, "for a in $(\"$G\" trace --list | awk '/^[a-z]/ {print $1}' | sort -u); do "
                    "\"$G\" trace $a --format html --out \"$T/$a.html\" && head -1 \"$T/$a.html\" | "
                    "grep -q '^<!doctype html>' && ! grep -qE 'https?:|src=|@import|<link' \"$T/$a.html\" && "
                    "tail -1 \"$T/$a.html\" | grep -q '^</html>' || exit 1; done");
    shell_expect(0, "for a in des aes sha256; do test $(wc -c <\"$T/$a.html\") -lt 2000000 || exit 1; done");
    shell_refused(1, "cannot write", "\"$G\" trace des --format html >/dev/full");
}

static void blocks_stand_alone(void)
{
    // FIPS 197, appendix B, round 1
    // More blocks than one step has inputs.
    shell_expect(0,
                 "\"$G\" trace aes --check --in $(printf '00112233445566778899aabbccddeeff%%.0s' $(seq 45))");
    shell_expect(0, "\"$G\" trace aes SubBytes --in 193de3bea0f4e22b9ac68d2ae9f84808 --format json | "
                    "grep -q 'd42711aee0bf98f1b8b45de51e415230'");
    shell_expect(0, "\"$G\" trace aes MixColumns --in d4bf5d30 --format json | grep -q '\"046681e5\"'");
    shell_expect(
        0, "\"$G\" trace sha256 Ch --in 0f0f0f0f00ff00ffff00ff00 --format json | grep -q '\"f00ff00f\"'");
    shell_expect(0, "\"$G\" trace des S5 --in 21 --format json | grep -q '\"value\":\"b\"'");
    shell_expect(0, "\"$G\" trace ec add -P 7,3 -Q 7,3 --check | grep -q 'all agree'");
    shell_expect(0, "printf 'expect s0 #2\\n' | \"$G\" step aes SubBytes --at 3 --script -");
    shell_refused(2, "has no part 'Foo'", "\"$G\" trace aes Foo");
    shell_refused(2, "16 bytes or one, not 2", "\"$G\" trace aes SubBytes --in 0011");
    shell_refused(2, "takes 12 bytes, not 4", "\"$G\" trace sha256 Ch --in 00112233");
    shell_refused(2, "six bits", "\"$G\" trace des S1 --in 40");
    shell_refused(2, "takes no --key", "\"$G\" trace aes SubBytes --key 00");
}

static void keys_from_files(void)
{
    shell_expect(0,
                 "openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out \"$T/rsa.pem\" && "
                 "openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out \"$T/ec.pem\"");
    shell_expect(0, "printf hello >\"$T/m\" && openssl pkeyutl -encrypt -inkey \"$T/rsa.pem\" -pkeyopt "
                    "rsa_padding_mode:oaep "
                    "-pkeyopt rsa_oaep_md:sha256 -in \"$T/m\" -out \"$T/c\"");
    struct shell s = shell_run(
        "\"$G\" trace rsa-oaep --decrypt --key-file \"$T/rsa.pem\" --hash sha256 --in-file \"$T/c\" "
        "--format report | tail -12 | grep -c ' M: 68656c6c6f'");
    CU_ASSERT_STRING_EQUAL(s.out, "1\n"); // what openssl encrypted, we narrate
    shell_free(&s);
    shell_expect(
        0, "openssl dgst -sha256 -sign \"$T/ec.pem\" -out \"$T/sig\" \"$T/m\" && \"$G\" trace ecdsa --verify "
           "--key-file \"$T/ec.pem\" --in-file \"$T/m\" --signature $(od -An -tx1 \"$T/sig\" | tr -d ' \\n') "
           "--check");
    shell_refused(2, "another kind", "\"$G\" trace ecdsa --key-file \"$T/rsa.pem\"");
}

// One digit of one value altered: the check fails, with status 1 and the step's number.
static void altered_json_fails(void)
{
    shell_expect(0, "\"$G\" trace des --format json >\"$T/des.json\"");
    static const char *const edits[] = {
        "s/1b02effc7072/1b02effc7073/",                                                    // a round key
        "s/\"label\":\"R3\",\\(.*\\)\"value\":\"a25/\"label\":\"R3\",\\1\"value\":\"a35/", // a half block
        "s/\"op\":\"xor\"/\"op\":\"and\"/",               // another operation
        "s/\"params\":\\[1\\]/\"params\":[2]/",           // another rotation
        "s/\"table\":\"S1\"/\"table\":\"S2\"/",           // another S-box
        "s/\"row\":3,\"column\":/\"row\":2,\"column\":/", // a wrong explanation
        "s/Table PC-1 says/Table PC-9 says/",
    };
    for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++) {
        shell_expect(1, "sed '%s' \"$T/des.json\" | cmp -s - \"$T/des.json\"",
                     edits[i]); // the edit does something
        shell_refused(1, "step ", "sed '%s' \"$T/des.json\" | \"$G\" trace --check -", edits[i]);
    }
    shell_refused(1, NULL, "head -c 5000 \"$T/des.json\" | \"$G\" trace --check -");
    shell_refused(1, "not a glasslock-trace", "echo '{}' | \"$G\" trace --check -");
    shell_refused(1, NULL, "\"$G\" trace --check - </dev/null");
    shell_refused(1, "member",
                  "sed 's/\"seq\":3,/\"seq\":3,\"extra\":1,/' \"$T/des.json\" | \"$G\" trace --check -");
    shell_refused(1, "earlier",
                  "sed 's/\"inputs\":\\[1\\]/\"inputs\":[400]/' \"$T/des.json\" | \"$G\" trace --check -");
}

static void no_colour_without_a_terminal(void)
{
    struct shell s = shell_run("\"$G\" trace aes");
    CU_ASSERT_PTR_NULL(strchr(s.out, '\033'));
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "SubBytes"));
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "of 128 bits changed against #"));
    shell_free(&s);
}

static void wrong_calls(void)
{
    // A file that cannot be read is no wrong usage, whatever it was named for.
    shell_refused(1, "No such file", "\"$G\" trace rsa --key-file \"$T/missing\"");
    shell_refused(1, "directory", "\"$G\" trace des --in-file \"$T\"");
    shell_refused(1, "not a key", "\"$G\" trace rsa --key-file /dev/null");
    shell_refused(1, "directory", "\"$G\" trace --check \"$T\"");
    shell_refused(1, "directory", "\"$G\" trace des --mark \"$T\"");
    shell_refused(1, "No such file", "\"$G\" trace des --mark \"$T/missing\"");
    shell_refused(2, "which algorithm", "\"$G\" trace");
    shell_refused(2, "no algorithm 'rot13'", "\"$G\" trace rot13");
    shell_refused(2, "unknown option", "\"$G\" trace des --colour");
    shell_refused(2, "needs a value", "\"$G\" trace des --key");
    shell_refused(2, "no part 'aes'", "\"$G\" trace des aes");
    shell_refused(2, "odd number", "\"$G\" trace des --key 123");
    shell_refused(2, "not hex", "\"$G\" trace des --key 12345678zz123456");
    shell_refused(2, "does not fit", "\"$G\" trace des --key 1234");
    shell_refused(2, "multiple of 8", "\"$G\" trace des --text hello");
    shell_refused(2, "one of", "\"$G\" trace des --text hello --in 00");
    shell_refused(2, "neither ecb nor cbc", "\"$G\" trace des --mode ctr");
    shell_refused(2, "--iv", "\"$G\" trace aes --iv 00");
    shell_refused(2, "takes no --iv", "\"$G\" trace aes --mode ecb --iv 00112233445566778899aabbccddeeff");
    shell_refused(2, "takes no --curve", "\"$G\" trace des --curve P-256");
    shell_refused(2, "takes no --decrypt", "\"$G\" trace sha256 --decrypt");
    shell_refused(2, "goes with encryption", "\"$G\" trace des --decrypt --pad");
    shell_refused(2, "--format", "\"$G\" trace des --format xml");
    shell_refused(2, "does not narrate", "\"$G\" trace rsa --engine gmp");
    shell_refused(2, "unknown hash", "\"$G\" trace hmac --hash sha3");
    shell_refused(2, "unknown curve", "\"$G\" trace ecdsa --curve P-257");
    shell_refused(2, "not on the curve", "\"$G\" trace ec-add -P 7,4");
    shell_refused(2, "a point is", "\"$G\" trace ec-add -P seven");
    shell_refused(2, "not a number", "\"$G\" trace rsa --in -5");
    shell_refused(2, "below the modulus", "\"$G\" trace rsa --in 3233");
    shell_refused(2, "must be prime", "\"$G\" trace rsa -p 60");
    shell_refused(2, "-k", "\"$G\" trace ecdsa -k 29");
    shell_refused(2, "-d", "\"$G\" trace ecdsa -d 0");
    shell_refused(2, "from 1 to 64", "\"$G\" trace pbkdf2 --iterations 65");
    shell_refused(2, "too long", "\"$G\" trace rsa-oaep --bits 1024 --text \"$(printf %%0100d 0)\"");
    shell_refused(1, "cannot read", "\"$G\" trace sha256 --in-file \"$T/not-there\"");
    shell_refused(1, "cannot read", "\"$G\" trace sha256 --in-file /");
    shell_refused(1, "not a key", "\"$G\" trace ecdsa --key-file Makefile");
    shell_refused(2, "neither DER nor", "\"$G\" trace ecdsa --verify --signature 00");
    shell_refused(1, "cannot write", "\"$G\" trace des --out \"$T/not-there/x\"");
    shell_refused(1, "cannot write", "\"$G\" trace des >/dev/full");
    shell_refused(1, "cannot write", "\"$G\" trace des --format json >/dev/full");
    shell_expect(
        0,
        "mkfifo \"$T/fifo\" && { cat \"$T/fifo\" >\"$T/piped\" & } && \"$G\" trace rsa --out \"$T/fifo\" && "
        "wait && test -p \"$T/fifo\" && grep -q 2790 \"$T/piped\""); // no file in its place
    shell_expect(0, "\"$G\" trace --help | grep -q 'usage: glasslock trace'");
}

void suite_trace_cli(void)
{
    add_suite("trace_cli",
              (const struct test_case[]){
                  {"the ChatLock report, but for its sixteen wrong lines", the_chatlock_report},
                  {"every algorithm's example passes the check", every_algorithm_checks},
                  {"every JSON fits the schema and checks", every_json_fits_the_schema_and_checks},
                  {"variants pass the check", variants_check},
                  {"pages stand alone", pages_stand_alone},
                  {"building blocks stand alone", blocks_stand_alone},
                  {"keys from openssl's files", keys_from_files},
                  {"altered JSON fails", altered_json_fails},
                  {"no colour without a terminal", no_colour_without_a_terminal},
                  {"wrong calls get one line", wrong_calls},
                  {0},
              });
}
