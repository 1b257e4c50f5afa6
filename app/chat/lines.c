// SPDX-License-Identifier: MIT
// The chat without a screen: lines in, a line or an object out for each event. Nothing is drawn over and
// nothing is asked, so a script, a pipe and a screen reader can follow.
#include "app/chat/run.h"

#include "app/app.h"
#include "crypto/common/bytes.h"
#include "crypto/common/no_memory.h"
#include "net/client/event_json.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <signal.h>
#include <unistd.h>

#define MOST_LINE 65536

struct lines {
    const struct chat_call *call;
    struct chat_client *client;
    bool json, connected, welcome, quit;
    bool refused;             // an error came before we were in: the next lines may say it better
    bool in;                  // are we in now?
    bool ended;               // nothing more comes from standard input
    bool broken;              // nobody reads what we print
    bool recipe_due, leaving; // leaving: /quit was said
    char *text;               // what was read and not yet given to the client
    size_t n;
};

// Control characters that could steer a terminal do not reach it, whatever the engine let through.
static void put_line(const char *text)
{
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        bool c1 = c == 0xc2 && (unsigned char)text[1] >= 0x80 && (unsigned char)text[1] < 0xa0;
        putchar((c < 32 && c != '\n' && c != '\t') || c == 127 || c1 ? '?' : c);
        text += c1;
    }
    putchar('\n');
}

static char *json_line(const struct client_event *event)
{
    json_t *object = gl_need(client_event_json(event));
    char *line = gl_need(json_dumps(object, JSON_COMPACT | JSON_PRESERVE_ORDER));
    json_decref(object);
    return line;
}

static void take_state(struct lines *l, enum client_state state)
{
    l->connected |= state == CLIENT_CONNECTED || state == CLIENT_ONLINE;
    if (!l->leaving)
        l->in = state == CLIENT_ONLINE;
}

static void show(void *context, const struct client_event *event)
{
    struct lines *l = context;
    if (event->kind == EVENT_STATE)
        take_state(l, event->state);
    l->refused |= event->kind == EVENT_ERROR && !l->welcome;
    l->quit |= event->kind == EVENT_QUIT;
    l->recipe_due |= event->kind == EVENT_WELCOME && !l->welcome;
    l->welcome |= event->kind == EVENT_WELCOME;
    if (event->kind == EVENT_TRACE && !l->json) {
        chat_des_trace(stdout, event->text ? event->text : "");
    } else {
        char *line = l->json ? json_line(event) : client_event_line(event, l->call->stamps);
        if (!line && client_event_has_line(event->kind))
            gl_no_memory(); // nothing is left out unseen
        if (line)
            put_line(line);
        free(line);
    }
    l->broken |= fflush(stdout) != 0;
}

// May lines be given to the client now? Before we are in only where nobody said who we are, or what was said
// did not do: then the lines themselves log in.
static bool ready(const struct lines *l)
{
    enum client_state state = client_state(l->client);
    bool reached = state == CLIENT_CONNECTED || state == CLIENT_ONLINE;
    return l->welcome || (reached && (!l->call->config.user || l->refused));
}

// It is over: no socket, and nothing will be tried again; or the first try failed, which a script must know.
static bool over(const struct lines *l)
{
    bool lost = client_fd(l->client) < 0 && client_timeout(l->client) < 0;
    bool never = !l->connected && client_state(l->client) == CLIENT_WAITING;
    return l->quit || lost || never || l->broken;
}

static void leave(struct lines *l)
{
    l->leaving = true; // what comes now is no failure any more
    client_command(l->client, "/quit");
}

static void give(struct lines *l, size_t bytes)
{
    l->text[bytes] = '\0';
    if (strcmp(l->text, "/quit") == 0 || strcmp(l->text, "#exit") == 0)
        leave(l);
    else
        client_command(l->client, l->text);
}

// Every whole line; at the end of the input also one without its line feed, then /quit.
static void give_all(struct lines *l)
{
    while (ready(l) && !l->quit && l->n > 0) {
        char *end = memchr(l->text, '\n', l->n);
        if (!end && !l->ended && l->n < MOST_LINE)
            return;
        size_t line = end ? (size_t)(end - l->text) : l->n, used = end ? line + 1 : line;
        give(l, line);
        memmove(l->text, l->text + used, l->n - used);
        gl_wipe(l->text + l->n - used, used); // it may have been a password
        l->n -= used;
    }
    if (ready(l) && l->ended && l->n == 0 && !l->call->stay && !l->quit)
        leave(l);
}

static void read_input(struct lines *l)
{
    ssize_t got = read(STDIN_FILENO, l->text + l->n, MOST_LINE - l->n);
    if (got > 0)
        l->n += (size_t)got;
    else
        l->ended = got == 0 || errno != EINTR;
}

static int wait_and_turn(struct lines *l, int signals)
{
    bool reads = !l->ended && l->n < MOST_LINE;
    struct pollfd fds[] = {
        {.fd = reads ? STDIN_FILENO : -1, .events = POLLIN},
        {.fd = client_fd(l->client), .events = client_wants(l->client)},
        {.fd = signals, .events = POLLIN},
    };
    poll(fds, 3, client_timeout(l->client));
    if (fds[2].revents)
        return -1;
    if (fds[0].revents)
        read_input(l);
    if (fds[1].revents || client_timeout(l->client) == 0)
        client_turn(l->client, fds[1].revents);
    return 0;
}

static void run(struct lines *l, int signals)
{
    client_start(l->client);
    while (!over(l)) {
        if (l->recipe_due && l->call->recipe) {
            char line[64];
            snprintf(line, sizeof line, "/recipe %s", l->call->recipe);
            client_command(l->client, line);
        }
        l->recipe_due = false;
        give_all(l);
        if (over(l) || wait_and_turn(l, signals) != 0)
            return;
    }
}

int chat_lines(const struct chat_call *call, bool json)
{
    char error[256] = "out of memory";
    struct lines l = {.call = call, .json = json, .text = malloc(MOST_LINE + 1)};
    sigset_t set, before;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    sigprocmask(SIG_BLOCK, &set, &before);
    int signals = signalfd(-1, &set, SFD_CLOEXEC);
    if (l.text && signals >= 0)
        l.client = client_new(&call->config, show, &l, error, sizeof error);
    int status = l.client ? APP_OK : app_fail("chat", "%s", error);
    if (l.client) {
        run(&l, signals);
        if (!l.broken && (!l.welcome || (l.leaving && !l.in)))
            status = app_fail("chat", "%s: we did not come in", call->server);
        else if (!l.quit && !l.broken && over(&l))
            status = app_fail("chat", "%s: the connection is over", call->server);
        client_free(l.client);
    }
    gl_wipe_free(l.text, MOST_LINE + 1);
    close(signals);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return status;
}
