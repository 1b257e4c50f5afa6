// SPDX-License-Identifier: MIT
#include "app/quiz/exercise.h"

#include "app/app.h"
#include "app/files.h"
#include "app/quiz/worksheet.h"

#include <stdlib.h>
#include <string.h>

#define FORM_LIMIT_BYTES ((size_t)1 << 20)

// A student's name changes the choice, so that neighbours have different sheets from one seed.
static uint64_t seed_of(const struct exercise *e)
{
    uint64_t seed = e->seed;
    for (const char *at = e->student; at && *at; at++)
        seed = (seed ^ (unsigned char)*at) * UINT64_C(0x100000001b3);
    return e->student ? seed % 1000000 : seed; // short enough to read out
}

static int choose(const struct exercise *e, const struct trace *t, size_t n, struct quiz *quiz)
{
    quiz->algorithm = e->algorithm;
    if (quiz_choose(quiz, t, n, seed_of(e)))
        return APP_OK;
    return app_fail("trace", "%s: no value here is short enough to ask for; a toy size has some",
                    e->algorithm);
}

static int ask(const struct exercise *e, const struct trace *t)
{
    struct quiz quiz = {0};
    int status = choose(e, t, e->questions, &quiz);
    if (status)
        return status;
    if (e->warning)
        fprintf(e->json ? stderr : stdout, "!! %s\n", e->warning);
    if (e->whole_class) {
        quiz_class(&quiz, stdin, stdout);
        return APP_OK;
    }
    json_t *result = quiz_ask(&quiz, stdin, e->json ? stderr : stdout);
    if (!result)
        return app_fail("trace", "out of memory");
    if (e->json) {
        json_dumpf(result, stdout, JSON_INDENT(2));
        putchar('\n');
    }
    json_decref(result);
    return APP_OK;
}

// "sheet.html" with "-key" becomes "sheet-key.html"; another ending may take the place of ".html".
static void beside(const char *path, const char *suffix, const char *ending, char *out, size_t room)
{
    const char *slash = strrchr(path, '/'), *dot = strrchr(path, '.');
    size_t stem = dot && (!slash || dot > slash + 1) ? (size_t)(dot - path) : strlen(path);
    snprintf(out, room, "%.*s%s%s", (int)stem, path, suffix, ending ? ending : path + stem);
}

static int write_page(const struct worksheet *sheet, const char *path, bool answers)
{
    struct app_output out;
    int status = app_output_open(&out, "trace", path, answers ? 0600 : 0644);
    if (status)
        return status;
    worksheet_page(out.file, sheet, answers);
    return app_output_commit(&out);
}

static int write_form(const struct worksheet *sheet, const char *path)
{
    struct app_output out;
    json_t *form = worksheet_form(sheet);
    if (!form)
        return app_fail("trace", "out of memory");
    int status = app_output_open(&out, "trace", path, 0644);
    if (!status) {
        json_dumpf(form, out.file, JSON_INDENT(2));
        fputc('\n', out.file);
        status = app_output_commit(&out);
    }
    json_decref(form);
    return status;
}

static int write_worksheet(const struct exercise *e, const struct trace *t)
{
    struct worksheet sheet = {.title = e->title, .student = e->student, .warning = e->warning};
    char key[4096], form[4096];
    // Some questions drop out because the page shows their answers: take more, until enough are left.
    for (size_t n = e->questions; n <= 3 * e->questions && sheet.quiz.n < e->questions; n++) {
        int none = choose(e, t, n, &sheet.quiz);
        if (none)
            return none;
        worksheet_hide(&sheet);
    }
    if (sheet.quiz.n == 0)
        return app_fail("trace", "%s: no value here can be asked for on paper; a toy size has some",
                        e->algorithm);
    if (strlen(e->worksheet) > sizeof key - 32)
        return app_usage("trace", "--worksheet: the name is too long");
    beside(e->worksheet, "-key", NULL, key, sizeof key);
    beside(e->worksheet, "-form", ".json", form, sizeof form);
    int status = write_page(&sheet, e->worksheet, false);
    if (!status)
        status = write_page(&sheet, key, true);
    if (!status)
        status = write_form(&sheet, form);
    if (!status)
        printf("%s: %zu questions\n%s: the key\n%s: fill it in, and --mark marks it\n", e->worksheet,
               sheet.quiz.n, key, form);
    return status;
}

static int mark(const struct exercise *e, const struct trace *t)
{
    json_error_t where;
    char why[160] = "";
    uint8_t *text = NULL;
    size_t bytes = 0;
    int status = app_read_file("trace", e->mark, FORM_LIMIT_BYTES, &text, &bytes);
    if (status)
        return status;
    json_t *form = json_loadb((const char *)text, bytes, JSON_REJECT_DUPLICATES, &where);
    free(text);
    if (!form)
        return app_fail("trace", "%s: %s", e->mark, where.text);
    bool done = worksheet_mark(stdout, t, e->algorithm, form, why, sizeof why);
    json_decref(form);
    return done ? APP_OK : app_fail("trace", "%s: %s", e->mark, why);
}

int exercise_run(const struct exercise *e, const struct trace *t)
{
    return e->mark ? mark(e, t) : e->worksheet ? write_worksheet(e, t) : ask(e, t);
}
