// SPDX-License-Identifier: MIT
// Monte Carlo tests of AES (NIST's AESAVS, 6.4) and of DES and triple DES (SP 800-20): 1,000 or 10,000 steps,
// each fed by the ones before, to one output; then the next record's key, IV and input are made from the last
// outputs. Each record is complete, so it is checked by itself, and that its successor begins where it has
// ended.
#include "vectors/run_cipher.h"

#include "crypto/des/des.h"

#include <string.h>

#define AES_STEPS 1000
#define DES_STEPS 10000
#define MAX_BLOCK CIPHER_MAX_BLOCK_BYTES

// The state of the inner loop: the cipher block by block, in ECB; the chaining is written out as the rules
// say it.
struct monte {
    struct cipher_ctx ctx;
    size_t block;
    bool decrypt, cbc;
    uint8_t input[MAX_BLOCK];   // of the next step
    uint8_t chain[MAX_BLOCK];   // CBC: the chaining value of the next step
    uint8_t last[3][MAX_BLOCK]; // outputs: the last, the one before, the one before that
};

static void xor_into(uint8_t *out, const uint8_t *in, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        out[i] ^= in[i];
}

// One block through the mode; the output moves into last[0].
static void step(struct monte *m)
{
    uint8_t x[MAX_BLOCK];
    memcpy(x, m->input, m->block);
    if (m->cbc && !m->decrypt)
        xor_into(x, m->chain, m->block);
    cipher_blocks(&m->ctx, x, x, m->block);
    if (m->cbc && m->decrypt)
        xor_into(x, m->chain, m->block);
    memmove(m->last[1], m->last[0], sizeof m->last[0] * 2);
    memcpy(m->last[0], x, m->block);
}

// AES, and DES in ECB and CBC encryption: the next input is the output before the last, at first the IV; the
// chaining value is the last ciphertext.
static void feed_back(struct monte *m, bool first, const uint8_t *iv)
{
    if (!m->cbc) {
        memcpy(m->input, m->last[0], m->block);
        return;
    }
    memcpy(m->chain, m->decrypt ? m->input : m->last[0], m->block);
    memcpy(m->input, first ? iv : m->last[1], m->block);
}

// DES in CBC decryption: the next ciphertext is the last plaintext, the chaining value the last ciphertext.
static void feed_back_des_decrypt(struct monte *m)
{
    memcpy(m->chain, m->input, m->block);
    memcpy(m->input, m->last[0], m->block);
}

static bool is_des(const struct cipher_case *x)
{
    return x->alg->family == &des_family;
}

static enum gl_error inner_loop(struct run *r, const struct cipher_case *x, struct monte *m)
{
    unsigned steps = is_des(x) ? DES_STEPS : AES_STEPS;
    m->block = x->alg->block_bytes;
    m->decrypt = x->decrypt;
    m->cbc = x->mode == CIPHER_CBC;
    memcpy(m->input, x->decrypt ? x->ciphertext.data : x->plaintext.data, m->block);
    if (m->cbc)
        memcpy(m->chain, x->iv.data, m->block);
    enum gl_error error =
        cipher_init_engine(&m->ctx, x->alg, (const struct cipher_engine *)r->engine, CIPHER_ECB,
                           x->decrypt ? CIPHER_DECRYPT : CIPHER_ENCRYPT, x->key.data, x->key.bytes, NULL);
    for (unsigned i = 0; !error && i < steps; i++) {
        step(m);
        if (is_des(x) && m->cbc && m->decrypt)
            feed_back_des_decrypt(m);
        else
            feed_back(m, i == 0, x->iv.data);
    }
    cipher_wipe(&m->ctx);
    return error;
}

// AESAVS: key xor the last key-length bytes of the two last outputs joined.
static void next_aes_key(uint8_t *key, size_t key_bytes, const struct monte *m)
{
    uint8_t joined[2 * MAX_BLOCK];
    memcpy(joined, m->last[1], MAX_BLOCK);
    memcpy(joined + MAX_BLOCK, m->last[0], MAX_BLOCK);
    xor_into(key, joined + sizeof joined - key_bytes, key_bytes);
}

