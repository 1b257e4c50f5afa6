// SPDX-License-Identifier: MIT
// Wycheproof's JSON: what its runners share.
#ifndef GLASSLOCK_VECTORS_WYCHEPROOF_H
#define GLASSLOCK_VECTORS_WYCHEPROOF_H

#include "vectors/run.h"

// Mark the fields that every file has and that only people need.
void wycheproof_common(struct run *r);
// Compare with "result": valid, invalid, or acceptable (either answer).
void wycheproof_result(struct run *r, bool accepted);
// The group's field "sha" (or another) as a hash.
const struct hash_alg *wycheproof_hash(struct run *r, const char *name);
// The hash in the file's "algorithm" ("HMACSHA256", "PBKDF2-HMACSHA1", "HKDF-SHA-512").
const struct hash_alg *wycheproof_file_hash(const struct vector_case *c);

void run_wycheproof_cbc(struct run *r);
void run_wycheproof_mac(struct run *r);
void run_wycheproof_hkdf(struct run *r);
void run_wycheproof_pbkdf2(struct run *r);
void run_wycheproof_oaep(struct run *r);
void run_wycheproof_pkcs1(struct run *r);
void run_wycheproof_pkcs1_generate(struct run *r);
void run_wycheproof_pss(struct run *r);
void run_wycheproof_ecdsa(struct run *r);
void run_wycheproof_ecdsa_p1363(struct run *r);
void run_wycheproof_ecdh(struct run *r);
void run_wycheproof_dsa(struct run *r);
void run_wycheproof_dsa_p1363(struct run *r);

#endif
