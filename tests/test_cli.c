// SPDX-License-Identifier: MIT
// Command lines that are wrong, for each file command: the right status, one line, nothing half-written.
#include "tests/run.h"
#include "tests/shell.h"

#include <stdio.h>
#include <string.h>

#define IN   "cd \"$T/cli\" && "
#define KEY  "00112233445566778899aabbccddeeff"
#define LONG "0123456789012345678901234567890123456789"

struct wrong {
    int status;
    const char *words, *arguments;
};

static void prepare(void)
{
    shell_expect(0, "rm -rf \"$T/cli\"; mkdir -p \"$T/cli/folder\" && cd \"$T/cli\" && echo 'Meet me' >note "
                    "&& : >empty && "
                    "$G keygen rsa --bits 1024 --out rsa.pem && $G keygen ec --out ec.pem && "
                    "$G pubkey --in rsa.pem --out rsa.pub && $G pubkey --in ec.pem --out ec.pub && "
                    "$G sign --key ec.pem --out ec.sig note && $G encrypt --key rsa.pub --out c.rsa note && "
                    "$G fernet keygen --out f.key && head -c 70000 /dev/zero >long && printf 'x\\n' >pass && "
                    "$G keygen ec --format traditional | head -c 100 >cut.pem");
}

// Every line is refused as stated, and leaves no file "new" and no temporary one.
static void refuse_all(const char *command, const struct wrong *cases)
{
    shell_expect(0, IN "ls -A >../before");
    for (; cases->status; cases++)
        shell_refused(cases->status, cases->words, IN "$G %s %s", command, cases->arguments);
    shell_refused(2, "unknown option", IN "$G %s --bogus", command);
    shell_expect(0, IN "$G %s --help | grep -q usage", command);
    shell_expect(0, IN "ls -A | cmp - ../before");
}

static void keygen(void)
{
    static const struct wrong cases[] = {
        {2, "which kind", ""},
        {2, "option '-x'", "-xyz ec"},
        {2, "no kind", "foo"},
        {2, "unexpected", "ec extra"},
        {2, "needs a value", "ec --out"},
        {2, "not a number", "rsa --bits 12x"},
        {2, "not a number", "rsa --bits 512"},
        {2, "not a number", "rsa --bits 99999999999999999999999"},
        {2, "even", "rsa --bits 2049"},
        {2, "odd", "rsa --exponent 4"},
        {2, "no curve", "ec --curve P-257"},
        {2, "object identifier", "ec --curve classroom"},
        {2, "EC keys", "rsa --curve P-256"},
        {2, "RSA keys", "ec --exponent 3"},
        {2, "--curve", "ec --bits 256"},
        {2, "--format", "ec --format der"},
        {2, "DSA has", "dsa --bits 2050"},
        {1, "No such file", "ec --out missing/new"},
        {1, "directory", "ec --out folder"},
        {1, "space", "ec --out /dev/full"},
        {1, "space", "ec >/dev/full"},
        {0},
    };
    refuse_all("keygen", cases);
}

static void pubkey(void)
{
    static const struct wrong cases[] = {
        {2, "unexpected", "a b"},
        {2, "needs a value", "--in"},
        {2, "--format", "--in ec.pem --format der"},
        {1, "No such file", "--in missing"},
        {1, "directory", "--in folder"},
        {1, "well-formed", "--in empty"},
        {1, "well-formed", "--in note"},
        {1, "well-formed", "--in cut.pem"},
        {1, "more than", "--in long"},
        {1, "well-formed", ""}, // standard input, empty
        {1, "pkcs1", "--in ec.pem --format pkcs1"},
        {1, "No such file", "--in ec.pem --out missing/new"},
        {1, "space", "--in ec.pem --text --out /dev/full"},
        {1, NULL, "--in ec.pem --text >/dev/full"},
        {0},
    };
    refuse_all("pubkey", cases);
}

