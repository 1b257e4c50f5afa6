// SPDX-License-Identifier: MIT
#include "tests/tap_rig.h"

#include "tests/run.h"

#include "crypto/common/bytes.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static bool ready(int fd)
{
    struct pollfd polled = {.fd = fd, .events = POLLIN};
    return poll(&polled, 1, PATIENCE_MS) == 1;
}

void rig_start(struct tap_rig *rig, const char *options)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t bytes = sizeof address;
    rig->client = rig->server = -1;
    rig->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CU_ASSERT_TRUE_FATAL(rig->listener >= 0);
    CU_ASSERT_EQUAL_FATAL(bind(rig->listener, (struct sockaddr *)&address, sizeof address), 0);
    CU_ASSERT_EQUAL_FATAL(listen(rig->listener, 64), 0);
    CU_ASSERT_EQUAL_FATAL(getsockname(rig->listener, (struct sockaddr *)&address, &bytes), 0);
    rig->tap =
        process_start("$G tap --listen 0 --to 127.0.0.1:%u %s", (unsigned)ntohs(address.sin_port), options);
    const char *line = process_await(rig->tap, "listening on"), *port = strstr(line, "port ");
    rig->port = port ? atoi(port + 5) : 0;
    CU_ASSERT_TRUE_FATAL(rig->port > 0);
}

void rig_connect(struct tap_rig *rig)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                                  .sin_port = htons((uint16_t)rig->port)};
    rig->client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CU_ASSERT_EQUAL_FATAL(connect(rig->client, (struct sockaddr *)&address, sizeof address), 0);
    CU_ASSERT_TRUE_FATAL(ready(rig->listener));
    rig->server = accept(rig->listener, NULL, NULL);
    CU_ASSERT_TRUE_FATAL(rig->server >= 0);
}

void rig_stop(struct tap_rig *rig)
{
    if (rig->client >= 0)
        close(rig->client);
    if (rig->server >= 0)
        close(rig->server);
    close(rig->listener);
    process_signal(rig->tap, SIGTERM);
    CU_ASSERT_EQUAL(process_end(rig->tap), 0);
}

void rig_send(int fd, const void *data, size_t bytes)
{
    CU_ASSERT_EQUAL(send(fd, data, bytes, MSG_NOSIGNAL), (ssize_t)bytes);
}

bool rig_read(int fd, void *data, size_t bytes)
{
    size_t have = 0;
    while (have < bytes && ready(fd)) {
        ssize_t got = read(fd, (uint8_t *)data + have, bytes - have);
        if (got <= 0)
            return false;
        have += (size_t)got;
    }
    return have == bytes;
}

void rig_expect(int fd, const void *data, size_t bytes)
{
    uint8_t *came = malloc(bytes + 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(came);
    CU_ASSERT_TRUE_FATAL(rig_read(fd, came, bytes) && memcmp(came, data, bytes) == 0);
    free(came);
}

void rig_expect_end(int fd)
{
    uint8_t byte;
    CU_ASSERT_TRUE(ready(fd) && read(fd, &byte, 1) <= 0);
}

bool rig_read_frame(int fd, struct wire_writer *frame)
{
    uint8_t header[FRAME_HEADER_BYTES];
    wire_empty(frame);
    if (!rig_read(fd, header, sizeof header))
        return false;
    size_t bytes = gl_load32_be(header);
    if (bytes < 1 || bytes > FRAME_MAX_BYTES)
        return false;
    wire_put_raw(frame, header, sizeof header);
    uint8_t *space = wire_put_space(frame, bytes - 1);
    return space && rig_read(fd, space, bytes - 1);
}
