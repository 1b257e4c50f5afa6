// SPDX-License-Identifier: MIT
// The server tells nobody what it thinks of a signature: it prints it. But it handles a connection's messages
// in their order, so a message to oneself that comes back says that those before it are done.
#include "app/attack/chatlock_live.h"

#include "app/attack/live.h"
#include "net/old/chatlock_message.h"

#include <stdlib.h>
#include <string.h>

struct player {
    struct live live;
    char name[CHATLOCK_NAME_ROOM];
    struct chatlock_message *message; // the last one read or written; large
};

static bool say(struct player *p)
{
    struct wire_writer out = {0};
    bool sent = !chatlock_write(&out, p->message, 0, NULL, NULL) && live_send(&p->live, out.data, out.bytes);
    wire_free(&out);
    return sent;
}

static void fill(struct player *p, const char *from, const char *to, const char *text,
                 const struct chatlock_signature *sig)
{
    *p->message = (struct chatlock_message){.kind = CHATLOCK_TO_ONE, .signature = *sig};
    snprintf(p->message->user, sizeof p->message->user, "%s", from);
    snprintf(p->message->to, sizeof p->message->to, "%s", to);
    snprintf(p->message->text, sizeof p->message->text, "%s", text);
}

// The next private message that comes, in p->message.
static bool hear(struct player *p)
{
    double deadline = attack_clock() + LIVE_SECONDS;
    for (;;) {
        size_t from, used;
        enum chatlock_item item =
            chatlock_next((const char *)p->live.in.data, p->live.in.bytes, &from, &used);
        if (item == CHATLOCK_BAD || item == CHATLOCK_TAKEN)
            return false;
        bool whole = item == CHATLOCK_LIST &&
                     !chatlock_read(p->message, (const char *)p->live.in.data + from, used - from);
        wire_drop(&p->live.in, used);
        if (whole && p->message->kind == CHATLOCK_TO_ONE)
            return true;
        if (item == CHATLOCK_MORE && !live_more(&p->live, deadline))
            return false;
    }
}

// Say something to oneself, and wait for it.
static bool echo(struct player *p)
{
    const struct chatlock_signature none = {0, 1};
    fill(p, p->name, p->name, "here", &none);
    return say(p) && hear(p) && strcmp(p->message->user, p->name) == 0;
}

static int join(struct attack_run *run, struct player *p, const char *where, const char *prefix,
                const struct chatlock_point *Q)
{
    snprintf(p->name, sizeof p->name, "%s-%u", prefix, seeded_below(&run->seeded, 10000));
    p->live.fd = -1;
    p->message = malloc(sizeof *p->message);
    if (!p->message)
        return attack_error(run, GL_ERR_MEMORY);
    int status = live_connect(&p->live, run, where);
    if (status)
        return status;
    *p->message = (struct chatlock_message){.kind = CHATLOCK_REGISTER, .point = *Q};
    strcpy(p->message->user, p->name);
    return say(p) && echo(p)
               ? APP_OK
               : app_fail(run->name, "%s does not let %s in: is it a ChatLock server, and is the name free?",
                          where, p->name);
}

static void leave(struct player *p)
{
    live_close(&p->live);
    free(p->message);
}

static void tell(struct attack_run *run, const struct chatlock_target *target, struct player *mallory,
                 struct player *reader, enum chatlock_verdict verdict)
{
    struct story *s = run->story;
    story_section(s, STORY_LEARNS);
    bool handled = echo(mallory);
    bool read = !target->to && hear(reader) && strcmp(reader->message->user, target->from) == 0 &&
                strcmp(reader->message->text, target->text) == 0;
    if (target->to)
        story_fact(s, "delivered", "the server", "%s", handled ? "has handled it" : "did not answer");
    else
        story_fact(s, "delivered", "what is read there", "%s to me (private): %s", reader->message->user,
                   reader->message->text);
    story_fact(s, "server_says", "by the server's rules", "%s", chatlock_verdict_text(verdict));
    story_section(s, STORY_COSTS);
    story_fact(s, "work", "work", "one message; no key of %s's, and nothing asked of her", target->from);
    story_outcome(s, handled && chatlock_accepts(verdict) && (target->to || read),
                  "a message in a name that is not the sender's%s",
                  target->to ? "; look at the receiver's screen." : " is delivered.");
}

int chatlock_forge_live(struct attack_run *run, const struct chatlock_target *target,
                        const struct chatlock_point *Q, const struct chatlock_signature *sig)
{
    struct story *s = run->story;
    struct player mallory = {.live.fd = -1}, reader = {.live.fd = -1};
    if (strlen(target->from) >= CHATLOCK_NAME_ROOM ||
        (target->to && strlen(target->to) >= CHATLOCK_NAME_ROOM))
        return app_usage(run->name, "--from and --to: at most %d bytes", CHATLOCK_NAME_ROOM - 1);
    int status = target->to ? APP_OK : join(run, &reader, target->where, "reader", Q);
    if (!status)
        status = join(run, &mallory, target->where, "mallory", Q);
    if (!status) {
        const char *to = target->to ? target->to : reader.name;
        story_section(s, STORY_KNOWS);
        story_fact(s, "server", "a server that runs", "%s", target->where);
        story_fact(s, "public", "a public point", "(%u, %u): any will do, %s's own too", Q->x, Q->y,
                   target->from);
        story_section(s, STORY_SENDS);
        story_fact(s, "registers", "registers as", "%s", mallory.name);
        story_fact(s, "message", "and sends", "[0, DES(\"%s\"), DES(\"%s\"), DES(\"%s\"), [%d, %d]]",
                   target->from, to, target->text, (int)sig->r, (int)sig->s);
        fill(&mallory, target->from, to, target->text, sig);
        if (say(&mallory))
            tell(run, target, &mallory, &reader, chatlock_verify(Q, sig, mallory.message->first_block));
        else
            status = app_fail(run->name, "%s has closed the connection", target->where);
    }
    leave(&mallory);
    leave(&reader);
    return status;
}