static void set_odd_parity(uint8_t *key, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        key[i] = (uint8_t)((key[i] & 0xfe) | (__builtin_parity(key[i] & 0xfeu) ^ 1));
}

// SP 800-20: K1 takes the last output, K2 the one before, K3 the one before that; where the keys are equal
// they stay equal in that way: K1 = K3 (two keys) or all three.
static void next_des_key(uint8_t *key, size_t key_bytes, const struct monte *m)
{
    bool k1_is_k2 = key_bytes == 24 && memcmp(key, key + 8, 8) == 0;
    bool k1_is_k3 = key_bytes == 24 && memcmp(key, key + 16, 8) == 0;
    for (size_t i = 0; i < key_bytes / 8; i++)
        xor_into(key + 8 * i, m->last[i], 8);
    if (k1_is_k3)
        memcpy(key + 16, key, 8);
    if (k1_is_k3 && k1_is_k2)
        memcpy(key + 8, key, 8);
    set_odd_parity(key, key_bytes);
}

static void same(struct run *r, struct run *next, const char *name, struct blob is, const uint8_t *made,
                 size_t bytes)
{
    const struct vector_field *field = vector_case_find(next->c, name);
    if (r->failed || (is.bytes == bytes && memcmp(is.data, made, bytes) == 0))
        return;
    run_fail(r, NULL, "the next record's %s differs", name);
    r->line = field ? field->line : r->line;
}

// Both forms of the file name what differs: KEYs, KEY1 to KEY3, or KEY.
static void same_key(struct run *r, struct run *next, struct blob is, const uint8_t *made)
{
    static const char *const parts[] = {"KEY1", "KEY2", "KEY3"};
    if (vector_case_find(next->c, "KEY1"))
        for (size_t i = 0; i < 3; i++)
            same(r, next, parts[i], (struct blob){is.data + 8 * i, 8}, made + 8 * i, 8);
    else
        same(r, next, vector_case_find(next->c, "KEYs") ? "KEYs" : "KEY", is, made, is.bytes);
}

static void check_next(struct run *r, const struct cipher_case *x, const struct monte *m)
{
    struct run next = {.c = r->c->next, .engine = r->engine};
    struct cipher_case y = {0};
    if (!next.c)
        return;
    // A malformed successor is told of when it is its turn.
    if (cipher_case_read(&next, &y) && y.key.bytes == x->key.bytes) {
        if (is_des(x))
            next_des_key(x->key.data, x->key.bytes, m);
        else
            next_aes_key(x->key.data, x->key.bytes, m);
        same_key(r, &next, y.key, x->key.data);
        // AES: the last output, in both directions; DES: the chaining value that the next step would have
        // had.
        if (m->cbc)
            same(r, &next, "IV", y.iv, is_des(x) ? m->chain : m->last[0], m->block);
        same(r, &next, x->decrypt ? "CIPHERTEXT" : "PLAINTEXT", x->decrypt ? y.ciphertext : y.plaintext,
             m->input, m->block);
    }
    run_free(&next);
}

void run_cipher_monte(struct run *r)
{
    struct cipher_case x = {0};
    struct monte m = {0};
    if (!cipher_case_read(r, &x))
        return;
    if (x.plaintext.bytes != x.alg->block_bytes) {
        run_malformed(r, "PLAINTEXT", "PLAINTEXT of a Monte Carlo record is not one block");
        return;
    }
    const char *name = x.decrypt ? "PLAINTEXT" : "CIPHERTEXT";
    run_works(r, name, inner_loop(r, &x, &m));
    run_equal(r, name, x.decrypt ? x.plaintext : x.ciphertext, m.last[0], m.block);
    check_next(r, &x, &m);
}
