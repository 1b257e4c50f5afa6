// SPDX-License-Identifier: MIT
// What the chat does with its keys: records of the channel, its key agreement, texts from end to end, the
// client's own store. Keys and contents are secret; what crosses the network, lengths and verdicts are
// public.
#include "tests/ct/ct.h"
#include "tests/ct/twins.h"

#include "crypto/aes/aes.h"
#include "crypto/ec/ec.h"
#include "net/channel/parts.h"
#include "net/glasslock/client_seal.h"
#include "net/talk/seal.h"

#include <string.h>

#define UNUSED_ENGINE (void)family, (void)engine
#define MOST_CHANNELS 19
#define CONTENT_BYTES 100

static uint8_t content[CONTENT_BYTES];

// ---- the channel ----

static void secret_direction(struct channel_direction *direction)
{
    ct_secret(direction->secret, sizeof direction->secret);
    ct_secret(direction->aes_key, sizeof direction->aes_key);
    ct_secret(direction->mac_key, sizeof direction->mac_key);
    direction->rekey_records = 2;
    direction->rekey_at = 2; // the third record has other keys
}

static void public_direction(struct channel_direction *direction)
{
    ct_public(direction, sizeof *direction);
}

static void seal_records(void)
{
    struct channel ch = {.open = true};
    struct wire_writer out = {0};
    secret_direction(&ch.out);
    ct_secret(content, sizeof content);
    ct_begin();
    for (int i = 0; i < 3; i++)
        channel_seal(&ch, ct_random(), content, sizeof content, &out);
    ct_end();
    ct_public(out.data, out.bytes);
    public_direction(&ch.out);
    wire_free(&out);
}

static void seal_records_at_once(void)
{
    static struct channel channels[MOST_CHANNELS];
    struct wire_writer outs[MOST_CHANNELS] = {0};
    struct channel_job jobs[MOST_CHANNELS];
    size_t n = ct_short() ? 3 : MOST_CHANNELS;
    ct_secret(content, sizeof content);
    for (size_t i = 0; i < n; i++) {
        channels[i] = (struct channel){.open = true};
        secret_direction(&channels[i].out);
        jobs[i] = (struct channel_job){.channel = &channels[i],
                                       .content = content,
                                       .bytes = 1 + i * (sizeof content - 1) / MOST_CHANNELS,
                                       .out = &outs[i]};
    }
    ct_begin();
    channel_seal_many(jobs, n, ct_random());
    ct_end();
    for (size_t i = 0; i < n; i++) {
        ct_public(outs[i].data, outs[i].bytes);
        public_direction(&channels[i].out);
        wire_free(&outs[i]);
    }
}

// A record that the other side has sealed; where `forged`, its MAC is wrong at one end or at the other.
static void open_record(bool forged)
{
    struct channel ch = {.open = true}, other = {.open = true};
    struct wire_writer record = {0};
    uint8_t *opened;
    size_t bytes;
    secret_direction(&ch.in);
    ct_secret(content, sizeof content);
    other.out = ch.in;
    public_direction(&other.out);
    ct_public(content, sizeof content);
    channel_seal(&other, ct_random(), content, sizeof content, &record);
    ct_public(record.data, record.bytes);
    if (forged)
        record.data[record.bytes - (ct_which() % 2 ? 1 : CHANNEL_MAC_BYTES)] ^= 1;
    ct_begin();
    channel_open(&ch, record.data + FRAME_HEADER_BYTES, record.bytes - FRAME_HEADER_BYTES, &opened, &bytes);
    ct_end();
    public_direction(&ch.in);
    ct_public(record.data, record.bytes);
    wire_free(&record);
}

// From an ephemeral key and the other side's point to all keys of the channel, and the first MAC.
static void agree(void)
{
    const struct ec_group *g = ec_group(&ec_p256);
    struct channel_handshake hs = {0};
    struct channel ch = {.handshake = &hs};
    struct ec_key theirs;
    uint8_t point[CHANNEL_POINT_BYTES], finished[2][CHANNEL_SECRET_BYTES], mac[CHANNEL_MAC_BYTES];
    ec_key_init(&theirs);
    theirs.curve = &ec_p256;
    mpz_set(theirs.Q.x, g->gx);
    mpz_set(theirs.Q.y, g->gy);
    theirs.Q.infinity = false;
    channel_write_point(&theirs, point);
    ec_key_init(&hs.ours);
    hs.ours.curve = &ec_p256;
    ct_secret_below(hs.ours.d, g->n);
    hash_init(&hs.transcript, &hash_sha256);
    ct_begin();
    enum gl_error error = channel_agree(&ch, true, point, finished);
    channel_finished_mac(&hs, finished[0], mac);
    ct_end();
    ct_public(&error, sizeof error);
    ct_public(finished, sizeof finished);
    public_direction(&ch.in);
    public_direction(&ch.out);
    ct_public_integer(hs.ours.d);
    ec_key_clear(&hs.ours);
    ec_key_clear(&theirs);
}

