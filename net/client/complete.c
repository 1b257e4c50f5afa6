// SPDX-License-Identifier: MIT
// What can stand for the word before the cursor.
#include "net/client/engine.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#define MOST 512 // words offered at once

struct words {
    char **word;
    size_t n;
    const char *part; // what is typed of the word
    size_t bytes;
};

// Offer before + text + after where it begins as what was typed.
static void offer(struct words *w, const char *before, const char *text, const char *after)
{
    char *word = NULL;
    if (w->n == MOST || asprintf(&word, "%s%s%s", before, text, after) < 0)
        return;
    bool fits = strncasecmp(word, w->part, w->bytes) == 0;
    for (size_t i = 0; i < w->n && fits; i++)
        fits = strcmp(w->word[i], word) != 0;
    if (fits)
        w->word[w->n++] = word;
    else
        free(word);
}

static void offer_names(struct words *w, const struct chat_client *c, const char *before, const char *after)
{
    for (size_t i = 0; i < c->n_people; i++)
        if (!c->people[i].self)
            offer(w, before, c->people[i].name, after);
}

char **client_complete(struct chat_client *c, const char *line, size_t cursor, size_t *n, size_t *from)
{
    *n = 0;
    *from = cursor;
    struct words w = {.word = calloc(MOST, sizeof *w.word)};
    if (!w.word)
        return NULL;
    size_t start = cursor;
    while (start && line[start - 1] != ' ')
        start--;
    w.part = line + start;
    w.bytes = cursor - start;
    *from = start;
    if (start == 0 && w.bytes && line[0] == '/') {
        for (const struct client_command_help *h = c->commands; h->name; h++)
            offer(&w, "/", h->name, "");
    } else if (start == 0 && strncasecmp(w.part, "private:", w.bytes < 8 ? w.bytes : 8) == 0 &&
               w.bytes >= 8) {
        offer_names(&w, c, "private:", ":");
    } else if (w.bytes && line[start] == ':') {
        for (const struct client_emote *e = client_emotes; e->code; e++)
            offer(&w, "", e->code, "");
    } else {
        offer_names(&w, c, "", "");
        for (size_t i = 0; i < c->n_rooms; i++)
            offer(&w, "", c->rooms[i].title, "");
    }
    *n = w.n;
    return w.word;
}
