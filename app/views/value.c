// SPDX-License-Identifier: MIT
// A value as text: every kind has its own way, and no digit is lost.
#include "app/views/view.h"

#include "crypto/common/no_memory.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static char *bits_text(const struct trace_step *step)
{
    unsigned group = step->group ? step->group : 8;
    size_t bits = step->bits, surplus = (8 - bits % 8) % 8;
    char *text = gl_need(malloc(2 * bits + 1)), *at = text;
    for (size_t i = 0; i < bits; i++) {
        if (i && i % group == 0)
            *at++ = ' ';
        size_t position = surplus + i;
        *at++ = (char)('0' + (step->value[position / 8] >> (7 - position % 8) & 1));
    }
    *at = '\0';
    return text;
}

// Sixteen bytes as FIPS 197 prints them: four columns of four.
static char *state_text(const struct trace_step *step)
{
    char *hex = gl_need(trace_value_hex(step)), *text = gl_need(malloc(40));
    if (strlen(hex) == 32)
        sprintf(text, "%.8s %.8s %.8s %.8s", hex, hex + 8, hex + 16, hex + 24);
    else
        text[0] = '\0';
    free(hex);
    return text;
}

// 04 || x || y; small coordinates in decimal, as class writes them.
static char *point_text(const struct trace_step *step)
{
    size_t field = step->bits / 8 / 2;
    if (step->value[0] == 0)
        return gl_need(strdup("O (the point at infinity)"));
    char *hex = gl_need(trace_value_hex(step)), *text = gl_need(malloc(4 * field + 32));
    if (field == 1)
        sprintf(text, "(%u, %u)", step->value[1], step->value[2]);
    else
        sprintf(text, "(%.*s, %s)", (int)(2 * field), hex + 2, hex + 2 + 2 * field);
    free(hex);
    return text;
}

// Long hex in limbs of 64 bits, counted from the right, so that the eye finds a place again.
static void put_limbs(char *out, const char *hex)
{
    size_t n = strlen(hex);
    for (size_t i = 0; i < n; i++) {
        if (i && (n - i) % 16 == 0)
            *out++ = ' ';
        *out++ = hex[i];
    }
    *out = '\0';
}

// Small integers in decimal: toy RSA and the classroom curve are done in decimal on the board.
static char *integer_text(const struct trace_step *step)
{
    char *hex = gl_need(trace_value_hex(step)),
         *text = gl_need(malloc(step->bits / 4 + step->bits / 64 + 48));
    mpz_t z;
    mpz_init(z);
    trace_value_mpz(step, z);
    if (step->bits <= 32)
        gmp_sprintf(text, "%Zd", z);
    else
        put_limbs(text, hex);
    mpz_clear(z);
    free(hex);
    return text;
}

char *view_value(const struct trace_step *step)
{
    if (step->bits == 0)
        return gl_need(strdup("(empty)"));
    switch (step->kind) {
    case TRACE_BITS:
        return bits_text(step);
    case TRACE_STATE:
        return state_text(step);
    case TRACE_PT:
        return point_text(step);
    case TRACE_INTEGER:
        return integer_text(step);
    case TRACE_FLAG:
        if (step->op == TRACE_SLICE)
            return gl_need(strdup(step->value[0] ? "1" : "0"));
        return gl_need(strdup(step->value[0] ? "yes" : "no"));
    default:
        return gl_need(trace_value_hex(step));
    }
}

char *view_blanks(const struct trace_step *step, char *(*write)(const struct trace_step *step, void *context),
                  void *context)
{
    size_t bytes = (step->bits + 7) / 8;
    uint8_t *ones = gl_need(malloc(bytes + 1));
    struct trace_step largest = *step;
    memset(ones, 0xff, bytes + 1);
    if (step->bits % 8)
        ones[0] = (uint8_t)(0xff >> (8 - step->bits % 8));
    largest.value = ones;
    char *text = write(&largest, context);
    for (char *c = text; *c && step->bits; c++)
        if (isalnum((unsigned char)*c))
            *c = '_';
    free(ones);
    // cppcheck-suppress returnDanglingLifetime ; write() returns memory of its own
    return text;
}
