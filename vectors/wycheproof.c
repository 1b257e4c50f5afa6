// SPDX-License-Identifier: MIT
#include "vectors/run.h"

bool wycheproof_plan(struct vector_plan *plan, struct vector_file *file)
{
    (void)plan;
    return vector_file_error(file, 0, "not yet");
}
