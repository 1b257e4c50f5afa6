// SPDX-License-Identifier: MIT
// Curves, points, ECDSA, ECDH: the classroom curve exhaustively, the real ones by their laws. The official
// vectors run in the suite "vectors".
#include "tests/run.h"

#include "crypto/ec/ecdh.h"
#include "crypto/ec/ecdsa.h"
#include "crypto/rsa/prime.h"

#include <string.h>

static void curves_are_what_they_say(void)
{
    for (const struct ec_curve *const *curve = ec_curves; *curve; curve++) {
        struct ec_group g;
        struct ec_point G;
        ec_group_init(&g, *curve);
        ec_point_init(&G);
        mpz_set(G.x, g.gx);
        mpz_set(G.y, g.gy);
        G.infinity = false;
        CU_ASSERT_TRUE(mpz_probab_prime_p(g.p, 30) && mpz_probab_prime_p(g.n, 30));
        CU_ASSERT_EQUAL(mpz_sizeinbase(g.p, 2), (*curve)->bits);
        CU_ASSERT_EQUAL(mpz_sizeinbase(g.n, 2), (*curve)->order_bits);
        CU_ASSERT_EQUAL(ec_point_validate(&g, &G), GL_OK); // on the curve, and n G = O
        ec_point_clear(&G);
        ec_group_clear(&g);
    }
    CU_ASSERT_PTR_EQUAL(ec_find("prime256v1"), &ec_p256);
    CU_ASSERT_PTR_EQUAL(ec_find("p-521"), &ec_p521);
    CU_ASSERT_PTR_EQUAL(ec_find_oid("1.3.132.0.10"), &ec_secp256k1);
    CU_ASSERT_PTR_NULL(ec_find("P-257"));
    CU_ASSERT_PTR_NULL(ec_find(""));
}

// All points of the classroom curve by trying every (x, y), independent of any group law; index 28 is O.
struct small {
    int x, y; // x = -1: O
};

static int inverse23(int a)
{
    for (int i = 1; i < 23; i++)
        if (a * i % 23 == 1)
            return i;
    return 0;
}

static struct small add23(struct small P, struct small Q)
{
    if (P.x < 0)
        return Q;
    if (Q.x < 0)
        return P;
    if (P.x == Q.x && (P.y + Q.y) % 23 == 0)
        return (struct small){-1, 0};
    int slope = P.x == Q.x ? (3 * P.x * P.x + 1) * inverse23(2 * P.y % 23) % 23
                           : (Q.y - P.y + 23) * inverse23((Q.x - P.x + 23) % 23) % 23;
    int x = (slope * slope - P.x - Q.x + 46) % 23;
    return (struct small){x, ((slope * (P.x - x + 23) - P.y) % 23 + 23) % 23};
}

static void from_small(struct ec_point *P, struct small s)
{
    P->infinity = s.x < 0;
    mpz_set_si(P->x, s.x < 0 ? 0 : s.x);
    mpz_set_si(P->y, s.y);
}

static bool equals_small(const struct ec_point *P, struct small s)
{
    return s.x < 0 ? P->infinity : !P->infinity && mpz_cmp_si(P->x, s.x) == 0 && mpz_cmp_si(P->y, s.y) == 0;
}

static void the_classroom_curve_exhaustively(void)
{
    struct small points[29] = {{-1, 0}};
    int n = 1;
    for (int x = 0; x < 23; x++)
        for (int y = 0; y < 23; y++)
            if ((y * y - x * x * x - x - 4) % 23 == 0)
                points[n++] = (struct small){x, y};
    CU_ASSERT_EQUAL_FATAL(n, 29);
    struct ec_group g;
    struct ec_point P, Q, R;
    ec_group_init(&g, &ec_classroom);
    ec_point_init(&P);
    ec_point_init(&Q);
    ec_point_init(&R);
    for (int i = 0; i < 29; i++) {
        for (int j = 0; j < 29; j++) {
            from_small(&P, points[i]);
            from_small(&Q, points[j]);
            ec_add(&g, &R, &P, &Q);
            CU_ASSERT_TRUE(equals_small(&R, add23(points[i], points[j])));
            ec_add(&g, &P, &P, &Q); // in place
            CU_ASSERT_TRUE(ec_point_equal(&P, &R));
        }
    }
    mpz_t k;
    mpz_init(k);
    struct small sum = {-1, 0};
    for (unsigned i = 0; i <= 60; i++) {
        mpz_set_ui(k, i);
        ec_multiply_base(&g, &R, k);
        CU_ASSERT_TRUE(equals_small(&R, sum));
        sum = add23(sum, (struct small){7, 3});
    }
    mpz_clear(k);
    ec_point_clear(&P);
    ec_point_clear(&Q);
    ec_point_clear(&R);
    ec_group_clear(&g);
}

