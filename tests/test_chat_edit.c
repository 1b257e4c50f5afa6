// SPDX-License-Identifier: MIT
// What the chat's screen is made of: columns of UTF-8, the line that is typed, the notes of a room.
#include "tests/run.h"

#include "app/chat/roll.h"
#include "app/columns.h"
#include "app/edit.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#define NOW 1795258800000ULL

static void columns_know_wide_and_combining(void)
{
    setlocale(LC_CTYPE, "C.UTF-8");
    CU_ASSERT_EQUAL(columns_of("abc", 3), 3);
    CU_ASSERT_EQUAL(columns_of("日本", 6), 4);
    CU_ASSERT_EQUAL(columns_of("e\u0301x", 4), 2);
    CU_ASSERT_EQUAL(columns_of("\xff\xfe", 2), 2);       // what is no UTF-8: a column each
    CU_ASSERT_EQUAL(columns_of("a\u202eb\u200d", 8), 2); // what steers the display takes none
    CU_ASSERT_EQUAL(columns_fit("日本", 3), 3);          // no half of a wide character
    CU_ASSERT_EQUAL(columns_fit("e\u0301x", 1), 3);      // the mark stays with its letter
    CU_ASSERT_EQUAL(columns_before("ae\u0301", 4), 1);
    CU_ASSERT_EQUAL(columns_after("e\u0301x", 0), 3);
    size_t next = 0;
    CU_ASSERT_EQUAL(columns_line("one two three", 8, &next), 7);
    CU_ASSERT_EQUAL(next, 8);
    CU_ASSERT_EQUAL(columns_line("abcdefghij", 4, &next), 4);
    CU_ASSERT_EQUAL(next, 4);
    CU_ASSERT_EQUAL(columns_line("a\nb", 8, &next), 1);
    CU_ASSERT_EQUAL(next, 2);
    CU_ASSERT_EQUAL(columns_line("日", 1, &next), 3); // wider than the line: it moves on all the same
    CU_ASSERT_EQUAL(next, 3);
    setlocale(LC_CTYPE, "C"); // as the other suites expect it
}

static void expect_line(struct edit *e, const char *text, size_t cursor)
{
    if (strcmp(e->text, text) != 0)
        fprintf(stderr, "line '%s', expected '%s'\n", e->text, text);
    CU_ASSERT_STRING_EQUAL(e->text, text);
    CU_ASSERT_EQUAL(e->cursor, cursor);
    CU_ASSERT_EQUAL(e->bytes, strlen(text));
}

static void lines_are_edited_by_whole_characters(void)
{
    struct edit e;
    setlocale(LC_CTYPE, "C.UTF-8");
    CU_ASSERT_TRUE_FATAL(edit_init(&e));
    edit_set(&e, "x日e\u0301");
    edit_key(&e, KEY_EDIT_BACKSPACE);
    expect_line(&e, "x日", 4);
    edit_key(&e, KEY_EDIT_LEFT);
    edit_key(&e, KEY_EDIT_LEFT);
    edit_key(&e, KEY_EDIT_LEFT); // nothing before the first
    edit_key(&e, KEY_EDIT_RIGHT);
    edit_key(&e, KEY_EDIT_DELETE);
    expect_line(&e, "x", 1);
    edit_set(&e, "one two-three  ");
    edit_key(&e, CTRL('W'));
    expect_line(&e, "one two-", 8);
    edit_key(&e, KEY_EDIT_WORD_LEFT);
    CU_ASSERT_EQUAL(e.cursor, 4);
    edit_key(&e, CTRL('K'));
    expect_line(&e, "one ", 4);
    edit_key(&e, CTRL('A'));
    edit_key(&e, CTRL('Y'));
    expect_line(&e, "two-one ", 4);
    edit_key(&e, KEY_EDIT_KILL_WORD_RIGHT);
    expect_line(&e, "two- ", 4);
    edit_key(&e, CTRL('U'));
    expect_line(&e, " ", 0);
    edit_set(&e, "");
    CU_ASSERT_TRUE(edit_insert(&e,
                               "a\033[2Jb\x7f\xc2\x9b"
                               "c\r\nd\re",
                               15));
    expect_line(&e, "a[2Jbc\nd\ne", 10); // nothing of it can steer a terminal
    char *much = calloc(1, EDIT_MOST_BYTES + 1);
    memset(much, 'm', EDIT_MOST_BYTES);
    CU_ASSERT_FALSE(edit_insert(&e, much, EDIT_MOST_BYTES));
    expect_line(&e, "a[2Jbc\nd\ne", 10);
    free(much);
    edit_free(&e);
    setlocale(LC_CTYPE, "C"); // as the other suites expect it
}

