// SPDX-License-Identifier: MIT
// Commands run by tests, through the shell: exit status, what they wrote, and no trace left behind.
//
// In a command, $G is the program under test (GLASSLOCK_BIN, by default build/glasslock), $F the directory of
// the libraries that let calls fail (tests/faults/README.md), and $T a directory of this process's own, made
// at first use and removed at exit. Standard input is empty unless redirected.
#ifndef GLASSLOCK_TESTS_SHELL_H
#define GLASSLOCK_TESTS_SHELL_H

#include <stdbool.h>
#include <stddef.h>

struct shell {
    int status; // exit status, or 128 + signal
    char *out;  // standard output, NUL-terminated
    size_t out_n;
    char *err; // standard error
};

// Run and collect; a shell that cannot be started fails the test. Free with shell_free().
__attribute__((format(printf, 1, 2))) struct shell shell_run(const char *format, ...);
void shell_free(struct shell *s);

// Run, assert the status, free.
__attribute__((format(printf, 2, 3))) void shell_expect(int status, const char *format, ...);

// Run; assert a non-zero status that is `status`, nothing on standard output, and exactly one line on
// standard error which contains `words` (NULL: any).
__attribute__((format(printf, 3, 4))) void shell_refused(int status, const char *words, const char *format,
                                                         ...);

// The directory $T.
const char *shell_directory(void);

#endif
