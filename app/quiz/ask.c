// SPDX-License-Identifier: MIT
// Asking: a question, a line, a mark.
#include "app/quiz/quiz.h"

#include "app/step/cursor.h"
#include "app/views/view.h"
#include "crypto/common/no_memory.h"

#include <stdlib.h>
#include <string.h>

#define SHOWN 80 // digits of a given value

void quiz_question(FILE *out, const struct trace *t, trace_ref ref)
{
    const struct trace_step *step = trace_get(t, ref);
    char place[256];
    cursor_place(t, ref, place, sizeof place);
    fprintf(out, "%s\n  %s = ", place, step->label);
    view_operation(out, t, step);
    fputc('\n', out);
    for (size_t i = 0; i < step->n_inputs; i++) {
        const struct trace_step *input = trace_get(t, step->inputs[i]);
        char *value = view_value(input);
        size_t n = strlen(value);
        fprintf(out, "    %s #%u = %.*s%s\n", input->label, step->inputs[i], (int)(n < SHOWN ? n : SHOWN),
                value, n > SHOWN ? "..." : "");
        free(value);
    }
}

void quiz_hint(FILE *out, const struct trace *t, trace_ref ref)
{
    const struct trace_step *step = trace_get(t, ref);
    unsigned row = 0, column = 0;
    fprintf(out, "  %s: %s\n", trace_op_name(step->op), trace_op_meaning(step->op));
    if (step->n_params) {
        fputs("  with", out);
        for (size_t i = 0; i < step->n_params; i++)
            fprintf(out, "%s p%zu = %u", i ? "," : "", i, step->params[i]);
        fputc('\n', out);
    }
    if (step->table)
        fprintf(out, "  table %s (%s)\n", step->table->name, step->table->citation);
    if (trace_lookup(t, step, &row, &column))
        fprintf(out, "  the cell is in row %u, column %u\n", row, column);
    fprintf(out, "  step #%u; see %s\n", ref, step->citation ? step->citation : "the formula");
}

static const char *form_of(const struct trace_step *step)
{
    switch (step->kind) {
    case TRACE_PT:
        return "x,y or O";
    case TRACE_INTEGER:
        return "a number";
    case TRACE_BITS:
        return "bits or hex digits";
    default:
        return "hex digits";
    }
}

enum reply { REPLY_RIGHT, REPLY_WRONG, REPLY_UNREADABLE, REPLY_HINT, REPLY_SHOW, REPLY_SKIP };

static enum reply reply_of(const struct trace_step *step, const char *answer)
{
    static const char *const words[] = {[REPLY_HINT] = "hint", [REPLY_SHOW] = "show", [REPLY_SKIP] = "skip"};
    for (enum reply reply = REPLY_HINT; reply <= REPLY_SKIP; reply++)
        if (strcmp(answer, words[reply]) == 0)
            return reply;
    enum quiz_verdict verdict = quiz_mark(step, answer);
    return verdict == QUIZ_RIGHT ? REPLY_RIGHT : verdict == QUIZ_WRONG ? REPLY_WRONG : REPLY_UNREADABLE;
}

// The next line of input without its end; false, and *answer NULL, where there is none.
static bool read_answer(const struct trace_step *step, FILE *in, FILE *out, char **answer, size_t *room)
{
    fprintf(out, "  %s (%u bits: %s; or hint, show, skip)? ", step->label, step->bits, form_of(step));
    fflush(out);
    if (getline(answer, room, in) < 0) {
        free(*answer);
        *answer = NULL;
        *room = 0;
        return false;
    }
    (*answer)[strcspn(*answer, "\r\n")] = '\0';
    return true;
}

static void reveal(FILE *out, const struct trace_step *step)
{
    char *value = view_value(step);
    fprintf(out, "  it is %s\n", value);
    free(value);
}

// One question until it is right, shown, skipped, or twice wrong. Returns its marks; *answer is the last one
// given.
static int ask_one(const struct quiz *quiz, size_t i, FILE *in, FILE *out, char **answer, size_t *room)
{
    const struct trace_step *step = trace_get(quiz->t, quiz->at[i]);
    int worth = QUIZ_MARKS;
    fprintf(out, "\nQuestion %zu of %zu: ", i + 1, quiz->n);
    quiz_question(out, quiz->t, quiz->at[i]);
    while (worth > 0 && read_answer(step, in, out, answer, room)) {
        enum reply reply = reply_of(step, *answer);
        if (reply == REPLY_RIGHT) {
            fputs("  right\n", out);
            return worth;
        }
        if (reply == REPLY_UNREADABLE)
            fprintf(out, "  '%s' is not %s of %u bits\n", *answer, form_of(step), step->bits);
        if (reply == REPLY_WRONG)
            fprintf(out, "  wrong: step #%u, %s\n", quiz->at[i], step->label);
        bool last =
            reply == REPLY_SHOW || reply == REPLY_SKIP || (reply == REPLY_WRONG && worth < QUIZ_MARKS);
        if (reply == REPLY_HINT || (reply == REPLY_WRONG && !last))
            quiz_hint(out, quiz->t, quiz->at[i]);
        if (last && reply != REPLY_SKIP)
            reveal(out, step);
        worth = last ? 0 : reply == REPLY_UNREADABLE ? worth : 1;
    }
    return 0;
}

json_t *quiz_ask(const struct quiz *quiz, FILE *in, FILE *out)
{
    json_t *questions = json_array();
    char *answer = NULL;
    size_t room = 0;
    int score = 0;
    for (size_t i = 0; i < quiz->n; i++) {
        const struct trace_step *step = trace_get(quiz->t, quiz->at[i]);
        int marks = ask_one(quiz, i, in, out, &answer, &room);
        char *value = gl_need(trace_value_hex(step));
        score += marks;
        json_array_append_new(questions,
                              json_pack("{s:i, s:s, s:s?, s:s, s:s?, s:i}", "seq", (int)quiz->at[i], "label",
                                        step->label, "answer", answer, "value", value, "citation",
                                        step->citation, "marks", marks));
        free(value);
    }
    free(answer);
    fprintf(out, "\nScore: %d of %zu\n", score, QUIZ_MARKS * quiz->n);
    return json_pack("{s:s, s:i, s:s, s:I, s:i, s:i, s:o}", "format", "glasslock-quiz", "version", 1,
                     "algorithm", quiz->algorithm, "seed", (json_int_t)quiz->seed, "score", score, "of",
                     (int)(QUIZ_MARKS * quiz->n), "questions", questions);
}

void quiz_class(const struct quiz *quiz, FILE *in, FILE *out)
{
    for (size_t i = 0; i < quiz->n; i++) {
        char *value = view_value(trace_get(quiz->t, quiz->at[i]));
        fprintf(out, "\nQuestion %zu of %zu: ", i + 1, quiz->n);
        quiz_question(out, quiz->t, quiz->at[i]);
        fputs("  (Enter reveals)", out);
        fflush(out);
        int c = 0;
        while ((c = fgetc(in)) != EOF && c != '\n')
            ;
        fprintf(out, "  %s = %s\n", trace_get(quiz->t, quiz->at[i])->label, value);
        quiz_hint(out, quiz->t, quiz->at[i]);
        free(value);
    }
}