// ---- from end to end ----

// Sealed and opened again, then refused.
static void talk(const struct talk_seal *recipe)
{
    static const struct talk_place place = {.sender = "alice", .counter = 7};
    static uint8_t sealed[TALK_MAX_SEALED_BYTES + 1], plain[TALK_MAX_SEALED_BYTES];
    struct talk_epoch epoch = {.recipe = TALK_STRONG, .epoch = 1};
    size_t sealed_bytes, bytes;
    ct_secret(epoch.key, sizeof epoch.key);
    ct_secret(plain, TALK_BUCKET_BYTES);
    ct_begin();
    recipe->seal(&epoch, &place, 1, ct_random(), plain, TALK_BUCKET_BYTES, sealed, &sealed_bytes);
    ct_end();
    ct_public(sealed, sizeof sealed);
    ct_begin();
    recipe->open(&epoch, &place, sealed, sealed_bytes, plain, &bytes);
    ct_end();
    ct_public(plain, sizeof plain);
    sealed[sealed_bytes - (ct_which() % 2 ? 1 : 32)] ^= 1;
    ct_begin();
    recipe->open(&epoch, &place, sealed, sealed_bytes, plain, &bytes);
    ct_end();
    ct_public(&epoch, sizeof epoch);
    ct_public(plain, sizeof plain);
}

// ---- the client's store ----

// Sealed, opened again, then refused. Its random numbers are the kernel's.
static void store(void)
{
    static const uint8_t place[CLIENT_PLACE_BYTES];
    struct client_seal seal;
    struct wire_writer sealed = {0}, opened = {0};
    ct_secret(&seal, sizeof seal);
    ct_secret(content, sizeof content);
    ct_begin();
    client_seal_close(&seal, place, content, sizeof content, &sealed);
    ct_end();
    ct_public(sealed.data, sealed.bytes);
    ct_begin();
    client_seal_open(&seal, place, sealed.data, sealed.bytes, &opened);
    ct_end();
    sealed.data[sealed.bytes - (ct_which() % 2 ? 1 : CHANNEL_MAC_BYTES)] ^= 1;
    ct_begin();
    client_seal_open(&seal, place, sealed.data, sealed.bytes, &opened);
    ct_end();
    ct_public(&seal, sizeof seal);
    ct_public(opened.data, opened.bytes);
    wire_free(&sealed);
    wire_free(&opened);
}

// ---- each as it is, and its twin: the same over an engine that leaks ----

#define OPERATION(name, leaking, call)                                                                       \
    static void name(const struct gl_family *family, const struct gl_engine *engine)                         \
    {                                                                                                        \
        UNUSED_ENGINE;                                                                                       \
        call;                                                                                                \
    }                                                                                                        \
    static void name##_twin(const struct gl_family *family, const struct gl_engine *engine)                  \
    {                                                                                                        \
        UNUSED_ENGINE;                                                                                       \
        gl_engine_set(leaking, twin_engine(leaking));                                                        \
        call;                                                                                                \
        gl_engine_set(leaking, NULL);                                                                        \
    }

OPERATION(sealing, &aes_family, seal_records())
OPERATION(sealing_at_once, &aes_family, seal_records_at_once())
OPERATION(opening, &aes_family, open_record(false))
OPERATION(refusing, hash_sha256.family, open_record(true))
OPERATION(agreeing, &ec_family, agree())
OPERATION(strong, &aes_family, talk(&talk_seal_strong))
OPERATION(fernet, &aes_family, talk(&talk_seal_fernet))
OPERATION(storing, &aes_family, store())

const struct ct_operation ct_net[] = {
    {.name = "channel: seal", .run = sealing, .twin = sealing_twin},
    {.name = "channel: seal many", .run = sealing_at_once, .twin = sealing_at_once_twin},
    {.name = "channel: open", .run = opening, .twin = opening_twin},
    {.name = "channel: refuse", .run = refusing, .twin = refusing_twin},
    {.name = "channel: agree", .run = agreeing, .twin = agreeing_twin, .secrets = 2, .long_steps = true},
    {.name = "talk: strong", .run = strong, .twin = strong_twin},
    {.name = "talk: fernet", .run = fernet, .twin = fernet_twin, .no_step = true},
    {.name = "store: seal and open", .run = storing, .twin = storing_twin},
    {0},
};
