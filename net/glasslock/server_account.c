// SPDX-License-Identifier: MIT
// Coming in: accounts, log-in, guests, and a user's own card.
#include "net/glasslock/server_parts.h"

#include "crypto/common/bytes.h"
#include "net/wire/clock.h"

#include <time.h>

#define CLAIM_MS      5000 // for the connection that has the name to end
#define CLAIM_STEP_NS 5000000

// ---- names ----

// The other connection of this name ends. false: its log-in began after ours; its password was hashed more
// quickly, and our client may be gone since.
static bool end_older(struct conn *c, struct conn *other)
{
    if (atomic_load(&gls_session(other)->login) > atomic_load(&gls_session(c)->login))
        return false;
    gls_error(other, 0, GLE_ALREADY, "logged in from elsewhere");
    gls_text(other, GLF_GOODBYE, "logged in from elsewhere");
    conn_end(other, "logged in from elsewhere");
    return true;
}

// What a client said before it hung up does not stand in the way of what it says at its next connection.
static bool has_left(struct conn *c, struct conn *other)
{
    (void)c;
    return conn_hung_up(other);
}

// Claim the name; where another connection has it that `goes`, wait for that. Its thread gives the name up
// when it has told everybody; nothing is locked meanwhile.
static bool claim(struct conn *c, const char *name, bool (*goes)(struct conn *c, struct conn *other))
{
    struct gls_state *s = gls_state(c);
    uint64_t until = server_now_ms() + CLAIM_MS;
    bool mine, waits = true, asked = false;
    while (!(mine = server_claim(s->server, c, name)) && waits && server_now_ms() < until) {
        struct conn *other = asked ? NULL : server_find(s->server, name);
        if (other) {
            asked = waits = goes(c, other);
            conn_release(other);
        }
        nanosleep(&(const struct timespec){.tv_nsec = CLAIM_STEP_NS}, NULL);
    }
    return mine;
}

// ---- cards ----

// Decode, check, and see that it is this name's. false: answered.
bool gls_check_card(struct conn *c, uint32_t id, const char *name, const uint8_t *data, size_t bytes,
                    uint8_t hash[TALK_HASH_BYTES])
{
    struct talk_card card;
    talk_card_init(&card);
    bool good =
        bytes <= TALK_MAX_CARD_BYTES && !talk_card_read(&card, data, bytes) && strcmp(card.name, name) == 0;
    if (good)
        memcpy(hash, card.hash, TALK_HASH_BYTES);
    else
        gls_error(c, id, GLE_CARD, "the card does not verify, or is not that of %s", name);
    talk_card_clear(&card);
    return good;
}

static bool check_name(struct conn *c, uint32_t id, const char *name)
{
    const char *problem = talk_name_problem(name);
    if (problem)
        gls_error(c, id, GLE_NAME_BAD, "%s", problem);
    return !problem;
}

static bool taken(struct conn *c, uint32_t id, const char *name)
{
    return gls_error(c, id, GLE_NAME_TAKEN, "the name %s is taken", name);
}

// ---- in ----

// The name is claimed; store the newcomer. false: answered, and the name is free again.
static bool add_person(struct conn *c, uint32_t id, const char *name, const char *password,
                       const uint8_t *hash, const uint8_t *card, size_t card_bytes)
{
    struct gls_state *s = gls_state(c);
    uint64_t members = 0, rooms = 0;
    enum store_result result = STORE_FAILED;
    pthread_mutex_lock(&s->lobby->lock);
    bool counted = store_count(s->store, s->lobby->facts.id, name, &members, &rooms) == STORE_OK;
    bool full = counted && members >= server_config(s->server)->limits.room_members;
    if (counted && !full)
        result = password
                     ? store_account_add(s->store, name, password, hash, card, card_bytes, clock_wall_ms())
                     : store_guest_add(s->store, name, hash, card, card_bytes, clock_wall_ms());
    s->lobby->roster_known = false;
    pthread_mutex_unlock(&s->lobby->lock);
    if (result == STORE_OK)
        return true;
    server_unclaim(s->server, c);
    if (full)
        gls_error(c, id, GLE_LIMIT, "the lobby is full (%u members)", (unsigned)members);
    else if (result == STORE_TAKEN)
        taken(c, id, name);
    else
        gls_store_error(c, id);
    return false;
}

