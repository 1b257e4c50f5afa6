// SPDX-License-Identifier: MIT
// The DES key search (crypto/des/des_keysearch.h) in several threads.
#ifndef GLASSLOCK_APP_ATTACK_KEY_THREADS_H
#define GLASSLOCK_APP_ATTACK_KEY_THREADS_H

#include "app/attack/story.h"
#include "crypto/des/des_keysearch.h"

#include <pthread.h>

#define KEY_THREADS_MAX 64

// Shared by the threads; the lock guards next, done, key, running and found.
struct key_threads {
    const struct des_keysearch *s;
    const struct des_keysearch_engine *engine;
    pthread_mutex_t lock;
    pthread_cond_t finished;
    uint64_t batches, piece; // a thread takes `piece` batches at a time
    uint64_t next, done, key;
    unsigned running;
    bool found;
};

// All threads over all batches, from {.s, .engine, .batches, .piece}, until the key is found; progress goes
// to the story. Then nobody else has the struct. false: not one thread could be started.
bool key_threads_run(struct story *s, struct key_threads *w, unsigned threads);

// Keys a second of one thread, measured in a tenth of a second.
double key_threads_rate(const struct des_keysearch_engine *engine);

#endif
