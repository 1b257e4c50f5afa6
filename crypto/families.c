// SPDX-License-Identifier: MIT
// Every family of engines in the house, in the order in which `glasslock engines` lists them.
#include "crypto/common/engine.h"
#include "crypto/aes/aes.h"
#include "crypto/des/des.h"
#include "crypto/ec/ec.h"
#include "crypto/hash/families.h"
#include "crypto/rsa/rsa.h"

const struct gl_family *const gl_families[] = {
    &des_family,    &aes_family,    &md5_family, &sha1_family, &sha256_family,
    &sha512_family, &modexp_family, &ec_family,  NULL,
};
