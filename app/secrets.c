// SPDX-License-Identifier: MIT
#include "app/secrets.h"

#include "app/files.h"
#include "app/options.h"
#include "crypto/common/bytes.h"

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

// Ask on the terminal, with its echo off.
static int ask(const char *command, const char *prompt, char **text, size_t *bytes)
{
    struct termios shown, hidden;
    size_t room = 0;
    FILE *terminal = fopen("/dev/tty", "r+e");
    if (!terminal || tcgetattr(fileno(terminal), &shown) != 0) {
        if (terminal)
            fclose(terminal);
        return app_fail(command, "cannot ask on the terminal");
    }
    hidden = shown;
    hidden.c_lflag &= ~(tcflag_t)ECHO;
    fprintf(terminal, "%s: ", prompt);
    fflush(terminal);
    tcsetattr(fileno(terminal), TCSAFLUSH, &hidden);
    *text = NULL;
    ssize_t got = getline(text, &room, terminal);
    tcsetattr(fileno(terminal), TCSAFLUSH, &shown);
    fputc('\n', terminal);
    fclose(terminal);
    if (got < 0) {
        free(*text);
        return app_fail(command, "nothing was typed");
    }
    *bytes = (size_t)got;
    return APP_OK;
}

static void cut_line_end(char *text, size_t *bytes)
{
    if (*bytes > 0 && text[*bytes - 1] == '\n')
        text[--*bytes] = '\0';
    if (*bytes > 0 && text[*bytes - 1] == '\r')
        text[--*bytes] = '\0';
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
    if (secret->value)
        return copy_text(command, secret->value, text, bytes);
    int status;
    if (secret->file) {
        uint8_t *data = NULL;
        status = app_read_file(command, secret->file, SECRET_LIMIT_BYTES, &data, bytes);
        *text = (char *)data;
    } else if (secret->prompt && isatty(STDIN_FILENO)) {
        status = ask(command, secret->prompt, text, bytes);
    } else {
        return app_usage(command, "%s or %s is needed; see `glasslock %s --help`", secret->option,
                         secret->file_option, command);
    }
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
