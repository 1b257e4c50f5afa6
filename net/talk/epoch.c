// SPDX-License-Identifier: MIT
// Epoch keys: drawn, wrapped for each member under RSA-OAEP, signed by who made them, and unwrapped.
#include "crypto/common/bytes.h"
#include "net/talk/card.h"
#include "net/talk/fields.h"
#include "net/talk/sign.h"

#include <stdlib.h>

#define EPOCH_LABEL  "glasslock epoch v1"
#define LABEL_BYTES  (sizeof EPOCH_LABEL - 1 + 1 + TALK_ROOM_BYTES + 4 + TALK_HASH_BYTES)
#define BLOCK_BYTES  TALK_MODULUS_BYTES
#define SIGNATURE_AT (BLOCK_BYTES + 2) // behind the length of its field

static int compare_hashes(const void *a, const void *b)
{
    return memcmp(*(const uint8_t *const *)a, *(const uint8_t *const *)b, TALK_HASH_BYTES);
}

enum gl_error talk_roster_hash(uint8_t roster[TALK_HASH_BYTES], const uint8_t *cards, size_t n)
{
    const uint8_t **sorted = malloc((n ? n : 1) * sizeof *sorted);
    struct hash_ctx h;
    if (!sorted)
        return GL_ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        sorted[i] = cards + i * TALK_HASH_BYTES;
    qsort(sorted, n, sizeof *sorted, compare_hashes);
    talk_hash_begin(&h, "glasslock roster v1");
    for (size_t i = 0; i < n; i++)
        talk_put_raw(&h, sorted[i], TALK_HASH_BYTES);
    hash_final(&h, roster);
    free(sorted);
    return GL_OK;
}

enum gl_error talk_epoch_new(struct talk_epoch *epoch, const struct gl_random *random)
{
    return gl_random_bytes(random, epoch->key, sizeof epoch->key);
}

// The OAEP label: the block opens for this recipe, room, epoch and roster only.
static struct rsa_oaep oaep_for(const struct talk_epoch *epoch, uint8_t label[LABEL_BYTES])
{
    uint8_t *at = label;
    memcpy(at, EPOCH_LABEL, sizeof EPOCH_LABEL - 1);
    at += sizeof EPOCH_LABEL - 1;
    *at++ = (uint8_t)epoch->recipe;
    memcpy(at, epoch->room, TALK_ROOM_BYTES);
    at += TALK_ROOM_BYTES;
    gl_store32_be(at, epoch->epoch);
    memcpy(at + 4, epoch->roster, TALK_HASH_BYTES);
    return (struct rsa_oaep){&hash_sha256, &hash_sha256, label, LABEL_BYTES};
}

// What the maker signs. maker and member are the hashes of their keys, so that no other key can pass for
// them.
static void wrap_digest(uint8_t digest[TALK_HASH_BYTES], const struct talk_epoch *epoch, const uint8_t *maker,
                        const uint8_t *member, const uint8_t *block)
{
    struct hash_ctx h;
    talk_hash_begin(&h, "glasslock wrap v1");
    talk_put_u8(&h, (uint8_t)epoch->recipe);
    talk_put_raw(&h, epoch->room, TALK_ROOM_BYTES);
    talk_put_u32(&h, epoch->epoch);
    talk_put_raw(&h, epoch->roster, TALK_HASH_BYTES);
    talk_put_raw(&h, maker, TALK_HASH_BYTES);
    talk_put_raw(&h, member, TALK_HASH_BYTES);
    talk_put_raw(&h, block, BLOCK_BYTES);
    hash_final(&h, digest);
}

// Who signs by the recipe: the server's identity, or a member with ECDSA or (fernet) RSA-PSS.
static bool by_server(const struct talk_epoch *epoch)
{
    return talk_recipe_maker(epoch->recipe) == TALK_MADE_BY_SERVER;
}

static enum talk_signature member_signs(const struct talk_epoch *epoch)
{
    return talk_recipe_maker(epoch->recipe) == TALK_MADE_BY_HIGHEST ? TALK_PSS : TALK_ECDSA;
}

