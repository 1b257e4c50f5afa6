// SPDX-License-Identifier: MIT
// Defects on purpose: `make check-valgrind` and `make check-threads` first see that they notice these.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static long counter; // guarded by nothing: that is the defect

static void *count(void *unused)
{
    (void)unused;
    for (int i = 0; i < 100000; i++)
        counter++;
    return NULL;
}

static int race(void)
{
    pthread_t one, two;
    if (pthread_create(&one, NULL, count, NULL) != 0 || pthread_create(&two, NULL, count, NULL) != 0)
        return 2;
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    printf("counted to %ld\n", counter);
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
// NOLINTEND

int main(int argc, char **argv)
{
    const char *which = argc == 2 ? argv[1] : "";
    if (strcmp(which, "race") == 0)
        return race();
    if (strcmp(which, "leak") == 0)
        return leak();
    if (strcmp(which, "uninitialised") == 0)
        return uninitialised();
    fputs("usage: planted race|leak|uninitialised\n", stderr);
    return 2;
}
