// SPDX-License-Identifier: MIT
// A run: what is said when, until everybody has heard it all.
#include "app/chatbench/load.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/timerfd.h>

static double own_cpu(void)
{
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

static bool more_room(struct load *l)
{
    if (l->said < l->room)
        return true;
    uint32_t room = l->room ? 2 * l->room : 4096;
    struct load_message *grown = realloc(l->messages, room * sizeof *grown);
    if (!grown)
        return load_fail(l, "out of memory");
    l->messages = grown;
    l->room = room;
    return true;
}

static bool say_next(struct load *l, uint64_t due)
{
    if (!more_room(l))
        return false;
    uint32_t number = l->said++;
    l->messages[number].due_ns = due;
    l->messages[number].left = l->n;
    return l->options->wire->say(l->clients + (l->base + number) % l->n, number, l->options->bytes);
}

static void ring_at(const struct load *l, uint64_t ns)
{
    struct itimerspec at = {
        .it_value = {.tv_sec = (time_t)(ns / LOAD_SECOND_NS), .tv_nsec = (long)(ns % LOAD_SECOND_NS)}};
    timerfd_settime(l->timer, TFD_TIMER_ABSTIME, &at, NULL);
}

// What is to be said by now.
static bool say_due(struct load *l, uint64_t rate, uint64_t start, uint64_t now)
{
    uint64_t due;
    uint32_t before = l->said;
    if (!rate) {
        while (l->said - l->done < l->options->in_flight && l->said < l->most)
            if (!say_next(l, now))
                return false;
    } else {
        while ((due = start + l->said * LOAD_SECOND_NS / rate) <= now && l->said < l->most)
            if (!say_next(l, due))
                return false;
        ring_at(l, due);
    }
    unsigned touched = l->said - before < l->n ? l->said - before : l->n;
    for (unsigned i = 0; i < touched; i++)
        if (!load_write(l->clients + (l->base + before + i) % l->n))
            return false;
    return true;
}

static bool run(struct load *l, uint64_t rate, uint64_t start)
{
    uint64_t end = start + l->options->seconds * LOAD_SECOND_NS, heard = start, now = start;
    while (now < end && l->said < l->most) {
        bool came;
        if (!say_due(l, rate, start, now) || !load_turn(l, 100, &came))
            return false;
        now = load_now_ns();
        heard = came ? now : heard;
        if (now - heard > LOAD_STALL_NS)
            break;
    }
    while (l->done < l->said) {
        bool came;
        if (!load_turn(l, 100, &came))
            return false;
        now = load_now_ns();
        heard = came ? now : heard;
        if (now - heard > LOAD_STALL_NS)
            return load_fail(l, "%u of %u messages did not reach everybody", l->said - l->done, l->said);
    }
    return true;
}

// How many messages at most, and made before the clock starts where the wire wants it so.
static bool prepare(struct load *l, uint64_t rate)
{
    const struct chatbench_wire *wire = l->options->wire;
    uint64_t paced = rate * l->options->seconds + 1, most = l->options->messages;
    most = rate && paced < most ? paced : most;
    most = wire->most && wire->most < most ? wire->most : most;
    l->most = (uint32_t)most;
    l->base += l->said;
    l->said = l->ordered = l->done = 0;
    l->deliveries = 0;
    memset(&l->latency, 0, sizeof l->latency);
    for (unsigned i = 0; i < l->n; i++)
        l->clients[i].heard = 0;
    return !wire->prepare || wire->prepare(l, l->most);
}

static bool check(struct load *l)
{
    for (unsigned i = 0; i < l->n; i++)
        if (l->clients[i].heard != l->said)
            return load_fail(l, "client %u heard %llu of %u messages", i,
                             (unsigned long long)l->clients[i].heard, l->said);
    return !l->options->wire->check || l->options->wire->check(l);
}

bool load_run(struct load *l, uint64_t rate, struct chatbench_figures *out)
{
    if (!prepare(l, rate))
        return false;
    double cpu = own_cpu();
    uint64_t start = load_now_ns();
    if (!run(l, rate, start))
        return false;
    *out = (struct chatbench_figures){.seconds = (double)(load_now_ns() - start) / 1e9,
                                      .client_cpu = own_cpu() - cpu,
                                      .members = l->n,
                                      .rate = rate,
                                      .messages = l->said,
                                      .deliveries = l->deliveries,
                                      .p50_ns = histogram_percentile(&l->latency, 0.5),
                                      .p99_ns = histogram_percentile(&l->latency, 0.99),
                                      .max_ns = l->latency.max};
    return check(l);
}
