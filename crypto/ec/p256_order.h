// SPDX-License-Identifier: MIT
// Arithmetic mod n, the order of P-256's group, for ECDSA's equations: a handful of products, so plain C
// serves all engines. CT: constant time.
#ifndef GLASSLOCK_EC_P256_ORDER_H
#define GLASSLOCK_EC_P256_ORDER_H

#include "crypto/ec/p256_limbs.h"

#define P256_N_FACTOR UINT64_C(0xccd1c8aaee00bc4f) // -1/n mod 2^64

// r = a b / 2^256 mod n, for a, b < n: Montgomery's product.
static inline void order_mul(struct p256_int *r, const struct p256_int *a, const struct p256_int *b)
{
    uint64_t t[5] = {0}; // below 2 n between two rows, below (2^64 + 1) n < 2^320 within
    for (int i = 0; i < 4; i++) {
        uint64_t carry = 0, high = 0;
        for (int j = 0; j < 4; j++)
            t[j] = p256_mac(t[j], a->v[j], b->v[i], &carry);
        t[4] += carry;
        uint64_t factor = t[0] * P256_N_FACTOR;
        carry = 0;
        p256_mac(t[0], factor, p256_n.v[0], &carry);
        for (int j = 1; j < 4; j++)
            t[j - 1] = p256_mac(t[j], factor, p256_n.v[j], &carry);
        t[3] = p256_adc(t[4], carry, &high);
        t[4] = high;
    }
    p256_reduce_once(r, &(struct p256_int){{t[0], t[1], t[2], t[3]}}, t[4], &p256_n);
}

// r = a b mod n
static inline void order_mul_plain(struct p256_int *r, const struct p256_int *a, const struct p256_int *b)
{
    static const struct p256_int r2 = {
        {0x83244c95be79eea2, 0x4699799c49bd6fa6, 0x2845b2392b6bec59, 0x66e12d94f3d95620}};
    order_mul(r, a, b);
    order_mul(r, r, &r2);
}

static inline void order_add(struct p256_int *r, const struct p256_int *a, const struct p256_int *b)
{
    struct p256_int t;
    uint64_t carry = 0;
    for (int i = 0; i < 4; i++)
        t.v[i] = p256_adc(a->v[i], b->v[i], &carry);
    p256_reduce_once(r, &t, carry, &p256_n);
}

// r = a mod n for any a below 2^256, which is less than 2 n
static inline void order_reduce(struct p256_int *r, const struct p256_int *a)
{
    p256_reduce_once(r, a, 0, &p256_n);
}

#endif
