// SPDX-License-Identifier: MIT
// The attacks: each succeeds for real and fails against its defence, whatever the seed; each refuses what it
// cannot read. What a run claims is in its JSON; what can be checked from outside is checked here.
#include "tests/process.h"
#include "tests/run.h"
#include "tests/shell.h"

#include "app/attack/attacks.h"
#include "app/attack/oracle.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define IN "cd \"$T\" && "

// Run with --json; assert success on both sides.
static json_t *told(const char *arguments)
{
    struct shell s = shell_run(IN "$G attack %s --json", arguments);
    json_error_t error;
    json_t *story = json_loads(s.out, 0, &error);
    CU_ASSERT_EQUAL(s.status, 0);
    CU_ASSERT_STRING_EQUAL(s.err, "");
    CU_ASSERT_PTR_NOT_NULL_FATAL(story);
    CU_ASSERT_TRUE(json_is_true(json_object_get(story, "succeeded")));
    CU_ASSERT_TRUE(json_is_true(json_object_get(story, "defence_held")));
    shell_free(&s);
    return story;
}

static const char *text_of(const json_t *story, const char *key)
{
    const char *text = json_string_value(json_object_get(json_object_get(story, "facts"), key));
    CU_ASSERT_PTR_NOT_NULL(text);
    return text ? text : "";
}

static double number_of(const json_t *story, const char *key)
{
    const json_t *value = json_object_get(json_object_get(story, "facts"), key);
    CU_ASSERT_TRUE(json_is_number(value));
    return json_number_value(value);
}

static bool has_options(const struct attack *attack, const char *option)
{
    return strstr(attack->usage, option) != NULL;
}

// Quick numbers for those that would take seconds.
static const char *quick(const struct attack *attack)
{
    return has_options(attack, "--threads")      ? "--bits 16"
           : has_options(attack, "--iterations") ? "--iterations 2"
                                                 : "";
}

static void all_succeed_and_are_defended(void)
{
    for (const struct attack *const *at = attacks; *at; at++)
        for (int seed = 1; seed <= 3; seed++) {
            char arguments[200];
            snprintf(arguments, sizeof arguments, "%s %s --seed %d", (*at)->name, quick(*at), seed);
            json_t *story = told(arguments);
            CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(story, "attack")), (*at)->name);
            CU_ASSERT_EQUAL(json_integer_value(json_object_get(story, "seed")), seed);
            CU_ASSERT_EQUAL(json_array_size(json_object_get(story, "narrative")), 5);
            json_decref(story);
        }
}

// The same seed, the same run: all but the times and rates that were measured.
static void seeds_repeat(void)
{
    for (const struct attack *const *at = attacks; *at; at++)
        shell_expect(0,
                     IN "$G attack %s %s --seed 3 >one && $G attack %s %s --seed 3 >two && "
                        "grep -vE '/s|years|days|hours|minutes| (ms|us|s)$' one >one.steady && "
                        "grep -vE '/s|years|days|hours|minutes| (ms|us|s)$' two | cmp - one.steady",
                     (*at)->name, quick(*at), (*at)->name, quick(*at));
    shell_expect(
        0, IN "$G attack cbc-padding-oracle >one && $G attack cbc-padding-oracle >two && ! cmp -s one two && "
              "seed=$(sed -n 's/^(--seed \\([0-9]*\\) .*/\\1/p' one) && "
              "$G attack cbc-padding-oracle --seed $seed | cmp - one");
}

