// SPDX-License-Identifier: MIT
// The stepper driven from a file: for tests, for recordings, and for people who cannot use the screen.
#include "app/step/run.h"

#include "app/app.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define LINE_ROOM 4096

struct script {
    struct stepper *s;
    struct canvas canvas;
    const char *name;
    unsigned line;
};

static int key_named(const char *name, size_t length)
{
    static const struct {
        const char *name;
        int key;
    } keys[] = {{"right", KEY_STEP_RIGHT},
                {"left", KEY_STEP_LEFT},
                {"up", KEY_STEP_UP},
                {"down", KEY_STEP_DOWN},
                {"home", KEY_STEP_HOME},
                {"end", KEY_STEP_END},
                {"pgup", KEY_STEP_PAGE_UP},
                {"pgdn", KEY_STEP_PAGE_DOWN},
                {"enter", KEY_STEP_ENTER},
                {"esc", KEY_STEP_ESCAPE},
                {"tab", KEY_STEP_TAB},
                {"backspace", KEY_STEP_BACKSPACE},
                {"space", ' '}};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (strlen(keys[i].name) == length && strncmp(keys[i].name, name, length) == 0)
            return keys[i].key;
    return length == 1 ? (unsigned char)name[0] : 0;
}

static int wrong(const struct script *c, const char *what, const char *text)
{
    return app_usage("step", "%s: line %u: %s '%s'", c->name, c->line, what, text);
}

// "right", "x", "right*5"
static int press(struct script *c, const char *word)
{
    const char *star = strlen(word) > 1 ? strchr(word + 1, '*') : NULL;
    char *end = NULL;
    unsigned long times = star ? strtoul(star + 1, &end, 10) : 1;
    int key = key_named(word, star ? (size_t)(star - word) : strlen(word));
    if (!key || (star && (*end || end == star + 1 || times > 1000000)))
        return wrong(c, "no key", word);
    for (unsigned long i = 0; i < times; i++)
        stepper_key(c->s, key);
    return APP_OK;
}

static int press_all(struct script *c, char *words)
{
    int status = APP_OK;
    for (char *word = strtok(words, " "); word && !status; word = strtok(NULL, " "))
        status = press(c, word);
    return status;
}

static int expect(struct script *c, const char *text)
{
    stepper_draw(c->s, &c->canvas);
    char *screen = canvas_text(&c->canvas);
    bool found = screen && strstr(screen, text);
    free(screen);
    return found ? APP_OK
                 : app_fail("step", "%s: line %u: the screen does not hold '%s'", c->name, c->line, text);
}

static int resize(struct script *c, const char *size)
{
    int columns = 0, rows = 0, end = 0;
    if (sscanf(size, "%4dx%4d%n", &columns, &rows, &end) != 2 || size[end] || columns < 1 || rows < 1 ||
        !canvas_resize(&c->canvas, rows, columns))
        return wrong(c, "size takes COLUMNSxROWS, not", size);
    return APP_OK;
}

static int click(struct script *c, const char *place)
{
    int row = 0, column = 0, end = 0;
    if (sscanf(place, "%4d %4d%n", &row, &column, &end) != 2 || place[end])
        return wrong(c, "click takes ROW COLUMN, not", place);
    stepper_draw(c->s, &c->canvas);
    stepper_click(c->s, row, column);
    return APP_OK;
}

static int tick(struct script *c, const char *beats)
{
    unsigned n = 1;
    int end = 0;
    if (*beats && (sscanf(beats, "%6u%n", &n, &end) != 1 || beats[end]))
        return wrong(c, "tick takes a number, not", beats);
    while (n-- > 0)
        stepper_tick(c->s);
    return APP_OK;
}

static int show(struct script *c)
{
    stepper_draw(c->s, &c->canvas);
    canvas_dump(&c->canvas, stdout);
    return APP_OK;
}

static int run_line(struct script *c, char *line)
{
    char *rest = line + strcspn(line, " ");
    size_t word = (size_t)(rest - line);
    rest += *rest == ' ';
    if (!*line || *line == '#')
        return APP_OK;
    if (word == 6 && strncmp(line, "screen", word) == 0)
        return show(c);
    if (word == 6 && strncmp(line, "expect", word) == 0)
        return expect(c, rest);
    if (word == 4 && strncmp(line, "size", word) == 0)
        return resize(c, rest);
    if (word == 5 && strncmp(line, "click", word) == 0)
        return click(c, rest);
    if (word == 4 && strncmp(line, "tick", word) == 0)
        return tick(c, rest);
    if (word == 4 && strncmp(line, "type", word) == 0) {
        for (; *rest; rest++)
            stepper_key(c->s, (unsigned char)*rest);
        return APP_OK;
    }
    return press_all(c, line);
}

int step_script(struct stepper *s, FILE *in, const char *name, int columns, int rows)
{
    struct script c = {.s = s, .name = name};
    char line[LINE_ROOM];
    int status = canvas_resize(&c.canvas, rows, columns) ? APP_OK : app_fail("step", "out of memory");
    while (!status && !s->quit && fgets(line, sizeof line, in)) {
        c.line++;
        if (!strchr(line, '\n') && !feof(in))
            status = app_usage("step", "%s: line %u has more than %d characters, or is no text", name, c.line,
                               LINE_ROOM - 2);
        line[strcspn(line, "\r\n")] = '\0';
        status = status ? status : run_line(&c, line);
    }
    if (!status && !s->quit && !feof(in))
        status = app_fail("step", "cannot read '%s': %s", name, strerror(errno));
    canvas_free(&c.canvas);
    return status;
}
