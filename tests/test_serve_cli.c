// SPDX-License-Identifier: MIT
// glasslock serve and glasslock admin: start, console, ends, admin socket, wrong command lines.
#include "tests/run.h"
#include "tests/shell.h"

#include "app/edit.h"
#include "app/serve/keys.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

// start ARGUMENTS...: a server in the background, killed at the end of the script; $port is where it listens.
// until WORDS FILE: waits until the words stand in the file. chatlock needs no account, so it serves here.
#define PRELUDE                                                                                              \
    "d=\"$T/serve$$\"; mkdir -p \"$d\"; "                                                                    \
    "until_in() { for i in $(seq 600); do grep -qs -e \"$1\" \"$2\" && return 0; sleep 0.05; done; "         \
    "echo \"no '$1' in:\" >&2; cat \"$2\" >&2; exit 9; }; "                                                  \
    "gone() { for i in $(seq 600); do kill -0 $pid 2>/dev/null || { wait $pid; return $?; }; sleep 0.05; "   \
    "done; echo 'still running' >&2; exit 9; }; "                                                            \
    "start() { rm -f \"$d/log\"; $G serve --protocol chatlock --port 0 --data \"$d/data\" \"$@\" "           \
    ">\"$d/log\" 2>&1 & pid=$!; "                                                                            \
    "trap 'kill -9 $pid 2>/dev/null' EXIT; until_in '^  admin' \"$d/log\"; "                                 \
    "port=$(awk '/^  port/ { print $2 }' \"$d/log\"); }; "                                                   \
    "admin() { $G admin --socket \"$d/data/admin.sock\" \"$@\"; }; "
#define CONNECT                                                                                              \
    "connect() { python3 -c 'import socket, sys; s = socket.create_connection((\"127.0.0.1\", "              \
    "int(sys.argv[1])), 10); s.sendall(sys.argv[2].encode()); s.settimeout(10); s.recv(1)' \"$port\" "       \
    "\"$1\" >/dev/null 2>&1 & }; "

static void it_starts_and_stops(void)
{
    shell_expect(0,
                 PRELUDE "start; test \"$port\" -gt 0; grep -Eq '^  session   [0-9a-f]{32}$' \"$d/log\" && "
                         "grep -q '^  address   127.0.0.1' \"$d/log\" && "
                         "test \"$(stat -c %%a \"$d/data/admin.sock\")\" = 600 && "
                         "test \"$(stat -c %%a \"$d/data\")\" = 700 && "
                         "kill -TERM $pid && gone && test ! -e \"$d/data/admin.sock\" && "
                         "first=$(grep session \"$d/log\") && start && "
                         "test \"$first\" != \"$(grep session \"$d/log\")\" && kill -INT $pid && gone && "
                         "grep -q 'The server has stopped' \"$d/log\"");
}

static void it_listens_on_loopback_alone(void)
{
    shell_expect(0, PRELUDE "start; hex=$(printf '%%04X' \"$port\"); "
                            "grep -q \"0100007F:$hex 00000000:0000 0A\" /proc/net/tcp && "
                            "! grep -q \"00000000:$hex 00000000:0000 0A\" /proc/net/tcp");
    shell_expect(0, PRELUDE "start --listen 0.0.0.0; hex=$(printf '%%04X' \"$port\"); "
                            "grep -q \"00000000:$hex 00000000:0000 0A\" /proc/net/tcp");
}

static void a_taken_port_is_refused(void)
{
    shell_expect(0,
                 PRELUDE "start; $G serve --protocol chatlock --port $port --data \"$d/other\" >\"$d/out\" "
                         "2>\"$d/err\"; test $? = 1 && test \"$(wc -l <\"$d/err\")\" = 1 && "
                         "grep -q 'glasslock serve: ' \"$d/err\" && "
                         "$G serve --protocol chatlock --port 0 --data \"$d/data\" >\"$d/out\" 2>\"$d/err\"; "
                         "test $? = 1 && grep -q 'another server' \"$d/err\"");
}

