// SPDX-License-Identifier: MIT
// The stepper on a terminal (tmux): every key, the mouse and a new size do what they do in a script.
#include "tests/run.h"
#include "tests/shell.h"

#include <stdio.h>

// keys and script: the same keys, as a terminal sends them and as a script names them (one a line), are added
// to those before; then both must show the same screen. at COLUMNS ROWS: from here on that size.
#define PRELUDE                                                                                              \
    "export LC_ALL=C.UTF-8 TERM=xterm-256color; t=\"tmux -L glasslock-steps-$$ -f /dev/null\"; "             \
    "trap '$t kill-server 2>/dev/null' EXIT; size=80x24; said=; "                                            \
    "$t new-session -d -s s -x 80 -y 24 \"$G step des --at 'block 1'; echo left with \\$?; sleep 60\"; "     \
    "at() { size=$1x$2; $t resize-window -t s -x $1 -y $2; }; "                                              \
    "same() { { printf '%s' \"$said\" | tr ' ' '\\n'; echo screen; } | $G step des --at 'block 1' "          \
    "--size $size --script - >\"$T/steps.script\" || exit 8; for i in $(seq 600); do "                       \
    "$t capture-pane -p -t s >\"$T/steps.shown\"; cmp -s \"$T/steps.shown\" \"$T/steps.script\" && return; " \
    "sleep 0.05; done; diff \"$T/steps.shown\" \"$T/steps.script\" >&2; exit 9; }; "                         \
    "both() { $t send-keys -t s $1; said=\"$said$2 \"; same; }; "                                            \
    "until_pane() { for i in $(seq 600); do $t capture-pane -p -t s | grep -q -e \"$1\" && return; "         \
    "sleep 0.05; done; echo \"no '$1' on:\" >&2; $t capture-pane -p -t s >&2; exit 9; }; "                   \
    "leave() { $t send-keys -t s q; until_pane 'left with 0'; }; same; "

static void run(const char *script)
{
    struct shell s = shell_run("%s%s", PRELUDE, script);
    if (s.status)
        fprintf(stderr, "%s: status %d: %s\n", script, s.status, s.err);
    CU_ASSERT_EQUAL(s.status, 0);
    shell_free(&s);
}

static void every_key(void)
{
    run("both 'Right Right Right Left' 'right right right left'; both 'Down Down Up' 'down down up'; "
        "both 'NPage NPage PPage' 'pgdn pgdn pgup'; both Tab tab; both End end; both Home home; "
        "both '/ R 2 BSpace 1 Enter' '/ R 2 backspace 1 enter'; both '? Escape' '? esc'; both 'M-x' 'esc x'; "
        "leave");
}

static void mouse_and_size(void)
{
    run("at 120 40; same; both 'Right' 'right'; "
        "$t send-keys -t s -l \"$(printf '\\033[Ma%%%%\\033[Ma%%%%\\033[M`%%%%')\"; said=\"$said\"'down down "
        "up "
        "'; same; leave");
}

// Beats come by themselves until a key or the end.
static void it_plays(void)
{
    run("$t send-keys -t s End Left Left Left - + + + + + + Space; until_pane '445/445'; "
        "$t send-keys -t s Home; until_pane ' 1/445'; $t send-keys -t s Space; until_pane 'playing  '; "
        "until_pane ' [2-9]/445'; $t send-keys -t s Right; "
        "for i in $(seq 600); do $t capture-pane -p -t s | grep -q playing || break; sleep 0.05; done; "
        "! $t capture-pane -p -t s | grep -q playing || exit 7; leave");
}

void suite_step_terminal(void)
{
    static const struct test_case cases[] = {
        {"every key", every_key},
        {"the mouse, and a new size", mouse_and_size},
        {"it plays until the end, or a key", it_plays},
        {0},
    };
    add_suite("step_terminal", cases);
}
