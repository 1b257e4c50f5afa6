// SPDX-License-Identifier: MIT
// glasslock chat on a real terminal (tmux), with a real server and a second client in plain lines.
#include "tests/run.h"
#include "tests/shell.h"

#include <stdio.h>
#include <string.h>

// $t: tmux. serve: a server, $port is where it listens. alice: her screen, in the window s. bob: in plain
// lines; say TEXT: he says it. pane WORDS, no_pane WORDS: wait until the screen shows (does not show) them.
// line TEXT: wait until that is typed, whole. leave: /quit, and the shell must see it end well.
#define PRELUDE                                                                                              \
    "export LC_ALL=C.UTF-8 TERM=xterm-256color PW='correct-horse-1'; d=\"$T/tmux$$\"; mkdir -p \"$d\"; "     \
    "t=\"tmux -L glasslock-chat-$$ -f /dev/null\"; pids=; "                                                  \
    "trap '$t kill-server 2>/dev/null; kill $pids 2>/dev/null; kill -9 $server 2>/dev/null; rm -rf \"$d\"' " \
    "EXIT; "                                                                                                 \
    "until_in() { for i in $(seq 600); do grep -qs -e \"$1\" \"$2\" && return 0; sleep 0.05; done; "         \
    "echo \"no '$1' in:\" >&2; cat \"$2\" >&2; exit 9; }; "                                                  \
    "pane() { for i in $(seq 600); do $t capture-pane -p -t s | grep -q -e \"$1\" && return 0; sleep 0.05; " \
    "done; echo \"no '$1' on:\" >&2; $t capture-pane -p -t s >&2; exit 9; }; "                               \
    "no_pane() { for i in $(seq 600); do $t capture-pane -p -t s | grep -q -e \"$1\" || return 0; "          \
    "sleep 0.05; done; echo \"'$1' still on:\" >&2; $t capture-pane -p -t s >&2; exit 9; }; "                \
    "keys() { $t send-keys -t s \"$@\"; }; "                                                                 \
    "line() { pane \"^>${1:+ $1}\\$\"; }; "                                                                  \
    "leave() { keys Escape Escape; keys C-e C-u; line ''; keys /quit Enter; pane 'left with 0'; }; "         \
    "serve() { rm -f \"$d/log\"; $G serve --data \"$d/server\" --port ${port:-0} >\"$d/log\" 2>&1 & "        \
    "server=$!; until_in '^  admin' \"$d/log\"; port=$(awk '/^  port/ { print $2 }' \"$d/log\"); }; "        \
    "bob() { mkfifo \"$d/bob.in\"; (exec timeout 120 $G chat 127.0.0.1:$port --user bob --register "         \
    "--password env:PW --data \"$d/bob\" --plain <\"$d/bob.in\" >\"$d/bob.out\" 2>&1) & pids=\"$pids $!\"; " \
    "exec 7>\"$d/bob.in\"; until_in 'you are bob' \"$d/bob.out\"; }; "                                       \
    "say() { echo \"$1\" >&7; }; "                                                                           \
    "alice() { $t new-session -d -s s -x $1 -y $2 \"$G chat 127.0.0.1:$port --user alice --register "        \
    "--password env:PW --data '$d/alice'; echo left with \\$?; "                                             \
    "stty -a | tr ' ' '\\n' | grep -cx -e echo -e icanon -e isig; sleep 60\"; pane 'alice @ 127'; "          \
    "pane 'lobby  .locked: strong.'; }; "

static void screen(const char *begin, const char *script)
{
    struct shell s = shell_run(PRELUDE "%s %s", begin, script);
    if (s.status)
        fprintf(stderr, "%s: status %d: %s\n", script, s.status, s.err);
    CU_ASSERT_EQUAL(s.status, 0);
    shell_free(&s);
}

#define AT_80x24  "serve; bob; alice 80 24; "
#define AT_200x60 "serve; bob; alice 200 60; "

static void text_comes_while_one_types(const char *begin)
{
    screen(begin,
           "keys 'half a sen'; pane '^> half a sen$'; say 'an incoming text'; pane 'bob.*an incoming text'; "
           "pane '^> half a sen$'; keys 'tence ñ'; pane '^> half a sentence ñ$'; keys Enter; "
           "until_in 'alice: half a sentence ñ' \"$d/bob.out\"; pane 'alice.*half a sentence ñ  ✓'; "
           "keys Up; pane '^> half a sentence ñ$'; keys C-u; pane '^>$'; leave");
}