static void lines_are_remembered(void)
{
    struct edit e;
    CU_ASSERT_TRUE_FATAL(edit_init(&e));
    edit_remember(&e, "first");
    edit_remember(&e, "second");
    edit_remember(&e, "second"); // not twice
    edit_remember(&e, "");
    edit_set(&e, "draft");
    edit_key(&e, KEY_EDIT_UP);
    expect_line(&e, "second", 6);
    edit_key(&e, KEY_EDIT_UP);
    edit_key(&e, KEY_EDIT_UP);
    expect_line(&e, "first", 5);
    edit_key(&e, KEY_EDIT_DOWN);
    edit_key(&e, KEY_EDIT_DOWN);
    edit_key(&e, KEY_EDIT_DOWN);
    expect_line(&e, "draft", 5);
    for (int i = 0; i < 2 * EDIT_HISTORY; i++) {
        char line[24];
        snprintf(line, sizeof line, "line %d", i);
        edit_remember(&e, line);
    }
    CU_ASSERT_EQUAL(e.lines, EDIT_HISTORY);
    CU_ASSERT_STRING_EQUAL(e.line[0], "line 200");
    edit_free(&e);
}

// ---- rolls ----

static void rolls_keep_order_without_doubles(void)
{
    struct roll r;
    roll_init(&r, "lobby");
    const uint64_t order[] = {1, 2, 5, 3, 5, 4, 2};
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        struct client_event e = {.kind = EVENT_MESSAGE, .who = "bob", .sequence = order[i]};
        roll_add(&r, &e, "text", NOW);
    }
    CU_ASSERT_EQUAL_FATAL(r.n, 5);
    for (size_t i = 0; i < r.n; i++) {
        CU_ASSERT_EQUAL(r.notes[i].sequence, i + 1);
        CU_ASSERT_EQUAL(r.notes[i].id, i + 1);
    }
    for (int i = 0; i < 3 * ROLL_NOTES; i++)
        roll_add(&r, &(struct client_event){.kind = EVENT_INFO}, "x", NOW);
    CU_ASSERT(r.n <= ROLL_NOTES);
    CU_ASSERT_EQUAL(r.notes[r.n - 1].id, 5 + 3 * ROLL_NOTES);
    for (size_t i = 1; i < r.n; i++)
        CU_ASSERT_EQUAL(r.notes[i].id, r.notes[i - 1].id + 1);
    char *much = calloc(1, 4097);
    memset(much, 'm', 4096);
    for (int i = 0; i < 3000; i++)
        roll_add(&r, &(struct client_event){.kind = EVENT_INFO}, much, NOW);
    CU_ASSERT(r.bytes <= ROLL_BYTES + 4096 && r.n > 100);
    free(much);
    roll_free(&r);
}

void suite_chat_edit(void)
{
    static const struct test_case cases[] = {
        {"columns know wide and combining", columns_know_wide_and_combining},
        {"lines are edited by whole characters", lines_are_edited_by_whole_characters},
        {"lines are remembered", lines_are_remembered},
        {"rolls keep order without doubles", rolls_keep_order_without_doubles},
        {0},
    };
    add_suite("chat_edit", cases);
}