static void listed_and_explained(void)
{
    struct shell list = shell_run("$G attack"), help = shell_run("$G attack --help");
    for (const struct attack *const *at = attacks; *at; at++) {
        CU_ASSERT_PTR_NOT_NULL(strstr(list.out, (*at)->name));
        CU_ASSERT_PTR_NOT_NULL(strstr(help.out, (*at)->title));
        struct shell own = shell_run("$G attack %s --help", (*at)->name);
        CU_ASSERT_PTR_NOT_NULL(strstr(own.out, (*at)->title + 1)); // the first letter is a capital there
        CU_ASSERT_PTR_NOT_NULL(strstr(own.out, (*at)->defence));
        shell_free(&own);
        CU_ASSERT_TRUE(strlen((*at)->title) <= 54);
        shell_expect(0, "$G attack %s --help | grep -q -- '--seed'", (*at)->name);
        shell_refused(2, "unknown option", "$G attack %s --bogus", (*at)->name);
        shell_refused(2, "unexpected", "$G attack %s extra", (*at)->name);
        shell_refused(2, "not a number", "$G attack %s --seed x", (*at)->name);
        // no colour and no control character where nobody looks at a terminal
        shell_expect(0, IN "$G attack %s %s >out && ! grep -q '[[:cntrl:]]' out && ! grep -qE '.{81}' out",
                     (*at)->name, quick(*at));
    }
    shell_free(&list);
    shell_free(&help);
    shell_refused(2, "no attack 'foo'", "$G attack foo");
    shell_refused(2, "unknown option", "$G attack --foo");
}

// ---- ChatLock ----

static void chatlock(void)
{
    json_t *story = told("chatlock-forge --public 7,3 --text 'I quit'");
    CU_ASSERT_EQUAL(number_of(story, "keys_that_accept"), 28);
    CU_ASSERT_EQUAL(number_of(story, "forgeries_accepted"), 0);
    json_decref(story);
    story = told("chatlock-key --seed 4"); // what it made, given back as captured data
    char arguments[300];
    int x, y, r, s;
    CU_ASSERT_EQUAL(sscanf(text_of(story, "public"), "(%d, %d)", &x, &y), 2);
    CU_ASSERT_EQUAL(sscanf(text_of(story, "signature"), "[%d, %d]", &r, &s), 2);
    snprintf(arguments, sizeof arguments, "chatlock-key --public %d,%d --signature %d,%d --block %s", x, y, r,
             s, text_of(story, "block"));
    double key = number_of(story, "private_key");
    json_decref(story);
    story = told(arguments);
    CU_ASSERT_EQUAL(number_of(story, "private_key"), key);
    json_decref(story);
    story = told("chatlock-splice --text 'pay Bob 10' --splice 'Mallory'");
    CU_ASSERT_STRING_EQUAL(text_of(story, "bob_reads"), "pay Bob Mallory");
    json_decref(story);
    shell_refused(2, "no point", "$G attack chatlock-forge --public 1,1");
    shell_refused(2, "no point", "$G attack chatlock-forge --public '7, 3'");
    shell_refused(2, "empty text", "$G attack chatlock-forge --text ''");
    shell_refused(2, "not UTF-8", "$G attack chatlock-forge --text $(printf '\\377')");
    shell_refused(2, "belong together", "$G attack chatlock-key --public 7,3");
    shell_refused(2, "no pair",
                  "$G attack chatlock-key --public 7,3 --signature 0,5 --block b9eb4e73991df0c4");
    shell_refused(2, "16 hex digits",
                  "$G attack chatlock-key --public 7,3 --signature 1,5 --block b9eb4e73991df0");
    shell_refused(2, "empty text", "$G attack chatlock-splice --splice ''");
}

// ---- oracles ----

static uint8_t next_byte(void *secret, const uint8_t *query, size_t bytes)
{
    (void)secret;
    return (uint8_t)(query[bytes - 1] + 1);
}

static void oracle_answers_and_stops(void)
{
    static uint8_t longest[ORACLE_MAX_QUERY];
    struct oracle oracle;
    CU_ASSERT_EQUAL_FATAL(oracle_start(&oracle, next_byte, NULL), 0);
    CU_ASSERT_EQUAL(oracle_ask(&oracle, (const uint8_t *)"a", 1), 'b');
    longest[ORACLE_MAX_QUERY - 1] = 7;
    CU_ASSERT_EQUAL(oracle_ask(&oracle, longest, sizeof longest), 8);
    CU_ASSERT_EQUAL(oracle.queries, 2);
    oracle_stop(&oracle);
    oracle_stop(&oracle);
}

