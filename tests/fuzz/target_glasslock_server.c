// SPDX-License-Identifier: MIT
// The default protocol's server: what a client says in the clear, and every frame inside a channel that
// stands, from a stranger and from a user who is in. Frames are anything, or begin with an id and a room in
// which the user is.
#include "net/glasslock/server.h"
#include "net/glasslock/server_parts.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/server_rig.h"

#include <stdlib.h>
#include <string.h>

#define FRAMES 24 // of one connection

static struct rig rig;
static struct fuzz_pair pair;
static uint8_t rooms[2][TALK_ROOM_BYTES]; // the lobby, and one of alice's own

static void frame(const struct rig_end *e, struct wire_writer *w, size_t mark)
{
    struct frame f;
    size_t used;
    frame_end(w, mark);
    FUZZ_REQUIRE(frame_next(w->data, w->bytes, FRAME_MAX_BYTES, &f, &used) == FRAME_WHOLE);
    FUZZ_REQUIRE(gls_frame(e->conn, &f));
    wire_empty(w);
}

static struct rig_end stand(void)
{
    struct rig_end e = rig_connect(&rig);
    gls_session(e.conn)->channel = pair.server;
    atomic_store(&gls_session(e.conn)->standing, true);
    return e;
}

static void enter(const struct rig_end *e, int person)
{
    const struct fuzz_person *p = fuzz_person(person);
    FUZZ_REQUIRE(server_claim(rig.server, e->conn, p->card.name));
    gls_come_in(e->conn, 1, p->card.name, false, p->card.hash);
}

// Accounts for both, and a group that alice has founded.
static void begin(void)
{
    struct wire_writer w = {0}, invitation = {0};
    static const uint8_t salt[16] = {1};
    rig_start(&rig, &server_glasslock);
    fuzz_pair_open(&pair);
    for (int i = 0; i < FUZZ_PEOPLE; i++) {
        const struct fuzz_person *p = fuzz_person(i);
        struct rig_end e = stand();
        size_t mark = frame_begin(&w, GLF_REGISTER);
        wire_put_u32(&w, 1);
        wire_put_text(&w, p->card.name);
        wire_put_text(&w, "correct horse 1!");
        wire_put_field(&w, p->encoded.data, p->encoded.bytes);
        frame(&e, &w, mark);
        FUZZ_REQUIRE(gls_session(e.conn)->in);
        if (i == 0) {
            talk_room_id(rooms[1], TALK_STRONG, p->card.hash, salt);
            FUZZ_REQUIRE(!talk_invite_make(&p->keys, rooms[1], p->card.hash, p->card.hash, &invitation));
            mark = frame_begin(&w, GLF_OPEN);
            wire_put_u32(&w, 2);
            wire_put_raw(&w, rooms[1], TALK_ROOM_BYTES);
            wire_put_raw(&w, salt, sizeof salt);
            wire_put_u8(&w, TALK_STRONG);
            wire_put_u8(&w, 0);
            wire_put_text(&w, "exam");
            wire_put_field(&w, invitation.data, invitation.bytes);
            frame(&e, &w, mark);
        }
        rig_close(&e);
    }
    wire_free(&w);
    wire_free(&invitation);
}

// The frames of the input; false: the server has ended it.
static bool say(const struct rig_end *e, struct fuzz_in *in)
{
    struct wire_writer w = {0};
    bool on = true;
    for (int i = 0; on && in->left && i < FRAMES; i++) {
        uint8_t type = fuzz_u8(in), how = fuzz_u8(in);
        size_t n = how & 1 ? fuzz_u16(in) : fuzz_u8(in);
        n = n < in->left ? n : in->left;
        if (how & 2)
            wire_put_u32(&w, (uint32_t)i);
        if (how & 4)
            wire_put_raw(&w, rooms[how >> 3 & 1], TALK_ROOM_BYTES);
        if (n)
            wire_put_raw(&w, fuzz_take(in, n), n);
        uint8_t *payload = fuzz_copy(w.data, w.bytes);
        on = gls_frame(e->conn, &(struct frame){type, payload, w.bytes}) && !gls_session(e->conn)->leaving;
        free(payload);
        wire_empty(&w);
    }
    wire_free(&w);
    return on;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_in in = fuzz_in(data, size);
    if (!rig.server)
        begin();
    uint8_t how = fuzz_u8(&in);
    if (how < 32) {
        struct rig_end e = rig_connect(&rig);
        if (how & 1)
            rig_say(&e, pair.hello.data, pair.hello.bytes);
        if (in.left)
            rig_say(&e, in.at, in.left);
        rig_serve(&e);
        rig_close(&e);
        return 0;
    }
    struct rig_end other = stand(), e = stand();
    enter(&other, 1);
    if (how & 1)
        enter(&e, 0);
    say(&e, &in);
    rig_close(&e);
    rig_close(&other);
    return 0;
}
