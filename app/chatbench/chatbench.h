// SPDX-License-Identifier: MIT
// glasslock chat-bench: what is asked for, what is measured.
//
// A server process, N clients in one room driven by one epoll thread, messages from each client in turn. In a
// closed loop a number of messages is kept in flight (said, and not yet heard by all); paced, one is due
// every so often, and its latency counts from when it was due. Every delivery is checked: each message
// reaches all, none is lost, none doubled, and all hear the same order.
#ifndef GLASSLOCK_APP_CHATBENCH_CHATBENCH_H
#define GLASSLOCK_APP_CHATBENCH_CHATBENCH_H

#include "app/app.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define CHATBENCH_LIST         16 // numbers in a list
#define CHATBENCH_MOST_MEMBERS 20000

struct chatbench_wire;

struct chatbench_options {
    const struct chatbench_wire *wire;
    const char *to; // "HOST:PORT" of a server that runs already; NULL: start one
    const char *json;
    bool log;                                                // show the server's
    uint64_t members[CHATBENCH_LIST], rates[CHATBENCH_LIST]; // 0 as a rate: closed loop
    size_t members_n, rates_n;
    uint64_t seconds, in_flight, bytes, messages;
};
// APP_OK, APP_HELP_SHOWN, or an error that has been told.
int chatbench_options_read(int argc, char **argv, struct chatbench_options *out);

// One run: a size and a rate.
struct chatbench_figures {
    uint64_t members, rate;
    uint64_t messages, deliveries;
    double seconds;
    uint64_t p50_ns, p99_ns, max_ns;
    double server_cpu, client_cpu; // seconds; the server's is negative where it is not ours
    double rss;                    // bytes a connection, once all have joined; negative where unknown
};

// ---- the server process ----

struct chatbench_server {
    pid_t pid; // 0: not ours
    int life;  // a pipe: when it closes, the server ends
    char host[256], port[8];
};
// Each has said what is wrong when it returns anything but APP_OK.
int chatbench_server_start(struct chatbench_server *s, const struct chatbench_options *options);
void chatbench_server_end(struct chatbench_server *s);
double chatbench_server_cpu(const struct chatbench_server *s); // seconds so far; negative: unknown
double chatbench_server_rss(const struct chatbench_server *s); // bytes; negative: unknown

// ---- the report ----

void chatbench_report_begin(const struct chatbench_options *options);
void chatbench_report_row(const struct chatbench_figures *f);
int chatbench_report_json(const struct chatbench_options *options, const struct chatbench_figures *rows,
                          size_t n);

#endif
