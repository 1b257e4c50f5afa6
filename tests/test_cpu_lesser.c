// SPDX-License-Identifier: MIT
// The engines that serve on other CPUs than this one: some that were sold, and some that were not. A CPU is
// what is left of this one when GLASSLOCK_CPU hides the rest.
#include "tests/run.h"
#include "tests/shell.h"

#include "crypto/common/cpu.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct cpu {
    const char *features;
    const char *serve[7]; // des among the constant-time ones, aes, sha1, sha256, sha512, modexp, ec
} cpus[] = {
    {"none", {"slice64", "ct", "portable", "portable", "portable", "gmp", "p256-portable"}},
    {"sse4.1,pclmul,aes", {"slice64", "ni", "portable", "portable", "portable", "gmp", "p256-portable"}},
    {"sse4.1,pclmul,aes,avx2,bmi2,adx", // without SHA
     {"slice-avx2", "ni", "portable", "portable", "bmi2", "gmp", "p256-mulx"}},
    {"sse4.1,pclmul,aes,sha,avx2,bmi2,adx", {"slice-avx2", "ni", "ni", "ni", "bmi2", "gmp", "p256-mulx"}},
    {"sse4.1,aes,avx2,vaes,gfni", // VAES alone is not enough
     {"slice-avx2", "ni", "portable", "portable", "portable", "gmp", "p256-portable"}},
    {"sse4.1,aes,sha,avx2,bmi2,adx,avx512", // the first with AVX-512: neither IFMA, VAES nor GFNI
     {"slice-avx512", "ni", "ni", "x16", "bmi2", "gmp", "p256-mulx"}},
    {"sse4.1,aes,sha,avx2,vaes,avx512,avx512ifma", // IFMA for RSA; P-256 needs mulx beside it
     {"slice-avx512", "vaes", "ni", "x16", "portable", "ifma", "p256-portable"}},
    {"sse4.1,aes,vaes,avx512,sha", // no AVX2: whatever needs it stays away
     {"slice-avx512", "vaes", "portable", "portable", "portable", "gmp", "p256-portable"}},
};
static const char *const families[] = {"des", "aes", "sha1", "sha256", "sha512", "modexp", "ec"};

// Has this CPU all that are named?
static bool has_all(const char *features)
{
    char list[100], *rest = NULL;
    snprintf(list, sizeof list, "%s", features);
    for (char *name = strtok_r(list, ",", &rest); name; name = strtok_r(NULL, ",", &rest)) {
        bool has = strcmp(name, "none") == 0;
        for (int i = 0; i < GL_CPU_FEATURES; i++)
            has = has || (strcmp(name, gl_cpu_feature_name((enum gl_cpu_feature)i)) == 0 &&
                          gl_cpu_has((enum gl_cpu_feature)i));
        if (!has)
            return false;
    }
    return true;
}

// The first engine that is available; of "des" the first that is constant-time, too.
static const char *serving(const json_t *family, bool constant_time)
{
    size_t i;
    const json_t *engine;
    json_array_foreach(json_object_get(family, "engines"), i, engine)
    {
        if (json_is_true(json_object_get(engine, "available")) &&
            (!constant_time || json_is_true(json_object_get(engine, "constant_time"))))
            return json_string_value(json_object_get(engine, "name"));
    }
    return "";
}

static void check_engines(const struct cpu *cpu)
{
    struct shell s =
        shell_run("env -u GLASSLOCK_ENGINE GLASSLOCK_CPU=%s \"$G\" engines --json", cpu->features);
    json_t *all = json_loads(s.out, 0, NULL);
    size_t i, found = 0;
    const json_t *family;
    CU_ASSERT_EQUAL(s.status, 0);
    json_array_foreach(json_object_get(all, "families"), i, family)
    {
        const char *name = json_string_value(json_object_get(family, "family"));
        for (size_t f = 0; f < sizeof families / sizeof *families; f++) {
            if (strcmp(name, families[f]) != 0)
                continue;
            const char *serves = serving(family, f == 0);
            if (strcmp(serves, cpu->serve[f]) != 0)
                fprintf(stderr, "%s, %s: %s, not %s\n", cpu->features, name, serves, cpu->serve[f]);
            CU_ASSERT_STRING_EQUAL(serves, cpu->serve[f]);
            if (f > 0) // and the choice is that one
                CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(family, "chosen")), serves);
            found++;
        }
    }
    CU_ASSERT_EQUAL(found, sizeof families / sizeof *families);
    json_decref(all);
    shell_free(&s);
}

static void the_right_engines_serve(void)
{
    for (size_t i = 0; i < sizeof cpus / sizeof *cpus; i++)
        if (has_all(cpus[i].features))
            check_engines(&cpus[i]);
}

// This program again, as it would run there.
static void choices_hold_there(void)
{
    for (size_t i = 0; i < sizeof cpus / sizeof *cpus; i++)
        if (has_all(cpus[i].features))
            shell_expect(0, "GLASSLOCK_CPU=%s /proc/%ld/exe cpu_choice", cpus[i].features, (long)getpid());
}

void suite_cpu_lesser(void)
{
    static const struct test_case cases[] = {
        {"the right engines serve", the_right_engines_serve},
        {"choices hold there", choices_hold_there},
        {0},
    };
    add_suite("cpu_lesser", cases);
}
