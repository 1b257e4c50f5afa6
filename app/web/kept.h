// SPDX-License-Identifier: MIT
// What the pages were told, kept so that a page that opens later is told it too: the last events, and what
// describes the present. All of it goes to all pages in one order.
#ifndef GLASSLOCK_APP_WEB_KEPT_H
#define GLASSLOCK_APP_WEB_KEPT_H

#include "app/web/browsers.h"

#include <jansson.h>
#include <pthread.h>

#define KEPT_EVENTS 20000

enum kept_snapshot { KEPT_HELLO, KEPT_STATUS, KEPT_PEOPLE, KEPT_ROOMS, KEPT_SNAPSHOTS };

struct kept {
    struct browsers *pages;
    pthread_mutex_t lock;           // guards what follows
    char *events[KEPT_EVENTS];      // a ring: event n stands at n % KEPT_EVENTS
    unsigned long newest;           // the number of the last event; 0: none
    char *snapshot[KEPT_SNAPSHOTS]; // as they were told last
};

void kept_init(struct kept *k, struct browsers *pages);
void kept_clear(struct kept *k);

// JSON on one line, malloc'd; takes the object, which may be NULL. NULL: no memory.
char *kept_dump(json_t *object);
// Numbered ("n"), kept, and told; takes the object.
void kept_event(struct kept *k, json_t *object);
// Told when it has changed; takes the object, which may be NULL.
void kept_snapshot(struct kept *k, enum kept_snapshot which, json_t *object);
// Tell one page the present, and every event after `after` (0: all that are kept).
void kept_welcome(struct kept *k, struct browser *page, unsigned long after);

#endif
