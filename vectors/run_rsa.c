// SPDX-License-Identifier: MIT
// RSA signatures, PSS and PKCS#1 v1.5: CAVP's SigGen (sign with d and the salt where the file gives them,
// verify) and SigVer, with damaged encodings, and the examples that came with PKCS #1.
#include "vectors/run_rsa.h"

#include "crypto/rsa/octets.h"

#include <stdlib.h>
#include <string.h>

#define MAX_SALT_BYTES 512

enum gl_error rsa_scheme_verify(const struct rsa_public *key, const struct rsa_scheme *scheme,
                                struct blob message, struct blob signature)
{
    uint8_t digest[HASH_MAX_DIGEST_BYTES];
    struct rsa_pss pss = {
        .hash = scheme->hash, .mgf_hash = scheme->mgf_hash, .salt_bytes = scheme->salt.bytes};
    hash_digest(scheme->hash, message.data, message.bytes, digest);
    return scheme->pss ? rsa_pss_verify(key, &pss, signature.data, signature.bytes, digest)
                       : rsa_pkcs1_verify(key, scheme->hash, signature.data, signature.bytes, digest);
}

void rsa_check_sign(struct run *r, const struct rsa_private *key, const struct rsa_scheme *scheme,
                    struct blob message, const char *name)
{
    uint8_t digest[HASH_MAX_DIGEST_BYTES];
    size_t k = rsa_modulus_bytes(&key->public);
    struct blob expected = run_hex_wide(r, name, k);
    struct rsa_pss pss = {
        .hash = scheme->hash, .mgf_hash = scheme->mgf_hash, .salt_bytes = scheme->salt.bytes};
    struct run_stream stream = {.first = scheme->salt};
    struct gl_random random = run_random(&stream);
    uint8_t *out = run_memory(r, k);
    if (r->malformed)
        return;
    hash_digest(scheme->hash, message.data, message.bytes, digest);
    run_works(r, name,
              scheme->pss ? rsa_pss_sign(key, &pss, &random, out, digest)
                          : rsa_pkcs1_sign(key, scheme->hash, NULL, out, digest));
    run_equal(r, name, expected, out, k);
}

void run_rsa_example(struct run *r)
{
    struct rsa_private key;
    struct rsa_scheme scheme = {.pss = run_has(r, "Salt"), .hash = &hash_sha1, .mgf_hash = &hash_sha1};
    rsa_private_init(&key);
    struct blob message = run_hex(r, "Message to be signed");
    if (scheme.pss)
        scheme.salt = run_hex(r, "Salt");
    if (rsa_example_key(r, &key)) {
        struct blob signature = run_hex_wide(r, "Signature", rsa_modulus_bytes(&key.public));
        run_works(r, "Modulus", rsa_private_check(&key));
        rsa_check_sign(r, &key, &scheme, message, "Signature");
        if (!r->malformed)
            run_works(r, "Signature", rsa_scheme_verify(&key.public, &scheme, message, signature));
    }
    rsa_private_clear(&key);
}

// SigGenPSS_186-3.rsp has no SaltVal; its header says "Salt len: 0".
static struct blob salt_of(struct run *r)
{
    const char *length = strcasestr(r->c->file->comments, "Salt len:");
    struct blob salt = {.data = run_memory(r, MAX_SALT_BYTES)};
    if (run_has(r, "SaltVal"))
        return run_hex(r, "SaltVal");
    if (!length)
        run_malformed(r, NULL, "the field SaltVal is missing, and the header does not say 'Salt len:'");
    else
        salt.bytes = strtoul(length + strlen("Salt len:"), NULL, 10);
    if (salt.bytes > MAX_SALT_BYTES)
        run_malformed(r, NULL, "the header's Salt len is too large");
    return salt;
}

// "EM with hash moved" and the like: what S^e mod n is, printed with or without its leading 00.
static void check_encoded(struct run *r, const struct rsa_public *key, struct blob signature)
{
    static const char *const names[] = {"EM", "EM with hash moved", "EM with trailer wrong"};
    size_t k = rsa_modulus_bytes(key);
    mpz_t s;
    mpz_init(s);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!run_has(r, names[i]))
            continue;
        uint8_t *EM = run_memory(r, k);
        struct blob expected = run_hex_wide(r, names[i], k);
        os2ip(s, signature.data, signature.bytes);
        if (r->malformed || rsa_public_apply(key, s, s) || i2osp(EM, k, s))
            continue;
        run_equal(r, names[i], expected, EM, k);
    }
    mpz_clear(s);
}

// The key of a section or case: n and e, d where it is given, p and q where they are.
static bool read_key(struct run *r, struct rsa_private *key)
{
    mpz_t product;
    run_integer(r, "n", key->public.n);
    run_integer(r, "e", key->public.e);
    if (run_has(r, "d"))
        run_integer(r, "d", key->d);
    if (run_has(r, "mod") && !r->malformed && run_number(r, "mod") != mpz_sizeinbase(key->public.n, 2))
        run_malformed(r, "n", "n has not as many bits as the section says");
    if (run_has(r, "p") && run_has(r, "q")) {
        mpz_init(product);
        run_integer(r, "p", key->p);
        run_integer(r, "q", key->q);
        mpz_mul(product, key->p, key->q);
        if (!r->malformed && mpz_cmp(product, key->public.n) != 0)
            run_malformed(r, "n", "n is not p times q");
        mpz_clear(product);
    }
    return !r->malformed;
}

// SigVer's d belongs to the e before it was changed, so a key completes only where the file says P.
static void sign_again(struct run *r, struct rsa_private *key, const struct rsa_scheme *scheme,
                       struct blob message, bool accepted)
{
    bool salt_known = !scheme->pss || scheme->salt.bytes == 0 || run_has(r, "SaltVal");
    if (mpz_sgn(key->d) == 0 || !accepted || !salt_known)
        return;
    if (mpz_sgn(key->p))
        run_works(r, "d", rsa_private_complete(key));
    if (!r->failed)
        rsa_check_sign(r, key, scheme, message, "S");
}

static void run_signature(struct run *r, bool pss)
{
    struct rsa_private key;
    struct rsa_scheme scheme = {.pss = pss, .hash = run_hash(r, "SHAAlg")};
    rsa_private_init(&key);
    scheme.mgf_hash = scheme.hash;
    struct blob message = run_hex(r, "Msg");
    if (pss)
        scheme.salt = salt_of(r);
    else
        run_ignore(r, "SaltVal"); // "00": the scheme has none
    if (read_key(r, &key)) {
        // Leading zeros of S are dropped in some files.
        struct blob signature = run_hex_wide(r, "S", rsa_modulus_bytes(&key.public));
        bool accepted = !r->malformed && rsa_scheme_verify(&key.public, &scheme, message, signature) == GL_OK;
        if (run_has(r, "Result"))
            run_result(r, accepted);
        else if (!accepted)
            run_fail(r, "S", "S is refused");
        check_encoded(r, &key.public, signature);
        if (!r->malformed)
            sign_again(r, &key, &scheme, message, accepted);
    }
    rsa_private_clear(&key);
}

void run_pss(struct run *r)
{
    run_signature(r, true);
}

void run_pkcs1(struct run *r)
{
    run_signature(r, false);
}
