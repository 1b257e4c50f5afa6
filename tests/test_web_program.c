// SPDX-License-Identifier: MIT
// `glasslock web` as a program: its lab runs jobs for whoever has the token, two at once, and ends those that
// nobody waits for; its page's socket brings a newcomer into a real server's lobby.
#include "tests/class.h"
#include "tests/run.h"
#include "tests/shell.h"

#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define ROOM (4 << 20)

struct page_server {
    struct process *process;
    unsigned port;
    char token[64];
};

// Start it, with a browser that only notes the address it is given.
static struct page_server begin(unsigned chat_port)
{
    struct page_server s = {0};
    shell_expect(0,
                 "mkdir -p \"$T/browser\" && rm -f \"$T/opened\" && printf '#!/bin/sh\\necho \"$1\" "
                 ">\"$T/opened.new\" && mv \"$T/opened.new\" \"$T/opened\"\\n' >\"$T/browser/xdg-open\" && "
                 "chmod +x \"$T/browser/xdg-open\"");
    s.process = process_start("env PATH=\"$T/browser:$PATH\" $G web 127.0.0.1:%u --web-port 0 --data "
                              "\"$T/web-data\"",
                              chat_port);
    const char *line = process_await(s.process, "The page: ");
    CU_ASSERT_EQUAL_FATAL(sscanf(line, "The page: http://127.0.0.1:%u/#%63s", &s.port, s.token), 2);
    return s;
}

static void end(struct page_server *s)
{
    process_signal(s->process, SIGTERM);
    CU_ASSERT_EQUAL(process_end(s->process), 0);
}

