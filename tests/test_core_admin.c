// SPDX-License-Identifier: MIT
// Administration of a running server: the commands, and the local socket that takes them.
#include "tests/core_server.h"
#include "tests/run.h"
#include "tests/shell.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

static void expect_answer(struct core_server *t, const char *line, const char *words)
{
    char *answer = core_admin(t, line);
    if (!strstr(answer, words))
        fprintf(stderr, "%s: expected '%s', got '%s'\n", line, words, answer);
    CU_ASSERT_PTR_NOT_NULL(strstr(answer, words));
    free(answer);
}

static void commands(void)
{
    struct core_server t;
    struct frame f;
    core_begin(&t, &(struct server_config){0});
    struct core_client ann = core_connect(&t, "ann"), eve = core_connect(&t, NULL);
    struct core_client bob = core_connect(&t, "bob"); // let in after eve
    expect_answer(&t, "help", "kick   NAME [WHY]");
    expect_answer(&t, "  online ", "2 online; 3 connections, 1 of them not yet joined");
    expect_answer(&t, "online", "ann ");
    expect_answer(&t, "stats", "3 accepted, 0 refused");
    expect_answer(&t, "limits", "connections        4096");
    expect_answer(&t, "notice lunch at noon", "said");
    core_expect(&ann, RAW_NOTICE, "lunch at noon");
    core_expect(&bob, RAW_NOTICE, "lunch at noon");
    expect_answer(&t, "kick bob too loud", "bob is removed");
    core_expect(&bob, RAW_NOTICE, "you are removed from the chat: too loud");
    CU_ASSERT_FALSE(core_next(&bob, &f));
    core_wait_log(&t, "left: kicked");
    expect_answer(&t, "kick carol", "nobody of that name");
    expect_answer(&t, "kick", "usage: kick NAME");
    expect_answer(&t, "wire on", "the wire is shown");
    CU_ASSERT_TRUE(server_wire(t.server));
    expect_answer(&t, "wire off", "not shown");
    CU_ASSERT_FALSE(server_wire(t.server));
    expect_answer(&t, "wire", "usage: wire on|off");
    expect_answer(&t, "dance", "no command 'dance'");
    expect_answer(&t, "", "no command ''");
    expect_answer(&t, "stop sometime", "usage: stop");
    core_send(&ann, RAW_SAY, "on", 2);
    core_expect(&ann, RAW_SAY, "on");
    core_hang_up(&ann);
    core_hang_up(&bob);
    core_hang_up(&eve);
    core_end(&t, true);
}

static void bans(void)
{
    struct core_server t;
    struct frame f;
    core_begin(&t, &(struct server_config){0});
    struct core_client ann = core_connect(&t, "ann");
    expect_answer(&t, "ban somebody", "usage: ban ADDRESS");
    expect_answer(&t, "ban 127.0.0.1", "127.0.0.1 is banned until the server ends; 1 connections ended");
    core_expect(&ann, RAW_NOTICE, "your address is banned");
    CU_ASSERT_FALSE(core_next(&ann, &f));
    struct core_client bob = core_connect(&t, NULL);
    CU_ASSERT_FALSE(core_next(&bob, &f));
    core_wait_log(&t, "127.0.0.1 refused: its address is banned");
    expect_answer(&t, "unban 127.0.0.2", "no such address is banned");
    expect_answer(&t, "unban 127.0.0.1", "may come again");
    struct core_client carol = core_connect(&t, "carol");
    core_hang_up(&ann);
    core_hang_up(&bob);
    core_hang_up(&carol);
    core_end(&t, true);
}

// ---- the socket ----

