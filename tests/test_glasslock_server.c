// SPDX-License-Identifier: MIT
// The default protocol's server, from its first byte: the handshake, accounts, delays, names, bans, and every
// frame malformed or out of its turn.
#include "tests/channel_pair.h"
#include "tests/glasslock_client.h"
#include "tests/run.h"
#include "tests/shell.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

// The last one of this name may still be on its way out.
static void come_in(struct glk *c)
{
    uint64_t until = server_now_ms() + PATIENCE_MS;
    int code;
    while ((code = glk_guest(c)) == GLE_NAME_TAKEN && server_now_ms() < until)
        continue;
    CU_ASSERT_EQUAL_FATAL(code, 0);
}

// Does a newcomer still get in?
static void check_alive(const struct core_server *t)
{
    struct glk c = glk_connect(t, "alive", 0);
    come_in(&c);
    glk_hang_up(&c);
}

// ---- the channel ----

static void expect_alert(struct core_client *c, enum channel_alert reason)
{
    struct frame f;
    bool there = core_next(c, &f);
    CU_ASSERT_TRUE_FATAL(there);
    CU_ASSERT_TRUE(f.type == CHANNEL_ALERT && f.bytes == 1 && f.payload[0] == reason);
    core_expect_end(c);
    core_hang_up(c);
}

static void test_handshake(void)
{
    static const uint8_t huge[] = {0xff, 0xff, 0xff, 0xff, 1}, empty[] = {0, 0, 0, 0, 0};
    struct core_server t;
    uint8_t noise[200];
    glk_serve(&t, "handshake", NULL);
    memset(noise, 0x5a, sizeof noise);
    struct core_client c = core_connect(&t, NULL);
    core_send_raw(&c, huge, sizeof huge);
    expect_alert(&c, CHANNEL_ALERT_FRAME);
    c = core_connect(&t, NULL);
    core_send_raw(&c, empty, sizeof empty);
    expect_alert(&c, CHANNEL_ALERT_FRAME);
    c = core_connect(&t, NULL);
    core_send(&c, CHANNEL_RECORD, noise, sizeof noise);
    expect_alert(&c, CHANNEL_ALERT_FRAME);
    c = core_connect(&t, NULL);
    core_send(&c, CHANNEL_CLIENT_HELLO, noise, 10);
    expect_alert(&c, CHANNEL_ALERT_VERSION);
    c = core_connect(&t, NULL);
    noise[0] = CHANNEL_VERSION;
    core_send(&c, CHANNEL_CLIENT_HELLO, noise, 98);
    expect_alert(&c, CHANNEL_ALERT_HANDSHAKE); // no point of the curve

    // A hello in two halves, one hello too many, a Finished that is not ours, half a frame and then nothing.
    struct channel ch;
    struct wire_writer hello = {0};
    struct frame f;
    channel_init(&ch, 0);
    CU_ASSERT_EQUAL(channel_client_start(&ch, NULL, &hello), GL_OK);
    for (int i = 0; i < 2; i++) {
        c = core_connect(&t, NULL);
        core_send_raw(&c, hello.data, 7);
        core_send_raw(&c, hello.data + 7, hello.bytes - 7);
        CU_ASSERT_TRUE_FATAL(core_next(&c, &f));
        CU_ASSERT_EQUAL(f.type, CHANNEL_SERVER_HELLO);
        core_send(&c, i ? CHANNEL_CLIENT_FINISHED : CHANNEL_CLIENT_HELLO, noise, 32);
        expect_alert(&c, i ? CHANNEL_ALERT_HANDSHAKE : CHANNEL_ALERT_FRAME);
    }
    c = core_connect(&t, NULL);
    core_send_raw(&c, hello.data, 20);
    core_hang_up(&c);
    c = core_connect(&t, NULL);
    core_send_raw(&c, hello.data, hello.bytes); // and gone in the middle of the handshake
    CU_ASSERT_TRUE_FATAL(core_next(&c, &f));
    core_hang_up(&c);
    wire_free(&hello);
    channel_wipe(&ch);
    check_alive(&t);
    core_end(&t, true);
}

