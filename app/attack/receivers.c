// SPDX-License-Identifier: MIT
#include "app/attack/receivers.h"

#include "app/keyfile.h"
#include "crypto/rsa/octets.h"

#include <stdlib.h>
#include <string.h>

void receivers_init(struct receivers *r)
{
    for (int i = 0; i < RECEIVERS; i++) {
        rsa_private_init(&r->key[i]);
        mpz_init(r->c[i]);
    }
}

void receivers_clear(struct receivers *r)
{
    for (int i = 0; i < RECEIVERS; i++) {
        rsa_private_clear(&r->key[i]);
        mpz_clear(r->c[i]);
    }
}

bool receivers_root(const struct receivers *r, size_t count, mpz_t m)
{
    mpz_t product, part, x;
    mpz_inits(product, part, x, NULL);
    mpz_set_ui(product, 1);
    bool exact = true;
    for (size_t i = 0; i < count; i++)
        mpz_mul(product, product, r->key[i].public.n);
    for (size_t i = 0; i < count && exact; i++) { // x += c N_i (N_i^-1 mod n_i), N_i = product / n_i
        mpz_divexact(part, product, r->key[i].public.n);
        exact = mpz_invert(m, part, r->key[i].public.n) != 0;
        mpz_mul(part, part, m);
        mpz_addmul(x, part, r->c[i]);
    }
    mpz_mod(x, x, product);
    exact = exact && mpz_root(m, x, SMALL_EXPONENT) != 0;
    mpz_clears(product, part, x, NULL);
    return exact;
}

void receivers_text(const mpz_t m, char *text, size_t room)
{
    size_t bytes = (mpz_sizeinbase(m, 2) + 7) / 8;
    if (bytes >= room || i2osp((uint8_t *)text, bytes, m))
        bytes = 0;
    text[bytes] = '\0';
}

void receivers_number(struct story *s, const char *key, const char *label, const mpz_t z)
{
    char *text = mpz_get_str(NULL, 16, z);
    size_t digits = strlen(text);
    if (digits > 64)
        story_fact(s, key, label, "%.20s...%s (%zu bits)", text, text + digits - 12, mpz_sizeinbase(z, 2));
    else
        story_fact(s, key, label, "%s", text);
    free(text);
}

// The i-th part of a list with commas, malloc'd; NULL: there is none.
static char *part(const char *list, size_t i)
{
    for (; i > 0 && list; i--) {
        list = strchr(list, ',');
        list = list ? list + 1 : NULL;
    }
    return list ? strndup(list, strcspn(list, ",")) : NULL;
}

static int read_one(const struct attack_run *run, struct receivers *r, const char *file, const char *hex)
{
    struct key key = {0};
    int status = app_key_read(run->name, file, false, &key);
    if (!status && (key.kind != KEY_RSA || mpz_cmp_ui(key.rsa.public.e, SMALL_EXPONENT) != 0))
        status = app_usage(run->name, "--keys: %s is no RSA key with e = 3", file);
    if (!status && mpz_set_str(r->c[r->n], hex, 16) != 0)
        status = app_usage(run->name, "--ciphertexts: not hex digits");
    if (!status && (mpz_sgn(r->c[r->n]) < 0 || mpz_cmp(r->c[r->n], key.rsa.public.n) >= 0))
        status = app_usage(run->name, "--ciphertexts: number %zu is not below its modulus", r->n + 1);
    if (!status) {
        mpz_set(r->key[r->n].public.n, key.rsa.public.n);
        mpz_set(r->key[r->n].public.e, key.rsa.public.e);
        r->n++;
    }
    key_clear(&key);
    return status;
}

int receivers_captured(struct attack_run *run, struct receivers *r, const char *keys, const char *ciphertexts)
{
    struct story *s = run->story;
    char text[RSA_MAX_BYTES + 1];
    int status =
        keys && ciphertexts ? APP_OK : app_usage(run->name, "--keys and --ciphertexts belong together");
    for (size_t i = 0; i < RECEIVERS && !status; i++) {
        char *file = part(keys, i), *hex = part(ciphertexts, i);
        if (!file != !hex)
            status = app_usage(run->name, "--keys and --ciphertexts: as many of both");
        else if (file)
            status = read_one(run, r, file, hex);
        free(file);
        free(hex);
    }
    if (status)
        return status;
    mpz_t m;
    mpz_init(m);
    bool found = receivers_root(r, r->n, m);
    receivers_text(m, text, sizeof text);
    story_section(s, STORY_KNOWS);
    for (size_t i = 0; i < r->n; i++)
        receivers_number(s, "c", "c", r->c[i]);
    story_section(s, STORY_LEARNS);
    receivers_number(s, "m", found ? "the cube root" : "no cube; nearest root", m);
    story_fact(s, "text", "as text", "%s", found ? text : "");
    story_outcome(s, found,
                  found ? "the plaintext, without a private key."
                        : "the number is no cube: it was padded, or is too long for so few keys.");
    mpz_clear(m);
    return APP_OK;
}