static void padding_oracle(void)
{
    json_t *story = told("cbc-padding-oracle --text 'sixteen bytes ok' --seed 2");
    CU_ASSERT_STRING_EQUAL(text_of(story, "plaintext"), "sixteen bytes ok");
    CU_ASSERT_TRUE(number_of(story, "queries") > 32 && number_of(story, "queries") < 32 * 256 + 32);
    CU_ASSERT_EQUAL(number_of(story, "defended_queries"), 256);
    json_decref(story);
    story = told("cbc-padding-oracle --text ''");
    CU_ASSERT_STRING_EQUAL(text_of(story, "plaintext"), "");
    json_decref(story);
    shell_refused(2, "more than 4000",
                  "$G attack cbc-padding-oracle --text \"$(head -c 4001 /dev/zero | tr '\\0' x)\"");
}

static void manger(void)
{
    json_t *story = told("rsa-oaep-manger --bits 1032 --text 'Attack at dawn'");
    CU_ASSERT_STRING_EQUAL(text_of(story, "plaintext"), "Attack at dawn");
    CU_ASSERT_TRUE(number_of(story, "queries") > 1000 && number_of(story, "queries") < 2000);
    json_decref(story);
    shell_refused(2, "multiple of 8", "$G attack rsa-oaep-manger --bits 1025");
    shell_refused(2, "at most 62 bytes",
                  "$G attack rsa-oaep-manger --text \"$(head -c 63 /dev/zero | tr '\\0' x)\"");
}

// ---- numbers ----

static void length_extension(void)
{
    // The tag of a secret of 5 bytes that only this test knows: one of the forgeries printed is its own.
    shell_expect(0, IN
                 "tag=$(printf 'S3cr3tmsg' | $G digest sha256 | cut -c 1-64) && "
                 "$G attack hash-length-extension --text msg --suffix ext --digest $tag --length 6 >out && "
                 "line=$(sed -n 's/^ *6 //p' out) && forged=${line#* } && "
                 "python3 -c 'import sys; sys.stdout.buffer.write(b\"S3cr3t\" + bytes.fromhex(sys.argv[1]))' "
                 "$forged >message && "
                 "test \"$($G digest sha256 message | cut -c 1-64)\" = \"${line%% *}\"");
    static const char *const hashes[] = {"md5", "sha1", "sha256", "sha512"};
    for (size_t i = 0; i < sizeof hashes / sizeof hashes[0]; i++) {
        char arguments[100];
        snprintf(arguments, sizeof arguments, "hash-length-extension --hash %s", hashes[i]);
        json_decref(told(arguments));
    }
    for (int length = 100; length < 132; length++) // every place in a block
        shell_expect(
            0, "$G attack hash-length-extension --text \"$(head -c %d /dev/zero | tr '\\0' x)\" >/dev/null",
            length);
    shell_refused(2, "cuts its digest", "$G attack hash-length-extension --hash sha384");
    shell_refused(2, "is for --digest", "$G attack hash-length-extension --length 5");
    shell_refused(2, "not 3", "$G attack hash-length-extension --digest 001122");
}

