// SPDX-License-Identifier: MIT
// Quizzes and worksheets: right answers score full marks in every notation, a wrong digit is told with its
// step, and the student's page holds no answer.
#include "tests/run.h"
#include "tests/shell.h"

#include "app/quiz/worksheet.h"
#include "app/trace/trace_call.h"
#include "app/views/view.h"

#include <stdlib.h>
#include <string.h>

static const char *const algorithms[] = {"des",   "aes",         "sha256",   "rsa",
                                         "ecdsa", "ec-multiply", "rsa-oaep", "md5"};
#define N_ALGORITHMS (sizeof algorithms / sizeof algorithms[0])

static struct trace *record(const char *name)
{
    struct trace_args args = {0};
    struct trace *t = trace_new(name);
    CU_ASSERT_EQUAL_FATAL(trace_call_find(name)->run(&args, t, name), GL_OK);
    args_clear(&args);
    return t;
}

// Answer every question through `write`, and return the result.
static json_t *answer_all(const struct quiz *quiz, void (*write)(FILE *, const struct trace_step *, size_t),
                          char **asked)
{
    char *answers = NULL;
    size_t n = 0, m = 0;
    FILE *out = open_memstream(&answers, &n);
    for (size_t i = 0; i < quiz->n; i++)
        write(out, trace_get(quiz->t, quiz->at[i]), i);
    fclose(out);
    FILE *in = fmemopen(answers, n, "r"), *said = open_memstream(asked, &m);
    json_t *result = quiz_ask(quiz, in, said);
    fclose(in);
    fclose(said);
    free(answers);
    CU_ASSERT_PTR_NOT_NULL_FATAL(result);
    return result;
}

static void natural(FILE *out, const struct trace_step *step, size_t i)
{
    (void)i;
    char *value = view_value(step);
    fprintf(out, "%s\n", value);
    free(value);
}

static void hex(FILE *out, const struct trace_step *step, size_t i)
{
    (void)i;
    char *value = trace_value_hex(step);
    if (step->kind == TRACE_PT)
        natural(out, step, i);
    else
        fprintf(out, "0x%s\n", value);
    free(value);
}

// The first answer wrong in its last digit, then right; the others right at once.
static void one_wrong(FILE *out, const struct trace_step *step, size_t i)
{
    char *value = trace_value_hex(step);
    char *last = value + strlen(value) - 1, right = *last;
    *last = right == '0' ? '1' : '0';
    if (i == 0)
        fprintf(out, "0x%s\n", value);
    *last = right;
    hex(out, step, i);
    free(value);
}

static int score(const json_t *result, const char *of)
{
    return (int)json_integer_value(json_object_get(result, of));
}

static void right_answers_score_full_marks(void)
{
    for (size_t i = 0; i < 2 * N_ALGORITHMS; i++) {
        struct trace *t = record(algorithms[i / 2]);
        struct quiz quiz = {.algorithm = algorithms[i / 2]};
        char *asked = NULL;
        CU_ASSERT_TRUE_FATAL(quiz_choose(&quiz, t, 20, i));
        json_t *result = answer_all(&quiz, i % 2 ? hex : natural, &asked);
        if (score(result, "score") != score(result, "of"))
            fprintf(stderr, "%s: %s", algorithms[i / 2], asked);
        CU_ASSERT_EQUAL(score(result, "score"), (int)(QUIZ_MARKS * quiz.n));
        CU_ASSERT_EQUAL(score(result, "of"), (int)(QUIZ_MARKS * quiz.n));
        json_decref(result);
        free(asked);
        trace_free(t);
    }
}

static void a_wrong_digit_is_told_with_its_step(void)
{
    struct trace *t = record("sha256");
    struct quiz quiz = {.algorithm = "sha256"};
    char *asked = NULL, wrong[64];
    CU_ASSERT_TRUE_FATAL(quiz_choose(&quiz, t, 5, 3));
    json_t *result = answer_all(&quiz, one_wrong, &asked);
    snprintf(wrong, sizeof wrong, "wrong: step #%u, ", quiz.at[0]);
    CU_ASSERT_PTR_NOT_NULL(strstr(asked, wrong));
    CU_ASSERT_PTR_NOT_NULL(strstr(asked, trace_get(t, quiz.at[0])->citation)); // the hint
    CU_ASSERT_EQUAL(score(result, "score"), (int)(QUIZ_MARKS * quiz.n) - 1);
    json_t *first = json_array_get(json_object_get(result, "questions"), 0);
    CU_ASSERT_EQUAL(json_integer_value(json_object_get(first, "marks")), 1);
    CU_ASSERT_EQUAL(json_integer_value(json_object_get(first, "seq")), quiz.at[0]);
    json_decref(result);
    free(asked);
    trace_free(t);
}

