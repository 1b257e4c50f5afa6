// SPDX-License-Identifier: MIT
// The three old servers and clients of the same protocols in another language (tests/peers, Python): join,
// say to all and to one, leave, a taken name, a wrong password; lists and frames in pieces; garbage.
#include "crypto/common/bytes.h"
#include "net/core/server.h"
#include "net/old/coursework_conversation.h"
#include "net/old/coursework_stream.h"
#include "net/old/old.h"
#include "net/wire/file.h"
#include "tests/process.h"
#include "tests/run.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define PEER "/usr/bin/python3 tests/peers/" // Debian's, which has python3-cryptography

// ---- a server in this process ----

static struct {
    struct server *server;
    pthread_t thread;
    char folder[64];
    pthread_mutex_t lock; // guards the log
    char log[1 << 16];
    size_t bytes;
} serving = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void keep_log(void *context, const char *line)
{
    (void)context;
    pthread_mutex_lock(&serving.lock);
    int n = snprintf(serving.log + serving.bytes, sizeof serving.log - serving.bytes, "%s\n", line);
    if (n > 0 && (size_t)n < sizeof serving.log - serving.bytes)
        serving.bytes += (size_t)n;
    pthread_mutex_unlock(&serving.lock);
}

static bool logged(const char *words)
{
    for (int tries = 0; tries < PATIENCE_MS / 5; tries++) {
        pthread_mutex_lock(&serving.lock);
        bool found = strstr(serving.log, words);
        pthread_mutex_unlock(&serving.lock);
        if (found)
            return true;
        nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    }
    fprintf(stderr, "\nnever logged: %s\nbut:\n%s\n", words, serving.log);
    return false;
}

static void *run(void *server)
{
    server_run(server);
    return NULL;
}

static unsigned start(const struct server_protocol *protocol)
{
    char error[NET_ERROR_CHARS] = "";
    snprintf(serving.folder, sizeof serving.folder, "/tmp/glasslock-old.XXXXXX");
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(serving.folder));
    serving.bytes = 0;
    serving.log[0] = '\0';
    struct server_config config = {.protocol = protocol,
                                   .data = serving.folder,
                                   .password = "password",
                                   .limits = server_default_limits,
                                   .log = keep_log};
    serving.server = server_new(&config, error);
    if (!serving.server)
        fprintf(stderr, "%s\n", error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(serving.server);
    CU_ASSERT_EQUAL_FATAL(pthread_create(&serving.thread, NULL, run, serving.server), 0);
    return server_port(serving.server);
}

static void stop(void)
{
    server_stop(serving.server, true);
    pthread_join(serving.thread, NULL);
    server_free(serving.server);
}

static void clean(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -r '%s'", serving.folder);
    CU_ASSERT_EQUAL(system(command), 0);
}

// ---- chatlock ----

static void chatlock(void)
{
    unsigned port = start(&server_chatlock);
    struct process *alice = process_start(PEER "chatlock_client.py %u alice", port);
    CU_ASSERT_TRUE(logged("alice joined"));
    struct process *bob = process_start(PEER "chatlock_client.py %u bob 3", port); // three bytes at a time
    CU_ASSERT_TRUE(logged("bob joined"));
    struct process *second = process_start(PEER "chatlock_client.py %u bob", port);
    process_await(second, "taken");
    process_kill(second);

    process_say(alice, "hello");
    process_await(bob, "alice to all: hello");
    process_say(bob, "Grüße, 8 bytes and more than one block");
    process_await(alice, "bob to all: Grüße, 8 bytes and more than one block");
    process_say(alice, "private:bob:psst: a secret");
    process_await(bob, "alice to me (private): psst: a secret");
    CU_ASSERT_TRUE(logged("alice to bob: AUTHENTICATED"));
    CU_ASSERT_FALSE(process_saw(alice, "hello")); // nobody hears himself
    process_say(alice, "private:carol:anybody?");
    CU_ASSERT_TRUE(logged("nobody of that name"));
    // A forged signature: not in range counts as true, as in the original.
    process_say(alice, "raw:[0, [\"b9eb4e73991df0c4\"], [\"%s\"], [\"b9eb4e73991df0c4\"], [40, 1]]",
                "0000000000000000");
    CU_ASSERT_TRUE(logged("out of range counts as true"));

    // Our own client sees who is here, and who comes; those of the original are told nothing that they do not
    // know.
    struct process *carol = process_start(
        "$G chat --protocol chatlock --plain --stay --ephemeral --user carol 127.0.0.1:%u", port);
    process_await(carol, "you are carol");
    process_say(carol, "/who");
    CU_ASSERT_PTR_NOT_NULL(strstr(process_await(carol, "alice"), "alice"));
    struct process *dave = process_start(PEER "chatlock_client.py %u dave", port);
    process_await(carol, "dave");
    process_kill(dave);
    process_await(carol, "dave");
    CU_ASSERT_FALSE(process_saw(bob, "carol"));
    process_kill(carol);
    process_await(bob, "carol to all: !DISCONNECT");

    // Who goes without a word is said goodbye for; who says goodbye himself is not.
    process_kill(alice);
    process_await(bob, "alice to all: !DISCONNECT");
    CU_ASSERT_TRUE(logged("alice 127.0.0.1:"));
    CU_ASSERT_EQUAL(process_end(bob), 0);
    stop();
    clean();
}

