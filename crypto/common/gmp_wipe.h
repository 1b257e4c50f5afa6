// SPDX-License-Identifier: MIT
// GMP with a memory that forgets: what GMP frees, or leaves behind when a number grows, is wiped first.
//
// Numbers that we own are wiped where they are cleared (ti_wipe_mpz). But an mpz_t that grows moves, and its
// old limbs, perhaps half a private key, would stay readable in freed memory. GMP lets a program replace its
// allocator, for the whole process; so the program does it, and not the library: an application that embeds
// this library may use GMP for other ends, and chooses for itself. Scratch space below 64 KiB is GMP's own,
// on the stack, and out of reach here.
#ifndef GLASSLOCK_COMMON_GMP_WIPE_H
#define GLASSLOCK_COMMON_GMP_WIPE_H

// Call once, at the start of main, before threads. Memory still comes from malloc, so numbers made before the
// call may be freed after it. Without memory the program ends (no_memory.h), with a line and
// status 1, where GMP's own allocator aborts.
void gl_gmp_wipe_install(void);
// The same for a process that serves others: where there is no memory it waits for it, for two seconds.
void gl_gmp_wipe_wait(void);

#endif
