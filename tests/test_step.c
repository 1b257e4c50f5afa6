// SPDX-License-Identifier: MIT
// The stepper: its moves, its screens (through scripts and through a real terminal), the golden values read
// off them.
#include "tests/golden.h"
#include "tests/run.h"
#include "tests/shell.h"

#include "app/step/stepper.h"
#include "app/trace/trace_call.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct trace *record(const char *name, struct trace_args *args)
{
    const struct trace_algorithm *a = trace_call_find(name);
    CU_ASSERT_PTR_NOT_NULL_FATAL(a);
    struct trace *t = trace_new(name);
    CU_ASSERT_EQUAL_FATAL(a->run(args, t, name), GL_OK);
    args_clear(args);
    return t;
}

static void press(struct stepper *s, const char *keys)
{
    for (; *keys; keys++)
        stepper_key(s, (unsigned char)*keys);
}

// ---- moves ----

// Forward to the end by any unit, and back: the same places in reverse.
static void moves_are_the_same_both_ways(void)
{
    static const char *const algorithms[] = {"des",    "des3", "aes",   "sha256",   "hmac", "pbkdf2",
                                             "fernet", "rsa",  "ecdsa", "rsa-oaep", "dsa"};
    for (size_t i = 0; i < sizeof algorithms / sizeof algorithms[0]; i++) {
        struct trace_args args = {0};
        struct trace *t = record(algorithms[i], &args);
        size_t previous = trace_count(t) + 1;
        for (enum cursor_unit unit = CURSOR_STEP; unit <= CURSOR_BLOCK; unit++) {
            trace_ref *stops = calloc(trace_count(t) + 1, sizeof *stops), at = 1;
            size_t n = 0;
            for (trace_ref next = 0;; at = next) {
                stops[n++] = at;
                next = cursor_forward(t, at, unit);
                if (next == at)
                    break;
                CU_ASSERT_FATAL(next > at);
            }
            CU_ASSERT(n <= previous); // a larger unit has no more stops
            CU_ASSERT(n > 1);
            previous = n;
            while (n-- > 1) {
                CU_ASSERT_EQUAL(cursor_back(t, at, unit), stops[n - 1]);
                at = stops[n - 1];
            }
            CU_ASSERT_EQUAL(cursor_back(t, 1, unit), 1);
            free(stops);
        }
        trace_free(t);
    }
}

// The inner hash's padding, blocks and digest stand within PBKDF2's U_1, and are passed one by one.
static void rounds_within_rounds_are_passed_one_by_one(void)
{
    static const char *const stops[] = {
        "T_1 > U_1 > HMAC > Inner hash", "T_1 > U_1 > HMAC > Inner hash > SHA-1 > Padding",
        "T_1 > U_1 > HMAC > Inner hash > SHA-1 > Initial hash value",
        "T_1 > U_1 > HMAC > Inner hash > SHA-1 > Block 1", "T_1 > U_1 > HMAC > Inner hash > SHA-1 > Block 2"};
    struct trace_args args = {0};
    struct trace *t = record("pbkdf2", &args);
    char place[200] = "";
    trace_ref at = 1;
    for (size_t i = 0; i < 6 && !strstr(place, "Inner hash"); i++) {
        at = cursor_forward(t, at, CURSOR_BLOCK);
        cursor_place(t, at, place, sizeof place);
    }
    for (size_t i = 0; i < sizeof stops / sizeof stops[0]; i++) {
        cursor_place(t, at, place, sizeof place);
        CU_ASSERT_STRING_EQUAL(place, stops[i]);
        at = cursor_forward(t, at, CURSOR_BLOCK);
    }
    trace_free(t);
}

static const char *label_at(const struct stepper *s)
{
    return trace_get(s->t, s->at)->label;
}

