// SPDX-License-Identifier: MIT
// The page's server without a browser: who is let in, what a page is told, and that a page which does not
// read holds up nobody.
#include "app/web/lab.h"
#include "app/web/web.h"
#include "net/client/protocol.h"
#include "tests/run.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static void gate(void)
{
    struct gate g = {.port = 8080}, other;
    CU_ASSERT_EQUAL(gate_open(&g), GL_OK);
    CU_ASSERT_EQUAL(gate_open(&other), GL_OK);
    CU_ASSERT_STRING_NOT_EQUAL(g.token, other.token);
    static const char *const good[] = {"127.0.0.1:8080", "localhost:8080", "LocalHost:8080"};
    static const char *const bad[] = {
        "127.0.0.1",           "127.0.0.1:80",        "127.0.0.1:80800", "localhost:8080.evil.example",
        "localhost.evil:8080", "evil.example:8080",   "127.0.0.2:8080",  "",
        "127.0.0.1:8080 ",     "user@localhost:8080", "[::1]:8080"};
    char origin[64];
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        CU_ASSERT_TRUE(gate_host_allowed(&g, good[i]));
        snprintf(origin, sizeof origin, "http://%s", good[i]);
        CU_ASSERT_TRUE(gate_origin_allowed(&g, origin));
        CU_ASSERT_FALSE(gate_origin_allowed(&g, good[i]));
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        CU_ASSERT_FALSE(gate_host_allowed(&g, bad[i]));
        snprintf(origin, sizeof origin, "http://%s", bad[i]);
        CU_ASSERT_FALSE(gate_origin_allowed(&g, origin));
    }
    CU_ASSERT_FALSE(gate_host_allowed(&g, NULL) || gate_origin_allowed(&g, NULL) ||
                    gate_token_right(&g, NULL));
    CU_ASSERT_FALSE(gate_origin_allowed(&g, "null") || gate_origin_allowed(&g, "https://localhost:8080"));
    CU_ASSERT_TRUE(gate_token_right(&g, g.token));
    CU_ASSERT_FALSE(gate_token_right(&g, other.token) || gate_token_right(&g, ""));
}

// ---- pages that read, and one that does not ----

struct reader {
    atomic_bool stuck, closed;
    atomic_size_t bytes, lines;
};

static void nap(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}

static bool read_line(void *page, const char *text, size_t bytes)
{
    struct reader *r = page;
    (void)text;
    while (r->stuck)
        nap();
    r->bytes += bytes;
    r->lines++;
    return true;
}

static void note_close(void *page)
{
    ((struct reader *)page)->closed = true;
}

static void await_lines(struct reader *r, size_t lines)
{
    for (int ms = 0; r->lines < lines && ms < PATIENCE_MS; ms++)
        nap();
    CU_ASSERT_EQUAL(r->lines, lines);
}

static void pages(void)
{
    static const struct browser_ways ways = {read_line, note_close};
    struct browsers *all = browsers_new(&ways);
    struct reader readers[3] = {0};
    struct browser *b[3];
    readers[1].stuck = true;
    for (int i = 0; i < 3; i++)
        CU_ASSERT_PTR_NOT_NULL_FATAL(b[i] = browsers_add(all, &readers[i]));
    size_t line = 1 << 20, lines = BROWSERS_QUEUE_BYTES / line + 3;
    char *text = malloc(line + 1);
    memset(text, 'x', line);
    text[line] = '\0';
    for (size_t i = 1; i <= lines; i++) {
        browsers_tell_all(all, text); // comes back at once, whoever reads
        await_lines(&readers[0], i);
        await_lines(&readers[2], i);
    }
    browsers_tell(all, b[2], "y");
    await_lines(&readers[2], lines + 1);
    CU_ASSERT_EQUAL(readers[2].bytes, lines * line + 1);
    CU_ASSERT_TRUE(readers[0].lines == lines && !readers[0].closed);
    readers[1].stuck = false; // its queue overflowed: it is closed, and nothing of the queue comes any more
    for (int ms = 0; !readers[1].closed && ms < PATIENCE_MS; ms++)
        nap();
    CU_ASSERT_TRUE(readers[1].closed && readers[1].lines <= 1);
    for (int i = 0; i < 3; i++)
        browsers_remove(all, b[i]);
    CU_ASSERT_EQUAL(browsers_count(all), 0);

    struct browser *many[BROWSERS_MOST];
    for (int i = 0; i < BROWSERS_MOST; i++)
        CU_ASSERT_PTR_NOT_NULL_FATAL(many[i] = browsers_add(all, &readers[0]));
    CU_ASSERT_PTR_NULL(browsers_add(all, &readers[0]));
    for (int i = 0; i < BROWSERS_MOST; i++)
        browsers_remove(all, many[i]);
    browsers_free(all);
    free(text);
}

