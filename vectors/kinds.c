// SPDX-License-Identifier: MIT
// Which algorithm is a file about? Its fields and the comments at its head say so, its name does not have to:
// users rename their files.
#include "crypto/aes/aes.h"
#include "crypto/des/des.h"
#include "crypto/ec/ec.h"
#include "crypto/rsa/rsa.h"
#include "vectors/run_cipher.h"
#include "vectors/run_hash.h"

#include <string.h>

struct rule {
    const char *has;           // all these fields occur, separated by spaces
    const char *lacks;         // and none of these
    const char *mention;       // and the header mentions this, or NULL
    const char *mark, *sticky; // see vector_file_fold()
    struct vector_kind kind;
    const struct hash_alg *(*hash)(const struct vector_case *c);
};

#define RSA_KEY " n e d p q mod "

// The first rule that fits. Those for ciphers are in plan_cipher().
static const struct rule rules[] = {
    {"Seed MD", "Key", NULL, "MD", " Seed ", {"%s", NULL, run_sha_monte}, hash_of_case},
    {"Key Msg Mac", "", NULL, "Mac", "", {"HMAC-%s", NULL, run_hmac}, hash_of_hmac},
    {"Key Msg MD", "", NULL, "MD", "", {"HMAC-%s", NULL, run_hmac}, hash_of_hmac},
    {"Len Msg MD", "Key", NULL, "MD", "", {"%s", NULL, run_sha}, hash_of_case},
    {"IKM OKM", "", NULL, "OKM", "", {"HKDF-%s", NULL, run_hkdf}, hash_of_hkdf},
    {"PASSWORD DERIVED_KEY", "", NULL, "DERIVED_KEY", "", {"PBKDF2-%s", NULL, run_pbkdf2}, hash_of_case},
    {"RSAPadding Input", "", NULL, "Input", "", {"RSA-OAEP", &modexp_family, run_oaep_label}, NULL},
    {"n S SHAAlg", "", "PSS", "S", RSA_KEY, {"RSA-PSS", &modexp_family, run_pss}, NULL},
    {"n S SHAAlg", "", "PKCS#1 Ver 1.5", "S", RSA_KEY, {"RSA-PKCS1", &modexp_family, run_pkcs1}, NULL},
    {"n S SHAAlg", "", "PKCS#1 v1.5", "S", RSA_KEY, {"RSA-PKCS1", &modexp_family, run_pkcs1}, NULL},
    {"Encryption", "", NULL, "Encryption", NULL, {"RSA-OAEP", &modexp_family, run_oaep}, NULL},
    {"Salt Signature", "", NULL, "Signature", NULL, {"RSA-PSS", &modexp_family, run_rsa_example}, NULL},
    {"Signature", "Salt", NULL, "Signature", NULL, {"RSA-PKCS1", &modexp_family, run_rsa_example}, NULL},
    {"Qx Qy R S", "", NULL, "S", "", {"ECDSA", &ec_family, run_ecdsa}, NULL},
    {"Qx Qy Result", "R", NULL, "Result", "", {"ECDSA", &ec_family, run_ec_keys}, NULL},
    {"Qx Qy d", "R", NULL, "Qy", " N ", {"ECDSA", &ec_family, run_ec_keys}, NULL},
    {"P Q Y R S", "", NULL, "S", " P Q G ", {"DSA", &modexp_family, run_dsa}, NULL},
    {"P Q X Y", "R", NULL, "Y", " P Q G N ", {"DSA", &modexp_family, run_dsa_keys}, NULL},
    {"P Q Result", "R Y", NULL, "Result", "", {"DSA", &modexp_family, run_dsa_params}, NULL},
};

// In the PKCS #1 files every field of the key serves all its examples.
#define EXAMPLE_KEY                                                                                          \
    " Modulus Exponent Private Modulus Private Exponent Public exponent Prime 1 Prime 2 Prime exponent 1 "   \
    "Prime exponent 2 Coefficient "

