// SPDX-License-Identifier: MIT
// How many bits differ after each round, on average over many twins.
#ifndef GLASSLOCK_APP_VIEWS_AVALANCHE_H
#define GLASSLOCK_APP_VIEWS_AVALANCHE_H

#include "app/views/twin.h"

#include <stdint.h>
#include <stdio.h>

struct avalanche_round {
    char name[64];   // "Block 1 > Round 3"
    uint32_t number; // 3
    uint32_t bits;   // that leave the round
    uint32_t least, most;
    uint64_t sum, sum_of_squares;
};

struct avalanche {
    char what[256]; // "one bit of the key flipped"
    unsigned runs;
    size_t n;
    struct avalanche_round *rounds;
};

// Add a twin: the first gives the rounds, all others must have the same. False without memory or with other
// rounds.
bool avalanche_add(struct avalanche *avalanche, const struct twin *twin);
void avalanche_clear(struct avalanche *avalanche);

double avalanche_mean(const struct avalanche *avalanche, size_t round);
double avalanche_deviation(const struct avalanche *avalanche,
                           size_t round); // standard deviation over the runs

void view_avalanche_text(FILE *out, const struct avalanche *avalanche);
enum gl_error view_avalanche_json(FILE *out, const struct avalanche *avalanche, const char *algorithm);
enum gl_error view_avalanche_html(FILE *out, const struct avalanche *avalanche, const char *title);
// A curve as SVG: the mean of each round in percent of its bits, with the spread as a band, and a line at
// half.
void view_avalanche_svg(FILE *out, const struct avalanche *avalanche);

#endif
