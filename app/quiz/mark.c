// SPDX-License-Identifier: MIT
// The form that a student fills in, and its marks.
#include "app/quiz/worksheet.h"

#include "app/views/view.h"

#include <stdlib.h>
#include <string.h>

json_t *worksheet_form(const struct worksheet *sheet)
{
    json_t *answers = json_array();
    for (size_t i = 0; i < sheet->quiz.n; i++)
        json_array_append_new(answers,
                              json_pack("{s:i, s:s, s:s}", "seq", (int)sheet->quiz.at[i], "label",
                                        trace_get(sheet->quiz.t, sheet->quiz.at[i])->label, "answer", ""));
    return json_pack("{s:s, s:i, s:s, s:s?, s:I, s:o}", "format", "glasslock-worksheet", "version", 1,
                     "algorithm", sheet->quiz.algorithm, "student", sheet->student, "seed",
                     (json_int_t)sheet->quiz.seed, "answers", answers);
}

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? text : "";
}

// The step that an entry of the form asks for, or NULL where this trace has no such step.
static const struct trace_step *step_of(const struct trace *t, const json_t *entry)
{
    json_int_t seq = json_integer_value(json_object_get(entry, "seq"));
    const struct trace_step *step =
        seq > 0 && seq <= (json_int_t)trace_count(t) ? trace_get(t, (trace_ref)seq) : NULL;
    return step && strcmp(step->label, text_of(entry, "label")) == 0 ? step : NULL;
}

static bool fits(const struct trace *t, const char *algorithm, const json_t *form, char *why, size_t room)
{
    const json_t *answers = json_object_get(form, "answers");
    if (strcmp(text_of(form, "format"), "glasslock-worksheet") != 0 || !json_is_array(answers)) {
        snprintf(why, room, "not a worksheet's form");
        return false;
    }
    if (strcmp(text_of(form, "algorithm"), algorithm) != 0) {
        snprintf(why, room, "a form of '%.30s', not of '%.30s'", text_of(form, "algorithm"), algorithm);
        return false;
    }
    for (size_t i = 0; i < json_array_size(answers); i++)
        if (!step_of(t, json_array_get(answers, i))) {
            snprintf(why, room, "answer %zu is of a step that this trace does not have: other inputs?",
                     i + 1);
            return false;
        }
    return true;
}

bool worksheet_mark(FILE *out, const struct trace *t, const char *algorithm, const json_t *form, char *why,
                    size_t room)
{
    static const char *const words[] = {"right", "wrong", "cannot be read"};
    const json_t *answers = json_object_get(form, "answers");
    size_t n = json_array_size(answers), score = 0;
    if (!fits(t, algorithm, form, why, room))
        return false;
    for (size_t i = 0; i < n; i++) {
        const json_t *entry = json_array_get(answers, i);
        const struct trace_step *step = step_of(t, entry);
        const char *answer = text_of(entry, "answer");
        enum quiz_verdict verdict = step ? quiz_mark(step, answer) : QUIZ_WRONG;
        fprintf(out, "#%-5d %-24s %-14s %.40s\n", (int)json_integer_value(json_object_get(entry, "seq")),
                text_of(entry, "label"), *answer ? words[verdict] : "no answer", answer);
        score += verdict == QUIZ_RIGHT;
    }
    fprintf(out, "Score: %zu of %zu%s%s\n", score, n, *text_of(form, "student") ? ", " : "",
            text_of(form, "student"));
    return true;
}
