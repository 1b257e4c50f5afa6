// SPDX-License-Identifier: MIT
#include "tests/held_password.h"

#include "tests/run.h"

#include <crypt.h>
#include <pthread.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; // guards the state
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static enum { PASSING, HOLDING, HELD } state;

static void change(int to)
{
    pthread_mutex_lock(&lock);
    state = to;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
}

void password_hold(void)
{
    change(HOLDING);
}

void password_release(void)
{
    change(PASSING);
}

bool password_held(void)
{
    struct timespec until;
    int late = 0;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += PATIENCE_MS / 1000;
    pthread_mutex_lock(&lock);
    while (!late && state != HELD)
        late = pthread_cond_timedwait(&changed, &lock, &until);
    pthread_mutex_unlock(&lock);
    return !late;
}

// What libcrypt's says, by another of its functions.
char *crypt_rn(const char *phrase, const char *setting, void *data, int bytes)
{
    pthread_mutex_lock(&lock);
    if (state == HOLDING) {
        state = HELD;
        pthread_cond_broadcast(&changed);
        while (state == HELD)
            pthread_cond_wait(&changed, &lock);
    }
    pthread_mutex_unlock(&lock);
    if (bytes < (int)sizeof(struct crypt_data))
        return NULL;
    char *hash = crypt_r(phrase, setting, data);
    return hash && *hash != '*' ? hash : NULL;
}
