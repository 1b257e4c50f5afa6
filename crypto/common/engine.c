// SPDX-License-Identifier: MIT
#include "crypto/common/engine.h"

#include <stdlib.h>
#include <string.h>

bool gl_engine_available(const struct gl_engine *engine)
{
    return !engine->available || engine->available();
}

static const struct gl_engine *best(const struct gl_family *family)
{
    const struct gl_engine *const *engine = family->engines;
    while (!gl_engine_available(*engine))
        engine++; // the textbook engine ends every list and is always available
    return *engine;
}

static const struct gl_engine *named(const struct gl_family *family, const char *name, size_t length)
{
    for (const struct gl_engine *const *engine = family->engines; *engine; engine++)
        if (strlen((*engine)->name) == length && strncmp((*engine)->name, name, length) == 0)
            return *engine;
    return NULL;
}

const struct gl_engine *gl_engine_find(const struct gl_family *family, const char *name)
{
    const struct gl_engine *engine = named(family, name, strlen(name));
    return engine && gl_engine_available(engine) ? engine : NULL;
}

const struct gl_engine *gl_engine_constant_time(const struct gl_family *family)
{
    for (const struct gl_engine *const *engine = family->engines; *engine; engine++)
        if ((*engine)->constant_time && gl_engine_available(*engine))
            return *engine;
    return NULL;
}

static const struct gl_family *family_named(const char *name, size_t length)
{
    for (const struct gl_family *const *family = gl_families; *family; family++)
        if (strlen((*family)->name) == length && strncmp((*family)->name, name, length) == 0)
            return *family;
    return NULL;
}

const struct gl_family *gl_family_find(const char *name)
{
    return family_named(name, strlen(name));
}

void gl_engine_set(const struct gl_family *family, const struct gl_engine *engine)
{
    atomic_store(family->chosen, engine);
}

// One pair of the list: `pair` up to `length`.
static enum gl_error read_pair(const char *pair, size_t length, const struct gl_family **family,
                               const struct gl_engine **engine)
{
    const char *equals = memchr(pair, '=', length);
    if (!equals)
        return GL_ERR_ARGUMENT;
    *family = family_named(pair, (size_t)(equals - pair));
    if (!*family)
        return GL_ERR_ARGUMENT;
    *engine = named(*family, equals + 1, length - (size_t)(equals - pair) - 1);
    if (!*engine)
        return GL_ERR_ARGUMENT;
    return gl_engine_available(*engine) ? GL_OK : GL_ERR_UNAVAILABLE;
}

// Walk the list twice: once to check it all, once to apply it.
enum gl_error gl_engine_force(const char *choices, const char **where)
{
    for (int apply = 0; apply < 2; apply++) {
        for (const char *pair = choices; *pair;) {
            size_t length = strcspn(pair, ",");
            const struct gl_family *family = NULL;
            const struct gl_engine *engine = NULL;
            enum gl_error error = read_pair(pair, length, &family, &engine);
            if (error) {
                if (where)
                    *where = pair;
                return error;
            }
            if (apply)
                gl_engine_set(family, engine);
            pair += length;
            pair += *pair == ',';
        }
    }
    return GL_OK;
}

// What GLASSLOCK_ENGINE asks of this family, or NULL. A name that it gets wrong is reported by the program,
// which calls gl_engine_force() on the whole variable at start.
static const struct gl_engine *from_environment(const struct gl_family *family)
{
    const char *pair = getenv("GLASSLOCK_ENGINE");
    while (pair && *pair) {
        size_t length = strcspn(pair, ",");
        const struct gl_family *asked = NULL;
        const struct gl_engine *engine = NULL;
        if (read_pair(pair, length, &asked, &engine) == GL_OK && asked == family)
            return engine;
        pair += length;
        pair += *pair == ',';
    }
    return NULL;
}

const struct gl_engine *gl_engine_chosen(const struct gl_family *family)
{
    const struct gl_engine *engine = atomic_load(family->chosen);
    if (!engine) {
        engine = from_environment(family);
        engine = engine ? engine : best(family);
        atomic_store(family->chosen, engine);
    }
    return engine;
}