// Records that are altered, repeated, cut, or too long.
static void test_records(void)
{
    struct core_server t;
    glk_serve(&t, "records", NULL);
    for (int kind = 0; kind < 4; kind++) {
        struct glk c = glk_connect(&t, "eve", 2);
        struct wire_writer record = {0};
        struct wire_reader r;
        come_in(&c);
        glk_barrier(&c);
        frame_end(glk_begin(&c, GLF_WHO), c.mark);
        wire_put_u32(glk_begin(&c, GLF_WHO), 9);
        frame_end(&c.out, c.mark);
        CU_ASSERT_EQUAL(channel_seal(&c.channel, NULL, c.out.data, c.out.bytes, &record), GL_OK);
        if (kind == 0)
            record.data[record.bytes - 1] ^= 1;
        if (kind == 1)
            core_send_raw(&c.wire, record.data, record.bytes); // twice
        if (kind == 2)
            core_send(&c.wire, CHANNEL_RECORD, record.data, 20);
        else if (kind == 3)
            core_send(&c.wire, CHANNEL_CLIENT_HELLO, record.data, 98);
        else
            core_send_raw(&c.wire, record.data, record.bytes);
        CU_ASSERT_TRUE_FATAL(glk_wait(&c, CHANNEL_ALERT, &r));
        CU_ASSERT_EQUAL(wire_u8(&r), kind == 3 ? CHANNEL_ALERT_FRAME : CHANNEL_ALERT_RECORD);
        CU_ASSERT_TRUE(glk_ended(&c));
        wire_free(&record);
        glk_hang_up(&c);
    }
    check_alive(&t);
    core_end(&t, true);
}

// ---- frames inside ----

// One ERROR (BAD_FRAME), then the end.
static void expect_refusal(struct glk *c, const char *what, int type)
{
    struct wire_reader r;
    bool refused = glk_wait(c, GLF_ERROR, &r);
    uint32_t id = wire_u32(&r);
    int code = wire_u16(&r);
    bool ended = glk_ended(c), again = glk_have(c, GLF_ERROR, &r);
    if (!refused || id || code != GLE_BAD_FRAME || again)
        fprintf(stderr, "%s frame 0x%02x: error %d of %u\n", what, (unsigned)type, code, (unsigned)id);
    CU_ASSERT_TRUE(refused && !id && code == GLE_BAD_FRAME && ended && !again);
    glk_hang_up(c);
}

// Frames that hold nothing, and are no more than that.
static bool may_be_empty(int type)
{
    return type == GLF_BYE;
}

static void test_every_type(void)
{
    struct core_server t;
    glk_serve(&t, "types", NULL);
    for (int in = 0; in < 2; in++)
        for (int type = 0; type < 256; type++) {
            // Every type once, the unknown ones as samples.
            if (may_be_empty(type) || (type > 0x60 && type % 37))
                continue;
            struct glk c = glk_connect(&t, "odd", 2);
            if (in)
                come_in(&c);
            glk_begin(&c, (uint8_t)type);
            glk_send(&c);
            expect_refusal(&c, in ? "empty inside" : "empty outside", type);
        }
    check_alive(&t);
    core_end(&t, true);
}

static const uint8_t zeros[64];

// What it begins with: a name, a time, or a room.
static void put_about(struct wire_writer *w, uint8_t type)
{
    if (type != GLF_RECEIPT && type != GLF_PING && type != GLF_PONG)
        wire_put_u32(w, 7);
    switch (type) {
    case GLF_REGISTER:
    case GLF_LOGIN:
        wire_put_text(w, "somebody");
        wire_put_text(w, GLK_PASSWORD);
        break;
    case GLF_GUEST:
    case GLF_FRIEND:
    case GLF_WAIT:
        wire_put_text(w, "somebody");
        break;
    case GLF_CARDS:
        wire_put_u16(w, 1);
        wire_put_text(w, "somebody");
        break;
    case GLF_PING:
    case GLF_PONG:
        wire_put_raw(w, zeros, 8);
        break;
    case GLF_WHO:
    case GLF_FRIENDS:
    case GLF_PUBLISH:
        break;
    default:
        wire_put_raw(w, zeros, TALK_ROOM_BYTES);
    }
}

