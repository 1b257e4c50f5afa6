// SPDX-License-Identifier: MIT
// Wycheproof's JSON: which schema, what every test has, and the symmetric kinds.
#include "vectors/wycheproof.h"

#include "crypto/aes/aes.h"
#include "crypto/ec/ec.h"
#include "crypto/hash/hkdf.h"
#include "crypto/hash/hmac.h"
#include "crypto/hash/pbkdf2.h"
#include "crypto/rsa/rsa.h"

#include <stdlib.h>
#include <string.h>

static const struct schema {
    const char *name; // the schema's file name begins with it
    struct vector_kind kind;
} schemas[] = {
    {"ind_cpa_test", {"AES-CBC-PKCS5", &aes_family, run_wycheproof_cbc}},
    {"mac_test", {"HMAC-%s", NULL, run_wycheproof_mac}},
    {"hkdf_test", {"HKDF-%s", NULL, run_wycheproof_hkdf}},
    {"pbkdf_test", {"PBKDF2-%s", NULL, run_wycheproof_pbkdf2}},
    {"rsaes_oaep_decrypt", {"RSA-OAEP", &modexp_family, run_wycheproof_oaep}},
    {"rsassa_pkcs1_verify", {"RSA-PKCS1", &modexp_family, run_wycheproof_pkcs1}},
    {"rsassa_pkcs1_generate", {"RSA-PKCS1", &modexp_family, run_wycheproof_pkcs1_generate}},
    {"rsassa_pss_verify", {"RSA-PSS", &modexp_family, run_wycheproof_pss}},
    {"ecdsa_verify", {"ECDSA", &ec_family, run_wycheproof_ecdsa}},
    {"ecdsa_p1363_verify", {"ECDSA", &ec_family, run_wycheproof_ecdsa_p1363}},
    {"ecdh_test", {"ECDH", &ec_family, run_wycheproof_ecdh}},
    {"dsa_verify", {"DSA", &modexp_family, run_wycheproof_dsa}},
    {"dsa_p1363_verify", {"DSA", &modexp_family, run_wycheproof_dsa_p1363}},
};

const struct hash_alg *wycheproof_file_hash(const struct vector_case *c)
{
    const struct vector_field *algorithm = vector_case_find(c, "algorithm");
    const char *at = algorithm ? strstr(algorithm->value, "SHA") : NULL;
    return at ? hash_find(at) : NULL;
}

bool wycheproof_plan(struct vector_plan *plan, struct vector_file *file)
{
    const struct vector_field *schema = vector_case_find(&file->cases[0], "schema");
    const struct vector_field *number = vector_case_find(&file->cases[0], "numberOfTests");
    if (!schema)
        return vector_file_error(file, 0, "the field schema is missing");
    if (number && strtoul(number->value, NULL, 10) != file->n_cases)
        return vector_file_error(file, number->line, "numberOfTests is %.20s, but there are %zu",
                                 number->value, file->n_cases);
    for (size_t i = 0; i < sizeof schemas / sizeof *schemas; i++) {
        size_t length = strlen(schemas[i].name);
        if (strncmp(schema->value, schemas[i].name, length) != 0 || schema->value[length] != '_')
            continue;
        plan->n = 1;
        plan->kinds[0] = schemas[i].kind;
        plan->hash = schemas[i].kind.family ? NULL : wycheproof_file_hash;
        return true;
    }
    return vector_file_error(file, schema->line, "no schema that is known: '%.60s'", schema->value);
}

void wycheproof_common(struct run *r)
{
    static const char *const for_people[] = {
        "algorithm", "generatorVersion", "numberOfTests", "header", "header.*", "notes", "notes.*",
        "schema",    "comment",          "flags",         "type",   "source*",  "tcId"};
    for (size_t i = 0; i < sizeof for_people / sizeof *for_people; i++)
        run_ignore(r, for_people[i]);
}

void wycheproof_result(struct run *r, bool accepted)
{
    const char *result = run_text(r, "result");
    if (r->malformed || strcmp(result, "acceptable") == 0)
        return;
    if (strcmp(result, "valid") != 0 && strcmp(result, "invalid") != 0)
        run_malformed(r, "result", "result is none of valid, invalid, acceptable: '%.40s'", result);
    else if (accepted && *result == 'i')
        run_fail(r, "result", "accepted, but the result is invalid");
    else if (!accepted && *result == 'v')
        run_fail(r, "result", "refused, but the result is valid");
}

const struct hash_alg *wycheproof_hash(struct run *r, const char *name)
{
    return run_hash(r, name);
}

// A size of the group, in bits.
static void check_bits(struct run *r, const char *name, const char *field, size_t bytes)
{
    if (run_has(r, name) && run_number(r, name) != bytes * 8)
        run_malformed(r, field, "%s has %zu bytes, but %s says otherwise", field, bytes, name);
}

