// SPDX-License-Identifier: MIT
// Deterministic nonces: RFC 6979, section 3.2, with its own letters for the steps.
#include "crypto/common/bytes.h"
#include "crypto/common/declassify.h"
#include "crypto/ec/ecdsa.h"
#include "crypto/hash/hmac.h"
#include "crypto/rsa/limbs.h"
#include "crypto/rsa/octets.h"
#include "crypto/trace/ti.h"

#define MAX_ORDER_BYTES 72 // P-521 needs 66

struct generator {
    const struct hash_alg *hash;
    uint8_t K[HASH_MAX_DIGEST_BYTES], V[HASH_MAX_DIGEST_BYTES];
};

static void V_again(struct generator *g)
{
    hmac_digest(g->hash, g->K, g->hash->digest_bytes, g->V, g->hash->digest_bytes, g->V);
}

// K = HMAC_K(V || tag || data)
static void K_again(struct generator *g, uint8_t tag, const uint8_t *data, size_t bytes)
{
    struct hmac_ctx ctx;
    hmac_init(&ctx, g->hash, g->K, g->hash->digest_bytes);
    hmac_update(&ctx, g->V, g->hash->digest_bytes);
    hmac_update(&ctx, &tag, 1);
    hmac_update(&ctx, data, bytes);
    hmac_final(&ctx, g->K);
    hmac_wipe(&ctx);
}

// Step h: T of at least qlen bits, then its leftmost qlen as a number.
static void candidate(struct generator *g, mpz_t k, unsigned qlen)
{
    uint8_t T[MAX_ORDER_BYTES + HASH_MAX_DIGEST_BYTES];
    size_t bytes = 0;
    while (bytes * 8 < qlen) {
        V_again(g);
        memcpy(T + bytes, g->V, g->hash->digest_bytes);
        bytes += g->hash->digest_bytes;
    }
    ecdsa_digest_to_integer(k, T, bytes, qlen);
    gl_wipe(T, sizeof T);
}

// Is 0 < z < q? A key out of range is an error; a candidate out of range is thrown away: the answer is
// public.
static bool below(const mpz_t z, const mpz_t q)
{
    bool answer = mpz_sgn(z) > 0 && limbs_less(z, q);
    gl_declassify(&answer, sizeof answer);
    return answer;
}

enum gl_error rfc6979_nonce(mpz_t k, const mpz_t q, const mpz_t x, const struct hash_alg *hash,
                            const uint8_t *digest, size_t bytes, unsigned skip)
{
    uint8_t seed[2 * MAX_ORDER_BYTES]; // int2octets(x) || bits2octets(h1)
    unsigned qlen = (unsigned)mpz_sizeinbase(q, 2);
    size_t rlen = (qlen + 7) / 8;
    struct generator g = {.hash = hash};
    if (rlen > MAX_ORDER_BYTES || !below(x, q))
        return GL_ERR_RANGE;
    i2osp(seed, rlen, x);
    ecdsa_digest_to_integer(k, digest, bytes, qlen);
    mpz_mod(k, k, q);
    i2osp(seed + rlen, rlen, k);
    memset(g.V, 0x01, sizeof g.V); // b
    memset(g.K, 0x00, sizeof g.K); // c
    K_again(&g, 0x00, seed, 2 * rlen);
    V_again(&g);
    K_again(&g, 0x01, seed, 2 * rlen);
    V_again(&g);
    for (;;) {
        candidate(&g, k, qlen);
        if (below(k, q) && skip-- == 0)
            break;
        K_again(&g, 0x00, NULL, 0);
        V_again(&g);
    }
    gl_wipe(&g, sizeof g);
    gl_wipe(seed, sizeof seed);
    return GL_OK;
}