static int open_socket(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const struct timeval patience = {.tv_sec = PATIENCE_MS / 1000};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    CU_ASSERT_TRUE_FATAL(fd >= 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
        return fd;
    close(fd);
    return -1;
}

// Say it, and read up to `ends` answers.
static void ask(int fd, const char *lines, unsigned ends, char answer[4096])
{
    size_t n = 0;
    CU_ASSERT_EQUAL(send(fd, lines, strlen(lines), MSG_NOSIGNAL), (ssize_t)strlen(lines));
    for (;;) {
        unsigned found = 0;
        answer[n] = '\0';
        for (const char *at = answer; (at = strstr(at, ".\n")); at++)
            found += at == answer || at[-1] == '\n';
        if (found >= ends)
            return;
        ssize_t got = recv(fd, answer + n, 4095 - n, 0);
        CU_ASSERT_TRUE_FATAL(got > 0);
        n += (size_t)got;
    }
}

static void local_socket(void)
{
    struct core_server t, other;
    char path[108], error[NET_ERROR_CHARS] = "", answer[4096];
    struct stat file;
    snprintf(path, sizeof path, "%.90s/core-admin", shell_directory());
    core_begin(&t, &(struct server_config){0});
    CU_ASSERT_TRUE_FATAL(server_admin_listen(t.server, path, error));
    CU_ASSERT_TRUE(stat(path, &file) == 0 && (file.st_mode & 0777) == 0600);
    struct core_client ann = core_connect(&t, "ann");

    // Two at a time; lines may come in pieces or together.
    int one = open_socket(path), two = open_socket(path);
    CU_ASSERT_TRUE_FATAL(one >= 0 && two >= 0);
    CU_ASSERT_EQUAL(send(one, "onl", 3, MSG_NOSIGNAL), 3);
    ask(two, "stats\nwire on\n", 2, answer);
    CU_ASSERT_PTR_NOT_NULL(strstr(answer, "1 connections (1 joined)"));
    CU_ASSERT_PTR_NOT_NULL(strstr(answer, "the wire is shown\n.\n"));
    ask(one, "ine\n", 1, answer);
    CU_ASSERT_PTR_NOT_NULL(strstr(answer, "1 online"));

    // A line without an end is cut off; the others are served on.
    char long_line[2000];
    memset(long_line, 'a', sizeof long_line);
    (void)!send(one, long_line, sizeof long_line, MSG_NOSIGNAL);
    ssize_t last = recv(one, answer, sizeof answer, 0);
    CU_ASSERT_TRUE(last == 0 || (last < 0 && errno == ECONNRESET));
    ask(two, "help\n", 1, answer);

    // A second server does not take the socket away.
    core_begin(&other, &(struct server_config){0});
    CU_ASSERT_FALSE(server_admin_listen(other.server, path, error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "another server has the admin socket"));
    core_end(&other, true);

    CU_ASSERT_EQUAL(send(two, "stop\n", 5, MSG_NOSIGNAL), 5);
    core_expect(&ann, RAW_NOTICE, "the server stops");
    core_expect_end(&ann);
    core_hang_up(&ann);
    core_end(&t, true);
    CU_ASSERT_TRUE(stat(path, &file) != 0 && errno == ENOENT);
    close(one);
    close(two);

    // What a killed server left behind is in nobody's way.
    int stale = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    CU_ASSERT_EQUAL(bind(stale, (struct sockaddr *)&address, sizeof address), 0);
    close(stale);
    core_begin(&t, &(struct server_config){0});
    CU_ASSERT_TRUE(server_admin_listen(t.server, path, error));
    core_end(&t, true);
}

// Where no socket can be made, the reason is said, and the server goes on without one.
static void sockets_that_cannot_be(void)
{
    struct core_server t;
    char path[200], error[NET_ERROR_CHARS] = "";
    core_begin(&t, &(struct server_config){0});
    memset(path, 'x', sizeof path - 1);
    path[sizeof path - 1] = '\0';
    CU_ASSERT_FALSE(server_admin_listen(t.server, path, error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "longer than 107 bytes"));
    snprintf(path, sizeof path, "%.80s/no-such/admin", shell_directory());
    CU_ASSERT_FALSE(server_admin_listen(t.server, path, error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "No such file or directory"));
    snprintf(path, sizeof path, "%.80s/admin-file", shell_directory());
    shell_expect(0, "echo kept >\"$T/admin-file\"");
    CU_ASSERT_FALSE(server_admin_listen(t.server, path, error)); // a file, which no server has left behind
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "Address already in use"));
    shell_expect(0, "grep -qx kept \"$T/admin-file\"");
    snprintf(path, sizeof path, "%.80s/admin-two", shell_directory());
    CU_ASSERT_TRUE(server_admin_listen(t.server, path, error));
    CU_ASSERT_FALSE(server_admin_listen(t.server, path, error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "there is an admin socket already"));
    core_end(&t, true);
}

// Eight at a time: a ninth is closed at once, and served when one has gone. One that never reads its answers
// is dropped, and holds up nobody for longer than the two seconds that sending waits.
static void more_than_can_be_served(void)
{
    enum { MOST = 8 };
    struct core_server t;
    char path[108], error[NET_ERROR_CHARS] = "", answer[4096];
    int fds[MOST];
    snprintf(path, sizeof path, "%.90s/core-many", shell_directory());
    core_begin(&t, &(struct server_config){0});
    CU_ASSERT_TRUE_FATAL(server_admin_listen(t.server, path, error));
    for (int i = 0; i < MOST; i++) {
        fds[i] = open_socket(path);
        CU_ASSERT_TRUE_FATAL(fds[i] >= 0);
        ask(fds[i], "stats\n", 1, answer);
    }
    int ninth = open_socket(path);
    CU_ASSERT_TRUE(ninth >= 0 && recv(ninth, answer, sizeof answer, 0) == 0);
    close(ninth);
    char many[1000];
    for (size_t i = 0; i < sizeof many; i++)
        many[i] = "help\n"[i % 5];
    ssize_t sent = 1;
    for (int i = 0; i < 1000 && sent > 0; i++) // until it is closed: of 200,000 answers none is read
        sent = send(fds[0], many, sizeof many, MSG_NOSIGNAL);
    CU_ASSERT_TRUE(sent < 0 && (errno == EPIPE || errno == ECONNRESET));
    close(fds[0]);
    ask(fds[1], "stats\n", 1, answer); // the others are there
    ninth = open_socket(path);
    ask(ninth, "stats\n", 1, answer);
    CU_ASSERT_PTR_NOT_NULL(strstr(answer, "connections"));
    close(ninth);
    for (int i = 1; i < MOST; i++)
        close(fds[i]);
    core_end(&t, true);
}

static const struct test_case cases[] = {
    {"commands", commands},
    {"sockets that cannot be", sockets_that_cannot_be},
    {"more than can be served", more_than_can_be_served},
    {"bans of addresses", bans},
    {"the local socket", local_socket},
    {0},
};

void suite_core_admin(void);
void suite_core_admin(void)
{
    add_suite("core_admin", cases);
}