void run_wycheproof_cbc(struct run *r)
{
    struct cipher_stream s;
    size_t head = 0, tail = 0;
    struct blob key = run_hex(r, "key"), iv = run_hex(r, "iv"), msg = run_hex(r, "msg"),
                ct = run_hex(r, "ct");
    wycheproof_common(r);
    check_bits(r, "keySize", "key", key.bytes);
    check_bits(r, "ivSize", "iv", iv.bytes);
    const struct cipher_alg *alg = key.bytes == 16   ? &cipher_aes128
                                   : key.bytes == 24 ? &cipher_aes192
                                                     : &cipher_aes256;
    if (r->malformed || !cipher_key_fits(alg, key.bytes) || iv.bytes != AES_BLOCK_BYTES) {
        wycheproof_result(r, false);
        return;
    }
    uint8_t *out = run_memory(r, ct.bytes + 2 * AES_BLOCK_BYTES);
    bool accepted =
        cipher_stream_init(&s, alg, CIPHER_CBC, CIPHER_DECRYPT, key.data, key.bytes, iv.data) == GL_OK;
    if (accepted) {
        cipher_stream_update(&s, out, &head, ct.data, ct.bytes);
        accepted = cipher_stream_final(&s, out + head, &tail) == GL_OK;
    }
    accepted = accepted && head + tail == msg.bytes && memcmp(out, msg.data, msg.bytes) == 0;
    wycheproof_result(r, accepted);
    if (!accepted || r->failed)
        return;
    uint8_t *sealed = run_memory(r, pkcs7_padded_bytes(msg.bytes, AES_BLOCK_BYTES));
    run_works(r, "ct",
              cipher_seal(alg, CIPHER_CBC, key.data, key.bytes, iv.data, sealed, msg.data, msg.bytes));
    run_equal(r, "ct", ct, sealed, pkcs7_padded_bytes(msg.bytes, AES_BLOCK_BYTES));
}

void run_wycheproof_mac(struct run *r)
{
    const struct hash_alg *hash = wycheproof_file_hash(r->c);
    struct blob key = run_hex(r, "key"), msg = run_hex(r, "msg"), tag = run_hex(r, "tag");
    wycheproof_common(r);
    check_bits(r, "keySize", "key", key.bytes);
    if (!hash)
        run_malformed(r, "algorithm", "algorithm names no hash that is known");
    // A tag of another length than the group's is a forgery by truncation or extension.
    bool length_right = run_number(r, "tagSize") == tag.bytes * 8;
    if (r->malformed)
        return;
    bool accepted = length_right &&
                    hmac_verify(hash, key.data, key.bytes, msg.data, msg.bytes, tag.data, tag.bytes) == GL_OK;
    wycheproof_result(r, accepted);
}

void run_wycheproof_hkdf(struct run *r)
{
    const struct hash_alg *hash = wycheproof_file_hash(r->c);
    struct blob ikm = run_hex(r, "ikm"), salt = run_hex(r, "salt"), info = run_hex(r, "info");
    struct blob okm = run_hex(r, "okm");
    unsigned long size = run_number(r, "size");
    wycheproof_common(r);
    check_bits(r, "keySize", "ikm", ikm.bytes);
    if (!hash)
        run_malformed(r, "algorithm", "algorithm names no hash that is known");
    if (!hash || r->malformed)
        return;
    // Nobody asks for more than 255 blocks and gets them: the buffer need not be larger.
    size_t room = size <= 256 * hash->digest_bytes ? size : 256 * hash->digest_bytes;
    uint8_t *out = run_memory(r, room);
    bool accepted =
        hkdf(hash, salt.data, salt.bytes, ikm.data, ikm.bytes, info.data, info.bytes, out, room) == GL_OK &&
        okm.bytes == size && memcmp(okm.data, out, size) == 0;
    wycheproof_result(r, accepted);
}

void run_wycheproof_pbkdf2(struct run *r)
{
    const struct hash_alg *hash = wycheproof_file_hash(r->c);
    struct blob password = run_hex(r, "password"), salt = run_hex(r, "salt"), dk = run_hex(r, "dk");
    unsigned long iterations = run_number(r, "iterationCount"), bytes = run_number(r, "dkLen");
    wycheproof_common(r);
    if (!hash)
        run_malformed(r, "algorithm", "algorithm names no hash that is known");
    if (!r->malformed && bytes > 1 << 20)
        run_malformed(r, "dkLen", "dkLen is too large");
    if (r->malformed)
        return;
    uint8_t *out = run_memory(r, bytes);
    bool accepted =
        pbkdf2(hash, password.data, password.bytes, salt.data, salt.bytes, iterations, out, bytes) == GL_OK &&
        dk.bytes == bytes && memcmp(dk.data, out, bytes) == 0;
    wycheproof_result(r, accepted);
}
