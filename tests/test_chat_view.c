// SPDX-License-Identifier: MIT
// The chat's screen without a terminal: events and keys in, the drawn screen out, under a small engine of the
// test's own.
#include "tests/run.h"

#include "app/chat/view.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

// ---- the engine that the view talks to here ----

struct chat_client {
    struct client_person people[40];
    struct client_room rooms[12];
    size_t n_people, n_rooms, n_seen;
    char said[8][600];
    size_t n_said;
    char seen[64];
    bool wire;
};

static void fake_command(struct chat_client *c, const char *line)
{
    if (strcmp(line, "/wire on") == 0)
        c->wire = true;
    for (size_t i = 0; strncmp(line, "/room ", 6) == 0 && i < c->n_rooms; i++)
        c->rooms[i].current = strcmp(c->rooms[i].title, line + 6) == 0;
    snprintf(c->said[c->n_said++ % 8], sizeof c->said[0], "%s", line);
}

static void fake_seen(struct chat_client *c, const char *room)
{
    snprintf(c->seen, sizeof c->seen, "%s", room);
    c->n_seen++;
    for (size_t i = 0; i < c->n_rooms; i++)
        if (strcmp(c->rooms[i].title, room) == 0)
            c->rooms[i].unread = 0;
}

static char **fake_complete(struct chat_client *c, const char *line, size_t cursor, size_t *n, size_t *from)
{
    size_t begin = cursor;
    while (begin > 0 && line[begin - 1] != ' ')
        begin--;
    char **found = calloc(c->n_people + 1, sizeof *found);
    *from = begin;
    *n = 0;
    for (size_t i = 0; i < c->n_people; i++)
        if (strncmp(c->people[i].name, line + begin, cursor - begin) == 0)
            found[(*n)++] = strdup(c->people[i].name);
    return found;
}

static size_t fake_people(const struct chat_client *c, const struct client_person **people)
{
    *people = c->people;
    return c->n_people;
}

static size_t fake_rooms(const struct chat_client *c, const struct client_room **rooms)
{
    *rooms = c->rooms;
    return c->n_rooms;
}

static const char *fake_name(const struct chat_client *c)
{
    (void)c;
    return "alice";
}

static const char *fake_current(const struct chat_client *c)
{
    for (size_t i = 0; i < c->n_rooms; i++)
        if (c->rooms[i].current)
            return c->rooms[i].title;
    return "";
}

static bool fake_wire(const struct chat_client *c)
{
    return c->wire;
}

static const struct client_command_help *fake_commands(const struct chat_client *c)
{
    static const struct client_command_help help[] = {
        {"msg", "NAME TEXT", "say something to one person"}, {"quit", "", "leave"}, {0}};
    (void)c;
    return help;
}

static char *fake_line(const struct client_event *event, bool time)
{
    char *line = NULL;
    (void)time;
    if (event->kind == EVENT_SENT || event->kind == EVENT_PRESENCE || event->kind == EVENT_ROOM)
        return NULL;
    if (asprintf(&line, "* %s%s%s", event->who ? event->who : "", event->who ? " came " : "",
                 event->text ? event->text : "") < 0)
        return NULL;
    return line;
}

static const char *fake_state_name(enum client_state state)
{
    return state == CLIENT_ONLINE ? "online" : "waiting";
}

static const struct client_emote fake_emotes[] = {
    {":smile:", "\U0001F604"}, {":wave:", "\U0001F44B"}, {":lock:", "\U0001F512"}, {0}};

static const struct chat_engine fake_engine = {
    .command = fake_command,
    .seen = fake_seen,
    .complete = fake_complete,
    .people = fake_people,
    .rooms = fake_rooms,
    .name = fake_name,
    .current_room = fake_current,
    .wire = fake_wire,
    .commands = fake_commands,
    .line = fake_line,
    .state_name = fake_state_name,
    .emotes = fake_emotes,
};

// ---- a view under test ----

struct bench {
    struct chat_client client;
    struct chat_view view;
    struct canvas canvas;
    char *text;
};

