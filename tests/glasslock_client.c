// SPDX-License-Identifier: MIT
#include "tests/glasslock_client.h"

#include "tests/run.h"
#include "tests/shell.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

const char *glk_folder(const char *folder)
{
    static char path[512];
    snprintf(path, sizeof path, "%s/%s", shell_directory(), folder);
    return path;
}

void glk_serve(struct core_server *t, const char *folder, const struct server_config *config)
{
    struct server_config c = config ? *config : (struct server_config){.open = true};
    c.protocol = &server_glasslock;
    c.data = glk_folder(folder);
    c.password_hash = c.password_hash ? c.password_hash : "yescrypt";
    c.password_cost = c.password_cost ? c.password_cost : 1;
    core_begin(t, &c);
}

// ---- the channel ----

struct glk glk_over(struct core_client wire, uint64_t rekey_records, const char *name, int person)
{
    struct glk c = {.wire = wire, .keys = &talk_person(person)->keys};
    struct frame f;
    int on = 1; // else a second small piece waits for the answer to the first
    setsockopt(c.wire.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    snprintf(c.name, sizeof c.name, "%s", name);
    talk_card_init(&c.own);
    CU_ASSERT_EQUAL_FATAL(talk_card_make(c.keys, name, &c.card), GL_OK);
    CU_ASSERT_EQUAL_FATAL(talk_card_read(&c.own, c.card.data, c.card.bytes), GL_OK);
    channel_init(&c.channel, rekey_records);
    CU_ASSERT_EQUAL_FATAL(channel_client_start(&c.channel, NULL, &c.out), GL_OK);
    core_send_raw(&c.wire, c.out.data, c.out.bytes);
    wire_empty(&c.out);
    CU_ASSERT_TRUE_FATAL(core_next(&c.wire, &f));
    CU_ASSERT_EQUAL_FATAL(f.type, CHANNEL_SERVER_HELLO);
    CU_ASSERT_EQUAL_FATAL(channel_client_check(&c.channel, f.payload, f.bytes, c.identity), GL_OK);
    CU_ASSERT_EQUAL_FATAL(channel_client_finish(&c.channel, &c.out), GL_OK);
    core_send_raw(&c.wire, c.out.data, c.out.bytes);
    wire_empty(&c.out);
    return c;
}

struct glk glk_connect(const struct core_server *t, const char *name, int person)
{
    return glk_over(core_connect(t, NULL), t->config.rekey_records, name, person);
}

void glk_forget(struct glk *c)
{
    for (size_t i = 0; i < c->n; i++)
        free(c->frames[i].payload);
    free(c->frames);
    c->frames = NULL;
    c->n = 0;
}

void glk_hang_up(struct glk *c)
{
    core_hang_up(&c->wire);
    channel_wipe(&c->channel);
    talk_card_clear(&c->own);
    wire_free(&c->card);
    wire_free(&c->out);
    glk_forget(c);
    free(c->taken);
    c->taken = NULL;
}

// ---- out ----

void glk_send_content(struct glk *c, const void *content, size_t bytes)
{
    struct wire_writer record = {0};
    CU_ASSERT_EQUAL(channel_seal(&c->channel, NULL, content, bytes, &record), GL_OK);
    core_send_raw(&c->wire, record.data, record.bytes);
    wire_free(&record);
}

struct wire_writer *glk_begin(struct glk *c, uint8_t type)
{
    wire_empty(&c->out);
    c->mark = frame_begin(&c->out, type);
    return &c->out;
}

struct wire_writer *glk_request(struct glk *c, uint8_t type)
{
    wire_put_u32(glk_begin(c, type), ++c->id);
    return &c->out;
}

void glk_send(struct glk *c)
{
    frame_end(&c->out, c->mark);
    CU_ASSERT_FALSE_FATAL(c->out.failed);
    glk_send_content(c, c->out.data, c->out.bytes);
}

// ---- in ----

static void keep(struct glk *c, const struct frame *f)
{
    c->frames = realloc(c->frames, (c->n + 1) * sizeof *c->frames);
    CU_ASSERT_PTR_NOT_NULL_FATAL(c->frames);
    struct glk_frame *kept = &c->frames[c->n++];
    *kept = (struct glk_frame){f->type, malloc(f->bytes + 1), f->bytes};
    memcpy(kept->payload, f->payload, f->bytes);
}

// One record's frames; false: the end.
static bool read_record(struct glk *c)
{
    struct frame f;
    uint8_t *content;
    size_t bytes;
    if (c->over || !core_next(&c->wire, &f)) {
        c->over = true;
        return false;
    }
    if (f.type == CHANNEL_ALERT) {
        keep(c, &f);
        return true;
    }
    CU_ASSERT_EQUAL_FATAL(f.type, CHANNEL_RECORD);
    CU_ASSERT_EQUAL_FATAL(
        channel_open(&c->channel, c->wire.data + (f.payload - c->wire.data), f.bytes, &content, &bytes),
        GL_OK);
    for (size_t at = 0, used; at < bytes; at += used) {
        CU_ASSERT_EQUAL_FATAL(frame_next(content + at, bytes - at, FRAME_MAX_BYTES, &f, &used), FRAME_WHOLE);
        keep(c, &f);
    }
    return true;
}

bool glk_have(struct glk *c, uint8_t type, struct wire_reader *r)
{
    for (size_t i = 0; i < c->n; i++) {
        if (c->frames[i].type != type)
            continue;
        struct glk_frame found = c->frames[i];
        memmove(c->frames + i, c->frames + i + 1, (--c->n - i) * sizeof *c->frames);
        *r = wire_read(found.payload, found.bytes);
        free(c->taken);
        c->taken = found.payload;
        return true;
    }
    return false;
}

bool glk_wait(struct glk *c, uint8_t type, struct wire_reader *r)
{
    while (!glk_have(c, type, r))
        if (!read_record(c))
            return false;
    return true;
}

void glk_barrier(struct glk *c)
{
    struct wire_reader r;
    wire_put_raw(glk_begin(c, GLF_PING), "barrier!", 8);
    glk_send(c);
    CU_ASSERT_TRUE_FATAL(glk_wait(c, GLF_PONG, &r));
}

bool glk_ended(struct glk *c)
{
    while (read_record(c))
        continue;
    return c->over;
}

int glk_answer(struct glk *c, uint64_t *number)
{
    struct wire_reader r;
    for (;;) {
        if (glk_have(c, GLF_OK, &r)) {
            CU_ASSERT_EQUAL(wire_u32(&r), c->id);
            uint64_t n = wire_u64(&r);
            CU_ASSERT_TRUE(wire_done(&r));
            if (number)
                *number = n;
            return 0;
        }
        if (glk_have(c, GLF_WELCOME, &r)) {
            CU_ASSERT_EQUAL(wire_u32(&r), c->id);
            return 0;
        }
        if (glk_have(c, GLF_ERROR, &r)) {
            char text[NET_ERROR_CHARS];
            uint32_t id = wire_u32(&r);
            int code = wire_u16(&r);
            CU_ASSERT_TRUE(wire_text(&r, text, sizeof text) && wire_done(&r));
            CU_ASSERT_TRUE(id == c->id || code == GLE_BAD_FRAME);
            return code;
        }
        if (!read_record(c))
            return -1;
    }
}

// ---- requests ----

int glk_register(struct glk *c, const char *password)
{
    struct wire_writer *w = glk_request(c, GLF_REGISTER);
    wire_put_text(w, c->name);
    wire_put_text(w, password);
    wire_put_field(w, c->card.data, c->card.bytes);
    glk_send(c);
    return glk_answer(c, NULL);
}

void glk_login_begin(struct glk *c, const char *password)
{
    struct wire_writer *w = glk_request(c, GLF_LOGIN);
    wire_put_text(w, c->name);
    wire_put_text(w, password);
    glk_send(c);
}

int glk_login(struct glk *c, const char *password)
{
    glk_login_begin(c, password);
    return glk_answer(c, NULL);
}

void glk_guest_begin(struct glk *c)
{
    struct wire_writer *w = glk_request(c, GLF_GUEST);
    wire_put_text(w, c->name);
    wire_put_field(w, c->card.data, c->card.bytes);
    glk_send(c);
}

int glk_guest(struct glk *c)
{
    glk_guest_begin(c);
    return glk_answer(c, NULL);
}

struct glk glk_account(const struct core_server *t, const char *name, int person)
{
    struct glk c = glk_connect(t, name, person);
    CU_ASSERT_EQUAL_FATAL(glk_register(&c, GLK_PASSWORD), 0);
    glk_barrier(&c); // and was told all that follows WELCOME
    return c;
}
