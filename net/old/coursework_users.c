// SPDX-License-Identifier: MIT
#include "net/old/coursework_users.h"

#include "crypto/common/bytes.h"
#include "crypto/common/hex.h"
#include "net/old/coursework_wire.h"
#include "net/wire/bytes.h"
#include "net/wire/file.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

struct user {
    char name[COURSEWORK_NAME_ROOM];
    char stored[COURSEWORK_HASH_CHARS + 1];
};

struct coursework_users {
    pthread_mutex_t lock; // guards everything below, and the file
    char *path;
    struct user *list;
    size_t n, room;
};

static bool name_good(const char *name)
{
    return name[0] && strlen(name) < COURSEWORK_NAME_ROOM && !strpbrk(name, " ,:") &&
           wire_text_valid(name, strlen(name), false);
}

static bool hash_good(const char *hash)
{
    return strlen(hash) == COURSEWORK_HASH_CHARS && strspn(hash, "0123456789abcdef") == COURSEWORK_HASH_CHARS;
}

static struct user *find(struct coursework_users *users, const char *name)
{
    for (size_t i = 0; i < users->n; i++)
        if (!strcmp(users->list[i].name, name))
            return &users->list[i];
    return NULL;
}

static bool add(struct coursework_users *users, const char *name, const char *stored)
{
    if (users->n == COURSEWORK_MAX_USERS)
        return false;
    if (users->n == users->room) {
        size_t room = users->room ? 2 * users->room : 16;
        struct user *list = realloc(users->list, room * sizeof *list);
        if (!list)
            return false;
        users->list = list;
        users->room = room;
    }
    struct user *user = &users->list[users->n++];
    snprintf(user->name, sizeof user->name, "%s", name);
    snprintf(user->stored, sizeof user->stored, "%s", stored);
    return true;
}

static bool read_line(struct coursework_users *users, char *line)
{
    line[strcspn(line, "\r\n")] = '\0';
    char *space = strchr(line, ' ');
    if (!space)
        return !*line;
    *space = '\0';
    return name_good(line) && hash_good(space + 1) && !find(users, line) && add(users, line, space + 1);
}

struct coursework_users *coursework_users_open(const char *path, char *error, size_t room)
{
    struct coursework_users *users = calloc(1, sizeof *users);
    if (users)
        users->path = strdup(path);
    if (!users || !users->path) {
        free(users);
        snprintf(error, room, "coursework: no memory");
        return NULL;
    }
    pthread_mutex_init(&users->lock, NULL);
    FILE *file = fopen(path, "r");
    if (!file && errno == ENOENT)
        return users;
    char *line = NULL;
    size_t size = 0, number = 0;
    bool good = file != NULL;
    while (good && getline(&line, &size, file) >= 0) {
        number++;
        good = read_line(users, line);
    }
    free(line);
    if (file)
        fclose(file);
    if (good)
        return users;
    if (number)
        snprintf(error, room, "%s, line %zu: no 'user hash'; mend or remove the line", path, number);
    else
        snprintf(error, room, "cannot read %s: %s", path, strerror(errno));
    coursework_users_close(users);
    return NULL;
}

void coursework_users_close(struct coursework_users *users)
{
    if (!users)
        return;
    pthread_mutex_destroy(&users->lock);
    free(users->list);
    free(users->path);
    free(users);
}

static bool save(const struct coursework_users *users)
{
    struct wire_writer out = {0};
    char error[256];
    for (size_t i = 0; i < users->n; i++) {
        wire_put_raw(&out, users->list[i].name, strlen(users->list[i].name));
        wire_put_u8(&out, ' ');
        wire_put_raw(&out, users->list[i].stored, strlen(users->list[i].stored));
        wire_put_u8(&out, '\n');
    }
    bool good = !out.failed && wire_file_replace(users->path, out.data, out.bytes, error, sizeof error);
    wire_free(&out);
    return good;
}

enum coursework_account coursework_sign_up(struct coursework_users *users, const char *name, const char *hash)
{
    if (!name_good(name) || !hash_good(hash))
        return COURSEWORK_REFUSED;
    char stored[COURSEWORK_HASH_CHARS + 1];
    coursework_hash(stored, hash, strlen(hash));
    pthread_mutex_lock(&users->lock);
    enum coursework_account result = COURSEWORK_REFUSED;
    if (!find(users, name)) {
        result = COURSEWORK_NOT_STORED;
        if (add(users, name, stored)) {
            if (save(users))
                result = COURSEWORK_DONE;
            else
                users->n--; // nobody is told of an account that is not there after a restart
        }
    }
    pthread_mutex_unlock(&users->lock);
    return result;
}

enum coursework_account coursework_log_in(struct coursework_users *users, const char *name, const char *hash)
{
    pthread_mutex_lock(&users->lock);
    const struct user *user = find(users, name);
    bool good = user && coursework_hash_matches(user->stored, hash);
    pthread_mutex_unlock(&users->lock);
    return good ? COURSEWORK_DONE : COURSEWORK_REFUSED;
}