static void the_group_laws_hold(void)
{
    for (const struct ec_curve *const *curve = ec_curves; *curve; curve++) {
        struct ec_group g;
        struct ec_point A, B, C, left, right;
        struct ec_point *all[] = {&A, &B, &C, &left, &right};
        mpz_t u, v;
        ec_group_init(&g, *curve);
        for (int i = 0; i < 5; i++)
            ec_point_init(all[i]);
        mpz_inits(u, v, NULL);
        random_below(u, g.n, NULL);
        random_below(v, g.n, NULL);
        ec_multiply_base(&g, &A, u);
        ec_multiply_base(&g, &B, v);
        ec_add(&g, &C, &A, &B);
        ec_multiply_two(&g, &left, u, v, &A); // u G + v A = (u + u v) G
        mpz_mul(v, v, u);
        mpz_add(u, u, v);
        mpz_mod(u, u, g.n);
        ec_multiply_base(&g, &right, u);
        CU_ASSERT_TRUE(ec_point_equal(&left, &right));
        ec_add(&g, &left, &A, &B); // (A + B) + C = A + (B + C)
        ec_add(&g, &left, &left, &C);
        ec_add(&g, &right, &B, &C);
        ec_add(&g, &right, &A, &right);
        CU_ASSERT_TRUE(ec_point_equal(&left, &right));
        for (int i = 0; i < 5; i++)
            ec_point_clear(all[i]);
        mpz_clears(u, v, NULL);
        ec_group_clear(&g);
    }
}

static void points_as_bytes(void)
{
    for (const struct ec_curve *const *curve = ec_curves; *curve; curve++) {
        struct ec_group g;
        struct ec_key key;
        struct ec_point P;
        uint8_t bytes[2 + 2 * EC_MAX_BYTES];
        size_t field = ec_field_bytes(*curve);
        ec_group_init(&g, *curve);
        ec_key_init(&key);
        ec_point_init(&P);
        for (int round = 0; round < 6; round++) {
            CU_ASSERT_EQUAL(ec_key_generate(&key, *curve, NULL), GL_OK);
            for (int compressed = 0; compressed < 2; compressed++) {
                size_t n = ec_point_encode(&g, &key.Q, compressed, bytes);
                CU_ASSERT_EQUAL(n, compressed ? 1 + field : 1 + 2 * field);
                CU_ASSERT_EQUAL(ec_point_decode(&g, &P, bytes, n), GL_OK);
                CU_ASSERT_TRUE(ec_point_equal(&P, &key.Q));
                CU_ASSERT_EQUAL(ec_point_decode(&g, &P, bytes, n - 1), GL_ERR_ENCODING);
                CU_ASSERT_EQUAL(ec_point_decode(&g, &P, bytes, n + 1), GL_ERR_ENCODING);
            }
        }
        size_t n = ec_point_encode(&g, &key.Q, false, bytes);
        bytes[n - 1] ^= 1; // off the curve
        CU_ASSERT_EQUAL(ec_point_decode(&g, &P, bytes, n), GL_ERR_POINT);
        bytes[n - 1] ^= 1;
        for (int first = 0; first < 256; first++) {
            bytes[0] = (uint8_t)first;
            if (first != 4)
                CU_ASSERT_EQUAL(ec_point_decode(&g, &P, bytes, n), GL_ERR_ENCODING);
        }
        memset(bytes, 0xff, sizeof bytes);
        bytes[0] = 4;
        CU_ASSERT_EQUAL(ec_point_decode(&g, &P, bytes, n), GL_ERR_POINT);
        bytes[0] = 0;
        CU_ASSERT_EQUAL(ec_point_decode(&g, &P, bytes, 1), GL_ERR_ENCODING); // O
        P.infinity = true;
        CU_ASSERT_EQUAL(ec_point_encode(&g, &P, false, bytes), 0);
        CU_ASSERT_EQUAL(ec_point_validate(&g, &P), GL_ERR_POINT);
        P.infinity = false;
        mpz_set(P.x, g.p);
        mpz_set(P.y, key.Q.y);
        CU_ASSERT_EQUAL(ec_point_validate(&g, &P), GL_ERR_POINT);
        mpz_sub(P.x, key.Q.x, g.p); // the same point with a negative coordinate
        CU_ASSERT_EQUAL(ec_point_validate(&g, &P), GL_ERR_POINT);
        ec_point_clear(&P);
        ec_key_clear(&key);
        ec_group_clear(&g);
    }
}

