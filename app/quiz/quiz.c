// SPDX-License-Identifier: MIT
#include "app/quiz/quiz.h"

#include "app/trace/vary.h"
#include "app/views/view.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

// ---- which values are asked ----

// Operations that a person does: not those that only take values apart or together, nor whole algorithms in
// one step.
static bool by_hand(enum trace_op op)
{
    static const enum trace_op others[] = {
        TRACE_INPUT,   TRACE_CONSTANT, TRACE_COPY,         TRACE_CONCATENATE, TRACE_SLICE,
        TRACE_FILL,    TRACE_LENGTH,   TRACE_HASH,         TRACE_COMPRESS,    TRACE_HMAC,
        TRACE_MGF1,    TRACE_BASE64,   TRACE_UNBASE64,     TRACE_POINT,       TRACE_POINT_X,
        TRACE_POINT_Y, TRACE_CONVERT,  TRACE_REVERSE_BYTES};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (op == others[i])
            return false;
    return true;
}

static bool short_enough(const struct trace_step *step)
{
    switch (step->kind) {
    case TRACE_FLAG: // a coin would be right half of the time
        return false;
    case TRACE_INTEGER:
        return step->bits > 0 && step->bits <= 32;
    case TRACE_PT:
        return step->bits <= 8 * 3;
    default:
        return step->bits > 0 && step->bits <= 160;
    }
}

static bool asked(const struct quiz *quiz, trace_ref ref)
{
    for (size_t i = 0; i < quiz->n; i++)
        if (quiz->at[i] == ref)
            return true;
    return false;
}

// The k-th step of the operation that can be asked and is not yet, counted from 0; without one, how many
// there are in *n.
static trace_ref candidate(const struct quiz *quiz, enum trace_op op, size_t k, size_t *n)
{
    *n = 0;
    for (trace_ref ref = 1; ref <= trace_count(quiz->t); ref++) {
        const struct trace_step *step = trace_get(quiz->t, ref);
        if (step->op == op && short_enough(step) && !asked(quiz, ref) && (*n)++ == k)
            return ref;
    }
    return 0;
}

static int by_place(const void *a, const void *b)
{
    trace_ref x = *(const trace_ref *)a, y = *(const trace_ref *)b;
    return x < y ? -1 : x > y;
}

bool quiz_choose(struct quiz *quiz, const struct trace *t, size_t n, uint64_t seed)
{
    uint64_t state = seed;
    size_t start = (size_t)trace_vary_next(&state) % TRACE_OPS;
    *quiz = (struct quiz){.t = t, .algorithm = quiz->algorithm, .seed = seed};
    n = n < QUIZ_MAX_QUESTIONS ? n : QUIZ_MAX_QUESTIONS;
    for (size_t before = SIZE_MAX; quiz->n < n && before != quiz->n;) {
        before = quiz->n; // a turn through the operations without a new question ends it
        for (size_t i = 0; i < TRACE_OPS && quiz->n < n; i++) {
            enum trace_op op = (enum trace_op)((start + i) % TRACE_OPS);
            size_t left = 0, none = 0;
            if (!by_hand(op))
                continue;
            candidate(quiz, op, SIZE_MAX, &left);
            if (left)
                quiz->at[quiz->n++] = candidate(quiz, op, (size_t)(trace_vary_next(&state) % left), &none);
        }
    }
    qsort(quiz->at, quiz->n, sizeof quiz->at[0], by_place);
    return quiz->n > 0;
}

// ---- marking ----

static void without_spaces(const char *text, char *out, size_t room)
{
    size_t n = 0;
    for (; *text && n + 1 < room; text++)
        if (!strchr(" \t\r\n", *text))
            out[n++] = *text;
    out[n] = '\0';
}

static bool only(const char *text, const char *digits)
{
    return *text && strspn(text, digits) == strlen(text);
}

// Digits in a base as the step's value, which must fit its width.
static enum quiz_verdict compare(const struct trace_step *step, const char *digits, int base)
{
    mpz_t given, right;
    mpz_inits(given, right, NULL);
    trace_value_mpz(step, right);
    bool equal = mpz_set_str(given, digits, base) == 0 && mpz_cmp(given, right) == 0;
    mpz_clears(given, right, NULL);
    return equal ? QUIZ_RIGHT : QUIZ_WRONG;
}

// "(11, 9)", "11,9" or "O".
static enum quiz_verdict compare_point(const struct trace_step *step, const char *text)
{
    unsigned x = 0, y = 0;
    int end = 0;
    if (strcasecmp(text, "O") == 0)
        return step->value[0] == 0 ? QUIZ_RIGHT : QUIZ_WRONG;
    bool read = sscanf(text, "(%3u,%3u)%n", &x, &y, &end) == 2 && end && !text[end];
    if (!read)
        read = sscanf(text, "%3u,%3u%n", &x, &y, &end) == 2 && !text[end];
    if (!read)
        return QUIZ_UNREADABLE;
    return step->value[0] == 4 && step->value[1] == x && step->value[2] == y ? QUIZ_RIGHT : QUIZ_WRONG;
}

enum quiz_verdict quiz_mark(const struct trace_step *step, const char *answer)
{
    char text[1024] = "";
    without_spaces(answer, text, sizeof text);
    size_t n = strlen(text);
    if (step->kind == TRACE_PT)
        return compare_point(step, text);
    if (step->kind == TRACE_INTEGER) {
        bool hex = strncmp(text, "0x", 2) == 0;
        if (!only(hex ? text + 2 : text, hex ? "0123456789abcdefABCDEF" : "0123456789"))
            return QUIZ_UNREADABLE;
        return compare(step, hex ? text + 2 : text, hex ? 16 : 10);
    }
    if (only(text, "01") && n == step->bits)
        return compare(step, text, 2);
    const char *hex = strncmp(text, "0x", 2) == 0 ? text + 2 : text;
    if (only(hex, "0123456789abcdefABCDEF") &&
        strlen(hex) == (step->bits + 3) / 4) // "0b12" is hex, if it is 16 bits
        return compare(step, hex, 16);
    bool binary = strncmp(text, "0b", 2) == 0 && only(text + 2, "01");
    return binary ? compare(step, text + 2, 2) : QUIZ_UNREADABLE;
}
