// SPDX-License-Identifier: MIT
// The open pages: each has a queue of what is to be told to it and a thread that writes it, so that there is
// one writer at a time on each socket and a page that no longer reads holds up nobody. A page whose queue is
// full is closed; its script connects again and gets everything anew.
#ifndef GLASSLOCK_APP_WEB_BROWSERS_H
#define GLASSLOCK_APP_WEB_BROWSERS_H

#include <stdbool.h>
#include <stddef.h>

#define BROWSERS_MOST        16                 // at once
#define BROWSERS_QUEUE_BYTES (32 * 1024 * 1024) // waiting for one page: a long history fits

struct browsers;
struct browser;

// How a page is written to and closed (CivetWeb's functions; tests bring their own). write() may block; it
// returns false when the page is gone.
struct browser_ways {
    bool (*write)(void *page, const char *text, size_t bytes);
    void (*close)(void *page);
};

struct browsers *browsers_new(const struct browser_ways *ways);
void browsers_free(struct browsers *all); // all pages have gone before

// A page has shown the token. NULL: too many, or no memory.
struct browser *browsers_add(struct browsers *all, void *page);
// Its socket is closed: stops its thread. From the socket's own thread.
void browsers_remove(struct browsers *all, struct browser *b);

// Queue a text (copied) for one page, or for all. Never blocks on a socket. Safe from any thread.
void browsers_tell(struct browsers *all, struct browser *b, const char *text);
void browsers_tell_all(struct browsers *all, const char *text);
size_t browsers_count(struct browsers *all);

#endif
