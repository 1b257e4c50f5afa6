// SPDX-License-Identifier: MIT
// A quiz in the stepper: what is hidden shows nowhere, one key shows it, and going on shows what was passed.
#include "tests/run.h"
#include "tests/shell.h"

#include "app/app.h"
#include "app/step/stepper.h"
#include "app/trace/beside.h"
#include "app/trace/twin_record.h"

#include <stdlib.h>
#include <string.h>

static struct twin record(const char *name, const char *changes)
{
    struct trace_call call = {.command = "test", .algorithm = name};
    struct twin twin = {0};
    struct beside beside;
    bool toy = changes && strcmp(changes, "toy") == 0;
    int status = toy       ? beside_record(&call, trace_call_find(name), changes, &twin, &beside)
                 : changes ? twin_record(&call, trace_call_find(name), changes, &twin)
                           : trace_call_record(&call, trace_call_find(name), &twin.a);
    CU_ASSERT_EQUAL_FATAL(status, APP_OK);
    args_clear(&call.args);
    return twin;
}

static void press(struct stepper *s, const char *keys)
{
    for (; *keys; keys++)
        stepper_key(s, *keys == '\n' ? KEY_STEP_ENTER : (unsigned char)*keys);
}

// Every bit of every hidden value turned: a screen that is still the same has shown none of them.
static void turn(const struct trace *t, trace_ref from)
{
    for (trace_ref ref = from; ref <= trace_count(t); ref++) {
        const struct trace_step *step = trace_get(t, ref);
        uint8_t *value = (uint8_t *)step->value;
        for (size_t i = 0; i < (step->bits + 7) / 8; i++)
            value[i] ^= (uint8_t)(i || step->bits % 8 == 0 ? 0xff : 0xff >> (8 - step->bits % 8));
    }
}

// All ways to look at the current step, one after the other.
static char *all_screens(struct stepper *s, struct canvas *c)
{
    static const char *const ways[] = {"", "u", "uu", "d", "dd", "ddu", "L", "w", "t", "e", "eu"};
    char *all = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&all, &n);
    struct stepper before = *s;
    for (enum stepper_base base = 0; base < BASES; base++)
        for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
            struct trace_marks *marks = s->marks;
            *s = before;
            s->marks = marks;
            s->base = base;
            press(s, ways[i]);
            stepper_draw(s, c);
            canvas_dump(c, out);
        }
    before.marks = s->marks;
    *s = before;
    fclose(out);
    return all;
}

// The other run's values from here on stand beside hidden ones, or beside none.
static trace_ref past_shown(const struct twin *twin, trace_ref at)
{
    trace_ref past = 1;
    for (trace_ref ref = 1; ref < at; ref++)
        past = twin->counterpart[ref] >= past ? twin->counterpart[ref] + 1 : past;
    return past;
}

static void nothing_leaks_from(const char *name, const char *changes, int columns, int rows)
{
    struct twin twin = record(name, changes);
    struct stepper s;
    struct canvas c = {0};
    canvas_resize(&c, rows, columns);
    stepper_init(&s, twin.a, name);
    s.twin = twin.b ? &twin : NULL;
    s.changes = changes;
    press(&s, "h");
    trace_ref last = (trace_ref)trace_count(twin.a), stride = last > 40 ? last / 40 : 1;
    for (trace_ref at = 1; at <= last; at += stride) {
        s.unit = UNIT_VALUE;
        stepper_go(&s, at);
        CU_ASSERT_TRUE(stepper_hides(&s, at));
        CU_ASSERT_FALSE(stepper_hides(&s, at - 1));
        char *shown = all_screens(&s, &c);
        trace_ref past = twin.b ? past_shown(&twin, at) : 0;
        turn(twin.a, at);
        if (past)
            turn(twin.b, past);
        char *other = all_screens(&s, &c);
        turn(twin.a, at);
        if (past)
            turn(twin.b, past);
        if (strcmp(shown, other) != 0)
            fprintf(stderr, "%s: step #%u shows through\n", name, at);
        CU_ASSERT_STRING_EQUAL(shown, other);
        free(shown);
        free(other);
    }
    canvas_free(&c);
    stepper_free(&s);
    twin_clear(&twin);
}

static void nothing_hidden_is_on_a_screen(void)
{
    static const char *const algorithms[] = {"des", "aes", "sha256", "rsa", "rsa-oaep", "ecdsa", "fernet"};
    for (size_t i = 0; i < sizeof algorithms / sizeof algorithms[0]; i++)
        nothing_leaks_from(algorithms[i], NULL, i % 2 ? 80 : 140, i % 2 ? 24 : 50);
    nothing_leaks_from("des", "in:0", 80, 24);
    nothing_leaks_from("aes", "key:9", 140, 50);
    nothing_leaks_from("rsa-oaep", "toy", 80, 24);
    nothing_leaks_from("ecdh", "toy", 140, 50);
}

