// SPDX-License-Identifier: MIT
// glasslock admin: commands for a running server, through its local socket.
#include "app/commands.h"

#include "app/options.h"
#include "app/serve/place.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static const char help[] =
    "usage: glasslock admin [--socket PATH] [COMMAND...]\n"
    "\n"
    "Say a command to a running `glasslock serve` of the same user: help, online,\n"
    "users, pending, rooms, kick NAME, ban NAME, notice TEXT, wire on, stats, stop.\n"
    "Without one, lines are read and answered one by one until the end of the input.\n"
    "\n"
    "      --socket PATH   of the server (--admin-socket, or admin.sock in its --data\n"
    "                      folder)\n"
    "      --protocol P    of the server, where its data folder is the usual one:\n"
    "                      glasslock (the default), ...\n"
    "      --help          this text\n"
    "\n"
    "example: glasslock admin notice 'the lesson ends in five minutes'\n";

static FILE *reach(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        app_fail("admin", "'%s' is too long for the name of a socket", path);
        return NULL;
    }
    memcpy(address.sun_path, path, strlen(path));
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    FILE *server = NULL;
    int result;
    do
        result = fd < 0 ? -1 : connect(fd, (struct sockaddr *)&address, sizeof address);
    while (result < 0 && errno == EINTR); // a local socket asks anew
    if (result == 0)
        server = fdopen(fd, "r"); // answers; commands are written to the descriptor
    if (!server) {
        app_fail("admin", "no server answers at '%s': %s; is it running? --socket PATH says where", path,
                 strerror(errno));
        if (fd >= 0)
            close(fd);
    }
    return server;
}

static void print_clean(const char *text)
{
    for (; *text; text++)
        putchar(((unsigned char)*text < 32 && *text != '\n' && *text != '\t') || *text == 127 ? '?' : *text);
}

// Print the answer up to its line with "." alone. false: the server has gone before that.
static bool say(FILE *server, const char *line)
{
    char *answer = NULL;
    size_t room = 0;
    bool whole = false;
    if (dprintf(fileno(server), "%s\n", line) < 0)
        return false;
    while (!whole && getline(&answer, &room, server) > 0) {
        whole = strcmp(answer, ".\n") == 0;
        if (!whole)
            print_clean(answer);
    }
    fflush(stdout);
    free(answer);
    return whole;
}

static int lines(FILE *server)
{
    bool asks = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO), good = true;
    char *line = NULL;
    size_t room = 0;
    while (good) {
        if (asks) {
            fputs("admin> ", stdout);
            fflush(stdout);
        }
        ssize_t n = getline(&line, &room, stdin);
        if (n < 0)
            break;
        line[strcspn(line, "\n")] = '\0';
        if (line[strspn(line, " ")])
            good = say(server, line);
        if (strcmp(line, "stop") == 0)
            break;
    }
    free(line);
    if (asks)
        putchar('\n');
    return good ? APP_OK : app_fail("admin", "the server has gone");
}

static int words(FILE *server, int argc, char **argv, int operand)
{
    char line[1024];
    size_t n = 0;
    for (int i = operand; i < argc; i++) {
        n += (size_t)snprintf(line + n, sizeof line - n, "%s%s", i > operand ? " " : "", argv[i]);
        if (n >= sizeof line)
            return app_usage("admin", "the command is longer than %zu bytes", sizeof line - 1);
    }
    if (strchr(line, '\n'))
        return app_usage("admin", "one command has one line");
    return say(server, line) ? APP_OK : app_fail("admin", "the server has gone");
}

int cmd_admin(int argc, char **argv)
{
    const char *path = NULL, *protocol = "glasslock";
    const struct app_option options[] = {{"socket", &path, NULL}, {"protocol", &protocol, NULL}, {0}};
    char data[PATH_MAX], usual[PATH_MAX];
    int operand = 0, status = app_options(argc, argv, options, help, &operand);
    if (status)
        return status == APP_HELP_SHOWN ? APP_OK : status;
    if (!path && (!place_data(data, protocol) || !place_socket(usual, data)))
        return app_usage("admin", "there is no HOME with a usual data folder; give --socket PATH");
    FILE *server = reach(path ? path : usual);
    if (!server)
        return APP_FAILED;
    status = operand < argc ? words(server, argc, argv, operand) : lines(server);
    fclose(server);
    return status;
}
