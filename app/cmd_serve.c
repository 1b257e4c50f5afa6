// SPDX-License-Identifier: MIT
// glasslock serve: the chat server.
#include "app/commands.h"

#include "app/options.h"
#include "app/secrets.h"
#include "app/serve/place.h"
#include "app/serve/serve.h"
#include "crypto/common/bytes.h"

#include <stdlib.h>
#include <string.h>

#define MOST_LIMITS 32

static const char help_head[] =
    "usage: glasslock serve [OPTION...]\n"
    "\n"
    "Serve a chat. On a terminal it shows what happens, and takes admin commands\n"
    "(help lists them); Ctrl+C asks whether to stop, SIGTERM stops at once.\n"
    "`glasslock admin` says the same commands from elsewhere.\n"
    "\n"
    "      --listen ADDRESS      loopback alone, where none is given; 0.0.0.0 or ::\n"
    "                            for all\n"
    "      --port N              instead of the protocol's own; 0: any that is free,\n"
    "                            it is printed\n"
    "      --data DIR            accounts, history and identity\n"
    "                            (~/.local/share/glasslock/server)\n"
    "      --open                take guests without an account\n"
    "      --wire                show what crosses the wire\n"
    "      --password-hash H     yescrypt (the default) or bcrypt\n"
    "      --protocol P          glasslock (the default), or an old one, weak on\n"
    "                            purpose: chatlock, socketchat, coursework\n"
    "      --explain             what the protocol promises, what it breaks, and what\n"
    "                            shows it; then end\n"
    "      --trace               chatlock: the DES trace of what is decrypted\n"
    "      --password P          socketchat: of the room; env:NAME or tty:\n"
    "      --password-file F     or a file that holds it\n"
    "      --admin-socket PATH   instead of admin.sock in the data folder; none: no\n"
    "                            socket\n"
    "      --limit NAME=N        as often as needed:\n";
static const char help_tail[] =
    "      --help                this text\n"
    "\n" APP_SECRETS_HELP "\n"
    "A class of 1,000 needs about 1,100 open files: `ulimit -n 4096` before the\n"
    "start, where the shell has fewer (the server raises its own limit as far as it\n"
    "may).\n"
    "\n"
    "examples:\n"
    "  glasslock serve --open\n"
    "  glasslock serve --listen 0.0.0.0 --data /srv/chat --limit connections=2000\n"
    "  glasslock serve --protocol chatlock --explain\n";

struct request {
    struct app_secret password;
    const char *protocol, *port, *admin_socket;
    bool explain, trace, help;
    const char *limits[MOST_LIMITS];
    int n_limits;
};

static void help(void)
{
    fputs(help_head, stdout);
    serve_limits(stdout);
    fputs(help_tail, stdout);
}

// --limit may be given often: it is taken out of the line before the others are read. Returns the new argc.
static int take_limits(int argc, char **argv, struct request *r)
{
    int n = 1;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--") == 0) {
            while (i < argc)
                argv[n++] = argv[i++];
            break;
        }
        bool apart = strcmp(argv[i], "--limit") == 0 && i + 1 < argc;
        bool joined = strncmp(argv[i], "--limit=", 8) == 0;
        r->help |= strcmp(argv[i], "--help") == 0;
        if ((apart || joined) && r->n_limits < MOST_LIMITS)
            r->limits[r->n_limits++] = apart ? argv[++i] : argv[i] + 8;
        else
            argv[n++] = argv[i];
    }
    argv[n] = NULL;
    return n;
}

static int set_limit(struct server_limits *limits, const char *text)
{
    const struct server_limit *limit = NULL;
    char name[32];
    const char *equals = strchr(text, '=');
    uint64_t value = 0;
    if (!equals || equals - text >= (int)sizeof name)
        return app_usage("serve", "--limit takes NAME=N, not '%s'; see `glasslock serve --help`", text);
    memcpy(name, text, (size_t)(equals - text));
    name[equals - text] = '\0';
    bool number = equals[1] && strspn(equals + 1, "0123456789") == strlen(equals + 1);
    value = number ? strtoull(equals + 1, NULL, 10) : UINT64_MAX;
    if (server_limit_set(limits, name, value, &limit))
        return APP_OK;
    if (!limit)
        return app_usage("serve", "--limit: no limit '%s'; see `glasslock serve --help`", name);
    return app_usage("serve", "--limit %s takes a number from %u to %u, not '%s'", name, limit->least,
                     limit->most, equals + 1);
}

