// SPDX-License-Identifier: MIT
#include "crypto/common/text.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

struct text {
    char **out;
    size_t *out_n;
    char *data; // `used` characters and a NUL
    size_t used, room;
    bool failed; // for good: nothing more is taken
};

static bool grow(struct text *t, size_t more)
{
    size_t room = 2 * t->room + more;
    char *grown = realloc(t->data, room);
    if (!grown)
        return false;
    t->data = grown;
    t->room = room;
    return true;
}

static ssize_t put(void *cookie, const char *from, size_t n)
{
    struct text *t = cookie;
    t->failed = t->failed || (n >= t->room - t->used && !grow(t, n));
    if (t->failed)
        return 0;
    memcpy(t->data + t->used, from, n);
    t->used += n;
    t->data[t->used] = '\0';
    return (ssize_t)n;
}

static int finish(void *cookie)
{
    struct text *t = cookie;
    bool failed = t->failed;
    if (failed)
        free(t->data);
    *t->out = failed ? NULL : t->data;
    *t->out_n = failed ? 0 : t->used;
    free(t);
    return failed ? EOF : 0;
}

FILE *gl_text_open(char **text, size_t *n)
{
    struct text *t = malloc(sizeof *t);
    char *data = calloc(1, BUFSIZ);
    *text = NULL;
    *n = 0;
    if (t && data)
        *t = (struct text){.out = text, .out_n = n, .data = data, .room = BUFSIZ};
    FILE *out =
        t && data ? fopencookie(t, "w", (cookie_io_functions_t){.write = put, .close = finish}) : NULL;
    if (!out) {
        free(data);
        free(t);
    }
    return out;
}