#define NOON 1795258800000ULL // 2026-11-21 11:00 UTC

static void start(struct bench *b)
{
    *b = (struct bench){
        .client = {
            .people = {{.name = "alan", .online = true},
                       {.name = "alice", .online = true, .self = true},
                       {.name = "bob", .online = true, .verified = true},
                       {.name = "carol", .friend_of_ours = true}},
            .n_people = 4,
            .rooms = {{.title = "lobby", .recipe = "strong", .current = true, .lobby = true, .members = 3},
                      {.title = "bob", .recipe = "strong", .pair = true, .members = 2},
                      {.title = "exam", .invited = true}},
            .n_rooms = 3}};
    setlocale(LC_CTYPE, "C.UTF-8");
    setenv("TZ", "UTC", 1);
    CU_ASSERT_TRUE_FATAL(view_init(&b->view, &b->client, &fake_engine));
    b->view.server = "127.0.0.1:7070";
    b->view.wall = NOON;
    b->view.state = CLIENT_ONLINE;
    view_settle(&b->view);
}

static void stop(struct bench *b)
{
    view_free(&b->view);
    canvas_free(&b->canvas);
    free(b->text);
    setlocale(LC_CTYPE, "C"); // as the other suites expect it
    unsetenv("TZ");
}

static const char *draw(struct bench *b, int columns, int rows)
{
    free(b->text);
    CU_ASSERT_TRUE_FATAL(canvas_resize(&b->canvas, rows, columns));
    view_draw(&b->view, &b->canvas);
    b->text = canvas_text(&b->canvas);
    CU_ASSERT_PTR_NOT_NULL_FATAL(b->text);
    return b->text;
}

static void sees(struct bench *b, const char *words, bool should)
{
    bool does = strstr(b->text, words) != NULL;
    if (does != should)
        fprintf(stderr, "the screen %s '%s':\n%s\n", should ? "lacks" : "should not hold", words, b->text);
    CU_ASSERT_EQUAL(does, should);
}

static void type(struct bench *b, const char *text)
{
    for (wchar_t c; *text; view_key(&b->view, (int)c)) {
        mbstate_t state = {0};
        text += mbrtowc(&c, text, strlen(text), &state);
    }
}

static void hear(struct bench *b, const char *room, const char *who, const char *text, uint64_t sequence)
{
    view_event(&b->view, &(struct client_event){.kind = EVENT_MESSAGE,
                                                .room = room,
                                                .who = who,
                                                .text = text,
                                                .sequence = sequence,
                                                .time = NOON + sequence * 1000});
    view_settle(&b->view);
}

static void hear_many(struct bench *b, unsigned from, unsigned to)
{
    for (unsigned i = from; i <= to; i++) {
        char text[64];
        snprintf(text, sizeof text, "message number %u.", i);
        hear(b, "lobby", i % 2 ? "bob" : "alan", text, i);
    }
}

// ---- screens ----

static void screens_fit_every_size(void)
{
    static const int sizes[][2] = {{80, 24}, {40, 10}, {200, 60}};
    for (size_t i = 0; i < 3; i++) {
        struct bench b;
        start(&b);
        hear(&b, "lobby", "bob", "hello there", 1);
        view_event(&b.view, &(struct client_event){.kind = EVENT_MESSAGE,
                                                   .room = "lobby",
                                                   .who = "alice",
                                                   .own = true,
                                                   .local = 1,
                                                   .text = "hi bob"});
        type(&b, "what I type");
        draw(&b, sizes[i][0], sizes[i][1]);
        sees(&b, "11:00", true);
        sees(&b, "hello there", true);
        sees(&b, "hi bob", true);
        sees(&b, "> what I type", true);
        sees(&b, "lobby  [locked: strong]", true);
        sees(&b, "Saturday, 21 November 2026", true);
        sees(&b, "glasslock  alice @ 127.0", true);
        sees(&b, "online: 3", i != 1);
        sees(&b, "● bob ✔", i != 1);
        sees(&b, "○ carol ♥", i != 1);
        sees(&b, "3 exam", i != 1);
        sees(&b, " inv", i != 1);
        stop(&b);
    }
}

