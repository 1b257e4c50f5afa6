// SPDX-License-Identifier: MIT
#include "net/engines.h"

#include "crypto/aes/aes.h"
#include "crypto/ec/ec.h"
#include "crypto/hash/families.h"
#include "crypto/rsa/rsa.h"

enum gl_error net_engines_check(const char **family)
{
    static const struct gl_family *const used[] = {&aes_family, &sha256_family, &modexp_family, &ec_family};
    for (unsigned i = 0; i < sizeof used / sizeof *used; i++) {
        if (gl_engine_chosen(used[i])->constant_time)
            continue;
        if (family)
            *family = used[i]->name;
        return GL_ERR_UNAVAILABLE;
    }
    return GL_OK;
}
