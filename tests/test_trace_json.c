// SPDX-License-Identifier: MIT
// The JSON of every algorithm's own example: complete, the same after a round trip, and refused or harmless
// when any of its bytes is damaged.
#include "tests/run.h"
#include "tests/trace_mutate.h"

#include "app/trace/trace_call.h"
#include "app/views/view.h"
#include "crypto/trace/check.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static struct trace *record(const struct trace_algorithm *algorithm)
{
    struct trace_args args = {.compared = false};
    CU_ASSERT_PTR_NOT_NULL_FATAL(algorithm);
    struct trace *t = trace_new(algorithm->summary);
    CU_ASSERT_EQUAL_FATAL(algorithm->run(&args, t, algorithm->name), GL_OK);
    CU_ASSERT_TRUE(args.compared && args.agrees);
    args_clear(&args);
    return t;
}

// What view_json() writes; the caller frees it.
static char *written(const struct trace *t, const char *name)
{
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    CU_ASSERT_EQUAL(view_json(out, t, name), GL_OK);
    fclose(out);
    return text;
}

static enum gl_error read_back(struct view_saved *saved, char *text, size_t n)
{
    char why[160];
    FILE *in = fmemopen(text, n, "r");
    enum gl_error error = view_json_read(saved, in, why, sizeof why);
    CU_ASSERT_TRUE(error || !why[0]);
    fclose(in);
    return error;
}

static void assert_every_value(const struct trace *t, const char *text)
{
    json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    json_t *steps = json_object_get(root, "steps");
    CU_ASSERT_EQUAL(json_array_size(steps), trace_count(t));
    for (trace_ref ref = 1; ref <= trace_count(t); ref++) {
        json_t *step = json_array_get(steps, ref - 1);
        char *value = trace_value_hex(trace_get(t, ref));
        CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(step, "value")), value);
        CU_ASSERT_EQUAL(json_integer_value(json_object_get(step, "seq")), ref);
        free(value);
    }
    json_decref(root);
}

static void round_trips(void)
{
    for (const struct trace_algorithm *a = trace_algorithms; a->name; a++) {
        struct trace *t = record(a);
        char *first = written(t, a->name);
        struct view_saved saved;
        CU_ASSERT_EQUAL_FATAL(read_back(&saved, first, strlen(first)), GL_OK);
        char *second = written(saved.trace, a->name);
        if (strcmp(first, second) != 0)
            fprintf(stderr, "%s: another JSON after the round trip\n", a->name);
        CU_ASSERT_EQUAL(strcmp(first, second), 0);
        CU_ASSERT_EQUAL(saved.misdescribed, 0);
        CU_ASSERT_PTR_NULL(saved.unlike);
        CU_ASSERT_EQUAL(trace_check(saved.trace, NULL), GL_OK);
        assert_every_value(t, first);
        view_saved_free(&saved);
        trace_free(t);
        free(first);
        free(second);
    }
}

static void alterations_are_noticed(void)
{
    for (const struct trace_algorithm *a = trace_algorithms; a->name; a++) {
        struct trace *t = record(a);
        assert_sound(t, 40);
        trace_free(t);
    }
}

static bool same_values(const struct trace *a, const struct trace *b)
{
    bool same = trace_count(a) == trace_count(b);
    for (trace_ref ref = 1; same && ref <= trace_count(a); ref++) {
        const struct trace_step *x = trace_get(a, ref), *y = trace_get(b, ref);
        same = x->op == y->op && x->bits == y->bits && memcmp(x->value, y->value, (x->bits + 7) / 8) == 0;
    }
    return same;
}

// Damage one byte at a time, all through the file: the reader refuses it, or the checker does, or the words
// are seen to be wrong, or it hit what a step is called or cites and every value still stands.
static void damage(const char *name)
{
    const struct trace_algorithm *a = trace_call_find(name);
    CU_ASSERT_PTR_NOT_NULL_FATAL(a);
    struct trace *t = record(a);
    char *text = written(t, a->name);
    size_t n = strlen(text), refused = 0, tries = 0;
    for (size_t i = 0; i < n; i += n / 400 + 1, tries++) {
        struct view_saved saved;
        char old = text[i];
        text[i] = (char)(old ^ (char)(1 << tries % 7));
        if (read_back(&saved, text, n) != GL_OK) {
            refused++;
        } else {
            bool wrong = saved.misdescribed || saved.unlike || trace_check(saved.trace, NULL) != GL_OK;
            refused += wrong;
            CU_ASSERT_TRUE(wrong || same_values(t, saved.trace));
            view_saved_free(&saved);
        }
        text[i] = old;
    }
    CU_ASSERT_TRUE(refused > tries / 2);
    free(text);
    trace_free(t);
}

static void damaged_bytes(void)
{
    damage("rsa");
    damage("ec-add");
    damage("ecdsa");
}

static void truncations(void)
{
    struct trace *t = record(trace_call_find("rsa"));
    char *text = written(t, "rsa");
    size_t n = strlen(text);
    for (size_t keep = 1; keep < n - 1; keep += n / 200 + 1) {
        struct view_saved saved;
        CU_ASSERT_NOT_EQUAL(read_back(&saved, text, keep), GL_OK);
    }
    free(text);
    trace_free(t);
}

// Replace the first `from` in the JSON of DES by `to`, as long; the reader must say that `unlike` is not as
// it should be, or (NULL) refuse the file.
static void assert_noticed(const char *from, const char *to, const char *unlike)
{
    struct trace *t = record(trace_call_find("des"));
    struct view_saved saved;
    char *text = written(t, "des"), *at = strstr(text, from);
    CU_ASSERT_PTR_NOT_NULL_FATAL(at);
    CU_ASSERT_EQUAL_FATAL(strlen(from), strlen(to));
    for (size_t i = 0; to[i]; i++)
        at[i] = to[i];
    enum gl_error error = read_back(&saved, text, strlen(text));
    CU_ASSERT_EQUAL(error, unlike ? GL_OK : GL_ERR_ENCODING);
    if (!error) {
        CU_ASSERT_PTR_NOT_NULL_FATAL(saved.unlike);
        CU_ASSERT_STRING_EQUAL(saved.unlike, unlike);
        view_saved_free(&saved);
    }
    free(text);
    trace_free(t);
}

static void tables_and_scopes_are_compared(void)
{
    assert_noticed("\"cells\":[57,49", "\"cells\":[57,48", "tables");
    assert_noticed("\"name\":\"PC-1\"", "\"name\":\"PC-9\"", "tables");
    assert_noticed("\"layout\":\"positions\"", "\"layout\":\"Positions\"", "tables");
    assert_noticed("\"past_last\":", "\"past_lost\":", "scopes");
    assert_noticed("\"level\":\"round\"", "\"level\":\"maybe\"", NULL);
    assert_noticed("\"version\":1", "\"version\":2", NULL);
    assert_noticed("glasslock-trace", "glasslock-track", NULL);
}

void suite_trace_json(void)
{
    add_suite("trace_json",
              (const struct test_case[]){
                  {"round trips, with every value", round_trips},
                  {"alterations of every algorithm's trace are noticed", alterations_are_noticed},
                  {"a damaged byte is refused or harmless", damaged_bytes},
                  {"a truncated file is refused", truncations},
                  {"tables and scopes are compared", tables_and_scopes_are_compared},
                  {0},
              });
}