// ---- over the wire ----

static bool toy_connected(struct chat_client *c)
{
    client_set_name(c, "me");
    client_set_state(c, CLIENT_ONLINE);
    return true;
}

static bool toy_input(struct chat_client *c, uint8_t *data, size_t bytes, size_t *used)
{
    (void)c, (void)data;
    *used = bytes;
    return true;
}

static bool toy_say(struct chat_client *c, const char *room, const char *text, bool emote)
{
    client_emit(c, &(struct client_event){.kind = EVENT_MESSAGE,
                                          .room = room ? room : "lobby",
                                          .who = "me",
                                          .text = text,
                                          .own = true,
                                          .emote = emote});
    return true;
}

static bool toy_private(struct chat_client *c, const char *name, const char *text)
{
    (void)c, (void)name, (void)text;
    return true;
}

static const struct client_protocol toy = {.name = "toy",
                                           .connected = toy_connected,
                                           .input = toy_input,
                                           .input_most = 100,
                                           .say = toy_say,
                                           .say_private = toy_private};

struct scene {
    struct web *web;
    struct bridge *bridge;
    int listener; // the chat's server, which says nothing
};

static uint16_t listen_silently(struct scene *s)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t bytes = sizeof address;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    s->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CU_ASSERT_FATAL(!bind(s->listener, (struct sockaddr *)&address, bytes) && !listen(s->listener, 4));
    getsockname(s->listener, (struct sockaddr *)&address, &bytes);
    return ntohs(address.sin_port);
}