static void no_size_breaks_the_screen(void)
{
    struct bench b;
    start(&b);
    hear_many(&b, 1, 30);
    hear(&b, "lobby", "ああああああああああ",
         "日本語の長い長い長い長い長い長いメッセージ e\u0301\u0302\u0303\u0304", 31);
    view_event(&b.view, &(struct client_event){.kind = EVENT_WARNING, .text = "a key has changed"});
    b.client.wire = true;
    view_event(&b.view,
               &(struct client_event){
                   .kind = EVENT_WIRE, .data = (const uint8_t *)"abcdefghijkl", .bytes = 12, .text = "it"});
    type(&b, "日本語日本語日本語日本語日本語日本語日本語日本語");
    for (int rows = 1; rows < 30; rows++)
        for (int columns = 1; columns < 90; columns++) {
            draw(&b, columns, rows);
            CU_ASSERT(b.view.cursor_row < rows && b.view.cursor_column < columns);
        }
    stop(&b);
}

static void receipts_are_shown(void)
{
    struct bench b;
    start(&b);
    struct client_event said = {.kind = EVENT_MESSAGE,
                                .room = "bob",
                                .who = "alice",
                                .own = true,
                                .local = 7,
                                .counter = 3,
                                .text = "how are you?"};
    fake_command(&b.client, "/room bob");
    view_settle(&b.view);
    view_event(&b.view, &said);
    draw(&b, 80, 24);
    sees(&b, "how are you?  …", true);
    view_event(&b.view, &(struct client_event){
                            .kind = EVENT_SENT, .room = "bob", .local = 7, .sequence = 9, .counter = 3});
    draw(&b, 80, 24);
    sees(&b, "how are you?  ✓\n", false); // the list stands behind it
    sees(&b, "how are you?  ✓", true);
    sees(&b, "✓✓", false);
    struct client_event receipt = {.kind = EVENT_RECEIPT, .room = "bob", .who = "bob", .counter = 2};
    view_event(&b.view, &receipt); // of an earlier one
    draw(&b, 80, 24);
    sees(&b, "✓✓", false);
    receipt.counter = 3;
    view_event(&b.view, &receipt);
    draw(&b, 80, 24);
    sees(&b, "how are you?  ✓✓", true);
    sees(&b, "read", false);
    receipt.flag = true;
    view_event(&b.view, &receipt);
    draw(&b, 80, 24);
    sees(&b, "how are you?  ✓✓ read", true);
    b.view.ascii = true;
    draw(&b, 80, 24);
    sees(&b, "how are you?  ++ read", true);
    sees(&b, "✓", false);
    sees(&b, "│", false);
    sees(&b, "bob  [locked: strong]  = verified", true);
    stop(&b);
}

static void what_is_typed_survives_what_comes(void)
{
    struct bench b;
    start(&b);
    type(&b, "half a sen");
    hear_many(&b, 1, 50);
    view_event(&b.view, &(struct client_event){.kind = EVENT_JOIN, .who = "dora"});
    type(&b, "tence");
    draw(&b, 80, 24);
    sees(&b, "> half a sentence", true);
    sees(&b, "dora came", true);
    sees(&b, "message number 50.", true);
    view_key(&b.view, KEY_VIEW_ENTER);
    CU_ASSERT_STRING_EQUAL(b.client.said[0], "half a sentence");
    stop(&b);
}

