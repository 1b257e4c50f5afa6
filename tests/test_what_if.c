// SPDX-License-Identifier: MIT
// Other algorithms than the standard's, which every view says; and inputs from the official vectors.
#include "tests/run.h"
#include "tests/shell.h"

#include <string.h>

#define SAYS "NOT the standard's algorithm"

// Each wish changes the result, and stays sound under the checker.
static void wishes_change_the_result(void)
{
    static const char *const calls[] = {
        "des --rounds 3",
        "des --table S1=S2",
        "des --leave-out P",
        "des --leave-out 'key schedule'",
        "des3 --rounds 5",
        "aes --rounds 4",
        "aes --table SubBytes=identity",
        "aes --table SubBytes=InvSubBytes",
        "aes --leave-out ShiftRows",
        "aes --leave-out MixColumns",
        "aes --leave-out SubBytes",
        "aes-256 --leave-out 'key schedule'",
        "aes --decrypt --rounds 4",
        "sha256 --rounds 20",
        "sha512 --rounds 20",
    };
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        const char *end = strstr(calls[i], " --");
        shell_expect(0, "$G trace %s --check | grep -q 'all agree'", calls[i]);
        shell_expect(0, "! $G trace %s --check | grep -q 'engine in force'", calls[i]);
        shell_expect(0,
                     "mkdir -p \"$T/w\" && $G trace %s --format report >\"$T/w/a\" && grep -q \"" SAYS
                     "\" \"$T/w/a\" && "
                     "$G trace %.*s %s --format report >\"$T/w/b\" && ! cmp -s \"$T/w/a\" \"$T/w/b\" && "
                     "test \"$(tail -1 \"$T/w/a\")\" != \"$(tail -1 \"$T/w/b\")\"",
                     calls[i], (int)(end - calls[i]), calls[i],
                     strstr(calls[i], "--decrypt") ? "--decrypt" : "");
    }
}

// Three rounds of DES by hand: R3 || L3 through IP^-1.
static void rounds_stop_where_they_are_told(void)
{
    shell_expect(
        0, "$G trace des --rounds 3 --format json | python3 -c \"import json,sys; t=json.load(sys.stdin); "
           "v={s['label']:s['value'] for s in t['steps']}; "
           "assert v['R3 || L3']==v['R3']+v['L3'] and 'R4' not in v, v\"");
    shell_expect(0, "$G trace des --rounds 16 | grep -q 85e813540f0ab405");
    shell_expect(0, "test \"$($G trace aes --rounds 10 --format json | tail -c 400 | grep -o "
                    "'69c4e0d86a7b0430d8cdb78070b4c55a' | "
                    "head -1)\" = 69c4e0d86a7b0430d8cdb78070b4c55a");
}

// Encryption and decryption with the same wish undo each other.
static void decryption_undoes_what_was_done(void)
{
    static const char *const wishes[] = {"--rounds 3", "--leave-out MixColumns --rounds 5",
                                         "--leave-out ShiftRows"};
    shell_expect(0, "c=$($G trace des --rounds 5 --in 0123456789abcdef --format json | grep -o "
                    "'\"value\":\"[0-9a-f]*' | tail -1 | "
                    "cut -d'\"' -f4); $G trace des --rounds 5 --decrypt --in $c --format json | tail -2 | "
                    "grep -q 0123456789abcdef");
    for (size_t i = 0; i < sizeof wishes / sizeof wishes[0]; i++)
        shell_expect(0,
                     "c=$($G trace aes %s --format json | grep -o '\"value\":\"[0-9a-f]*' | tail -1 | cut "
                     "-d'\"' -f4); "
                     "$G trace aes %s --decrypt --in $c --format json | tail -2 | grep -q "
                     "00112233445566778899aabbccddeeff",
                     wishes[i], wishes[i]);
}

