// SPDX-License-Identifier: MIT
// Views of a twin: the steps that differ, side by side, and the Hamming distance by round.
#ifndef GLASSLOCK_APP_VIEWS_VIEW_DIFF_H
#define GLASSLOCK_APP_VIEWS_VIEW_DIFF_H

#include "app/views/twin.h"

#include <stdio.h>

struct view_diff_options {
    const char *title, *algorithm, *changes;
    const char *warning; // said first and last, or NULL
    bool colour;
    bool full; // the steps that are the same, too
    unsigned width;
};
void view_diff_text(FILE *out, const struct twin *twin, const struct view_diff_options *options);
// {"format": "glasslock-diff", "version": 1, steps with both values, rounds with distances}: see README.md.
enum gl_error view_diff_json(FILE *out, const struct twin *twin, const struct view_diff_options *options);

#endif