// The whole payload of each frame that a client says, well-formed.
static void put_whole(struct glk *c, uint8_t type)
{
    struct wire_writer *w = glk_begin(c, type);
    put_about(w, type);
    if (type == GLF_REGISTER || type == GLF_GUEST || type == GLF_PUBLISH || type == GLF_ACCEPT)
        wire_put_field(w, c->card.data, c->card.bytes);
    if (type == GLF_FRIEND || type == GLF_RECIPE)
        wire_put_u8(w, 1);
    if (type == GLF_WAIT)
        wire_put_raw(w, "\1\1", 2);
    if (type == GLF_SYNC)
        wire_put_u64(w, 0);
    if (type == GLF_OPEN) {
        wire_put_raw(w, zeros, 16 + 2);
        wire_put_text(w, "title");
        wire_put_field(w, zeros, 8);
    }
    if (type == GLF_INVITE) {
        wire_put_text(w, "somebody");
        wire_put_field(w, zeros, 8);
    }
    if (type == GLF_EPOCH) {
        wire_put_raw(w, zeros, 4 + 32);
        wire_put_u8(w, 1);
        wire_put_u16(w, 1);
        wire_put_text(w, "somebody");
        wire_put_field(w, zeros, 8);
    }
    if (type == GLF_SAY) {
        wire_put_u32(w, 0);
        wire_put_field(w, "", 0);
    }
    if (type == GLF_RECEIPT) {
        wire_put_u32(w, 1);
        wire_put_u8(w, TALK_READ);
        wire_put_text(w, "somebody");
        wire_put_u64(w, 1);
        wire_put_raw(w, zeros, 32);
    }
}

static const uint8_t said_inside[] = {GLF_PUBLISH, GLF_WHO,     GLF_CARDS,  GLF_OPEN,    GLF_INVITE,
                                      GLF_ACCEPT,  GLF_DECLINE, GLF_LEAVE,  GLF_EPOCH,   GLF_SAY,
                                      GLF_RECEIPT, GLF_SYNC,    GLF_FRIEND, GLF_FRIENDS, GLF_WAIT,
                                      GLF_RECIPE,  GLF_PING,    GLF_PONG};
static const uint8_t said_outside[] = {GLF_REGISTER, GLF_LOGIN, GLF_GUEST, GLF_PING, GLF_PONG};

// Whole it is no reason to end; a byte short or a byte long it is; and out of its turn, too.
static void check_frame(const struct core_server *t, uint8_t type, bool in)
{
    for (int change = -1; change <= 1; change++) {
        struct glk c = glk_connect(t, "odd", 2);
        if (in)
            come_in(&c);
        put_whole(&c, type);
        if (change < 0)
            c.out.bytes--;
        if (change > 0)
            wire_put_u8(&c.out, 0);
        glk_send(&c);
        if (change) {
            expect_refusal(&c, change < 0 ? "short" : "long", type);
        } else {
            glk_barrier(&c);
            glk_hang_up(&c);
        }
    }
    if (type == GLF_PING || type == GLF_PONG)
        return;
    struct glk c = glk_connect(t, "odd", 2);
    if (!in)
        come_in(&c);
    put_whole(&c, type);
    glk_send(&c);
    expect_refusal(&c, "untimely", type);
}

static void test_every_frame(void)
{
    struct core_server t;
    glk_serve(&t, "frames", NULL);
    for (size_t i = 0; i < sizeof said_inside; i++)
        check_frame(&t, said_inside[i], true);
    for (size_t i = 0; i < sizeof said_outside; i++)
        check_frame(&t, said_outside[i], false);

    // A frame across two records, an inner length beyond its record, and several frames in one record.
    struct glk c = glk_connect(&t, "odd", 2);
    glk_send_content(&c, "\0\0\0", 3);
    expect_refusal(&c, "cut", 0);
    c = glk_connect(&t, "odd", 2);
    glk_send_content(&c, "\0\0\1\0\x33", 5);
    expect_refusal(&c, "overlong", 0x33);
    c = glk_connect(&t, "odd", 2);
    static const uint8_t three[] = {0, 0,        0, 9, GLF_PONG, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0,      0,
                                    9, GLF_PING, 1, 2, 3,        4, 5, 6, 7, 8, 0, 0, 0, 1, GLF_BYE};
    struct wire_reader r;
    glk_send_content(&c, three, sizeof three);
    CU_ASSERT_TRUE(glk_wait(&c, GLF_PONG, &r));
    CU_ASSERT_TRUE(glk_ended(&c) && !glk_have(&c, GLF_ERROR, &r));
    glk_hang_up(&c);
    check_alive(&t);
    core_end(&t, true);
}

