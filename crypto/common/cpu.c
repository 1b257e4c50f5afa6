// SPDX-License-Identifier: MIT
#include "crypto/common/cpu.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[GL_CPU_FEATURES] = {
    [GL_CPU_SSE41] = "sse4.1",  [GL_CPU_PCLMUL] = "pclmul",   [GL_CPU_AES] = "aes",
    [GL_CPU_SHA] = "sha",       [GL_CPU_AVX2] = "avx2",       [GL_CPU_BMI2] = "bmi2",
    [GL_CPU_ADX] = "adx",       [GL_CPU_GFNI] = "gfni",       [GL_CPU_VAES] = "vaes",
    [GL_CPU_AVX512] = "avx512", [GL_CPU_IFMA] = "avx512ifma",
};

static bool present[GL_CPU_FEATURES]; // written once, under pthread_once
static pthread_once_t once = PTHREAD_ONCE_INIT;

#if defined(__x86_64__)
#include <cpuid.h>

// The compiler's own test, which also asks the kernel (XGETBV) whether wide registers are saved.
// The compilers have no name there for SHA and ADX (CPUID leaf 7, EBX), nor all of them for GFNI and VAES
// (ECX).
static void detect(void)
{
    unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
    __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx);
    __builtin_cpu_init();
    present[GL_CPU_SSE41] = __builtin_cpu_supports("sse4.1");
    present[GL_CPU_PCLMUL] = __builtin_cpu_supports("pclmul");
    present[GL_CPU_AES] = __builtin_cpu_supports("aes");
    present[GL_CPU_SHA] = (ebx >> 29 & 1) && present[GL_CPU_SSE41];
    present[GL_CPU_AVX2] = __builtin_cpu_supports("avx2");
    present[GL_CPU_BMI2] = __builtin_cpu_supports("bmi2");
    present[GL_CPU_ADX] = (ebx >> 19 & 1) != 0;
    present[GL_CPU_GFNI] = (ecx >> 8 & 1) != 0;
    present[GL_CPU_VAES] = (ecx >> 9 & 1) && present[GL_CPU_AVX2];
    present[GL_CPU_AVX512] = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                             __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
    present[GL_CPU_IFMA] = __builtin_cpu_supports("avx512ifma") && present[GL_CPU_AVX512];
}
#else
static void detect(void) {}
#endif

static bool listed(const char *list, const char *name)
{
    size_t length = strlen(name);
    while (*list) {
        size_t word = strcspn(list, ",");
        if (word == length && strncmp(list, name, length) == 0)
            return true;
        list += word;
        list += *list == ',';
    }
    return false;
}

static void read_features(void)
{
    detect();
    const char *mask = getenv("GLASSLOCK_CPU");
    if (!mask)
        return;
    for (int i = 0; i < GL_CPU_FEATURES; i++)
        present[i] = present[i] && listed(mask, names[i]);
}

bool gl_cpu_has(enum gl_cpu_feature feature)
{
    pthread_once(&once, read_features);
    return present[feature];
}

const char *gl_cpu_feature_name(enum gl_cpu_feature feature)
{
    return names[feature];
}