static void scene_start(struct scene *s)
{
    struct client_config config = {
        .protocol = &toy, .host = "127.0.0.1", .port = listen_silently(s), .ephemeral = true};
    char error[256] = "";
    s->web = web_start(0, error, sizeof error);
    if (!s->web)
        fprintf(stderr, "%s\n", error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(s->web);
    s->bridge = bridge_start(&config, web_pages(s->web), error, sizeof error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(s->bridge);
    web_serve(s->web, s->bridge);
}

static void scene_stop(struct scene *s)
{
    web_stop(s->web);
    bridge_stop(s->bridge);
    web_free(s->web);
    close(s->listener);
}

static int knock(const struct scene *s)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(web_gate(s->web)->port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CU_ASSERT_EQUAL_FATAL(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

// Read until `words` are there (NULL: until the end), or the deadline.
static char *listen_for(int fd, const char *words)
{
    char *all = calloc(1, 1 << 20);
    size_t bytes = 0;
    struct pollfd poller = {.fd = fd, .events = POLLIN};
    while (bytes < (1 << 20) - 1 && poll(&poller, 1, PATIENCE_MS) > 0) {
        ssize_t n = read(fd, all + bytes, (1 << 20) - 1 - bytes);
        if (n <= 0)
            break;
        for (ssize_t i = 0; i < n; i++) // frames have zero bytes in their headers
            if (!all[bytes + (size_t)i])
                all[bytes + (size_t)i] = ' ';
        bytes += (size_t)n;
        if (words && strstr(all, words))
            break;
    }
    return all;
}

// GET with these headers; the whole answer, or until `words`.
static char *ask(const struct scene *s, int *keep, const char *path, const char *headers, const char *words)
{
    char request[1024];
    int fd = knock(s), n = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\n%s\r\n", path, headers);
    CU_ASSERT_EQUAL(write(fd, request, (size_t)n), n);
    char *answer = listen_for(fd, words);
    if (keep)
        *keep = fd;
    else
        close(fd);
    return answer;
}

static void expect_status(const struct scene *s, const char *path, const char *headers, const char *status)
{
    char *answer = ask(s, NULL, path, headers, NULL);
    if (strncmp(answer, status, strlen(status)) != 0)
        fprintf(stderr, "%s %s: %.60s\n", path, headers, answer);
    CU_ASSERT_EQUAL(strncmp(answer, status, strlen(status)), 0);
    CU_ASSERT_PTR_NULL(strstr(answer, web_gate(s->web)->token));
    free(answer);
}

#define OURS "Host: 127.0.0.1:%u\r\n"
#define SOCKET                                                                                               \
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "          \
    "dGhlIHNhbXBsZSBub25jZQ==\r\n"

static void pages_over_http(void)
{
    struct scene s;
    char headers[600];
    scene_start(&s);
    unsigned port = web_gate(s.web)->port;
    snprintf(headers, sizeof headers, OURS, port);
    char *answer = ask(&s, NULL, "/", headers, NULL);
    CU_ASSERT_EQUAL(strncmp(answer, "HTTP/1.1 200", 12), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(answer, "Content-Security-Policy: default-src 'none'"));
    CU_ASSERT_PTR_NOT_NULL(strstr(answer, "<title>glasslock"));
    CU_ASSERT_PTR_NULL(strstr(answer, "Set-Cookie"));
    free(answer);
    expect_status(&s, "/../etc/passwd", headers, "HTTP/1.1 4");
    expect_status(&s, "/nothing.js", headers, "HTTP/1.1 404");
    expect_status(&s, "/", "Host: evil.example\r\n", "HTTP/1.1 403");
    snprintf(headers, sizeof headers, "Host: 127.0.0.1.evil.example:%u\r\n", port);
    expect_status(&s, "/", headers, "HTTP/1.1 403");
    scene_stop(&s);
}

static void sockets_refused(void)
{
    struct scene s;
    char headers[800];
    scene_start(&s);
    unsigned port = web_gate(s.web)->port;
    const char *token = web_gate(s.web)->token;
    static const char *const wrong = "00000000000000000000000000000000";
    const struct {
        const char *host, *origin, *subprotocol;
    } asks[] = {{"127.0.0.1", NULL, token},
                {"127.0.0.1", "evil.example", token},
                {"evil.example", "127.0.0.1", token},
                {"127.0.0.1", "127.0.0.1", wrong},
                {"127.0.0.1", "127.0.0.1", ""}};
    for (size_t i = 0; i < sizeof asks / sizeof *asks; i++) {
        int n = snprintf(headers, sizeof headers,
                         "Host: %s:%u\r\n" SOCKET "Sec-WebSocket-Protocol: glasslock%s%s\r\n", asks[i].host,
                         port, *asks[i].subprotocol ? ", " : "", asks[i].subprotocol);
        if (asks[i].origin)
            snprintf(headers + n, sizeof headers - (size_t)n, "Origin: http://%s:%u\r\n", asks[i].origin,
                     port);
        char *answer = ask(&s, NULL, "/chat", headers, NULL);
        CU_ASSERT_PTR_NULL(strstr(answer, "101 Switching"));
        CU_ASSERT_PTR_NULL(strstr(answer, "hello"));
        free(answer);
    }
    CU_ASSERT_EQUAL(browsers_count(web_pages(s.web)), 0);
    scene_stop(&s);
}

// A masked text frame, as browsers send them.
static void send_frame(int fd, const char *text)
{
    unsigned char frame[300] = {0x81, (unsigned char)(0x80 | strlen(text)), 1, 2, 3, 4};
    for (size_t i = 0; text[i]; i++)
        frame[6 + i] = (unsigned char)text[i] ^ frame[2 + i % 4];
    CU_ASSERT_EQUAL(write(fd, frame, 6 + strlen(text)), (ssize_t)(6 + strlen(text)));
}

static int open_socket(const struct scene *s, const char *path, const char *words)
{
    char headers[800];
    unsigned port = web_gate(s->web)->port;
    int fd;
    snprintf(headers, sizeof headers,
             OURS SOCKET "Origin: http://127.0.0.1:%u\r\nSec-WebSocket-Protocol: glasslock, %s\r\n", port,
             port, web_gate(s->web)->token);
    char *answer = ask(s, &fd, path, headers, words);
    CU_ASSERT_PTR_NOT_NULL(strstr(answer, "101 Switching"));
    CU_ASSERT_PTR_NOT_NULL(strstr(answer, "Sec-WebSocket-Protocol: glasslock\r\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(answer, words));
    free(answer);
    return fd;
}

static void chat_over_socket(void)
{
    struct scene s;
    scene_start(&s);
    int fd = open_socket(&s, "/chat", "\"state\":\"online\"");
    send_frame(fd, "{\"do\":\"say\",\"text\":\"<script>\"}");
    char *answer = listen_for(fd, "\"text\":\"<script>\"");
    CU_ASSERT_PTR_NOT_NULL(strstr(answer, "\"event\":\"message\""));
    free(answer);
    send_frame(fd, "{\"do\":\"complete\",\"line\":\"/qu\",\"cursor\":3,\"id\":7}");
    answer = listen_for(fd, "completion");
    CU_ASSERT_PTR_NOT_NULL(strstr(answer, "/quit"));
    free(answer);
    // A second page is told what was said before it came; one that was there only what it has missed.
    int second = open_socket(&s, "/chat?after=0", "\"text\":\"<script>\"");
    close(second);
    send_frame(fd, "no json");
    answer = listen_for(fd, NULL); // closed
    free(answer);
    close(fd);
    fd = open_socket(&s, "/chat", "{\"event\":\"told\"}");
    send_frame(fd, "{\"do\":\"command\",\"line\":\"/quit\"}");
    struct pollfd poller = {.fd = bridge_quit_fd(s.bridge), .events = POLLIN};
    CU_ASSERT_EQUAL(poll(&poller, 1, PATIENCE_MS), 1);
    CU_ASSERT_TRUE(bridge_quit(s.bridge));
    close(fd);
    scene_stop(&s);
}

// ---- the lab's requests ----

static bool call_of(const char *request, struct lab_call *call, char error[256])
{
    json_t *json = json_loads(request, 0, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(json);
    bool good = lab_call_read(call, json, error, 256);
    json_decref(json);
    return good;
}

static void lab_calls(void)
{
    struct lab_call call;
    char error[256];
    CU_ASSERT_TRUE_FATAL(
        call_of("{\"job\": \"trace-des\", \"values\": {\"key\": \"0123456789abcdef\"}}", &call, error));
    CU_ASSERT_STRING_EQUAL(call.argv[3], "0123456789abcdef");
    CU_ASSERT_STRING_EQUAL(call.argv[5], "0123456789ABCDEF"); // the preset
    CU_ASSERT_PTR_NULL(call.argv[8]);
    lab_call_free(&call);
    static const char *const bad[] = {"{}",
                                      "{\"job\": \"rm\"}",
                                      "{\"job\": 7}",
                                      "{\"job\": \"trace-des\", \"values\": {\"key\": \"xyz\"}}",
                                      "{\"job\": \"trace-des\", \"values\": {\"key\": 7}}",
                                      "{\"job\": \"trace-des\", \"values\": {\"key\": \"\"}}",
                                      "{\"job\": \"trace-sha256\", \"values\": {\"text\": \"--out=/tmp/x\"}}",
                                      "{\"job\": \"avalanche\", \"values\": {\"algorithm\": \"-h\"}}"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CU_ASSERT_FALSE(call_of(bad[i], &call, error));
    CU_ASSERT_FALSE(call_of("{\"job\": \"attack-nothing\"}", &call, error) ||
                    call_of("{\"job\": \"attack\"}", &call, error));
    CU_ASSERT_TRUE_FATAL(call_of("{\"job\": \"attack-des-search\"}", &call, error));
    CU_ASSERT_TRUE(!strcmp(call.argv[0], "attack") && !strcmp(call.argv[1], "des-search") && !call.argv[2]);
    lab_call_free(&call);
    json_t *list = lab_list();
    CU_ASSERT_TRUE(json_array_size(list) > 20);
    for (size_t i = 0; i < json_array_size(list); i++) // every job's own presets are a good request
    {
        json_t *request = json_pack("{sO}", "job", json_object_get(json_array_get(list, i), "id"));
        CU_ASSERT_TRUE(lab_call_read(&call, request, error, sizeof error));
        lab_call_free(&call);
        json_decref(request);
    }
    json_decref(list);
}

static void lab_over_http(void)
{
    struct scene s;
    char headers[600];
    scene_start(&s);
    const char *token = web_gate(s.web)->token;
    unsigned port = web_gate(s.web)->port;
    snprintf(headers, sizeof headers, OURS, port);
    expect_status(&s, "/lab/jobs", headers, "HTTP/1.1 403");
    expect_status(&s, "/lab/page/00000000000000000000000000000000", headers, "HTTP/1.1 404");
    snprintf(headers, sizeof headers, OURS "X-Glasslock-Token: %s\r\n", port, token);
    expect_status(&s, "/lab/jobs", headers, "HTTP/1.1 200");
    expect_status(&s, "/lab/run", headers, "HTTP/1.1 403"); // no POST, and from nowhere
    snprintf(headers, sizeof headers, OURS "Origin: http://evil.example\r\nX-Glasslock-Token: %s\r\n", port,
             token);
    expect_status(&s, "/lab/jobs", headers, "HTTP/1.1 403");
    scene_stop(&s);
}

void suite_web(void)
{
    static const struct test_case cases[] = {
        {"the gate: hosts, origins, tokens", gate},
        {"a page that does not read holds up nobody", pages},
        {"the page's files, to our own address only", pages_over_http},
        {"sockets without token, or from elsewhere", sockets_refused},
        {"requests and events", chat_over_socket},
        {"the lab's requests become command lines, or are refused", lab_calls},
        {"the lab asks for the token", lab_over_http},
        {0},
    };
    add_suite("web", cases);
}
