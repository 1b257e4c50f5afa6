// SPDX-License-Identifier: MIT
// DSA: SigGen (sign with X and K, verify), SigVer, KeyPair, and PQGVer's validation of domain parameters.
#include "crypto/dsa/dsa.h"
#include "crypto/rsa/prime.h"
#include "crypto/rsa/rsa.h"
#include "vectors/run.h"

#include <stdio.h>
#include <string.h>

// "[mod = L=2048, N=256, SHA-256]": P and Q must have these sizes. The hash is absent in KeyPair files.
static const struct hash_alg *read_section(struct run *r, const struct dsa_params *params, bool needs_hash)
{
    unsigned L = 0, N = 0;
    int used = 0;
    const char *text = run_text(r, "mod");
    if (r->malformed)
        return NULL;
    if (sscanf(text, "L=%u, N=%u%n", &L, &N, &used) != 2) {
        run_malformed(r, "mod", "the section is not 'mod = L=..., N=..., HASH'");
        return NULL;
    }
    if (mpz_sizeinbase(params->p, 2) != L || mpz_sizeinbase(params->q, 2) != N)
        run_malformed(r, mpz_sizeinbase(params->p, 2) != L ? "P" : "Q",
                      "P or Q has not as many bits as the section says");
    text += used;
    text += strspn(text, ", ");
    const struct hash_alg *hash = *text ? hash_find(text) : NULL;
    if (!hash && (*text || needs_hash))
        run_malformed(r, "mod", "no hash that is known: '%.40s'", text);
    return hash;
}

static void read_params(struct run *r, struct dsa_params *params)
{
    run_integer(r, "P", params->p);
    run_integer(r, "Q", params->q);
    run_integer(r, "G", params->g);
}

void run_dsa_keys(struct run *r)
{
    struct dsa_key key;
    dsa_key_init(&key);
    run_ignore(r, "N");
    read_params(r, &key.params);
    run_integer(r, "X", key.x);
    run_integer(r, "Y", key.y);
    read_section(r, &key.params, false);
    if (!r->malformed)
        run_works(r, "Y", dsa_key_check(&key));
    dsa_key_clear(&key);
}

static void sign(struct run *r, const struct dsa_key *key, const struct ecdsa_signature *expected,
                 const uint8_t *digest, size_t bytes)
{
    struct ecdsa_signature made;
    mpz_t k;
    ecdsa_signature_init(&made);
    mpz_init(k);
    run_integer(r, "K", k);
    struct ecdsa_nonce nonce = {.k = k};
    if (!r->malformed)
        run_works(r, "K", dsa_sign(key, &nonce, &made, digest, bytes));
    run_equal_integer(r, "R", expected->r, made.r);
    run_equal_integer(r, "S", expected->s, made.s);
    mpz_clear(k);
    ecdsa_signature_clear(&made);
}

void run_dsa(struct run *r)
{
    uint8_t digest[HASH_MAX_DIGEST_BYTES];
    struct dsa_key key;
    struct ecdsa_signature signature;
    dsa_key_init(&key);
    ecdsa_signature_init(&signature);
    struct blob message = run_hex(r, "Msg");
    read_params(r, &key.params);
    run_integer(r, "Y", key.y);
    run_integer(r, "R", signature.r);
    run_integer(r, "S", signature.s);
    // SigVer's X belongs to the Y before it was changed: it is a private key in SigGen files only.
    if (run_has(r, "K"))
        run_integer(r, "X", key.x);
    else
        run_ignore(r, "X");
    const struct hash_alg *hash = read_section(r, &key.params, true);
    if (!r->malformed) {
        bool sound = dsa_key_check(&key) == GL_OK;
        hash_digest(hash, message.data, message.bytes, digest);
        if (run_has(r, "K")) {
            run_works(r, "Y", sound ? GL_OK : GL_ERR_KEY);
            sign(r, &key, &signature, digest, hash->digest_bytes);
        }
        bool accepted = sound && dsa_verify(&key, &signature, digest, hash->digest_bytes) == GL_OK;
        if (run_has(r, "Result"))
            run_result(r, accepted);
        else if (!accepted)
            run_fail(r, "R", "the signature is refused");
    }
    ecdsa_signature_clear(&signature);
    dsa_key_clear(&key);
}

