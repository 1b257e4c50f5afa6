// SPDX-License-Identifier: MIT
#include "app/secrets.h"

#include "app/files.h"
#include "app/options.h"
#include "crypto/common/bytes.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define SECRET_LIMIT_BYTES 65536

static int copy_text(const char *command, const char *from, char **text, size_t *bytes)
{
    *bytes = strlen(from);
    *text = strdup(from);
    return *text ? APP_OK : app_fail(command, "out of memory");
}

// Ask for a line with the terminal's echo off, which it is before the question stands there. Signals wait
// until it is on again: Ctrl-C must not leave it off.
static ssize_t read_hidden(FILE *terminal, const char *prompt, char **text)
{
    struct termios shown, hidden;
    sigset_t all, before;
    size_t room = 0;
    if (tcgetattr(fileno(terminal), &shown) != 0)
        return -1;
    hidden = shown;
    hidden.c_lflag &= ~(tcflag_t)ECHO;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    tcsetattr(fileno(terminal), TCSAFLUSH, &hidden);
    fprintf(terminal, "%s: ", prompt);
    ssize_t got = getline(text, &room, terminal);
    tcsetattr(fileno(terminal), TCSAFLUSH, &shown);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return got;
}

static void cut_line_end(char *text, size_t *bytes)
{
    if (*bytes > 0 && text[*bytes - 1] == '\n')
        text[--*bytes] = '\0';
    if (*bytes > 0 && text[*bytes - 1] == '\r')
        text[--*bytes] = '\0';
}

static int ask(const char *command, const char *prompt, char **text, size_t *bytes)
{
    FILE *terminal = fopen("/dev/tty", "r+e");
    if (!terminal)
        return app_fail(command, "there is no terminal to ask on");
    setvbuf(terminal, NULL, _IONBF, 0); // no copy of the secret stays in a buffer
    *text = NULL;
    ssize_t got = read_hidden(terminal, prompt, text);
    fputc('\n', terminal);
    fclose(terminal);
    if (got < 0) {
        free(*text);
        *text = NULL;
        app_fail(command, "nothing was typed");
        return APP_FAILED;
    }
    *bytes = (size_t)got;
    cut_line_end(*text, bytes);
    return APP_OK;
}

int app_secret_text(const char *command, const struct app_secret *secret, char **text, size_t *bytes)
{
    if (secret->value && secret->file)
        return app_usage(command, "%s and %s exclude each other", secret->option, secret->file_option);
    if (secret->value && strncmp(secret->value, "env:", 4) == 0) {
        const char *found = getenv(secret->value + 4);
        if (!found)
            return app_usage(command, "%s: no environment variable '%s'", secret->option, secret->value + 4);
        return copy_text(command, found, text, bytes);
    }
    bool asked = secret->value ? strcmp(secret->value, "tty:") == 0
                               : !secret->file && secret->prompt && isatty(STDIN_FILENO);
    if (secret->value && !asked)
        return copy_text(command, secret->value, text, bytes);
    if (asked)
        return ask(command, secret->prompt ? secret->prompt : secret->option + 2, text, bytes);
    if (!secret->file)
        return app_usage(command, "%s or %s is needed; see `glasslock %s --help`", secret->option,
                         secret->file_option, command);
    uint8_t *data = NULL;
    int status = app_read_file(command, secret->file, SECRET_LIMIT_BYTES, &data, bytes);
    *text = (char *)data;
    if (!status)
        cut_line_end(*text, bytes);
    return status;
}

int app_secret_hex(const char *command, const struct app_secret *secret, uint8_t **data, size_t *bytes)
{
    char *text = NULL;
    size_t chars = 0;
    int status = app_secret_text(command, secret, &text, &chars);
    if (status)
        return status;
    status = app_hex(command, secret->file ? secret->file_option : secret->option, text, data, bytes);
    gl_wipe_free(text, chars);
    return status;
}
