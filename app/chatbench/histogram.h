// SPDX-License-Identifier: MIT
// Latencies in buckets: 64 to each power of two, so that a percentile is right to 1.6 %.
#ifndef GLASSLOCK_APP_CHATBENCH_HISTOGRAM_H
#define GLASSLOCK_APP_CHATBENCH_HISTOGRAM_H

#include <stdint.h>

#define HISTOGRAM_BUCKETS (64 * 59)

struct histogram {
    uint64_t count[HISTOGRAM_BUCKETS];
    uint64_t n, max;
};
void histogram_add(struct histogram *h, uint64_t value);
// The smallest bucket's middle below which `part` (0 to 1) of the values are; 0 without values.
uint64_t histogram_percentile(const struct histogram *h, double part);

#endif
