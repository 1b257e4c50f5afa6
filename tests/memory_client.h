// SPDX-License-Identifier: MIT
// Alice talks with Bob through a healthy server, with a client that may fail: what must hold whatever happens
// to it.
#ifndef GLASSLOCK_TESTS_MEMORY_CLIENT_H
#define GLASSLOCK_TESTS_MEMORY_CLIENT_H

#include "tests/memory_talk.h"

// After talk_prepare(). Alice comes in with `under` before her program, talks in the lobby, as a pair and in
// two groups, and comes again in between. She goes on, or ends with 1 and a line about memory. Then she comes
// without faults: what was shown as said is heard once, and her history is whole. t->wrong says what is not
// so.
void client_talk_run(struct talk *t, const char *under);
// Carol makes her account so. Later she comes in, or makes it then; her keys are those that Bob has seen.
void client_newcomer_run(struct talk *t, const char *under);

#endif
