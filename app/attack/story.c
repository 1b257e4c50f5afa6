// SPDX-License-Identifier: MIT
// The story from its beginning to its end: sections, paragraphs, verdicts.
#include "app/attack/story_parts.h"

#include "app/app.h"
#include "app/attack/story_format.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const titles[] = {
    [STORY_KNOWS] = "What the attacker knows", [STORY_SENDS] = "What it does",
    [STORY_LEARNS] = "What it gets",           [STORY_COSTS] = "What it costs",
    [STORY_DEFENCE] = "The defence",
};

const char *story_style(const struct story *s, const char *sequence)
{
    return s->colour ? sequence : "";
}

struct story *story_open(const struct story_title *title, bool json, bool pause)
{
    struct story *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->title = *title;
    s->json = json;
    s->pause = pause && !json && isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
    s->colour = !json && app_colour(stdout);
    s->columns = format_columns();
    s->facts = json_object();
    s->narrative = json_array();
    s->root = json_pack("{s:s, s:s, s:I, s:O, s:O}", "attack", title->attack, "title", title->weakness,
                        "seed", (json_int_t)title->seed, "facts", s->facts, "narrative", s->narrative);
    return s;
}

// With the first section, so that a refused command line has written nothing.
static void headline(const struct story *s)
{
    const struct story_title *title = &s->title;
    printf("%s%s%s: ", story_style(s, "\033[1m"), title->attack, story_style(s, "\033[0m"));
    format_paragraph(title->weakness, (unsigned)strlen(title->attack) + 2, FORMAT_INDENT, s->columns);
    printf("%s(--seed %llu repeats this run)%s\n", story_style(s, "\033[2m"), (unsigned long long)title->seed,
           story_style(s, "\033[0m"));
}

void story_clear_progress(struct story *s)
{
    if (s->progress)
        fputs("\r\033[K", stderr);
    s->progress = false;
}

void story_abandon(struct story *s)
{
    story_clear_progress(s);
    json_decref(s->root);
    json_decref(s->facts);
    json_decref(s->narrative);
    free(s);
}

void story_close(struct story *s)
{
    if (s->json) {
        json_object_set_new(s->root, "succeeded", json_boolean(s->succeeded));
        json_object_set_new(s->root, "defence", json_string(s->title.defence));
        json_object_set_new(s->root, "defence_held", json_boolean(s->held));
        json_dumpf(s->root, stdout, JSON_INDENT(2));
        putchar('\n');
    }
    story_abandon(s);
}

void story_remember(struct story *s, const char *line)
{
    if (s->lines)
        json_array_append_new(s->lines, json_string(line));
}

// The lecturer talks; Enter goes on. Ctrl-D ends the waiting.
static void wait_for_enter(struct story *s)
{
    fputs("   [Enter]", stderr);
    fflush(stderr);
    for (int c; (c = getchar()) != '\n';)
        if (c == EOF)
            s->pause = false;
    fputs("\033[A\r\033[K", stderr);
}

void story_section(struct story *s, enum story_section section)
{
    char title[200];
    story_clear_progress(s);
    bool named = section == STORY_DEFENCE;
    snprintf(title, sizeof title, "%s%s%s", titles[section], named ? ": " : "",
             named ? s->title.defence : "");
    s->lines = json_array();
    json_array_append_new(s->narrative, json_pack("{s:s, s:o}", "section", title, "lines", s->lines));
    if (s->pause && s->sections > 0)
        wait_for_enter(s);
    if (!s->json && s->sections == 0)
        headline(s);
    if (!s->json)
        printf("\n%s%d  %s%s\n", story_style(s, "\033[1;36m"), ++s->sections, title,
               story_style(s, "\033[0m"));
    fflush(stdout);
}

void story_say(struct story *s, const char *format, ...)
{
    char text[STORY_TEXT];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    story_clear_progress(s);
    story_remember(s, text);
    if (s->json)
        return;
    printf("%*s", FORMAT_INDENT, "");
    format_paragraph(text, FORMAT_INDENT, FORMAT_INDENT, s->columns);
}

void story_line(struct story *s, const char *line, const char *json)
{
    story_clear_progress(s);
    if (json)
        story_remember(s, json);
    if (!s->json)
        printf("%*s%s\n", FORMAT_INDENT, "", line);
}

void story_row(struct story *s, const char *format, ...)
{
    char text[STORY_TEXT];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    story_line(s, text, text);
}

static void verdict(struct story *s, bool good, const char *word, const char *format, va_list arguments)
{
    char text[STORY_TEXT], whole[STORY_TEXT + 64];
    vsnprintf(text, sizeof text, format, arguments);
    story_clear_progress(s);
    snprintf(whole, sizeof whole, "=> %s: %s", word, text);
    story_remember(s, whole);
    if (s->json)
        return;
    printf("%*s%s", FORMAT_INDENT, "", story_style(s, good ? "\033[1;32m" : "\033[1;31m"));
    format_paragraph(whole, FORMAT_INDENT, FORMAT_INDENT + 3, s->columns);
    fputs(story_style(s, "\033[0m"), stdout);
    fflush(stdout);
}

void story_outcome(struct story *s, bool succeeded, const char *format, ...)
{
    va_list arguments;
    s->succeeded = succeeded;
    va_start(arguments, format);
    verdict(s, !succeeded, succeeded ? "the attack succeeds" : "the attack fails", format, arguments);
    va_end(arguments);
}

void story_defended(struct story *s, bool held, const char *format, ...)
{
    va_list arguments;
    s->held = held;
    va_start(arguments, format);
    verdict(s, held, held ? "the defence holds" : "THE DEFENCE FAILS", format, arguments);
    va_end(arguments);
}

bool story_succeeded(const struct story *s)
{
    return s->succeeded;
}

bool story_held(const struct story *s)
{
    return s->held;
}

bool story_colour(const struct story *s)
{
    return s->colour;
}

unsigned story_columns(const struct story *s)
{
    return s->columns;
}

void story_progress(struct story *s, double fraction, const char *what)
{
    enum { CELLS = 24 };
    char bar[CELLS + 1];
    if (!isatty(STDERR_FILENO))
        return;
    int filled = fraction < 0 ? 0 : fraction > 1 ? CELLS : (int)(fraction * CELLS);
    memset(bar, '.', CELLS);
    memset(bar, '#', (size_t)filled);
    bar[CELLS] = '\0';
    fflush(stdout);
    fprintf(stderr, "\r%*s[%s] %3d %%  %.*s\033[K", FORMAT_INDENT, "", bar, (int)(fraction * 100), 44, what);
    s->progress = true;
}
