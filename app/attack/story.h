// SPDX-License-Identifier: MIT
// How an attack is told: for people, in numbered sections with the facts aligned, or as one JSON object.
//
// JSON: {"attack", "seed", "facts": {KEY: value, ...}, "narrative": [{"section", "lines": [...]}, ...],
// "succeeded", "defence", "defence_held"}. Every fact that people see is there under its key.
#ifndef GLASSLOCK_APP_ATTACK_STORY_H
#define GLASSLOCK_APP_ATTACK_STORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct story;

struct story_title {
    const char *attack, *weakness, *defence;
    uint64_t seed;
};
// pause: on a terminal, wait for Enter before each section but the first. NULL: no memory.
struct story *story_open(const struct story_title *title, bool json, bool pause);
void story_close(struct story *s);   // the end: prints what is left (JSON: all of it), and frees
void story_abandon(struct story *s); // after an error that was told: frees only

// The sections that every attack has, in this order; the last is the same attempt against the defence.
enum story_section { STORY_KNOWS, STORY_SENDS, STORY_LEARNS, STORY_COSTS, STORY_DEFENCE };
void story_section(struct story *s, enum story_section section);

// A paragraph, broken at the terminal's width.
__attribute__((format(printf, 2, 3))) void story_say(struct story *s, const char *format, ...);
// A line that is kept as it is: a row of a table, a picture. `json`: the same without colour, or NULL for
// none.
void story_line(struct story *s, const char *line, const char *json);
__attribute__((format(printf, 2, 3))) void story_row(struct story *s, const char *format, ...);

// Facts. key: for programs; label: for people. Long values go on in lines of their own.
__attribute__((format(printf, 4, 5))) void story_fact(struct story *s, const char *key, const char *label,
                                                      const char *format, ...);
void story_hex(struct story *s, const char *key, const char *label, const void *data, size_t bytes);
void story_count(struct story *s, const char *key, const char *label, uint64_t count, const char *unit);
// 268435456 keys/s: "268 M keys/s"
void story_rate(struct story *s, const char *key, const char *label, double rate, const char *unit);
// 3.2 s, 12 days, 8.5 years
void story_time(struct story *s, const char *key, const char *label, double seconds);
// A number of a table that story_row() has shown: for programs only.
void story_note(struct story *s, const char *key, double number);

// What the attack came to; the last call of each counts. `format` says why.
__attribute__((format(printf, 3, 4))) void story_outcome(struct story *s, bool succeeded, const char *format,
                                                         ...);
__attribute__((format(printf, 3, 4))) void story_defended(struct story *s, bool held, const char *format,
                                                          ...);
bool story_succeeded(const struct story *s);
bool story_held(const struct story *s);

// Colour may be used in story_line()?
bool story_colour(const struct story *s);
unsigned story_columns(const struct story *s);

// On a terminal, a line that is overwritten; elsewhere nothing. fraction: of the work, 0 to 1.
void story_progress(struct story *s, double fraction, const char *what);

// "8.5 years" into a buffer of 32.
void story_duration(char out[32], double seconds);

#endif
