// SPDX-License-Identifier: MIT
// Every engine against the textbook: each available engine of a family is put in force in turn.
#ifndef GLASSLOCK_TESTS_FUZZ_ENGINES_H
#define GLASSLOCK_TESTS_FUZZ_ENGINES_H

#include "crypto/common/engine.h"

// for (struct engine_walk w = walk(&aes_family); walk_next(&w);) ...
struct engine_walk {
    const struct gl_family *family;
    size_t next;
};
static inline struct engine_walk walk(const struct gl_family *family)
{
    return (struct engine_walk){family, 0};
}
// Put the next one that this CPU can run in force; false: all have been, and the best is in force again.
static inline bool walk_next(struct engine_walk *w)
{
    while (w->family->engines[w->next]) {
        const struct gl_engine *engine = w->family->engines[w->next++];
        if (!gl_engine_available(engine))
            continue;
        gl_engine_set(w->family, engine);
        return true;
    }
    gl_engine_set(w->family, NULL);
    return false;
}

#endif