static void scrolling_stays_where_it_is(void)
{
    struct bench b;
    start(&b);
    hear_many(&b, 1, 100);
    draw(&b, 80, 24);
    sees(&b, "message number 100.", true);
    view_key(&b.view, KEY_VIEW_PAGE_UP);
    draw(&b, 80, 24);
    sees(&b, "message number 100.", false);
    sees(&b, "message number 80.", true);
    sees(&b, "below (PgDn)", true);
    char *before = strdup(strstr(b.text, "message number 70."));
    size_t seen = b.client.n_seen;
    hear_many(&b, 101, 120);
    CU_ASSERT_EQUAL(b.client.n_seen, seen); // nobody has seen these
    draw(&b, 80, 24);
    CU_ASSERT_NSTRING_EQUAL(strstr(b.text, "message number 70."), before, 300);
    free(before);
    view_key(&b.view, KEY_VIEW_JUMP);
    draw(&b, 80, 24);
    sees(&b, " new ", true);
    sees(&b, "message number 101.", true);
    view_key(&b.view, KEY_VIEW_ESCAPE);
    draw(&b, 80, 24);
    sees(&b, "message number 120.", true);
    CU_ASSERT(b.client.n_seen > seen);
    view_key(&b.view, KEY_VIEW_TOP);
    draw(&b, 80, 24);
    sees(&b, "message number 1.", true);
    sees(&b, "message number 10.", true);
    for (int i = 0; i < 50; i++)
        view_wheel(&b.view, false);
    draw(&b, 80, 24);
    sees(&b, "message number 120.", true);
    CU_ASSERT_EQUAL(view_current(&b.view)->bottom, 0);
    stop(&b);
}

static void resizing_breaks_lines_anew(void)
{
    struct bench b;
    start(&b);
    hear_many(&b, 1, 40);
    hear(&b, "lobby", "bob",
         "A long text that has to be broken over several rows where the window is narrow, and that ends with "
         "the "
         "word omega",
         41);
    hear_many(&b, 42, 60);
    draw(&b, 80, 24);
    view_show_note(&b.view, 41);
    draw(&b, 80, 24);
    sees(&b, "A long text", true);
    sees(&b, "omega", true);
    draw(&b, 200, 60);
    sees(&b, "narrow, and that ends with the word omega", true);
    uint64_t bottom = view_current(&b.view)->bottom;
    draw(&b, 40, 10);
    CU_ASSERT_EQUAL(view_current(&b.view)->bottom, bottom); // the last row keeps its note
    view_show_note(&b.view, 41);
    draw(&b, 40, 10);
    sees(&b, "omega", true);
    draw(&b, 80, 24);
    sees(&b, "A long text", true);
    stop(&b);
}

static void rooms_have_their_own_notes(void)
{
    struct bench b;
    start(&b);
    hear(&b, "lobby", "bob", "said in the lobby", 1);
    hear(&b, "bob", "bob", "said to you alone", 1);
    b.client.rooms[1].unread = 1;
    draw(&b, 80, 24);
    sees(&b, "said in the lobby", true);
    sees(&b, "said to you alone", false);
    sees(&b, "unread: bob 1", true);
    view_key(&b.view, KEY_VIEW_NEXT_UNREAD);
    draw(&b, 80, 24);
    sees(&b, "said to you alone", true);
    sees(&b, "said in the lobby", false);
    sees(&b, " new ", true);
    sees(&b, "verified", true);
    CU_ASSERT_STRING_EQUAL(b.client.seen, "bob");
    view_key(&b.view, KEY_VIEW_ROOM_1);
    draw(&b, 80, 24);
    sees(&b, "said in the lobby", true);
    view_click(&b.view, b.view.room_row[1], b.view.list_column + 3);
    draw(&b, 80, 24);
    sees(&b, "said to you alone", true);
    sees(&b, " new ", false); // it was seen
    view_key(&b.view, KEY_VIEW_ROOM_9);
    CU_ASSERT_PTR_NOT_NULL(strstr(b.view.message, "only 3 rooms"));
    for (int i = 0; i < 3 * VIEW_ROLLS; i++) { // more rooms than rolls: each text stays in its own
        char room[32];
        snprintf(room, sizeof room, "room %d", i);
        hear(&b, room, "bob", "said somewhere else", 1);
    }
    CU_ASSERT_EQUAL(b.view.n_rolls, VIEW_ROLLS);
    CU_ASSERT_STRING_EQUAL(view_current(&b.view)->title, "bob");
    draw(&b, 80, 24);
    sees(&b, "said to you alone", true);
    sees(&b, "said somewhere else", false);
    stop(&b);
}

