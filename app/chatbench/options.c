// SPDX-License-Identifier: MIT
#include "app/chatbench/load.h"
#include "app/options.h"

#include <stdlib.h>
#include <string.h>

static const char help[] =
    "usage: glasslock chat-bench [OPTION]...\n"
    "\n"
    "Measure the chat server under load: clients in one room, each speaking in turn,\n"
    "all on this machine. Every delivery is checked: nothing lost, nothing doubled,\n"
    "one order for all.\n"
    "\n"
    "      --protocol NAME    raw: frames without cryptography (usually), or\n"
    "                         glasslock\n"
    "      --members LIST     sizes of the room (usually 2,20,200,1000)\n"
    "      --rates LIST       messages a second, or `closed`: a closed loop, with a\n"
    "                         number of messages in flight (usually\n"
    "                         closed,1000,500,100,20)\n"
    "      --in-flight N      messages said and not yet heard by all, in a closed\n"
    "                         loop (usually 64)\n"
    "      --seconds N        of each run, 1 to 60 (usually 2)\n"
    "      --messages N       at most, in each run (usually 4000000)\n"
    "      --bytes N          of a message's text, 8 to 4096 (usually 64)\n"
    "      --to HOST:PORT     load this server, instead of one of our own (loopback\n"
    "                         only); one of glasslock wants --limit rate=0\n"
    "      --log              the server's log, on standard error\n"
    "      --json FILE        the figures for a program ('-': instead of the table)\n"
    "      --help             this text\n"
    "\n"
    "Latency: from when a message was due to its receipt by each member. CPU: seconds\n"
    "of server and of the load itself. Memory: what each connection adds to the\n"
    "server's resident memory. Exit status: 0 all reached all, 1 something was lost,\n"
    "doubled, out of order or failed, 2 bad usage.\n"
    "\n"
    "example: glasslock chat-bench --members 20,200 --rates closed,100\n";

static int read_list(const char *option, const char *text, const char *word, uint64_t least, uint64_t most,
                     uint64_t list[CHATBENCH_LIST], size_t *n)
{
    char item[32];
    *n = 0;
    for (const char *at = text;; at++) {
        size_t length = strcspn(at, ",");
        if (*n == CHATBENCH_LIST || length >= sizeof item)
            return app_usage("chat-bench", "%s: '%s' is too long a list", option, text);
        memcpy(item, at, length);
        item[length] = '\0';
        int status = APP_OK;
        if (word && strcmp(item, word) == 0)
            list[*n] = 0;
        else
            status = app_number("chat-bench", option, item, least, most, &list[*n]);
        if (status)
            return status;
        ++*n;
        at += length;
        if (!*at)
            return APP_OK;
    }
}

static int read_number(const char *option, const char *text, uint64_t least, uint64_t most, uint64_t *out)
{
    return text ? app_number("chat-bench", option, text, least, most, out) : APP_OK;
}

// This makes many connections in a short time: that is for one's own machine.
static bool is_loopback(const char *to)
{
    return strncmp(to, "127.", 4) == 0 || strncmp(to, "localhost:", 10) == 0 || strncmp(to, "::1:", 4) == 0 ||
           strncmp(to, "[::1]:", 6) == 0;
}

int chatbench_options_read(int argc, char **argv, struct chatbench_options *out)
{
    const char *protocol = "raw", *members = "2,20,200,1000", *rates = "closed,1000,500,100,20";
    const char *in_flight = NULL, *seconds = NULL, *bytes = NULL, *messages = NULL;
    int operand = 0;
    *out = (struct chatbench_options){.seconds = 2, .in_flight = 64, .bytes = 64, .messages = 4000000};
    const struct app_option table[] = {
        {"protocol", &protocol, NULL},
        {"members", &members, NULL},
        {"rates", &rates, NULL},
        {"in-flight", &in_flight, NULL},
        {"seconds", &seconds, NULL},
        {"messages", &messages, NULL},
        {"bytes", &bytes, NULL},
        {"to", &out->to, NULL},
        {"json", &out->json, NULL},
        {"log", NULL, &out->log},
        {0},
    };
    int status = app_options(argc, argv, table, help, &operand);
    if (!status)
        status = app_operands("chat-bench", argc, argv, operand, 0);
    if (!status)
        status =
            read_list("--members", members, NULL, 2, CHATBENCH_MOST_MEMBERS, out->members, &out->members_n);
    if (!status)
        status = read_list("--rates", rates, "closed", 1, 1000000, out->rates, &out->rates_n);
    if (!status)
        status = read_number("--in-flight", in_flight, 1, 100000, &out->in_flight);
    if (!status)
        status = read_number("--seconds", seconds, 1, 60, &out->seconds);
    if (!status)
        status = read_number("--messages", messages, 1, 100000000, &out->messages);
    if (!status)
        status = read_number("--bytes", bytes, 8, 4096, &out->bytes);
    if (!status && out->to && !is_loopback(out->to))
        status = app_usage("chat-bench", "--to: '%s' is not on this machine; 127.0.0.1:PORT is", out->to);
    out->wire = chatbench_wire_find(protocol);
    if (!status && !out->wire)
        status =
            app_usage("chat-bench", "--protocol: there is no '%s'; there are raw and glasslock", protocol);
    return status;
}
