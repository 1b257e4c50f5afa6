// SPDX-License-Identifier: MIT
// RSAEP and RSADP narrated (RFC 8017, 5.1), with CRT where it is asked for. Blinding is left out: it hides
// the very numbers that a trace is there to show.
#include "crypto/rsa/modexp.h"
#include "crypto/rsa/narrate.h"

#define PUBLIC  "RFC 8017, 5.1.1"
#define PRIVATE "RFC 8017, 5.1.2"

static void input(struct trace *t, const char *label, const char *cite, struct ti *out, const mpz_t z)
{
    ti_init(out);
    ti_input(t, SAY(label, 0, cite), out, z, ti_bits(z));
}

void narrate_public(struct trace *t, const struct rsa_public *key, struct ti *out, const struct ti *in)
{
    struct ti n, e;
    input(t, "n", PUBLIC, &n, key->n);
    input(t, "e", PUBLIC, &e, key->e);
    ti_less(t, SAY("is m < n?", 0, PUBLIC), in, &n);
    modexp_narrate(t, "m^e mod n", out, in, &e, &n);
    ti_clear(&n);
    ti_clear(&e);
}

// One half: (c mod prime)^exponent mod prime.
static void half(struct trace *t, const char *reduced, const char *title, const struct ti *in,
                 const struct ti *prime, const struct ti *exponent, struct ti *out)
{
    struct ti c;
    ti_init(&c);
    ti_reduce(t, SAY(reduced, 0, PRIVATE), &c, in, prime);
    modexp_narrate(t, title, out, &c, exponent, prime);
    ti_clear(&c);
}

static void narrate_crt(struct trace *t, const struct rsa_private *key, struct ti *out, const struct ti *in)
{
    struct ti p, q, dP, dQ, qInv, m1, m2, h;
    input(t, "p", PRIVATE, &p, key->p);
    input(t, "q", PRIVATE, &q, key->q);
    input(t, "dP", PRIVATE, &dP, key->dp);
    input(t, "dQ", PRIVATE, &dQ, key->dq);
    input(t, "qInv", PRIVATE, &qInv, key->qinv);
    ti_init(&m1);
    ti_init(&m2);
    ti_init(&h);
    half(t, "c mod p", "m_1 = c^dP mod p", in, &p, &dP, &m1);
    half(t, "c mod q", "m_2 = c^dQ mod q", in, &q, &dQ, &m2);
    trace_open(t, TRACE_PHASE, "Recombination", 0);
    ti_subtract_mod(t, SAY("m_1 - m_2 mod p", 0, PRIVATE), &h, &m1, &m2, &p);
    ti_multiply_mod(t, SAY("h = (m_1 - m_2) qInv mod p", 0, PRIVATE), &h, &h, &qInv, &p);
    ti_product(t, SAY("q h", 0, PRIVATE), &h, &q, &h);
    ti_sum(t, SAY("m = m_2 + q h", 0, PRIVATE), out, &m2, &h);
    trace_close(t);
    struct ti *all[] = {&p, &q, &dP, &dQ, &qInv, &m1, &m2, &h};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        ti_clear(all[i]);
}

void narrate_private(struct trace *t, const struct rsa_private *key, bool crt, struct ti *out,
                     const struct ti *in)
{
    if (crt) {
        narrate_crt(t, key, out, in);
        return;
    }
    struct ti n, d;
    input(t, "n", PRIVATE, &n, key->public.n);
    input(t, "d", PRIVATE, &d, key->d);
    modexp_narrate(t, "c^d mod n", out, in, &d, &n);
    ti_clear(&n);
    ti_clear(&d);
}

enum gl_error rsa_trace_public(struct trace *t, const struct rsa_public *key, mpz_t out, const mpz_t in)
{
    struct ti m, c;
    if (mpz_sgn(in) < 0 || mpz_cmp(in, key->n) >= 0)
        return GL_ERR_RANGE;
    input(t, "m", PUBLIC, &m, in);
    ti_init(&c);
    narrate_public(t, key, &c, &m);
    mpz_set(out, c.z);
    ti_clear(&m);
    ti_clear(&c);
    return trace_error(t);
}

enum gl_error rsa_trace_private(struct trace *t, const struct rsa_private *key, bool crt, mpz_t out,
                                const mpz_t in)
{
    struct ti m, c;
    if (mpz_sgn(in) < 0 || mpz_cmp(in, key->public.n) >= 0)
        return GL_ERR_RANGE;
    if (crt && mpz_sgn(key->p) == 0)
        return GL_ERR_KEY;
    input(t, "c", PRIVATE, &c, in);
    ti_init(&m);
    narrate_private(t, key, crt, &m, &c);
    mpz_set(out, m.z);
    ti_clear(&m);
    ti_clear(&c);
    return trace_error(t);
}

enum gl_error narrate_private_bytes(struct trace *t, const struct rsa_private *key, struct tb in,
                                    const char *label, struct tb *out)
{
    struct ti number, result;
    enum gl_error error = GL_OK;
    ti_init(&number);
    ti_init(&result);
    tb_to_integer(t, SAY("c", 0, "RFC 8017, 4.2"), &number, in);
    if (mpz_cmp(number.z, key->public.n) >= 0) {
        error = GL_ERR_RANGE;
    } else {
        narrate_private(t, key, mpz_sgn(key->p) != 0, &result, &number);
        *out = tb_from_integer(t, SAY(label, 0, "RFC 8017, 4.1"), &result, rsa_modulus_bytes(&key->public));
        error = trace_error(t);
    }
    ti_clear(&number);
    ti_clear(&result);
    return error;
}

enum gl_error narrate_public_bytes(struct trace *t, const struct rsa_public *key, struct tb in,
                                   const char *label, struct tb *out)
{
    struct ti number, result;
    enum gl_error error = GL_OK;
    ti_init(&number);
    ti_init(&result);
    tb_to_integer(t, SAY("m", 0, "RFC 8017, 4.2"), &number, in);
    if (mpz_cmp(number.z, key->n) >= 0) {
        error = GL_ERR_RANGE;
    } else {
        narrate_public(t, key, &result, &number);
        *out = tb_from_integer(t, SAY(label, 0, "RFC 8017, 4.1"), &result, rsa_modulus_bytes(key));
        error = trace_error(t);
    }
    ti_clear(&number);
    ti_clear(&result);
    return error;
}
