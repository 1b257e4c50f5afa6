// SPDX-License-Identifier: MIT
#include "tests/ct/harness.h"

#include "tests/ct/step.h"

#include "crypto/common/declassify.h"
#include "crypto/common/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <valgrind/memcheck.h>

enum { RANDOM_A, RANDOM_B, ALL_ZEROS, ALL_ONES };

static struct {
    enum harness_mode mode;
    unsigned secret;
    bool brief;
    bool looking;   // stepping, between ct_begin() and ct_end()
    uint64_t state; // of the generator
} now;

void harness_set(enum harness_mode mode, unsigned secret)
{
    now.mode = mode;
    now.secret = secret;
    now.state = secret;
}

void harness_short(bool wanted)
{
    now.brief = wanted;
}

_Noreturn void harness_fail(const char *what)
{
    fprintf(stderr, "check-ct: %s\n", what);
    exit(2);
}

// Any spread of bits will do: this is splitmix64.
static uint8_t next_byte(void)
{
    uint64_t z = now.state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (uint8_t)(z >> 56);
}

static void fill(void *out, size_t bytes)
{
    uint8_t *p = out;
    for (size_t i = 0; i < bytes; i++)
        p[i] = now.secret == ALL_ZEROS ? 0x00 : now.secret == ALL_ONES ? 0xff : next_byte();
}

void ct_hide(const void *data, size_t bytes)
{
    if (now.mode == HARNESS_MEMCHECK)
        (void)VALGRIND_MAKE_MEM_UNDEFINED(data, bytes);
}

void ct_public(const void *data, size_t bytes)
{
    if (now.mode == HARNESS_MEMCHECK)
        (void)VALGRIND_MAKE_MEM_DEFINED(data, bytes);
}

void ct_hide_integer(const mpz_t z)
{
    ct_hide(mpz_limbs_read(z), mpz_size(z) * sizeof(mp_limb_t));
}

void ct_public_integer(const mpz_t z)
{
    ct_public(z, sizeof(mpz_t)); // its size may have been reckoned from secret limbs
    ct_public(mpz_limbs_read(z), mpz_size(z) * sizeof(mp_limb_t));
}

void ct_secret(void *out, size_t bytes)
{
    fill(out, bytes);
    ct_hide(out, bytes);
}

void ct_secret_bits(mpz_t out, unsigned bits)
{
    uint8_t bytes[2048];
    if (bits / 8 >= sizeof bytes)
        harness_fail("ct_secret_bits: too many bits");
    fill(bytes, bits / 8 + 1);
    mpz_import(out, bits / 8 + 1, 1, 1, 1, 0, bytes);
    mpz_fdiv_r_2exp(out, out, bits);
    mpz_setbit(out, bits - 1);
    ct_hide_integer(out);
}

void ct_secret_below(mpz_t out, const mpz_t n)
{
    unsigned bits = (unsigned)mpz_sizeinbase(n, 2);
    ct_secret_bits(out, bits);
    ct_public_integer(out);
    if (now.secret == ALL_ONES)
        mpz_sub_ui(out, n, 1);
    else if (mpz_cmp(out, n) >= 0) // n begins with bits 10: take one bit less, in as many limbs
        mpz_clrbit(out, bits - 1);
    ct_hide_integer(out);
}

unsigned ct_which(void)
{
    return now.secret;
}

bool ct_short(void)
{
    return now.brief;
}

bool ct_stepping(void)
{
    return now.mode != HARNESS_MEMCHECK;
}

void ct_begin(void)
{
    now.looking = now.mode == HARNESS_STEP;
    if (now.looking)
        step_on();
}

void ct_end(void)
{
    if (now.looking)
        step_off();
    now.looking = false;
}

// From the library: gl_public_begin() and gl_public_end() (crypto/common/declassify.h).
void ct_public_work(bool begins)
{
    if (!now.looking)
        return;
    if (begins)
        step_pause();
    else
        step_resume();
}

// The first byte of each answer is small, so that a number below a bound of as many bits is found at the
// first try: how often one is drawn again is public, but must not differ between the runs.
static enum gl_error random_fill(void *context, void *out, size_t bytes)
{
    (void)context;
    uint8_t *p = out;
    for (size_t i = 0; i < bytes; i++)
        p[i] = next_byte();
    if (bytes)
        p[0] &= 0x7f;
    ct_hide(out, bytes);
    return GL_OK;
}

const struct gl_random *ct_random(void)
{
    static const struct gl_random random = {.fill = random_fill};
    return &random;
}
