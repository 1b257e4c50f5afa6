// SPDX-License-Identifier: MIT
// The subcommands, in the order in which `glasslock --help` lists them.
#include "app/commands.h"

#include "app/app.h"

const struct app_command app_commands[] = {
    {"trace", "step through an algorithm: every value of a computation", cmd_trace},
    {"engines", "what this CPU offers, and which engines are chosen", cmd_engines},
    {0},
};
