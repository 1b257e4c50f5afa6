// SPDX-License-Identifier: MIT
// The listening socket: an IPv4 or IPv6 address, or a name for one.
#include "net/core/internal.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int try_address(const struct addrinfo *a)
{
    int fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, a->ai_protocol);
    int on = 1;
    if (fd < 0)
        return -1;
    // An old connection in TIME_WAIT does not keep a server from starting again.
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, a->ai_addr, a->ai_addrlen) == 0 && listen(fd, SOMAXCONN) == 0)
        return fd;
    int error = errno;
    close(fd);
    errno = error;
    return -1;
}

static uint16_t port_of(int fd)
{
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } address = {0};
    socklen_t bytes = sizeof address;
    if (getsockname(fd, &address.any, &bytes) != 0)
        return 0;
    return ntohs(address.any.sa_family == AF_INET6 ? address.v6.sin6_port : address.v4.sin_port);
}

static const char *advice(int error)
{
    switch (error) {
    case EADDRINUSE:
        return "; another program is there: choose another port with --port";
    case EACCES:
        return "; ports below 1024 are the system's: choose another with --port";
    case EADDRNOTAVAIL:
        return "; this machine has no such address";
    default:
        return "";
    }
}

int core_listen(const char *where, uint16_t port, uint16_t *chosen, char error[NET_ERROR_CHARS])
{
    const struct addrinfo hints = {.ai_flags = AI_PASSIVE | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    char host[256], service[8];
    size_t length = strlen(where ? where : "");
    bool brackets = length > 1 && where[0] == '[' && where[length - 1] == ']';
    snprintf(host, sizeof host, "%.*s",
             (int)(brackets       ? length - 2
                   : length > 255 ? 255
                                  : length),
             where ? where + brackets : "");
    snprintf(service, sizeof service, "%u", (unsigned)port);
    int failure = getaddrinfo(*host ? host : "127.0.0.1", service, &hints, &found);
    if (failure) {
        snprintf(error, NET_ERROR_CHARS, "no address '%.100s' to listen on: %s", host, gai_strerror(failure));
        return -1;
    }
    int fd = -1;
    for (const struct addrinfo *a = found; a && fd < 0; a = a->ai_next)
        fd = try_address(a);
    int why = errno;
    freeaddrinfo(found);
    if (fd < 0) {
        snprintf(error, NET_ERROR_CHARS, "cannot listen on %.100s, port %u: %s%s", *host ? host : "127.0.0.1",
                 (unsigned)port, strerror(why), advice(why));
        return -1;
    }
    *chosen = port_of(fd);
    return fd;
}
