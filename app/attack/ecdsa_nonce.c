// SPDX-License-Identifier: MIT
#include "app/attack/ecdsa_nonce.h"

#include "crypto/trace/ti.h"

#include <stdlib.h>
#include <string.h>

void nonce_pair_init(struct nonce_pair *p, const struct ec_curve *curve)
{
    p->g = ec_group(curve);
    ec_key_init(&p->key);
    p->key.curve = curve;
    for (int i = 0; i < 2; i++) {
        ecdsa_signature_init(&p->sig[i]);
        mpz_init(p->e[i]);
    }
}

void nonce_pair_clear(struct nonce_pair *p)
{
    if (!p->g)
        return;
    ec_key_clear(&p->key);
    for (int i = 0; i < 2; i++) {
        ecdsa_signature_clear(&p->sig[i]);
        mpz_clear(p->e[i]);
    }
}

void nonce_pair_set(struct nonce_pair *p, int i, const struct ecdsa_signature *sig, const uint8_t *digest)
{
    mpz_set(p->sig[i].r, sig->r);
    mpz_set(p->sig[i].s, sig->s);
    memcpy(p->digest[i], digest, DIGEST_BYTES);
    ecdsa_digest_to_integer(p->e[i], digest, DIGEST_BYTES, p->g->curve->order_bits);
}

// d G = Q?
static bool is_private_key(const struct nonce_pair *p, const mpz_t d)
{
    struct ec_point P;
    ec_point_init(&P);
    bool fits = ecdsa_in_range(d, p->g->n);
    if (fits)
        ec_multiply_base(p->g, &P, d);
    fits = fits && ec_point_equal(&P, &p->key.Q);
    ec_point_clear(&P);
    return fits;
}

// k = (e1 - e2) / (s1 - s2), d = (s1 k - e1) / r, mod n, for this s2.
static bool solve(const struct nonce_pair *p, const mpz_t s2, mpz_t k, mpz_t d)
{
    mpz_srcptr n = p->g->n;
    mpz_sub(d, p->sig[0].s, s2);
    if (!mpz_invert(d, d, n))
        return false;
    mpz_sub(k, p->e[0], p->e[1]);
    mpz_mul(k, k, d);
    mpz_mod(k, k, n);
    if (!mpz_invert(d, p->sig[0].r, n))
        return false;
    mpz_t product;
    mpz_init(product);
    mpz_mul(product, p->sig[0].s, k);
    mpz_sub(product, product, p->e[0]);
    mpz_mul(d, d, product);
    mpz_mod(d, d, n);
    mpz_clear(product);
    return is_private_key(p, d);
}

bool nonce_pair_solve(const struct nonce_pair *p, mpz_t k, mpz_t d)
{
    mpz_t negative;
    mpz_init(negative);
    mpz_sub(negative, p->g->n, p->sig[1].s);
    bool found = solve(p, p->sig[1].s, k, d) || solve(p, negative, k, d);
    mpz_clear(negative);
    return found;
}

static void number(struct story *s, const char *key, const char *label, const mpz_t z)
{
    char *text = mpz_get_str(NULL, mpz_sizeinbase(z, 2) > 64 ? 16 : 10, z);
    story_fact(s, key, label, "%s", text);
    free(text);
}

// Sign something new with what was found: does the victim's public key accept it?
static bool can_sign(const struct nonce_pair *p, const mpz_t d)
{
    static const char text[] = "I owe Mallory 500 euros. Alice";
    uint8_t digest[HASH_MAX_DIGEST_BYTES];
    const struct ecdsa_nonce nonce = {.nonce_hash = &hash_sha256};
    struct ecdsa_signature sig;
    struct ec_key mine;
    ecdsa_signature_init(&sig);
    ec_key_init(&mine);
    hash_digest(&hash_sha256, text, strlen(text), digest);
    bool signs = !ec_key_set_private(&mine, p->g->curve, d) &&
                 !ecdsa_sign(&mine, &nonce, &sig, digest, DIGEST_BYTES) &&
                 !ecdsa_verify(&p->key, &sig, digest, DIGEST_BYTES);
    ec_key_clear(&mine);
    ecdsa_signature_clear(&sig);
    return signs;
}

