// SPDX-License-Identifier: MIT
// What is made of a series of rounds.
#ifndef GLASSLOCK_BENCH_STATS_H
#define GLASSLOCK_BENCH_STATS_H

#include <stddef.h>

#define STATS_MAX 64

// The quantile q in [0, 1] of 1 to STATS_MAX values, in any order: between neighbours it is interpolated
// linearly.
double stats_quantile(const double *values, size_t count, double q);
double stats_median(const double *values, size_t count);

// The interquartile range, in percent of the median.
double stats_spread(const double *values, size_t count);

// The median of a[i] / b[i]: the ratio of two parties who ran in the same rounds. What slows a whole round
// (heat, a neighbour) slows both, and cancels.
double stats_paired_ratio(const double *a, const double *b, size_t count);

#endif
