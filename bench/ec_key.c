// SPDX-License-Identifier: MIT
#include "bench/ec_key.h"

#include "bench/bench.h"
#include "crypto/ec/ecdsa.h"
#include "crypto/encoding/key.h"
#include "crypto/rsa/octets.h"

// Any 0 < d < n will do, and a fixed one makes runs alike.
static bool make_key(struct ec_material *m, size_t i)
{
    struct ec_key *key = &m->keys[i];
    struct key whole = {.kind = KEY_EC, .is_private = true};
    uint8_t *der = NULL;
    mpz_t d;
    mpz_init(d);
    os2ip(d, bench_input() + 4096 + 64 * i, m->field_bytes - 1);
    ec_key_init(key);
    bool good = ec_key_set_private(key, m->curve, d) == GL_OK;
    mpz_clear(d);
    whole.ec = *key; // read only: not cleared
    for (int j = 0; j < 3 && good; j++)
        good = i2osp(m->points[i][j], m->field_bytes,
                     j == 0   ? key->d
                     : j == 1 ? key->Q.x
                              : key->Q.y) == GL_OK;
    good = good && key_to_der(&whole, KEY_TRADITIONAL, &der, &m->numbers[i].der_bytes) == GL_OK;
    size_t other = (i + 1) % EC_KEYS;
    m->numbers[i] = (struct task_ec){.field_bytes = m->field_bytes,
                                     .d = m->points[i][0],
                                     .x = m->points[i][1],
                                     .y = m->points[i][2],
                                     .their_x = m->points[other][1],
                                     .their_y = m->points[other][2],
                                     .der = der,
                                     .der_bytes = m->numbers[i].der_bytes};
    return good;
}

static bool sign_all(struct ec_material *m)
{
    struct ecdsa_signature sig;
    struct ecdsa_nonce nonce = {.nonce_hash = m->digest_bytes == 32 ? &hash_sha256 : &hash_sha384};
    bool good = true;
    ecdsa_signature_init(&sig);
    memcpy(m->digests, bench_input() + 16384, EC_KEYS * m->digest_bytes);
    memcpy(m->forged, m->digests, sizeof m->forged);
    m->forged[EC_FORGED(1) * m->digest_bytes + 5] ^= 0x04; // for one signature, and for the batch
    m->forged[EC_FORGED(EC_KEYS) * m->digest_bytes + 5] ^= 0x04;
    for (size_t i = 0; i < EC_KEYS && good; i++) {
        uint8_t *out = m->signatures + 2 * i * m->field_bytes;
        m->verdicts[i] = 1;
        m->forged_verdicts[i] = i != EC_FORGED(1) && i != EC_FORGED(EC_KEYS);
        good = ecdsa_sign(&m->keys[i], &nonce, &sig, m->digests + i * m->digest_bytes, m->digest_bytes) ==
                   GL_OK &&
               i2osp(out, m->field_bytes, sig.r) == GL_OK &&
               i2osp(out + m->field_bytes, m->field_bytes, sig.s) == GL_OK;
    }
    ecdsa_signature_clear(&sig);
    return good;
}

const struct ec_material *ec_material(const struct ec_curve *curve)
{
    static struct ec_material *made[2];
    size_t slot = curve == &ec_p384;
    if (made[slot])
        return made[slot];
    struct ec_material *m = peer_memory(sizeof *m);
    if (!m)
        return NULL;
    m->curve = curve;
    m->field_bytes = ec_field_bytes(curve);
    m->digest_bytes = m->field_bytes; // SHA-256 and SHA-384
    for (size_t i = 0; i < EC_KEYS; i++)
        if (!make_key(m, i))
            return NULL;
    return sign_all(m) ? made[slot] = m : NULL;
}