static void nonce_reuse(void)
{
    static const char *const curves[] = {"classroom", "P-192", "secp256k1", "P-521"};
    for (size_t i = 0; i < sizeof curves / sizeof curves[0]; i++)
        for (int seed = 0; seed < 8; seed++) {
            char arguments[100];
            snprintf(arguments, sizeof arguments, "ecdsa-nonce-reuse --curve %s --seed %d", curves[i], seed);
            json_decref(told(arguments));
        }
    // Honest signatures of the user's own: nothing is found, and the status says so.
    shell_expect(0, IN
                 "$G keygen ec --out n.pem && $G pubkey --in n.pem --out n.pub && echo a >a && echo b >b && "
                 "$G sign --key n.pem --out a.sig a && $G sign --key n.pem --out b.sig b");
    shell_expect(1, IN "$G attack ecdsa-nonce-reuse --key n.pub --messages a,b --signatures a.sig,b.sig");
    shell_refused(1, "does not verify",
                  IN "$G attack ecdsa-nonce-reuse --key n.pub --messages b,a --signatures a.sig,b.sig");
    shell_refused(2, "belong together", "$G attack ecdsa-nonce-reuse --key n.pub");
    shell_refused(2, "comma",
                  IN "$G attack ecdsa-nonce-reuse --key n.pub --messages a --signatures a.sig,b.sig");
    shell_refused(2, "no curve", "$G attack ecdsa-nonce-reuse --curve foo");
    shell_refused(2, "same message", "$G attack ecdsa-nonce-reuse --first a --second a");
}

// Keys and ciphertexts that openssl makes, without padding.
static void small_exponent(void)
{
    json_t *story = told("rsa-small-exponent --bits 1024 --text hi --long 'a longer one'");
    CU_ASSERT_STRING_EQUAL(text_of(story, "short_text"), "hi");
    CU_ASSERT_STRING_EQUAL(text_of(story, "long_text"), "a longer one");
    json_decref(story);
    shell_expect(
        0, IN
        "{ head -c 20 /dev/zero; printf '%%-108s' 'From openssl, and its cube goes far beyond n'; } >raw && "
        "for i in 1 2 3; do openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 "
        "-pkeyopt rsa_keygen_pubexp:3 -out e$i.pem 2>/dev/null; openssl pkey -in e$i.pem -pubout "
        "-out e$i.pub; openssl pkeyutl -encrypt -pubin -inkey e$i.pub -pkeyopt "
        "rsa_padding_mode:none -in raw | od -An -v -tx1 | tr -d ' \\n' >c$i; done");
    shell_expect(0, IN "$G attack rsa-small-exponent --keys e1.pub,e2.pub,e3.pub --ciphertexts "
                       "$(cat c1),$(cat c2),$(cat c3) | tr -d '\\n' | grep -q 'From openssl'");
    shell_expect(1, IN "$G attack rsa-small-exponent --keys e1.pub --ciphertexts $(cat c1)");
    shell_refused(2, "as many", IN "$G attack rsa-small-exponent --keys e1.pub,e2.pub --ciphertexts 11");
    shell_refused(2, "hex", IN "$G attack rsa-small-exponent --keys e1.pub --ciphertexts xyz");
    shell_refused(2, "belong together", "$G attack rsa-small-exponent --keys e1.pub");
    shell_refused(2, "cube below n", "$G attack rsa-small-exponent --bits 1024 --text '%0200d'", 1);
}

static void dictionary(void)
{
    shell_expect(0, IN "printf 'one\\ntwo\\n\\nthree\\r\\n' >words && printf 'a\\0b\\n' >zero && : >none");
    json_t *story = told("pbkdf2-dictionary --words words --password three --iterations 3");
    CU_ASSERT_STRING_EQUAL(text_of(story, "password"), "three");
    CU_ASSERT_EQUAL(number_of(story, "words"), 3);
    json_decref(story);
    // A hash of the pbkdf2 command's.
    shell_expect(0, IN "h=$(K=two $G pbkdf2 --password env:K --salt 0011 --iterations 9 --length 32) && "
                       "$G attack pbkdf2-dictionary --words words --salt 0011 --hash $h --iterations 9 | "
                       "grep -q 'the password  *two$'");
    shell_expect(1, IN "$G attack pbkdf2-dictionary --words words --password four --iterations 3 >/dev/null");
    shell_refused(1, "no word", IN "$G attack pbkdf2-dictionary --words none");
    shell_refused(1, "zero byte", IN "$G attack pbkdf2-dictionary --words zero");
    shell_refused(1, "No such file", IN "$G attack pbkdf2-dictionary --words missing");
    shell_refused(2, "belong together", "$G attack pbkdf2-dictionary --salt 00");
    shell_refused(2, "32 bytes", "$G attack pbkdf2-dictionary --salt 00 --hash 00");
}

