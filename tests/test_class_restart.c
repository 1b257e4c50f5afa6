// SPDX-License-Identifier: MIT
// What outlives a server: killed, stopped and replaced, and what its folder and log tell to a reader.
#include "tests/class.h"

#include "net/glasslock/client_store.h"
#include "tests/run.h"
#include "tests/shell.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// kill -9 while people talk: they come back by themselves, what was not sent arrives once, and accounts,
// rooms and history are there.
static void killed_server(void)
{
    struct class_server s = class_serve("killed", 0, "");
    struct process *alice = class_join(&s, "alice", "--register"), *bob = class_join(&s, "bob", "--register");
    char words[80];
    process_await(alice, "* bob has joined");
    process_say(alice, "/open exam bob");
    process_await(bob, "invites you to exam");
    process_say(bob, "/accept exam");
    process_await(alice, "* bob has joined exam");
    process_say(alice, "/room exam");
    process_say(alice, "before the end");
    process_await(bob, "[exam] alice: before the end");
    process_say(bob, "heard");
    process_await(alice, "[exam] bob: heard");

    class_kill(&s);
    process_await(alice, "next try in");
    process_await(bob, "next try in");
    for (int i = 0; i < 5; i++)
        process_say(alice, "unsent %d.", i);
    process_await(alice, "it is sent when you are");
    struct class_server again = class_serve("killed", s.port, "");
    CU_ASSERT_STRING_EQUAL(again.fingerprint, s.fingerprint);
    for (int i = 0; i < 5; i++) {
        snprintf(words, sizeof words, "[exam] alice: unsent %d.", i);
        process_await(bob, words);
    }
    process_say(bob, "all there");
    process_await(alice, "[exam] bob: all there");
    for (int i = 0; i < 5; i++) {
        snprintf(words, sizeof words, "[exam] alice: unsent %d.", i);
        CU_ASSERT_EQUAL(process_count(bob, words), 1);
    }
    CU_ASSERT_FALSE(process_saw(bob, "WARNING") || process_saw(alice, "WARNING"));

    // A politely stopped one is as good, and who was away gets what was said.
    CU_ASSERT_EQUAL(process_end(bob), 0);
    class_await(&again, "bob 127.0.0.1:"); // has left: alice may not even have noticed
    process_say(alice, "while bob was away");
    process_await(alice, "[exam] me: while bob was away");
    CU_ASSERT_EQUAL(process_end(alice), 0);
    class_stop(&again);
    again = class_serve("killed", s.port, "");
    bob = class_join(&again, "bob", "");
    process_await(bob, "[exam] alice: while bob was away");
    process_say(bob, "/history 20 exam");
    process_await(bob, "[exam] alice: before the end");
    process_await(bob, "[exam] alice: unsent 4.");
    CU_ASSERT_FALSE(process_saw(bob, "WARNING"));
    CU_ASSERT_EQUAL(process_end(bob), 0);
    class_stop(&again);
}

static void another_identity(void)
{
    struct class_server s = class_serve("changed", 0, "");
    struct process *alice = class_join(&s, "alice", "--register");
    class_kill(&s);
    process_await(alice, "next try in");
    shell_expect(0, "rm \"$T/changed/identity.pem\"");
    struct class_server other = class_serve("changed", s.port, "");
    CU_ASSERT_STRING_NOT_EQUAL(other.fingerprint, s.fingerprint);
    CU_ASSERT_PTR_NOT_NULL(strstr(process_await(alice, "THE SERVER'S IDENTITY HAS CHANGED"), "known_hosts"));
    CU_ASSERT_EQUAL(process_end(alice), 1);
    alice = class_come(&other, "alice", ""); // nor does a new client go on
    process_await(alice, "THE SERVER'S IDENTITY HAS CHANGED");
    CU_ASSERT_EQUAL(process_end(alice), 1);
    process_listen(other.process);
    CU_ASSERT_FALSE(process_saw(other.process, "alice joined")); // no password was said
    shell_expect(0, "sed -i '/:%u/d' \"$T/changed-alice/known_hosts\"", s.port);
    alice = class_join(&other, "alice", "");
    CU_ASSERT_EQUAL(process_end(alice), 0);
    class_stop(&other);
}

// ---- what the server's disk tells ----

#define PRIVATE_AT    (2 + 2 + 1 + 32 + 256) // in a record: lengths, version, ECDSA's d, RSA's n
#define PRIVATE_BYTES (256 + 128 + 128 + 32) // RSA: d, p, q; DSA: x

