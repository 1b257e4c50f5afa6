// SPDX-License-Identifier: MIT
// The program as a whole: help, version, engines, manual pages, completion.
#include "tests/run.h"
#include "tests/shell.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#define EVERY_COMMAND "$(\"$G\" --help | awk '/^  [a-z]/ {print $1}')"

static void every_command_has_help(void)
{
    shell_expect(0, "for c in " EVERY_COMMAND
                    "; do \"$G\" $c --help | head -1 | grep -q \"^usage: glasslock $c\" || exit 1; done");
    shell_expect(0, "test $(\"$G\" --help | grep -c '^  [a-z]') -ge 12");
    shell_expect(0, "for c in " EVERY_COMMAND "; do \"$G\" $c --no-such-option 2>\"$T/e\" >\"$T/o\"; "
                    "test $? = 2 && test $(wc -l <\"$T/e\") = 1 && ! test -s \"$T/o\" || exit 1; done");
    shell_refused(2, "no command 'frobnicate'", "\"$G\" frobnicate");
    shell_expect(2, "\"$G\"");
    shell_expect(0, "\"$G\" --version | grep -q '^glasslock [0-9]'");
    shell_refused(1, "cannot write", "\"$G\" engines >/dev/full");
}

static void engines_are_listed_and_forced(void)
{
    shell_expect(0, "GLASSLOCK_ENGINE=des=textbook \"$G\" engines | grep -A9 '^des ' | grep -q '> *textbook "
                    ".*FIPS 46-3'");
    shell_expect(
        0, "GLASSLOCK_ENGINE=modexp=textbook \"$G\" engines | grep -q '> textbook .*square and multiply'");
    shell_expect(0, "GLASSLOCK_CPU=none \"$G\" engines | grep -q 'no feature'");
    shell_refused(2, "no engine 'aes=fast'", "GLASSLOCK_ENGINE=des=textbook,aes=fast \"$G\" engines");
    shell_refused(2, "no feature 'avx'; there are sse4.1, ", "GLASSLOCK_CPU=aes,avx,sha \"$G\" engines");
    shell_refused(2, "no feature 'non'", "GLASSLOCK_CPU=non \"$G\" engines");
    shell_expect(0, "GLASSLOCK_CPU=none,aes \"$G\" engines && GLASSLOCK_CPU= \"$G\" engines");
    shell_refused(2, "unexpected argument", "\"$G\" engines aes");
    struct shell s = shell_run("GLASSLOCK_ENGINE=sha256=textbook \"$G\" engines --json");
    json_t *root = json_loads(s.out, JSON_REJECT_DUPLICATES, NULL), *family = NULL;
    size_t i = 0;
    bool forced = false;
    CU_ASSERT_PTR_NOT_NULL_FATAL(root);
    json_array_foreach(json_object_get(root, "families"), i, family)
    {
        const char *name = json_string_value(json_object_get(family, "family"));
        const char *chosen = json_string_value(json_object_get(family, "chosen"));
        forced = forced || (strcmp(name, "sha256") == 0 && strcmp(chosen, "textbook") == 0);
    }
    CU_ASSERT_TRUE(forced);
    json_decref(root);
    shell_free(&s);
}

// The manual pages are made of it, and terminals have 80 columns.
static void every_help_fits_a_terminal(void)
{
    struct shell s = shell_run(
        "for c in '' " EVERY_COMMAND " $(\"$G\" attack | sed -n 's/^  \\([a-z][^ ]*\\).*/attack:\\1/p'); do "
        "\"$G\" $(echo $c | tr : ' ') --help || exit 1; done | tee \"$T/helps\" | grep -E '.{81}'");
    if (*s.out)
        fprintf(stderr, "too wide: %s", s.out);
    CU_ASSERT_TRUE(s.status == 1 && s.out_n == 0);
    shell_free(&s);
    shell_expect(
        0, "test $(grep -c '^usage: glasslock' \"$T/helps\") = $(($(\"$G\" --help | grep -c '^  [a-z]') + "
           "1 + $(\"$G\" attack | grep -c '^  [a-z]')))");
}

static void every_command_has_a_manual_page(void)
{
    shell_expect(0, "sh app/scripts/man.sh \"$G\" \"$T/man\"");
    shell_expect(0, "for c in " EVERY_COMMAND
                    "; do grep -q '^usage: glasslock '$c \"$T/man/glasslock-$c.1\" || exit 1; done");
    shell_expect(0, "test $(ls \"$T/man\" | wc -l) = $((1 + $(\"$G\" --help | grep -c '^  [a-z]')))");
}

// What completion offers after the given words (the last may be empty).
static void completes(const char *words, const char *offer)
{
    struct shell s = shell_run(
        "mkdir -p \"$T/bin\" && ln -sf \"$G\" \"$T/bin/glasslock\" && PATH=\"$T/bin:$PATH\" bash -c '"
        ". app/completion/glasslock.bash; COMP_WORDS=(%s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); "
        "_glasslock; echo \" ${COMPREPLY[*]} \"'",
        words);
    if (!strstr(s.out, offer))
        fprintf(stderr, "completion of %s: %s%s", words, s.out, s.err);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, offer));
    shell_free(&s);
}

static void bash_completes(void)
{
    completes("glasslock \"\"", " trace ");
    completes("glasslock trace rsa-o", " rsa-oaep ");
    completes("glasslock trace ecdsa --cur", " --curve ");
    completes("glasslock trace ecdsa --curve P-2", " P-224 P-256 ");
    completes("glasslock trace rsa --engine tex", " textbook ");
    completes("glasslock keygen e", " ec ");
    completes("glasslock digest sha", " sha1 sha224 sha256 sha384 sha512 sha512/224 sha512/256 ");
    completes("glasslock sign --hash m", " md5 ");
    completes("glasslock encrypt --cipher des", " des-ecb des-cbc des3-ecb des3-cbc ");
}

// Who looks for a thing finds the folder's map, and what it points to.
static void every_folder_has_a_map(void)
{
    shell_expect(
        0, "find app bench crypto net report tests vectors -name '*.[ch]' -o -name '*.py' -o -name '*.mjs' | "
           "sed 's|/[^/]*$||' | sort -u | "
           "(n=0; while read -r d; do n=$((n + 1)); test -e \"$d/README.md\" || { echo \"no map: $d\" >&2; "
           "exit 1; }; done; test $n -gt 30)");
    shell_expect(
        0,
        "find README.md CONTRIBUTING.md SECURITY.md app bench crypto net report tests vectors -name '*.md' | "
        "while read -r f; do grep -o '](\\([^)#:]*\\))' \"$f\" | sed 's/](\\(.*\\))/\\1/' | while read -r "
        "to; "
        "do test -e \"$(dirname \"$f\")/$to\" || { echo \"$f: no $to\" >&2; exit 1; }; done || exit 1; done");
}

void suite_program(void)
{
    add_suite("program", (const struct test_case[]){
                             {"every command has help and refuses the unknown", every_command_has_help},
                             {"engines are listed and forced", engines_are_listed_and_forced},
                             {"every command has a manual page", every_command_has_a_manual_page},
                             {"every help fits a terminal", every_help_fits_a_terminal},
                             {"bash completes", bash_completes},
                             {"every folder has a map", every_folder_has_a_map},
                             {0},
                         });
}