static void words_are_completed(void)
{
    struct bench b;
    start(&b);
    type(&b, "/msg a");
    view_key(&b.view, KEY_VIEW_TAB);
    CU_ASSERT_STRING_EQUAL(b.view.input.text, "/msg al");
    draw(&b, 80, 24);
    sees(&b, "alan  alice", true);
    view_key(&b.view, KEY_VIEW_TAB);
    CU_ASSERT_STRING_EQUAL(b.view.input.text, "/msg alan");
    draw(&b, 80, 24);
    sees(&b, "[alan]", true);
    view_key(&b.view, KEY_VIEW_TAB);
    CU_ASSERT_STRING_EQUAL(b.view.input.text, "/msg alice");
    view_key(&b.view, KEY_VIEW_BACK_TAB);
    CU_ASSERT_STRING_EQUAL(b.view.input.text, "/msg alan");
    type(&b, " b");
    view_key(&b.view, KEY_VIEW_TAB);
    CU_ASSERT_STRING_EQUAL(b.view.input.text, "/msg alan bob ");
    type(&b, "zz");
    view_key(&b.view, KEY_VIEW_TAB);
    CU_ASSERT_STRING_EQUAL(b.view.input.text, "/msg alan bob zz");
    CU_ASSERT_PTR_NOT_NULL(strstr(b.view.message, "nothing completes"));
    stop(&b);
}

static void passwords_are_not_shown(void)
{
    struct bench b;
    start(&b);
    type(&b, "/login alice pässword1!");
    draw(&b, 80, 24);
    sees(&b, "> /login alice **********", true);
    sees(&b, "word1", false);
    CU_ASSERT_EQUAL(b.view.cursor_column, 2 + 13 + 10);
    view_key(&b.view, KEY_VIEW_ENTER);
    CU_ASSERT_STRING_EQUAL(b.client.said[0], "/login alice pässword1!");
    view_key(&b.view, KEY_EDIT_UP);
    CU_ASSERT_STRING_EQUAL(b.view.input.text, "");
    stop(&b);
}

static void warnings_stay_until_read(void)
{
    struct bench b;
    start(&b);
    view_event(&b.view,
               &(struct client_event){
                   .kind = EVENT_WARNING, .room = "bob", .who = "bob", .text = "the key of bob has changed"});
    view_event(&b.view, &(struct client_event){.kind = EVENT_WARNING, .text = "a message was replayed"});
    hear_many(&b, 1, 100);
    type(&b, "hello");
    view_key(&b.view, KEY_VIEW_ESCAPE);
    for (int i = 0; i < 2; i++) {
        draw(&b, i ? 40 : 80, i ? 10 : 24);
        sees(&b, "! WARNING and more (F8: I have read it)", true);
        sees(&b, "bob: the key of bob has changed", true);
    }
    view_key(&b.view, KEY_VIEW_ACKNOWLEDGE);
    draw(&b, 80, 24);
    sees(&b, "! WARNING (F8: I have read it)  a message was replayed", true);
    view_key(&b.view, KEY_VIEW_F1 + 7);
    draw(&b, 80, 24);
    sees(&b, "WARNING", false);
    view_key(&b.view, KEY_VIEW_TOP);
    draw(&b, 80, 24);
    sees(&b, "the key of bob has changed", true); // it stays among the notes
    for (int i = 0; i < 3 * VIEW_WARNINGS; i++)
        view_event(&b.view, &(struct client_event){.kind = EVENT_WARNING, .text = "the same again"});
    CU_ASSERT_EQUAL(b.view.warnings, 1); // the band says it once
    view_key(&b.view, KEY_VIEW_ACKNOWLEDGE);
    for (int i = 0; i < 3 * VIEW_WARNINGS; i++) {
        char text[32];
        snprintf(text, sizeof text, "warning %d", i);
        view_event(&b.view, &(struct client_event){.kind = EVENT_WARNING, .text = text});
    }
    CU_ASSERT_EQUAL(b.view.warnings, VIEW_WARNINGS);
    CU_ASSERT_EQUAL(b.view.warnings_lost, 2 * VIEW_WARNINGS);
    stop(&b);
}

