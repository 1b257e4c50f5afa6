// SPDX-License-Identifier: MIT
// Questions on the last line: where to go, what to search, which bookmark.
#include "app/step/keys.h"

#include <stdio.h>
#include <string.h>

static void answer(struct stepper *s)
{
    trace_ref ref = 0;
    if (s->prompt == PROMPT_GO) {
        ref = cursor_named(s->t, s->at, s->typed);
        if (!ref && s->typed[0])
            snprintf(s->message, sizeof s->message, "no step, round or block '%s'", s->typed);
    } else {
        if (s->typed[0]) // an empty search repeats the last one
            snprintf(s->searched, sizeof s->searched, "%s", s->typed);
        ref = cursor_search(s->t, s->at, s->searched, s->hidden_from);
        if (!ref)
            snprintf(s->message, sizeof s->message, "no label or value holds '%s'", s->searched);
    }
    s->prompt = PROMPT_NONE;
    stepper_go(s, ref);
}

static void bookmark(struct stepper *s, int key)
{
    bool set = s->prompt == PROMPT_MARK;
    s->prompt = PROMPT_NONE;
    if (key < 'a' || key > 'z') {
        snprintf(s->message, sizeof s->message, "a bookmark is a letter from a to z");
    } else if (set) {
        s->bookmark[key - 'a'] = s->at;
        snprintf(s->message, sizeof s->message, "bookmark %c is step %u", key, s->at);
    } else if (s->bookmark[key - 'a']) {
        stepper_go(s, s->bookmark[key - 'a']);
    } else {
        snprintf(s->message, sizeof s->message, "no bookmark %c", key);
    }
}

void step_prompt_key(struct stepper *s, int key)
{
    size_t n = strlen(s->typed);
    if (key == KEY_STEP_ESCAPE) {
        s->prompt = PROMPT_NONE;
    } else if (s->prompt == PROMPT_MARK || s->prompt == PROMPT_BOOKMARK) {
        bookmark(s, key);
    } else if (key == KEY_STEP_ENTER) {
        answer(s);
    } else if (key == KEY_STEP_BACKSPACE) {
        s->typed[n ? n - 1 : 0] = '\0';
    } else if (key >= ' ' && key < 0x7f && n + 1 < sizeof s->typed) {
        s->typed[n] = (char)key;
        s->typed[n + 1] = '\0';
    }
}

void step_ask(struct stepper *s, enum stepper_prompt prompt)
{
    s->prompt = prompt;
    s->typed[0] = '\0';
}