static void sign(void)
{
    static const struct wrong cases[] = {
        {2, "--key", "note"},
        {2, "unexpected", "--key ec.pem note note"},
        {2, "no hash", "--key ec.pem --hash sha3 note"},
        {2, "exclude", "--key ec.pem --deterministic --random-nonce note"},
        {2, "RSA keys", "--key ec.pem --scheme pss note"},
        {2, "EC and DSA", "--key rsa.pem --format der note"},
        {2, "EC and DSA", "--key rsa.pem --random-nonce note"},
        {2, "neither", "--key rsa.pem --scheme foo note"},
        {2, "neither", "--key ec.pem --format foo note"},
        {2, "--salt", "--key rsa.pem --scheme pkcs1 --salt 3 note"},
        {2, "not a number", "--key rsa.pem --salt -1 note"},
        {1, "too small", "--key rsa.pem --salt 100 note"},
        {1, "private", "--key ec.pub note"},
        {1, "No such file", "--key ec.pem missing"},
        {1, "directory", "--key ec.pem folder"},
        {1, "No such file", "--key ec.pem --out missing/new note"},
        {1, "space", "--key ec.pem --out /dev/full note"},
        {1, "space", "--key rsa.pem note >/dev/full"},
        {0},
    };
    refuse_all("sign", cases);
}

static void verify(void)
{
    static const struct wrong cases[] = {
        {2, "needed", "--key ec.pub note"},
        {2, "needed", "--signature ec.sig note"},
        {2, "RSA keys", "--key ec.pub --salt 3 --signature ec.sig note"},
        {1, "not valid", "--key ec.pub --signature ec.sig pass"},
        {1, "not valid", "--key ec.pub --signature note note"},
        {1, "not valid", "--key ec.pub --signature empty note"},
        {1, "not valid", "--key rsa.pub --signature ec.sig note"},
        {1, "not valid", "--key ec.pub --format p1363 --signature ec.sig note"},
        {1, "not valid", "--key ec.pub --hash sha1 --signature ec.sig note"},
        {1, "more than", "--key ec.pub --signature long note"},
        {1, "No such file", "--key missing --signature ec.sig note"},
        {1, "No such file", "--key ec.pub --signature missing note"},
        {1, "write", "--key ec.pub --signature ec.sig note >/dev/full"},
        {0},
    };
    refuse_all("verify", cases);
}

static void encrypt(void)
{
    static const struct wrong cases[] = {
        {2, "needed", "note"},
        {2, "no cipher", "--cipher aes-256 --key " KEY " note"},
        {2, "no cipher", "--cipher aes-512-cbc --key " KEY " note"},
        {2, "no cipher", "--cipher " LONG "-cbc --key " KEY " note"},
        {2, "odd", "--cipher aes-128-ecb --key 001 note"},
        {2, "not hex", "--cipher aes-128-ecb --key zz note"},
        {2, "bytes", "--cipher aes-128-ecb --key " KEY KEY " note"},
        {2, "bytes", "--cipher aes-128-ecb --key '' note"},
        {2, "--iv", "--cipher aes-128-cbc --key " KEY " note"},
        {2, "--iv", "--cipher aes-128-cbc --key " KEY " --iv 00 note"},
        {2, "no IV", "--cipher aes-128-ecb --key " KEY " --iv " KEY " note"},
        {2, "exclude", "--cipher aes-128-ecb --key " KEY " --key-file pass note"},
        {2, "needed", "--cipher aes-128-ecb note"},
        {2, "no environment", "--cipher aes-128-ecb --key env:GLASSLOCK_NO_SUCH note"},
        {2, "no environment", "--password env:GLASSLOCK_NO_SUCH note"},
        {2, "leave out", "--password x --key " KEY " note"},
        {2, "exclude", "--password x --password-file pass note"},
        {2, "not a number", "--password x --iterations 0 note"},
        {2, "RSA", "--password x --label 00 note"},
        {2, "--iv", "--key rsa.pub --iv " KEY " note"},
        {2, "no hash", "--key rsa.pub --hash foo note"},
        {2, "--label", "--key rsa.pub --label 0 note"},
        {1, "EC key", "--key ec.pub note"},
        {1, "longer", "--key rsa.pub rsa.pem"},
        {1, "more than", "--key rsa.pub long"},
        {1, "too small", "--key rsa.pub --hash sha512 note"},
        {1, "No such file", "--key rsa.pub missing"},
        {1, "No such file", "--cipher aes-128-ecb --key " KEY " --out new missing"},
        {1, "directory", "--cipher aes-128-ecb --key " KEY " --out new folder"},
        {1, "multiple", "--cipher aes-128-ecb --key " KEY " --no-padding --out new note"},
        {1, "space", "--cipher aes-128-ecb --key " KEY " --out /dev/full long"},
        {1, "space", "--cipher aes-128-ecb --key " KEY " long >/dev/full"},
        {0},
    };
    refuse_all("encrypt", cases);
}

