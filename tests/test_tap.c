// SPDX-License-Identifier: MIT
// The tap as a listener: what it shows of each protocol, what it writes, and that everything passes.
#include "net/old/coursework_stream.h"
#include "tests/channel_pair.h"
#include "tests/run.h"
#include "tests/shell.h"
#include "tests/tap_rig.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

// The report's own lines.
#define HELLO "rN4pzMHrXt+H3yD3wjH83T3Q0kEK6tARTQWHNQVNR/o="
#define WORLD "aOB7rRqQrEWOj/fpsEi0UEem/6slAtCueg/R8nnIwQs="

static void both_ways(struct tap_rig *rig, const void *up, size_t up_bytes, const void *down,
                      size_t down_bytes)
{
    rig_send(rig->client, up, up_bytes);
    rig_expect(rig->server, up, up_bytes);
    rig_send(rig->server, down, down_bytes);
    rig_expect(rig->client, down, down_bytes);
}

static void test_socketchat(void)
{
    struct tap_rig rig;
    rig_start(&rig, "");
    rig_connect(&rig);
    both_ways(&rig, HELLO HELLO, 2 * strlen(HELLO), WORLD, strlen(WORLD));
    process_await(rig.tap, "client -> server  #1, 44 bytes: a line: 32 bytes under AES-256-ECB");
    process_await(rig.tap, "0000  72 4e 34 70 7a");
    process_await(rig.tap, "client -> server  #2, 44 bytes");
    process_await(rig.tap, "the same bytes as client -> server #1");
    process_await(rig.tap, "server -> client  #1, 44 bytes");
    // A line in pieces is shown when it is whole, and is one.
    rig_send(rig.client, WORLD, 20);
    rig_send(rig.client, &WORLD[20], 24);
    rig_expect(rig.server, WORLD, 44);
    process_await(rig.tap, "client -> server  #3, 44 bytes");
    // Half-closing passes too, with half a line before it.
    rig_send(rig.client, HELLO, 7);
    shutdown(rig.client, SHUT_WR);
    rig_expect(rig.server, HELLO, 7);
    rig_expect_end(rig.server);
    rig_send(rig.server, HELLO, 44);
    rig_expect(rig.client, HELLO, 44);
    close(rig.server);
    rig.server = -1;
    rig_expect_end(rig.client);
    process_await(rig.tap, "closed: both sides are done");
    rig_stop(&rig);
}

static void test_chatlock(void)
{
    static const char up[] = "[\"username\", \"al\\u001bice\", [4, 7]][1, [\"b9eb4e73991df0c4\"], "
                             "[\"3bf8180786fd6e5c\"], [\"b9eb4e73991df0c4\", \"b9eb4e73991df0c4\"]]"
                             "[0, [\"aa\"], [\"bb\"], [\"cc\"], [0, 5]]!DISCONNECT";
    struct tap_rig rig;
    rig_start(&rig, "--hex 0");
    rig_connect(&rig);
    both_ways(&rig, up, strlen(up), "!USERNAME", 9);
    process_await(rig.tap, "#1, 35 bytes: register: the name 'al?ice' in the clear, public point [4,7]");
    process_await(rig.tap, "to all: from 1 block (b9eb4e73991df0c4), to 1 block (3bf8180786fd6e5c), text 2 "
                           "blocks (b9eb4e73991df0c4 ...); block 2 of the text is block 1 again");
    process_await(rig.tap, "signature (0, 5) of the first block: r = 0 passes under every key");
    process_await(rig.tap, "somebody leaves");
    process_await(rig.tap, "that name is taken");
    rig_stop(&rig);
}

static void test_coursework(void)
{
    struct rsa_private key;
    uint8_t frame[COURSEWORK_MAX_FRAME];
    size_t bytes;
    rsa_private_init(&key);
    CU_ASSERT_EQUAL_FATAL(rsa_generate(&key, COURSEWORK_RSA_BITS, 65537, NULL, NULL), GL_OK);
    char *pem = coursework_key_pem(&key.public);
    CU_ASSERT_EQUAL(coursework_frame_encode(&key.public, NULL, frame, &bytes, "hi", 2), GL_OK);
    struct tap_rig rig;
    rig_start(&rig, "");
    rig_connect(&rig);
    rig_send(rig.server, pem, strlen(pem));
    rig_expect(rig.client, pem, strlen(pem) - 1); // its line end passes with what follows
    both_ways(&rig, pem, strlen(pem) - 1, "\n", 0);
    rig_send(rig.client, frame, bytes);
    rig_expect(rig.server, frame, bytes);
    process_await(rig.tap, "server -> client  #1, 450 bytes: public key: RSA-2048, signed by nobody");
    process_await(rig.tap, "client -> server  #1, 450 bytes: public key: RSA-2048, signed by nobody");
    process_await(rig.tap, "client -> server  #2, 348 bytes: frame: 344 characters of base64, one RSA-OAEP");
    free(pem);
    rsa_private_clear(&key);
    rig_stop(&rig);
}