static void pasted_lines_are_one_message(void)
{
    struct bench b;
    start(&b);
    view_paste(&b.view, true);
    type(&b, "int main(void)");
    view_key(&b.view, KEY_VIEW_ENTER);
    view_key(&b.view, KEY_VIEW_TAB);
    type(&b, "return 0;");
    view_paste(&b.view, false);
    CU_ASSERT_EQUAL(b.client.n_said, 0);
    draw(&b, 80, 24);
    sees(&b, "> int main(void)↵\n      return 0;", true);
    sees(&b, "Enter sends them as one message", true);
    view_key(&b.view, KEY_VIEW_ENTER);
    CU_ASSERT_EQUAL(b.client.n_said, 1);
    CU_ASSERT_STRING_EQUAL(b.client.said[0], "int main(void)\n    return 0;");
    stop(&b);
}

static void search_finds_older_and_newer(void)
{
    struct bench b;
    start(&b);
    hear_many(&b, 1, 60);
    hear(&b, "lobby", "bob", "Über die Brücke", 61);
    hear_many(&b, 62, 120);
    draw(&b, 80, 24);
    view_key(&b.view, CTRL('F'));
    type(&b, "über");
    draw(&b, 80, 24);
    sees(&b, "find: über", true);
    sees(&b, "11:01>", true);
    sees(&b, "Über die Brücke", true);
    view_key(&b.view, CTRL('U'));
    type(&b, "number 5.");
    draw(&b, 80, 24);
    sees(&b, "message number 5.", true);
    view_key(&b.view, KEY_VIEW_ENTER);
    CU_ASSERT_PTR_NOT_NULL(strstr(b.view.message, "nothing older"));
    view_key(&b.view, KEY_VIEW_ESCAPE);
    view_key(&b.view, KEY_VIEW_ESCAPE);
    draw(&b, 80, 24);
    sees(&b, "message number 120.", true);
    stop(&b);
}

static void windows_open_and_close(void)
{
    struct bench b;
    start(&b);
    hear(&b, "lobby", "bob", "behind it", 1);
    type(&b, "hi ");
    view_key(&b.view, KEY_VIEW_F1 + 1);
    draw(&b, 80, 24);
    sees(&b, ":wave:", true);
    sees(&b, "behind it", false);
    view_key(&b.view, KEY_EDIT_RIGHT);
    draw(&b, 80, 24);
    sees(&b, "[👋 :wave:]", true);
    view_key(&b.view, KEY_VIEW_ENTER);
    CU_ASSERT_STRING_EQUAL(b.view.input.text, "hi :wave:");
    view_key(&b.view, KEY_VIEW_F1);
    draw(&b, 80, 40);
    sees(&b, "jump to what is new", true);
    sees(&b, "/msg NAME TEXT", true);
    static const char *const keys[] = {"Tab", "Esc", "Ctrl+F", "F8, Ctrl+G", "Ctrl+W", "/msg", "/quit"};
    size_t seen = 0;
    for (int page = 0; page < 20; page++) { // on the smallest screen every line comes, in order
        draw(&b, 40, 10);
        while (seen < sizeof keys / sizeof keys[0] && strstr(b.text, keys[seen]))
            seen++;
        view_key(&b.view, KEY_VIEW_PAGE_DOWN);
    }
    CU_ASSERT_EQUAL(seen, sizeof keys / sizeof keys[0]);
    view_key(&b.view, KEY_VIEW_ESCAPE);
    draw(&b, 80, 24);
    sees(&b, "behind it", true);
    CU_ASSERT_STRING_EQUAL(b.view.input.text, "hi :wave:");
    stop(&b);
}

