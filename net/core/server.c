// SPDX-License-Identifier: MIT
// The server as a whole: made, run, stopped, freed.
#include "net/core/internal.h"

#include "crypto/common/random.h"
#include "net/wire/clock.h"

#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define OTHER_FILES 64 // beside the connections: listener, stores, terminal, ...

uint64_t server_now_ms(void)
{
    return clock_steady_ms();
}

// ---- a beginning ----

uint64_t server_raise_files(void)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0)
        return 0;
    if (files.rlim_cur < files.rlim_max) {
        rlim_t before = files.rlim_cur;
        files.rlim_cur = files.rlim_max;
        if (setrlimit(RLIMIT_NOFILE, &files) != 0)
            files.rlim_cur = before;
    }
    return files.rlim_cur;
}

static bool open_all(struct server *s, char error[NET_ERROR_CHARS])
{
    const struct server_config *config = &s->config;
    if (gl_random_bytes(NULL, s->session, sizeof s->session)) {
        snprintf(error, NET_ERROR_CHARS, "the kernel gives no random bytes");
        return false;
    }
    if (config->data && mkdir(config->data, 0700) != 0 && errno != EEXIST) {
        snprintf(error, NET_ERROR_CHARS, "cannot make the folder '%.150s': %s", config->data,
                 strerror(errno));
        return false;
    }
    s->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (s->wake < 0) {
        snprintf(error, NET_ERROR_CHARS, "cannot start: %s", strerror(errno));
        return false;
    }
    s->listener = core_listen(config->listen, config->port, &s->port, error);
    if (s->listener < 0)
        return false;
    *error = '\0';
    s->started = !s->protocol->start || s->protocol->start(s, &s->state, error, NET_ERROR_CHARS);
    if (!s->started && !*error)
        snprintf(error, NET_ERROR_CHARS, "the protocol '%s' does not start", s->protocol->name);
    return s->started;
}

struct server *server_new(const struct server_config *config, char error[NET_ERROR_CHARS])
{
    struct server *s = calloc(1, sizeof *s);
    if (!s) {
        snprintf(error, NET_ERROR_CHARS, "out of memory");
        return NULL;
    }
    s->config = *config;
    s->protocol = config->protocol;
    // One arena for all threads: with glibc's sixteen, what thousands of short-lived buffers leave behind is
    // kept sixteen times over (chat-bench: 17 instead of 32 kB a connection, as fast).
    (void)mallopt(M_ARENA_MAX, 1);
    s->listener = s->wake = s->epoll = -1;
    s->started_ms = server_now_ms();
    atomic_init(&s->wire, config->wire);
    pthread_mutex_init(&s->registry, NULL);
    pthread_cond_init(&s->ended, NULL);
    pthread_mutex_init(&s->log, NULL);
    if (open_all(s, error))
        return s;
    server_free(s);
    return NULL;
}

// ---- a life ----

void core_wake(struct server *s)
{
    uint64_t one = 1;
    int error = errno;
    (void)!write(s->wake, &one, sizeof one);
    errno = error;
}

void server_stop(struct server *s, bool politely)
{
    int now = atomic_load(&s->stopping), wanted = politely ? 1 : 2;
    while (now < wanted && !atomic_compare_exchange_weak(&s->stopping, &now, wanted))
        continue;
    core_wake(s);
}

static void end_all(struct server *s, bool politely)
{
    size_t n;
    struct conn **all = core_all(s, &n);
    for (size_t i = 0; i < n; i++) {
        if (!politely) {
            core_conn_abort(all[i]);
        } else if (!atomic_load(&all[i]->over)) {
            if (atomic_load(&all[i]->joined))
                core_goodbye(all[i], "the server stops", false);
            conn_end(all[i], "the server stops");
        }
        conn_release(all[i]);
    }
    free(all);
}

// Until every connection is closed and its thread has ended; a second, impolite stop is heeded meanwhile.
static void wait_all(struct server *s)
{
    bool politely = true;
    pthread_mutex_lock(&s->registry);
    while (s->connections || s->threads) {
        if (politely && atomic_load(&s->stopping) == 2) {
            pthread_mutex_unlock(&s->registry);
            end_all(s, false);
            pthread_mutex_lock(&s->registry);
            politely = false;
            continue;
        }
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_nsec += CORE_TICK_MS * 1000000L;
        until.tv_sec += until.tv_nsec / 1000000000L;
        until.tv_nsec %= 1000000000L;
        (void)pthread_cond_clockwait(&s->ended, &s->registry, CLOCK_MONOTONIC, &until);
    }
    pthread_mutex_unlock(&s->registry);
    core_zombie_join(s);
}

bool server_run(struct server *s)
{
    uint64_t files = server_raise_files();
    if (files < (uint64_t)s->config.limits.connections + OTHER_FILES)
        server_log(s,
                   "only %llu files may be open: at most about %llu connections (`ulimit -n 4096` before the "
                   "start allows more)",
                   (unsigned long long)files,
                   (unsigned long long)(files > OTHER_FILES ? files - OTHER_FILES : 0));
    if (!core_flusher_start(s)) {
        server_log(s, "cannot start: no thread or descriptor for the flusher");
        return false;
    }
    core_accept(s);
    close(s->listener);
    s->listener = -1;
    end_all(s, atomic_load(&s->stopping) == 1);
    wait_all(s);
    core_flusher_end(s);
    core_admin_end(s);
    s->started = false;
    if (s->protocol->stop)
        s->protocol->stop(s);
    return true;
}

bool server_saved(const struct server *s)
{
    return !s->unsaved;
}

void server_unsaved(struct server *s)
{
    s->unsaved = true;
}

void server_free(struct server *s)
{
    if (!s)
        return;
    core_admin_end(s);
    if (s->started && s->protocol->stop) // made, but never run
        s->protocol->stop(s);
    if (s->listener >= 0)
        close(s->listener);
    if (s->wake >= 0)
        close(s->wake);
    pthread_mutex_destroy(&s->registry);
    pthread_cond_destroy(&s->ended);
    pthread_mutex_destroy(&s->log);
    free(s->bans);
    free(s);
}

// ---- what it knows ----

uint16_t server_port(const struct server *s)
{
    return s->port;
}

const struct server_config *server_config(const struct server *s)
{
    return &s->config;
}

void *server_state(struct server *s)
{
    return s->state;
}

const uint8_t *server_session(const struct server *s)
{
    return s->session;
}

bool server_wire(const struct server *s)
{
    return atomic_load(&s->wire);
}

void server_set_wire(struct server *s, bool on)
{
    atomic_store(&s->wire, on);
}

void server_stats(struct server *s, struct server_stats *out)
{
    struct core_counters *n = &s->counters;
    *out = (struct server_stats){
        .started_ms = s->started_ms,
        .accepted = atomic_load(&n->accepted),
        .refused = atomic_load(&n->refused),
        .dropped = atomic_load(&n->dropped),
        .reads = atomic_load(&n->reads),
        .bytes_in = atomic_load(&n->bytes_in),
        .bytes_out = atomic_load(&n->bytes_out),
        .deliveries = atomic_load(&n->deliveries),
        .rooms = atomic_load(&n->rooms),
    };
    server_count(s, &out->connections, &out->joined);
}
