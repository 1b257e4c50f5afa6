// SPDX-License-Identifier: MIT
#include "app/web/browsers.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct line {
    struct line *next;
    size_t bytes;
    char text[];
};

struct browser {
    struct browsers *all;
    void *page;
    pthread_t writer;
    pthread_cond_t more; // there is something in the queue, or `over`
    // Guarded by all->lock:
    struct line *first, **last;
    size_t waiting; // bytes in the queue
    bool over;      // the writer ends
};

struct browsers {
    const struct browser_ways *ways;
    pthread_mutex_t
        lock; // guards the list and every browser's queue; nothing is written to a socket under it
    struct browser *list[BROWSERS_MOST];
    size_t n;
};

struct browsers *browsers_new(const struct browser_ways *ways)
{
    struct browsers *all = calloc(1, sizeof *all);
    if (!all)
        return NULL;
    all->ways = ways;
    pthread_mutex_init(&all->lock, NULL);
    return all;
}

void browsers_free(struct browsers *all)
{
    if (!all)
        return;
    pthread_mutex_destroy(&all->lock);
    free(all);
}

static struct line *take(struct browser *b)
{
    pthread_mutex_lock(&b->all->lock);
    while (!b->first && !b->over)
        pthread_cond_wait(&b->more, &b->all->lock);
    struct line *line = b->over ? NULL : b->first;
    if (line) {
        b->first = line->next;
        if (!b->first)
            b->last = &b->first;
        b->waiting -= line->bytes;
    }
    pthread_mutex_unlock(&b->all->lock);
    return line;
}

static void *write_queue(void *browser)
{
    struct browser *b = browser;
    struct line *line;
    bool gone = false;
    while (!gone && (line = take(b))) {
        gone = !b->all->ways->write(b->page, line->text, line->bytes);
        free(line);
    }
    b->all->ways->close(b->page);
    return NULL;
}

struct browser *browsers_add(struct browsers *all, void *page)
{
    struct browser *b = calloc(1, sizeof *b);
    if (!b)
        return NULL;
    b->all = all;
    b->page = page;
    b->last = &b->first;
    pthread_cond_init(&b->more, NULL);
    pthread_mutex_lock(&all->lock);
    bool in = all->n < BROWSERS_MOST && !pthread_create(&b->writer, NULL, write_queue, b);
    if (in)
        all->list[all->n++] = b;
    pthread_mutex_unlock(&all->lock);
    if (in)
        return b;
    pthread_cond_destroy(&b->more);
    free(b);
    return NULL;
}

// With the lock.
static void end(struct browser *b)
{
    b->over = true;
    pthread_cond_signal(&b->more);
}

void browsers_remove(struct browsers *all, struct browser *b)
{
    pthread_mutex_lock(&all->lock);
    for (size_t i = 0; i < all->n; i++)
        if (all->list[i] == b) {
            all->list[i] = all->list[--all->n];
            break;
        }
    end(b);
    pthread_mutex_unlock(&all->lock);
    pthread_join(b->writer, NULL);
    while (b->first) {
        struct line *next = b->first->next;
        free(b->first);
        b->first = next;
    }
    pthread_cond_destroy(&b->more);
    free(b);
}

// With the lock.
static void queue(struct browser *b, const char *text, size_t bytes)
{
    if (b->over)
        return;
    struct line *line = b->waiting + bytes <= BROWSERS_QUEUE_BYTES ? malloc(sizeof *line + bytes + 1) : NULL;
    if (!line) {
        end(b);
        return;
    }
    line->next = NULL;
    line->bytes = bytes;
    memcpy(line->text, text, bytes + 1);
    *b->last = line;
    b->last = &line->next;
    b->waiting += bytes;
    pthread_cond_signal(&b->more);
}

void browsers_tell(struct browsers *all, struct browser *b, const char *text)
{
    pthread_mutex_lock(&all->lock);
    for (size_t i = 0; i < all->n; i++)
        if (all->list[i] == b) // it may have gone meanwhile
            queue(b, text, strlen(text));
    pthread_mutex_unlock(&all->lock);
}

void browsers_tell_all(struct browsers *all, const char *text)
{
    size_t bytes = strlen(text);
    pthread_mutex_lock(&all->lock);
    for (size_t i = 0; i < all->n; i++)
        queue(all->list[i], text, bytes);
    pthread_mutex_unlock(&all->lock);
}

size_t browsers_count(struct browsers *all)
{
    pthread_mutex_lock(&all->lock);
    size_t n = all->n;
    pthread_mutex_unlock(&all->lock);
    return n;
}
