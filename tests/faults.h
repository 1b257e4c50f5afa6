// SPDX-License-Identifier: MIT
// The program under test with a library of tests/faults/ before it: while it is on, $G is a script that
// starts the program so. (Shells, peers and other tools between the test and the program run as ever.)
// Sanitized programs get their sanitizer's runtime first, as it demands.
#ifndef GLASSLOCK_TESTS_FAULTS_H
#define GLASSLOCK_TESTS_FAULTS_H

#include <stdbool.h>

// `library`: "io", "disk", "clock"; environment: assignments for the shell, such as GLASSLOCK_IO='eintr=3'.
__attribute__((format(printf, 2, 3))) void faults_on(const char *library, const char *environment, ...);
void faults_off(void);

// Is the test program sanitized? What such a runtime does between the program and the library is not tested.
bool faults_sanitized(void);

// The library "disk" over $T/WHERE; from its next call on it obeys a rule ("full 0", "readonly", "write 3"),
// or none.
void faults_disk(const char *where);
__attribute__((format(printf, 1, 2))) void faults_rule(const char *format, ...);
void faults_mend(void);

// The words of a file in $T, such as the rule that a library obeys from its next call on.
__attribute__((format(printf, 2, 3))) void faults_write(const char *name, const char *format, ...);

#endif
