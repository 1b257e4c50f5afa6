// SPDX-License-Identifier: MIT
// glasslock chat: the chat client.
#include "app/commands.h"

#include "app/chat/run.h"
#include "app/chat/target.h"
#include "app/options.h"
#include "app/secrets.h"
#include "crypto/common/bytes.h"
#include "net/client/protocol.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
    "usage: glasslock chat [HOST[:PORT]] [OPTION...]\n"
    "\n"
    "Talk through a chat server (`glasslock serve`); HOST is 127.0.0.1 where none is given. On a terminal "
    "it\n"
    "is a screen (F1 shows its keys), elsewhere plain lines.\n"
    "\n"
    "      --user NAME           log in as NAME; without it, /register, /login or /guest say who you are\n"
    "      --register            make the account NAME first\n"
    "      --guest               come in as the guest NAME, without an account\n"
    "      --password P          of the account, or of the room (socketchat): env:NAME or tty:\n"
    "      --password-file F     or a file that holds it\n"
    "      --passphrase P        of the keys and history kept here; without it the password serves\n"
    "      --passphrase-file F   or a file that holds it\n"
    "      --protocol P          glasslock (the default), or an old one: chatlock, socketchat, coursework\n"
    "      --port N              instead of the protocol's own\n"
    "      --recipe R            for conversations that you open: strong, securechat, fernet\n"
    "      --data DIR            where keys, history and known servers are (~/.local/share/glasslock)\n"
    "      --ephemeral           keep nothing on disk\n"
    "      --wire                show what crosses the wire beside what it means\n"
    "      --trace               chatlock: the DES trace of what is said\n"
    "      --no-reconnect        do not try again when the connection is lost\n"
    "      --no-receipts         do not tell others what you have received and read\n"
    "      --ascii               marks in plain ASCII\n"
    "      --plain               lines instead of the screen, also on a terminal\n"
    "      --times               with --plain: [HH:MM] before each line\n"
    "      --json                one JSON object a line instead of text\n"
    "      --stay                go on listening after the end of standard input\n"
    "      --help                this text\n"
    "\n" APP_SECRETS_HELP "\n"
    "Plain mode reads what you would type (/help lists the commands), one line each, and prints an event a\n"
    "line. At the end of its input it sends what waits, and leaves. Exit status 1: it did not come in, or "
    "the\n"
    "connection was lost for good.\n"
    "JSON: \"event\" is state, identity, welcome, message, sent, receipt, join, leave, presence, room, "
    "invited,\n"
    "friend, ready, notice, info, error, warning, wire, trace or quit; of \"state\", \"room\", \"who\", "
    "\"to\",\n"
    "\"text\", \"time\" (ms since 1970), \"sequence\", \"counter\", \"local\", \"seconds\" and \"hex\" those "
    "are there that\n"
    "mean something; \"own\", \"emote\", \"old\" and \"flag\" where they are true. \"flag\": of an identity, "
    "seen for\n"
    "the first time; of a welcome, as a guest; of a receipt, read; of the wire, outwards.\n"
    "\n"
    "examples:\n"
    "  glasslock chat --user alice --register\n"
    "  glasslock chat lab.example:7070 --user bob\n"
    "  echo 'the build is green' | glasslock chat --user bot --password env:BOT_PASSWORD\n";

struct request {
    struct app_secret password, passphrase;
    const char *protocol, *port;
    bool plain, json;
};

static bool has_command(const struct client_protocol *protocol, const char *name)
{
    for (const struct client_command_help *c = protocol->commands; c && c->name; c++)
        if (strcmp(c->name, name) == 0)
            return true;
    return false;
}

// A secret that was asked for, or NULL where nobody gave one.
static int take_secret(const struct app_secret *secret, bool needed, char **text, size_t *bytes)
{
    if (!secret->value && !secret->file && !(needed && isatty(STDIN_FILENO)))
        return APP_OK;
    return app_secret_text("chat", secret, text, bytes);
}

