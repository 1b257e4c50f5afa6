// SPDX-License-Identifier: MIT
// `glasslock trace` for curves, ECDSA, ECDH and DSA. The classroom curve is the default: its numbers fit the
// board.
#include "app/trace/trace_args.h"

#include "crypto/common/bytes.h"
#include "crypto/ec/ecdh.h"
#include "crypto/ec/ecdsa.h"
#include "crypto/encoding/signature.h"

// -P + -Q, -k times -P, or -d times G.
enum gl_error trace_run_ec(struct trace_args *a, struct trace *t, const char *name)
{
    const struct ec_curve *curve = NULL;
    struct ec_group g;
    struct ec_point P, Q, R, expected;
    struct ec_key key;
    mpz_t k;
    enum gl_error error = arg_curve(a, "classroom", &curve);
    if (error)
        return error;
    char G[600];
    ec_group_init(&g, curve);
    ec_point_init(&P);
    ec_point_init(&Q);
    ec_point_init(&R);
    ec_point_init(&expected);
    ec_key_init(&key);
    mpz_init(k);
    gmp_snprintf(G, sizeof G, "%Zd,%Zd", g.gx, g.gy);
    if (strcmp(name, "ec-keygen") == 0) {
        error = arg_number(a, OPT_D, "13", k);
        if (!error)
            error = ec_trace_keygen(t, curve, k, &key);
        ec_point_set(&R, &key.Q);
        ec_multiply_base(&g, &expected, k);
    } else {
        error = arg_point(a, OPT_POINT_P, G, &g, &P);
        if (!error && strcmp(name, "ec-add") == 0) {
            error = arg_point(a, OPT_POINT_Q, curve == &ec_classroom ? "0,2" : G, &g, &Q);
            if (!error)
                error = ec_trace_add(t, curve, &R, &P, &Q);
            if (!error)
                ec_add(&g, &expected, &P, &Q);
        } else if (!error) {
            error = arg_number(a, OPT_K, "13", k);
            if (!error && mpz_sizeinbase(k, 2) > 2 * curve->bits + 8)
                error = arg_wrong(a, "-k: more than twice the bits of the curve");
            if (!error)
                error = ec_trace_multiply(t, curve, &R, k, &P);
            if (!error)
                ec_multiply(&g, &expected, k, &P);
        }
    }
    a->compared = !error;
    a->agrees = !error && ec_point_equal(&R, &expected);
    if (error == GL_ERR_RANGE)
        error = arg_wrong(a, "-d: not in [1, n - 1]");
    mpz_clear(k);
    ec_key_clear(&key);
    ec_point_clear(&P);
    ec_point_clear(&Q);
    ec_point_clear(&R);
    ec_point_clear(&expected);
    ec_group_clear(&g);
    return error;
}

// The key of --key-file, or of -d on --curve (a fixed d in the classroom, RFC 6979's on P-256, random
// elsewhere).
static enum gl_error ec_key_of(struct trace_args *a, bool need_private, struct key *key)
{
    const struct ec_curve *curve = NULL;
    bool given = false;
    mpz_t d;
    enum gl_error error = arg_pem(a, KEY_EC, need_private, key, &given);
    if (error || given)
        return error;
    error = arg_curve(a, "classroom", &curve);
    if (error)
        return error;
    key_init(key, KEY_EC);
    key->is_private = true;
    mpz_init(d);
    if (a->value[OPT_D] || curve == &ec_classroom || curve == &ec_p256) {
        const char *fixed = curve == &ec_classroom
                                ? "13"
                                : "0xc9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721";
        error = arg_number(a, OPT_D, fixed, d);
        if (!error && ec_key_set_private(&key->ec, curve, d))
            error = arg_wrong(a, "-d: not in [1, n - 1]");
    } else {
        arg_text(a, OPT_D, NULL);
        error = ec_key_generate(&key->ec, curve, NULL);
    }
    mpz_clear(d);
    if (error)
        key_clear(key);
    return error;
}

static enum gl_error read_signature(struct trace_args *a, struct ecdsa_signature *sig, size_t order_bytes)
{
    struct bytes_arg bytes = {0};
    enum gl_error error = arg_hex(a, OPT_SIGNATURE, NULL, &bytes);
    if (error)
        return error;
    if (signature_from_der(sig, bytes.data, bytes.n) == GL_OK ||
        signature_from_p1363(sig, order_bytes, bytes.data, bytes.n) == GL_OK)
        return GL_OK;
    return arg_wrong(a, "--signature: neither DER nor r and s side by side (%zu bytes)", 2 * order_bytes);
}

// The nonce: -k, or RFC 6979's.
static enum gl_error read_nonce(struct trace_args *a, const struct hash_alg *hash, mpz_t k,
                                struct ecdsa_nonce *nonce)
{
    *nonce = (struct ecdsa_nonce){.nonce_hash = hash};
    if (!arg_text(a, OPT_K, NULL))
        return GL_OK;
    enum gl_error error = arg_number(a, OPT_K, NULL, k);
    *nonce = (struct ecdsa_nonce){.k = k};
    return error;
}