// Well-formed frames with some bytes changed: refused, or taken for what they are now; nobody falls over.
static void test_mutations(void)
{
    struct core_server t;
    struct seeded seed = {0};
    struct gl_random random = seeded_random(&seed, 2026);
    struct wire_reader r;
    glk_serve(&t, "mutations", NULL);
    for (int i = 0; i < 400; i++) {
        uint8_t dice[12];
        CU_ASSERT_EQUAL_FATAL(gl_random_bytes(&random, dice, sizeof dice), GL_OK);
        bool in = dice[0] & 1;
        size_t n = in ? sizeof said_inside : sizeof said_outside;
        struct glk c = glk_connect(&t, "odd", 2);
        if (in)
            come_in(&c);
        put_whole(&c, (in ? said_inside : said_outside)[dice[1] % n]);
        frame_end(&c.out, c.mark);
        for (int j = 0; j < 1 + dice[2] % 3; j++) {
            // Mostly in the first bytes, where lengths and kinds are.
            size_t at = (dice[3 + j] & 0x80 ? (size_t)dice[6 + j] * 7 : dice[6 + j] % 40u) % c.out.bytes;
            c.out.data[at] ^= (uint8_t)(1u << dice[9 + j] % 8);
        }
        glk_send_content(&c, c.out.data, c.out.bytes);
        glk_send_content(&c, "\0\0\0\1\x35", 5); // BYE
        CU_ASSERT_TRUE(glk_ended(&c));
        int errors = 0;
        while (glk_have(&c, GLF_ERROR, &r)) {
            wire_u32(&r);
            errors += wire_u16(&r) == GLE_BAD_FRAME;
        }
        CU_ASSERT_TRUE(errors <= 1);
        glk_hang_up(&c);
    }
    check_alive(&t);
    core_end(&t, true);
}

// ---- accounts ----

static void test_accounts(void)
{
    static const char *const weak[] = {"short1!", "no digit here!", "12345678!", "letters and 1 d", "ÄÖÜ1!"};
    static const char *const bad[] = {"two words", "/slash", "all", "a:b", "a,b", "#x"};
    struct core_server t;
    glk_serve(&t, "accounts", NULL);
    struct glk a = glk_connect(&t, "alice", 0);
    for (size_t i = 0; i < sizeof weak / sizeof *weak; i++)
        CU_ASSERT_EQUAL(glk_register(&a, weak[i]), GLE_PASSWORD_WEAK);
    CU_ASSERT_EQUAL(glk_register(&a, GLK_PASSWORD), 0);

    struct glk b = glk_connect(&t, "alice", 1);
    CU_ASSERT_EQUAL(glk_register(&b, GLK_PASSWORD), GLE_NAME_TAKEN);
    CU_ASSERT_EQUAL(glk_guest(&b), GLE_NAME_TAKEN);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        snprintf(b.name, sizeof b.name, "%s", bad[i]);
        CU_ASSERT_EQUAL(glk_register(&b, GLK_PASSWORD), GLE_NAME_BAD);
        CU_ASSERT_EQUAL(glk_guest(&b), GLE_NAME_BAD);
    }
    snprintf(b.name, sizeof b.name, "bob"); // under alice's card
    CU_ASSERT_EQUAL(glk_register(&b, GLK_PASSWORD), GLE_CARD);
    CU_ASSERT_EQUAL(glk_guest(&b), GLE_CARD);
    glk_hang_up(&b);
    b = glk_connect(&t, "ALICE", 1); // looks the same
    CU_ASSERT_EQUAL(glk_register(&b, GLK_PASSWORD), GLE_NAME_TAKEN);
    CU_ASSERT_EQUAL(glk_guest(&b), GLE_NAME_TAKEN);
    b.card.data[b.card.bytes - 1] ^= 1;
    snprintf(b.name, sizeof b.name, "bob");
    CU_ASSERT_EQUAL(glk_register(&b, GLK_PASSWORD), GLE_CARD);
    glk_hang_up(&b);

    // A guest's name is taken while it is there.
    struct glk g = glk_connect(&t, "visitor", 2);
    CU_ASSERT_EQUAL(glk_guest(&g), 0);
    b = glk_connect(&t, "visitor", 1);
    CU_ASSERT_EQUAL(glk_guest(&b), GLE_NAME_TAKEN);
    CU_ASSERT_EQUAL(glk_register(&b, GLK_PASSWORD), GLE_NAME_TAKEN);
    glk_hang_up(&g);
    core_wait_log(&t, "visitor 127.0.0.1");
    glk_hang_up(&b);
    glk_hang_up(&a);
    core_end(&t, true);

    struct server_config closed = {.open = false, .password_hash = "bcrypt"};
    closed.password_cost = 4;
    glk_serve(&t, "accounts", &closed);
    a = glk_connect(&t, "somebody", 0);
    CU_ASSERT_EQUAL(glk_guest(&a), GLE_GUESTS);
    char longest[100];
    snprintf(longest, sizeof longest, "%073d!a", 0);
    CU_ASSERT_EQUAL(glk_register(&a, longest), GLE_PASSWORD_WEAK);
    CU_ASSERT_EQUAL(glk_register(&a, GLK_PASSWORD), 0);
    glk_hang_up(&a);
    a = glk_connect(&t, "alice", 0); // whose hash is the other kind
    CU_ASSERT_EQUAL(glk_login(&a, GLK_PASSWORD), 0);
    glk_hang_up(&a);
    core_end(&t, true);
}

