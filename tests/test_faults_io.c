// SPDX-License-Identifier: MIT
// System calls that are interrupted or do less than they were asked to: everything comes out the same.
// (`make check-interrupted` runs many other suites so, too.)
#include "tests/class.h"
#include "tests/faults.h"
#include "tests/run.h"
#include "tests/shell.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SAID 12

static void begin(unsigned seed)
{
    faults_on("io", "GLASSLOCK_IO='eintr=3 short=2 seed=%u' GLASSLOCK_IO_COUNT=\"$T/counted\"", seed);
}

// Programs that have ended since the last time have been interrupted and shortened so often.
static void expect_faults(unsigned interrupted, unsigned shortened)
{
    struct shell s = shell_run(
        "awk '{ i += $1; s += $2 } END { print i + 0, s + 0 }' \"$T/counted\"; rm -f \"$T/counted\"");
    unsigned i = 0, n = 0;
    CU_ASSERT_EQUAL(sscanf(s.out, "%u %u", &i, &n), 2);
    if (i < interrupted || n < shortened)
        fprintf(stderr, "%u calls were interrupted and %u shortened\n", i, n);
    CU_ASSERT_TRUE(i >= interrupted && n >= shortened);
    shell_free(&s);
    faults_off();
}

// ---- the default protocol ----

// Both say `SAID` lines, long and short, across each other; each hears the other's once and in order.
static void converse(struct process *a, struct process *b, const char *names[2], const char *room)
{
    struct process *both[2] = {a, b};
    char words[128], pad[1024];
    memset(pad, '.', sizeof pad - 1);
    pad[sizeof pad - 1] = '\0';
    for (int i = 0; i < SAID; i++)
        for (int k = 0; k < 2; k++)
            process_say(both[k], "%s %d.%s", names[k], i, i % 3 ? "" : pad + (i * 80));
    for (int i = 0; i < SAID; i++)
        for (int k = 0; k < 2; k++) {
            snprintf(words, sizeof words, "[%s] %s: %s %d.", room, names[k], names[k], i);
            process_await(both[!k], words);
        }
    process_say(a, "done");
    process_await(b, "done");
    for (int i = 0; i < SAID; i++) {
        snprintf(words, sizeof words, "[%s] %s: %s %d.", room, names[0], names[0], i);
        CU_ASSERT_EQUAL(process_count(b, words), 1);
    }
}

// Everything that was said is kept, once.
static void history_is_whole(struct process *p)
{
    for (int i = 0; i < SAID; i++)
        for (int k = 0; k < 2; k++) {
            process_say(p, "/find %s %d.", k ? "bob" : "alice", i);
            process_await(p, "* found once");
        }
}

static void default_protocol(void)
{
    const char *const names[2] = {"alice", "bob"};
    begin(1);
    struct class_server s = class_serve("io", 0, "");
    struct process *alice = class_join(&s, "alice", "--register"), *bob = class_join(&s, "bob", "--register"),
                   *carol = class_join(&s, "carol", "--register");
    process_await(alice, "* carol has joined");
    converse(alice, bob, (const char *[2]){names[0], names[1]}, "lobby");
    process_await(carol, "bob: bob 11");
    process_say(alice, "/open exam bob");
    process_await(bob, "invites you to exam");
    process_say(bob, "/accept exam");
    process_await(alice, "* bob has joined exam");
    process_say(alice, "/room exam");
    process_say(bob, "/room exam");
    process_say(alice, "in the group");
    process_await(bob, "[exam] alice: in the group");
    process_await(alice, "* bob has received what you said in exam");
    CU_ASSERT_PTR_NOT_NULL(strstr(class_admin(&s, "online"), "carol"));
    CU_ASSERT_EQUAL(process_end(bob), 0);
    process_say(alice, "while bob is away");
    process_await(alice, "[exam] me: while bob is away");
    class_stop(&s);
    process_await(alice, "next try in");
    s = class_serve("io", s.port, "");
    process_await(alice, "* you are alice");
    process_await(carol, "* you are carol");
    bob = class_join(&s, "bob", "");
    process_await(bob, "[exam] alice: while bob is away");
    history_is_whole(bob);
    struct process *all[] = {alice, bob, carol};
    for (int i = 0; i < 3; i++) {
        CU_ASSERT_FALSE(process_saw(all[i], "WARNING"));
        CU_ASSERT_EQUAL(process_end(all[i]), 0);
    }
    class_stop(&s);
    expect_faults(100, 100);
}

