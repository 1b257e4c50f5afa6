// SPDX-License-Identifier: MIT
#include "bench/rsa_key.h"

#include "bench/bench.h"
#include "crypto/encoding/key.h"
#include "crypto/rsa/octets.h"

#define KEYS 3

const struct rsa_oaep bench_oaep = {.hash = &hash_sha256, .mgf_hash = &hash_sha256};
const struct rsa_pss bench_pss = {&hash_sha256, &hash_sha256, RSA_DIGEST_BYTES};

// n, d and the CRT values from the two primes.
static bool complete(struct rsa_private *key, const struct rsa_primes *primes)
{
    mpz_t p1, q1, phi;
    rsa_private_init(key);
    mpz_inits(p1, q1, phi, NULL);
    bool good = mpz_set_str(key->p, primes->p, 16) == 0 && mpz_set_str(key->q, primes->q, 16) == 0;
    mpz_mul(key->public.n, key->p, key->q);
    mpz_set_ui(key->public.e, 65537);
    mpz_sub_ui(p1, key->p, 1);
    mpz_sub_ui(q1, key->q, 1);
    mpz_lcm(phi, p1, q1);
    good = good && mpz_invert(key->d, key->public.e, phi) && rsa_private_complete(key) == GL_OK &&
           rsa_private_check(key) == GL_OK;
    mpz_clears(p1, q1, phi, NULL);
    return good;
}

static bool export_numbers(struct rsa_material *m)
{
    const struct rsa_private *key = &m->key;
    size_t k = rsa_modulus_bytes(&key->public), half = k / 2;
    struct key whole = {.kind = KEY_RSA, .is_private = true};
    uint8_t *der = NULL;
    whole.rsa = *key; // read only: not cleared
    bool good = !i2osp(m->n, k, key->public.n) && !i2osp(m->d, k, key->d) && !i2osp(m->e, 3, key->public.e) &&
                !i2osp(m->p, half, key->p) && !i2osp(m->q, half, key->q) && !i2osp(m->dp, half, key->dp) &&
                !i2osp(m->dq, half, key->dq) && !i2osp(m->qinv, half, key->qinv) &&
                !key_to_der(&whole, KEY_TRADITIONAL, &der, &m->numbers.der_bytes);
    m->numbers = (struct task_rsa){.bits = (unsigned)k * 8,
                                   .n = m->n,
                                   .e = m->e,
                                   .d = m->d,
                                   .p = m->p,
                                   .q = m->q,
                                   .dp = m->dp,
                                   .dq = m->dq,
                                   .qinv = m->qinv,
                                   .der = der,
                                   .der_bytes = m->numbers.der_bytes};
    return good;
}

static bool prepare(struct rsa_material *m)
{
    size_t k = rsa_modulus_bytes(&m->key.public);
    mpz_t block, power;
    mpz_inits(block, power, NULL);
    memcpy(m->message, bench_input() + 512, sizeof m->message);
    memcpy(m->digest, bench_input() + 1024, sizeof m->digest);
    memcpy(m->forged, m->digest, sizeof m->forged);
    m->forged[7] ^= 0x10;
    memcpy(m->block + 1, bench_input() + 2048, k - 1); // less than n: it begins with a zero byte
    os2ip(block, m->block, k);
    bool good = rsa_oaep_encrypt(&m->key.public, &bench_oaep, NULL, m->ciphertext, m->message,
                                 sizeof m->message) == GL_OK &&
                rsa_pss_sign(&m->key, &bench_pss, NULL, m->signature, m->digest) == GL_OK;
    mpz_powm(power, block, m->key.public.e, m->key.public.n);
    good = good && i2osp(m->block_e, k, power) == GL_OK;
    mpz_powm(power, block, m->key.d, m->key.public.n);
    good = good && i2osp(m->block_d, k, power) == GL_OK;
    mpz_clears(block, power, NULL);
    return good;
}

const struct rsa_material *rsa_material(unsigned bits)
{
    static struct rsa_material *made[KEYS];
    for (size_t i = 0; rsa_primes[i].bits; i++) {
        if (rsa_primes[i].bits != bits)
            continue;
        if (made[i])
            return made[i];
        struct rsa_material *m = peer_memory(sizeof *m);
        if (!m || !complete(&m->key, &rsa_primes[i]) || !export_numbers(m) || !prepare(m))
            return NULL;
        return made[i] = m;
    }
    return NULL;
}
