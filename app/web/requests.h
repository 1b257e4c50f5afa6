// SPDX-License-Identifier: MIT
// What the pages ask for, in order, until the engine's thread takes it.
#ifndef GLASSLOCK_APP_WEB_REQUESTS_H
#define GLASSLOCK_APP_WEB_REQUESTS_H

#include "app/web/browsers.h"

#include <jansson.h>
#include <pthread.h>

#define BRIDGE_REQUESTS      1024 // waiting for the engine
#define BRIDGE_REQUEST_BYTES 16384

struct request {
    struct request *next;
    struct browser *page;
    json_t *json; // an object
};
void request_free(struct request *r);

struct requests {
    pthread_mutex_t lock; // guards what follows
    struct request *first, **last;
    unsigned waiting;
};
void requests_begin(struct requests *q);
void requests_end(struct requests *q); // frees those that nobody took
// false: malformed, too long, or too many are waiting.
bool requests_put(struct requests *q, struct browser *page, const char *json, size_t bytes);
struct request *requests_take(struct requests *q); // NULL: none waits

#endif