static void choices_repeat_and_vary(void)
{
    struct trace *t = record("des");
    struct quiz a = {0}, b = {0}, c = {0};
    CU_ASSERT_TRUE(quiz_choose(&a, t, 10, 1) && quiz_choose(&b, t, 10, 1) && quiz_choose(&c, t, 10, 2));
    CU_ASSERT_EQUAL(memcmp(a.at, b.at, sizeof a.at), 0);
    CU_ASSERT_NOT_EQUAL(memcmp(a.at, c.at, sizeof a.at), 0);
    unsigned ops = 0;
    for (size_t i = 0; i < a.n; i++) {
        ops |= 1U << trace_get(t, a.at[i])->op % 32;
        CU_ASSERT(i == 0 || a.at[i] > a.at[i - 1]);
    }
    CU_ASSERT(__builtin_popcount(ops) >= 5); // permute, select, xor, rotate, substitute, ...
    trace_free(t);
}

static void answers_in_every_notation(void)
{
    struct trace *t = trace_new("notations");
    static const uint8_t point[3] = {4, 11, 9}, none[3] = {0};
    trace_ref word =
        trace_emit_word(t, SAY("w", 0, NULL), TRACE_INPUT, &(struct trace_use){0}, TRACE_WORD, 0x0a5, 12);
    trace_ref integer =
        trace_emit_word(t, SAY("i", 0, NULL), TRACE_INPUT, &(struct trace_use){0}, TRACE_INTEGER, 101, 12);
    trace_ref pt = trace_emit(t, SAY("P", 0, NULL), TRACE_INPUT, &(struct trace_use){0}, TRACE_PT, point, 24);
    trace_ref o = trace_emit(t, SAY("O", 0, NULL), TRACE_INPUT, &(struct trace_use){0}, TRACE_PT, none, 24);
    const struct {
        const char *answer;
        trace_ref ref;
        enum quiz_verdict verdict;
    } cases[] = {
        {"0a5", word, QUIZ_RIGHT},
        {"0x0A5", word, QUIZ_RIGHT},
        {"0000 1010 0101", word, QUIZ_RIGHT},
        {"0b10100101", word, QUIZ_RIGHT},
        {"a5", word, QUIZ_UNREADABLE},
        {"0a6", word, QUIZ_WRONG},
        {"0a5f", word, QUIZ_UNREADABLE},
        {"", word, QUIZ_UNREADABLE},
        {"hello", word, QUIZ_UNREADABLE},
        {"101", integer, QUIZ_RIGHT},
        {"0x65", integer, QUIZ_RIGHT},
        {"65", integer, QUIZ_WRONG},
        {"-101", integer, QUIZ_UNREADABLE},
        {"", integer, QUIZ_UNREADABLE},
        {"(11, 9)", pt, QUIZ_RIGHT},
        {"11,9", pt, QUIZ_RIGHT},
        {"9,11", pt, QUIZ_WRONG},
        {"O", pt, QUIZ_WRONG},
        {"11", pt, QUIZ_UNREADABLE},
        {"O", o, QUIZ_RIGHT},
        {"0,0", o, QUIZ_WRONG},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (quiz_mark(trace_get(t, cases[i].ref), cases[i].answer) != cases[i].verdict)
            fprintf(stderr, "'%s'\n", cases[i].answer);
        CU_ASSERT_EQUAL(quiz_mark(trace_get(t, cases[i].ref), cases[i].answer), cases[i].verdict);
    }
    trace_free(t);
}

static char *page(const struct worksheet *sheet, bool answers)
{
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    worksheet_page(out, sheet, answers);
    return fclose(out) == 0 ? text : NULL;
}

static void the_students_page_holds_no_answer(void)
{
    for (size_t i = 0; i < 40; i++) {
        const char *name = algorithms[i % N_ALGORITHMS];
        struct trace *t = record(name);
        struct worksheet sheet = {.quiz = {.algorithm = name}, .title = name};
        CU_ASSERT_TRUE_FATAL(quiz_choose(&sheet.quiz, t, 15, i));
        CU_ASSERT_TRUE_FATAL(worksheet_hide(&sheet));
        CU_ASSERT(sheet.quiz.n >= 1);
        char *students = page(&sheet, false), *teachers = page(&sheet, true);
        for (size_t k = 0; k < sheet.quiz.n; k++) {
            char *value = view_value(trace_get(t, sheet.quiz.at[k]));
            CU_ASSERT_PTR_NULL(strstr(students, value));
            CU_ASSERT_PTR_NOT_NULL(strstr(teachers, value));
            free(value);
        }
        free(students);
        free(teachers);
        trace_free(t);
    }
}