int nonce_pair_attack(struct attack_run *run, struct nonce_pair *p, uint64_t signatures)
{
    struct story *s = run->story;
    mpz_t k, d;
    mpz_inits(k, d, NULL);
    story_section(s, STORY_KNOWS);
    story_fact(s, "curve", "the curve", "%s", p->g->curve->name);
    number(s, "public_x", "public key, x", p->key.Q.x);
    number(s, "r", "r of both signatures", p->sig[0].r);
    number(s, "s1", "s1", p->sig[0].s);
    number(s, "s2", "s2", p->sig[1].s);
    story_count(s, "signatures", "signatures seen", signatures,
                signatures > 2 ? ", until two had the same r" : "");
    story_section(s, STORY_SENDS);
    story_say(s,
              "Nothing. r is x(k G): the same r says the same nonce k (or -k). Then s1 = (e1 + d r) / k and "
              "s2 = (e2 + d r) / k are two equations in two unknowns: k = (e1 - e2) / (s1 - s2), and "
              "d = (s1 k - e1) / r, all mod n.");
    number(s, "e1", "e1, a digest", p->e[0]);
    number(s, "e2", "e2", p->e[1]);
    bool same = mpz_cmp(p->sig[0].r, p->sig[1].r) == 0, found = same && nonce_pair_solve(p, k, d);
    story_section(s, STORY_LEARNS);
    if (found) {
        number(s, "nonce", "the nonce k", k);
        number(s, "private_key", "the private key d", d);
    }
    bool signs = found && can_sign(p, d);
    story_fact(s, "check", "d G = Q?", "%s", found ? "yes" : "no");
    story_fact(s, "new_signature", "a new signature with it", "%s", signs ? "verifies" : "does not verify");
    story_section(s, STORY_COSTS);
    story_fact(s, "work", "work", "two inversions and three multiplications mod n");
    story_outcome(s, signs, "%s",
                  found  ? "the key itself, from two signatures."
                  : same ? "no key of this public point fits: the nonces differ after all."
                         : "the two signatures have different r, so different nonces.");
    ti_wipe_mpz(k);
    ti_wipe_mpz(d);
    return APP_OK;
}

int nonce_pair_defend(struct attack_run *run, const struct ec_curve *curve)
{
    static const char *const texts[] = {"I owe Bob 5 euros. Alice", "The meeting is at eight. Alice"};
    const struct ecdsa_nonce nonce = {.nonce_hash = &hash_sha256};
    const struct ec_curve *strong = curve == &ec_classroom ? &ec_p256 : curve;
    struct story *s = run->story;
    struct nonce_pair p = {0};
    mpz_t k, d;
    mpz_inits(k, d, NULL);
    nonce_pair_init(&p, strong);
    enum gl_error error = ec_key_generate(&p.key, strong, &run->seeded.random);
    bool honest = !error;
    for (int i = 0; i < 2 && !error; i++) {
        hash_digest(&hash_sha256, texts[i], strlen(texts[i]), p.digest[i]);
        ecdsa_digest_to_integer(p.e[i], p.digest[i], DIGEST_BYTES, strong->order_bits);
        error = ecdsa_sign(&p.key, &nonce, &p.sig[i], p.digest[i], DIGEST_BYTES);
        honest = !error && honest && !ecdsa_verify(&p.key, &p.sig[i], p.digest[i], DIGEST_BYTES);
    }
    bool found = !error && nonce_pair_solve(&p, k, d);
    bool differ = !error && mpz_cmp(p.sig[0].r, p.sig[1].r) != 0;
    story_section(s, STORY_DEFENCE);
    story_say(s,
              "RFC 6979 makes the nonce from the key and the message with HMAC, so two messages cannot share "
              "one, and no random generator can fail. Two messages under a new key on %s:",
              strong->name);
    number(s, "defence_r1", "r of the first", p.sig[0].r);
    number(s, "defence_r2", "r of the second", p.sig[1].r);
    story_fact(s, "defence_key", "the same formula gives", "%s", found ? "the key" : "a d with d G != Q");
    story_fact(s, "honest", "the signatures", "%s", honest ? "both verify" : "do not verify");
    story_defended(s, !error && honest && differ && !found, "the two equations have three unknowns now.%s",
                   curve == strong ? ""
                                   : " (On 29 points any nonces repeat soon: the curve must grow, too.)");
    ti_wipe_mpz(k);
    ti_wipe_mpz(d);
    nonce_pair_clear(&p);
    return attack_error(run, error);
}
