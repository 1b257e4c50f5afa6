// SPDX-License-Identifier: MIT
// The checker on tables, the field of AES, hashes and base64: values as bytes.
#include "crypto/hash/hash.h"
#include "crypto/hash/hmac.h"
#include "crypto/trace/check_ops.h"

#include "crypto/common/bytes.h"

#include <stdlib.h>

static void set_bytes(mpz_t out, const uint8_t *data, size_t bytes)
{
    mpz_import(out, bytes, 1, 1, 1, 0, data);
}

bool check_substitute(struct check *c)
{
    const struct trace_table *table = c->step->table;
    size_t unit = table->unit, in_bits = c->in[0]->bits;
    if ((table->layout != TRACE_LOOKUP && table->layout != TRACE_DES_SBOX) || in_bits % unit)
        return false;
    size_t units = in_bits / unit;
    if (c->step->bits != units * table->cell_bits)
        return false;
    mpz_set_ui(c->out, 0);
    for (size_t i = 0; i < units; i++) {
        mpz_fdiv_q_2exp(c->x, c->a[0], in_bits - (i + 1) * unit);
        mpz_fdiv_r_2exp(c->x, c->x, unit);
        size_t index = mpz_get_ui(c->x);
        if (table->layout == TRACE_DES_SBOX) // first and last bit name the row, the four between the column
            index = 16 * (2 * (index / 32) + index % 2) + index / 2 % 16;
        if (index >= (size_t)table->rows * table->columns)
            return false;
        mpz_mul_2exp(c->out, c->out, table->cell_bits);
        mpz_add_ui(c->out, c->out, trace_table_cell(table, index));
    }
    return true;
}

// The product of two polynomials over GF(2), reduced by long division with x^8 + x^4 + x^3 + x + 1.
static unsigned field_product(unsigned a, unsigned b)
{
    unsigned product = 0;
    for (unsigned i = 0; i < 8; i++)
        product ^= (b >> i & 1) * (a << i);
    for (unsigned i = 14; i >= 8; i--)
        product ^= (product >> i & 1) * (0x11bU << (i - 8));
    return product;
}

bool check_gf_multiply(struct check *c)
{
    if (c->in[0]->bits != 8 || c->in[1]->bits != 8 || c->step->bits != 8)
        return false;
    mpz_set_ui(c->out, field_product(c->in[0]->value[0], c->in[1]->value[0]));
    return true;
}

bool check_mix_columns(struct check *c)
{
    const struct trace_table *m = c->step->table;
    uint8_t out[16];
    if (m->layout != TRACE_MATRIX || c->in[0]->bits != 128 || c->step->bits != 128)
        return false;
    for (unsigned i = 0; i < 16; i++) {
        unsigned sum = 0;
        for (unsigned k = 0; k < 4; k++)
            sum ^=
                field_product(c->in[0]->value[i / 4 * 4 + k], (unsigned)trace_table_cell(m, i % 4 * 4 + k));
        out[i] = (uint8_t)sum;
    }
    set_bytes(c->out, out, 16);
    return true;
}

bool check_hash(struct check *c)
{
    const struct hash_alg *alg = hash_find(c->step->function);
    uint8_t digest[HASH_MAX_DIGEST_BYTES];
    if (!alg || c->in[0]->bits % 8 || c->step->bits != alg->digest_bytes * 8)
        return false;
    hash_digest(alg, c->in[0]->value, c->in[0]->bits / 8, digest);
    set_bytes(c->out, digest, alg->digest_bytes);
    return true;
}

