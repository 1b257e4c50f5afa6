// SPDX-License-Identifier: MIT
// check-ct [FAMILY[=ENGINE] | twins | leaks]: every engine that claims to be constant-time, operation by
// operation, by both methods; and before that the planted leaks and a leaky twin of each operation, which
// both must report. Status 1: a claim is wrong, or a leak on purpose was missed. "twins" runs these alone;
// "leaks" takes the planted leaks for claims, and so must end with status 1.
#include "tests/ct/ct.h"

#include "tests/ct/harness.h"
#include "tests/ct/keys.h"
#include "tests/ct/memcheck.h"
#include "tests/ct/report.h"
#include "tests/ct/step.h"
#include "tests/ct/twins.h"

#include "crypto/cipher/cipher.h"
#include "crypto/ec/ec.h"
#include "crypto/hash/families.h"
#include "crypto/rsa/rsa.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FEW_SECRETS 2

static struct {
    const char *family, *engine; // what is asked for; NULL: all
    char program[256];
    struct memcheck memcheck;
    unsigned number; // of the operation
    bool inside;     // this is the run under valgrind
} check;

static const struct ct_operation *operations_of(const struct gl_family *family)
{
    if (family == cipher_des.family || family == cipher_aes128.family)
        return ct_cipher;
    if (family == &modexp_family)
        return ct_modexp;
    if (family == &ec_family)
        return ct_ec;
    for (const struct hash_alg *const *alg = hash_algs; *alg; alg++)
        if ((*alg)->family == family)
            return ct_hash;
    return NULL;
}

// Where memcheck has been, stepping need not look as long.
static unsigned secrets_for(const struct ct_operation *operation, int memcheck)
{
    if (operation->secrets)
        return operation->secrets;
    if (operation->kind == CT_PLANTED)
        return CT_SECRETS;
    return memcheck != MEMCHECK_NOT_RUN ? FEW_SECRETS : CT_SECRETS;
}

static void one(const struct ct_operation *operation, const char *family_name, const struct gl_family *family,
                const struct gl_engine *engine)
{
    unsigned number = check.number++;
    bool planted = operation->kind == CT_PLANTED;
    harness_short(planted);
    if (check.inside) {
        memcheck_serve(operation, family, engine, number);
        return;
    }
    const char *engine_name = planted ? "twin" : engine ? engine->name : "";
    struct report_row row = {family_name, engine_name, operation, .number = number};
    row.memcheck = memcheck_count(&check.memcheck, number);
    if (engine && !gl_engine_available(engine))
        return;
    harness_short(planted || row.memcheck != MEMCHECK_NOT_RUN);
    // what narrates is slow to step through and written as plainly as can be: memcheck's word is enough
    bool enough = row.memcheck == 0 && engine && engine->narrates;
    enough = enough || (operation->long_steps && row.memcheck != MEMCHECK_NOT_RUN);
    row.stepped = step_possible() && !operation->no_step && !enough;
    if (row.stepped)
        row.step = step_run(operation, family, engine, secrets_for(operation, row.memcheck));
    report_row(&row, &check.memcheck, check.program);
}

static void each(const struct ct_operation *operation, const char *family_name,
                 const struct gl_family *family, const struct gl_engine *engine)
{
    for (; operation->name; operation++)
        one(operation, family_name, family, engine);
}

// The same operations with a leak, which must be caught: else being clean means nothing.
static void each_twin(const struct ct_operation *operation, const char *family_name,
                      const struct gl_family *family)
{
    const struct gl_engine *engine = family ? twin_engine(family) : NULL;
    for (; operation->name; operation++) {
        struct ct_operation twin = *operation;
        twin.kind = CT_PLANTED;
        if (!family)
            twin.run = operation->twin;
        if (!twin.run)
            harness_fail("an operation without a leaky twin: give it one beside it");
        one(&twin, family_name, family, engine);
    }
}

static bool only(const char *what)
{
    return check.family && strcmp(check.family, what) == 0;
}

static bool wanted(const char *family, const char *engine)
{
    bool twins = only("twins") && !engine;
    return !check.family || twins ||
           (strcmp(check.family, family) == 0 &&
            (!check.engine || !engine || strcmp(check.engine, engine) == 0));
}

// The enumeration is the same in both processes, so that numbers mean the same; which engines can run
// differs.
static void each_engine(const struct gl_family *family)
{
    const struct ct_operation *operations = operations_of(family);
    if (!operations)
        harness_fail("a family without operations: give it some in tests/ct/");
    if (wanted(family->name, NULL) && gl_engine_constant_time(family))
        each_twin(operations, family->name, family);
    for (const struct gl_engine *const *engine = family->engines; *engine; engine++) {
        if (!(*engine)->constant_time || !wanted(family->name, (*engine)->name))
            continue;
        if (!check.inside && !gl_engine_available(*engine))
            report_absent(family->name, (*engine)->name);
        each(operations, family->name, family, *engine);
    }
}

static void without_family(const struct ct_operation *operations, const char *name)
{
    if (!wanted(name, NULL))
        return;
    each_twin(operations, name, NULL);
    if (!only("twins"))
        each(operations, name, NULL, NULL);
}

// The planted leaks as if nobody knew: the status must be 1.
static void each_leak(void)
{
    for (const struct ct_operation *operation = ct_planted; operation->name; operation++) {
        struct ct_operation claimed = *operation;
        claimed.kind = CT_CLAIMED;
        one(&claimed, "leaks", NULL, NULL);
    }
}

static void everything(void)
{
    each(ct_planted, "planted", NULL, NULL);
    if (only("leaks"))
        each_leak();
    without_family(ct_common, "common");
    without_family(ct_net, "net");
    for (const struct gl_family *const *family = gl_families; *family; family++)
        each_engine(*family);
}

static void read_arguments(int argc, char **argv)
{
    if (argc > 2)
        harness_fail("usage: check-ct [FAMILY[=ENGINE] | twins | leaks]");
    if (argc == 2) {
        char *equals = strchr(argv[1], '=');
        check.engine = equals ? equals + 1 : NULL;
        check.family = equals ? strndup(argv[1], (size_t)(equals - argv[1])) : argv[1];
    }
    snprintf(check.program, sizeof check.program, "%s", argv[0]);
}

int main(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    check.inside = memcheck_inside();
    read_arguments(argc, argv);
    if (!check.inside) {
        char log[300];
        snprintf(log, sizeof log, "%s.log", check.program);
        check.memcheck = memcheck_start(check.program, log, argv + 1);
        report_start(check.memcheck.counts != NULL, step_possible());
    }
    keys_prepare(!check.inside);
    everything();
    memcheck_end(&check.memcheck);
    return check.inside ? 0 : report_end();
}
