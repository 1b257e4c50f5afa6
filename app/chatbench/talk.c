// SPDX-License-Identifier: MIT
// End to end, as the clients of the load do it: keys, cards, the epoch, messages, and their verification.
#include "app/chatbench/wire_glasslock.h"

#include "crypto/common/bytes.h"
#include "net/glasslock/frames.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define WRAPS_IN_PART 100

static const uint8_t lobby[TALK_ROOM_BYTES];

bool bench_talk_open(struct load *l)
{
    struct bench_talk *t = calloc(1, sizeof *t);
    if (!t)
        return load_fail(l, "out of memory");
    l->shared = t;
    talk_keys_init(&t->keys);
    talk_card_init(&t->card);
    enum gl_error error = talk_keys_generate(&t->keys, NULL, NULL);
    return !error || load_fail(l, "cannot make keys: %s", gl_error_string(error));
}

void bench_talk_close(struct load *l)
{
    struct bench_talk *t = l->shared;
    if (!t)
        return;
    talk_keys_clear(&t->keys);
    talk_card_clear(&t->card);
    gl_wipe(&t->epoch, sizeof t->epoch);
    wire_free(&t->made);
    wire_free(&t->kept);
    free(t->at);
    free(t);
    l->shared = NULL;
}

bool bench_talk_name(struct load_client *c, struct wire_writer *card)
{
    struct bench_talk *t = c->load->shared;
    struct bench_talker *me = bench_talker(c);
    snprintf(me->name, sizeof me->name, "b%ld-%u", (long)getpid(), c->index);
    enum gl_error error = talk_card_make(&t->keys, me->name, card);
    if (!error)
        error = talk_card_read(&t->card, card->data, card->bytes);
    if (!error)
        memcpy(me->card, t->card.hash, sizeof me->card);
    return !error || load_fail(c->load, "cannot make a card: %s", gl_error_string(error));
}

// The card of that client, as far as talk/ needs it.
static const struct talk_card *card_of(const struct load *l, unsigned index)
{
    struct bench_talk *t = l->shared;
    const struct bench_talker *who = bench_talker(l->clients + index);
    memcpy(t->card.name, who->name, sizeof t->card.name);
    memcpy(t->card.hash, who->card, sizeof t->card.hash);
    return &t->card;
}

// ---- the epoch ----

static bool roster_of_all(struct load *l, uint8_t roster[TALK_HASH_BYTES])
{
    uint8_t *cards = malloc((size_t)l->n * TALK_HASH_BYTES);
    for (unsigned i = 0; cards && i < l->n; i++)
        memcpy(cards + (size_t)i * TALK_HASH_BYTES, bench_talker(l->clients + i)->card, TALK_HASH_BYTES);
    enum gl_error error = cards ? talk_roster_hash(roster, cards, l->n) : GL_ERR_MEMORY;
    free(cards);
    return !error || load_fail(l, "out of memory");
}

// The wraps for clients first to end, as one frame.
static bool send_part(struct load *l, unsigned first, unsigned end)
{
    struct bench_talk *t = l->shared;
    struct wire_writer w = {0}, wrapped = {0};
    enum gl_error error = GL_OK;
    size_t mark = frame_begin(&w, GLF_EPOCH);
    wire_put_u32(&w, 3);
    wire_put_raw(&w, lobby, sizeof lobby);
    wire_put_u32(&w, t->epoch.epoch);
    wire_put_raw(&w, t->epoch.roster, sizeof t->epoch.roster);
    wire_put_u8(&w, end == l->n);
    wire_put_u16(&w, (uint16_t)(end - first));
    for (unsigned i = first; i < end && !error; i++) {
        wire_empty(&wrapped);
        error = talk_epoch_wrap(&t->epoch, &t->keys, NULL, card_of(l, i), NULL, &wrapped);
        wire_put_text(&w, bench_talker(l->clients + i)->name);
        wire_put_field(&w, wrapped.data, wrapped.bytes);
    }
    frame_end(&w, mark);
    bool sent = error ? load_fail(l, "cannot wrap the epoch's key: %s", gl_error_string(error))
                      : bench_talk_send(l->clients, &w);
    wire_free(&w);
    wire_free(&wrapped);
    return sent;
}

bool bench_talk_epoch(struct load *l)
{
    struct bench_talk *t = l->shared;
    t->epoch = (struct talk_epoch){.recipe = TALK_STRONG, .epoch = 1};
    if (!roster_of_all(l, t->epoch.roster))
        return false;
    if (talk_epoch_new(&t->epoch, NULL))
        return load_fail(l, "the kernel gives no random bytes");
    for (unsigned first = 0; first < l->n; first += WRAPS_IN_PART)
        if (!send_part(l, first, l->n - first < WRAPS_IN_PART ? l->n : first + WRAPS_IN_PART))
            return false;
    return true;
}

// ---- messages ----

// Those that the run before has made and not said are still good: each client's chain goes on from them.
static bool begin_making(struct load *l, uint32_t n, uint32_t *have)
{
    struct bench_talk *t = l->shared;
    uint32_t gone = l->base - t->first;
    size_t dropped = t->made_n ? t->at[gone] : 0;
    size_t *at = malloc(((size_t)n + t->made_n + 1) * sizeof *at);
    if (!at)
        return load_fail(l, "out of memory");
    *have = t->made_n - gone;
    at[0] = 0;
    for (uint32_t i = 0; t->made_n && i <= *have; i++)
        at[i] = t->at[gone + i] - dropped;
    wire_drop(&t->made, dropped);
    free(t->at);
    t->at = at;
    t->first = l->base;
    t->made_n = *have;
    return true;
}

bool bench_talk_make(struct load *l, uint32_t n)
{
    struct bench_talk *t = l->shared;
    char text[TALK_MAX_TEXT_BYTES + 1];
    uint32_t have = 0;
    if (!begin_making(l, n, &have))
        return false;
    memset(text, '.', l->options->bytes);
    text[l->options->bytes] = '\0';
    for (uint32_t i = have; i < n; i++) {
        unsigned index = (l->base + i) % l->n;
        struct bench_talker *who = bench_talker(l->clients + index);
        enum gl_error error = talk_message_seal(&t->epoch, &t->keys, TALK_ECDSA, card_of(l, index),
                                                &who->said, TALK_TEXT, text, 0, NULL, &t->made);
        if (error)
            return load_fail(l, "cannot make a message: %s", gl_error_string(error));
        t->at[i + 1] = t->made.bytes;
        t->made_n = i + 1;
    }
    return true;
}

bool bench_talk_check(struct load *l)
{
    struct bench_talk *t = l->shared;
    struct wire_reader r = wire_read(t->kept.data, t->kept.bytes);
    struct talk_message *message = malloc(sizeof *message);
    uint64_t missing;
    bool good = message || load_fail(l, "out of memory");
    for (uint32_t heard = 0; good && heard < l->said; heard++) {
        size_t bytes;
        uint32_t number = wire_u32(&r);
        const uint8_t *data = wire_field(&r, &bytes);
        unsigned index = (l->base + number) % l->n;
        struct bench_talker *who = bench_talker(l->clients + index);
        enum talk_verdict verdict = data ? talk_message_open(&t->epoch, card_of(l, index), &who->checked,
                                                             data, bytes, message, &missing)
                                         : TALK_MALFORMED;
        if (verdict != TALK_GOOD)
            good = load_fail(l, "message %u does not verify: it %s", number, talk_verdict_text(verdict));
    }
    free(message);
    wire_empty(&t->kept);
    return good;
}