// ---- the old protocols ----

static struct process *come(const char *protocol, unsigned port, const char *name, const char *options)
{
    struct process *p =
        process_start("$G chat 127.0.0.1:%u --protocol %s --plain --user %s --password 'Secret-1!' "
                      "--data \"$T/io-%s-%s\" %s",
                      port, protocol, name, protocol, name, options);
    process_await(p, "you are ");
    return p;
}

static void old_protocol(const char *protocol, const char *serve, const char *chat)
{
    char words[80], options[120];
    begin((unsigned)strlen(protocol));
    snprintf(options, sizeof options, "--protocol %s %s", protocol, serve);
    struct process *server = process_start("$G serve --port 0 --data \"$T/io-%s\" %s", protocol, options);
    unsigned port = (unsigned)strtoul(strstr(process_await(server, "  port "), "port ") + 5, NULL, 10);
    process_await(server, "  admin ");
    struct process *both[2] = {come(protocol, port, "alice", chat), come(protocol, port, "bob", chat)};
    if (strcmp(protocol, "socketchat") == 0) { // where nobody is told a name
        process_await(server, "[info] user");
        process_await(server, "[info] user");
    } else {
        process_await(both[0], "bob has joined");
    }
    for (int i = 0; i < SAID; i++)
        for (int k = 0; k < 2; k++) {
            process_say(both[k], "text %d of %d", i, k);
            snprintf(words, sizeof words, "text %d of %d", i, k);
            const char *heard = process_await(both[!k], words);
            CU_ASSERT_PTR_NOT_NULL(strstr(heard, k ? "bob" : "alice"));
        }
    for (int k = 0; k < 2; k++) {
        CU_ASSERT_FALSE(process_saw(both[k], "WARNING") || process_saw(both[k], "\n! "));
        CU_ASSERT_EQUAL(process_end(both[k]), 0);
    }
    process_signal(server, SIGINT);
    CU_ASSERT_EQUAL(process_end(server), 0);
    expect_faults(50, 50);
}

static void chatlock(void)
{
    old_protocol("chatlock", "", "");
}

static void socketchat(void)
{
    old_protocol("socketchat", "--password 'Secret-1!'", "");
}

static void coursework(void)
{
    old_protocol("coursework", "", "--register");
}

// ---- in between: the tap, and the page ----

static void tap(void)
{
    begin(5);
    struct class_server s = class_serve("iotap", 0, "");
    struct process *t = process_start("$G tap --listen 0 --to 127.0.0.1:%u --pcap \"$T/io.pcap\"", s.port);
    struct class_server through = s;
    const char *line = process_await(t, "listening on");
    through.port = (unsigned)strtoul(strstr(line, "port ") + 5, NULL, 10);
    struct process *alice = class_join(&through, "alice", "--register"),
                   *bob = class_join(&s, "bob", "--register");
    converse(alice, bob, (const char *[2]){"alice", "bob"}, "lobby");
    CU_ASSERT_EQUAL(process_end(alice), 0);
    CU_ASSERT_EQUAL(process_end(bob), 0);
    process_signal(t, SIGTERM);
    CU_ASSERT_EQUAL(process_end(t), 0);
    class_stop(&s);
    expect_faults(100, 100);
    // Every byte of both ways is in the capture: the sequence numbers have no gap.
    shell_expect(0, "python3 -c 'import sys; sys.path.insert(0, \"tests\"); import tap_files; "
                    "tap_files.read_pcap(sys.argv[1])' \"$T/io.pcap\"");
}

