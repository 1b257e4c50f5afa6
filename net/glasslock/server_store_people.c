// SPDX-License-Identifier: MIT
#include "net/glasslock/server_store_impl.h"

static const uint8_t lobby[TALK_ROOM_BYTES];

static enum store_result add_person(struct server_store *s, const char *name, const char *password,
                                    const uint8_t *hash, const void *card, size_t bytes, uint64_t now_ms)
{
    enum store_result result = store_begin(s);
    if (!result) {
        sqlite3_stmt *taken = store_bind(s, S_PERSON_TAKEN, "t", name);
        int status = sqlite3_step(taken);
        store_done(taken);
        result = status == SQLITE_ROW ? STORE_TAKEN : status == SQLITE_DONE ? STORE_OK : STORE_FAILED;
    }
    if (!result)
        result = store_run(s, S_PERSON_PUT, "tithbi", name, (int64_t)!password, password ? password : "",
                           hash, card, bytes, (int64_t)now_ms);
    if (!result)
        result = store_run(s, S_MEMBER_PUT, "rtitb", lobby, name, (int64_t)STORE_ACTIVE, "", "", (size_t)0);
    return store_end(s, result);
}

enum store_result store_account_add(struct server_store *s, const char *name, const char *password,
                                    const uint8_t hash[TALK_HASH_BYTES], const void *card, size_t card_bytes,
                                    uint64_t now_ms)
{
    return add_person(s, name, password, hash, card, card_bytes, now_ms);
}

enum store_result store_guest_add(struct server_store *s, const char *name,
                                  const uint8_t hash[TALK_HASH_BYTES], const void *card, size_t card_bytes,
                                  uint64_t now_ms)
{
    return add_person(s, name, NULL, hash, card, card_bytes, now_ms);
}

enum store_result store_guest_drop(struct server_store *s, const char *name)
{
    enum store_result result = store_begin(s);
    if (!result)
        result = store_run(s, S_GUEST_MEMBERS_DROP, "t", name);
    if (!result)
        result = store_run(s, S_GUEST_WRAPS_DROP, "t", name);
    if (!result)
        result = store_run(s, S_GUEST_RECEIPTS_DROP, "t", name);
    if (!result)
        result = store_run(s, S_GUEST_DROP, "t", name);
    return store_end(s, result);
}

enum store_result store_guests_drop(struct server_store *s)
{
    enum store_result result = store_begin(s);
    if (!result)
        result = store_run(s, S_GUESTS_MEMBERS_DROP, "");
    if (!result)
        result = store_run(s, S_GUESTS_WRAPS_DROP, "");
    if (!result)
        result = store_run(s, S_GUESTS_RECEIPTS_DROP, "");
    if (!result)
        result = store_run(s, S_GUESTS_DROP, "");
    return store_end(s, result);
}

static void person_from(sqlite3_stmt *row, struct store_person *person)
{
    store_name(person->name, sizeof person->name, row, 0);
    person->guest = store_int(row, 1) != 0;
    person->banned = store_int(row, 2) != 0;
    store_name(person->password, sizeof person->password, row, 3);
    store_copy(person->card, row, 4, TALK_HASH_BYTES);
}

enum store_result store_person_find(struct server_store *s, const char *name, struct store_person *person)
{
    pthread_mutex_lock(&s->lock);
    sqlite3_stmt *row = store_bind(s, S_PERSON_FIND, "t", name);
    int status = sqlite3_step(row);
    if (status == SQLITE_ROW)
        person_from(row, person);
    store_done(row);
    pthread_mutex_unlock(&s->lock);
    return status == SQLITE_ROW ? STORE_OK : status == SQLITE_DONE ? STORE_NONE : STORE_FAILED;
}

enum store_result store_card(struct server_store *s, const char *name, struct wire_writer *card)
{
    pthread_mutex_lock(&s->lock);
    sqlite3_stmt *row = store_bind(s, S_PERSON_CARD, "t", name);
    int status = sqlite3_step(row);
    if (status == SQLITE_ROW) {
        size_t bytes;
        const uint8_t *data = store_blob(row, 0, &bytes);
        wire_put_raw(card, data, bytes);
    }
    store_done(row);
    pthread_mutex_unlock(&s->lock);
    return status == SQLITE_ROW ? STORE_OK : status == SQLITE_DONE ? STORE_NONE : STORE_FAILED;
}

enum store_result store_publish(struct server_store *s, const char *name, const uint8_t hash[TALK_HASH_BYTES],
                                const void *card, size_t card_bytes)
{
    enum store_result result = store_begin(s);
    if (!result)
        result = store_run(s, S_PERSON_PUBLISH, "thb", name, hash, card, card_bytes);
    if (!result && sqlite3_changes(s->db) == 0)
        result = STORE_NONE;
    if (!result)
        result = store_run(s, S_MEMBERS_PUBLISH, "th", name, hash);
    return store_end(s, result);
}

enum store_result store_ban(struct server_store *s, const char *name, bool banned)
{
    enum store_result result = store_begin(s);
    if (!result)
        result = store_run(s, S_PERSON_BAN, "ti", name, (int64_t)banned);
    if (!result && sqlite3_changes(s->db) == 0)
        result = STORE_NONE;
    return store_end(s, result);
}

enum store_result store_people(struct server_store *s, store_each_person *each, void *context)
{
    struct store_person person;
    int status;
    pthread_mutex_lock(&s->lock);
    sqlite3_stmt *row = store_bind(s, S_PEOPLE, "");
    while ((status = sqlite3_step(row)) == SQLITE_ROW) {
        person_from(row, &person);
        each(context, &person, (uint64_t)store_int(row, 5));
    }
    store_done(row);
    pthread_mutex_unlock(&s->lock);
    return status == SQLITE_DONE ? STORE_OK : STORE_FAILED;
}
