// SPDX-License-Identifier: MIT
#include "app/chatbench/histogram.h"

// Below 128 each value has a bucket; above, the six bits behind the highest one choose it.
static unsigned bucket_of(uint64_t value)
{
    if (value < 128)
        return (unsigned)value;
    unsigned shift = 57 - (unsigned)__builtin_clzll(value);
    return shift * 64 + (unsigned)(value >> shift);
}

static uint64_t middle_of(unsigned bucket)
{
    if (bucket < 128)
        return bucket;
    unsigned shift = bucket / 64 - 1;
    return ((uint64_t)(bucket % 64 + 64) << shift) + (UINT64_C(1) << shift) / 2;
}

void histogram_add(struct histogram *h, uint64_t value)
{
    h->count[bucket_of(value)]++;
    h->n++;
    if (value > h->max)
        h->max = value;
}

uint64_t histogram_percentile(const struct histogram *h, double part)
{
    uint64_t wanted = (uint64_t)(part * (double)h->n), seen = 0;
    for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++) {
        seen += h->count[i];
        if (seen > wanted || (seen && seen == h->n))
            return middle_of(i) < h->max ? middle_of(i) : h->max;
    }
    return 0;
}