static void admin_commands_are_answered(void)
{
    shell_expect(
        0, PRELUDE CONNECT
        "start; connect '[\"username\", \"zoe\", [4, 7]]'; until_in 'zoe joined' \"$d/log\"; "
        "admin online >\"$d/out\" && grep -q '^zoe' \"$d/out\" && "
        "printf 'stats\\nnonsense\\nonline\\n' | admin >\"$d/out\" && grep -q '1 joined' \"$d/out\" && "
        "grep -q '^zoe' \"$d/out\" && admin kick zoe too loud | grep -q 'zoe is removed' && "
        "until_in 'zoe.*kicked' \"$d/log\" && admin stop >/dev/null && gone");
    shell_refused(1, "is it running", "$G admin --socket \"$T/nowhere\" online");
    shell_refused(1, "too long", "$G admin --socket /%0200d online", 1);
    shell_refused(2, "one command has one line", PRELUDE "start; admin 'online\nstop'");
    shell_refused(2, "longer than", PRELUDE "start; admin notice $(head -c 2000 /dev/zero | tr '\\0' x)");
    shell_refused(2, "unknown option", "$G admin --bogus");
}

static void promises_are_told(void)
{
    shell_expect(0, PRELUDE "start; grep -q 'It breaks these promises' \"$d/log\" && "
                            "grep -q '  ! Nobody but' \"$d/log\"");
    shell_expect(0, "$G serve --protocol chatlock --explain >\"$T/out\" && grep -q '^BROKEN' \"$T/out\" && "
                    "grep -q 'see: glasslock attack' \"$T/out\"");
    shell_expect(0, "$G serve --explain | grep -q '^kept\\|^BROKEN'");
}

static void limits_are_set_and_listed(void)
{
    shell_expect(0, "$G serve --help | grep -q '^  connections  *connections at once  *4096$'");
    shell_expect(0, PRELUDE "start --limit connections=17 --limit=idle=5; admin limits >\"$d/out\" && "
                            "grep -q 'connections  *17 ' \"$d/out\" && grep -q 'idle  *5 ' \"$d/out\"");
    shell_refused(2, "no limit 'bogus'", "$G serve --limit bogus=3");
    shell_refused(2, "NAME=N", "$G serve --limit connections");
    shell_refused(2, "takes a number from", "$G serve --limit connections=0");
    shell_refused(2, "takes a number from", "$G serve --limit connections=x");
    shell_refused(2, "takes a number from", "$G serve --limit connections=99999999999999999999");
}

static void wrong_calls_are_refused(void)
{
    shell_refused(2, "no protocol 'irc'", "$G serve --protocol irc");
    shell_refused(2, "not a number", "$G serve --port 70000");
    shell_refused(2, "unexpected argument", "$G serve extra");
    shell_refused(2, "yescrypt and bcrypt", "$G serve --password-hash md5");
    shell_refused(2, "where DES is", "$G serve --protocol socketchat --trace");
    shell_refused(2, "others have accounts", "$G serve --protocol chatlock --password x");
    shell_refused(2, "--password or --password-file", "$G serve --protocol socketchat --data \"$T/x\"");
    shell_refused(2, "no HOME", "env -u HOME -u XDG_DATA_HOME $G serve --protocol chatlock");
    shell_refused(1, "cannot", "$G serve --protocol chatlock --port 0 --data /proc/none/such");
    shell_refused(2, "unknown option", "$G serve --bogus");
    shell_expect(0, "$G serve --port x --help | grep -q usage");
}

// Bytes of a terminal as keys: one key's bytes give that key, each shorter beginning asks for more.
static void bytes_are_keys(void)
{
    static const struct {
        const char *bytes;
        int key;
    } keys[] = {{"a", 'a'},
                {"\xc3\xb1", 0xf1},
                {"\xf0\x9f\x91\x8b", 0x1f44b},
                {"\r", SERVE_KEY_ENTER},
                {"\003", CTRL('C')},
                {"\033[A", KEY_EDIT_UP},
                {"\033OB", KEY_EDIT_DOWN},
                {"\033[3~", KEY_EDIT_DELETE},
                {"\033[1;5D", KEY_EDIT_WORD_LEFT},
                {"\033f", KEY_EDIT_WORD_RIGHT},
                {"\033[15~", SERVE_KEY_NONE}};
    setlocale(LC_CTYPE, "C.UTF-8");
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        size_t n = strlen(keys[i].bytes);
        int key = -2;
        CU_ASSERT_EQUAL(serve_key(keys[i].bytes, n, false, &key), n);
        CU_ASSERT_EQUAL(key, keys[i].key);
        for (size_t less = 0; less < n; less++)
            CU_ASSERT_EQUAL(serve_key(keys[i].bytes, less, false, &key), 0);
    }
    int key = 0;
    CU_ASSERT_EQUAL(serve_key("\033", 1, true, &key), 1); // nothing follows: the Escape key
    CU_ASSERT_EQUAL(key, SERVE_KEY_ESCAPE);
    CU_ASSERT_EQUAL(serve_key("\xff\xff", 2, false, &key), 1); // no UTF-8: a byte at a time
    CU_ASSERT_EQUAL(key, SERVE_KEY_NONE);
    setlocale(LC_CTYPE, "C");
}