// Who types over an open window writes the whole line: a command that lost its slash would be said to all.
static void typing_closes_windows(void)
{
    struct bench b;
    start(&b);
    for (int window = 0; window < 2; window++) {
        view_key(&b.view, KEY_VIEW_F1 + window);
        CU_ASSERT_TRUE(b.view.window != WINDOW_CHAT);
        type(&b, "/msg bob for you alone");
        CU_ASSERT_EQUAL(b.view.window, WINDOW_CHAT);
        view_key(&b.view, KEY_VIEW_ENTER);
        CU_ASSERT_EQUAL(b.client.n_said, (size_t)window + 1);
        CU_ASSERT_STRING_EQUAL(b.client.said[window], "/msg bob for you alone");
    }
    view_key(&b.view, KEY_VIEW_F1);
    view_key(&b.view, KEY_VIEW_ENTER); // closes, and says nothing
    CU_ASSERT_TRUE(b.view.window == WINDOW_CHAT && b.client.n_said == 2);
    stop(&b);
}

static void the_wire_stands_beside_its_meaning(void)
{
    struct bench b;
    start(&b);
    struct client_event wire = {.kind = EVENT_WIRE,
                                .flag = true,
                                .data = (const uint8_t *)"\x00\x00\x00\x05Hello",
                                .bytes = 9,
                                .text = "frame of five bytes"};
    view_key(&b.view, KEY_VIEW_F1 + 2);
    CU_ASSERT_STRING_EQUAL(b.client.said[0], "/wire on");
    for (int i = 0; i < VIEW_WIRES + 20; i++)
        view_event(&b.view, &wire);
    draw(&b, 80, 24);
    sees(&b, "→ 9 bytes out", true);
    sees(&b, "00 00 00 05 48 65 6c 6c  ....Hell  frame of five bytes", true);
    view_key(&b.view, KEY_VIEW_F1 + 2);
    draw(&b, 80, 24);
    sees(&b, "9 bytes out", false);
    stop(&b);
}

static void a_lost_connection_is_seen(void)
{
    struct bench b;
    start(&b);
    b.view.clock = 5000;
    for (int i = 0; i < 3; i++) {
        view_event(&b.view, &(struct client_event){.kind = EVENT_STATE,
                                                   .state = CLIENT_WAITING,
                                                   .seconds = 4,
                                                   .text = "connection lost"});
        view_event(&b.view, &(struct client_event){.kind = EVENT_STATE, .state = CLIENT_CONNECTING});
    }
    view_event(&b.view,
               &(struct client_event){
                   .kind = EVENT_STATE, .state = CLIENT_WAITING, .seconds = 4, .text = "connection lost"});
    draw(&b, 80, 24);
    sees(&b, "no connection, next try in 4 s", true);
    char *first = strstr(b.text, "connection lost");
    CU_ASSERT_PTR_NOT_NULL_FATAL(first);
    CU_ASSERT_PTR_NULL(strstr(first + 1, "connection lost")); // told once
    int wait = view_timeout(&b.view);
    CU_ASSERT(wait > 0 && wait <= 1000);
    b.view.clock += 2500;
    draw(&b, 80, 24);
    sees(&b, "next try in 2 s", true);
    view_event(&b.view, &(struct client_event){.kind = EVENT_STATE, .state = CLIENT_ONLINE});
    draw(&b, 80, 24);
    sees(&b, "stands again", true);
    CU_ASSERT_EQUAL(view_timeout(&b.view), -1);
    stop(&b);
}

static void ctrl_c_clears_then_leaves(void)
{
    struct bench b;
    start(&b);
    type(&b, "something");
    view_key(&b.view, CTRL('C'));
    CU_ASSERT_STRING_EQUAL(b.view.input.text, "");
    view_key(&b.view, CTRL('C'));
    CU_ASSERT_EQUAL(b.client.n_said, 0);
    type(&b, "x"); // any other key: asked anew
    view_key(&b.view, KEY_EDIT_BACKSPACE);
    view_key(&b.view, CTRL('C'));
    CU_ASSERT_EQUAL(b.client.n_said, 0);
    view_key(&b.view, CTRL('C'));
    CU_ASSERT_EQUAL(b.client.n_said, 1);
    CU_ASSERT_STRING_EQUAL(b.client.said[0], "/quit");
    view_event(&b.view, &(struct client_event){.kind = EVENT_QUIT});
    CU_ASSERT_TRUE(b.view.quit);
    stop(&b);
}