enum gl_error trace_run_ecdsa(struct trace_args *a, struct trace *t, const char *name)
{
    (void)name;
    const struct hash_alg *hash = NULL;
    struct key key = {.kind = KEY_NONE};
    struct bytes_arg in = {0};
    struct ecdsa_signature sig;
    struct ecdsa_nonce nonce;
    uint8_t digest[HASH_MAX_DIGEST_BYTES];
    mpz_t k;
    bool verifying = arg_verify(a);
    ecdsa_signature_init(&sig);
    mpz_init(k);
    enum gl_error error = arg_hash(a, "sha256", &hash);
    if (!error)
        error = arg_input(a, "sample", true, &in);
    if (!error)
        error = ec_key_of(a, !verifying || !a->value[OPT_SIGNATURE], &key);
    if (!error)
        error = read_nonce(a, hash, k, &nonce);
    if (!error) {
        hash_digest(hash, in.data, in.n, digest);
        if (verifying && a->value[OPT_SIGNATURE])
            error = read_signature(a, &sig, ec_order_bytes(key.ec.curve));
        else if (verifying) // no signature given: make one, then narrate its verification
            error = ecdsa_sign(&key.ec, &nonce, &sig, digest, hash->digest_bytes);
        else
            error = ecdsa_trace_sign(t, &key.ec, hash, &nonce, &sig, in.data, in.n);
        if (error == GL_ERR_RANGE)
            error = arg_wrong(a, "-k: not in [1, n - 1], or it gives r = 0 or s = 0: take another");
    }
    if (!error) {
        enum gl_error verdict = ecdsa_verify(&key.ec, &sig, digest, hash->digest_bytes);
        enum gl_error told = verifying ? ecdsa_trace_verify(t, &key.ec, hash, &sig, in.data, in.n) : GL_OK;
        a->compared = true;
        a->agrees = verdict == told;
        a->refused = told == GL_ERR_VERIFY;
        error = told == GL_ERR_VERIFY ? GL_OK : told;
    }
    key_clear(&key);
    mpz_clear(k);
    ecdsa_signature_clear(&sig);
    return error;
}

enum gl_error trace_run_ecdh(struct trace_args *a, struct trace *t, const char *name)
{
    (void)name;
    struct key ours = {.kind = KEY_NONE};
    struct ec_key theirs;
    struct ec_group g;
    uint8_t narrated[EC_MAX_BYTES], plain[EC_MAX_BYTES];
    enum gl_error error = ec_key_of(a, true, &ours);
    if (error)
        return error;
    ec_key_init(&theirs);
    ec_group_init(&g, ours.ec.curve);
    if (arg_text(a, OPT_POINT_Q, NULL)) {
        error = arg_point(a, OPT_POINT_Q, NULL, &g, &theirs.Q);
        if (!error && ec_key_set_public(&theirs, ours.ec.curve, &theirs.Q))
            error = arg_wrong(a, "-Q: not a public key of this curve");
    } else {
        error = ec_key_generate(&theirs, ours.ec.curve, NULL);
    }
    if (!error)
        error = ecdh_trace(t, &ours.ec, &theirs, narrated);
    if (!error)
        error = ecdh(&ours.ec, &theirs, plain);
    if (!error) {
        a->compared = true;
        a->agrees = memcmp(narrated, plain, ec_field_bytes(ours.ec.curve)) == 0;
    }
    ec_group_clear(&g);
    ec_key_clear(&theirs);
    key_clear(&ours);
    return error;
}

enum gl_error trace_run_dsa(struct trace_args *a, struct trace *t, const char *name)
{
    (void)name;
    const struct hash_alg *hash = NULL;
    struct key key = {.kind = KEY_NONE};
    struct bytes_arg in = {0};
    struct ecdsa_signature sig;
    struct ecdsa_nonce nonce;
    uint8_t digest[HASH_MAX_DIGEST_BYTES];
    mpz_t k;
    bool given = false, verifying = arg_verify(a);
    ecdsa_signature_init(&sig);
    mpz_init(k);
    enum gl_error error = arg_hash(a, "sha256", &hash);
    if (!error)
        error = arg_input(a, "sample", true, &in);
    if (!error)
        error = arg_pem(a, KEY_DSA, !verifying || !a->value[OPT_SIGNATURE], &key, &given);
    if (!error && !given) {
        key_init(&key, KEY_DSA);
        error = dsa_generate_params(&key.dsa.params, 1024, 160, &hash_sha256, NULL, NULL);
        if (!error)
            error = dsa_generate_key(&key.dsa, NULL);
    }
    if (!error)
        error = read_nonce(a, hash, k, &nonce);
    if (!error) {
        hash_digest(hash, in.data, in.n, digest);
        if (verifying && a->value[OPT_SIGNATURE])
            error = read_signature(a, &sig, (mpz_sizeinbase(key.dsa.params.q, 2) + 7) / 8);
        else if (verifying)
            error = dsa_sign(&key.dsa, &nonce, &sig, digest, hash->digest_bytes);
        else
            error = dsa_trace_sign(t, &key.dsa, hash, &nonce, &sig, in.data, in.n);
        if (error == GL_ERR_RANGE)
            error = arg_wrong(a, "-k: not in [1, q - 1]");
    }
    if (!error) {
        enum gl_error verdict = dsa_verify(&key.dsa, &sig, digest, hash->digest_bytes);
        enum gl_error told = verifying ? dsa_trace_verify(t, &key.dsa, hash, &sig, in.data, in.n) : GL_OK;
        a->compared = true;
        a->agrees = verdict == told;
        a->refused = told == GL_ERR_VERIFY;
        error = told == GL_ERR_VERIFY ? GL_OK : told;
    }
    key_clear(&key);
    mpz_clear(k);
    ecdsa_signature_clear(&sig);
    return error;
}
