// SPDX-License-Identifier: MIT
// Views of two runs of different sizes: real and toy, step beside step.
#ifndef GLASSLOCK_APP_VIEWS_VIEW_BESIDE_H
#define GLASSLOCK_APP_VIEWS_VIEW_BESIDE_H

#include "app/views/twin.h"

#include <stdio.h>

struct view_beside_options {
    const char *title, *algorithm;
    const char *toy;     // what the other run is
    const char *note;    // said first and last, or NULL
    const char *warning; // the same, of the real run
    bool full;           // the rounds without a partner, too
    unsigned width;
};
void view_beside_text(FILE *out, const struct twin *twin, const struct view_beside_options *options);
// {"format": "glasslock-beside", "version": 1, steps with their partners, the other run's steps without}: see
// README.md.
enum gl_error view_beside_json(FILE *out, const struct twin *twin, const struct view_beside_options *options);

#endif
