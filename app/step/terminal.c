// SPDX-License-Identifier: MIT
// The stepper on a terminal, through ncurses: keys and mouse in, the canvas out.
#include "app/step/run.h"

#include "app/app.h"
#include "app/step/screen.h"

#include <locale.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NCURSES_WIDECHAR 1
#include <ncurses.h>

static int key_of(int code)
{
    switch (code) {
    case KEY_RIGHT:
        return KEY_STEP_RIGHT;
    case KEY_LEFT:
        return KEY_STEP_LEFT;
    case KEY_UP:
        return KEY_STEP_UP;
    case KEY_DOWN:
        return KEY_STEP_DOWN;
    case KEY_HOME:
        return KEY_STEP_HOME;
    case KEY_END:
        return KEY_STEP_END;
    case KEY_PPAGE:
        return KEY_STEP_PAGE_UP;
    case KEY_NPAGE:
        return KEY_STEP_PAGE_DOWN;
    case KEY_ENTER:
    case '\n':
    case '\r':
        return KEY_STEP_ENTER;
    case 27:
        return KEY_STEP_ESCAPE;
    case '\t':
        return KEY_STEP_TAB;
    case KEY_BACKSPACE:
    case 127:
    case '\b':
        return KEY_STEP_BACKSPACE;
    default:
        return code < 256 ? code : 0;
    }
}

static void mouse(struct stepper *s)
{
    MEVENT event;
    if (getmouse(&event) != OK)
        return;
    if (event.bstate & (BUTTON4_PRESSED | BUTTON5_PRESSED))
        stepper_wheel(s, event.bstate & BUTTON4_PRESSED);
    else if (event.bstate & (BUTTON1_PRESSED | BUTTON1_CLICKED))
        stepper_click(s, event.y, event.x);
}

static bool open_terminal(void)
{
    if (!screen_open())
        return false;
    cbreak();
    curs_set(0);
    return true;
}

// getch() does not tell this from a signal that came.
static bool terminal_has_gone(void)
{
    struct pollfd terminal = {.fd = STDIN_FILENO, .events = POLLIN};
    return poll(&terminal, 1, 0) > 0 && terminal.revents & (POLLHUP | POLLERR | POLLNVAL);
}

// Draw, wait for a key or a beat, act.
static void loop(struct stepper *s, struct canvas *c)
{
    while (!s->quit) {
        int rows = getmaxy(stdscr), columns = getmaxx(stdscr);
        if ((rows != c->rows || columns != c->columns) && !canvas_resize(c, rows, columns))
            return;
        stepper_draw(s, c);
        screen_show(c);
        refresh();
        timeout(s->playing ? (int)(10000 / s->speed) : -1);
        int code = getch();
        if (code == KEY_MOUSE)
            mouse(s);
        else if (code == KEY_RESIZE)
            clear();
        else if (code == ERR && s->playing)
            stepper_tick(s);
        else if (code == ERR && terminal_has_gone())
            return;
        else if (code != ERR && key_of(code))
            stepper_key(s, key_of(code));
    }
}

int step_terminal(struct stepper *s)
{
    struct canvas c = {0};
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return app_usage("step", "it needs a terminal; --script FILE drives it without one");
    if (!open_terminal())
        return app_fail("step", "this terminal (TERM=%s) cannot be used",
                        getenv("TERM") ? getenv("TERM") : "");
    loop(s, &c);
    endwin();
    canvas_free(&c);
    return APP_OK;
}
