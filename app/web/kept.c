// SPDX-License-Identifier: MIT
#include "app/web/kept.h"

#include <stdlib.h>
#include <string.h>

void kept_init(struct kept *k, struct browsers *pages)
{
    memset(k, 0, sizeof *k); // large: no copy of it on the stack
    k->pages = pages;
    pthread_mutex_init(&k->lock, NULL);
}

void kept_clear(struct kept *k)
{
    for (size_t i = 0; i < KEPT_EVENTS; i++)
        free(k->events[i]);
    for (int i = 0; i < KEPT_SNAPSHOTS; i++)
        free(k->snapshot[i]);
    pthread_mutex_destroy(&k->lock);
}

char *kept_dump(json_t *object)
{
    char *text = object ? json_dumps(object, JSON_COMPACT) : NULL;
    json_decref(object);
    return text;
}

void kept_event(struct kept *k, json_t *object)
{
    pthread_mutex_lock(&k->lock);
    json_object_set_new(object, "n", json_integer((json_int_t)k->newest + 1));
    char *text = kept_dump(object);
    if (text) {
        char **place = &k->events[++k->newest % KEPT_EVENTS];
        free(*place);
        *place = text;
        browsers_tell_all(k->pages, text);
    }
    pthread_mutex_unlock(&k->lock);
}

void kept_snapshot(struct kept *k, enum kept_snapshot which, json_t *object)
{
    char *text = kept_dump(object);
    if (!text)
        return;
    pthread_mutex_lock(&k->lock);
    if (k->snapshot[which] && !strcmp(k->snapshot[which], text)) {
        free(text);
    } else {
        free(k->snapshot[which]);
        k->snapshot[which] = text;
        browsers_tell_all(k->pages, text);
    }
    pthread_mutex_unlock(&k->lock);
}

void kept_welcome(struct kept *k, struct browser *page, unsigned long after)
{
    pthread_mutex_lock(&k->lock);
    for (int i = 0; i < KEPT_SNAPSHOTS; i++)
        if (k->snapshot[i])
            browsers_tell(k->pages, page, k->snapshot[i]);
    unsigned long oldest = k->newest > KEPT_EVENTS ? k->newest - KEPT_EVENTS + 1 : 1;
    if (after > k->newest)
        after = 0; // the number is of a former run
    for (unsigned long n = after + 1 > oldest ? after + 1 : oldest; n <= k->newest; n++)
        browsers_tell(k->pages, page, k->events[n % KEPT_EVENTS]);
    browsers_tell(k->pages, page, "{\"event\":\"told\"}");
    pthread_mutex_unlock(&k->lock);
}
