// SPDX-License-Identifier: MIT
#include "net/glasslock/server_store_impl.h"

static void room_from(sqlite3_stmt *row, struct store_room *room)
{
    store_copy(room->id, row, 0, TALK_ROOM_BYTES);
    store_copy(room->salt, row, 1, sizeof room->salt);
    room->recipe = (uint8_t)store_int(row, 2);
    room->pair = store_int(row, 3) != 0;
    store_name(room->title, sizeof room->title, row, 4);
    store_name(room->founder, sizeof room->founder, row, 5);
    room->last = (uint64_t)store_int(row, 6);
    room->epoch = (uint32_t)store_int(row, 7);
    room->epoch_recipe = (uint8_t)store_int(row, 8);
    store_copy(room->roster, row, 9, TALK_HASH_BYTES);
}

static void member_from(sqlite3_stmt *row, struct store_member *member)
{
    size_t bytes;
    *member = (struct store_member){.name = store_text(row, 0), .inviter = store_text(row, 1)};
    member->card = store_blob(row, 2, &bytes);
    member->invitation = store_blob(row, 3, &member->invitation_bytes);
    member->state = (enum store_state)store_int(row, 4);
    member->founder = store_int(row, 5) != 0;
    member->joined = (uint64_t)store_int(row, 6);
}

enum store_result store_room_add(struct server_store *s, const struct store_room *room,
                                 const void *invitation, size_t invitation_bytes)
{
    enum store_result result = store_begin(s);
    if (!result) {
        sqlite3_stmt *there = store_bind(s, S_ROOM_FIND, "r", room->id);
        int status = sqlite3_step(there);
        store_done(there);
        result = status == SQLITE_ROW ? STORE_TAKEN : status == SQLITE_DONE ? STORE_OK : STORE_FAILED;
    }
    if (!result)
        result = store_run(s, S_ROOM_ADD, "rbiitt", room->id, room->salt, sizeof room->salt,
                           (int64_t)room->recipe, (int64_t)room->pair, room->title, room->founder);
    if (!result)
        result = store_run(s, S_MEMBER_PUT, "rtitb", room->id, room->founder, (int64_t)STORE_ACTIVE,
                           room->founder, invitation, invitation_bytes);
    return store_end(s, result);
}

enum store_result store_room_find(struct server_store *s, const uint8_t *id, struct store_room *room)
{
    pthread_mutex_lock(&s->lock);
    sqlite3_stmt *row = store_bind(s, S_ROOM_FIND, "r", id);
    int status = sqlite3_step(row);
    if (status == SQLITE_ROW)
        room_from(row, room);
    store_done(row);
    pthread_mutex_unlock(&s->lock);
    return status == SQLITE_ROW ? STORE_OK : status == SQLITE_DONE ? STORE_NONE : STORE_FAILED;
}

enum store_result store_pair_find(struct server_store *s, const char *a, const char *b,
                                  uint8_t id[TALK_ROOM_BYTES])
{
    pthread_mutex_lock(&s->lock);
    sqlite3_stmt *row = store_bind(s, S_PAIR_FIND, "tt", a, b);
    int status = sqlite3_step(row);
    if (status == SQLITE_ROW)
        store_copy(id, row, 0, TALK_ROOM_BYTES);
    store_done(row);
    pthread_mutex_unlock(&s->lock);
    return status == SQLITE_ROW ? STORE_OK : status == SQLITE_DONE ? STORE_NONE : STORE_FAILED;
}

enum store_result store_room_recipe(struct server_store *s, const uint8_t *id, uint8_t recipe)
{
    enum store_result result = store_begin(s);
    if (!result)
        result = store_run(s, S_ROOM_RECIPE, "ri", id, (int64_t)recipe);
    if (!result && sqlite3_changes(s->db) == 0)
        result = STORE_NONE;
    return store_end(s, result);
}

static enum store_result each_room(struct server_store *s, sqlite3_stmt *row, store_each_room *each,
                                   void *context)
{
    struct store_room room;
    int status;
    while ((status = sqlite3_step(row)) == SQLITE_ROW) {
        room_from(row, &room);
        each(context, &room);
    }
    store_done(row);
    pthread_mutex_unlock(&s->lock);
    return status == SQLITE_DONE ? STORE_OK : STORE_FAILED;
}

enum store_result store_rooms_of(struct server_store *s, const char *name, enum store_state state,
                                 store_each_room *each, void *context)
{
    pthread_mutex_lock(&s->lock);
    return each_room(s, store_bind(s, S_ROOMS_OF, "ti", name, (int64_t)state), each, context);
}

