// SPDX-License-Identifier: MIT
// Defects on purpose, one a run: the sanitizers and valgrind must notice each, and must not complain where
// there is none ("sound"). app/scripts/check-planted.sh says who must notice what.
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static long counter; // guarded by nothing: that is the defect
static pthread_mutex_t locks[2] = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};

static void *count(void *guarded)
{
    for (int i = 0; i < 100000; i++) {
        if (guarded)
            pthread_mutex_lock(guarded);
        counter++;
        if (guarded)
            pthread_mutex_unlock(guarded);
    }
    return NULL;
}

static int count_twice(pthread_mutex_t *guard)
{
    pthread_t one, two;
    if (pthread_create(&one, NULL, count, guard) != 0 || pthread_create(&two, NULL, count, guard) != 0)
        return 2;
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    printf("counted to %ld\n", counter);
    return 0;
}

static int sound(void)
{
    return count_twice(&locks[0]);
}

static int race(void)
{
    return count_twice(NULL);
}

// One order here, the other there: some day two threads wait for each other.
static int deadlock(void)
{
    for (int first = 0; first < 2; first++) {
        pthread_mutex_lock(&locks[first]);
        pthread_mutex_lock(&locks[!first]);
        pthread_mutex_unlock(&locks[!first]);
        pthread_mutex_unlock(&locks[first]);
    }
    return 0;
}

// NOLINTBEGIN: these are what the checks must find
static int leak(void)
{
    char *volatile lost = malloc(100);
    lost = NULL;
    return lost != NULL;
}

static int uninitialised(void)
{
    char *volatile text = malloc(100); // volatile: the compiler would notice
    if (!text)
        return 2;
    puts(text[50] > 'a' ? "more" : "less");
    free(text);
    return 0;
}

static int overflow(void)
{
    volatile size_t bytes = 100;
    volatile char *text = malloc(bytes); // volatile: the compiler would leave the write away
    if (!text)
        return 2;
    text[bytes] = 'x';
    free((void *)text);
    return 0;
}

static int freed(void)
{
    char *volatile text = calloc(100, 1);
    free(text);
    return text[50];
}

static int undefined(void)
{
    volatile int most = INT_MAX;
    most = most + 1;
    return most > 0;
}
// NOLINTEND

static const struct {
    const char *name;
    int (*run)(void);
} defects[] = {
    {"sound", sound},
    {"race", race},
    {"deadlock", deadlock},
    {"leak", leak},
    {"uninitialised", uninitialised},
    {"overflow", overflow},
    {"freed", freed},
    {"undefined", undefined},
};

int main(int argc, char **argv)
{
    for (size_t i = 0; argc == 2 && i < sizeof defects / sizeof *defects; i++)
        if (strcmp(argv[1], defects[i].name) == 0)
            return defects[i].run();
    fputs("usage: planted sound|race|deadlock|leak|uninitialised|overflow|freed|undefined\n", stderr);
    return 2;
}