static void keys_go_where_they_say(void)
{
    struct trace_args args = {0};
    struct trace *t = record("des", &args);
    struct stepper s;
    char place[128];
    stepper_init(&s, t, "des");
    press(&s, "]");
    CU_ASSERT_STRING_EQUAL(label_at(&s), "parity of the key's bytes");
    press(&s, "}}"); // the plaintext stands between the phases
    cursor_place(t, s.at, place, sizeof place);
    CU_ASSERT_PTR_NOT_NULL(strstr(place, "Block 1"));
    press(&s, "gr7");
    stepper_key(&s, KEY_STEP_ENTER);
    CU_ASSERT_STRING_EQUAL(label_at(&s), "E(R)");
    cursor_place(t, s.at, place, sizeof place);
    CU_ASSERT_PTR_NOT_NULL(strstr(place, "Block 1 > Round 7"));
    press(&s, "nn"); // the xor, then all S-boxes as one operation
    CU_ASSERT_STRING_EQUAL(label_at(&s), "B1");
    trace_ref boxes = s.at;
    press(&s, "n");
    CU_ASSERT_STRING_EQUAL(label_at(&s), "S1(B1)...S8(B8)");
    press(&s, "p");
    CU_ASSERT_EQUAL(s.at, boxes);
    press(&s, "ma]]'a");
    CU_ASSERT_EQUAL(s.at, boxes);
    press(&s, "/K16");
    stepper_key(&s, KEY_STEP_ENTER);
    CU_ASSERT_STRING_EQUAL(label_at(&s), "K16");
    stepper_key(&s, KEY_STEP_BACKSPACE);
    CU_ASSERT_EQUAL(s.at, boxes);
    press(&s, "/cb3d8b0e17f5"); // K16's value
    stepper_key(&s, KEY_STEP_ENTER);
    CU_ASSERT_STRING_EQUAL(label_at(&s), "K16");
    press(&s, "w"); // its only source, followed
    stepper_key(&s, KEY_STEP_ENTER);
    CU_ASSERT_STRING_EQUAL(label_at(&s), "C16 || D16");
    press(&s, "gno such place");
    stepper_key(&s, KEY_STEP_ENTER);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.message, "no such place"));
    CU_ASSERT_STRING_EQUAL(label_at(&s), "C16 || D16");
    press(&s, "q");
    CU_ASSERT_TRUE(s.quit);
    stepper_free(&s);
    trace_free(t);
}

// ---- screens ----

// Digits of the current value, read off the screen: the row below the step's name in the lower pane.
static void read_value(const char *text, trace_ref ref, char *value, size_t room)
{
    char name[32];
    snprintf(name, sizeof name, "| #%u ", ref);
    const char *at = strstr(text, name), *line = at ? strchr(at, '\n') : NULL;
    const char *bar = line ? strstr(line, "| ") : NULL;
    CU_ASSERT_PTR_NOT_NULL_FATAL(bar);
    bar += 2 + strspn(bar + 2, " ");
    snprintf(value, room, "%.*s", (int)strcspn(bar, " \n"), bar);
}

struct seen {
    char (*values)[264];
    size_t n;
};

static struct seen see_all(const char *algorithm, struct trace_args *args)
{
    struct trace *t = record(algorithm, args);
    struct seen seen = {calloc(trace_count(t), sizeof *seen.values), 0};
    struct stepper s;
    struct canvas c = {0};
    stepper_init(&s, t, algorithm);
    canvas_resize(&c, 60, 200);
    press(&s, "x"); // hex
    for (; seen.n < trace_count(t); seen.n++) {
        stepper_draw(&s, &c);
        char *text = canvas_text(&c), *hex = trace_value_hex(trace_get(t, s.at));
        read_value(text, s.at, seen.values[seen.n], sizeof seen.values[0]);
        CU_ASSERT_STRING_EQUAL(seen.values[seen.n], hex);
        free(hex);
        free(text);
        stepper_key(&s, KEY_STEP_RIGHT);
    }
    canvas_free(&c);
    stepper_free(&s);
    trace_free(t);
    return seen;
}

static bool was_seen(const struct seen *seen, const char *value)
{
    for (size_t i = 0; i < seen->n; i++)
        if (strcasecmp(seen->values[i], value) == 0)
            return true;
    return false;
}

// Every value of at least 28 bits in a golden file stands on some screen.
static void golden_on_screen(const char *file, const char *algorithm, struct trace_args *args)
{
    struct seen seen = see_all(algorithm, args);
    struct golden g;
    golden_open(&g, file, NULL);
    while (golden_next(&g)) {
        for (char *word = strtok(g.text, " =()"); word; word = strtok(NULL, " =()")) {
            size_t n = strlen(word);
            bool binary = strspn(word, "01") == n && n < 8;
            if (n < 7 || binary || strspn(word, "0123456789abcdefABCDEF") != n)
                continue;
            if (!was_seen(&seen, word))
                fprintf(stderr, "%s line %u: %s is on no screen\n", file, g.line, word);
            CU_ASSERT_TRUE(was_seen(&seen, word));
            g.values++;
        }
    }
    CU_ASSERT(g.values > 90);
    golden_close(&g);
    free(seen.values);
}

