// SPDX-License-Identifier: MIT
// What a step did, in words, from a sentence for its operation and the recorded values: never computed a
// second time.
#include "app/views/view.h"

#include "crypto/common/no_memory.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define SHOWN 40 // digits of a value that a sentence shows

struct sentence {
    char *text;
    size_t n, room;
};

__attribute__((format(printf, 2, 3))) static void say(struct sentence *s, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int need = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (need < 0)
        return;
    if (s->n + (size_t)need + 1 > s->room) {
        size_t room = 2 * (s->n + (size_t)need + 1);
        s->text = gl_need(realloc(s->text, room));
        s->room = room;
    }
    va_start(arguments, format);
    vsnprintf(s->text + s->n, s->room - s->n, format, arguments);
    va_end(arguments);
    s->n += (size_t)need;
}

static void say_value(struct sentence *s, const struct trace_step *step)
{
    char *value = view_value(step);
    if (strlen(value) > SHOWN)
        say(s, "%.*s... (%u bits)", SHOWN, value, step->bits);
    else
        say(s, "%s", value);
    free(value);
}

// Six bits split 1-4-1, with row and column, for a DES S-box; row and column for any other table.
static void say_lookup(struct sentence *s, const struct trace *t, const struct trace_step *step)
{
    unsigned row = 0, column = 0;
    const struct trace_table *table = step->table;
    if (!table || !trace_lookup(t, step, &row, &column))
        return;
    if (table->layout == TRACE_DES_SBOX) {
        unsigned six = trace_get(t, step->inputs[0])->value[0];
        say(s, "; six bits %u %u%u%u%u %u: the outer two give row %u, the inner four column %u", six >> 5 & 1,
            six >> 4 & 1, six >> 3 & 1, six >> 2 & 1, six >> 1 & 1, six & 1, row, column);
    } else {
        say(s, "; row %u, column %u", row, column);
    }
}

// What a step does, for people: "%1" is its first input's label, "&1" its first parameter, "%t" its table,
// "%f" its function, "%u" how people call a table's unit, "%n" the width of the result.
static const char *const sentences[TRACE_OPS] = {
    [TRACE_INPUT] = "Given from outside: a key, a message, a random number",
    [TRACE_CONSTANT] = "Fixed by the standard",
    [TRACE_COPY] = "%1, taken over as it is",
    [TRACE_PERMUTE] =
        "The %u of %1 in another order: table %t says which comes to each place, and none is lost",
    [TRACE_SELECT] =
        "Table %t says which of the %u of %1 comes to each place; some may be left out, or come twice",
    [TRACE_SLICE] = "A piece of %1: %n from place &1 on, counted from the left, from 0",
    [TRACE_CONCATENATE] = "The inputs one after the other",
    [TRACE_REVERSE_BYTES] = "The bytes of %1 from the last to the first",
    [TRACE_FILL] = "The byte &1, as often as it takes",
    [TRACE_LENGTH] = "How many units of &1 bits %1 has",
    [TRACE_PARITY] = "For each byte of %1: 1 where it has an odd number of ones",
    [TRACE_XOR] = "Exclusive or: a bit is 1 where an odd number of the inputs has a 1",
    [TRACE_AND] = "And: a bit is 1 where both have a 1",
    [TRACE_OR] = "Or: a bit is 1 where one of them has a 1",
    [TRACE_NOT] = "Every bit of %1 turned: 1 for 0, 0 for 1",
    [TRACE_ROTATE_LEFT] = "%1 turned left by &1: what leaves on the left comes back on the right",
    [TRACE_ROTATE_RIGHT] = "%1 turned right by &1: what leaves on the right comes back on the left",
    [TRACE_SHIFT_LEFT] = "%1 moved left by &1: zeros come in, what leaves is lost",
    [TRACE_SHIFT_RIGHT] = "%1 moved right by &1: zeros come in, what leaves is lost",
    [TRACE_SIGMA] = "%1 turned right by &1, by &2 and by &3 bits; the exclusive or of the three",
    [TRACE_SIGMA_SHIFT] =
        "%1 turned right by &1 and by &2 bits, and moved right by &3; the exclusive or of the three",
    [TRACE_CHOOSE] = "Each bit of %1 chooses: where it is 1, the bit of %2; where it is 0, that of %3",
    [TRACE_MAJORITY] = "Each bit is what most of the three have there",
    [TRACE_ADD] = "Added as numbers; what does not fit into %n is dropped",
    [TRACE_SUBSTITUTE] = "%1 is looked up in table %t, unit by unit",
    [TRACE_MIX_COLUMNS] = "Each column of %1, four bytes, times the matrix %t, over GF(2^8)",
    [TRACE_GF_MULTIPLY] =
        "%1 times %2 as polynomials with bits for coefficients, modulo x^8 + x^4 + x^3 + x + 1",
    [TRACE_HASH] = "The %f hash of %1",
    [TRACE_COMPRESS] = "The state %1 after %f has taken in each block of %2",
    [TRACE_HMAC] = "HMAC with %f: %2 under the key %1",
    [TRACE_MGF1] = "A mask as long as it must be: %1 and a counter, hashed again and again (MGF1 with %f)",
    [TRACE_BASE64] = "Every three bytes of %1 as four characters",
    [TRACE_UNBASE64] = "The bytes that the characters of %1 stand for",
    [TRACE_CONVERT] = "The same number as %1, written in another width",
    [TRACE_SUM] = "%1 plus %2",
    [TRACE_DIFFERENCE] = "%1 minus %2",
    [TRACE_PRODUCT] = "%1 times %2",
    [TRACE_QUOTIENT] = "How often %2 goes into %1",
    [TRACE_REDUCE] = "What remains of %1 after division by %2",
    [TRACE_ADD_MOD] = "%1 plus %2, and what remains after division by %3",
    [TRACE_SUBTRACT_MOD] = "%1 minus %2, and what remains after division by %3",
    [TRACE_MULTIPLY_MOD] = "%1 times %2, and what remains after division by %3",
    [TRACE_MODEXP] = "%1 to the power of %2, and what remains after division by %3",
    [TRACE_INVERT] = "The number that, times %1, leaves 1 after division by %2",
    [TRACE_GCD] = "The greatest number that divides both %1 and %2",
    [TRACE_LCM] = "The smallest number that both %1 and %2 divide",
    [TRACE_IS_PRIME] = "Is %1 a prime?",
    [TRACE_EQUAL] = "Are %1 and %2 the same?",
    [TRACE_LESS] = "Is %1 below %2?",
    [TRACE_POINT] = "The point with x = %1 and y = %2",
    [TRACE_POINT_X] = "The x coordinate of %1",
    [TRACE_POINT_Y] = "The y coordinate of %1",
    [TRACE_ON_CURVE] = "Does %1 fit the curve's equation, y^2 = x^3 + a x + b modulo p?",
    [TRACE_POINT_NEGATE] = "%1 mirrored: the same x, and p minus y",
    [TRACE_POINT_ADD] = "%1 plus %2: the line through both meets the curve once more; mirror that point",
    [TRACE_POINT_DOUBLE] = "Twice %1: its tangent meets the curve once more; mirror that point",
    [TRACE_POINT_MULTIPLY] = "%2, added to itself until there are %1 of it",
};

