// SPDX-License-Identifier: MIT
// Addresses that are not let in. They are kept until the server ends.
#include "net/core/internal.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#define MOST_BANS 4096

bool core_is_address(const char *text, char host[CORE_HOST_CHARS])
{
    struct in6_addr six;
    struct in_addr four;
    if (inet_pton(AF_INET, text, &four) == 1)
        return inet_ntop(AF_INET, &four, host, CORE_HOST_CHARS);
    return inet_pton(AF_INET6, text, &six) == 1 && inet_ntop(AF_INET6, &six, host, CORE_HOST_CHARS);
}

static size_t find(const struct server *s, const char *host)
{
    size_t i = 0;
    while (i < s->bans_n && strcmp(s->bans[i], host) != 0)
        i++;
    return i;
}

bool core_banned(struct server *s, const char *host)
{
    pthread_mutex_lock(&s->registry);
    bool there = find(s, host) < s->bans_n;
    pthread_mutex_unlock(&s->registry);
    return there;
}

bool core_ban(struct server *s, const char *host)
{
    bool done = false;
    pthread_mutex_lock(&s->registry);
    if (find(s, host) < s->bans_n) {
        done = true;
    } else if (s->bans_n < MOST_BANS) {
        char(*bans)[CORE_HOST_CHARS] = realloc(s->bans, (s->bans_n + 1) * sizeof *bans);
        if (bans) {
            s->bans = bans;
            snprintf(bans[s->bans_n++], CORE_HOST_CHARS, "%s", host);
            done = true;
        }
    }
    pthread_mutex_unlock(&s->registry);
    return done;
}

bool core_unban(struct server *s, const char *host)
{
    pthread_mutex_lock(&s->registry);
    size_t i = find(s, host);
    bool there = i < s->bans_n;
    if (there)
        memmove(s->bans + i, s->bans + i + 1, (--s->bans_n - i) * sizeof *s->bans);
    pthread_mutex_unlock(&s->registry);
    return there;
}
