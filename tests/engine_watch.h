// SPDX-License-Identifier: MIT
// Which engines really ran? Asking for a name proves little; here a debugger's breakpoints answer.
//
// Something runs in a traced child: a function of this program, or another program. A breakpoint (int3) is
// put on the first instruction of every function of every engine of every family: the addresses are read from
// the engines' own structs in the child's memory, so a new engine, and a new function of an engine, is
// watched by itself. Each breakpoint is taken away when it is hit, and the order of the hits is noted.
#ifndef GLASSLOCK_TESTS_ENGINE_WATCH_H
#define GLASSLOCK_TESTS_ENGINE_WATCH_H

#include "crypto/common/engine.h"

#include <stdbool.h>

#define WATCH_ENGINES  32 // of one family
#define WATCH_FAMILIES 16

// Engines of one family are counted from 0, in the order of its list; each has a bit. Siblings may share
// functions.
struct watch_family {
    unsigned distinct;  // has a function that is no other engine's
    unsigned first;     // owns the function that was hit first; 0: none was hit
    unsigned exclusive; // a function that is no other engine's was hit
    unsigned foreign;   // a function that is not its own was hit
};

struct watch {
    bool possible; // false: this machine or its rules do not allow it; the rest is empty
    int status;    // of the child: its exit status, or 128 + signal
    struct watch_family families[WATCH_FAMILIES]; // in the order of gl_families
};

// Run work() in a child.
struct watch watch_call(void (*work)(void));

// Run the program with these arguments and standard input and output from and to /dev/null; `environment` is
// one NAME=VALUE, or NULL. The program must have the symbols gl_families and main.
struct watch watch_program(const char *program, char *const *arguments, const char *environment);

#endif