// An x whose x^3 + a x + b is no square has no point: about half of them.
static void compressed_points_may_not_exist(void)
{
    struct ec_group g;
    struct ec_point P;
    int refused = 0, taken = 0;
    ec_group_init(&g, &ec_classroom);
    ec_point_init(&P);
    for (int x = 0; x < 23; x++) {
        uint8_t bytes[2] = {2, (uint8_t)x};
        enum gl_error error = ec_point_decode(&g, &P, bytes, 2);
        refused += error == GL_ERR_POINT;
        taken += error == GL_OK && ec_point_on_curve(&g, &P);
    }
    CU_ASSERT_EQUAL(taken, 14); // 28 points in pairs
    CU_ASSERT_EQUAL(refused, 23 - 14);
    ec_point_clear(&P);
    ec_group_clear(&g);
}

static const uint8_t digest[32] = "thirty-two bytes of digest here";

static void sign_and_refuse(const struct ec_curve *curve, bool deterministic)
{
    struct ec_group g;
    struct ec_key key, other;
    struct ecdsa_signature sig, bad;
    struct ecdsa_nonce nonce = {.nonce_hash = deterministic ? &hash_sha256 : NULL};
    uint8_t altered[32];
    ec_group_init(&g, curve);
    ec_key_init(&key);
    ec_key_init(&other);
    ecdsa_signature_init(&sig);
    ecdsa_signature_init(&bad);
    ec_key_generate(&key, curve, NULL);
    ec_key_generate(&other, curve, NULL);
    CU_ASSERT_EQUAL(ecdsa_sign(&key, &nonce, &sig, digest, 32), GL_OK);
    CU_ASSERT_EQUAL(ecdsa_verify(&key, &sig, digest, 32), GL_OK);
    CU_ASSERT_EQUAL(ecdsa_verify(&other, &sig, digest, 32), GL_ERR_VERIFY);
    memcpy(altered, digest, 32);
    altered[0] ^= 0x80;
    CU_ASSERT_EQUAL(ecdsa_verify(&key, &sig, altered, 32), GL_ERR_VERIFY);
    for (int what = 0; what < 10; what++) {
        mpz_set(bad.r, sig.r);
        mpz_set(bad.s, sig.s);
        mpz_ptr z = what % 2 ? bad.r : bad.s;
        if (what / 2 == 0)
            mpz_set_ui(z, 0);
        else if (what / 2 == 1)
            mpz_set(z, g.n);
        else if (what / 2 == 2)
            mpz_add(z, z, g.n);
        else if (what / 2 == 3)
            mpz_combit(z, 3);
        else
            mpz_neg(z, z);
        CU_ASSERT_EQUAL(ecdsa_verify(&key, &bad, digest, 32), GL_ERR_VERIFY);
    }
    mpz_set(bad.r, sig.r);
    mpz_sub(bad.s, g.n, sig.s); // malleable, as the standard has it
    CU_ASSERT_EQUAL(ecdsa_verify(&key, &bad, digest, 32), GL_OK);
    key.Q.infinity = true;
    CU_ASSERT_EQUAL(ecdsa_verify(&key, &sig, digest, 32), GL_ERR_VERIFY);
    mpz_set_ui(key.d, 0);
    CU_ASSERT_EQUAL(ecdsa_sign(&key, &nonce, &sig, digest, 32), GL_ERR_KEY);
    ec_key_clear(&key);
    ec_key_clear(&other);
    ecdsa_signature_clear(&sig);
    ecdsa_signature_clear(&bad);
    ec_group_clear(&g);
}

