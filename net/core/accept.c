// SPDX-License-Identifier: MIT
// Accepting: who is let in, and a thread for each.
#include "net/core/internal.h"

#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

// A stack a connection. Only the pages that are touched count, and the deepest path (a big integer's scratch
// space below a handshake) needs less than 100 kB; the sanitizers' frames are several times as large.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define STACK_BYTES (2048 * 1024)
#else
#define STACK_BYTES (256 * 1024)
#endif

#define WAIT_MS 100 // for descriptors or memory, where the system has none

// The address as text; one of IPv4 in IPv6's clothes in its own.
static void describe(const struct sockaddr_storage *a, char host[CORE_HOST_CHARS], uint16_t *port,
                     bool *loopback)
{
    struct sockaddr_in four;
    struct sockaddr_in6 six;
    memcpy(&four, a, sizeof four);
    memcpy(&six, a, sizeof six);
    bool mapped = a->ss_family == AF_INET6 && IN6_IS_ADDR_V4MAPPED(&six.sin6_addr);
    if (mapped)
        memcpy(&four.sin_addr, six.sin6_addr.s6_addr + 12, sizeof four.sin_addr);
    host[0] = '\0';
    if (a->ss_family == AF_INET6 && !mapped) {
        inet_ntop(AF_INET6, &six.sin6_addr, host, CORE_HOST_CHARS);
        *loopback = IN6_IS_ADDR_LOOPBACK(&six.sin6_addr);
    } else {
        inet_ntop(AF_INET, &four.sin_addr, host, CORE_HOST_CHARS);
        *loopback = ntohl(four.sin_addr.s_addr) >> 24 == 127;
    }
    *port = ntohs(a->ss_family == AF_INET6 ? six.sin6_port : four.sin_port);
}

static const char *refusal(struct server *s, const char *host, bool loopback)
{
    const struct server_limits *limits = &s->config.limits;
    if (core_banned(s, host))
        return "its address is banned";
    pthread_mutex_lock(&s->registry);
    bool full = s->connections >= limits->connections;
    bool crowd = !loopback && core_from(s, host) >= limits->per_address;
    pthread_mutex_unlock(&s->registry);
    if (full)
        return "the limit of connections is reached (--limit connections=N)";
    return crowd ? "too many connections from its address (--limit address=N)" : NULL;
}

static void refuse(struct server *s, int fd, const char *host, const char *why)
{
    atomic_fetch_add(&s->counters.refused, 1);
    server_log(s, "%s refused: %s", host, why);
    if (s->protocol->busy_bytes)
        (void)!send(fd, s->protocol->busy, s->protocol->busy_bytes, MSG_NOSIGNAL | MSG_DONTWAIT);
    close(fd);
}

static bool start_thread(struct conn *c)
{
    pthread_attr_t attributes;
    sigset_t all;
    sigfillset(&all); // signals are the main thread's
    if (pthread_attr_init(&attributes) != 0)
        return false;
    bool started = pthread_attr_setstacksize(&attributes, STACK_BYTES) == 0 &&
                   pthread_attr_setsigmask_np(&attributes, &all) == 0 &&
                   pthread_create(&c->thread, &attributes, core_conn_main, c) == 0;
    pthread_attr_destroy(&attributes);
    return started;
}

static void begin(struct server *s, int fd, const struct sockaddr_storage *from)
{
    char host[CORE_HOST_CHARS];
    uint16_t port = 0;
    bool loopback = false;
    int on = 1;
    describe(from, host, &port, &loopback);
    const char *why = refusal(s, host, loopback);
    if (why) {
        refuse(s, fd, host, why);
        return;
    }
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct conn *c = core_conn_new(s, fd, host, port, loopback);
    if (!c) {
        refuse(s, fd, host, "no memory");
        return;
    }
    core_registry_add(s, c);
    atomic_fetch_add(&s->counters.accepted, 1); // before its thread can be asked about it
    if (start_thread(c))
        return;
    atomic_fetch_sub(&s->counters.accepted, 1);
    core_registry_undo(c);
    conn_release(c);
    refuse(s, fd, host, "the system starts no more threads");
}

// Are there too many handshakes to accept another? Then the accepting thread is woken when one has ended.
static bool handshakes_full(struct server *s)
{
    pthread_mutex_lock(&s->registry);
    bool full =
        core_handshakes(s) >= s->config.limits.handshakes && s->connections < s->config.limits.connections;
    bool news = full && !s->accept_waits;
    s->accept_waits = full;
    pthread_mutex_unlock(&s->registry);
    if (news)
        server_log(s, "%u handshakes are in progress: newcomers wait (--limit handshakes=N)",
                   (unsigned)s->config.limits.handshakes);
    return full;
}

static void wait_for(struct server *s, bool newcomers, int ms)
{
    struct pollfd wait[2] = {{.fd = s->wake, .events = POLLIN}, {.fd = s->listener, .events = POLLIN}};
    uint64_t count;
    if (poll(wait, newcomers ? 2 : 1, ms) > 0 && wait[0].revents)
        (void)!read(s->wake, &count, sizeof count);
}

void core_accept(struct server *s)
{
    bool exhausted = false; // and said so
    while (!atomic_load(&s->stopping)) {
        struct sockaddr_storage from = {0};
        socklen_t bytes = sizeof from;
        if (handshakes_full(s)) {
            wait_for(s, false, -1);
            continue;
        }
        int fd = accept4(s->listener, (struct sockaddr *)&from, &bytes, SOCK_CLOEXEC);
        if (fd >= 0) {
            exhausted = false;
            begin(s, fd, &from);
        } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            if (!exhausted)
                server_log(s,
                           "cannot accept: %s; newcomers wait (more files: `ulimit -n 4096` before the "
                           "start)",
                           strerror(errno));
            exhausted = true;
            wait_for(s, false, WAIT_MS);
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            wait_for(s, true, -1);
        } // else: it went away again, or a signal came
    }
}
