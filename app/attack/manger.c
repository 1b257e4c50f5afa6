// SPDX-License-Identifier: MIT
#include "app/attack/manger.h"

#include "crypto/rsa/mgf1.h"
#include "crypto/rsa/octets.h"

#include <math.h>
#include <string.h>

// Is f m mod n >= B?
static bool too_large(struct manger *s)
{
    uint8_t query[MANGER_MAX_BYTES];
    size_t k = rsa_modulus_bytes(s->key);
    mpz_t x;
    mpz_init(x);
    rsa_public_apply(s->key, x, s->f);
    mpz_mul(x, x, s->c);
    mpz_mod(x, x, s->key->n);
    i2osp(query, k, x);
    mpz_clear(x);
    int answer = s->oracle.queries < s->most ? oracle_ask(&s->oracle, query, k) : -1;
    s->broken = s->broken || answer < 0;
    return answer == MANGER_TOO_LARGE;
}

// Step 1: double f1 until f1 m >= B. Then f1/2 m is in [B/2, B).
static void step1(struct manger *s, mpz_t f1)
{
    mpz_set_ui(f1, 2);
    for (mpz_set(s->f, f1); !s->broken && !too_large(s); mpz_set(s->f, f1))
        mpz_mul_2exp(f1, f1, 1);
    s->steps[0] = s->oracle.queries;
}

// Step 2: from floor((n + B) / B) f1/2 on in steps of f1/2, until f2 m has just passed n: in [n, n + B).
static void step2(struct manger *s, mpz_t f1, mpz_t f2)
{
    mpz_fdiv_q_2exp(f1, f1, 1);
    mpz_add(f2, s->key->n, s->B);
    mpz_fdiv_q(f2, f2, s->B);
    mpz_mul(f2, f2, f1);
    for (mpz_set(s->f, f2); !s->broken && too_large(s); mpz_set(s->f, f2))
        mpz_add(f2, f2, f1);
    s->steps[1] = s->oracle.queries - s->steps[0];
}

// Step 3: m is in [low, high]. Choose f3 so that f3 times that range has width about 2B and straddles i n +
// B: the answer halves it.
static void step3(struct manger *s, const mpz_t f2, mpz_t low)
{
    mpz_srcptr n = s->key->n;
    mpz_t high, i, t, f3;
    mpz_inits(high, i, t, f3, NULL);
    mpz_cdiv_q(low, n, f2); // ceil(n / f2)
    mpz_add(t, n, s->B);
    mpz_fdiv_q(high, t, f2); // floor((n + B) / f2)
    while (!s->broken && mpz_cmp(low, high) < 0) {
        mpz_sub(t, high, low);
        mpz_mul_2exp(f3, s->B, 1);
        mpz_fdiv_q(f3, f3, t); // f_tmp = floor(2B / (high - low))
        mpz_mul(i, f3, low);
        mpz_fdiv_q(i, i, n); // i = floor(f_tmp low / n)
        mpz_mul(i, i, n);
        mpz_cdiv_q(f3, i, low); // f3 = ceil(i n / low)
        mpz_set(s->f, f3);
        bool large = too_large(s);
        mpz_add(i, i, s->B); // i n + B
        if (large)
            mpz_cdiv_q(low, i, f3);
        else
            mpz_fdiv_q(high, i, f3);
        mpz_sub(t, high, low);
        double left = mpz_sgn(t) > 0 ? (double)mpz_sizeinbase(t, 2) : 0;
        story_progress(s->run->story, 1 - left / (double)mpz_sizeinbase(n, 2), "of the bits");
    }
    s->steps[2] = s->oracle.queries - s->steps[0] - s->steps[1];
    mpz_clears(high, i, t, f3, NULL);
}

// The padded message, or what the search is left with.
void manger_search(struct manger *s, mpz_t m)
{
    mpz_t f1, f2;
    mpz_inits(f1, f2, NULL);
    step1(s, f1);
    if (!s->broken)
        step2(s, f1, f2);
    if (!s->broken)
        step3(s, f2, m);
    mpz_clears(f1, f2, NULL);
}

// What OAEP hides is only masked: 00 || seed xor mask || DB xor mask, and both masks come from the number.
bool manger_unmask(const struct rsa_public *key, const mpz_t m, char text[MANGER_MAX_BYTES])
{
    uint8_t em[MANGER_MAX_BYTES];
    size_t k = rsa_modulus_bytes(key), h = hash_sha256.digest_bytes, at = 1 + 2 * h;
    if (i2osp(em, k, m) || em[0] != 0)
        return false;
    mgf1_xor(&hash_sha256, em + 1 + h, k - h - 1, em + 1, h);
    mgf1_xor(&hash_sha256, em + 1, h, em + 1 + h, k - h - 1);
    while (at < k && em[at] == 0)
        at++;
    if (at == k || em[at] != 1)
        return false;
    memcpy(text, em + at + 1, k - at - 1);
    text[k - at - 1] = '\0';
    return true;
}

// Entropy of an answer that is "yes" with probability p, in bits.
static double entropy(double p)
{
    return p <= 0 || p >= 1 ? 0 : -p * log2(p) - (1 - p) * log2(1 - p);
}

// What to expect for a random m. Step 1: two. Step 2: (2 ln 2 - 1) n/B on average. Step 3 must learn log2 B
// bits; f3 is rounded up, so that f3 low lies up to m above i n, and the question cuts the range of 2B not in
// the middle but at (B - o) / 2B, o uniform below m: an answer is worth somewhat less than a bit.
double manger_estimate(const struct manger *s)
{
    enum { STEPS = 200 };
    double queries_per_bit = 0, sum = 0;
    mpz_t x;
    mpz_init(x);
    mpz_mul_ui(x, s->key->n, 1000);
    mpz_fdiv_q(x, x, s->B);
    double ratio = mpz_get_d(x) / 1000;
    mpz_clear(x);
    for (int i = 0; i < STEPS; i++) { // m/B = (i + 1/2) / STEPS
        sum += entropy((1 - (i + 0.5) / STEPS) / 2);
        queries_per_bit += (i + 1) / sum / STEPS;
    }
    return 2 + (2 * log(2) - 1) * ratio + (double)mpz_sizeinbase(s->B, 2) * queries_per_bit;
}

void manger_init(struct manger *s, struct attack_run *run, const struct rsa_public *key)
{
    *s = (struct manger){.run = run, .key = key};
    mpz_inits(s->c, s->B, s->f, NULL);
    mpz_setbit(s->B, 8 * (rsa_modulus_bytes(key) - 1));
    s->most = 2 * mpz_sizeinbase(key->n, 2) + 400; // beyond the worst case
}

void manger_clear(struct manger *s)
{
    mpz_clears(s->c, s->B, s->f, NULL);
}
