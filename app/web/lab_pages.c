// SPDX-License-Identifier: MIT
#include "app/web/lab_pages.h"

#include "crypto/common/hex.h"
#include "crypto/common/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void lab_pages_init(struct lab_pages *pages)
{
    *pages = (struct lab_pages){0};
    pthread_mutex_init(&pages->lock, NULL);
}

void lab_pages_clear(struct lab_pages *pages)
{
    for (size_t i = 0; i < LAB_PAGES; i++)
        free(pages->at[i].html);
    pthread_mutex_destroy(&pages->lock);
}

char *lab_pages_keep(struct lab_pages *pages, char *html, size_t bytes)
{
    uint8_t random[LAB_ID_CHARS / 2];
    char id[LAB_ID_CHARS + 1];
    char *address;
    if (gl_random_bytes(NULL, random, sizeof random))
        return NULL;
    gl_hex_encode(id, random, sizeof random);
    if (asprintf(&address, LAB_PAGE "%s", id) < 0)
        return NULL;
    pthread_mutex_lock(&pages->lock);
    size_t place = pages->next++ % LAB_PAGES;
    free(pages->at[place].html);
    memcpy(pages->at[place].id, id, sizeof id);
    pages->at[place].html = html;
    pages->at[place].bytes = bytes;
    pthread_mutex_unlock(&pages->lock);
    return address;
}

char *lab_pages_find(struct lab_pages *pages, const char *id, size_t *bytes)
{
    char *html = NULL;
    pthread_mutex_lock(&pages->lock);
    for (size_t i = 0; i < LAB_PAGES && !html; i++) {
        if (!pages->at[i].html || strcmp(pages->at[i].id, id) != 0)
            continue;
        *bytes = pages->at[i].bytes;
        html = malloc(*bytes + 1);
        if (html)
            memcpy(html, pages->at[i].html, *bytes);
    }
    pthread_mutex_unlock(&pages->lock);
    return html;
}
