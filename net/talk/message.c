// SPDX-License-Identifier: MIT
// Messages: sealed, signed and chained by the sender; checked in the order signature, place, seal by the
// reader.
#include "crypto/common/bytes.h"
#include "net/talk/fields.h"
#include "net/talk/seal.h"
#include "net/talk/sign.h"

_Static_assert(TALK_MAX_SEALED_BYTES + TALK_MAX_SIGNATURE_BYTES + 50 <= TALK_MAX_MESSAGE_BYTES, "fits");

// A message taken apart; pointers into it.
struct parts {
    uint8_t recipe;
    uint32_t epoch;
    uint64_t counter;
    const uint8_t *previous, *sealed;
    size_t sealed_bytes;
    uint8_t kind; // of signature
    const uint8_t *signature;
    size_t signature_bytes;
};

static void put_parts(struct wire_writer *w, const struct parts *m)
{
    wire_put_u8(w, m->recipe);
    wire_put_u32(w, m->epoch);
    wire_put_u64(w, m->counter);
    wire_put_raw(w, m->previous, TALK_HASH_BYTES);
    wire_put_field(w, m->sealed, m->sealed_bytes);
    wire_put_u8(w, m->kind);
    wire_put_field(w, m->signature, m->signature_bytes);
}

static bool get_parts(struct parts *m, const uint8_t *data, size_t bytes)
{
    struct wire_reader r = wire_read(data, bytes);
    m->recipe = wire_u8(&r);
    m->epoch = wire_u32(&r);
    m->counter = wire_u64(&r);
    m->previous = wire_raw(&r, TALK_HASH_BYTES);
    m->sealed = wire_field(&r, &m->sealed_bytes);
    m->kind = wire_u8(&r);
    m->signature = wire_field(&r, &m->signature_bytes);
    return wire_done(&r) && m->sealed_bytes <= TALK_MAX_SEALED_BYTES && m->counter != UINT64_MAX &&
           talk_signature_allowed(m->recipe, m->kind) && m->signature_bytes == talk_signature_bytes(m->kind);
}

// What is signed, and the hash that the next message names.
static void message_digest(uint8_t digest[TALK_HASH_BYTES], const uint8_t *room,
                           const struct talk_card *sender, const struct parts *m)
{
    struct hash_ctx h;
    talk_hash_begin(&h, "glasslock message v1");
    talk_put_raw(&h, room, TALK_ROOM_BYTES);
    talk_put_u8(&h, m->recipe);
    talk_put_u32(&h, m->epoch);
    talk_put_text(&h, sender->name);
    talk_put_raw(&h, sender->hash, TALK_HASH_BYTES);
    talk_put_u64(&h, m->counter);
    talk_put_raw(&h, m->previous, TALK_HASH_BYTES);
    talk_put_u8(&h, m->kind);
    talk_put_field(&h, m->sealed, m->sealed_bytes);
    hash_final(&h, digest);
}

static enum gl_error check_text(enum talk_kind kind, const char *text, size_t *bytes)
{
    *bytes = strnlen(text, TALK_MAX_TEXT_BYTES + 1);
    if (*bytes > TALK_MAX_TEXT_BYTES)
        return GL_ERR_TOO_LARGE;
    if (kind != TALK_TEXT && kind != TALK_EMOTE)
        return GL_ERR_ARGUMENT;
    return wire_text_valid(text, *bytes, true) ? GL_OK : GL_ERR_ENCODING;
}

enum gl_error talk_message_seal(const struct talk_epoch *epoch, const struct talk_keys *keys,
                                enum talk_signature signature, const struct talk_card *sender,
                                struct talk_chain *chain, enum talk_kind kind, const char *text, uint64_t now,
                                const struct gl_random *random, struct wire_writer *out)
{
    uint8_t plain[TALK_MAX_PLAIN_BYTES], sealed[TALK_MAX_SEALED_BYTES + 1];
    uint8_t digest[TALK_HASH_BYTES], signed_by[TALK_MAX_SIGNATURE_BYTES];
    const struct talk_place place = {sender->name, chain->counter};
    struct parts m = {(uint8_t)epoch->recipe,
                      epoch->epoch,
                      chain->counter,
                      chain->hash,
                      sealed,
                      0,
                      (uint8_t)signature,
                      signed_by,
                      talk_signature_bytes(signature)};
    const struct talk_seal *seal = talk_seal_of(epoch->recipe);
    size_t text_bytes;
    enum gl_error error = check_text(kind, text, &text_bytes);
    if (!error && (!seal || !talk_signature_allowed(epoch->recipe, signature)))
        error = GL_ERR_ARGUMENT;
    if (!error && chain->counter == UINT64_MAX)
        error = GL_ERR_RANGE;
    if (error)
        return error;
    size_t bytes = talk_plain_write(plain, kind, text, text_bytes);
    error = seal->seal(epoch, &place, now, random, plain, bytes, sealed, &m.sealed_bytes);
    gl_wipe(plain, sizeof plain);
    if (!error) {
        message_digest(digest, epoch->room, sender, &m);
        error = talk_sign(keys, signature, random, digest, signed_by);
    }
    if (error)
        return error;
    put_parts(out, &m);
    if (out->failed)
        return GL_ERR_MEMORY;
    chain->counter++;
    memcpy(chain->hash, digest, TALK_HASH_BYTES);
    return GL_OK;
}