// ---- SocketChat, ECB ----

static void replay(void)
{
    json_t *story = told("socketchat-replay --password password --line "
                         "rN4pzMHrXt+H3yD3wjH83T3Q0kEK6tARTQWHNQVNR/o="); // of the report
    CU_ASSERT_STRING_EQUAL(text_of(story, "everyone_reads"), "[ user1: ] Hello");
    CU_ASSERT_EQUAL(number_of(story, "accepted"), 3);
    json_decref(story);
    shell_refused(2, "--password",
                  "$G attack socketchat-replay --line rN4pzMHrXt+H3yD3wjH83T3Q0kEK6tARTQWHNQVNR/o=");
    shell_refused(1, "does not decrypt",
                  "$G attack socketchat-replay --password x --line "
                  "rN4pzMHrXt+H3yD3wjH83T3Q0kEK6tARTQWHNQVNR/o=");
}

static void codebook(void)
{
    json_t *story = told("ecb-codebook --seed 11");
    CU_ASSERT_EQUAL(number_of(story, "votes_read"), 12);
    CU_ASSERT_STRING_EQUAL(text_of(story, "pasted_reads"), "[ alice: ] I vote no");
    json_decref(story);
    // Lines that openssl encrypts: ECB repeats, CBC does not.
    shell_expect(0,
                 IN "rm -f ecb cbc; for i in 1 2 3; do for m in ecb cbc; do iv=; test $m = ecb || iv=\"-iv "
                    "$(openssl rand -hex 16)\"; printf 'sixteen letters.number %%d' $i | openssl enc "
                    "-aes-128-$m -K 00112233445566778899aabbccddeeff $iv -a -A >>$m; echo >>$m; done; done");
    shell_expect(0, IN "$G attack ecb-codebook --lines ecb >out && grep -q '3 times  ' out");
    shell_expect(1, IN "$G attack ecb-codebook --lines cbc 2>/dev/null");
    shell_refused(1, "line 1", IN "echo 'no base64' >bad; $G attack ecb-codebook --lines bad");
    shell_refused(1, "line 2",
                  IN "printf 'AAAAAAAAAAAAAAAAAAAAAA==\\nAAAA\\n' >bad; $G attack ecb-codebook --lines bad");
    shell_refused(1, "no line", IN ": >bad; $G attack ecb-codebook --lines bad");
    shell_refused(2, "8 or 16", IN "$G attack ecb-codebook --lines ecb --block 9");
    shell_refused(2, "for --lines", "$G attack ecb-codebook --block 8");
}

static void picture(void)
{
    json_t *story = told("ecb-picture --out ecb.ppm --out-cbc cbc.ppm");
    CU_ASSERT_EQUAL(number_of(story, "ecb_distinct"), number_of(story, "plain_distinct"));
    json_decref(story);
    shell_expect(0,
                 IN "test $(wc -c <ecb.ppm) = $((15 + 3 * 384 * 384)) && head -c 2 cbc.ppm | grep -q P6 && "
                    "! cmp -s ecb.ppm cbc.ppm");
    shell_expect(0, IN "{ printf 'P6 # a comment\\n32 2\\n255\\n'; head -c 192 /dev/zero; } >flat.ppm && "
                       "$G attack ecb-picture --picture flat.ppm >/dev/null");
    shell_expect(1, IN "$G attack ecb-picture --picture cbc.ppm >/dev/null 2>&1"); // nothing repeats in it
    shell_refused(1, "no PPM", IN "echo hello >x.ppm; $G attack ecb-picture --picture x.ppm");
    shell_refused(1, "whole PPM", IN "head -c 1000 ecb.ppm >x.ppm; $G attack ecb-picture --picture x.ppm");
    shell_refused(1, "whole PPM",
                  IN "printf 'P6\\n99999 9\\n255\\n' >x.ppm; $G attack ecb-picture --picture x.ppm");
    shell_refused(1, "whole PPM", IN "printf 'P6' >x.ppm; $G attack ecb-picture --picture x.ppm");
    shell_refused(1, "No such file", IN "$G attack ecb-picture --out missing/x.ppm");
}

