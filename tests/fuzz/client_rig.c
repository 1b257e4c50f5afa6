// SPDX-License-Identifier: MIT
#include "tests/fuzz/client_rig.h"

#include "tests/fuzz/fuzz.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

static void sink(void *context, const struct client_event *event)
{
    (void)context;
    char *line = client_event_line(event, true);
    FUZZ_REQUIRE(!line || wire_text_valid(line, strlen(line), true)); // nothing that steers a terminal
    if (line && getenv("FUZZ_TELL"))                                  // to see what an input does
        printf("%s\n", line);
    free(line);
}

struct chat_client *client_rig(const struct client_protocol *protocol)
{
    char error[300];
    const struct client_config config = {.protocol = protocol,
                                         .host = "nowhere",
                                         .user = "alice",
                                         .password = "secret1!",
                                         .guest = true,
                                         .ephemeral = true,
                                         .wire = true,
                                         .no_reconnect = true};
    struct chat_client *c = client_new(&config, sink, NULL, error, sizeof error);
    FUZZ_REQUIRE(c);
    return c;
}

bool client_rig_connect(struct chat_client *c)
{
    c->fd = open("/dev/null", O_RDWR | O_CLOEXEC); // no socket, so that all that is said stays in c->out
    FUZZ_REQUIRE(c->fd >= 0);
    return c->protocol->connected(c);
}

bool client_rig_hear(struct chat_client *c, const uint8_t *data, size_t bytes, uint8_t step)
{
    bool on = true;
    for (size_t done = 0, have = 0; on && have < bytes;) {
        have += fuzz_step(step, bytes - have);
        for (size_t used = 1; on && used && done < have; done += used) {
            uint8_t *copy = fuzz_copy(data + done, have - done);
            used = 0;
            on = c->protocol->input(c, copy, have - done, &used);
            free(copy);
            FUZZ_REQUIRE(!on || used <= have - done);
        }
        on = on && have - done <= c->protocol->input_most;
    }
    return on;
}

void client_rig_lose(struct chat_client *c)
{
    if (c->protocol->lost)
        c->protocol->lost(c);
    client_set_state(c, CLIENT_OFFLINE);
    engine_close(c);
}