static void a_search_does_not_tell(void)
{
    struct twin twin = record("des", NULL);
    struct stepper s;
    stepper_init(&s, twin.a, "des");
    press(&s, "h/85e813540f0ab405\n"); // the ciphertext
    CU_ASSERT_PTR_NOT_NULL(strstr(s.message, "no label or value"));
    press(&s, "h/85e813540f0ab405\n");
    CU_ASSERT_EQUAL(s.at, trace_find(twin.a, 1, "IP^-1"));
    press(&s, "g20\nh/K16\n"); // a label is no secret
    CU_ASSERT_STRING_EQUAL(trace_get(twin.a, s.at)->label, "K16");
    stepper_free(&s);
    twin_clear(&twin);
}

static void one_key_shows_and_going_on_shows(void)
{
    struct twin twin = record("aes", NULL);
    struct stepper s;
    stepper_init(&s, twin.a, "aes");
    press(&s, "rg97\nh");
    CU_ASSERT_TRUE(stepper_hides(&s, 97) && stepper_hides(&s, 139) && !stepper_hides(&s, 96));
    press(&s, "r");
    CU_ASSERT_TRUE(!stepper_hides(&s, 97) && stepper_hides(&s, 98));
    press(&s, "r");
    CU_ASSERT_PTR_NOT_NULL(strstr(s.message, "the next question is #98"));
    press(&s, "]");
    CU_ASSERT_TRUE(!stepper_hides(&s, s.at - 1) && stepper_hides(&s, s.at));
    trace_ref far = s.at;
    press(&s, "g5\n"); // what was seen stays seen
    CU_ASSERT_FALSE(stepper_hides(&s, far - 1));
    press(&s, "hh"); // off, and on again from here
    CU_ASSERT_TRUE(stepper_hides(&s, 5));
    stepper_key(&s, KEY_STEP_END);
    press(&s, "r");
    CU_ASSERT_FALSE(stepper_hides(&s, (trace_ref)trace_count(twin.a)));
    stepper_free(&s);
    twin_clear(&twin);
}

static void blanks_have_the_right_width(void)
{
    shell_expect(0, "printf 'type gr1\\nenter\\nh\\nexpect C1       _______ _______ _______ _______\\n"
                    "expect What comes here?\\nr\\nexpect 1110000 1100110 0101010 1011111\\n' | "
                    "$G step des --script -");
    shell_expect(0, "printf 'h\\nexpect  m                   ___\\nx\\nexpect  m                   __\\n' | "
                    "$G step rsa --script -");
    // the S-box is there, the cell is not
    shell_expect(
        0, "printf 'type g86\\nenter\\nh\\nexpect which cell?\\nexpect ____\\nexpect = B5 #85 looked up in "
           "S5  (\\nr\\nexpect [11] 8 12\\nexpect row 3, column 0\\n' | $G step des --script -");
    shell_expect(0, "printf '?\\nexpect a quiz\\nesc\\nh\\nexpect #1 KEY\\nh\\nexpect the quiz is over\\nr\\n"
                    "expect nothing is hidden\\n' | $G step des --script -");
}

// A real terminal with the same keys shows what the script prints, before and after the answer.
static void a_terminal_asks_and_shows(void)
{
    struct shell s = shell_run(
        "export LC_ALL=C.UTF-8 TERM=xterm-256color; t=\"tmux -L glasslock-quiz-$$ -f /dev/null\"; "
        "$t new-session -d -s quiz -x 80 -y 24 \"$G step aes --at 'block 1'\" || exit 9; trap '$t "
        "kill-server' "
        "EXIT; "
        "shows() { for i in $(seq 600); do $t capture-pane -p -t quiz >\"$T/q.shown\"; cmp -s \"$T/q.shown\" "
        "\"$T/q.script\" && return 0; sleep 0.05; done; diff \"$T/q.shown\" \"$T/q.script\" >&2; return 1; "
        "}; "
        "printf ']\\n]\\nh\\nscreen\\n' | $G step aes --at 'block 1' --script - >\"$T/q.script\"; "
        "for i in $(seq 600); do $t capture-pane -p -t quiz | grep -q 'Block 1' && break; sleep 0.05; done; "
        "$t send-keys -t quiz ']' ']' h; shows || exit 1; grep -q 'What comes here' \"$T/q.shown\" || exit "
        "2; "
        "printf ']\\n]\\nh\\nr\\nscreen\\n' | $G step aes --at 'block 1' --script - >\"$T/q.script\"; "
        "$t send-keys -t quiz r; shows || exit 3; ! grep -q 'What comes here' \"$T/q.shown\"");
    if (s.status)
        fprintf(stderr, "%s\n", s.err);
    CU_ASSERT_EQUAL(s.status, 0);
    shell_free(&s);
}

void suite_step_quiz(void)
{
    static const struct test_case cases[] = {
        {"nothing hidden is on a screen", nothing_hidden_is_on_a_screen},
        {"a search does not tell", a_search_does_not_tell},
        {"one key shows, and going on shows", one_key_shows_and_going_on_shows},
        {"blanks have the right width", blanks_have_the_right_width},
        {"a terminal asks and shows", a_terminal_asks_and_shows},
        {0},
    };
    add_suite("step_quiz", cases);
}
