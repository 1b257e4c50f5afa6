// SPDX-License-Identifier: MIT
// glasslock attack: find an attack by its name, or list them.
#include "app/commands.h"

#include "app/attack/attack.h"

#include <stdio.h>
#include <string.h>

static void list(void)
{
    for (const struct attack *const *at = attacks; *at; at++)
        printf("  %-22s %s\n", (*at)->name, (*at)->title);
}

static void help(void)
{
    puts("usage: glasslock attack [NAME [OPTION...]]\n"
         "\n"
         "A short demonstration: what the attacker knows, what it does, what it gets, at\n"
         "what cost; then the same attempt against the defence, and why it fails there.\n"
         "Everything is computed by the run. Without a name the attacks are listed;\n"
         "`glasslock attack NAME --help` says what each takes.\n"
         "\n"
         "      --seed N   repeat a run\n"
         "      --json     the same for a program\n"
         "      --help     this text\n"
         "\n"
         "Status 0: the attack succeeded, and its defence held.\n");
    list();
    puts("\nexample: glasslock attack cbc-padding-oracle --text 'Meet me at eight'");
}

int cmd_attack(int argc, char **argv)
{
    if (argc < 2) {
        list();
        return APP_OK;
    }
    if (strcmp(argv[1], "--help") == 0) {
        help();
        return APP_OK;
    }
    if (argv[1][0] == '-')
        return app_usage("attack", "unknown option '%s'; see `glasslock attack --help`", argv[1]);
    for (const struct attack *const *at = attacks; *at; at++) {
        if (strcmp((*at)->name, argv[1]) != 0)
            continue;
        char name[64];
        snprintf(name, sizeof name, "attack %s", argv[1]);
        argv[1] = name;
        struct attack_run run = {.attack = *at, .name = name};
        return attack_end(&run, (*at)->run(&run, argc - 1, argv + 1));
    }
    return app_usage("attack", "no attack '%s'; `glasslock attack` lists them", argv[1]);
}