static void golden_values_stand_on_screens(void)
{
    struct trace_args des = {.value = {[OPT_KEY] = "133457799BBCDFF1", [OPT_IN] = "0123456789ABCDEF"}};
    golden_on_screen("des-133457799BBCDFF1.txt", "des", &des);
    struct trace_args aes = {
        .value = {
            [OPT_KEY] = "2b7e151628aed2a6abf7158809cf4f3c", [OPT_IN] = "6bc1bee22e409f96e93d7e117393172a"}};
    golden_on_screen("aes128-nist-core-block1.txt", "aes-128", &aes);
    struct trace_args sha = {.value = {[OPT_TEXT] = "abc"}};
    golden_on_screen("sha256-abc.txt", "sha256", &sha);
}

static void the_cell_looked_up_is_marked(void)
{
    shell_expect(0, "printf 'type g\\ntype round 1\\nenter\\n}\\ntype gr1\\nenter\\ntype "
                    "/S5(\\nenter\\nexpect [11] 8 12\\n"
                    "expect row 3, column 0  (1 0000 1)\\nexpect Block 1 > Round 1 > S5  86/445\\n' | "
                    "$G step des --script -");
    // the S-box of AES, byte 5 chosen: 0x50 is looked up in row 5, column 0
    shell_expect(0, "printf 'size 200x60\\ntype gblock 1\\nenter\\n]\\n]\\nu\\n>*5\\nexpect [53]d1 00\\n"
                    "expect byte 5\\nexpect (row 1, column 1)\\n' | $G step aes --script -");
}

static void dependencies_are_marked(void)
{
    // Byte 0 of the plaintext, forward: four bytes after round 1's MixColumns, all after round 2's.
    shell_expect(0,
                 "printf 'size 100x30\\ntype /plaintext\\nenter\\nu\\nd\\nd\\nexpect * = what depends on\\n"
                 "type g102\\nenter\\nexpect * 32/128\\ntype g106\\nenter\\nexpect * 128/128\\n' | "
                 "$G step aes --script -");
    // and backward: a bit of R1 in DES has one bit of L0
    shell_expect(0, "printf 'type /R1\\nenter\\nu\\nu\\nd\\ntype /L0\\nenter\\nexpect * 1/32\\n' | "
                    "$G step des --script -");
}

static void windows_show_and_close(void)
{
    shell_expect(0, "printf '?\\nexpect an operation\\nesc\\nexpect #1 KEY\\nL\\nexpect ##\\nL\\nw\\n"
                    "expect It has no source\\nesc\\nt\\nexpect uses no table\\nt\\ne\\nexpect 64 bits\\n' | "
                    "$G step des --script -");
    shell_expect(0, "printf 'space\\ntick 5\\nexpect   6/445\\nexpect playing\\nright\\nexpect   7/445\\n' | "
                    "$G step des --script -");
    shell_expect(0, "printf 'x\\nexpect 133457799bbcdff1\\nx\\nexpect 00010011 00110100\\nx\\n"
                    "expect 1383827165325090801\\n' | $G step des --script -");
    shell_expect(0, "printf 'size 60x10\\nexpect needs 80 columns and 24 rows\\n' | $G step des --script -");
    shell_expect(0, "printf 'click 4 30\\nexpect   2/445\\n' | $G step des --script -");
}

// Nothing of the help is cut at the smallest size, whatever stands above it.
static void the_help_fits(void)
{
    struct shell s = shell_run(
        "printf 'size 120x40\\n?\\nscreen\\n' | $G step des --script - | sed -n '3,$p' | head -18 "
        ">\"$T/wide\"; printf '?\\nscreen\\n' | $G step ecdsa --curve P-256 --beside toy --script - | "
        "sed -n '4,$p' | head -18 >\"$T/narrow\"; printf '?\\nscreen\\n' | $G step des --rounds 3 "
        "--script - | sed -n '4,$p' | head -18 >\"$T/warned\"; cmp \"$T/wide\" \"$T/narrow\" && cmp "
        "\"$T/wide\" \"$T/warned\" && tail -1 \"$T/wide\" | grep -q quit");
    if (s.status)
        fprintf(stderr, "%s%s\n", s.out, s.err);
    CU_ASSERT_EQUAL(s.status, 0);
    shell_free(&s);
}