// ---- on a terminal ----

// pane WORDS: waits until the terminal shows them.
#define TERMINAL                                                                                             \
    "export LC_ALL=C.UTF-8 TERM=xterm-256color; t=\"tmux -L glasslock-serve-$$ -f /dev/null\"; "             \
    "trap '$t kill-server 2>/dev/null' EXIT; "                                                               \
    "pane() { for i in $(seq 600); do $t capture-pane -p -t s | grep -q -e \"$1\" && return 0; sleep 0.05; " \
    "done; echo \"no '$1' on:\" >&2; $t capture-pane -p -t s >&2; exit 9; }; "                               \
    "$t new-session -d -s s -x 100 -y 30 \"$G serve --protocol chatlock --port 0 --data '$T/tty$$'; "        \
    "echo left with \\$?; stty -a | tr ' ' '\\n' | grep -cx -e echo -e icanon -e isig; sleep 60\"; "         \
    "pane '^serve>'; port=$($t capture-pane -p -t s | awk '/^  port/ { print $2 }'); "

static void terminal(const char *script)
{
    struct shell s = shell_run(TERMINAL CONNECT "%s", script);
    if (s.status)
        fprintf(stderr, "%s: status %d: %s\n", script, s.status, s.err);
    CU_ASSERT_EQUAL(s.status, 0);
    shell_free(&s);
}

static void the_typed_line_survives_the_log(void)
{
    terminal(
        "$t send-keys -t s onli; pane 'serve> onli'; connect '[\"username\", \"zoe\", 0]'; "
        "pane 'zoe joined'; pane '^serve> onli$'; $t send-keys -t s ne Enter; pane '^zoe .*for [0-9]* s'; "
        "pane '^serve> online$'; $t send-keys -t s Up; pane '^serve> online$'; $t send-keys -t s C-u stop "
        "Enter; "
        "pane 'left with 0'; pane '^3$'");
}

static void ctrl_c_asks(void)
{
    terminal("$t send-keys -t s C-c; pane 'Stop the server? yes or no:$'; $t send-keys -t s no Enter; "
             "pane 'The server goes on'; $t send-keys -t s C-c; pane 'Stop the server? yes or no:$'; "
             "$t send-keys -t s yes Enter; "
             "pane 'The server has stopped'; pane 'left with 0'; pane '^3$'");
}

static void signals_restore_the_terminal(void)
{
    terminal("pid=$(pgrep -P $($t list-panes -t s -F '#{pane_pid}')); kill -TERM $pid; "
             "pane 'left with 0'; pane '^3$'");
}

void suite_serve_cli(void)
{
    static const struct test_case cases[] = {
        {"it starts and stops", it_starts_and_stops},
        {"it listens on loopback alone", it_listens_on_loopback_alone},
        {"a taken port is refused", a_taken_port_is_refused},
        {"admin commands are answered", admin_commands_are_answered},
        {"promises are told", promises_are_told},
        {"limits are set and listed", limits_are_set_and_listed},
        {"wrong calls are refused", wrong_calls_are_refused},
        {"bytes are keys", bytes_are_keys},
        {"the typed line survives the log", the_typed_line_survives_the_log},
        {"Ctrl+C asks", ctrl_c_asks},
        {"signals restore the terminal", signals_restore_the_terminal},
        {0},
    };
    add_suite("serve_cli", cases);
}
