// SPDX-License-Identifier: MIT
// glasslock chat-bench: for each size of the room a server, its clients, and a run at each rate.
#include "app/commands.h"

#include "app/chatbench/load.h"
#include "app/options.h"
#include "net/core/server.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

// All rates at one size; *n figures are there already.
static int run_size(const struct chatbench_options *o, struct load *l, struct chatbench_server *server,
                    unsigned members, struct chatbench_figures *rows, size_t *n)
{
    double before = chatbench_server_rss(server);
    bool good = load_open(l, o, server, members);
    nanosleep(&(struct timespec){.tv_nsec = 400000000}, NULL); // until the server's threads are idle
    double rss = before < 0 ? -1 : (chatbench_server_rss(server) - before) / members;
    for (size_t i = 0; good && i < o->rates_n; i++) {
        struct chatbench_figures f;
        double cpu = chatbench_server_cpu(server);
        good = load_run(l, o->rates[i], &f);
        f.rss = rss;
        f.server_cpu = cpu < 0 ? -1 : chatbench_server_cpu(server) - cpu;
        if (good)
            rows[(*n)++] = f;
        if (good && !(o->json && strcmp(o->json, "-") == 0))
            chatbench_report_row(&f);
    }
    return good ? APP_OK : app_fail("chat-bench", "%u members: %s", members, l->error);
}

static int run_all(const struct chatbench_options *o, struct load *l, struct chatbench_figures *rows,
                   size_t *n)
{
    int status = APP_OK;
    for (size_t i = 0; i < o->members_n && !status; i++) {
        struct chatbench_server server;
        status = chatbench_server_start(&server, o);
        if (status)
            break;
        status = run_size(o, l, &server, (unsigned)o->members[i], rows, n);
        load_close(l);
        chatbench_server_end(&server);
    }
    return status;
}

static int check_files(const struct chatbench_options *o)
{
    uint64_t files = server_raise_files(), most = 0;
    for (size_t i = 0; i < o->members_n; i++)
        most = o->members[i] > most ? o->members[i] : most;
    if (files >= most + 64)
        return APP_OK;
    return app_fail("chat-bench",
                    "%llu members need as many open files, and the limit is %llu; `ulimit -n %llu` "
                    "before the start",
                    (unsigned long long)most, (unsigned long long)files,
                    (unsigned long long)(most + 64 < 4096 ? 4096 : most + 64));
}

int cmd_chat_bench(int argc, char **argv)
{
    struct chatbench_options options;
    int status = chatbench_options_read(argc, argv, &options);
    if (status)
        return status == APP_HELP_SHOWN ? APP_OK : status;
    status = check_files(&options);
    if (status)
        return status;
    struct chatbench_figures *rows = calloc(options.members_n * options.rates_n, sizeof *rows);
    struct load *load = calloc(1, sizeof *load);
    size_t n = 0;
    if (!rows || !load) {
        free(load);
        free(rows);
        return app_fail("chat-bench", "out of memory");
    }
    if (!(options.json && strcmp(options.json, "-") == 0))
        chatbench_report_begin(&options);
    status = run_all(&options, load, rows, &n);
    if (!status && options.json)
        status = chatbench_report_json(&options, rows, n);
    free(load);
    free(rows);
    return status;
}