// A whole REGISTER; answered in every case.
static void make_account(struct conn *c, uint32_t id, const char *name, const char *password,
                         const uint8_t *card, size_t bytes)
{
    struct gls_state *s = gls_state(c);
    char stored[STORE_PASSWORD_CHARS + 1];
    uint8_t hash[TALK_HASH_BYTES];
    struct store_person there;
    const char *problem = gls_password_problem(s->gate, password);
    if (!check_name(c, id, name))
        return;
    if (problem) {
        gls_error(c, id, GLE_PASSWORD_WEAK, "%s", problem);
        return;
    }
    bool account = store_person_find(s->store, name, &there) == STORE_OK && !there.guest;
    if (!account && !gls_check_card(c, id, name, card, bytes, hash))
        return;
    if (account || !claim(c, name, has_left)) {
        taken(c, id, name);
        return;
    }
    if (!gls_password_hash(s->gate, password, stored)) {
        server_unclaim(s->server, c);
        gls_error(c, id, GLE_INTERNAL, "the server has no memory to hash a password");
    } else if (add_person(c, id, name, stored, hash, card, bytes)) {
        gls_come_in(c, id, name, false, hash);
    }
    gl_wipe(stored, sizeof stored);
}

bool gls_register(struct conn *c, struct wire_reader *r)
{
    char name[TALK_NAME_ROOM], password[GLS_PASSWORD_MAX + 1];
    size_t bytes;
    uint32_t id = wire_u32(r);
    wire_text(r, name, sizeof name);
    wire_text(r, password, sizeof password);
    const uint8_t *card = wire_field(r, &bytes);
    bool whole = wire_done(r);
    if (whole)
        make_account(c, id, name, password, card, bytes);
    gl_wipe(password, sizeof password);
    return whole;
}

static bool wrong_password(struct conn *c, uint32_t id, const char *name)
{
    struct gls_session *me = gls_session(c);
    server_log(conn_server(c), "%s: a log-in as %s failed", conn_address(c), name);
    gls_error(c, id, GLE_LOGIN, "wrong name or password");
    if (++me->failures >= server_config(conn_server(c))->limits.login_tries) {
        gls_text(c, GLF_GOODBYE, "too many failed log-ins");
        me->leaving = true;
    }
    return true;
}

static bool log_in(struct conn *c, uint32_t id, const char *name, const char *password)
{
    struct gls_state *s = gls_state(c);
    struct store_person person = {0};
    atomic_store(&gls_session(c)->login, atomic_fetch_add(&s->logins, 1) + 1);
    unsigned wait = gls_gate_enter(s->gate, name, conn_address(c));
    if (wait)
        return gls_error(c, id, GLE_SLOW_DOWN, "too many failures: try again in %u seconds", wait);
    bool failed = false;
    enum store_result found = store_person_find(s->store, name, &person);
    bool known = found == STORE_OK && !person.guest;
    bool right = gls_password_check(s->gate, password, known ? person.password : NULL, &failed);
    failed = failed || found == STORE_FAILED;
    gls_gate_leave(s->gate, name, conn_address(c), right || failed);
    gl_wipe(person.password, sizeof person.password);
    if (failed)
        return gls_give_up(c); // the password may be right
    if (!right)
        return wrong_password(c, id, name);
    if (person.banned)
        return gls_error(c, id, GLE_BANNED, "%s is banned from this server", name);
    if (conn_hung_up(c)) { // it may be back on another connection, whose log-in was read before this one
        conn_end(c, "closed by the client");
        return true;
    }
    if (!claim(c, name, end_older))
        return gls_error(c, id, GLE_ALREADY, "%s is online from elsewhere: try again", name);
    gls_come_in(c, id, name, false, person.card);
    return true;
}

bool gls_login(struct conn *c, struct wire_reader *r)
{
    char name[TALK_NAME_ROOM], password[GLS_PASSWORD_MAX + 1];
    uint32_t id = wire_u32(r);
    wire_text(r, name, sizeof name);
    wire_text(r, password, sizeof password);
    bool whole = wire_done(r);
    if (whole)
        log_in(c, id, name, password);
    gl_wipe(password, sizeof password);
    return whole;
}

bool gls_guest(struct conn *c, struct wire_reader *r)
{
    struct gls_state *s = gls_state(c);
    char name[TALK_NAME_ROOM];
    uint8_t hash[TALK_HASH_BYTES];
    size_t bytes;
    uint32_t id = wire_u32(r);
    wire_text(r, name, sizeof name);
    const uint8_t *card = wire_field(r, &bytes);
    if (!wire_done(r))
        return false;
    if (!server_config(s->server)->open)
        return gls_error(c, id, GLE_GUESTS, "this server takes no guests: register, or log in");
    if (!check_name(c, id, name) || !gls_check_card(c, id, name, card, bytes, hash))
        return true;
    if (!claim(c, name, has_left))
        return taken(c, id, name);
    if (add_person(c, id, name, NULL, hash, card, bytes))
        gls_come_in(c, id, name, true, hash);
    return true;
}
