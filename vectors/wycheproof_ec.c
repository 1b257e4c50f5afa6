// SPDX-License-Identifier: MIT
// Wycheproof's ECDSA, ECDH and DSA kinds; signatures in DER and as r then s.
#include "vectors/wycheproof.h"

#include "crypto/dsa/dsa.h"
#include "crypto/ec/ecdh.h"
#include "crypto/encoding/key.h"
#include "crypto/encoding/signature.h"
#include "vectors/run_ecdsa.h"

#include <string.h>

static void ignore_copies(struct run *r)
{
    static const char *const copies[] = {
        "publicKeyPem",      "publicKeyJwk*",          "keyPem",       "keyDer", "jwk*", "publicKey.type",
        "publicKey.keySize", "publicKey.uncompressed", "publicKeyAsn", "key.*"};
    for (size_t i = 0; i < sizeof copies / sizeof *copies; i++)
        run_ignore(r, copies[i]);
}

// A curve that we do not have makes the file one that cannot be run.
static const struct ec_curve *read_curve(struct run *r, const char *name)
{
    const char *text = run_text(r, name);
    const struct ec_curve *curve = ec_find(text);
    if (!curve && !r->malformed)
        run_malformed(r, name, "no curve that is known: '%.40s'", text);
    return curve;
}

// A digest and a signature that may not even parse.
static bool read_signature(struct run *r, struct ecdsa_signature *sig, size_t order_bytes, bool p1363)
{
    struct blob bytes = run_hex(r, "sig");
    if (p1363)
        return signature_from_p1363(sig, order_bytes, bytes.data, bytes.bytes) == GL_OK;
    return signature_from_der(sig, bytes.data, bytes.bytes) == GL_OK;
}

static void read_ec_public(struct run *r, struct ec_key *key, const struct ec_curve *curve)
{
    struct ec_point Q;
    struct key spki;
    ec_point_init(&Q);
    Q.infinity = false;
    run_integer(r, "publicKey.wx", Q.x);
    run_integer(r, "publicKey.wy", Q.y);
    if (!r->malformed && ec_key_set_public(key, curve, &Q) != GL_OK)
        run_malformed(r, "publicKey.wx", "publicKey is no point of its curve");
    ec_point_clear(&Q);
    if (!run_has(r, "publicKeyDer"))
        return;
    struct blob der = run_hex(r, "publicKeyDer");
    if (r->malformed || key_from_der(&spki, KEY_SPKI, der.data, der.bytes) != GL_OK)
        return;
    if (spki.kind != KEY_EC || spki.ec.curve != curve || !ec_point_equal(&spki.ec.Q, &key->Q))
        run_malformed(r, "publicKeyDer", "publicKeyDer is another key than publicKey");
    key_clear(&spki);
}

static void ecdsa(struct run *r, bool p1363)
{
    uint8_t digest[HASH_MAX_DIGEST_BYTES];
    struct ec_key key;
    struct ecdsa_signature sig;
    const struct hash_alg *hash = wycheproof_hash(r, "sha");
    const struct ec_curve *curve = read_curve(r, "publicKey.curve");
    struct blob msg = run_hex(r, "msg");
    wycheproof_common(r);
    ignore_copies(r);
    ec_key_init(&key);
    ecdsa_signature_init(&sig);
    if (curve)
        read_ec_public(r, &key, curve);
    bool parsed = curve && read_signature(r, &sig, ec_order_bytes(curve), p1363);
    if (!r->malformed) {
        hash_digest(hash, msg.data, msg.bytes, digest);
        bool accepted = parsed && run_ecdsa_accepts(r, "sig", &key, &sig, digest, hash->digest_bytes);
        wycheproof_result(r, accepted);
    }
    ecdsa_signature_clear(&sig);
    ec_key_clear(&key);
}

void run_wycheproof_ecdsa(struct run *r)
{
    ecdsa(r, false);
}

void run_wycheproof_ecdsa_p1363(struct run *r)
{
    ecdsa(r, true);
}

// The peer's key: a point ("ecpoint") or SubjectPublicKeyInfo ("asn").
static bool read_peer(struct run *r, struct key *peer, const struct ec_curve *curve)
{
    struct blob public = run_hex(r, "public");
    bool point = run_has(r, "encoding") && strcmp(run_text(r, "encoding"), "ecpoint") == 0;
    if (!point) {
        if (key_from_der(peer, KEY_SPKI, public.data, public.bytes) != GL_OK)
            return false;
        if (peer->kind == KEY_EC)
            return true;
        key_clear(peer);
        return false;
    }
    struct ec_group g;
    struct ec_point Q;
    ec_group_init(&g, curve);
    ec_point_init(&Q);
    key_init(peer, KEY_EC);
    bool ok = ec_point_decode(&g, &Q, public.data, public.bytes) == GL_OK &&
              ec_key_set_public(&peer->ec, curve, &Q) == GL_OK;
    if (!ok)
        key_clear(peer);
    ec_point_clear(&Q);
    ec_group_clear(&g);
    return ok;
}

void run_wycheproof_ecdh(struct run *r)
{
    uint8_t secret[EC_MAX_BYTES];
    struct ec_key ours;
    struct key theirs;
    mpz_t d;
    const struct ec_curve *curve = read_curve(r, "curve");
    struct blob shared = run_hex(r, "shared");
    wycheproof_common(r);
    ec_key_init(&ours);
    mpz_init(d);
    run_integer(r, "private", d);
    if (!r->malformed) {
        bool accepted = read_peer(r, &theirs, curve);
        if (accepted) {
            accepted = ec_key_set_private(&ours, curve, d) == GL_OK &&
                       ecdh(&ours, &theirs.ec, secret) == GL_OK && shared.bytes == ec_field_bytes(curve) &&
                       memcmp(secret, shared.data, shared.bytes) == 0;
            key_clear(&theirs);
        }
        wycheproof_result(r, accepted);
    }
    mpz_clear(d);
    ec_key_clear(&ours);
}

static void dsa(struct run *r, bool p1363)
{
    uint8_t digest[HASH_MAX_DIGEST_BYTES];
    struct dsa_key key;
    struct ecdsa_signature sig;
    const struct hash_alg *hash = wycheproof_hash(r, "sha");
    struct blob msg = run_hex(r, "msg");
    dsa_key_init(&key);
    ecdsa_signature_init(&sig);
    wycheproof_common(r);
    ignore_copies(r);
    run_ignore(r, "publicKeyDer");
    run_integer(r, "publicKey.p", key.params.p);
    run_integer(r, "publicKey.q", key.params.q);
    run_integer(r, "publicKey.g", key.params.g);
    run_integer(r, "publicKey.y", key.y);
    bool parsed = read_signature(r, &sig, (mpz_sizeinbase(key.params.q, 2) + 7) / 8, p1363);
    if (!r->malformed) {
        hash_digest(hash, msg.data, msg.bytes, digest);
        wycheproof_result(r, parsed && dsa_key_check(&key) == GL_OK &&
                                 dsa_verify(&key, &sig, digest, hash->digest_bytes) == GL_OK);
    }
    ecdsa_signature_clear(&sig);
    dsa_key_clear(&key);
}

void run_wycheproof_dsa(struct run *r)
{
    dsa(r, false);
}

void run_wycheproof_dsa_p1363(struct run *r)
{
    dsa(r, true);
}