static int check(const struct request *r, const struct server_config *c)
{
    const char *hash = c->password_hash;
    if (hash && strcmp(hash, "yescrypt") != 0 && strcmp(hash, "bcrypt") != 0)
        return app_usage("serve", "--password-hash: there are yescrypt and bcrypt, not '%s'", hash);
    if (r->trace && strcmp(c->protocol->name, "chatlock") != 0)
        return app_usage("serve", "--trace is for --protocol chatlock, where DES is");
    bool shared = strcmp(c->protocol->name, "socketchat") == 0;
    if ((r->password.value || r->password.file) && !shared)
        return app_usage("serve", "--password is for --protocol socketchat; others have accounts");
    return APP_OK;
}

static int run(struct request *r, const struct server_config *config)
{
    struct server_config copy = *config, *c = &copy; // it will point to what stands here
    char data[PATH_MAX], path[PATH_MAX], *password = NULL;
    const char *admin_socket = NULL;
    size_t n = 0;
    int status = APP_OK;
    if (!c->data && !place_data(data, c->protocol->name))
        return app_usage("serve", "there is no HOME to keep data in; give --data DIR");
    c->data = c->data ? c->data : data;
    if (c->data == data && !place_make_parents(data))
        return app_fail("serve", "cannot make the folders above '%s'", data);
    if (r->admin_socket)
        admin_socket = strcmp(r->admin_socket, "none") == 0 ? NULL : r->admin_socket;
    else
        admin_socket = place_socket(path, c->data) ? path : NULL;
    if (strcmp(c->protocol->name, "socketchat") == 0)
        status = app_secret_text("serve", &r->password, &password, &n);
    c->password = password;
    if (!status)
        status = serve_run(c, admin_socket, r->trace);
    gl_wipe_free(password, n);
    return status;
}

int cmd_serve(int argc, char **argv)
{
    struct request r = {.password = {"--password", "--password-file", NULL, NULL, "password of the room"}};
    struct server_config c = {.limits = server_default_limits};
    const struct app_option options[] = {
        {"listen", &c.listen, NULL},
        {"port", &r.port, NULL},
        {"data", &c.data, NULL},
        {"open", NULL, &c.open},
        {"wire", NULL, &c.wire},
        {"password-hash", &c.password_hash, NULL},
        {"protocol", &r.protocol, NULL},
        {"explain", NULL, &r.explain},
        {"trace", NULL, &r.trace},
        {"password", &r.password.value, NULL},
        {"password-file", &r.password.file, NULL},
        {"admin-socket", &r.admin_socket, NULL},
        {0},
    };
    uint64_t port = 0;
    argc = take_limits(argc, argv, &r);
    if (r.help) {
        help();
        return APP_OK;
    }
    int operand = 0, status = app_options(argc, argv, options, help_head, &operand);
    if (status)
        return status == APP_HELP_SHOWN ? APP_OK : status;
    if ((status = app_operands("serve", argc, argv, operand, 0)))
        return status;
    c.protocol = r.protocol ? server_protocol_find(r.protocol) : server_protocols[0];
    if (!c.protocol)
        return app_usage("serve", "no protocol '%s'; there are glasslock, chatlock, socketchat, coursework",
                         r.protocol);
    if (r.port && (status = app_number("serve", "--port", r.port, 0, UINT16_MAX, &port)))
        return status;
    c.port = r.port ? (uint16_t)port : c.protocol->port;
    for (int i = 0; i < r.n_limits; i++)
        if ((status = set_limit(&c.limits, r.limits[i])))
            return status;
    if ((status = check(&r, &c)))
        return status;
    if (r.explain) {
        serve_explain(c.protocol);
        return APP_OK;
    }
    return run(&r, &c);
}
