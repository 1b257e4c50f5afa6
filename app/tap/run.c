// SPDX-License-Identifier: MIT
// The loop: one thread, one poll(), two sockets a connection.
#include "app/tap/parts.h"

#include "crypto/common/no_memory.h"
#include "net/core/listen.h"
#include "net/old/chatlock_wire.h"
#include "net/old/coursework_wire.h"

#include <errno.h>
#include <netdb.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

static void remove_ended(struct tap *tap)
{
    size_t kept = 0;
    for (size_t i = 0; i < tap->n_connections; i++) {
        struct tap_connection *c = tap->connections[i];
        if (!tap_is_over(c)) {
            tap->connections[kept++] = c;
            continue;
        }
        tap_show_event(c, "closed",
                       c->no_memory             ? "the tap is " GL_NO_MEMORY
                       : c->broken || c->failed ? "one side broke off"
                                                : "both sides are done");
        tap_pcap_close(tap->config->pcap, &c->pcap);
        tap_connection_free(c);
        tap->ended++;
    }
    tap->n_connections = kept;
}

static int loop(struct tap *tap)
{
    static const struct pollfd nobody = {.fd = -1};
    struct pollfd polled[2 + 2 * TAP_MAX_CONNECTIONS];
    for (;;) {
        polled[0] = (struct pollfd){.fd = tap->signals, .events = POLLIN};
        polled[1] = tap->n_connections < TAP_MAX_CONNECTIONS
                        ? (struct pollfd){.fd = tap->listener, .events = POLLIN}
                        : nobody;
        size_t n = tap->n_connections;
        for (size_t i = 0; i < 2 * n; i++) {
            const struct tap_connection *c = tap->connections[i / 2];
            short events = tap_wanted(c, (enum tap_way)(i % 2));
            // A side that only hangs up and is not read would wake the loop for ever.
            polled[2 + i] = (struct pollfd){.fd = events ? c->legs[i % 2].fd : -1, .events = events};
        }
        if (poll(polled, (nfds_t)(2 + 2 * n), -1) < 0 && errno != EINTR)
            return app_fail("tap", "cannot wait for the sockets: %s", strerror(errno));
        if (polled[0].revents)
            return APP_OK;
        for (size_t i = 0; i < n; i++)
            tap_turn(tap->connections[i], polled + 2 + 2 * i);
        if (polled[1].revents)
            tap_accept(tap);
        remove_ended(tap);
        if (tap->config->stop && tap->ended >= tap->config->stop)
            return APP_OK;
    }
}

static int open_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    if (sigprocmask(SIG_BLOCK, &set, NULL) != 0)
        return -1;
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static enum gl_error make_keys(struct tap_keys *keys)
{
    enum gl_error error = ec_key_generate(&keys->identity, &ec_p256, NULL);
    if (!error)
        error = rsa_generate(&keys->rsa, COURSEWORK_RSA_BITS, 65537, NULL, NULL);
    return error ? error : chatlock_random_scalar(&keys->scalar, NULL);
}

int tap_run(const struct tap_config *config)
{
    struct tap tap = {.config = config};
    const struct addrinfo hints = {.ai_flags = AI_NUMERICSERV, .ai_socktype = SOCK_STREAM};
    char error[NET_ERROR_CHARS];
    uint16_t port = 0;
    int failure = getaddrinfo(config->host, config->host_port, &hints, &tap.server);
    if (failure)
        return app_fail("tap", "no server '%s': %s", config->host, gai_strerror(failure));
    int status = APP_OK;
    ec_key_init(&tap.keys.identity);
    rsa_private_init(&tap.keys.rsa);
    if (config->swap_keys && make_keys(&tap.keys))
        status = app_fail("tap", "cannot make keys to swap");
    tap.signals = open_signals();
    tap.listener = core_listen(config->listen, config->port, &port, error);
    if (!status && tap.signals < 0)
        status = app_fail("tap", "cannot wait for signals: %s", strerror(errno));
    if (!status && tap.listener < 0)
        status = app_fail("tap", "%s", error);
    if (!status) {
        if (config->pcap)
            tap_pcap_header(config->pcap);
        tap_show_start(&tap, port);
        status = loop(&tap);
    }
    for (size_t i = 0; i < tap.n_connections; i++) {
        tap_pcap_close(config->pcap, &tap.connections[i]->pcap);
        tap_connection_free(tap.connections[i]);
    }
    if (!status)
        tap_show_end(&tap);
    ec_key_clear(&tap.keys.identity);
    rsa_private_clear(&tap.keys.rsa);
    if (tap.listener >= 0)
        close(tap.listener);
    if (tap.signals >= 0)
        close(tap.signals);
    freeaddrinfo(tap.server);
    return status;
}
