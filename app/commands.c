// SPDX-License-Identifier: MIT
// The subcommands, in the order in which `glasslock --help` lists them.
#include "app/commands.h"

#include "app/app.h"

const struct app_command app_commands[] = {
    {"engines", "what this CPU offers, and which engines are chosen", cmd_engines},
    {0},
};
