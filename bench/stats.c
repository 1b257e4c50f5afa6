// SPDX-License-Identifier: MIT
#include "bench/stats.h"

#include <stdlib.h>
#include <string.h>

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double stats_quantile(const double *values, size_t count, double q)
{
    double sorted[STATS_MAX];
    if (count == 0 || count > STATS_MAX)
        return 0;
    memcpy(sorted, values, count * sizeof *values);
    qsort(sorted, count, sizeof *sorted, ascending);
    double at = q * (double)(count - 1);
    size_t below = (size_t)at;
    if (below + 1 >= count)
        return sorted[count - 1];
    return sorted[below] + (at - (double)below) * (sorted[below + 1] - sorted[below]);
}

double stats_median(const double *values, size_t count)
{
    return stats_quantile(values, count, 0.5);
}

double stats_spread(const double *values, size_t count)
{
    double median = stats_median(values, count);
    if (median <= 0)
        return 0;
    return 100 * (stats_quantile(values, count, 0.75) - stats_quantile(values, count, 0.25)) / median;
}

double stats_paired_ratio(const double *a, const double *b, size_t count)
{
    double ratios[STATS_MAX];
    if (count > STATS_MAX)
        return 0;
    for (size_t i = 0; i < count; i++)
        ratios[i] = b[i] > 0 ? a[i] / b[i] : 0;
    return stats_median(ratios, count);
}