static void search(void)
{
    json_t *story = told("des-search --bits 18 --threads 3 --seed 5");
    char arguments[300];
    snprintf(arguments, sizeof arguments, "des-search --bits 18 --plain %s --cipher %s --known %s",
             text_of(story, "plain"), text_of(story, "cipher"), text_of(story, "known_key"));
    json_t *again = told(arguments);
    CU_ASSERT_STRING_EQUAL(text_of(again, "key"), text_of(story, "key"));
    shell_expect(
        0,
        IN "python3 -c 'import sys; "
           "sys.stdout.buffer.write(bytes.fromhex(sys.argv[1]))' %s >block && $G encrypt --cipher des-ecb "
           "--key %.16s block | head -c 8 | od -An -v -tx1 | tr -d ' \\n' | grep -qx %s",
        text_of(story, "plain"), text_of(story, "key"), text_of(story, "cipher"));
    json_decref(story);
    json_decref(again);
    json_decref(told("des-search --bits 0"));
    json_decref(told("des-search --bits 7 --threads 64"));
    shell_expect(1,
                 "$G attack des-search --bits 12 --plain 0011223344556677 --cipher 0011223344556677 --known "
                 "0123456789abcdef 2>/dev/null");
    shell_refused(2, "belong together", "$G attack des-search --plain 0011223344556677");
    shell_refused(2, "16 hex digits", "$G attack des-search --bits 3 --plain 00 --cipher 00 --known 00");
    shell_refused(2, "0 to 56", "$G attack des-search --bits 57");
}

// ---- glasslock log ----

// What openssl makes we open, and the other way round: key and IV derived here by openssl, too.
static void log_files(void)
{
    shell_expect(0, IN
                 "key=$(openssl kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt pass:PrivateConvo123 -kdfopt "
                 "salt:UniqueSaltHere -kdfopt iter:100000 -binary PBKDF2 | od -An -v -tx1 | tr -d ' \\n') && "
                 "iv=$(printf %%.32s $key) && printf 'alice: hi\\nbob: eight, then\\n' >talk && "
                 "openssl enc -aes-256-cbc -K $key -iv $iv -a -in talk >wrapped && "
                 "openssl enc -aes-256-cbc -K $key -iv $iv -a -A -in talk >single && "
                 "$G log decrypt wrapped | cmp - talk && $G log decrypt <single | cmp - talk && "
                 "$G log encrypt talk | cmp - single && $G log encrypt --out mine talk && "
                 "openssl enc -d -aes-256-cbc -K $key -iv $iv -a -A -in mine | cmp - talk && "
                 "test $(stat -c %%a mine) = 600");
    shell_expect(0, IN
                 "P=other $G log encrypt --password env:P --salt pepper --iterations 5 talk >mine && "
                 "P=other $G log decrypt --password env:P --salt pepper --iterations 5 mine | cmp - talk && "
                 ": >empty && $G log encrypt empty | $G log decrypt | cmp - empty");
    shell_refused(1, "another password", IN "$G log decrypt mine");
    shell_refused(1, "not base64", IN "$G log decrypt talk");
    shell_refused(1, "does not decrypt", IN "$G log decrypt empty");
    shell_refused(1, "No such file", IN "$G log decrypt missing");
    shell_refused(2, "decrypt or encrypt", "$G log");
    shell_refused(2, "no 'open'", "$G log open");
    shell_refused(2, "unexpected", IN "$G log decrypt mine mine");
    shell_refused(2, "not a number", IN "$G log decrypt --iterations 0 mine");
}

