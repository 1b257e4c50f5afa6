// SPDX-License-Identifier: MIT
// The memcheck method: this program once more, under valgrind. There each operation runs in a child of its
// own, so that every complaint is printed however often it was seen before; counts come back through a pipe,
// the complaints themselves in a log.
#ifndef GLASSLOCK_TESTS_CT_MEMCHECK_H
#define GLASSLOCK_TESTS_CT_MEMCHECK_H

#include <stdbool.h>
#include <stdio.h>

#define MEMCHECK_NOT_RUN (-1) // the engine needs instructions that valgrind does not know
#define MEMCHECK_DIED    (-2)

struct memcheck {
    FILE *counts; // NULL: no valgrind here
    char log[256];
    int pid;
};

// Start it in the background with the same arguments. `program`: this one, `log`: where complaints go.
struct memcheck memcheck_start(const char *program, const char *log, char *const *arguments);
// Complaints about the operation of that number; they are asked for in order.
int memcheck_count(struct memcheck *m, unsigned number);
// Print the first complaint about it.
void memcheck_print(const struct memcheck *m, unsigned number);
void memcheck_end(struct memcheck *m);

// ---- under valgrind ----

struct ct_operation;
struct gl_family;
struct gl_engine;
bool memcheck_inside(void);
// Run it and write its count to standard output; engines that valgrind's CPU cannot run are said to be so.
void memcheck_serve(const struct ct_operation *operation, const struct gl_family *family,
                    const struct gl_engine *engine, unsigned number);

#endif
