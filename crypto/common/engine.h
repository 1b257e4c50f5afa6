// SPDX-License-Identifier: MIT
// Engines: several ways to compute one algorithm, behind one contract.
//
// Every engine is a const struct that begins with `struct gl_engine`; the rest of it is the algorithm's own
// table of functions (des.h, aes.h, hash.h, ...). An algorithm lists its engines, best first, in one `struct
// gl_family`. The vectors, the tests, the benchmarks and `glasslock engines` walk that list, so a new engine
// is a new file and one line in it.
//
// The choice is made once, at first use: the first available engine of the list, unless GLASSLOCK_ENGINE or
// gl_engine_force() says otherwise (aes=ni,sha256=textbook). A context remembers the engine it was made with.
// The choice is the only mutable global state of the house.
#ifndef GLASSLOCK_COMMON_ENGINE_H
#define GLASSLOCK_COMMON_ENGINE_H

#include "crypto/common/error.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

struct gl_engine {
    const char *name;        // "textbook", "ni": what --engine says
    const char *technique;   // one line for people
    bool (*available)(void); // NULL: everywhere
    bool constant_time;      // no secret-dependent branch, address or variable-time instruction
    bool narrates;           // can record a trace
};

struct gl_family {
    const char *name;                       // "des", "aes", "sha256", ...
    const struct gl_engine *const *engines; // best first, NULL at the end
    _Atomic(const struct gl_engine *) *chosen;
};

// All families, NULL at the end (crypto/families.c).
extern const struct gl_family *const gl_families[];

bool gl_engine_available(const struct gl_engine *engine);

// The engine in force for the family; never NULL.
const struct gl_engine *gl_engine_chosen(const struct gl_family *family);

// The named engine, or NULL where the family has none of that name or this CPU cannot run it.
const struct gl_engine *gl_engine_find(const struct gl_family *family, const char *name);

// The first available engine that is constant-time, or NULL.
const struct gl_engine *gl_engine_constant_time(const struct gl_family *family);

const struct gl_family *gl_family_find(const char *name);

// Force one engine. NULL goes back to the best.
void gl_engine_set(const struct gl_family *family, const struct gl_engine *engine);

// Read "family=engine,family=engine". On an error nothing is changed, and *where points at the first wrong
// pair. GL_ERR_ARGUMENT: no such family or engine; GL_ERR_UNAVAILABLE: it exists, but this CPU cannot run it.
enum gl_error gl_engine_force(const char *choices, const char **where);

#endif