// A whole conversation over the channel; a listener checks the signature, and reads nothing.
static void test_glasslock(void)
{
    struct channel_pair p;
    struct tap_rig rig;
    struct wire_writer record = {0}, came = {0};
    rig_start(&rig, "--json \"$T/tap.json\" --pcap \"$T/tap.pcap\" --hex 16");
    rig_connect(&rig);
    pair_init(&p, 0);
    pair_shake(&p, 5);
    rig_send(rig.client, p.hello.data, p.hello.bytes);
    rig_expect(rig.server, p.hello.data, p.hello.bytes);
    both_ways(&rig, p.finished.data, 0, p.answer.data, p.answer.bytes);
    channel_seal(&p.client, &p.random, "a text of 20 bytes..", 20, &record);
    wire_put_raw(&came, p.finished.data, p.finished.bytes);
    wire_put_raw(&came, record.data, record.bytes);
    both_ways(&rig, came.data, came.bytes, "\0\0\0\2\x1f\4", 6);
    process_await(rig.tap, "CLIENT_HELLO: version 1, random ");
    CU_ASSERT_PTR_NOT_NULL(strstr(process_await(rig.tap, "SERVER_HELLO: version 1"), "signature holds"));
    process_await(rig.tap, "CLIENT_FINISHED");
    process_await(rig.tap, "32 bytes sealed (content of 16 to 31), MAC");
    process_await(rig.tap, "ALERT: a record that does not verify");
    CU_ASSERT_FALSE(process_saw(rig.tap, "a text of 20"));
    rig_stop(&rig);
    shell_expect(0, "/usr/bin/python3 tests/tap_files.py \"$T/tap.json\" \"$T/tap.pcap\" 103 37 85 - 280 6");
    shell_expect(1, "/usr/bin/python3 tests/tap_files.py \"$T/tap.json\" \"$T/tap.pcap\" 103 37 86 - 280 6");

    // With one bit of the transcript changed the listener sees that the signature does not hold.
    rig_start(&rig, "--hex 0");
    rig_connect(&rig);
    p.hello.data[20] ^= 1;
    rig_send(rig.client, p.hello.data, p.hello.bytes);
    rig_expect(rig.server, p.hello.data, p.hello.bytes);
    rig_send(rig.server, p.answer.data, p.answer.bytes);
    CU_ASSERT_PTR_NOT_NULL(strstr(process_await(rig.tap, "SERVER_HELLO"), "signature DOES NOT HOLD"));
    rig_stop(&rig);
    wire_free(&record);
    wire_free(&came);
    pair_free(&p);
}

// Whatever comes, it passes, and the tap goes on.
static void test_nonsense(void)
{
    static uint8_t noise[300000];
    static const char *const starts[] = {"",
                                         "\0\0\0\5\1abcd\xff\xff\xff\xff",
                                         "[1, \"\x1b[2J",
                                         "-----BEGIN PUBLIC KEY-----\n",
                                         "AAAA====",
                                         "!",
                                         "\xff"};
    static const size_t lengths[] = {0, 13, 9, 27, 8, 1, 1};
    struct seeded seed;
    struct gl_random random = seeded_random(&seed, 7);
    struct tap_rig rig;
    rig_start(&rig, "--hex 32");
    for (size_t i = 1; i < sizeof starts / sizeof *starts; i++) {
        rig_connect(&rig);
        gl_random_bytes(&random, noise, sizeof noise);
        memcpy(noise, starts[i], lengths[i]);
        rig_send(rig.client, noise, 20000);
        shutdown(rig.client, SHUT_WR);
        rig_expect(rig.server, noise, 20000);
        close(rig.client);
        close(rig.server);
        rig.client = rig.server = -1;
    }
    CU_ASSERT_FALSE(process_saw(rig.tap, "\x1b"));
    rig_stop(&rig);
}

