// SPDX-License-Identifier: MIT
// ECDSA: SigGen (sign with d and k, verify), SigVer; and the curves' KeyPair and PKV.
#include "vectors/run_ecdsa.h"

#include <stdio.h>
#include <string.h>

// "P-256,SHA-256" or "P-256".
static bool read_section(struct run *r, const struct ec_curve **curve, const struct hash_alg **hash)
{
    char name[64];
    const char *text = run_text(r, FIELD_SECTION);
    size_t length = strcspn(text, ",");
    if (r->malformed)
        return false;
    snprintf(name, sizeof name, "%.*s", (int)(length < 40 ? length : 40), text);
    *curve = ec_find(name);
    *hash = text[length] ? hash_find(text + length + 1) : NULL;
    if (!*curve)
        run_malformed(r, FIELD_SECTION, "no curve that is known: '%s'", name);
    if (text[length] && !*hash)
        run_malformed(r, FIELD_SECTION, "no hash that is known: '%.40s'", text + length + 1);
    return !r->malformed;
}

static enum gl_error read_public(struct run *r, struct ec_key *key, const struct ec_curve *curve)
{
    struct ec_point Q;
    ec_point_init(&Q);
    Q.infinity = false;
    run_integer(r, "Qx", Q.x);
    run_integer(r, "Qy", Q.y);
    enum gl_error error = r->malformed ? GL_ERR_KEY : ec_key_set_public(key, curve, &Q);
    ec_point_clear(&Q);
    return error;
}

// d G must be Q.
static void check_pair(struct run *r, const struct ec_curve *curve, struct ec_key *private)
{
    struct ec_key public;
    mpz_t d;
    ec_key_init(&public);
    mpz_init(d);
    run_integer(r, "d", d);
    enum gl_error error = read_public(r, &public, curve);
    if (!r->malformed) {
        run_works(r, "Qx", error);
        run_works(r, "d", ec_key_set_private(private, curve, d));
        run_equal_integer(r, "Qx", public.Q.x, private->Q.x);
        run_equal_integer(r, "Qy", public.Q.y, private->Q.y);
    }
    mpz_clear(d);
    ec_key_clear(&public);
}

void run_ec_keys(struct run *r)
{
    const struct ec_curve *curve = NULL;
    const struct hash_alg *hash = NULL;
    struct ec_key key;
    run_ignore(r, FIELD_TITLE);
    run_ignore(r, "N");
    if (!read_section(r, &curve, &hash))
        return;
    ec_key_init(&key);
    if (run_has(r, "d")) {
        check_pair(r, curve, &key);
    } else {
        enum gl_error error = read_public(r, &key, curve);
        run_result(r, error == GL_OK);
    }
    ec_key_clear(&key);
}

static void sign(struct run *r, const struct ec_key *key, const struct ecdsa_signature *expected,
                 const uint8_t *digest, size_t bytes)
{
    struct ecdsa_signature made;
    mpz_t k;
    ecdsa_signature_init(&made);
    mpz_init(k);
    run_integer(r, "k", k);
    struct ecdsa_nonce nonce = {.k = k};
    if (!r->malformed)
        run_works(r, "k", ecdsa_sign(key, &nonce, &made, digest, bytes));
    run_equal_integer(r, "R", expected->r, made.r);
    run_equal_integer(r, "S", expected->s, made.s);
    mpz_clear(k);
    ecdsa_signature_clear(&made);
}

bool run_ecdsa_accepts(struct run *r, const char *name, const struct ec_key *key,
                       const struct ecdsa_signature *sig, const uint8_t *digest, size_t bytes)
{
    const struct ecdsa_check check = {key, sig, digest, bytes};
    const struct ecdsa_check checks[] = {check, check, check};
    enum gl_error alone = ecdsa_verify(key, sig, digest, bytes), together[3];
    if (ec_engine_for(key->curve)->verify_many) {
        ecdsa_verify_many(checks, 3, together);
        for (int i = 0; i < 3; i++)
            if (together[i] != alone)
                run_fail(r, name, "together with others the signature is judged otherwise");
    }
    return alone == GL_OK;
}

void run_ecdsa(struct run *r)
{
    uint8_t digest[HASH_MAX_DIGEST_BYTES];
    const struct ec_curve *curve = NULL;
    const struct hash_alg *hash = NULL;
    struct ec_key key;
    struct ecdsa_signature signature;
    if (!read_section(r, &curve, &hash))
        return;
    if (!hash) {
        run_malformed(r, FIELD_SECTION, "the section names no hash");
        return;
    }
    ec_key_init(&key);
    ecdsa_signature_init(&signature);
    struct blob message = run_hex(r, "Msg");
    run_integer(r, "R", signature.r);
    run_integer(r, "S", signature.s);
    bool private = run_has(r, "d");
    if (private)
        check_pair(r, curve, &key);
    bool sound = private ? !r->failed : read_public(r, &key, curve) == GL_OK;
    if (!r->malformed && !r->failed) {
        hash_digest(hash, message.data, message.bytes, digest);
        if (private)
            sign(r, &key, &signature, digest, hash->digest_bytes);
        bool accepted = sound && run_ecdsa_accepts(r, "S", &key, &signature, digest, hash->digest_bytes);
        if (run_has(r, "Result"))
            run_result(r, accepted);
        else if (!accepted)
            run_fail(r, "R", "the signature is refused");
    }
    ecdsa_signature_clear(&signature);
    ec_key_clear(&key);
}
