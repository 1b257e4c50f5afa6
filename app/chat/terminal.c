// SPDX-License-Identifier: MIT
// The chat on a terminal, through ncurses: one loop over keys, the connection and signals.
#include "app/chat/run.h"

#include "app/app.h"
#include "app/chat/keyboard.h"
#include "app/chat/view.h"
#include "app/step/screen.h"
#include "net/client/protocol.h"
#include "net/wire/clock.h"
#include "crypto/common/text.h"

#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define NCURSES_WIDECHAR 1
#include <ncurses.h>

static const struct chat_engine engine = {
    .command = client_command,
    .seen = client_seen,
    .complete = client_complete,
    .people = client_people,
    .rooms = client_rooms,
    .name = client_name,
    .current_room = client_current_room,
    .wire = client_wire,
    .commands = client_commands,
    .line = client_event_line,
    .state_name = client_state_name,
    .emotes = client_emotes,
};

struct face {
    const struct chat_call *call;
    struct chat_view view;
    struct canvas canvas;
    int signals;
    bool recipe_due, over; // over: a signal, or the terminal has gone
};

static void look_at_clock(struct face *f)
{
    f->view.wall = client_wall_ms();
    f->view.clock = client_now_ms();
}

// A DES trace is long: its lines become notes, to be scrolled through.
static void note_trace(struct chat_view *v, const char *text)
{
    char *all = NULL;
    size_t n = 0;
    FILE *out = gl_text_open(&all, &n);
    if (!out)
        return;
    chat_des_trace(out, text);
    if (fclose(out) == 0)
        view_note(v, EVENT_TRACE, all);
    free(all);
}

static void take_event(void *context, const struct client_event *event)
{
    struct face *f = context;
    look_at_clock(f);
    f->recipe_due |= event->kind == EVENT_WELCOME;
    if (event->kind == EVENT_TRACE)
        note_trace(&f->view, event->text ? event->text : "");
    else
        view_event(&f->view, event);
}

// ---- the terminal ----

static void write_sequence(const char *sequence)
{
    fputs(sequence, stdout);
    fflush(stdout);
}

static bool open_terminal(void)
{
    if (!screen_open())
        return false;
    raw();
    nodelay(stdscr, true);
    keyboard_open();
    write_sequence("\033[?2004h"); // what is pasted comes between marks
    return true;
}

static void close_terminal(void)
{
    write_sequence("\033[?2004l");
    endwin();
}

static void suspend(void)
{
    def_prog_mode();
    close_terminal();
    kill(getpid(), SIGTSTP);
    reset_prog_mode();
    write_sequence("\033[?2004h");
    clearok(stdscr, true);
    refresh();
}

static void mouse(struct chat_view *v)
{
    MEVENT event;
    if (getmouse(&event) != OK)
        return;
    if (event.bstate & (BUTTON4_PRESSED | BUTTON5_PRESSED))
        view_wheel(v, event.bstate & BUTTON4_PRESSED);
    else if (event.bstate & (BUTTON1_PRESSED | BUTTON1_CLICKED))
        view_click(v, event.y, event.x);
}

// ---- the loop ----

static void take_keys(struct face *f)
{
    for (int key; !f->view.quit && (key = keyboard_read()) != KEYBOARD_NONE;) {
        if (key >= 0)
            view_key(&f->view, key);
        else if (key == KEYBOARD_MOUSE)
            mouse(&f->view);
        else if (key == KEYBOARD_PASTE || key == KEYBOARD_PASTED)
            view_paste(&f->view, key == KEYBOARD_PASTE);
        else if (key == KEYBOARD_SUSPEND)
            suspend();
        else if (key == KEYBOARD_REDRAW || key == KEYBOARD_RESIZE)
            clearok(stdscr, true);
    }
}

static bool draw(struct face *f)
{
    int rows = getmaxy(stdscr), columns = getmaxx(stdscr);
    struct canvas *c = &f->canvas;
    if ((rows != c->rows || columns != c->columns) && !canvas_resize(c, rows, columns))
        return false;
    view_draw(&f->view, c);
    screen_show(c);
    move(f->view.cursor_row, f->view.cursor_column);
    refresh();
    return true;
}

static void wait_and_turn(struct face *f)
{
    struct chat_client *c = f->view.client;
    struct pollfd fds[] = {
        {.fd = STDIN_FILENO, .events = POLLIN},
        {.fd = client_fd(c), .events = client_wants(c)},
        {.fd = f->signals, .events = POLLIN},
    };
    int ready = poll(fds, 3, clock_sooner(client_timeout(c), view_timeout(&f->view)));
    look_at_clock(f);
    if (ready > 0 && (fds[2].revents || fds[0].revents & (POLLHUP | POLLERR | POLLNVAL))) {
        f->over = true;
        return;
    }
    short revents = fds[1].revents; // 0 where nothing happened: poll() leaves it so
    if (revents || client_timeout(c) == 0)
        client_turn(c, revents);
    take_keys(f); // also after a signal: a new size comes as a key
    view_settle(&f->view);
}

static void loop(struct face *f)
{
    client_start(f->view.client);
    view_settle(&f->view);
    while (!f->view.quit && !f->over && draw(f)) {
        wait_and_turn(f);
        if (f->recipe_due && f->call->recipe && !f->view.quit) {
            char line[64];
            snprintf(line, sizeof line, "/recipe %s", f->call->recipe);
            client_command(f->view.client, line);
        }
        f->recipe_due = false;
    }
}

// Where nobody has said which characters the terminal has, UTF-8 is the best guess by far.
static bool ascii_only(void)
{
    const char *names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    bool said = false;
    for (size_t i = 0; i < 3; i++) {
        const char *value = getenv(names[i]);
        said |= value && *value;
    }
    setlocale(LC_CTYPE, said ? "" : "C.UTF-8");
    return strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
}

static int open_signals(sigset_t *before)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    sigprocmask(SIG_BLOCK, &set, before);
    return signalfd(-1, &set, SFD_CLOEXEC);
}

int chat_terminal(const struct chat_call *call)
{
    struct face f = {.call = call};
    char error[256] = "out of memory";
    sigset_t before;
    int status = APP_OK;
    bool ascii = ascii_only();
    if (!view_init(&f.view, NULL, &engine) || (f.signals = open_signals(&before)) < 0)
        return app_fail("chat", "%s", error);
    f.view.server = call->server;
    f.view.protocol = call->config.protocol->name;
    f.view.ascii = call->ascii || ascii;
    f.view.client = client_new(&call->config, take_event, &f, error, sizeof error);
    if (!f.view.client) {
        status = app_fail("chat", "%s", error);
    } else if (!open_terminal()) {
        status = app_fail("chat", "this terminal (TERM=%s) cannot be used; --plain needs none",
                          getenv("TERM") ? getenv("TERM") : "");
    } else {
        loop(&f);
        close_terminal();
    }
    client_free(f.view.client);
    view_free(&f.view);
    canvas_free(&f.canvas);
    close(f.signals);
    if (f.over) { // let the signal that ended us do so: the shell must see it
        signal(SIGINT, SIG_DFL);
        signal(SIGTERM, SIG_DFL);
        signal(SIGHUP, SIG_DFL);
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    return status;
}
