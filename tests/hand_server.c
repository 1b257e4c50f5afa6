// SPDX-License-Identifier: MIT
#include "tests/hand_server.h"

#include "tests/run.h"
#include "tests/shell.h"

#include "net/client/protocol.h"
#include "net/talk/talk.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void sink(void *context, const struct client_event *event)
{
    struct hand *s = context;
    char *line = client_event_line(event, false);
    size_t n = strlen(s->told);
    snprintf(s->told + n, sizeof s->told - n, "%s\n", line ? line : "");
    free(line);
}

void hand_begin(struct hand *s)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t bytes = sizeof a;
    char error[200] = "";
    *s = (struct hand){.listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), .fd = -1};
    CU_ASSERT_FATAL(bind(s->listener, (struct sockaddr *)&a, bytes) == 0 && listen(s->listener, 1) == 0 &&
                    getsockname(s->listener, (struct sockaddr *)&a, &bytes) == 0);
    ec_key_init(&s->identity);
    CU_ASSERT_EQUAL_FATAL(ec_key_generate(&s->identity, &ec_p256, NULL), GL_OK);
    channel_init(&s->channel, 0);
    s->client = client_new(&(struct client_config){.protocol = client_protocol_find("glasslock"),
                                                   .host = "127.0.0.1",
                                                   .port = ntohs(a.sin_port),
                                                   .user = "alice",
                                                   .guest = true,
                                                   .ephemeral = true,
                                                   .data = shell_directory()},
                           sink, s, error, sizeof error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(s->client);
    client_start(s->client);
    s->fd = accept4(s->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    CU_ASSERT_FATAL(s->fd >= 0);
}

void hand_end(struct hand *s)
{
    client_free(s->client);
    channel_wipe(&s->channel);
    ec_key_clear(&s->identity);
    wire_free(&s->in);
    close(s->fd);
    close(s->listener);
}

// The next frame that the client says, of this type.
static struct frame outside(struct hand *s, uint8_t type)
{
    struct frame f = {0};
    size_t used = 0;
    wire_drop(&s->in, s->used);
    for (uint64_t late = client_now_ms() + PATIENCE_MS; client_now_ms() < late;) {
        if (frame_next(s->in.data, s->in.bytes, FRAME_MAX_BYTES, &f, &used) == FRAME_WHOLE)
            break;
        client_serve(s->client, 5);
        uint8_t *space = wire_put_space(&s->in, 4096);
        ssize_t n = recv(s->fd, space, 4096, 0);
        s->in.bytes -= 4096 - (n > 0 ? (size_t)n : 0);
    }
    CU_ASSERT_EQUAL_FATAL(f.type, type);
    s->used = used;
    return f;
}

static void send_all(struct hand *s, struct wire_writer *w)
{
    CU_ASSERT_EQUAL_FATAL(send(s->fd, w->data, w->bytes, MSG_NOSIGNAL), (ssize_t)w->bytes);
    wire_free(w);
}

void hand_say(struct hand *s, uint8_t type, struct wire_writer *payload)
{
    struct wire_writer content = {0}, record = {0};
    frame_put(&content, type, payload->data, payload->bytes);
    CU_ASSERT_EQUAL_FATAL(channel_seal(&s->channel, NULL, content.data, content.bytes, &record), GL_OK);
    wire_free(&content);
    wire_free(payload);
    send_all(s, &record);
}

struct wire_reader hand_hear(struct hand *s, uint8_t type)
{
    for (;;) {
        struct frame f = outside(s, CHANNEL_RECORD), inside;
        uint8_t *content;
        size_t bytes, used;
        CU_ASSERT_EQUAL_FATAL(
            channel_open(&s->channel, s->in.data + (f.payload - s->in.data), f.bytes, &content, &bytes),
            GL_OK);
        for (; bytes && frame_next(content, bytes, FRAME_MAX_BYTES, &inside, &used) == FRAME_WHOLE;
             content += used, bytes -= used)
            if (inside.type == type)
                return wire_read(inside.payload, inside.bytes);
    }
}

void hand_welcome(struct hand *s, bool lobby)
{
    static const uint8_t session[CHANNEL_SESSION_BYTES] = {1};
    struct wire_writer w = {0};
    struct frame f = outside(s, CHANNEL_CLIENT_HELLO);
    CU_ASSERT_EQUAL_FATAL(
        channel_server_answer(&s->channel, &s->identity, session, NULL, f.payload, f.bytes, &w), GL_OK);
    send_all(s, &w);
    f = outside(s, CHANNEL_CLIENT_FINISHED);
    CU_ASSERT_EQUAL_FATAL(channel_server_finish(&s->channel, f.payload, f.bytes), GL_OK);
    struct wire_reader r = hand_hear(s, GLF_GUEST);
    size_t card_bytes;
    char name[TALK_NAME_ROOM];
    wire_put_u32(&w, wire_u32(&r));
    wire_text(&r, name, sizeof name);
    const uint8_t *card = wire_field(&r, &card_bytes);
    CU_ASSERT_TRUE_FATAL(wire_done(&r));
    wire_put_text(&w, name);
    wire_put_u8(&w, 1);
    wire_put_field(&w, card, card_bytes);
    wire_put_u16(&w, lobby);
    if (lobby) {
        wire_put_raw(&w, (const uint8_t[TALK_ROOM_BYTES]){0}, TALK_ROOM_BYTES);
        wire_put_u8(&w, TALK_STRONG);
        wire_put_u8(&w, GLR_LOBBY);
        wire_put_text(&w, "lobby");
        wire_put_u64(&w, 0);
    }
    hand_say(s, GLF_WELCOME, &w);
}

bool hand_told(struct hand *s, const char *words)
{
    for (uint64_t late = client_now_ms() + PATIENCE_MS; client_now_ms() < late && !strstr(s->told, words);)
        client_serve(s->client, 5);
    bool good = strstr(s->told, words);
    if (!good)
        fprintf(stderr, "waited for '%s', was told:\n%s", words, s->told);
    *s->told = '\0';
    return good;
}
