// SPDX-License-Identifier: MIT
#include "app/attack/story_format.h"

#include "app/attack/story.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define MIN_COLUMNS 60
#define MAX_COLUMNS 110

unsigned format_columns(void)
{
    struct winsize size = {0};
    if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return 80;
    return size.ws_col < MIN_COLUMNS ? MIN_COLUMNS : size.ws_col > MAX_COLUMNS ? MAX_COLUMNS : size.ws_col;
}

// How many bytes of the word fit in `columns` columns, counting a character of UTF-8 as one.
static size_t cut(const char *word, size_t bytes, unsigned columns)
{
    size_t at = 0;
    for (unsigned used = 0; at < bytes; at++) {
        if (((unsigned char)word[at] & 0xc0) != 0x80 && used++ == columns)
            return at;
    }
    return at;
}

static unsigned width(const char *word, size_t bytes)
{
    unsigned columns = 0;
    for (size_t i = 0; i < bytes; i++)
        columns += ((unsigned char)word[i] & 0xc0) != 0x80;
    return columns;
}

void format_paragraph(const char *text, unsigned at, unsigned rest, unsigned columns)
{
    unsigned start = at;
    while (*(text += strspn(text, " "))) {
        size_t bytes = strcspn(text, " ");
        unsigned gap = at > start, room = columns - 1 - at;
        if (width(text, bytes) + gap > room && at > start) {
            printf("\n%*s", (int)rest, "");
            at = start = rest;
            continue;
        }
        size_t taken = cut(text, bytes, columns - 1 - at - gap);
        printf("%s%.*s", gap ? " " : "", (int)taken, text);
        at += gap + width(text, taken);
        text += taken;
        if (taken < bytes) {
            printf("\n%*s", (int)rest, "");
            at = start = rest;
        }
    }
    putchar('\n');
}

void format_fact(const char *label, const char *text, unsigned columns, const char *before, const char *after)
{
    unsigned room = columns - 1 - FORMAT_INDENT - FORMAT_LABEL;
    bool spaces = strchr(text, ' ');
    printf("%*s%-*s", FORMAT_INDENT, "", FORMAT_LABEL, label);
    if (strlen(label) >= FORMAT_LABEL)
        printf("\n%*s", FORMAT_INDENT + FORMAT_LABEL, "");
    fputs(before, stdout);
    while (!spaces && width(text, strlen(text)) > room) { // hex: even cuts
        size_t taken = cut(text, strlen(text), room / 16 * 16);
        printf("%.*s\n%*s", (int)taken, text, FORMAT_INDENT + FORMAT_LABEL, "");
        text += taken;
    }
    if (spaces)
        format_paragraph(text, FORMAT_INDENT + FORMAT_LABEL, FORMAT_INDENT + FORMAT_LABEL, columns);
    else
        puts(text);
    fputs(after, stdout);
}

void format_clean(char *text)
{
    size_t bytes = strlen(text);
    if (bytes > 0 && text[bytes - 1] == '\n') // a line's end is no part of what it says
        text[bytes - 1] = '\0';
    for (; *text; text++)
        if ((unsigned char)*text < ' ' || *text == 0x7f)
            *text = '.';
}

void format_rate(char *out, size_t room, double rate, const char *unit)
{
    static const char *const prefixes[] = {"", " k", " M", " G", " T"};
    size_t i = 0;
    while (rate >= 1000 && i < sizeof prefixes / sizeof prefixes[0] - 1) {
        rate /= 1000;
        i++;
    }
    snprintf(out, room, "%.*f%s %s", rate < 10 ? 2 : rate < 100 ? 1 : 0, rate, prefixes[i], unit);
}

void story_duration(char out[32], double seconds)
{
    static const struct {
        double least, unit;
        const char *name;
    } units[] = {
        {1e5 * 31557600, 31557600, "years"},
        {2.0 * 31557600, 31557600, "years"},
        {2 * 86400, 86400, "days"},
        {2 * 3600, 3600, "hours"},
        {120, 60, "minutes"},
        {1, 1, "s"},
        {1e-3, 1e-3, "ms"},
        {0, 1e-6, "us"},
    };
    size_t i = 0;
    while (seconds < units[i].least)
        i++;
    double count = seconds / units[i].unit;
    if (i == 0)
        snprintf(out, 32, "10^%.1f years", log10(count));
    else
        snprintf(out, 32, "%.*f %s", count < 10 ? 2 : count < 100 ? 1 : 0, count, units[i].name);
}
