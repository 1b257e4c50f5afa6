// SPDX-License-Identifier: MIT
// The subcommands, in the order in which `glasslock --help` lists them.
#include "app/app.h"

const struct app_command app_commands[] = {
    {0},
};
