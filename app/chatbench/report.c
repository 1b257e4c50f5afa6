// SPDX-License-Identifier: MIT
// The figures as a table, and as JSON.
#include "app/chatbench/load.h"
#include "app/files.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const char *rate_text(uint64_t rate, char text[24])
{
    if (rate)
        snprintf(text, 24, "%llu/s", (unsigned long long)rate);
    return rate ? text : "closed";
}

// A duration in three digits.
static const char *time_text(uint64_t ns, char text[24])
{
    double ms = (double)ns / 1e6;
    snprintf(text, 24, "%.*f ms", ms < 1 ? 3 : ms < 10 ? 2 : ms < 100 ? 1 : 0, ms);
    return text;
}

void chatbench_report_begin(const struct chatbench_options *o)
{
    printf("protocol %s, %llu bytes of text, %llu s a run, %llu in flight in the closed loop\n",
           o->wire->name, (unsigned long long)o->bytes, (unsigned long long)o->seconds,
           (unsigned long long)o->in_flight);
    if (o->wire->note)
        printf("%s\n", o->wire->note);
    printf("\n%7s %8s %9s %13s %10s %10s %10s %9s %9s %8s\n", "members", "rate", "messages", "deliveries/s",
           "p50", "p99", "most", "CPU serv.", "CPU load", "B/conn.");
}

void chatbench_report_row(const struct chatbench_figures *f)
{
    char rate[24], p50[24], p99[24], most[24], cpu[24] = "-", rss[24] = "-";
    if (f->server_cpu >= 0)
        snprintf(cpu, sizeof cpu, "%.2f s", f->server_cpu);
    if (f->rss >= 0)
        snprintf(rss, sizeof rss, "%.0f", f->rss);
    printf("%7llu %8s %9llu %13.0f %10s %10s %10s %9s %7.2f s %8s\n", (unsigned long long)f->members,
           rate_text(f->rate, rate), (unsigned long long)f->messages, (double)f->deliveries / f->seconds,
           time_text(f->p50_ns, p50), time_text(f->p99_ns, p99), time_text(f->max_ns, most), cpu,
           f->client_cpu, rss);
    fflush(stdout);
}

static json_t *row_json(const struct chatbench_figures *f)
{
    json_t *row = json_pack("{s:I, s:I, s:I, s:I, s:f, s:f, s:f, s:f, s:f, s:f}", "members",
                            (json_int_t)f->members, "rate", (json_int_t)f->rate, "messages",
                            (json_int_t)f->messages, "deliveries", (json_int_t)f->deliveries, "seconds",
                            f->seconds, "deliveries_per_second", (double)f->deliveries / f->seconds, "p50_ms",
                            (double)f->p50_ns / 1e6, "p99_ms", (double)f->p99_ns / 1e6, "most_ms",
                            (double)f->max_ns / 1e6, "load_cpu_seconds", f->client_cpu);
    if (row && f->server_cpu >= 0)
        json_object_set_new(row, "server_cpu_seconds", json_real(f->server_cpu));
    if (row && f->rss >= 0)
        json_object_set_new(row, "server_bytes_per_connection", json_real(f->rss));
    return row;
}

int chatbench_report_json(const struct chatbench_options *o, const struct chatbench_figures *rows, size_t n)
{
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, row_json(rows + i));
    json_t *root = json_pack("{s:i, s:s, s:I, s:I, s:o}", "version", 1, "protocol", o->wire->name, "bytes",
                             (json_int_t)o->bytes, "in_flight", (json_int_t)o->in_flight, "runs", list);
    char *text = root ? json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(6)) : NULL;
    json_decref(root);
    if (!text)
        return app_fail("chat-bench", "out of memory");
    struct app_output out;
    int status = app_output_open(&out, "chat-bench", o->json, 0666);
    if (!status)
        status = app_output_write(&out, text, strlen(text));
    if (!status)
        status = app_output_write(&out, "\n", 1);
    if (!status)
        status = app_output_commit(&out);
    else
        app_output_discard(&out);
    free(text);
    return status;
}