static void every_view_says_so(void)
{
    shell_expect(0, "$G trace aes --rounds 2 | head -3 | grep -q \"" SAYS ": --rounds 2\"");
    shell_expect(0, "$G trace aes --rounds 2 | tail -1 | grep -q \"" SAYS "\"");
    shell_expect(0, "$G trace aes --rounds 2 --format html | grep -q \"" SAYS "\"");
    shell_expect(0, "printf 'expect !! NOT the standard\\nright*9\\nexpect !! NOT\\nL\\nexpect !! "
                    "NOT\\n?\\nexpect !! NOT\\n' | "
                    "$G step aes --rounds 2 --script -");
    shell_expect(0,
                 "mkdir -p \"$T/not\" && $G trace aes --rounds 2 --format json >\"$T/not/r\" && $G trace des "
                 "--table S1=S2 "
                 "--leave-out P --format json >\"$T/not/t\" && /usr/bin/python3 tests/validate.py "
                 "app/views/trace.schema.json \"$T/not/r\" \"$T/not/t\" && $G trace --check \"$T/not/r\" && "
                 "grep -q '\"not_the_standard\":{.*\"rounds\":2' \"$T/not/r\" && "
                 "grep -q '\"replaced\":\"S1\",\"by\":\"S2\",\"left_out\":\"P\"' \"$T/not/t\"");
    shell_expect(1, "$G trace aes --format json | grep not_the_standard");
    shell_expect(0, "$G trace aes --rounds 2 --quiz </dev/null | head -1 | grep -q \"" SAYS "\"");
    shell_expect(
        0, "mkdir -p \"$T/ws\" && $G trace aes --rounds 2 --worksheet \"$T/ws/s.html\" && grep -q 'NOT the "
           "standard.*s algorithm: --rounds 2' \"$T/ws/s.html\" \"$T/ws/s-key.html\"");
    // of two runs and of many, too, also where only the second is another algorithm
    static const char *const twins[] = {"des --diff leave-out=P", "des --rounds 3 --diff in:0",
                                        "des --diff in:0,table=S1=S2", "aes --diff rounds=3",
                                        "aes --rounds 3 --avalanche in --runs 3"};
    for (size_t i = 0; i < sizeof twins / sizeof twins[0]; i++) {
        shell_expect(0, "$G trace %s | head -3 | grep -q \"" SAYS "\"", twins[i]);
        shell_expect(0, "$G trace %s --format json | grep -q \"" SAYS "\"", twins[i]);
        shell_expect(0, "$G trace %s --format html | grep -q \"NOT the standard.*s algorithm\"", twins[i]);
        if (strstr(twins[i], "--diff"))
            shell_expect(0, "printf 'expect NOT the standard\\n' | $G step %s --script -", twins[i]);
    }
    shell_expect(1, "$G trace des --diff in:0 | grep NOT");
    shell_expect(1, "$G trace aes --avalanche in --runs 3 | grep NOT");
    shell_expect(1, "$G trace aes | grep -q NOT");
}

static void presets_come_from_vectors(void)
{
    shell_expect(0, "$G trace aes --vector vectors/data/ciphers/AES/CBC/CBCGFSbox128.rsp:3 --mode cbc "
                    "--format json >\"$T/p\" && "
                    "r=$(awk '/^COUNT = 3/ {on=1} on && /^CIPHERTEXT/ {print $3; exit}' "
                    "vectors/data/ciphers/AES/CBC/CBCGFSbox128.rsp) && grep -q $r \"$T/p\"");
    shell_expect(0, "$G trace sha1 --vector vectors/data/hashes/SHA1/SHA1ShortMsg.rsp:0 | "
                    "grep -q 'da39a3ee5e6b4b0d3255bfef95601890afd80709'");
    shell_expect(0, "$G step des --vector vectors/data/ciphers/3DES/ECB/TECBvarkey.rsp:0 --script /dev/null");
    shell_refused(2, "FILE:COUNT", "$G trace aes --vector nothing");
    shell_refused(2, "No such file", "$G trace aes --vector nothing:3");
    shell_refused(2, "no record 99999",
                  "$G trace aes --vector vectors/data/ciphers/AES/CBC/CBCGFSbox128.rsp:99999");
    shell_refused(2, "has no PLAINTEXT",
                  "$G trace aes --vector vectors/data/asymmetric/DSA/FIPS_186-3/KeyPair.rsp:0");
}

