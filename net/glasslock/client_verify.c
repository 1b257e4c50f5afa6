// SPDX-License-Identifier: MIT
// Fingerprints and safety numbers to compare; marks; accepting changed cards.
#include "net/glasslock/client_parts.h"

#include "crypto/common/text.h"

#include <stdio.h>
#include <stdlib.h>

static void show_one(struct gc *g, const struct gc_peer *p)
{
    char ours[TALK_FINGERPRINT_CHARS + 1], theirs[TALK_FINGERPRINT_CHARS + 1], safety[TALK_SAFETY_CHARS + 1];
    talk_fingerprint(ours, g->card.hash);
    talk_fingerprint(theirs, p->card.hash);
    talk_safety_number(safety, g->card.hash, p->card.hash);
    client_tell(
        g->c, EVENT_INFO,
        "your fingerprint:\n  %s\n%s's fingerprint%s:\n  %s\nsafety number of you two (the same on both "
        "screens):\n  %s\n%s%s%s",
        ours, p->name, p->verified ? " (verified)" : "", theirs, safety,
        p->verified ? "you have verified it"
                    : "compare it aloud, or side by side; if it is the same, say /verify ",
        p->verified ? "" : p->name, p->verified ? "" : " yes");
    if (!p->changed)
        return;
    struct talk_card card;
    talk_card_init(&card);
    if (!talk_card_read(&card, p->offered.data, p->offered.bytes)) {
        talk_fingerprint(theirs, card.hash);
        talk_safety_number(safety, g->card.hash, card.hash);
        client_tell(
            g->c, EVENT_INFO,
            "the server now shows another card of %s, which you have not accepted:\n  %s\nwith this safety "
            "number:\n  %s\n/verify %s accept takes it",
            p->name, theirs, safety, p->name);
    }
    talk_card_clear(&card);
}

static void accept_card(struct gc *g, struct gc_peer *p)
{
    if (!p->changed) {
        client_tell(g->c, EVENT_ERROR, "the card of %s has not changed", p->name);
        return;
    }
    gc_change_card(g, p, &p->offered);
    client_tell(g->c, EVENT_INFO, "the new card of %s is accepted; /verify %s shows what to compare", p->name,
                p->name);
    for (size_t i = 0; i < g->n_rooms; i++)
        if (gc_member(g->rooms[i], p->name) && g->rooms[i]->member) {
            gc_key_for_accepted(g, g->rooms[i]);
            gc_judge(g, g->rooms[i]);
        }
    gc_pump(g);
}

void gc_verify(struct gc *g, const char *rest)
{
    char name[TALK_NAME_ROOM], word[16] = "", line[64];
    const char *all = rest;
    if (!gc_word(&rest, name, sizeof name) || (*rest && !gc_word(&rest, word, sizeof word))) {
        client_tell(g->c, EVENT_ERROR,
                    "/verify NAME, /verify NAME yes, /verify NAME no or /verify NAME accept");
        return;
    }
    struct gc_peer *p = gc_peer(g, name, false);
    snprintf(line, sizeof line, "verify %s", all);
    if (!g->have_keys || (p && p == gc_peer(g, g->card.name, false))) {
        gc_show_keys(g);
    } else if (!p || !p->pinned) {
        if ((p && p->absent) || !gc_ask_cards(g, (const char *[]){name}, 1, NULL, line))
            client_tell(g->c, EVENT_ERROR, "there is no %s whose keys are known", name);
    } else if (strcmp(word, "accept") == 0) {
        accept_card(g, p);
    } else if (strcmp(word, "yes") == 0 || strcmp(word, "no") == 0) {
        p->verified = word[0] == 'y' && !p->changed;
        gc_keep_peer(g, p);
        gc_show_peer(g, p);
        client_emit(g->c, &(struct client_event){.kind = EVENT_PRESENCE});
        client_tell(g->c, p->changed && word[0] == 'y' ? EVENT_ERROR : EVENT_INFO,
                    p->verified  ? "%s is verified"
                    : p->changed ? "the card of %s has changed: accept it first"
                                 : "%s is not verified",
                    name);
    } else {
        show_one(g, p);
    }
}

void gc_show_keys(struct gc *g)
{
    char *text = NULL, fingerprint[TALK_FINGERPRINT_CHARS + 1];
    size_t bytes;
    FILE *out = gl_text_open(&text, &bytes);
    if (!out) {
        client_not_done(g->c);
        return;
    }
    if (g->have_keys) {
        talk_fingerprint(fingerprint, g->card.hash);
        fprintf(out, "you, %s:\n  %s", g->card.name, fingerprint);
    } else {
        fputs("you have no keys yet", out);
    }
    if (g->met) {
        channel_fingerprint(fingerprint, g->identity);
        fprintf(out, "\nthe server:\n  %s", fingerprint);
    }
    for (size_t i = 0; i < g->n_peers; i++) {
        const struct gc_peer *p = g->peers[i];
        if (!p->pinned || strcmp(p->name, g->card.name) == 0)
            continue;
        talk_fingerprint(fingerprint, p->card.hash);
        fprintf(out, "\n%s%s%s:\n  %s", p->name, p->verified ? " (verified)" : "",
                p->changed ? " (CHANGED, not accepted)" : "", fingerprint);
    }
    if (fclose(out) == 0)
        client_tell(g->c, EVENT_INFO, "%s", text);
    else
        client_not_done(g->c);
    free(text);
}
