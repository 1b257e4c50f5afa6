// SPDX-License-Identifier: MIT
#include "app/trace/show.h"

#include "app/app.h"
#include "app/files.h"
#include "app/views/view.h"
#include "app/views/view_beside.h"
#include "app/views/view_diff.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static unsigned columns(FILE *out)
{
    struct winsize size;
    const char *variable = getenv("COLUMNS");
    if (ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col >= 60)
        return size.ws_col < 132 ? size.ws_col : 132;
    unsigned long wished = variable ? strtoul(variable, NULL, 10) : 0;
    return wished >= 60 && wished <= 400 ? (unsigned)wished : 100;
}

static enum gl_error show_trace(const struct trace_show *how, const struct trace *t, FILE *out)
{
    if (strcmp(how->format, "report") == 0) {
        if (how->warning)
            fprintf(out, "!! %s\n", how->warning);
        view_report(out, t);
    } else if (strcmp(how->format, "json") == 0)
        return view_json(out, t, how->algorithm);
    else if (strcmp(how->format, "html") == 0)
        return view_html(out, t, how->algorithm,
                         &(struct view_html_options){.title = how->title, .warning = how->warning});
    else
        view_text(out, t,
                  &(struct view_text_options){.colour = app_colour(out),
                                              .full = how->full,
                                              .in_short = strcmp(how->format, "short") == 0,
                                              .width = columns(out),
                                              .warning = how->warning});
    return GL_OK;
}

static enum gl_error show_twin(const struct trace_show *how, const struct twin *twin, FILE *out)
{
    struct view_diff_options options = {.title = how->title,
                                        .algorithm = how->algorithm,
                                        .changes = how->changes,
                                        .warning = how->warning,
                                        .colour = app_colour(out),
                                        .full = how->full,
                                        .width = columns(out)};
    struct view_html_options page = {
        .title = how->title, .warning = how->warning, .twin = twin, .changes = how->changes};
    if (strcmp(how->format, "json") == 0)
        return view_diff_json(out, twin, &options);
    if (strcmp(how->format, "html") == 0)
        return view_html(out, twin->a, how->algorithm, &page);
    view_diff_text(out, twin, &options);
    return GL_OK;
}

static enum gl_error show_beside(const struct trace_show *how, const struct twin *twin, FILE *out)
{
    struct view_beside_options options = {.title = how->title,
                                          .algorithm = how->algorithm,
                                          .toy = how->toy,
                                          .note = how->note,
                                          .warning = how->warning,
                                          .full = how->full,
                                          .width = columns(out)};
    struct view_html_options page = {
        .title = how->title, .warning = how->warning, .note = how->note, .twin = twin, .changes = how->toy};
    if (strcmp(how->format, "json") == 0)
        return view_beside_json(out, twin, &options);
    if (strcmp(how->format, "html") == 0)
        return view_html(out, twin->a, how->algorithm, &page);
    view_beside_text(out, twin, &options);
    return GL_OK;
}

static enum gl_error show_avalanche(const struct trace_show *how, const struct avalanche *avalanche,
                                    FILE *out)
{
    if (strcmp(how->format, "json") == 0)
        return view_avalanche_json(out, avalanche, how->algorithm);
    if (strcmp(how->format, "html") == 0)
        return view_avalanche_html(out, avalanche, how->title);
    view_avalanche_text(out, avalanche);
    return GL_OK;
}

static int show_on(const struct trace_show *how, const struct trace_shown *what, FILE *out)
{
    enum gl_error error = what->avalanche ? show_avalanche(how, what->avalanche, out)
                          : how->toy      ? show_beside(how, what->twin, out)
                          : what->twin    ? show_twin(how, what->twin, out)
                                          : show_trace(how, what->t, out);
    // a failed write is told once, when out is closed
    return error && !ferror(out) ? app_fail("trace", "%s", gl_error_string(error)) : APP_OK;
}

int trace_show(const struct trace_show *how, const struct trace_shown *what)
{
    struct app_output out;
    if (!how->out)
        return show_on(how, what, stdout);
    int status = app_output_open(&out, "trace", how->out, 0600); // a trace shows keys
    if (status)
        return status;
    status = show_on(how, what, out.file);
    if (!status)
        return app_output_commit(&out);
    app_output_discard(&out);
    return status;
}
