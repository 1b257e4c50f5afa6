// SPDX-License-Identifier: MIT
// The gate: passwords through crypt(3), a few at a time and outside every lock, and delays that grow with
// failures.
//
// A name that does not exist costs the same work as one that does. Failures are counted for a name from an
// address, and for an address alone (which may try several names); after the free ones each doubles the wait.
// The table is small: who fills it on purpose pushes out the oldest entries, and has an address of its own.
#include "net/glasslock/server_parts.h"

#include "crypto/common/bytes.h"

#include <errno.h>
#include <crypt.h>
#include <stdlib.h>
#include <strings.h>
#include <unistd.h>

#define YESCRYPT_COST 5
#define BCRYPT_COST   11
#define BCRYPT_BYTES  72 // what bcrypt reads of a password
#define FEWEST_BYTES  8

#define FAILURES      4096
#define FREE_BY_NAME  3   // failures without a wait
#define FREE_BY_PLACE 100 // a whole class may sit behind one address
#define LONGEST_NAME  6   // doublings: 64 seconds
#define LONGEST_PLACE 3   // 8 seconds
#define FORGET_MS     (15 * 60 * UINT64_C(1000))
#define KEY_CHARS     (TALK_NAME_ROOM + NET_ADDRESS_CHARS)

struct failure {
    char key[KEY_CHARS]; // "" in a free place
    unsigned n;
    uint64_t last_ms;
};

struct gls_gate {
    char prefix[8]; // of crypt(3)
    unsigned long cost;
    bool bcrypt;
    char dummy[STORE_PASSWORD_CHARS + 1]; // what an unknown name is compared with

    pthread_mutex_t lock; // guards what follows
    pthread_cond_t slot;
    unsigned working, most; // hashings at once
    struct failure failures[FAILURES];
};

// ---- hashing ----

static void take_slot(struct gls_gate *g)
{
    pthread_mutex_lock(&g->lock);
    while (g->working >= g->most)
        pthread_cond_wait(&g->slot, &g->lock);
    g->working++;
    pthread_mutex_unlock(&g->lock);
}

static void give_slot(struct gls_gate *g)
{
    pthread_mutex_lock(&g->lock);
    g->working--;
    pthread_cond_signal(&g->slot);
    pthread_mutex_unlock(&g->lock);
}

// crypt(3) under a setting or an earlier hash.
static bool run_crypt(struct gls_gate *g, const char *password, const char *setting,
                      char hash[STORE_PASSWORD_CHARS + 1])
{
    struct crypt_data *data = calloc(1, sizeof *data);
    if (!data)
        return false;
    take_slot(g);
    const char *made = crypt_rn(password, setting, data, sizeof *data);
    give_slot(g);
    bool good = made && strlen(made) <= STORE_PASSWORD_CHARS;
    if (good)
        memcpy(hash, made, strlen(made) + 1);
    gl_wipe_free(data, sizeof *data);
    return good;
}

bool gls_password_hash(struct gls_gate *g, const char *password, char hash[STORE_PASSWORD_CHARS + 1])
{
    char salt[32], setting[CRYPT_GENSALT_OUTPUT_SIZE];
    bool good = !gl_random_bytes(NULL, salt, sizeof salt) &&
                crypt_gensalt_rn(g->prefix, g->cost, salt, sizeof salt, setting, sizeof setting) &&
                run_crypt(g, password, setting, hash);
    gl_wipe(salt, sizeof salt);
    return good;
}

bool gls_password_check(struct gls_gate *g, const char *password, const char *hash, bool *failed)
{
    char made[STORE_PASSWORD_CHARS + 1] = "";
    bool known = hash && *hash, done = run_crypt(g, password, known ? hash : g->dummy, made);
    *failed = !done;
    if (!known)
        hash = g->dummy;
    size_t chars = strlen(hash);
    bool same = strlen(made) == chars && gl_equal_ct(made, hash, chars);
    // bcrypt would take whatever follows its 72 bytes.
    bool whole = strncmp(hash, "$2", 2) != 0 || strlen(password) <= BCRYPT_BYTES;
    gl_wipe(made, sizeof made);
    return done && known && same && whole;
}

const char *gls_password_problem(const struct gls_gate *g, const char *password)
{
    size_t bytes = strlen(password), letters = 0, digits = 0, symbols = 0, characters = 0;
    for (size_t i = 0; i < bytes; i++) {
        unsigned char b = (unsigned char)password[i];
        characters += (b & 0xc0) != 0x80;
        bool letter = (b | 0x20) >= 'a' && (b | 0x20) <= 'z';
        letters += letter || b >= 0x80;
        digits += b >= '0' && b <= '9';
        symbols += b > ' ' && b < 0x7f && !letter && !(b >= '0' && b <= '9');
    }
    if (characters < FEWEST_BYTES)
        return "a password has at least 8 characters";
    if (!letters)
        return "a password has at least one letter";
    if (!digits)
        return "a password has at least one digit";
    if (!symbols)
        return "a password has at least one symbol, such as ! or %";
    if (g->bcrypt && bytes > BCRYPT_BYTES)
        return "a password has at most 72 bytes on this server (bcrypt)";
    return NULL;
}

