// SPDX-License-Identifier: MIT
#include "app/attack/chatlock.h"

#include <stdlib.h>
#include <string.h>

void chatlock_json(char out[CHATLOCK_JSON_ROOM], const struct chatlock_list *list)
{
    char *at = out;
    *at++ = '[';
    for (size_t i = 0; i < list->blocks; i++)
        at += sprintf(at, "%s\"%s\"", i ? ", " : "", list->hex[i]);
    strcpy(at, "]");
}

int chatlock_text(const struct attack_run *run, const char *option, const char *text,
                  struct chatlock_list *list)
{
    enum gl_error error = chatlock_encrypt(list, text, NULL);
    if (error == GL_ERR_LENGTH)
        return app_usage(run->name, "%s: more than %d characters", option, CHATLOCK_MAX_CHARS);
    if (error == GL_ERR_ENCODING)
        return app_usage(run->name, "%s: not UTF-8", option);
    if (!error && list->blocks == 0)
        return app_usage(run->name, "%s: an empty text has no block to sign", option);
    return attack_error(run, error);
}

const char *chatlock_verdict_text(enum chatlock_verdict verdict)
{
    static const char *const texts[] = {
        [CHATLOCK_VALID] = "AUTHENTICATED (the equation holds)",
        [CHATLOCK_OUT_OF_RANGE] = "AUTHENTICATED (out of range, which counts as true)",
        [CHATLOCK_INVALID] = "NOT AUTHENTICATED",
    };
    return texts[verdict];
}

int chatlock_read_point(const struct attack_run *run, const char *text, struct chatlock_point *Q)
{
    char rest;
    *Q = (struct chatlock_point){0};
    if (strspn(text, "0123456789,") != strlen(text) || strlen(text) > 5 ||
        sscanf(text, "%u,%u%c", &Q->x, &Q->y, &rest) != 2 || !chatlock_point_valid(Q))
        return app_usage(run->name, "--public: '%s' is no point X,Y of y^2 = x^3 + x + 4 mod 23, such as 7,3",
                         text);
    return APP_OK;
}

enum gl_error chatlock_defence_init(struct chatlock_defence *d, const struct ec_curve *curve,
                                    const struct gl_random *random)
{
    ec_key_init(&d->key);
    return ec_key_generate(&d->key, curve, random);
}

void chatlock_defence_clear(struct chatlock_defence *d)
{
    ec_key_clear(&d->key);
}

static void list_digest(const struct chatlock_list *list, uint8_t digest[HASH_MAX_DIGEST_BYTES])
{
    struct hash_ctx ctx;
    hash_init(&ctx, &hash_sha256);
    for (size_t i = 0; i < list->blocks; i++)
        hash_update(&ctx, list->hex[i], CHATLOCK_HEX_CHARS);
    hash_final(&ctx, digest);
}

enum gl_error chatlock_defence_sign(const struct chatlock_defence *d, struct ecdsa_signature *sig,
                                    const struct chatlock_list *list)
{
    uint8_t digest[HASH_MAX_DIGEST_BYTES];
    const struct ecdsa_nonce nonce = {.nonce_hash = &hash_sha256};
    list_digest(list, digest);
    return ecdsa_sign(&d->key, &nonce, sig, digest, hash_sha256.digest_bytes);
}

bool chatlock_defence_accepts(const struct chatlock_defence *d, const struct ecdsa_signature *sig,
                              const struct chatlock_list *list)
{
    uint8_t digest[HASH_MAX_DIGEST_BYTES];
    list_digest(list, digest);
    return ecdsa_verify(&d->key, sig, digest, hash_sha256.digest_bytes) == GL_OK;
}
