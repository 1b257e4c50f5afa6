// SPDX-License-Identifier: MIT
// Who competes in an operation, and whether their answers are right.
#include "bench/bench.h"

#include "crypto/common/gmp_wipe.h"

#include <gmp.h>
#include <regex.h>
#include <stdio.h>

static bool matches(const char *filter, const char *text)
{
    regex_t pattern;
    if (regcomp(&pattern, filter, REG_EXTENDED | REG_ICASE | REG_NOSUB) != 0)
        return false; // refused when the options were read
    bool found = regexec(&pattern, text, 0, NULL, 0) == 0;
    regfree(&pattern);
    return found;
}

bool bench_wanted(const char *filter, const struct operation *op, const char *contestant)
{
    char about[BENCH_NAME_BYTES * 2];
    if (!filter)
        return true;
    if (contestant)
        return matches(filter, contestant);
    snprintf(about, sizeof about, "%s (%s, %s)", op->name, op->algorithm, op->family->name);
    return matches(filter, about);
}

// What this contestant runs under: its engine, and GMP's memory. Ours is wiped, as in the program; a peer
// that builds on GMP must not pay for that.
void bench_select(const struct contestant *c)
{
    if (c->engine) {
        gl_engine_set(c->family, c->engine);
        gl_gmp_wipe_install();
    } else {
        mp_set_memory_functions(NULL, NULL, NULL);
    }
}

static bool add(struct result *result, struct contestant c)
{
    c.family = result->op->family;
    if (!c.way || result->count == BENCH_MAX_CONTESTANTS)
        return true;
    bench_select(&c);
    c.state = c.way->open(&result->op->task);
    if (!c.state && c.engine) {
        fprintf(stderr, "glasslock bench: %s: the engine %s could not begin\n", result->op->name, c.name);
        return false;
    }
    if (c.state)
        result->rows[result->count++] = c;
    return true;
}

static bool engine_takes_part(const struct operation *op, const struct gl_engine *engine)
{
    return gl_engine_available(engine) && (!op->serves || op->serves(op, engine));
}

// A filter that names no operation may name engines, which then meet all peers, or peers, which meet all
// engines.
static bool any_named(const struct operation *op, const char *filter, bool engines)
{
    for (const struct gl_engine *const *e = op->family->engines; engines && *e; e++)
        if (engine_takes_part(op, *e) && bench_wanted(filter, op, (*e)->name))
            return true;
    for (const struct peer *const *p = peers; !engines && *p; p++)
        if ((*p)->ways[op->task.kind] && bench_wanted(filter, op, (*p)->name))
            return true;
    return false;
}

bool bench_open(struct result *result, const struct operation *op, const char *filter)
{
    bool whole = bench_wanted(filter, op, NULL);
    bool by_engine = !whole && any_named(op, filter, true), by_peer = !whole && any_named(op, filter, false);
    bool good = true;
    *result = (struct result){.op = op};
    if (!whole && !by_engine && !by_peer)
        return true;
    for (const struct gl_engine *const *e = op->family->engines; *e && good; e++)
        if (engine_takes_part(op, *e) && (!by_engine || bench_wanted(filter, op, (*e)->name)))
            good = add(result, (struct contestant){.name = (*e)->name, .engine = *e, .way = op->ours});
    for (const struct peer *const *p = peers; *p && good; p++)
        if ((*p)->version && (!by_peer || bench_wanted(filter, op, (*p)->name)))
            good = add(result,
                       (struct contestant){.name = (*p)->name, .peer = *p, .way = (*p)->ways[op->task.kind]});
    return good;
}

void bench_close(struct result *result)
{
    for (size_t i = 0; i < result->count; i++) {
        bench_select(&result->rows[i]);
        result->rows[i].way->close(result->rows[i].state);
        result->rows[i].state = NULL;
    }
    gl_engine_set(result->op->family, NULL);
    gl_gmp_wipe_install();
}

// ---- answers ----

static bool complain(const struct operation *op, const struct contestant *c, const char *what)
{
    fprintf(stderr, "glasslock bench: %s: %s %s; nothing of it is timed\n", op->name, c->name, what);
    return false;
}

// The trap: everyone refuses the forgery.
static bool escapes_trap(const struct operation *op, const struct contestant *c)
{
    uint8_t answer[TASK_MAX_COUNT] = {0};
    bench_select(c);
    void *state = c->way->open(op->trap);
    if (!state)
        return complain(op, c, "could not begin with a forgery");
    c->way->run(state);
    c->way->answer(state, answer);
    c->way->close(state);
    if (memcmp(answer, op->trap_answer, op->trap->answer_bytes) != 0)
        return complain(op, c, "accepts a forgery");
    return true;
}

static bool check_one(const struct operation *op, const struct contestant *c, uint8_t *answer,
                      const uint8_t *expected)
{
    memset(answer, 0xa5, op->task.answer_bytes);
    bench_select(c);
    if (!c->way->run(c->state))
        return complain(op, c, "failed");
    c->way->answer(c->state, answer);
    gl_engine_set(op->family, NULL); // we judge with our best engine
    bool good =
        op->check ? op->check(op, answer) : !expected || memcmp(answer, expected, op->task.answer_bytes) == 0;
    if (!good)
        return complain(op, c, "gives another answer than ours");
    return !op->trap || escapes_trap(op, c);
}

bool bench_check(struct result *result)
{
    size_t bytes = result->op->task.answer_bytes;
    uint8_t *expected = peer_memory(bytes), *answer = peer_memory(bytes);
    bool good = expected && answer;
    for (size_t i = 0; i < result->count && good; i++)
        good = check_one(result->op, &result->rows[i], i ? answer : expected, i ? expected : NULL);
    free(expected);
    free(answer);
    return good;
}
