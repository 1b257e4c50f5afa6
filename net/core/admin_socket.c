// SPDX-License-Identifier: MIT
// The local admin socket: one line in, the answer out, then a line with "." alone. It is for the server's own
// user: the file has mode 0600, and the peer's user is checked too.
#include "net/core/internal.h"

#include "crypto/common/text.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#define CLIENTS    8
#define LINE_CHARS 1024

struct client {
    int fd; // -1: free
    char line[LINE_CHARS];
    size_t n;
};

struct admin_socket {
    struct server *server;
    char path[sizeof((struct sockaddr_un *)0)->sun_path];
    int listener, wake;
    pthread_t thread;
    struct client clients[CLIENTS]; // the thread's
};

// Is somebody listening there? A socket that a killed server left behind is removed; a file of another kind,
// which refuses a connection just the same, is somebody's.
static bool in_use(const struct sockaddr_un *address)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int result = -1;
    do
        result = fd < 0 ? -1 : connect(fd, (const struct sockaddr *)address, sizeof *address);
    while (result < 0 && errno == EINTR); // a local socket asks anew
    bool used = result == 0, stale = !used && errno == ECONNREFUSED;
    if (fd >= 0)
        close(fd);
    struct stat file;
    if (stale && lstat(address->sun_path, &file) == 0 && S_ISSOCK(file.st_mode))
        unlink(address->sun_path);
    return used;
}

static bool open_socket(struct admin_socket *a, const char *path, char error[NET_ERROR_CHARS])
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        snprintf(error, NET_ERROR_CHARS,
                 "the admin socket's path is longer than %zu bytes; use a shorter one",
                 sizeof address.sun_path - 1);
        return false;
    }
    memcpy(address.sun_path, path, strlen(path));
    if (in_use(&address)) {
        snprintf(error, NET_ERROR_CHARS, "another server has the admin socket '%s'", path);
        return false;
    }
    a->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    // The mode of the file is that of the socket at bind(): nobody else gets in even for a moment.
    if (a->listener < 0 || fchmod(a->listener, 0600) != 0 ||
        bind(a->listener, (struct sockaddr *)&address, sizeof address) != 0) {
        snprintf(error, NET_ERROR_CHARS, "cannot make the admin socket '%s': %s", path, strerror(errno));
        return false;
    }
    memcpy(a->path, address.sun_path, sizeof a->path);
    a->wake = eventfd(0, EFD_CLOEXEC);
    if (a->wake >= 0 && chmod(path, 0600) == 0 && listen(a->listener, CLIENTS) == 0)
        return true;
    snprintf(error, NET_ERROR_CHARS, "cannot listen on the admin socket '%s': %s", path, strerror(errno));
    return false;
}

static bool send_all(int fd, const char *text, size_t n)
{
    for (size_t at = 0; at < n;) {
        ssize_t sent = send(fd, text + at, n - at, MSG_NOSIGNAL); // at most two seconds, see accept_one()
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return false;
        at += (size_t)sent;
    }
    return true;
}

static bool answer(struct server *s, int fd, const char *line)
{
    char *text = NULL;
    size_t n = 0;
    FILE *out = gl_text_open(&text, &n);
    if (!out)
        return false;
    (void)server_admin(s, line, out);
    bool good = fclose(out) == 0 && send_all(fd, text, n) && send_all(fd, ".\n", 2);
    free(text);
    return good;
}

static void accept_one(struct admin_socket *a)
{
    struct ucred peer = {0};
    socklen_t bytes = sizeof peer;
    const struct timeval patience = {.tv_sec = 2};
    int fd = accept4(a->listener, NULL, NULL, SOCK_CLOEXEC);
    if (fd < 0)
        return;
    struct client *place = NULL;
    for (int i = 0; i < CLIENTS && !place; i++)
        if (a->clients[i].fd < 0)
            place = a->clients + i;
    bool allowed = getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &bytes) == 0 &&
                   (peer.uid == geteuid() || peer.uid == 0);
    if (!place || !allowed || setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) != 0) {
        close(fd);
        return;
    }
    place->fd = fd;
    place->n = 0;
}

// What has come from a client; false: it is over.
static bool serve(struct server *s, struct client *c)
{
    ssize_t n = recv(c->fd, c->line + c->n, LINE_CHARS - 1 - c->n, MSG_DONTWAIT);
    if (n <= 0)
        return n < 0 && (errno == EAGAIN || errno == EINTR);
    c->n += (size_t)n;
    for (char *end; (end = memchr(c->line, '\n', c->n));) {
        *end = '\0';
        if (!answer(s, c->fd, c->line))
            return false;
        c->n -= (size_t)(end + 1 - c->line);
        memmove(c->line, end + 1, c->n);
    }
    return c->n < LINE_CHARS - 1; // a longer line is none of ours
}

static void *admin_main(void *socket)
{
    struct admin_socket *a = socket;
    for (;;) {
        struct pollfd wait[CLIENTS + 2] = {{a->wake, POLLIN, 0}, {a->listener, POLLIN, 0}};
        for (int i = 0; i < CLIENTS; i++)
            wait[i + 2] = (struct pollfd){a->clients[i].fd, POLLIN, 0}; // a negative one is passed over
        if (poll(wait, CLIENTS + 2, -1) < 0)
            continue;
        if (wait[0].revents)
            return NULL;
        for (int i = 0; i < CLIENTS; i++) {
            struct client *c = a->clients + i;
            if (wait[i + 2].revents && !serve(a->server, c)) {
                close(c->fd);
                c->fd = -1;
            }
        }
        if (wait[1].revents)
            accept_one(a);
    }
}

static void free_socket(struct admin_socket *a)
{
    if (a->listener >= 0)
        close(a->listener);
    if (a->wake >= 0)
        close(a->wake);
    if (*a->path)
        unlink(a->path);
    for (int i = 0; i < CLIENTS; i++)
        if (a->clients[i].fd >= 0)
            close(a->clients[i].fd);
    free(a);
}

bool server_admin_listen(struct server *s, const char *path, char error[NET_ERROR_CHARS])
{
    struct admin_socket *a = s->admin ? NULL : calloc(1, sizeof *a);
    if (!a) {
        snprintf(error, NET_ERROR_CHARS, s->admin ? "there is an admin socket already" : "out of memory");
        return false;
    }
    a->server = s;
    a->listener = a->wake = -1;
    for (int i = 0; i < CLIENTS; i++)
        a->clients[i].fd = -1;
    if (open_socket(a, path, error)) {
        if (pthread_create(&a->thread, NULL, admin_main, a) == 0) {
            s->admin = a;
            return true;
        }
        snprintf(error, NET_ERROR_CHARS, "cannot start a thread for the admin socket");
    }
    free_socket(a);
    return false;
}

void core_admin_end(struct server *s)
{
    uint64_t one = 1;
    if (!s->admin)
        return;
    (void)!write(s->admin->wake, &one, sizeof one);
    pthread_join(s->admin->thread, NULL);
    free_socket(s->admin);
    s->admin = NULL;
}
