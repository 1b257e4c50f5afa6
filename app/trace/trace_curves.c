// SPDX-License-Identifier: MIT
// `glasslock trace` for curves and ECDH. The classroom curve is the default: its numbers fit the board.
#include "app/trace/trace_args.h"

#include "crypto/common/bytes.h"
#include "crypto/ec/ecdh.h"

// -P + -Q, -k times -P, or -d times G.
enum gl_error trace_run_ec(struct trace_args *a, struct trace *t, const char *name)
{
    const struct ec_curve *curve = NULL;
    struct ec_group g;
    struct ec_point P, Q, R, expected;
    struct ec_key key;
    mpz_t k;
    enum gl_error error = arg_curve(a, "classroom", &curve);
    if (error)
        return error;
    char G[600];
    ec_group_init(&g, curve);
    ec_point_init(&P);
    ec_point_init(&Q);
    ec_point_init(&R);
    ec_point_init(&expected);
    ec_key_init(&key);
    mpz_init(k);
    gmp_snprintf(G, sizeof G, "%Zd,%Zd", g.gx, g.gy);
    if (strcmp(name, "ec-keygen") == 0) {
        error = arg_number(a, OPT_D, "13", k);
        if (!error)
            error = ec_trace_keygen(t, curve, k, &key);
        ec_point_set(&R, &key.Q);
        ec_multiply_base(&g, &expected, k);
    } else {
        error = arg_point(a, OPT_POINT_P, G, &g, &P);
        if (!error && strcmp(name, "ec-add") == 0) {
            error = arg_point(a, OPT_POINT_Q, curve == &ec_classroom ? "0,2" : G, &g, &Q);
            if (!error)
                error = ec_trace_add(t, curve, &R, &P, &Q);
            if (!error)
                ec_add(&g, &expected, &P, &Q);
        } else if (!error) {
            error = arg_number(a, OPT_K, "13", k);
            if (!error && mpz_sizeinbase(k, 2) > 2 * curve->bits + 8)
                error = arg_wrong(a, "-k: more than twice the bits of the curve");
            if (!error)
                error = ec_trace_multiply(t, curve, &R, k, &P);
            if (!error)
                ec_multiply(&g, &expected, k, &P);
        }
    }
    a->compared = !error;
    a->agrees = !error && ec_point_equal(&R, &expected);
    if (error == GL_ERR_RANGE)
        error = arg_wrong(a, "-d: not in [1, n - 1]");
    mpz_clear(k);
    ec_key_clear(&key);
    ec_point_clear(&P);
    ec_point_clear(&Q);
    ec_point_clear(&R);
    ec_point_clear(&expected);
    ec_group_clear(&g);
    return error;
}

enum gl_error arg_ec_key(struct trace_args *a, bool need_private, struct key *key)
{
    const struct ec_curve *curve = NULL;
    bool given = false;
    mpz_t d;
    enum gl_error error = arg_pem(a, KEY_EC, need_private, key, &given);
    if (error || given)
        return error;
    error = arg_curve(a, "classroom", &curve);
    if (error)
        return error;
    key_init(key, KEY_EC);
    key->is_private = true;
    mpz_init(d);
    if (a->value[OPT_D] || curve == &ec_classroom || curve == &ec_p256) {
        const char *fixed = curve == &ec_classroom
                                ? "13"
                                : "0xc9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721";
        error = arg_number(a, OPT_D, fixed, d);
        if (!error && ec_key_set_private(&key->ec, curve, d))
            error = arg_wrong(a, "-d: not in [1, n - 1]");
    } else {
        arg_text(a, OPT_D, NULL);
        error = ec_key_generate(&key->ec, curve, NULL);
    }
    mpz_clear(d);
    if (error)
        key_clear(key);
    return error;
}

enum gl_error trace_run_ecdh(struct trace_args *a, struct trace *t, const char *name)
{
    (void)name;
    struct key ours = {.kind = KEY_NONE};
    struct ec_key theirs;
    struct ec_group g;
    uint8_t narrated[EC_MAX_BYTES], plain[EC_MAX_BYTES];
    enum gl_error error = arg_ec_key(a, true, &ours);
    if (error)
        return error;
    ec_key_init(&theirs);
    ec_group_init(&g, ours.ec.curve);
    if (arg_text(a, OPT_POINT_Q, NULL)) {
        error = arg_point(a, OPT_POINT_Q, NULL, &g, &theirs.Q);
        if (!error && ec_key_set_public(&theirs, ours.ec.curve, &theirs.Q))
            error = arg_wrong(a, "-Q: not a public key of this curve");
    } else {
        error = ec_key_generate(&theirs, ours.ec.curve, NULL);
    }
    if (!error)
        error = ecdh_trace(t, &ours.ec, &theirs, narrated);
    if (!error)
        error = ecdh(&ours.ec, &theirs, plain);
    if (!error) {
        a->compared = true;
        a->agrees = memcmp(narrated, plain, ec_field_bytes(ours.ec.curve)) == 0;
    }
    ec_group_clear(&g);
    ec_key_clear(&theirs);
    key_clear(&ours);
    return error;
}