enum store_result store_rooms(struct server_store *s, store_each_room *each, void *context)
{
    pthread_mutex_lock(&s->lock);
    return each_room(s, store_bind(s, S_ROOMS, ""), each, context);
}

enum store_result store_member(struct server_store *s, const uint8_t *room, const char *name,
                               store_each_member *each, void *context)
{
    struct store_member member;
    pthread_mutex_lock(&s->lock);
    sqlite3_stmt *row = store_bind(s, S_MEMBER_FIND, "rt", room, name);
    int status = sqlite3_step(row);
    if (status == SQLITE_ROW) {
        member_from(row, &member);
        each(context, &member);
    }
    store_done(row);
    pthread_mutex_unlock(&s->lock);
    return status == SQLITE_ROW ? STORE_OK : status == SQLITE_DONE ? STORE_NONE : STORE_FAILED;
}

enum store_result store_members(struct server_store *s, const uint8_t *room, store_each_member *each,
                                void *context)
{
    struct store_member member;
    int status;
    pthread_mutex_lock(&s->lock);
    sqlite3_stmt *row = store_bind(s, S_MEMBERS, "r", room);
    while ((status = sqlite3_step(row)) == SQLITE_ROW) {
        member_from(row, &member);
        each(context, &member);
    }
    store_done(row);
    pthread_mutex_unlock(&s->lock);
    return status == SQLITE_DONE ? STORE_OK : STORE_FAILED;
}

static bool count_into(sqlite3_stmt *row, uint64_t *count)
{
    bool counted = sqlite3_step(row) == SQLITE_ROW;
    *count = counted ? (uint64_t)store_int(row, 0) : 0;
    store_done(row);
    return counted;
}

enum store_result store_count(struct server_store *s, const uint8_t *room, const char *name,
                              uint64_t *members, uint64_t *rooms)
{
    pthread_mutex_lock(&s->lock);
    bool counted = count_into(store_bind(s, S_COUNT_MEMBERS, "r", room), members) &&
                   count_into(store_bind(s, S_COUNT_ROOMS, "t", name), rooms);
    pthread_mutex_unlock(&s->lock);
    return counted ? STORE_OK : STORE_FAILED;
}

enum store_result store_member_put(struct server_store *s, const uint8_t *room, const char *name,
                                   const char *inviter, enum store_state state, const void *invitation,
                                   size_t invitation_bytes)
{
    enum store_result result = store_begin(s);
    if (!result)
        result = store_run(s, S_MEMBER_PUT, "rtitb", room, name, (int64_t)state, inviter, invitation,
                           invitation_bytes);
    if (!result && sqlite3_changes(s->db) == 0)
        result = STORE_NONE;
    return store_end(s, result);
}

enum store_result store_member_invitation(struct server_store *s, const uint8_t *room, const char *name,
                                          const char *inviter, const void *invitation,
                                          size_t invitation_bytes)
{
    enum store_result result = store_begin(s);
    if (!result)
        result = store_run(s, S_MEMBER_INVITATION, "rttb", room, name, inviter, invitation, invitation_bytes);
    if (!result && sqlite3_changes(s->db) == 0)
        result = STORE_NONE;
    return store_end(s, result);
}

enum store_result store_member_accept(struct server_store *s, const uint8_t *room, const char *name)
{
    enum store_result result = store_begin(s);
    if (!result)
        result = store_run(s, S_MEMBER_ACCEPT, "rt", room, name);
    if (!result && sqlite3_changes(s->db) == 0)
        result = STORE_NONE;
    return store_end(s, result);
}

enum store_result store_member_leave(struct server_store *s, const uint8_t *room, const char *name,
                                     bool *empty)
{
    *empty = false;
    enum store_result result = store_begin(s);
    if (!result)
        result = store_run(s, S_MEMBER_GONE, "rt", room, name);
    if (!result && sqlite3_changes(s->db) == 0)
        result = STORE_NONE;
    if (!result)
        result = store_run(s, S_MEMBER_WRAPS_DROP, "rt", room, name);
    // One who is gone may have been listed for another who is now gone, too.
    do
        result = result ? result : store_run(s, S_MEMBERS_TIDY, "r", room);
    while (!result && sqlite3_changes(s->db) > 0);
    if (!result)
        result = store_run(s, S_ROOM_DROP, "r", room);
    if (!result)
        *empty = sqlite3_changes(s->db) > 0;
    return store_end(s, result);
}