static int knock(const struct page_server *s)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)s->port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CU_ASSERT_EQUAL_FATAL(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

static void send_all(int fd, const char *data, size_t bytes)
{
    for (size_t sent = 0; sent < bytes;) {
        ssize_t n = send(fd, data + sent, bytes - sent, MSG_NOSIGNAL);
        if (n <= 0)
            break; // refused before the end: the answer says so
        sent += (size_t)n;
    }
}

// A request with the token and from the page itself, unless `headers` say otherwise.
static int ask(const struct page_server *s, const char *method, const char *path, const char *headers,
               const char *body)
{
    char own[200], head[1200];
    int fd = knock(s);
    snprintf(own, sizeof own,
             "Host: 127.0.0.1:%u\r\nOrigin: http://127.0.0.1:%u\r\nX-Glasslock-Token: %s\r\n", s->port,
             s->port, s->token);
    int n =
        snprintf(head, sizeof head, "%s %s HTTP/1.1\r\n%sConnection: close\r\nContent-Length: %zu\r\n\r\n",
                 method, path, headers ? headers : own, body ? strlen(body) : 0);
    send_all(fd, head, (size_t)n);
    if (body)
        send_all(fd, body, strlen(body));
    return fd;
}

// What comes until `words` have come (NULL: until the end); valid until the next call.
static const char *hear(int fd, const char *words)
{
    static char all[ROOM];
    size_t bytes = 0;
    struct pollfd poller = {.fd = fd, .events = POLLIN};
    while (bytes < ROOM - 1 && poll(&poller, 1, PATIENCE_MS) > 0) {
        ssize_t n = read(fd, all + bytes, ROOM - 1 - bytes);
        if (n <= 0)
            break;
        for (size_t i = bytes; i < bytes + (size_t)n; i++) // frames have zero bytes in their headers
            if (!all[i])
                all[i] = ' ';
        bytes += (size_t)n;
        all[bytes] = '\0';
        if (words && strstr(all, words))
            break;
    }
    all[bytes] = '\0';
    return all;
}

static const char *answer(const struct page_server *s, const char *method, const char *path,
                          const char *headers, const char *body)
{
    int fd = ask(s, method, path, headers, body);
    const char *said = hear(fd, NULL);
    close(fd);
    return said;
}

// The first line's status, and these words somewhere.
static void expect(const char *said, int status, const char *words)
{
    int got = 0;
    sscanf(said, "HTTP/1.1 %d", &got);
    bool right = got == status && (!words || strstr(said, words));
    if (!right)
        fprintf(stderr, "not %d with '%s': %.600s\n", status, words ? words : "", said);
    CU_ASSERT_TRUE(right);
}

static void jobs_run(void)
{
    struct page_server s = begin(1);
    char path[64] = "", headers[200];
    shell_expect(0,
                 "for i in $(seq 600); do test -e \"$T/opened\" && break; sleep 0.02; done; grep -qx "
                 "'http://127.0.0.1:%u/#%s' \"$T/opened\"",
                 s.port, s.token);
    expect(answer(&s, "POST", "/lab/run", NULL, "{\"job\":\"engines\"}"), 200, "{\"status\":0}");
    expect(answer(&s, "POST", "/lab/run", NULL, "{\"job\":\"engines\"}"), 200, "S, P and E in eight tables");
    expect(answer(&s, "POST", "/lab/run", NULL, "{\"job\":\"vectors\",\"values\":{\"filter\":\"no such\"}}"),
           200, "{\"status\":2}");
    expect(answer(&s, "POST", "/lab/run", NULL, "{\"job\":\"rm\"}"), 200, "{\"error\":\"");
    const char *said = answer(&s, "POST", "/lab/run", NULL,
                              "{\"job\":\"trace-des\",\"values\":{\"in\":\"0011223344556677\"}}");
    expect(said, 200, "{\"status\":0,\"page\":\"/lab/page/");
    const char *at = strstr(said, "/lab/page/");
    CU_ASSERT_FATAL(at && sscanf(at, "%42[/a-z0-9]", path) == 1 && strlen(path) == 42);
    snprintf(headers, sizeof headers, "Host: localhost:%u\r\n", s.port); // the id is secret enough
    said = answer(&s, "GET", path, headers, NULL);
    expect(said, 200, "0011223344556677");
    expect(said, 200, "Content-Security-Policy: ");
    expect(answer(&s, "GET", path, "Host: evil.example\r\n", NULL), 403, NULL);
    expect(answer(&s, "POST", path, NULL, "x"), 403, NULL);
    path[41] = path[41] == '0' ? '1' : '0';
    expect(answer(&s, "GET", path, headers, NULL), 404, "run its job again");
    // A job whose page is none: what it says comes as text.
    said = answer(&s, "POST", "/lab/run", NULL,
                  "{\"job\":\"trace-des\",\"values\":{\"in\":\"001122334455667\"}}");
    expect(said, 200, "{\"status\":2,\"text\":\"glasslock trace: ");
    end(&s);
}

static void requests_that_are_none(void)
{
    struct page_server s = begin(1);
    char headers[300];
    static char endless[70000];
    memset(endless, ' ', sizeof endless - 1);
    static const char *const none[] = {"", "no JSON", "[]", "7", "{\"job\":\"engines\",\"job\":\"engines\"}"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        expect(answer(&s, "POST", "/lab/run", NULL, none[i]), 400, "That is no request.");
    expect(answer(&s, "POST", "/lab/run", NULL, endless), 400, NULL);
    snprintf(headers, sizeof headers, "Host: 127.0.0.1:%u\r\nX-Glasslock-Token: %s\r\n", s.port, s.token);
    expect(answer(&s, "GET", "/lab/jobs", headers, NULL), 200, "\"trace-des\""); // reading needs no Origin
    expect(answer(&s, "POST", "/lab/run", headers, "{\"job\":\"engines\"}"), 403, NULL); // acting does
    expect(answer(&s, "POST", "/lab/jobs", NULL, ""), 403, NULL);
    snprintf(headers, sizeof headers, "Host: 127.0.0.1:%u\r\nOrigin: http://127.0.0.1:%u\r\n", s.port,
             s.port);
    expect(answer(&s, "POST", "/lab/run", headers, "{\"job\":\"engines\"}"), 403, "Not without the token.");
    expect(answer(&s, "PUT", "/", NULL, ""), 405, NULL);
    const char *said = answer(&s, "HEAD", "/", NULL, NULL);
    expect(said, 200, "Content-Length: ");
    CU_ASSERT_PTR_NULL(strstr(said, "<title>"));
    shell_refused(1, "is the port in use?", "\"$G\" web --no-open --web-port %u", s.port);
    end(&s);
}

static int jobs_of(const struct page_server *s)
{
    struct shell run = shell_run("pgrep -P %ld -f 'vectors --filter' | wc -l", (long)process_id(s->process));
    int n = atoi(run.out);
    shell_free(&run);
    return n;
}

// Two jobs fill the lab; who goes away takes the job along.
static void two_at_once(void)
{
    static const char long_job[] = "{\"job\":\"vectors\",\"values\":{\"filter\":\"\"}}";
    struct page_server s = begin(1);
    int first = ask(&s, "POST", "/lab/run", NULL, long_job),
        second = ask(&s, "POST", "/lab/run", NULL, long_job);
    hear(first, "HTTP/1.1 200");
    hear(second, "HTTP/1.1 200");
    for (int i = 0; i < 500 && jobs_of(&s) < 2; i++)
        usleep(10000);
    CU_ASSERT_EQUAL(jobs_of(&s), 2);
    expect(answer(&s, "POST", "/lab/run", NULL, "{\"job\":\"engines\"}"), 200,
           "{\"error\":\"2 jobs are running; wait for one to end, or stop one\"}");
    close(first);
    close(second);
    bool free_again = false;
    for (int i = 0; i < 100 && !free_again; i++) {
        free_again = strstr(answer(&s, "POST", "/lab/run", NULL, "{\"job\":\"engines\"}"), "{\"status\":0}");
        usleep(free_again ? 0 : 100000);
    }
    CU_ASSERT_TRUE(free_again);
    first = ask(&s, "POST", "/lab/run", NULL, long_job); // one that is still running, and read, at the end
    hear(first, "HTTP/1.1 200");
    end(&s);
    close(first);
}

// ---- the page's socket ----

// A masked frame, as browsers send them.
static void send_frame(int fd, int opcode, const char *data, size_t bytes)
{
    static const unsigned char mask[4] = {1, 2, 3, 4};
    static char frame[70000];
    size_t head = bytes < 126 ? 2 : 4;
    frame[0] = (char)(0x80 | opcode);
    frame[1] = (char)(0x80 | (bytes < 126 ? bytes : 126));
    frame[2] = (char)(bytes >> 8);
    frame[3] = (char)bytes;
    memcpy(frame + head, mask, sizeof mask);
    for (size_t i = 0; i < bytes; i++)
        frame[head + 4 + i] = (char)((unsigned char)data[i] ^ mask[i % 4]);
    send_all(fd, frame, head + 4 + bytes);
}

static void request(int fd, const char *json)
{
    send_frame(fd, 1, json, strlen(json));
}

static int open_socket(const struct page_server *s, const char *subprotocols)
{
    char head[2000];
    int fd = knock(s);
    int n = snprintf(head, sizeof head,
                     "GET /chat HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nOrigin: http://127.0.0.1:%u\r\n"
                     "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: %s\r\n\r\n",
                     s->port, s->port, subprotocols);
    send_all(fd, head, (size_t)n);
    return fd;
}

static int open_page(const struct page_server *s)
{
    char subprotocols[100];
    snprintf(subprotocols, sizeof subprotocols, "glasslock, %s", s->token);
    return open_socket(s, subprotocols);
}

static void heard(int fd, const char *words)
{
    const char *said = hear(fd, words);
    bool right = strstr(said, words) != NULL;
    if (!right)
        fprintf(stderr, "not heard: %s in %.6000s\n", words, said);
    CU_ASSERT_TRUE(right);
}

static void a_guest_comes_in(void)
{
    struct class_server chat = class_serve("web-chat", 0, "--open");
    struct page_server s = begin(chat.port);
    int fd = open_page(&s);
    heard(fd, "{\"event\":\"told\"}");
    request(fd, "{\"do\":\"command\",\"line\":\"/guest paula\"}");
    heard(fd, "{\"name\":\"paula\",\"online\":true,\"self\":true,\"friend\":false,\"verified\":false,"
              "\"guest\":false}");
    class_await(&chat, "paula");
    struct process *bob = class_join(&chat, "bob", "--register");
    heard(fd, "\"name\":\"bob\",\"online\":true,\"self\":false");
    request(fd, "{\"do\":\"say\",\"text\":\"hello from a page\"}");
    process_await(bob, "hello from a page");
    process_say(bob, "and back");
    heard(fd, "\"text\":\"and back\"");
    request(fd, "{\"do\":\"seen\",\"room\":\"lobby\"}");
    // What is incomplete, and what nobody knows, changes nothing; the socket stays open.
    static const char *const idle[] = {"{}",
                                       "{\"do\":7}",
                                       "{\"do\":\"dance\"}",
                                       "{\"do\":\"say\"}",
                                       "{\"do\":\"complete\",\"line\":\"/qu\",\"cursor\":9}",
                                       "{\"do\":\"complete\",\"line\":\"/qu\",\"cursor\":-1}",
                                       "{\"do\":\"complete\",\"cursor\":0}"};
    for (size_t i = 0; i < sizeof idle / sizeof *idle; i++)
        request(fd, idle[i]);
    send_frame(fd, 9, "", 0); // a ping
    request(fd, "{\"do\":\"complete\",\"line\":\"/qu\",\"cursor\":3,\"id\":8}");
    heard(fd, "{\"event\":\"completion\",\"id\":8,\"from\":0,\"words\":[\"/quit\"");
    // A page that comes later is told all of it.
    int second = open_page(&s);
    heard(second, "\"text\":\"and back\"");
    send_frame(second, 2, "bytes", 5); // no text
    CU_ASSERT_PTR_NULL(strstr(hear(second, NULL), "\"event\":\"error\""));
    close(second);
    request(fd, "{\"do\":\"command\",\"line\":\"/quit\"}");
    CU_ASSERT_EQUAL(process_end(s.process), 0); // the page ends the program
    close(fd);
    process_kill(bob);
    class_stop(&chat);
}

static void sockets_that_ask_for_too_much(void)
{
    struct page_server s = begin(1);
    char subprotocols[400] = "";
    while (strlen(subprotocols) < 200)
        strcat(subprotocols, "glasslock, ");
    strcat(subprotocols, s.token);
    int fd = open_socket(&s, subprotocols);
    CU_ASSERT_PTR_NULL(strstr(hear(fd, NULL), "101 Switching"));
    close(fd);
    static char text[66000];
    memset(text, ' ', sizeof text);
    text[snprintf(text, sizeof text, "{\"do\":\"say\",\"text\":\"x\"}")] = ' ';
    fd = open_page(&s);
    heard(fd, "{\"event\":\"told\"}");
    send_frame(fd, 1, text, 65535); // longer than a request may be: the page is closed
    CU_ASSERT_PTR_NULL(strstr(hear(fd, NULL), "\"text\":\"x\""));
    close(fd);
    end(&s);
}

void suite_web_program(void)
{
    static const struct test_case cases[] = {
        {"jobs run, and make pages", jobs_run},
        {"requests that are none", requests_that_are_none},
        {"two jobs at once, no longer than somebody waits, nor than the program", two_at_once},
        {"a guest comes in by a page", a_guest_comes_in},
        {"sockets that ask for too much", sockets_that_ask_for_too_much},
        {0},
    };
    add_suite("web_program", cases);
}
