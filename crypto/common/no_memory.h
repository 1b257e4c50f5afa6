// SPDX-License-Identifier: MIT
// The end of a process that cannot go on without memory.
//
// Two callers have no better answer: GMP, which cannot be told of a failure, and a command that runs once and
// whose output is worthless without a part of it. Whoever has something to keep returns GL_ERR_MEMORY
// instead.
#ifndef GLASSLOCK_COMMON_NO_MEMORY_H
#define GLASSLOCK_COMMON_NO_MEMORY_H

#include <stdio.h>

// What is said, here and for GL_ERR_MEMORY.
#define GL_NO_MEMORY "out of memory"

// Says so in one line on standard error and ends the process with exit(1): what is in the buffers of streams
// is written, and atexit() handlers run. Any thread; the first one that comes ends the process.
_Noreturn void gl_no_memory(void);

// `memory`, which is not NULL: else as gl_no_memory().
void *gl_need(void *memory);

// Closes a stream of gl_text_open() (text.h) and returns its text, which is whole: else as gl_no_memory().
char *gl_need_text(FILE *stream, char **text);

#endif
