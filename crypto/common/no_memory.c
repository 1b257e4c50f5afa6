// SPDX-License-Identifier: MIT
#include "crypto/common/no_memory.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void gl_no_memory(void)
{
    static atomic_flag ending = ATOMIC_FLAG_INIT; // exit() may be called once
    while (atomic_flag_test_and_set(&ending))
        pause();
    fputs("glasslock: " GL_NO_MEMORY "\n", stderr);
    exit(1);
}

void *gl_need(void *memory)
{
    if (!memory)
        gl_no_memory();
    return memory;
}

char *gl_need_text(FILE *stream, char **text)
{
    if (fclose(stream) != 0)
        gl_no_memory();
    return gl_need(*text);
}
