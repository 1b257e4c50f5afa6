// SPDX-License-Identifier: MIT
// The protocols that chat-bench speaks.
#include "app/chatbench/load.h"

#include <string.h>

static const struct chatbench_wire *const wires[] = {&chatbench_raw, &chatbench_glasslock, NULL};

const struct chatbench_wire *chatbench_wire_find(const char *name)
{
    const struct chatbench_wire *const *w = wires;
    while (*w && strcmp((*w)->name, name) != 0)
        w++;
    return *w;
}
