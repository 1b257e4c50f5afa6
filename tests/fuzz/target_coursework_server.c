// SPDX-License-Identifier: MIT
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/old_rig.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return old_server_hears(&server_coursework, data, size);
}
