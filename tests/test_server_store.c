// SPDX-License-Identifier: MIT
// The server's store: what goes in comes out, again after a restart and after kill -9, and from many threads.
#include "net/glasslock/frames.h"
#include "net/glasslock/server_store.h"
#include "tests/run.h"
#include "tests/shell.h"

#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const uint8_t lobby[TALK_ROOM_BYTES];
static const uint8_t group[TALK_ROOM_BYTES] = "group-group-grou";
static const uint8_t hash_a[TALK_HASH_BYTES] = "card of alice", hash_b[TALK_HASH_BYTES] = "card of bob";

static const char *file_path(const char *name)
{
    static char path[512];
    snprintf(path, sizeof path, "%s/%s.db", shell_directory(), name);
    return path;
}

static struct server_store *open_store(const char *name)
{
    char error[NET_ERROR_CHARS] = "";
    struct server_store *s = store_open(file_path(name), error, sizeof error);
    if (!s)
        fprintf(stderr, "%s\n", error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(s);
    return s;
}

static void add_people(struct server_store *s)
{
    CU_ASSERT_EQUAL(store_account_add(s, "alice", "$y$hash-a", hash_a, "card a", 6, 1), STORE_OK);
    CU_ASSERT_EQUAL(store_account_add(s, "bob", "$y$hash-b", hash_b, "card b", 6, 2), STORE_OK);
}

static void add_group(struct server_store *s)
{
    struct store_room room = {.recipe = TALK_STRONG, .title = "exam", .founder = "alice"};
    memcpy(room.id, group, sizeof room.id);
    CU_ASSERT_EQUAL(store_room_add(s, &room, "self", 4), STORE_OK);
    CU_ASSERT_EQUAL(store_room_add(s, &room, "self", 4), STORE_TAKEN);
}

// ---- what the callbacks saw, as text ----

struct seen {
    char text[2048];
    size_t n;
    uint64_t most; // messages wanted; 0: all
};

static void see(struct seen *seen, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    size_t used = strlen(seen->text);
    vsnprintf(seen->text + used, sizeof seen->text - used, format, arguments);
    va_end(arguments);
    seen->n++;
}

static void see_person(void *context, const struct store_person *p, uint64_t rooms)
{
    see(context, "%s%s%s/%d ", p->name, p->guest ? "*" : "", p->banned ? "!" : "", (int)rooms);
}

static void see_room(void *context, const struct store_room *r)
{
    see(context, "%s:%d:%d ", r->title, (int)r->last, (int)r->epoch);
}

static void see_member(void *context, const struct store_member *m)
{
    see(context, "%s%s:%d:%.*s:%d ", m->name, m->founder ? "^" : "", m->state, (int)m->invitation_bytes,
        (const char *)m->invitation, (int)m->joined);
}

static void see_epoch(void *context, const struct store_epoch *e)
{
    see(context, "%d:%s:%.*s ", (int)e->epoch, e->maker, (int)e->wraps->bytes,
        (const char *)e->wraps->wrapped);
}

static bool see_message(void *context, const struct store_message *m)
{
    struct seen *seen = context;
    see(seen, "%d:%s:%.*s ", (int)m->sequence, m->sender, (int)m->bytes, (const char *)m->data);
    return !seen->most || seen->n < seen->most;
}

static void see_receipt(void *context, const struct store_receipt *r)
{
    see(context, "%s:%d:%d:%.3s ", r->reader, r->kind, (int)r->counter, (const char *)r->mac);
}

static void see_friend(void *context, const char *other, uint8_t state)
{
    see(context, "%s:%d ", other, state);
}

static enum store_result say(struct server_store *s, const uint8_t *room, uint64_t sequence,
                             const char *sender, const char *text, uint32_t history)
{
    struct store_message m = {room, sequence, 1000 + sequence,       sequence,
                              1,    sender,   (const uint8_t *)text, strlen(text)};
    return store_message_add(s, &m, history);
}

#define CHECK_SEEN(seen, expected)                                                                           \
    do {                                                                                                     \
        CU_ASSERT_STRING_EQUAL((seen).text, expected);                                                       \
        if (strcmp((seen).text, expected) != 0)                                                              \
            fprintf(stderr, "line %d: '%s'\n", __LINE__, (seen).text);                                       \
        (seen) = (struct seen){0};                                                                           \
    } while (0)

// ---- tests ----

static void test_people(void)
{
    struct server_store *s = open_store("people");
    struct store_person p;
    struct seen seen = {0};
    struct wire_writer card = {0};
    add_people(s);
    CU_ASSERT_EQUAL(store_account_add(s, "Alice", "x", hash_b, "c", 1, 1), STORE_TAKEN);
    CU_ASSERT_EQUAL(store_guest_add(s, "BOB", hash_b, "c", 1, 1), STORE_TAKEN);
    CU_ASSERT_EQUAL(store_guest_add(s, "guest", hash_b, "card g", 6, 1), STORE_OK);
    CU_ASSERT_EQUAL(store_person_find(s, "alice", &p), STORE_OK);
    CU_ASSERT_STRING_EQUAL(p.password, "$y$hash-a");
    CU_ASSERT_EQUAL(memcmp(p.card, hash_a, sizeof p.card), 0);
    CU_ASSERT_EQUAL(store_person_find(s, "Alice", &p), STORE_NONE);
    CU_ASSERT_EQUAL(store_person_find(s, "guest", &p), STORE_OK);
    CU_ASSERT_TRUE(p.guest && !p.password[0]);
    CU_ASSERT_EQUAL(store_card(s, "guest", &card), STORE_OK);
    CU_ASSERT_TRUE(card.bytes == 6 && memcmp(card.data, "card g", 6) == 0);
    CU_ASSERT_EQUAL(store_card(s, "nobody", &card), STORE_NONE);
    CU_ASSERT_EQUAL(store_ban(s, "bob", true), STORE_OK);
    CU_ASSERT_EQUAL(store_ban(s, "guest", true), STORE_NONE);
    CU_ASSERT_EQUAL(store_people(s, see_person, &seen), STORE_OK);
    CHECK_SEEN(seen, "alice/0 bob!/0 guest*/0 ");

    // All are in the lobby; another card shows there too.
    CU_ASSERT_EQUAL(store_publish(s, "alice", hash_b, "new", 3), STORE_OK);
    CU_ASSERT_EQUAL(store_publish(s, "nobody", hash_b, "new", 3), STORE_NONE);
    CU_ASSERT_EQUAL(store_members(s, lobby, see_member, &seen), STORE_OK);
    CHECK_SEEN(seen, "alice:2::0 bob:2::0 guest:2::0 ");

    // A guest who said something leaves a card behind, one who did not leaves nothing.
    CU_ASSERT_EQUAL(store_guest_add(s, "silent", hash_b, "card s", 6, 1), STORE_OK);
    CU_ASSERT_EQUAL(say(s, lobby, 1, "guest", "hm", 10), STORE_OK);
    CU_ASSERT_EQUAL(store_guest_drop(s, "guest"), STORE_OK);
    CU_ASSERT_EQUAL(store_guest_drop(s, "silent"), STORE_OK);
    CU_ASSERT_EQUAL(store_guest_drop(s, "alice"), STORE_OK);
    CU_ASSERT_EQUAL(store_people(s, see_person, &seen), STORE_OK);
    CHECK_SEEN(seen, "alice/0 bob!/0 guest*/0 ");
    CU_ASSERT_EQUAL(store_members(s, lobby, see_member, &seen), STORE_OK);
    CHECK_SEEN(seen, "alice:2::0 bob:2::0 ");
    // The name is free for an account.
    CU_ASSERT_EQUAL(store_account_add(s, "guest", "$y$", hash_b, "c", 1, 1), STORE_OK);
    wire_free(&card);
    store_close(s);
}

static void test_rooms(void)
{
    struct server_store *s = open_store("rooms");
    struct store_room room;
    struct seen seen = {0};
    uint64_t members, rooms;
    bool empty;
    add_people(s);
    add_group(s);
    CU_ASSERT_EQUAL(store_member_put(s, group, "bob", "alice", STORE_INVITED, "inv", 3), STORE_OK);
    CU_ASSERT_EQUAL(store_member_put(s, group, "nobody", "alice", STORE_INVITED, "inv", 3), STORE_NONE);
    CU_ASSERT_EQUAL(store_rooms_of(s, "bob", STORE_ACTIVE, see_room, &seen), STORE_OK);
    CHECK_SEEN(seen, "lobby:0:0 ");
    CU_ASSERT_EQUAL(store_rooms_of(s, "bob", STORE_INVITED, see_room, &seen), STORE_OK);
    CHECK_SEEN(seen, "exam:0:0 ");
    CU_ASSERT_EQUAL(say(s, group, 1, "alice", "before", 10), STORE_OK);
    CU_ASSERT_EQUAL(store_member_accept(s, group, "bob"), STORE_OK);
    CU_ASSERT_EQUAL(store_member_accept(s, group, "bob"), STORE_NONE);
    CU_ASSERT_EQUAL(store_members(s, group, see_member, &seen), STORE_OK);
    CHECK_SEEN(seen, "alice^:2:self:0 bob:2:inv:1 ");
    CU_ASSERT_EQUAL(store_count(s, group, "bob", &members, &rooms), STORE_OK);
    CU_ASSERT_TRUE(members == 2 && rooms == 1);
    CU_ASSERT_EQUAL(store_room_recipe(s, group, TALK_FERNET), STORE_OK);
    CU_ASSERT_EQUAL(store_room_recipe(s, hash_a, TALK_FERNET), STORE_NONE);
    CU_ASSERT_EQUAL(store_room_find(s, group, &room), STORE_OK);
    CU_ASSERT_TRUE(room.recipe == TALK_FERNET && room.last == 1 && strcmp(room.founder, "alice") == 0);

    // Who leaves stays listed while one who came by its invitation is in; the last closes the door.
    CU_ASSERT_EQUAL(store_member_leave(s, group, "alice", &empty), STORE_OK);
    CU_ASSERT_FALSE(empty);
    CU_ASSERT_EQUAL(store_member_leave(s, group, "alice", &empty), STORE_NONE);
    CU_ASSERT_EQUAL(store_members(s, group, see_member, &seen), STORE_OK);
    CHECK_SEEN(seen, "bob:2:inv:1 alice^:3:self:0 ");
    CU_ASSERT_EQUAL(store_member_leave(s, group, "bob", &empty), STORE_OK);
    CU_ASSERT_TRUE(empty);
    CU_ASSERT_EQUAL(store_room_find(s, group, &room), STORE_NONE);
    CU_ASSERT_EQUAL(store_messages(s, group, "bob", 0, see_message, &seen), STORE_OK);
    CHECK_SEEN(seen, "");
    CU_ASSERT_EQUAL(store_rooms(s, see_room, &seen), STORE_OK);
    CHECK_SEEN(seen, "lobby:0:0 ");
    store_close(s);
}

// ---- batches ----

// Messages of a batch are one transaction; what else is stored meanwhile commits what is there; one that
// fails does not take the others with it.
static void test_batch(void)
{
    struct server_store *s = open_store("batch");
    struct seen seen = {0};
    uint64_t token = store_batch_begin(s), other = store_batch_begin(s);
    CU_ASSERT_EQUAL(say(s, lobby, 1, "alice", "one", 100), STORE_OK);
    CU_ASSERT_EQUAL(say(s, lobby, 2, "alice", "two", 100), STORE_OK);
    CU_ASSERT_EQUAL(say(s, lobby, 2, "bob", "two again", 100), STORE_FAILED);
    add_people(s);
    CU_ASSERT_EQUAL(say(s, lobby, 3, "bob", "three", 100), STORE_OK);
    CU_ASSERT_TRUE(store_batch_end(s, token));
    CU_ASSERT_EQUAL(say(s, lobby, 4, "bob", "four", 100), STORE_OK);
    CU_ASSERT_TRUE(store_batch_end(s, other));
    CU_ASSERT_EQUAL(say(s, lobby, 5, "bob", "alone", 100), STORE_OK);
    store_close(s);
    s = open_store("batch");
    CU_ASSERT_EQUAL(store_messages(s, lobby, "alice", 0, see_message, &seen), STORE_OK);
    CHECK_SEEN(seen, "3:bob:three 4:bob:four 5:bob:alone "); // she came after the second
    for (uint64_t i = 1; i <= 5; i++)
        CU_ASSERT_EQUAL(say(s, lobby, i, "bob", "another", 100), STORE_FAILED);
    CU_ASSERT_EQUAL(say(s, lobby, 5, "bob", "alone", 100), STORE_TAKEN);
    store_close(s);
}

static void test_messages(void)
{
    struct server_store *s = open_store("messages");
    struct seen seen = {0};
    const uint8_t *other = group;
    add_people(s);
    add_group(s);
    for (uint64_t i = 1; i <= 5; i++)
        CU_ASSERT_EQUAL(say(s, lobby, i, "alice", i == 3 ? "three" : "x", 4), STORE_OK);
    struct store_message again = {lobby, 6, 0, 3, 1, "alice", (const uint8_t *)"three", 5};
    CU_ASSERT_EQUAL(store_message_add(s, &again, 4), STORE_TAKEN);
    CU_ASSERT_EQUAL(again.sequence, 3);
    CU_ASSERT_EQUAL(say(s, lobby, 5, "bob", "same number", 4), STORE_FAILED);
    CU_ASSERT_EQUAL(say(s, other, 1, "bob", "one", 0), STORE_OK); // no history: the last one, for its number
    CU_ASSERT_EQUAL(say(s, other, 2, "bob", "two", 0), STORE_OK);
    CU_ASSERT_EQUAL(store_messages(s, other, "alice", 0, see_message, &seen), STORE_OK);
    CHECK_SEEN(seen, "2:bob:two ");
    CU_ASSERT_EQUAL(store_messages(s, lobby, "bob", 0, see_message, &seen), STORE_OK);
    CHECK_SEEN(seen, "2:alice:x 3:alice:three 4:alice:x 5:alice:x ");
    seen.most = 2;
    CU_ASSERT_EQUAL(store_messages(s, lobby, "bob", 2, see_message, &seen), STORE_OK);
    CHECK_SEEN(seen, "3:alice:three 4:alice:x ");
    CU_ASSERT_EQUAL(store_messages(s, lobby, "stranger", 0, see_message, &seen), STORE_OK);
    CU_ASSERT_EQUAL(store_messages(s, lobby, "bob", UINT64_MAX, see_message, &seen), STORE_OK);
    CHECK_SEEN(seen, "");

    struct store_receipt r = {
        lobby, "bob", "alice", TALK_READ, 1, 3, (const uint8_t *)"mac3............................"};
    CU_ASSERT_EQUAL(store_receipt_put(s, &r), STORE_OK);
    r.counter = 4;
    CU_ASSERT_EQUAL(store_receipt_put(s, &r), STORE_OK);
    CU_ASSERT_EQUAL(store_receipts_take(s, lobby, "bob", see_receipt, &seen), STORE_OK);
    CHECK_SEEN(seen, "");
    CU_ASSERT_EQUAL(store_receipts_take(s, lobby, "alice", see_receipt, &seen), STORE_OK);
    CHECK_SEEN(seen, "bob:2:4:mac ");
    CU_ASSERT_EQUAL(store_receipts_take(s, lobby, "alice", see_receipt, &seen), STORE_OK);
    CHECK_SEEN(seen, "");
    store_close(s);
}

static enum store_result make_epoch(struct server_store *s, uint32_t number)
{
    const struct store_wrap wraps[] = {{"alice", (const uint8_t *)"ka", 2}, {"bob", (const uint8_t *)"", 0}};
    const struct store_epoch e = {lobby, number, TALK_STRONG, hash_a, "alice", wraps, 2};
    return store_epoch_add(s, &e);
}

static void test_epochs(void)
{
    struct server_store *s = open_store("epochs");
    struct seen seen = {0};
    add_people(s);
    CU_ASSERT_EQUAL(make_epoch(s, 1), STORE_OK);
    CU_ASSERT_EQUAL(make_epoch(s, 1), STORE_TAKEN);
    CU_ASSERT_EQUAL(say(s, lobby, 1, "alice", "x", 10), STORE_OK);
    CU_ASSERT_EQUAL(make_epoch(s, 2), STORE_OK);
    CU_ASSERT_EQUAL(make_epoch(s, 3), STORE_OK); // nothing was said in 2
    CU_ASSERT_EQUAL(store_epochs(s, lobby, "alice", 0, 9, see_epoch, &seen), STORE_OK);
    CHECK_SEEN(seen, "1:alice:ka 3:alice:ka ");
    CU_ASSERT_EQUAL(store_epochs(s, lobby, "alice", 2, 3, see_epoch, &seen), STORE_OK);
    CHECK_SEEN(seen, "3:alice:ka ");
    CU_ASSERT_EQUAL(store_epochs(s, lobby, "bob", 0, 9, see_epoch, &seen), STORE_OK); // left out
    CHECK_SEEN(seen, "");
    store_close(s);
}

static void test_friends(void)
{
    struct server_store *s = open_store("friends");
    struct seen seen = {0};
    uint8_t state;
    CU_ASSERT_EQUAL(store_friend_set(s, "alice", "bob", GLS_ASKED), STORE_OK);
    CU_ASSERT_EQUAL(store_friend(s, "alice", "bob", &state), STORE_OK);
    CU_ASSERT_EQUAL(state, GLS_ASKED);
    CU_ASSERT_EQUAL(store_friend(s, "bob", "alice", &state), STORE_OK);
    CU_ASSERT_EQUAL(state, GLS_ASKS);
    CU_ASSERT_EQUAL(store_friend_set(s, "bob", "alice", GLS_FRIENDS), STORE_OK);
    CU_ASSERT_EQUAL(store_friend_set(s, "carol", "alice", GLS_ASKED), STORE_OK);
    CU_ASSERT_EQUAL(store_friends(s, "alice", see_friend, &seen), STORE_OK);
    CHECK_SEEN(seen, "bob:3 carol:2 ");
    CU_ASSERT_EQUAL(store_friend_set(s, "alice", "bob", GLS_NONE), STORE_OK);
    CU_ASSERT_EQUAL(store_friend(s, "bob", "alice", &state), STORE_OK);
    CU_ASSERT_EQUAL(state, GLS_NONE);
    store_close(s);
}

static void test_restart(void)
{
    struct server_store *s = open_store("restart");
    struct seen seen = {0};
    struct stat there;
    add_people(s);
    add_group(s);
    CU_ASSERT_EQUAL(store_guest_add(s, "guest", hash_b, "g", 1, 1), STORE_OK);
    CU_ASSERT_EQUAL(say(s, group, 1, "alice", "kept", 10), STORE_OK);
    store_close(s);
    CU_ASSERT_TRUE(stat(file_path("restart"), &there) == 0 && (there.st_mode & 0777) == 0600);
    s = open_store("restart");
    CU_ASSERT_EQUAL(store_guests_drop(s), STORE_OK);
    CU_ASSERT_EQUAL(store_people(s, see_person, &seen), STORE_OK);
    CHECK_SEEN(seen, "alice/1 bob/0 ");
    CU_ASSERT_EQUAL(store_messages(s, group, "alice", 0, see_message, &seen), STORE_OK);
    CHECK_SEEN(seen, "1:alice:kept ");
    store_close(s);
}

// A file that is none of ours, of another version, or in a folder that is not there: one line each.
static void test_refusals(void)
{
    char error[NET_ERROR_CHARS];
    FILE *f = fopen(file_path("garbage"), "w");
    for (int i = 0; i < 4096; i++)
        fputs("garbage ", f);
    fclose(f);
    CU_ASSERT_PTR_NULL(store_open(file_path("garbage"), error, sizeof error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "garbage.db"));
    store_close(open_store("later"));
    sqlite3 *db;
    CU_ASSERT_EQUAL_FATAL(sqlite3_open(file_path("later"), &db), SQLITE_OK);
    sqlite3_exec(db, "PRAGMA user_version = 99", NULL, NULL, NULL);
    sqlite3_close(db);
    CU_ASSERT_PTR_NULL(store_open(file_path("later"), error, sizeof error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "99"));
    CU_ASSERT_PTR_NULL(store_open("/nonexistent/folder/x.db", error, sizeof error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "No such file"));
}

// kill -9 while it writes: what was answered is there, nothing is half there.
static void test_kill(void)
{
    int answers[2];
    struct server_store *s = open_store("kill");
    add_people(s);
    store_close(s);
    CU_ASSERT_EQUAL_FATAL(pipe(answers), 0);
    pid_t child = fork();
    if (child == 0) {
        char error[NET_ERROR_CHARS];
        s = store_open(file_path("kill"), error, sizeof error);
        for (uint64_t i = 1; s; i++)
            if (say(s, lobby, i, "alice", "text", 1000000) != STORE_OK || write(answers[1], "+", 1) != 1)
                _exit(1);
        _exit(2);
    }
    char drop[500];
    size_t answered = 0;
    while (answered < sizeof drop) {
        ssize_t got = read(answers[0], drop, sizeof drop - answered);
        if (got <= 0)
            break;
        answered += (size_t)got;
    }
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    CU_ASSERT_TRUE(WIFSIGNALED(status));
    close(answers[1]);
    ssize_t rest;
    while ((rest = read(answers[0], drop, sizeof drop)) > 0)
        answered += (size_t)rest;
    close(answers[0]);
    s = open_store("kill");
    struct store_room room;
    CU_ASSERT_EQUAL(store_room_find(s, lobby, &room), STORE_OK);
    CU_ASSERT_TRUE(answered >= 500 && room.last >= answered && room.last <= answered + 1);
    CU_ASSERT_EQUAL(say(s, lobby, room.last + 1, "bob", "on", 1000000), STORE_OK);
    store_close(s);
    shell_expect(0,
                 "test \"$(python3 -c \"import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); "
                 "print(c.execute('pragma integrity_check').fetchone()[0], "
                 "c.execute('select count(*)=max(sequence) from messages').fetchone()[0])\" '%s')\" = 'ok 1'",
                 file_path("kill"));
}

struct worker {
    struct server_store *s;
    uint8_t room[TALK_ROOM_BYTES];
    bool good;
};

static void *work(void *context)
{
    struct worker *w = context;
    struct seen seen = {0};
    w->good = true;
    for (uint64_t i = 1; i <= 50; i++) {
        w->good &= say(w->s, w->room, i, "alice", "x", 1000) == STORE_OK;
        seen = (struct seen){.most = 1};
        w->good &=
            store_messages(w->s, w->room, "alice", i - 1, see_message, &seen) == STORE_OK && seen.n == 1;
    }
    return NULL;
}

static void test_threads(void)
{
    enum { THREADS = 8 };
    struct server_store *s = open_store("threads");
    pthread_t threads[THREADS];
    struct worker workers[THREADS];
    add_people(s);
    for (int i = 0; i < THREADS; i++) {
        struct store_room room = {.recipe = TALK_STRONG, .title = "t", .founder = "alice"};
        memset(room.id, i + 1, sizeof room.id);
        CU_ASSERT_EQUAL(store_room_add(s, &room, "", 0), STORE_OK);
        workers[i] = (struct worker){.s = s};
        memset(workers[i].room, i + 1, sizeof workers[i].room);
        CU_ASSERT_EQUAL_FATAL(pthread_create(&threads[i], NULL, work, &workers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        CU_ASSERT_TRUE(workers[i].good);
    }
    store_close(s);
}

void suite_server_store(void)
{
    static const struct test_case cases[] = {
        {"people, cards, guests", test_people},
        {"rooms, invitations, leaving", test_rooms},
        {"messages in a batch are one transaction", test_batch},
        {"messages in order, once, and not for ever; receipts", test_messages},
        {"epochs, and those that open nothing", test_epochs},
        {"friends", test_friends},
        {"a restart keeps all but the guests", test_restart},
        {"other files are refused in one line", test_refusals},
        {"kill -9 while it writes", test_kill},
        {"eight threads", test_threads},
        {0},
    };
    add_suite("server store: accounts, rooms and history in SQLite", cases);
}
