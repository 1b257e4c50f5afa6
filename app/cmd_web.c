// SPDX-License-Identifier: MIT
// glasslock web: the chat and the lab in a browser.
#include "app/commands.h"

#include "app/chat/entry.h"
#include "app/web/spawn.h"
#include "app/web/web.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

static const char help[] =
    "usage: glasslock web [HOST[:PORT]] [OPTION...]\n"
    "\n"
    "The chat in a browser, and the lab: traces, vectors, benchmarks, attacks. This\n"
    "program holds the keys and the connection to the chat server (HOST, 127.0.0.1\n"
    "where none is given); the browser only shows. It listens on loopback, and speaks\n"
    "to nobody who does not know the token in the address that it prints.\n"
    "\n"
    "      --web-port N          where the page is (8080; 0: any that is free)\n"
    "      --no-open             do not open the browser, only print the address\n" CHAT_ENTRY_HELP
    "      --help                this text\n"
    "\n" APP_SECRETS_HELP "\n"
    "Ctrl+C ends it, and so does /quit on the page.\n"
    "\n"
    "examples:\n"
    "  glasslock web\n"
    "  glasslock web --protocol chatlock --user alice\n";

// xdg-open hands the address over and ends. What it says is for nobody.
static void open_browser(const char *address)
{
    char *argv[] = {"xdg-open", (char *)address, NULL};
    posix_spawn_file_actions_t quiet;
    posix_spawnattr_t attributes;
    pid_t pid;
    spawn_attributes(&attributes, 0);
    posix_spawn_file_actions_init(&quiet);
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        posix_spawn_file_actions_addopen(&quiet, fd, "/dev/null", O_RDWR, 0);
    (void)posix_spawnp(&pid, argv[0], &quiet, &attributes, argv, environ);
    posix_spawn_file_actions_destroy(&quiet);
    posix_spawnattr_destroy(&attributes);
}

// Before any thread, so that all of them leave the signals to this descriptor.
static int signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    signal(SIGPIPE, SIG_IGN);
    sigprocmask(SIG_BLOCK, &set, NULL);
    return signalfd(-1, &set, SFD_CLOEXEC);
}

static void wait_for_end(struct bridge *bridge, int signal_fd)
{
    struct pollfd fds[2] = {{.fd = signal_fd, .events = POLLIN},
                            {.fd = bridge_quit_fd(bridge), .events = POLLIN}};
    while (poll(fds, 2, -1) < 0 && errno == EINTR) {
    }
}

static int serve(const struct chat_entry *entry, uint16_t port, bool no_open)
{
    char error[256], address[WEB_ADDRESS_ROOM];
    int signal_fd = signals();
    struct web *web = web_start(port, error, sizeof error);
    if (!web)
        return app_fail("web", "%s", error);
    struct bridge *bridge = bridge_start(&entry->config, web_pages(web), error, sizeof error);
    if (!bridge) {
        web_free(web);
        return app_fail("web", "%s", error);
    }
    web_serve(web, bridge);
    web_address(web, address);
    printf("The page: %s\nWho knows this address can read and write as you; Ctrl+C ends it.\n", address);
    fflush(stdout);
    if (!no_open)
        open_browser(address);
    wait_for_end(bridge, signal_fd);
    web_stop(web);
    bridge_stop(bridge);
    web_free(web);
    close(signal_fd);
    return APP_OK;
}

int cmd_web(int argc, char **argv)
{
    struct chat_entry entry;
    struct app_option options[CHAT_ENTRY_OPTIONS + 3];
    const char *port_text = NULL;
    uint64_t port = 8080;
    bool no_open = false;
    const struct app_option own[3] = {{"web-port", &port_text, NULL}, {"no-open", NULL, &no_open}, {0}};
    chat_entry_options(&entry, "web", options);
    memcpy(options + CHAT_ENTRY_OPTIONS, own, sizeof own);
    int operand = 0, status = app_options(argc, argv, options, help, &operand);
    if (status)
        return status == APP_HELP_SHOWN ? APP_OK : status;
    if (port_text && (status = app_number("web", "--web-port", port_text, 0, UINT16_MAX, &port)))
        return status;
    status = chat_entry_check(&entry, argc, argv, operand);
    if (!status)
        status = chat_entry_secrets(&entry);
    if (!status)
        status = serve(&entry, (uint16_t)port, no_open);
    chat_entry_wipe(&entry);
    return status;
}
