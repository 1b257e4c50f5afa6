// SPDX-License-Identifier: MIT
// Every command of the lessons in app/examples/ works as it stands there; and what the lessons say of them is
// so.
#include "tests/run.h"
#include "tests/shell.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PROMPT "    $ "
// In a directory of their own, where `glasslock` is the program under test; the stepper, which wants a
// terminal, gets an empty script.
#define SETTING                                                                                              \
    "v=$(pwd)/vectors/data; g=$(realpath \"$G\"); mkdir -p \"$T/lessons/bin\" && ln -sf \"$g\" "             \
    "\"$T/lessons/bin/glasslock\" && "                                                                       \
    "cd \"$T/lessons\" && PATH=$PWD/bin:$PATH && export PATH GLASSLOCK_VECTORS=$v && "

static void run_command(const char *lesson, const char *command)
{
    const char *script = strncmp(command, "glasslock step ", 15) == 0 ? " --script /dev/null" : "";
    struct shell s = shell_run(SETTING "%s%s", command, script);
    if (s.status)
        fprintf(stderr, "%s: %s: status %d: %s", lesson, command, s.status, s.err);
    CU_ASSERT_EQUAL(s.status, 0);
    shell_free(&s);
}

static void run_lesson(const char *path)
{
    char line[1024];
    unsigned commands = 0;
    FILE *in = fopen(path, "r");
    CU_ASSERT_PTR_NOT_NULL_FATAL(in);
    while (fgets(line, sizeof line, in)) {
        line[strcspn(line, "\n")] = '\0';
        if (strncmp(line, PROMPT, strlen(PROMPT)) != 0)
            continue;
        run_command(path, line + strlen(PROMPT));
        commands++;
    }
    fclose(in);
    CU_ASSERT(commands >= 9);
}

static void des(void)
{
    run_lesson("app/examples/lesson-des.md");
    shell_expect(0, "$G trace des --key 0101010101010101 --in 0123456789abcdef --diff decrypt | "
                    "grep -q '445 of 445 steps are the same'");
}

static void aes(void)
{
    run_lesson("app/examples/lesson-aes.md");
}

static void sha256(void)
{
    run_lesson("app/examples/lesson-sha256.md");
    shell_expect(0, "$G trace sha256 --text $(printf %%055d 0) | grep -c 'Block [0-9]' | grep -qx 1");
    shell_expect(0, "$G trace sha256 --text $(printf %%056d 0) | grep -c 'Block [0-9]' | grep -qx 2");
}

static void rsa_oaep(void)
{
    run_lesson("app/examples/lesson-rsa-oaep.md");
    // c(2) c(65) = c(130) modulo 3233
    shell_expect(0, "c() { $G trace rsa -p 61 -q 53 -e 17 --in $1 --format json | grep -o "
                    "'\"value\":\"[0-9a-f]*' | tail -1 | "
                    "cut -d'\"' -f4; }; test $((0x$(c 2) * 0x$(c 65) %% 3233)) = $((0x$(c 130)))");
}

static void ecdsa(void)
{
    run_lesson("app/examples/lesson-ecdsa.md");
    shell_expect(
        0, "$G trace ecdsa -d 7 -k 5 --text one --diff text=two --full --format json | python3 -c \"import "
           "json,sys; "
           "s={x['label']:x for x in json.load(sys.stdin)['steps']}; assert s['r = x_R mod n']['differ']==0; "
           "assert s['s = k^-1 (e + d r) mod n']['differ']>0\"");
}

void suite_lessons(void)
{
    static const struct test_case cases[] = {
        {"DES", des}, {"AES", aes}, {"SHA-256", sha256}, {"RSA-OAEP", rsa_oaep}, {"ECDSA", ecdsa}, {0},
    };
    add_suite("lessons", cases);
}
