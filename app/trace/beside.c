// SPDX-License-Identifier: MIT
#include "app/trace/beside.h"

#include "app/app.h"

#include <stdio.h>
#include <string.h>

#define NO_ROOM                                                                                              \
    "The toy's n = 3233 has no room for padding: those steps stand alone, RSA's own stand side by side."

// What stands beside what: the same code, or for RSA with padding the primitive inside it.
static const struct {
    const char *real, *toy, *note;
    bool curve; // else RSA
    bool signs; // without --verify the private operation
} pairs[] = {
    {"rsa-oaep", "rsa", NO_ROOM, false, false},
    {"rsa-pss", "rsa", NO_ROOM, false, true},
    {"rsa-pkcs1", "rsa", NO_ROOM, false, true},
    {"rsa", "rsa", NULL, false, false},
    {"rsa-keygen", "rsa-keygen", NULL, false, false},
    {"ecdsa", "ecdsa", NULL, true, false},
    {"ecdh", "ecdh", NULL, true, false},
    {"ec-add", "ec-add", NULL, true, false},
    {"ec-multiply", "ec-multiply", NULL, true, false},
    {"ec-keygen", "ec-keygen", NULL, true, false},
};
#define N_PAIRS (sizeof pairs / sizeof pairs[0])

// The toy's arguments: its own numbers; of the real run's only what both can take.
static void toy_args(size_t pair, const struct trace_args *real, struct trace_args *toy)
{
    *toy = (struct trace_args){0};
    if (pairs[pair].curve) {
        static const enum trace_option kept[] = {OPT_HASH, OPT_TEXT, OPT_IN, OPT_IN_FILE};
        for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
            toy->value[kept[i]] = real->value[kept[i]];
        toy->value[OPT_CURVE] = "classroom";
        toy->verify = real->verify;
        return;
    }
    bool secret = pairs[pair].signs ? !real->verify : real->decrypt, padded = pairs[pair].note != NULL;
    toy->value[OPT_P] = "61";
    toy->value[OPT_Q] = "53";
    toy->value[OPT_E] = "17";
    if (strcmp(pairs[pair].toy, "rsa") == 0)
        toy->value[OPT_IN] = secret ? "2790" : "65";
    toy->decrypt = secret;
    toy->crt = secret && (padded || real->crt);
}

// Is the run as given the toy itself?
static int refuse_toy(const struct trace_call *call, size_t pair)
{
    const struct trace_args *a = &call->args;
    const char *curve = a->value[OPT_CURVE];
    if (pairs[pair].curve && curve && strcmp(curve, "classroom") == 0)
        return app_usage(call->command, "--beside toy: the classroom curve is the toy; give --curve P-256");
    if (strcmp(call->algorithm, "rsa") == 0 && !a->value[OPT_KEY_FILE] && !a->value[OPT_P])
        return app_usage(call->command,
                         "--beside toy: p = 61, q = 53 is the toy; give --key-file or -p, -q, -e and --in");
    if (strcmp(call->algorithm, "rsa-keygen") == 0 && !a->value[OPT_BITS] && !a->value[OPT_P])
        return app_usage(call->command, "--beside toy: p = 61, q = 53 is the toy; give --bits 1024");
    if (a->value[OPT_IN_FILE] && strcmp(a->value[OPT_IN_FILE], "-") == 0)
        return app_usage(call->command,
                         "--beside reads the input twice, which standard input does not allow");
    return APP_OK;
}

static void name_toy(size_t pair, const struct trace_args *toy, struct beside *beside)
{
    const char *in = toy->value[OPT_IN];
    beside->note = pairs[pair].note;
    if (pairs[pair].curve)
        snprintf(beside->toy, sizeof beside->toy, "%s --curve classroom", pairs[pair].toy);
    else
        snprintf(beside->toy, sizeof beside->toy, "%s -p 61 -q 53 -e 17%s%s%s%s", pairs[pair].toy,
                 in ? " --in " : "", in ? in : "", toy->decrypt ? " --decrypt" : "",
                 toy->crt ? " --crt" : "");
    snprintf(beside->line, sizeof beside->line, "Toy beside it: %s%s", beside->toy,
             beside->note ? " (no room to pad)" : "");
}

int beside_record(struct trace_call *call, const struct trace_algorithm *algorithm, const char *what,
                  struct twin *twin, struct beside *beside)
{
    size_t pair = 0;
    while (pair < N_PAIRS && strcmp(pairs[pair].real, algorithm->name) != 0)
        pair++;
    if (strcmp(what, "toy") != 0)
        return app_usage(call->command, "--beside: '%.20s' is not toy", what);
    if (pair == N_PAIRS)
        return app_usage(call->command, "--beside toy: %s fits the board as it is", algorithm->name);
    int status = refuse_toy(call, pair);
    if (status)
        return status;
    if (pairs[pair].curve && !call->args.value[OPT_CURVE] && !call->args.value[OPT_KEY_FILE])
        call->args.value[OPT_CURVE] = "P-256";
    struct trace_call toy = {.command = call->command, .algorithm = pairs[pair].toy};
    struct trace *a = NULL, *b = NULL;
    toy_args(pair, &call->args, &toy.args);
    name_toy(pair, &toy.args, beside);
    status = trace_call_record(call, algorithm, &a);
    if (!status)
        status = trace_call_record(&toy, trace_call_find(toy.algorithm), &b);
    args_clear(&toy.args);
    if (!status && !twin_beside(twin, a, b)) {
        twin_clear(twin);
        return app_fail(call->command, "out of memory");
    }
    if (status) {
        trace_free(a);
        trace_free(b);
        *twin = (struct twin){0};
    }
    return status;
}
