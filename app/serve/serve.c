// SPDX-License-Identifier: MIT
// A server with its console: made, announced, run, ended.
#include "app/serve/serve.h"

#include "app/app.h"
#include "app/serve/console.h"
#include "crypto/common/hex.h"
#include "net/glasslock/server.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

static void announce(struct server *s, const char *admin_socket)
{
    const struct server_config *config = server_config(s);
    char session[2 * 16 + 1];
    gl_hex_encode(session, server_session(s), 16);
    serve_warn(config->protocol);
    printf("glasslock serve: %s\n", config->protocol->summary);
    printf("  address   %s\n  port      %u\n",
           config->listen ? config->listen : "127.0.0.1 (this machine alone)", server_port(s));
    printf("  session   %s\n", session);
    if (config->protocol == &server_glasslock) {
        char fingerprint[CHANNEL_FINGERPRINT_CHARS + 1];
        server_glasslock_fingerprint(s, fingerprint);
        printf("  identity  %s\n", fingerprint);
    }
    if (config->data)
        printf("  data      %s\n", config->data);
    if (admin_socket)
        printf("  admin     %s\n", admin_socket);
    fflush(stdout);
}

struct work {
    struct server *server;
    struct console *console;
    bool ran;
};

static void *work(void *context)
{
    struct work *w = context;
    w->ran = server_run(w->server);
    console_ended(w->console);
    return NULL;
}

static int run(struct server *s, struct console *c)
{
    struct work w = {.server = s, .console = c};
    pthread_t thread;
    if (pthread_create(&thread, NULL, work, &w) != 0)
        return app_fail("serve", "cannot start a thread");
    console_run(c, s);
    pthread_join(thread, NULL);
    if (!w.ran)
        return app_fail("serve", "the server could not begin: the log says why");
    if (!server_saved(s))
        return app_fail("serve",
                        "the server has stopped, but not everything is saved in '%s': the log says what",
                        server_config(s)->data);
    puts("The server has stopped.");
    return APP_OK;
}

int serve_run(struct server_config *config, const char *admin_socket, bool trace)
{
    char error[NET_ERROR_CHARS] = "out of memory";
    struct console *c = malloc(sizeof *c);
    setlocale(LC_CTYPE, getenv("LC_ALL") || getenv("LC_CTYPE") || getenv("LANG") ? "" : "C.UTF-8");
    if (!c || !console_open(c, error)) {
        free(c);
        return app_fail("serve", "%s", error);
    }
    config->log = console_log;
    config->trace = trace ? console_trace : NULL;
    config->log_context = c;
    struct server *s = server_new(config, error);
    bool good = s && (!admin_socket || server_admin_listen(s, admin_socket, error));
    int status = APP_FAILED;
    if (good) {
        announce(s, admin_socket);
        status = run(s, c);
    }
    server_free(s);
    console_close(c);
    free(c);
    return good ? status : app_fail("serve", "%s", error);
}