static void names_keep_their_colours(void)
{
    unsigned seen = 0;
    char name[24];
    for (int i = 0; i < 100; i++) {
        snprintf(name, sizeof name, "u%d", i);
        unsigned style = view_colour(name), colour = style / CANVAS_COLOUR;
        CU_ASSERT(colour >= 1 && colour <= CANVAS_COLOURS && style % CANVAS_COLOUR == 0);
        CU_ASSERT_EQUAL(style, view_colour(name));
        seen |= 1U << colour;
    }
    CU_ASSERT_EQUAL(seen, ((1U << CANVAS_COLOURS) - 1) << 1);
}

// Keys, events and sizes at random: nothing breaks, and the cursor stays on the screen.
static void anything_may_come(void)
{
    static const char *const texts[] = {
        "short", "日本語 e\u0301 \U0001F469\u200d\U0001F52C", "two\nlines\n", "",
        "a very long line that goes on and on and on and on and on and on until it ends"};
    struct bench b;
    uint32_t state = 1;
    start(&b);
    for (int i = 0; i < 20000; i++) {
        state = state * 1664525 + 1013904223;
        unsigned a = state >> 8, what = a % 8, more = a / 8;
        if (what < 4)
            view_key(&b.view, more % 3
                                  ? (int)(KEY_EDIT_LEFT + more / 3 % (KEY_VIEW_ROOM_9 - KEY_EDIT_LEFT + 1))
                                  : (int)(1 + more / 3 % 300));
        else if (what < 6)
            hear(&b, more % 2 ? "lobby" : "bob", more % 3 ? "bob" : "ærøskøbing-with-a-long-name",
                 texts[more % 5], more % 400);
        else if (what == 6)
            view_event(&b.view, &(struct client_event){.kind = (enum client_event_kind)(more % EVENT_QUIT),
                                                       .who = more % 3 ? "bob" : NULL,
                                                       .room = more % 4 ? "lobby" : NULL,
                                                       .text = texts[more / 4 % 5],
                                                       .state = CLIENT_WAITING,
                                                       .counter = more % 9,
                                                       .local = more % 5});
        else if (more % 4 == 0)
            view_wheel(&b.view, more % 8 == 0);
        else if (more % 4 == 1)
            view_paste(&b.view, more % 8 == 1);
        else {
            int columns = 1 + (int)(more % 120), rows = 1 + (int)(more / 120 % 50);
            draw(&b, columns, rows);
            CU_ASSERT(b.view.cursor_row < rows && b.view.cursor_column < columns);
        }
    }
    stop(&b);
}

void suite_chat_view(void)
{
    static const struct test_case cases[] = {
        {"screens fit every size", screens_fit_every_size},
        {"no size breaks the screen", no_size_breaks_the_screen},
        {"receipts are shown", receipts_are_shown},
        {"what is typed survives what comes", what_is_typed_survives_what_comes},
        {"scrolling stays where it is", scrolling_stays_where_it_is},
        {"resizing breaks lines anew", resizing_breaks_lines_anew},
        {"rooms have their own notes", rooms_have_their_own_notes},
        {"words are completed", words_are_completed},
        {"passwords are not shown", passwords_are_not_shown},
        {"warnings stay until read", warnings_stay_until_read},
        {"pasted lines are one message", pasted_lines_are_one_message},
        {"search finds older and newer", search_finds_older_and_newer},
        {"windows open and close", windows_open_and_close},
        {"typing closes windows, and loses nothing", typing_closes_windows},
        {"the wire stands beside its meaning", the_wire_stands_beside_its_meaning},
        {"a lost connection is seen", a_lost_connection_is_seen},
        {"Ctrl+C clears, then leaves", ctrl_c_clears_then_leaves},
        {"names keep their colours", names_keep_their_colours},
        {"anything may come", anything_may_come},
        {0},
    };
    add_suite("chat_view", cases);
}