// A mark of a sentence, filled in.
static void say_mark(struct sentence *s, const struct trace *t, const struct trace_step *step, char sign,
                     char mark)
{
    unsigned index = (unsigned)(mark - '1');
    if (sign == '&' && index < step->n_params)
        say(s, "%u", step->params[index]);
    else if (mark == 't')
        say(s, "%s", step->table ? step->table->name : "");
    else if (mark == 'f')
        say(s, "%s", step->function ? step->function : "");
    else if (mark == 'u')
        say(s, "%s", step->table && step->table->unit == 8 ? "bytes" : "bits");
    else if (mark == 'n')
        say(s, "%u bit%s", step->bits, step->bits == 1 ? "" : "s");
    else if (index < step->n_inputs)
        say(s, "%s", trace_get(t, step->inputs[index])->label);
}

static void say_plainly(struct sentence *s, const struct trace *t, const struct trace_step *step)
{
    const char *text = sentences[step->op];
    if (!text) { // a new operation: the vocabulary's own definition
        say(s, "%s", trace_op_meaning(step->op));
        return;
    }
    if (step->op == TRACE_XOR && step->n_inputs == 2)
        text = "Exclusive or: a bit is 1 where the two differ";
    if (step->op == TRACE_SUBSTITUTE && step->table && step->bits <= step->table->cell_bits)
        text = "%1 is looked up in table %t";
    if (step->op == TRACE_LENGTH && (step->params[0] == 1 || step->params[0] == 8))
        text = step->params[0] == 1 ? "How many bits %1 has" : "How many bytes %1 has";
    if (step->op == TRACE_CONSTANT && step->table)
        text = "Entry &1 of table %t, fixed by the standard";
    while (*text) {
        size_t plain = strcspn(text, "%&");
        say(s, "%.*s", (int)plain, text);
        text += plain;
        if (*text) {
            say_mark(s, t, step, text[0], text[1]);
            text += 2;
        }
    }
}

static bool first_mention(const struct trace_step *step, size_t input)
{
    for (size_t i = 0; i < input; i++)
        if (step->inputs[i] == step->inputs[input])
            return false;
    return true;
}

// What is done and with what: all but the result.
static struct sentence say_operation(const struct trace *t, const struct trace_step *step)
{
    struct sentence s = {.text = gl_need(calloc(1, 64)), .room = 64};
    say_plainly(&s, t, step);
    for (size_t i = 0; i < step->n_inputs; i++)
        if (first_mention(step, i)) {
            const struct trace_step *input = trace_get(t, step->inputs[i]);
            say(&s, "; %s = ", input->label);
            say_value(&s, input);
        }
    return s;
}

char *view_ask(const struct trace *t, const struct trace_step *step)
{
    struct sentence s = say_operation(t, step);
    say(&s, "; gives what?");
    return s.text;
}

char *view_explain(const struct trace *t, const struct trace_step *step)
{
    struct sentence s = say_operation(t, step);
    say_lookup(&s, t, step);
    say(&s, "; gives ");
    say_value(&s, step);
    return s.text;
}
