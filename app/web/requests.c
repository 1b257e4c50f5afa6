// SPDX-License-Identifier: MIT
#include "app/web/requests.h"

#include <stdlib.h>

void requests_begin(struct requests *q)
{
    *q = (struct requests){.lock = PTHREAD_MUTEX_INITIALIZER};
    q->last = &q->first;
}

void requests_end(struct requests *q)
{
    struct request *r;
    while ((r = requests_take(q)))
        request_free(r);
    pthread_mutex_destroy(&q->lock);
}

void request_free(struct request *r)
{
    if (r)
        json_decref(r->json);
    free(r);
}

static bool add(struct requests *q, struct request *r)
{
    pthread_mutex_lock(&q->lock);
    const bool taken = q->waiting < BRIDGE_REQUESTS;
    if (taken) {
        *q->last = r;
        q->last = &r->next;
        q->waiting++;
    }
    pthread_mutex_unlock(&q->lock);
    return taken;
}

bool requests_put(struct requests *q, struct browser *page, const char *json, size_t bytes)
{
    json_t *object =
        bytes <= BRIDGE_REQUEST_BYTES ? json_loadb(json, bytes, JSON_REJECT_DUPLICATES, NULL) : NULL;
    struct request *r = json_is_object(object) ? malloc(sizeof *r) : NULL;
    if (!r) {
        json_decref(object);
        return false;
    }
    *r = (struct request){NULL, page, object};
    if (add(q, r))
        return true;
    request_free(r);
    return false;
}

struct request *requests_take(struct requests *q)
{
    pthread_mutex_lock(&q->lock);
    struct request *r = q->first;
    if (r) {
        q->first = r->next;
        if (!q->first)
            q->last = &q->first;
        q->waiting--;
    }
    pthread_mutex_unlock(&q->lock);
    return r;
}
