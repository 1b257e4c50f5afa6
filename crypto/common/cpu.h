// SPDX-License-Identifier: MIT
// What this CPU offers, read once. Engines ask here whether they can run.
//
// GLASSLOCK_CPU in the environment masks features: GLASSLOCK_CPU=none hides all of them,
// GLASSLOCK_CPU=aes,sha keeps only those two (of what is really there: it never adds one).
#ifndef GLASSLOCK_COMMON_CPU_H
#define GLASSLOCK_COMMON_CPU_H

#include <stdbool.h>
#include <stddef.h>

enum gl_cpu_feature {
    GL_CPU_SSE41,
    GL_CPU_PCLMUL,
    GL_CPU_AES,
    GL_CPU_SHA,
    GL_CPU_AVX2,
    GL_CPU_BMI2,
    GL_CPU_ADX,
    GL_CPU_GFNI,
    GL_CPU_VAES,
    GL_CPU_AVX512, // F, BW, DQ and VL together
    GL_CPU_IFMA,
    GL_CPU_FEATURES
};

bool gl_cpu_has(enum gl_cpu_feature feature);

// Its name as GLASSLOCK_CPU and `glasslock engines` spell it, such as "sha".
const char *gl_cpu_feature_name(enum gl_cpu_feature feature);

#endif