static enum gl_error sign_wrap(const struct talk_epoch *epoch, const struct talk_keys *keys,
                               const struct ec_key *identity, const uint8_t *member, const uint8_t *block,
                               const struct gl_random *random, uint8_t *signature, size_t *bytes)
{
    uint8_t maker[TALK_HASH_BYTES], digest[TALK_HASH_BYTES];
    enum talk_signature kind = identity ? TALK_ECDSA : member_signs(epoch);
    if (kind == TALK_PSS)
        talk_modulus_id(maker, &keys->wrap.public);
    else
        talk_point_id(maker, identity ? identity : &keys->sign);
    wrap_digest(digest, epoch, maker, member, block);
    *bytes = talk_signature_bytes(kind);
    return identity ? talk_sign_ecdsa(identity, digest, signature)
                    : talk_sign(keys, kind, random, digest, signature);
}

enum gl_error talk_epoch_wrap(const struct talk_epoch *epoch, const struct talk_keys *keys,
                              const struct ec_key *identity, const struct talk_card *member,
                              const struct gl_random *random, struct wire_writer *out)
{
    uint8_t label[LABEL_BYTES], block[BLOCK_BYTES], signature[TALK_MAX_SIGNATURE_BYTES];
    uint8_t id[TALK_HASH_BYTES];
    size_t bytes = 0;
    if (!talk_recipe_name(epoch->recipe) || !identity == by_server(epoch) || !keys != by_server(epoch))
        return GL_ERR_ARGUMENT;
    struct rsa_oaep oaep = oaep_for(epoch, label);
    enum gl_error error =
        rsa_oaep_encrypt(&member->wrap, &oaep, random, block, epoch->key, sizeof epoch->key);
    if (!error) {
        talk_modulus_id(id, &member->wrap);
        error = sign_wrap(epoch, keys, identity, id, block, random, signature, &bytes);
    }
    if (error)
        return error;
    wire_put_raw(out, block, sizeof block);
    wire_put_field(out, signature, bytes);
    return out->failed ? GL_ERR_MEMORY : GL_OK;
}

static enum gl_error verify_wrap(const struct talk_epoch *epoch, const struct talk_card *maker,
                                 const struct ec_key *identity, const uint8_t *member, const uint8_t *block,
                                 const uint8_t *signature, size_t bytes)
{
    uint8_t id[TALK_HASH_BYTES], digest[TALK_HASH_BYTES];
    enum talk_signature kind = identity ? TALK_ECDSA : member_signs(epoch);
    if (kind == TALK_PSS)
        talk_modulus_id(id, &maker->wrap);
    else
        talk_point_id(id, identity ? identity : &maker->sign);
    wrap_digest(digest, epoch, id, member, block);
    return identity ? talk_verify_ecdsa(identity, digest, signature, bytes)
                    : talk_verify(maker, kind, digest, signature, bytes);
}

enum gl_error talk_epoch_unwrap(struct talk_epoch *epoch, const struct talk_keys *ours,
                                const struct talk_card *maker, const struct ec_key *identity,
                                const uint8_t *data, size_t bytes)
{
    uint8_t label[LABEL_BYTES], plain[BLOCK_BYTES], id[TALK_HASH_BYTES];
    size_t signature_bytes, plain_bytes = 0;
    if (!talk_recipe_name(epoch->recipe) || !identity == by_server(epoch) || !maker != by_server(epoch))
        return GL_ERR_ARGUMENT;
    struct wire_reader r = wire_read(data, bytes);
    const uint8_t *block = wire_raw(&r, BLOCK_BYTES);
    const uint8_t *signature = wire_field(&r, &signature_bytes);
    if (!wire_done(&r))
        return GL_ERR_ENCODING;
    talk_modulus_id(id, &ours->wrap.public);
    enum gl_error error = verify_wrap(epoch, maker, identity, id, block, signature, signature_bytes);
    if (error)
        return error;
    struct rsa_oaep oaep = oaep_for(epoch, label);
    error = rsa_oaep_decrypt(&ours->wrap, &oaep, NULL, plain, &plain_bytes, block, BLOCK_BYTES);
    if (!error && plain_bytes != sizeof epoch->key)
        error = GL_ERR_DECRYPT;
    if (!error)
        memcpy(epoch->key, plain, sizeof epoch->key);
    gl_wipe(plain, sizeof plain);
    return error;
}