static void typing_survives(void)
{
    text_comes_while_one_types(AT_80x24);
    text_comes_while_one_types(AT_200x60);
}

static void words_are_completed(void)
{
    screen(AT_80x24,
           "pane '● bob'; keys /ms Tab b Tab; pane '^> /msg bob$'; keys 'to you alone' Enter; "
           "until_in 'to you alone' \"$d/bob.out\"; pane '2 bob'; keys M-2; pane '^ bob  .locked: strong.'; "
           "pane 'to you alone'; keys M-1; pane '^ lobby  .locked'; leave");
}

static void scrollback_and_resize(void)
{
    screen(AT_80x24,
           "for i in $(seq 60); do say \"line number $i.\"; done; pane 'line number 60.'; keys PageUp; "
           "pane 'below (PgDn)'; no_pane 'line number 60.'; pane 'line number 40.'; say 'one more'; "
           "until_in 'one more' \"$d/bob.out\"; pane 'line number 40.'; keys Escape; pane 'one more'; "
           "$t resize-window -t s -x 40 -y 10; pane '^ glasslock  alice @ 127.0.0.1:[0-9]* *on'; "
           "pane 'bob: one more'; no_pane 'online: 2'; $t resize-window -t s -x 200 -y 60; "
           "pane 'online: 2'; pane 'line number 30.'; keys C-f 'number 7.'; pane 'line number 7.'; "
           "pane '^find: number 7.'; keys Escape Escape; pane 'one more'; leave");
}

static void the_wheel_scrolls(void)
{
    screen(AT_80x24, "for i in $(seq 40); do say \"line number $i.\"; done; pane 'line number 40.'; "
                     "up=$(printf '\\033[M`%%%%'); down=$(printf '\\033[Ma%%%%'); keys -l \"$up$up\"; "
                     "no_pane 'line number 40.'; pane '6 below (PgDn)'; keys -l \"$down$down\"; "
                     "pane 'line number 40.'; no_pane 'below (PgDn)'; leave");
}

static void windows_and_paste(void)
{
    screen(AT_80x24,
           "keys F1; pane 'jump to what is new'; keys Escape; keys F2; pane ':wave:'; keys Enter; "
           "pane '^> :smile:$'; keys C-u; $t set-buffer -b two \"$(printf 'first line\\nsecond line')\"; "
           "$t paste-buffer -p -b two -t s; pane '^> first line↵$'; pane '^  second line$'; keys Enter; "
           "until_in 'alice: first line' \"$d/bob.out\"; until_in '    second line' \"$d/bob.out\"; "
           "keys F3; pane 'the wire is shown'; say 'look at the bytes'; pane 'look at the bytes'; "
           "pane 'a record; inside it'; leave");
}

// Every key that moves or cuts, by the sequence that a terminal sends for it.
static void keys_edit_the_line(void)
{
    screen(AT_80x24,
           "keys 'one two three'; line 'one two three'; keys M-b M-b X; line 'one Xtwo three'; keys Home Y; "
           "line 'Yone Xtwo three'; keys M-f M-f Z; line 'Yone XtwoZ three'; keys End '!' C-Left V; "
           "line 'Yone XtwoZ Vthree!'; keys C-Right W; line 'Yone XtwoZ VthreeW!'; keys M-BSpace; "
           "line 'Yone XtwoZ !'; keys Left Left BSpace; line 'Yone XtwZ !'; keys Home DC; "
           "line 'one XtwZ !'; keys M-d; line ' XtwZ !'; keys End M-Enter q; pane '^>  XtwZ !↵$'; "
           "pane '^  q$'; keys C-e C-u; keys C-u BSpace C-u; line ''; keys 'half a'; line 'half a'; "
           "keys C-l; line 'half a'; keys Right F9 M-x; keys ' line'; line 'half a line'; keys Escape; "
           "line 'half a line'; leave");
}