// ---- servers that run ----

static unsigned port_of(struct process *server)
{
    unsigned port = 0;
    CU_ASSERT_EQUAL(sscanf(strstr(process_await(server, "port "), "port "), "port %u", &port), 1);
    return port;
}

static void live_chatlock(void)
{
    struct process *server =
        process_start("$G serve --protocol chatlock --port 0 --data \"$T/live\" </dev/null");
    unsigned port = port_of(server);
    char arguments[300];
    snprintf(arguments, sizeof arguments,
             "chatlock-forge --connect 127.0.0.1:%u --from carol --text 'I quit' --seed 5", port);
    json_t *story = told(arguments);
    CU_ASSERT_STRING_EQUAL(text_of(story, "delivered"), "carol to me (private): I quit");
    json_decref(story);
    const char *line = process_await(server, "carol to reader-");
    CU_ASSERT_PTR_NOT_NULL(strstr(line, ": AUTHENTICATED")); // in the server's own words
    snprintf(arguments, sizeof arguments, "chatlock-forge --connect 127.0.0.1:%u --to dave", port);
    json_decref(told(arguments));
    process_await(server, "alice to dave: AUTHENTICATED");
    shell_refused(2, "at most 32", "$G attack chatlock-forge --connect 127.0.0.1:%u --from %060d", port, 7);
    process_kill(server);
    shell_refused(1, "no server answers", "$G attack chatlock-forge --connect 127.0.0.1:%u", port);
    shell_refused(2, "not HOST:PORT", "$G attack chatlock-forge --connect 127.0.0.1");
    shell_refused(2, "for --connect", "$G attack chatlock-forge --to bob");
}

static void live_socketchat(void)
{
    struct process *server =
        process_start("$G serve --protocol socketchat --password password --port 0 --data "
                      "\"$T/live\" </dev/null");
    unsigned port = port_of(server);
    char arguments[300];
    snprintf(
        arguments, sizeof arguments,
        "socketchat-replay --connect 127.0.0.1:%u --line rN4pzMHrXt+H3yD3wjH83T3Q0kEK6tARTQWHNQVNR/o=", port);
    json_t *story = told(arguments);
    CU_ASSERT_EQUAL(number_of(story, "accepted"), 3);
    json_decref(story);
    for (int i = 0; i < 3; i++)
        process_await(server, "rN4pzMHrXt+H3yD3wjH83T3Q0kEK6tARTQWHNQVNR/o=");
    shell_expect(1,
                 "$G attack socketchat-replay --connect 127.0.0.1:%u --line "
                 "rN4pzMHrXt+H3yD3wjH83T3Q0kEK6tARTQWHNQVNR/p= 2>/dev/null",
                 port);
    shell_refused(2, "takes --line", "$G attack socketchat-replay --connect 127.0.0.1:%u", port);
    process_kill(server);
}

void suite_attack(void)
{
    static const struct test_case cases[] = {
        {"all succeed and are defended", all_succeed_and_are_defended},
        {"a seed repeats a run", seeds_repeat},
        {"listed and explained", listed_and_explained},
        {"ChatLock", chatlock},
        {"an oracle answers and stops", oracle_answers_and_stops},
        {"padding oracle", padding_oracle},
        {"Manger's oracle", manger},
        {"length extension", length_extension},
        {"nonce reuse", nonce_reuse},
        {"small exponent", small_exponent},
        {"dictionary", dictionary},
        {"replay", replay},
        {"codebook", codebook},
        {"picture", picture},
        {"DES search", search},
        {"log files", log_files},
        {"a ChatLock server that runs", live_chatlock},
        {"a SocketChat server that runs", live_socketchat},
        {0},
    };
    add_suite("attack", cases);
}
