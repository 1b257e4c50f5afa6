// SPDX-License-Identifier: MIT
// socketchat-replay against a server that runs. Two connections: one listens, one sends. Neither knows the
// password, and neither has to: the listener sees that each replay is relayed, as the same characters again.
#include "app/attack/socketchat_live.h"

#include "app/attack/live.h"

#include <string.h>

#define REPLAYS       3
#define QUIET_SECONDS 0.2

// What has come is one text, REPLAYS times over.
static bool all_the_same(const struct wire_writer *in, size_t least)
{
    size_t part = in->bytes / REPLAYS;
    return in->bytes > 0 && in->bytes % (4 * REPLAYS) == 0 && part >= least &&
           memcmp(in->data, in->data + part, in->bytes - part) == 0;
}

// What comes until this time, in how many pieces ever, is read and forgotten. false: nothing came.
static bool pass_over(struct live *l, double deadline)
{
    bool came = live_more(l, deadline);
    while (came && live_more(l, attack_clock() + QUIET_SECONDS))
        continue;
    wire_empty(&l->in);
    return came;
}

// Both join; what the server announces of it is read and forgotten.
static int join(struct attack_run *run, const char *where, struct live *listener, struct live *sender)
{
    int status = live_connect(listener, run, where);
    if (status)
        return status;
    (void)pass_over(listener, attack_clock() + 1); // the original announces a newcomer to the others only
    status = live_connect(sender, run, where);
    if (!status && !pass_over(listener, attack_clock() + LIVE_SECONDS))
        status = app_fail(run->name, "%s announces nobody: is it a SocketChat server?", where);
    return status;
}

static bool replay(struct live *listener, struct live *sender, const char *line)
{
    double deadline = attack_clock() + LIVE_SECONDS;
    bool open = true;
    for (int i = 0; i < REPLAYS && open; i++)
        open = live_send(sender, line, strlen(line));
    while (open && !all_the_same(&listener->in, strlen(line))) {
        double now = attack_clock();
        if (!live_more(listener, now + 0.1) && !live_more(sender, now)) // what the sender hears tells its end
            open = !listener->gone && !sender->gone && now < deadline;
    }
    return open;
}

int socketchat_replay_live(struct attack_run *run, const char *where, const char *line)
{
    struct story *s = run->story;
    struct live listener = {.fd = -1}, sender = {.fd = -1};
    int status = join(run, where, &listener, &sender);
    if (!status) {
        story_section(s, STORY_KNOWS);
        story_fact(s, "server", "a server that runs", "%s; not its password", where);
        story_fact(s, "line", "a line it has recorded", "%s", line);
        story_section(s, STORY_SENDS);
        story_say(s, "It connects twice, to listen and to send, and sends the line %d times.", REPLAYS);
        bool relayed = replay(&listener, &sender, line);
        story_section(s, STORY_LEARNS);
        story_count(s, "accepted", "relayed to all", relayed ? REPLAYS : 0,
                    "times, each time the same characters");
        story_count(s, "bytes", "characters heard", listener.in.bytes, "");
        story_section(s, STORY_COSTS);
        story_fact(s, "work", "work", "none: no key, no password, no computation");
        story_outcome(s, relayed, "%s",
                      relayed ? "whoever can connect can make people say again what they said."
                              : "the server did not relay it: a line of another password, or a damaged one.");
    }
    live_close(&listener);
    live_close(&sender);
    return status;
}
