// SPDX-License-Identifier: MIT
// What all attacks share: their command line, and their end.
#include "app/attack/attack.h"

#include "crypto/common/bytes.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MAX_OWN 16

static char *make_help(const struct attack *attack)
{
    char *help = NULL;
    int length = asprintf(&help,
                          "usage: glasslock attack %s [OPTION...]\n"
                          "\n"
                          "%c%s.\n"
                          "What stops it: %s.\n"
                          "\n"
                          "%s"
                          "      --seed N         repeat a run: the seed that it printed\n"
                          "      --json           the same for a program\n"
                          "      --pause          wait for Enter after each part\n"
                          "      --help           this text\n"
                          "\n"
                          "example: glasslock attack %s --pause\n",
                          attack->name, toupper((unsigned char)attack->title[0]), attack->title + 1,
                          attack->defence, attack->usage, attack->name);
    return length < 0 ? NULL : help;
}

static int draw_seed(const struct attack_run *run, const char *text, uint64_t *seed)
{
    uint8_t bytes[4] = {0};
    if (text)
        return app_number(run->name, "--seed", text, 0, INT64_MAX, seed);
    if (gl_random_bytes(NULL, bytes, sizeof bytes))
        return app_fail(run->name, "no random bytes from the kernel");
    *seed = gl_load32_be(bytes) >> 8; // short, to be typed again
    return APP_OK;
}

int attack_begin(struct attack_run *run, int argc, char **argv, const struct app_option *own)
{
    struct app_option options[MAX_OWN + 4] = {0};
    const char *seed_text = NULL;
    bool json = false, pause = false;
    uint64_t seed = 0;
    int n = 0, operand = 0;
    for (; own && own[n].name && n < MAX_OWN; n++)
        options[n] = own[n];
    options[n++] = (struct app_option){"seed", &seed_text, NULL};
    options[n++] = (struct app_option){"json", NULL, &json};
    options[n] = (struct app_option){"pause", NULL, &pause};
    char *help = make_help(run->attack);
    if (!help)
        return app_fail(run->name, "out of memory");
    int status = app_options(argc, argv, options, help, &operand);
    free(help);
    if (!status)
        status = app_operands(run->name, argc, argv, operand, 0);
    if (!status)
        status = draw_seed(run, seed_text, &seed);
    if (status)
        return status;
    seeded_init(&run->seeded, seed);
    const struct story_title title = {run->attack->name, run->attack->title, run->attack->defence, seed};
    run->story = story_open(&title, json, pause);
    return run->story ? APP_OK : app_fail(run->name, "out of memory");
}

double attack_clock(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

int attack_end(struct attack_run *run, int status)
{
    bool told = run->story && status == APP_OK;
    bool succeeded = told && story_succeeded(run->story), held = told && story_held(run->story);
    if (told)
        story_close(run->story);
    else if (run->story)
        story_abandon(run->story);
    if (status)
        return status == APP_HELP_SHOWN ? APP_OK : status;
    if (!succeeded)
        return app_fail(run->name, "the attack did not succeed");
    return held ? APP_OK : app_fail(run->name, "the defence did not hold");
}