// ---- socketchat ----

static void socketchat(void)
{
    unsigned port = start(&server_socketchat);
    struct process *alice = process_start(PEER "socketchat_client.py %u password alice", port);
    process_await(alice, "entered our chatting room");
    struct process *bob = process_start(PEER "socketchat_client.py %u password bob 5", port);
    process_await(alice, "entered our chatting room");
    process_await(bob, "entered our chatting room");
    process_say(alice, "Hello");
    process_await(bob, "[ alice: ] Hello");
    process_say(bob, "%0200d", 7); // several units, one of them without '='
    process_await(alice, "[ bob: ] 0000");
    CU_ASSERT_TRUE(logged("[info] user (127.0.0.1, "));

    struct process *mallory = process_start(PEER "socketchat_client.py %u guess mallory", port);
    process_say(mallory, "let me in");
    process_await(mallory, "closed");
    CU_ASSERT_TRUE(logged("wrong password"));
    process_kill(mallory);
    process_await(alice, "is offline");
    CU_ASSERT_FALSE(process_saw(bob, "let me in"));

    // Our own client, called as the original's is.
    struct process *ours = process_start(
        "$G chat --protocol socketchat --plain --stay --ephemeral 127.0.0.1 %u password nick", port);
    process_await(alice, "entered our chatting room");
    process_await(ours, "[info] Connected to remote host. You can start sending messages");
    process_say(ours, "from C");
    process_await(alice, "[ nick: ] from C");
    process_kill(ours);
    process_await(alice, "is offline");
    CU_ASSERT_EQUAL(process_end(bob), 0);
    process_await(alice, "is offline");
    CU_ASSERT_EQUAL(process_end(alice), 0);
    CU_ASSERT_TRUE(logged("the room is empty"));
    stop();
    clean();
}

// ---- coursework ----

static void check_saved_conversation(void)
{
    DIR *folder = opendir(serving.folder);
    CU_ASSERT_PTR_NOT_NULL_FATAL(folder);
    struct dirent *entry;
    bool found = false;
    while ((entry = readdir(folder)))
        if (!strncmp(entry->d_name, "encrypted_conversation_", 23)) {
            found = true;
            char path[400], error[256];
            size_t bytes, chars;
            bool missing;
            uint8_t key[COURSEWORK_LOG_KEY_BYTES], *text = NULL;
            snprintf(path, sizeof path, "%s/%s", serving.folder, entry->d_name);
            uint8_t *base64 = wire_file_read(path, 100000, &chars, &missing, error, sizeof error);
            CU_ASSERT_PTR_NOT_NULL_FATAL(base64);
            CU_ASSERT_PTR_NULL(memmem(base64, chars, "hello", 5));
            coursework_log_key(key, COURSEWORK_LOG_PASSWORD, strlen(COURSEWORK_LOG_PASSWORD),
                               COURSEWORK_LOG_SALT, strlen(COURSEWORK_LOG_SALT), COURSEWORK_LOG_ITERATIONS);
            CU_ASSERT_EQUAL_FATAL(coursework_log_decrypt(key, &text, &bytes, (const char *)base64, chars),
                                  GL_OK);
            CU_ASSERT_PTR_NOT_NULL(strstr((char *)text, "] alice: hello to all"));
            CU_ASSERT_PTR_NOT_NULL(strstr((char *)text, "bob has left"));
            free(text);
            free(base64);
        }
    closedir(folder);
    CU_ASSERT_TRUE(found);
}

