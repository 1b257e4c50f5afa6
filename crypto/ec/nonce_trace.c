// SPDX-License-Identifier: MIT
// The digest as an integer (FIPS 186-4, 6.4) and deterministic nonces (RFC 6979, 3.2), narrated in the RFC's
// letters.
#include "crypto/ec/nonce_trace.h"

#include <string.h>

#define TRUNCATE "FIPS 186-4, 6.4"
#define NONCE    "RFC 6979, 3.2"

// The leftmost `bits` bits of a as an integer: bits2int (RFC 6979, 2.3.2).
static void leftmost(struct trace *t, const char *label, const char *cite, struct tb a, unsigned bits,
                     struct ti *out)
{
    if (trace_error(t))
        return;
    ecdsa_digest_to_integer(out->z, a.data, a.n, bits);
    out->bits = a.n * 8 < bits ? a.n * 8 : bits;
    struct trace_use use = {.in = {a.ref}, .n_in = 1, .params = {0}, .n_params = 1};
    out->ref = trace_emit_mpz(t, SAY(label, 0, cite), TRACE_SLICE, &use, out->z, out->bits);
}

struct tb narrate_digest(struct trace *t, const struct hash_alg *hash, const uint8_t *message, size_t bytes,
                         unsigned order_bits, struct ti *e)
{
    trace_open(t, TRACE_PHASE, "Digest", 0);
    struct tb M = tb_input(t, SAY("M", 0, TRUNCATE), message, bytes);
    struct tb H = tb_hash(t, SAY("H(M)", 0, TRUNCATE), hash, M);
    leftmost(t, "e", TRUNCATE, H, order_bits, e);
    trace_close(t);
    return H;
}

struct generator {
    const struct hash_alg *hash;
    struct tb K, V, x, h; // x = int2octets(x), h = bits2octets(H(m))
};

static const char *const again[] = {"K = HMAC_K(V || 00)", "V = HMAC_K(V)"};

// K = HMAC_K(V || tag || int2octets(x) || bits2octets(H(m)))
static void mix_in(struct trace *t, struct generator *g, uint8_t tag, const char *label)
{
    struct tb separator = tb_constant(t, SAY("separator", 0, NONCE), &tag, 1);
    struct tb parts[4] = {g->V, separator, g->x, g->h};
    struct tb data =
        tb_concatenate(t, SAY("V || separator || int2octets(x) || bits2octets(H(m))", 0, NONCE), 4, parts);
    g->K = tb_hmac(t, SAY(label, 0, NONCE), g->hash, g->K, data);
}

static void next_V(struct trace *t, struct generator *g, const char *label)
{
    g->V = tb_hmac(t, SAY(label, 0, NONCE), g->hash, g->K, g->V);
}

static void start(struct trace *t, struct generator *g, const struct ti *q, const struct ti *x,
                  struct tb digest)
{
    size_t rlen = (ti_bits(q->z) + 7) / 8;
    struct ti e;
    ti_init(&e);
    g->x = tb_from_integer(t, SAY("int2octets(x)", 0, NONCE), x, rlen);
    leftmost(t, "bits2int(H(m))", NONCE, digest, (unsigned)ti_bits(q->z), &e);
    ti_reduce(t, SAY("bits2int(H(m)) mod q", 0, NONCE), &e, &e, q);
    g->h = tb_from_integer(t, SAY("bits2octets(H(m))", 0, NONCE), &e, rlen);
    g->V = tb_fill(t, SAY("b. V", 0, NONCE), 0x01, g->hash->digest_bytes);
    g->K = tb_fill(t, SAY("c. K", 0, NONCE), 0x00, g->hash->digest_bytes);
    mix_in(t, g, 0x00, "d. K");
    next_V(t, g, "e. V");
    mix_in(t, g, 0x01, "f. K");
    next_V(t, g, "g. V");
    ti_clear(&e);
}

// Step h: T, then k = bits2int(T), and whether it is in [1, q - 1].
static bool try_candidate(struct trace *t, struct generator *g, const struct ti *q, unsigned number,
                          struct ti *k)
{
    struct tb parts[8];
    size_t qlen = ti_bits(q->z), n = 0, bits = 0;
    trace_open(t, TRACE_ROUND, "h. try %u", number);
    while (bits < qlen && !trace_error(t)) {
        next_V(t, g, again[1]);
        parts[n++] = g->V;
        bits += g->V.n * 8;
    }
    struct tb T = tb_concatenate(t, SAY("T", 0, NONCE), n, parts);
    leftmost(t, "k", NONCE, T, (unsigned)qlen, k);
    bool fits = ti_in_range(t, "Is k in [1, q - 1]?", NONCE, k, q);
    trace_close(t);
    return fits;
}

static void deterministic(struct trace *t, const struct hash_alg *hash, const struct ti *q,
                          const struct ti *x, struct tb digest, unsigned skip, struct ti *k)
{
    struct generator g = {.hash = hash};
    static const uint8_t zero = 0x00;
    trace_open(t, TRACE_PHASE, "Nonce by RFC 6979", 0);
    start(t, &g, q, x, digest);
    for (unsigned number = 1; !trace_error(t); number++) {
        if (try_candidate(t, &g, q, number, k) && skip-- == 0)
            break;
        struct tb separator = tb_constant(t, SAY("separator", 0, NONCE), &zero, 1);
        struct tb data = tb_concatenate(t, SAY("V || 00", 0, NONCE), 2, (struct tb[]){g.V, separator});
        g.K = tb_hmac(t, SAY(again[0], 0, NONCE), hash, g.K, data);
        next_V(t, &g, again[1]);
    }
    trace_close(t);
}

enum gl_error narrate_nonce(struct trace *t, const struct ecdsa_nonce *nonce, const struct ti *q,
                            const struct ti *x, struct tb digest, unsigned attempt, struct ti *k)
{
    if (nonce->nonce_hash && !nonce->k) {
        deterministic(t, nonce->nonce_hash, q, x, digest, attempt, k);
        return trace_error(t);
    }
    enum gl_error error = ecdsa_draw_nonce(k->z, nonce, q->z, x->z, digest.data, digest.n, attempt);
    if (!error)
        ti_input(t, SAY(nonce->k ? "k (given)" : "k (random)", 0, "FIPS 186-4, B.5"), k, k->z, ti_bits(q->z));
    return error;
}