static void decrypt(void)
{
    static const struct wrong cases[] = {
        {1, "decrypt", "--cipher aes-128-ecb --key " KEY " --out new note"},
        {1, "decrypt", "--cipher aes-128-ecb --key " KEY " --out new empty"},
        {1, "Salted__", "--password x --out new note"},
        {1, "Salted__", "--password x --out new empty"},
        {1, "private", "--key rsa.pub --out new c.rsa"},
        {1, "decrypt", "--key rsa.pem --hash sha1 --out new c.rsa"},
        {1, "decrypt", "--key rsa.pem --label 00 --out new c.rsa"},
        {1, "decrypt", "--key rsa.pem --out new empty"},
        {1, "decrypt", "--key rsa.pem --out new note"},
        {1, "No such file", "--key rsa.pem --out missing/new c.rsa"},
        {1, "space", "--key rsa.pem --out /dev/full c.rsa"},
        {0},
    };
    refuse_all("decrypt", cases);
}

static void digest(void)
{
    static const struct wrong cases[] = {
        {2, "which algorithm", ""},
        {2, "no hash", "sha3 note"},
        {2, "alone", "sha256 --check note note"},
        {1, "No such file", "sha256 missing"},
        {1, "directory", "sha256 folder"},
        {1, "line 1", "sha256 --check note"},
        {1, "empty", "sha256 --check empty"},
        {1, "No such file", "sha256 --check missing"},
        {1, "write", "sha256 note >/dev/full"},
        {1, "write", "sha256 --json note >/dev/full"},
        {0},
    };
    refuse_all("digest", cases);
}

static void hmac(void)
{
    static const struct wrong cases[] = {
        {2, "needed", "note"},
        {2, "odd", "--key 0 note"},
        {2, "hex", "--key xy note"},
        {2, "hex", "--key-file note note"},
        {2, "no hash", "--key 00 --hash foo note"},
        {2, "unexpected", "--key 00 --verify 00 note note"},
        {2, "64 hex", "--key 00 --verify 00 note"},
        {1, "does not match", "--key 00 --hash md5 --verify " KEY " note"},
        {1, "No such file", "--key 00 missing"},
        {1, "No such file", "--key-file missing note"},
        {1, "more than", "--key-file long note"},
        {1, "write", "--key 00 note >/dev/full"},
        {0},
    };
    refuse_all("hmac", cases);
}

static void pbkdf2(void)
{
    static const struct wrong cases[] = {
        {2, "needed", "--password x"},
        {2, "needed", "--salt 00 --iterations 1 --length 1"},
        {2, "not a number", "--password x --salt 00 --iterations 0 --length 1"},
        {2, "not a number", "--password x --salt 00 --iterations 1 --length 0"},
        {2, "not a number", "--password x --salt 00 --iterations 1 --length 65537"},
        {2, "odd", "--password x --salt 0 --iterations 1 --length 1"},
        {2, "unexpected", "--password x --salt 00 --iterations 1 --length 1 more"},
        {1, "No such file", "--password-file missing --salt 00 --iterations 1 --length 1"},
        {1, "write", "--password-file pass --salt 00 --iterations 1 --length 1 >/dev/full"},
        {0},
    };
    refuse_all("pbkdf2", cases);
}

static void hkdf(void)
{
    static const struct wrong cases[] = {
        {2, "--length", "--key 00"},
        {2, "needed", "--length 3"},
        {2, "not a number", "--key 00 --length 8161"}, // 255 digests and a byte
        {2, "odd", "--key 00 --length 3 --salt 0"},
        {2, "hex", "--key 00 --length 3 --info xx"},
        {2, "no hash", "--key 00 --length 3 --hash foo"},
        {1, "No such file", "--key-file missing --length 3"},
        {1, "write", "--key 00 --length 3 >/dev/full"},
        {0},
    };
    refuse_all("hkdf", cases);
}