bool check_compress(struct check *c)
{
    const struct hash_alg *alg = hash_find(c->step->function);
    const uint8_t *in = c->in[0]->value;
    uint8_t out[HASH_MAX_STATE_BYTES];
    uint64_t wide[8];
    uint32_t narrow[8];
    if (!alg || c->in[0]->bits != alg->state_bytes * 8 || c->step->bits != c->in[0]->bits ||
        c->in[1]->bits % (alg->block_bytes * 8))
        return false;
    size_t words = alg->state_bytes / alg->word_bytes, blocks = c->in[1]->bits / 8 / alg->block_bytes;
    for (size_t i = 0; i < words; i++) {
        wide[i] = alg->word_bytes == 8 ? gl_load64_be(in + 8 * i) : 0;
        narrow[i] = alg->word_bytes == 4 ? gl_load32_be(in + 4 * i) : 0;
    }
    const struct hash_engine *engine = (const struct hash_engine *)gl_engine_chosen(alg->family);
    engine->compress(alg->word_bytes == 8 ? (void *)wide : (void *)narrow, c->in[1]->value, blocks);
    for (size_t i = 0; i < words; i++) {
        if (alg->word_bytes == 8)
            gl_store64_be(out + 8 * i, wide[i]);
        else
            gl_store32_be(out + 4 * i, narrow[i]);
    }
    set_bytes(c->out, out, alg->state_bytes);
    return true;
}

bool check_hmac(struct check *c)
{
    const struct hash_alg *alg = hash_find(c->step->function);
    uint8_t mac[HASH_MAX_DIGEST_BYTES];
    if (!alg || c->in[0]->bits % 8 || c->in[1]->bits % 8 || c->step->bits != alg->digest_bytes * 8)
        return false;
    hmac_digest(alg, c->in[0]->value, c->in[0]->bits / 8, c->in[1]->value, c->in[1]->bits / 8, mac);
    set_bytes(c->out, mac, alg->digest_bytes);
    return true;
}

// RFC 8017, B.2.1: Hash(seed || C) for C = 0, 1, ... as four bytes, cut to the length asked for.
bool check_mgf1(struct check *c)
{
    const struct hash_alg *alg = hash_find(c->step->function);
    uint8_t digest[HASH_MAX_DIGEST_BYTES], counter[4];
    if (!alg || c->in[0]->bits % 8 || c->step->bits % 8)
        return false;
    mpz_set_ui(c->out, 0);
    size_t wanted = c->step->bits / 8, done = 0;
    for (uint32_t i = 0; done < wanted; i++, done += alg->digest_bytes) {
        struct hash_ctx ctx;
        gl_store32_be(counter, i);
        hash_init(&ctx, alg);
        hash_update(&ctx, c->in[0]->value, c->in[0]->bits / 8);
        hash_update(&ctx, counter, 4);
        hash_final(&ctx, digest);
        mpz_mul_2exp(c->out, c->out, alg->digest_bytes * 8);
        set_bytes(c->x, digest, alg->digest_bytes);
        mpz_add(c->out, c->out, c->x);
    }
    mpz_fdiv_q_2exp(c->out, c->out, (done - wanted) * 8);
    return true;
}

// Six bits at a time from the left, zeros at the end, '=' up to a multiple of four characters (RFC 4648,
// section 4).
static bool is_base64_of(const struct trace_step *text, const struct trace_step *data, bool url)
{
    size_t bits = data->bits, chars = text->bits / 8;
    if (bits % 8 || text->bits % 8 || chars != (bits / 8 + 2) / 3 * 4)
        return false;
    for (size_t i = 0; i < chars; i++) {
        unsigned six = 0;
        for (size_t bit = 6 * i; bit < 6 * i + 6; bit++)
            six = six << 1 | (bit < bits ? data->value[bit / 8] >> (7 - bit % 8) & 1 : 0);
        int expected = six < 26   ? 'A' + (int)six
                       : six < 52 ? 'a' + (int)six - 26
                       : six < 62 ? '0' + (int)six - 52
                                  : 0;
        if (six == 62)
            expected = url ? '-' : '+';
        if (six == 63)
            expected = url ? '_' : '/';
        if (6 * i >= bits)
            expected = '=';
        if (text->value[i] != expected)
            return false;
    }
    return true;
}

// Both directions are one relation: set the recorded value where it holds, another where it does not.
static bool base64(struct check *c, const struct trace_step *text, const struct trace_step *data)
{
    if (c->step->params[0] > 1)
        return false;
    trace_value_mpz(c->step, c->out);
    if (!is_base64_of(text, data, c->step->params[0] == 1))
        mpz_add_ui(c->out, c->out, 1);
    return true;
}

bool check_base64(struct check *c)
{
    return base64(c, c->step, c->in[0]);
}

bool check_unbase64(struct check *c)
{
    return base64(c, c->in[0], c->step);
}
