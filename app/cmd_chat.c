// SPDX-License-Identifier: MIT
// glasslock chat: the chat client.
#include "app/commands.h"

#include "app/chat/entry.h"
#include "app/chat/run.h"
#include "net/client/protocol.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
    "usage: glasslock chat [HOST[:PORT]] [OPTION...]\n"
    "       glasslock chat --protocol socketchat HOST PORT PASSWORD NICK\n"
    "\n"
    "Talk through a chat server (`glasslock serve`); HOST is 127.0.0.1 where none is\n"
    "given. On a terminal it is a screen (F1 shows its keys), elsewhere plain lines.\n"
    "\n" CHAT_ENTRY_HELP "      --recipe R            for conversations that you open: strong, securechat,\n"
    "                            fernet\n"
    "      --trace               chatlock: the DES trace of what is said\n"
    "      --no-reconnect        do not try again when the connection is lost\n"
    "      --ascii               marks in plain ASCII\n"
    "      --plain               lines instead of the screen, also on a terminal\n"
    "      --times               with --plain: [HH:MM] before each line\n"
    "      --json                one JSON object a line instead of text\n"
    "      --stay                go on listening after the end of standard input\n"
    "      --help                this text\n"
    "\n" APP_SECRETS_HELP "\n"
    "Plain mode reads what you would type (/help lists the commands), one line each,\n"
    "and prints an event a line. At the end of its input it sends what waits, and\n"
    "leaves. Exit status 1: it did not come in, or the connection was lost for good.\n"
    "JSON: \"event\" is state, identity, welcome, message, sent, receipt, join, leave,\n"
    "presence, room, invited, friend, ready, notice, info, error, warning, wire,\n"
    "trace or quit; of \"state\", \"room\", \"who\", \"to\", \"text\", \"time\" (ms since 1970),\n"
    "\"sequence\", \"counter\", \"local\", \"seconds\" and \"hex\" those are there that mean\n"
    "something; \"own\", \"emote\", \"old\" and \"flag\" where they are true. \"flag\": of an\n"
    "identity, seen for the first time; of a welcome, as a guest; of a receipt, read;\n"
    "of the wire, outwards.\n"
    "\n"
    "examples:\n"
    "  glasslock chat --user alice --register\n"
    "  glasslock chat lab.example:7070 --user bob\n"
    "  echo 'the build is green' | glasslock chat --user bot --password env:PASSWORD\n";

struct request {
    struct chat_call call;
    bool plain, json;
};

static int check(const struct request *r, const struct chat_entry *e)
{
    if (r->json && r->plain)
        return app_usage("chat", "--plain and --json exclude each other");
    if (r->call.recipe && !chat_entry_has(e, "recipe"))
        return app_usage("chat", "--recipe: the protocol %s has none", e->config.protocol->name);
    return APP_OK;
}

static int run(struct request *r, struct chat_entry *e)
{
    struct chat_call *call = &r->call;
    const char *term = getenv("TERM");
    bool screen = !r->plain && !r->json && !call->stay && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) &&
                  term && strcmp(term, "dumb") != 0;
    e->unattended = !screen;
    int status = chat_entry_secrets(e);
    if (!status) {
        call->config = e->config;
        call->server = e->server;
        status = screen ? chat_terminal(call) : chat_lines(call, r->json);
    }
    chat_entry_wipe(e);
    return status;
}

int cmd_chat(int argc, char **argv)
{
    struct request r = {0};
    struct chat_entry entry;
    struct client_config *c = &entry.config;
    struct app_option options[CHAT_ENTRY_OPTIONS + 9];
    const struct app_option own[9] = {
        {"recipe", &r.call.recipe, NULL},
        {"trace", NULL, &c->trace},
        {"no-reconnect", NULL, &c->no_reconnect},
        {"ascii", NULL, &r.call.ascii},
        {"plain", NULL, &r.plain},
        {"times", NULL, &r.call.stamps},
        {"json", NULL, &r.json},
        {"stay", NULL, &r.call.stay},
        {0},
    };
    chat_entry_options(&entry, "chat", options);
    memcpy(options + CHAT_ENTRY_OPTIONS, own, sizeof own);
    int operand = 0, status = app_options(argc, argv, options, help, &operand);
    if (status)
        return status == APP_HELP_SHOWN ? APP_OK : status;
    status = chat_entry_check(&entry, argc, argv, operand);
    if (!status)
        status = check(&r, &entry);
    return status ? status : run(&r, &entry);
}