static void wrong_calls_are_refused(void)
{
    shell_refused(2, "which algorithm", "$G step");
    shell_refused(2, "no algorithm 'rot13'", "$G step rot13");
    shell_refused(2, "needs a terminal", "$G step des");
    shell_refused(2, "no step, round", "$G step des --at nowhere --script /dev/null");
    shell_refused(2, "--size goes with", "$G step des --size 80x24");
    shell_refused(2, "COLUMNSxROWS", "$G step des --script /dev/null --size 80");
    shell_refused(1, "No such file", "$G step des --script none");
    shell_refused(2, "line 2: no key 'sideways'", "printf 'right\\nsideways\\n' | $G step des --script -");
    shell_refused(2, "line 1 has more than 4094 characters, or is no text", "$G step des --script /dev/zero");
    shell_expect(0, "{ printf 'type %%04000d' 7; printf '\\nesc'; } | $G step des --script -");
    shell_refused(2, "size takes", "printf 'size 0x0\\n' | $G step des --script -");
    shell_refused(1, "line 1: the screen does not hold 'xyzzy'",
                  "echo 'expect xyzzy' | $G step des --script -");
    shell_refused(2, "takes no --hash", "$G step des --hash md5 --script /dev/null");
}

// ---- a real terminal ----

// tmux shows the same screen as the script at this size, after the same keys; q leaves the terminal as it
// was.
static void terminal_at(int columns, int rows)
{
    struct shell s = shell_run(
        "export LC_ALL=C.UTF-8 TERM=xterm-256color; t=\"tmux -L glasslock-$$ -f /dev/null\"; "
        "$t new-session -d -s step -x %d -y %d \"$G step aes --at 'block 1'; echo left with \\$?; sleep 60\" "
        "|| exit 9; "
        "printf ']\\n]\\nu\\n>\\nscreen\\n' | $G step aes --at 'block 1' --script - --size %dx%d "
        ">\"$T/script\"; "
        "for i in $(seq 600); do $t capture-pane -p -t step | grep -q 'Block 1' && break; sleep 0.05; done; "
        "$t send-keys -t step ']' ']' u '>'; "
        "for i in $(seq 600); do $t capture-pane -p -t step >\"$T/shown\"; cmp -s \"$T/shown\" \"$T/script\" "
        "&& break; "
        "sleep 0.05; done; diff \"$T/shown\" \"$T/script\" >&2; same=$?; $t send-keys -t step q; "
        "for i in $(seq 600); do $t capture-pane -p -t step | grep -q 'left with 0' && break; sleep 0.05; "
        "done; "
        "$t capture-pane -p -t step | grep -q 'left with 0'; left=$?; $t kill-server; exit $((same + 2 * "
        "left))",
        columns, rows, columns, rows);
    if (s.status)
        fprintf(stderr, "%dx%d: %s\n", columns, rows, s.err);
    CU_ASSERT_EQUAL(s.status, 0);
    shell_free(&s);
}

static void a_terminal_shows_what_a_script_prints(void)
{
    terminal_at(80, 24);
    terminal_at(200, 60);
}

void suite_step(void)
{
    static const struct test_case cases[] = {
        {"moves are the same both ways", moves_are_the_same_both_ways},
        {"rounds within rounds are passed one by one", rounds_within_rounds_are_passed_one_by_one},
        {"keys go where they say", keys_go_where_they_say},
        {"golden values stand on screens", golden_values_stand_on_screens},
        {"the cell looked up is marked", the_cell_looked_up_is_marked},
        {"dependencies are marked", dependencies_are_marked},
        {"windows show and close", windows_show_and_close},
        {"the help fits", the_help_fits},
        {"wrong calls are refused", wrong_calls_are_refused},
        {"a terminal shows what a script prints", a_terminal_shows_what_a_script_prints},
        {0},
    };
    add_suite("step", cases);
}
