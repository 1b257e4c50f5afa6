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

static bool names_operation(const char *pattern, const struct operation *op)
{
    char about[BENCH_NAME_BYTES * 2];
    snprintf(about, sizeof about, "%s (%s, %s)", op->name, op->algorithm, op->family->name);
    return matches(pattern, about);
}

struct bench_filter bench_filter_of(const struct bench_list *list, const char *pattern)
{
    bool any = false;
    for (size_t i = 0; i < list->count && pattern && !any; i++)
        any = names_operation(pattern, &list->operations[i]);
    return (struct bench_filter){.operation = any ? pattern : NULL, .party = any ? NULL : pattern};
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

static const struct task *task_of(const struct operation *op, const struct peer *peer)
{
    return peer && peer->primitive ? &op->primitive : &op->task;
}

static const struct way *way_of(const struct operation *op, const struct peer *peer)
{
    if (!peer->version || (peer->primitive && !op->primitive_answer))
        return NULL;
    return peer->ways[task_of(op, peer)->kind];
}

bool bench_engine_can(const struct operation *op, const struct gl_engine *engine)
{
    return gl_engine_available(engine) && (!op->serves || op->serves(op, engine));
}

bool bench_peer_can(const struct operation *op, const struct peer *peer)
{
    return !op->alone && way_of(op, peer) != NULL;
}

static bool add(struct result *result, struct contestant c)
{
    c.family = result->op->family;
    if (!c.way || result->count == BENCH_MAX_CONTESTANTS)
        return true;
    bench_select(&c);
    c.state = c.way->open(task_of(result->op, c.peer));
    if (!c.state && c.engine) {
        fprintf(stderr, "glasslock bench: %s: the engine %s could not begin\n", result->op->name, c.name);
        return false;
    }
    if (c.state)
        result->rows[result->count++] = c;
    else
        result->unable[result->n_unable++] = c.peer;
    return true;
}

static bool names_engine(const struct bench_filter *filter, const struct operation *op)
{
    for (const struct gl_engine *const *e = op->family->engines; filter->party && *e; e++)
        if (bench_engine_can(op, *e) && matches(filter->party, (*e)->name))
            return true;
    return false;
}

static bool names_peer(const struct bench_filter *filter, const struct operation *op)
{
    for (const struct peer *const *p = peers; filter->party && *p; p++)
        if (bench_peer_can(op, *p) && matches(filter->party, (*p)->name))
            return true;
    return false;
}

bool bench_includes(const struct bench_filter *filter, const struct operation *op)
{
    if (filter->operation && !names_operation(filter->operation, op))
        return false;
    return !filter->party || names_engine(filter, op) || names_peer(filter, op);
}

bool bench_open(struct result *result, const struct operation *op, const struct bench_filter *filter)
{
    bool some_engines = names_engine(filter, op), some_peers = names_peer(filter, op), good = true;
    *result = (struct result){.op = op};
    for (const struct gl_engine *const *e = op->family->engines; *e && good; e++)
        if (bench_engine_can(op, *e) && (!some_engines || matches(filter->party, (*e)->name)))
            good = add(result, (struct contestant){.name = (*e)->name, .engine = *e, .way = op->ours});
    for (const struct peer *const *p = peers; *p && good; p++)
        if (bench_peer_can(op, *p) && (!some_peers || matches(filter->party, (*p)->name)))
            good = add(result, (struct contestant){.name = (*p)->name, .peer = *p, .way = way_of(op, *p)});
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
    void *state = c->way->open(&op->trap);
    if (!state)
        return complain(op, c, "could not begin with a forgery");
    c->way->run(state);
    c->way->answer(state, answer);
    c->way->close(state);
    if (memcmp(answer, op->trap_answer, op->trap.answer_bytes) != 0)
        return complain(op, c, "accepts a forgery");
    return true;
}

static bool is_right(const struct operation *op, const struct contestant *c, const uint8_t *answer,
                     const uint8_t *expected)
{
    if (c->peer && c->peer->primitive)
        return op->primitive_answer && memcmp(answer, op->primitive_answer, op->primitive.answer_bytes) == 0;
    if (op->check)
        return op->check(op, answer);
    return !expected || memcmp(answer, expected, op->task.answer_bytes) == 0;
}

// expected: the answer of the first of us, or NULL for it.
static bool check_one(const struct operation *op, const struct contestant *c, uint8_t *answer,
                      const uint8_t *expected)
{
    memset(answer, 0xa5, task_of(op, c->peer)->answer_bytes);
    bench_select(c);
    if (!c->way->run(c->state))
        return complain(op, c, "failed");
    c->way->answer(c->state, answer);
    gl_engine_set(op->family, NULL); // we judge with our best engine
    if (!is_right(op, c, answer, expected))
        return complain(op, c, "gives another answer than ours");
    return !op->trap_answer || (c->peer && c->peer->primitive) || escapes_trap(op, c);
}

bool bench_check(struct result *result)
{
    const struct operation *op = result->op;
    size_t bytes = op->task.answer_bytes;
    if (op->primitive_answer && op->primitive.answer_bytes > bytes)
        bytes = op->primitive.answer_bytes;
    uint8_t *expected = peer_memory(bytes), *answer = peer_memory(bytes);
    bool good = expected && answer;
    for (size_t i = 0; i < result->count && good; i++)
        good = check_one(op, &result->rows[i], i ? answer : expected, i ? expected : NULL);
    free(expected);
    free(answer);
    return good;
}