static void ecdsa_signs_and_refuses(void)
{
    for (const struct ec_curve *const *curve = ec_curves; *curve && *curve != &ec_classroom; curve++) {
        sign_and_refuse(*curve, true);
        sign_and_refuse(*curve, false);
    }
}

// Every key and every nonce of the classroom: a signature verifies under its own key, and r = 0 or s = 0 is
// never made.
static void ecdsa_in_the_classroom(void)
{
    mpz_t d, k;
    mpz_inits(d, k, NULL);
    for (unsigned long x = 1; x < 29; x++) {
        struct ec_key key;
        ec_key_init(&key);
        mpz_set_ui(d, x);
        CU_ASSERT_EQUAL(ec_key_set_private(&key, &ec_classroom, d), GL_OK);
        for (unsigned long y = 1; y < 29; y++) {
            struct ecdsa_signature sig;
            ecdsa_signature_init(&sig);
            mpz_set_ui(k, y);
            enum gl_error error = ecdsa_sign(&key, &(struct ecdsa_nonce){.k = k}, &sig, digest, 32);
            if (error) {
                CU_ASSERT_EQUAL(error, GL_ERR_RANGE); // this nonce gives r = 0 or s = 0
            } else {
                CU_ASSERT_EQUAL(ecdsa_verify(&key, &sig, digest, 32), GL_OK);
            }
            ecdsa_signature_clear(&sig);
        }
        ec_key_clear(&key);
    }
    mpz_set_ui(d, 29);
    struct ec_key key;
    ec_key_init(&key);
    CU_ASSERT_EQUAL(ec_key_set_private(&key, &ec_classroom, d), GL_ERR_RANGE);
    mpz_set_ui(d, 0);
    CU_ASSERT_EQUAL(ec_key_set_private(&key, &ec_classroom, d), GL_ERR_RANGE);
    ec_key_clear(&key);
    mpz_clears(d, k, NULL);
}

static void ecdh_agrees_and_refuses(void)
{
    for (const struct ec_curve *const *curve = ec_curves; *curve; curve++) {
        struct ec_key a, b;
        uint8_t one[EC_MAX_BYTES], two[EC_MAX_BYTES];
        ec_key_init(&a);
        ec_key_init(&b);
        ec_key_generate(&a, *curve, NULL);
        ec_key_generate(&b, *curve, NULL);
        CU_ASSERT_EQUAL(ecdh(&a, &b, one), GL_OK);
        CU_ASSERT_EQUAL(ecdh(&b, &a, two), GL_OK);
        CU_ASSERT_EQUAL(memcmp(one, two, ec_field_bytes(*curve)), 0);
        // An invalid-curve attack; by 2, as y + 1 may be -y on the classroom curve.
        mpz_add_ui(b.Q.y, b.Q.y, 2);
        CU_ASSERT_EQUAL(ecdh(&a, &b, one), GL_ERR_POINT);
        b.Q.infinity = true;
        CU_ASSERT_EQUAL(ecdh(&a, &b, one), GL_ERR_POINT);
        b.curve = *curve == &ec_p256 ? &ec_p192 : &ec_p256;
        CU_ASSERT_EQUAL(ecdh(&a, &b, one), GL_ERR_KEY);
        ec_key_clear(&a);
        ec_key_clear(&b);
    }
}

void suite_ec(void)
{
    add_suite("ec", (const struct test_case[]){
                        {"curves are what they say", curves_are_what_they_say},
                        {"the classroom curve, all sums and multiples", the_classroom_curve_exhaustively},
                        {"the group laws hold", the_group_laws_hold},
                        {"points as bytes, and what is refused", points_as_bytes},
                        {"compressed points may not exist", compressed_points_may_not_exist},
                        {"ECDSA: signs, verifies, refuses", ecdsa_signs_and_refuses},
                        {"ECDSA: every key and nonce of the classroom", ecdsa_in_the_classroom},
                        {"ECDH: agrees, and refuses bad points", ecdh_agrees_and_refuses},
                        {0},
                    });
}
