// SPDX-License-Identifier: MIT
#include "app/attack/oracle.h"

#include "crypto/common/bytes.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define HEADER_BYTES 4

static bool read_whole(int fd, uint8_t *data, size_t bytes)
{
    while (bytes > 0) {
        ssize_t n = read(fd, data, bytes);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        data += n;
        bytes -= (size_t)n;
    }
    return true;
}

static bool write_whole(int fd, const uint8_t *data, size_t bytes)
{
    while (bytes > 0) {
        ssize_t n = send(fd, data, bytes, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        data += n;
        bytes -= (size_t)n;
    }
    return true;
}

static void *serve(void *context)
{
    struct oracle *oracle = context;
    uint8_t header[HEADER_BYTES], *query = malloc(ORACLE_MAX_QUERY);
    while (query && read_whole(oracle->server, header, sizeof header)) {
        size_t bytes = gl_load32_be(header);
        if (bytes > ORACLE_MAX_QUERY || !read_whole(oracle->server, query, bytes))
            break;
        uint8_t answer = oracle->answer(oracle->secret, query, bytes);
        if (!write_whole(oracle->server, &answer, 1))
            break;
    }
    free(query);
    shutdown(oracle->server, SHUT_RDWR);
    return NULL;
}

int oracle_start(struct oracle *oracle, oracle_answer *answer, void *secret)
{
    int ends[2];
    *oracle = (struct oracle){.client = -1, .server = -1, .answer = answer, .secret = secret};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return -1;
    oracle->client = ends[0];
    oracle->server = ends[1];
    if (pthread_create(&oracle->thread, NULL, serve, oracle) == 0)
        return 0;
    close(ends[0]);
    close(ends[1]);
    oracle->client = oracle->server = -1;
    return -1;
}

int oracle_ask(struct oracle *oracle, const uint8_t *query, size_t bytes)
{
    uint8_t header[HEADER_BYTES], answer;
    gl_store32_be(header, (uint32_t)bytes);
    oracle->queries++;
    if (!write_whole(oracle->client, header, sizeof header) || !write_whole(oracle->client, query, bytes) ||
        !read_whole(oracle->client, &answer, 1))
        return -1;
    return answer;
}

void oracle_stop(struct oracle *oracle)
{
    if (oracle->client < 0)
        return;
    shutdown(oracle->client, SHUT_RDWR);
    pthread_join(oracle->thread, NULL);
    close(oracle->client);
    close(oracle->server);
    oracle->client = oracle->server = -1;
}
