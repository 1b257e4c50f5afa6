// SPDX-License-Identifier: MIT
#include "app/attack/ecb.h"

#include "crypto/common/no_memory.h"

#include <stdlib.h>
#include <string.h>

static int compare8(const void *a, const void *b)
{
    return memcmp(a, b, 8);
}

static int compare16(const void *a, const void *b)
{
    return memcmp(a, b, 16);
}

// Keep the list of the most frequent in order.
static void note(struct ecb_count *count, const uint8_t *at, size_t block, size_t times)
{
    size_t place = ECB_TOP;
    while (place > 0 && count->top[place - 1].times < times)
        place--;
    if (place == ECB_TOP)
        return;
    memmove(&count->top[place + 1], &count->top[place], (ECB_TOP - 1 - place) * sizeof count->top[0]);
    memcpy(count->top[place].block, at, block);
    count->top[place].times = times;
}

void ecb_count(const uint8_t *data, size_t bytes, size_t block, struct ecb_count *count)
{
    *count = (struct ecb_count){.blocks = bytes / block};
    uint8_t *sorted = gl_need(malloc(bytes + 1));
    memcpy(sorted, data, bytes);
    qsort(sorted, count->blocks, block, block == 8 ? compare8 : compare16);
    for (size_t i = 0, from = 0; i < count->blocks; i++) {
        bool last =
            i + 1 == count->blocks || memcmp(sorted + i * block, sorted + (i + 1) * block, block) != 0;
        if (last) {
            note(count, sorted + i * block, block, i + 1 - from);
            count->distinct++;
            from = i + 1;
        }
    }
    free(sorted);
}
