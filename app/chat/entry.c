// SPDX-License-Identifier: MIT
#include "app/chat/entry.h"

#include "crypto/common/bytes.h"
#include "net/client/protocol.h"

#include <string.h>
#include <unistd.h>

void chat_entry_options(struct chat_entry *e, const char *command, struct app_option *table)
{
    *e = (struct chat_entry){.command = command,
                             .password = {"--password", "--password-file", NULL, NULL, "password"},
                             .passphrase = {"--passphrase", "--passphrase-file", NULL, NULL, "passphrase"}};
    struct client_config *c = &e->config;
    const struct app_option options[CHAT_ENTRY_OPTIONS] = {
        {"user", &c->user, NULL},
        {"register", NULL, &c->register_first},
        {"guest", NULL, &c->guest},
        {"password", &e->password.value, NULL},
        {"password-file", &e->password.file, NULL},
        {"passphrase", &e->passphrase.value, NULL},
        {"passphrase-file", &e->passphrase.file, NULL},
        {"protocol", &e->protocol, NULL},
        {"port", &e->port, NULL},
        {"data", &c->data, NULL},
        {"ephemeral", NULL, &c->ephemeral},
        {"wire", NULL, &c->wire},
        {"no-receipts", NULL, &c->no_receipts},
    };
    memcpy(table, options, sizeof options);
}

bool chat_entry_has(const struct chat_entry *e, const char *command)
{
    for (const struct client_command_help *c = e->config.protocol->commands; c && c->name; c++)
        if (strcmp(c->name, command) == 0)
            return true;
    return false;
}

static int set_target(struct chat_entry *e, const char *text)
{
    uint64_t port = 0;
    if (!target_parse(&e->target, text))
        return app_usage(e->command, "'%s' is no HOST, HOST:PORT or [ADDRESS]:PORT", text);
    if (e->port && e->target.port)
        return app_usage(e->command, "--port, and a port in '%s': give one of them", text);
    int status = e->port ? app_number(e->command, "--port", e->port, 1, UINT16_MAX, &port) : APP_OK;
    struct client_config *c = &e->config;
    c->host = e->target.host;
    c->port = port ? (uint16_t)port : e->target.port ? e->target.port : c->protocol->port;
    bool colons = strchr(c->host, ':');
    snprintf(e->server, sizeof e->server, "%s%s%s:%u", colons ? "[" : "", c->host, colons ? "]" : "",
             c->port);
    return status;
}

// HOST PORT PASSWORD NICK stand for the options of the same meaning.
static int take_operands(struct chat_entry *e, int argc, char **argv, int operand)
{
    bool four = argc - operand == 4 && strcmp(e->config.protocol->name, "socketchat") == 0;
    if (!four)
        return app_operands(e->command, argc, argv, operand, 1);
    if (e->port || e->password.value || e->password.file || e->config.user)
        return app_usage(e->command,
                         "HOST PORT PASSWORD NICK, and an option that says the same: give one of them");
    e->port = argv[operand + 1];
    e->password.value = argv[operand + 2];
    e->config.user = argv[operand + 3];
    return APP_OK;
}

int chat_entry_check(struct chat_entry *e, int argc, char **argv, int operand)
{
    struct client_config *c = &e->config;
    c->protocol = e->protocol ? client_protocol_find(e->protocol) : client_protocols[0];
    if (!c->protocol)
        return app_usage(e->command,
                         "no protocol '%s'; there are glasslock, chatlock, socketchat, coursework",
                         e->protocol);
    int status = take_operands(e, argc, argv, operand);
    if (status)
        return status;
    if (c->register_first && c->guest)
        return app_usage(e->command, "--register and --guest exclude each other: a guest has no account");
    if ((c->register_first || c->guest) && !c->user)
        return app_usage(e->command, "%s needs --user NAME", c->guest ? "--guest" : "--register");
    return set_target(e, operand < argc ? argv[operand] : NULL);
}

// A new password is typed twice: nobody can see a slip.
static int confirm(const struct chat_entry *e, const struct app_secret *secret, const char *text)
{
    const struct app_secret again = {secret->option, secret->file_option, "tty:", NULL, "the same again"};
    char *second = NULL;
    size_t bytes = 0;
    int status = app_secret_text(e->command, &again, &second, &bytes);
    if (!status && strcmp(text, second) != 0)
        status = app_fail(e->command, "the two passwords differ");
    gl_wipe_free(second, bytes);
    return status;
}

// A secret that was asked for, or NULL where nobody gave one.
static int take(struct chat_entry *e, const struct app_secret *secret, bool needed, int place,
                const char **value)
{
    bool asks = secret->value ? strcmp(secret->value, "tty:") == 0 : !secret->file;
    if (!secret->value && !secret->file && !(needed && (e->unattended || isatty(STDIN_FILENO))))
        return APP_OK;
    int status = app_secret_text(e->command, secret, &e->secrets[place], &e->secret_bytes[place]);
    if (!status && asks && e->config.register_first)
        status = confirm(e, secret, e->secrets[place]);
    *value = e->secrets[place];
    return status;
}

int chat_entry_secrets(struct chat_entry *e)
{
    struct client_config *c = &e->config;
    bool account = c->user && !c->guest && chat_entry_has(e, "login");
    bool needed = account || chat_entry_has(e, "password"); // of the room
    int status = take(e, &e->password, needed, 0, &c->password);
    return status ? status : take(e, &e->passphrase, false, 1, &c->passphrase);
}

void chat_entry_wipe(struct chat_entry *e)
{
    for (int i = 0; i < 2; i++) {
        gl_wipe_free(e->secrets[i], e->secret_bytes[i]);
        e->secrets[i] = NULL;
    }
}