enum gl_error talk_message_peek(const uint8_t *data, size_t bytes, uint32_t *epoch, uint64_t *counter)
{
    struct parts m;
    if (!get_parts(&m, data, bytes))
        return GL_ERR_ENCODING;
    *epoch = m.epoch;
    *counter = m.counter;
    return GL_OK;
}

static enum talk_verdict check_place(const struct talk_chain *chain, const struct parts *m, uint64_t *missing)
{
    if (m->counter < chain->counter)
        return TALK_REPLAYED;
    *missing = m->counter - chain->counter;
    if (*missing)
        return TALK_GAP;
    return memcmp(m->previous, chain->hash, TALK_HASH_BYTES) == 0 ? TALK_GOOD : TALK_BROKEN;
}

// A message of another epoch or recipe does not open under this epoch's key.
static enum talk_verdict unseal(const struct talk_epoch *epoch, const struct talk_card *sender,
                                const struct parts *m, struct talk_message *out)
{
    uint8_t plain[TALK_MAX_SEALED_BYTES];
    const struct talk_place place = {sender->name, m->counter};
    const struct talk_seal *seal = talk_seal_of(epoch->recipe);
    size_t bytes = 0;
    if (!seal || m->recipe != (uint8_t)epoch->recipe || m->epoch != epoch->epoch)
        return TALK_UNSEALED;
    enum gl_error error = seal->open(epoch, &place, m->sealed, m->sealed_bytes, plain, &bytes);
    const bool opens = !error && talk_plain_read(plain, bytes, out);
    gl_wipe(plain, sizeof plain);
    return opens ? TALK_GOOD : error == GL_ERR_MEMORY ? TALK_UNREAD : TALK_UNSEALED;
}

static enum talk_verdict check_and_open(const struct talk_epoch *epoch, const struct talk_card *sender,
                                        const struct talk_chain *chain, const struct parts *m,
                                        struct talk_message *out, uint64_t *missing)
{
    message_digest(out->hash, epoch->room, sender, m);
    if (talk_verify(sender, m->kind, out->hash, m->signature, m->signature_bytes))
        return TALK_FORGED;
    enum talk_verdict verdict = check_place(chain, m, missing);
    if (verdict != TALK_GOOD && verdict != TALK_GAP)
        return verdict;
    const enum talk_verdict opened = unseal(epoch, sender, m, out);
    if (opened != TALK_GOOD)
        return opened;
    out->epoch = m->epoch;
    out->counter = m->counter;
    out->signature = m->kind;
    return verdict;
}

enum talk_verdict talk_message_open(const struct talk_epoch *epoch, const struct talk_card *sender,
                                    struct talk_chain *chain, const uint8_t *data, size_t bytes,
                                    struct talk_message *out, uint64_t *missing)
{
    struct parts m;
    enum talk_verdict verdict = TALK_MALFORMED;
    *missing = 0;
    if (get_parts(&m, data, bytes))
        verdict = check_and_open(epoch, sender, chain, &m, out, missing);
    if (verdict == TALK_GOOD || verdict == TALK_GAP) {
        chain->counter = m.counter + 1;
        memcpy(chain->hash, out->hash, TALK_HASH_BYTES);
    } else {
        gl_wipe(out, sizeof *out);
        *missing = 0;
    }
    return verdict;
}

const char *talk_verdict_text(enum talk_verdict verdict)
{
    switch (verdict) {
    case TALK_GOOD:
        return "is genuine";
    case TALK_MALFORMED:
        return "is not a message";
    case TALK_FORGED:
        return "does not bear its sender's signature";
    case TALK_UNSEALED:
        return "does not open under the conversation's key";
    case TALK_REPLAYED:
        return "repeats a message that came before, or comes after a later one";
    case TALK_GAP:
        return "comes although messages before it are missing";
    case TALK_BROKEN:
        return "does not follow from the message before it";
    case TALK_UNREAD:
        return "cannot be opened for want of memory";
    }
    return "is not a message";
}
