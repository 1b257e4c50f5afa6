// SPDX-License-Identifier: MIT
// Inside the stepper: what its keys act on.
#ifndef GLASSLOCK_APP_STEP_KEYS_H
#define GLASSLOCK_APP_STEP_KEYS_H

#include "app/step/stepper.h"

void stepper_move(struct stepper *s, trace_ref ref); // a move within reach, which no history remembers
void stepper_go_back(struct stepper *s);
void step_next_pair(struct stepper *s, bool forward); // the next step with a partner in the run beside

// The last line's questions (prompt.c).
void step_ask(struct stepper *s, enum stepper_prompt prompt);
void step_prompt_key(struct stepper *s, int key);

// What is chosen and marked (choice.c).
void step_next_marking(struct stepper *s); // none, what it comes from, what it reaches
void step_next_unit(struct stepper *s);    // the value, a part, a bit
void step_move_choice(struct stepper *s, int by);

#endif
