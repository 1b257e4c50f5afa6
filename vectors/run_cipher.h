// SPDX-License-Identifier: MIT
// A row of CAVP's AES and triple DES files, checked for form; shared by known answers and Monte Carlo.
#ifndef GLASSLOCK_VECTORS_RUN_CIPHER_H
#define GLASSLOCK_VECTORS_RUN_CIPHER_H

#include "crypto/cipher/cipher.h"
#include "vectors/run.h"

struct cipher_case {
    const struct cipher_alg *alg;
    enum cipher_mode mode;
    bool decrypt;
    struct blob key, iv, plaintext, ciphertext; // iv.data is NULL in ECB
};

// False: malformed.
bool cipher_case_read(struct run *r, struct cipher_case *x);

#endif
