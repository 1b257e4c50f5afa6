// SPDX-License-Identifier: MIT
#include "app/attack/key_threads.h"

#include "app/attack/attack.h"

#include <math.h>
#include <time.h>

static void *search(void *context)
{
    struct key_threads *w = context;
    pthread_mutex_lock(&w->lock);
    while (!w->found && w->next < w->batches) {
        uint64_t first = w->next, n = w->batches - first < w->piece ? w->batches - first : w->piece, key = 0;
        w->next += n;
        pthread_mutex_unlock(&w->lock);
        bool found = w->engine->search(w->s, first, n, &key);
        pthread_mutex_lock(&w->lock);
        w->done += n;
        if (found) {
            w->found = true;
            w->key = key;
        }
    }
    w->running--;
    pthread_cond_signal(&w->finished);
    pthread_mutex_unlock(&w->lock);
    return NULL;
}

// Wait for the threads, and tell how far they are.
static void watch(struct story *s, struct key_threads *w)
{
    pthread_mutex_lock(&w->lock);
    while (w->running > 0) {
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_nsec += 100000000;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        pthread_cond_clockwait(&w->finished, &w->lock, CLOCK_MONOTONIC, &until);
        double fraction = (double)w->done / (double)w->batches;
        pthread_mutex_unlock(&w->lock);
        story_progress(s, fraction, "of the keys");
        pthread_mutex_lock(&w->lock);
    }
    pthread_mutex_unlock(&w->lock);
}

bool key_threads_run(struct story *s, struct key_threads *w, unsigned threads)
{
    pthread_t thread[KEY_THREADS_MAX];
    unsigned started = 0;
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->finished, NULL);
    pthread_mutex_lock(&w->lock); // `running` is right before any of them ends
    while (started < threads && pthread_create(&thread[started], NULL, search, w) == 0)
        started++;
    w->running = started;
    pthread_mutex_unlock(&w->lock);
    watch(s, w);
    for (unsigned i = 0; i < started; i++)
        pthread_join(thread[i], NULL);
    pthread_cond_destroy(&w->finished);
    pthread_mutex_destroy(&w->lock);
    return started > 0;
}

double key_threads_rate(const struct des_keysearch_engine *engine)
{
    const struct des_keysearch s = {.unknown = DES_KEY_BITS, .plain = {1}};
    uint64_t key, batches = 0;
    double start = attack_clock(), spent = 0;
    while (spent < 0.1) {
        engine->search(&s, batches, 1000, &key);
        batches += 1000;
        spent = attack_clock() - start;
    }
    return ldexp((double)batches, (int)engine->lane_bits) / spent;
}
