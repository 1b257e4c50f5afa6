// SPDX-License-Identifier: MIT
// Every family of engines in the house, in the order in which `glasslock engines` lists them.
#include "crypto/common/engine.h"

const struct gl_family *const gl_families[] = {
    NULL,
};
