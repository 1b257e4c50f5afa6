// SPDX-License-Identifier: MIT
// Messages, taken in the order of their numbers: none twice, none left out unnoticed. What comes too early,
// or before its sender's card, is held; a hole is filled by SYNC, and what SYNC does not bring is missing.
#include "net/glasslock/client_parts.h"

#include "crypto/common/bytes.h"
#include "crypto/hash/hash.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void gc_warn_message(struct gc *g, const struct gc_room *r, const char *who, uint64_t sequence,
                     const char *format, ...)
{
    char text[320];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    client_emit(g->c,
                &(struct client_event){
                    .kind = EVENT_WARNING, .who = who, .room = r->title, .text = text, .sequence = sequence});
}

static void show(struct gc *g, struct gc_room *r, const struct gc_held *m, const struct talk_message *t,
                 bool own)
{
    const struct gc_line line = {.sequence = m->sequence,
                                 .time = m->time,
                                 .counter = t->counter,
                                 .own = own,
                                 .emote = t->kind == TALK_EMOTE,
                                 .who = m->sender,
                                 .text = t->text};
    gc_write_line(g, r, 0, &line);
    if (m->sequence == r->unkept)
        return;
    client_emit(g->c, &(struct client_event){.kind = EVENT_MESSAGE,
                                             .room = r->title,
                                             .who = m->sender,
                                             .to = r->pair ? r->by : NULL,
                                             .text = t->text,
                                             .time = m->time,
                                             .sequence = m->sequence,
                                             .counter = t->counter,
                                             .own = own,
                                             .emote = line.emote,
                                             .old = r->syncing || !r->synced});
}

static void heard(struct gc *g, struct gc_room *r, const struct gc_held *m, const struct talk_message *t)
{
    struct gc_heard h = {.counter = t->counter, .epoch = t->epoch};
    memcpy(h.hash, t->hash, sizeof h.hash);
    gc_keep_heard(g, r, m->sender, &h);
    if (!r->syncing)
        gc_receipt(g, r, m->sender, TALK_DELIVERED);
}

// Under the card that they have, or one that they had.
static enum talk_verdict open_with(struct gc *g, struct gc_room *r, const struct talk_epoch *epoch,
                                   const struct talk_card *card, const struct gc_held *m,
                                   struct talk_message *out, uint64_t *missing)
{
    struct talk_chain chain;
    const bool known = gc_chain(g, r, card->hash, &chain);
    enum talk_verdict verdict = talk_message_open(epoch, card, &chain, m->data, m->bytes, out, missing);
    if (verdict == TALK_GOOD || verdict == TALK_GAP)
        gc_keep_chain(g, r, card->hash, &chain);
    if (verdict == TALK_GAP && !known && r->late) {
        *missing = 0; // said before we came
        verdict = TALK_GOOD;
    }
    return verdict;
}

static enum talk_verdict open_message(struct gc *g, struct gc_room *r, const struct talk_epoch *epoch,
                                      const struct gc_peer *p, const struct gc_held *m,
                                      struct talk_message *out, uint64_t *missing)
{
    enum talk_verdict verdict = open_with(g, r, epoch, &p->card, m, out, missing);
    for (size_t i = 0; i < p->n_earlier && verdict == TALK_FORGED; i++)
        verdict = open_with(g, r, epoch, &p->earlier[i], m, out, missing);
    return verdict;
}

static void judge(struct gc *g, struct gc_room *r, const struct gc_held *m, enum talk_verdict verdict,
                  uint64_t missing)
{
    if (verdict == TALK_GAP)
        gc_warn_message(g, r, m->sender, m->sequence,
                        "%" PRIu64
                        " messages of %s before this one are missing: the server holds them back, or "
                        "they were not for you",
                        missing, m->sender);
    else if (verdict != TALK_GOOD) {
        const struct gc_peer *p = gc_peer(g, m->sender, false);
        const bool guest =
            verdict == TALK_FORGED && p && p->guest; // the server keeps no card of those who left
        char text[320];
        snprintf(text, sizeof text, "message %" PRIu64 " of %s, as %s's, %s: it is not shown%s", m->sequence,
                 r->title, m->sender, talk_verdict_text(verdict),
                 guest ? ". An earlier guest of that name may have said it" : "");
        client_emit(g->c, &(struct client_event){.kind = EVENT_WARNING,
                                                 .who = m->sender,
                                                 .room = r->title,
                                                 .text = text,
                                                 .sequence = m->sequence});
    }
}

static void no_key(struct gc *g, struct gc_room *r, const struct gc_held *m, uint32_t epoch)
{
    if (r->no_key_told != epoch)
        gc_warn_message(g, r, m->sender, m->sequence,
                        "message %" PRIu64
                        ", as %s's, cannot be read: its key was not made for us (they may not have accepted "
                        "our card, we came later, or a guest made it who has left)",
                        m->sequence, m->sender);
    r->no_key_told = epoch;
}

// Our own come back in the room's order. true: it is one that we know.
static bool take_own(struct gc *g, struct gc_room *r, const struct gc_held *m, uint64_t counter)
{
    struct gc_unsent *u = gc_first_unsent(g, r);
    if (u && u->sealed.bytes == m->bytes && memcmp(u->sealed.data, m->data, m->bytes) == 0) {
        gc_said(g, u, m->sequence);
        return true;
    }
    struct gc_sent sent;
    uint8_t digest[32];
    hash_digest(&hash_sha256, m->data, m->bytes, digest);
    return gc_sent(g, r, counter, &sent) && gl_equal_ct(digest, sent.digest, sizeof digest);
}

bool gc_take_message(struct gc *g, struct gc_room *r, struct gc_held *m)
{
    struct talk_epoch epoch;
    struct talk_message *t = malloc(sizeof *t);
    const struct gc_peer *p = gc_peer(g, m->sender, false);
    uint32_t number = 0;
    uint64_t counter = 0, missing = 0;
    const bool own = strcmp(m->sender, client_name(g->c)) == 0;
    bool waits = false;
    if (!t) {
        client_no_memory(g->c);
        return false;
    }
    if (talk_message_peek(m->data, m->bytes, &number, &counter))
        judge(g, r, m, TALK_MALFORMED, 0);
    else if (own && take_own(g, r, m, counter))
        ;
    else if (gc_halted(g)) // it comes again, and is judged then
        waits = true;
    else if (!p || !p->pinned)
        gc_warn_message(g, r, m->sender, m->sequence,
                        "message %" PRIu64
                        " is said to be %s's, of whom the server shows no card: it is not shown",
                        m->sequence, m->sender);
    else if (!gc_epoch_of(g, r, number, &epoch)) {
        waits = gc_halted(g);
        if (!waits)
            no_key(g, r, m, number);
    } else {
        enum talk_verdict verdict = open_message(g, r, &epoch, p, m, t, &missing);
        if (verdict == TALK_UNREAD)
            client_no_memory(g->c);
        if (gc_halted(g)) // the chain is perhaps not the one that was stored
            waits = true;
        else if (verdict == TALK_FORGED && !m->asked)
            waits = m->asked = gc_ask_cards(g, (const char *[]){m->sender}, 1, r, NULL);
        if (!waits)
            judge(g, r, m, verdict, missing);
        if (!waits && (verdict == TALK_GOOD || verdict == TALK_GAP)) {
            show(g, r, m, t, own);
            if (!own)
                heard(g, r, m, t);
        }
        gl_wipe(&epoch, sizeof epoch);
    }
    gl_wipe_free(t, sizeof *t);
    return !waits;
}