static void test_delays(void)
{
    struct core_server t;
    struct server_config config = {.open = true, .limits = server_default_limits};
    config.limits.login_tries = 4;
    glk_serve(&t, "delays", &config);
    struct glk a = glk_account(&t, "alice", 0);
    glk_hang_up(&a);
    // A wrong password and an unknown name sound the same, and are delayed the same.
    static const char *const names[] = {"alice", "nobody"};
    for (int i = 0; i < 2; i++) {
        a = glk_connect(&t, names[i], 0);
        for (int j = 0; j < 3; j++)
            CU_ASSERT_EQUAL(glk_login(&a, "wrong horse 1!"), GLE_LOGIN);
        CU_ASSERT_EQUAL(glk_login(&a, GLK_PASSWORD), GLE_SLOW_DOWN);
        glk_hang_up(&a);
    }
    // After a while the right password is heard again.
    a = glk_connect(&t, "alice", 0);
    int answer;
    uint64_t until = server_now_ms() + PATIENCE_MS;
    while ((answer = glk_login(&a, GLK_PASSWORD)) == GLE_SLOW_DOWN && server_now_ms() < until)
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    CU_ASSERT_EQUAL(answer, 0);
    glk_hang_up(&a);

    // Too many on one connection end it, with a word.
    struct wire_reader r;
    struct glk b = glk_connect(&t, "b0", 0);
    for (int j = 0; j < 4; j++) {
        snprintf(b.name, sizeof b.name, "b%d", j);
        CU_ASSERT_EQUAL(glk_login(&b, "wrong horse 1!"), GLE_LOGIN);
    }
    CU_ASSERT_TRUE(glk_wait(&b, GLF_GOODBYE, &r));
    CU_ASSERT_TRUE(glk_ended(&b));
    glk_hang_up(&b);
    core_end(&t, true);
}