// The page and its script, whole, through a server that reads and writes in pieces.
static void web(void)
{
    if (faults_sanitized()) { // the library cannot tell CivetWeb's calls from ours then, see io.c
        printf("left out under this sanitizer ... ");
        return;
    }
    begin(6);
    struct class_server s = class_serve("ioweb", 0, "");
    struct process *w =
        process_start("$G web 127.0.0.1:%u --guest --user eve --ephemeral --no-open --web-port 0", s.port);
    const char *page = strstr(process_await(w, "The page: "), "http");
    char address[200];
    snprintf(address, sizeof address, "%.*s", page ? (int)strcspn(page, "#") : 0, page ? page : "");
    shell_expect(0,
                 "for i in 1 2 3 4 5; do python3 -c 'import sys, urllib.request as u; "
                 "sys.stdout.buffer.write(u.urlopen(sys.argv[1], timeout=10).read())' '%s' >\"$T/page$i\" || "
                 "exit; done; "
                 "test -s \"$T/page1\" && for i in 2 3 4 5; do cmp \"$T/page1\" \"$T/page$i\" || exit; done; "
                 "grep -q '</html>' \"$T/page1\"",
                 address);
    process_signal(w, SIGINT);
    CU_ASSERT_EQUAL(process_end(w), 0);
    class_stop(&s);
    expect_faults(20, 20);
}

// ---- commands ----

// What each writes with the library is what it writes without.
static void commands(void)
{
    static const char *const calls[] = {
        "digest sha256 big",
        "encrypt --cipher aes-256-cbc --key-file k.hex --iv 000102030405060708090a0b0c0d0e0f big",
        "encrypt --cipher aes-256-cbc --key-file k.hex --iv 000102030405060708090a0b0c0d0e0f <big",
        "log encrypt big",
        "log encrypt big | $G log decrypt",
        "vectors --help",
        "trace sha256 --in 616263 | cat",
        "trace aes --format html",
        "trace aes --format json --out traced && cat traced",
        "hmac --key 00 big",
        "pbkdf2 --password x --salt 00 --iterations 10 --length 20",
        "trace des --format json | $G trace --check -",
    };
    shell_expect(0, "cd \"$T\" && head -c 1000000 /dev/zero | openssl enc -aes-128-ctr -nosalt -K 00 -iv 00 "
                    "-out big 2>/dev/null && "
                    "openssl rand -hex 32 >k.hex");
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        struct shell plain = shell_run("cd \"$T\" && $G %s", calls[i]);
        begin((unsigned)i + 10);
        struct shell faulty = shell_run("cd \"$T\" && $G %s", calls[i]);
        faults_off();
        if (plain.status || faulty.status || plain.out_n != faulty.out_n)
            fprintf(stderr, "%s: %d %d %s%s\n", calls[i], plain.status, faulty.status, plain.err, faulty.err);
        CU_ASSERT_TRUE(plain.status == 0 && faulty.status == 0 && plain.out_n > 0);
        CU_ASSERT_TRUE(plain.out_n == faulty.out_n && !memcmp(plain.out, faulty.out, plain.out_n));
        CU_ASSERT_STRING_EQUAL(plain.err, faulty.err);
        shell_free(&plain);
        shell_free(&faulty);
    }
    expect_faults(0, 0);
    begin(40); // a random key each time: another program reads it
    shell_expect(0, "cd \"$T\" && for i in 1 2 3 4 5; do $G keygen ec --out io.pem && openssl pkey -in "
                    "io.pem -noout -check "
                    ">/dev/null && $G sign --key io.pem --out io.sig big && openssl pkey -in io.pem -pubout "
                    "-out io.pub && "
                    "openssl dgst -sha256 -verify io.pub -signature io.sig big >/dev/null || exit; done");
    expect_faults(3, 3);
}

void suite_faults_io(void)
{
    static const struct test_case cases[] = {
        {"commands come out the same", commands},
        {"the default protocol: talk, groups, restart, history", default_protocol},
        {"chatlock", chatlock},
        {"socketchat", socketchat},
        {"coursework", coursework},
        {"the tap", tap},
        {"the page", web},
        {0},
    };
    add_suite("faults_io", cases);
}
