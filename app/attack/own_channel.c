// SPDX-License-Identifier: MIT
#include "app/attack/own_channel.h"

#include "net/channel/channel.h"

#include <stdlib.h>
#include <string.h>

#define REPLAYS 3
#define BLOCK   16

struct ends {
    struct channel client, server;
    struct ec_key identity;
    struct wire_writer frames;
};

static const uint8_t *payload(const struct wire_writer *w)
{
    return w->data + FRAME_HEADER_BYTES;
}

static size_t payload_bytes(const struct wire_writer *w)
{
    return w->bytes - FRAME_HEADER_BYTES;
}

static enum gl_error shake_hands(struct ends *e, const struct gl_random *random)
{
    static const uint8_t session[CHANNEL_SESSION_BYTES] = {1};
    uint8_t identity[CHANNEL_POINT_BYTES];
    struct wire_writer answer = {0};
    channel_init(&e->client, 0);
    channel_init(&e->server, 0);
    ec_key_init(&e->identity);
    enum gl_error error = ec_key_generate(&e->identity, &ec_p256, random);
    if (!error)
        error = channel_client_start(&e->client, random, &e->frames);
    if (!error)
        error = channel_server_answer(&e->server, &e->identity, session, random, payload(&e->frames),
                                      payload_bytes(&e->frames), &answer);
    wire_empty(&e->frames);
    if (!error)
        error = channel_client_check(&e->client, payload(&answer), payload_bytes(&answer), identity);
    if (!error)
        error = channel_client_finish(&e->client, &e->frames);
    if (!error)
        error = channel_server_finish(&e->server, payload(&e->frames), payload_bytes(&e->frames));
    wire_empty(&e->frames);
    wire_free(&answer);
    return error;
}

static void leave(struct ends *e)
{
    channel_wipe(&e->client);
    channel_wipe(&e->server);
    ec_key_clear(&e->identity);
    wire_free(&e->frames);
}

// Does this end take the record? It works on a copy, for opening is in place.
static bool takes(struct channel *ch, const struct wire_writer *record, uint8_t *copy, const char *text)
{
    uint8_t *content;
    size_t bytes;
    memcpy(copy, payload(record), payload_bytes(record));
    return channel_open(ch, copy, payload_bytes(record), &content, &bytes) == GL_OK &&
           bytes == strlen(text) && memcmp(content, text, bytes) == 0;
}

static bool takes_altered(const struct channel *server, const struct wire_writer *record, uint8_t *copy,
                          size_t at, uint8_t change)
{
    struct channel ch = *server;
    uint8_t *content;
    size_t bytes;
    memcpy(copy, payload(record), payload_bytes(record));
    copy[at] ^= change;
    bool taken = channel_open(&ch, copy, payload_bytes(record), &content, &bytes) == GL_OK;
    channel_wipe(&ch);
    return taken;
}

// Blocks of the second record's ciphertext that the first one has, too.
static size_t equal_blocks(const struct wire_writer *a, const struct wire_writer *b)
{
    size_t equal = 0, bytes = payload_bytes(a) - CHANNEL_MAC_BYTES;
    for (size_t i = 0; i + BLOCK <= bytes; i += BLOCK)
        for (size_t j = 0; j + BLOCK <= bytes; j += BLOCK)
            equal += memcmp(payload(a) + i, payload(b) + j, BLOCK) == 0;
    return equal;
}

static void attempts(struct ends *e, const struct wire_writer *first, const struct wire_writer *second,
                     uint8_t *copy, const char *text, struct own_channel_trial *trial)
{
    size_t last = payload_bytes(first) - CHANNEL_MAC_BYTES - BLOCK - 1; // of the block before the last
    for (unsigned change = 1; change < 256; change++, trial->altered++)
        trial->forged += takes_altered(&e->server, first, copy, last, (uint8_t)change);
    trial->opened = takes(&e->server, first, copy, text);
    for (; trial->replays < REPLAYS; trial->replays++)
        trial->replayed += takes_altered(&e->server, first, copy, 0, 0);
    trial->opened = takes(&e->server, second, copy, text) && trial->opened;
    trial->blocks = (payload_bytes(first) - CHANNEL_MAC_BYTES) / BLOCK;
    trial->equal_blocks = equal_blocks(first, second);
}

enum gl_error own_channel_try(struct attack_run *run, const char *text, struct own_channel_trial *trial)
{
    const struct gl_random *random = &run->seeded.random;
    struct ends e = {0};
    struct wire_writer first = {0}, second = {0};
    uint8_t *copy = NULL;
    *trial = (struct own_channel_trial){0};
    enum gl_error error = shake_hands(&e, random);
    if (!error)
        error = channel_seal(&e.client, random, text, strlen(text), &first);
    if (!error)
        error = channel_seal(&e.client, random, text, strlen(text), &second);
    if (!error && !(copy = malloc(payload_bytes(&first))))
        error = GL_ERR_MEMORY;
    if (!error)
        attempts(&e, &first, &second, copy, text, trial);
    free(copy);
    wire_free(&first);
    wire_free(&second);
    leave(&e);
    return error;
}

enum gl_error own_channel_excuse(struct story *s, enum gl_error error)
{
    if (error == GL_ERR_UNAVAILABLE)
        story_say(
            s, "(Not tried on the default protocol's channel: it refuses engines that are not constant-time, "
               "and one is in force.)");
    return error == GL_ERR_UNAVAILABLE ? GL_OK : error;
}
