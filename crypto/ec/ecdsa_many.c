// SPDX-License-Identifier: MIT
// Many verifications: collects the checks that an engine can do side by side.
#include "crypto/ec/ecdsa.h"

// Checks of one curve that wait for their lanes, and where their results belong.
struct waiting {
    const struct ec_engine *engine;
    size_t n;
    struct ecdsa_check checks[ECDSA_MANY];
    enum gl_error *results[ECDSA_MANY];
};

static void flush(struct waiting *w)
{
    enum gl_error results[ECDSA_MANY];
    if (w->n)
        w->engine->verify_many(w->checks, w->n, results);
    for (size_t i = 0; i < w->n; i++)
        *w->results[i] = results[i];
    w->n = 0;
}

void ecdsa_verify_many(const struct ecdsa_check *checks, size_t n, enum gl_error *results)
{
    struct waiting w = {.n = 0};
    for (size_t i = 0; i < n; i++) {
        const struct ecdsa_check *check = &checks[i];
        const struct ec_engine *engine = ec_engine_for(check->key->curve);
        if (!engine->verify_many) {
            results[i] = ecdsa_verify(check->key, check->sig, check->digest, check->bytes);
            continue;
        }
        if (w.n == ECDSA_MANY || (w.n && w.checks[0].key->curve != check->key->curve))
            flush(&w);
        w.engine = engine;
        w.checks[w.n] = *check;
        w.results[w.n++] = &results[i];
    }
    flush(&w);
}
