// SPDX-License-Identifier: MIT
// Recording the two runs of a twin: what the command line says, and the same with the changes.
#include "app/trace/twin_record.h"

#include "app/app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    enum trace_option option;
    bool bits; // has bits to flip
} values[] = {{"in", OPT_IN, true},          {"key", OPT_KEY, true},      {"iv", OPT_IV, true},
              {"rounds", OPT_ROUNDS, false}, {"table", OPT_TABLE, false}, {"leave-out", OPT_LEAVE_OUT, false},
              {"text", OPT_TEXT, false},     {"k", OPT_K, false},         {"d", OPT_D, false}};

static int wrong(const struct trace_call *call, const char *change)
{
    return app_usage(call->command,
                     "--diff: '%.40s' is none of in:N, key:N, iv:N, in=HEX, key=HEX, text=TEXT, k=N, "
                     "complement, decrypt, rounds=N, table=OLD=NEW, leave-out=PART",
                     change);
}

// A value in the place of the one given: the other ways to give it step back.
static void replace(struct trace_args *args, enum trace_option option, const char *value)
{
    if (option == OPT_IN || option == OPT_TEXT)
        args->value[OPT_IN] = args->value[OPT_TEXT] = args->value[OPT_IN_FILE] = NULL;
    if (option == OPT_KEY)
        args->value[OPT_KEY_TEXT] = args->value[OPT_KEY_FILE] = NULL;
    args->value[option] = value;
}

// One change, applied to the arguments of the second run. `change` stays valid as long as they do.
static int apply(const struct trace_call *call, struct trace_args *args, char *change)
{
    size_t word = strcspn(change, ":=");
    char sign = change[word], *end = NULL;
    if (strcmp(change, "complement") == 0) {
        args->vary.complement = true;
        return APP_OK;
    }
    if (strcmp(change, "decrypt") == 0) {
        args->decrypt = !args->decrypt;
        return APP_OK;
    }
    for (size_t i = 0; sign && i < sizeof values / sizeof values[0]; i++) {
        if (strlen(values[i].name) != word || strncmp(change, values[i].name, word) != 0)
            continue;
        if (sign == '=') {
            replace(args, values[i].option, change + word + 1);
            return APP_OK;
        }
        unsigned long bit = strtoul(change + word + 1, &end, 10);
        if (!values[i].bits || *end || end == change + word + 1 || change[word + 1] == '-' || bit > 1 << 24 ||
            args->vary.flip)
            break;
        args->vary.flip = true;
        args->vary.option = values[i].option;
        args->vary.bit = (uint32_t)bit;
        return APP_OK;
    }
    return wrong(call, change);
}

static int apply_all(const struct trace_call *call, struct trace_args *args, char *changes)
{
    int status = *changes ? APP_OK : wrong(call, changes);
    while (!status && *changes) {
        size_t n = strcspn(changes, ",");
        char *next = changes + n + (changes[n] == ',');
        changes[n] = '\0';
        status = apply(call, args, changes);
        changes = next;
    }
    return status;
}

static int check_flip(const struct trace_call *call)
{
    const struct trace_vary *vary = &call->args.vary;
    if (!vary->flip || vary->flipped)
        return APP_OK;
    if (vary->bits)
        return app_usage(call->command, "--diff: bit %u of %u (they count from 0)", vary->bit, vary->bits);
    return app_usage(call->command, "--diff: %s has no such input", call->algorithm);
}

bool twin_warning(const struct trace_call *call, const char *changes, char *out, size_t room)
{
    static const char *const wishes[] = {"rounds=", "table=", "leave-out="};
    if (trace_call_warning(call, out, room))
        return true;
    for (const char *at = changes; at; at = strchr(at, ',')) {
        at += *at == ',';
        for (size_t i = 0; i < sizeof wishes / sizeof wishes[0]; i++)
            if (strncmp(at, wishes[i], strlen(wishes[i])) == 0) {
                snprintf(out, room, "NOT the standard's algorithm: the run with %s", changes);
                return true;
            }
    }
    return false;
}

int twin_record(struct trace_call *call, const struct trace_algorithm *algorithm, const char *changes,
                struct twin *twin)
{
    struct trace_call second = *call; // before the first run owns memory
    struct trace *a = NULL, *b = NULL;
    char *copy = strdup(changes);
    if (!copy)
        return app_fail(call->command, "out of memory");
    const char *file = call->args.value[OPT_IN_FILE];
    int status =
        file && strcmp(file, "-") == 0
            ? app_usage(call->command, "--diff reads the input twice, which standard input does not allow")
            : apply_all(call, &second.args, copy);
    if (!status)
        status = trace_call_record(call, algorithm, &a);
    if (!status)
        status = trace_call_record(&second, algorithm, &b);
    if (!status)
        status = check_flip(&second);
    args_clear(&second.args);
    free(copy);
    if (!status && !twin_of(twin, a, b))
        status = app_fail(call->command, "out of memory");
    if (status) {
        trace_free(a);
        trace_free(b);
        *twin = (struct twin){0};
    }
    return status;
}

// One twin of the avalanche: run `i` has its own random values, and flips the bit that its seed says.
static int one_run(const struct trace_call *call, const struct trace_algorithm *algorithm,
                   enum trace_option option, uint64_t seed, struct avalanche *avalanche)
{
    struct trace_call first = *call, second = *call;
    struct trace *a = NULL, *b = NULL;
    struct twin twin = {0};
    first.args.vary = second.args.vary = (struct trace_vary){.random = true, .seed = seed, .option = option};
    first.args.vary.flip = true; // a bit beyond every input: it only asks how many bits there are
    first.args.vary.bit = UINT32_MAX;
    int status = trace_call_record(&first, algorithm, &a);
    uint32_t bits = first.args.vary.bits;
    if (!status && !bits)
        status =
            app_usage(call->command, "--avalanche: %s has no such input to flip a bit of", call->algorithm);
    if (!status && bits) {
        second.args.vary.flip = true;
        second.args.vary.bit = (uint32_t)(trace_vary_next(&seed) % bits);
        status = trace_call_record(&second, algorithm, &b);
    }
    if (!status && !twin_of(&twin, a, b))
        status = app_fail(call->command, "out of memory");
    if (!status && !avalanche_add(avalanche, &twin))
        status = app_usage(call->command, "--avalanche: %s has no rounds that are the same in every run",
                           call->algorithm);
    free(twin.counterpart);
    trace_free(a);
    trace_free(b);
    args_clear(&first.args);
    args_clear(&second.args);
    return status;
}

int twin_avalanche(struct trace_call *call, const struct trace_algorithm *algorithm, const char *which,
                   unsigned runs, uint64_t seed, struct avalanche *avalanche)
{
    enum trace_option option = TRACE_OPTIONS;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        if (values[i].bits && strcmp(values[i].name, which) == 0)
            option = values[i].option;
    if (option == TRACE_OPTIONS)
        return app_usage(call->command, "--avalanche: '%.20s' is none of in, key, iv", which);
    int status = APP_OK;
    for (unsigned i = 0; i < runs && !status; i++)
        status = one_run(call, algorithm, option, seed + i, avalanche);
    snprintf(avalanche->what, sizeof avalanche->what, "one random bit of %s flipped",
             option == OPT_IN    ? "the input"
             : option == OPT_KEY ? "the key"
                                 : "the IV");
    char warning[200];
    if (trace_call_warning(call, warning, sizeof warning)) {
        size_t n = strlen(avalanche->what);
        snprintf(avalanche->what + n, sizeof avalanche->what - n, "; %s", warning);
    }
    if (status)
        avalanche_clear(avalanche);
    return status;
}