static void fernet(void)
{
    static const struct wrong cases[] = {
        {2, "keygen, encrypt or decrypt", ""},
        {2, "there are", "foo"},
        {2, "none", "keygen --key x"},
        {2, "for decrypt", "encrypt --ttl 3 --key-file f.key note"},
        {2, "base64", "encrypt --key x note"},
        {2, "needed", "encrypt note"},
        {1, "not valid", "decrypt --key-file f.key --out new note"},
        {1, "not valid", "decrypt --key-file f.key --out new empty"},
        {1, "No such file", "encrypt --key-file f.key missing"},
        {1, "No such file", "keygen --out missing/new"},
        {1, "space", "keygen --out /dev/full"},
        {1, "space", "encrypt --key-file f.key note >/dev/full"},
        {0},
    };
    refuse_all("fernet", cases);
}

// What was there stays there when the command fails, and is replaced whole when it does not.
static void outputs_are_whole(void)
{
    shell_expect(0, IN "echo precious >old && cp old kept");
    shell_refused(1, NULL, IN "$G decrypt --cipher aes-128-ecb --key " KEY " --out old note");
    shell_expect(0, IN "cmp old kept && $G encrypt --cipher aes-128-ecb --key " KEY " --out old note && "
                       "$G decrypt --cipher aes-128-ecb --key " KEY " --out old old && cmp old note");
    shell_expect(0, IN "ln -s note link && $G digest sha256 link && rm -f old kept link");
    shell_expect(0, IN "touch mine && chmod 600 mine && $G keygen ec --out mine && test $(stat -c %%a mine) "
                       "= 600 && rm mine");
    shell_expect(0, IN "$G encrypt --cipher aes-128-ecb --key " KEY
                       " <long | $G decrypt --cipher aes-128-ecb --key " KEY " | cmp - long");
    shell_expect(0,
                 IN "mkfifo pipe && { cat pipe >got & } && $G sign --key rsa.pem --out pipe note && wait && "
                    "test -p pipe && test $(wc -c <got) = 128 && rm pipe got");
}

// SIGTERM, as SIGINT is ignored by what a shell starts in the background.
static void interrupted(void)
{
    shell_expect(
        0,
        IN "ls -A >../before; mkfifo in; sleep 9 >in & feeder=$!; $G encrypt --cipher aes-128-ecb --key " KEY
           " --out new in & sleep 0.3; kill -TERM $!; wait $!; status=$?; kill $feeder; rm in; "
           "test $status = 143 && ls -A | cmp - ../before");
}

static void secrets(void)
{
    shell_refused(1, "no terminal", IN "setsid -w $G hmac --key tty: note");
    shell_expect(
        0, IN
        "echo 00ff >key.hex && A=$($G hmac --key 00ff note) && test \"$A\" = \"$($G hmac --key-file key.hex "
        "note)\" && test \"$A\" = \"$(K=00ff $G hmac --key env:K note)\" && rm key.hex");
}

static void closed_pipe(void)
{
    shell_expect(0, IN "{ $G encrypt --cipher aes-128-ecb --key " KEY
                       " /dev/zero; echo $? >&3; } 3>status | head -c 1 "
                       ">/dev/null; test \"$(cat status)\" = 1 && rm status");
}

void suite_cli(void)
{
    static const struct test_case cases[] = {
        {"inputs are made", prepare},
        {"keygen", keygen},
        {"pubkey", pubkey},
        {"sign", sign},
        {"verify", verify},
        {"encrypt", encrypt},
        {"decrypt", decrypt},
        {"digest", digest},
        {"hmac", hmac},
        {"pbkdf2", pbkdf2},
        {"hkdf", hkdf},
        {"fernet", fernet},
        {"outputs appear whole or not at all", outputs_are_whole},
        {"an interrupt leaves nothing", interrupted},
        {"secrets from file and environment", secrets},
        {"a closed pipe ends the command", closed_pipe},
        {0},
    };
    add_suite("cli", cases);
}
