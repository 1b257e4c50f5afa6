// SPDX-License-Identifier: MIT
#include "tests/places.h"

#include "tests/run.h"

#include <stdio.h>
#include <stdlib.h>

static void append(struct places *p, struct place place)
{
    if (p->n == p->room) {
        p->room = 2 * p->room + 256;
        p->place = realloc(p->place, p->room * sizeof *p->place);
        CU_ASSERT_PTR_NOT_NULL_FATAL(p->place);
    }
    p->place[p->n++] = place;
}

static int earlier(const void *a, const void *b)
{
    unsigned long x = ((const struct place *)a)->first, y = ((const struct place *)b)->first;
    return (x > y) - (x < y);
}

unsigned long places_read(struct places *p, const char *path)
{
    FILE *in = fopen(path, "re");
    struct place place;
    unsigned long calls = 0;
    while (in && fscanf(in, "%lx %lu %lu", &place.name, &place.first, &place.calls) == 3) {
        append(p, place);
        calls += place.calls;
    }
    if (in)
        fclose(in);
    if (p->n)
        qsort(p->place, p->n, sizeof *p->place, earlier);
    return calls;
}

bool places_add(struct places *p, unsigned long name)
{
    for (unsigned i = 0; i < p->n; i++)
        if (p->place[i].name == name)
            return false;
    append(p, (struct place){.name = name});
    return true;
}

void places_free(struct places *p)
{
    free(p->place);
    *p = (struct places){0};
}
