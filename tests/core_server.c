// SPDX-License-Identifier: MIT
#include "tests/core_server.h"

#include "tests/run.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static void take_line(void *context, const char *line)
{
    struct core_server *t = context;
    size_t n = strlen(line);
    pthread_mutex_lock(&t->lock);
    char *grown = realloc(t->log, t->log_bytes + n + 2);
    CU_ASSERT_PTR_NOT_NULL(grown);
    if (grown) {
        snprintf(grown + t->log_bytes, n + 2, "%s\n", line);
        t->log = grown;
        t->log_bytes += n + 1;
    }
    pthread_cond_broadcast(&t->said);
    pthread_mutex_unlock(&t->lock);
}

static void *run(void *server)
{
    server_run(server);
    return NULL;
}

void core_begin(struct core_server *t, const struct server_config *config)
{
    char error[NET_ERROR_CHARS] = "";
    *t = (struct core_server){.config = *config};
    pthread_mutex_init(&t->lock, NULL);
    pthread_cond_init(&t->said, NULL);
    t->config.log = take_line;
    t->config.log_context = t;
    if (!t->config.protocol)
        t->config.protocol = &raw_protocol;
    if (!t->config.limits.connections)
        t->config.limits = server_default_limits;
    t->server = server_new(&t->config, error);
    CU_ASSERT_STRING_EQUAL(error, "");
    CU_ASSERT_PTR_NOT_NULL_FATAL(t->server);
    CU_ASSERT_EQUAL_FATAL(pthread_create(&t->thread, NULL, run, t->server), 0);
}

void core_end(struct core_server *t, bool politely)
{
    server_stop(t->server, politely);
    pthread_join(t->thread, NULL);
    server_free(t->server);
    pthread_mutex_destroy(&t->lock);
    pthread_cond_destroy(&t->said);
    free(t->log);
    *t = (struct core_server){0};
}

void core_wait_log(struct core_server *t, const char *words)
{
    struct timespec until;
    int late = 0;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += PATIENCE_MS / 1000;
    pthread_mutex_lock(&t->lock);
    while (!late && !(t->log && strstr(t->log, words)))
        late = pthread_cond_timedwait(&t->said, &t->lock, &until);
    if (late)
        fprintf(stderr, "not in the log: %s\n%s", words, t->log ? t->log : "");
    CU_ASSERT_EQUAL(late, 0);
    pthread_mutex_unlock(&t->lock);
}

size_t core_open_files(void)
{
    size_t n = 0;
    DIR *folder = opendir("/proc/self/fd");
    CU_ASSERT_PTR_NOT_NULL_FATAL(folder);
    while (readdir(folder))
        n++;
    closedir(folder);
    return n;
}

struct core_client core_connect_to(unsigned port)
{
    const struct timeval patience = {.tv_sec = PATIENCE_MS / 1000};
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct core_client c = {.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    CU_ASSERT_TRUE_FATAL(c.fd >= 0);
    setsockopt(c.fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(c.fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    setsockopt(c.fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int)); // as clients do
    CU_ASSERT_EQUAL_FATAL(connect(c.fd, (struct sockaddr *)&address, sizeof address), 0);
    return c;
}

struct core_client core_connect(const struct core_server *t, const char *name)
{
    struct core_client c = core_connect_to(server_port(t->server));
    if (name) {
        core_send(&c, RAW_NAME, name, strlen(name));
        core_expect(&c, RAW_NAME, name);
    }
    return c;
}

void core_send_raw(struct core_client *c, const void *data, size_t bytes)
{
    const uint8_t *from = data;
    for (size_t sent = 0; sent < bytes;) { // a part at a time, and over, where calls are interrupted
        ssize_t n = send(c->fd, from + sent, bytes - sent, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        CU_ASSERT_TRUE(n > 0);
        if (n <= 0)
            return;
        sent += (size_t)n;
    }
}

void core_send(struct core_client *c, uint8_t type, const void *payload, size_t bytes)
{
    struct wire_writer w = {0};
    frame_put(&w, type, payload, bytes);
    core_send_raw(c, w.data, w.bytes);
    wire_free(&w);
}

bool core_next(struct core_client *c, struct frame *f)
{
    size_t used = 0;
    for (;;) {
        c->bytes -= c->used;
        if (c->used)
            memmove(c->data, c->data + c->used, c->bytes);
        c->used = 0;
        enum frame_status status = frame_next(c->data, c->bytes, FRAME_MAX_BYTES, f, &used);
        CU_ASSERT_NOT_EQUAL_FATAL(status, FRAME_BAD);
        if (status == FRAME_WHOLE)
            break;
        c->data = realloc(c->data, used + 4096);
        CU_ASSERT_PTR_NOT_NULL_FATAL(c->data);
        ssize_t n = recv(c->fd, c->data + c->bytes, used + 4096 - c->bytes, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            CU_ASSERT_TRUE(n == 0 || errno == ECONNRESET); // and not a time-out
            return false;
        }
        c->bytes += (size_t)n;
    }
    c->used = used;
    return true;
}

void core_expect(struct core_client *c, uint8_t type, const char *text)
{
    struct frame f;
    bool there = core_next(c, &f);
    CU_ASSERT_TRUE_FATAL(there);
    bool right = f.type == type && f.bytes == strlen(text) && memcmp(f.payload, text, f.bytes) == 0;
    if (!right)
        fprintf(stderr, "expected %d '%s', got %d '%.*s'\n", type, text, f.type, (int)f.bytes, f.payload);
    CU_ASSERT_TRUE(right);
}

void core_expect_end(struct core_client *c)
{
    struct frame f;
    while (core_next(c, &f))
        continue;
}

void core_hang_up(struct core_client *c)
{
    close(c->fd);
    free(c->data);
    *c = (struct core_client){.fd = -1};
}

char *core_admin(struct core_server *t, const char *line)
{
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    server_admin(t->server, line, out);
    fclose(out);
    return text;
}
