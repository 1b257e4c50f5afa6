// SPDX-License-Identifier: MIT
// Cards: a name and three public keys under a signature of the first of them.
#include "net/talk/card.h"

#include "crypto/common/bytes.h"
#include "crypto/rsa/octets.h"
#include "crypto/rsa/prime.h"
#include "net/talk/fields.h"
#include "net/talk/sign.h"

#define CARD_VERSION 1

void talk_card_init(struct talk_card *card)
{
    card->name[0] = '\0';
    ec_key_init(&card->sign);
    rsa_public_init(&card->wrap);
    dsa_key_init(&card->dsa);
    memset(card->hash, 0, sizeof card->hash);
}

void talk_card_clear(struct talk_card *card)
{
    ec_key_clear(&card->sign);
    rsa_public_clear(&card->wrap);
    dsa_key_clear(&card->dsa);
}

enum gl_error talk_check_modulus(const struct rsa_public *key)
{
    if (mpz_sizeinbase(key->n, 2) != TALK_RSA_BITS || mpz_cmp_ui(key->e, TALK_RSA_EXPONENT) != 0 ||
        rsa_public_check(key) || prime_has_small_factor(key->n))
        return GL_ERR_KEY;
    return GL_OK;
}

void talk_point_id(uint8_t id[TALK_HASH_BYTES], const struct ec_key *key)
{
    uint8_t point[TALK_POINT_BYTES];
    size_t bytes = ec_point_encode(ec_group(&ec_p256), &key->Q, false, point);
    hash_digest(&hash_sha256, point, bytes, id);
}

void talk_modulus_id(uint8_t id[TALK_HASH_BYTES], const struct rsa_public *key)
{
    uint8_t n[TALK_MODULUS_BYTES] = {0};
    (void)i2osp(n, sizeof n, key->n); // always fits: talk_check_modulus()
    hash_digest(&hash_sha256, n, sizeof n, id);
}

// What the signature covers, and what the card is known by.
static void card_hash(uint8_t hash[TALK_HASH_BYTES], const uint8_t *body, size_t bytes)
{
    struct hash_ctx h;
    talk_hash_begin(&h, "glasslock card v1");
    talk_put_raw(&h, body, bytes);
    hash_final(&h, hash);
}

void talk_put_integer(struct wire_writer *w, const mpz_t z, size_t bytes)
{
    uint8_t *space = wire_put_space(w, bytes);
    if (space && i2osp(space, bytes, z))
        w->failed = true;
}

static void put_body(struct wire_writer *w, const struct talk_keys *keys, const char *name)
{
    wire_put_u8(w, CARD_VERSION);
    wire_put_text(w, name);
    uint8_t *point = wire_put_space(w, TALK_POINT_BYTES);
    if (point)
        ec_point_encode(ec_group(&ec_p256), &keys->sign.Q, false, point);
    talk_put_integer(w, keys->wrap.public.n, TALK_MODULUS_BYTES);
    talk_put_integer(w, keys->dsa.y, TALK_MODULUS_BYTES);
}

enum gl_error talk_card_make(const struct talk_keys *keys, const char *name, struct wire_writer *out)
{
    uint8_t hash[TALK_HASH_BYTES], signature[TALK_PAIR_BYTES];
    struct wire_writer body = {0};
    if (talk_name_problem(name))
        return GL_ERR_ARGUMENT;
    put_body(&body, keys, name);
    enum gl_error error = body.failed ? GL_ERR_MEMORY : GL_OK;
    if (!error) {
        card_hash(hash, body.data, body.bytes);
        error = talk_sign_ecdsa(&keys->sign, hash, signature);
    }
    if (!error) {
        wire_put_raw(out, body.data, body.bytes);
        wire_put_raw(out, signature, sizeof signature);
        error = out->failed ? GL_ERR_MEMORY : GL_OK;
    }
    wire_free(&body);
    return error;
}

static enum gl_error set_sign(struct talk_card *card, const uint8_t *encoded)
{
    struct ec_point Q;
    ec_point_init(&Q);
    // Only the uncompressed form has this length.
    enum gl_error error = ec_point_decode(ec_group(&ec_p256), &Q, encoded, TALK_POINT_BYTES);
    if (!error)
        error = ec_key_set_public(&card->sign, &ec_p256, &Q);
    ec_point_clear(&Q);
    return error ? GL_ERR_POINT : GL_OK;
}

static enum gl_error set_rest(struct talk_card *card, const uint8_t *modulus, const uint8_t *y)
{
    os2ip(card->wrap.n, modulus, TALK_MODULUS_BYTES);
    mpz_set_ui(card->wrap.e, TALK_RSA_EXPONENT);
    enum gl_error error = talk_check_modulus(&card->wrap);
    if (!error) {
        talk_dsa_params(&card->dsa.params);
        os2ip(card->dsa.y, y, TALK_MODULUS_BYTES);
        error = dsa_key_check(&card->dsa);
    }
    return error;
}

enum gl_error talk_card_read(struct talk_card *card, const uint8_t *data, size_t bytes)
{
    struct wire_reader r = wire_read(data, bytes);
    bool known = wire_u8(&r) == CARD_VERSION;
    wire_text(&r, card->name, sizeof card->name);
    const uint8_t *point = wire_raw(&r, TALK_POINT_BYTES);
    const uint8_t *modulus = wire_raw(&r, TALK_MODULUS_BYTES);
    const uint8_t *y = wire_raw(&r, TALK_MODULUS_BYTES);
    const uint8_t *signature = wire_raw(&r, TALK_PAIR_BYTES);
    enum gl_error error = known && wire_done(&r) && !talk_name_problem(card->name) ? GL_OK : GL_ERR_ENCODING;
    if (!error)
        error = set_sign(card, point);
    if (!error) {
        // Before the costly checks: strangers' noise ends here.
        card_hash(card->hash, data, bytes - TALK_PAIR_BYTES);
        error = talk_verify_ecdsa(&card->sign, card->hash, signature, TALK_PAIR_BYTES);
    }
    if (!error)
        error = set_rest(card, modulus, y);
    if (error) {
        talk_card_clear(card);
        talk_card_init(card);
    }
    return error;
}
