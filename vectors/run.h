// SPDX-License-Identifier: MIT
// Running cases: what a runner sees of its case (struct run), and the table of kinds.
//
// A runner reads every field of its case through the functions below, computes, and compares. The first
// failure of a case is kept, with the line of the field that differs. A field that is missing or malformed
// makes the case malformed, which is the file's fault and not the engine's.
#ifndef GLASSLOCK_VECTORS_RUN_H
#define GLASSLOCK_VECTORS_RUN_H

#include "crypto/common/engine.h"
#include "crypto/common/random.h"
#include "crypto/hash/hash.h"
#include "vectors/vector.h"

#include <gmp.h>
#include <stdint.h>

struct run {
    const struct vector_case *c;
    const struct gl_engine *engine; // under test; it is also the one in force
    void **owned;                   // memory that ends with the case
    size_t n_owned;
    bool malformed, failed;
    unsigned line; // of the failure
    char message[200];
};

struct blob {
    uint8_t *data; // never NULL
    size_t bytes;
};

// One algorithm as a file of vectors tests it.
struct vector_kind {
    const char *algorithm; // its row in the table: "AES-CBC"; "HMAC-%s" has the hash's name filled in
    const struct gl_family *family; // under test; NULL: that of the hash
    void (*run)(struct run *r);
};

void run_free(struct run *r); // what it owns

// Memory that ends with the case; never NULL (the program ends where there is none).
void *run_memory(struct run *r, size_t bytes);

bool run_has(struct run *r, const char *name);
const char *run_text(struct run *r, const char *name);                   // "" and malformed where missing
struct blob run_hex(struct run *r, const char *name);                    // odd digits are padded on the left
struct blob run_hex_wide(struct run *r, const char *name, size_t bytes); // padded on the left to that many
void run_integer(struct run *r, const char *name, mpz_t z);              // hex
unsigned long run_number(struct run *r, const char *name);               // decimal
const struct hash_alg *run_hash(struct run *r, const char *name);        // NULL and malformed where unknown
// Fields that carry no value to check: mark all with this name or, with a star at the end, beginning.
void run_ignore(struct run *r, const char *pattern);

__attribute__((format(printf, 3, 4))) void run_malformed(struct run *r, const char *name, const char *format,
                                                         ...);
__attribute__((format(printf, 3, 4))) void run_fail(struct run *r, const char *name, const char *format, ...);
// "NAME differs" unless equal.
void run_equal(struct run *r, const char *name, struct blob expected, const void *got, size_t bytes);
void run_equal_integer(struct run *r, const char *name, const mpz_t expected, const mpz_t got);
void run_works(struct run *r, const char *name, enum gl_error error); // "NAME: error" unless GL_OK

// "Result = P (0 )", "F (3 - S changed)": compare with what was found.
void run_result(struct run *r, bool accepted);

// The bytes given, then the kernel's: a published seed or salt, and fresh blinding after it.
struct run_stream {
    struct blob first;
    size_t used;
};
struct gl_random run_random(struct run_stream *stream);

// The runners.
void run_cipher(struct run *r);       // AES and triple DES
void run_single_des(struct run *r);   // the same rows under one key
void run_cipher_monte(struct run *r); // AES
void run_des_monte(struct run *r);
void run_sha(struct run *r);
void run_sha_monte(struct run *r);
void run_hmac(struct run *r);
void run_hkdf(struct run *r);
void run_pbkdf2(struct run *r);
void run_oaep(struct run *r);
void run_oaep_label(struct run *r);
void run_pss(struct run *r);
void run_pkcs1(struct run *r);
void run_rsa_example(struct run *r); // the PKCS #1 files' signatures, both schemes
void run_ecdsa(struct run *r);
void run_ec_keys(struct run *r);
void run_dsa(struct run *r);
void run_dsa_keys(struct run *r);
void run_dsa_params(struct run *r);
void run_fernet(struct run *r);

// Which kinds of test is this file made of? A triple-DES row whose keys are equal is a single-DES row too, so
// there may be two. Text files are folded into cases on the way. False: unknown, and file->why says it.
#define VECTOR_MAX_KINDS 2
struct vector_plan {
    struct vector_kind kinds[VECTOR_MAX_KINDS];
    bool (*applies[VECTOR_MAX_KINDS])(const struct vector_case *c); // NULL: to all
    size_t n;
    const struct hash_alg *(*hash)(const struct vector_case *c); // of a case; NULL where it is malformed
};
bool vector_plan_make(struct vector_plan *plan, struct vector_file *file);
bool wycheproof_plan(struct vector_plan *plan, struct vector_file *file);

// The hash that the file's header names, else its L, else its own name; NULL: none.
const struct hash_alg *vector_file_hash(const struct vector_file *file);
bool cipher_is_cbc(const struct vector_file *file);
bool des_keys_equal(const struct vector_case *c);

#endif
