// SPDX-License-Identifier: MIT
#include "tests/golden.h"

#include "crypto/common/hex.h"
#include "tests/run.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

void golden_open(struct golden *g, const char *name, const struct trace *trace)
{
    *g = (struct golden){.trace = trace, .at = 1};
    snprintf(g->path, sizeof g->path, "tests/golden/%s", name);
    g->file = fopen(g->path, "r");
    CU_ASSERT_PTR_NOT_NULL(g->file);
}

bool golden_next(struct golden *g)
{
    while (g->file && fgets(g->text, sizeof g->text, g->file)) {
        g->line++;
        g->text[strcspn(g->text, "\r\n")] = '\0';
        if (g->text[0])
            return true;
    }
    return false;
}

void golden_close(struct golden *g)
{
    CU_ASSERT_TRUE(g->values > 0); // a file in which nothing was recognised tests nothing
    if (g->file)
        fclose(g->file);
}

static void expect(struct golden *g, const char *label, const char *hex, bool integer)
{
    trace_ref ref = trace_find(g->trace, g->at, label);
    char *value = ref ? trace_value_hex(trace_get(g->trace, ref)) : NULL;
    const char *shown = value;
    if (integer) {
        hex += strspn(hex, "0");
        shown = value ? value + strspn(value, "0") : NULL;
    }
    size_t digits = strspn(hex, "0123456789abcdefABCDEF");
    bool same = shown && strlen(shown) == digits && strncasecmp(shown, hex, digits) == 0;
    if (!same)
        fprintf(stderr, "%s:%u: %s: expected %.*s, the trace from step %u on has %s\n", g->path, g->line,
                label, (int)digits, hex, g->at, value ? value : "no such step");
    CU_ASSERT_TRUE(same);
    g->values++;
    if (ref)
        g->at = ref + 1;
    free(value);
}

void golden_expect(struct golden *g, const char *label, const char *hex)
{
    expect(g, label, hex, false);
}

void golden_expect_integer(struct golden *g, const char *label, const char *hex)
{
    expect(g, label, hex, true);
}

const char *golden_after(const struct golden *g, const char *key)
{
    const char *at = strstr(g->text, key);
    return at ? at + strlen(key) : NULL;
}

uint8_t *golden_bytes(const char *hex, size_t *bytes)
{
    size_t digits = strspn(hex, "0123456789abcdefABCDEF");
    uint8_t *out = malloc(digits / 2 + 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    CU_ASSERT_EQUAL(gl_hex_decode(out, hex, digits), GL_OK);
    *bytes = digits / 2;
    return out;
}

uint8_t *golden_field(const char *name, const char *key, size_t *bytes)
{
    struct golden g;
    uint8_t *out = NULL;
    size_t length = strlen(key);
    golden_open(&g, name, NULL);
    while (!out && golden_next(&g)) {
        if (strncmp(g.text, key, length) == 0 && g.text[length] == ' ')
            out = golden_bytes(g.text + length + strspn(g.text + length, " ="), bytes);
    }
    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    g.values++;
    golden_close(&g);
    return out;
}