// ---- failures ----

// The entry of this key, or the place for it: a free or forgotten one, else the oldest. A key has eight
// places.
static struct failure *find_failure(struct gls_gate *g, const char *key, uint64_t now)
{
    uint32_t hash = 2166136261u;
    for (const char *at = key; *at; at++)
        hash = (hash ^ (unsigned char)*at) * 16777619u;
    struct failure *places = g->failures + hash % (FAILURES / 8) * 8, *best = places;
    for (int i = 0; i < 8; i++) {
        if (places[i].key[0] && now - places[i].last_ms > FORGET_MS)
            places[i] = (struct failure){0};
        if (strcmp(places[i].key, key) == 0)
            return &places[i];
        if (places[i].last_ms < best->last_ms)
            best = &places[i];
    }
    *best = (struct failure){0};
    memcpy(best->key, key, strlen(key) + 1);
    return best;
}

// "place" is the address without its port; with a name before it, apart from all addresses.
static void make_keys(const char *name, const char *address, char by_name[KEY_CHARS],
                      char by_place[KEY_CHARS])
{
    const char *port = strrchr(address, ':');
    int chars = port ? (int)(port - address) : (int)strlen(address);
    snprintf(by_place, KEY_CHARS, "%.*s", chars, address);
    snprintf(by_name, KEY_CHARS, "%.32s %.*s", name, chars, address);
}

static unsigned seconds_left(const struct failure *f, unsigned free_ones, unsigned longest, uint64_t now)
{
    if (f->n < free_ones)
        return 0;
    unsigned doublings = f->n - free_ones < longest ? f->n - free_ones : longest;
    uint64_t wait = UINT64_C(1000) << doublings, passed = now - f->last_ms;
    return passed >= wait ? 0 : (unsigned)((wait - passed + 999) / 1000);
}

static void count(struct failure *f, uint64_t now)
{
    f->n++;
    f->last_ms = now;
}

unsigned gls_gate_enter(struct gls_gate *g, const char *name, const char *address)
{
    char by_name[KEY_CHARS], by_place[KEY_CHARS];
    uint64_t now = server_now_ms();
    make_keys(name, address, by_name, by_place);
    pthread_mutex_lock(&g->lock);
    unsigned wait = seconds_left(find_failure(g, by_place, now), FREE_BY_PLACE, LONGEST_PLACE, now);
    if (!wait) {
        struct failure *named = find_failure(g, by_name, now);
        wait = seconds_left(named, FREE_BY_NAME, LONGEST_NAME, now);
        if (!wait)
            count(named, now); // before it is tried, so that a hundred at once do not all get in for free
    }
    pthread_mutex_unlock(&g->lock);
    return wait;
}

void gls_gate_leave(struct gls_gate *g, const char *name, const char *address, bool right)
{
    char by_name[KEY_CHARS], by_place[KEY_CHARS];
    uint64_t now = server_now_ms();
    make_keys(name, address, by_name, by_place);
    pthread_mutex_lock(&g->lock);
    if (right)
        *find_failure(g, by_name, now) = (struct failure){0};
    else
        count(find_failure(g, by_place, now), now);
    pthread_mutex_unlock(&g->lock);
}

// ---- beginning and end ----

struct gls_gate *gls_gate_new(const char *method, unsigned cost, char *error, size_t room)
{
    struct gls_gate *g = calloc(1, sizeof *g);
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    if (!method)
        method = "yescrypt";
    if (!g || (strcmp(method, "yescrypt") != 0 && strcmp(method, "bcrypt") != 0)) {
        snprintf(error, room, g ? "no password hash '%.20s': yescrypt or bcrypt" : "no memory", method);
        free(g);
        return NULL;
    }
    g->bcrypt = strcmp(method, "bcrypt") == 0;
    memcpy(g->prefix, g->bcrypt ? "$2b$" : "$y$", g->bcrypt ? 5 : 4);
    g->cost = cost ? cost : g->bcrypt ? BCRYPT_COST : YESCRYPT_COST;
    g->most = cores < 2 ? 2 : (unsigned)cores;
    pthread_mutex_init(&g->lock, NULL);
    pthread_cond_init(&g->slot, NULL);
    errno = 0;
    if (gls_password_hash(g, "nobody has this 1 password!", g->dummy))
        return g;
    if (errno == ENOMEM)
        snprintf(error, room, "cannot hash passwords: %s", strerror(errno));
    else
        snprintf(error, room, "crypt(3) of this system does not know %s", method);
    gls_gate_free(g);
    return NULL;
}

void gls_gate_free(struct gls_gate *g)
{
    if (!g)
        return;
    pthread_mutex_destroy(&g->lock);
    pthread_cond_destroy(&g->slot);
    gl_wipe_free(g, sizeof *g);
}
