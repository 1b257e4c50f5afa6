// SPDX-License-Identifier: MIT
#include "app/app.h"

#include "crypto/common/cpu.h"
#include "crypto/common/engine.h"
#include "crypto/common/gmp_wipe.h"
#include "crypto/common/no_memory.h"

#include <jansson.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define GLASSLOCK_VERSION "0.1.0"

static void help(FILE *out)
{
    fputs("usage: glasslock COMMAND [ARGUMENT...]\n\nsee-through cryptography: step through it, test it, use "
          "it\n\n",
          out);
    for (const struct app_command *command = app_commands; command->name; command++)
        fprintf(out, "  %-10s %s\n", command->name, command->summary);
    fputs("\n"
          "`glasslock COMMAND --help` says more of each. GLASSLOCK_ENGINE=aes=textbook,...\n"
          "forces engines.\n",
          out);
}

// GLASSLOCK_ENGINE is checked here, once, so that a misspelt engine is refused and not silently ignored.
static int force_engines(void)
{
    const char *choices = getenv("GLASSLOCK_ENGINE");
    const char *where = NULL;
    enum gl_error error = choices ? gl_engine_force(choices, &where) : GL_OK;
    if (!error)
        return APP_OK;
    int length = (int)strcspn(where, ",");
    if (error == GL_ERR_UNAVAILABLE)
        return app_usage(NULL, "GLASSLOCK_ENGINE: '%.*s' is not available on this CPU", length, where);
    return app_usage(NULL, "GLASSLOCK_ENGINE: no engine '%.*s'; `glasslock engines` lists them", length,
                     where);
}

static int unknown_feature(const char *word, int length)
{
    char names[200] = "";
    for (int i = 0; i < GL_CPU_FEATURES; i++) {
        size_t used = strlen(names);
        snprintf(names + used, sizeof names - used, "%s, ", gl_cpu_feature_name((enum gl_cpu_feature)i));
    }
    return app_usage(NULL, "GLASSLOCK_CPU: no feature '%.*s'; there are %sand none", length, word, names);
}

// So is a misspelt feature, which would hide all that there are.
static int check_features(void)
{
    const char *word = getenv("GLASSLOCK_CPU");
    for (size_t length; word && *word; word += length + (word[length] == ',')) {
        length = strcspn(word, ",");
        bool known = length == strlen("none") && strncmp(word, "none", length) == 0;
        for (int i = 0; i < GL_CPU_FEATURES && !known; i++) {
            const char *name = gl_cpu_feature_name((enum gl_cpu_feature)i);
            known = length == strlen(name) && strncmp(word, name, length) == 0;
        }
        if (!known)
            return unknown_feature(word, (int)length);
    }
    return APP_OK;
}

static void *allocate(size_t bytes)
{
    return gl_need(malloc(bytes));
}

int main(int argc, char **argv)
{
    gl_gmp_wipe_install();
    if (argc < 2) {
        help(stderr);
        return APP_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
        help(stdout);
        return APP_OK;
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("glasslock " GLASSLOCK_VERSION);
        return APP_OK;
    }
    signal(SIGPIPE, SIG_IGN); // a closed pipe is a failed write like any other
    int status = check_features();
    status = status ? status : force_engines();
    if (status)
        return status;
    for (const struct app_command *command = app_commands; command->name; command++) {
        if (strcmp(command->name, argv[1]) != 0)
            continue;
        if (app_lasts(command))
            gl_gmp_wipe_wait();
        else // nobody looks whether each of a thousand small values was made
            json_set_alloc_funcs(allocate, free);
        status = command->run(argc - 1, argv + 1);
        // A full disk shows only when the buffer is written out: ask before claiming success.
        // A command that failed has said its one line already.
        if ((fflush(stdout) != 0 || ferror(stdout)) && status == APP_OK)
            return app_fail(argv[1], "cannot write the output");
        return status;
    }
    return app_usage(NULL, "no command '%s'; `glasslock --help` lists them", argv[1]);
}