static void test_take_over(void)
{
    struct core_server t;
    char why[100];
    struct wire_reader r;
    glk_serve(&t, "takeover", NULL);
    struct glk first = glk_account(&t, "alice", 0), second = glk_connect(&t, "alice", 0);
    CU_ASSERT_EQUAL(glk_login(&second, "wrong horse 1!"), GLE_LOGIN);
    glk_barrier(&first); // is there still
    CU_ASSERT_EQUAL(glk_login(&second, GLK_PASSWORD), 0);
    CU_ASSERT_TRUE_FATAL(glk_wait(&first, GLF_ERROR, &r)); // do not come back by yourself
    CU_ASSERT_TRUE(wire_u32(&r) == 0 && wire_u16(&r) == GLE_ALREADY);
    CU_ASSERT_TRUE_FATAL(glk_wait(&first, GLF_GOODBYE, &r));
    CU_ASSERT_TRUE(wire_text(&r, why, sizeof why));
    CU_ASSERT_STRING_EQUAL(why, "logged in from elsewhere");
    CU_ASSERT_TRUE(glk_ended(&first));
    glk_barrier(&second);

    // Bans hold across log-ins, and end what is online.
    char *answer = core_admin(&t, "ban alice");
    CU_ASSERT_PTR_NOT_NULL(strstr(answer, "alice is banned"));
    free(answer);
    CU_ASSERT_TRUE_FATAL(glk_wait(&second, GLF_ERROR, &r));
    CU_ASSERT_TRUE(wire_u32(&r) == 0 && wire_u16(&r) == GLE_BANNED);
    CU_ASSERT_TRUE(glk_wait(&second, GLF_GOODBYE, &r));
    CU_ASSERT_TRUE(glk_ended(&second));
    glk_hang_up(&first);
    glk_hang_up(&second);
    second = glk_connect(&t, "alice", 0);
    CU_ASSERT_EQUAL(glk_login(&second, GLK_PASSWORD), GLE_BANNED);
    answer = core_admin(&t, "pending");
    CU_ASSERT_PTR_NOT_NULL(strstr(answer, "not logged in"));
    CU_ASSERT_PTR_NOT_NULL(strstr(answer, "1 pending"));
    free(answer);
    free(core_admin(&t, "unban alice"));
    CU_ASSERT_EQUAL(glk_login(&second, GLK_PASSWORD), 0);
    answer = core_admin(&t, "users");
    CU_ASSERT_PTR_NOT_NULL(strstr(answer, "account online"));
    free(answer);
    answer = core_admin(&t, "user alice");
    CU_ASSERT_PTR_NOT_NULL(strstr(answer, "in 'lobby' (strong)"));
    free(answer);
    answer = core_admin(&t, "ban nobody");
    CU_ASSERT_PTR_NOT_NULL(strstr(answer, "no account"));
    free(answer);
    answer = core_admin(&t, "rooms");
    CU_ASSERT_PTR_NOT_NULL(strstr(answer, "1 members"));
    free(answer);
    free(core_admin(&t, "kick alice enough"));
    CU_ASSERT_TRUE_FATAL(glk_wait(&second, GLF_ERROR, &r));
    CU_ASSERT_TRUE(wire_u32(&r) == 0 && wire_u16(&r) == GLE_BANNED);
    CU_ASSERT_TRUE(wire_text(&r, why, sizeof why) && strstr(why, "enough"));
    CU_ASSERT_TRUE(glk_ended(&second));
    glk_hang_up(&second);
    core_end(&t, true);
}

// ---- presence ----

static bool named(struct wire_reader *r, const char *name)
{
    char text[TALK_NAME_ROOM];
    bool found = false;
    uint16_t n = wire_u16(r);
    for (uint16_t i = 0; i < n && wire_text(r, text, sizeof text); i++)
        found = found || strcmp(text, name) == 0;
    return found;
}

static void test_presence(void)
{
    struct core_server t;
    struct wire_reader r;
    glk_serve(&t, "presence", NULL);
    struct glk a = glk_account(&t, "alice", 0);
    CU_ASSERT_TRUE_FATAL(glk_wait(&a, GLF_PRESENCE, &r));
    CU_ASSERT_TRUE(wire_u8(&r) == 1 && named(&r, "alice"));
    struct glk b = glk_account(&t, "bob", 1);
    for (bool seen = false; !seen;) {
        CU_ASSERT_TRUE_FATAL(glk_wait(&a, GLF_PRESENCE, &r));
        CU_ASSERT_EQUAL(wire_u8(&r), 0);
        seen = named(&r, "bob");
    }
    glk_request(&b, GLF_WHO);
    glk_send(&b);
    CU_ASSERT_EQUAL(glk_answer(&b, NULL), 0);
    CU_ASSERT_TRUE_FATAL(glk_have(&b, GLF_PRESENCE, &r));
    CU_ASSERT_TRUE(wire_u8(&r) == 1 && named(&r, "alice"));
    glk_hang_up(&b);
    for (bool seen = false; !seen;) {
        CU_ASSERT_TRUE_FATAL(glk_wait(&a, GLF_PRESENCE, &r));
        CU_ASSERT_EQUAL(wire_u8(&r), 0);
        named(&r, "nobody");
        seen = named(&r, "bob");
    }
    // Cards of those who are known, and silence about the others.
    struct wire_writer *w = glk_request(&a, GLF_CARDS);
    wire_put_u16(w, 2);
    wire_put_text(w, "nobody");
    wire_put_text(w, "bob");
    glk_send(&a);
    CU_ASSERT_EQUAL(glk_answer(&a, NULL), 0);
    CU_ASSERT_TRUE_FATAL(glk_have(&a, GLF_CARD, &r));
    char name[TALK_NAME_ROOM];
    size_t bytes;
    CU_ASSERT_TRUE(wire_text(&r, name, sizeof name) && strcmp(name, "bob") == 0);
    CU_ASSERT_TRUE(wire_field(&r, &bytes) && bytes > 500);
    CU_ASSERT_EQUAL(wire_u8(&r), 0);
    CU_ASSERT_FALSE(glk_have(&a, GLF_CARD, &r));
    glk_hang_up(&a);
    core_end(&t, true);
}