// The numbers of S2 and of the inverse box in files do what the named tables do; a class's own box is said to
// be no standard's wherever it stands, and its JSON is checked like any other.
static void boxes_come_from_files(void)
{
    shell_expect(
        0, "mkdir -p \"$T/box\" && cd \"$T/box\" && "
           "python3 -c \"print('# S2'); print(*[15,1,8,14,6,11,3,4,9,7,2,13,12,0,5,10],sep=', '); "
           "print(*[3,13,4,7,15,2,8,14,12,0,1,10,6,9,11,5]); print(*['0x%%x'%%v for v in "
           "[0,14,7,11,10,4,13,1,5,8,12,6,9,3,2,15]]); print(*[13,8,10,1,3,15,4,2,11,6,7,12,0,5,14,9])\" "
           ">s2.txt && seq 0 255 >same.txt && seq 1 255 >short.txt && (echo 256; seq 1 255) >large.txt && "
           "(echo 63 7c 77; seq 3 255) >hex.txt && (echo 1; seq 1 255) >twice.txt");
    shell_expect(
        0, "last() { $G trace \"$@\" --format json | grep -o '\"value\":\"[0-9a-f]*' | tail -1; }; "
           "test $(last des --table S1=\"$T/box/s2.txt\") = $(last des --table S1=S2) && "
           "test $(last des --table S1=\"$T/box/s2.txt\") != $(last des) && "
           "test $(last aes --table SubBytes=\"$T/box/same.txt\") = $(last aes --table SubBytes=identity)");
    shell_expect(0, "cd \"$T/box\" && \"$G\" trace des --table S1=s2.txt >t && grep -q 'looked up in S1 "
                    "from s2.txt' t "
                    "&& head -3 t | grep -q \"" SAYS ": --table S1=s2.txt\" && tail -1 t | grep -q \"" SAYS
                    "\"");
    shell_expect(
        0,
        "printf 'type /S1(B1)\\nenter\\nexpect !! NOT the standard\\nexpect Table S1 from s2.txt  (NOT the "
        "standard\\n' | $G step des --table S1=\"$T/box/s2.txt\" --script -");
    shell_expect(
        0, "$G trace aes --table SubBytes=\"$T/box/twice.txt\" --format html | grep -q 'not one-to-one'");
    shell_expect(0, "$G trace des --table S1=\"$T/box/s2.txt\" --check | grep -q 'all agree'");
    shell_expect(0, "$G trace des --table S1=\"$T/box/s2.txt\" --format json >\"$T/box/j\" && $G trace "
                    "--check \"$T/box/j\" "
                    "| grep -q 'all agree'");
    shell_refused(1, "step 78",
                  "python3 -c \"import json,sys; t=json.load(open(sys.argv[1])); "
                  "[b.update(cells=[0]*64) for b in t['tables'] if b['name']=='S1 from s2.txt']; "
                  "print(json.dumps(t))\" "
                  "\"$T/box/j\" | $G trace --check -");
    shell_expect(0, "$G trace des --diff \"table=S1=$T/box/s2.txt\" | grep -q 'Block 1 > Round 16'");
    shell_refused(1, "255 numbers, where SubBytes has 256",
                  "$G trace aes --table SubBytes=\"$T/box/short.txt\"");
    shell_refused(1, "line 1: 256 does not fit a cell of SubBytes: 0 to 255",
                  "$G trace aes --table SubBytes=\"$T/box/large.txt\"");
    shell_refused(1, "line 1: '7c' is no number (hex digits follow 0x)",
                  "$G step aes --table SubBytes=\"$T/box/hex.txt\" --script /dev/null");
    shell_refused(1, "where S1 has 64", "$G trace des --table S1=/dev/null");
    shell_refused(2, "P is no S-box", "$G trace des --table P=\"$T/box/s2.txt\"");
    shell_refused(2, "takes no --table", "$G trace aes --table S1=\"$T/box/s2.txt\"");
}

static void wrong_wishes_are_refused(void)
{
    shell_refused(2, "des has fewer", "$G trace des --rounds 17");
    shell_refused(2, "no number of rounds", "$G trace des --rounds 0");
    shell_refused(2, "no number of rounds", "$G trace des --rounds x");
    shell_refused(2, "takes no --rounds", "$G trace rsa --rounds 2");
    shell_refused(2, "no part 'ShiftRows'; it has 'key schedule', 'P'", "$G trace des --leave-out ShiftRows");
    shell_refused(2, "it has 'key schedule', 'SubBytes', 'ShiftRows', 'MixColumns'",
                  "$G trace aes --leave-out P");
    shell_refused(2, "takes no --leave-out", "$G trace sha256 --leave-out P");
    shell_refused(2, "takes no --table", "$G trace aes --table S1=S2");
    shell_refused(2, "different shapes", "$G trace aes --table SubBytes=S1");
    shell_refused(2, "is not TABLE=TABLE", "$G trace aes --table SubBytes");
    shell_refused(2, "neither a table (S2, identity) nor a file", "$G trace aes --table SubBytes=nothing");
}

void suite_what_if(void)
{
    static const struct test_case cases[] = {
        {"wishes change the result", wishes_change_the_result},
        {"rounds stop where they are told", rounds_stop_where_they_are_told},
        {"decryption undoes what was done", decryption_undoes_what_was_done},
        {"every view says so", every_view_says_so},
        {"presets come from vectors", presets_come_from_vectors},
        {"boxes come from files", boxes_come_from_files},
        {"wrong wishes are refused", wrong_wishes_are_refused},
        {0},
    };
    add_suite("what_if", cases);
}