static void sheets_are_written_and_marked(void)
{
    shell_expect(0, "mkdir -p \"$T/quiz\" && $G trace des --worksheet \"$T/quiz/s.html\" --student Ada | "
                    "grep -q ': 10 questions' && test -s \"$T/quiz/s.html\" && test "
                    "-s \"$T/quiz/s-key.html\" "
                    "&& grep -q '\"student\": \"Ada\"' \"$T/quiz/s-form.json\"");
    shell_expect(0, "$G trace des --worksheet \"$T/quiz/t.html\" --student Bob && ! cmp -s "
                    "\"$T/quiz/s.html\" \"$T/quiz/t.html\"");
    shell_expect(0, "$G trace des --worksheet \"$T/quiz/u.html\" --seed 9 && $G trace des --worksheet "
                    "\"$T/quiz/v.html\" --seed 10 && "
                    "! cmp -s \"$T/quiz/u-form.json\" \"$T/quiz/v-form.json\"");
    shell_expect(0, "$G trace des --mark \"$T/quiz/s-form.json\" | grep -q 'Score: 0 of .*, Ada'");
    // the form filled in from the trace itself
    shell_expect(0, "$G trace des --format json >\"$T/quiz/t.json\" && python3 -c \"import json,sys; "
                    "t=json.load(open(sys.argv[1])); f=json.load(open(sys.argv[2])); "
                    "[a.update(answer=t['steps'][a['seq']-1]['value']) for a in f['answers']]; "
                    "json.dump(f,open(sys.argv[2],'w')); print(len(f['answers']))\" \"$T/quiz/t.json\" "
                    "\"$T/quiz/s-form.json\" "
                    ">\"$T/quiz/n\" && $G trace des --mark \"$T/quiz/s-form.json\" | grep -q \"Score: $(cat "
                    "\"$T/quiz/n\") of $(cat "
                    "\"$T/quiz/n\"), Ada\"");
    shell_refused(1, "other inputs",
                  "sed 's/\"label\": \"[^\"]*\"/\"label\": \"none\"/' \"$T/quiz/t-form.json\" | $G trace des "
                  "--mark -");
    shell_refused(1, "a form of 'des', not of 'aes'", "$G trace aes --mark \"$T/quiz/t-form.json\"");
    shell_refused(1, "not a worksheet's form", "echo '{}' | $G trace des --mark -");
    shell_refused(1, "expected", "echo '{' | $G trace des --mark -");
    shell_refused(1, "short enough", "$G trace rsa-pkcs1 --quiz");
}

static void quizzes_run_from_pipes(void)
{
    shell_expect(
        0, "yes skip | $G trace aes --quiz --questions 3 --format json 2>/dev/null | python3 -m json.tool | "
           "grep -q '\"of\": 6'");
    shell_expect(
        0, "yes '' | $G trace aes --quiz --class --questions 3 | grep -c '(Enter reveals)' | grep -qx 3");
    shell_expect(0, "$G trace aes --quiz </dev/null | grep -q 'Score: 0 of 20'");
    shell_refused(2, "give one of", "$G trace des --quiz --mark x");
    shell_refused(2, "--class goes with", "$G trace des --class");
    shell_refused(2, "--questions", "$G trace des --quiz --questions 0");
    shell_refused(2, "--questions and --student", "$G trace des --questions 5");
    shell_refused(2, "of one run", "$G trace des --quiz --diff in:1");
}

void suite_quiz(void)
{
    static const struct test_case cases[] = {
        {"right answers score full marks", right_answers_score_full_marks},
        {"a wrong digit is told with its step", a_wrong_digit_is_told_with_its_step},
        {"choices repeat and vary", choices_repeat_and_vary},
        {"answers in every notation", answers_in_every_notation},
        {"the student's page holds no answer", the_students_page_holds_no_answer},
        {"sheets are written and marked", sheets_are_written_and_marked},
        {"quizzes run from pipes", quizzes_run_from_pipes},
        {0},
    };
    add_suite("quiz", cases);
}