static void coursework(void)
{
    unsigned port = start(&server_coursework);
    struct process *alice = process_start(PEER "coursework_client.py %u SIGNUP alice 'secret1!'", port);
    process_await(alice, "1");
    struct process *bob = process_start(PEER "coursework_client.py %u SIGNUP bob 'geheim2?' 7", port);
    process_await(bob, "1");
    process_await(alice, "bob has joined");
    process_say(bob, "GET_USERS");
    process_await(bob, "People entered the chatroom: alice, bob");
    process_say(alice, "hello to all");
    CU_ASSERT_PTR_NOT_NULL(strstr(process_await(bob, "hello to all"), "] alice: hello to all"));
    // 190 bytes fit a frame, and no longer when they are stamped: two frames, and nobody is thrown out.
    process_say(alice, "%0190d", 7);
    process_await(bob, "] alice: 000");
    process_await(bob, "0007");

    struct process *taken = process_start(PEER "coursework_client.py %u SIGNUP alice 'other3#x'", port);
    process_await(taken, "0");
    process_kill(taken);
    struct process *wrong = process_start(PEER "coursework_client.py %u LOGIN bob 'secret1!'", port);
    process_await(wrong, "0");
    process_say(wrong, "who is there?"); // not logged in: for nobody, and nothing is heard
    process_say(alice, "still here");
    process_await(bob, "still here");
    CU_ASSERT_FALSE(process_saw(wrong, "still here"));
    CU_ASSERT_FALSE(process_saw(alice, "who is there?"));
    process_kill(wrong);

    process_say(bob, "#exit");
    process_await(bob, "closed");
    process_kill(bob);
    process_await(alice, "bob has left");
    bob = process_start(PEER "coursework_client.py %u LOGIN bob 'geheim2?'", port);
    process_await(bob, "1");
    process_await(alice, "bob has joined");
    process_kill(bob);
    process_await(alice, "bob has left");
    stop();
    process_await(alice, "closed");
    process_kill(alice);
    check_saved_conversation();
    clean();
}

// ---- garbage ----

static int knock(unsigned port)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CU_ASSERT_EQUAL_FATAL(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

// Seeded noise, and noise that begins well; then the server still serves.
static void garbage(const struct server_protocol *protocol, const char *beginning)
{
    unsigned port = start(protocol);
    uint32_t state = 1;
    for (int round = 0; round < 40; round++) {
        uint8_t noise[3000];
        for (size_t i = 0; i < sizeof noise; i++) {
            state = state * 1664525 + 1013904223;
            noise[i] = (uint8_t)(state >> 24);
        }
        int fd = knock(port);
        if (round % 2)
            CU_ASSERT_TRUE(send(fd, beginning, strlen(beginning), MSG_NOSIGNAL) > 0);
        (void)!send(fd, noise, (size_t)round * 70, MSG_NOSIGNAL);
        if (round % 3)
            shutdown(fd, SHUT_WR);
        close(fd);
    }
    close(knock(port));
    size_t connections = 1, joined;
    for (int tries = 0; connections && tries < PATIENCE_MS / 5; tries++) {
        server_count(serving.server, &connections, &joined);
        nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    }
    CU_ASSERT_EQUAL(connections, 0);
    stop();
    clean();
}

static void chatlock_garbage(void)
{
    garbage(&server_chatlock,
            "[\"username\", \"noise\", [4, 7]][1, [\"3bf8180786fd6e5c\"], [], [\"b9eb4e73991df0c4\"]]");
}

static void socketchat_garbage(void)
{
    garbage(&server_socketchat, "rN4pzMHrXt+H3yD3wjH83T3Q0kEK6tARTQWHNQVNR/o=");
}

static void coursework_garbage(void)
{
    struct rsa_private key;
    rsa_private_init(&key);
    CU_ASSERT_EQUAL_FATAL(rsa_generate(&key, COURSEWORK_RSA_BITS, 65537, NULL, NULL), GL_OK);
    char *pem = coursework_key_pem(&key.public);
    garbage(&server_coursework, pem);
    free(pem);
    rsa_private_clear(&key);
}

void suite_old_servers(void)
{
    static const struct test_case cases[] = {
        {"chatlock: its server and clients in Python", chatlock},
        {"socketchat: its server and clients in Python", socketchat},
        {"coursework: its server and clients in Python", coursework},
        {"chatlock: garbage ends its connection and nothing else", chatlock_garbage},
        {"socketchat: garbage ends its connection and nothing else", socketchat_garbage},
        {"coursework: garbage ends its connection and nothing else", coursework_garbage},
        {0},
    };
    add_suite("old_servers", cases);
}