struct secrets {
    struct wire_writer keys; // what the client's store holds
};

static void take_keys(void *context, struct wire_reader key, struct wire_reader data)
{
    struct secrets *s = context;
    (void)key;
    CU_ASSERT_FATAL(data.left >= PRIVATE_AT + PRIVATE_BYTES);
    wire_put_raw(&s->keys, data.at + PRIVATE_AT, PRIVATE_BYTES);
}

// How many stretches of 16 bytes of the private keys stand in the server's files, or in its log?
static unsigned found(const struct secrets *secrets, const struct shell *files)
{
    unsigned n = 0;
    for (size_t at = 0; at + 16 <= secrets->keys.bytes; at += 4)
        n += memmem(files->out, files->out_n, secrets->keys.data + at, 16) != NULL;
    return n;
}

static void disk_and_log(void)
{
    static const char *const texts[] = {"xyzzy plugh", "frobozz for you"};
    struct class_server s = class_serve("disk", 0, "--wire");
    struct process *alice = class_join(&s, "alice", "--register"), *bob = class_join(&s, "bob", "--register");
    char path[512], error[256];
    process_await(alice, "* bob has joined");
    process_say(alice, "%s", texts[0]);
    process_await(bob, texts[0]);
    process_say(alice, "/msg bob %s", texts[1]);
    process_await(bob, texts[1]);
    process_await(alice, "* bob has received what you said in bob");
    CU_ASSERT_EQUAL(process_end(bob), 0);
    CU_ASSERT_EQUAL(process_end(alice), 0);
    class_await(&s, "left: "); // the log is whole up to here
    class_await(&s, "left: ");
    struct shell live = shell_run("cat \"$T/disk\"/*.*");
    CU_ASSERT_FALSE(process_saw(s.process, texts[0]) || process_saw(s.process, texts[1]));
    CU_ASSERT_FALSE(process_saw(s.process, class_password("alice")) ||
                    process_saw(s.process, class_password("bob")));
    CU_ASSERT_TRUE(process_saw(s.process, "SAY(")); // the wire was shown

    struct secrets secrets = {0};
    bool no_memory;
    snprintf(path, sizeof path, "%s/disk-alice/alice@127.0.0.1:%u.db", shell_directory(), s.port);
    struct client_store *store =
        client_store_open(path, class_password("alice"), 0, &no_memory, error, sizeof error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(store);
    CU_ASSERT_EQUAL(client_store_all(store, STORED_KEYS, take_keys, &secrets), 0);
    client_store_close(store);
    CU_ASSERT_TRUE(secrets.keys.bytes > 100);
    class_stop(&s);

    // While it ran, with the journal of the database, and when it had stopped.
    struct shell rest = shell_run("cat \"$T/disk\"/*.*");
    const struct shell *files[] = {&live, &rest};
    for (int i = 0; i < 2; i++) {
        CU_ASSERT_TRUE(files[i]->out_n > 4096);
        for (int k = 0; k < 2; k++) {
            CU_ASSERT_PTR_NULL(memmem(files[i]->out, files[i]->out_n, texts[k], strlen(texts[k])));
            const char *password = class_password(k ? "alice" : "bob");
            CU_ASSERT_PTR_NULL(memmem(files[i]->out, files[i]->out_n, password, strlen(password)));
        }
        CU_ASSERT_EQUAL(found(&secrets, files[i]), 0);
        // The one private key there is the server's own.
        CU_ASSERT_PTR_NOT_NULL(memmem(files[i]->out, files[i]->out_n, "PRIVATE KEY", 11));
    }
    shell_expect(0, "test \"$(grep -la 'PRIVATE KEY' \"$T/disk\"/*)\" = \"$T/disk/identity.pem\" && "
                    "test \"$(stat -c %%a \"$T/disk/identity.pem\")\" = 600");
    // The search finds what is there: the keys in themselves.
    struct shell self = {.out = (char *)secrets.keys.data, .out_n = secrets.keys.bytes};
    CU_ASSERT_TRUE(found(&secrets, &self) > 10);
    shell_free(&live);
    shell_free(&rest);
    wire_free(&secrets.keys);
}

void suite_class_restart(void)
{
    static const struct test_case cases[] = {
        {"a killed server, and a stopped one, come back", killed_server},
        {"another identity is refused", another_identity},
        {"disk and log hold no text, password or key", disk_and_log},
        {0},
    };
    add_suite("class_restart", cases);
}
