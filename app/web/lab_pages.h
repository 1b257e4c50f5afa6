// SPDX-License-Identifier: MIT
// The pages that the lab's jobs have made: the last few, each at an address that only who ran the job knows.
#ifndef GLASSLOCK_APP_WEB_LAB_PAGES_H
#define GLASSLOCK_APP_WEB_LAB_PAGES_H

#include <pthread.h>
#include <stddef.h>

#define LAB_PAGES    32 // kept; the oldest go
#define LAB_PAGE     "/lab/page/"
#define LAB_ID_CHARS 32

struct lab_pages {
    pthread_mutex_t lock; // guards the members below
    struct {
        char id[LAB_ID_CHARS + 1];
        char *html;
        size_t bytes;
    } at[LAB_PAGES];
    size_t next; // which of them goes next
};

void lab_pages_init(struct lab_pages *pages);
void lab_pages_clear(struct lab_pages *pages);

// Its address, malloc'd; the page, malloc'd too, is the list's then. NULL without memory or randomness.
char *lab_pages_keep(struct lab_pages *pages, char *html, size_t bytes);
// A copy, malloc'd, of the page with this id. NULL: there is none, or no memory.
char *lab_pages_find(struct lab_pages *pages, const char *id, size_t *bytes);

#endif
