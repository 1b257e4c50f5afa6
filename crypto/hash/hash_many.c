// SPDX-License-Identifier: MIT
// Many messages at once, in the lanes of an engine.
//
// A lane works on one message: first its whole blocks, where they lie, then its last block or two with the
// padding, in a buffer of the lane's own. All lanes step together, as far as the shortest of them reaches; a
// lane that is done writes its digest and takes the next message, so that different lengths cost little. When
// messages run out and few lanes are left, each is finished alone, because the engine's single stream is
// quicker then.
#include "crypto/hash/finish.h"

#include "crypto/common/bytes.h"

struct lane {
    const struct hash_message *message; // NULL: idle
    const uint8_t *at;                  // its next block
    size_t left;                        // blocks from there on
    bool padded;                        // `at` is in the lane's tail
};

struct band {
    const struct hash_alg *alg;
    const struct hash_engine *engine;
    size_t width, n_active;
    struct lane lanes[HASH_MAX_LANES];
    uint8_t tails[HASH_MAX_LANES][2 * HASH_MAX_BLOCK_BYTES];
    _Alignas(64) uint8_t states[HASH_MAX_LANES * HASH_MAX_STATE_BYTES];
};

static uint8_t *lane_state(struct band *band, size_t j)
{
    return band->states + j * HASH_LANE_WORD_BYTES;
}

// The state of one lane, into the band or out of it.
static void set_state(struct band *band, size_t j, const void *state)
{
    uint8_t *to = lane_state(band, j);
    for (size_t i = 0; i < band->alg->state_bytes; i += HASH_LANE_WORD_BYTES)
        memcpy(to + i * band->width, (const uint8_t *)state + i, HASH_LANE_WORD_BYTES);
}

static void get_state(struct band *band, size_t j, uint8_t *state)
{
    const uint8_t *from = lane_state(band, j);
    for (size_t i = 0; i < band->alg->state_bytes; i += HASH_LANE_WORD_BYTES)
        memcpy(state + i, from + i * band->width, HASH_LANE_WORD_BYTES);
}

// The whole blocks of the message are absorbed: what is left of it, and the padding.
static void turn_to_tail(struct band *band, size_t j)
{
    struct lane *lane = &band->lanes[j];
    size_t rest = lane->message->bytes & (band->alg->block_bytes - 1);
    const uint8_t *data = lane->message->data;
    lane->left = hash_pad(band->alg, rest ? data + (lane->message->bytes - rest) : NULL, rest,
                          lane->message->bytes, band->tails[j]);
    lane->at = band->tails[j];
    lane->padded = true;
}

static void start(struct band *band, size_t j, const struct hash_message *message)
{
    struct lane *lane = &band->lanes[j];
    *lane = (struct lane){message, message->data, message->bytes / band->alg->block_bytes, false};
    set_state(band, j, band->alg->initial);
    band->n_active++;
    if (!lane->left)
        turn_to_tail(band, j);
}

// Absorb as many blocks as every lane has. An idle lane follows another one, and nobody reads what it makes
// of it.
static void step(struct band *band)
{
    const uint8_t *blocks[HASH_MAX_LANES], *any = NULL;
    size_t steps = SIZE_MAX;
    for (size_t j = 0; j < band->width; j++) {
        const struct lane *lane = &band->lanes[j];
        if (!lane->message)
            continue;
        any = lane->at;
        steps = lane->left < steps ? lane->left : steps;
    }
    for (size_t j = 0; j < band->width; j++)
        blocks[j] = band->lanes[j].message ? band->lanes[j].at : any;
    band->engine->lanes->compress(band->states, blocks, steps);
    for (size_t j = 0; j < band->width; j++) {
        struct lane *lane = &band->lanes[j];
        if (!lane->message)
            continue;
        lane->at += steps * band->alg->block_bytes;
        lane->left -= steps;
        if (!lane->left && !lane->padded) {
            turn_to_tail(band, j);
        } else if (!lane->left) {
            hash_store_digest(band->alg, lane_state(band, j), band->width, lane->message->digest);
            lane->message = NULL;
            band->n_active--;
        }
    }
}

// Finish a lane's message with the engine's single stream.
static void finish_alone(struct band *band, size_t j)
{
    struct lane *lane = &band->lanes[j];
    _Alignas(64) uint8_t state[HASH_MAX_STATE_BYTES];
    get_state(band, j, state);
    if (lane->padded) {
        band->engine->compress(state, lane->at, lane->left);
        hash_store_digest(band->alg, state, 1, lane->message->digest);
    } else {
        size_t done = (size_t)(lane->at - (const uint8_t *)lane->message->data);
        hash_finish(band->alg, band->engine, state, done, lane->at, lane->message->bytes - done,
                    lane->message->digest);
    }
    gl_wipe(state, sizeof state);
}

static void digest_in_lanes(struct band *band, const struct hash_message *messages, size_t n)
{
    size_t next = 0;
    for (;;) {
        for (size_t j = 0; j < band->width && next < n; j++)
            if (!band->lanes[j].message)
                start(band, j, &messages[next++]);
        if (band->n_active < band->engine->lanes->worth)
            break;
        step(band);
    }
    for (size_t j = 0; j < band->width; j++)
        if (band->lanes[j].message)
            finish_alone(band, j);
}

void hash_digest_many(const struct hash_alg *alg, const struct hash_message *messages, size_t n)
{
    const struct hash_engine *engine = (const struct hash_engine *)gl_engine_chosen(alg->family);
    if (!engine->lanes || n < engine->lanes->worth) {
        for (size_t i = 0; i < n; i++)
            hash_finish(alg, engine, alg->initial, 0, messages[i].data, messages[i].bytes,
                        messages[i].digest);
        return;
    }
    struct band band;
    band.alg = alg;
    band.engine = engine;
    band.width = engine->lanes->width;
    band.n_active = 0;
    for (size_t j = 0; j < band.width; j++)
        band.lanes[j].message = NULL;
    digest_in_lanes(&band, messages, n);
    gl_wipe(band.tails, band.width * sizeof band.tails[0]);
    gl_wipe(band.states, band.width * alg->state_bytes);
}