static int check(const struct request *r, const struct chat_call *call)
{
    const struct client_config *c = &call->config;
    if (c->register_first && c->guest)
        return app_usage("chat", "--register and --guest exclude each other: a guest has no account");
    if ((c->register_first || c->guest) && !c->user)
        return app_usage("chat", "%s needs --user NAME", c->guest ? "--guest" : "--register");
    if (r->json && r->plain)
        return app_usage("chat", "--plain and --json exclude each other");
    if (call->recipe && !has_command(c->protocol, "recipe"))
        return app_usage("chat", "--recipe: the protocol %s has none", c->protocol->name);
    return APP_OK;
}

static int run(const struct request *r, struct chat_call *call)
{
    char *password = NULL, *passphrase = NULL, server[TARGET_HOST_CHARS + 16];
    size_t n = 0, m = 0;
    const struct client_config *c = &call->config;
    bool account = c->user && !c->guest && has_command(c->protocol, "login");
    int status =
        take_secret(&r->password, account || strcmp(c->protocol->name, "socketchat") == 0, &password, &n);
    if (!status)
        status = take_secret(&r->passphrase, false, &passphrase, &m);
    if (!status) {
        bool colons = strchr(c->host, ':');
        snprintf(server, sizeof server, "%s%s%s:%u", colons ? "[" : "", c->host, colons ? "]" : "", c->port);
        call->server = server;
        call->config.password = password;
        call->config.passphrase = passphrase;
        bool screen = !r->plain && !r->json && !call->stay && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
        status = screen ? chat_terminal(call) : chat_lines(call, r->json);
    }
    gl_wipe_free(password, n);
    gl_wipe_free(passphrase, m);
    return status;
}

static int set_target(const struct request *r, struct chat_call *call, struct target *target,
                      const char *text)
{
    uint64_t port = 0;
    if (!target_parse(target, text))
        return app_usage("chat", "'%s' is no HOST, HOST:PORT or [ADDRESS]:PORT", text);
    if (r->port && target->port)
        return app_usage("chat", "--port, and a port in '%s': give one of them", text);
    int status = r->port ? app_number("chat", "--port", r->port, 1, UINT16_MAX, &port) : APP_OK;
    call->config.host = target->host;
    call->config.port = port ? (uint16_t)port : target->port ? target->port : call->config.protocol->port;
    return status;
}

int cmd_chat(int argc, char **argv)
{
    struct request r = {.password = {"--password", "--password-file", NULL, NULL, "password"},
                        .passphrase = {"--passphrase", "--passphrase-file", NULL, NULL, "passphrase"}};
    struct chat_call call = {0};
    struct client_config *c = &call.config;
    const struct app_option options[] = {
        {"user", &c->user, NULL},
        {"register", NULL, &c->register_first},
        {"guest", NULL, &c->guest},
        {"password", &r.password.value, NULL},
        {"password-file", &r.password.file, NULL},
        {"passphrase", &r.passphrase.value, NULL},
        {"passphrase-file", &r.passphrase.file, NULL},
        {"protocol", &r.protocol, NULL},
        {"port", &r.port, NULL},
        {"recipe", &call.recipe, NULL},
        {"data", &c->data, NULL},
        {"ephemeral", NULL, &c->ephemeral},
        {"wire", NULL, &c->wire},
        {"trace", NULL, &c->trace},
        {"no-reconnect", NULL, &c->no_reconnect},
        {"no-receipts", NULL, &c->no_receipts},
        {"ascii", NULL, &call.ascii},
        {"plain", NULL, &r.plain},
        {"times", NULL, &call.stamps},
        {"json", NULL, &r.json},
        {"stay", NULL, &call.stay},
        {0},
    };
    struct target target;
    int operand = 0, status = app_options(argc, argv, options, help, &operand);
    if (status)
        return status == APP_HELP_SHOWN ? APP_OK : status;
    if ((status = app_operands("chat", argc, argv, operand, 1)))
        return status;
    c->protocol = r.protocol ? client_protocol_find(r.protocol) : client_protocols[0];
    if (!c->protocol)
        return app_usage("chat", "no protocol '%s'; there are glasslock, chatlock, socketchat, coursework",
                         r.protocol ? r.protocol : "glasslock");
    status = set_target(&r, &call, &target, operand < argc ? argv[operand] : NULL);
    if (!status)
        status = check(&r, &call);
    return status ? status : run(&r, &call);
}
