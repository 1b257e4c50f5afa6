// SPDX-License-Identifier: MIT
// Attacks: short, honest demonstrations. One file an attack, one line of attacks.c.
//
// An attack makes a victim from its seed, or takes the user's own data; then it may use only what its first
// section says the attacker knows. What it tells, every number of it, is computed by the run. Its last part
// makes the same attempt against the defence, and shows why it fails; the honest message still passes there.
#ifndef GLASSLOCK_APP_ATTACK_ATTACK_H
#define GLASSLOCK_APP_ATTACK_ATTACK_H

#include "app/attack/seeded.h"
#include "app/attack/story.h"
#include "app/options.h"

struct attack;

struct attack_run {
    const struct attack *attack;
    const char *name; // "attack NAME": how it complains
    struct story *story;
    struct seeded seeded; // where all of the demonstration's randomness comes from
};

struct attack {
    const char *name;
    const char *title;   // the weakness, in a line
    const char *defence; // its name
    const char *usage;   // of the options of its own, as --help shows them: lines that end in \n, or ""
    // The demonstration. Its own options, then attack_begin(). Returns an enum app_status.
    int (*run)(struct attack_run *run, int argc, char **argv);
};
extern const struct attack *const attacks[]; // NULL at the end

// Read the command line: `own` options and the common ones (--seed, --json, --help); no operands. Then the
// story is open and the seed is drawn. Anything but APP_OK: return it.
int attack_begin(struct attack_run *run, int argc, char **argv, const struct app_option *own);

double attack_clock(void); // seconds, for differences

// "out of memory", or what else an error of crypto/ is.
static inline int attack_error(const struct attack_run *run, enum gl_error error)
{
    if (!error)
        return APP_OK;
    app_fail(run->name, "%s", gl_error_string(error));
    return APP_FAILED;
}

// Tell the end, and turn it into a status: APP_OK where the attack succeeded and its defence held.
int attack_end(struct attack_run *run, int status);

#endif
