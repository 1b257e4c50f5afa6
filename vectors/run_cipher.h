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

// A cipher as files know it. A new one has a row in run_cipher.c, before those that its keys could be taken
// for.
struct cipher_kind {
    const struct cipher_alg *alg;
    const char *ecb, *cbc; // its rows in the table of results
    const char *mentioned; // only where the file's comments mention this; NULL: also where they do not
    bool three;            // its key comes as KEY1 to KEY3, or as KEYs
};
const struct cipher_kind *cipher_kind_of(const struct vector_case *c); // NULL: none takes such a key

// False: malformed.
bool cipher_case_read(struct run *r, struct cipher_case *x);

#endif
