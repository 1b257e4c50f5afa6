// SPDX-License-Identifier: MIT
// What each key does.
#include "app/step/keys.h"

#include <ctype.h>
#include <stdio.h>

static void open_window(struct stepper *s, enum stepper_window window)
{
    s->window = s->window == window ? WINDOW_NONE : window;
    s->scroll = 0;
}

// In a window the arrows scroll, or choose a source that Enter follows. True if the key was used up.
static bool window_key(struct stepper *s, int key)
{
    const struct trace_step *step = trace_get(s->t, s->at);
    bool up = key == KEY_STEP_UP, down = key == KEY_STEP_DOWN;
    if (s->window == WINDOW_NONE)
        return false;
    if (key == KEY_STEP_ESCAPE || (s->window == WINDOW_HELP && !up && !down)) {
        s->window = WINDOW_NONE;
    } else if (s->window == WINDOW_WHY && (up || down) && step->n_inputs) {
        s->source = (s->source + (up ? step->n_inputs - 1U : 1U)) % step->n_inputs;
    } else if (s->window == WINDOW_WHY && key == KEY_STEP_ENTER) {
        if (step->n_inputs)
            stepper_go(s, step->inputs[s->source]);
    } else if (up || down) {
        s->scroll += down ? 1 : s->scroll ? -1 : 0;
    } else {
        return false;
    }
    return true;
}

static bool move_key(struct stepper *s, int key)
{
    static const struct {
        int back, forward;
        enum cursor_unit unit;
    } moves[] = {{KEY_STEP_LEFT, KEY_STEP_RIGHT, CURSOR_STEP},
                 {KEY_STEP_UP, KEY_STEP_DOWN, CURSOR_STEP},
                 {'p', 'n', CURSOR_OPERATION},
                 {'[', ']', CURSOR_ROUND},
                 {KEY_STEP_PAGE_UP, KEY_STEP_PAGE_DOWN, CURSOR_ROUND},
                 {'{', '}', CURSOR_BLOCK}};
    for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++) {
        if (key == moves[i].forward)
            stepper_move(s, cursor_forward(s->t, s->at, moves[i].unit));
        else if (key == moves[i].back)
            stepper_move(s, cursor_back(s->t, s->at, moves[i].unit));
        else
            continue;
        return true;
    }
    return false;
}

// A quiz for the class: hide what comes here and after, and show what comes here.
static void quiz_key(struct stepper *s, int key)
{
    if (key == 'h') {
        s->hidden_from = s->hidden_from ? 0 : s->at;
        if (!s->hidden_from)
            snprintf(s->message, sizeof s->message, "the quiz is over: all values are shown");
    } else if (stepper_hides(s, s->at)) {
        s->hidden_from = s->at + 1;
    } else if (s->hidden_from) {
        snprintf(s->message, sizeof s->message, "shown already; the next question is #%u", s->hidden_from);
    } else {
        snprintf(s->message, sizeof s->message, "nothing is hidden; h hides what comes here and after");
    }
}

static void view_key(struct stepper *s, int key)
{
    switch (key) {
    case 'x':
        s->base = (s->base + 1) % BASES;
        break;
    case 'L':
        s->large = !s->large;
        break;
    case '?':
        open_window(s, WINDOW_HELP);
        break;
    case 'w':
        open_window(s, WINDOW_WHY);
        break;
    case 't':
        open_window(s, WINDOW_TABLE);
        break;
    case 'e':
        open_window(s, WINDOW_VALUE);
        break;
    case 'h':
    case 'r':
        quiz_key(s, key);
        break;
    case 'b':
    case 'B':
        step_next_pair(s, key == 'b');
        break;
    case 'd':
        step_next_marking(s);
        break;
    case KEY_STEP_TAB:
    case 'u':
        step_next_unit(s);
        break;
    case '<':
    case '>':
        step_move_choice(s, key == '>' ? 1 : -1);
        break;
    case ' ':
        s->playing = !s->playing;
        break;
    case '+':
        s->speed = s->speed < 200 ? 2 * s->speed : s->speed;
        break;
    case '-':
        s->speed = s->speed > 2 ? s->speed / 2 : 1;
        break;
    default:
        if (key < 0x7f && isprint(key))
            snprintf(s->message, sizeof s->message, "'%c' does nothing; ? shows the keys", key);
    }
}

void stepper_key(struct stepper *s, int key)
{
    s->message[0] = '\0';
    if (s->prompt) {
        step_prompt_key(s, key);
        return;
    }
    if (key != ' ' && key != '+' && key != '-')
        s->playing = false;
    if (window_key(s, key) || move_key(s, key))
        return;
    if (key == 'q')
        s->quit = true;
    else if (key == KEY_STEP_HOME)
        stepper_go(s, 1);
    else if (key == KEY_STEP_END)
        stepper_go(s, (trace_ref)trace_count(s->t));
    else if (key == KEY_STEP_BACKSPACE)
        stepper_go_back(s);
    else if (key == 'g' || key == ':')
        step_ask(s, PROMPT_GO);
    else if (key == '/')
        step_ask(s, PROMPT_SEARCH);
    else if (key == 'm')
        step_ask(s, PROMPT_MARK);
    else if (key == '\'')
        step_ask(s, PROMPT_BOOKMARK);
    else
        view_key(s, key);
}
