// SPDX-License-Identifier: MIT
// `glasslock trace` for ECDSA and DSA, which differ in their group alone.
#include "app/trace/trace_args.h"

#include "crypto/ec/ecdsa.h"
#include "crypto/encoding/signature.h"

struct signing {
    bool verifying;
    const struct hash_alg *hash;
    struct bytes_arg in;
    uint8_t digest[HASH_MAX_DIGEST_BYTES];
    struct key key;
    mpz_t k;
    struct ecdsa_nonce nonce;
    struct ecdsa_signature sig;
};

static enum gl_error begin(struct trace_args *a, struct signing *s)
{
    *s = (struct signing){.verifying = arg_verify(a), .key = {.kind = KEY_NONE}};
    ecdsa_signature_init(&s->sig);
    mpz_init(s->k);
    enum gl_error error = arg_hash(a, "sha256", &s->hash);
    return error ? error : arg_input(a, "sample", true, &s->in);
}

static void end(struct signing *s)
{
    key_clear(&s->key);
    mpz_clear(s->k);
    ecdsa_signature_clear(&s->sig);
}

// Where no signature is given, one is made, to narrate its verification.
static bool needs_private(const struct trace_args *a, const struct signing *s)
{
    return !s->verifying || !a->value[OPT_SIGNATURE];
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

// The nonce, -k or RFC 6979's; and the message's digest.
static enum gl_error prepare(struct trace_args *a, struct signing *s)
{
    enum gl_error error = GL_OK;
    s->nonce = (struct ecdsa_nonce){.nonce_hash = s->hash};
    if (arg_text(a, OPT_K, NULL)) {
        error = arg_number(a, OPT_K, NULL, s->k);
        s->nonce = (struct ecdsa_nonce){.k = s->k};
    }
    hash_digest(s->hash, s->in.data, s->in.n, s->digest);
    return error;
}

// told: what the trace came to; verdict: the engine in force.
static enum gl_error tell(struct trace_args *a, enum gl_error told, enum gl_error verdict)
{
    a->compared = true;
    a->agrees = verdict == told;
    a->refused = told == GL_ERR_VERIFY;
    return told == GL_ERR_VERIFY ? GL_OK : told;
}

enum gl_error trace_run_ecdsa(struct trace_args *a, struct trace *t, const char *name)
{
    (void)name;
    struct signing s;
    const struct ec_key *key = &s.key.ec;
    enum gl_error error = begin(a, &s);
    if (!error)
        error = arg_ec_key(a, needs_private(a, &s), &s.key);
    if (!error)
        error = prepare(a, &s);
    if (!error) {
        if (!s.verifying)
            error = ecdsa_trace_sign(t, key, s.hash, &s.nonce, &s.sig, s.in.data, s.in.n);
        else if (needs_private(a, &s))
            error = ecdsa_sign(key, &s.nonce, &s.sig, s.digest, s.hash->digest_bytes);
        else
            error = read_signature(a, &s.sig, ec_order_bytes(key->curve));
        if (error == GL_ERR_RANGE)
            error = arg_wrong(a, "-k: not in [1, n - 1], or it gives r = 0 or s = 0: take another");
    }
    if (!error)
        error = tell(a, s.verifying ? ecdsa_trace_verify(t, key, s.hash, &s.sig, s.in.data, s.in.n) : GL_OK,
                     ecdsa_verify(key, &s.sig, s.digest, s.hash->digest_bytes));
    end(&s);
    return error;
}

// The key of --key-file, or one of 1024 bits made for the occasion.
static enum gl_error dsa_key_of(struct trace_args *a, bool need_private, struct key *key)
{
    bool given = false;
    enum gl_error error = arg_pem(a, KEY_DSA, need_private, key, &given);
    if (error || given)
        return error;
    key_init(key, KEY_DSA);
    error = dsa_generate_params(&key->dsa.params, 1024, 160, &hash_sha256, NULL, NULL);
    return error ? error : dsa_generate_key(&key->dsa, NULL);
}

enum gl_error trace_run_dsa(struct trace_args *a, struct trace *t, const char *name)
{
    (void)name;
    struct signing s;
    const struct dsa_key *key = &s.key.dsa;
    enum gl_error error = begin(a, &s);
    if (!error)
        error = dsa_key_of(a, needs_private(a, &s), &s.key);
    if (!error)
        error = prepare(a, &s);
    if (!error) {
        if (!s.verifying)
            error = dsa_trace_sign(t, key, s.hash, &s.nonce, &s.sig, s.in.data, s.in.n);
        else if (needs_private(a, &s))
            error = dsa_sign(key, &s.nonce, &s.sig, s.digest, s.hash->digest_bytes);
        else
            error = read_signature(a, &s.sig, (mpz_sizeinbase(key->params.q, 2) + 7) / 8);
        if (error == GL_ERR_RANGE)
            error = arg_wrong(a, "-k: not in [1, q - 1]");
    }
    if (!error)
        error = tell(a, s.verifying ? dsa_trace_verify(t, key, s.hash, &s.sig, s.in.data, s.in.n) : GL_OK,
                     dsa_verify(key, &s.sig, s.digest, s.hash->digest_bytes));
    end(&s);
    return error;
}