static bool occurs(const struct vector_file *file, const char *names, bool all)
{
    for (const char *at = names; *at;) {
        char name[32];
        size_t length = strcspn(at, " ");
        memcpy(name, at, length);
        name[length] = 0;
        if (vector_file_has(file, name) != all)
            return !all;
        at += length + (at[length] == ' ');
    }
    return all;
}

static bool fits(const struct rule *rule, const struct vector_file *file)
{
    return occurs(file, rule->has, true) && !occurs(file, rule->lacks, false) &&
           (!rule->mention || vector_file_mentions(file, rule->mention));
}

// Modes that we do not have, whose files look just like CBC's.
static const char *foreign_mode(const struct vector_file *file)
{
    static const char *const modes[] = {"CFB", "OFB", "CTR", "GCM", "CCM", "XTS", "CBC-I", "CBCI"};
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
        if (vector_file_mentions(file, modes[i]))
            return modes[i];
    return NULL;
}

static bool plan_cipher(struct vector_plan *plan, struct vector_file *file)
{
    bool monte = vector_file_mentions(file, "Monte") || vector_file_mentions(file, "MCT");
    bool cbc = cipher_is_cbc(file), three = vector_file_has(file, "KEYs") || vector_file_has(file, "KEY1");
    const char *foreign = foreign_mode(file);
    if (foreign)
        return vector_file_error(file, 0, "a file of mode %s; only ECB and CBC are known", foreign);
    if (!vector_file_fold(file, "COUNT", ""))
        return false;
    const struct cipher_kind *kind = cipher_kind_of(&file->cases[0]);
    plan->n = 1;
    plan->kinds[0] = (struct vector_kind){
        .algorithm = !kind ? "no cipher"
                     : cbc ? kind->cbc
                           : kind->ecb, // the runner says what is wrong
        .family = kind ? kind->alg->family : &aes_family,
        .run = monte ? run_cipher_monte : run_cipher,
    };
    if (three && !monte) {
        plan->n = 2;
        plan->kinds[1] = (struct vector_kind){
            .algorithm = cbc ? "DES-CBC" : "DES-ECB", .family = &des_family, .run = run_single_des};
        plan->applies[1] = des_keys_equal;
    }
    return true;
}

static bool plan_json(struct vector_plan *plan, struct vector_file *file)
{
    if (vector_file_has(file, "schema") || vector_file_has(file, "tcId"))
        return wycheproof_plan(plan, file);
    if (!vector_file_has(file, "token") || !vector_file_has(file, "secret"))
        return vector_file_error(file, 0, "JSON that is neither Wycheproof's nor Fernet's");
    plan->n = 1;
    plan->kinds[0] = (struct vector_kind){.algorithm = "Fernet", .family = &aes_family, .run = run_fernet};
    return true;
}

// NIST's files have the binary curves (K-163, B-571) too, which are no part of this house.
static bool ec_is_prime_curve(const struct vector_case *c)
{
    const struct vector_field *section = vector_case_find(c, FIELD_SECTION);
    return !section || (strncmp(section->value, "K-", 2) != 0 && strncmp(section->value, "B-", 2) != 0);
}

bool vector_plan_make(struct vector_plan *plan, struct vector_file *file)
{
    *plan = (struct vector_plan){0};
    if (file->format == VECTOR_JSON)
        return plan_json(plan, file);
    if (vector_file_has(file, "PLAINTEXT") && vector_file_has(file, "CIPHERTEXT"))
        return plan_cipher(plan, file);
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (!fits(&rules[i], file))
            continue;
        plan->n = 1;
        plan->kinds[0] = rules[i].kind;
        plan->hash = rules[i].hash;
        if (rules[i].kind.family == &ec_family)
            plan->applies[0] = ec_is_prime_curve;
        return vector_file_fold(file, rules[i].mark, rules[i].sticky ? rules[i].sticky : EXAMPLE_KEY);
    }
    return vector_file_error(file, 0, "no kind of test vectors that is known");
}