// ---- files ----

static void test_files(void)
{
    struct core_server t;
    struct wire_reader r;
    struct stat there;
    char error[NET_ERROR_CHARS], path[600], print[CHANNEL_FINGERPRINT_CHARS + 1],
        seen[CHANNEL_FINGERPRINT_CHARS + 1];
    glk_serve(&t, "files", NULL);
    struct glk a = glk_account(&t, "alice", 0);
    server_glasslock_fingerprint(t.server, print);
    channel_fingerprint(seen, a.identity);
    CU_ASSERT_STRING_EQUAL(print, seen);
    // One server a folder.
    CU_ASSERT_PTR_NULL(server_new(&t.config, error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "another server"));
    snprintf(path, sizeof path, "%s/identity.pem", glk_folder("files"));
    CU_ASSERT_TRUE(stat(path, &there) == 0 && (there.st_mode & 0777) == 0600);
    snprintf(path, sizeof path, "%s/log.key", glk_folder("files"));
    CU_ASSERT_TRUE(stat(path, &there) == 0 && (there.st_mode & 0777) == 0600);
    core_end(&t, true);
    CU_ASSERT_TRUE(glk_wait(&a, GLF_GOODBYE, &r)); // a polite end
    CU_ASSERT_TRUE(glk_ended(&a));
    glk_hang_up(&a);

    // The same identity and the same account after a restart.
    glk_serve(&t, "files", NULL);
    a = glk_connect(&t, "alice", 0);
    channel_fingerprint(seen, a.identity);
    CU_ASSERT_STRING_EQUAL(print, seen);
    CU_ASSERT_EQUAL(glk_login(&a, GLK_PASSWORD), 0);
    glk_hang_up(&a);
    core_end(&t, true);

    struct shell s =
        shell_run("for f in %s/log-*.fernet; do $G fernet decrypt --key-file %s/log.key $f; done",
                  glk_folder("files"), glk_folder("files"));
    CU_ASSERT_EQUAL(s.status, 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "alice joined"));
    CU_ASSERT_PTR_NULL(strstr(s.out, "127.0.0.1"));
    shell_free(&s);
    // Not the password, not a private key (that of the server apart).
    shell_expect(1, "grep -rl 'horse' %s", glk_folder("files"));
    shell_expect(0, "test \"$(grep -rl 'PRIVATE KEY' %s)\" = %s/identity.pem", glk_folder("files"),
                 glk_folder("files"));

    // A broken identity is told in one line, and left alone.
    shell_expect(0, "echo nonsense >%s/identity.pem", glk_folder("files"));
    t.config = (struct server_config){.protocol = &server_glasslock, .data = glk_folder("files")};
    t.config.limits = server_default_limits;
    CU_ASSERT_PTR_NULL(server_new(&t.config, error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "identity.pem"));
    t.config.data = NULL;
    CU_ASSERT_PTR_NULL(server_new(&t.config, error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "--data"));
}

void suite_glasslock_server(void)
{
    static const struct test_case cases[] = {
        {"handshakes that are none", test_handshake},
        {"records altered, repeated, cut", test_records},
        {"every type of frame, empty", test_every_type},
        {"every frame whole, short, long, out of its turn", test_every_frame},
        {"frames with bytes changed", test_mutations},
        {"accounts, guests, names, passwords", test_accounts},
        {"wrong passwords are delayed", test_delays},
        {"a second log-in takes over; bans; look-ups", test_take_over},
        {"presence and cards", test_presence},
        {"the data folder: identity, journal, no secrets", test_files},
        {0},
    };
    add_suite("glasslock server: channel, frames, accounts", cases);
}