static void test_many_connections(void)
{
    enum { MANY = 60 };
    struct tap_rig rig;
    int clients[MANY], servers[MANY];
    rig_start(&rig, "--hex 0");
    for (int i = 0; i < MANY; i++) {
        rig_connect(&rig);
        clients[i] = rig.client;
        servers[i] = rig.server;
    }
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < MANY; i++)
            rig_send(clients[i], i % 2 ? HELLO : WORLD, 44);
        for (int i = 0; i < MANY; i++) {
            rig_expect(servers[i], i % 2 ? HELLO : WORLD, 44);
            rig_send(servers[i], i % 2 ? WORLD : HELLO, 44);
        }
        for (int i = 0; i < MANY; i++)
            rig_expect(clients[i], i % 2 ? WORLD : HELLO, 44);
    }
    for (int i = 0; i < MANY; i++) {
        close(clients[i]);
        close(servers[i]);
    }
    rig.client = rig.server = -1;
    rig_stop(&rig);
}

// More than the sockets hold: a reader who waits stops the other side, and nothing is lost.
static void test_slow_reader(void)
{
    enum { MOST = 64 << 20 };
    struct tap_rig rig;
    struct timeval brief = {.tv_usec = 200000};
    struct seeded seed;
    struct gl_random random = seeded_random(&seed, 9);
    uint8_t *data = malloc(MOST);
    size_t sent = 0;
    CU_ASSERT_PTR_NOT_NULL_FATAL(data);
    gl_random_bytes(&random, data, 1 << 20);
    for (size_t at = 1 << 20; at < MOST; at += 1 << 20) {
        memcpy(data + at, data, 1 << 20);
        data[at] = (uint8_t)(at >> 20);
    }
    rig_start(&rig, "--hex 0 --protocol raw");
    rig_connect(&rig);
    (void)setsockopt(rig.client, SOL_SOCKET, SO_SNDTIMEO, &brief, sizeof brief);
    for (ssize_t n = 1; n > 0 && sent<MOST; sent += n> 0 ? (size_t)n : 0)
        n = send(rig.client, data + sent, MOST - sent < 65536 ? MOST - sent : 65536, MSG_NOSIGNAL);
    CU_ASSERT_TRUE(sent > 1 << 20 && sent < MOST); // it was stopped
    rig_expect(rig.server, data, sent);
    rig_stop(&rig);
    free(data);
}

static void test_no_server(void)
{
    struct process *tap = process_start("$G tap --listen 0 --to 127.0.0.1:1 --connections 1");
    const char *line = process_await(tap, "listening on"), *port = strstr(line, "port ");
    shell_expect(0,
                 "/usr/bin/python3 -c \"import socket; s = socket.create_connection(('127.0.0.1', %d)); "
                 "assert s.recv(1) == b''\"",
                 port ? atoi(port + 5) : 0);
    process_await(tap, "refused: the server is not there");
    process_await(tap, "tap: 1 connection, 0 frames");
    CU_ASSERT_EQUAL(process_end(tap), 0);
}

static void test_command_line(void)
{
    shell_expect(0, "$G tap --help | grep -q -- --swap-keys");
    shell_refused(2, "--listen and --to are needed", "$G tap --listen 1");
    shell_refused(2, "not HOST:PORT", "$G tap --listen 0 --to 7070");
    shell_refused(2, "'70x' is not a number", "$G tap --listen 70x --to a:1");
    shell_refused(2, "'0' is not a number", "$G tap --listen 0 --to a:0");
    shell_refused(2, "one of --replay, --drop", "$G tap --listen 0 --to a:1 --replay --drop");
    shell_refused(2, "on which frame", "$G tap --listen 0 --to a:1 --nth 3");
    shell_refused(2, "neither client nor server", "$G tap --listen 0 --to a:1 --drop --from bob");
    shell_refused(2, "no protocol 'tls'", "$G tap --listen 0 --to a:1 --protocol tls");
    shell_refused(2, "unexpected argument 'x'", "$G tap --listen 0 --to a:1 x");
    shell_refused(1, "no server", "$G tap --listen 0 --to no.such.host.invalid:1");
    shell_refused(1, "no address", "$G tap --listen 300.1.1.1:0 --to 127.0.0.1:1");
    shell_refused(1, "cannot", "$G tap --listen 0 --to 127.0.0.1:1 --json /nowhere/x");
}

void suite_tap(void)
{
    static const struct test_case cases[] = {
        {"socketchat: lines, repeats, pieces, half-closing", test_socketchat},
        {"chatlock: names, blocks, signatures", test_chatlock},
        {"coursework: keys and frames", test_coursework},
        {"glasslock: hellos, signature, records; JSON and pcap", test_glasslock},
        {"nonsense passes", test_nonsense},
        {"sixty connections at once", test_many_connections},
        {"a slow reader stops its sender", test_slow_reader},
        {"a server that is not there", test_no_server},
        {"the command line", test_command_line},
        {0},
    };
    add_suite("tap", cases);
}