// A.2.2 with the h that made g: p and q are primes, g = h^((p-1)/q) mod p, and of order q. (The rows' seed
// and counter are what A.1.1.3 validates; this section is about g.)
static bool made_from_h(struct run *r, const struct dsa_params *params)
{
    mpz_t h, made;
    bool p_prime = false, q_prime = false;
    mpz_inits(h, made, NULL);
    run_integer(r, "H", h);
    run_ignore(r, "Seed");
    run_ignore(r, "c");
    run_works(r, "P", prime_test(params->p, NULL, &p_prime));
    run_works(r, "Q", prime_test(params->q, NULL, &q_prime));
    mpz_sub_ui(made, params->p, 1);
    bool ok = p_prime && q_prime && mpz_divisible_p(made, params->q);
    if (ok && !r->malformed) {
        mpz_divexact(made, made, params->q);
        modexp(made, h, made, params->p);
        ok = mpz_cmp(made, params->g) == 0 && mpz_cmp_ui(params->g, 1) > 0;
        modexp(made, params->g, params->q, params->p);
        ok = ok && mpz_cmp_ui(made, 1) == 0;
    }
    mpz_clears(h, made, NULL);
    return ok;
}

// A.1.2.2, the Shawe-Taylor primes.
static bool constructed(struct run *r, const struct dsa_params *params, const struct hash_alg *hash)
{
    struct dsa_construction construction = {0};
    struct blob first = run_hex(r, "firstseed");
    mpz_inits(construction.pseed, construction.qseed, NULL);
    construction.firstseed = first.data;
    construction.firstseed_bytes = first.bytes;
    run_integer(r, "pseed", construction.pseed);
    run_integer(r, "qseed", construction.qseed);
    construction.pgen_counter = (unsigned)run_number(r, "pgen_counter");
    construction.qgen_counter = (unsigned)run_number(r, "qgen_counter");
    bool ok = !r->malformed && dsa_validate_construction(params, hash, &construction) == GL_OK;
    mpz_clears(construction.pseed, construction.qseed, NULL);
    return ok;
}

void run_dsa_params(struct run *r)
{
    struct dsa_params params;
    bool ok = false;
    const char *title = run_text(r, FIELD_TITLE);
    mpz_inits(params.p, params.q, params.g, NULL);
    run_integer(r, "P", params.p);
    run_integer(r, "Q", params.q);
    if (run_has(r, "G"))
        run_integer(r, "G", params.g);
    const struct hash_alg *hash = read_section(r, &params, true);
    if (r->malformed) {
        // told below
    } else if (strncmp(title, "A.1.2.2", 7) == 0) {
        ok = constructed(r, &params, hash);
    } else if (strncmp(title, "A.2.4", 5) == 0) {
        struct blob seed = run_hex(r, "domain_parameter_seed"), index = run_hex(r, "index");
        if (index.bytes != 1)
            run_malformed(r, "index", "index is not one byte");
        else
            ok = dsa_validate_generator(&params, hash, seed.data, seed.bytes, index.data[0]) == GL_OK;
    } else if (strncmp(title, "A.2.2", 5) == 0) {
        ok = made_from_h(r, &params);
    } else if (strncmp(title, "A.1.1.3", 7) == 0) {
        struct blob seed = run_hex(r, "Seed");
        unsigned counter = (unsigned)run_number(r, "c");
        ok = !r->malformed && dsa_validate_params(&params, hash, seed.data, seed.bytes, counter) == GL_OK;
    } else {
        run_malformed(r, FIELD_TITLE, "no validation that is known: '%.60s'", title);
    }
    if (!r->malformed)
        run_result(r, ok);
    mpz_clears(params.p, params.q, params.g, NULL);
}
