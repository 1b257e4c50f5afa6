// SPDX-License-Identifier: MIT
// AES, triple DES and single DES in ECB and CBC: known answers, both directions of each row. (CAVP's section
// says which direction it was made for; a block cipher has to do both.)
#include "vectors/run_cipher.h"

#include "crypto/des/des.h"

#include <string.h>

bool cipher_is_cbc(const struct vector_file *file)
{
    return vector_file_mentions(file, "CBC") || vector_file_has(file, "IV");
}

// KEY1 to KEY3, KEYs (all three are one), or KEY.
static struct blob des_key(struct run *r)
{
    struct blob key = {.data = run_memory(r, 24), .bytes = 24};
    static const char *const names[] = {"KEY1", "KEY2", "KEY3"};
    if (!run_has(r, "KEYs") && !run_has(r, "KEY1"))
        return run_hex(r, "KEY");
    for (size_t i = 0; i < 3; i++) {
        const char *name = run_has(r, "KEYs") ? "KEYs" : names[i];
        struct blob part = run_hex(r, name);
        if (part.bytes != DES_KEY_BYTES) {
            run_malformed(r, name, "%s has %zu bytes, not 8", name, part.bytes);
            return key;
        }
        memcpy(key.data + 8 * i, part.data, 8);
    }
    return key;
}

// The first that fits. 24 bytes are an AES key, unless they came as three or the file says so.
static const struct cipher_kind kinds[] = {
    {&cipher_des3, "3DES-ECB", "3DES-CBC", NULL, true},
    {&cipher_des3, "3DES-ECB", "3DES-CBC", "Triple DES", false},
    {&cipher_des, "DES-ECB", "DES-CBC", NULL, false},
    {&cipher_aes128, "AES-ECB", "AES-CBC", NULL, false},
    {&cipher_aes192, "AES-ECB", "AES-CBC", NULL, false},
    {&cipher_aes256, "AES-ECB", "AES-CBC", NULL, false},
};

const struct cipher_kind *cipher_kind_of(const struct vector_case *c)
{
    const struct vector_field *key = vector_case_find(c, "KEY");
    bool three = vector_case_find(c, "KEYs") || vector_case_find(c, "KEY1");
    size_t bytes = key ? (strlen(key->value) + 1) / 2 : 0;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const struct cipher_kind *kind = &kinds[i];
        bool fits = kind->three ? three : !three && bytes == kind->alg->key_bytes;
        if (fits && (!kind->mentioned || vector_file_mentions(c->file, kind->mentioned)))
            return kind;
    }
    return NULL;
}

bool cipher_case_read(struct run *r, struct cipher_case *x)
{
    const char *section = run_has(r, FIELD_SECTION) ? run_text(r, FIELD_SECTION) : "";
    x->decrypt = strcmp(section, "DECRYPT") == 0;
    if (!x->decrypt && strcmp(section, "ENCRYPT") != 0)
        run_malformed(r, FIELD_SECTION, "the section is neither [ENCRYPT] nor [DECRYPT]: '%.40s'", section);
    x->key = des_key(r);
    x->plaintext = run_hex(r, "PLAINTEXT");
    x->ciphertext = run_hex(r, "CIPHERTEXT");
    x->mode = cipher_is_cbc(r->c->file) ? CIPHER_CBC : CIPHER_ECB;
    const struct cipher_kind *kind = cipher_kind_of(r->c);
    if (r->malformed)
        return false;
    if (!kind) {
        run_malformed(r, "KEY", "no cipher takes a key of %zu bytes", x->key.bytes);
        return false;
    }
    x->alg = kind->alg;
    size_t block = x->alg->block_bytes;
    if (x->mode == CIPHER_CBC) {
        x->iv = run_hex(r, "IV");
        if (!r->malformed && x->iv.bytes != block)
            run_malformed(r, "IV", "IV has %zu bytes, not %zu", x->iv.bytes, block);
    }
    if (x->plaintext.bytes == 0 || x->plaintext.bytes % block)
        run_malformed(r, "PLAINTEXT", "PLAINTEXT has %zu bytes, no multiple of the block",
                      x->plaintext.bytes);
    else if (x->plaintext.bytes != x->ciphertext.bytes)
        run_malformed(r, "CIPHERTEXT", "CIPHERTEXT is not as long as PLAINTEXT");
    return !r->malformed;
}

static void one_direction(struct run *r, const struct cipher_case *x, struct blob key,
                          const struct cipher_alg *alg, enum cipher_direction direction)
{
    struct blob in = direction == CIPHER_ENCRYPT ? x->plaintext : x->ciphertext;
    struct blob expected = direction == CIPHER_ENCRYPT ? x->ciphertext : x->plaintext;
    const char *name = direction == CIPHER_ENCRYPT ? "CIPHERTEXT" : "PLAINTEXT";
    uint8_t *out = run_memory(r, in.bytes);
    struct cipher_ctx ctx;
    enum gl_error error = cipher_init_engine(&ctx, alg, (const struct cipher_engine *)r->engine, x->mode,
                                             direction, key.data, key.bytes, x->iv.data);
    if (!error)
        error = cipher_blocks(&ctx, out, in.data, in.bytes);
    cipher_wipe(&ctx);
    run_works(r, name, error);
    run_equal(r, name, expected, out, in.bytes);
}

static void both_directions(struct run *r, const struct cipher_case *x, struct blob key,
                            const struct cipher_alg *alg)
{
    // First the direction that the row was made for: its name is the one to report.
    one_direction(r, x, key, alg, x->decrypt ? CIPHER_DECRYPT : CIPHER_ENCRYPT);
    one_direction(r, x, key, alg, x->decrypt ? CIPHER_ENCRYPT : CIPHER_DECRYPT);
}

void run_cipher(struct run *r)
{
    struct cipher_case x = {0};
    if (cipher_case_read(r, &x))
        both_directions(r, &x, x.key, x.alg);
}

bool des_keys_equal(const struct vector_case *c)
{
    const struct vector_field *k1 = vector_case_find(c, "KEY1"), *k2 = vector_case_find(c, "KEY2"),
                              *k3 = vector_case_find(c, "KEY3");
    if (vector_case_find(c, "KEYs"))
        return true;
    return k1 && k2 && k3 && strcmp(k1->value, k2->value) == 0 && strcmp(k1->value, k3->value) == 0;
}

void run_single_des(struct run *r)
{
    struct cipher_case x = {0};
    if (!cipher_case_read(r, &x))
        return;
    struct blob key = {.data = x.key.data, .bytes = DES_KEY_BYTES};
    both_directions(r, &x, key, &cipher_des);
}
