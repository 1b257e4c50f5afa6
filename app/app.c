// SPDX-License-Identifier: MIT
#include "app/app.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// One line whatever a file is called: a control character in a name could end the line, or steer the
// terminal.
static void complain(const char *command, const char *format, va_list arguments)
{
    char text[1024];
    fflush(stdout);
    vsnprintf(text, sizeof text, format, arguments);
    for (char *at = text; *at; at++)
        if ((unsigned char)*at < ' ' || *at == 0x7f)
            *at = '?';
    fprintf(stderr, "glasslock%s%s: %s\n", command ? " " : "", command ? command : "", text);
}

int app_fail(const char *command, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    complain(command, format, arguments);
    va_end(arguments);
    return APP_FAILED;
}

int app_usage(const char *command, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    complain(command, format, arguments);
    va_end(arguments);
    return APP_USAGE;
}

bool app_colour(FILE *stream)
{
    const char *no_color = getenv("NO_COLOR");
    const char *term = getenv("TERM");
    return isatty(fileno(stream)) && !(no_color && *no_color) && term && strcmp(term, "dumb") != 0;
}
