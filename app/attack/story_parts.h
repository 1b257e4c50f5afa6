// SPDX-License-Identifier: MIT
// What the files of a story share (internal to them).
#ifndef GLASSLOCK_APP_ATTACK_STORY_PARTS_H
#define GLASSLOCK_APP_ATTACK_STORY_PARTS_H

#include "app/attack/story.h"

#include <jansson.h>

#define STORY_TEXT 8192 // room for what one call says

struct story {
    struct story_title title;
    bool json, pause, colour, succeeded, held, progress;
    unsigned columns;
    int sections;
    json_t *root, *facts, *narrative, *lines;
};

void story_clear_progress(struct story *s);             // its line, before anything else is written
void story_remember(struct story *s, const char *line); // in the narrative of the JSON
const char *story_style(const struct story *s, const char *sequence); // "" without colour

#endif
