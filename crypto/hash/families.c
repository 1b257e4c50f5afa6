// SPDX-License-Identifier: MIT
// Which engines each hash function has, best first.
#include "crypto/hash/families.h"

#include "crypto/hash/portable.h"
#include "crypto/hash/textbook.h"
#include "crypto/hash/x86.h"

static _Atomic(const struct gl_engine *) md5_chosen, sha1_chosen, sha256_chosen, sha512_chosen;

static const struct gl_engine *const md5_engines[] = {&md5_textbook.engine, NULL};
static const struct gl_engine *const sha1_engines[] = {&sha1_ni.engine, &sha1_portable.engine,
                                                       &sha1_textbook.engine, NULL};
static const struct gl_engine *const sha256_engines[] = {
    &sha256_x16.engine, &sha256_ni.engine, &sha256_portable.engine, &sha256_textbook.engine, NULL};
static const struct gl_engine *const sha512_engines[] = {&sha512_bmi2.engine, &sha512_portable.engine,
                                                         &sha512_textbook.engine, NULL};

const struct gl_family md5_family = {"md5", md5_engines, &md5_chosen};
const struct gl_family sha1_family = {"sha1", sha1_engines, &sha1_chosen};
const struct gl_family sha256_family = {"sha256", sha256_engines, &sha256_chosen};
const struct gl_family sha512_family = {"sha512", sha512_engines, &sha512_chosen};