static void keys_go_through_the_rooms(void)
{
    screen(AT_80x24,
           "for i in $(seq 60); do say \"line number $i.\"; done; pane 'line number 60.'; keys M-Up M-Up; "
           "pane '2 below (PgDn)'; keys M-Down; pane '1 below (PgDn)'; keys 'M-<'; no_pane 'number 50.'; "
           "pane 'line number 1.'; keys 'M->'; pane 'line number 60.'; keys M-Home; pane 'line number 1.'; "
           "keys M-End; pane 'line number 60.'; keys '/msg bob to you' Enter; "
           "until_in 'to you' \"$d/bob.out\"; pane '2 bob'; echo '/msg alice for you alone' >&7; "
           "pane '2 bob *1'; keys M-a; pane '^ bob  .locked: strong.'; pane 'for you alone'; keys M-1; "
           "pane '^ lobby  .locked'; row=$($t capture-pane -p -t s | grep -n '2 bob' | cut -d: -f1); "
           "keys -l \"$(printf '\\033[M \\144'; printf \"\\\\$(printf %o $((32 + row)))\")\"; "
           "pane '^ bob  .locked: strong.'; keys /m Tab; keys BTab; keys C-u; line ''; leave");
}

// By a shell with job control: it takes the terminal back as it was, and gives it again.
static void suspended_and_continued(void)
{
    screen("serve; bob; ",
           "$t new-session -d -s s -x 80 -y 24 \"set -m; $G chat 127.0.0.1:$port --user alice --register "
           "--password env:PW --data '$d/alice'; echo stopped; stty -a | tr ' ' '\\n' | "
           "grep -cx -e echo -e icanon -e isig; read x; fg; echo left with \\$?; sleep 60\"; "
           "pane 'lobby  .locked: strong.'; keys 'half'; line half; keys C-z; pane '^stopped'; pane '^3$'; "
           "say 'said meanwhile'; until_in 'said meanwhile' \"$d/bob.out\"; keys Enter; "
           "pane 'bob.*said meanwhile'; line half; keys ' more'; line 'half more'; leave");
}

static void the_connection_comes_back(void)
{
    screen(AT_80x24,
           "kill -9 $server; pane 'no connection, next try in'; keys 'said meanwhile' Enter; "
           "pane 'said meanwhile'; serve; keys /reconnect Enter; pane 'stands again'; "
           "pane 'alice.*said meanwhile  ✓'; until_in 'alice: said meanwhile' \"$d/bob.out\"; leave");
}

static void the_terminal_is_restored(void)
{
    screen(AT_80x24, "keys /quit Enter; pane 'left with 0'; pane '^3$'");
    screen(AT_80x24, "keys C-c; pane 'once more leaves'; keys C-c; pane 'left with 0'; pane '^3$'");
    screen(AT_80x24,
           "kill -TERM $(pgrep -P $($t list-panes -t s -F '#{pane_pid}')); pane 'left with 143'; pane '^3$'");
    screen(AT_80x24,
           "kill -INT $(pgrep -P $($t list-panes -t s -F '#{pane_pid}')); pane 'left with 130'; pane '^3$'");
}

static void a_password_is_asked_for_and_not_shown(void)
{
    screen(
        "serve; ",
        "$t new-session -d -s s -x 80 -y 24 \"$G chat 127.0.0.1:$port --user carol --register "
        "--data '$d/carol'; echo left with \\$?; sleep 60\"; pane '^password:'; keys secret-horse-9 Enter; "
        "pane '^the same again:'; keys secret-horse-9 Enter; pane 'carol @'; pane 'lobby'; "
        "keys '/login carol secret-horse-9'; pane '^> /login carol \\*\\*\\*'; "
        "! $t capture-pane -p -t s | grep -q secret-horse; leave");
}

void suite_chat_tmux(void)
{
    static const struct test_case cases[] = {
        {"typing survives what comes", typing_survives},
        {"words are completed", words_are_completed},
        {"scrollback and resize", scrollback_and_resize},
        {"the wheel scrolls", the_wheel_scrolls},
        {"windows and paste", windows_and_paste},
        {"keys edit the line", keys_edit_the_line},
        {"keys and clicks go through the rooms", keys_go_through_the_rooms},
        {"suspended and continued", suspended_and_continued},
        {"the connection comes back", the_connection_comes_back},
        {"the terminal is restored", the_terminal_is_restored},
        {"a password is asked for and not shown", a_password_is_asked_for_and_not_shown},
        {0},
    };
    add_suite("chat_tmux", cases);
}
