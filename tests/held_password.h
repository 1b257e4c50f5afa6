// SPDX-License-Identifier: MIT
// A password that takes long to hash. crypt_rn() of the test program is its own and stands before libcrypt's;
// it passes every call on, and lets the one wait that a test wants to wait.
#ifndef GLASSLOCK_TESTS_HELD_PASSWORD_H
#define GLASSLOCK_TESTS_HELD_PASSWORD_H

#include <stdbool.h>

void password_hold(void); // the next one to be hashed waits
bool password_held(void); // wait until it is there; false: not within PATIENCE_MS (run.h)
void password_release(void);

#endif
